"""The crosshair of the loss plot: a thin line, a ring around each loss under it, and their values in words."""

from __future__ import annotations

from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPoint, QPointF, Qt, Slot
from PySide6.QtWidgets import QWidget

from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.sheet import Glass
from fedgui.gui.theme import theme


class Crosshair:
    """Marks one place on the x axis of a plot.

    Args:
        plot: the plot that it lies on.
        parent: the widget that carries the words; they stay within it.
    """

    def __init__(self, plot: pg.PlotWidget, parent: QWidget) -> None:
        self._plot = plot
        self._parent = parent
        self.glass = Glass(plot.getViewBox())
        self.glass.setZValue(20)
        self._words = Text("hint", "panel", parent)
        self._words.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._words.setAutoFillBackground(True)
        self._words.setContentsMargins(8, 4, 8, 4)
        self.x: float | None = None
        theme().changed.connect(self._words.update)
        self.hide()

    @property
    def words(self) -> str:
        """What it says, or "" while it is hidden."""
        return self._words.text() if self.x is not None else ""

    def show(self, x: float, heights: Sequence[float], words: str) -> None:
        """Stand at `x`, with a ring at each of `heights` (in the numbers of the y axis), and say `words`."""
        self.x = x
        self.glass.show_at(x, heights)
        self._words.setText(words)
        self._words.adjustSize()
        self._words.show()
        self._place_words()

    def hide(self) -> None:
        """Disappear."""
        self.x = None
        self.glass.hide()
        self._words.hide()

    def _place_words(self) -> None:
        """Beside the line, at its right if there is room."""
        assert self.x is not None
        at = self._plot.mapFromScene(self.glass.mapToScene(QPointF(self.glass.frame.x(self.x), 0))).x()
        parent = self._parent
        left = self._plot.mapTo(parent, QPoint(0, 0)).x() + at
        top = self._plot.mapTo(parent, QPoint(0, 0)).y() + 4
        wide = self._words.width()
        place = left + 10 if left + 10 + wide <= parent.width() else left - 10 - wide
        self._words.move(max(0, min(place, parent.width() - wide)), top)
        self._words.raise_()

    @Slot()
    def restyle(self) -> None:
        """Take the colours from the theme."""
        colors = theme()
        self.glass.update()
        palette = self._words.palette()
        palette.setColor(self._words.backgroundRole(), colors.color("ink"))
        self._words.setPalette(palette)
