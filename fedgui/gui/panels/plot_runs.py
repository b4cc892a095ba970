"""The runs in the loss plot: the present one, worker by worker, and those beside it to compare with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from PySide6.QtWidgets import QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.axes import SHORT_RUN
from fedgui.gui.panels.curves import (
    ALL_ROWS,
    CENTRALIZED,
    MOST_RUNS_KEPT,
    Curve,
    LegendEntry,
    Stroke,
    kept_stroke,
    worker_stroke,
)
from fedgui.gui.panels.plot_area import PlotArea, Reading
from fedgui.gui.panels.series import Losses, Series, XAxis
from fedgui.scripts.trace import SERVER, LossPoint, Trace

EVERYBODY = ""
"""Stands for a worker where a loss is over the rows of all of them."""


@dataclass(slots=True)
class Drawn:
    """A curve as it is to be drawn.

    Attributes:
        count: how many of its losses.
        worker: whose losses they are; EVERYBODY where that goes without saying.
        run: the name of its run, or "" for the present one.
    """

    curve: Curve
    count: int
    worker: str
    run: str = ""

    @property
    def name(self) -> str:
        """Whose losses they are, in the language on screen."""
        if not self.run:
            return worker_name(self.worker)
        return f"{self.run} · {worker_name(self.worker)}" if self.worker else self.run


@dataclass(slots=True)
class Beside:
    """A run beside the present one: its losses, its curves, one entry in the legend, and the place of its dashes."""

    entry: LegendEntry
    losses: Losses = field(default_factory=Losses)
    curves: dict[str, Curve] = field(default_factory=dict)
    place: int = 0


class PlotRuns:
    """Takes in what a record gains, and owns the curves and the entries of the legend.

    Args:
        plot: where the curves are drawn.
        legend: the parent of the entries.
    """

    def __init__(self, plot: PlotArea, legend: QWidget) -> None:
        self._plot = plot
        self._legend = legend
        self._trace = Trace()
        self._looked = 0
        self.total: int | None = None
        self.run = Losses()
        self.curves: dict[str, Curve] = {}
        self.entries: dict[str, LegendEntry] = {}
        self.reference = Beside(LegendEntry(CENTRALIZED, legend))
        self.kept: dict[str, Beside] = {}
        self.everybody = Beside(LegendEntry(ALL_ROWS, legend))

    # taking in

    def begin(self, trace: Trace) -> None:
        """Turn to another record."""
        for curve in self.curves.values():
            self._plot.sheet.remove(curve)
        for entry in self.entries.values():
            _remove(entry)
        self.curves, self.entries = {}, {}
        self._trace, self.run = trace, Losses()
        self._looked, self.total = 0, None
        self.fill(self.everybody, Losses(), {})

    def consume(self) -> None:
        """Take the losses that the record gained, those to come too: they tell which step is under way."""
        trace, run = self._trace, self.run
        if self._looked == len(trace):
            return
        self._looked = len(trace)
        new = trace.losses_until(self._looked - 1)[run.whole.count :]
        run.extend(new, [trace.bytes_until(point.moment) for point in new])
        for worker in list(run.by_worker)[len(self.curves) :]:
            stroke = worker_stroke(worker, len(self.curves), has_workers=self._has_workers())
            self.curves[worker] = self._draw(stroke, run.by_worker[worker])
            self.entries[worker] = LegendEntry(stroke, self._legend)
            self._name_entry(worker)
        if self.total is None and trace.rounds:
            self.total = trace.state_at(trace.rounds[0]).round.total

    def consume_everybody(self, given: Sequence[tuple[float, float]]) -> None:
        """Place the losses over all rows, (step, loss), where the run's own losses of the same step are."""
        whole, beside = self.run.whole, self.everybody
        points: list[LossPoint] = []
        sent: list[float] = []
        for step, value in given[beside.losses.whole.count :]:
            place = int(np.searchsorted(whole.x(XAxis.STEP), step))
            if place == whole.count:
                break
            moment, number = int(whole.moments[place]), int(whole.x(XAxis.ROUND)[place])
            points.append(LossPoint(moment, int(step), number, EVERYBODY, value))
            sent.append(float(whole.x(XAxis.BYTES)[place]))
        beside.losses.extend(points, sent)
        if points and not beside.curves:
            beside.curves[EVERYBODY] = self._draw(ALL_ROWS, beside.losses.by_worker[EVERYBODY])

    def fill(self, beside: Beside, losses: Losses, strokes: dict[str, Stroke]) -> None:
        """Give a run beside the present one other losses, and each of its workers a look."""
        for curve in beside.curves.values():
            self._plot.sheet.remove(curve)
        beside.losses = losses
        beside.curves = {worker: self._draw(strokes[worker], series) for worker, series in losses.by_worker.items()}

    def _draw(self, stroke: Stroke, series: Series) -> Curve:
        """Another curve, above those that are there."""
        curve = Curve(stroke, series)
        self._plot.sheet.add(curve)
        return curve

    def keep(self, name: str, losses: Losses) -> None:
        """Keep a run under a name; the oldest goes where there are too many."""
        self.drop(name)
        if len(self.kept) == MOST_RUNS_KEPT:
            self.drop(next(iter(self.kept)))
        taken = {beside.place for beside in self.kept.values()}
        place = next(number for number in range(MOST_RUNS_KEPT) if number not in taken)
        beside = Beside(LegendEntry(kept_stroke(SERVER, 0, place), self._legend), place=place)
        self.fill(beside, losses, {who: kept_stroke(who, n, place) for n, who in enumerate(losses.by_worker)})
        self.kept[name] = beside

    def drop(self, name: str) -> None:
        """Take a run that was kept away, if there is one of this name."""
        beside = self.kept.pop(name, None)
        if beside is not None:
            self.fill(beside, Losses(), {})
            _remove(beside.entry)

    # giving out

    def beside(self) -> list[tuple[str, Beside]]:
        """The finished runs with their names."""
        return [(translate("LossPlot", "Centralized"), self.reference), *self.kept.items()]

    def drawn(self, index: int, axis: XAxis) -> list[Drawn]:
        """Every curve, with what is to be seen of it at moment `index`."""
        found = [Drawn(curve, curve.series.count_until(index), worker) for worker, curve in self.curves.items()]
        found += [
            Drawn(curve, curve.series.count_until(index), EVERYBODY, translate("LossPlot", "All rows"))
            for curve in self.everybody.curves.values()
        ]
        for name, beside in self.beside():
            for worker, curve in beside.curves.items():
                # What sent nothing, or was kept without its bytes, has no place on an axis of bytes.
                has_place = axis is not XAxis.BYTES or bool(curve.series.x(axis).any())
                whose = EVERYBODY if len(beside.curves) == 1 else worker
                found.append(Drawn(curve, curve.series.count if has_place else 0, whose, name))
        return found

    def expected(self, index: int, axis: XAxis) -> float:
        """Where the run ends if every round is like the first; so the x axis stands still in short runs."""
        whole, total = self.run.whole, self.total
        if total is None or not whole.count or index < 0:
            return 0.0
        rounds = whole.x(XAxis.ROUND)
        first = int(np.searchsorted(rounds, rounds[0], side="right")) - 1
        if whole.x(XAxis.STEP)[first] * total > SHORT_RUN:
            return 0.0
        if axis is XAxis.ROUND:
            return float(total)
        before = float(self._trace.bytes_until(self._trace.rounds[0])) if axis is XAxis.BYTES else 0.0
        return before + (float(whole.x(axis)[first]) - before) * total

    def all_entries(self) -> list[LegendEntry]:
        """Every entry of the legend, hidden ones too."""
        kept = [beside.entry for beside in self.kept.values()]
        return [*self.entries.values(), self.reference.entry, self.everybody.entry, *kept]

    def rename(self) -> None:
        """Write the names in the language on screen."""
        for worker in self.entries:
            self._name_entry(worker)
        self.reference.entry.set_text(
            translate("LossPlot", "Centralized"),
            translate("LossPlot", "The centralized run: its loss is over the rows of all workers."),
        )
        self.everybody.entry.set_text(
            translate("LossPlot", "All rows"),
            translate("LossPlot", "Loss over all rows; only this simulation can know."),
        )
        for name, beside in self.kept.items():
            known = translate("LossPlot", "A run that was kept, to compare with.")
            beside.entry.set_text(name, f"{name}. {known}")

    def _has_workers(self) -> bool:
        return bool(self._trace.state_at(len(self._trace) - 1).workers)

    def _name_entry(self, worker: str) -> None:
        data, _target = self._trace.state_at(len(self._trace) - 1).table(worker)
        count = data.value.shape[0] if data is not None and data.value.shape else 0
        name = worker_name(worker)
        if worker != SERVER:
            text = translate("LossPlot", "Loss over the rows of {worker} alone. Rows: {count}.")
        elif self._has_workers():
            text, count = translate("LossPlot", "What the script works out on the server and prints."), 1
        else:
            name = translate("LossPlot", "Centralized")
            text = translate("LossPlot", "Loss over all the rows, on the server. Rows: {count}.")
        known = text.format(worker=worker_name(worker), count=language().integer(count)) if count else ""
        self.entries[worker].set_text(name, known)


