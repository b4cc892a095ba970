"""Who is missing in a round: workers that the learner has taken offline, and the places they would have had."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from fedgui.scripts.interventions import Presence
from fedgui.scripts.trace import Trace


def away(trace: Trace, first: int, last: int) -> dict[str, int]:
    """The workers that were offline at some moment from `first` to `last`.

    Returns:
        By worker, the moment at which it had left.
    """
    found: dict[str, int] = {}
    present: dict[str, int] = {}
    for index in trace.forks:
        if index > last:
            break
        change = trace[index].fork
        if not isinstance(change, Presence):
            continue
        if not change.online:
            present.setdefault(change.worker, index)
        elif (since := present.pop(change.worker, None)) is not None and index > first:
            found[change.worker] = since
    return found | present


def with_gaps(own: Sequence[str], usual: Sequence[str], gone: Collection[str]) -> list[tuple[str, int | None]] | None:
    """Put the workers that are missing where they usually have their turn.

    Args:
        own: whose turns a round had, in order.
        usual: whose turns a round has when nobody is missing.
        gone: who was offline.

    Returns:
        Each turn's worker, with its place in `own`, or None for a turn that was missed; None if the round differs
        from the usual one in more than who is gone.
    """
    turns: list[tuple[str, int | None]] = []
    place = 0
    for worker in usual:
        if place < len(own) and own[place] == worker:
            turns.append((worker, place))
            place += 1
        elif worker in gone:
            turns.append((worker, None))
        else:
            return None
    return turns if place == len(own) else None
