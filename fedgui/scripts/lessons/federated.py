import syft as sy
import torch
from torch import nn, optim

# two workers, each with a store of its own
hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")
# four rows of two features; the right answer is the first feature
data = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([[0.], [0.], [1.], [1.]])
# Bob gets the first two rows, Alice the other two; pointers stay here
data_bob, target_bob = data[:2].send(bob), target[:2].send(bob)
data_alice, target_alice = data[2:].send(alice), target[2:].send(alice)
datasets = [(data_bob, target_bob), (data_alice, target_alice)]
# two weights and a bias
model = nn.Linear(2, 1)

def train():
    opt = optim.SGD(model.parameters(), lr=0.1)
    for round in range(10):
        for data, target in datasets:
            # NEW) send the model to the worker
            model.send(data.location)
            # 1) clear the old gradients
            opt.zero_grad()
            # 2) make a prediction
            pred = model(data)
            # 3) compute the error (the loss)
            loss = ((pred - target) ** 2).sum()
            # 4) find which weights caused it
            loss.backward()
            # 5) update the weights
            opt.step()
            # NEW) bring the model back
            model.get()
            # 6) fetch the loss and show the progress
            print(loss.get())
train()