def _remove(entry: LegendEntry) -> None:
    entry.hide()
    entry.deleteLater()


def readings_at(drawn: Sequence[Drawn], axis: XAxis, x: float) -> list[Reading]:
    """What the curves say exactly at `x`; of several losses of a curve there, the last."""
    found: list[Reading] = []
    for one in drawn:
        places = one.curve.series.x(axis)[: one.count]
        place = int(np.searchsorted(places, x, side="right")) - 1
        if place >= 0 and places[place] == x:
            found.append(Reading(one.name, float(one.curve.series.values[place])))
    return found


def nearest_x(drawn: Sequence[Drawn], axis: XAxis, x: float, by: int = 0) -> float | None:
    """The place of the drawn loss nearest to `x`; with `by` 1 or -1, of the next one at its right or left."""
    found: list[float] = []
    for one in drawn:
        places = one.curve.series.x(axis)[: one.count]
        right = int(np.searchsorted(places, x, side="right" if by else "left"))
        left = int(np.searchsorted(places, x)) - 1
        if by >= 0 and right < one.count:
            found.append(float(places[right]))
        if by <= 0 and left >= 0:
            found.append(float(places[left]))
    return min(found, key=lambda place: abs(place - x), default=None)


def nearest_moment(losses: Losses, axis: XAxis, x: float, y: float, *, is_log: bool) -> int | None:
    """The moment of the loss nearest to `x`, and of several there, to the height `y`; None if there is no loss."""
    whole = losses.whole
    if not whole.count:
        return None
    places = whole.x(axis)
    right = min(int(np.searchsorted(places, x)), whole.count - 1)
    left = max(right - 1, 0)
    nearest = places[left] if x - places[left] <= places[right] - x else places[right]
    first = int(np.searchsorted(places, nearest))
    values = whole.finite[first : int(np.searchsorted(places, nearest, side="right"))]
    with np.errstate(divide="ignore", invalid="ignore"):
        gaps = np.abs((np.log10(values) if is_log else values) - y)
    best = int(np.nanargmin(gaps)) if np.isfinite(gaps).any() else len(values) - 1
    return int(whole.moments[first + best])
