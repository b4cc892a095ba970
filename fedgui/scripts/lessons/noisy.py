import syft as sy
import torch
from torch import nn, optim

# NEW) how long a gradient may be, and how loud the noise on it is
CLIP, NOISE = 1.0, 0.1
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
    print(loss.get())
    # NEW) shorten a gradient that is too long, add noise, then let it leave
    gradient = torch.cat([weight.grad.flatten() for weight in copy.parameters()])
    clipped = gradient * (CLIP / gradient.norm()).clamp(max=1)
    noisy = clipped + CLIP * NOISE * torch.randn_like(clipped)
    return noisy.get()

for round in range(20):
    total = update(data_bob, target_bob) + update(data_alice, target_alice)
    model.weight.grad, model.bias.grad = total[:2].view(1, 2), total[2:]
    # 6) update the weights
    opt.step()
