"""A numbered card: one of the three stages of the attack."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from fedgui.gui.panels.basics import Text
from fedgui.gui.theme import font, theme

_RADIUS: Final = 12.0


class Badge(QWidget):
    """The number of a card, in a filled circle."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = number
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        side = round(24 * theme().scale)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("ink"))
        painter.drawEllipse(QRectF(self.rect()))
        painter.setPen(theme().color("panel"))
        painter.setFont(font("head"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._number))


class Card(QWidget):
    """A frame with a number, a title, a note on the right, and room for one widget below.

    Args:
        number: from 1.
        body: what stands in it.
    """

    def __init__(self, number: int, body: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = body
        self._title = Text("question", parent=self)
        self._note = Text("hint", "ink2", self)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        # a long note is cut by the card's edge rather than making the card wider
        self._note.setMinimumWidth(1)
        self._badge = Badge(number, self)
        self._head = QHBoxLayout()
        for widget, stretch in ((self._badge, 0), (self._title, 0), (self._note, 1)):
            self._head.addWidget(widget, stretch)
        self._layout = QVBoxLayout(self)
        self._layout.addLayout(self._head)
        self._layout.addWidget(body, 1)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_title(self, title: str) -> None:
        """Write the card's title, which is its name too."""
        self._title.setText(title)
        self.setAccessibleName(title)

    def set_note(self, note: str) -> None:
        """Write the note on the right."""
        self._note.setText(note)
        self._note.setToolTip(note)
        self.setAccessibleDescription(note)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().color("panel"))
        painter.setPen(QPen(theme().color("line"), theme().stroke(1)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), _RADIUS, _RADIUS)

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self._layout.setContentsMargins(*(round(side * scale) for side in (18, 8, 18, 8)))
        self._layout.setSpacing(round(6 * scale))
        self._head.setSpacing(round(10 * scale))
        self._badge.updateGeometry()
        self.update()
