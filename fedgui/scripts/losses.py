"""Which of the numbers that a script prints is a loss, and which worker it came from."""

from __future__ import annotations

import math
import re
from collections import deque
from collections.abc import Sequence
from itertools import pairwise
from numbers import Integral, Real
from typing import Final, NamedTuple

import torch

from fedgui.pointers import Message, PointerTensor

_WORD: Final = r"(?:loss|perda)"
_ENDS_SO: Final = re.compile(rf"{_WORD}\W*$", re.IGNORECASE)
_WRITTEN: Final = re.compile(
    rf"{_WORD}\b[^\w+\-.]{{0,4}}([+-]?(?:\d+(?:\.(?P<decimals>\d*))?(?:e[+-]?\d+)?|nan|inf))", re.IGNORECASE
)
_MOST_DECIMALS: Final = 8
"""A number that is written with more of them was not rounded by hand."""
_REMEMBERED: Final = 64
"""Numbers that were fetched and not printed yet."""


class ShownLoss(NamedTuple):
    """A loss as it was printed. `decimals` is None where it was printed with all its digits, or rounded to some."""

    value: float
    decimals: int | None = None


def shown_loss(values: Sequence[object], *, in_round: bool, has_trained: bool) -> ShownLoss | None:
    """The one number among printed values that is a loss, as far as can be told; None if none is.

    It is the number that follows the word "loss", as a value of its own or inside a text; else the only number; else
    the only one that is no whole number (of an epoch and a loss, say). A plain number is a loss inside a round alone,
    a tensor also where something was trained before or where a word says so.

    Args:
        values: the arguments of `print`.
        in_round: whether a round has begun.
        has_trained: whether an optimizer has made a step.
    """
    numbers = [value for value in values if not isinstance(value, str)]
    if not numbers:
        return _written(" ".join(map(str, values))) if in_round or has_trained else None
    found = _named(values)
    if found is None:
        found = numbers[0] if len(numbers) == 1 else _only_fraction(numbers)
    if isinstance(found, torch.Tensor):
        if not _is_real(found):
            return None
        is_called_so = any(isinstance(word, str) and "loss" in word.lower() for word in values)
        is_one = in_round or has_trained or found.requires_grad or is_called_so
        return ShownLoss(float(found.item())) if is_one else None
    if not (_is_real(found) and in_round):
        return None
    value = float(found)  # type: ignore[arg-type]  # a number, as _is_real says
    _whole, _, decimals = repr(value).partition(".")
    is_rounded = decimals.isdigit() and len(decimals) <= _MOST_DECIMALS
    return ShownLoss(value, len(decimals) if is_rounded else None)


def _is_real(value: object) -> bool:
    """Whether this is one number that may have a fraction, here and not with a worker."""
    if isinstance(value, torch.Tensor):
        return not isinstance(value, PointerTensor) and not value.dim() and value.is_floating_point()
    return isinstance(value, Real) and not isinstance(value, Integral)


def _named(values: Sequence[object]) -> object | None:
    for word, value in pairwise(values):
        if isinstance(word, str) and _ENDS_SO.search(word) and _is_real(value):
            return value
    return None


def _only_fraction(numbers: Sequence[object]) -> object | None:
    found = [number for number in numbers if not isinstance(number, Integral)]
    return found[0] if len(found) == 1 else None


def _written(text: str) -> ShownLoss | None:
    match = _WRITTEN.search(text)
    return None if match is None else ShownLoss(float(match[1]), len(match["decimals"] or ""))


class Fetched:
    """The single numbers that workers have sent and that were not printed yet."""

    def __init__(self) -> None:
        self._numbers: deque[tuple[float, str]] = deque(maxlen=_REMEMBERED)

    def note(self, message: Message) -> None:
        """Take in what a worker has sent."""
        for _name, value in message.parts:
            if value.numel() == 1:
                self._numbers.append((float(value.item()), message.sender))

    def take(self, loss: ShownLoss) -> str | None:
        """The worker that sent this number, the latest one first, which is then forgotten; None if nobody did."""
        found = self._place(loss.value, 0.0)
        if found is None and loss.decimals is not None:
            found = self._place(loss.value, 0.5000001 * 10**-loss.decimals)
        if found is None:
            return None
        sender = self._numbers[found][1]
        del self._numbers[found]
        return sender

    def _place(self, value: float, within: float) -> int | None:
        for place in range(len(self._numbers) - 1, -1, -1):
            number = self._numbers[place][0]
            if number == value or abs(number - value) <= within or (math.isnan(number) and math.isnan(value)):
                return place
        return None
