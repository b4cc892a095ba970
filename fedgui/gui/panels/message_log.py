"""The rows of the network panel: the messages of a record up to a moment, and how they are painted."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import translate
from fedgui.gui.panels.identity import paint_avatar
from fedgui.gui.theme import font, theme
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER, MessageState, Trace

Index = QModelIndex | QPersistentModelIndex
_MESSAGE: Final = Qt.ItemDataRole.UserRole
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


def _way(message: MessageState) -> int:
    """Which of the running totals a message adds to: the place of its field in Totals."""
    if message.kind != "object":
        return 3
    if message.sender == SERVER:
        return 0
    return 1 if message.receiver == SERVER else 2


class MessageLog(QAbstractTableModel):
    """The messages of a trace up to a moment. Grows and shrinks at its end.

    Attributes:
        payloads: the moments of the messages that carry values.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._trace = Trace()
        self._all: list[int] = []
        self.payloads: list[int] = []
        # After each message, as bare numbers: there may be a million of them.
        self._totals = tuple(array("q") for _field in range(4))
        self._with_commands = False

    def totals(self, count: int | None = None) -> Totals:
        """What had crossed with the first `count` messages, commands among them, or with all that are taken in."""
        last = len(self._all) if count is None else count
        return Totals(*(totals[last - 1] for totals in self._totals)) if last else Totals()

    @property
    def count(self) -> int:
        """Messages that are taken in, commands among them."""
        return len(self._all)

    def place(self, number: int) -> int:
        """The moment of message `number` (from 0), commands among them."""
        return self._all[number]

    @property
    def rows(self) -> list[int]:
        """The moments of the messages that are shown."""
        return self._all if self._with_commands else self.payloads

    def set_trace(self, trace: Trace) -> None:
        """Begin with another record."""
        self.beginResetModel()
        self._trace = trace
        self._all, self.payloads = [], []
        self._totals = tuple(array("q") for _field in range(4))
        self.endResetModel()

    def show_commands(self, with_commands: bool) -> None:
        """Show every message, or only those that carry values."""
        self.beginResetModel()
        self._with_commands = with_commands
        self.endResetModel()

    def show_until(self, index: int) -> None:
        """Show the messages up to and including moment `index`."""
        messages = self._trace.messages
        count = bisect_right(messages, index)
        if count < len(self._all):
            self._cut(index)
        elif count > len(self._all):
            self._extend([messages[place] for place in range(len(self._all), count)])

    def _extend(self, new: list[int]) -> None:
        carrying: list[int] = []
        sums = [totals[-1] if totals else 0 for totals in self._totals]
        for place in new:
            message = self.message(place)
            is_command = message.kind != "object"
            sums[_way(message)] += 1 if is_command else message.bytes
            for totals, total in zip(self._totals, sums, strict=True):
                totals.append(total)
            if not is_command:
                carrying.append(place)
        added = len(new) if self._with_commands else len(carrying)
        if added:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + added - 1)
        self._all += new
        self.payloads += carrying
        if added:
            self.endInsertRows()

    def _cut(self, index: int) -> None:
        kept, count = bisect_right(self.rows, index), len(self.rows)
        if kept < count:
            self.beginRemoveRows(QModelIndex(), kept, count - 1)
        for places in (self._all, self.payloads):
            del places[bisect_right(places, index) :]
        for totals in self._totals:
            del totals[len(self._all) :]
        if kept < count:
            self.endRemoveRows()

    def message(self, place: int) -> MessageState:
        """The message of moment `place`."""
        message = self._trace[place].message
        assert message is not None
        return message

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
        if role == _MESSAGE:
            return message
        if role == Qt.ItemDataRole.ToolTipRole and index.column() in (WHO, WHAT):
            return self.data(index)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == DIRECTION:
            if message.receiver == SERVER:
                return translate("NetworkPanel", "to the server")
            return translate("NetworkPanel", "to the worker")
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self._text(index.row(), index.column(), message)

    def _text(self, row: int, column: int, message: MessageState) -> str:
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


class CellPainter(QStyledItemDelegate):
    """Paints the cells of the log, with the avatar before a worker's name and a mark on the present message."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.marked_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        rect: QRect = option.rect
        is_marked = index.row() == self.marked_row
        colors = theme()
        painter.save()
        if option.state & option.state.State_Selected:
            painter.fillRect(rect, colors.color("chosen"))
        elif is_marked:
            painter.fillRect(rect, colors.color("nowsoft"))
        else:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.color("line"))
        if is_marked and index.column() == NUMBER:
            painter.fillRect(QRect(rect.left(), rect.top(), 5, rect.height()), colors.color("now"))
        text = rect.adjusted(8, 0, -8, 0)
        if index.column() == WHO:
            side = round(20 * colors.scale)
            message: MessageState = index.data(_MESSAGE)
            place = QRectF(text.left(), rect.center().y() - side / 2 + 0.5, side, side)
            paint_avatar(painter, place, message.worker)
            text.setLeft(text.left() + side + 8)
        is_mono = index.column() in (NUMBER, WHAT, BYTES)
        painter.setFont(font("index" if is_mono else "log"))
        painter.setPen(colors.color("ink3" if index.column() == NUMBER and not is_marked else "ink"))
        shown = QFontMetrics(painter.font()).elidedText(index.data(), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, int(_alignment(index.column())), shown)
        painter.restore()
