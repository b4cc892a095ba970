"""What the attack panel says about an outcome."""

from __future__ import annotations

import math
from typing import Final

from fedgui.gui.attack.comparison import Side
from fedgui.gui.attack.received import Parcel
from fedgui.gui.attack.verdict import Tone
from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate, translate_error
from fedgui.gui.panels.names import numbered
from fedgui.scripts.leak import SIDE, WORKER, Method, Outcome
from fedgui.scripts.predict import EXACT, FAR, NEAR
from fedgui.scripts.trace import SERVER, ErrorState

_EXACT_UNTIL: Final = 1e-5


def closeness(outcome: Outcome) -> str:
    """How near the rows that were found are: predict's EXACT, NEAR or FAR."""
    if outcome.setup.method is not Method.TABLES:
        return outcome.answer or FAR
    return EXACT if outcome.error is not None and outcome.error <= _EXACT_UNTIL else FAR


def parcels(outcome: Outcome) -> tuple[Parcel, ...]:
    """Card 1: what the server sent and what came back in the visit that is attacked."""
    last = outcome.reading.exchanges[-1]
    name = worker_name(WORKER)
    if outcome.setup.method is Method.IMAGE:
        assert last.gradient is not None
        bias = last.gradient[1]
        title = translate("Attack", "bias gradient that {worker} returned, by class").format(worker=name)
        return (Parcel(title, [str(place) for place in range(len(bias))], bias, marked=True),)
    assert last.back is not None
    names = (*numbered("w", len(last.sent[0])), "b")
    before, after = (*last.sent[0], *last.sent[1]), (*last.back[0], *last.back[1])
    change = [old - new for old, new in zip(before, after, strict=True)]
    return (
        Parcel(translate("Attack", "weights it sent to {worker}").format(worker=name), names, before),
        Parcel(translate("Attack", "weights {worker} returned").format(worker=name), names, after),
        Parcel(translate("Attack", "sent − returned"), [f"Δ{each}" for each in names], change, marked=True),
    )


def facts(outcome: Outcome) -> str:
    """Card 1: what else the server knows, since it wrote the script."""
    ledger = outcome.ledger
    if outcome.setup.method is Method.IMAGE:
        text = translate("Attack", "only messages; the weight gradient too, {classes} × {pixels} numbers")
        return text.format(classes=len(outcome.reading.exchanges[-1].sent[1]), pixels=SIDE * SIDE)
    rate = language().number(ledger.rate, 4).rstrip("0")
    if outcome.setup.method is Method.ROUNDS:
        text = translate("Attack", "only messages; last of {rounds} rounds, learning rate {rate}")
        return text.format(rounds=len(outcome.reading.exchanges), rate=rate)
    if outcome.round:
        text = translate("Attack", "only messages; your run, round {round}, learning rate {rate}")
        return text.format(round=outcome.round, rate=rate)
    text = translate("Attack", "only messages; learning rate {rate}, local epochs {epochs}")
    return text.format(rate=rate, epochs=ledger.epochs)


def arithmetic(outcome: Outcome, *, is_tried: bool) -> str:
    """Card 2: what the lines or tables below are about.

    Args:
        outcome: what is shown.
        is_tried: whether the tables that don't fit are struck out already.
    """
    reading, method = outcome.reading, outcome.setup.method
    if method is Method.TABLES:
        if is_tried:
            text = translate("Attack", "{left} of {all} tables left")
            return text.format(left=len(reading.survivors), all=len(reading.tables))
        return translate("Attack", "{all} tables are possible").format(all=len(reading.tables))
    if reading.silence is not None:
        return ""
    if method is Method.ROUNDS:
        text = translate("Attack", "{rounds} rounds, {equations} equations; the rows are m − δ and m + δ")
        rounds = len(reading.exchanges)
        return text.format(rounds=rounds, equations=rounds * len(reading.rows[0]))
    if method is Method.IMAGE:
        return translate("Attack", "the lowest bias gradient tells the digit: {label}").format(label=reading.label)
    return translate("Attack", "both sides hold the same error: it cancels")


def before_steps(outcome: Outcome | None, *, is_tried: bool) -> str:
    """Card 2: what stands above the lines; `outcome` is None before the attack."""
    if outcome is None:
        return translate("Attack", "Press Attack: the server works with these numbers and nothing else.")
    silence = outcome.reading.silence
    if silence is None or (outcome.setup.method is Method.TABLES and not is_tried):
        return ""
    return _sentence(silence.template, dict(silence.fields))


