import torch
from torch import nn, optim

# four rows of two features; the right answer is the first feature
data = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([[0.], [0.], [1.], [1.]])

# two weights and a bias
model = nn.Linear(2, 1)


def train():
    opt = optim.SGD(model.parameters(), lr=0.1)
    for step in range(20):
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
        # 6) show the progress
        print(loss.data)


train()
