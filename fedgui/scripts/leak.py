"""Chapter 3: what a server can read out of its own ledger. No Qt in here; the attacks are in `leak_attack`.

A `Ledger` is all that the attacks get: the models that the server sent, what workers released to it, and what it knows
because it wrote the script. The private rows go another way, as `Truth`, and only the one who compares sees them.
Torch is imported by the functions that need it, so that a window may import this module while torch still loads.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from fedgui.scripts.predict import Evidence, how_close, how_many
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER, MessageState, TensorValue, Trace

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Step
    from fedgui.privacy.sentences import Sentence

ROWS: Final = (1, 2)
EPOCHS: Final = (1, 2, 5, 100)
BATCHES: Final = (1, 2, 4, 8, 32)
"""What a learner may choose, see `Setup`."""

LEARNT_FROM: Final = "federated"
"""The script whose own run is attacked where the setup is the same: two rows, one local epoch."""

WORKER: Final = "bob"
SIDE: Final = 8
"""Pixels of a digit's width and height."""


NO_VISIT: Final = QT_TRANSLATE_NOOP("Attack", "Nothing has come back yet: the server can't attack what it hasn't got.")

Row = tuple[float, ...]
"""Features, and the label last; of an image its pixels alone."""


class Kind(StrEnum):
    """What kind of rows the worker has."""

    BINARY = "binary"
    REAL = "real"
    DIGIT = "digit"


class Method(StrEnum):
    """How the server goes about it."""

    DIVISION = "division"
    TABLES = "tables"
    ROUNDS = "rounds"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Setup:
    """What the learner chose.

    Attributes:
        rows: in Bob's batch of zeros and ones, one of ROWS.
        epochs: local epochs on them, one of EPOCHS.
        batch: digits in the batch, one of BATCHES.
    """

    kind: Kind = Kind.BINARY
    rows: int = 1
    epochs: int = 1
    batch: int = 1

    @property
    def method(self) -> Method:
        if self.kind is Kind.BINARY:
            return Method.DIVISION if self.rows == 1 else Method.TABLES
        return Method.ROUNDS if self.kind is Kind.REAL else Method.IMAGE

    @property
    def finding(self) -> str | None:
        """The name in predict.FINDINGS of what this attack finds, or None."""
        if self.method is Method.DIVISION:
            return {1: "row_error", 100: "row_error_100"}.get(self.epochs)
        if self.method is Method.IMAGE:
            return {1: "pixel_error_1", 8: "pixel_error_8"}.get(self.batch)
        return "bob_tables" if self.method is Method.TABLES else None


@dataclass(frozen=True, slots=True)
class Ledger:
    """What the server has, and nothing else.

    Attributes:
        messages: oldest first; models that the server sent, and whatever brought it values.
        rate, rows, epochs: learning rate, rows of a batch and local epochs, which its own script says.

    Raises:
        ValueError: if a message is neither.
    """

    messages: tuple[MessageState, ...]
    rate: float
    rows: int
    epochs: int

    def __post_init__(self) -> None:
        if not all(map(is_known_to_server, self.messages)):
            raise ValueError("the ledger holds what the server sent as a model or received, nothing else")


def is_known_to_server(message: MessageState) -> bool:
    """Whether the server may learn from a message: one that brought it values, or took a model of its own away.

    Rows that the script hands out are no message of the server's in this sense: they are the worker's own.
    """
    return message.bytes > 0 and (message.receiver == SERVER or (message.sender == SERVER and message.is_model))


