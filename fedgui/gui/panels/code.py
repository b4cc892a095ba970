"""The code panel: the script that runs, with the line that runs now marked."""

from __future__ import annotations

import io
import keyword
import tokenize
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QResizeEvent
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Surface
from fedgui.gui.theme import font, line_height, pixmap, theme
from fedgui.scripts.source import Row, Script

_Index = QModelIndex | QPersistentModelIndex
_ROW = Qt.ItemDataRole.UserRole
_SHORT: Final = 14
"""A panel with fewer rows in view keeps the current line as its fourth row."""


def keyword_spans(text: str) -> dict[int, list[tuple[int, int]]]:
    """Where Python's keywords stand: 1-based line to (first, past last) columns.

    Of a text that is not Python, the keywords up to the place where it stops being so.
    """
    spans: dict[int, list[tuple[int, int]]] = {}
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.NAME and keyword.iskeyword(token.string):
                spans.setdefault(token.start[0], []).append((token.start[1], token.end[1]))
    except (tokenize.TokenError, SyntaxError):
        pass
    return spans


class _Rows(QAbstractListModel):
    """The rows of a script, as text for assistive technology and as Row for the delegate."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows instead."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return translate("Lessons", row.text) if row.kind == "comment" and row.text else row.text
        return None


class _RowPainter(QStyledItemDelegate):
    """Paints a row: number, code with bold keywords or a translated comment, and the mark of the current line."""

    def __init__(self, panel: CodePanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self.spans: dict[int, list[tuple[int, int]]] = {}
        self.digits = 2
        self.is_small = False
        self.width = 0
        self.restyle()

    def restyle(self) -> None:
        """Take fonts and measures from the theme."""
        scale = theme().scale
        self.code_font = self._sized(font("code"))
        self.keyword_font = self._sized(font("keyword"))
        self.note_font = font("annotation")
        self.strong_font = font("annotation")
        self.strong_font.setWeight(QFont.Weight.Bold)
        self.tag_font = font("pill")
        self.column = QFontMetricsF(self.code_font).horizontalAdvance("0")
        self.height = line_height("code")
        self.margin = round(10 * scale)
        self.code_left = self.margin + round(self.digits * self.column) + round(9 * scale)

    def _sized(self, of: QFont) -> QFont:
        if self.is_small:
            of.setPixelSize(of.pixelSize() - 1)
        return of

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(self.width, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row: Row = index.data(_ROW)
        rect: QRect = option.rect
        mark = self._panel.mark_of(row.line)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        band = QRect(0, rect.top(), self._panel.view.viewport().width(), rect.height())
        if mark:
            painter.fillRect(band, theme().color("nowsoft" if mark == "now" else "badsoft"))
            painter.fillRect(QRect(0, rect.top(), 5, rect.height()), theme().color(mark))
        if row.kind == "code":
            self._paint_code(painter, rect, row, is_marked=bool(mark))
        elif row.kind == "comment":
            self._paint_comment(painter, rect, row)
        if mark:
            text_end = rect.left() + self.code_left + round(len(row.text.expandtabs(4)) * self.column)
            self._paint_tag(painter, band, mark, text_end)
        if index.row() == self._panel.focus_row():
            painter.setPen(QPen(theme().color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(band).adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_code(self, painter: QPainter, rect: QRect, row: Row, *, is_marked: bool) -> None:
        number = QRect(rect.left() + self.margin, rect.top(), round(self.digits * self.column), rect.height())
        painter.setFont(self.keyword_font if is_marked else self.code_font)
        painter.setPen(theme().color("ink" if is_marked else "ink3"))
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(row.number))
        painter.setPen(theme().color("ink"))
        # Tabs would shift the columns of what follows them, so a line with tabs is set without bold words.
        spans = [] if "\t" in row.text else self.spans.get(row.line, [])
        text = row.text.expandtabs(4)
        edges = [0, *(edge for span in spans for edge in span), len(text)]
        for place in range(len(edges) - 1):
            first, last = edges[place], edges[place + 1]
            painter.setFont(self.keyword_font if place % 2 else self.code_font)
            left = rect.left() + self.code_left + round(first * self.column)
            box = QRect(left, rect.top(), rect.right() + 2000, rect.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text[first:last])

    def _paint_comment(self, painter: QPainter, rect: QRect, row: Row) -> None:
        left = rect.left() + self.code_left + round(row.indent * self.column)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        mark = translate("CodePanel", "NEW") if row.mark == "NEW" else row.mark
        if mark:
            painter.setFont(self.strong_font)
            wide = round(QFontMetricsF(self.strong_font).horizontalAdvance(mark))
            if row.mark == "NEW":
                chip = QRectF(left + 0.5, rect.top() + 2.5, wide + 13, rect.height() - 5)
                painter.setPen(QPen(theme().color("line2"), 1))
                painter.setBrush(theme().color("panel"))
                painter.drawRoundedRect(chip, 5, 5)
                painter.setPen(theme().color("ink"))
                painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, mark)
                left += wide + 21
            else:
                painter.setPen(theme().color("ink2"))
                painter.drawText(QRect(left, rect.top(), wide + 2, rect.height()), flags, mark)
                left += wide + 5
        painter.setFont(self.note_font)
        painter.setPen(theme().color("ink3"))
        text = translate("Lessons", row.text) if row.text else ""
        painter.drawText(QRect(left, rect.top(), rect.right() + 2000, rect.height()), flags, text)

    def _paint_tag(self, painter: QPainter, band: QRect, mark: str, text_end: int) -> None:
        """A word at the right end of the row, unless it would cover the code: the caption says it as well."""
        text = self._panel.tag if mark == "now" else translate("CodePanel", "error")
        if not text:
            return
        painter.setFont(self.tag_font)
        sign = round(16 * theme().scale) if mark == "bad" else 0
        gap = 6 if sign else 0
        wide = round(QFontMetricsF(self.tag_font).horizontalAdvance(text)) + 16 + sign + gap
        box = QRectF(band.right() + 1 - wide, band.top(), wide, band.height())
        if mark == "now" and text_end > box.left():
            return
        shape = QPainterPath()
        shape.addRoundedRect(box.adjusted(0, 0, 10, 0), 6, 6)
        painter.fillPath(shape, theme().color(mark))
        if sign:
            drawing = pixmap("warn", "onaccent", sign, painter.device().devicePixelRatio())
            painter.drawPixmap(int(box.left()) + 8, int(box.center().y() - sign / 2), drawing)
        painter.setPen(theme().color("nowink" if mark == "now" else "onaccent"))
        painter.drawText(box.adjusted(8 + sign + gap, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)


class CodePanel(Surface):
    """The rows of a script. Comments appear as annotations in the language on screen; only code is numbered."""

    line_chosen = Signal(int)
    """The user clicked a line of code, or pressed Enter on it: its 1-based line in the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.tag = ""
        self._line = 0
        self._error_line = 0
        self._script = Script("", "")
        self._model = _Rows(self)
        self.view = QListView(self)
        self.view.setModel(self._model)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self._painter = _RowPainter(self)
        self.view.setItemDelegate(self._painter)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()

    def set_script(self, script: Script) -> None:
        """Show another script; no line of it is marked."""
        self._script = script
        self._line = self._error_line = 0
        self.tag = ""
        self._painter.spans = keyword_spans(script.text)
        self._model.set_rows(script.rows)
        self._restyle()
        self.view.setCurrentIndex(self._model.index(0))
        self.view.scrollToTop()
        self._describe()

    def show_line(self, line: int, tag: str = "") -> None:
        """Mark the 1-based `line` of the file as the one that runs now (0: none), with a word or two beside it."""
        if (line, tag) == (self._line, self.tag) and not self._error_line:
            return
        before, self._line, self.tag, self._error_line = self._line, line, tag, 0
        if line != before:
            self._keep_in_view()
        self._describe()
        self._repaint_lines(before, line)

    def show_error(self, line: int) -> None:
        """Mark the 1-based `line` as the one that failed; 0 takes the mark away."""
        if line == self._error_line:
            return
        self._error_line = line
        if line:
            self._line = line
            self._keep_in_view()
        self._describe()
        self.view.viewport().update()

    def set_compact(self, is_compact: bool) -> None:
        """Set the code one pixel smaller, for a narrow window."""
        if is_compact != self._painter.is_small:
            self._painter.is_small = is_compact
            self._restyle()

    def _repaint_lines(self, *lines: int) -> None:
        """Repaint these lines of the file alone: while a script runs fast, they are all that changes."""
        for place, row in enumerate(self._model.rows):
            if row.line in lines:
                box = self.view.visualRect(self._model.index(place))
                self.view.viewport().update(0, box.top(), self.view.viewport().width(), box.height())

    def mark_of(self, line: int) -> str:
        """Colour token of the mark on `line`: "now", "bad", or "" for none."""
        if line == self._error_line:
            return "bad"
        return "now" if line == self._line and not self._error_line else ""

    def focus_row(self) -> int:
        """Row on which the keyboard is, -1 while it is elsewhere."""
        return self.view.currentIndex().row() if self.view.hasFocus() else -1

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen; comments are translated as they are painted."""
        self.view.setAccessibleName(self.tr("Code"))
        self._restyle()
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._keep_in_view()

    @Slot()
    def _restyle(self) -> None:
        rows = self._model.rows
        self._painter.digits = max(2, len(str(max((row.number for row in rows), default=0))))
        self._painter.restyle()
        longest = max((len(row.text.expandtabs(4)) for row in rows if row.kind == "code"), default=0)
        self._painter.width = self._painter.code_left + round((longest + 1) * self._painter.column)
        self.view.scheduleDelayedItemsLayout()
        self._keep_in_view()
        self.view.viewport().update()

    def _keep_in_view(self) -> None:
        place = next((place for place, row in enumerate(self._model.rows) if row.line == self._line), -1)
        if place < 0:
            return
        height = self._painter.height
        in_view = self.view.viewport().height() // height
        top = -(-self.view.verticalScrollBar().value() // height)
        if in_view >= _SHORT and top + 1 <= place <= top + in_view - 3:
            return
        self.view.scrollTo(self._model.index(max(place - 3, 0)), QListView.ScrollHint.PositionAtTop)

    def _describe(self) -> None:
        """Tell assistive technology which line runs."""
        row = next((row for row in self._model.rows if row.line == self._line), None)
        if row is None:
            self.view.setAccessibleDescription("")
        elif self._error_line:
            text = self.tr("Line {number} failed: {code}")
            self.view.setAccessibleDescription(text.format(number=row.number, code=row.text.strip()))
        else:
            text = self.tr("Line {number} runs now: {code}")
            self.view.setAccessibleDescription(text.format(number=row.number, code=row.text.strip()))

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row: Row = index.data(_ROW)
        if row.kind == "code":
            self.line_chosen.emit(row.line)
