"""What a record is made of: plain, immutable moments, and the scene at one of them.

Nothing here knows torch or Qt. Whatever a moment holds is already detached from the run,
so the thread that records and the window that reads may share it without a copy. What a visit makes by the dozen is
made of named tuples, which cost a fifth of frozen data classes to make and to compare.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any, Final, NamedTuple

from fedgui.scripts.interventions import Change

SERVER: Final = "me"
"""The id under which scripts know the server, as PySyft 0.2 called it."""


class Kind(StrEnum):
    """What a moment is about."""

    START = "start"
    LINE = "line"
    """A line of the script is about to run."""
    MESSAGE = "message"
    """A message leaves its sender."""
    CHANGE = "change"
    """The line that just ran changed the scene, without a message or a print of its own."""
    PRINT = "print"
    LOSS = "loss"
    """The script printed one number that is a loss: a line in the console and a point in the plot."""
    FORK = "fork"
    """The learner changed something between two lines; from here on the run is another one."""
    ERROR = "error"
    END = "end"


class Status(StrEnum):
    """What a worker is doing."""

    WAITING = "waiting"
    RECEIVING = "receiving"
    TRAINING = "training"
    RETURNING = "returning"
    DIVERGED = "diverged"
    OFFLINE = "offline"
    """The learner took it off the network."""


class Role(StrEnum):
    """What a tensor is in the story, as far as the record can tell."""

    DATA = "data"
    TARGET = "target"
    PARAMETER = "parameter"
    RESULT = "result"


class TensorValue(NamedTuple):
    """A tensor's value as plain numbers.

    Attributes:
        shape: its shape; () for a single number.
        dtype: torch's name without the module, such as "float32".
        values: row-major. All of them when `whole`, else an evenly spaced sample of them.
        whole: whether `values` holds every element.
        norm: Euclidean norm over all elements, computed in float64.
    """

    shape: tuple[int, ...]
    dtype: str
    values: tuple[float, ...]
    whole: bool
    norm: float

    @property
    def is_integer(self) -> bool:
        """Whether its elements are whole numbers by their type."""
        return self.dtype.startswith(("int", "uint", "bool"))


class TensorState(NamedTuple):
    """One tensor that a worker or the server holds.

    Attributes:
        id: the id in its holder's store; for the server's own variables an id made by the record.
        name: the script's name for it ("data_bob", "model.weight"), or "" if it has none.
        value: its value at this moment.
        grad: its gradient, or None.
        private: whether its holder's release policy keeps it from leaving.
        first_row: for rows cut out of a larger table, the index that the first one had there; else 0.
    """

    id: int
    name: str
    role: Role
    value: TensorValue
    grad: TensorValue | None = None
    private: bool = False
    first_row: int = 0


class WorkerState(NamedTuple):
    """One worker.

    Attributes:
        last_loss: the last loss that was printed for it, or None.
        visits: how often the model has arrived.
    """

    id: str
    status: Status = Status.WAITING
    last_loss: float | None = None
    visits: int = 0


class ModelState(NamedTuple):
    """The script's model.

    Attributes:
        holder: who holds it: SERVER, a worker's id, or "" while it travels.
        parameters: in the module's own order, named as the module names them ("weight", "bias").
    """

    name: str
    holder: str
    parameters: tuple[TensorState, ...]


@dataclass(frozen=True, slots=True)
class RoundState:
    """Which round runs: `number` counts from 1 (0 before the first); `total` is None where it can't be known."""

    number: int = 0
    total: int | None = None


class MessageState(NamedTuple):
    """A message as the record keeps it.

    Attributes:
        sender, receiver: worker ids; the server is SERVER.
        kind: the engine's kind: "object" carries values; "command", "request" and "delete" carry none.
        name: what travels ("model", "data_bob", "loss"), or the operation of a command ("backward").
        bytes: payload bytes; 0 for what carries no values.
        parts: the values that travel, by name, as they were when the message was sent.
        is_model: whether a whole module travels.
    """

    sender: str
    receiver: str
    kind: str
    name: str
    bytes: int
    parts: tuple[tuple[str, TensorValue], ...] = ()
    is_model: bool = False

    @property
    def worker(self) -> str:
        """The end that is not the server (the receiver, between two workers)."""
        return self.sender if self.receiver == SERVER else self.receiver

    def without_values(self) -> MessageState:
        """The same message without its `parts`."""
        return self._replace(parts=())


@dataclass(frozen=True, slots=True)
class ErrorState:
    """Why a run stopped early.

    Attributes:
        name: stable name of the error, the exception's class name.
        template: English sentence with {fields}, to be looked up in the catalogue by `context`.
        fields: what goes into the sentence.
        line: line of the script, 0 if unknown.
        details: the traceback of the script's own frames, for the "details" of the error and the log.
    """

    name: str
    template: str
    fields: Mapping[str, object]
    line: int
    details: str
    context: str = "Errors"

    def text(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.fields)


