"""A scroll area for the keyboard: the Tab key comes to it only where there is something to scroll, and shows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from fedgui.gui.theme import theme


class _FocusRing(QWidget):
    """Lies over an area and shows that the keys scroll it. The mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        width = theme().stroke(2)
        painter.setPen(QPen(theme().color("ink"), width, Qt.PenStyle.DashLine))
        inset = round(width / 2)
        painter.drawRect(self.rect().adjusted(inset, inset, -inset, -inset))


class ScrollArea(QScrollArea):
    """Scrolls what has no room; without a frame.

    Attributes:
        is_read: whether a screen reader reads what is in it when the focus comes: then it is always a stop.
    """

    is_read = False

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._ring = _FocusRing(self)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.rangeChanged.connect(self._offer)
        self._offer()

    @Slot()
    def _offer(self) -> None:
        """Be a stop for the Tab key where the arrow keys do something."""
        can_scroll = self.verticalScrollBar().maximum() > 0 or self.horizontalScrollBar().maximum() > 0
        is_stop = can_scroll or self.is_read
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        # whoever clicked knows where
        self._ring.setVisible(event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason))
        self._ring.raise_()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._ring.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._ring.setGeometry(self.rect())
