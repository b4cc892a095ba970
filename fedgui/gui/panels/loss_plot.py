"""The loss plot: one curve a worker, drawn up to the present moment, beside runs to compare with."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Final

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.axes import loss_range, right_edge
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.curves import CENTRALIZED, LegendEntry, Stroke
from fedgui.gui.panels.plot_area import PlotArea
from fedgui.gui.panels.plot_head import PlotHead
from fedgui.gui.panels.plot_runs import Drawn, PlotRuns, nearest_moment, nearest_x, readings_at
from fedgui.gui.panels.plot_spoken import PlotSpoken
from fedgui.gui.panels.plot_table import Part, PlotTable
from fedgui.gui.panels.series import Losses, XAxis
from fedgui.gui.theme import theme
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, LossPoint, Trace

_LEGEND_WORKERS: Final = 3
_MOST_PIECES: Final = 400
"""Pieces of all curves together: what a small computer paints within a frame, however restless they are."""
_LEAST_PIECES: Final = 8
_MOST_SYMBOLS: Final = 800
"""Where all curves together have more points, none is marked: the marks of a dozen workers would hide the lines."""
_REDUCED_LOSS: Final = re.compile(r"^\w*loss\w*\s*=.*\.(sum|mean)\(")


class LossPlot(Surface):
    """Losses over gradient steps, rounds or bytes, with a yellow band at the place of the present moment.

    It keeps nothing between two windows: whoever owns it sets its axes, and hears when the user wants others.
    """

    moment_requested = Signal(int)
    """The user clicked on the plot, or pressed Enter at the crosshair: the moment of the loss nearest to it."""
    x_axis_changed = Signal(str)
    """The user chose another x axis: one of XAxis."""
    log_changed = Signal(bool)
    """The user chose a logarithmic or linear y axis."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._trace = Trace()
        self._index = -1
        self._x_axis = XAxis.STEP
        self._is_log = False
        self._stays_linear = False
        self._reduction = ""
        self._reference_points: Sequence[LossPoint] = ()
        self._global_points: Sequence[tuple[float, float]] = ()
        self.head = PlotHead(self)
        self.plot = PlotArea(self)
        self.table = PlotTable(self)
        self.runs = PlotRuns(self.plot, self.head)
        self._spoken = PlotSpoken(self.runs, self.plot)
        self._more = LegendEntry(Stroke("panel"), self.head)
        self._legend: tuple[list[LegendEntry], list[LegendEntry]] = ([], [])
        """Its entries on show, and all of them."""
        self._y_name = Text("tick", "ink2", self)
        self._x_name = Text("tick", "ink2", self)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._lay_out()
        self._connect()
        self._restyle()
        self.retranslate()
        self._refresh()

    # building

    def _lay_out(self) -> None:
        feet = QHBoxLayout()
        feet.setContentsMargins(44, 0, 16, 8)
        for name in (self._y_name, self._x_name):
            policy = name.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            name.setSizePolicy(policy)
        feet.addWidget(self._y_name)
        feet.addStretch()
        feet.addWidget(self._x_name)
        self._stack = QStackedLayout()
        for page in (self._empty, self.plot, self.table):
            page.setMinimumHeight(1)  # it gives way to the legend
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 6, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.head)
        layout.addLayout(self._stack, 1)
        layout.addLayout(feet)

    def _connect(self) -> None:
        self.head.axis_chosen.connect(self._choose_axis)
        self.head.scale_chosen.connect(self._choose_scale)
        self.head.table_toggled.connect(self.show_table)
        # Not within the resizing itself: a refresh may change the layout that is just being made.
        self.plot.resized.connect(self._refresh, Qt.ConnectionType.QueuedConnection)
        self.plot.place_pointed.connect(self._point)
        self.plot.place_chosen.connect(self._choose_place)
        self.plot.stepped.connect(self._step_crosshair)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)

    # what the window sets

    def set_script(self, script: Script) -> None:
        """Name the y axis after the way in which this script's loss line sums up its rows."""
        found = (_REDUCED_LOSS.search(row.text.strip()) for row in script.rows if row.kind == "code")
        self._reduction = next((match[1] for match in found if match), "")
        self._name_axes()

    def set_reference(self, points: Sequence[LossPoint]) -> None:
        """Show the losses of a finished centralised run as a dotted curve of their own; () takes them away."""
        if points is self._reference_points:
            return
        self._reference_points = points
        self.runs.fill(self.runs.reference, Losses(points), {SERVER: CENTRALIZED})
        self._refresh()

    def keep_run(self, name: str, points: Sequence[LossPoint], sent: Sequence[float] = ()) -> None:
        """Keep a finished run as pale curves, under a name for the eye; the oldest of more than three goes.

        Args:
            name: of the run; a run of the same name is replaced.
            points: its losses.
            sent: payload bytes that had crossed when each was printed; without them it is missing on the byte axis.
        """
        self.runs.keep(name, Losses(points, sent))
        self.runs.rename()
        self._refresh()

    def drop_run(self, name: str) -> None:
        """Take a run that was kept away, if there is one of this name."""
        self.runs.drop(name)
        self._refresh()

    def set_global_loss(self, points: Sequence[tuple[float, float]]) -> None:
        """Show the loss over the rows of all workers together, which no one in the run itself can compute.

        Args:
            points: (gradient step, loss), steps rising; drawn up to the present step. A list that grew at its end
                may be given again. () takes the curve away.
        """
        if self._take_global_loss(points):
            self._refresh()

    def _take_global_loss(self, points: Sequence[tuple[float, float]]) -> bool:
        """Whether there is anything new among them."""
        is_other = points is not self._global_points
        if is_other:
            self._global_points = points
            self.runs.fill(self.runs.everybody, Losses(), {})
        return is_other or len(points) != self.runs.everybody.losses.whole.count

    def set_x_axis(self, axis: str) -> None:
        """Draw over "round", "step" or "bytes", without a signal.

        Raises:
            ValueError: if it is none of them.
        """
        self._x_axis = XAxis(axis)
        self.plot.hide_crosshair()
        self._name_axes()
        self._refresh()

    def set_log(self, is_log: bool) -> None:
        """Draw on a logarithmic or linear y axis, without a signal. A run that diverges turns it logarithmic itself."""
        self._is_log = is_log
        self._stays_linear = not is_log
        self.plot.hide_crosshair()
        self._refresh()

    @Slot(bool)
    def show_table(self, is_shown: bool) -> None:
        """Show the losses as a table instead of the plot, or the plot again."""
        self.head.set_table(is_shown)
        self._stack.setCurrentWidget(self.table if is_shown else self.plot)
        self._refresh()
        if is_shown:
            self.table.setFocus()

    def take_in(self, trace: Trace) -> None:
        """Read the losses that the record gained since `show_moment`, which has the less to do then."""
        if trace is self._trace:
            self.runs.consume()

    def show_moment(self, trace: Trace, index: int, everybody: Sequence[tuple[float, float]] | None = None) -> None:
        """Draw the losses that had been printed at moment `index` (-1: before the first) of `trace`.

        Costs no more than what changed since the last call; nothing is redrawn where nothing changed.

        Args:
            everybody: the loss over all rows (see `set_global_loss`); None leaves that as it is.
        """
        is_other = trace is not self._trace
        if is_other:
            self._trace = trace
            self.runs.begin(trace)
            self._stays_linear = False
            self.plot.hide_crosshair()
        has_more = everybody is not None and self._take_global_loss(everybody)
        if index == self._index and not (is_other or has_more):
            return
        self._index = index
        self.runs.consume()
        self._refresh()

    # drawing

    def _has_diverged(self) -> bool:
        found = self._trace.divergence
        return found is not None and found.loss.moment <= self._index

    @property
    def _draws_log(self) -> bool:
        return self._is_log or (self._has_diverged() and not self._stays_linear)

    def _drawn(self) -> list[Drawn]:
        return self.runs.drawn(self._index, self._x_axis)

    @Slot()
    def _refresh(self) -> None:
        self.runs.consume_everybody(self._global_points)
        diverged, is_log = self._has_diverged(), self._draws_log
        # Whoever wanted a linear axis before the run diverged has not seen what it would show.
        self._stays_linear = self._stays_linear and diverged
        drawn = self._drawn()
        seen = [one for one in drawn if one.count]
        most = max(_MOST_PIECES // max(len(seen), 1), _LEAST_PIECES)
        has_symbols = sum(one.count for one in seen) <= _MOST_SYMBOLS
        changed = [
            one.curve.show_first(one.count, self._x_axis, most, is_log=is_log, has_symbols=has_symbols) for one in drawn
        ]
        if any(changed):
            self.plot.sheet.update()
        self._ring_last_finite(is_log=is_log)
        self.head.set_warning(self.tr("diverged") if diverged else "")
        self.head.set_choices(self._x_axis, is_log=is_log)
        self._show_legend()
        self._set_ranges(seen, is_log=is_log)
        self._spoken.update()
        self._show_page(is_empty=not seen)

    def _show_page(self, *, is_empty: bool) -> None:
        is_table = self._stack.currentWidget() is self.table
        if is_table:
            run, everybody = self.runs.run, self.runs.everybody.losses
            parts = [
                Part(self.tr("this run"), run, run.whole.count_until(self._index)),
                Part(self.tr("All rows"), everybody, everybody.whole.count_until(self._index)),
            ]
            parts += [Part(name, kept.losses, kept.losses.whole.count) for name, kept in self.runs.beside()]
            self.table.show_parts(parts)
        else:
            self._stack.setCurrentWidget(self._empty if is_empty else self.plot)
        for name in (self._y_name, self._x_name):
            name.setVisible(not is_table and not is_empty)

    def _ring_last_finite(self, *, is_log: bool) -> None:
        """Ring the last loss of each worker that still was a number; the word beside the title says what it means."""
        spots: list[tuple[float, float]] = []
        for curve in self.runs.curves.values():
            bad = curve.series.first_bad
            if bad and bad < curve.shown:
                x, value = float(curve.series.x(self._x_axis)[bad - 1]), float(curve.series.values[bad - 1])
                if not is_log:
                    spots.append((x, value))
                elif value > 0:
                    spots.append((x, math.log10(value)))
        self.plot.sheet.set_rings(spots)

    def _set_ranges(self, drawn: Sequence[Drawn], *, is_log: bool) -> None:
        last, band = self._place_under_way()
        ends = [one.curve.last for one in drawn]
        right = right_edge(self.runs.expected(self._index, self._x_axis), max(last, band, 5, *ends))
        losses = np.array([loss for one in drawn for loss in one.curve.seen])
        low, high, step = loss_range(losses, self.plot.getViewBox().height(), is_log=is_log)
        self.plot.set_band(band)
        self.plot.set_ranges(right, low, high, step, is_log=is_log)

    def _place_under_way(self) -> tuple[float, float]:
        """Where the last loss stands on the x axis, and where the present moment does; 0 for none."""
        whole, index, rounds = self.runs.run.whole, self._index, self._trace.rounds
        count = whole.count_until(index)
        x = whole.x(self._x_axis)
        last = float(x[count - 1]) if count else 0.0
        if index < 0 or not (count or (rounds and rounds[0] <= index)):
            return last, 0.0
        if self._x_axis is XAxis.BYTES:
            return last, float(self._trace.bytes_until(index))
        if count < whole.count and not (count and whole.moments[count - 1] == index):
            return last, float(x[count])
        return last, last

    # reading and choosing

    @Slot(float)
    def _point(self, x: float) -> None:
        self._show_crosshair(nearest_x(self._drawn(), self._x_axis, x))

    @Slot(int)
    def _step_crosshair(self, by: int) -> None:
        at = self.plot.crosshair.x
        if at is None:
            self._show_crosshair(nearest_x(self._drawn(), self._x_axis, self.plot.sheet.band))
        else:
            following = nearest_x(self._drawn(), self._x_axis, at, by)
            self._show_crosshair(at if following is None else following)

    def _show_crosshair(self, x: float | None) -> None:
        if x is None:
            self.plot.hide_crosshair()
            return
        names = {
            XAxis.ROUND: self.tr("round {number}"),
            XAxis.STEP: self.tr("step {number}"),
            XAxis.BYTES: self.tr("{number} bytes"),
        }
        place = names[self._x_axis].format(number=language().integer(round(x)))
        self.plot.show_crosshair(x, place, readings_at(self._drawn(), self._x_axis, x))

    @Slot(float, float)
    def _choose_place(self, x: float, y: float) -> None:
        moment = nearest_moment(self.runs.run, self._x_axis, x, y, is_log=self._draws_log)
        if moment is not None:
            self.moment_requested.emit(moment)

    @Slot(object)
    def _choose_axis(self, axis: XAxis) -> None:
        self.set_x_axis(axis)
        self.x_axis_changed.emit(axis.value)

    @Slot(bool)
    def _choose_scale(self, is_log: bool) -> None:
        self.set_log(is_log)
        self.log_changed.emit(is_log)

    # texts and looks

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self._empty.setText(self.tr("Every loss that the script prints becomes a point here."))
        self.plot.setAccessibleName(self.tr("Plot of the loss"))
        self.runs.rename()
        self._name_axes()
        self._spoken.retranslate()
        self.plot.hide_crosshair()
        self.plot.rewrite()
        self._refresh()
        self.head.arrange()

    def _name_axes(self) -> None:
        losses = {"sum": self.tr("↑ loss (sum)"), "mean": self.tr("↑ loss (mean)")}
        self._y_name.setText(losses.get(self._reduction, self.tr("↑ loss")))
        names = {
            XAxis.ROUND: self.tr("round →"),
            XAxis.STEP: self.tr("gradient step →"),
            XAxis.BYTES: self.tr("bytes sent →"),
        }
        self._x_name.setText(names[self._x_axis])
        self.plot.set_first_tick(0 if self._x_axis is XAxis.BYTES else 1)

    def _show_legend(self) -> None:
        runs = self.runs
        present = [worker for worker, curve in runs.curves.items() if curve.shown]
        shown = [runs.entries[worker] for worker in present[:_LEGEND_WORKERS]]
        rest = present[_LEGEND_WORKERS:]
        if rest:
            self._more.set_text(f"+{len(rest)}", ", ".join(map(worker_name, rest)))
            shown.append(self._more)
        others = (runs.reference, runs.everybody, *runs.kept.values())
        shown += [beside.entry for beside in others if any(curve.shown for curve in beside.curves.values())]
        entries = [self._more, *runs.all_entries()]
        if (shown, entries) != self._legend:
            self._legend = shown, entries
            for entry in entries:
                entry.setVisible(entry in shown)
            self.head.set_entries(shown)

    @Slot()
    def _restyle(self) -> None:
        self.plot.restyle()
        for entry in (self._more, *self.runs.all_entries()):
            entry.restyle()
        self.head.arrange()
