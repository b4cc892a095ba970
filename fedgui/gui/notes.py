"""The teacher's notes, in a window for a screen that the audience doesn't see."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QScreen, QTextBlockFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.shortcuts import action_of
from fedgui.gui.theme import font, theme

READING_SCALE: Final = 1.4
"""Read from a step away, while talking."""
_SPACE: Final = 12
_SCROLLING: Final = (Qt.Key.Key_Up, Qt.Key.Key_Down)


class NotesWindow(QWidget):
    """One page of Markdown. Keys go to the presentation, but for those up and down, which scroll.

    Args:
        notes: gives the Markdown, "" for none; asked whenever it may have changed.
        parent: the presentation.
    """

    key_pressed = Signal(QKeyEvent)

    def __init__(self, notes: Callable[[], str], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._notes = notes
        self._text = ""
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(24)
        self.page.installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.page)
        self.setFocusProxy(self.page)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def open_on(self, screen: QScreen) -> None:
        """Fill `screen`, without taking the keyboard from the presentation. Without notes, nothing opens."""
        self.refresh()
        if not self._text:
            return
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setScreen(screen)
        self.setGeometry(screen.availableGeometry())
        self.showMaximized()

    @Slot()
    def refresh(self) -> None:
        """Read the notes again: the chapter is another one."""
        text = self._notes()
        if text != self._text:
            self._text = text
            self.page.setMarkdown(text)
            self._space_out()

    @Slot()
    def retranslate(self) -> None:
        """Show the notes in the language on screen."""
        self.setWindowTitle(self.tr("Notes for the teacher"))
        self.page.setAccessibleName(self.tr("Notes for the teacher"))
        self.refresh()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() not in _SCROLLING
            and action_of(event)
        ):
            self.key_pressed.emit(event)
            return True
        return super().eventFilter(watched, event)

    @Slot()
    def _restyle(self) -> None:
        self.page.setFont(font("body", READING_SCALE))

    def _space_out(self) -> None:
        """Leave air between paragraphs, of which Markdown says nothing."""
        document = self.page.document()
        block = document.begin()
        while block.isValid():
            spacing = QTextBlockFormat()
            spacing.setBottomMargin(_SPACE)
            QTextCursor(block).mergeBlockFormat(spacing)
            block = block.next()
