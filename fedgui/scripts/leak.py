"""Chapter 3: what a server can read out of its own ledger. No Qt in here; the runs are in `leak_runs`.

A `Ledger` is all that the attacks get: the models that the server sent, what workers released to it, and what it knows
because it wrote the script. The private rows go another way, as `Truth`, and only the one who compares sees them.
Torch is imported by the functions that need it, so that a window may import this module while torch still loads.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from fedgui.scripts.predict import Evidence, how_close, how_many
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER, MessageState, TensorValue, Trace

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Layer, RowsAttack, Step
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

_SPELLED_PIXELS: Final = 3

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


def attack(ledger: Ledger, method: Method) -> Reading:
    """What the server can read out of its ledger.

    Raises:
        PrivacyError: if nothing has come back yet, or the numbers are of no use to the method.
    """
    from fedgui.privacy.sentences import PrivacyError

    exchanges = exchanges_of(ledger)
    if not exchanges:
        raise PrivacyError(NO_VISIT)
    if method is Method.ROUNDS:
        return _solve_rounds(exchanges, ledger)
    if method is Method.IMAGE:
        return _read_image(exchanges[-1:])
    return _divide(exchanges[-1:], ledger) if method is Method.DIVISION else _try_tables(exchanges[-1:], ledger)


def _divide(exchanges: tuple[Exchange, ...], ledger: Ledger) -> Reading:
    from fedgui.privacy.attacks import row_from_update

    last = exchanges[-1]
    assert last.back is not None
    found = row_from_update(last.sent, last.back, ledger.rate, ledger.epochs)
    if found.features is None or found.label is None:
        return Reading(exchanges, found.steps, silence=found.silence)
    return Reading(exchanges, found.steps, ((*found.features, found.label),))


def _try_tables(exchanges: tuple[Exchange, ...], ledger: Ledger) -> Reading:
    from fedgui.privacy.attacks import candidates_from_update

    last = exchanges[-1]
    assert last.back is not None
    found = candidates_from_update(last.sent, last.back, ledger.rate, ledger.rows, ledger.epochs)
    rows = found.surviving_tables[0] if len(found.survivors) == 1 else ()
    return Reading(exchanges, (), rows, found.tables, found.survivors, silence=found.silence)


def _solve_rounds(exchanges: tuple[Exchange, ...], ledger: Ledger) -> Reading:
    from fedgui.privacy.attacks import Visit, gradient_of_update, rows_from_trajectory

    visits = []
    for visit in exchanges:
        assert visit.back is not None
        gradient: Layer = gradient_of_update(visit.sent, visit.back, ledger.rate)
        visits.append(Visit(visit.sent, gradient, visit.loss))
    found = rows_from_trajectory(visits)
    return Reading(exchanges, _halves(found), found.rows or (), silence=found.silence)


def _halves(found: RowsAttack) -> tuple[Step, ...]:
    """How two rows come out of their sums: their mean m, and half of their difference, δ."""
    from fedgui.privacy.attacks import Step

    sums = found.statistics
    if sums is None or found.rows is None:
        return ()
    names = [*(f"x{mark}" for mark in "₁₂₃₄₅₆₇₈₉"[: len(sums.x_sum)]), "y"]
    totals = (*sums.x_sum, sums.y_sum)
    means = [total / 2 for total in totals]
    steps = [
        Step(f"m({name})", f"Σ{name} ÷ 2", "{} ÷ 2", (total,), mean)
        for name, total, mean in zip(names, totals, means, strict=True)
    ]
    halves = [(second - first) / 2 for first, second in zip(*found.rows, strict=True)]
    lead = max(range(len(sums.x_sum)), key=lambda place: abs(halves[place]))
    if not halves[lead]:
        return tuple(steps)
    head, mean, half = names[lead], means[lead], halves[lead]
    for place, name in enumerate(names):
        if place == lead:
            square = sums.xx[lead][lead]
            steps.append(Step(f"δ({name})", f"√(Σ{head}² ÷ 2 − m²)", "√({} ÷ 2 − {}²)", (square, mean), half))
            continue
        product = sums.xy[lead] if name == "y" else sums.xx[lead][place]
        numbers, operands = "({} ÷ 2 − {} × {}) ÷ {}", (product, mean, means[place], half)
        steps.append(Step(f"δ({name})", f"(Σ{head}·{name} ÷ 2 − m·m) ÷ δ({head})", numbers, operands, halves[place]))
    return tuple(steps)


def _read_image(exchanges: tuple[Exchange, ...]) -> Reading:
    from fedgui.privacy.attacks import Step, image_from_gradient

    gradient = exchanges[-1].gradient
    assert gradient is not None
    weight, bias = gradient
    width = len(weight) // len(bias)
    found = image_from_gradient(([weight[start : start + width] for start in range(0, len(weight), width)], bias))
    if found.label is None or found.pixels is None:
        return Reading(exchanges, silence=found.silence)
    label, pixels = found.label, found.pixels
    darkest = sorted(sorted(range(width), key=lambda place: -pixels[place])[:_SPELLED_PIXELS])
    steps = tuple(
        Step(
            f"x[{place}]",
            f"grad W[{label}, {place}] ÷ grad b[{label}]",
            "{} ÷ {}",
            (weight[label * width + place], bias[label]),
            pixels[place],
        )
        for place in darkest
    )
    return Reading(exchanges, steps, (pixels,), label=label)


# --- Comparison ------------------------------------------------------------------------------------------------------


def attack_run(trace: Trace, index: int, setup: Setup) -> Outcome | None:
    """Attack the learner's own run at moment `index`, or None while Bob has sent nothing that would do.

    Raises:
        PrivacyError: if the attack can't work with what came back.
    """
    ledger, truth = ledger_of(trace, index), truth_of(trace, index)
    if ledger is None or truth is None or not exchanges_of(ledger):
        return None
    moment = max(loss.moment for loss in trace.losses_until(index) if loss.worker == WORKER)
    number = next(loss.round for loss in trace.losses_until(index) if loss.moment == moment)
    return compare(setup, ledger, attack(ledger, setup.method), truth, number)


def compare(setup: Setup, ledger: Ledger, reading: Reading, truth: Truth, round_number: int = 0) -> Outcome:
    """How near a reading came to the truth; rows have no order, so the best one counts."""
    if not reading.rows:
        return Outcome(setup, ledger, reading, truth, None, round=round_number)
    if setup.method is Method.IMAGE:
        errors = [_largest_error(reading.rows, (image,)) for image in truth.rows]
        return Outcome(setup, ledger, reading, truth, min(errors), errors.index(min(errors)), round_number)
    error = float("inf")
    if len(reading.rows) == len(truth.rows):
        error = min(_largest_error(reading.rows, rows) for rows in itertools.permutations(truth.rows))
    return Outcome(setup, ledger, reading, truth, error, round=round_number)


def _largest_error(found: Sequence[Row], rows: Sequence[Row]) -> float:
    return max(abs(a - b) for one, other in zip(found, rows, strict=True) for a, b in zip(one, other, strict=True))
