"""Predict, then see: each question of a lesson names a rule, and the rule reads the right answer off the run itself.

A rule is a function of the evidence so far. It returns the key of the right choice, or None while the run has not
shown it yet. No answer stands in a lesson's text, so a changed seed or an edited script changes the answer with it.
Neither torch nor Qt is needed: a rule sees what the record holds, and what an attack on this run found.
"""

from __future__ import annotations

import inspect
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, TypeAlias

from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, Kind, LossPoint, MessageState, ModelState, Scene, Trace

FALLS, RISES, SAME = "falls", "rises", "same"
MORE, FEWER = "more", "fewer"
YES, NO = "yes", "no"
NONE, ONE, SEVERAL = "none", "one", "several"
EXACT, NEAR, FAR = "exact", "near", "far"
BOTH, NOBODY = "both", "nobody"

REVERSED: Final = "reversed"
"""Name in `Evidence.others` of the same script with its workers in reverse order: see `reversed_workers`."""

SERVER_NODE: Final = "server"
"""What lessons call the server, which scripts know as SERVER."""

FINDINGS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "row_error": "largest error of the row read from one visit with that row alone",
        "row_error_100": "the same after 100 local epochs",
        "bob_tables": "tables of two binary rows that explain what Bob sent back, of 36",
        "pixel_error_1": "largest pixel error of a digit read from the gradient of a batch of 1",
        "pixel_error_8": "the same for a batch of 8",
        "sum_before": "a number of the masked sum before a mask is changed",
        "sum_after": "the same number after it",
        "sum_tables": "tables of four binary rows that explain the sum of Bob's and Alice's gradients, of 330",
    }
)
"""What an attack or a defence may find, by the names that lessons use."""

Argument: TypeAlias = str | int
Finding: TypeAlias = str
"""One of FINDINGS."""
Numbers: TypeAlias = tuple[tuple[str, tuple[float, ...]], ...]
"""Parameters by name, each with its values row-major."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a rule may look at.

    Attributes:
        trace: the run that is on screen.
        until: the last moment that counts, so that the answer waits for the playhead; None for all that is recorded.
        others: finished runs to compare with, by name: a built-in script's, or REVERSED.
        findings: numbers that an attack or a defence found in this run, by name, one of FINDINGS each.
    """

    trace: Trace
    until: int | None = None
    others: Mapping[str, Trace] = field(default_factory=lambda: MappingProxyType({}))
    findings: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def last(self) -> int:
        """Index of the last moment that counts, -1 for none."""
        recorded = len(self.trace) - 1
        return recorded if self.until is None else min(self.until, recorded)

    @property
    def losses(self) -> Sequence[LossPoint]:
        return self.trace.losses_until(self.last)

    @property
    def ended(self) -> bool:
        """Whether the run's end is among what counts."""
        return self.last >= 0 and self.trace[self.last].kind is Kind.END


@dataclass(frozen=True, slots=True)
class Visit:
    """The model's stay with one worker.

    Attributes:
        worker: who had it.
        sent: the parameters that arrived.
        update: what came back, parameters or gradients; empty while nothing has.
        is_model: whether that is the model itself, with new parameters.
    """

    worker: str
    sent: Numbers
    update: Numbers = ()
    is_model: bool = False

    @property
    def change(self) -> Numbers:
        """What the visit did: new parameters minus old ones; gradients and the like as they came."""
        if not self.is_model:
            return self.update
        old = dict(self.sent)
        return tuple(
            (name, tuple(new - before for new, before in zip(values, old[name], strict=True)))
            for name, values in self.update
        )


@dataclass(frozen=True, slots=True)
class Score:
    """How many questions were answered here, and how many of them rightly. Nobody but the learner sees it."""

    asked: int = 0
    right: int = 0

    def with_answer(self, *, is_right: bool) -> Score:
        """This score after one more answer."""
        return Score(self.asked + 1, self.right + is_right)


@dataclass(frozen=True, slots=True)
class RuleCall:
    """A rule and its arguments, as a lesson names them: `loss-direction(bob, alice, round=1)`."""

    name: str
    positional: tuple[Argument, ...] = ()
    named: tuple[tuple[str, Argument], ...] = ()


Rule: TypeAlias = Callable[..., str | None]


# --- The rules: evidence first, then what the lesson gives -----------------------------------------------------------


def next_loss(evidence: Evidence, step: int) -> str | None:
    """Which way the printed loss goes from optimizer step `step` to the next one printed."""
    points = [point for point in evidence.losses if point.step >= step]
    return _direction(points[0].value, points[1].value) if len(points) > 1 and points[0].step == step else None


def loss_direction(evidence: Evidence, first: str, second: str, *, round: int) -> str | None:  # noqa: A002
    """Which way the loss goes when the model moves from worker `first` to `second` for the first time in a round."""
    before: float | None = None
    for point in evidence.losses:
        if point.round != round:
            continue
        if before is None:
            before = point.value if point.worker == first else None
        elif point.worker == second:
            return _direction(before, point.value)
    return None


