"""Since when a tensor is where it is, and whether a gradient still waits for its step: asked of the record."""

from __future__ import annotations

from typing import Final

from fedgui.scripts.trace import Key, MessageState, ModelState, Trace

_MOST_MOMENTS: Final = 512
"""Moments that are looked back at for the last change of the model."""


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


def step_is_pending(trace: Trace, index: int) -> bool:
    """Whether the gradient of the model is newer than its weights: the step along it is still to be taken."""
    newer: ModelState | None = None
    for place in range(index, max(index - _MOST_MOMENTS, -1), -1):
        for key, piece in reversed(trace[place].changes):
            if key != ("model",) or not isinstance(piece, ModelState):
                continue
            if newer is not None:
                if [one.value for one in newer.parameters] != [one.value for one in piece.parameters]:
                    return False
                if [one.grad for one in newer.parameters] != [one.grad for one in piece.parameters]:
                    return any(one.grad is not None for one in newer.parameters)
            newer = piece
    return False
