"""What crosses from the rooms to the server: arrows, and how much it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.theme import font, theme

_HEIGHT: Final = 32
_LOW_HEIGHT: Final = 14
_WORD_BYTES: Final = 4


class MessageBand(QWidget):
    """An arrow below each room; dots where nothing comes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._centers: Sequence[float] = ()
        self._is_there: Sequence[bool] = ()
        self._numbers = 0
        self._is_low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_messages(self, centers: Sequence[float], is_there: Sequence[bool], numbers: int, *, is_low: bool) -> None:
        """Show a message below each room.

        Args:
            centers: of the rooms, from the left.
            is_there: whether each sends one.
            numbers: how many integers it holds.
            is_low: whether there is room for arrows only.
        """
        self._centers, self._is_there, self._numbers, self._is_low = centers, is_there, numbers, is_low
        self.setAccessibleName(self._words())
        self.updateGeometry()
        self.update()

    @property
    def centers(self) -> Sequence[float]:
        """Where the arrows are, from the left."""
        return self._centers

    def _words(self) -> str:
        return self.tr("{bytes} bytes · looks random").format(bytes=_WORD_BYTES * self._numbers)

    def sizeHint(self) -> QSize:
        return QSize(0, round((_LOW_HEIGHT if self._is_low else _HEIGHT) * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for center, is_there in zip(self._centers, self._is_there, strict=True):
            if is_there:
                self._paint_arrow(painter, center)
            else:
                painter.setPen(QPen(theme().color("line2"), theme().stroke(2), Qt.PenStyle.DotLine))
                painter.drawLine(QLineF(center, 2, center, self.height() - 2))

    def _paint_arrow(self, painter: QPainter, center: float) -> None:
        colors, scale = theme(), theme().scale
        is_roomy = not self._is_low and len(self._centers) == 2
        x = center - (90 * scale if is_roomy else 0)
        painter.setPen(QPen(colors.color("now"), 14 * scale))
        painter.drawLine(QLineF(x, 0, x, self.height()))
        painter.setPen(QPen(colors.color("nowink"), 3 * scale))
        painter.drawLine(QLineF(x, 0, x, self.height() - 8 * scale))
        tip = self.height() - 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("nowink"))
        side, back = 6 * scale, tip - min(11 * scale, self.height() - 2)
        painter.drawPolygon(QPolygonF([QPointF(x - side, back), QPointF(x + side, back), QPointF(x, tip)]))
        if not is_roomy:
            return
        painter.setFont(font("head"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self._words()) + 24 * scale
        box = QRectF(x + 16 * scale, self.height() / 2 - 13 * scale, width, 26 * scale)
        painter.setBrush(colors.color("now"))
        painter.drawRoundedRect(box, 8 * scale, 8 * scale)
        painter.setPen(colors.color("nowink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._words())

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