def owner_of_label(evidence: Evidence, label: int) -> str | None:
    """The worker whose rows have this label; BOTH for several workers, NOBODY for none. Known once round 1 begins."""
    starts = evidence.trace.round_starts()
    if not starts or starts[0] > evidence.last:
        return None
    scene = evidence.trace.state_at(starts[0])
    owners = [worker.id for worker in scene.workers if label in _labels(scene, worker.id)]
    if len(owners) > 1:
        return BOTH
    return owners[0] if owners else NOBODY


def order_matters(evidence: Evidence) -> str | None:
    """Whether the final parameters differ, in the four decimals of the console, when the workers come in reverse."""
    other = evidence.others.get(REVERSED)
    if other is None or not evidence.ended or not other.finished:
        return None
    ours = _final_model(evidence.trace, evidence.last)
    theirs = _final_model(other, len(other) - 1)
    if ours is None or theirs is None:
        return None
    return YES if _rounded(ours) != _rounded(theirs) else NO


def whose_gradient(evidence: Evidence, visit: int) -> str | None:
    """The worker of visit number `visit`, counted from 1. Known once its update came back."""
    found = visits(evidence.trace, evidence.last)
    return found[visit - 1].worker if 0 < visit <= len(found) and found[visit - 1].update else None


def model_bytes(evidence: Evidence) -> str | None:
    """Whether the model's travels took more bytes than the rows that were handed out. Known at the end of the run."""
    if not evidence.ended:
        return None
    model = rows = 0
    for index in evidence.trace.messages_until(evidence.last):
        message = _message(evidence.trace, index)
        if message.is_model:
            model += message.bytes
        elif message.sender == SERVER:
            rows += message.bytes
    return MORE if model > rows else FEWER if model < rows else SAME


def same_losses(evidence: Evidence, other: str) -> str | None:
    """How the server's losses compare with those of the run `other`, one by one.

    EXACT if all agree in the four decimals of the console, NEAR if the last ones do within 0.01, else FAR.
    """
    reference = evidence.others.get(other)
    if reference is None or not evidence.ended or not reference.finished:
        return None
    ours = [point.value for point in evidence.losses if point.worker == SERVER]
    theirs = [point.value for point in reference.losses_until(len(reference) - 1) if point.worker == SERVER]
    if not ours or not theirs:
        return None
    if len(ours) == len(theirs) and all(round(a, 4) == round(b, 4) for a, b in zip(ours, theirs, strict=True)):
        return EXACT
    return NEAR if abs(ours[-1] - theirs[-1]) <= 0.01 else FAR


def how_many(evidence: Evidence, finding: Finding) -> str | None:
    """Whether a counted finding is none, one or several."""
    count = evidence.findings.get(finding)
    if count is None:
        return None
    return NONE if count == 0 else ONE if count == 1 else SEVERAL


def how_close(evidence: Evidence, finding: Finding) -> str | None:
    """Whether an error that was found is zero but for rounding (up to 0.00001), small (up to 0.25) or large."""
    error = evidence.findings.get(finding)
    if error is None:
        return None
    return EXACT if error <= 1e-5 else NEAR if error <= 0.25 else FAR


