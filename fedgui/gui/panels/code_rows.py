"""The rows of the code panel: what stands in them, and how they are painted."""

from __future__ import annotations

import io
import keyword
import tokenize
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fedgui.gui.language import translate
from fedgui.gui.panels.code_parts import Part, wrap_code, wrap_note, wrap_words
from fedgui.gui.theme import font, line_height, pixmap, theme
from fedgui.scripts.source import Row

Index = QModelIndex | QPersistentModelIndex
ROW: Final = Qt.ItemDataRole.UserRole
_GAP: Final = 12
"""Pixels between code and the note at its right."""


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A row below a line of code, for a note that has no room beside it, or for a part of one.

    Attributes:
        line: the 1-based line of the file that it belongs to.
        indent: columns of that line's indentation.
        place: which part of the note it shows.
    """

    line: int
    indent: int
    place: int = 0
    kind: str = "note"
    number: int = 0
    text: str = ""


AnyRow = Row | Part | NoteRow


class Marks(Protocol):
    """What the painter asks the panel for each row."""

    tag: str

    def mark_of(self, line: int) -> str: ...

    def note_of(self, line: int) -> str: ...

    def note_rows_of(self, line: int) -> Sequence[str]: ...

    def is_pointed_at(self, line: int) -> bool: ...

    def focus_row(self) -> int: ...

    def view_width(self) -> int: ...


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


class Rows(QAbstractListModel):
    """The rows of a script, as text for assistive technology and as Row for the delegate."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.rows: list[AnyRow] = []
        self._source: Sequence[Row] = ()
        self._laid: list[Row | Part] = []
        self.notes: dict[int, str] = {}
        self.note_rows: dict[int, Sequence[str]] = {}

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows instead, each as one."""
        self.beginResetModel()
        self._source = rows
        self._laid = list(rows)
        self.rows = list(rows)
        self.notes = {}
        self.note_rows = {}
        self.endResetModel()

    def lay(self, split: Callable[[Row], Sequence[Row | Part]]) -> bool:
        """Let each row take as many as `split` says; rows of notes go. False if that is how the rows are laid already.

        Views forget the current index.
        """
        laid = [part for row in self._source for part in split(row)]
        if laid == self._laid:
            return False
        self.beginResetModel()
        self._laid = laid
        self.rows = list(laid)
        self.note_rows = {}
        self.endResetModel()
        return True

    def last_place(self, line: int) -> int:
        """Place of the last row of a line's code, -1 if there is none."""
        places = (place for place, row in enumerate(self.rows) if row.line == line and row.kind == "code")
        return max(places, default=-1)

    def set_note_rows(self, wanted: Mapping[int, Sequence[str]]) -> bool:
        """Give the notes of these lines, and no others, a row below their code for each of their parts.

        Returns:
            False if there were as many rows before.
        """
        before, self.note_rows = self.note_rows, dict(wanted)
        resized = [line for line in {*before, *wanted} if len(before.get(line, ())) != len(wanted.get(line, ()))]
        for line in resized:
            first = self.last_place(line) + 1
            if old := len(before.get(line, ())):
                self.beginRemoveRows(QModelIndex(), first, first + old - 1)
                del self.rows[first : first + old]
                self.endRemoveRows()
            if new := len(wanted.get(line, ())):
                text = self.rows[first - 1].text
                indent = len(text) - len(text.lstrip())
                self.beginInsertRows(QModelIndex(), first, first + new - 1)
                self.rows[first:first] = [NoteRow(line, indent, place) for place in range(new)]
                self.endInsertRows()
        return bool(resized)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role == ROW:
            return row
        note = self.notes.get(row.line, "")
        if role == Qt.ItemDataRole.DisplayRole:
            if isinstance(row, NoteRow):
                return next(iter(self.note_rows.get(row.line, ())[row.place :]), "")
            return _shown_text(row)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole) and row.kind != "comment":
            return note or None
        return None


def _shown_text(row: AnyRow) -> str:
    """Code as it is, a comment in the language on screen."""
    is_source = isinstance(row, Row) and row.kind == "comment" and row.text
    return translate("Lessons", row.text) if is_source else row.text


