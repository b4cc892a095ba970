<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="pt_BR">
<context>
    <name>Aggregation</name>
    <message>
        <source>A weighted mean of {updates} updates needs as many counts of rows, not negative and not all zero.</source>
        <translation>Uma média ponderada de {updates} atualizações precisa de outras tantas contagens de linhas, não negativas e não todas zero.</translation>
    </message>
    <message>
        <source>No worker sent an update, so there is nothing to add up.</source>
        <translation>Nenhum worker enviou uma atualização, então não há o que somar.</translation>
    </message>
    <message>
        <source>The workers&apos; updates have different shapes: they are not of one model.</source>
        <translation>As atualizações dos workers têm formatos diferentes: não são de um mesmo modelo.</translation>
    </message>
</context>
<context>
    <name>AggregatorPicture</name>
    <message>
        <source>2 × average − own</source>
        <translation>2 × média − próprio</translation>
    </message>
    <message>
        <source>average</source>
        <translation>média</translation>
    </message>
    <message>
        <source>the aggregator sees</source>
        <translation>o agregador vê</translation>
    </message>
    <message>
        <source>the server sees</source>
        <translation>o servidor vê</translation>
    </message>
    <message>
        <source>{worker} works out</source>
        <translation>{worker} calcula</translation>
    </message>
    <message>
        <source>{worker}’s copy</source>
        <translation>cópia de {worker}</translation>
    </message>
</context>
<context>
    <name>Appearance</name>
    <message>
        <source>As on this computer</source>
        <translation>Como no computador</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Escuro</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Alto contraste</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Claro</translation>
    </message>
    <message>
        <source>Parcels jump</source>
        <translation>Pacotes saltam</translation>
    </message>
    <message>
        <source>Parcels travel</source>
        <translation>Pacotes viajam</translation>
    </message>
</context>
<context>
    <name>AppearanceMenu</name>
    <message>
        <source>Code, console and network</source>
        <translation>Código, console e rede</translation>
    </message>
    <message>
        <source>Count my predictions</source>
        <translation>Contar minhas previsões</translation>
    </message>
    <message>
        <source>Hide the answers (for teachers)</source>
        <translation>Esconder as respostas (para quem dá aula)</translation>
    </message>
    <message>
        <source>Lesson and inspector</source>
        <translation>Lição e inspetor</translation>
    </message>
    <message>
        <source>Loss plot</source>
        <translation>Gráfico da perda</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>Movimento</translation>
    </message>
    <message>
        <source>Show it beside the stage, or leave its room to others</source>
        <translation>Mostrar ao lado do palco, ou deixar o espaço para os outros</translation>
    </message>
    <message>
        <source>Size of type</source>
        <translation>Tamanho da letra</translation>
    </message>
    <message>
        <source>The lesson still asks, and leaves the answer for you to tell</source>
        <translation>A lição continua perguntando e deixa a resposta para você contar</translation>
    </message>
    <message>
        <source>Theme</source>
        <translation>Tema</translation>
    </message>
    <message>
        <source>Under each answer, say how many predictions came true</source>
        <translation>Mostrar, abaixo de cada resposta, quantas previsões se confirmaram</translation>
    </message>
    <message>
        <source>{share}%</source>
        <translation>{share}%</translation>
    </message>
</context>
<context>
    <name>Application</name>
    <message>
        <source>fedgui ended unexpectedly the last time. The report below says where, and holds none of your data.</source>
        <translation>Da última vez, o fedgui terminou de forma inesperada. O relatório abaixo diz onde, e não contém nenhum dado seu.</translation>
    </message>
</context>
<context>
    <name>Attack</name>
    <message>
        <source>All {count} pixels are equal, and the label too: pixel error {error}.</source>
        <translation>Todos os {count} pixels são iguais, e o rótulo também: erro de pixel {error}.</translation>
    </message>
    <message>
        <source>BLURRED</source>
        <translation>BORRADA</translation>
    </message>
    <message>
        <source>CLOSE</source>
        <translation>QUASE IGUAL</translation>
    </message>
    <message>
        <source>IDENTICAL</source>
        <translation>IDÊNTICA</translation>
    </message>
    <message>
        <source>Image read: a {label}</source>
        <translation>Imagem lida: um {label}</translation>
    </message>
    <message>
        <source>NARROWED DOWN</source>
        <translation>MENOS OPÇÕES</translation>
    </message>
    <message>
        <source>NO TABLE FITS</source>
        <translation>NENHUMA SERVE</translation>
    </message>
    <message>
        <source>NOT THE ROWS</source>
        <translation>NÃO CONFERE</translation>
    </message>
    <message>
        <source>NOTHING LEAKED</source>
        <translation>NADA VAZOU</translation>
    </message>
    <message>
        <source>Nothing has come back yet: the server can&apos;t attack what it hasn&apos;t got.</source>
        <translation>Ainda não voltou nada: o servidor não pode atacar o que não tem.</translation>
    </message>
    <message>
        <source>Pixel error {error}: a little of the other images shines through.</source>
        <translation>Erro de pixel {error}: um pouco das outras imagens transparece.</translation>
    </message>
    <message>
        <source>Pixel error {error}: the images mix. This attack goes no further; another one may.</source>
        <translation>Erro de pixel {error}: as imagens se misturam. Este ataque não vai além; outro talvez vá.</translation>
    </message>
    <message>
        <source>Press Attack: the server works with these numbers and nothing else.</source>
        <translation>Clique em Atacar: o servidor faz as contas só com estes números.</translation>
    </message>
    <message>
        <source>RECOGNIZABLE</source>
        <translation>RECONHECÍVEL</translation>
    </message>
    <message>
        <source>Row read</source>
        <translation>Linha lida</translation>
    </message>
    <message>
        <source>Rows read</source>
        <translation>Linhas lidas</translation>
    </message>
    <message>
        <source>The largest difference is {error}.</source>
        <translation>A maior diferença é {error}.</translation>
    </message>
    <message>
        <source>The run behind this page failed: {reason}</source>
        <translation>A execução por trás desta página falhou: {reason}</translation>
    </message>
    <message>
        <source>bias gradient that {worker} returned, by class</source>
        <translation>gradiente do viés que {worker} devolveu, por classe</translation>
    </message>
    <message>
        <source>both sides hold the same error: it cancels</source>
        <translation>o mesmo erro está nos dois lados: ele se cancela</translation>
    </message>
    <message>
        <source>only messages; last of {rounds} rounds, learning rate {rate}</source>
        <translation>só mensagens; última de {rounds} rodadas, taxa de aprendizado {rate}</translation>
    </message>
    <message>
        <source>only messages; learning rate {rate}, local epochs {epochs}</source>
        <translation>só mensagens; taxa de aprendizado {rate}, épocas locais {epochs}</translation>
    </message>
    <message>
        <source>only messages; the weight gradient too, {classes} × {pixels} numbers</source>
        <translation>só mensagens; também o gradiente dos pesos, {classes} × {pixels} números</translation>
    </message>
    <message>
        <source>only messages; your run, round {round}, learning rate {rate}</source>
        <translation>só mensagens; sua execução, rodada {round}, taxa de aprendizado {rate}</translation>
    </message>
    <message>
        <source>right guess: “{guess}”</source>
        <translation>palpite certo: “{guess}”</translation>
    </message>
    <message>
        <source>sent − returned</source>
        <translation>enviados − devolvidos</translation>
    </message>
    <message>
        <source>the lowest bias gradient tells the digit: {label}</source>
        <translation>o menor gradiente de viés revela o dígito: {label}</translation>
    </message>
    <message>
        <source>weights it sent to {worker}</source>
        <translation>pesos que enviou a {worker}</translation>
    </message>
    <message>
        <source>weights {worker} returned</source>
        <translation>pesos que {worker} devolveu</translation>
    </message>
    <message>
        <source>your guess: “{guess}”</source>
        <translation>seu palpite: “{guess}”</translation>
    </message>
    <message>
        <source>{all} tables are possible</source>
        <translation>{all} tabelas são possíveis</translation>
    </message>
    <message>
        <source>{count} of {count} values are equal. The server read {worker}’s data without asking for it.</source>
        <translation>{count} de {count} valores são iguais. O servidor leu os dados de {worker} sem nunca pedi-los.</translation>
    </message>
    <message>
        <source>{left} of {all} tables left</source>
        <translation>tabelas que restam: {left} de {all}</translation>
    </message>
    <message>
        <source>{rounds} rounds, {equations} equations; the rows are m − δ and m + δ</source>
        <translation>{rounds} rodadas, {equations} equações; as linhas são m − δ e m + δ</translation>
    </message>
    <message>
        <source>{worker}’s nearest image: a {label}</source>
        <translation>{worker}, mais próxima: um {label}</translation>
    </message>
    <message>
        <source>{worker}’s row</source>
        <translation>Linha de {worker}</translation>
    </message>
    <message>
        <source>{worker}’s rows</source>
        <translation>Linhas de {worker}</translation>
    </message>
</context>
<context>
    <name>AttackView</name>
    <message>
        <source>Attack first, then guess: after that you see Bob’s rows here.</source>
        <translation>Primeiro ataque, depois dê seu palpite: então você vê aqui as linhas de Bob.</translation>
    </message>
    <message>
        <source>Attack first: then you see Bob’s rows here.</source>
        <translation>Primeiro ataque: então você vê aqui as linhas de Bob.</translation>
    </message>
    <message>
        <source>Bob has sent nothing back yet in this run: press play, then come back.</source>
        <translation>Bob ainda não devolveu nada nesta execução: clique em Tocar e depois volte aqui.</translation>
    </message>
    <message>
        <source>Preparing PyTorch, which takes a few seconds the first time…</source>
        <translation>Preparando o PyTorch, o que leva alguns segundos na primeira vez…</translation>
    </message>
    <message>
        <source>The arithmetic</source>
        <translation>A conta</translation>
    </message>
    <message>
        <source>The attack</source>
        <translation>O ataque</translation>
    </message>
    <message>
        <source>The comparison</source>
        <translation>A comparação</translation>
    </message>
    <message>
        <source>There is no row to compare with Bob’s.</source>
        <translation>Não há linha para comparar com as de Bob.</translation>
    </message>
    <message>
        <source>Training with Bob…</source>
        <translation>Treinando com Bob…</translation>
    </message>
    <message>
        <source>What the server has</source>
        <translation>O que o servidor tem</translation>
    </message>
    <message>
        <source>only the messages exchanged</source>
        <translation>só as mensagens trocadas</translation>
    </message>
    <message>
        <source>revealed only to you, to check</source>
        <translation>só você vê, para conferir</translation>
    </message>
    <message>
        <source>{all} tables are possible</source>
        <translation>{all} tabelas são possíveis</translation>
    </message>
    <message>
        <source>{left} of {all} are left: {tables}</source>
        <translation>Ainda possíveis, {left} de {all}: {tables}</translation>
    </message>
</context>
<context>
    <name>Attacks</name>
    <message>
        <source>A linear layer has two parts, weight and bias, but here are {count}.</source>
        <translation>Uma camada linear tem duas partes, peso e viés, mas aqui há {count}.</translation>
    </message>
    <message>
        <source>A number is NaN or infinite: the training diverged, and nothing can be calculated with it.</source>
        <translation>Um número é NaN ou infinito: o treino divergiu, e não há conta possível com ele.</translation>
    </message>
    <message>
        <source>All gradients are zero: the model fits from the start, so nothing leaked.</source>
        <translation>Todos os gradientes são zero: o modelo já acerta desde o início, então nada vazou.</translation>
    </message>
    <message>
        <source>An estimate of {estimate} pixels can&apos;t be compared with images of {image}.</source>
        <translation>Uma estimativa de {estimate} pixels não pode ser comparada com imagens de {image}.</translation>
    </message>
    <message>
        <source>None of the {all} tables explains it: there are more rows, other values than 0 and 1, or noise.</source>
        <translation>Nenhuma das {all} tabelas explica isso: há mais linhas, valores diferentes de 0 e 1, ou ruído.</translation>
    </message>
    <message>
        <source>The bias stays as it is but a weight does not: one row alone can&apos;t do that, so there were several rows.</source>
        <translation>O viés fica como está, mas um peso não: uma única linha não faz isso, então havia várias linhas.</translation>
    </message>
    <message>
        <source>The gradient is zero: it tells no row, only that the model fits them, as it fits {left} of {all} tables.</source>
        <translation>O gradiente é zero: não revela linha nenhuma, só que o modelo acerta todas elas, como acerta {left} das {all} tabelas.</translation>
    </message>
    <message>
        <source>The gradient is zero: the model already fits here, nothing would change, so nothing leaked.</source>
        <translation>O gradiente é zero: o modelo já acerta aqui, nada mudaria, então nada vazou.</translation>
    </message>
    <message>
        <source>The learning rate must be a number above zero, but is {lr}.</source>
        <translation>A taxa de aprendizado precisa ser um número acima de zero, mas é {lr}.</translation>
    </message>
    <message>
        <source>The rounds contradict one another: there are not {rows} rows, or they changed in between, or noise was added.</source>
        <translation>As rodadas se contradizem: não são {rows} linhas, ou elas mudaram no meio do caminho, ou houve adição de ruído.</translation>
    </message>
    <message>
        <source>The rounds so far ({rounds}) tell {rank} of the {unknowns} numbers that describe the rows: it takes more of them.</source>
        <translation>As rodadas até aqui ({rounds}) revelam {rank} dos {unknowns} números que descrevem as linhas: são necessárias mais rodadas.</translation>
    </message>
    <message>
        <source>The weights and what came back belong to different models: {first} and {second} features.</source>
        <translation>Os pesos e o que voltou são de modelos diferentes: {first} e {second} características.</translation>
    </message>
    <message>
        <source>The weights of these rounds are so much alike that rounding hides the rows: it takes earlier rounds.</source>
        <translation>Os pesos destas rodadas são tão parecidos que o arredondamento esconde as linhas: são necessárias rodadas anteriores.</translation>
    </message>
    <message>
        <source>There is no round yet: train for a few rounds first.</source>
        <translation>Ainda não há nenhuma rodada: antes, treine por algumas rodadas.</translation>
    </message>
    <message>
        <source>There must be at least one local epoch, but there are {epochs}.</source>
        <translation>É preciso haver ao menos uma época local, mas há {epochs}.</translation>
    </message>
    <message>
        <source>This attack is for a model with one output, but this one has {count}.</source>
        <translation>Este ataque vale para um modelo com uma saída, mas este tem {count}.</translation>
    </message>
    <message>
        <source>Weight and bias have the shapes {weight} and {bias}: these are not of one linear layer.</source>
        <translation>Peso e viés têm os formatos {weight} e {bias}: não são de uma mesma camada linear.</translation>
    </message>
    <message>
        <source>With this learning rate each local step undoes the one before: what is left is rounding, so nothing leaked.</source>
        <translation>Com esta taxa de aprendizado, cada passo local desfaz o anterior: o que sobra é arredondamento, então nada vazou.</translation>
    </message>
    <message>
        <source>{left} of {all} tables explain it equally well: the rows are one of these, but which is hidden.</source>
        <translation>{left} de {all} tabelas explicam isso igualmente bem: as linhas são uma delas, mas qual delas não se sabe.</translation>
    </message>
    <message>
        <source>{rows} rows of {features} features allow {count} tables; this attack tries 1 to {most} of them.</source>
        <translation>{rows} linhas de {features} características permitem {count} tabelas; este ataque testa de 1 a {most} delas.</translation>
    </message>
