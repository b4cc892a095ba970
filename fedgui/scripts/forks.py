"""Changes that a learner makes in the middle of a run: applied between two lines of the script, in its own thread."""

from __future__ import annotations

import math
from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Sequence

import torch
from torch import nn
from torch.optim import Optimizer

from fedgui.pointers import Message, MessageKind, PointerTensor
from fedgui.pointers.errors import PointerError
from fedgui.pointers.optimizers import Optims
from fedgui.pointers.workers import VirtualWorker
from fedgui.scripts.interventions import Change, Intervention, LearningRate, Presence, Weight
from fedgui.scripts.namespaces import Namespaces
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import ErrorState

NOT_REPEATABLE = QT_TRANSLATE_NOOP(
    "Errors",
    "This script does something else each time it runs (at line {line}), so it can't be taken up in the middle. "
    "Nothing was changed.",
)
NO_OPTIMIZER = QT_TRANSLATE_NOOP(
    "Errors", "There is no optimizer yet, so there is no learning rate to change. Nothing was changed."
)
NO_SUCH_WEIGHT = QT_TRANSLATE_NOOP(
    "Errors", "The model {model} has no number {index} in {parameter} here. Nothing was changed."
)
NO_SUCH_WORKER = QT_TRANSLATE_NOOP("Errors", "There is no worker called {worker} here. Nothing was changed.")
NO_NUMBER = QT_TRANSLATE_NOOP(
    "Errors", "{value} can't be used here: a learning rate is 0 or more, and finite. Nothing was changed."
)
NOT_REACHED = QT_TRANSLATE_NOOP(
    "Errors", "The script ended before the place of the change was reached. Nothing was changed."
)


class ForkError(BaseException):
    """A run can't be forked. It unwinds the script, whatever that catches.

    Attributes:
        template: the English sentence, with {fields}.
        fields: what goes into it.
    """

    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template.format(**fields))
        self.template = template
        self.fields = fields

    def as_state(self) -> ErrorState:
        """What the window says about it."""
        return ErrorState(type(self).__name__, self.template, self.fields, 0, "")


class WorkerOfflineError(PointerError, ConnectionError):
    """A message was meant for a worker, or came from one, that the learner took off the network."""

    template = QT_TRANSLATE_NOOP(
        "Errors", "{worker} is offline, so {name} can't reach it. Bring {worker} back online, or leave it out."
    )


class Interventions:
    """What is still to be changed in a run, and which workers are offline by now.

    Args:
        planned: in the order of their places.
    """

    def __init__(self, planned: Sequence[Intervention]) -> None:
        self._planned = list(planned)
        self._passed = 0
        self._offline: set[str] = set()

    def next_line(self) -> Sequence[Change]:
        """Called before each line of the script: the changes that belong there."""
        self._passed += 1
        due: list[Change] = []
        while self._planned and self._planned[0].before_line == self._passed:
            due.append(self._planned.pop(0).change)
        return due

    def check_done(self) -> None:
        """Called at the script's end.

        Raises:
            ForkError: if the place of a change was never reached.
        """
        if self._planned:
            raise ForkError(NOT_REACHED)

    def apply(self, change: Change, namespaces: Namespaces, workers: Iterable[str]) -> None:
        """Make a change.

        Args:
            namespaces: the script's variables.
            workers: the ids of its workers.

        Raises:
            ForkError: if there is nothing that could be changed.
        """
        match change:
            case LearningRate(value):
                _set_learning_rate(value, namespaces)
            case Weight():
                _set_weight(change, namespaces)
            case Presence(worker, online):
                if worker not in workers:
                    raise ForkError(NO_SUCH_WORKER, worker=worker)
                (self._offline.discard if online else self._offline.add)(worker)

    def guard(self, message: Message, _subject: object) -> None:
        """A reader of the network that lets nothing through to or from a worker that is offline.

        Raises:
            WorkerOfflineError: for all but deletions, which only tidy up.
        """
        if self._offline and message.kind is not MessageKind.DELETE:
            for worker in (message.receiver, message.sender):
                if worker in self._offline:
                    raise WorkerOfflineError(worker=worker, name=message.name or message.kind.value)

    def present(self, turns: Iterable[object]) -> Iterator[object]:
        """The turns of a loop without those that belong to a worker that is offline."""
        return Present(turns, self._is_absent)

    def _is_absent(self, item: object) -> bool:
        if not self._offline:
            return False
        if isinstance(item, str):
            return item in self._offline
        if isinstance(item, VirtualWorker):
            return item.id in self._offline
        if isinstance(item, list | tuple | set):
            return any(map(self._is_absent, item))
        if isinstance(item, dict):
            return any(map(self._is_absent, item.values()))
        location = item.location if isinstance(item, PointerTensor) else getattr(item, "__dict__", {}).get("location")
        return isinstance(location, VirtualWorker) and location.id in self._offline


class Present:
    """The items of an iterable for which `is_absent` is false. Nothing is kept of what has passed."""

    __slots__ = ("_is_absent", "_items")

    def __init__(self, items: Iterable[object], is_absent: Callable[[object], bool]) -> None:
        self._items = iter(items)
        self._is_absent = is_absent

    def __iter__(self) -> Present:
        return self

    def __next__(self) -> object:
        while self._is_absent(item := next(self._items)):
            pass
        return item


def _set_learning_rate(value: float, namespaces: Namespaces) -> None:
    if not 0 <= value < math.inf:
        raise ForkError(NO_NUMBER, value=value)
    optimizers = [found for names in namespaces for variable in names.values() for found in _optimizers_in(variable)]
    if not optimizers:
        raise ForkError(NO_OPTIMIZER)
    for optimizer in optimizers:
        for group in optimizer.param_groups:
            group["lr"] = torch.full_like(group["lr"], value) if isinstance(group["lr"], torch.Tensor) else value


def _optimizers_in(variable: object) -> Iterator[Optimizer]:
    if isinstance(variable, Optimizer):
        yield variable
    elif isinstance(variable, Optims):
        yield from variable.optimizers.values()
    elif isinstance(variable, list | tuple):
        yield from (item for item in variable if isinstance(item, Optimizer))
    elif isinstance(variable, dict):
        yield from (item for item in variable.values() if isinstance(item, Optimizer))


def _set_weight(change: Weight, namespaces: Namespaces) -> None:
    module = ChainMap(*map(dict, reversed(namespaces))).get(change.model)
    parameter = dict(module.named_parameters()).get(change.parameter) if isinstance(module, nn.Module) else None
    if parameter is None or not 0 <= change.index < parameter.numel():
        raise ForkError(NO_SUCH_WEIGHT, model=change.model, parameter=change.parameter, index=change.index)
    real = parameter._value() if isinstance(parameter, PointerTensor) else parameter
    place = torch.unravel_index(torch.tensor(change.index), real.shape)
    real.data[tuple(place)] = change.value
