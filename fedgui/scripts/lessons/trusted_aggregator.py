import syft as sy
import torch
from torch import nn, optim

# NEW) beside the two workers with rows, a third one that averages
hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")
aggregator = sy.VirtualWorker(hook, id="aggregator")
# four rows of two features; the right answer is the first feature
rows = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
data_bob, target_bob = rows[:2].send(bob), rows[:2, :1].send(bob)
data_alice, target_alice = rows[2:].send(alice), rows[2:, :1].send(alice)
model = nn.Linear(2, 1)
for round in range(10):
    copies = []
    for data, target in [(data_bob, target_bob), (data_alice, target_alice)]:
        # NEW) each worker trains its own copy of the model
        copy = model.copy().send(data.location)
        opt = optim.SGD(copy.parameters(), lr=0.1)
        for step in range(5):
            # 1) clear the old gradients
            opt.zero_grad()
            # 2) make a prediction
            pred = copy(data)
            # 3) compute the error (the loss)
            loss = ((pred - target) ** 2).sum()
            # 4) find which weights caused it
            loss.backward()
            # 5) update the weights
            opt.step()
        # 6) fetch the loss and show the progress
        print(loss.get())
        # NEW) the copy goes on to the aggregator, not to the server
        copies.append(copy.move(aggregator))
    # NEW) the aggregator averages; only the average comes back
    for mean, other in zip(*[copy.parameters() for copy in copies]):
        mean.data = (mean.data + other.data) / 2
    model = copies[0].get()
