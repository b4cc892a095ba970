"""The player: play, pause, step, go back, seek, restart, and what it does with scripts that fail or hang."""

from __future__ import annotations

import random
import threading

import pytest

from fedgui.gui.playback import LEAD, MAX_SPEED, Playback, State
from fedgui.scripts.interventions import Change, Intervention, LearningRate, Presence, Weight
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Kind, MessageState, Trace
from fedgui.scripts.units import Unit

LONG_MS = 20_000


@pytest.fixture
def playback(qtbot):
    player = Playback()
    player.prepare()
    qtbot.waitUntil(lambda: player.state is State.READY, timeout=LONG_MS)
    yield player
    assert player.shut_down()


def play_to_end(qtbot, playback: Playback) -> None:
    playback.set_speed(MAX_SPEED)
    playback.play()
    qtbot.waitUntil(lambda: playback.state in (State.FINISHED, State.FAILED), timeout=LONG_MS)


def step(qtbot, playback: Playback) -> str:
    """Step forward, let parcels arrive at once, and return the line that was stepped."""
    playback.step_forward()
    qtbot.waitUntil(lambda: playback.state is not State.PLAYING, timeout=LONG_MS)
    moment = playback.moment()
    assert moment is not None
    assert playback.script is not None
    return playback.script.line_text(moment.line)


@pytest.fixture
def arriving(playback):
    """Parcels that arrive at once, and a list of what travelled."""
    travelled: list[MessageState] = []

    def arrive(message: MessageState, duration: int) -> None:
        travelled.append(message)
        playback.travel_done()

    playback.travelling.connect(arrive)
    return travelled


def test_play_before_torch_is_there_starts_when_it_is(qtbot):
    player = Playback()
    player.load(load_script("centralized"))
    player.prepare()
    assert player.state is State.PREPARING
    player.set_speed(MAX_SPEED)
    player.play()
    qtbot.waitUntil(lambda: player.state is State.FINISHED, timeout=LONG_MS)
    assert player.shut_down()


def test_at_full_speed_the_playhead_ends_at_the_end(qtbot, playback):
    playback.load(load_script("federated"))
    play_to_end(qtbot, playback)
    assert playback.playhead == len(playback.trace) - 1
    assert playback.moment().kind is Kind.END
    assert len(playback.trace.losses_until(playback.playhead)) == 20


def test_stepping_shows_each_line_with_its_effect(qtbot, playback, arriving):
    playback.load(Script("s.py", "a = 1\nimport torch\nb = torch.ones(2)\nprint('x')\n"))
    playback.set_speed(8.0)
    assert step(qtbot, playback) == "a = 1"
    assert step(qtbot, playback) == "import torch"
    assert step(qtbot, playback) == "b = torch.ones(2)"
    assert [t.name for t in playback.scene().tensors("me")] == ["b"]
    assert playback.trace.prints_until(playback.playhead) == []
    assert step(qtbot, playback) == "print('x')"
    assert len(playback.trace.prints_until(playback.playhead)) == 1


def test_stepping_back_shows_the_same_scene_as_before(qtbot, playback, arriving):
    playback.load(load_script("federated"))
    playback.set_speed(8.0)
    scenes = []
    for _ in range(30):
        step(qtbot, playback)
        scenes.append((playback.playhead, dict(playback.scene().pieces)))
    for index, pieces in reversed(scenes[:-1]):
        playback.step_back()
        assert playback.playhead == index
        assert dict(playback.scene().pieces) == pieces
    assert playback.state is State.PAUSED


def test_a_step_sends_the_parcel_and_waits_for_it(qtbot, playback):
    playback.load(load_script("federated"))
    playback.set_speed(8.0)
    with qtbot.waitSignal(playback.travelling, timeout=LONG_MS) as sent:
        playback.play()
    message, duration = sent.args
    assert (message.name, message.bytes) == ("data_bob", 16)
    assert duration > 0
    at = playback.playhead
    qtbot.wait(duration * 3)
    assert playback.playhead == at, "the parcel is still on its way"
    playback.travel_done()
    qtbot.waitUntil(lambda: playback.playhead > at, timeout=LONG_MS)


def test_pausing_keeps_the_moment(qtbot, playback):
    playback.load(load_script("centralized"))
    playback.play()
    qtbot.waitUntil(lambda: playback.playhead > 2, timeout=LONG_MS)
    playback.pause()
    assert playback.state is State.PAUSED
    at = playback.playhead
    qtbot.wait(200)
    assert playback.playhead == at


