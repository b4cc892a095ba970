"""The loss over all rows of all workers: what no participant of a real federated training could compute."""

from __future__ import annotations

import math
import re
import time
from typing import Final

from fedgui.scripts.source import Script
from fedgui.scripts.trace import ModelState, Role, Scene, TensorState, Trace

_SUM_OF_SQUARES: Final = re.compile(r"\(\s*\w+\s*-\s*\w+\s*\)\s*\*\*\s*2\s*\)\.sum\(\)")


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
        self.points: list[tuple[float, float]] = []

    def look(self, trace: Trace, index: int, seconds: float = math.inf) -> bool:
        """Take in the losses that were printed up to moment `index` and not looked at yet, for so many seconds.

        Returns:
            Whether it came to the last of them.
        """
        if trace is not self._trace:
            self._trace, self._seen, self.points = trace, 0, []
        if not self._applies or index < 0:
            return True
        losses = trace.losses_until(index)
        ends = time.perf_counter() + seconds
        while self._seen < len(losses):
            point = losses[self._seen]
            self._seen += 1
            value = loss_over_all_rows(trace.state_at(point.moment))
            if value is not None:
                self.points.append((float(point.step), value))
            if time.perf_counter() >= ends:
                break
        return self._seen >= len(losses)


def loss_over_all_rows(scene: Scene) -> float | None:
    """The sum over all workers' rows, or None if the scene is not of that kind."""
    model = scene.model
    if model is None or not scene.workers:
        return None
    numbers = _linear(model)
    tables = _tables(scene)
    if numbers is None or any(data is None or target is None for data, target in tables):
        return None
    weights, bias = numbers
    return sum(
        _error(weights, bias, data, target) for data, target in tables if data is not None and target is not None
    )


def _tables(scene: Scene) -> list[tuple[TensorState | None, TensorState | None]]:
    """The rows of each worker, as `Scene.table` finds them, in one look at all tensors."""
    found: dict[tuple[str | int, Role], TensorState] = {}
    for key, piece in scene.pieces.items():
        if isinstance(piece, TensorState) and piece.role in (Role.DATA, Role.TARGET):
            found.setdefault((key[1], piece.role), piece)
    return [(found.get((worker.id, Role.DATA)), found.get((worker.id, Role.TARGET))) for worker in scene.workers]


def _linear(model: ModelState) -> tuple[tuple[float, ...], float] | None:
    by_name = {parameter.name: parameter.value for parameter in model.parameters}
    weight, bias = by_name.get("weight"), by_name.get("bias")
    if len(by_name) != 2 or weight is None or bias is None or not weight.whole or bias.shape != (1,):
        return None
    return (weight.values, bias.values[0]) if len(weight.shape) == 2 and weight.shape[0] == 1 else None


def _error(weights: tuple[float, ...], bias: float, data: TensorState, target: TensorState) -> float:
    width, total = len(weights), 0.0
    for row, wanted in enumerate(target.value.values):
        features = data.value.values[row * width : (row + 1) * width]
        total += (sum(w * x for w, x in zip(weights, features, strict=False)) + bias - wanted) ** 2
    return total
