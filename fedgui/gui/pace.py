"""How long the moments of a record stay on screen, and where the playhead goes next."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final

from fedgui.scripts.trace import SERVER, Kind, MessageState, Moment, Role, TensorState, Trace

MAX_SPEED: Final = 0.0
"""Stands for "as fast as it goes": the playhead sits at the head of the record."""

TRAVEL_ONLY_FROM: Final = 4.0
"""From this speed on, lines pass without a pause of their own: only what travels takes time."""

TICK_MS: Final = 16
LEAST_TICK_MS: Final = 100
"""At full speed the state is shown ten times a second: more can't be read, and each costs the training its time."""
MOST_TICK_MS: Final = 200
"""Where showing it costs much, the state is shown less often, but still about five times a second."""
WINDOWS_SHARE: Final = 0.15
"""Of the time, that the window may compute at full speed; the rest is the training's."""
_NEWEST: Final = 0.3
"""How much the last measurement counts beside those before it; a system's clock may be coarse."""

_COMMAND: Final = "command"
"""The kind of a message that lets a worker compute."""
MODEL_TRAVEL_MS: Final = 1400
VALUE_TRAVEL_MS: Final = 900
DWELL_MS: Final = {Kind.LINE: 420, Kind.CHANGE: 380, Kind.PRINT: 250, Kind.LOSS: 420, Kind.FORK: 420}
"""How long a moment stays at speed 1, in milliseconds; others pass at once."""


class Spacing:
    """How far apart the window shows the state at full speed, by what the last times have cost it."""

    def __init__(self) -> None:
        self._spent_s = 0.0
        self._mean_s = 0.0

    def begin(self, spent_s: float) -> int:
        """Milliseconds to the first time.

        Args:
            spent_s: seconds that the window's thread has computed since it began.
        """
        self._spent_s = spent_s
        return self._interval_ms()

    def next_ms(self, spent_s: float) -> int:
        """Milliseconds to the next time (see `begin`)."""
        self._mean_s += _NEWEST * (spent_s - self._spent_s - self._mean_s)
        self._spent_s = spent_s
        return self._interval_ms()

    def _interval_ms(self) -> int:
        return round(min(max(self._mean_s * 1000 / WINDOWS_SHARE, LEAST_TICK_MS), MOST_TICK_MS))


def dwell_ms(moment: Moment, speed: float) -> int:
    """Milliseconds that `moment` stays at a speed."""
    if speed == MAX_SPEED:
        return 0
    if moment.message is not None:
        return round(_travel_ms(moment.message) / speed)
    if speed >= TRAVEL_ONLY_FROM:
        return 0 if moment.kind is not Kind.LOSS else TICK_MS
    return round(DWELL_MS.get(moment.kind, 0) / speed)


def _travel_ms(message: MessageState) -> float:
    if not message.bytes:
        return 0
    return MODEL_TRAVEL_MS if message.is_model else VALUE_TRAVEL_MS


def next_stop(trace: Trace, index: int, last: int, speed: float) -> tuple[int, int | None]:
    """The first moment after `index` and up to `last` that takes time, and how much; or `last`, and None."""
    while index < last:
        index = trace.following(index)
        dwell = dwell_ms(trace[index], speed)
        if dwell > 0:
            return index, dwell
    return index, None


def sent_together(trace: Trace, index: int, last: int, speed: float = 1.0) -> tuple[int, tuple[MessageState, ...]]:
    """What the line that runs at moment `index` sends at once: to several workers, or from several to the server.

    Nothing is computed between such messages, and no worker is there twice. Where lines pass without a pause of their
    own (from TRAVEL_ONLY_FROM), the turns of a loop that does nothing but send count as one line. At a slower speed
    each turn's lines are shown in their time, and its message sets out when they have run.

    Returns:
        The moment of the last of them, up to `last`, and all before it: `index` and none, if it travels alone.
    """
    first = trace[index].message
    if first is None or not first.bytes or SERVER not in (first.sender, first.receiver):
        return index, ()
    found, workers, end = [first], {first.worker}, index
    for place in range(index + 1, last + 1):
        moment = trace[place]
        message = moment.message
        if message is None or not message.bytes:
            if _computes(moment) or (message is None and speed < TRAVEL_ONLY_FROM):
                break
            continue
        is_alike = (message.is_model, message.sender == SERVER) == (first.is_model, first.sender == SERVER)
        is_of_line = moment.line == trace.line_of(index)
        if not is_alike or not is_of_line or SERVER not in (message.sender, message.receiver):
            break
        if message.worker in workers:
            break
        found.append(message)
        workers.add(message.worker)
        end = place
    if trace.nearest(end) != end:  # its scene is not kept any more
        return index, ()
    return end, tuple(found[:-1])


def _computes(moment: Moment) -> bool:
    """Whether anything but sending happens at a moment: a command to a worker, a print, a value that is new."""
    if moment.message is not None:
        return moment.message.kind == _COMMAND
    if moment.kind not in (Kind.LINE, Kind.CHANGE):
        return True
    return any(isinstance(piece, TensorState) and piece.role is not Role.PARAMETER for _, piece in moment.changes)


def end_of_line(trace: Trace, playhead: int, line: int) -> int | None:
    """The moment at which 1-based `line` of the file has run for the first time after `playhead`; None if not yet."""
    lines = trace.lines
    for place in range(bisect_right(lines, playhead), len(lines)):
        if trace.line_of(lines[place]) == line:
            following = trace.line_after(lines[place])
            if following is None and not trace.finished:
                return None
            return (len(trace) if following is None else following) - 1
    return None