class RowPainter(QStyledItemDelegate):
    """Paints a row: number, code with bold keywords or a translated comment, and the mark of the current line."""

    def __init__(self, panel: Marks, parent: QWidget) -> None:
        super().__init__(parent)
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

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(self.width, self.height)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        row: AnyRow = index.data(ROW)
        rect: QRect = option.rect
        mark = self._panel.mark_of(row.line)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        band = QRect(0, rect.top(), self._panel.view_width(), rect.height())
        if mark:
            painter.fillRect(band, theme().color("nowsoft" if mark == "now" else "badsoft"))
            painter.fillRect(QRect(0, rect.top(), 5, rect.height()), theme().color(mark))
        if isinstance(row, NoteRow):
            self._paint_own_note(painter, rect, row)
        elif row.kind == "code":
            self._paint_code(painter, rect, row, is_marked=bool(mark))
            if not isinstance(row, Part) or row.is_last:
                self._paint_right(painter, rect, band, row, mark)
        elif row.kind == "comment":
            self._paint_comment(painter, rect, row)
        if isinstance(row, Row | Part) and row.kind == "code" and self._panel.is_pointed_at(row.line):
            self._paint_pointed(painter, QRectF(band), row)
        if index.row() == self._panel.focus_row():
            painter.setPen(QPen(theme().color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRect(QRectF(band).adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_pointed(self, painter: QPainter, band: QRectF, row: Row | Part) -> None:
        """The lesson's mark: an outline around all rows of the line, and an arrow head in the margin of the first."""
        is_first = row.number > 0
        is_last = not isinstance(row, Part) or row.is_last
        # where the line goes on, the outline's end lies outside of this row
        box = band.adjusted(1, 1 if is_first else -9, -1, -1 if is_last else 9)
        painter.setClipRect(band)
        painter.setPen(QPen(theme().color("ink"), theme().stroke(1.5)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 5, 5)
        if is_first:
            high, left = band.height() * 0.24, band.left() + 2.5
            tip = QPointF(left + 1.3 * high, band.center().y())
            painter.setBrush(theme().color("ink"))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawPolygon(QPolygonF([QPointF(left, tip.y() - high), tip, QPointF(left, tip.y() + high)]))
        painter.setClipping(False)

    def split(self, row: Row, room: int) -> Sequence[Row | Part]:
        """The row itself, or its parts where it is wider than `room` pixels."""
        if row.kind == "code":
            return self._split_code(row, room)
        return self._split_comment(row, room) if row.kind == "comment" and row.text else (row,)

    def _split_code(self, row: Row, room: int) -> Sequence[Row | Part]:
        text = row.text.expandtabs(4)
        columns = int((room - self.code_left - 4) / self.column)
        if len(text) <= columns:
            return (row,)
        pieces = wrap_code(text, columns)
        last = len(pieces) - 1
        is_plain = "\t" in row.text
        return [
            Part("code", row.line, 0 if n else row.number, piece, "", row.indent, shift, is_plain, n == last)
            for n, (shift, piece) in enumerate(pieces)
        ]

    def _split_comment(self, row: Row, room: int) -> Sequence[Row | Part]:
        text = _shown_text(row)
        metrics = QFontMetricsF(self.note_font)
        mark = translate("CodePanel", "NEW") if row.mark == "NEW" else row.mark
        wide = round(QFontMetricsF(self.strong_font).horizontalAdvance(mark)) if mark else 0
        beside = room - self.margin - self.code_left
        own = beside - round(row.indent * self.column) - wide - (21 if row.mark == "NEW" else 5)
        if metrics.horizontalAdvance(text) <= own:
            return (row,)
        # where the indentation leaves next to nothing, the rest of the text may stand further to the left
        indent = min(row.indent, max(0, int((beside - 160 * theme().scale) / self.column)))
        rest = beside - round(indent * self.column)
        pieces = wrap_words(text, rest, max(own, 1), metrics.horizontalAdvance)
        last = len(pieces) - 1
        return [
            Part("comment", row.line, 0, piece, "" if n else row.mark, indent if n else row.indent, is_last=n == last)
            for n, piece in enumerate(pieces)
        ]

    def text_end(self, row: AnyRow) -> int:
        """Where the code of a row ends, in pixels from the left end of the row."""
        return self.code_left + round(len(row.text.expandtabs(4)) * self.column)

    def fits(self, row: AnyRow, note: str) -> bool:
        """Whether a note has room at the right of its code."""
        wide = QFontMetricsF(self.note_font).horizontalAdvance(note)
        return self.text_end(row) + _GAP + wide + 4 <= self._panel.view_width()

    def _paint_right(self, painter: QPainter, rect: QRect, band: QRect, row: Row | Part, mark: str) -> None:
        """At the right of the code: the note if it has no row of its own, then the tag. Neither covers anything."""
        right = band.right() + 1
        end = rect.left() + self.text_end(row)
        note = self._panel.note_of(row.line)
        if note and not self._panel.note_rows_of(row.line):
            painter.setFont(self.note_font)
            painter.setPen(theme().color("ink2"))
            wide = round(QFontMetricsF(self.note_font).horizontalAdvance(note)) + 1
            flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
            painter.drawText(QRect(end + _GAP, rect.top(), wide, rect.height()), flags, note)
            end += _GAP + wide
        if mark:
            self._paint_tag(painter, QRect(0, band.top(), right, band.height()), mark, end)

    def split_note(self, note: str) -> Sequence[str]:
        """The rows that a note takes below its code: one, unless the panel is too narrow for it."""
        room = self._panel.view_width() - self.margin - self.code_left
        return wrap_note(note, max(room, 1), QFontMetricsF(self.note_font).horizontalAdvance)

    def _paint_own_note(self, painter: QPainter, rect: QRect, row: NoteRow) -> None:
        """The note in its rows, under its code if it has room there, else as far to the left as it needs."""
        parts = self._panel.note_rows_of(row.line)
        metrics = QFontMetricsF(self.note_font)
        right = rect.left() + self._panel.view_width() - self.margin
        left = rect.left() + self.code_left + round(row.indent * self.column)
        wide = max(round(metrics.horizontalAdvance(part)) for part in parts)
        left = max(rect.left() + self.code_left, min(left, right - wide))
        painter.setFont(self.note_font)
        painter.setPen(theme().color("ink2"))
        box = QRect(left, rect.top(), right - left + 1, rect.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, parts[row.place])

    def _paint_code(self, painter: QPainter, rect: QRect, row: Row | Part, *, is_marked: bool) -> None:
        number = QRect(rect.left() + self.margin, rect.top(), round(self.digits * self.column), rect.height())
        painter.setFont(self.keyword_font if is_marked else self.code_font)
        painter.setPen(theme().color("ink" if is_marked else "ink3"))
        shown = str(row.number) if row.number else ""
        painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.setPen(theme().color("ink"))
        # Tabs would shift the columns of what follows them, so a line with tabs is set without bold words.
        shift, is_plain = (row.shift, row.is_plain) if isinstance(row, Part) else (0, "\t" in row.text)
        text = row.text.expandtabs(4)
        indent = len(text) - len(text.lstrip())
        spans = [
            (max(first - shift, indent), min(last - shift, len(text)))
            for first, last in ([] if is_plain else self.spans.get(row.line, []))
            if last - shift > indent and first - shift < len(text)
        ]
        edges = [0, *(edge for span in spans for edge in span), len(text)]
        for place in range(len(edges) - 1):
            first, last = edges[place], edges[place + 1]
            painter.setFont(self.keyword_font if place % 2 else self.code_font)
            left = rect.left() + self.code_left + round(first * self.column)
            box = QRect(left, rect.top(), rect.right() + 2000, rect.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, text[first:last])

    def _paint_comment(self, painter: QPainter, rect: QRect, row: Row | Part) -> None:
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
        text = _shown_text(row)
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
