"""The bar that says in one word what the attack came to, and in a sentence what that means."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.theme import font, pixmap, theme

_HEIGHT: Final = 72


class Tone(StrEnum):
    """What a verdict is to the worker: its fill and its icon."""

    LEAKED = "bad"
    SAFE = "ok"
    OPEN = "ink3"


_ICONS: Final = {Tone.LEAKED: "warn", Tone.SAFE: "check", Tone.OPEN: "help"}


class Verdict(QWidget):
    """A bar with an icon, a word and a sentence; empty until there is a verdict."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone = Tone.LEAKED
        self._word = self._sentence = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    @property
    def word(self) -> str:
        """What it says, "" while it is empty."""
        return self._word

    @property
    def sentence(self) -> str:
        """What that means."""
        return self._sentence

    def pronounce(self, tone: Tone, word: str, sentence: str) -> None:
        """Show a verdict, and let a screen reader say it; an empty word clears the bar."""
        is_news = (word, sentence) != (self._word, self._sentence)
        self._tone, self._word, self._sentence = tone, word, sentence
        self.setAccessibleName(f"{word}. {sentence}" if word else "")
        if is_news and word:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, round(_HEIGHT * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._word:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = theme().scale
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color(self._tone.value))
        painter.drawRoundedRect(QRectF(self.rect()), 12, 12)
        side = round(32 * scale)
        left = 24 * scale
        drawing = pixmap(_ICONS[self._tone], "onaccent", side, self.devicePixelRatioF())
        painter.drawPixmap(round(left), round((self.height() - side) / 2), drawing)
        left += side + 14 * scale
        painter.setPen(theme().color("onaccent"))
        letters = font("verdict")
        widest = self.width() * 0.48 - left
        while QFontMetricsF(letters).horizontalAdvance(self._word) > widest and letters.pixelSize() > 18:
            letters.setPixelSize(letters.pixelSize() - 1)
        painter.setFont(letters)
        width = QFontMetricsF(letters).horizontalAdvance(self._word)
        painter.drawText(QRectF(left, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, self._word)
        left += width + 20 * scale
        painter.setFont(font("label"))
        room = QRectF(left, 0, self.width() - left - 14 * scale, self.height())
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        if painter.boundingRect(room, flags, self._sentence).height() > room.height():
            painter.setFont(font("hint"))
        painter.drawText(room, flags, self._sentence)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
