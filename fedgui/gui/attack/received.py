"""Card 1: the numbers that crossed, as parcels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from fedgui.gui.attack.numbers import operand
from fedgui.gui.theme import font, line_height, theme

_GAP: Final = 14
_RING: Final = 4
_LEAST_TYPE: Final = 13


@dataclass(frozen=True, slots=True)
class Parcel:
    """Some numbers with names, under a title.

    Attributes:
        marked: whether it is the one to look at; it then has a ring.
    """

    title: str
    names: Sequence[str]
    values: Sequence[float]
    marked: bool = False

    def spoken(self) -> str:
        """The same for a screen reader."""
        pairs = zip(self.names, self.values, strict=True)
        return f"{self.title}: " + ", ".join(f"{name} {operand(value)}" for name, value in pairs)


class Parcels(QWidget):
    """Parcels side by side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parcels: tuple[Parcel, ...] = ()
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_parcels(self, parcels: Sequence[Parcel]) -> None:
        """Show these; none leaves the room empty."""
        self._parcels = tuple(parcels)
        self.setAccessibleName(". ".join(parcel.spoken() for parcel in self._parcels))
        self.setVisible(bool(self._parcels))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, line_height("hint") + line_height("head") + line_height("value") + round(24 * theme().scale))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._parcels:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        gap = _GAP * theme().scale
        width = (self.width() - gap * (len(self._parcels) - 1)) / len(self._parcels)
        for place, parcel in enumerate(self._parcels):
            self._paint_parcel(painter, parcel, QRectF(place * (width + gap), 0, width, self.height()))

    def _paint_parcel(self, painter: QPainter, parcel: Parcel, area: QRectF) -> None:
        scale = theme().scale
        title = QRectF(area.left(), area.top(), area.width(), line_height("hint"))
        painter.setFont(font("head" if parcel.marked else "hint"))
        painter.setPen(theme().color("ink" if parcel.marked else "ink2"))
        words = QFontMetricsF(painter.font()).elidedText(parcel.title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, words)
        ring = _RING * scale
        height = line_height("head") + line_height("value") + 12 * scale
        box = QRectF(area.left() + ring, title.bottom() + ring + 2 * scale, area.width() - 2 * ring, height)
        painter.setBrush(theme().color("parcel"))
        painter.setPen(QPen(theme().color("now"), ring) if parcel.marked else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 8 * scale, 8 * scale)
        cell = box.width() / len(parcel.values)
        numbers = self._letters(cell)
        for place, (name, value) in enumerate(zip(parcel.names, parcel.values, strict=True)):
            left = box.left() + place * cell
            painter.setPen(theme().color("parcelink"))
            painter.setFont(font("head"))
            top = QRectF(left, box.top() + 6 * scale, cell, line_height("head"))
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, name)
            painter.setFont(numbers)
            area = QRectF(left, top.bottom(), cell, line_height("value"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, operand(value))
            if place:
                painter.setOpacity(0.25)
                painter.fillRect(QRectF(left, box.top() + 10 * scale, 1, height - 20 * scale), painter.pen().color())
                painter.setOpacity(1)

    def _letters(self, width: float) -> QFont:
        """For the numbers of cells so wide: smaller where a negative one would have no room."""
        letters = font("value")
        while QFontMetricsF(letters).horizontalAdvance("-0.0000") > width - 6 and letters.pixelSize() > _LEAST_TYPE:
            letters.setPixelSize(letters.pixelSize() - 1)
        return letters

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
