"""The lesson panel: a chapter's text in the language on screen."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Slot
from PySide6.QtGui import QFont, QTextBlock, QTextBlockFormat, QTextCharFormat, QTextCursor, QTextFormat
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from fedgui.gui.language import ENGLISH, language
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.theme import font, line_height, theme
from fedgui.paths import resource


class LessonPanel(Surface):
    """A page of text. A page that is not translated yet is shown in English, and says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._chapter = ""
        self._note = Text("hint", "ink2", self)
        self._note.setWordWrap(True)
        self.page = QTextBrowser(self)
        self.page.setOpenLinks(False)
        self.page.document().setDocumentMargin(0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(20, 16, 12, 8)
        layout.addWidget(self._note)
        layout.addWidget(self.page, 1)
        self.setFocusProxy(self.page)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()

    def show_chapter(self, chapter: str) -> None:
        """Show the text of the chapter with this key, from its beginning."""
        self._chapter = chapter
        self.retranslate()
        self.page.verticalScrollBar().setValue(0)

    @Slot()
    def retranslate(self) -> None:
        """Show the page in the language on screen."""
        self.page.setAccessibleName(self.tr("Lesson"))
        text = _read(language().code, self._chapter) if self._chapter else ""
        note = ""
        if self._chapter and not text:
            text = _read(ENGLISH, self._chapter)
            note = (
                self.tr("This page is not translated yet.") if text else self.tr("The text of this chapter is missing.")
            )
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self.page.setMarkdown(text)
        self._restyle()

    @Slot()
    def _restyle(self) -> None:
        """Give every block of the page the font of its role; Markdown itself knows only levels of headings."""
        cursor = QTextCursor(self.page.document())
        cursor.beginEditBlock()
        block = self.page.document().begin()
        while block.isValid():
            level = block.blockFormat().headingLevel()
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            self._style_fragments(block, level)
            spacing = QTextBlockFormat()
            spacing.setLineHeight(line_height(_role(level)), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
            spacing.setTopMargin(14 if level > 1 else 0)
            spacing.setBottomMargin(10)
            cursor.mergeBlockFormat(spacing)
            block = block.next()
        cursor.endEditBlock()

    def _style_fragments(self, block: QTextBlock, level: int) -> None:
        # Collected first: a change of format splits and joins the very fragments that the iterator walks over.
        styles: list[tuple[int, int, QTextCharFormat]] = []
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            styles.append((fragment.position(), fragment.length(), _styled(fragment.charFormat(), level)))
            iterator += 1
        for position, length, style in styles:
            cursor = QTextCursor(block)
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(style)


def _styled(given: QTextCharFormat, level: int) -> QTextCharFormat:
    """What Markdown made of some text, in the fonts and colours of the theme."""
    style = QTextCharFormat(given)
    # Markdown's headings are "so many steps larger", which would outdo a size in pixels.
    style.clearProperty(QTextFormat.Property.FontSizeAdjustment)
    is_code = given.fontFixedPitch()
    is_strong = not level and given.fontWeight() >= QFont.Weight.DemiBold
    style.setFont(font("index" if is_code else "strong" if is_strong else _role(level)))
    style.setFontFixedPitch(is_code)
    style.setForeground(theme().color("ink" if level or is_strong or is_code else "ink2"))
    return style


def _role(level: int) -> str:
    """The type role of a heading of this level; 0 is running text."""
    return {0: "body", 1: "title"}.get(level, "question")


def _read(code: str, chapter: str) -> str:
    """A chapter's Markdown in the language `code`, or "" where there is none."""
    path: Path = resource("lessons", code, f"{chapter}.md")
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""
