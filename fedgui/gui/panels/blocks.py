"""What a node holds, as the tables of the inspector: pure functions from scenes to numbers and words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from fedgui.gui.captions import worker_name
from fedgui.gui.language import MINUS, language, translate
from fedgui.gui.panels.names import neuron, numbered
from fedgui.gui.panels.tensor_table import Grid, Target, grid_of, has_changed
from fedgui.scripts.trace import SERVER, MessageState, ModelState, Role, Scene, TensorState, TensorValue

_SAMPLE_COLUMNS: Final = 2
_MOST_CHANGES: Final = 3
"""More changed numbers than this are counted instead of listed; the cells show each."""


@dataclass(frozen=True, slots=True)
class Block:
    """One table of the inspector.

    Attributes:
        title: what the numbers are, in the language on screen.
        meta: name, shape or type, as the script writes them.
        grid: the numbers.
        note: a sentence below, or "".
        is_private: whether a padlock stands before the note.
        changes: what is new about the numbers, or "".
        holding: id of the tensor that the numbers are those of, 0 for several.
    """

    title: str
    meta: str
    grid: Grid
    note: str = ""
    is_private: bool = False
    changes: str = ""
    holding: int = 0


def blocks(scene: Scene, node: str, before: Scene | None = None, rate: float | None = None) -> Iterator[Block]:
    """The tables for what `node` holds in `scene`, in the order in which they are shown.

    Args:
        scene: what is shown.
        node: a worker's id, or SERVER.
        before: an earlier scene to compare with; None shows no changes.
        rate: the learning rate of a step that is about to be taken along the gradient; None shows no step.
    """
    model = scene.model
    if model is not None and model.holder == node:
        yield from _model_blocks(model, before.model if before is not None else None, rate)
    data, target = scene.table(node)
    pred = _prediction(scene, node, data)
    table = _rows_block(node, data, target, pred)
    if table is not None:
        yield table
    told = [data, target, pred] if table is not None else []
    for tensor in scene.tensors(node):
        if not any(tensor is other for other in told):
            old = _old(before, node, tensor)
            yield _tensor_block(tensor.name or translate("Inspector", "unnamed"), tensor.value, old, holding=tensor.id)
            if tensor.grad is not None:
                yield _tensor_block(f"{tensor.name}.grad", tensor.grad)


def _old(before: Scene | None, node: str, tensor: TensorState) -> TensorValue | None:
    """The value that the same tensor had; None for a new one."""
    if before is None:
        return None
    key = tensor.name if node == SERVER else tensor.id
    piece = before.pieces.get(("tensor", node, key))
    return piece.value if isinstance(piece, TensorState) else None


def _model_blocks(model: ModelState, before: ModelState | None, rate: float | None) -> Iterator[Block]:
    """Weights, gradients and the step: one row w₁ … b for a single neuron, else a table for every parameter."""
    weights, gradient = translate("Inspector", "Weights"), translate("Inspector", "Gradient")
    named = neuron(model)
    if named is not None:
        yield from _neuron_blocks(model, before, named, rate)
        return
    olds = _same_parameters(model, before)
    for place, parameter in enumerate(model.parameters):
        old = olds[place].value if olds else None
        block = _tensor_block(f"{model.name}.{parameter.name}", parameter.value, old)
        if parameter.value.whole:
            targets = tuple((parameter.name, index) for index in range(len(parameter.value.values)))
            block = replace(block, grid=replace(block.grid, targets=targets))
        yield replace(block, title=f"{weights} {parameter.name}")
        if parameter.grad is not None:
            old = olds[place].grad if olds else None
            block = _tensor_block(f"{model.name}.{parameter.name}.grad", parameter.grad, old)
            yield replace(block, title=f"{gradient} {parameter.name}")


def _same_parameters(model: ModelState, before: ModelState | None) -> tuple[TensorState, ...]:
    """The parameters of an earlier state of the same model, or none."""
    if before is None:
        return ()
    shapes = [(one.name, one.value.shape) for one in model.parameters]
    return before.parameters if [(one.name, one.value.shape) for one in before.parameters] == shapes else ()


def _neuron_blocks(
    model: ModelState, before: ModelState | None, named: tuple[TensorState, TensorState], rate: float | None
) -> Iterator[Block]:
    weight, bias = named
    inputs = weight.value.shape[1]
    names = (*numbered("w", inputs), "b")
    olds = _same_parameters(model, before)
    targets: tuple[Target, ...] = (*(("weight", place) for place in range(inputs)), ("bias", 0))
    values = (*weight.value.values, *bias.value.values)
    grid = grid_of(values, (len(values),), names)
    old = (*olds[0].value.values, *olds[1].value.values) if olds else ()
    yield _with_changes(
        Block(translate("Inspector", "Weights"), f"{model.name} · {len(values)}", replace(grid, targets=targets)), old
    )
    if weight.grad is None or bias.grad is None:
        return
    grads = (*weight.grad.values, *bias.grad.values)
    heads = [f"grad {name}" for name in names]
    block = Block(translate("Inspector", "Gradient"), f"∂loss · {len(grads)}", grid_of(grads, (len(grads),), heads))
    had_grads = olds and olds[0].grad is not None and olds[1].grad is not None
    yield _with_changes(block, (*olds[0].grad.values, *olds[1].grad.values) if had_grads else ())  # type: ignore[union-attr]
    if rate is not None:
        steps = tuple(-rate * grad for grad in grads)
        shown = f"{rate:g}".replace(".", language().locale.decimalPoint())
        heads = [f"Δ{name}" for name in names]
        yield Block(
            translate("Inspector", "Step to take"), f"{MINUS}{shown} · grad", grid_of(steps, (len(steps),), heads)
        )


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
        return Block(translate("Inspector", "Rows"), meta, grid, holding=data.id)
    note = translate("Inspector", "Only {worker} can read these rows.").format(worker=worker_name(node))
    title = translate("Inspector", "Private rows")
    return Block(title, meta, grid, note, is_private=True, holding=data.id)


def _tensor_block(name: str, value: TensorValue, old: TensorValue | None = None, *, holding: int = 0) -> Block:
    meta = f"{_shape(value)} {value.dtype}"
    if value.whole:
        empty = "" if value.values else translate("Inspector", "This tensor has no values.")
        grid = replace(grid_of(value.values, value.shape), is_integer=value.is_integer)
        block = Block(name, meta, grid, empty, holding=holding)
        return _with_changes(block, old.values if old is not None and old.shape == value.shape else ())
    norm = translate("Inspector", "{count} of {total} values, evenly spaced. Norm {norm}.").format(
        count=language().integer(len(value.values)),
        total=language().integer(math.prod(value.shape)),
        norm=language().number(value.norm),
    )
    width = math.gcd(len(value.values), _SAMPLE_COLUMNS)
    grid = grid_of(value.values, (len(value.values) // width, width))
    plain = replace(grid, columns=("",) * width, rows=("",) * len(grid.rows), is_integer=value.is_integer)
    return Block(name, meta, plain, norm, holding=holding)


def _with_changes(block: Block, old: Sequence[float]) -> Block:
    """The block with its numbers compared with those of before, row-major and as many; () for none."""
    grid = block.grid
    width = len(grid.columns)
    values = [value for row in grid.values for value in row]
    if len(old) != len(values) or not width:
        return block
    olds = tuple(tuple(old[start : start + width]) for start in range(0, len(old), width))
    changed = [place for place, value in enumerate(values) if has_changed(old[place], value)]
    if not changed:
        return block
    if len(changed) > _MOST_CHANGES or not all(grid.columns) or len(grid.values) > 1:
        text = translate("Inspector", "Changed numbers: {count}")
        said = text.format(count=language().integer(len(changed)))
    else:
        pairs = ((grid.columns[place], old[place], values[place]) for place in changed)
        said = " · ".join(f"{name} {grid.text(was, 0)} → {grid.text(now, 0)}" for name, was, now in pairs)
    return replace(block, grid=replace(grid, old=olds), changes=said)


def _shape(value: TensorValue) -> str:
    return f"({', '.join(map(str, value.shape))})"


def goodbyes(before: Scene, scene: Scene, node: str, messages: Sequence[MessageState]) -> list[str]:
    """One sentence for each named tensor that `node` held in `before` and no longer holds in `scene`.

    Args:
        messages: those that crossed in between. They tell fetched and moved tensors, by name, from dropped ones.
    """
    said = []
    for key, piece in before.pieces.items():
        is_gone = isinstance(piece, TensorState) and key[1] == node and key not in scene.pieces
        if not is_gone or not isinstance(piece, TensorState) or not piece.name:
            continue
        ways = [one.receiver for one in messages if (one.kind, one.sender, one.name) == ("object", node, piece.name)]
        if not ways:
            text = translate("Inspector", "{name} was dropped: nothing names it any more.")
        elif ways[-1] == SERVER:
            text = translate("Inspector", "{name} was fetched by the server.")
        else:
            text = translate("Inspector", "{name} moved to {worker}.")
        said.append(text.format(name=piece.name, worker=worker_name(ways[-1]) if ways else ""))
    return said