</context>
<context>
    <name>AveragingPage</name>
    <message>
        <source>A trusted aggregator</source>
        <translation>Um agregador confiável</translation>
    </message>
    <message>
        <source>All {steps} losses have the same four decimals.</source>
        <translation>As {steps} perdas têm as mesmas quatro casas decimais.</translation>
    </message>
    <message>
        <source>Centralized</source>
        <translation>Centralizado</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Diferença</translation>
    </message>
    <message>
        <source>FedSGD, sum</source>
        <translation>FedSGD, soma</translation>
    </message>
    <message>
        <source>FedSGD: gradients are added up</source>
        <translation>FedSGD: os gradientes são somados</translation>
    </message>
    <message>
        <source>Loss over all rows, step by step</source>
        <translation>Perda em todas as linhas, passo a passo</translation>
    </message>
    <message>
        <source>Of {steps} losses, not all have the same four decimals.</source>
        <translation>Das {steps} perdas, nem todas têm as mesmas quatro casas decimais.</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>Rodada</translation>
    </message>
    <message>
        <source>Round that is shown</source>
        <translation>Rodada mostrada</translation>
    </message>
    <message>
        <source>Round {number}</source>
        <translation>Rodada {number}</translation>
    </message>
    <message>
        <source>Running the three lessons…</source>
        <translation>Executando as três lições…</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Passo</translation>
    </message>
    <message>
        <source>The server can’t tell whose copy is whose. The aggregator can, and with two workers so can {first}: twice the average minus {first}’s own weights is {second}’s copy.</source>
        <translation>O servidor não sabe de quem é cada cópia. O agregador sabe e, com dois workers, {first} também: o dobro da média menos os pesos de {first} é a cópia de {second}.</translation>
    </message>
    <message>
        <source>They are the same to the last bit.</source>
        <translation>Elas são iguais até o último bit.</translation>
    </message>
    <message>
        <source>To the last bit {count} of them differ, by {largest} at most: float32 rounds, and here it adds in another order.</source>
        <translation>No último bit, {count} delas diferem, em no máximo {largest}: o float32 arredonda, e aqui ele soma em outra ordem.</translation>
    </message>
    <message>
        <source>a real run of the lesson</source>
        <translation>uma execução real da lição</translation>
    </message>
    <message>
        <source>two real runs, the same seed</source>
        <translation>duas execuções reais, a mesma semente</translation>
    </message>
</context>
<context>
    <name>BusyLine</name>
    <message>
        <source>Please wait: something is being computed</source>
        <translation>Aguarde: há um cálculo em andamento</translation>
    </message>
</context>
<context>
    <name>CaptionBar</name>
    <message>
        <source>Caption</source>
        <translation>Legenda</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Voltar um passo</translation>
    </message>
    <message>
        <source>Use {rate} and restart</source>
        <translation>Usar {rate} e recomeçar</translation>
    </message>
</context>
<context>
    <name>Captions</name>
    <message>
        <source>A random mask is drawn for the workers to share.</source>
        <translation>Uma máscara aleatória é sorteada para os workers.</translation>
    </message>
    <message>
        <source>A tensor</source>
        <translation>Um tensor</translation>
    </message>
    <message>
        <source>Each worker computes an update.</source>
        <translation>Cada worker calcula uma atualização.</translation>
    </message>
    <message>
        <source>Each worker masks its update; the masks cancel in the sum.</source>
        <translation>Cada worker mascara a atualização; a soma anula as máscaras.</translation>
    </message>
    <message>
        <source>Round {number} begins.</source>
        <translation>Começa a rodada {number}.</translation>
    </message>
    <message>
        <source>Round {number} of {total} begins.</source>
        <translation>Começa a rodada {number} de {total}.</translation>
    </message>
    <message>
        <source>The gradient becomes one row of numbers.</source>
        <translation>O gradiente vira uma só fila de números.</translation>
    </message>
    <message>
        <source>The gradient is with the server.</source>
        <translation>O gradiente está com o servidor.</translation>
    </message>
    <message>
        <source>The hook lets tensors travel between workers.</source>
        <translation>O hook permite que tensores viajem entre workers.</translation>
    </message>
    <message>
        <source>The loop moves on.</source>
        <translation>O laço segue adiante.</translation>
    </message>
    <message>
        <source>The loss is with the server.</source>
        <translation>A perda está com o servidor.</translation>
    </message>
    <message>
        <source>The loss is {value}.</source>
        <translation>A perda é {value}.</translation>
    </message>
    <message>
        <source>The loss of {worker} is {value}.</source>
        <translation>A perda de {worker} é {value}.</translation>
    </message>
    <message>
        <source>The model goes on to another worker, not to the server.</source>
        <translation>O modelo segue para outro worker, não para o servidor.</translation>
    </message>
    <message>
        <source>The model is back with the server.</source>
        <translation>O modelo está de volta ao servidor.</translation>
    </message>
    <message>
        <source>The model travels to {count} workers at once. Their data stays.</source>
        <translation>O modelo vai a {count} workers de uma vez. Os dados ficam.</translation>
    </message>
    <message>
        <source>The model travels to {worker}. Her data stays where it is.</source>
        <translation>O modelo viaja até {worker}. Os dados dela não saem do lugar.</translation>
    </message>
    <message>
        <source>The model travels to {worker}. His data stays where it is.</source>
        <translation>O modelo viaja até {worker}. Os dados dele não saem do lugar.</translation>
    </message>
    <message>
        <source>The model travels to {worker}. The data stays where it is.</source>
        <translation>O modelo viaja até {worker}. Os dados não saem do lugar.</translation>
    </message>
    <message>
        <source>The optimizer is set up: it will change the weights.</source>
        <translation>O otimizador fica pronto: é ele que vai mudar os pesos.</translation>
    </message>
    <message>
        <source>The script begins a new list of copies.</source>
        <translation>O script começa uma nova lista de cópias.</translation>
    </message>
    <message>
        <source>The script chooses how errors are measured.</source>
        <translation>O script escolhe como medir o erro.</translation>
    </message>
    <message>
        <source>The script creates a worker.</source>
        <translation>O script cria um worker.</translation>
    </message>
    <message>
        <source>The script has ended.</source>
        <translation>O script terminou.</translation>
    </message>
    <message>
        <source>The script loads its libraries.</source>
        <translation>O script carrega as bibliotecas.</translation>
    </message>
    <message>
        <source>The script prints the loss.</source>
        <translation>O script mostra a perda.</translation>
    </message>
    <message>
        <source>The script prints to the console.</source>
        <translation>O script escreve no console.</translation>
    </message>
    <message>
        <source>The script says what a function does; it does not run yet.</source>
        <translation>O script diz o que uma função faz; ela ainda não roda.</translation>
    </message>
    <message>
        <source>The script says what a model consists of.</source>
        <translation>O script diz de que é feito um modelo.</translation>
    </message>
    <message>
        <source>The script says what training is; nothing runs yet.</source>
        <translation>O script diz o que é treinar; nada roda ainda.</translation>
    </message>
    <message>
        <source>The script starts.</source>
        <translation>O script começa.</translation>
    </message>
    <message>
        <source>The script stopped early: an error occurred.</source>
        <translation>O script parou antes do fim: ocorreu um erro.</translation>
    </message>
    <message>
        <source>The server adds noise to the gradient.</source>
        <translation>O servidor soma ruído ao gradiente.</translation>
    </message>
    <message>
        <source>The server adds up what the workers sent.</source>
        <translation>O servidor soma o que os workers enviaram.</translation>
    </message>
    <message>
        <source>The server asks for the gradient.</source>
        <translation>O servidor pede o gradiente.</translation>
    </message>
    <message>
        <source>The server asks for the loss.</source>
        <translation>O servidor pede a perda.</translation>
    </message>
    <message>
        <source>The server asks {worker} for a value.</source>
        <translation>O servidor pede um valor a {worker}.</translation>
    </message>
    <message>
        <source>The server asks {worker} for the gradient.</source>
        <translation>O servidor pede o gradiente a {worker}.</translation>
    </message>
    <message>
        <source>The server asks {worker} for the loss.</source>
        <translation>O servidor pede a perda a {worker}.</translation>
    </message>
    <message>
        <source>The server asks {worker} for the model.</source>
        <translation>O servidor pede o modelo de volta a {worker}.</translation>
    </message>
    <message>
        <source>The server averages the models it received.</source>
        <translation>O servidor tira a média dos modelos recebidos.</translation>
    </message>
    <message>
        <source>The server clears the old gradients.</source>
        <translation>O servidor apaga os gradientes anteriores.</translation>
    </message>
    <message>
        <source>The server clips the gradient to the largest length.</source>
        <translation>O servidor corta o gradiente no comprimento máximo.</translation>
    </message>
    <message>
        <source>The server computes the gradient with all the rows.</source>
        <translation>O servidor calcula o gradiente com todas as linhas.</translation>
    </message>
    <message>
        <source>The server computes the gradient.</source>
        <translation>O servidor calcula o gradiente.</translation>
    </message>
    <message>
        <source>The server computes the loss: how wrong the prediction is.</source>
        <translation>O servidor calcula a perda: o quanto a predição erra.</translation>
    </message>
    <message>
        <source>The server creates the model.</source>
        <translation>O servidor cria o modelo.</translation>
    </message>
    <message>
        <source>The server hands rows to a worker.</source>
        <translation>O servidor entrega linhas a um worker.</translation>
    </message>
    <message>
        <source>The server makes a prediction for all the rows.</source>
        <translation>O servidor faz uma predição para todas as linhas.</translation>
    </message>
    <message>
        <source>The server makes a prediction.</source>
        <translation>O servidor faz uma predição.</translation>
    </message>
    <message>
        <source>The server puts the summed gradient into its model.</source>
        <translation>O servidor põe o gradiente somado no próprio modelo.</translation>
    </message>
    <message>
        <source>The server sends something to {count} workers at once.</source>
        <translation>O servidor envia algo a {count} workers de uma vez.</translation>
    </message>
    <message>
        <source>The server sends the model to a worker.</source>
        <translation>O servidor envia o modelo a um worker.</translation>
    </message>
    <message>
        <source>The server updates the weights.</source>
        <translation>O servidor atualiza os pesos.</translation>
    </message>
    <message>
        <source>The server writes down a table of numbers.</source>
        <translation>O servidor anota uma tabela de números.</translation>
    </message>
    <message>
        <source>The training begins.</source>
        <translation>O treino começa.</translation>
    </message>
    <message>
        <source>The training diverges: the loss is {value}.</source>
        <translation>O treino diverge: a perda é {value}.</translation>
    </message>
    <message>
        <source>The training diverges: the loss of {worker} is {value}.</source>
        <translation>O treino diverge: a perda de {worker} é {value}.</translation>
    </message>
    <message>
        <source>The update is written in whole numbers.</source>
        <translation>A atualização é escrita em números inteiros.</translation>
    </message>
    <message>
        <source>This line runs: {code}</source>
        <translation>Esta linha roda: {code}</translation>
    </message>
    <message>
        <source>Training done: 1 round.</source>
        <translation>Treino concluído: 1 rodada.</translation>
    </message>
    <message>
        <source>Training done: {count} rounds.</source>
        <translation>Treino concluído: {count} rodadas.</translation>
    </message>
    <message>
        <source>{count} workers answer the server at once.</source>
        <translation>{count} workers respondem ao servidor de uma vez.</translation>
    </message>
    <message>
        <source>{count} workers return the model at once.</source>
        <translation>{count} workers devolvem o modelo de uma vez.</translation>
    </message>
    <message>
        <source>{name} goes to {worker}; a pointer stays here.</source>
        <translation>{name} vai até {worker}; aqui fica um ponteiro.</translation>
    </message>
    <message>
        <source>{worker} adds noise to the gradient.</source>
        <translation>{worker} soma ruído ao gradiente.</translation>
    </message>
    <message>
        <source>{worker} averages the models it received.</source>
        <translation>{worker} tira a média dos modelos recebidos.</translation>
    </message>
    <message>
        <source>{worker} clears the old gradients.</source>
        <translation>{worker} apaga os gradientes anteriores.</translation>
    </message>
    <message>
        <source>{worker} clips the gradient to the largest length.</source>
        <translation>{worker} corta o gradiente no comprimento máximo.</translation>
    </message>
    <message>
        <source>{worker} computes the gradient with her own data.</source>
        <translation>{worker} calcula o gradiente com os próprios dados.</translation>
    </message>
    <message>
        <source>{worker} computes the gradient with his own data.</source>
        <translation>{worker} calcula o gradiente com os próprios dados.</translation>
    </message>
    <message>
        <source>{worker} computes the gradient with local data.</source>
        <translation>{worker} calcula o gradiente com os dados locais.</translation>
    </message>
    <message>
        <source>{worker} computes the loss: how wrong the prediction is.</source>
        <translation>{worker} calcula a perda: o quanto a predição erra.</translation>
    </message>
    <message>
        <source>{worker} has the model, beside the rows.</source>
        <translation>{worker} tem o modelo, ao lado das linhas.</translation>
    </message>
    <message>
        <source>{worker} is here, with a store of tensors.</source>
        <translation>{worker} chega com um espaço próprio para tensores.</translation>
    </message>
    <message>
        <source>{worker} makes a prediction for every local row.</source>
        <translation>{worker} faz uma predição para cada linha local.</translation>
    </message>
    <message>
        <source>{worker} returns the model: {count} numbers, no rows.</source>
        <translation>{worker} devolve o modelo: {count} números, nenhuma linha.</translation>
    </message>
    <message>
        <source>{worker} sends one number to the server.</source>
        <translation>{worker} envia um número ao servidor.</translation>
    </message>
    <message>
        <source>{worker} sends the gradient: {count} numbers, no rows.</source>
        <translation>{worker} envia o gradiente: {count} números, nenhuma linha.</translation>
    </message>
    <message>
        <source>{worker} sends the loss to the server: one number.</source>
        <translation>{worker} envia a perda ao servidor: um único número.</translation>
    </message>
    <message>
        <source>{worker} sends {count} numbers to the server.</source>
        <translation>{worker} envia {count} números ao servidor.</translation>
    </message>
    <message>
        <source>{worker} updates the weights.</source>
        <translation>{worker} atualiza os pesos.</translation>
    </message>
