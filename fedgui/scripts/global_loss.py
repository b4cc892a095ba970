"""The loss over all rows of all workers: what no participant of a real federated training could compute."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt

from fedgui.scripts.moments import Key, Piece
from fedgui.scripts.source import Script
from fedgui.scripts.trace import ModelState, Role, Scene, TensorState, TensorValue, Trace, WorkerState

_SUM_OF_SQUARES: Final = re.compile(r"\(\s*\w+\s*-\s*\w+\s*\)\s*\*\*\s*2\s*\)\.sum\(\)")


Floats = npt.NDArray[np.float64]


class GlobalLoss:
    """The sum of squared errors of a linear model over all rows, after each printed loss.

    Only for scripts whose own loss is such a sum and whose model is one linear layer with one output, so that the
    numbers can be compared with the script's and checked by hand: the sum of (w.x + b - y)^2.

    Attributes:
        points: (gradient step, loss over all rows) for each printed loss of the present record that was looked at.
            One list a record, which grows; not to be changed.
    """

    def __init__(self, script: Script) -> None:
        self._applies = _SUM_OF_SQUARES.search(script.text) is not None
        self._trace: Trace | None = None
        self._seen = 0
        self._followed = _Followed(Trace())
        self.points: list[tuple[float, float]] = []

    def look(self, trace: Trace, index: int, seconds: float = math.inf) -> bool:
        """Take in the losses that were printed up to moment `index` and not looked at yet, for so many seconds.

        A loss whose moment the record keeps no longer is passed over.

        Returns:
            Whether it came to the last of them.
        """
        if trace is not self._trace:
            self._trace, self._seen, self.points = trace, 0, []
            self._followed = _Followed(trace)
        if not self._applies or index < 0:
            return True
        losses = trace.losses_until(index)
        ends = time.perf_counter() + seconds
        while self._seen < len(losses):
            point = losses[self._seen]
            self._seen += 1
            value = self._followed.loss_at(point.moment)
            if value is not None:
                self.points.append((float(point.step), value))
            if time.perf_counter() >= ends:
                break
        return self._seen >= len(losses)


class _Followed:
    """What the loss depends on, moment by moment: from one to the next the model changes, and the rows hardly ever."""

    def __init__(self, trace: Trace) -> None:
        self._trace = trace
        self._at = -1
        self._model: Piece = None
        self._kept: dict[Key, Piece] = {}
        """Workers, and the tensors that hold their rows."""
        self._rows: tuple[Floats, Floats] | None = None
        self._has_other_rows = True

    def loss_at(self, moment: int) -> float | None:
        """The sum over all rows then; moments must rise. None also if the record keeps that moment no longer."""
        if not self._go_to(moment) or not isinstance(self._model, ModelState):
            return None
        if self._has_other_rows:
            self._rows, self._has_other_rows = _all_rows(self._kept), False
        return _loss(self._model, self._rows)

    def _go_to(self, moment: int) -> bool:
        changes = None if self._at < 0 else self._trace.changes_after(self._at, moment)
        if changes is None:
            scene = self._trace.state_at(moment)
            if scene.moment.index != moment:
                return False
            self._kept, self._has_other_rows = {}, True
            changes = [tuple(scene.pieces.items())]
        for change in changes:
            for key, piece in change:
                if key[0] == "model":
                    self._model = piece
                elif key in self._kept or _is_row(piece) or isinstance(piece, WorkerState):
                    self._keep(key, piece)
        self._at = moment
        return True

    def _keep(self, key: Key, piece: Piece) -> None:
        if key not in self._kept or not _is_alike(self._kept[key], piece):
            self._has_other_rows = True
        if _is_row(piece) or isinstance(piece, WorkerState):
            self._kept[key] = piece
        else:
            del self._kept[key]


def loss_over_all_rows(scene: Scene) -> float | None:
    """The sum over all workers' rows, or None if the scene is not of that kind."""
    return None if scene.model is None else _loss(scene.model, _all_rows(scene.pieces))


def _is_row(piece: Piece) -> bool:
    return isinstance(piece, TensorState) and piece.role in (Role.DATA, Role.TARGET)


def _is_alike(before: Piece, after: Piece) -> bool:
    """Whether the rows are the same: of a worker it only matters that it is there, and a tensor may get a name."""
    if isinstance(before, TensorState) and isinstance(after, TensorState):
        return before.role is after.role and before.value == after.value
    return isinstance(before, WorkerState) and isinstance(after, WorkerState)


def _all_rows(pieces: Mapping[Key, Piece]) -> tuple[Floats, Floats] | None:
    """Features (rows, width) and targets (rows) of all workers; None if one of them has none, or some are not kept."""
    found: dict[tuple[str | int, Role], TensorValue] = {}
    workers = []
    for key, piece in pieces.items():
        if isinstance(piece, TensorState) and piece.role in (Role.DATA, Role.TARGET):
            found.setdefault((key[1], piece.role), piece.value)
        elif isinstance(piece, WorkerState):
            workers.append(piece.id)
    tables = [(found.get((worker, Role.DATA)), found.get((worker, Role.TARGET))) for worker in workers]
    data = [_numbers(data) for data, _target in tables if data is not None and data.whole and len(data.shape) == 2]
    targets = [_numbers(target).ravel() for _data, target in tables if target is not None and target.whole]
    if not tables or not len(tables) == len(data) == len(targets):
        return None
    has_same_form = len({rows.shape[1] for rows in data}) == 1
    if not has_same_form or any(len(rows) != len(wanted) for rows, wanted in zip(data, targets, strict=True)):
        return None
    return np.concatenate(data), np.concatenate(targets)


def _numbers(value: TensorValue) -> Floats:
    return np.array(value.values, np.float64).reshape(value.shape)


def _loss(model: ModelState, rows: tuple[Floats, Floats] | None) -> float | None:
    numbers = _linear(model)
    if numbers is None or rows is None or len(numbers[0]) != rows[0].shape[1]:
        return None
    weights, bias = numbers
    with np.errstate(over="ignore", invalid="ignore"):
        errors = rows[0] @ np.array(weights) + bias - rows[1]
        return float(errors @ errors)


def _linear(model: ModelState) -> tuple[tuple[float, ...], float] | None:
    by_name = {parameter.name: parameter.value for parameter in model.parameters}
    weight, bias = by_name.get("weight"), by_name.get("bias")
    if len(by_name) != 2 or weight is None or bias is None or not weight.whole or bias.shape != (1,):
        return None
    return (weight.values, bias.values[0]) if len(weight.shape) == 2 and weight.shape[0] == 1 else None