def test_training_runs_ahead_by_a_bounded_lead(qtbot, playback):
    playback.load(Script("s.py", "n = 0\nwhile True:\n    n = n + 1\n"))
    playback.set_speed(0.25)
    playback.play()
    qtbot.waitUntil(lambda: len(playback.trace) >= LEAD, timeout=LONG_MS)
    playback.pause()
    assert len(playback.trace) <= playback.playhead + LEAD + 3


def test_a_pause_at_full_speed_lets_the_training_rest_too(qtbot, playback):
    playback.load(Script("s.py", "n = 0\nwhile True:\n    n = n + 1\n"))
    playback.set_speed(MAX_SPEED)
    playback.play()
    qtbot.waitUntil(lambda: playback.playhead > LEAD, timeout=LONG_MS)
    playback.pause()
    assert playback._runs.gate.wait_until_waiting(LONG_MS / 1000)


def test_seeking_stays_within_the_record(qtbot, playback):
    playback.load(load_script("centralized"))
    playback.seek(5)
    assert playback.playhead == -1
    play_to_end(qtbot, playback)
    playback.seek(-3)
    assert playback.playhead == 0
    assert playback.state is State.PAUSED
    playback.seek(10**9)
    assert playback.state is State.FINISHED


def test_restarting_gives_the_same_run(qtbot, playback):
    playback.load(load_script("federated"))
    play_to_end(qtbot, playback)
    first = [moment.as_json() for moment in playback.trace]
    playback.toggle()
    qtbot.waitUntil(lambda: playback.state is State.FINISHED, timeout=LONG_MS)
    assert [moment.as_json() for moment in playback.trace] == first


def test_an_error_stops_the_run_and_keeps_the_record(qtbot, playback):
    playback.load(Script("s.py", "a = 1\nprint(a)\nb = a / 0\n"))
    play_to_end(qtbot, playback)
    assert playback.state is State.FAILED
    assert playback.error().line == 3
    assert len(playback.trace.prints_until(playback.playhead)) == 1
    playback.step_back()
    assert playback.error() is None
    assert playback.state is State.PAUSED


def test_a_script_that_is_no_python_fails_when_it_is_played(qtbot, playback):
    playback.load(Script("s.py", "a = = 1\n"))
    play_to_end(qtbot, playback)
    assert playback.error().line == 1


def test_loading_another_script_ends_the_first(qtbot, playback):
    playback.load(Script("s.py", "while True:\n    pass\n"))
    playback.set_speed(MAX_SPEED)
    playback.play()
    qtbot.waitUntil(lambda: playback.playhead > 100, timeout=LONG_MS)
    playback.load(load_script("centralized"))
    assert "fedgui-script" not in [thread.name for thread in threading.enumerate()]
    assert playback.playhead == -1
    play_to_end(qtbot, playback)
    assert len(playback.trace.losses_until(playback.playhead)) == 20


def test_changing_the_speed_on_the_way(qtbot, playback, arriving):
    playback.load(load_script("federated"))
    playback.set_speed(0.25)
    playback.play()
    qtbot.waitUntil(lambda: playback.playhead >= 0, timeout=LONG_MS)
    playback.set_speed(MAX_SPEED)
    qtbot.waitUntil(lambda: playback.state is State.FINISHED, timeout=LONG_MS)


def test_nothing_ticks_when_nothing_plays(qtbot, playback):
    playback.load(load_script("centralized"))
    play_to_end(qtbot, playback)
    assert not playback._timer.isActive()


# units


@pytest.mark.parametrize(("unit", "rounds"), [(Unit.ROUND, [0, 1, 2]), (Unit.VISIT, [1, 1, 2, 2, 3])])
def test_larger_steps_go_forward_and_back(qtbot, playback, arriving, unit, rounds):
    playback.load(load_script("federated"))
    playback.set_speed(8.0)
    places = []
    for number in rounds:
        playback.step_forward(unit)
        qtbot.waitUntil(lambda: playback.state is not State.PLAYING, timeout=LONG_MS)
        assert playback.scene().round.number == number
        assert playback.trace[playback.playhead + 1].kind is Kind.LINE
        places.append(playback.playhead)
    assert places == sorted(set(places))
    for place in reversed(places[:-1]):
        playback.step_back(unit)
        assert playback.playhead == place


