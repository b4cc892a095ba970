"""How many workers of a round have answered the server, from the record's messages alone. No Qt in here."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from fedgui.scripts.trace import SERVER, MessageState, Trace


@dataclass(frozen=True, slots=True)
class Answers:
    """Of a round in which workers train side by side.

    Attributes:
        received: workers whose model, gradient or update has reached the server in this round.
        asked: workers to whom it has sent the model in this round; 0 where none trains beside another.
    """

    received: int = 0
    asked: int = 0


class AnswerCount:
    """Counts for one moment after the other: a step forward looks only at the messages that are new."""

    def __init__(self) -> None:
        self._trace = Trace()
        self._begin(0, 0)

    def _begin(self, start: int, place: int) -> None:
        self._start, self._first, self._place = start, place, place
        self._asked: set[str] = set()
        self._out: set[str] = set()
        self._answered: set[str] = set()
        self._is_parallel = False

    def at(self, trace: Trace, index: int) -> Answers:
        """What the server has received before moment `index` of its round; what is on its way then is not there yet."""
        starts, carrying = trace.round_starts(), trace.carrying
        number = bisect_right(starts, index)
        if not number:
            return Answers()
        start, end = starts[number - 1], bisect_left(carrying, index)
        if trace is not self._trace or start != self._start or end < self._place:
            self._trace = trace
            self._begin(start, bisect_left(carrying, start))
        for place in range(self._place, end):
            self._take(trace.message(carrying[place]))
        self._place = max(end, self._first)
        now = carrying[end] == index if end < len(carrying) else False
        return self._answers(trace.message(index) if now else None)

    def _answers(self, leaving: MessageState | None) -> Answers:
        """What has come so far; who is being asked right now counts as asked."""
        asked, is_parallel = len(self._asked), self._is_parallel
        if leaving is not None and leaving.is_model and leaving.sender == SERVER:
            asked += leaving.receiver not in self._asked
            is_parallel = is_parallel or bool(self._out - {leaving.receiver})
        return Answers(len(self._answered), asked) if is_parallel else Answers()

    def _take(self, message: MessageState) -> None:
        if message.is_model and message.sender == SERVER:
            self._asked.add(message.receiver)
            self._out.add(message.receiver)
            self._is_parallel = self._is_parallel or len(self._out) > 1
            return
        if message.is_model:
            self._out.discard(message.sender)
        if message.receiver == SERVER and message.sender in self._asked and _is_answer(message):
            self._answered.add(message.sender)


def _is_answer(message: MessageState) -> bool:
    """Whether a message brings more than a single number, which is a loss that the server asked for on the way."""
    if message.is_model or not message.parts:
        return message.is_model or message.name != "loss"
    return any(value.shape for _name, value in message.parts)