</context>
<context>
    <name>ChapterSettings</name>
    <message>
        <source>Apply and restart</source>
        <translation>Aplicar e reiniciar</translation>
    </message>
    <message>
        <source>As in the script</source>
        <translation>Como no script</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Defaults</source>
        <translation>Padrão</translation>
    </message>
    <message>
        <source>In reverse</source>
        <translation>Inversa</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Taxa de aprendizado</translation>
    </message>
    <message>
        <source>Order of the workers</source>
        <translation>Ordem dos workers</translation>
    </message>
    <message>
        <source>Rounds</source>
        <translation>Rodadas</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Semente</translation>
    </message>
    <message>
        <source>Settings of this chapter</source>
        <translation>Ajustes deste capítulo</translation>
    </message>
    <message>
        <source>The lines of the script change with the settings, and the run starts again.</source>
        <translation>As linhas do script mudam com os ajustes, e a execução começa de novo.</translation>
    </message>
</context>
<context>
    <name>Chapters</name>
    <message>
        <source>Attack</source>
        <translation>Ataque</translation>
    </message>
    <message>
        <source>Averaging &amp; secure aggregation</source>
        <translation>Média e agregação segura</translation>
    </message>
    <message>
        <source>Centralized</source>
        <translation>Centralizado</translation>
    </message>
    <message>
        <source>Federated</source>
        <translation>Federado</translation>
    </message>
    <message>
        <source>Playground</source>
        <translation>Laboratório</translation>
    </message>
    <message>
        <source>Secure aggregation</source>
        <translation>Agregação segura</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Palco</translation>
    </message>
    <message>
        <source>What helps</source>
        <translation>O que ajuda</translation>
    </message>
    <message>
        <source>What leaks</source>
        <translation>O que vaza</translation>
    </message>
</context>
<context>
    <name>CodePanel</name>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Line {number} failed: {code}</source>
        <translation>A linha {number} falhou: {code}</translation>
    </message>
    <message>
        <source>Line {number} runs now: {code}</source>
        <translation>A linha {number} roda agora: {code}</translation>
    </message>
    <message>
        <source>NEW</source>
        <translation>NOVO</translation>
    </message>
    <message>
        <source>The lesson points at line {number}.</source>
        <translation>A lição aponta para a linha {number}.</translation>
    </message>
    <message>
        <source>error</source>
        <translation>erro</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>All the data on the server</source>
        <translation>Todos os dados no servidor</translation>
    </message>
    <message>
        <source>Clipped gradients with noise</source>
        <translation>Gradientes cortados e com ruído</translation>
    </message>
    <message>
        <source>Export as plain PyTorch</source>
        <translation>Exportar em PyTorch puro</translation>
    </message>
    <message>
        <source>Gradients added up (FedSGD)</source>
        <translation>Gradientes somados (FedSGD)</translation>
    </message>
    <message>
        <source>Masked gradients</source>
        <translation>Gradientes mascarados</translation>
    </message>
    <message>
        <source>Open a script or notebook</source>
        <translation>Abrir um script ou notebook</translation>
    </message>
    <message>
        <source>Scripts and notebooks</source>
        <translation>Scripts e notebooks</translation>
    </message>
    <message>
        <source>Sequential, as in the tutorial</source>
        <translation>Sequencial, como no tutorial</translation>
    </message>
    <message>
        <source>Skipped what only a notebook understands; it is now a comment at lines: {lines}.</source>
        <translation>O que só um notebook entende foi pulado; agora é comentário, junto às linhas: {lines}.</translation>
    </message>
    <message>
        <source>Skipped what only a notebook understands; it is now a comment.</source>
        <translation>O que só um notebook entende foi pulado; agora é comentário.</translation>
    </message>
    <message>
        <source>The file repeats the run as it began. What you changed on the way is not in it.</source>
        <translation>O arquivo repete a execução como ela começou. O que você mudou no caminho não está nele.</translation>
    </message>
    <message>
        <source>The file {file} can&apos;t be written: {reason}. Choose another folder.</source>
        <translation>Não foi possível gravar o arquivo {file}: {reason}. Escolha outra pasta.</translation>
    </message>
    <message>
        <source>There is no run to keep yet: play first.</source>
        <translation>Ainda não há execução para guardar: antes, clique em Tocar.</translation>
    </message>
    <message>
        <source>There is nothing to change here: play first, or step back.</source>
        <translation>Não há nada para mudar aqui: antes, clique em Tocar ou volte um passo.</translation>
    </message>
    <message>
        <source>Through a trusted aggregator</source>
        <translation>Com um agregador de confiança</translation>
    </message>
    <message>
        <source>{title}, run {number}</source>
        <translation>{title}, execução {number}</translation>
    </message>
</context>
<context>
    <name>ConsolePanel</name>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>Earlier prints that are no longer listed: {count}</source>
        <translation>Textos anteriores que já saíram da lista: {count}</translation>
    </message>
    <message>
        <source>Nothing printed yet.</source>
        <translation>Nada foi escrito ainda.</translation>
    </message>
    <message>
        <source>Only the last lines of a very long print are listed.</source>
        <translation>São listadas só as últimas linhas de um print muito longo.</translation>
    </message>
</context>
<context>
    <name>Controls</name>
    <message>
        <source>Attack</source>
        <translation>Atacar</translation>
    </message>
    <message>
        <source>Bob’s rows</source>
        <translation>Linhas de Bob</translation>
    </message>
    <message>
        <source>Digits</source>
        <translation>Dígitos</translation>
    </message>
    <message>
        <source>Digits per batch</source>
        <translation>Dígitos por lote</translation>
    </message>
    <message>
        <source>Local epochs</source>
        <translation>Épocas locais</translation>
    </message>
    <message>
        <source>Real numbers</source>
        <translation>Números reais</translation>
    </message>
    <message>
        <source>Rows per batch</source>
        <translation>Linhas por lote</translation>
    </message>
    <message>
        <source>Work out Bob’s rows from what the server has</source>
        <translation>Descobrir as linhas de Bob a partir do que o servidor tem</translation>
    </message>
    <message>
        <source>Zeros and ones</source>
        <translation>Zeros e uns</translation>
    </message>
</context>
<context>
    <name>Course</name>
    <message>
        <source>The page “{page}” points at a line that the script doesn&apos;t have: {name}</source>
        <translation>A página “{page}” aponta para uma linha que o script não tem: {name}</translation>
    </message>
    <message>
        <source>The page “{page}” points at “{name}”, which is not in this window.</source>
        <translation>A página “{page}” aponta para “{name}”, que não existe nesta janela.</translation>
    </message>
    <message>
        <source>The page “{page}” speaks of {name}, who is not there.</source>
        <translation>A página “{page}” fala de {name}, que não está aqui.</translation>
    </message>
    <message>
        <source>The question of the page “{page}” does not offer what its rule “{name}” can answer.</source>
        <translation>A pergunta da página “{page}” não oferece o que a regra “{name}” dela pode responder.</translation>
    </message>
    <message>
        <source>There is no lesson {file}.</source>
        <translation>Não existe a lição {file}.</translation>
    </message>
    <message>
        <source>{file}, page {number}: a question needs both a rule in the head and a line after “? ”.</source>
        <translation>{file}, página {number}: uma pergunta precisa de uma regra no cabeçalho e de uma linha depois de “? ”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: a question needs two choices or more, each with a key of its own.</source>
        <translation>{file}, página {number}: uma pergunta precisa de duas ou mais opções, cada uma com sua própria chave.</translation>
    </message>
    <message>
        <source>{file}, page {number}: another page has the same name “{name}”.</source>
        <translation>{file}, página {number}: outra página tem o mesmo nome “{name}”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: nothing can point at “{name}”.</source>
        <translation>{file}, página {number}: nada pode apontar para “{name}”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: the head can&apos;t have the line “{line}”.</source>
        <translation>{file}, página {number}: o cabeçalho não pode ter a linha “{line}”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: the head gives no name after “page:”.</source>
        <translation>{file}, página {number}: o cabeçalho não dá um nome depois de “page:”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: the question can&apos;t have the line “{line}”.</source>
        <translation>{file}, página {number}: a pergunta não pode ter a linha “{line}”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: the text must begin with a title after “# ”.</source>
        <translation>{file}, página {number}: o texto precisa começar com um título depois de “# ”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: there is no rule “{name}”.</source>
        <translation>{file}, página {number}: não existe a regra “{name}”.</translation>
    </message>
    <message>
        <source>{file}, page {number}: “{name}” is nothing that completes a page.</source>
        <translation>{file}, página {number}: “{name}” não é algo que conclua uma página.</translation>
    </message>
    <message>
        <source>{file}: each page needs a head between two lines of three dashes.</source>
        <translation>{file}: cada página precisa de um cabeçalho entre duas linhas de três hifens.</translation>
    </message>
</context>
<context>
    <name>EmptyCard</name>
    <message>
        <source>Click Start or press space.</source>
        <translation>Clique em Começar ou aperte espaço.</translation>
    </message>
    <message>
        <source>No run yet</source>
        <translation>Nenhuma execução ainda</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Começar</translation>
    </message>
</context>
<context>
    <name>ErrorStrip</name>
    <message>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
    <message>
        <source>Copy report</source>
        <translation>Copiar relatório</translation>
    </message>
    <message>
        <source>Copy the error with versions, settings and log; none of your data</source>
        <translation>Copiar o erro com versões, configurações e log; nenhum dado seu</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Detalhes</translation>
    </message>
    <message>
        <source>Details of the error</source>
        <translation>Detalhes do erro</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Erro</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Aviso</translation>
    </message>
