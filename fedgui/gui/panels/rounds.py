"""Where the moments of a record lie on a line: rounds of equal length, and who has the model in each."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fedgui.scripts.trace import SERVER, Trace

_MOST_WORKERS: Final = 2
"""A round of more workers than this is one stretch."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a round.

    Attributes:
        worker: who has the model in it; SERVER for a round without workers or with too many to tell apart.
        first: its first moment. last: its last one, or None while it is still being recorded.
    """

    worker: str
    first: int
    last: int | None


class Rounds:
    """Where the moments of a record lie on a line from 0 to 1 on which all rounds are equally long.

    A round that is not recorded yet is taken to be like the last one that is. Moments before the first round lie
    at 0, moments after the last one at 1.
    """

    def __init__(self) -> None:
        self._trace = Trace()
        self._starts: Sequence[int] = ()
        self._complete: dict[int, tuple[Segment, ...]] = {}
        self._end: int | None = None
        self.total = 0

    def update(self, trace: Trace) -> None:
        """Take in what the record gained."""
        if trace is not self._trace:
            self._trace = trace
            self._complete = {}
        # The script may go on while this looks: an end that is read first can't belong to a round that is not known.
        self._end = len(trace) - 1 if trace.finished else None
        self._starts = trace.round_starts()
        announced = trace.state_at(len(trace) - 1).round.total if len(trace) else None
        self.total = max(announced or 0, len(self._starts))

    @property
    def starts(self) -> Sequence[int]:
        """The moments at which the recorded rounds begin."""
        return self._starts

    def end_of(self, number: int) -> int | None:
        """The last moment of round `number` (from 1), or None while it is still being recorded."""
        if number < len(self._starts):
            return self._starts[number] - 1
        return self._end

    def segments(self, number: int) -> tuple[Segment, ...]:
        """The stretches of round `number`, which must be recorded at least in part."""
        known = self._complete.get(number)
        if known is not None:
            return known
        first, last = self._starts[number - 1], self.end_of(number)
        found = self._find_segments(first, last)
        if last is not None:
            self._complete[number] = found
        return found

    def _find_segments(self, first: int, last: int | None) -> tuple[Segment, ...]:
        end = len(self._trace) - 1 if last is None else last
        messages = self._trace.messages
        visits: list[tuple[str, int]] = []
        for place in range(bisect_left(messages, first), bisect_right(messages, end)):
            index = messages[place]
            message = self._trace.message(index)
            if message.is_model and message.kind == "object" and message.receiver != SERVER:
                line = self._trace.line_at(index)
                visits.append((message.receiver, index if line is None else max(line, first)))
        if not 0 < len({worker for worker, _index in visits}) <= _MOST_WORKERS:
            return (Segment(SERVER, first, last),)
        edges = [first, *(index for _worker, index in visits[1:])]
        ends = [*(edge - 1 for edge in edges[1:]), last]
        return tuple(
            Segment(worker, edge, stop) for (worker, _index), edge, stop in zip(visits, edges, ends, strict=True)
        )

    def pattern(self, number: int) -> tuple[str, ...]:
        """Whose stretches round `number` has, in order: as recorded, else as in the longest recorded round."""
        if not self._starts:
            return (SERVER,)
        own = self.segments(number) if number <= len(self._starts) else ()
        usual = self.segments(max(1, len(self._starts) - 1)) if len(self._starts) > 1 else self.segments(1)
        longest = own if len(own) >= len(usual) else usual
        return tuple(segment.worker for segment in longest)

    def worker_at(self, index: int) -> str:
        """Who has the stretch that moment `index` lies in; "" before the first round."""
        number = bisect_right(self._starts, index)
        if number == 0:
            return ""
        return next(segment.worker for segment in reversed(self.segments(number)) if segment.first <= index)

    def position(self, index: int) -> float:
        """Where moment `index` lies, from 0 to 1."""
        number = bisect_right(self._starts, index)
        if number == 0 or not self.total:
            return 0.0
        stretches = self.segments(number)
        place = next(place for place in range(len(stretches) - 1, -1, -1) if stretches[place].first <= index)
        segment = stretches[place]
        length = self._length(number, place)
        within = min((index - segment.first) / max(length - 1, 1), 1.0)
        return (number - 1 + (place + within) / len(self.pattern(number))) / self.total

    def _length(self, number: int, place: int) -> int:
        """Moments in a stretch; for one that is still being recorded, at least as many as in the round before."""
        segment = self.segments(number)[place]
        if segment.last is not None:
            return segment.last - segment.first + 1
        recorded = len(self._trace) - segment.first
        before = self.segments(number - 1) if number > 1 else ()
        if place < len(before):
            other = before[place]
            assert other.last is not None
            return max(recorded, other.last - other.first + 1)
        return recorded

    def index_at(self, position: float) -> int:
        """The moment nearest to `position`, from 0 to 1; the last recorded one where nothing is recorded yet."""
        last = len(self._trace) - 1
        if position <= 0 or not self._starts:
            return 0 if position <= 0 else max(last, 0)
        if position >= 1:
            return last
        number = min(int(position * self.total) + 1, self.total)
        if number > len(self._starts):
            return last
        stretches = self.segments(number)
        along = (position * self.total - (number - 1)) * len(self.pattern(number))
        place = min(int(along), len(stretches) - 1)
        index = stretches[place].first + round((along - place) * (self._length(number, place) - 1))
        end = stretches[place].last
        return min(index, last if end is None else end)

    def nearest_start(self, position: float) -> int:
        """The moment at which the round nearest to `position` begins."""
        number = min(round(position * self.total), len(self._starts) - 1)
        return self._starts[max(number, 0)] if self._starts else 0
