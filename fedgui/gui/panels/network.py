"""The network panel: every message that had crossed at the present moment, with its payload."""

from __future__ import annotations

from bisect import bisect_right
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.identity import paint_avatar
from fedgui.gui.theme import font, theme
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER, MessageState, Trace

_Index = QModelIndex | QPersistentModelIndex
_MESSAGE: Final = Qt.ItemDataRole.UserRole
_NUMBER, _DIRECTION, _WHO, _WHAT, _BYTES = range(5)
_ROW_HEIGHT: Final = 34

_HEADS: Final = (
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


class _Log(QAbstractTableModel):
    """The messages of a trace up to a moment. Grows and shrinks at its end.

    Attributes:
        payloads: the moments of the messages that carry values.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._trace = Trace()
        self._all: list[int] = []
        self.payloads: list[int] = []
        self._with_commands = False

    @property
    def rows(self) -> list[int]:
        """The moments of the messages that are shown."""
        return self._all if self._with_commands else self.payloads

    def set_trace(self, trace: Trace) -> None:
        """Begin with another record."""
        self.beginResetModel()
        self._trace = trace
        self._all, self.payloads = [], []
        self.endResetModel()

    def show_commands(self, with_commands: bool) -> None:
        """Show every message, or only those that carry values."""
        self.beginResetModel()
        self._with_commands = with_commands
        self.endResetModel()

    def show_until(self, index: int) -> None:
        """Show the messages up to and including moment `index`."""
        messages = self._trace.messages_until(index)
        if len(messages) < len(self._all):
            self._cut(index)
        elif len(messages) > len(self._all):
            self._extend(messages[len(self._all) :])

    def _extend(self, new: list[int]) -> None:
        carrying = [place for place in new if self._message(place).kind == "object"]
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
        if kept < count:
            self.endRemoveRows()

    def _message(self, place: int) -> MessageState:
        message = self._trace[place].message
        assert message is not None
        return message

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return translate("NetworkPanel", _HEADS[section]) if _HEADS[section] else ""
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        message = self._message(self.rows[index.row()])
        if role == _MESSAGE:
            return message
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == _WHAT:
            return _what(message)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() == _DIRECTION:
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
    side = {_NUMBER: Qt.AlignmentFlag.AlignRight, _BYTES: Qt.AlignmentFlag.AlignRight}
    return side.get(column, Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter


class _CellPainter(QStyledItemDelegate):
    """Paints the cells of the log, with the avatar before a worker's name and a mark on the present message."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.marked_row = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        rect: QRect = option.rect
        is_marked = index.row() == self.marked_row
        colors = theme()
        painter.save()
        if option.state & option.state.State_Selected:
            painter.fillRect(rect, colors.color("line"))
        elif is_marked:
            painter.fillRect(rect, colors.color("nowsoft"))
        else:
            painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), colors.color("line"))
        if is_marked and index.column() == _NUMBER:
            painter.fillRect(QRect(rect.left(), rect.top(), 5, rect.height()), colors.color("now"))
        text = rect.adjusted(8, 0, -8, 0)
        if index.column() == _WHO:
            side = round(20 * colors.scale)
            message: MessageState = index.data(_MESSAGE)
            place = QRectF(text.left(), rect.center().y() - side / 2 + 0.5, side, side)
            paint_avatar(painter, place, message.worker)
            text.setLeft(text.left() + side + 8)
        is_mono = index.column() in (_NUMBER, _WHAT, _BYTES)
        painter.setFont(font("index" if is_mono else "log"))
        painter.setPen(colors.color("ink3" if index.column() == _NUMBER and not is_marked else "ink"))
        shown = QFontMetrics(painter.font()).elidedText(index.data(), Qt.TextElideMode.ElideRight, text.width())
        painter.drawText(text, int(_alignment(index.column())), shown)
        painter.restore()


class NetworkPanel(Surface):
    """The log of messages, newest last. Commands carry no values and are hidden until asked for."""

    count_changed = Signal(int)
    """How many messages that carry values had crossed."""

    moment_chosen = Signal(int)
    """The user opened a message: the moment at which it left."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._trace = Trace()
        self._index = -1
        self._count = 0
        self._log = _Log(self)
        self.view = self._make_view()
        self._painter = _CellPainter(self)
        self.view.setItemDelegate(self._painter)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._total = Text("log", "ink2", self)
        self.commands = QCheckBox(self)
        self.commands.toggled.connect(self._choose_messages)
        footer = QHBoxLayout()
        footer.setContentsMargins(16, 8, 16, 8)
        footer.addWidget(self.commands)
        footer.addStretch()
        footer.addWidget(self._total)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.view, 1)
        layout.addLayout(footer)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()
        self._show_or_hide()

    def _make_view(self) -> QTableView:
        view = QTableView(self)
        view.setModel(self._log)
        view.setShowGrid(False)
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.horizontalHeader().setSectionResizeMode(_WHAT, QHeaderView.ResizeMode.Stretch)
        view.activated.connect(self._open)
        view.doubleClicked.connect(self._open)
        return view

    @property
    def count(self) -> int:
        """Messages with values that had crossed at the present moment."""
        return self._count

    def show_moment(self, trace: Trace, index: int) -> None:
        """Show what had crossed at moment `index` (-1: before the first) of `trace`.

        Costs no more than what changed since the last call.
        """
        if trace is not self._trace:
            self._trace = trace
            self._log.set_trace(trace)
        elif index == self._index:
            return
        self._index = index
        bar = self.view.verticalScrollBar()
        follows = bar.value() >= bar.maximum()
        before = len(self._log.rows)
        self._log.show_until(index)
        self._refresh()
        if follows and len(self._log.rows) != before:
            self.view.scrollToBottom()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.view.setAccessibleName(self.tr("Messages"))
        self._empty.setText(self.tr("No message yet."))
        self.commands.setText(self.tr("Show commands"))
        self.commands.setToolTip(self.tr("Commands ask a worker to compute; they carry no values."))
        self._log.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_HEADS) - 1)
        self.view.viewport().update()
        self._write_total()

    def _refresh(self) -> None:
        marked = self._marked_row()
        if marked != self._painter.marked_row:
            self._painter.marked_row = marked
            self.view.viewport().update()
        self._show_or_hide()
        self._write_total()
        count = len(self._log.payloads)
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)

    def _marked_row(self) -> int:
        """Row of the newest message, if the line that sent it still runs; -1 otherwise."""
        if self._index < 0 or not self._log.rows:
            return -1
        line = self._trace.line_at(self._index)
        return len(self._log.rows) - 1 if line is not None and self._log.rows[-1] >= line else -1

    def _write_total(self) -> None:
        total = self._trace.bytes_until(self._index) if self._index >= 0 else 0
        self._total.setText(self.tr("Payload: {count} bytes").format(count=total))

    def _show_or_hide(self) -> None:
        is_empty = not self._log.rows
        self._empty.setVisible(is_empty)
        self.view.setVisible(not is_empty)

    @Slot(bool)
    def _choose_messages(self, with_commands: bool) -> None:
        self._log.show_commands(with_commands)
        self.view.scrollToBottom()
        self._refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.moment_chosen.emit(self._log.rows[index.row()])

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self.commands.setFont(font("button"))
        self.view.horizontalHeader().setFont(font("head"))
        self.view.verticalHeader().setDefaultSectionSize(round(_ROW_HEIGHT * scale))
        for column, width in ((_NUMBER, 60), (_DIRECTION, 30), (_WHO, 120), (_BYTES, 76)):
            self.view.setColumnWidth(column, round(width * scale))
        self.view.viewport().update()