</context>
<context>
    <name>Errors</name>
    <message>
        <source>A value is shared among at least two different workers, none of them the server or the crypto provider; but the workers were {workers}, and the crypto provider {provider}.</source>
        <translation>Um valor é repartido entre pelo menos dois workers diferentes, e nenhum deles pode ser o servidor ou o provedor criptográfico; mas os workers eram {workers}, e o provedor criptográfico, {provider}.</translation>
    </message>
    <message>
        <source>A worker needs what sy.TorchHook(torch) returned as its first argument, but got {hook}. Write sy.VirtualWorker(hook, id=&quot;bob&quot;).</source>
        <translation>O primeiro argumento de um worker é o que sy.TorchHook(torch) devolveu, mas ele recebeu {hook}. Escreva sy.VirtualWorker(hook, id=&quot;bob&quot;).</translation>
    </message>
    <message>
        <source>A worker&apos;s id must be text that is not empty, such as &quot;bob&quot;, but it was {worker}.</source>
        <translation>O id de um worker precisa ser um texto não vazio, como &quot;bob&quot;, e não {worker}.</translation>
    </message>
    <message>
        <source>Line {line}: a function calls itself without an end.</source>
        <translation>Linha {line}: uma função chama a si mesma sem parar.</translation>
    </message>
    <message>
        <source>Line {line}: a number is divided by zero.</source>
        <translation>Linha {line}: há uma divisão por zero.</translation>
    </message>
    <message>
        <source>Line {line}: a value does not fit ({reason}).</source>
        <translation>Linha {line}: um valor não serve aqui ({reason}).</translation>
    </message>
    <message>
        <source>Line {line}: a value has the wrong type ({reason}).</source>
        <translation>Linha {line}: um valor tem o tipo errado ({reason}).</translation>
    </message>
    <message>
        <source>Line {line}: an assertion does not hold ({reason}).</source>
        <translation>Linha {line}: uma verificação com assert falhou ({reason}).</translation>
    </message>
    <message>
        <source>Line {line}: an index lies outside ({reason}).</source>
        <translation>Linha {line}: um índice fica fora dos limites ({reason}).</translation>
    </message>
    <message>
        <source>Line {line}: the file {name} is not there.</source>
        <translation>Linha {line}: o arquivo {name} não existe.</translation>
    </message>
    <message>
        <source>Line {line}: the key {reason} is not there.</source>
        <translation>Linha {line}: a chave {reason} não existe.</translation>
    </message>
    <message>
        <source>Line {line}: the module {name} is not installed here.</source>
        <translation>Linha {line}: o módulo {name} não está instalado aqui.</translation>
    </message>
    <message>
        <source>Line {line}: the name {name} is not defined. Check its spelling.</source>
        <translation>Linha {line}: o nome {name} não foi definido. Confira como ele está escrito.</translation>
    </message>
    <message>
        <source>Line {line}: there is no attribute {name} here ({reason}).</source>
        <translation>Linha {line}: não existe o atributo {name} aqui ({reason}).</translation>
    </message>
    <message>
        <source>Line {line}: there is not enough memory.</source>
        <translation>Linha {line}: falta memória.</translation>
    </message>
    <message>
        <source>Line {line}: {kind}: {reason}</source>
        <translation>Linha {line}: {kind}: {reason}</translation>
    </message>
    <message>
        <source>Line {line}: {message}</source>
        <translation>Linha {line}: {message}</translation>
    </message>
    <message>
        <source>Numbers can&apos;t be written with {digits} digits after the point in base {base}. Choose a base from 2 on and a precision_fractional from 0 on, so that the first to the power of the second is at most 2**30.</source>
        <translation>Não é possível escrever números com {digits} dígitos depois da vírgula na base {base}. Escolha uma base a partir de 2 e um precision_fractional a partir de 0, de modo que a primeira elevada ao segundo seja no máximo 2**30.</translation>
    </message>
    <message>
        <source>Shares are whole numbers, but the tensor holds {dtype}. Call .fix_prec() before .share().</source>
        <translation>As partes são números inteiros, mas o tensor contém {dtype}. Chame .fix_prec() antes de .share().</translation>
    </message>
    <message>
        <source>The id {worker} already belongs to the server. Choose another id for the worker.</source>
        <translation>O id {worker} já pertence ao servidor. Escolha outro id para o worker.</translation>
    </message>
    <message>
        <source>The model is already on {worker}. Call model.get() before sending it to {receiver}, or take it there with model.move({receiver}).</source>
        <translation>O modelo já está com {worker}. Chame model.get() antes de enviá-lo a {receiver}, ou leve-o até lá com model.move({receiver}).</translation>
    </message>
    <message>
        <source>The model {model} has no number {index} in {parameter} here. Nothing was changed.</source>
        <translation>O modelo {model} não tem aqui o número {index} em {parameter}. Nada foi mudado.</translation>
    </message>
    <message>
        <source>The model&apos;s tensors are in different places: {first} is on {first_worker}, {second} on {second_worker}. Fetch the single tensors with .get() first.</source>
        <translation>Os tensores do modelo estão em lugares diferentes: {first} está com {first_worker} e {second}, com {second_worker}. Antes, traga cada tensor com .get().</translation>
    </message>
    <message>
        <source>The module {module} has no parameters or buffers, so there is nothing to send to {worker}.</source>
        <translation>O módulo {module} não tem parâmetros nem buffers, então não há nada para enviar a {worker}.</translation>
    </message>
    <message>
        <source>The script asks for input, which it can&apos;t get here. Write the value into the script.</source>
        <translation>O script pede um valor pelo teclado, o que não é possível aqui. Escreva o valor no próprio script.</translation>
    </message>
    <message>
        <source>The script ended before the place of the change was reached. Nothing was changed.</source>
        <translation>O script terminou antes de chegar ao ponto da mudança. Nada foi mudado.</translation>
    </message>
    <message>
        <source>The script that ran before hangs in a single line and can&apos;t be stopped. Wait for it, or start fedgui again.</source>
        <translation>O script anterior está preso em uma única linha e não pode ser interrompido. Espere por ele ou reinicie o fedgui.</translation>
    </message>
    <message>
        <source>The tensor can&apos;t be written with a fixed precision, as its numbers must be finite and lie within ±{largest}. A smaller precision_fractional leaves room for larger numbers.</source>
        <translation>Não é possível escrever o tensor com precisão fixa, pois os números precisam ser finitos e ficar entre ±{largest}. Um precision_fractional menor deixa espaço para números maiores.</translation>
    </message>
    <message>
        <source>There is no optimizer yet, so there is no learning rate to change. Nothing was changed.</source>
        <translation>Ainda não há otimizador, então não há taxa de aprendizado para mudar. Nada foi mudado.</translation>
    </message>
    <message>
        <source>There is no protocol called {protocol} here. Values are encrypted by sharing them out among workers: leave the protocol out, or write protocol=&quot;mpc&quot;.</source>
        <translation>Não existe aqui um protocolo chamado {protocol}. Os valores são cifrados ao serem repartidos entre workers: deixe o protocolo de fora ou escreva protocol=&quot;mpc&quot;.</translation>
    </message>
    <message>
        <source>There is no script {script}. Give a file, or one of: {known}.</source>
        <translation>Não existe o script {script}. Indique um arquivo ou um destes: {known}.</translation>
    </message>
    <message>
        <source>There is no worker called {worker} here. Nothing was changed.</source>
        <translation>Não existe aqui um worker chamado {worker}. Nada foi mudado.</translation>
    </message>
    <message>
        <source>There is no worker called {worker}. The workers are: {known}. Create it with sy.VirtualWorker first.</source>
        <translation>Não existe um worker chamado {worker}. Os workers são: {known}. Antes, crie-o com sy.VirtualWorker.</translation>
    </message>
    <message>
        <source>This script does something else each time it runs (at line {line}), so it can&apos;t be taken up in the middle. Nothing was changed.</source>
        <translation>Este script faz algo diferente a cada vez que roda (na linha {line}), então não pode ser retomado no meio. Nada foi mudado.</translation>
    </message>
    <message>
        <source>a tensor of shape {shape}</source>
        <translation>um tensor de formato {shape}</translation>
    </message>
    <message>
        <source>another tensor</source>
        <translation>outro tensor</translation>
    </message>
    <message>
        <source>one tensor</source>
        <translation>um tensor</translation>
    </message>
    <message>
        <source>remote_get() fetches along a chain of pointers, but {tensor} is not a pointer to a pointer. Use .get(), or build a chain first with .send(bob).send(alice).</source>
        <translation>remote_get() busca por uma cadeia de ponteiros, mas {tensor} não é um ponteiro para um ponteiro. Use .get(), ou monte antes uma cadeia com .send(bob).send(alice).</translation>
    </message>
    <message>
        <source>the module {kind}</source>
        <translation>o módulo {kind}</translation>
    </message>
    <message>
        <source>the reason is not told, as it would tell private values.</source>
        <translation>o motivo não é dito, pois revelaria valores privados.</translation>
    </message>
    <message>
        <source>the server</source>
        <translation>o servidor</translation>
    </message>
    <message>
        <source>the shared tensor</source>
        <translation>o tensor repartido</translation>
    </message>
    <message>
        <source>{operation} failed on {worker}: {message}</source>
        <translation>{operation} falhou com {worker}: {message}</translation>
    </message>
    <message>
        <source>{operation} is not possible with fixed-precision or shared numbers. Possible are +, -, *, @, division by a positive whole number, sum() and changes of shape; for all else call .get() and .float_prec() first.</source>
        <translation>{operation} não é possível com números de precisão fixa ou repartidos. São possíveis +, -, *, @, divisão por um inteiro positivo, sum() e mudanças de formato; para todo o resto, antes chame .get() e .float_prec().</translation>
    </message>
    <message>
        <source>{operation} is not possible with {tensor} while it is on {worker}. Call .get() first to fetch it.</source>
        <translation>{operation} não é possível com {tensor} enquanto o valor está com {worker}. Antes, chame .get() para trazê-lo.</translation>
    </message>
    <message>
        <source>{operation} mixes {remote}, which is on {worker}, with {local}, which is here on the server. Send the local one to {worker} with .send(), or fetch the remote one with .get().</source>
        <translation>{operation} mistura {remote}, que está com {worker}, e {local}, que está aqui no servidor. Envie o tensor local a {worker} com .send(), ou traga o remoto com .get().</translation>
    </message>
    <message>
        <source>{operation} needs its tensors on one worker, but {first} is on {first_worker} and {second} is on {second_worker}. Bring them together with .move(), .get() or .send(). Nothing has crossed.</source>
        <translation>{operation} precisa dos tensores em um mesmo worker, mas {first} está com {first_worker} e {second}, com {second_worker}. Junte-os com .move(), .get() ou .send(). Nada atravessou a rede.</translation>
    </message>
    <message>
        <source>{operation} needs numbers of one precision, but one counts in steps of {first} and the other in steps of {second}. Call .fix_prec() with the same base and precision_fractional on both.</source>
        <translation>{operation} precisa de números de uma mesma precisão, mas um conta em passos de {first} e o outro, em passos de {second}. Chame .fix_prec() com os mesmos base e precision_fractional nos dois.</translation>
    </message>
    <message>
        <source>{operation} needs the value of {tensor}, which is on {worker}. Call .get() first to fetch it.</source>
        <translation>{operation} precisa do valor de {tensor}, que está com {worker}. Antes, chame .get() para trazê-lo.</translation>
    </message>
    <message>
        <source>{operation} turns numbers of fixed precision back, but {tensor} has none. Shared numbers are fetched with .get() first; others need .fix_prec() first.</source>
        <translation>{operation} converte de volta números de precisão fixa, mas {tensor} não tem nenhum. Números repartidos são antes trazidos com .get(); os outros precisam antes de .fix_prec().</translation>
    </message>
    <message>
        <source>{operation} was called on {tensor}, which is already here on the server. Use it directly.</source>
        <translation>{operation} foi chamado em {tensor}, que já está aqui no servidor. Use o tensor diretamente.</translation>
    </message>
    <message>
        <source>{operation} would show the script the private values of {worker}, as torch calls it with every tensor. Leave it before pointers are used, or look at pointers by name and shape instead.</source>
        <translation>{operation} mostraria ao script os valores privados de {worker}, pois o torch o chama com cada tensor. Saia dele antes de usar ponteiros, ou olhe só o nome e o formato deles.</translation>
    </message>
    <message>
        <source>{script} can&apos;t be read: {reason}.</source>
        <translation>Não foi possível ler {script}: {reason}.</translation>
    </message>
    <message>
        <source>{script} has no code cells.</source>
        <translation>{script} não tem células de código.</translation>
    </message>
    <message>
        <source>{script} is a folder. Give a Python file or a notebook.</source>
        <translation>{script} é uma pasta. Indique um arquivo Python ou um notebook.</translation>
    </message>
    <message>
        <source>{script} is not a notebook that can be read. Save it again in Jupyter.</source>
        <translation>{script} não é um notebook legível. Salve-o de novo no Jupyter.</translation>
    </message>
    <message>
        <source>{script} is not a text file in UTF-8, so it can&apos;t be read as Python.</source>
        <translation>{script} não é um arquivo de texto em UTF-8, então não pode ser lido como Python.</translation>
    </message>
    <message>
        <source>{script} is not valid Python: it contains null bytes.</source>
        <translation>{script} não é Python válido: contém bytes nulos.</translation>
    </message>
    <message>
        <source>{script} is not valid Python: {reason} (line {line}).</source>
        <translation>{script} não é Python válido: {reason} (linha {line}).</translation>
    </message>
    <message>
        <source>{tensor} does not require a gradient, so none can come back from {worker}. Make it with requires_grad=True, or send it without.</source>
        <translation>{tensor} não pede gradiente, então nenhum pode voltar de {worker}. Crie-o com requires_grad=True ou envie-o sem gradiente.</translation>
    </message>
    <message>
        <source>{tensor} may be sent by {allowed} alone, but .send() was called with user={user}. Name one of them, as in .send(worker, user=...).</source>
        <translation>{tensor} só pode ser enviado por {allowed}, mas .send() foi chamado com user={user}. Indique um nome permitido, como em .send(worker, user=...).</translation>
    </message>
    <message>
        <source>{tensor} of the module {module} has no size yet, so it can&apos;t be sent to {worker}. Call the module once with rows of the right width first.</source>
        <translation>{tensor} do módulo {module} ainda não tem tamanho e por isso não pode ser enviado a {worker}. Antes, chame o módulo uma vez com linhas da largura certa.</translation>
    </message>
    <message>
        <source>{tensor} was already fetched from {worker} on line {line}, and {worker} keeps no copy. Use the value that .get() returned, or call .copy() before .get() to keep the remote one.</source>
        <translation>{tensor} já foi trazido de {worker} na linha {line}, e {worker} não guarda cópia. Use o valor que .get() devolveu, ou chame .copy() antes de .get() para manter o remoto.</translation>
    </message>
    <message>
        <source>{value} can&apos;t be used here: a learning rate is 0 or more, and finite. Nothing was changed.</source>
        <translation>{value} não serve aqui: uma taxa de aprendizado é 0 ou mais, e finita. Nada foi mudado.</translation>
    </message>
    <message>
        <source>{worker} belongs to a script that has ended. Create the worker again with sy.VirtualWorker.</source>
        <translation>{worker} pertence a um script que já terminou. Crie o worker de novo com sy.VirtualWorker.</translation>
    </message>
    <message>
        <source>{worker} does not release {tensor}: it is private, or was computed from private data. Ask for the model with model.get(), or for a training loss after loss.backward().</source>
        <translation>{worker} não libera {tensor}: é privado, ou foi calculado a partir de dados privados. Peça o modelo com model.get(), ou a perda do treino depois de loss.backward().</translation>
    </message>
    <message>
        <source>{worker} does not run {operation} on {tensor}: the result&apos;s shape would tell private values. Use an operation whose result has the same shape whatever the values are.</source>
        <translation>{worker} não executa {operation} em {tensor}: o formato do resultado revelaria valores privados. Use uma operação cujo resultado tenha sempre o mesmo formato, sejam quais forem os valores.</translation>
    </message>
    <message>
        <source>{worker} is offline, so {name} can&apos;t reach it. Bring {worker} back online, or leave it out.</source>
        <translation>{worker} está offline, então {name} não chega lá. Traga {worker} de volta ou siga sem esse worker.</translation>
    </message>
    <message>
        <source>{worker} no longer holds {tensor}: somebody fetched, moved or cleared it. Send the value to {worker} again.</source>
        <translation>{worker} não tem mais {tensor}: o valor foi trazido, movido ou apagado. Envie-o de novo a {worker}.</translation>
    </message>
    <message>
        <source>{worker} releases {tensor} to {allowed} alone, but .get() was called with user={user}. Name one of them, as in .get(user=...).</source>
        <translation>{worker} só libera {tensor} para {allowed}, mas .get() foi chamado com user={user}. Indique um nome permitido, como em .get(user=...).</translation>
    </message>
</context>
<context>
    <name>FinishedCard</name>
    <message numerus="yes">
        <source>%n round(s)</source>
        <translation>
            <numerusform>%n rodada</numerusform>
            <numerusform>%n rodadas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n visit(s)</source>
        <translation>
            <numerusform>%n visita</numerusform>
            <numerusform>%n visitas</numerusform>
        </translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Recomeçar</translation>
    </message>
    <message>
        <source>The script has ended.</source>
        <translation>O script terminou.</translation>
    </message>
    <message>
        <source>Writes this training as plain PyTorch, which runs anywhere.</source>
        <translation>Grava este treino em PyTorch puro, que roda em qualquer lugar.</translation>
    </message>
    <message>
        <source>centralized run’s last loss</source>
        <translation>última perda do centralizado</translation>
    </message>
    <message>
        <source>final loss</source>
        <translation>perda final</translation>
    </message>
    <message>
        <source>nothing travelled</source>
        <translation>nada viajou</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count} bytes</translation>
    </message>
    <message>
        <source>{name}’s last loss</source>
        <translation>última perda de {name}</translation>
    </message>
</context>
<context>
    <name>ForkDialog</name>
    <message>
        <source>A weight of the model</source>
        <translation>Um peso do modelo</translation>
    </message>
    <message>
        <source>A worker</source>
        <translation>Um worker</translation>
    </message>
    <message>
        <source>Bring {worker} back</source>
        <translation>Trazer {worker} de volta</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Cancelar</translation>
    </message>
    <message>
        <source>Change something from here on</source>
        <translation>Mudar algo daqui em diante</translation>
    </message>
    <message>
        <source>Go on with the change</source>
        <translation>Seguir com a mudança</translation>
    </message>
    <message>
        <source>Learning rate</source>
        <translation>Taxa de aprendizado</translation>
    </message>
    <message>
        <source>New rate</source>
        <translation>Nova taxa</translation>
    </message>
    <message>
        <source>New value</source>
        <translation>Novo valor</translation>
    </message>
    <message>
        <source>Nothing is changed yet.</source>
        <translation>Nada mudou ainda.</translation>
    </message>
    <message>
        <source>Take {worker} offline</source>
        <translation>Deixar {worker} offline</translation>
    </message>
    <message>
        <source>There is no model at this moment.</source>
        <translation>Neste momento não há modelo.</translation>
    </message>
    <message>
        <source>There is no worker at this moment.</source>
        <translation>Neste momento não há nenhum worker.</translation>
    </message>
    <message>
        <source>This model is too large to change one weight of it here.</source>
        <translation>Este modelo é grande demais para mudar um só peso dele aqui.</translation>
    </message>
    <message>
        <source>Weight</source>
        <translation>Peso</translation>
    </message>
    <message>
        <source>What changes</source>
        <translation>O que muda</translation>
    </message>
    <message>
        <source>What was recorded after this moment is set aside. Undo brings it back.</source>
        <translation>O que foi registrado depois deste momento fica de lado. Desfazer traz tudo de volta.</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
