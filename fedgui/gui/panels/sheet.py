"""The two layers of the loss plot's drawing: the sheet with the curves, and the glass above it with the crosshair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from fedgui.gui.panels.curves import Curve, Frame, paint_curves, transparent
from fedgui.gui.theme import theme

Spots = Sequence[tuple[float, float]]
"""Places in the numbers of the axes."""

_BAND_WIDTH: Final = 8
_RING: Final = 18
_CROSS_RING: Final = 15


class Layer(QGraphicsItem):
    """Covers a view box, and paints in the box's pixels: where the box looks is told to it.

    Its picture is kept until something changes. So moving what lies above it paints nothing but that.
    """

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._box = box
        self._frame = Frame(QRectF(box.rect()))
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def frame(self) -> Frame:
        """Where numbers lie on it."""
        return self._frame

    def set_frame(self, frame: Frame) -> None:
        """Look somewhere else, or have another size."""
        if frame == self._frame:
            return
        if frame.box != self._frame.box:
            self.prepareGeometryChange()
        self._frame = frame
        self.update()

    def boundingRect(self) -> QRectF:
        return self._frame.box

    def _spots(self, spots: Spots) -> list[QPointF]:
        numbers = np.array(spots, np.float64).reshape(-1, 2)
        x, y = self._frame.x(numbers[:, 0]), self._frame.y(numbers[:, 1])
        return [QPointF(*place) for place in zip(x.tolist(), y.tolist(), strict=True)]

    def _upright(self, painter: QPainter, x: float, color: QColor, width: float) -> None:
        """A line from top to bottom."""
        at = self._frame.x(x)
        painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLine(QLineF(at, self._frame.box.top(), at, self._frame.box.bottom()))

    def _rings(self, painter: QPainter, spots: Spots, color: QColor, width: float, size: float) -> None:
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for place in self._spots(spots):
            painter.drawEllipse(place, size / 2, size / 2)


class Sheet(Layer):
    """The band of the present moment, the curves, and the rings around the last losses that were numbers."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._curves: list[Curve] = []
        self.band = 0.0
        self.ringed: Spots = ()

    def add(self, curve: Curve) -> None:
        """Paint a curve above those that are there."""
        self._curves.append(curve)
        self.update()

    def remove(self, curve: Curve) -> None:
        """Paint a curve no longer."""
        self._curves.remove(curve)
        self.update()

    def set_band(self, x: float) -> None:
        """Mark the place of the present moment; 0 for none."""
        if x != self.band:
            self.band = x
            self.update()

    def set_rings(self, spots: Spots) -> None:
        """Ring these places in the colour of what went wrong."""
        if spots != self.ringed:
            self.ringed = spots
            self.update()

    def restyle(self) -> None:
        """Take the colours from the theme."""
        for curve in self._curves:
            curve.restyle()
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        colors = theme()
        if self.band > 0:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            self._upright(painter, self.band, transparent(colors.color("now"), 0.55), _BAND_WIDTH)
        paint_curves(painter, self._frame, self._curves)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._rings(painter, self.ringed, colors.color("bad"), 2.5, _RING)


class Glass(Layer):
    """The crosshair: a thin line, and a ring around each loss under it."""

    def __init__(self, box: pg.ViewBox) -> None:
        super().__init__(box)
        self._x = 0.0
        self._heights: Sequence[float] = ()
        self.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        self.setVisible(False)

    def show_at(self, x: float, heights: Sequence[float]) -> None:
        """Stand at `x`, with a ring at each of `heights`."""
        self._x, self._heights = x, heights
        self.setVisible(True)
        self.update()

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        colors = theme()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        self._upright(painter, self._x, colors.color("ink2"), 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._rings(painter, [(self._x, height) for height in self._heights], colors.color("ink"), 2, _CROSS_RING)
