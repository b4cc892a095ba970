"""What the loss plot says to those who can't see it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.plot_area import PlotArea
from fedgui.gui.panels.plot_runs import PlotRuns
from fedgui.gui.panels.series import XAxis

_MANY: Final = 12
"""More curves than these are not read anew for each moment of a run that goes on."""
_PAUSE_MS: Final = 400


class PlotSpoken(QObject):
    """Keeps the plot's accessible description: the newest loss of every curve.

    Args:
        runs: the curves.
        plot: what is described; it becomes the parent.
    """

    def __init__(self, runs: PlotRuns, plot: PlotArea) -> None:
        super().__init__(plot)
        self._runs = runs
        self._plot = plot
        self._said: list[tuple[str, float, int]] = []
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(_PAUSE_MS)
        self._later.timeout.connect(self._describe)

    def update(self) -> None:
        """Say what is drawn now; of many curves a moment later, for a hundred sentences take a third of a frame."""
        if len(self._runs.curves) <= _MANY:
            self._describe()
        elif not self._later.isActive():
            self._later.start()

    def retranslate(self) -> None:
        """Say everything again, at the next update, in the language on screen."""
        self._said = []

    @Slot()
    def _describe(self) -> None:
        last = [
            (worker, float(curve.series.values[curve.shown - 1]), int(curve.series.x(XAxis.STEP)[curve.shown - 1]))
            for worker, curve in self._runs.curves.items()
            if curve.shown
        ]
        if last == self._said and last:
            return
        self._said = last
        text = translate("LossPlot", "{name}: {value} at step {step}")
        said = (
            text.format(name=worker_name(worker), value=language().number(value), step=language().integer(step))
            for worker, value, step in last
        )
        self._plot.setAccessibleDescription("; ".join(said))