@dataclass(frozen=True, slots=True)
class Exchange:
    """One visit as the ledger has it: layers as (weight, bias), row-major.

    Attributes:
        sent: what the server sent.
        back: the weights that came back, or None.
        gradient: the gradient that came back, or None.
        loss: the loss that came back, or None.
    """

    sent: tuple[Row, Row]
    back: tuple[Row, Row] | None = None
    gradient: tuple[Row, Row] | None = None
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an attack found in a ledger.

    Attributes:
        exchanges: the visits it used, oldest first.
        steps: its arithmetic, line by line.
        rows: the rows that it found; () if none.
        tables: all tables that were possible; () for other methods.
        survivors: indices of those that explain what came back.
        label: the digit's class.
        silence: why nothing, or not everything, leaked.
    """

    exchanges: tuple[Exchange, ...]
    steps: tuple[Step, ...] = ()
    rows: tuple[Row, ...] = ()
    tables: tuple[tuple[Row, ...], ...] = ()
    survivors: tuple[int, ...] = ()
    label: int | None = None
    silence: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Truth:
    """The worker's private rows, for the learner's eyes alone."""

    rows: tuple[Row, ...]
    labels: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """A ledger, what was read in it, and how near that came.

    Attributes:
        error: the largest difference between a value that was found and the private one; None if none was found.
        nearest: of an image, the index of the private one that it resembles most.
        round: the round of the learner's own run that was attacked; 0 for a run of the attack's own.
    """

    setup: Setup
    ledger: Ledger
    reading: Reading
    truth: Truth
    error: float | None
    nearest: int = 0
    round: int = 0

    @property
    def finding(self) -> float | None:
        """The number that lessons ask for: how many tables are left, or the error."""
        return float(len(self.reading.survivors)) if self.setup.method is Method.TABLES else self.error

    @property
    def answer(self) -> str | None:
        """The right guess: one of predict's NONE, ONE, SEVERAL for tables, EXACT, NEAR, FAR for others."""
        if self.finding is None:
            return None
        evidence = Evidence(Trace(), findings={"found": self.finding})
        return (how_many if self.setup.method is Method.TABLES else how_close)(evidence, "found")


# --- The learner's own run -----------------------------------------------------------------------------------------


def ledger_of(trace: Trace, index: int, worker: str = WORKER) -> Ledger | None:
    """What the server has of the learner's own run at moment `index`, up to the last loss of `worker`.

    Returns:
        None while the worker has sent no loss: before, the server doesn't know that its visit is over.
    """
    losses = [loss for loss in trace.losses_until(index) if loss.worker == worker]
    if not losses or losses[-1].rate is None:
        return None
    found = (trace[place].message for place in trace.messages_until(losses[-1].moment))
    messages = tuple(message for message in found if message is not None and is_known_to_server(message))
    return Ledger(messages, losses[-1].rate, rows=2, epochs=1)


def truth_of(trace: Trace, index: int, worker: str = WORKER) -> Truth | None:
    """The rows of `worker` at moment `index` of the learner's own run; None if it has no table of numbers."""
    data, target = trace.state_at(index).table(worker)
    if data is None or target is None or not (data.value.whole and target.value.whole):
        return None
    return truth_from(data.value, target.value)


def truth_from(data: TensorValue, target: TensorValue, *, is_image: bool = False) -> Truth:
    """A worker's rows as they lie in its features, (rows, features), and its targets, one for each row."""
    width = len(data.values) // len(target.values)
    rows = [data.values[place * width : (place + 1) * width] for place in range(len(target.values))]
    if is_image:
        return Truth(tuple(rows), tuple(int(label) for label in target.values))
    return Truth(tuple((*row, label) for row, label in zip(rows, target.values, strict=True)))


# --- Attacks ---------------------------------------------------------------------------------------------------------


def exchanges_of(ledger: Ledger, worker: str = WORKER) -> tuple[Exchange, ...]:
    """The visits to `worker` from which something came back, oldest first."""
    found: list[Exchange] = []
    sent: tuple[Row, Row] | None = None
    gradient: dict[str, Row] = {}
    for message in ledger.messages:
        values = {(name or message.name): value.values for name, value in message.parts}
        if message.sender == SERVER:
            # whatever follows is about the newest model, whoever has it
            sent = (values["weight"], values["bias"]) if message.receiver == worker and len(values) == 2 else None
            gradient = {}
        elif message.sender != worker:
            continue
        elif message.is_model:
            if sent is not None and len(values) == 2:
                pair = (gradient["weight.grad"], gradient["bias.grad"]) if len(gradient) == 2 else None
                found.append(Exchange(sent, (values["weight"], values["bias"]), pair))
                sent = None
        elif all(name.endswith(".grad") for name in values):
            gradient |= values
        elif found and not message.parts[0][1].shape:
            last = found[-1]
            found[-1] = Exchange(last.sent, last.back, last.gradient, message.parts[0][1].values[0])
    return tuple(found)
