"""Where the moments of a record lie on a line: rounds of equal length, and who has the model in each."""

from __future__ import annotations

import sys
from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fedgui.gui.panels.absence import away, with_gaps
from fedgui.scripts.trace import SERVER, Trace

_MOST_WORKERS: Final = 2
"""A round of more workers than this is one stretch."""
_SERVERS_SHARE: Final = 0.18
"""Of a round in which workers train side by side: for the server, which makes one model of what came."""
_NEVER: Final = sys.maxsize
"""After all moments."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a round.

    Attributes:
        worker: who has the model in it; SERVER for a round without workers or with too many to tell apart.
        first: its first moment. last: its last one, or None while it is still being recorded.
        is_lane: whether others train at the same time: each has a copy of the model, and none waits for another.
        is_missed: whether the worker is offline, and would have been here otherwise. It has no moments: `last` is
            the one before `first`.
    """

    worker: str
    first: int
    last: int | None
    is_lane: bool = False
    is_missed: bool = False


class Rounds:
    """Where the moments of a record lie on a line from 0 to 1 on which all rounds are equally long.

    A round that is not recorded yet is taken to be like the last one that is. Moments before the first round lie
    at 0, moments after the last one at 1. A script that has ended without any round is one stretch of its own.
    """

    def __init__(self) -> None:
        self._trace = Trace()
        self._starts: Sequence[int] = ()
        self._complete: dict[int, tuple[Segment, ...]] = {}
        self._running: tuple[tuple[int, ...], tuple[Segment, ...]] = (), ()
        self._end: int | None = None
        self._seen = 0
        """How long the record was at the last look: what is asked between two looks has one answer."""
        self._announced = 0
        self.total = 0

    def update(self, trace: Trace) -> None:
        """Take in what the record gained."""
        is_other = trace is not self._trace
        if is_other:
            self._trace = trace
            self._complete = {}
            self._running = (), ()
        # The script may go on while this looks: an end that is read first can't belong to a round that is not known.
        self._end = len(trace) - 1 if trace.finished else None
        known, self._starts = len(self._starts), trace.round_starts()
        self._seen = len(trace)
        if is_other or not known or len(self._starts) != known:
            # a round says how many there will be when it begins
            self._announced = (trace.state_at(len(trace) - 1).round.total if len(trace) else None) or 0
        self.total = max(self._announced, len(self._starts))

    @property
    def is_without_rounds(self) -> bool:
        """Whether the script has ended without any round."""
        return self._end is not None and self._end >= 0 and not self._starts

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
        upto = self._seen - 1 if last is None else last
        recorded = bisect_right(self._trace.carrying, upto)
        forks = bisect_right(self._trace.forks, upto)
        if last is None and self._running[0] == (number, recorded, forks):
            # one painting asks several times for the round that runs
            return self._running[1]
        if last is None and number > 1 and [one.worker for one in self.segments(number - 1)] == [SERVER]:
            # the first workers of many are not all of them yet
            found: tuple[Segment, ...] = (Segment(SERVER, first, None),)
        else:
            gone = away(self._trace, first, upto) if forks else {}
            usual = self._usual(number, gone) if gone else ()
            found = self._find_segments(first, last, recorded, has_lanes=any(one.is_lane for one in usual))
            found = _with_missed(found, usual, gone) if gone else found
        if last is not None:
            self._complete[number] = found
        else:
            self._running = (number, recorded, forks), found
        return found

    def _usual(self, number: int, gone: Mapping[str, int]) -> tuple[Segment, ...]:
        """The stretches of a round before those workers had left; without such a round, workers as they were made."""
        left = bisect_right(self._starts, min(gone.values()))
        for before in (left - 1, left):
            if 0 < before < number:
                found = self.segments(before)
                if gone.keys() <= {one.worker for one in found}:
                    return found
        scene = self._trace.state_at(min(self._starts[number - 1], self._seen - 1))
        return tuple(Segment(worker.id, _NEVER, None) for worker in scene.workers)

    def _find_segments(self, first: int, last: int | None, recorded: int, *, has_lanes: bool) -> tuple[Segment, ...]:
        models: list[tuple[int, str, str]] = []
        replies: list[tuple[int, str]] = []
        sent_to: set[str] = set()
        carrying = self._trace.carrying
        for place in range(bisect_left(carrying, first), recorded):
            index = carrying[place]
            message = self._trace.message(index)
            if message.is_model:
                models.append((index, message.sender, message.receiver))
                if message.sender == SERVER:
                    sent_to.add(message.receiver)
                    if len(sent_to) > _MOST_WORKERS:
                        # whatever else there is: too many to tell apart, and a round may have hundreds of messages
                        return (Segment(SERVER, first, last),)
            if message.bytes and message.sender != SERVER:
                replies.append((index, message.sender))
        if _is_parallel(models) or (has_lanes and len(sent_to) == 1):
            return self._lanes(first, last, models, replies)
        visits = [(who, self._line_of(index, first)) for index, _sender, who in models if who != SERVER]
        if not 0 < len({worker for worker, _index in visits}) <= _MOST_WORKERS:
            return (Segment(SERVER, first, last),)
        edges = [first, *(index for _worker, index in visits[1:])]
        ends = [*(edge - 1 for edge in edges[1:]), last]
        return tuple(
            Segment(worker, edge, stop) for (worker, _index), edge, stop in zip(visits, edges, ends, strict=True)
        )

    def _line_of(self, index: int, first: int) -> int:
        """The moment at which the line that covers `index` began, but not before the round did."""
        line = self._trace.line_at(index)
        return index if line is None else max(line, first)

    def _lanes(
        self, first: int, last: int | None, models: list[tuple[int, str, str]], replies: list[tuple[int, str]]
    ) -> tuple[Segment, ...]:
        """A lane for each worker, and what the server does once the last of them has answered."""
        out = [(index, receiver) for index, sender, receiver in models if sender == SERVER]
        edges = [first, *(self._line_of(index, first) for index, _worker in out[1:])]
        workers = {worker for _index, worker in out}
        # while a round is recorded, nobody knows yet which answer is the last one
        answers = [] if last is None else [index for index, worker in replies if worker in workers]
        server = self._trace.line_after(answers[-1]) if answers and answers[-1] > edges[-1] else None
        rest: tuple[Segment, ...] = ()
        stop = last
        if last is not None and server is not None and server <= last:
            rest, stop = (Segment(SERVER, server, last),), server - 1
        ends = [*(edge - 1 for edge in edges[1:]), stop]
        lanes = zip(out, edges, ends, strict=True)
        return (*(Segment(worker, edge, end, is_lane=True) for (_index, worker), edge, end in lanes), *rest)

    def pattern(self, number: int) -> tuple[str, ...]:
        """Whose stretches round `number` has, in order: as recorded, else as in the longest recorded round."""
        return tuple(segment.worker for segment in self._longest(number)) or (SERVER,)

    def missed(self, number: int) -> frozenset[int]:
        """The places in `pattern` of workers that are offline in round `number`."""
        return frozenset(place for place, segment in enumerate(self._longest(number)) if segment.is_missed)

    def is_parallel(self, number: int) -> bool:
        """Whether the workers of round `number` train side by side, each with a copy of the model."""
        return any(segment.is_lane for segment in self._longest(number))

    def edges(self, number: int) -> tuple[float, ...]:
        """Where the stretches of `pattern` begin in round `number`, and where the last one ends, from 0 to 1."""
        pattern = self.pattern(number)
        if not (self.is_parallel(number) and pattern[-1] == SERVER):
            return tuple(place / len(pattern) for place in range(len(pattern) + 1))
        lanes = len(pattern) - 1
        return (*((1 - _SERVERS_SHARE) * place / lanes for place in range(lanes + 1)), 1.0)

    def done(self, number: int, place: int, index: int) -> float:
        """How much of a stretch has happened at moment `index`, from 0 to 1."""
        if number > len(self._starts) or place >= len(self.segments(number)):
            return 0.0
        first = self.segments(number)[place].first
        return 0.0 if index < first else min((index - first) / max(self._length(number, place) - 1, 1), 1.0)

    def _longest(self, number: int) -> tuple[Segment, ...]:
        if not self._starts:
            return ()
        own = self.segments(number) if number <= len(self._starts) else ()
        usual = self.segments(max(1, len(self._starts) - 1)) if len(self._starts) > 1 else self.segments(1)
        return own if len(own) >= len(usual) else usual

    def worker_at(self, index: int) -> str:
        """Who has the stretch that moment `index` lies in; "" before the first round."""
        number = bisect_right(self._starts, index)
        if number == 0:
            return ""
        return next(segment.worker for segment in reversed(self.segments(number)) if segment.first <= index)

    def position(self, index: int) -> float:
        """Where moment `index` lies, from 0 to 1."""
        number = bisect_right(self._starts, index)
        if self.is_without_rounds:
            return min(index / max(len(self._trace) - 1, 1), 1.0)
        if number == 0 or not self.total:
            return 0.0
        stretches = self.segments(number)
        place = next(place for place in range(len(stretches) - 1, -1, -1) if stretches[place].first <= index)
        edges = self.edges(number)
        within = edges[place] + self.done(number, place, index) * (edges[place + 1] - edges[place])
        return (number - 1 + within) / self.total

    def _length(self, number: int, place: int) -> int:
        """Moments in a stretch; for one that is still being recorded, at least as many as in the round before."""
        segment = self.segments(number)[place]
        if segment.last is not None:
            return segment.last - segment.first + 1
        recorded = self._seen - segment.first
        before = self.segments(number - 1) if number > 1 else ()
        if place < len(before):
            other = before[place]
            assert other.last is not None
            return max(recorded, other.last - other.first + 1)
        return recorded

    def index_at(self, position: float) -> int:
        """The moment nearest to `position`, from 0 to 1; the last recorded one where nothing is recorded yet."""
        last = len(self._trace) - 1
        if self.is_without_rounds:
            return round(min(max(position, 0.0), 1.0) * last)
        if position <= 0 or not self._starts:
            return 0 if position <= 0 else max(last, 0)
        if position >= 1:
            return last
        number = min(int(position * self.total) + 1, self.total)
        if number > len(self._starts):
            return last
        stretches = self.segments(number)
        along, edges = position * self.total - (number - 1), self.edges(number)
        place = min(bisect_right(edges, along) - 1, len(stretches) - 1)
        part = (along - edges[place]) / (edges[place + 1] - edges[place])
        index = stretches[place].first + round(part * (self._length(number, place) - 1))
        end = stretches[place].last
        if stretches[place].is_missed:  # it has no moment of its own: the nearer one of those around it
            return min(max(stretches[place].first - (part < 0.5), 0), last)
        return min(index, last if end is None else end)

    def nearest_start(self, position: float) -> int:
        """The moment at which the round nearest to `position` begins."""
        number = min(round(position * self.total), len(self._starts) - 1)
        return self._starts[max(number, 0)] if self._starts else 0


