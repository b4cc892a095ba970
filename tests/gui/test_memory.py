"""Garbage is collected in the window's thread alone, soon, and without holding the window up."""

import gc
import sys
import threading
import weakref
from collections.abc import Iterator
from types import ModuleType

import pytest
from PySide6.QtCore import QTimer

from fedgui.gui.memory import MIDDLE, OLD, YOUNG, collect_between_runs, spare_what_stays
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.scripts.source import Script

LONG_MS = 60_000


class Knot:
    """Garbage as soon as nobody holds it, which only a collector finds out."""

    made = 0
    freed = 0
    freed_in: set[int]
    most = 0
    """Knots that were there at once."""

    def __init__(self) -> None:
        self.self = self
        Knot.made += 1
        Knot.most = max(Knot.most, Knot.made - Knot.freed)

    def __del__(self) -> None:
        Knot.freed += 1
        Knot.freed_in.add(threading.get_ident())


@pytest.fixture(autouse=True)
def knots(monkeypatch):
    """The module `knots` for scripts, with `Knot` and nothing tied or untied yet."""
    Knot.made = Knot.freed = Knot.most = 0
    Knot.freed_in = set()
    module = ModuleType("knots")
    module.Knot = Knot
    monkeypatch.setitem(sys.modules, "knots", module)


@pytest.fixture
def looked() -> Iterator[list[int]]:
    """The generations that are collected."""
    generations: list[int] = []

    def note(phase, info):
        if phase == "stop":
            generations.append(info["generation"])

    gc.callbacks.append(note)
    yield generations
    gc.callbacks.remove(note)


def in_this_thread_alone() -> bool:
    return Knot.freed_in == {threading.get_ident()}


def test_what_a_script_ties_is_untied_in_the_windows_thread_while_it_plays(window, qtbot):
    window.playback.load(
        # long enough for several looks, ten or five of which come in a second
        Script("knots", "from knots import Knot\nfor n in range(6000):\n    knots = [Knot() for _ in range(100)]\n")
    )
    window.commands.choose_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    assert Knot.made == 600_000
    assert Knot.most < 400_000
    assert in_this_thread_alone()


def test_what_one_long_line_ties_is_untied_though_the_window_is_paused(window, qtbot):
    window.playback.load(
        Script("knots", "from knots import Knot\nprint(all(Knot() for _ in range(500_000)))\nprint(1)\n")
    )
    window.playback.play()
    window.playback.pause()
    qtbot.waitUntil(lambda: Knot.made == 500_000, timeout=LONG_MS)
    assert window.playback.state is State.PAUSED
    assert Knot.most < 500_000
    assert in_this_thread_alone()
    qtbot.waitUntil(lambda: not any(timer.isActive() for timer in window.findChildren(QTimer)))


def test_a_script_may_collect_and_does_so_in_the_windows_thread(window, qtbot):
    lines = (
        "import gc",
        "from knots import Knot",
        "gc.enable()",
        "_ = [Knot() for _ in range(1_000)]",
        "del _",
        "print(gc.collect() >= 1_000, Knot.freed, gc.isenabled())",
    )
    window.playback.load(Script("knots", "\n".join(lines) + "\n"))
    window.commands.choose_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    assert "True 1000 False" in [moment.text for moment in window.playback.trace]
    assert in_this_thread_alone()


def test_what_the_window_ties_is_untied_when_something_has_happened(window, qtbot):
    for _ in range(2 * YOUNG):
        Knot()
    window.commands.toggle_theme()
    qtbot.waitUntil(lambda: Knot.freed >= 2 * YOUNG)


def test_python_collects_by_itself_again_once_the_last_window_is_closed(make_window):
    gc.enable()
    first, second = make_window(), make_window()
    first.close()
    assert not gc.isenabled()
    second.close()
    assert gc.isenabled()
    assert type(gc.collect) is type(gc.disable)


def test_what_is_new_alone_is_looked_through(window, qtbot, looked):
    kept = [Knot() for _ in range(2 * MIDDLE)]
    qtbot.waitUntil(lambda: bool(looked))
    assert set(looked) == {1}
    assert len(kept) == 2 * MIDDLE


def test_everything_is_looked_through_when_very_much_has_stayed(window, qtbot, looked):
    kept: list[object] = [[] for _ in range(OLD + 1)]
    qtbot.waitUntil(lambda: 2 in looked)
    assert len(kept) > OLD


def test_what_came_later_is_freed_between_two_runs():
    spare_what_stays()
    left = weakref.ref(Knot())
    collect_between_runs()
    gc.unfreeze()
    assert left() is None