</context>
<context>
    <name>Guess</name>
    <message>
        <source>Exactly one</source>
        <translation>Exatamente uma</translation>
    </message>
    <message>
        <source>Exactly the same</source>
        <translation>É igual</translation>
    </message>
    <message>
        <source>Further off</source>
        <translation>Mais longe</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Nenhuma</translation>
    </message>
    <message>
        <source>Not at all</source>
        <translation>Nem perto</translation>
    </message>
    <message>
        <source>Roughly</source>
        <translation>Mais ou menos</translation>
    </message>
    <message>
        <source>Several</source>
        <translation>Várias</translation>
    </message>
    <message>
        <source>The very image</source>
        <translation>A própria imagem</translation>
    </message>
    <message>
        <source>Within 0.25 a pixel</source>
        <translation>Até 0,25 por pixel</translation>
    </message>
    <message>
        <source>Your guess: how close is this to one of Bob’s images?</source>
        <translation>Seu palpite: quão perto isto está de uma imagem de Bob?</translation>
    </message>
    <message>
        <source>Your guess: how close is this to what Bob has?</source>
        <translation>Seu palpite: quão perto isto está do que Bob tem?</translation>
    </message>
    <message>
        <source>Your guess: how many of these tables explain what Bob sent back?</source>
        <translation>Seu palpite: quantas destas tabelas explicam o que Bob devolveu?</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Changed numbers: {count}</source>
        <translation>Números que mudaram: {count}</translation>
    </message>
    <message>
        <source>Gradient</source>
        <translation>Gradiente</translation>
    </message>
    <message>
        <source>Only {worker} can read these rows.</source>
        <translation>Só {worker} pode ler estas linhas.</translation>
    </message>
    <message>
        <source>Private rows</source>
        <translation>Linhas privadas</translation>
    </message>
    <message>
        <source>Rows</source>
        <translation>Linhas</translation>
    </message>
    <message>
        <source>Step to take</source>
        <translation>Passo a dar</translation>
    </message>
    <message>
        <source>This tensor has no values.</source>
        <translation>Este tensor não tem valores.</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>Pesos</translation>
    </message>
    <message>
        <source>unnamed</source>
        <translation>sem nome</translation>
    </message>
    <message>
        <source>{count} of {total} values, evenly spaced. Norm {norm}.</source>
        <translation>{count} de {total} valores, em intervalos iguais. Norma {norm}.</translation>
    </message>
    <message>
        <source>{name} moved to {worker}.</source>
        <translation>{name} foi até {worker}.</translation>
    </message>
    <message>
        <source>{name} was dropped: nothing names it any more.</source>
        <translation>{name} foi descartado: nenhum nome leva mais a ele.</translation>
    </message>
    <message>
        <source>{name} was fetched by the server.</source>
        <translation>{name} foi trazido pelo servidor.</translation>
    </message>
</context>
<context>
    <name>InspectorPanel</name>
    <message>
        <source>Click a node on the stage to see its tensors.</source>
        <translation>Clique em um nó do palco para ver os tensores dele.</translation>
    </message>
    <message>
        <source>Here since line {line}, moment {moment}.</source>
        <translation>Aqui desde a linha {line}, momento {moment}.</translation>
    </message>
    <message>
        <source>Here since moment {moment}.</source>
        <translation>Aqui desde o momento {moment}.</translation>
    </message>
    <message>
        <source>Nothing here before the run begins.</source>
        <translation>Nada por aqui antes de a execução começar.</translation>
    </message>
    <message>
        <source>Tensors of the chosen node</source>
        <translation>Tensores do nó escolhido</translation>
    </message>
    <message>
        <source>The model is travelling.</source>
        <translation>O modelo está em viagem.</translation>
    </message>
    <message>
        <source>The model is with the server.</source>
        <translation>O modelo está com o servidor.</translation>
    </message>
    <message>
        <source>The model is with {worker}.</source>
        <translation>O modelo está com {worker}.</translation>
    </message>
    <message>
        <source>server · tables: {count}</source>
        <translation>servidor · tabelas: {count}</translation>
    </message>
    <message>
        <source>worker · 1 row · {status}</source>
        <translation>worker · 1 linha · {status}</translation>
    </message>
    <message>
        <source>worker · not created yet</source>
        <translation>worker · ainda não foi criado</translation>
    </message>
    <message>
        <source>worker · {count} rows · {status}</source>
        <translation>worker · {count} linhas · {status}</translation>
    </message>
    <message>
        <source>worker · {status}</source>
        <translation>worker · {status}</translation>
    </message>
</context>
<context>
    <name>KeyHints</name>
    <message>
        <source>play</source>
        <translation>tocar</translation>
    </message>
    <message>
        <source>space</source>
        <translation>espaço</translation>
    </message>
    <message>
        <source>step</source>
        <translation>passo</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>Blank the screen and show it again</source>
        <translation>Apagar a tela e mostrá-la de novo</translation>
    </message>
    <message>
        <source>Change something from this moment on</source>
        <translation>Mudar algo a partir deste momento</translation>
    </message>
    <message>
        <source>First moment</source>
        <translation>Primeiro momento</translation>
    </message>
    <message>
        <source>Fit the stage</source>
        <translation>Ajustar o palco à janela</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspetor</translation>
    </message>
    <message>
        <source>Larger or smaller stage</source>
        <translation>Aumentar ou diminuir o palco</translation>
    </message>
    <message>
        <source>Larger or smaller type</source>
        <translation>Aumentar ou diminuir a letra</translation>
    </message>
    <message>
        <source>Larger step back</source>
        <translation>Passo maior atrás</translation>
    </message>
    <message>
        <source>Larger step forward</source>
        <translation>Passo maior à frente</translation>
    </message>
    <message>
        <source>Last moment</source>
        <translation>Último momento</translation>
    </message>
    <message>
        <source>Leave the presentation</source>
        <translation>Sair da apresentação</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>Lição</translation>
    </message>
    <message>
        <source>Looking</source>
        <translation>Visualização</translation>
    </message>
    <message>
        <source>Open a chapter</source>
        <translation>Abrir um capítulo</translation>
    </message>
    <message>
        <source>Open a script</source>
        <translation>Abrir um script</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>Tocar ou pausar</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Reprodução</translation>
    </message>
    <message>
        <source>Present, or leave the presentation</source>
        <translation>Apresentar ou sair da apresentação</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Apresentação</translation>
    </message>
    <message>
        <source>Restart the run</source>
        <translation>Recomeçar a execução</translation>
    </message>
    <message>
        <source>Server’s view</source>
        <translation>Visão do servidor</translation>
    </message>
    <message>
        <source>Show or hide code and plot</source>
        <translation>Mostrar ou esconder código e gráfico</translation>
    </message>
    <message>
        <source>Show or hide code, console and network</source>
        <translation>Mostrar ou esconder código, console e rede</translation>
    </message>
    <message>
        <source>Show or hide lesson and inspector</source>
        <translation>Mostrar ou esconder lição e inspetor</translation>
    </message>
    <message>
        <source>Show or hide the plot</source>
        <translation>Mostrar ou esconder o gráfico</translation>
    </message>
    <message>
        <source>Show this list</source>
        <translation>Mostrar esta lista</translation>
    </message>
    <message>
        <source>Slower, faster</source>
        <translation>Mais devagar, mais rápido</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Passo atrás</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>Próximo passo</translation>
    </message>
    <message>
        <source>Usual size of type</source>
        <translation>Tamanho normal da letra</translation>
    </message>
    <message>
        <source>fedgui</source>
        <translation>fedgui</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Close</source>
        <translation>Fechar</translation>
    </message>
    <message>
        <source>Key</source>
        <translation>Tecla</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Teclas</translation>
    </message>
    <message>
        <source>What it does</source>
        <translation>O que faz</translation>
    </message>
    <message>
        <source>{one} or {other}</source>
        <translation>{one} ou {other}</translation>
    </message>
</context>
<context>
    <name>LessonPanel</name>
    <message>
        <source>Chapter {chapter} · step {step} of {steps}</source>
        <translation>Capítulo {chapter} · passo {step} de {steps}</translation>
    </message>
    <message>
        <source>Done.</source>
        <translation>Pronto.</translation>
    </message>
    <message>
        <source>Done. Go on when you like.</source>
        <translation>Pronto. Siga quando quiser.</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>Lição</translation>
    </message>
    <message>
        <source>Next chapter</source>
        <translation>Próximo capítulo</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Próximo passo</translation>
    </message>
    <message>
        <source>Paused, because the next step asks what happens now.</source>
        <translation>Em pausa, porque o próximo passo pergunta o que acontece agora.</translation>
    </message>
    <message>
        <source>Previous step</source>
        <translation>Passo anterior</translation>
    </message>
    <message>
        <source>That step is left out.</source>
        <translation>Esse passo fica de fora.</translation>
    </message>
    <message>
        <source>The text of this chapter is missing.</source>
        <translation>O texto deste capítulo está faltando.</translation>
    </message>
    <message>
        <source>This page is not translated yet.</source>
        <translation>Esta página ainda não foi traduzida.</translation>
    </message>
    <message>
        <source>Your turn: play to round {number}.</source>
        <translation>Sua vez: toque até a rodada {number}.</translation>
    </message>
    <message>
        <source>Your turn: play to the end.</source>
        <translation>Sua vez: toque até o fim.</translation>
    </message>
    <message>
        <source>Your turn: press Play.</source>
        <translation>Sua vez: clique em Tocar.</translation>
    </message>
    <message>
        <source>Your turn: select {node}.</source>
        <translation>Sua vez: selecione {node}.</translation>
    </message>
    <message>
        <source>Your turn: try it out.</source>
        <translation>Sua vez: experimente.</translation>
    </message>
    <message>
        <source>{done} of {steps} steps done</source>
        <translation>{done} de {steps} passos concluídos</translation>
    </message>
</context>
<context>
    <name>Lessons</name>
    <message>
        <source>Bob adds a random mask; Alice gets it from Bob and subtracts it</source>
        <translation>Bob soma uma máscara aleatória; Alice a recebe de Bob e a subtrai</translation>
    </message>
    <message>
        <source>Bob gets the first two rows, Alice the other two; pointers stay here</source>
        <translation>Bob recebe as duas primeiras linhas, Alice as outras duas; aqui ficam ponteiros</translation>
    </message>
    <message>
        <source>add up what both workers gave, first the losses, then the gradients</source>
        <translation>some o que os dois workers deram: primeiro as perdas, depois os gradientes</translation>
    </message>
    <message>
        <source>beside the two workers with rows, a third one that averages</source>
        <translation>além dos dois workers com linhas, um terceiro que tira a média</translation>
    </message>
    <message>
        <source>bring the model back</source>
        <translation>traga o modelo de volta</translation>
    </message>
    <message>
        <source>clear the old gradients</source>
        <translation>apague os gradientes anteriores</translation>
    </message>
    <message>
        <source>compute the error (the loss)</source>
        <translation>calcule o erro (a perda)</translation>
    </message>
    <message>
        <source>each worker trains its own copy of the model</source>
        <translation>cada worker treina a própria cópia do modelo</translation>
    </message>
    <message>
        <source>fetch the loss and show the progress</source>
        <translation>busque a perda e mostre o progresso</translation>
    </message>
    <message>
        <source>find which weights caused it</source>
        <translation>descubra quais pesos causaram a perda</translation>
    </message>
    <message>
        <source>four rows of two features; the right answer is the first feature</source>
        <translation>quatro linhas com duas características; a resposta certa é a primeira delas</translation>
    </message>
    <message>
        <source>how long a gradient may be, and how loud the noise on it is</source>
        <translation>que tamanho um gradiente pode ter, e quão forte é o ruído sobre ele</translation>
    </message>
    <message>
        <source>make a prediction</source>
        <translation>faça uma predição</translation>
    </message>
    <message>
        <source>send a copy of the model to the worker</source>
        <translation>envie uma cópia do modelo ao worker</translation>
    </message>
    <message>
        <source>send the model to the worker</source>
        <translation>envie o modelo ao worker</translation>
    </message>
    <message>
        <source>shorten a gradient that is too long, add noise, then let it leave</source>
        <translation>encurte um gradiente grande demais, some ruído e só então deixe-o sair</translation>
    </message>
    <message>
        <source>show the progress</source>
        <translation>mostre o progresso</translation>
    </message>
    <message>
        <source>the aggregator averages; only the average comes back</source>
        <translation>o agregador tira a média; só a média volta</translation>
    </message>
    <message>
        <source>the copy goes on to the aggregator, not to the server</source>
        <translation>a cópia segue para o agregador, não para o servidor</translation>
    </message>
    <message>
        <source>the gradient comes back, and no weights</source>
        <translation>o gradiente volta, e nenhum peso</translation>
    </message>
    <message>
        <source>the masks cancel in the sum, and only there</source>
        <translation>as máscaras se cancelam na soma, e só nela</translation>
    </message>
    <message>
        <source>two weights and a bias</source>
        <translation>dois pesos e um viés</translation>
    </message>
    <message>
        <source>two workers, each with a store of its own</source>
        <translation>dois workers, cada um com o próprio espaço para tensores</translation>
    </message>
    <message>
        <source>update the weights</source>
        <translation>atualize os pesos</translation>
    </message>
    <message>
        <source>write the gradient as whole numbers of 32 bits, in fixed point</source>
        <translation>escreva o gradiente como números inteiros de 32 bits, em ponto fixo</translation>
    </message>
