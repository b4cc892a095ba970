"""The inspector: every tensor that one node holds at the present moment, as small tables."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.identity import Avatar
from fedgui.gui.panels.names import neuron, numbered
from fedgui.gui.panels.tensor_table import Grid, TensorTable, grid_of
from fedgui.gui.theme import pixmap, theme
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER, ModelState, Role, Scene, Status, TensorState, TensorValue

_SAMPLE_COLUMNS: Final = 2

_STATUS: Final = {
    Status.WAITING: QT_TRANSLATE_NOOP("Inspector", "waiting"),
    Status.RECEIVING: QT_TRANSLATE_NOOP("Inspector", "receiving"),
    Status.TRAINING: QT_TRANSLATE_NOOP("Inspector", "training"),
    Status.RETURNING: QT_TRANSLATE_NOOP("Inspector", "returning"),
    Status.DIVERGED: QT_TRANSLATE_NOOP("Inspector", "diverged"),
}


@dataclass(frozen=True, slots=True)
class Block:
    """One table of the inspector.

    Attributes:
        title: what the numbers are, in the language on screen.
        meta: name, shape or type, as the script writes them.
        grid: the numbers.
        note: a sentence below, or "".
        is_private: whether a padlock stands before the note.
    """

    title: str
    meta: str
    grid: Grid
    note: str = ""
    is_private: bool = False


def blocks(scene: Scene, node: str) -> Iterator[Block]:
    """The tables for what `node` holds in `scene`, in the order in which they are shown."""
    model = scene.model
    if model is not None and model.holder == node:
        yield from _model_blocks(model)
    data, target = scene.table(node)
    pred = _prediction(scene, node, data)
    table = _rows_block(node, data, target, pred)
    if table is not None:
        yield table
    told = [data, target, pred] if table is not None else []
    for tensor in scene.tensors(node):
        if not any(tensor is other for other in told):
            yield _tensor_block(tensor.name or translate("Inspector", "unnamed"), tensor.value)
            if tensor.grad is not None:
                yield _tensor_block(f"{tensor.name}.grad", tensor.grad)


def _model_blocks(model: ModelState) -> Iterator[Block]:
    """Weights and gradients: one row w₁ … b for a single neuron, else a table for every parameter."""
    weights, gradient = translate("Inspector", "Weights"), translate("Inspector", "Gradient")
    found = neuron(model)
    if found is not None:
        weight, bias = found
        names = (*numbered("w", weight.value.shape[1]), "b")
        values = (*weight.value.values, *bias.value.values)
        yield Block(weights, f"{model.name} · {len(values)}", grid_of(values, (len(values),), names))
        if weight.grad is not None and bias.grad is not None:
            values = (*weight.grad.values, *bias.grad.values)
            heads = [f"grad {name}" for name in names]
            yield Block(gradient, f"∂loss · {len(values)}", grid_of(values, (len(values),), heads))
        return
    for parameter in model.parameters:
        block = _tensor_block(f"{model.name}.{parameter.name}", parameter.value)
        yield replace(block, title=f"{weights} {parameter.name}")
        if parameter.grad is not None:
            block = _tensor_block(f"{model.name}.{parameter.name}.grad", parameter.grad)
            yield replace(block, title=f"{gradient} {parameter.name}")


def _prediction(scene: Scene, node: str, data: TensorState | None) -> TensorState | None:
    """The result named "pred" with one number for each of the rows."""
    for tensor in scene.tensors(node):
        if tensor.role is Role.RESULT and tensor.name == "pred" and data is not None and tensor.value.whole:
            rows = data.value.shape[0] if data.value.shape else 0
            if rows and math.prod(tensor.value.shape) == rows:
                return tensor
    return None


def _rows_block(
    node: str, data: TensorState | None, target: TensorState | None, pred: TensorState | None
) -> Block | None:
    """Features and targets side by side, each row under its number; None where they don't form one table."""
    if data is None or target is None or not (data.value.whole and target.value.whole):
        return None
    shape = data.value.shape
    if len(shape) != 2 or not shape[0] or not target.value.shape or target.value.shape[0] != shape[0]:
        return None
    count, width = shape
    answers = math.prod(target.value.shape) // count
    heads = (*numbered("x", width), *numbered("y", answers), *(("pred",) if pred is not None else ()))
    cells = []
    for row in range(count):
        cell = (
            *data.value.values[row * width : (row + 1) * width],
            *target.value.values[row * answers : (row + 1) * answers],
        )
        cells.append((*cell, pred.value.values[row]) if pred is not None else cell)
    numbers = tuple(str(data.first_row + row) for row in range(count))
    heat = frozenset({len(heads) - 1}) if pred is not None else frozenset()
    grid = Grid(heads, numbers, tuple(cells), heat)
    meta = f"{data.name} {_shape(data.value)}"
    if not data.private:
        return Block(translate("Inspector", "Rows"), meta, grid)
    note = translate("Inspector", "Only {worker} can read these rows.").format(worker=worker_name(node))
    return Block(translate("Inspector", "Private rows"), meta, grid, note, is_private=True)


