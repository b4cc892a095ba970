"""Lists and tables that leave the space bar to the window, which plays and pauses with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QListView, QTableView, QWidget


def is_behind_a_tab(page: QWidget) -> bool:
    """Whether another page of a window that is there hides this one."""
    return page.isHidden() and page.parentWidget() is not None and page.window().isVisible()


class ListView(QListView):
    """A list view without a use of its own for the space bar."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)


class TableView(QTableView):
    """A table view without a use of its own for the space bar."""

    def lay_out(self) -> None:
        """Take in rows that came or went, which else happens later, and paints twice."""
        self.executeDelayedItemsLayout()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            event.ignore()
        else:
            super().keyPressEvent(event)
