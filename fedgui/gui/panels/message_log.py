"""The rows of the network panel: the messages of a record up to a moment, and how they are painted."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import translate
from fedgui.gui.panels.identity import paint_avatar
from fedgui.gui.panels.views import TableView
from fedgui.gui.theme import font, theme
from fedgui.scripts.rising import Beginning
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import CARRYING, SERVER, MessageState, Trace

Index = QModelIndex | QPersistentModelIndex
NUMBER, DIRECTION, WHO, WHAT, BYTES = range(5)
HEADS: Final = (
    QT_TRANSLATE_NOOP("NetworkPanel", "No."),
    "",
    QT_TRANSLATE_NOOP("NetworkPanel", "Worker"),
    QT_TRANSLATE_NOOP("NetworkPanel", "What"),
    QT_TRANSLATE_NOOP("NetworkPanel", "Bytes"),
)
_KINDS: Final = {
    "request": QT_TRANSLATE_NOOP("NetworkPanel", "request"),
    "delete": QT_TRANSLATE_NOOP("NetworkPanel", "release"),
    "search": QT_TRANSLATE_NOOP("NetworkPanel", "search"),
}


def _what(message: MessageState) -> str:
    """What a message carries or asks for. Names stay as the script writes them."""
    if message.kind == "command":
        return f"{message.name}()"
    kind = translate("NetworkPanel", _KINDS[message.kind]) if message.kind in _KINDS else ""
    return f"{kind} {message.name}".strip()


@dataclass(frozen=True, slots=True)
class Totals:
    """What had crossed so far.

    Attributes:
        down: payload bytes from the server to workers. up: from workers to the server. across: between workers.
        commands: messages that carry no values.
    """

    down: int = 0
    up: int = 0
    across: int = 0
    commands: int = 0


_COMMAND: Final = 3


def _way(message: MessageState) -> int:
    """Which of the running totals a message adds to: the place of its field in Totals."""
    if message.kind != CARRYING:
        return _COMMAND
    if message.sender == SERVER:
        return 0
    return 1 if message.receiver == SERVER else 2


class MessageLog(QAbstractTableModel):
    """The messages of a trace up to a moment. Grows and shrinks at its end."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._trace = Trace()
        self._count = self._carried = 0
        # After each message, as bare numbers: there may be a million of them.
        self._totals = tuple(array("q") for _field in range(4))
        self._with_commands = False

    def totals(self, count: int | None = None) -> Totals:
        """What had crossed with the first `count` messages, commands among them, or with all that are shown."""
        last = self._count if count is None else count
        self._sum_up(last)
        return Totals(*(totals[last - 1] for totals in self._totals)) if last else Totals()

    def _sum_up(self, count: int) -> None:
        """Have the totals after each of the first `count` messages."""
        known = len(self._totals[0])
        if known >= count:
            return
        sums = [totals[-1] if totals else 0 for totals in self._totals]
        rows: list[list[int]] = []
        for place in self._trace.messages[known:count]:
            message = self.message(place)
            way = _way(message)
            sums[way] += 1 if way == _COMMAND else message.bytes
            rows.append(sums[:])
        for totals, column in zip(self._totals, zip(*rows, strict=True), strict=True):
            totals.extend(column)

    @property
    def count(self) -> int:
        """Messages that are taken in, commands among them."""
        return self._count

    def place(self, number: int) -> int:
        """The moment of message `number` (from 0), commands among them."""
        return self._trace.messages[number]

    @property
    def rows(self) -> Sequence[int]:
        """The moments of the messages that are shown."""
        if self._with_commands:
            return Beginning(self._trace.messages, self._count)
        return Beginning(self._trace.carrying, self._carried)

    def set_trace(self, trace: Trace) -> None:
        """Begin with another record."""
        self.beginResetModel()
        self._trace = trace
        self._count = self._carried = 0
        self._totals = tuple(array("q") for _field in range(4))
        self.endResetModel()

    def show_commands(self, with_commands: bool) -> None:
        """Show every message, or only those that carry values."""
        self.beginResetModel()
        self._with_commands = with_commands
        self.endResetModel()

    def show_until(self, index: int) -> None:
        """Show the messages up to and including moment `index`."""
        count, carried = bisect_right(self._trace.messages, index), bisect_right(self._trace.carrying, index)
        before, after = (self._count, count) if self._with_commands else (self._carried, carried)
        if after > before:
            self.beginInsertRows(QModelIndex(), before, after - 1)
        elif after < before:
            self.beginRemoveRows(QModelIndex(), after, before - 1)
        self._count, self._carried = count, carried
        if after > before:
            self.endInsertRows()
        elif after < before:
            self.endRemoveRows()

    @property
    def trace(self) -> Trace:
        """The record that the messages are from."""
        return self._trace

    def message(self, place: int) -> MessageState:
        """The message of moment `place`."""
        return self._trace.message(place)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return translate("NetworkPanel", HEADS[section]) if HEADS[section] else ""
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        message = self.message(self.rows[index.row()])
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (WHO, WHAT):
            return self.text(index.row(), index.column(), message)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == DIRECTION:
            if message.receiver == SERVER:
                return translate("NetworkPanel", "to the server")
            return translate("NetworkPanel", "to the worker")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.text(index.row(), index.column(), message)

    def text(self, row: int, column: int, message: MessageState) -> str:
        """What stands in a cell; `message` is that of its row."""
        match column:
            case 0:
                return str(row + 1)
            case 1:
                return "←" if message.receiver == SERVER else "→"
            case 2:
                if SERVER in (message.sender, message.receiver):
                    return worker_name(message.worker)
                return f"{worker_name(message.sender)} → {worker_name(message.receiver)}"
            case 3:
                return _what(message)
        return str(message.bytes) if message.kind == "object" else ""


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = {NUMBER: Qt.AlignmentFlag.AlignRight, BYTES: Qt.AlignmentFlag.AlignRight}
    return side.get(column, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter


_FLAGS: Final = tuple(_alignment(column).value for column in range(len(HEADS)))
_MONO: Final = (NUMBER, WHAT, BYTES)


class LogView(TableView):
    """Paints the rows of the log, with the avatar before a worker's name and a mark on the present message.

    It paints them itself: a delegate is asked cell by cell, and each time Qt looks into the style sheet.

    Args:
        log: its model.
    """

    def __init__(self, log: MessageLog, parent: QWidget) -> None:
        super().__init__(parent)
        self._log = log
        self.marked_row = -1
        self.setModel(log)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        last = self.rowAt(event.rect().bottom())
        first, end = self.rowAt(event.rect().top()), last + 1 if last >= 0 else len(self._log.rows)
        columns = [(self.columnViewportPosition(column), self.columnWidth(column)) for column in range(len(HEADS))]
        fonts = [font("index" if column in _MONO else "log") for column in range(len(HEADS))]
        for row in range(max(first, 0), end):
            top, height = self.rowViewportPosition(row), self.rowHeight(row)
            self._paint_row(painter, row, QRect(0, top, self.viewport().width(), height))
            message = self._log.message(self._log.rows[row])
            for column, (left, width) in enumerate(columns):
                painter.setFont(fonts[column])
                self._paint_cell(painter, row, column, message, QRect(left, top, width, height))

    def _paint_row(self, painter: QPainter, row: int, line: QRect) -> None:
        colors = theme()
        if self.selectionModel().isRowSelected(row):
            painter.fillRect(line, colors.color("chosen"))
        elif row == self.marked_row:
            painter.fillRect(line, colors.color("nowsoft"))
        else:
            painter.fillRect(QRect(line.left(), line.bottom(), line.width(), 1), colors.color("line"))
        if row == self.marked_row:
            painter.fillRect(QRect(line.left(), line.top(), 5, line.height()), colors.color("now"))

    def _paint_cell(self, painter: QPainter, row: int, column: int, message: MessageState, box: QRect) -> None:
        text = box.adjusted(8, 0, -8, 0)
        if column == WHO:
            side = round(20 * theme().scale)
            paint_avatar(painter, QRectF(text.left(), box.center().y() - side / 2 + 0.5, side, side), message.worker)
            text.setLeft(text.left() + side + 8)
        painter.setPen(theme().color("ink3" if column == NUMBER and row != self.marked_row else "ink"))
        letters = painter.font()
        painter.drawText(text, _FLAGS[column], _shortened(self._log.text(row, column, message), letters, text.width()))


@lru_cache(maxsize=512)
def _shortened(text: str, letters: QFont, width: int) -> str:
    """`text`, cut off where it is wider. The same few texts come again and again."""
    return QFontMetrics(letters).elidedText(text, Qt.TextElideMode.ElideRight, width)