def test_a_second_press_cuts_to_the_end_of_the_step_and_goes_on(qtbot, playback):
    playback.load(load_script("federated"))
    playback.step_forward(Unit.ROUND)
    qtbot.waitUntil(lambda: len(playback.trace.rounds) > 1, timeout=LONG_MS)
    playback.step_forward(Unit.ROUND)
    assert playback.scene().round.number == 0
    assert playback.is_playing
    playback.step_forward(Unit.ROUND)
    assert playback.scene().round.number == 1


def test_a_step_by_message_waits_for_the_parcel(qtbot, playback):
    playback.load(load_script("federated"))
    playback.set_speed(8.0)
    with qtbot.waitSignal(playback.travelling, timeout=LONG_MS):
        playback.step_forward(Unit.MESSAGE)
    assert playback.is_playing
    playback.travel_done()
    qtbot.waitUntil(lambda: playback.state is State.PAUSED, timeout=LONG_MS)
    assert playback.moment().message.name == "data_bob"


def test_live_is_where_nothing_was_rewound(qtbot, playback, arriving):
    playback.load(load_script("federated"))
    assert not playback.is_live
    playback.set_speed(8.0)
    for _ in range(5):
        step(qtbot, playback)
    assert playback.is_live
    playback.step_back()
    assert not playback.is_live
    step(qtbot, playback)
    assert playback.is_live
    play_to_end(qtbot, playback)
    assert not playback.is_live


# divergence


@pytest.mark.parametrize("speed", [8.0, MAX_SPEED])
def test_the_first_loss_that_is_not_finite_pauses_the_play(qtbot, playback, arriving, speed):
    script = load_script("federated")
    playback.load(Script("s.py", script.text.replace("lr=0.1", "lr=1e18")))
    playback.set_speed(speed)
    playback.play()
    qtbot.waitUntil(lambda: playback.state is State.PAUSED, timeout=LONG_MS)
    found = playback.trace.first_not_finite
    assert playback.playhead == found.loss.moment
    assert found.loss.rate == 1e18
    playback.set_speed(MAX_SPEED)
    playback.play()
    qtbot.waitUntil(lambda: playback.state is State.FINISHED, timeout=LONG_MS)


# forks


def fork(qtbot, playback: Playback, change: Change) -> None:
    playback.fork(change)
    qtbot.waitUntil(lambda: not playback.is_repeating, timeout=LONG_MS)


def rows(trace: Trace) -> list[str]:
    return [moment.as_json() for moment in trace]


def place_of(playback: Playback, text: str, occurrence: int) -> int:
    """The end of the line before the given occurrence (from 1) of the line that reads `text`."""
    script = playback.script
    found = [m.index for m in playback.trace if m.kind is Kind.LINE and script.line_text(m.line) == text]
    return found[occurrence - 1] - 1


@pytest.fixture
def finished(qtbot, playback):
    """A player that has played the federated lesson to its end."""
    playback.load(load_script("federated"))
    play_to_end(qtbot, playback)
    return playback


SEND = "model.send(data.location)"


@pytest.mark.parametrize("change", [LearningRate(0.02), Weight("model", "weight", 0, 1.5)])
def test_a_fork_goes_on_from_the_playhead_as_a_run_of_its_own(qtbot, finished, change):
    before = rows(finished.trace)
    place = place_of(finished, "opt.zero_grad()", 7)
    finished.seek(place)
    with qtbot.waitSignal(finished.moved):
        fork(qtbot, finished, change)
    assert finished.state is State.PAUSED
    assert finished.moment().fork == change
    assert finished.playhead == place + 1
    assert list(finished.trace.forks) == [place + 1]
    assert rows(finished.trace)[: place + 1] == before[: place + 1]
    play_to_end(qtbot, finished)
    alone = Trace()
    number = finished.trace.line_count(place) + 1
    Runner(finished.script, trace=alone, interventions=(Intervention(number, change),)).run()
    assert rows(finished.trace) == rows(alone)
    assert rows(finished.trace) != before


def test_rewinding_while_a_fork_is_prepared_does_not_hold_it_up(qtbot, finished):
    finished.seek(place_of(finished, "opt.zero_grad()", 20))
    finished.fork(LearningRate(0.02))
    finished.seek(0)
    qtbot.waitUntil(lambda: not finished.is_repeating, timeout=LONG_MS)
    assert finished.playhead == 0
    assert len(finished.trace.forks) == 1


