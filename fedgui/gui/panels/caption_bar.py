"""The caption bar: one sentence about what is happening now."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.theme import theme

_HEIGHT: Final = 72
_BAR: Final = 8
_ALERT_PAUSE_MS: Final = 1000
"""A screen reader hears at most one caption in this time; one that speaks all the time says nothing."""


class CaptionBar(Surface):
    """Shows the caption, and tells assistive technology about it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edges=Qt.Edge.TopEdge, parent=parent)
        self.label = Text("caption", parent=self)
        self.label.setWordWrap(True)
        self._told = ""
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_ALERT_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(_BAR + 16, 4, 16, 4)
        layout.addWidget(self.label)
        theme().changed.connect(self._restyle)
        language().changed.connect(self.retranslate)
        self._restyle()
        self.retranslate()

    def show_text(self, text: str) -> None:
        """Show another sentence."""
        if text == self.label.text():
            return
        self.label.setText(text)
        if not self._pause.isActive():
            self._tell()

    @Slot()
    def retranslate(self) -> None:
        """Write the name in the language on screen; the sentence itself is set anew from outside."""
        self.setAccessibleName(self.tr("Caption"))

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, round(_BAR * theme().scale), self.height()), theme().color("now"))

    @Slot()
    def _tell(self) -> None:
        if self.label.text() == self._told:
            return
        self._told = self.label.text()
        QAccessible.updateAccessibility(QAccessibleEvent(self.label, QAccessible.Event.Alert))
        self._pause.start()

    @Slot()
    def _restyle(self) -> None:
        self.setFixedHeight(round(_HEIGHT * theme().scale))