</context>
<context>
    <name>LossPlot</name>
    <message>
        <source>A run that was kept, to compare with.</source>
        <translation>Uma execução guardada para comparar.</translation>
    </message>
    <message>
        <source>All rows</source>
        <translation>Todas as linhas</translation>
    </message>
    <message>
        <source>Centralized</source>
        <translation>Centralizado</translation>
    </message>
    <message>
        <source>Every loss that the script prints becomes a point here.</source>
        <translation>Cada perda que o script mostra vira um ponto aqui.</translation>
    </message>
    <message>
        <source>Loss over all rows; only this simulation can know.</source>
        <translation>Perda sobre todas as linhas; só esta simulação pode saber.</translation>
    </message>
    <message>
        <source>Loss over all the rows, on the server. Rows: {count}.</source>
        <translation>Perda sobre todas as linhas, no servidor. Linhas: {count}.</translation>
    </message>
    <message>
        <source>Loss over the rows of {worker} alone. Rows: {count}.</source>
        <translation>Perda só sobre as linhas de {worker}. Linhas: {count}.</translation>
    </message>
    <message>
        <source>Plot of the loss</source>
        <translation>Gráfico da perda</translation>
    </message>
    <message>
        <source>The centralized run: its loss is over the rows of all workers.</source>
        <translation>A execução centralizada: a perda dela é sobre as linhas de todos os workers.</translation>
    </message>
    <message>
        <source>What the script works out on the server and prints.</source>
        <translation>O que o script calcula no servidor e mostra.</translation>
    </message>
    <message>
        <source>bytes sent →</source>
        <translation>bytes enviados →</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>divergiu</translation>
    </message>
    <message>
        <source>gradient step →</source>
        <translation>passo de gradiente →</translation>
    </message>
    <message>
        <source>round {number}</source>
        <translation>rodada {number}</translation>
    </message>
    <message>
        <source>round →</source>
        <translation>rodada →</translation>
    </message>
    <message>
        <source>step {number}</source>
        <translation>passo {number}</translation>
    </message>
    <message>
        <source>this run</source>
        <translation>esta execução</translation>
    </message>
    <message>
        <source>{name}: {value} at step {step}</source>
        <translation>{name}: {value} no passo {step}</translation>
    </message>
    <message>
        <source>{number} bytes</source>
        <translation>{number} bytes</translation>
    </message>
    <message>
        <source>↑ loss</source>
        <translation>↑ perda</translation>
    </message>
    <message>
        <source>↑ loss (mean)</source>
        <translation>↑ perda (média)</translation>
    </message>
    <message>
        <source>↑ loss (sum)</source>
        <translation>↑ perda (soma)</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>A thread that the script started failed. The run goes on; the details say where.</source>
        <translation>Uma thread iniciada pelo script falhou. A execução continua; os detalhes dizem onde.</translation>
    </message>
    <message>
        <source>Something unexpected went wrong. Your work is kept; restart the run.</source>
        <translation>Algo inesperado deu errado. Nada se perdeu; recomece a execução.</translation>
    </message>
    <message>
        <source>fedgui: federated learning, live</source>
        <translation>fedgui: aprendizado federado, ao vivo</translation>
    </message>
</context>
<context>
    <name>Masks</name>
    <message>
        <source>Masks need at least two workers, but there are {workers}.</source>
        <translation>Máscaras precisam de ao menos dois workers, mas há {workers}.</translation>
    </message>
    <message>
        <source>Masks need at least two workers: a single one has nobody to hide behind, its sum is its update.</source>
        <translation>Máscaras precisam de ao menos dois workers: um só não tem atrás de quem se esconder, pois a soma é a própria atualização.</translation>
    </message>
    <message>
        <source>Of the 32 bits, 0 to 30 can stand after the point, but not {bits}.</source>
        <translation>Dos 32 bits, de 0 a 30 podem ficar depois da vírgula, mas não {bits}.</translation>
    </message>
    <message>
        <source>The workers&apos; updates have different shapes: they are not of one model.</source>
        <translation>As atualizações dos workers têm formatos diferentes: não são de um mesmo modelo.</translation>
    </message>
    <message>
        <source>With {left} of {workers} workers left, the sum would show a bare update: nobody reveals a seed.</source>
        <translation>Com só {left} de {workers} workers, a soma mostraria uma atualização nua: ninguém revela uma semente.</translation>
    </message>
    <message>
        <source>{first} and {second} share no mask with a number {index}.</source>
        <translation>{first} e {second} não têm uma máscara combinada de número {index}.</translation>
    </message>
    <message>
        <source>{value} is too large: with {workers} workers and {bits} bits after the point, values must lie within ±{largest}. Fewer bits after the point leave more room before it.</source>
        <translation>{value} é grande demais: com {workers} workers e {bits} bits depois da vírgula, os valores precisam ficar entre ±{largest}. Menos bits depois da vírgula deixam mais espaço antes dela.</translation>
    </message>
    <message>
        <source>{worker} takes no part in this round: its workers are {workers}.</source>
        <translation>{worker} não participa desta rodada: os workers dela são {workers}.</translation>
    </message>
</context>
<context>
    <name>MasksPage</name>
    <message>
        <source>Ask the sum</source>
        <translation>Perguntar à soma</translation>
    </message>
    <message>
        <source>Draw other masks for all pairs</source>
        <translation>Sortear outras máscaras para todos os pares</translation>
    </message>
    <message>
        <source>Masks hide who, not what.</source>
        <translation>As máscaras escondem quem, não o quê.</translation>
    </message>
    <message>
        <source>New mask</source>
        <translation>Nova máscara</translation>
    </message>
    <message>
        <source>Offline</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>Parameter that is shown</source>
        <translation>Parâmetro mostrado</translation>
    </message>
    <message>
        <source>Recover seeds</source>
        <translation>Recuperar sementes</translation>
    </message>
    <message>
        <source>Show {name}</source>
        <translation>Mostrar {name}</translation>
    </message>
    <message>
        <source>Step 1 of 2: {left} reveal their seeds with {gone}: {seeds}.</source>
        <translation>Passo 1 de 2: {left} revelam as sementes que tinham com {gone}: {seeds}.</translation>
    </message>
    <message>
        <source>Step 2 of 2: the server computes these masks and takes them out: the sum of {left} is exact.</source>
        <translation>Passo 2 de 2: o servidor calcula essas máscaras e as retira: a soma de {left} está exata.</translation>
    </message>
    <message>
        <source>Take their masks out</source>
        <translation>Retirar essas máscaras</translation>
    </message>
    <message>
        <source>The exact sum still tells about the rows. Noise limits that.</source>
        <translation>A soma exata ainda conta sobre as linhas. O ruído limita isso.</translation>
    </message>
    <message>
        <source>Try every table of zeros and ones against the sum</source>
        <translation>Comparar com a soma todas as tabelas de zeros e uns</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Workers</translation>
    </message>
    <message>
        <source>and</source>
        <translation>e</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>ninguém</translation>
    </message>
    <message>
        <source>set by hand, so the numbers</source>
        <translation>mudada à mão: os próprios números</translation>
    </message>
    <message>
        <source>{all} tables are possible, exactly one fits the sum: {rows}. It doesn’t tell whose they are.</source>
        <translation>Há {all} tabelas possíveis, e exatamente uma explica a soma: {rows}. De quem é cada linha, ela não diz.</translation>
    </message>
    <message>
        <source>{all} tables are possible, none fits: masks are left in the sum.</source>
        <translation>Há {all} tabelas possíveis, e nenhuma serve: ainda há máscaras na soma.</translation>
    </message>
    <message>
        <source>{all} tables are possible, {left} fit the sum.</source>
        <translation>Há {all} tabelas possíveis, e {left} explicam a soma.</translation>
    </message>
    <message>
        <source>{gone} dropped out after the mask was agreed: it stays in the sum.</source>
        <translation>A conexão de {gone} caiu depois de combinada a máscara: ela fica na soma.</translation>
    </message>
    <message>
        <source>{gone} dropped out after the masks were agreed: those with {gone} stay in the sum.</source>
        <translation>A conexão de {gone} caiu depois de combinadas as máscaras: as que eram com {gone} ficam na soma.</translation>
    </message>
</context>
<context>
    <name>MessageBand</name>
    <message>
        <source>{bytes} bytes · looks random</source>
        <translation>{bytes} bytes · parece aleatório</translation>
    </message>
</context>
<context>
    <name>MomentView</name>
    <message>
        <source>Loss blew up: rate {rate} is too high.</source>
        <translation>A perda explodiu: a taxa {rate} é alta demais.</translation>
    </message>
    <message>
        <source>No run yet.</source>
        <translation>Nenhuma execução ainda.</translation>
    </message>
    <message>
        <source>Preparing PyTorch…</source>
        <translation>Preparando o PyTorch…</translation>
    </message>
    <message>
        <source>Server’s view: {count} weights and the loss pass, no rows.</source>
        <translation>Visão do servidor: {count} pesos e a perda passam, nenhuma linha.</translation>
    </message>
    <message>
        <source>The loss blew up: the steps are too large.</source>
        <translation>A perda explodiu: os passos são grandes demais.</translation>
    </message>
    <message>
        <source>now · {worker}</source>
        <translation>agora · {worker}</translation>
    </message>
</context>
<context>
    <name>Names</name>
    <message>
        <source>Server</source>
        <translation>Servidor</translation>
    </message>
</context>
<context>
    <name>NetworkPanel</name>
    <message>
        <source>Between workers: {count} bytes</source>
        <translation>Entre workers: {count} bytes</translation>
    </message>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Commands ask a worker to compute; they carry no values.</source>
        <translation>Comandos pedem que um worker calcule; não carregam valores.</translation>
    </message>
    <message>
        <source>Export the messages</source>
        <translation>Exportar as mensagens</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>Exportar…</translation>
    </message>
    <message>
        <source>Messages</source>
        <translation>Mensagens</translation>
    </message>
    <message>
        <source>No message yet.</source>
        <translation>Nenhuma mensagem ainda.</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nº</translation>
    </message>
    <message>
        <source>Show commands ({count})</source>
        <translation>Mostrar comandos ({count})</translation>
    </message>
    <message>
        <source>The messages could not be written to {file}: {reason}.</source>
        <translation>Não foi possível gravar as mensagens em {file}: {reason}.</translation>
    </message>
    <message>
        <source>What</source>
        <translation>O quê</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
    <message>
        <source>Writes the messages up to this moment to a CSV file.</source>
        <translation>Grava as mensagens até este momento em um arquivo CSV.</translation>
    </message>
    <message>
        <source>release</source>
        <translation>liberação</translation>
    </message>
    <message>
        <source>request</source>
        <translation>pedido</translation>
    </message>
    <message>
        <source>search</source>
        <translation>busca</translation>
    </message>
    <message>
        <source>to the server</source>
        <translation>para o servidor</translation>
    </message>
    <message>
        <source>to the worker</source>
        <translation>para o worker</translation>
    </message>
    <message>
        <source>← To the server: {count} bytes</source>
        <translation>← Para o servidor: {count} bytes</translation>
    </message>
    <message>
        <source>→ To workers: {count} bytes</source>
        <translation>→ Para workers: {count} bytes</translation>
    </message>
</context>
<context>
    <name>Noise</name>
    <message>
        <source>The noise must be zero or more and at most {most}, but is {multiplier}.</source>
        <translation>O ruído precisa ser zero ou mais, e no máximo {most}, mas é {multiplier}.</translation>
    </message>
    <message>
        <source>The norm to clip to must be a number above zero, but is {norm}.</source>
        <translation>A norma de corte precisa ser um número acima de zero, mas é {norm}.</translation>
    </message>
    <message>
        <source>There must be at least one draw, but there are {draws}.</source>
        <translation>É preciso haver ao menos um sorteio, mas há {draws}.</translation>
    </message>
</context>
<context>
    <name>NoiseControl</name>
    <message>
        <source>Any number from 0 to 1e9; Enter takes it</source>
        <translation>Qualquer número de 0 a 1e9; Enter confirma</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Ruído</translation>
    </message>
    <message>
        <source>Noise as a multiple of the norm to clip to</source>
        <translation>Ruído como múltiplo da norma de corte</translation>
    </message>
    <message>
        <source>fully leaked</source>
        <translation>vazou tudo</translation>
    </message>
    <message>
        <source>gone</source>
        <translation>nada vaza</translation>
    </message>
    <message>
        <source>no noise</source>
        <translation>sem ruído</translation>
    </message>
    <message>
        <source>{multiplier} times the norm</source>
        <translation>{multiplier} vezes a norma</translation>
    </message>
    <message>
        <source>“{text}” is no noise: a number from 0 to 1e9 would do.</source>
        <translation>“{text}” não serve como ruído: use um número de 0 a 1e9.</translation>
    </message>
</context>
<context>
    <name>NoisePage</name>
    <message>
        <source>Accuracy of the model</source>
        <translation>Acurácia do modelo</translation>
    </message>
    <message>
        <source>Aggregation hides whose. Noise limits what.</source>
        <translation>A agregação esconde de quem. O ruído limita o quê.</translation>
    </message>
    <message>
        <source>Attack names the right table</source>
        <translation>Ataque acerta a tabela</translation>
    </message>
    <message>
        <source>Attacking…</source>
        <translation>Atacando…</translation>
    </message>
    <message>
        <source>BLURRED</source>
        <translation>BORRADO</translation>
    </message>
    <message>
        <source>Clip to norm C</source>
        <translation>Corte na norma C</translation>
    </message>
    <message>
        <source>Clip to norm {norm}</source>
        <translation>Corte na norma {norm}</translation>
    </message>
    <message>
        <source>FULLY LEAKED</source>
        <translation>VAZOU TUDO</translation>
    </message>
    <message>
        <source>From what is sent the attack reads {rows}: these are not {worker}’s rows.</source>
        <translation>No que foi enviado, o ataque lê {rows}: não são as linhas de {worker}.</translation>
    </message>
    <message>
        <source>From what is sent the attack reads {rows}: these are {worker}’s rows.</source>
        <translation>No que foi enviado, o ataque lê {rows}: são as linhas de {worker}.</translation>
    </message>
    <message>
        <source>GONE</source>
        <translation>NADA VAZA</translation>
    </message>
    <message>
        <source>LEAKS</source>
        <translation>VAZA</translation>
    </message>
    <message>
        <source>Neither is free: the one costs messages, the other accuracy.</source>
        <translation>Nada é de graça: uma custa mensagens, o outro, acurácia.</translation>
    </message>
    <message>
        <source>The attack is right in {right} of all cases, still more than guessing. Accuracy: {accuracy}.</source>
        <translation>O ataque acerta em {right} dos casos, ainda mais que um chute. Acurácia: {accuracy}.</translation>
    </message>
    <message>
        <source>The attack names the rows in {right} of all cases. The model gets {accuracy} right.</source>
        <translation>O ataque acerta as linhas em {right} dos casos. O modelo acerta {accuracy}.</translation>
    </message>
    <message>
        <source>Through this noise the attack is no better than guessing. The model gets {accuracy} right.</source>
        <translation>Com este ruído, o ataque não vale mais que um chute. O modelo acerta {accuracy}.</translation>
    </message>
    <message>
        <source>What is left of it</source>
        <translation>O que sobra</translation>
    </message>
    <message>
        <source>accuracy</source>
        <translation>acurácia</translation>
    </message>
    <message>
        <source>attack right</source>
        <translation>ataque acerta</translation>
    </message>
    <message>
        <source>guessing: {share}</source>
        <translation>no chute: {share}</translation>
    </message>
    <message>
        <source>mean of {runs} runs; in yours {share}</source>
        <translation>média de {runs} execuções; na sua, {share}</translation>
    </message>
    <message>
        <source>noise →</source>
        <translation>ruído →</translation>
    </message>
    <message>
        <source>norm</source>
        <translation>norma</translation>
    </message>
    <message>
        <source>{draws} updates, {tables} tables</source>
        <translation>{draws} atualizações, {tables} tabelas</translation>
    </message>
    <message>
        <source>{worker}’s update</source>
        <translation>O que {worker} envia</translation>
    </message>