Key = tuple[str | int, ...]
"""Address of one piece of the scene: ("round",), ("model",), ("worker", id), ("tensor", holder, id)."""

Piece = RoundState | ModelState | WorkerState | TensorState | None
"""What stands at a key; None takes the piece away."""

Changes = tuple[tuple[Key, Piece], ...]
"""Pieces that are new, oldest first."""


@dataclass(frozen=True, slots=True)
class Moment:
    """One thing that happened.

    Attributes:
        index: position in the record, from 0.
        line: 1-based line of the script (that runs, or that was running); 0 before the first.
        actor: who acts: SERVER or a worker's id.
        text: what was printed, without the final line break; None for other kinds.
        value: the loss of a LOSS moment; else None.
        fork: what the learner changed, at a FORK moment; else None.
        changes: the pieces of the scene that are new since the moment before.
    """

    index: int
    line: int
    kind: Kind
    actor: str
    message: MessageState | None = None
    text: str | None = None
    value: float | None = None
    error: ErrorState | None = None
    changes: Changes = ()
    fork: Change | None = None

    def as_json(self) -> str:
        """This moment as one line of JSON, without its changes."""
        row: dict[str, Any] = {"index": self.index, "line": self.line, "kind": self.kind.value, "actor": self.actor}
        if self.message is not None:
            names = ("sender", "receiver", "kind", "name", "bytes")
            row["message"] = {name: getattr(self.message, name) for name in names}
        if self.text is not None:
            row["text"] = self.text
        if self.value is not None:
            row["value"] = self.value
        if self.error is not None:
            row["error"] = {"name": self.error.name, "text": self.error.text()}
        if self.fork is not None:
            row["fork"] = {"change": type(self.fork).__name__, **asdict(self.fork)}
        return json.dumps(row, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Scene:
    """The whole scene at one moment. Cheap views on one read-only mapping of pieces."""

    moment: Moment
    pieces: Mapping[Key, Piece]
    _sorted: dict[str | int, tuple[TensorState, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _workers: list[WorkerState] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def round(self) -> RoundState:
        piece = self.pieces.get(("round",))
        return piece if isinstance(piece, RoundState) else RoundState()

    @property
    def model(self) -> ModelState | None:
        piece = self.pieces.get(("model",))
        return piece if isinstance(piece, ModelState) else None

    @property
    def workers(self) -> tuple[WorkerState, ...]:
        """In the order in which the script made them."""
        self._sort()
        return tuple(self._workers)

    def _sort(self) -> None:
        """Look through all pieces, once: with a hundred workers there are many, and many ask."""
        if self._sorted:
            return
        workers: list[WorkerState] = []
        tensors: dict[str | int, list[TensorState]] = {SERVER: []}
        for key, piece in self.pieces.items():
            if isinstance(piece, TensorState):
                tensors.setdefault(key[1], []).append(piece)
            elif isinstance(piece, WorkerState):
                workers.append(piece)
        self._workers[:] = workers
        self._sorted.update({holder: tuple(held) for holder, held in tensors.items()})

    def worker(self, worker_id: str) -> WorkerState | None:
        piece = self.pieces.get(("worker", worker_id))
        return piece if isinstance(piece, WorkerState) else None

    def tensors(self, holder: str) -> tuple[TensorState, ...]:
        """What `holder` (a worker's id or SERVER) holds, parameters of the model apart, oldest first."""
        self._sort()
        return self._sorted.get(holder, ())

    def copies(self, holder: str) -> tuple[tuple[TensorState, ...], ...]:
        """The parameters of each module that `holder` (a worker's id) has besides `model`, in the order they came.

        What is left of a module because a variable still names one of its parameters is no module.
        """
        names = [] if self.model is None else [parameter.name for parameter in self.model.parameters]
        places = {name: place for place, name in enumerate(names)}
        found: list[list[TensorState]] = []
        for tensor in self.tensors(holder):
            if tensor.role is Role.PARAMETER:
                before = {other.name for other in found[-1]} if found else set()
                is_new = tensor.name in before or any(
                    places.get(name, -1) > places.get(tensor.name, len(places)) for name in before
                )
                if is_new or not found:
                    found.append([])
                found[-1].append(tensor)
        return tuple(tuple(module) for module in found if not {part.name for part in module} < set(names))

    def table(self, holder: str) -> tuple[TensorState | None, TensorState | None]:
        """The private rows of `holder`: features and targets, either None where there are none."""
        found: dict[Role, TensorState] = {}
        for tensor in self.tensors(holder):
            if tensor.role in (Role.DATA, Role.TARGET):
                found.setdefault(tensor.role, tensor)
        return found.get(Role.DATA), found.get(Role.TARGET)
