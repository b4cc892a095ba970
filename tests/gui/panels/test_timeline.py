"""Where moments lie on the timeline, also while the script goes on recording."""

import io
from functools import cache

import pytest
from pytestqt.qtbot import QtBot

from fedgui.gui import theme as look
from fedgui.gui.panels.timeline import Rounds, Timeline
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
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


def test_a_finished_record_without_rounds_can_be_gone_through():
    trace, rounds = Trace(), Rounds()
    rounds.update(trace)
    assert rounds.index_at(0.5) == 0
    for line in range(101):
        trace.append(Moment(line, line + 1, Kind.LINE, SERVER))
    rounds.update(trace)
    assert rounds.position(50) == 0  # rounds may follow
    trace.finished = True
    rounds.update(trace)
    assert [rounds.position(index) for index in (0, 50, 100)] == [0, 0.5, 1]
    assert [rounds.index_at(position) for position in (-1, 0, 0.25, 1, 2)] == [0, 0, 25, 100, 100]


def test_the_first_two_of_many_workers_do_not_look_like_a_round_of_two():
    trace, rounds = Trace(), Rounds()
    for number in (1, 2):
        for place, worker in enumerate(("bob", "alice", "caio")):
            add_visit(trace, worker, None if place else number)
            rounds.update(trace)
            if number == 2:
                assert rounds.pattern(2) == (SERVER,)
    assert rounds.pattern(1) == (SERVER,)


@pytest.mark.parametrize("name", ["federated", "fedsgd", "trusted_aggregator"])
def test_a_record_that_grows_while_it_is_painted_changes_nothing_before_the_next_look(name: str):
    """The script's thread goes on recording: what a painting asks first and last must fit together."""
    whole, trace, rounds = list(run(name)), Trace(), Rounds()

    def answers() -> list[object]:
        numbers = range(1, len(rounds.starts) + 1)
        return [(rounds.pattern(number), rounds.edges(number), rounds.missed(number)) for number in numbers]

    while len(trace) < min(len(whole), 400):
        rounds.update(trace)
        seen = answers()
        for moment in whole[len(trace) : len(trace) + 3]:
            trace.append(moment)
        assert answers() == seen, len(trace)


# --- Workers that train side by side ---------------------------------------------------------------------------------

AVERAGING = ("trusted_aggregator", "fedsgd", "secure_aggregation", "noisy")


@cache
def run(name: str) -> Trace:
    trace = Trace()
    assert Runner(load_script(name), trace=trace, output=io.StringIO()).run() is None
    return trace


def part_of(trace: Trace, count: int) -> Trace:
    part = Trace()
    for moment in list(trace)[:count]:
        part.append(moment)
    return part


@pytest.mark.parametrize("name", AVERAGING)
def test_a_round_of_averaging_has_a_lane_for_each_worker_and_a_block_for_the_server(name: str):
    trace, rounds = run(name), Rounds()
    rounds.update(trace)
    for number in (1, 2, rounds.total):
        assert rounds.is_parallel(number)
        assert rounds.pattern(number) == ("bob", "alice", SERVER)
        bob, alice, server = rounds.segments(number)
        assert bob.last == alice.first - 1
        assert alice.last == server.first - 1
        assert server.last == rounds.end_of(number)
    for point in trace.losses_until(len(trace)):
        # a loss over all rows is the server's own
        assert rounds.worker_at(point.moment) == point.worker


@pytest.mark.parametrize("name", ["federated", "centralized"])
def test_one_model_that_goes_round_has_no_lanes(name: str):
    rounds = Rounds()
    rounds.update(run(name))
    assert not rounds.is_parallel(1)
    assert rounds.edges(1)[-1] == 1


@pytest.mark.parametrize("name", AVERAGING)
@pytest.mark.parametrize("share", [0.07, 0.2, 0.55, 1.0])
def test_the_line_and_the_moments_agree_side_by_side_too(name: str, share: float):
    trace = part_of(run(name), round(share * len(run(name))))
    rounds = Rounds()
    rounds.update(trace)
    positions = [rounds.position(index) for index in range(len(trace))]
    assert positions == sorted(positions)
    assert all(0 <= position <= 1 for position in positions)
    for index in range(rounds.starts[0] + 1, len(trace)):
        assert abs(positions[rounds.index_at(positions[index])] - positions[index]) < 1e-6


def test_a_lane_is_as_full_as_its_worker_is_far(qtbot: QtBot):
    trace, line = run("fedsgd"), Timeline()
    qtbot.addWidget(line)
    line.resize(1400, 48)
    line.show_moment(trace, 0)
    _, alice, server = line.rounds.segments(3)
    for moment, done in (
        (alice.first, (1.0, 0.0, 0.0)),
        (server.first, (1.0, 1.0, 0.0)),
        (server.last, (1.0, 1.0, 1.0)),
    ):
        assert tuple(line.rounds.done(3, place, moment) for place in range(3)) == done
    line.show_moment(trace, alice.first)
    image = line.grab().toImage()
    bob, box = look.theme().color("bob").rgb(), line._bar()
    columns = [x for x in range(image.width()) if image.pixel(x, round(box.top()) + 4) == bob]
    # Bob's lane of round 3 is full, although the knob stands in the middle of it
    assert max(columns) > line._x((2 + 0.7) / 20)
    assert not any(image.pixel(x, round(box.bottom()) - 4) == bob for x in range(image.width()))
