"""The models of the lessons, initialised by torch: set the seed with `torch.manual_seed` before."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from torch import nn


def linear(features: int = 2, outputs: int = 1) -> nn.Linear:
    """One linear layer: (rows, features) to (rows, outputs). The tutorial's model is `linear(2, 1)`."""
    return nn.Linear(features, outputs)


def mlp(features: int = 64, hidden: int = 32, outputs: int = 10) -> nn.Sequential:
    """Two linear layers with a ReLU between them: (rows, features) to (rows, outputs)."""
    return nn.Sequential(nn.Linear(features, hidden), nn.ReLU(), nn.Linear(hidden, outputs))


MODELS: Final[dict[str, Callable[[int, int], nn.Module]]] = {
    "linear": linear,
    "mlp": lambda features, outputs: mlp(features, outputs=outputs),
}
"""Models by name; each makes one that fits so many features and outputs."""


def model_for(name: str, features: int, outputs: int) -> nn.Module:
    """A new model that fits the data.

    Args:
        name: one of `MODELS`.
        features: numbers in a row.
        outputs: 1 for a number or a gate, or the number of classes.

    Raises:
        KeyError: if there is no such model.
    """
    return MODELS[name](features, outputs)
