"""A mask as a knob on the link between its two workers: turning it changes the mask."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QTransform, QWheelEvent
from PySide6.QtWidgets import QDial, QSizePolicy

from fedgui.gui.theme import pixmap, theme

STEPS: Final = 256
"""A whole turn: as a clock's, it ends where it began."""
SIDE: Final = 36
_PIXELS_A_STEP: Final = 1.0


class MaskKnob(QDial):
    """A dial without an end. It turns by dragging in any direction, by the arrow keys, and by the wheel.

    Its value, 0 to STEPS − 1, is how far the mask was turned from the one that was drawn.
    """

    def __init__(self, first: str, second: str) -> None:
        super().__init__()
        self.pair = first, second
        self._from: QPointF | None = None
        self._value_before = 0
        self.setRange(0, STEPS - 1)
        self.setWrapping(True)
        self.setSingleStep(4)
        self.setPageStep(32)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.SizeAllCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        theme().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        side = round(SIDE * theme().scale)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from, self._value_before = event.globalPosition(), self.value()
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is None:
            return
        way = event.globalPosition() - self._from
        steps = round((way.x() - way.y()) / (_PIXELS_A_STEP * theme().scale))
        self.setValue((self._value_before + steps) % STEPS)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._from = None

    def wheelEvent(self, event: QWheelEvent) -> None:
        # a wheel over the page scrolls the page, unless the knob was chosen first
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, scale = theme(), theme().scale
        center = QRectF(self.rect()).center()
        radius = self.width() / 2 - 3 * scale
        painter.setBrush(colors.color("sunk" if self.underMouse() else "panel"))
        painter.setPen(QPen(colors.color("ink2"), colors.stroke(2)))
        painter.drawEllipse(center, radius, radius)
        # the mark that goes round as the mask is turned
        turn = QTransform().translate(center.x(), center.y()).rotate(360 * self.value() / STEPS)
        painter.setPen(QPen(colors.color("ink"), 3 * scale, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawLine(turn.map(QPointF(0, -radius)), turn.map(QPointF(0, -radius + 4 * scale)))
        side = round(18 * scale)
        key = pixmap("key", "ink", side, self.devicePixelRatioF())
        painter.drawPixmap(center - QPointF(side / 2, side / 2), key)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("ink"), colors.stroke(1.5), Qt.PenStyle.DashLine))
            painter.drawEllipse(center, self.width() / 2 - 1, self.width() / 2 - 1)

    @Slot()
    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