def _tensor_block(name: str, value: TensorValue) -> Block:
    meta = f"{_shape(value)} {value.dtype}"
    if value.whole:
        return Block(name, meta, grid_of(value.values, value.shape))
    norm = translate("Inspector", "{count} of {total} values, evenly spaced. Norm {norm}.").format(
        count=language().integer(len(value.values)),
        total=language().integer(math.prod(value.shape)),
        norm=language().number(value.norm),
    )
    width = math.gcd(len(value.values), _SAMPLE_COLUMNS)
    grid = grid_of(value.values, (len(value.values) // width, width))
    return Block(name, meta, replace(grid, columns=("",) * width, rows=("",) * len(grid.rows)), norm)


def _shape(value: TensorValue) -> str:
    return f"({', '.join(map(str, value.shape))})"


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
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)


class _BlockView(QWidget):
    """A title with its meta, a table and a note."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = Text("strong", parent=self)
        self._meta = _Meta(self)
        self.table = TensorTable(self)
        self._lock = QLabel(self)
        self._note = Text("hint", "ink2", self)
        self._note.setWordWrap(True)
        head = QHBoxLayout()
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
        layout.addLayout(foot)
        # A block is as high as its numbers; the room that is left stays below the last one.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_block(self, block: Block, color: str) -> None:
        """Show other numbers; the padlock takes the worker's colour."""
        self._title.setText(block.title)
        self._meta.setText(block.meta)
        self._meta.setToolTip(block.meta)
        self.table.show_grid(block.grid, f"{block.title}, {block.meta}")
        self._note.setText(block.note)
        self._note.setVisible(bool(block.note))
        self._lock.setVisible(block.is_private)
        if block.is_private:
            side = round(16 * theme().scale)
            self._lock.setPixmap(pixmap("lock", color, side, self.devicePixelRatioF()))


class InspectorPanel(Surface):
    """What one node holds. Click a node on the stage to choose it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._node: str | None = None
        self._scene: Scene | None = None
        self._avatar = Avatar(40, self)
        self._name = Text("node", parent=self)
        self._status = Text("body", "ink2", self)
        self._status.setWordWrap(True)
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._where = Text("body", "ink2", self)
        self._where.setWordWrap(True)
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
        inside = Surface()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(20, 16, 20, 16)
        self._column.setSpacing(18)
        self._column.addLayout(head)
        self._column.addWidget(self._where)
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
        if (node, scene) == (self._node, self._scene):
            return
        self._node, self._scene = node, scene
        if self.isVisible():
            self._show()

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
        self._show_blocks(list(blocks(scene, node)), node)

    def _show_blocks(self, wanted: list[Block], node: str) -> None:
        while len(self._views) < len(wanted):
            view = _BlockView()
            self._views.append(view)
            self._column.insertWidget(self._column.count() - 1, view)
        color = {"bob": "bob", "alice": "alice"}.get(node, "ink2")
        for place, view in enumerate(self._views):
            view.setVisible(place < len(wanted))
            if place < len(wanted):
                view.show_block(wanted[place], color)
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