</context>
<context>
    <name>Notes</name>
    <message>
        <source>gradients cleared</source>
        <translation>gradientes apagados</translation>
    </message>
    <message>
        <source>norm of the gradient {norm}</source>
        <translation>norma do gradiente {norm}</translation>
    </message>
    <message>
        <source>norm of the weights {change}</source>
        <translation>norma dos pesos {change}</translation>
    </message>
    <message>
        <source>{name} {shape}, norm {norm}</source>
        <translation>{name} {shape}, norma {norm}</translation>
    </message>
    <message>
        <source>{way} {count} bytes</source>
        <translation>{way} {count} bytes</translation>
    </message>
</context>
<context>
    <name>NotesWindow</name>
    <message>
        <source>Notes for the teacher</source>
        <translation>Notas para quem ensina</translation>
    </message>
</context>
<context>
    <name>OnlyYou</name>
    <message>
        <source>Only you see this</source>
        <translation>Só você vê isto</translation>
    </message>
    <message>
        <source>not the same</source>
        <translation>diferente</translation>
    </message>
    <message>
        <source>the same</source>
        <translation>igual</translation>
    </message>
    <message>
        <source>without masks</source>
        <translation>sem máscaras</translation>
    </message>
</context>
<context>
    <name>Partition</name>
    <message>
        <source>Alpha must be a number above zero, but is {alpha}.</source>
        <translation>Alfa precisa ser um número acima de zero, mas é {alpha}.</translation>
    </message>
    <message>
        <source>Rows need at least one worker to go to.</source>
        <translation>É preciso haver ao menos um worker para receber as linhas.</translation>
    </message>
    <message>
        <source>With alpha {alpha} some of the {workers} workers always get no row: take a larger alpha.</source>
        <translation>Com alfa {alpha}, sempre há entre os {workers} workers algum que fica sem linhas: use um alfa maior.</translation>
    </message>
    <message>
        <source>{rows} rows can&apos;t give each of {workers} workers one: take fewer workers.</source>
        <translation>{rows} linhas não bastam para dar uma a cada um dos {workers} workers: use menos workers.</translation>
    </message>
</context>
<context>
    <name>PartsCard</name>
    <message numerus="yes">
        <source>and %n more tensor(s)</source>
        <translation>
            <numerusform>e mais %n tensor</numerusform>
            <numerusform>e mais %n tensores</numerusform>
        </translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count} bytes</translation>
    </message>
</context>
<context>
    <name>PlotHead</name>
    <message>
        <source>Axes and table of the plot</source>
        <translation>Eixos e tabela do gráfico</translation>
    </message>
    <message>
        <source>Bytes sent</source>
        <translation>Bytes enviados</translation>
    </message>
    <message>
        <source>Gradient step</source>
        <translation>Passo de gradiente</translation>
    </message>
    <message>
        <source>Hide the plot ({key})</source>
        <translation>Esconder o gráfico ({key})</translation>
    </message>
    <message>
        <source>Horizontal axis</source>
        <translation>Eixo horizontal</translation>
    </message>
    <message>
        <source>Linear</source>
        <translation>Linear</translation>
    </message>
    <message>
        <source>Logarithmic</source>
        <translation>Logarítmico</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Perda</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>Rodada</translation>
    </message>
    <message>
        <source>Vertical axis</source>
        <translation>Eixo vertical</translation>
    </message>
    <message>
        <source>View as table</source>
        <translation>Ver como tabela</translation>
    </message>
</context>
<context>
    <name>PlotPanel</name>
    <message>
        <source>Every loss that the script prints becomes a point here.</source>
        <translation>Cada perda que o script mostra vira um ponto aqui.</translation>
    </message>
</context>
<context>
    <name>PlotTable</name>
    <message>
        <source>Bytes</source>
        <translation>Bytes</translation>
    </message>
    <message>
        <source>Copies the selected rows, or the whole table.</source>
        <translation>Copia as linhas selecionadas ou a tabela inteira.</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Copiar</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Perda</translation>
    </message>
    <message>
        <source>Round</source>
        <translation>Rodada</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Execução</translation>
    </message>
    <message>
        <source>Step</source>
        <translation>Passo</translation>
    </message>
    <message>
        <source>Table of the losses</source>
        <translation>Tabela das perdas</translation>
    </message>
    <message>
        <source>Worker</source>
        <translation>Worker</translation>
    </message>
</context>
<context>
    <name>Pointing</name>
    <message>
        <source>The lesson points at: {things}.</source>
        <translation>A lição aponta para: {things}.</translation>
    </message>
    <message>
        <source>the attack</source>
        <translation>o ataque</translation>
    </message>
    <message>
        <source>the button for a step back</source>
        <translation>o botão que dá um passo para trás</translation>
    </message>
    <message>
        <source>the button for a step forward</source>
        <translation>o botão que dá um passo para a frente</translation>
    </message>
    <message>
        <source>the button for light and dark</source>
        <translation>o botão de claro e escuro</translation>
    </message>
    <message>
        <source>the button that begins again</source>
        <translation>o botão que recomeça</translation>
    </message>
    <message>
        <source>the button that presents</source>
        <translation>o botão Apresentar</translation>
    </message>
    <message>
        <source>the choice of language</source>
        <translation>a escolha do idioma</translation>
    </message>
    <message>
        <source>the choice of local epochs</source>
        <translation>a escolha das épocas locais</translation>
    </message>
    <message>
        <source>the choice of rows</source>
        <translation>a escolha das linhas</translation>
    </message>
    <message>
        <source>the choice of speed</source>
        <translation>a escolha da velocidade</translation>
    </message>
    <message>
        <source>the code</source>
        <translation>o código</translation>
    </message>
    <message>
        <source>the console</source>
        <translation>o console</translation>
    </message>
    <message>
        <source>the handwritten digits</source>
        <translation>os dígitos escritos à mão</translation>
    </message>
    <message>
        <source>the inspector</source>
        <translation>o inspetor</translation>
    </message>
    <message>
        <source>the line {code}</source>
        <translation>a linha {code}</translation>
    </message>
    <message>
        <source>the masks</source>
        <translation>as máscaras</translation>
    </message>
    <message>
        <source>the network’s messages</source>
        <translation>as mensagens da rede</translation>
    </message>
    <message>
        <source>the play button</source>
        <translation>o botão Tocar</translation>
    </message>
    <message>
        <source>the plot of the losses</source>
        <translation>o gráfico das perdas</translation>
    </message>
    <message>
        <source>the slider for noise</source>
        <translation>o controle deslizante do ruído</translation>
    </message>
    <message>
        <source>the switch for the server’s view</source>
        <translation>a chave da visão do servidor</translation>
    </message>
    <message>
        <source>the switch that takes a worker offline</source>
        <translation>a chave que deixa um worker offline</translation>
    </message>
    <message>
        <source>the timeline</source>
        <translation>a linha do tempo</translation>
    </message>
</context>
<context>
    <name>PredictCard</name>
    <message>
        <source>As you predicted.</source>
        <translation>Como você previu.</translation>
    </message>
    <message>
        <source>Confirm and see</source>
        <translation>Confirmar e ver</translation>
    </message>
    <message>
        <source>Predict first</source>
        <translation>Preveja antes de ver</translation>
    </message>
    <message>
        <source>Question: {prompt}</source>
        <translation>Pergunta: {prompt}</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Pular</translation>
    </message>
    <message>
        <source>The answer stays hidden until your teacher shows it.</source>
        <translation>A resposta fica oculta até ser mostrada à turma.</translation>
    </message>
    <message>
        <source>The run has shown it.</source>
        <translation>A execução já mostrou.</translation>
    </message>
    <message>
        <source>The run shows another answer.</source>
        <translation>A execução mostra outra resposta.</translation>
    </message>
    <message>
        <source>The run will show it.</source>
        <translation>A execução vai mostrar.</translation>
    </message>
    <message>
        <source>This run does not answer the question.</source>
        <translation>Esta execução não responde à pergunta.</translation>
    </message>
    <message>
        <source>Your predictions: {right} of {asked} right</source>
        <translation>Suas previsões: {right} de {asked} certas</translation>
    </message>
    <message>
        <source>{text} (what the run shows)</source>
        <translation>{text} (o que a execução mostra)</translation>
    </message>
    <message>
        <source>{text} (your answer)</source>
        <translation>{text} (sua resposta)</translation>
    </message>
    <message>
        <source>{text} (your answer, not what the run shows)</source>
        <translation>{text} (sua resposta, não o que a execução mostra)</translation>
    </message>
</context>
<context>
    <name>PresenterView</name>
    <message>
        <source>Blank screen</source>
        <translation>Tela apagada</translation>
    </message>
    <message>
        <source>Finished</source>
        <translation>Terminou</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Em pausa</translation>
    </message>
    <message>
        <source>Playing</source>
        <translation>Tocando</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>Apresentação</translation>
    </message>
    <message>
        <source>Round {number}</source>
        <translation>Rodada {number}</translation>
    </message>
    <message>
        <source>Round {number}/{total}</source>
        <translation>Rodada {number}/{total}</translation>
    </message>
    <message>
        <source>The notes were closed, as their screen was unplugged. The next presentation shows them again.</source>
        <translation>As notas foram fechadas porque a tela delas foi desconectada. A próxima apresentação volta a mostrá-las.</translation>
    </message>
    <message>
        <source>The presentation ended, as its screen was unplugged. The run is kept; F11 presents it again.</source>
        <translation>A apresentação terminou porque a tela dela foi desconectada. A execução foi mantida; F11 volta a apresentá-la.</translation>
    </message>
    <message>
        <source>fedgui: presentation</source>
        <translation>fedgui: apresentação</translation>
    </message>
</context>
<context>
    <name>RightRail</name>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>Perda</translation>
    </message>
    <message>
        <source>Show code, console and network ({key})</source>
        <translation>Mostrar código, console e rede ({key})</translation>
    </message>
    <message>
        <source>Show the plot ({key})</source>
        <translation>Mostrar o gráfico ({key})</translation>
    </message>
</context>
<context>
    <name>RightTabs</name>
    <message>
        <source>Code</source>
        <translation>Código</translation>
    </message>
    <message>
        <source>Code, console and network</source>
        <translation>Código, console e rede</translation>
    </message>
    <message>
        <source>Console</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>Hide code, console and network ({key})</source>
        <translation>Esconder código, console e rede ({key})</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Rede</translation>
    </message>
</context>
<context>
    <name>RoomRow</name>
    <message>
        <source>Changes what both send, and never the sum</source>
        <translation>Muda o que os dois enviam, e nunca a soma</translation>
    </message>
    <message>
        <source>Mask of {first} and {second}. Drag it or press the arrow keys: what both send changes.</source>
        <translation>Máscara de {first} e {second}. Arraste ou use as setas: o que os dois enviam muda.</translation>
    </message>
    <message>
        <source>Mask of {first} and {second}: {words}</source>
        <translation>Máscara de {first} e {second}: {words}</translation>
    </message>
</context>
<context>
    <name>SecureView</name>
    <message>
        <source>Average</source>
        <translation>Média</translation>
    </message>
    <message>
        <source>Masks</source>
        <translation>Máscaras</translation>
    </message>
    <message>
        <source>Noise</source>
        <translation>Ruído</translation>
    </message>
    <message>
        <source>Secure aggregation</source>
        <translation>Agregação segura</translation>
    </message>
    <message>
        <source>Training with {count} workers…</source>
        <translation>Treinando com {count} workers…</translation>
    </message>
    <message>
        <source>Trusted aggregator</source>
        <translation>Agregador confiável</translation>
    </message>
    <message>
        <source>What helps</source>
        <translation>O que ajuda</translation>
    </message>
</context>
<context>
    <name>ServerCard</name>
    <message>
        <source>Exact sum · difference 0</source>
        <translation>Soma exata · diferença 0</translation>
    </message>
    <message>
        <source>Not the sum: masks are left over</source>
        <translation>Não é a soma: sobram máscaras</translation>
    </message>
    <message>
        <source>average</source>
        <translation>média</translation>
    </message>
    <message>
        <source>from {worker}</source>
        <translation>de {worker}</translation>
    </message>
    <message>
        <source>from {worker} {word}</source>
        <translation>de {worker} {word}</translation>
    </message>
    <message>
        <source>nothing came</source>
        <translation>nada chegou</translation>
    </message>
    <message>
        <source>sees only what is below</source>
        <translation>só vê o que está abaixo</translation>
    </message>
    <message>
        <source>sum mod 2³²</source>
        <translation>soma mód 2³²</translation>
    </message>
    <message>
        <source>{name}: {sent}; sum {sum}, which stands for {decoded}, average {average}</source>
        <translation>{name}: {sent}; soma {sum}, que vale {decoded}, média {average}</translation>
    </message>
</context>
<context>
    <name>Settings</name>
    <message>
        <source>Some settings could not be used and are as at first: {names}. The old file is kept as {file}.</source>
        <translation>Algumas configurações não puderam ser usadas e voltaram ao padrão: {names}. O arquivo antigo foi guardado como {file}.</translation>
    </message>
    <message>
        <source>The settings file was damaged, so fedgui starts with its defaults; the old file is kept as {file}.</source>
        <translation>O arquivo de configurações estava danificado, então o fedgui começa com os valores padrão; o arquivo antigo foi guardado como {file}.</translation>
    </message>
    <message>
        <source>The settings in {file} can’t be read, so fedgui starts with its defaults and leaves the file alone.</source>
        <translation>Não foi possível ler as configurações em {file}, então o fedgui começa com os valores padrão e não mexe no arquivo.</translation>
    </message>
    <message>
        <source>Your choices can’t be saved in {folder}; they last until you close fedgui.</source>
        <translation>Não foi possível salvar suas escolhas em {folder}; elas valem até você fechar o fedgui.</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Fold the panel</source>
        <translation>Recolher o painel</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>Inspetor</translation>
    </message>
    <message>
        <source>Lesson</source>
        <translation>Lição</translation>
    </message>
    <message>
        <source>Lesson and inspector</source>
        <translation>Lição e inspetor</translation>
    </message>
    <message>
        <source>Open the panel</source>
        <translation>Abrir o painel</translation>
    </message>