def _with_missed(found: tuple[Segment, ...], usual: Sequence[Segment], gone: Mapping[str, int]) -> tuple[Segment, ...]:
    """Those stretches, and between them the ones that workers have missed which were gone."""
    turns = with_gaps([one.worker for one in found], [one.worker for one in usual], gone)
    if turns is None or len({worker for worker, _place in turns} - {SERVER}) > _MOST_WORKERS:
        return found
    stretches: list[Segment] = []
    last = found[-1].last
    begin = _NEVER if last is None else last + 1
    for worker, place in reversed(turns):
        if place is None:
            stretches.append(Segment(worker, begin, begin - 1, found[0].is_lane, is_missed=True))
        else:
            stretches.append(found[place])
            begin = found[place].first
    return tuple(reversed(stretches))


def _is_parallel(models: list[tuple[int, str, str]]) -> bool:
    """Whether several workers got a copy of the model before one came back to the server.

    Args:
        models: of a round, each with its moment, its sender and its receiver.
    """
    out = [place for place, (_index, sender, _receiver) in enumerate(models) if sender == SERVER]
    workers = {models[place][2] for place in out}
    if not 1 < len(workers) == len(out) <= _MOST_WORKERS:
        return False
    return all(receiver != SERVER for _index, _sender, receiver in models[: out[-1]])