def test_undoing_a_fork_brings_back_what_was_set_aside(qtbot, finished):
    trace, before = finished.trace, rows(finished.trace)
    place = place_of(finished, SEND, 3)
    finished.seek(place)
    assert not finished.can_undo_fork
    fork(qtbot, finished, LearningRate(0.02))
    play_to_end(qtbot, finished)
    finished.seek(place_of(finished, SEND, 9))
    fork(qtbot, finished, Presence("bob", False))
    assert len(finished.trace.forks) == 2
    finished.undo_fork()
    assert len(finished.trace.forks) == 1
    assert finished.can_undo_fork
    finished.undo_fork()
    assert finished.trace is trace
    assert rows(finished.trace) == before
    assert finished.playhead == place
    assert not finished.can_undo_fork


def test_a_fork_in_the_middle_of_a_run_can_be_undone_and_gone_on_with(qtbot, playback, arriving):
    playback.load(load_script("federated"))
    playback.set_speed(8.0)
    for _ in range(3):
        playback.step_forward(Unit.ROUND)
        qtbot.waitUntil(lambda: playback.state is not State.PLAYING, timeout=LONG_MS)
    place = playback.playhead
    fork(qtbot, playback, LearningRate(0.01))
    assert playback.moment().kind is Kind.FORK
    playback.undo_fork()
    qtbot.waitUntil(lambda: not playback.is_repeating, timeout=LONG_MS)
    assert playback.playhead == place
    play_to_end(qtbot, playback)
    alone = Trace()
    Runner(load_script("federated"), trace=alone).run()
    assert rows(playback.trace) == rows(alone)


def test_a_fork_before_another_one_takes_its_place(qtbot, finished):
    finished.seek(place_of(finished, SEND, 9))
    fork(qtbot, finished, LearningRate(0.02))
    finished.seek(place_of(finished, SEND, 5))
    fork(qtbot, finished, Presence("alice", False))
    play_to_end(qtbot, finished)
    assert [finished.trace[place].fork for place in finished.trace.forks] == [Presence("alice", False)]
    assert {point.rate for point in finished.trace.losses_until(len(finished.trace))} == {0.1}


def test_at_the_line_that_is_about_to_run_a_fork_comes_before_it(qtbot, finished):
    place = place_of(finished, SEND, 4) + 1
    assert finished.trace[place].kind is Kind.LINE
    finished.seek(place)
    fork(qtbot, finished, LearningRate(0.02))
    assert list(finished.trace.forks) == [finished.playhead] == [place]
    qtbot.waitUntil(lambda: len(finished.trace) > place + 1, timeout=LONG_MS)
    assert finished.script.line_text(finished.trace[place + 1].line) == SEND


def test_after_the_last_line_there_is_nothing_to_fork(finished):
    before = finished.trace
    assert not finished.can_fork
    finished.fork(LearningRate(0.5))
    assert finished.trace is before
    assert finished.state is State.FINISHED
    finished.seek(3)
    assert finished.can_fork


def test_what_can_not_be_changed_is_said_and_changes_nothing(qtbot, finished):
    before, place = finished.trace, 3
    finished.seek(place)
    with qtbot.waitSignal(finished.refused, timeout=LONG_MS) as refused:
        finished.fork(LearningRate(0.5))
    assert "no optimizer" in refused.args[0].text()
    assert finished.trace is before
    assert finished.playhead == place
    assert not finished.is_repeating
    assert not finished.can_undo_fork


@pytest.mark.parametrize("is_over", [True, False])
def test_a_script_that_does_not_repeat_itself_can_not_be_forked(qtbot, playback, arriving, is_over):
    playback.load(Script("s.py", "import time\nx = 1\nprint(time.perf_counter_ns())\n" + "x = 2\n" * (LEAD + 500)))
    playback.set_speed(8.0)
    if is_over:
        play_to_end(qtbot, playback)
    else:
        for _ in range(5):
            step(qtbot, playback)
    playback.seek(12)
    before = rows(playback.trace)
    with qtbot.waitSignal(playback.refused, timeout=LONG_MS) as refused:
        playback.fork(LearningRate(0.5))
    assert "something else each time" in refused.args[0].text()
    qtbot.waitUntil(lambda: not playback.is_repeating, timeout=LONG_MS)
    assert rows(playback.trace)[: len(before)] == before
    assert playback.playhead == 12
    playback.restart()
    play_to_end(qtbot, playback)
    assert playback.state is State.FINISHED


