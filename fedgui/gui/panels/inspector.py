"""The inspector: every tensor that one node holds at the present moment, as small tables."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.blocks import Block, blocks, goodbyes
from fedgui.gui.panels.identity import Avatar
from fedgui.gui.panels.lifetimes import Births, messages_between, step_is_pending
from fedgui.gui.panels.tensor_table import TensorTable
from fedgui.gui.theme import pixmap, theme
from fedgui.scripts.source import QT_TRANSLATE_NOOP, Script
from fedgui.scripts.trace import SERVER, Scene, Status, Trace

_STATUS: Final = {
    Status.WAITING: QT_TRANSLATE_NOOP("Inspector", "waiting"),
    Status.RECEIVING: QT_TRANSLATE_NOOP("Inspector", "receiving"),
    Status.TRAINING: QT_TRANSLATE_NOOP("Inspector", "training"),
    Status.RETURNING: QT_TRANSLATE_NOOP("Inspector", "returning"),
    Status.DIVERGED: QT_TRANSLATE_NOOP("Inspector", "diverged"),
    Status.OFFLINE: QT_TRANSLATE_NOOP("Inspector", "offline"),
}


class _Meta(Text):
    """A side remark that gives way: where it has no room it is shortened, and its tooltip says all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("index", "ink2", parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), shown)


class _BlockView(QWidget):
    """A title with its meta, a table and a note."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("strong", parent=self)
        self._meta = _Meta(self)
        self.table = TensorTable(self)
        self._changes = Text("hint", "ink", self)
        self._changes.setWordWrap(True)
        self._since = Text("hint", "ink3", self)
        self._since.setWordWrap(True)
        self._lock = QLabel(self)
        self._note = Text("hint", "ink2", self)
        self._note.setWordWrap(True)
        head = self._head = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.setSpacing(2)
        head.addWidget(self._title)
        head.addWidget(self._meta, 1)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self._lock, 0, Qt.AlignmentFlag.AlignTop)
        foot.addWidget(self._note, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.table)
        layout.addWidget(self._changes)
        layout.addLayout(foot)
        layout.addWidget(self._since)
        # A block is as high as its numbers; the room that is left stays below the last one.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        # the layout above takes this for the largest height, and would cut texts that wrap
        return QSize(super().sizeHint().width(), self.heightForWidth(max(self.width(), 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_meta()
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def _place_meta(self) -> None:
        """Put the meta beside the title, or below it where it has no room."""
        needed = self._title.sizeHint().width() + self._meta.sizeHint().width() + 8
        is_beside = needed <= self.width()
        side = Qt.AlignmentFlag.AlignRight if is_beside else Qt.AlignmentFlag.AlignLeft
        self._head.setDirection(QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom)
        self._meta.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)

    def show_block(self, block: Block, color: str, since: str) -> None:
        """Show other numbers; the padlock takes the worker's colour. `since` tells how long they are there."""
        self._changes.setText(block.changes)
        self._changes.setVisible(bool(block.changes))
        self._since.setText(since)
        self._since.setVisible(bool(since))
        self._title.setText(block.title)
        self._meta.setText(block.meta)
        self._meta.setToolTip(block.meta)
        self._place_meta()
        self.table.show_grid(block.grid, f"{block.title}, {block.meta}")
        self._note.setText(block.note)
        self._note.setVisible(bool(block.note))
        self._lock.setVisible(block.is_private)
        if block.is_private:
            side = round(16 * theme().scale)
            self._lock.setPixmap(pixmap("lock", color, side, self.devicePixelRatioF()))


