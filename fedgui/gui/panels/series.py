"""Losses in growing columns, and their outline in as many pieces as a screen has pixels."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from fedgui.scripts.trace import LossPoint

Floats = npt.NDArray[np.float64]

FIRST_BLOCK: Final = 16
"""Values in a block of the finest level of an outline; each further level has blocks twice as long."""


class XAxis(StrEnum):
    """What the losses are drawn over."""

    ROUND = "round"
    STEP = "step"
    BYTES = "bytes"


class Column:
    """A one-dimensional array that grows at its end; its room doubles when it is full."""

    def __init__(self, dtype: type[np.generic]) -> None:
        self.count = 0
        self._room: npt.NDArray[Any] = np.empty(64, dtype)

    def extend(self, values: Sequence[float] | npt.NDArray[Any]) -> None:
        """Append `values`."""
        end = self.count + len(values)
        if end > len(self._room):
            room = np.empty(max(end, 2 * len(self._room)), self._room.dtype)
            room[: self.count] = self._room[: self.count]
            self._room = room
        self._room[self.count : end] = values
        self.count = end

    @property
    def values(self) -> npt.NDArray[Any]:
        """What was appended so far. A view: not to be kept while the column grows."""
        return self._room[: self.count]


class Outline:
    """The smallest and the largest value of each block of a column, for blocks of 16, 32, 64... values.

    What is not a number is passed over; a block of nothing else has nan for both. Building it costs a constant time
    for each value; asking it costs a constant time for each block.
    """

    def __init__(self, source: Column) -> None:
        self._source = source
        self._levels: list[tuple[Column, Column]] = []

    def update(self) -> None:
        """Take in what the column gained."""
        lows = highs = self._source.values
        factor = FIRST_BLOCK
        level = 0
        while len(lows) >= factor:
            if level == len(self._levels):
                self._levels.append((Column(np.float64), Column(np.float64)))
            low, high = self._levels[level]
            done, full = low.count, len(lows) // factor
            if done == full:
                break  # nothing new here, nor on any level above
            low.extend(np.fmin.reduce(lows[done * factor : full * factor].reshape(-1, factor), axis=1))
            high.extend(np.fmax.reduce(highs[done * factor : full * factor].reshape(-1, factor), axis=1))
            lows, highs = low.values, high.values
            factor = 2
            level += 1

    def blocks(self, count: int, most: int) -> tuple[int, Floats, Floats]:
        """The first `count` values in at most `most` + 1 blocks.

        Returns:
            The values in a block (the last block may hold fewer), and the smallest and largest value of each.
        """
        size = 1
        lows = highs = self._source.values[:count]
        for level, (low, high) in enumerate(self._levels):
            if len(lows) <= most:
                break
            size = FIRST_BLOCK << level
            lows, highs = low.values[: count // size], high.values[: count // size]
        rest = self._source.values[len(lows) * size : count]
        if len(rest):
            lows, highs = _with(lows, np.fmin.reduce(rest)), _with(highs, np.fmax.reduce(rest))
        return size, lows, highs


def _with(values: Floats, last: float) -> Floats:
    """These values and one more; numpy's own `append` takes four times as long."""
    longer = np.empty(len(values) + 1)
    longer[:-1], longer[-1] = values, last
    return longer


def in_turn(firsts: Floats, seconds: Floats) -> Floats:
    """The first of one, the first of the other, the second of one, and so on; both are of the same length."""
    both = np.empty(2 * len(firsts))
    both[0::2], both[1::2] = firsts, seconds
    return both


class Columns:
    """Losses to be added, in columns.

    Args:
        points: the losses.
        sent: payload bytes that had crossed when each was printed; 0 for all of them if empty.
    """

    def __init__(self, points: Sequence[LossPoint], sent: Sequence[float] = ()) -> None:
        self.moments = np.array([point.moment for point in points], np.int64)
        self.x = {
            XAxis.ROUND: np.array([point.round for point in points], np.float64),
            XAxis.STEP: np.array([point.step for point in points], np.float64),
            XAxis.BYTES: np.array(sent or np.zeros(len(points)), np.float64),
        }
        self.values = np.array([point.value for point in points], np.float64)
        self.is_finite = np.isfinite(self.values)

    def of(self, places: Sequence[int]) -> Columns:
        """Some of them."""
        some, chosen = Columns.__new__(Columns), np.array(places)
        some.moments, some.values = self.moments[chosen], self.values[chosen]
        some.is_finite = self.is_finite[chosen]
        some.x = {axis: column[chosen] for axis, column in self.x.items()}
        return some


