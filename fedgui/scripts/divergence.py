"""Losses, and how a record tells that they go astray."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

GROWING_ROUNDS: Final = 10
"""A loss that grows for so many rounds in a row is said to diverge."""


USUAL_RATE: Final = 0.05
"""A learning rate at which the lessons' trainings go well."""


@dataclass(frozen=True, slots=True)
class LossPoint:
    """One printed loss.

    Attributes:
        moment: index of the moment that printed it.
        step: optimizer steps taken until then, from 1 (the loss was computed before the last of them).
        round: the round it was printed in, 0 outside a round loop.
        worker: the worker that computed it; SERVER for a centralised run.
        value: the loss as the script printed it, in full precision.
        rate: the learning rate of the last optimizer step until then, None before the first.
    """

    moment: int
    step: int
    round: int
    worker: str
    value: float
    rate: float | None = None


class Ill(StrEnum):
    """How a training goes astray."""

    GROWING = "growing"
    """A worker's loss was larger than two rounds before, GROWING_ROUNDS times in a row.

    Two rounds, since a loss that diverges often swings from round to round (the tutorial's does, above 0.3).
    """
    NOT_FINITE = "not finite"


@dataclass(frozen=True, slots=True)
class Divergence:
    """Where a training was first seen to diverge.

    Attributes:
        loss: the loss that showed it, with its moment, worker, round and learning rate.
    """

    kind: Ill
    loss: LossPoint


def lower_rate(rate: float | None) -> float:
    """What to try after a training with `rate` diverged: the usual rate, or a tenth of one that was low already."""
    return USUAL_RATE if rate is None or rate > USUAL_RATE else rate / 10


class Curve:
    """The last rounds of one worker's loss, and for how many rounds it has grown."""

    __slots__ = ("_before", "_last_three", "_number", "growths")

    def __init__(self) -> None:
        self.growths = 0
        self._number = 0
        self._before = 0
        self._last_three: list[float] = []

    def add(self, number: int, value: float) -> None:
        """The worker's loss in round `number`; of several in one round the last counts."""
        if number == self._number:
            self._last_three.pop()
        else:
            self._number, self._before = number, self.growths
        self._last_three = [*self._last_three[-2:], value]
        grows = len(self._last_three) == 3 and value > self._last_three[0]
        self.growths = self._before + 1 if grows else 0
