"""The loss plot: one curve a worker, drawn up to the present moment."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from itertools import takewhile
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedLayout, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.curves import Curve, LegendEntry, LossAxis, Series, StepAxis, loss_range, transparent
from fedgui.gui.panels.identity import identity
from fedgui.gui.theme import font, pixmap, theme
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, LossPoint, Trace

_LEGEND_WORKERS: Final = 3
_BAND_WIDTH: Final = 8
_SHORT_RUN: Final = 200
"""Runs expected to take no more steps than this have the whole of their x axis from the start."""
_REDUCED_LOSS: Final = re.compile(r"^\w*loss\w*\s*=.*\.(sum|mean)\(")


class LossPlot(Surface):
    """Losses over gradient steps, with a yellow band at the step that the present moment belongs to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._trace = Trace()
        self._index = -1
        self._consumed = 0
        self._reduction = ""
        self._curves: dict[str, Curve] = {}
        self._entries: dict[str, LegendEntry] = {}
        self._title = Text("strong", parent=self)
        self._warning_icon = QLabel(self)
        self._warning = Text("legend", "bad", self)
        self._more = Text("legend", "ink2", self)
        self._y_name = Text("tick", "ink2", self)
        self._x_name = Text("tick", "ink2", self)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._make_plot()
        self._lay_out()
        self.plot.getViewBox().sigResized.connect(self._fit)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self._refresh()

    # building

    def _make_plot(self) -> None:
        self._x_axis, self._y_axis = StepAxis(), LossAxis()
        self.plot = pg.PlotWidget(self, axisItems={"bottom": self._x_axis, "left": self._y_axis})
        self.plot.setMouseEnabled(x=False, y=False)
        self.plot.setMenuEnabled(False)
        self.plot.hideButtons()
        self.plot.disableAutoRange()
        self.plot.getPlotItem().setContentsMargins(0, 8, 16, 0)
        self._x_axis.setStyle(hideOverlappingLabels=False)
        self.plot.setFrameShape(self.plot.Shape.NoFrame)
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._band = pg.InfiniteLine(angle=90)
        self._band.setZValue(-10)
        self._ring = pg.ScatterPlotItem(symbol="o", size=18, brush=None)
        self._reference_points: Sequence[LossPoint] = ()
        self._reference = Curve(self.plot.plot([], []), identity(SERVER), is_dotted=True)
        for item in (self._band, self._ring):
            self.plot.addItem(item)

    def _lay_out(self) -> None:
        self._legend = QHBoxLayout()
        self._legend.setSpacing(16)
        head = QHBoxLayout()
        head.setContentsMargins(16, 0, 16, 0)
        head.setSpacing(6)
        head.addWidget(self._title)
        head.addSpacing(6)
        head.addWidget(self._warning_icon)
        head.addWidget(self._warning)
        head.addStretch()
        head.addLayout(self._legend)
        head.addWidget(self._more)
        feet = QHBoxLayout()
        feet.setContentsMargins(44, 0, 16, 8)
        feet.addWidget(self._y_name)
        feet.addStretch()
        feet.addWidget(self._x_name)
        self._stack = QStackedLayout()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self.plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 12, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addLayout(self._stack, 1)
        layout.addLayout(feet)
        self._reference_entry = LegendEntry(identity(SERVER), is_dotted=True, parent=self)
        self._legend.addWidget(self._reference_entry)

    # what the window sets

    def set_script(self, script: Script) -> None:
        """Name the y axis after the way in which this script's loss line sums up its rows."""
        found = (_REDUCED_LOSS.search(row.text.strip()) for row in script.rows if row.kind == "code")
        self._reduction = next((match[1] for match in found if match), "")
        self.retranslate()

    def set_reference(self, points: Sequence[LossPoint]) -> None:
        """Show the losses of a finished centralised run as a dotted curve of their own; () takes them away."""
        if points is self._reference_points:
            return
        self._reference_points = points
        self._reference.series = Series()
        self._reference.series.append(points)
        self._refresh()

    def show_moment(self, trace: Trace, index: int) -> None:
        """Draw the losses that had been printed at moment `index` (-1: before the first) of `trace`.

        Costs no more than what changed since the last call; nothing is redrawn where nothing changed.
        """
        if trace is not self._trace:
            self._begin(trace)
        elif index == self._index:
            return
        self._index = index
        self._consume()
        self._refresh()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self._title.setText(self.tr("Loss"))
        self._empty.setText(self.tr("Every loss that the script prints becomes a point here."))
        self._warning.setText(self.tr("diverged"))
        names = {"sum": self.tr("↑ loss (sum)"), "mean": self.tr("↑ loss (mean)")}
        self._y_name.setText(names.get(self._reduction, self.tr("↑ loss")))
        self._x_name.setText(self.tr("gradient step →"))
        self.plot.setAccessibleName(self.tr("Plot of the loss"))
        for worker in self._curves:
            self._name_entry(worker)
        self._reference_entry.set_text(
            self.tr("Centralized"), self.tr("The centralized run: its loss is over the rows of all workers.")
        )
        self._show_legend()
        self._describe()
        for axis in (self._x_axis, self._y_axis):
            axis.picture = None
            axis.update()

    # drawing

    def _begin(self, trace: Trace) -> None:
        for curve in self._curves.values():
            self.plot.removeItem(curve.item)
        for entry in self._entries.values():
            self._legend.removeWidget(entry)
            entry.hide()
            entry.deleteLater()
        self._curves, self._entries = {}, {}
        self._trace = trace
        self._consumed = 0

    def _consume(self) -> None:
        """Take the points that the record gained, past the present moment too: they tell which step is under way."""
        points = self._trace.losses_until(len(self._trace) - 1)
        for point in points[self._consumed :]:
            if point.worker not in self._curves:
                self._add_worker(point.worker)
            self._curves[point.worker].series.append((point,))
        self._consumed = len(points)

    def _add_worker(self, worker: str) -> None:
        place = len(self._curves)
        looks = identity(worker, place)
        is_dotted = worker == SERVER
        self._curves[worker] = Curve(self.plot.plot([], []), looks, is_dotted=is_dotted)
        self._entries[worker] = LegendEntry(looks, is_dotted=is_dotted, parent=self)
        self._legend.insertWidget(place, self._entries[worker])
        self._name_entry(worker)

    def _refresh(self) -> None:
        counts = {worker: curve.series.count_until(self._index) for worker, curve in self._curves.items()}
        seen = {worker: curve.series.first(counts[worker])[1] for worker, curve in self._curves.items()}
        diverged = [worker for worker, values in seen.items() if not np.isfinite(values).all()]
        self._y_axis.is_log = bool(diverged)
        for worker, curve in self._curves.items():
            curve.show_first(counts[worker], is_log=bool(diverged))
        self._reference.show_first(self._reference.series.count, is_log=bool(diverged))
        self._ring_last_finite(diverged)
        self._show_legend()
        self._set_ranges()
        self._describe()
        is_empty = not any(counts.values()) and not self._reference.shown
        self._stack.setCurrentWidget(self._empty if is_empty else self.plot)
        self._y_name.setVisible(not is_empty)
        self._x_name.setVisible(not is_empty)

    def _ring_last_finite(self, diverged: list[str]) -> None:
        """Ring the last point that still was a number, and say the word: colour alone says nothing."""
        spots: list[tuple[float, float]] = []
        for worker in diverged:
            steps, values = self._curves[worker].series.first(self._curves[worker].shown)
            places = np.flatnonzero(np.isfinite(values) & (values > 0))
            if len(places):
                spots.append((steps[places[-1]], math.log10(values[places[-1]])))
        self._ring.setData([x for x, _y in spots], [y for _x, y in spots])
        self._warning.setVisible(bool(diverged))
        self._warning_icon.setVisible(bool(diverged))

    @Slot(object)
    def _fit(self, _box: object) -> None:
        self._set_ranges()

    def _set_ranges(self) -> None:
        last_step, step = self._step_under_way()
        right = max(self._expected_steps(), last_step, step, self._reference.series.count, 5)
        self._band.setValue(step)
        self._band.setVisible(step > 0)
        self.plot.setXRange(0, right * 1.02, padding=0)
        values = [curve.values for curve in (*self._curves.values(), self._reference)]
        height = self.plot.getViewBox().height()
        low, high, self._y_axis.step = loss_range(np.concatenate(values), height, is_log=self._y_axis.is_log)
        self.plot.setYRange(low, high, padding=0)

    def _step_under_way(self) -> tuple[int, int]:
        """The last step with a point, and the step that the present moment belongs to; 0 for none."""
        last = self._trace.losses_until(self._index)
        last_step = last[-1].step if last else 0
        if self._index < 0 or not (last or self._trace.round_starts()[:1] <= [self._index]):
            return last_step, 0
        if last and last[-1].moment == self._index:
            return last_step, last_step
        following = self._trace.losses_until(len(self._trace) - 1)[len(last) :]
        return last_step, following[0].step if following else last_step

    def _expected_steps(self) -> int:
        """How many steps the run takes if every round is like the first; so the x axis stands still in short runs."""
        points = self._trace.losses_until(len(self._trace) - 1)
        total = self._trace.state_at(self._index).round.total if points and self._index >= 0 else None
        if total is None:
            return 0
        first_round = takewhile(lambda point: point.round == points[0].round, points)
        expected = max(point.step for point in first_round) * total
        return expected if expected <= _SHORT_RUN else 0

    def _show_legend(self) -> None:
        present = [worker for worker, curve in self._curves.items() if curve.shown]
        for worker, entry in self._entries.items():
            entry.setVisible(worker in present[:_LEGEND_WORKERS])
        rest = present[_LEGEND_WORKERS:]
        self._more.setText(f"+{len(rest)}")
        self._more.setToolTip(", ".join(map(worker_name, rest)))
        self._more.setVisible(bool(rest))
        self._reference_entry.setVisible(self._reference.shown > 0)

    def _name_entry(self, worker: str) -> None:
        data, _target = self._trace.state_at(len(self._trace) - 1).table(worker)
        count = data.value.shape[0] if data is not None and data.value.shape else 0
        if worker == SERVER:
            name, text = self.tr("Centralized"), self.tr("Loss over all the rows, on the server. Rows: {count}.")
        else:
            name, text = worker_name(worker), self.tr("Loss over the rows of {worker} alone. Rows: {count}.")
        known = text.format(worker=worker_name(worker), count=language().integer(count)) if count else ""
        self._entries[worker].set_text(name, known)

    def _describe(self) -> None:
        """The newest loss of every curve, for those who can't see it."""
        said = [
            self.tr("{name}: {value} at step {step}").format(
                name=worker_name(worker),
                value=language().number(float(curve.values[-1])),
                step=language().integer(int(curve.series.first(curve.shown)[0][-1])),
            )
            for worker, curve in self._curves.items()
            if curve.shown
        ]
        self.plot.setAccessibleDescription("; ".join(said))

    @Slot()
    def _restyle(self) -> None:
        colors = theme()
        self.plot.setBackground(colors.color("panel"))
        self._x_axis.setPen(colors.color("line2"))
        self._y_axis.setPen(transparent(colors.color("line2"), 0))
        self._y_axis.setTickPen(colors.color("line"))
        self._y_axis.setGrid(255)
        for axis in (self._x_axis, self._y_axis):
            axis.setTextPen(colors.color("ink2"))
            axis.setTickFont(font("tick"))
        self._x_axis.setHeight(round(24 * colors.scale))
        self._y_axis.setWidth(round(44 * colors.scale))
        band = pg.mkPen(transparent(colors.color("now"), 0.55), width=_BAND_WIDTH)
        self._band.setPen(band)
        self._ring.setPen(pg.mkPen(colors.color("bad"), width=2.5))
        ratio = self.devicePixelRatioF()
        self._warning_icon.setPixmap(pixmap("warn", "bad", round(16 * colors.scale), ratio))
        for curve in (*self._curves.values(), self._reference):
            curve.restyle()
        for entry in (*self._entries.values(), self._reference_entry):
            entry.restyle()
