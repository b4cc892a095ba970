"""Since when a tensor is there, and whether a step waits: the answers equal a plain search through the record."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fedgui.gui.panels.lifetimes import Births, messages_between, step_is_pending
from fedgui.scripts.interventions import LearningRate
from fedgui.scripts.trace import SERVER, Kind, MessageState, Role, TensorState, TensorValue, Trace


def tensor(number: int) -> TensorState:
    return TensorState(number, f"t{number}", Role.RESULT, TensorValue((), "float32", (1.0,), True, 1.0))


def with_lives(lives: list[tuple[int, int]], length: int, detail: int | None = None) -> Trace:
    """A record in which tensor n is with Bob from the first moment of its life up to before the second."""
    trace = Trace(detail=detail)
    for index in range(length):
        changes = []
        for number, (born, gone) in enumerate(lives):
            if index in (born, gone):
                changes.append((("tensor", "bob", number), tensor(number) if index == born else None))
        trace.add(1, Kind.CHANGE, "bob", None, tuple(changes))
    return trace


LIVES = st.lists(st.tuples(st.integers(0, 600), st.integers(1, 700)).map(lambda life: (life[0], sum(life))), max_size=5)


@given(lives=LIVES, index=st.integers(0, 699))
def test_every_birth_is_found_from_wherever_it_is_asked_for(lives, index):
    trace = with_lives(lives, 700)
    births = Births(trace)
    for number, (born, gone) in enumerate(lives):
        if born <= index < gone:
            key = ("tensor", "bob", number)
            assert births.born(key, index) == born
            assert births.born(key, index) == born


def test_what_the_record_has_forgotten_is_not_made_up():
    trace = with_lives([(10, 99_999), (2_900, 99_999)], 3_000, detail=300)
    assert trace.thinned > 300
    births = Births(trace)
    assert births.born(("tensor", "bob", 0), 2_999) is None
    assert births.born(("tensor", "bob", 1), 2_999) == 2_900


def test_a_step_waits_from_the_gradient_to_the_new_weights(federated_trace):
    assert not any(step_is_pending(federated_trace, index, 0.1) for index in range(federated_trace.visits[1]))
    for visit in federated_trace.visits[1:4]:
        pending = [step_is_pending(federated_trace, index, 0.1) for index in range(visit, visit + 18)]
        assert not any(step_is_pending(federated_trace, index, 0.05) for index in range(visit, visit + 18))
        commands = [federated_trace[index].message for index in range(visit, visit + 18)]
        backward = next(n for n, one in enumerate(commands) if one is not None and one.name == "backward")
        # the gradient is recorded right after the command, the new weights when the next line has run
        assert pending.index(True) == backward + 1
        assert pending.count(True) == 2


def test_after_a_fork_no_step_is_promised(federated_trace):
    pending = next(n for n in range(federated_trace.visits[2], 999) if step_is_pending(federated_trace, n, 0.1))
    forked = federated_trace.cut(pending)
    forked.add(1, Kind.FORK, SERVER, LearningRate(0.2))
    moment = federated_trace[pending]
    forked.add(moment.line, moment.kind, moment.actor, None, moment.changes)
    assert not step_is_pending(forked, len(forked) - 1, 0.1)


def test_messages_of_a_line():
    trace = Trace()
    trace.add(1, Kind.LINE, SERVER)
    message = MessageState("bob", SERVER, "object", "loss", 4)
    trace.add(1, Kind.MESSAGE, "bob", message)
    trace.add(2, Kind.LINE, SERVER)
    assert messages_between(trace, 0, 2) == [message]
    assert messages_between(trace, 1, 2) == []
