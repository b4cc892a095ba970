"""The loss plot's place in the window. The plot itself is made behind the window's first picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface, Text

if TYPE_CHECKING:
    from fedgui.gui.panels.loss_plot import LossPlot
    from fedgui.scripts.source import Script
    from fedgui.scripts.trace import LossPoint, Trace


class PlotPanel(Surface):
    """Passes everything on to the plot, and keeps it until there is one: numpy and pyqtgraph take long to import.

    Attributes:
        moment_requested, x_axis_changed, log_changed: see LossPlot.
    """

    moment_requested = Signal(int)
    x_axis_changed = Signal(str)
    log_changed = Signal(bool)
    fold_requested = Signal()
    """The user wants the plot's room for something else."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._chart: LossPlot | None = None
        self._waiting: dict[str, Callable[[LossPlot], None]] = {}
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty)
        language().changed.connect(self.retranslate)
        self.retranslate()

    @property
    def chart(self) -> LossPlot:
        """The plot; made now, if that was not done yet."""
        if self._chart is None:
            from fedgui.gui.panels.loss_plot import LossPlot

            self._chart = chart = LossPlot(self)
            for wish in self._waiting.values():
                wish(chart)
            self._waiting.clear()
            chart.moment_requested.connect(self.moment_requested)
            chart.x_axis_changed.connect(self.x_axis_changed)
            chart.log_changed.connect(self.log_changed)
            chart.head.fold_requested.connect(self.fold_requested)
            layout = self.layout()
            assert layout is not None
            layout.replaceWidget(self._empty, chart)
            self._empty.hide()
            chart.show()
        return self._chart

    @property
    def is_made(self) -> bool:
        """Whether the plot itself is there."""
        return self._chart is not None

    @Slot()
    def make(self) -> None:
        """Make the plot, if that was not done yet."""
        _ = self.chart

    # what the window sets, see LossPlot

    def set_script(self, script: Script) -> None:
        """See LossPlot.set_script."""
        self._tell("script", lambda chart: chart.set_script(script))

    def set_reference(self, points: Sequence[LossPoint]) -> None:
        """See LossPlot.set_reference."""
        self._tell("reference", lambda chart: chart.set_reference(points))

    def keep_run(self, name: str, points: Sequence[LossPoint], sent: Sequence[float] = ()) -> None:
        """See LossPlot.keep_run."""
        self.chart.keep_run(name, points, sent)

    def drop_run(self, name: str) -> None:
        """See LossPlot.drop_run."""
        self.chart.drop_run(name)

    def set_x_axis(self, axis: str) -> None:
        """See LossPlot.set_x_axis."""
        self._tell("axis", lambda chart: chart.set_x_axis(axis))

    def set_log(self, is_log: bool) -> None:
        """See LossPlot.set_log."""
        self._tell("log", lambda chart: chart.set_log(is_log=is_log))

    def take_in(self, trace: Trace) -> None:
        """See LossPlot.take_in."""
        if self._chart is not None:
            self._chart.take_in(trace)

    def show_moment(self, trace: Trace, index: int, everybody: Sequence[tuple[float, float]] | None = None) -> None:
        """See LossPlot.show_moment."""
        if self._chart is not None:
            self._chart.show_moment(trace, index, everybody)
        else:
            # what came before it is not asked for again
            self._waiting.pop("moment", None)
            self._tell("moment", lambda chart: chart.show_moment(trace, index, everybody))

    def _tell(self, about: str, wish: Callable[[LossPlot], None]) -> None:
        if self._chart is None:
            self._waiting[about] = wish
        else:
            wish(self._chart)

    @Slot()
    def retranslate(self) -> None:
        """Write the text that stands here at first in the language on screen."""
        self._empty.setText(self.tr("Every loss that the script prints becomes a point here."))
