"""A number in a pill, for the tab of a list: how many things are in it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QTabBar, QWidget

from fedgui.gui.language import language
from fedgui.gui.theme import font, theme

_HEIGHT: Final = 22
_PADDING: Final = 9
_MARGIN: Final = 8
"""Room at the right, which a tab does not leave."""


class CountPill(QWidget):
    """A count with round ends, of no size at zero. Set it with `QTabBar.setTabButton`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        language().changed.connect(self._restyle)
        self._restyle()

    @property
    def count(self) -> int:
        """The number in the pill."""
        return self._count

    def set_count(self, count: int) -> None:
        """Show another number; at 0 there is no pill."""
        if count == self._count:
            return
        self._count = count
        self._restyle()

    def text(self) -> str:
        """What is written in the pill."""
        return language().integer(self._count)

    def sizeHint(self) -> QSize:
        scale = theme().scale
        height = round(_HEIGHT * scale)
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * round(_PADDING * scale)
        return QSize(max(width, height) + round(_MARGIN * scale), height)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("chosen"))
        box = QRectF(self.rect()).adjusted(0, 0, -round(_MARGIN * theme().scale), 0)
        painter.drawRoundedRect(box, box.height() / 2, box.height() / 2)
        painter.setFont(self.font())
        painter.setPen(theme().color("ink"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self.text())

    @Slot()
    def _restyle(self) -> None:
        self.setFont(font("pill"))
        size = self.sizeHint() if self._count else QSize(0, 0)
        if size != self.size():
            self.setFixedSize(size)
            self._measure_tabs()
        self.update()

    def _measure_tabs(self) -> None:
        """A tab bar measures its tabs when a text is set, and not when a widget in a tab grows."""
        bar = self.parentWidget()
        if isinstance(bar, QTabBar):
            for place in range(bar.count()):
                if self in (bar.tabButton(place, side) for side in QTabBar.ButtonPosition):
                    bar.setTabText(place, bar.tabText(place))