# whatever is pressed


@pytest.mark.parametrize("seed", range(12))
def test_a_moment_is_the_same_however_it_was_reached(qtbot, playback, arriving, seed):
    script = load_script("federated" if seed % 3 else "centralized")
    straight = Trace()
    Runner(script, trace=straight).run()
    choose = random.Random(seed)
    playback.load(script)
    shown = [-1]
    playback.moved.connect(lambda: shown.append(playback.playhead))
    actions = {
        "play": playback.play,
        "pause": playback.pause,
        "toggle": playback.toggle,
        "forward": lambda: playback.step_forward(choose.choice(list(Unit))),
        "back": lambda: playback.step_back(choose.choice(list(Unit))),
        "seek": lambda: playback.seek(choose.randint(-5, len(straight) + 5)),
        "speed": lambda: playback.set_speed(choose.choice([1.0, 4.0, 8.0, MAX_SPEED])),
        "restart": playback.restart,
    }
    names = [name for name in actions for _ in range(1 if name == "restart" else 6)]
    for _ in range(60):
        actions[choose.choice(names)]()
        qtbot.wait(choose.choice([0, 5, 30]))
        index = playback.playhead
        assert shown[-1] == index
        assert index < len(playback.trace)
        if index >= 0:
            assert playback.moment() == straight[index]
            assert playback.scene().pieces == straight.state_at(index).pieces
    playback.seek(0)
    if playback.state is not State.READY:
        play_to_end(qtbot, playback)
        assert list(playback.trace) == list(straight)


# scripts that misbehave


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("print('a')\nexit()\nprint('b')\n", State.FINISHED),
        ("import sys\nsys.exit(3)\n", State.FAILED),
        ("x = input()\n", State.FAILED),
        (
            "import threading\nt = threading.Thread(target=print, args=('aside',))\nt.start()\nt.join()\n",
            State.FINISHED,
        ),
    ],
)
def test_odd_scripts_end_in_words(qtbot, playback, text, end):
    playback.load(Script("s.py", text))
    play_to_end(qtbot, playback)
    assert playback.state is end
    assert (playback.error() is not None) == (end is State.FAILED)


def test_while_a_script_hangs_in_one_line_another_one_does_not_begin(qtbot, playback, monkeypatch):
    monkeypatch.setattr("fedgui.gui.training.STOP_TIMEOUT_S", 0.05)
    hanging = threading.Event()
    playback.load(
        Script("s.py", "import threading\nfor t in threading.enumerate():\n    getattr(t, 'wait_here', int)()\n")
    )
    threading.current_thread().wait_here = lambda: hanging.wait(LONG_MS / 1000)
    try:
        playback.set_speed(MAX_SPEED)
        playback.play()
        qtbot.waitUntil(lambda: len(playback.trace) > 3, timeout=LONG_MS)
        thread = playback._runs.training._thread
        with qtbot.waitSignal(playback.refused, timeout=LONG_MS) as refused:
            playback.restart()
        assert "hangs in a single line" in refused.args[0].text()
        assert playback.state is State.READY
    finally:
        del threading.current_thread().wait_here
        hanging.set()
    thread.join(LONG_MS / 1000)
    play_to_end(qtbot, playback)
    assert playback.state is State.FINISHED


def test_running_to_a_line_stops_where_it_has_run_the_next_time(qtbot, playback, arriving):
    script = Script("s.py", "total = 0\nfor n in range(3):\n    total += n\nprint(total)\n")
    playback.load(script)
    playback.set_speed(8.0)
    for _ in range(3):
        playback.run_to(3)
        qtbot.waitUntil(lambda: playback.state is State.PAUSED, timeout=LONG_MS)
        assert playback.moment().line == 3
    playback.run_to(4)
    qtbot.waitUntil(lambda: playback.state is not State.PLAYING, timeout=LONG_MS)
    assert len(playback.trace.prints_until(playback.playhead)) == 1
    playback.seek(0)
    playback.run_to(1)
    qtbot.waitUntil(lambda: playback.state is not State.PLAYING, timeout=LONG_MS)
    assert playback.moment().line == 1
    playback.run_to(1)
    qtbot.waitUntil(lambda: playback.state is State.FINISHED, timeout=LONG_MS)