class Series:
    """Losses in the order of the record.

    Attributes:
        first_bad: place of the first loss that is infinite or not a number, or None.
    """

    def __init__(self) -> None:
        self.first_bad: int | None = None
        self._last = -1
        self._moments = Column(np.int64)
        # float64: with any other type, pyqtgraph's clipping converts every x again for each frame.
        self._x = {axis: Column(np.float64) for axis in XAxis}
        self._values = Column(np.float64)
        self._finite = Column(np.float64)
        self._outline = Outline(self._finite)

    @property
    def count(self) -> int:
        return self._values.count

    def extend(self, columns: Columns) -> None:
        """Add losses; their moments grow."""
        if not len(columns.values):
            return
        if self.first_bad is None and not columns.is_finite.all():
            self.first_bad = self.count + int(np.argmin(columns.is_finite))
        self._moments.extend(columns.moments)
        self._last = int(columns.moments[-1])
        for axis, column in self._x.items():
            column.extend(columns.x[axis])
        self._values.extend(columns.values)
        self._finite.extend(np.where(columns.is_finite, columns.values, np.nan))
        self._outline.update()

    def count_until(self, moment: int) -> int:
        """How many points lie at or before `moment`."""
        if self._last <= moment:
            return self._moments.count  # at the head of a run, where a hundred curves are asked ten times a second
        return int(np.searchsorted(self._moments.values, moment, side="right"))

    @property
    def moments(self) -> npt.NDArray[np.int64]:
        """The moments that printed the losses, rising."""
        return self._moments.values

    def x(self, axis: XAxis) -> Floats:
        """Where the losses stand on an axis; it never falls."""
        return self._x[axis].values

    @property
    def values(self) -> Floats:
        """The losses as they were printed."""
        return self._values.values

    @property
    def finite(self) -> Floats:
        """The losses, with nan for all that are not finite."""
        return self._finite.values

    def drawn(self, count: int, axis: XAxis, most: int) -> tuple[Floats, Floats]:
        """The line through the first `count` losses, as far as `most` pieces can tell it from the whole one.

        Few losses stand for themselves. Of many, each block gives its smallest and its largest one: the largest first
        where the block as a whole falls, so that a line that falls is not drawn as one that rises.

        Returns:
            x and y, float64 of equal length, at most 2 * `most` + 2 of each; y has no infinities.
        """
        x = self.x(axis)[:count]
        size, lows, highs = self._outline.blocks(count, most)
        if size == 1:
            return x, self.finite[:count]
        starts = np.arange(len(lows)) * size
        ends = np.minimum(starts + size, count) - 1
        finite = self.finite[:count]
        pairs = in_turn(lows, highs).reshape(-1, 2)
        falls = finite[starts] > finite[ends]
        pairs[falls] = pairs[falls, ::-1]
        return in_turn(x[starts], x[ends]), pairs.ravel()


class Losses:
    """All losses of one run: in the order of the record, and those of each worker.

    Attributes:
        whole: every loss.
        by_worker: the losses of each worker, in the order in which they first printed one.
    """

    def __init__(self, points: Sequence[LossPoint] = (), sent: Sequence[float] = ()) -> None:
        self.whole = Series()
        self.by_worker: dict[str, Series] = {}
        self._workers: list[str] = []
        self._place_of: dict[str, int] = {}
        self._worker_at = Column(np.int64)
        self.extend(points, sent)

    def extend(self, points: Sequence[LossPoint], sent: Sequence[float] = ()) -> None:
        """Add points; their moments grow.

        Args:
            points: the losses.
            sent: payload bytes that had crossed when each was printed; 0 for all of them if empty.
        """
        columns = Columns(points, sent)
        self.whole.extend(columns)
        shares: dict[str, list[int]] = {}
        for place, point in enumerate(points):
            shares.setdefault(point.worker, []).append(place)
        for worker, places in shares.items():
            if worker not in self.by_worker:
                self.by_worker[worker] = Series()
                self._place_of[worker] = len(self._workers)
                self._workers.append(worker)
            self.by_worker[worker].extend(columns if len(shares) == 1 else columns.of(places))
        self._worker_at.extend([self._place_of[point.worker] for point in points])

    def worker_at(self, place: int) -> str:
        """Who computed the loss at `place` of the whole."""
        return self._workers[int(self._worker_at.values[place])]
