"""Trains one linear layer as a worker does, so that the attacks have something to read."""

from __future__ import annotations

import pytest
import torch
from torch import nn


class Training:
    """Plain PyTorch with the tutorial's loss: what goes on at a worker, and the server's step."""

    def tutorial_model(self) -> nn.Linear:
        """The tutorial's model as it starts."""
        torch.manual_seed(0)
        return nn.Linear(2, 1)

    def parameters(self, model: nn.Module) -> list[torch.Tensor]:
        """Copies of the weights as they are now."""
        return [tensor.detach().clone() for tensor in model.parameters()]

    def loss(self, model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> torch.Tensor:
        return ((model(x) - y) ** 2).sum()

    def gradient(self, model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> list[torch.Tensor]:
        return list(torch.autograd.grad(self.loss(model, x, y), list(model.parameters())))

    def train(self, model: nn.Module, x: torch.Tensor, y: torch.Tensor, lr: float, epochs: int = 1) -> None:
        """Steps of torch's own SGD on all rows at once."""
        optimizer = torch.optim.SGD(model.parameters(), lr=lr)
        for _ in range(epochs):
            optimizer.zero_grad()
            self.loss(model, x, y).backward()
            optimizer.step()

    def step(self, model: nn.Module, gradient: list[torch.Tensor], lr: float) -> None:
        """One step of torch's own SGD with a gradient that came from elsewhere."""
        for parameter, part in zip(model.parameters(), gradient, strict=True):
            parameter.grad = part
        torch.optim.SGD(model.parameters(), lr=lr).step()


@pytest.fixture(scope="session")
def training() -> Training:
    return Training()
