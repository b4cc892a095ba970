"""The keys that play and step, said beside the buttons that do the same."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Text
from fedgui.gui.theme import theme


class _Key(Text):
    """The name of a key, in a box like a key's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("hint", "ink2", parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setContentsMargins(7, 2, 7, 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("line2"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()
        super().paintEvent(event)


class KeyHints(QWidget):
    """Space plays, the arrows step."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._space, left, right = _Key(self), _Key(self), _Key(self)
        left.setText("←")
        right.setText("→")
        self._plays = Text("hint", "ink2", self)
        self._steps = Text("hint", "ink2", self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.setSpacing(6)
        for widget, after in ((self._space, 0), (self._plays, 8), (left, 0), (right, 0), (self._steps, 0)):
            layout.addWidget(widget)
            layout.addSpacing(after)
        language().changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self._space.setText(self.tr("space"))
        self._plays.setText(self.tr("play"))
        self._steps.setText(self.tr("step"))