</context>
<context>
    <name>Stage</name>
    <message numerus="yes">
        <source>%n at work</source>
        <translation>
            <numerusform>%n trabalhando</numerusform>
            <numerusform>%n trabalhando</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n diverged</source>
        <translation>
            <numerusform>%n divergiu</numerusform>
            <numerusform>%n divergiram</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n offline</source>
        <translation>
            <numerusform>%n offline</numerusform>
            <numerusform>%n offline</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n private row(s)</source>
        <translation>
            <numerusform>%n linha privada</numerusform>
            <numerusform>%n linhas privadas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s)</source>
        <translation>
            <numerusform>%n linha</numerusform>
            <numerusform>%n linhas</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n row(s) of {shape}</source>
        <translation>
            <numerusform>%n linha de {shape}</numerusform>
            <numerusform>%n linhas de {shape}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n aguardando</numerusform>
            <numerusform>%n aguardando</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n worker(s)</source>
        <translation>
            <numerusform>%n worker</numerusform>
            <numerusform>%n workers</numerusform>
        </translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Trazer de volta</translation>
    </message>
    <message>
        <source>Centre here</source>
        <translation>Centralizar aqui</translation>
    </message>
    <message>
        <source>Edit weights…</source>
        <translation>Editar pesos…</translation>
    </message>
    <message>
        <source>Only the model and numbers computed from the rows pass the gate.</source>
        <translation>Só o modelo e números calculados a partir das linhas atravessam a passagem.</translation>
    </message>
    <message>
        <source>Only {name} can read these rows. They never leave this room.</source>
        <translation>Só {name} pode ler estas linhas. Elas nunca saem daqui.</translation>
    </message>
    <message>
        <source>Open in inspector</source>
        <translation>Abrir no inspetor</translation>
    </message>
    <message>
        <source>Take offline</source>
        <translation>Deixar offline</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>e mais %n</numerusform>
            <numerusform>e mais %n</numerusform>
        </translation>
    </message>
    <message>
        <source>bar = number of rows</source>
        <translation>barra = nº de linhas</translation>
    </message>
    <message>
        <source>collected in one place</source>
        <translation>reunidos em um só lugar</translation>
    </message>
    <message>
        <source>diverged</source>
        <translation>divergiu</translation>
    </message>
    <message>
        <source>from {sender} to {receiver}</source>
        <translation>origem: {sender}, destino: {receiver}</translation>
    </message>
    <message numerus="yes">
        <source>has %n model(s)</source>
        <translation>
            <numerusform>tem %n modelo</numerusform>
            <numerusform>tem %n modelos</numerusform>
        </translation>
    </message>
    <message>
        <source>has a model: {values}</source>
        <translation>tem um modelo: {values}</translation>
    </message>
    <message>
        <source>hidden from server</source>
        <translation>oculto para o servidor</translation>
    </message>
    <message>
        <source>last loss</source>
        <translation>última perda</translation>
    </message>
    <message>
        <source>loss</source>
        <translation>perda</translation>
    </message>
    <message>
        <source>loss now</source>
        <translation>perda agora</translation>
    </message>
    <message>
        <source>model</source>
        <translation>modelo</translation>
    </message>
    <message>
        <source>model is here</source>
        <translation>o modelo está aqui</translation>
    </message>
    <message>
        <source>model is with {name}</source>
        <translation>modelo com {name}</translation>
    </message>
    <message>
        <source>model slot</source>
        <translation>vaga do modelo</translation>
    </message>
    <message>
        <source>model travelling</source>
        <translation>modelo em viagem</translation>
    </message>
    <message>
        <source>no rows yet</source>
        <translation>nenhuma linha ainda</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>privacy boundary</source>
        <translation>fronteira de privacidade</translation>
    </message>
    <message>
        <source>private</source>
        <translation>privado</translation>
    </message>
    <message>
        <source>received loss</source>
        <translation>perda recebida</translation>
    </message>
    <message>
        <source>receiving</source>
        <translation>recebendo</translation>
    </message>
    <message>
        <source>returning</source>
        <translation>devolvendo</translation>
    </message>
    <message numerus="yes">
        <source>the newest of %n model(s) there</source>
        <translation>
            <numerusform>o mais novo de %n modelo ali</numerusform>
            <numerusform>o mais novo dos %n modelos ali</numerusform>
        </translation>
    </message>
    <message>
        <source>the newest: {values}</source>
        <translation>o mais novo: {values}</translation>
    </message>
    <message>
        <source>training</source>
        <translation>treinando</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>aguardando</translation>
    </message>
    <message>
        <source>with {name}</source>
        <translation>com {name}</translation>
    </message>
    <message>
        <source>{count} bytes</source>
        <translation>{count} bytes</translation>
    </message>
    <message>
        <source>{received} of {asked} received</source>
        <translation>{received} de {asked} recebidos</translation>
    </message>
    <message>
        <source>{received}/{asked} received</source>
        <translation>{received}/{asked} recebidos</translation>
    </message>
</context>
<context>
    <name>StageBar</name>
    <message>
        <source>Export as plain PyTorch…</source>
        <translation>Exportar em PyTorch puro…</translation>
    </message>
    <message>
        <source>Hide everything that the server has not received</source>
        <translation>Esconder tudo o que o servidor não recebeu</translation>
    </message>
    <message>
        <source>Keep this run in the plot</source>
        <translation>Guardar esta execução no gráfico</translation>
    </message>
    <message>
        <source>Open a script or notebook…</source>
        <translation>Abrir um script ou notebook…</translation>
    </message>
    <message>
        <source>Server’s view</source>
        <translation>Visão do servidor</translation>
    </message>
    <message>
        <source>Settings of this chapter…</source>
        <translation>Ajustes deste capítulo…</translation>
    </message>
    <message>
        <source>Take kept runs off the plot</source>
        <translation>Tirar do gráfico as execuções guardadas</translation>
    </message>
    <message>
        <source>What is shown</source>
        <translation>O que aparece</translation>
    </message>
    <message>
        <source>{title}: settings, open, export</source>
        <translation>{title}: ajustes, abrir, exportar</translation>
    </message>
</context>
<context>
    <name>StageView</name>
    <message>
        <source>Stage</source>
        <translation>Palco</translation>
    </message>
    <message>
        <source>Tab visits the server, the workers and the parcels; Enter opens one, the menu key shows what can be done.</source>
        <translation>Tab passa pelo servidor, pelos workers e pelos pacotes; Enter abre um deles, a tecla de menu mostra o que dá para fazer.</translation>
    </message>
</context>
<context>
    <name>TensorTable</name>
    <message>
        <source>{value}, was {old}</source>
        <translation>{value}, antes {old}</translation>
    </message>
    <message>
        <source>“{text}” is not a number such as {example}.</source>
        <translation>“{text}” não é um número como {example}.</translation>
    </message>
    <message>
        <source>“{text}” is too large for a weight.</source>
        <translation>“{text}” é grande demais para um peso.</translation>
    </message>
</context>
<context>
    <name>Terminal</name>
    <message>
        <source>--seed needs a whole number of 0 or more, not “{value}”.</source>
        <translation>--seed precisa de um número inteiro a partir de 0, e não de “{value}”.</translation>
    </message>
    <message>
        <source>--{option} can&apos;t be “{value}”. Choose one of: {known}.</source>
        <translation>--{option} não pode ser “{value}”. Escolha um destes: {known}.</translation>
    </message>
    <message>
        <source>Learn federated learning by watching it run. Without a command, the window opens.</source>
        <translation>Conheça o aprendizado federado vendo-o acontecer. Sem um comando, a janela se abre.</translation>
    </message>
    <message>
        <source>Nothing can be written to {file}. Choose a folder that you may write to.</source>
        <translation>Não foi possível gravar nada em {file}. Escolha uma pasta em que você possa gravar.</translation>
    </message>
    <message>
        <source>Skipped what only a notebook understands, in lines: {lines}.</source>
        <translation>O que só um notebook entende foi pulado, nas linhas: {lines}.</translation>
    </message>
    <message>
        <source>The record can&apos;t be written to {file}. Choose a folder that you may write to.</source>
        <translation>Não foi possível gravar o registro em {file}. Escolha uma pasta em que você possa gravar.</translation>
    </message>
    <message>
        <source>There is no command {command}. “fedgui --help” lists what there is.</source>
        <translation>Não existe o comando {command}. “fedgui --help” mostra o que há.</translation>
    </message>
    <message>
        <source>There is no option {option}. “fedgui --help” lists what there is.</source>
        <translation>Não existe a opção {option}. “fedgui --help” mostra o que há.</translation>
    </message>
    <message>
        <source>There is no screen to open a window on. “fedgui run federated” runs the tutorial in the terminal.</source>
        <translation>Não há tela onde abrir uma janela. “fedgui run federated” roda o tutorial no terminal.</translation>
    </message>
    <message>
        <source>Written to {file}. It needs PyTorch alone.</source>
        <translation>Gravado em {file}. Só precisa do PyTorch.</translation>
    </message>
    <message>
        <source>a lesson in plain PyTorch, with the same numbers: fedgui export LESSON</source>
        <translation>uma lição em PyTorch puro, com os mesmos números: fedgui export LESSON</translation>
    </message>
    <message>
        <source>chapter to open, by number or name</source>
        <translation>capítulo a abrir, pelo número ou pelo nome</translation>
    </message>
    <message>
        <source>en or pt_BR</source>
        <translation>en ou pt_BR</translation>
    </message>
    <message>
        <source>run a script in the terminal</source>
        <translation>roda um script no terminal</translation>
    </message>
    <message>
        <source>seed of all random numbers (0 if not given)</source>
        <translation>semente de todos os números aleatórios (0 se não for indicada)</translation>
    </message>
    <message>
        <source>system, light, dark or contrast</source>
        <translation>system, light, dark ou contrast</translation>
    </message>
    <message>
        <source>the name of a lesson ({known}), a Python file or a notebook</source>
        <translation>o nome de uma lição ({known}), um arquivo Python ou um notebook</translation>
    </message>
    <message>
        <source>the window</source>
        <translation>a janela</translation>
    </message>
    <message>
        <source>where to write it (LESSON_twin.py if not given); --seed is that of the run</source>
        <translation>onde gravar (LESSON_twin.py se não for indicado); --seed é a semente da execução</translation>
    </message>
    <message>
        <source>without a window: fedgui run SCRIPT</source>
        <translation>sem janela: fedgui run SCRIPT</translation>
    </message>
    <message>
        <source>write the record, one moment a line, as JSON Lines</source>
        <translation>grava o registro, um momento por linha, em JSON Lines</translation>
    </message>
    <message>
        <source>{file} is there already, and stays as it is. Choose another name.</source>
        <translation>{file} já existe e fica como está. Escolha outro nome.</translation>
    </message>
    <message>
        <source>{option} needs a value after it.</source>
        <translation>{option} precisa de um valor em seguida.</translation>
    </message>
    <message>
        <source>“fedgui export” needs the name of a lesson: {known}.</source>
        <translation>“fedgui export” precisa do nome de uma lição: {known}.</translation>
    </message>
    <message>
        <source>“fedgui run” needs a script: {known}, a Python file or a notebook.</source>
        <translation>“fedgui run” precisa de um script: {known}, um arquivo Python ou um notebook.</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Round {number}</source>
        <translation>Rodada {number}</translation>
    </message>
    <message>
        <source>Round {number} · live</source>
        <translation>Rodada {number} · ao vivo</translation>
    </message>
    <message>
        <source>forked</source>
        <translation>desvio</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Chapter {number}: {title}</source>
        <translation>Capítulo {number}: {title}</translation>
    </message>
    <message>
        <source>Chapter {number}: {title}, done</source>
        <translation>Capítulo {number}: {title}, concluído</translation>
    </message>
    <message>
        <source>Fill the screen for a class; F11 or Esc leaves</source>
        <translation>Preencher a tela para a turma; F11 ou Esc sai</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Idioma</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Apresentar</translation>
    </message>
    <message>
        <source>Switch to the dark theme</source>
        <translation>Mudar para o tema escuro</translation>
    </message>
    <message>
        <source>Switch to the light theme</source>
        <translation>Mudar para o tema claro</translation>
    </message>
    <message>
        <source>Theme, size of type, motion, lesson</source>
        <translation>Tema, tamanho da letra, movimento, lição</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>As fast as it goes</source>
        <translation>O mais rápido possível</translation>
    </message>
    <message>
        <source>Before round 1</source>
        <translation>Antes da rodada 1</translation>
    </message>
    <message>
        <source>No rounds</source>
        <translation>Sem rodadas</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pausar</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>Tocar</translation>
    </message>
    <message>
        <source>Preparing…</source>
        <translation>Preparando…</translation>
    </message>
    <message>
        <source>Ready</source>
        <translation>Tudo pronto</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Recomeçar</translation>
    </message>
    <message>
        <source>Round {number}</source>
        <translation>Rodada {number}</translation>
    </message>
    <message>
        <source>Round {number}/{total}</source>
        <translation>Rodada {number}/{total}</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>Velocidade</translation>
    </message>
    <message>
        <source>Speed {number} times</source>
        <translation>Velocidade {number} vezes</translation>
    </message>
    <message>
        <source>Speed: {speed}</source>
        <translation>Velocidade: {speed}</translation>
    </message>
    <message>
        <source>Step back</source>
        <translation>Passo atrás</translation>
    </message>
    <message>
        <source>Step forward</source>
        <translation>Próximo passo</translation>
    </message>
    <message>
        <source>Stopped early</source>
        <translation>Parou antes do fim</translation>
    </message>
    <message>
        <source>Take the last change back, and what came of it</source>
        <translation>Desfazer a última mudança e o que veio dela</translation>
    </message>
    <message>
        <source>The end</source>
        <translation>Fim</translation>
    </message>
    <message>
        <source>This run was forked. Changes: {count}.</source>
        <translation>Esta execução tem desvios. Mudanças: {count}.</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Linha do tempo</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Desfazer</translation>
    </message>
    <message>
        <source>max</source>
        <translation>máx</translation>
    </message>
    <message>
        <source>worker {name}</source>
        <translation>worker {name}</translation>
    </message>
</context>
<context>
    <name>UnitButton</name>
    <message>
        <source>Length of a step: {unit}</source>
        <translation>Unidade do passo: {unit}</translation>
    </message>
    <message>
        <source>line</source>
        <translation>linha</translation>
    </message>
    <message>
        <source>message</source>
        <translation>mensagem</translation>
    </message>
    <message>
        <source>round</source>
        <translation>rodada</translation>
    </message>
    <message>
        <source>visit</source>
        <translation>visita</translation>
    </message>
</context>
<context>
    <name>UpdateTable</name>
    <message>
        <source>clipped</source>
        <translation>cortada</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>enviada</translation>
    </message>
    <message>
        <source>update</source>
        <translation>atualização</translation>
    </message>
</context>
<context>
    <name>WorkerCard</name>
    <message>
        <source>mask</source>
        <translation>máscara</translation>
    </message>
    <message>
        <source>offline</source>
        <translation>offline</translation>
    </message>
    <message>
        <source>sending</source>
        <translation>enviando</translation>
    </message>
    <message>
        <source>sent</source>
        <translation>enviado</translation>
    </message>
    <message>
        <source>update</source>
        <translation>atualização</translation>
    </message>
    <message>
        <source>{name}: update {update}, as an integer {integer}, {masks}, sent {sent}</source>
        <translation>{name}: atualização {update}, como inteiro {integer}, {masks}, enviado {sent}</translation>
    </message>
</context>
</TS>
