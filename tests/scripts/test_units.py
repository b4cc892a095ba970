"""Steps by line, message, visit and round: forward and back are each other's opposite."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import SERVER, Kind, MessageState, RoundState, Trace
from fedgui.scripts.units import Unit, stop_after, stop_before

UNITS = st.sampled_from(Unit)


@pytest.fixture(scope="module")
def federated() -> Trace:
    trace = Trace()
    assert Runner(load_script("federated"), trace=trace).run() is None
    return trace


@pytest.fixture(scope="module")
def centralized() -> Trace:
    trace = Trace()
    assert Runner(load_script("centralized"), trace=trace).run() is None
    return trace


def stops(trace: Trace, unit: Unit) -> list[int]:
    found = [0]
    while (stop := stop_after(trace, found[-1], unit)) is not None:
        found.append(stop)
    return found


def line_at(trace: Trace, index: int, name: str = "federated") -> str:
    return load_script(name).line_text(trace[index].line)


def test_a_line_ends_just_before_the_next_begins(federated: Trace) -> None:
    ends = stops(federated, Unit.LINE)
    begins = [m.index for m in federated if m.kind is Kind.LINE]
    assert ends[1:-1] == [index - 1 for index in begins[1:]]
    assert ends[-1] == len(federated) - 1


def test_a_message_step_ends_at_every_message_but_deletions(federated: Trace) -> None:
    expected = [m.index for m in federated if m.message is not None and m.message.kind != "delete"]
    assert stops(federated, Unit.MESSAGE)[1:-1] == expected


def test_a_visit_step_stands_before_each_departure(federated: Trace) -> None:
    found = stops(federated, Unit.VISIT)
    assert len(found) == 1 + 20 + 1
    for stop in found[1:-1]:
        following = federated.line_after(stop)
        assert following == stop + 1
        assert line_at(federated, following) == "model.send(data.location)"


def test_a_round_step_stands_before_each_round(federated: Trace) -> None:
    found = stops(federated, Unit.ROUND)
    assert len(found) == 1 + 10 + 1
    rounds = [federated.state_at(stop).round.number for stop in found]
    assert rounds == [0, *range(10), 10]


def test_without_visits_a_visit_is_a_round(centralized: Trace) -> None:
    assert stops(centralized, Unit.VISIT)[1:] == stops(centralized, Unit.ROUND)[2:]


@given(UNITS, st.data())
def test_as_many_steps_back_as_forward_lead_to_the_same_moment(
    federated: Trace, unit: Unit, data: st.DataObject
) -> None:
    places = stops(federated, unit)
    start = data.draw(st.integers(0, len(places) - 1))
    count = data.draw(st.integers(0, len(places) - 1 - start))
    here = places[start]
    for _ in range(count):
        here = stop_after(federated, here, unit)
        assert here is not None
    assert here == places[start + count]
    for _ in range(count):
        here = stop_before(federated, here, unit)
    assert here == places[start]


moments = st.lists(st.sampled_from(["line", "round", "model", "loss", "free", "change"]), max_size=60)


def made(parts: list[str]) -> Trace:
    """A record of arbitrary moments."""
    trace = Trace()
    trace.add(0, Kind.START, SERVER)
    number = 0
    for part in parts:
        if part == "line":
            trace.add(1, Kind.LINE, SERVER)
        elif part == "round":
            number += 1
            trace.add(1, Kind.CHANGE, SERVER, None, ((("round",), RoundState(number)),))
        elif part == "change":
            trace.add(1, Kind.CHANGE, SERVER)
        else:
            kind = "delete" if part == "free" else "object"
            message = MessageState(SERVER, "bob", kind, part, 12 if part == "model" else 0, (), part == "model")
            trace.add(1, Kind.MESSAGE, SERVER, message)
    return trace


@given(moments, UNITS, st.booleans())
def test_stops_are_the_same_from_both_sides(parts: list[str], unit: Unit, finished: bool) -> None:
    trace = made(parts)
    trace.finished = finished
    forward = stops(trace, unit)
    assert forward == sorted(set(forward))
    for index in range(len(trace)):
        before = [stop for stop in forward if stop < index]
        assert stop_before(trace, index, unit) == (before[-1] if before else 0)
        assert stop_after(trace, index, unit) == next((stop for stop in forward if stop > index), None)
