"""The parts of a room that move by themselves: the arc in its pill, and the posts of its gate."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QEasingCurve, QLineF, QPropertyAnimation, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from fedgui.gui.stage.layout import Side
from fedgui.gui.theme import theme

GATE: Final = 60.0
POST: Final = 20.0
SPREAD: Final = 6.0
"""How far each post steps aside for a parcel."""
TURN_MS: Final = 900
"""One turn of the arc in the pill of a worker that trains."""


class Arc(QGraphicsObject):
    """The open circle that turns while a worker trains; drawn once and rotated by Qt alone."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._turning = QPropertyAnimation(self, b"rotation", self)
        self._turning.setStartValue(0.0)
        self._turning.setEndValue(360.0)
        self._turning.setDuration(TURN_MS)
        self._turning.setLoopCount(-1)

    def set_turning(self, is_turning: bool) -> None:
        """Turn, or stand still where it is."""
        if is_turning == (self._turning.state() == QPropertyAnimation.State.Running):
            return
        if is_turning:
            self._turning.start()
        else:
            self._turning.stop()

    def boundingRect(self) -> QRectF:
        return QRectF(-9, -9, 18, 18)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("nowink"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(-6, -6, 12, 12), 90 * 16, -285 * 16)


class Gate(QGraphicsObject):
    """The two posts of a room's gate. They part when a parcel passes."""

    def __init__(self, parent: QGraphicsItem, token: str) -> None:
        super().__init__(parent)
        self._token = token
        self._spread = 0.0
        self._is_level = False
        self._moving = QPropertyAnimation(self, b"spread", self)
        self._moving.setEasingCurve(QEasingCurve.Type.OutQuad)

    def part(self, duration_ms: int) -> None:
        """Make way for a parcel."""
        self._move_to(SPREAD, duration_ms)

    def close(self, duration_ms: int) -> None:
        """Stand as before."""
        self._move_to(0.0, duration_ms)

    def _move_to(self, spread: float, duration_ms: int) -> None:
        self._moving.stop()
        if duration_ms <= 0:
            self._set_spread(spread)
            return
        self._moving.setStartValue(self._spread)
        self._moving.setEndValue(spread)
        self._moving.setDuration(duration_ms)
        self._moving.start()

    def set_token(self, token: str) -> None:
        """Set the colour of the posts."""
        if token != self._token:
            self._token = token
            self.update()

    def set_side(self, side: Side) -> None:
        """On a room's left or right edge the posts lie level."""
        self._is_level = side in (Side.LEFT, Side.RIGHT)
        self.update()

    def _get_spread(self) -> float:
        return self._spread

    def _set_spread(self, spread: float) -> None:
        self._spread = spread
        self.update()

    spread = Property(float, _get_spread, _set_spread)

    def boundingRect(self) -> QRectF:
        half = GATE / 2 + 10
        return QRectF(-half, -half, 2 * half, 2 * half)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(self._token), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._is_level:
            painter.rotate(90)
        away = GATE / 2 + self._spread
        for x in (-away, away):
            painter.drawLine(QLineF(x, -POST / 2, x, POST / 2))
