"""How long each attack takes: the median of several runs, in milliseconds, with torch on two threads.

Run from the checkout: python benchmarks/attacks.py
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch
from torch import nn

from fedgui.data import digits, toy
from fedgui.privacy.attacks import (
    Visit,
    candidates_from_gradient,
    candidates_from_update,
    image_from_gradient,
    images_per_class,
    row_from_gradient,
    row_from_update,
    rows_from_trajectory,
)
from fedgui.privacy.masks import masked_round
from fedgui.privacy.noise import add_noise, attack_through_noise, clip_to_norm, guess_through_noise

RUNS = 21


def gradient(model: nn.Module, x: torch.Tensor, y: torch.Tensor) -> list[torch.Tensor]:
    """Of the tutorial's loss."""
    return list(torch.autograd.grad(((model(x) - y) ** 2).sum(), list(model.parameters())))


def trained(model: nn.Linear, x: torch.Tensor, y: torch.Tensor, epochs: int) -> list[torch.Tensor]:
    """The weights after that many steps."""
    weights = [tensor.detach().clone() for tensor in model.parameters()]
    for _ in range(epochs):
        copy = nn.Linear(2, 1)
        copy.weight.data, copy.bias.data = weights
        weights = [old - 0.1 * change for old, change in zip(weights, gradient(copy, x, y), strict=True)]
    return weights


def trajectory(rounds: int) -> list[Visit]:
    """Rounds with a worker that has two real-valued rows, in float64."""
    x, y = torch.rand(2, 2, dtype=torch.float64), torch.rand(2, 1, dtype=torch.float64)
    visits = []
    for _ in range(rounds):
        model = nn.Linear(2, 1, dtype=torch.float64)
        visits.append(Visit(list(model.parameters()), gradient(model, x, y)))
    return visits


def attacks() -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    torch.manual_seed(0)
    x, y = toy.tutorial()
    model = nn.Linear(2, 1)
    weights = list(model.parameters())
    one, bob, both = (gradient(model, x[:rows], y[:rows]) for rows in (1, 2, 4))
    after_one, after_bob, after_both = (trained(model, x[:rows], y[:rows], 100) for rows in (1, 2, 4))
    visits = trajectory(20)
    images, labels = digits.load()
    classifier = nn.Linear(64, 10)
    loss = nn.functional.cross_entropy(classifier(images[:32]), labels[:32])
    of_digits = torch.autograd.grad(loss, list(classifier.parameters()))
    generator = torch.Generator().manual_seed(0)

    def slider() -> None:
        noised = add_noise(clip_to_norm(bob, 1.0).update, 1.0, 0.5, generator)
        guess_through_noise(weights, noised, 2, 1.0)
        attack_through_noise(weights, 2, 1.0, 0.5, generator)

    return {
        "one row from a gradient": lambda: row_from_gradient(weights, one),
        "one row after 100 local epochs": lambda: row_from_update(weights, after_one, 0.1, 100),
        "36 tables against a gradient": lambda: candidates_from_gradient(weights, bob, 2),
        "330 tables against a gradient": lambda: candidates_from_gradient(weights, both, 4),
        "6435 tables against a gradient": lambda: candidates_from_gradient(weights, both, 8),
        "36 tables after 100 local epochs": lambda: candidates_from_update(weights, after_bob, 0.1, 2, 100),
        "330 tables after 100 local epochs": lambda: candidates_from_update(weights, after_both, 0.1, 4, 100),
        "two real rows from 20 rounds": lambda: rows_from_trajectory(visits),
        "a digit from a gradient": lambda: image_from_gradient(of_digits),
        "all digits of a batch of 32": lambda: images_per_class(of_digits),
        "the noise slider: 36 tables, 4000 draws": slider,
        "masks for 12 workers of 650 numbers": lambda: masked_round(
            {f"w{i}": torch.ones(650) for i in range(12)}, seed=0
        ).sum_of_sent(),
    }


def main() -> None:
    """Print the table."""
    torch.set_num_threads(2)
    for name, attack in attacks().items():
        times = []
        for _ in range(RUNS):
            start = perf_counter()
            attack()
            times.append(1000 * (perf_counter() - start))
        print(f"{name:42} {median(times):8.2f} ms   (slowest {max(times):.2f})")


if __name__ == "__main__":
    main()
