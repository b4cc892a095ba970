"""The columns of a record: what each moment holds, and in which moments to look for what."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from fedgui.scripts.divergence import Curve, Divergence, Ill, LossPoint
from fedgui.scripts.interventions import Change
from fedgui.scripts.moments import Changes, ErrorState, Kind, MessageState, Moment
from fedgui.scripts.rising import Beginning, first_after, last_until, until

CARRYING: Final = "object"
"""The engine's kind of a message that carries values."""

Payload = MessageState | ErrorState | Change | str | tuple[str, float] | None
"""What a moment carries: a message, an error, an intervention, a printed text, or a printed text and its loss."""


class Columns:
    """Everything of a record that can be looked up without rebuilding a scene. Who writes is `Trace`.

    Moments are kept in columns, and made anew for each reader: a million of them must fit.
    """

    def __init__(self) -> None:
        # one entry a moment
        self._line_of: list[int] = []
        self._kinds: list[Kind] = []
        self._actors: list[str] = []
        self._payloads: list[Payload] = []
        self._changes: list[Changes] = []
        # indices of moments, each list in rising order
        self._lines: list[int] = []
        self._messages: list[int] = []
        self._carrying: list[int] = []
        self._bytes: list[int] = []
        self._prints: list[int] = []
        self._rounds: list[int] = []
        self._visits: list[int] = []
        self._forks: list[int] = []
        self._losses: list[LossPoint] = []
        self._curves: dict[str, Curve] = {}
        self._divergences: dict[Ill, Divergence] = {}

    def __len__(self) -> int:
        return len(self._kinds)

    def __getitem__(self, index: int) -> Moment:
        if index < 0:
            index += len(self)
        kind, payload = self._kinds[index], self._payloads[index]
        line, actor, changes = self._line_of[index], self._actors[index], self._changes[index]
        if payload is None:
            return Moment(index, line, kind, actor, changes=changes)
        if isinstance(payload, MessageState):
            return Moment(index, line, kind, actor, payload, changes=changes)
        if isinstance(payload, str):
            return Moment(index, line, kind, actor, text=payload, changes=changes)
        if isinstance(payload, tuple):
            return Moment(index, line, kind, actor, text=payload[0], value=payload[1], changes=changes)
        if isinstance(payload, ErrorState):
            return Moment(index, line, kind, actor, error=payload, changes=changes)
        return Moment(index, line, kind, actor, changes=changes, fork=payload)

    def __iter__(self) -> Iterator[Moment]:
        index = 0
        while index < len(self):
            yield self[index]
            index += 1

    def messages_until(self, index: int) -> Sequence[int]:
        """Indices of the message moments up to and including `index`. Not a copy."""
        return until(self._messages, index)

    def bytes_until(self, index: int) -> int:
        """Payload bytes that had crossed when moment `index` had happened."""
        count = bisect_right(self._messages, index)
        return self._bytes[count - 1] if count else 0

    def prints_until(self, index: int) -> Sequence[int]:
        """Indices of the moments up to and including `index` that printed something. Not a copy."""
        return until(self._prints, index)

    def losses_until(self, index: int) -> Sequence[LossPoint]:
        """The losses printed up to and including moment `index`. Not a copy."""
        return Beginning(self._losses, bisect_right(self._losses, index, key=lambda point: point.moment))

    def message(self, index: int) -> MessageState:
        """The message of a message moment, without making the moment."""
        payload = self._payloads[index]
        assert isinstance(payload, MessageState)
        return payload

    def printed(self, index: int) -> str:
        """What a moment printed, or "", without making the moment."""
        payload = self._payloads[index]
        if isinstance(payload, tuple):
            return payload[0]
        return payload if isinstance(payload, str) else ""

    def line_of(self, index: int) -> int:
        """The 1-based line of the script at a moment, without making the moment."""
        return self._line_of[index]

    def line_after(self, index: int) -> int | None:
        """Index of the first moment after `index` at which a new line begins, or None if none is recorded yet."""
        return first_after(self._lines, index)

    def line_at(self, index: int) -> int | None:
        """Index of the moment at which the line that covers `index` began, or None before the first line."""
        return last_until(self._lines, index)

    def line_count(self, index: int) -> int:
        """How many lines had begun when moment `index` had happened."""
        return bisect_right(self._lines, index)

    def round_starts(self) -> Sequence[int]:
        """Indices of the moments at which round 1, 2, 3... began, as far as they have by now. Not a copy."""
        return Beginning(self._rounds, len(self._rounds))

    @property
    def lines(self) -> Sequence[int]:
        """Indices of the moments at which a line begins. Grows; not to be changed."""
        return self._lines

    @property
    def messages(self) -> Sequence[int]:
        """Indices of the message moments. Grows; not to be changed."""
        return self._messages

    @property
    def carrying(self) -> Sequence[int]:
        """Indices of the messages that carry values. Grows; not to be changed."""
        return self._carrying

    @property
    def visits(self) -> Sequence[int]:
        """Indices of the moments at which the model leaves the server for a worker. Grows; not to be changed.

        After a round in which it never left, the next round's beginning stands for it: the server was visited.
        """
        return self._visits

    @property
    def rounds(self) -> Sequence[int]:
        """As `round_starts`, but it grows. Not to be changed."""
        return self._rounds

    @property
    def forks(self) -> Sequence[int]:
        """Indices of the moments at which the learner changed something; empty if the run was left alone."""
        return self._forks

    @property
    def divergence(self) -> Divergence | None:
        """Where the training was first seen to diverge, in whichever way; None if it was not."""
        return min(self._divergences.values(), key=lambda found: found.loss.moment, default=None)

    def divergence_after(self, index: int) -> Divergence | None:
        """Where, after moment `index`, the training is first seen to diverge in one of the ways of Ill; or None."""
        later = (found for found in self._divergences.values() if found.loss.moment > index)
        return min(later, key=lambda found: found.loss.moment, default=None)

    @property
    def first_not_finite(self) -> Divergence | None:
        """The first loss that was infinite or not a number, or None."""
        return self._divergences.get(Ill.NOT_FINITE)
