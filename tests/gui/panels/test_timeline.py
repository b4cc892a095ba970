"""Where moments lie on the timeline, also while the script goes on recording."""

from fedgui.gui.panels.timeline import Rounds
from fedgui.scripts.trace import SERVER, Kind, MessageState, Moment, RoundState, Trace


def add_visit(trace: Trace, worker: str, number: int | None = None) -> None:
    """One visit of the model; with a number, a new round begins with it."""
    changes = () if number is None else ((("round",), RoundState(number, 2)),)
    trace.append(Moment(len(trace), 1, Kind.LINE, SERVER, changes=changes))
    message = MessageState(SERVER, worker, "object", "model", 12, is_model=True)
    trace.append(Moment(len(trace), 1, Kind.MESSAGE, SERVER, message))


def test_a_round_that_is_looked_at_while_the_script_ends_keeps_its_own_visits():
    trace, rounds = Trace(), Rounds()
    add_visit(trace, "bob", 1)
    add_visit(trace, "alice")
    rounds.update(trace)
    # the script's thread records the second round and ends before anybody asks again
    add_visit(trace, "bob", 2)
    add_visit(trace, "alice")
    trace.append(Moment(len(trace), 1, Kind.END, SERVER))
    trace.finished = True
    rounds.segments(1)
    rounds.update(trace)
    assert [segment.worker for segment in rounds.segments(1)] == ["bob", "alice"]
    assert [segment.worker for segment in rounds.segments(2)] == ["bob", "alice"]
    assert rounds.segments(1)[-1].last == rounds.segments(2)[0].first - 1
