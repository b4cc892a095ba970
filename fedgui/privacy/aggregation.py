"""How the server makes one update of many: sum, mean, weighted mean.

An update is a list of tensors, one for each parameter of the model: gradients, weights, or differences of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypeAlias

import torch

from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError

Update: TypeAlias = Sequence[torch.Tensor]
"""One tensor for each parameter, of its shape."""


def sum_of(updates: Sequence[Update]) -> list[torch.Tensor]:
    """Σ updates, added in the order given, so that it can be repeated to the last bit.

    The loss of the tutorial is a sum over rows, so is its gradient: the sum of all workers' gradients is the gradient
    of all rows together. FedSGD with this sum, one step a round, is centralised training. The two can differ in the
    last bit of a number alone: additions in another order are rounded otherwise, and in which order torch adds up the
    rows of one tensor depends on the processor.

    Raises:
        PrivacyError: if there is no update, or they are not of one model.
    """
    _check(updates)
    total = [tensor.detach().clone() for tensor in updates[0]]
    for update in updates[1:]:
        total = [subtotal + tensor.detach() for subtotal, tensor in zip(total, update, strict=True)]
    return total


def mean_of(updates: Sequence[Update]) -> list[torch.Tensor]:
    """Σ updates ÷ workers. For n workers, a step with it is a step with the sum at 1/n of the learning rate.

    Raises:
        PrivacyError: if there is no update, or they are not of one model.
    """
    return [tensor / len(updates) for tensor in sum_of(updates)]


def weighted_mean_of(updates: Sequence[Update], samples: Sequence[float]) -> list[torch.Tensor]:
    """Σ samples·update ÷ Σ samples: the average of FedAvg (McMahan et al., 2017, algorithm 1).

    Args:
        updates: of the workers.
        samples: how many rows each of them trained on.

    Raises:
        PrivacyError: if there is no update, they are not of one model, or the samples are negative or all zero.
    """
    _check(updates)
    total = sum(samples)
    if len(samples) != len(updates) or min(samples) < 0 or not (math.isfinite(total) and total > 0):
        raise PrivacyError(
            QT_TRANSLATE_NOOP(
                "Aggregation",
                "A weighted mean of {updates} updates needs as many counts of rows, not negative and not all zero.",
            ),
            updates=len(updates),
        )
    return sum_of(
        [[tensor.detach() * (count / total) for tensor in it] for it, count in zip(updates, samples, strict=True)]
    )


def _check(updates: Sequence[Update]) -> None:
    if not updates:
        raise PrivacyError(QT_TRANSLATE_NOOP("Aggregation", "No worker sent an update, so there is nothing to add up."))
    shapes = [[tuple(tensor.shape) for tensor in update] for update in updates]
    if any(shape != shapes[0] for shape in shapes):
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Aggregation", "The workers' updates have different shapes: they are not of one model.")
        )
