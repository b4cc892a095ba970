"""The console panel: what the script had printed when the present moment had happened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.views import TableView, is_behind_a_tab
from fedgui.gui.theme import font, line_height, theme
from fedgui.scripts.trace import Trace

_Index = QModelIndex | QPersistentModelIndex
_MOMENT: Final = Qt.ItemDataRole.UserRole
_MARGIN: Final = 16
MOST_LINES: Final = 20_000
"""Lines that are kept for scrolling; older ones stay in the record, and come back when the playhead does."""
MOST_LETTERS: Final = 2_000
"""Longer lines are cut, since a single one could stop the painting."""


class _Lines(QAbstractListModel):
    """Printed lines and the moments that printed them. Grows and shrinks at its end, and forgets at its beginning.

    Attributes:
        longest: letters of the longest line since the last `clear`.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.lines: list[str] = []
        self.moments: list[int] = []
        self.longest = 0

    def clear(self) -> None:
        """Forget every line."""
        self.beginResetModel()
        self.lines, self.moments, self.longest = [], [], 0
        self.endResetModel()

    def extend(self, prints: list[tuple[int, list[str]]]) -> None:
        """Append the lines that moments printed, each as a row."""
        lines = [(moment, _cut(line)) for moment, text in prints for line in text]
        if not lines:
            return
        self.beginInsertRows(QModelIndex(), len(self.lines), len(self.lines) + len(lines) - 1)
        self.moments += [moment for moment, _line in lines]
        self.lines += [line for _moment, line in lines]
        self.longest = max(self.longest, *(len(line) for _moment, line in lines), 0)
        self.endInsertRows()

    def forget(self, count: int) -> None:
        """Drop the oldest `count` lines."""
        self.beginRemoveRows(QModelIndex(), 0, count - 1)
        del self.moments[:count]
        del self.lines[:count]
        self.endRemoveRows()

    def keep_until(self, moment: int) -> None:
        """Drop the lines of every moment after `moment`."""
        count = bisect_left(self.moments, moment + 1)
        if count < len(self.lines):
            self.beginRemoveRows(QModelIndex(), count, len(self.lines) - 1)
            del self.moments[count:]
            del self.lines[count:]
            self.endRemoveRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.lines)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self.lines[index.row()]
        if role == _MOMENT:
            return self.moments[index.row()]
        return None


def _cut(line: str) -> str:
    line = line[: MOST_LETTERS + 1].expandtabs(8)
    return line if len(line) <= MOST_LETTERS else f"{line[:MOST_LETTERS]}…"


class _LinePainter(QStyledItemDelegate):
    """Paints a printed line, and the mark of those that the present line of the script printed."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.marked_from = -1
        self.restyle()

    def restyle(self) -> None:
        """Take fonts and measures from the theme."""
        self.letters = font("code")
        self.column = QFontMetricsF(self.letters).horizontalAdvance("0")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        is_marked = 0 <= self.marked_from <= index.data(_MOMENT)
        if option.state & option.state.State_Selected:
            painter.fillRect(rect, theme().color("chosen"))
        elif is_marked:
            painter.fillRect(rect, theme().color("nowsoft"))
        if is_marked:
            painter.fillRect(QRect(rect.left(), rect.top(), 5, rect.height()), theme().color("now"))
        painter.setFont(self.letters)
        painter.setPen(theme().color("ink"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.drawText(rect.adjusted(_MARGIN, 0, 0, 0), flags, index.data())


class _LineView(TableView):
    """Lines that can be selected and copied. A table of one column: unlike a list, it never asks for every row."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            rows = sorted(index.row() for index in self.selectedIndexes())
            lines = [self.model().index(row, 0).data() for row in rows]
            QGuiApplication.clipboard().setText("\n".join(lines))
            event.accept()
        else:
            super().keyPressEvent(event)


