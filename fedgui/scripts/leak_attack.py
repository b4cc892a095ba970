"""Chapter 3: the attacks on a ledger, and how near they come. What goes in and comes out is in `leak`."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from fedgui.scripts.leak import (
    NO_VISIT,
    WORKER,
    Exchange,
    Ledger,
    Method,
    Outcome,
    Reading,
    Row,
    Setup,
    Truth,
    exchanges_of,
    ledger_of,
    truth_of,
)
from fedgui.scripts.trace import Trace

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Layer, RowsAttack, Step

_SPELLED_PIXELS: Final = 3


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
