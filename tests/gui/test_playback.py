"""The player: play, pause, step, go back, seek, restart, and what it does with scripts that fail or hang."""

from __future__ import annotations

import threading

import pytest

from fedgui.gui.playback import LEAD, MAX_SPEED, Playback, State
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Kind, MessageState

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
