"""Where a step may stop: a run cut into lines, messages, visits of the model, or rounds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from enum import StrEnum

from fedgui.scripts.trace import Trace


class Unit(StrEnum):
    """What one step covers."""

    LINE = "line"
    MESSAGE = "message"
    VISIT = "visit"
    """From before the model leaves the server for a worker to before it leaves for the next one."""
    ROUND = "round"


def stop_after(trace: Trace, index: int, unit: Unit) -> int | None:
    """The moment at which one step forward from `index` ends.

    Returns:
        None as long as that moment is not recorded, and at the end of a run. The end is a stop of every unit.
    """
    found = _first_place_after(trace, index, unit)
    if found is not None:
        return found
    last = len(trace) - 1
    return last if trace.finished and last > index else None


def stop_before(trace: Trace, index: int, unit: Unit) -> int:
    """The moment at which one step back from `index` ends; 0, the beginning, is a stop of every unit."""
    places = _begins(trace, unit)
    # the line that covers `index` may hold a place that is still to come, and begins before `index` all the same
    place = min(bisect_right(places, index) + 1, len(places))
    while place:
        place -= 1
        stop = _stop(trace, places[place], unit)
        if stop is not None and stop < index:
            return stop
    return 0


def _first_place_after(trace: Trace, index: int, unit: Unit) -> int | None:
    places = _begins(trace, unit)
    for place in range(bisect_right(places, index), len(places)):
        stop = _stop(trace, places[place], unit)
        if stop is not None and stop > index:
            return stop
    return None


def _begins(trace: Trace, unit: Unit) -> Sequence[int]:
    """The moments of all messages; or those in whose line another line, visit or round begins."""
    match unit:
        case Unit.LINE:
            return trace.lines
        case Unit.MESSAGE:
            return trace.messages
        case Unit.VISIT:
            return trace.visits
        case Unit.ROUND:
            return trace.rounds


def _stop(trace: Trace, place: int, unit: Unit) -> int | None:
    """The message itself, unless it only frees a value; else the end of the line before the one that covers `place`."""
    if unit is Unit.MESSAGE:
        message = trace[place].message
        return place if message is not None and message.kind != "delete" else None
    line = trace.line_at(place)
    return max((line if line is not None else 0) - 1, 0)