def finding_direction(evidence: Evidence, first: Finding, second: Finding) -> str | None:
    """Which way it goes from one finding to another."""
    before, after = evidence.findings.get(first), evidence.findings.get(second)
    return None if before is None or after is None else _direction(before, after)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A rule, and the choices that its question must offer; `nodes`: the nodes of the script are choices too."""

    rule: Rule
    choices: frozenset[str]
    nodes: bool = False


_DIRECTIONS: Final = frozenset({FALLS, RISES, SAME})
_RULES: Final[Mapping[str, _Entry]] = MappingProxyType(
    {
        "next-loss": _Entry(next_loss, _DIRECTIONS),
        "loss-direction": _Entry(loss_direction, _DIRECTIONS),
        "owner-of-label": _Entry(owner_of_label, frozenset({BOTH}), nodes=True),
        "order-matters": _Entry(order_matters, frozenset({YES, NO})),
        "whose-gradient": _Entry(whose_gradient, frozenset(), nodes=True),
        "model-bytes": _Entry(model_bytes, frozenset({MORE, FEWER, SAME})),
        "same-losses": _Entry(same_losses, frozenset({EXACT, NEAR, FAR})),
        "how-many": _Entry(how_many, frozenset({NONE, ONE, SEVERAL})),
        "how-close": _Entry(how_close, frozenset({EXACT, NEAR, FAR})),
        "finding-direction": _Entry(finding_direction, _DIRECTIONS),
    }
)
RULE_NAMES: Final = tuple(_RULES)

_CALL: Final = re.compile(r"([a-z][a-z-]*)\s*(?:\((.*)\))?")
_ARGUMENT: Final = re.compile(r"(?:([a-z_]+)\s*=\s*)?([\w-]+)")


def parse_rule(text: str) -> RuleCall:
    """The rule that a lesson names, such as `owner-of-label(1)`; its arguments are words and whole numbers.

    Raises:
        ValueError: if there is no such rule, or it takes other arguments.
    """
    found = _CALL.fullmatch(text.strip())
    if found is None or found[1] not in _RULES:
        raise ValueError(text)
    positional: list[Argument] = []
    named: list[tuple[str, Argument]] = []
    for part in (found[2] or "").split(",") if found[2] else ():
        argument = _ARGUMENT.fullmatch(part.strip())
        if argument is None:
            raise ValueError(text)
        value: Argument = int(argument[2]) if argument[2].isdecimal() else argument[2]
        if argument[1]:
            named.append((argument[1], value))
        else:
            positional.append(value)
    call = RuleCall(found[1], tuple(positional), tuple(named))
    _check_arguments(call, text)
    return call


def _check_arguments(call: RuleCall, text: str) -> None:
    signature = inspect.signature(_RULES[call.name].rule)
    try:
        bound = signature.bind(None, *call.positional, **dict(call.named))
    except TypeError:
        raise ValueError(text) from None
    for name, value in list(bound.arguments.items())[1:]:
        # annotations are text here, since this module does not evaluate them
        kind = signature.parameters[name].annotation
        if (value not in FINDINGS) if kind == "Finding" else (type(value).__name__ != kind):
            raise ValueError(text)


def answer(call: RuleCall, evidence: Evidence) -> str | None:
    """The key of the right choice, or None while the run has not shown it."""
    return _RULES[call.name].rule(evidence, *call.positional, **dict(call.named))


def fits(call: RuleCall, choices: frozenset[str], nodes: frozenset[str]) -> bool:
    """Whether a question offers what its rule can answer in a script with these nodes."""
    entry = _RULES[call.name]
    if not entry.nodes:
        return choices == entry.choices
    return entry.choices <= choices <= entry.choices | nodes | {NOBODY} and len(choices) > 1


def exhibit(call: RuleCall, evidence: Evidence) -> Numbers:
    """Numbers of the run that a question shows beside its text: of `whose-gradient`, what the visit changed."""
    if call.name != "whose-gradient" or answer(call, evidence) is None:
        return ()
    number = int((*call.positional, *dict(call.named).values())[0])
    return visits(evidence.trace, evidence.last)[number - 1].change


# --- What rules and their questions need to know about a run ----------------------------------------------------------


def visits(trace: Trace, until: int) -> list[Visit]:
    """Every visit of the model up to moment `until`, in order of arrival."""
    found: list[Visit] = []
    for index in trace.messages_until(until):
        message = _message(trace, index)
        if message.receiver == SERVER:
            _add_update(found, message)
        elif message.is_model and message.parts and message.sender == SERVER:
            found.append(Visit(message.worker, _numbers(message)))
    return found


def _add_update(found: list[Visit], message: MessageState) -> None:
    # A loss is a number without dimensions; whatever else a worker sends is made from its rows.
    parts = tuple(part for part in message.parts if part[1].shape)
    place = next((n for n in reversed(range(len(found))) if found[n].worker == message.sender), None)
    if place is not None and parts:
        visit = found[place]
        found[place] = Visit(visit.worker, visit.sent, visit.update + _numbers(message), message.is_model)


def reversed_workers(script: Script) -> Script | None:
    """The same script with its workers visited in reverse order, or None if no line of it goes through them."""
    text, count = re.subn(r"^(\s*for data, target in )(.+):$", r"\1reversed(\2):", script.text, flags=re.MULTILINE)
    return Script(script.name, text, script.shown, script.skipped, script.path) if count else None


def _numbers(message: MessageState) -> Numbers:
    return tuple((name or message.name, value.values) for name, value in message.parts if value.shape)


def _message(trace: Trace, index: int) -> MessageState:
    message = trace[index].message
    assert message is not None
    return message


def _labels(scene: Scene, worker_id: str) -> tuple[float, ...]:
    targets = scene.table(worker_id)[1]
    return targets.value.values if targets is not None else ()


def _final_model(trace: Trace, index: int) -> ModelState | None:
    return trace.state_at(index).model if index >= 0 else None


def _rounded(model: ModelState) -> list[float]:
    return [round(value, 4) for parameter in model.parameters for value in parameter.value.values]


def _direction(before: float, after: float) -> str:
    """Which way it went, in the four decimals of the console; what is no longer a finite number has risen."""
    if not math.isfinite(after):
        return RISES
    if math.isfinite(before) and round(before, 4) == round(after, 4):
        return SAME
    return RISES if after > before else FALLS
