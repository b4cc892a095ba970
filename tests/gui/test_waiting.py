"""The window says when something takes its time, and only then."""

from __future__ import annotations

import sys
import threading
from types import ModuleType

import pytest
from PySide6.QtWidgets import QLabel, QWidget

from fedgui.gui.panels.busy_line import BusyLine
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.scripts.interventions import LearningRate
from fedgui.scripts.source import Script, load_script

LONG_MS = 20_000
SLOW = "from slowness import go_on\nprint(1)\ngo_on.wait()\nprint(2)\n"


@pytest.fixture
def go_on(monkeypatch):
    """What the slow script waits for."""
    module = ModuleType("slowness")
    module.go_on = threading.Event()
    monkeypatch.setitem(sys.modules, "slowness", module)
    yield module.go_on
    module.go_on.set()


@pytest.mark.parametrize("speed", [8.0, MAX_SPEED])
def test_a_line_that_computes_for_long_is_waited_for_in_sight(window, qtbot, go_on, speed):
    window.playback.load(Script("slow", SLOW))
    window.commands.choose_speed(speed)
    window.playback.play()
    qtbot.waitUntil(window.busy.isVisible, timeout=LONG_MS)
    assert window.transport.play_button.isEnabled()
    assert window.busy.geometry().top() == window.top_bar.geometry().bottom() + 1
    assert window.busy.width() == window.width()
    go_on.set()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    assert not window.busy.isVisible()


def test_who_does_not_want_to_wait_can_pause(window, qtbot, go_on):
    window.playback.load(Script("slow", SLOW))
    window.commands.choose_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(window.busy.isVisible, timeout=LONG_MS)
    window.playback.pause()
    assert not window.busy.isVisible()


def test_a_run_that_is_repeated_for_a_change_is_waited_for(window, qtbot):
    window.playback.load(load_script("federated"))
    window.commands.choose_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    window.playback.seek(100)
    waits: list[bool] = []
    window.playback.waiting_changed.connect(waits.append)
    window.commands.apply(LearningRate(0.05))
    qtbot.waitUntil(lambda: waits[:2] == [True, False], timeout=LONG_MS)


def test_what_is_done_soon_is_not_worth_a_word(qtbot):
    whole = QWidget()
    qtbot.addWidget(whole)
    line = BusyLine(QLabel("above", whole), whole)
    whole.show()
    line.set_waiting(True)
    assert not line.isVisible()
    line.set_waiting(False)
    assert not line._patience.isActive()
    line.set_motion(0)
    line.set_waiting(True)
    qtbot.waitUntil(line.isVisible)
    assert line.accessibleName()
    assert line._run.state() == line._run.State.Stopped
    line.set_waiting(False)
    assert not line.isVisible()
