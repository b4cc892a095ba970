"""Workers that are offline keep their place on the timeline, and everybody sees that they are missing."""

import io
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from fedgui.gui import theme as look
from fedgui.gui.panels.absence import with_gaps
from fedgui.gui.panels.rounds import Rounds
from fedgui.gui.panels.timeline import Timeline
from fedgui.scripts.interventions import Intervention, Presence
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import SERVER, Trace

Moves = tuple[tuple[str, bool, int, int], ...]
"""Who leaves (False) or comes back (True), in which round, how many lines after its beginning."""


@cache
def run(name: str, moves: Moves = ()) -> Trace:
    straight, planned = Trace(), []
    script = load_script(name)
    Runner(script, trace=straight, output=io.StringIO()).run()
    for worker, is_online, number, lines in moves:
        # lines of earlier rounds are fewer once somebody is away, so each move is placed in the run before it
        start = straight.line_count(straight.round_starts()[number - 1])
        planned.append(Intervention(start + lines, Presence(worker, is_online)))
        straight = Trace()
        Runner(script, trace=straight, output=io.StringIO(), interventions=tuple(planned)).run()
    return straight


def rounds_of(trace: Trace) -> Rounds:
    rounds = Rounds()
    rounds.update(trace)
    return rounds


ALICE_AWAY = (("alice", False, 4, 1), ("alice", True, 7, 1))
BOB_AWAY = (("bob", False, 3, 1),)
FROM_THE_START = (("alice", False, 1, 0),)


@pytest.mark.parametrize(
    ("moves", "away"),
    [(ALICE_AWAY, {4: {1}, 5: {1}, 6: {1}}), (BOB_AWAY, {number: {0} for number in range(3, 11)}), ((), {})],
)
def test_who_is_offline_is_missed_where_the_turn_would_have_been(moves: Moves, away: dict[int, set[int]]):
    rounds = rounds_of(run("federated", moves))
    for number in range(1, 11):
        assert rounds.pattern(number) == ("bob", "alice")
        assert rounds.missed(number) == away.get(number, set()), number


def test_who_was_never_there_is_missed_in_the_order_of_the_workers():
    rounds = rounds_of(run("federated", FROM_THE_START))
    assert rounds.pattern(1) == rounds.pattern(10) == ("bob", "alice")
    assert rounds.missed(1) == rounds.missed(10) == {1}


def test_rounds_to_come_miss_who_is_offline_now():
    whole = run("federated", ALICE_AWAY)
    part = Trace()
    for moment in list(whole)[: whole.round_starts()[5] + 3]:
        part.append(moment)
    rounds = rounds_of(part)
    assert [number for number in range(1, 11) if rounds.missed(number)] == [4, 5, 6, 7, 8, 9, 10]


def test_a_lane_of_who_is_offline_stays_beside_the_other_one():
    trace = run("fedsgd", (("alice", False, 3, 1),))
    rounds = rounds_of(trace)
    last = len(trace.round_starts())
    assert rounds.is_parallel(last)
    assert rounds.pattern(last)[:2] == ("bob", "alice")
    assert rounds.missed(last) == {1}


@pytest.mark.parametrize(
    ("name", "moves"),
    [(name, moves) for name in ("federated", "fedsgd") for moves in (ALICE_AWAY[:1], BOB_AWAY, FROM_THE_START)]
    + [("federated", ALICE_AWAY)],
)
def test_every_moment_has_its_place_and_is_found_there(name: str, moves: Moves):
    trace = run(name, moves)
    rounds = rounds_of(trace)
    positions = [rounds.position(index) for index in range(len(trace))]
    assert positions == sorted(positions)
    assert all(0 <= position <= 1 for position in positions)
    for index in range(rounds.starts[0] + 1, len(trace)):
        assert abs(positions[rounds.index_at(positions[index])] - positions[index]) < 1e-6
    for step in range(101):
        assert 0 <= rounds.index_at(step / 100) < len(trace)


def test_the_turn_that_was_missed_is_an_outline_with_a_cross(qtbot: QtBot):
    trace, line = run("federated", ALICE_AWAY), Timeline()
    qtbot.addWidget(line)
    line.resize(1400, 48)
    line.show_moment(trace, len(trace) - 1)
    image = line.grab().toImage()
    hatched, nothing = look.theme().color("alice").rgb(), image.pixel(1, 1)
    bar = line._bar()

    def colors(number: int) -> set[int]:
        left, right = (round(line._x((number - 1 + edge) / 10)) for edge in (0.55, 0.95))
        return {
            image.pixel(x, y) for x in range(left, right) for y in range(round(bar.top()) + 3, round(bar.bottom()) - 3)
        }

    assert hatched in colors(3)
    assert hatched in colors(7)
    for number in (4, 5, 6):
        found = colors(number)
        assert hatched not in found
        assert nothing in found
        assert len(found) > 1, "the cross"


def test_the_present_round_is_written_beside_the_sign_of_a_fork(qtbot: QtBot):
    trace, line = run("federated", ALICE_AWAY), Timeline()
    qtbot.addWidget(line)
    line.resize(1400, 48)
    for fork in trace.forks:
        line.show_moment(trace, fork)
        line.set_forks([fork])
        sign = line._x(line.rounds.position(fork))
        middle = line._beside_forks(sign + 3, 100)
        assert abs(middle - sign) > 50
    assert line._beside_forks(20 + 50, 100) == 70


@given(st.lists(st.sampled_from(["bob", "alice", "caio"]), max_size=6), st.sets(st.sampled_from(["bob", "alice"])))
def test_gaps_are_filled_in_the_usual_order(usual: list[str], gone: set[str]):
    own = [worker for worker in usual if worker not in gone]
    turns = with_gaps(own, usual, gone)
    assert turns is not None
    assert [worker for worker, _place in turns] == usual
    assert [own[place] for _worker, place in turns if place is not None] == own
    assert with_gaps([*own, SERVER], usual, gone) is None