class _Inside(Surface):
    """What is scrolled: never lower than its wrapped texts are at the present width, which Qt does not ask for."""

    def minimumSizeHint(self) -> QSize:
        least = super().minimumSizeHint()
        return QSize(least.width(), max(least.height(), self.heightForWidth(self.width())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()


class InspectorPanel(Surface):
    """What one node holds, what is new about it, and since when. Click a node on the stage to choose it."""

    weight_edited = Signal(str, int, float)
    """The user wants another number in a model: the parameter's name, the place in it (row-major), the number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._node: str | None = None
        self._scene: Scene | None = None
        self._before: Scene | None = None
        self._births: Births | None = None
        self._trace: Trace | None = None
        self._index = -1
        self._rate: float | None = None
        self._numbers: dict[int, int] = {}
        self._is_editable = False
        self._avatar = Avatar(40, self)
        self._name = Text("node", parent=self)
        self._status = Text("body", "ink2", self)
        self._status.setWordWrap(True)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._where = Text("body", "ink2", self)
        self._where.setWordWrap(True)
        self._complaint = Text("body", "bad", self)
        self._complaint.setWordWrap(True)
        self._gone = Text("hint", "ink2", self)
        self._gone.setWordWrap(True)
        self._views: list[_BlockView] = []
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._show)
        self.retranslate()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._status)
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        inside = _Inside()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(18)
        self._column.addLayout(head)
        self._column.addWidget(self._where)
        self._column.addWidget(self._complaint)
        self._column.addWidget(self._gone)
        self._column.addStretch(1)
        self.area = QScrollArea(self)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.area, 1)

    def show_node(self, node: str | None, scene: Scene | None) -> None:
        """Show what `node` (a worker's id or SERVER) holds in `scene`; None for either shows an invitation."""
        if (node, scene) == (self._node, self._scene) and self._trace is None:
            return
        self._node, self._scene = node, scene
        self._trace, self._before, self._rate = None, None, None
        if self.isVisible():
            self._show()

    def show_moment(self, node: str | None, trace: Trace, index: int, rate: float | None = None) -> None:
        """Show what `node` holds at moment `index` (-1: before the first), and what the present line made of it.

        Args:
            node: a worker's id, SERVER, or None for an invitation to choose one.
            trace: the record.
            index: the moment.
            rate: the learning rate, if it is known; with it the step is shown while it waits to be taken, unless the
                step before was anything but the gradient times that rate.
        """
        if (node, index, rate) == (self._node, self._index, self._rate) and trace is self._trace:
            return
        if self._births is None or trace is not self._trace:
            self._births = Births(trace)
        self._node, self._trace, self._index, self._rate = node, trace, index, rate
        self._scene = self._before = None
        self._complaint.setText("")
        if self.isVisible():
            self._show()

    def set_script(self, script: Script) -> None:
        """Name lines by the numbers that the code panel shows beside this script."""
        self._numbers = {row.line: row.number for row in script.rows if row.kind == "code"}

    def set_editable(self, is_editable: bool) -> None:
        """Let the user write other numbers into the model's weights, by a double click or Enter on a cell."""
        self._is_editable = is_editable
        for view in self._views:
            view.table.set_editable(is_editable)

    def showEvent(self, event: object) -> None:
        # Hidden, it lets moments pass: building tables is the dearest thing that a step does.
        self._show()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.area.setAccessibleName(self.tr("Tensors of the chosen node"))
        self._show()

    @Slot()
    def _show(self) -> None:
        self._look()
        node, scene = self._node, self._scene
        self.area.setVisible(node is not None and scene is not None)
        self._empty.setVisible(node is None or scene is None)
        if node is None or scene is None:
            self._empty.setText(
                self.tr("Click a node on the stage to see its tensors.")
                if node is None
                else self.tr("Nothing here before the run begins.")
            )
            return
        self._avatar.set_worker(node)
        self._name.setText(worker_name(node))
        self._status.setText(self._status_text(node, scene))
        self._where.setText(self._where_text(node, scene))
        self._where.setVisible(bool(self._where.text()))
        self._complaint.setVisible(bool(self._complaint.text()))
        self._show_gone(scene, node)
        self._show_blocks(list(blocks(scene, node, self._before, self._pending_rate())), node)

    def _look(self) -> None:
        """Take the scenes out of the record, if they are not here yet."""
        if self._trace is None or self._scene is not None or self._index < 0:
            return
        self._scene = self._trace.state_at(self._index)
        line = self._trace.line_at(self._index)
        if line is not None and line >= self._trace.thinned:
            self._before = self._trace.state_at(line)

    def _pending_rate(self) -> float | None:
        rate, trace = self._rate, self._trace
        return rate if rate is not None and trace is not None and step_is_pending(trace, self._index, rate) else None

    def _show_gone(self, scene: Scene, node: str) -> None:
        said: list[str] = []
        if self._trace is not None and self._before is not None:
            line = self._trace.line_at(self._index) or 0
            said = goodbyes(self._before, scene, node, messages_between(self._trace, line, self._index))
        self._gone.setText("\n".join(said))
        self._gone.setVisible(bool(said))

    def _since_text(self, block: Block, node: str) -> str:
        """Since which line the tensor of a block is with a worker; variables of the server have no ids to tell by."""
        if self._trace is None or self._births is None or not block.holding or node == SERVER:
            return ""
        born = self._births.born(("tensor", node, block.holding), self._index)
        if born is None:
            return ""
        number = self._numbers.get(self._trace[born].line)
        if number is None:
            return self.tr("Here since moment {moment}.").format(moment=language().integer(born))
        text = self.tr("Here since line {line}, moment {moment}.")
        return text.format(line=number, moment=language().integer(born))

    @Slot(str)
    def _complain(self, text: str) -> None:
        self._complaint.setText(text)
        self._complaint.setVisible(True)
        QAccessible.updateAccessibility(QAccessibleEvent(self._complaint, QAccessible.Event.Alert))

    @Slot(str, int, float)
    def _edit(self, parameter: str, index: int, value: float) -> None:
        self._complaint.setText("")
        self._complaint.hide()
        self.weight_edited.emit(parameter, index, value)

    def _show_blocks(self, wanted: list[Block], node: str) -> None:
        while len(self._views) < len(wanted):
            view = _BlockView()
            view.table.set_editable(self._is_editable)
            view.table.edited.connect(self._edit)
            view.table.refused.connect(self._complain)
            self._views.append(view)
            self._column.insertWidget(self._column.count() - 2, view)
        color = {"bob": "bob", "alice": "alice"}.get(node, "ink2")
        for place, view in enumerate(self._views):
            view.setVisible(place < len(wanted))
            if place < len(wanted):
                view.show_block(wanted[place], color, self._since_text(wanted[place], node))
                view.table.rewrite()

    def _status_text(self, node: str, scene: Scene) -> str:
        if node == SERVER:
            count = language().integer(sum(1 for _block in blocks(scene, node)))
            return self.tr("server · tables: {count}").format(count=count)
        worker = scene.worker(node)
        if worker is None:
            return self.tr("worker · not created yet")
        status = translate("Inspector", _STATUS[worker.status])
        data, _target = scene.table(node)
        if data is None or not data.value.shape:
            return self.tr("worker · {status}").format(status=status)
        count = language().integer(data.value.shape[0])
        if data.value.shape[0] == 1:
            return self.tr("worker · 1 row · {status}").format(status=status)
        return self.tr("worker · {count} rows · {status}").format(count=count, status=status)

    def _where_text(self, node: str, scene: Scene) -> str:
        """Where the model is, if it isn't here."""
        model = scene.model
        if model is None or model.holder == node:
            return ""
        if not model.holder:
            return self.tr("The model is travelling.")
        if model.holder == SERVER:
            return self.tr("The model is with the server.")
        return self.tr("The model is with {worker}.").format(worker=worker_name(model.holder))
