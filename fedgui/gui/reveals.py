"""Where a run gives the answer of a question away, so that the player can be held before it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from fedgui.scripts.predict import Evidence, RuleCall, answer, exhibit
from fedgui.scripts.trace import TensorState, Trace


@dataclass(frozen=True, slots=True)
class Reveal:
    """Two moments of a run.

    Attributes:
        line: the line begins that gives the answer away.
        shown: the answer is there, as the question's rule sees it.
    """

    line: int
    shown: int


def reveal_of(rule: RuleCall, evidence: Evidence) -> Reveal | None:
    """Where the answer of `rule` is given away.

    Args:
        evidence: it must hold the answer.

    Returns:
        None if nothing is to be hidden: the answer does not come from a moment of the run, or the question itself
        shows numbers of the run, and can be asked only when they are there.
    """
    trace = evidence.trace

    def is_known(index: int) -> bool:
        return answer(rule, replace(evidence, until=index)) is not None

    shown = bisect_left(range(evidence.last + 1), True, key=is_known)
    line = trace.line_at(first_sign(trace, shown))
    if not shown or line is None or exhibit(rule, replace(evidence, until=shown)):
        return None
    return Reveal(line, shown)


def first_sign(trace: Trace, index: int) -> int:
    """The moment at which the record first holds the loss that is printed at `index`; `index` if none is printed there.

    The loss is there before it is printed: in the worker's tensors, and in the margin of the code.
    """
    loss = trace[index].value
    if loss is None:
        return index
    before = trace.losses_until(index - 1)
    for earlier in range(before[-1].moment + 1 if before else 0, index):
        pieces = (piece for _key, piece in trace[earlier].changes)
        if any(isinstance(piece, TensorState) and piece.value.values == (loss,) for piece in pieces):
            return earlier
    return index