def sides(outcome: Outcome) -> tuple[Side, Side]:
    """Card 3: what was found, and what is true. Needs rows that were found."""
    name = worker_name(WORKER)
    if outcome.setup.method is Method.IMAGE:
        label = outcome.truth.labels[outcome.nearest]
        ours = translate("Attack", "Image read: a {label}").format(label=outcome.reading.label)
        theirs = translate("Attack", "{worker}’s nearest image: a {label}").format(worker=name, label=label)
        return Side(SERVER, ours, outcome.reading.rows), Side(WORKER, theirs, (outcome.truth.rows[outcome.nearest],))
    ours = translate("Attack", "Row read") if len(outcome.reading.rows) == 1 else translate("Attack", "Rows read")
    is_one = len(outcome.truth.rows) == 1
    theirs = translate("Attack", "{worker}’s row") if is_one else translate("Attack", "{worker}’s rows")
    theirs = theirs.format(worker=name)
    # rows have no order: both sides show them from the smallest up
    rows = tuple(sorted(outcome.reading.rows)), tuple(sorted(outcome.truth.rows))
    return Side(SERVER, ours, rows[0]), Side(WORKER, theirs, rows[1])


def guess_answer(guess: str, *, is_right: bool) -> str:
    """What became of the learner's guess, in its own words."""
    if is_right:
        return translate("Attack", "right guess: “{guess}”").format(guess=guess)
    return translate("Attack", "your guess: “{guess}”").format(guess=guess)


def verdict(outcome: Outcome) -> tuple[Tone, str, str]:
    """The bar: its tone, its word and its sentence."""
    reading, name = outcome.reading, worker_name(WORKER)
    if not reading.rows:
        return _open_verdict(outcome)
    near = closeness(outcome)
    if outcome.setup.method is Method.IMAGE:
        return _image_verdict(outcome, near)
    if near == EXACT:
        count = sum(map(len, reading.rows))
        text = translate(
            "Attack", "{count} of {count} values are equal. The server read {worker}’s data without asking for it."
        )
        return Tone.LEAKED, translate("Attack", "IDENTICAL"), text.format(count=count, worker=name)
    text = translate("Attack", "The largest difference is {error}.")
    error = outcome.error if outcome.error is not None else math.inf
    word = translate("Attack", "CLOSE") if near == NEAR else translate("Attack", "NOT THE ROWS")
    return (Tone.LEAKED if near == NEAR else Tone.OPEN), word, text.format(error=language().number(error))


def _image_verdict(outcome: Outcome, near: str) -> tuple[Tone, str, str]:
    assert outcome.error is not None
    error = language().number(outcome.error, 2)
    if near == EXACT:
        text = translate("Attack", "All {count} pixels are equal, and the label too: pixel error {error}.")
        words = text.format(count=SIDE * SIDE, error=error)
        return Tone.LEAKED, translate("Attack", "IDENTICAL"), words
    if near == NEAR:
        text = translate("Attack", "Pixel error {error}: a little of the other images shines through.")
        return Tone.LEAKED, translate("Attack", "RECOGNIZABLE"), text.format(error=error)
    text = translate("Attack", "Pixel error {error}: the images mix. This attack goes no further; another one may.")
    return Tone.OPEN, translate("Attack", "BLURRED"), text.format(error=error)


def _open_verdict(outcome: Outcome) -> tuple[Tone, str, str]:
    """Where no row could be told: why."""
    reading = outcome.reading
    why = _sentence(reading.silence.template, dict(reading.silence.fields)) if reading.silence is not None else ""
    if len(reading.survivors) > 1 and len(reading.survivors) < len(reading.tables):
        return Tone.OPEN, translate("Attack", "NARROWED DOWN"), why
    if reading.tables and not reading.survivors:
        return Tone.OPEN, translate("Attack", "NO TABLE FITS"), why
    return Tone.SAFE, translate("Attack", "NOTHING LEAKED"), why


def _sentence(template: str, fields: dict[str, object]) -> str:
    """A sentence of fedgui.privacy in the language on screen."""
    return translate_error(ErrorState("", template, fields, 0, "", "Attacks"))
