"""The error strip: one sentence about what went wrong; the details are there for who asks. Notes come here too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import IconButton, Surface, Text
from fedgui.gui.theme import font, icon, line_height, pixmap, theme

_DETAIL_LINES: Final = 8
_FEWEST_LINES: Final = 3
_SHARE_OF_WINDOW: Final = 1 / 7
"""Of its height, for the details: they scroll, and what the error is about stays in view below them."""


class ErrorStrip(Surface):
    """Hidden until something goes wrong. It never takes the keyboard away from what the user does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("badsoft", Qt.Edge.BottomEdge, parent)
        self._closed: tuple[str, str] | None = None
        self._make_report: Callable[[str], str] | None = None
        self._is_note = False
        self._sign = QLabel(self)
        self._sentence = Text("strong", parent=self)
        self._sentence.setWordWrap(True)
        self._sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details_button = QPushButton(self)
        self.details_button.setCheckable(True)
        self.copy_button = QPushButton(self)
        self.close_button = IconButton(34, 18, parent=self)
        self.close_button.setIcon(icon("x"))
        self.details = QPlainTextEdit(self)
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.hide()
        self.details_button.toggled.connect(self._show_details)
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self._close)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(self._sign)
        row.addWidget(self._sentence, 1)
        for button in (self.details_button, self.copy_button, self.close_button):
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 8, 12, 8)
        layout.addLayout(row)
        layout.addWidget(self.details)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.retranslate()
        self.hide()

    def show_error(self, sentence: str, details: str) -> None:
        """Show an error; one that the user has closed stays closed, in any language.

        Args:
            sentence: what happened, in the language on screen.
            details: the traceback, or "" for none.
        """
        key = ("", details) if details else (sentence, "")
        is_same = (sentence, details) == (self._sentence.text(), self.details.toPlainText())
        if key == self._closed or (is_same and not self.isHidden()):
            return
        self._closed = None
        self._be(is_note=False)
        self._sentence.setText(sentence)
        if details != self.details.toPlainText():
            self.details.setPlainText(details)
            self.details_button.setChecked(False)
        self.details_button.setVisible(bool(details))
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._sentence, QAccessible.Event.Alert))

    def show_note(self, sentence: str) -> None:
        """Show what is worth knowing and no fault: in no alarming colour, and with nothing to report."""
        self._forget()
        self._closed = None
        self._be(is_note=True)
        self._sentence.setText(sentence)
        self.details_button.hide()
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self._sentence, QAccessible.Event.Alert))

    def _be(self, *, is_note: bool) -> None:
        self._is_note = is_note
        self._color = "sunk" if is_note else "badsoft"
        self.copy_button.setHidden(is_note)
        self._name()
        self._restyle()
        self.update()

    def clear(self) -> None:
        """Take the error away; the next one is shown even if it is the same."""
        self._closed = None
        self._forget()

    @Slot()
    def retranslate(self) -> None:
        """Write every text of its own in the language on screen."""
        self._name()
        self.details_button.setText(self.tr("Details"))
        self.details.setAccessibleName(self.tr("Details of the error"))
        self.copy_button.setText(self.tr("Copy report"))
        self.copy_button.setToolTip(self.tr("Copy the error with versions, settings and log; none of your data"))
        self.close_button.set_words(self.tr("Close"))

    def _name(self) -> None:
        name = self.tr("Note") if self._is_note else self.tr("Error")
        self.setAccessibleName(name)
        self._sign.setAccessibleName(name)

    @Slot(bool)
    def _show_details(self, are_shown: bool) -> None:
        self._size_details()
        self.details.setVisible(are_shown)

    def _forget(self) -> None:
        self._sentence.setText("")
        self.details.setPlainText("")
        self.details_button.setChecked(False)
        self.hide()

    def set_report(self, make: Callable[[str], str]) -> None:
        """Let `make` turn the details into the report that is copied; without it the details are copied as they are."""
        self._make_report = make

    @Slot()
    def _copy(self) -> None:
        details = self.details.toPlainText()
        if self._make_report is None:
            parts = [self._sentence.text(), details]
        else:
            # a sentence about an error may quote a value of the learner's; the outline of the details tells its type
            parts = ["" if details else self._sentence.text(), self._make_report(details)]
        QGuiApplication.clipboard().setText("\n\n".join(part for part in parts if part))

    @Slot()
    def _close(self) -> None:
        details = self.details.toPlainText()
        self._closed = ("", details) if details else (self._sentence.text(), "")
        self._forget()

    @Slot()
    def _restyle(self) -> None:
        side = round(20 * theme().scale)
        drawing, token = ("help", "ink2") if self._is_note else ("warn", "bad")
        self._sign.setPixmap(pixmap(drawing, token, side, self.devicePixelRatioF()))
        for button in (self.details_button, self.copy_button):
            button.setFont(font("button"))
        self.details.setFont(font("code"))
        self._size_details()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._size_details()

    def _size_details(self) -> None:
        line = line_height("code")
        lines = int(self.window().height() * _SHARE_OF_WINDOW / line)
        self.details.setFixedHeight(min(max(lines, _FEWEST_LINES), _DETAIL_LINES) * line)
