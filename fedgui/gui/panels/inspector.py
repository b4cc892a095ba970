"""The inspector: every tensor that one node holds at the present moment, as small tables."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.block_column import BlockColumn
from fedgui.gui.panels.blocks import Block, blocks, goodbyes
from fedgui.gui.panels.identity import Avatar
from fedgui.gui.panels.lifetimes import Births, messages_between, step_is_pending
from fedgui.gui.stage.words import status_text
from fedgui.gui.theme import theme
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, Scene, Trace


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
        self._avatar = Avatar(40, self)
        self._name = Text("node", parent=self)
        self._status = Text("body", "ink2", self)
        self._status.setWordWrap(True)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setMargin(20)
        self._where = Text("body", "ink2", self)
        self._where.setWordWrap(True)
        self._complaint = Text("body", "bad", self)
        self._complaint.setWordWrap(True)
        self._gone = Text("hint", "ink2", self)
        self._gone.setWordWrap(True)
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._show_anew)
        self.retranslate()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._name)
        words.addWidget(self._status)
        head = QWidget()
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._avatar, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        self.area = BlockColumn((head, self._where, self._complaint, self._gone), self)
        head.show()
        self.area.edited.connect(self._edit)
        self.area.refused.connect(self._complain)
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
        self.area.set_editable(is_editable)

    def showEvent(self, event: object) -> None:
        # Hidden, it lets moments pass: building tables is the dearest thing that a step does.
        self._show()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.area.setAccessibleName(self.tr("Tensors of the chosen node"))
        self._show_anew()

    @Slot()
    def _show_anew(self) -> None:
        self.area.forget()
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
        color = {"bob": "bob", "alice": "alice"}.get(node, "ink2")
        self.area.show_blocks([(block, self._since_text(block, node)) for block in wanted], color)

    def _status_text(self, node: str, scene: Scene) -> str:
        if node == SERVER:
            count = language().integer(sum(1 for _block in blocks(scene, node)))
            return self.tr("server · tables: {count}").format(count=count)
        worker = scene.worker(node)
        if worker is None:
            return self.tr("worker · not created yet")
        status = status_text(worker.status)
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
