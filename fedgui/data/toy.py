"""The tutorial's four rows, and the gates on the same two inputs."""

from __future__ import annotations

from typing import Final

import torch

_TRUTH: Final = {
    "first": (0, 0, 1, 1),
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}

GATES: Final = tuple(_TRUTH)
"""The gates' names: "first" (the first input: the tutorial's targets), "and", "or", "nand" and "xor"."""


def gate(name: str) -> tuple[torch.Tensor, torch.Tensor]:
    """All four rows of two binary inputs, and what the gate makes of them.

    The best that `nn.Linear(2, 1)` can reach, as a sum of squares over the rows: 0 for "first", which is linear; 0.25
    for "and", "or" and "nand", with all four right if 0.5 divides 0 from 1; 1.0 for "xor", with two of four right: it
    takes a hidden layer.

    Args:
        name: one of `GATES`.

    Returns:
        Inputs, (4, 2), in the order 00, 01, 10, 11, and targets, (4, 1): new tensors of float32.

    Raises:
        KeyError: if there is no such gate.
    """
    inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return inputs, torch.tensor(_TRUTH[name], dtype=torch.float32).reshape(4, 1)


def tutorial() -> tuple[torch.Tensor, torch.Tensor]:
    """The tutorial's rows, as `gate("first")`: each target is the row's first feature, not AND, OR or XOR.

    The tutorial gives Bob the first two rows and Alice the others, so that Bob has label 0 alone and Alice label 1
    alone: the most extreme skew there is. Trained alone, each gets half of the four rows right.
    """
    return gate("first")
