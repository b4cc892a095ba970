"""What a screen reader says of workers and models."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.stage.cells import Cell, Parts, model_cells
from fedgui.gui.stage.paint import translate
from fedgui.scripts.trace import Status


def status_text(status: Status) -> str:
    """A status in the language on screen."""
    return {
        Status.WAITING: translate("Stage", "waiting"),
        Status.RECEIVING: translate("Stage", "receiving"),
        Status.TRAINING: translate("Stage", "training"),
        Status.RETURNING: translate("Stage", "returning"),
        Status.DIVERGED: translate("Stage", "diverged"),
        Status.OFFLINE: translate("Stage", "offline"),
    }[status]


def describe_worker(worker_id: str, status: Status, rows: int, loss: str) -> str:
    """A worker; `loss` is what is known of its loss, or ""."""
    parts = [worker_name(worker_id), status_text(status), translate("Stage", "%n private row(s)", None, rows)]
    return ", ".join([*parts, loss] if loss else parts)


def describe_models(models: Sequence[Parts]) -> str:
    """The models that a worker has, with the values of the last one; "" if it has none."""
    if not models:
        return ""
    values = ", ".join(describe_cells(model_cells(models[-1])))
    if len(models) == 1:
        return translate("Stage", "has a model: {values}").format(values=values)
    count = translate("Stage", "has %n model(s)", None, len(models))
    return f"{count}, {translate('Stage', 'the newest: {values}').format(values=values)}"


def describe_cells(cells: Iterable[Cell]) -> list[str]:
    """The cells of a card, each with its label."""
    spoken = [
        (cell.label, cell.value if isinstance(cell.value, str) else language().number(cell.value)) for cell in cells
    ]
    return [f"{label} {value}".strip() for label, value in spoken]
