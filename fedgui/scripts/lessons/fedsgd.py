import syft as sy
import torch
from torch import nn, optim

# two workers, each with a store of its own
hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")
# four rows of two features; the right answer is the first feature
rows = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
data_bob, target_bob = rows[:2].send(bob), rows[:2, :1].send(bob)
data_alice, target_alice = rows[2:].send(alice), rows[2:, :1].send(alice)
model = nn.Linear(2, 1)
opt = optim.SGD(model.parameters(), lr=0.1)

def update(data, target):
    # 1) send a copy of the model to the worker
    copy = model.copy().send(data.location)
    # 2) make a prediction
    pred = copy(data)
    # 3) compute the error (the loss)
    loss = ((pred - target) ** 2).sum()
    # 4) find which weights caused it
    loss.backward()
    # 5) fetch the loss and show the progress
    loss = loss.get()
    print(loss)
    # NEW) the gradient comes back, and no weights
    return loss, copy.weight.grad.get(), copy.bias.grad.get()

for round in range(20):
    bobs, alices = update(data_bob, target_bob), update(data_alice, target_alice)
    # NEW) add up what both workers gave, first the losses, then the gradients
    loss, model.weight.grad, model.bias.grad = map(sum, zip(bobs, alices))
    print(loss.data)
    # 6) update the weights
    opt.step()
