"""The tabs at the right: code, console and network."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QTabWidget, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import IconButton, Surface
from fedgui.gui.panels.count_pill import CountPill
from fedgui.gui.shortcuts import key_name
from fedgui.gui.theme import icon, theme

NETWORK: Final = 2
"""Place of the network log among the tabs."""


class RightTabs(QTabWidget):
    """Code, console and network, a count of the messages, and a button that hides them all.

    Args:
        code, console, network: the panels.
    """

    fold_requested = Signal()
    """The user wants the room of these panels for something else."""

    def __init__(self, code: QWidget, console: QWidget, network: QWidget) -> None:
        super().__init__()
        self.setDocumentMode(True)
        for panel in (code, console, network):
            self.addTab(panel, "")
        self._count = CountPill()
        self.tabBar().setTabButton(NETWORK, self.tabBar().ButtonPosition.RightSide, self._count)
        corner = Surface()
        self.fold = IconButton(34, 16, parent=corner)
        self.fold.setIcon(icon("right"))
        self.fold.clicked.connect(self.fold_requested)
        row = QVBoxLayout(corner)
        row.setContentsMargins(0, 0, 8, 4)
        row.addWidget(self.fold)
        self.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        language().changed.connect(self.retranslate)
        self.retranslate()

    def paintEvent(self, event: QPaintEvent) -> None:
        # above what stands at the end of the tabs, Qt lets the window show through
        QPainter(self).fillRect(0, 0, self.width(), self.tabBar().height(), theme().color("panel"))
        super().paintEvent(event)

    @Slot(int)
    def show_count(self, count: int) -> None:
        """Say beside the network's name how many messages there are."""
        before = self._count.sizeHint()
        self._count.set_count(count)
        if self._count.sizeHint() != before:
            # the tab bar measures its tabs when a text is set, and not when a button in a tab grows
            self.setTabText(NETWORK, self.tabText(NETWORK))

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        for index, text in enumerate((self.tr("Code"), self.tr("Console"), self.tr("Network"))):
            self.setTabText(index, text)
        self.tabBar().setAccessibleName(self.tr("Code, console and network"))
        self.fold.set_words(self.tr("Hide code, console and network ({key})").format(key=key_name("Ctrl+2")))
