"""Since when a tensor is where it is, and whether a gradient still waits for its step: asked of the record."""

from __future__ import annotations

from typing import Final

from fedgui.scripts.trace import Key, Kind, MessageState, ModelState, TensorValue, Trace

_MOST_MOMENTS: Final = 512
"""Moments that are looked back at for the last step of the model."""
_FLOAT32_STEP: Final = 1e-6


class Births:
    """Finds the moments at which workers' tensors came into being, and remembers them.

    Ids in a worker's store are never used twice, so a tensor is there from its birth on without a gap.
    """

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._known: dict[Key, int | None] = {}

    def born(self, key: Key, index: int) -> int | None:
        """The moment at which the piece at `key`, which is there at moment `index`, was first recorded.

        Returns:
            None where the record no longer has every scene that tells.
        """
        if key not in self._known:
            self._known[key] = self._find(key, index)
        return self._known[key]

    def _find(self, key: Key, index: int) -> int | None:
        there, stride = index, 1
        while there > 0 and self._is_there(key, max(there - stride, 0)):
            there = max(there - stride, 0)
            stride *= 2
        absent = max(there - stride, -1) if there > 0 else -1
        while there - absent > 1:
            middle = (there + absent) // 2
            if self._is_there(key, middle):
                there = middle
            else:
                absent = middle
        return there if absent >= self._trace.thinned - 1 else None

    def _is_there(self, key: Key, index: int) -> bool:
        return key in self._trace.state_at(index).pieces


def messages_between(trace: Trace, start: int, end: int) -> list[MessageState]:
    """The messages of the moments after `start`, up to and including `end`."""
    found = (trace[place].message for place in range(start + 1, end + 1))
    return [message for message in found if message is not None]


def step_is_pending(trace: Trace, index: int, rate: float) -> bool:
    """Whether the model's next step is known: along its gradient, times `rate`.

    So it is if the gradient is newer than the weights, and if the step before did exactly that: an optimizer with
    momentum or another rule goes elsewhere, and the record does not tell where. Nothing is known after a fork either,
    until a step is taken.
    """
    newer: ModelState | None = None
    is_pending = False
    for place in range(index, max(index - _MOST_MOMENTS, -1), -1):
        if trace[place].kind is Kind.FORK:
            return False
        for key, piece in reversed(trace[place].changes):
            if key != ("model",) or not isinstance(piece, ModelState):
                continue
            if newer is not None:
                if _values(newer) != _values(piece):
                    return is_pending and _is_step(piece, newer, rate)
                if any(one.grad is not None for one in newer.parameters) and _grads(newer) != _grads(piece):
                    is_pending = True
            newer = piece
    return False


def _values(model: ModelState) -> list[tuple[float, ...]]:
    return [one.value.values for one in model.parameters]


def _grads(model: ModelState) -> list[TensorValue | None]:
    return [one.grad for one in model.parameters]


def _is_step(before: ModelState, after: ModelState, rate: float) -> bool:
    """Whether each recorded weight went down by `rate` times its gradient, as far as float32 can tell."""
    for old, new in zip(before.parameters, after.parameters, strict=False):
        if old.grad is None:
            return False
        for was, now, grad in zip(old.value.values, new.value.values, old.grad.values, strict=True):
            slack = _FLOAT32_STEP * (abs(was) + abs(rate * grad))
            if not abs(was - rate * grad - now) <= slack:
                return False
    return True
