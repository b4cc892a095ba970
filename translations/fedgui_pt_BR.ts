<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR">
<context>
    <name>Captions</name>
    <message>
        <source>A tensor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round {number} begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Round {number} of {total} begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The hook lets tensors travel between workers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loop moves on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss is {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The loss of {worker} is {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is back with the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model travels to {worker}. Her data stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model travels to {worker}. His data stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model travels to {worker}. The data stays where it is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The optimizer is set up: it will change the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script creates a worker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script is done.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script loads its libraries.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script prints the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script prints to the console.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script says what training is; nothing runs yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script starts.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script stopped early: an error occurred.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server asks for the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server asks {worker} for a value.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server asks {worker} for the loss.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server asks {worker} for the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server clears the old gradients.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server computes the gradient with all the rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server computes the gradient.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server computes the loss: how wrong the prediction is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server creates the model.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server hands rows to a worker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server makes a prediction for all the rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server makes a prediction.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server sends the model to a worker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server updates the weights.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The server writes down a table of numbers.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training begins.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training diverges: the loss is {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The training diverges: the loss of {worker} is {value}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This line runs: {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training done: 1 round.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Training done: {count} rounds.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} goes to {worker}; a pointer stays here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} clears the old gradients.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} computes the gradient with her own data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} computes the gradient with his own data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} computes the gradient with local data.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} computes the loss: how wrong the prediction is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} is here, with a store of tensors.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} makes a prediction for every local row.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} returns the model: {count} numbers, no rows.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} sends one number to the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} sends the loss to the server: one number.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} sends {count} numbers to the server.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} updates the weights.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CodePanel</name>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {number} failed: {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {number} runs now: {code}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>NEW</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>error</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now · {who}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConsolePanel</name>
    <message>
        <source>Console</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing printed yet.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyCard</name>
    <message>
        <source>Click Start or press space.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A worker&apos;s id must be text that is not empty, such as &quot;bob&quot;, but it was {worker}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: a function calls itself without an end.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: a number is divided by zero.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: a value does not fit ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: a value has the wrong type ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: an assertion does not hold ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: an index lies outside ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: the file {name} is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: the key {reason} is not there.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: the module {name} is not installed here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: the name {name} is not defined. Check its spelling.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: there is no attribute {name} here ({reason}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: there is not enough memory.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: {kind}: {reason}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Line {line}: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The id {worker} already belongs to the server. Choose another id for the worker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model is already on {worker}. Call model.get() before sending it to {receiver}, or take it there with model.move({receiver}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s tensors are in different places: {first} is on {first_worker}, {second} on {second_worker}. Fetch the single tensors with .get() first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The module {module} has no parameters or buffers, so there is nothing to send to {worker}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The script asks for input, which it can&apos;t get here. Write the value into the script.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no script {script}. Give a file, or one of: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no worker called {worker}. The workers are: {known}. Create it with sy.VirtualWorker first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>remote_get() fetches along a chain of pointers, but {tensor} is not a pointer to a pointer. Use .get(), or build a chain first with .send(bob).send(alice).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operation} failed on {worker}: {message}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operation} is not possible with {tensor} while it is on {worker}. Call .get() first to fetch it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operation} mixes {remote}, which is on {worker}, with {local}, which is here on the server. Send the local one to {worker} with .send(), or fetch the remote one with .get().</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operation} needs its tensors on one worker, but {first} is on {first_worker} and {second} is on {second_worker}. Bring them together with .move(), .get() or .send(). Nothing has crossed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operation} needs the value of {tensor}, which is on {worker}. Call .get() first to fetch it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{operation} was called on {tensor}, which is already here on the server. Use it directly.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} can&apos;t be read: {reason}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} has no code cells.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} is a folder. Give a Python file or a notebook.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} is not a notebook that can be read. Save it again in Jupyter.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} is not a text file in UTF-8, so it can&apos;t be read as Python.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} is not valid Python: it contains null bytes.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{script} is not valid Python: {reason} (line {line}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{tensor} was already fetched from {worker} on line {line}, and {worker} keeps no copy. Use the value that .get() returned, or call .copy() before .get() to keep the remote one.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} belongs to a script that has ended. Create the worker again with sy.VirtualWorker.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} does not release {tensor}: it is private, or was computed from private data. Ask for the model with model.get(), or for a training loss after loss.backward().</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} does not run {operation} on {tensor}: the result&apos;s shape would tell private values. Use an operation whose result has the same shape whatever the values are.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{worker} no longer holds {tensor}: somebody fetched, moved or cleared it. Send the value to {worker} again.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FinishedCard</name>
    <message numerus="yes">
        <source>%n round(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visit(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Restart</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>final loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>nothing travelled</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name}&apos;s last loss</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Lessons</name>
    <message>
        <source>Bob gets the first two rows, Alice the other two; pointers stay here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>bring the model back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>clear the old gradients</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>compute the error (the loss)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fetch the loss and show the progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>find which weights caused it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>four rows of two features; the right answer is the first feature</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>make a prediction</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>send the model to the worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>show the progress</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two weights and a bias</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>two workers, each with an own store of tensors</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>update the weights</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>All the data on the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Code, console and network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Console</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Network</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Sequential, as in the tutorial</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something unexpected went wrong. Your work is kept; restart the run.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>fedgui: federated learning, live</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MomentView</name>
    <message>
        <source>No run yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing PyTorch…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>now · {worker}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>NetworkPanel</name>
    <message>
        <source>Bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Commands ask a worker to compute; they carry no values.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Messages</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No message yet.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Payload: {count} bytes</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show commands</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>release</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>request</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>search</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the server</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>to the worker</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>The settings file was damaged, so fedgui starts with its defaults; the old file is kept as {file}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The settings in {file} can’t be read, so fedgui starts with its defaults and leaves the file alone.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your choices can’t be saved in {folder}; they last until you close fedgui.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Fold the panel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lesson and inspector</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the panel</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message numerus="yes">
        <source>%n private row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of {shape}</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>Only the model and numbers computed from the rows pass the gate.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Only {name} can read these rows. They never leave this room.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Server</source>
        <translation type="unfinished"></translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation type="unfinished">
            <numerusform></numerusform>
            <numerusform></numerusform>
        </translation>
    </message>
    <message>
        <source>collected in one place</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>diverged</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>last loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>loss now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model is here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model is with {name}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model slot</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model travelling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>no rows yet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>privacy boundary</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>private</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>receiving</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>returning</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>training</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>waiting</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>StageView</name>
    <message>
        <source>Stage</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tab visits the server and the workers; Enter opens one.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Terminal</name>
    <message>
        <source>--seed needs a whole number of 0 or more, not “{value}”.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>--{option} can&apos;t be “{value}”. Choose one of: {known}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn federated learning by watching it run. Without a command, opens the window.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Skipped what only a notebook understands, in lines: {lines}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The record can&apos;t be written to {file}. Choose a folder that you may write to.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no option {option}. “fedgui --help” lists what there is.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no screen to open a window on. “fedgui run federated” runs the tutorial in the terminal.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>centralized, federated, a Python file or a notebook</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>chapter to open, by number or name</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>en or pt_BR</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>run a script without a window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>seed of all random numbers (0 if not given)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>system, light or dark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>write the record, one moment a line, as JSON Lines</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