class ConsolePanel(Surface):
    """What the script printed up to the present moment, as Python prints it in either language."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._trace = Trace()
        self._wanted = self._trace, -1
        self._shown = 0
        self._missing = 0
        self._cut = -1
        """The moment of which only the last lines are listed, since it printed more than MOST_LINES; -1 for none."""
        self._model = _Lines(self)
        self.view = _LineView(self)
        self.view.setModel(self._model)
        self.view.setShowGrid(False)
        self.view.setWordWrap(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionMode(QTableView.SelectionMode.ExtendedSelection)
        self.view.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.view.horizontalHeader().hide()
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._painter = _LinePainter(self)
        self.view.setItemDelegate(self._painter)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        self._older = Text("hint", "ink3", self)
        self._older.setContentsMargins(_MARGIN, 0, _MARGIN, 4)
        layout.addWidget(self._older)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()
        self._show_or_hide()

    def show_moment(self, trace: Trace, index: int) -> None:
        """Show what had been printed at moment `index` (-1: before the first) of `trace`.

        Costs no more than what changed since the last call.
        """
        self._wanted = trace, index
        if not is_behind_a_tab(self):
            self._catch_up()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        """Show what was printed up to the present moment; what can't be seen waits for it."""
        trace, index = self._wanted
        if trace is not self._trace:
            self._trace, self._shown, self._missing, self._cut = trace, 0, 0, -1
            self._model.clear()
            self._show_or_hide()
        prints = trace.prints_until(index)
        bar = self.view.verticalScrollBar()
        follows = bar.value() >= bar.maximum()
        has_changed = len(prints) != self._shown
        self._take(prints)
        self._mark(prints[-1] if prints else -1, index)
        if has_changed:
            self._show_or_hide()
            self._fit_column()
            self.view.lay_out()
        if has_changed and follows:
            self.view.scrollToBottom()

    def _take(self, prints: Sequence[int]) -> None:
        """Bring the lines up to date: what these moments printed, or the newest part of it."""
        count = len(prints)
        if count < self._shown:
            self._model.keep_until(prints[-1] if prints else -1)
            if self._missing and len(self._model.lines) < MOST_LINES // 2:
                self._model.clear()
                self._shown = self._missing = 0
                self._cut = -1
        self._extend(prints)
        self._shown = count
        too_many = len(self._model.lines) - MOST_LINES
        if too_many > MOST_LINES // 4:
            self._model.forget(too_many)
            self._missing = count - len(set(self._model.moments))
        self._write_older()

    def _extend(self, prints: Sequence[int]) -> None:
        """Append what was printed since the last time, as far back as lines are kept."""
        added: list[tuple[int, list[str]]] = []
        room = MOST_LINES
        for place in range(len(prints) - 1, self._shown - 1, -1):
            # from its end: nobody waits for the splitting of a million lines that are not listed
            lines = self._trace.printed(prints[place]).rsplit("\n", MOST_LINES)
            is_cut = len(lines) > MOST_LINES
            added.append((prints[place], lines[1:] if is_cut else lines))
            room -= len(added[-1][1])
            if room <= 0:
                self._model.clear()
                self._missing = place
                self._cut = prints[place] if is_cut else -1
                break
        self._model.extend(added[::-1])

    def _write_older(self) -> None:
        is_cut = bool(self._model.moments) and self._model.moments[0] == self._cut
        self._older.setVisible(self._missing > 0 or is_cut)
        if is_cut:
            self._older.setText(self.tr("Only the last lines of a very long print are listed."))
            return
        text = self.tr("Earlier prints that are no longer listed: {count}")
        self._older.setText(text.format(count=language().integer(self._missing)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_column()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.view.setAccessibleName(self.tr("Console"))
        self._empty.setText(self.tr("Nothing printed yet."))
        self._write_older()

    def _mark(self, last: int, index: int) -> None:
        """Mark what the line that runs at `index` has printed."""
        line = self._trace.line_at(index)
        marked_from = line if line is not None and last >= line else -1
        if marked_from != self._painter.marked_from:
            self._painter.marked_from = marked_from
            self.view.viewport().update()

    def _show_or_hide(self) -> None:
        is_empty = not self._model.lines
        self._empty.setVisible(is_empty)
        self.view.setVisible(not is_empty)

    @Slot()
    def _restyle(self) -> None:
        self._painter.restyle()
        self.view.verticalHeader().setDefaultSectionSize(line_height("code"))
        self._fit_column()
        self.view.viewport().update()

    def _fit_column(self) -> None:
        width = 2 * _MARGIN + round(self._model.longest * self._painter.column)
        self.view.setColumnWidth(0, max(width, self.view.viewport().width()))
