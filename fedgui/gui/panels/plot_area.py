"""The drawing part of the loss plot: axes, band, rings and crosshair, with mouse and keyboard."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.axes import CountAxis, LossAxis
from fedgui.gui.panels.crosshair import Crosshair
from fedgui.gui.panels.curves import Frame, transparent
from fedgui.gui.panels.sheet import Sheet
from fedgui.gui.theme import font, theme


@dataclass(frozen=True, slots=True)
class Reading:
    """A loss under the crosshair, and whose it is."""

    name: str
    value: float


class PlotArea(pg.PlotWidget):
    """Axes and what lies on them. It draws what it is told to, and tells where the user points."""

    resized = Signal()
    place_pointed = Signal(float)
    """The mouse is over this x."""
    place_chosen = Signal(float, float)
    """The user clicked at this x and y, or pressed Enter at the crosshair."""
    stepped = Signal(int)
    """The user wants the crosshair at the next loss (1) or the one before (-1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._x_axis, self._y_axis = CountAxis(), LossAxis()
        super().__init__(parent, axisItems={"bottom": self._x_axis, "left": self._y_axis})
        self.setMouseEnabled(x=False, y=False)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.disableAutoRange()
        self.getPlotItem().setContentsMargins(0, 8, 16, 0)
        self._x_axis.setStyle(hideOverlappingLabels=False)
        for axis in (self._x_axis, self._y_axis):
            axis.enableAutoSIPrefix(False)
        self.setFrameShape(self.Shape.NoFrame)
        # the background covers it all: the window below needs no painting with each new loss
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        # A click moves the playhead; it must not take the arrow keys away from it.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._ranges: tuple[float, float, float] | None = None
        self.sheet = Sheet(self.getViewBox())
        self.crosshair = Crosshair(self, self)
        self.getViewBox().sigResized.connect(self._tell_resized)

    # what the panel sets

    def set_band(self, x: float) -> None:
        """Mark the place of the present moment; 0 for none."""
        self.sheet.set_band(x)

    def set_ranges(self, right: float, low: float, high: float, step: float, *, is_log: bool) -> None:
        """Let the axes run to `right`, and from `low` to `high` with a tick every `step`."""
        self._y_axis.is_log, self._y_axis.step = is_log, step
        if self._ranges is None or right != self._ranges[0]:
            self.setXRange(0, right, padding=0)
            _rewrite(self._x_axis)
        if self._ranges is None or (low, high) != self._ranges[1:]:
            self.setYRange(low, high, padding=0)
            _rewrite(self._y_axis)
        self._ranges = (right, low, high)
        self._fit()

    def _fit(self) -> None:
        """Lay sheet and glass over the view box as it is now."""
        if self._ranges is not None:
            right, low, high = self._ranges
            frame = Frame(QRectF(self.getViewBox().rect()), 0, right, low, high)
            self.sheet.set_frame(frame)
            self.crosshair.glass.set_frame(frame)

    def set_first_tick(self, first: int) -> None:
        """Count from 0 or from 1."""
        self._x_axis.first = first
        self.rewrite()

    def show_crosshair(self, x: float, place: str, readings: Sequence[Reading]) -> None:
        """Stand at `x` and read what is there."""
        heights = [self._height(reading.value) for reading in readings]
        said = [f"{reading.name} {language().number(reading.value)}" for reading in readings]
        self.crosshair.show(x, [height for height in heights if math.isfinite(height)], "\n".join([place, *said]))
        if self.hasFocus():
            self.setAccessibleDescription(", ".join([place, *said]))
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

    def _height(self, value: float) -> float:
        if not self._y_axis.is_log:
            return value
        return math.log10(value) if 0 < value < math.inf else math.nan

    def hide_crosshair(self) -> None:
        """Take the crosshair away."""
        if self.crosshair.x is not None:
            self.crosshair.hide()

    def rewrite(self) -> None:
        """Write the numbers at the axes anew."""
        for axis in (self._x_axis, self._y_axis):
            _rewrite(axis)

    def restyle(self) -> None:
        """Take colours and fonts from the theme."""
        colors = theme()
        self.setBackground(colors.color("panel"))
        self._x_axis.setPen(colors.color("line2"))
        self._y_axis.setPen(transparent(colors.color("line2"), 0))
        self._y_axis.setTickPen(colors.color("line"))
        self._y_axis.setGrid(255)
        for axis in (self._x_axis, self._y_axis):
            axis.setTextPen(colors.color("ink2"))
            axis.setTickFont(font("tick"))
        self._x_axis.setHeight(round(24 * colors.scale))
        self._y_axis.setWidth(round(44 * colors.scale))
        self.sheet.restyle()
        self.crosshair.restyle()

    # mouse and keyboard

    @Slot(object)
    def _tell_resized(self, _box: object) -> None:
        self._fit()
        self.resized.emit()

    def _place(self, event: QMouseEvent) -> QPointF:
        return self.getViewBox().mapSceneToView(self.mapToScene(event.position().toPoint()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self.place_pointed.emit(self._place(event).x())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            place = self._place(event)
            self.place_chosen.emit(place.x(), place.y())

    def leaveEvent(self, event: QEvent) -> None:
        self.hide_crosshair()
        super().leaveEvent(event)

    def wheelEvent(self, event: QEvent) -> None:
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move the crosshair, Enter goes to its moment, Escape hides it. Other keys are the window's."""
        key, at = event.key(), self.crosshair.x
        if key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self.stepped.emit(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and at is not None:
            self.place_chosen.emit(at, math.nan)
        elif key == Qt.Key.Key_Escape and at is not None:
            self.hide_crosshair()
        else:
            event.ignore()

    def focusOutEvent(self, event: QEvent) -> None:
        self.hide_crosshair()
        super().focusOutEvent(event)


def _rewrite(axis: pg.AxisItem) -> None:
    axis.picture = None
    axis.update()
