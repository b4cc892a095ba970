"""A user who does anything at any time, for a while: nothing fails, nothing is left behind, memory stays flat.

benchmarks/actions.py does the same ten thousand times.
"""

from __future__ import annotations

import importlib.util
import sys
import threading
from pathlib import Path

import pytest

from fedgui.gui.chapter_views import OFFERS, VIEW

ROOT = Path(__file__).resolve().parents[2]
LONG_MS = 20_000
WALK = 700
MORE_OBJECTS = 300
"""Objects of the window that may come and not go: a few blocks of the inspector, of some 36 objects each, which are
used again, rows of menus, entries of a legend. One object for every second action would be more."""
MORE_MEGABYTES = 60


def load_tool():
    sys.path.insert(0, str(ROOT / "benchmarks"))
    spec = importlib.util.spec_from_file_location("actions", ROOT / "benchmarks" / "actions.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(str(ROOT / "benchmarks"))
    return module


actions = load_tool()


def make_everything(window) -> None:
    """What is made when it is first looked at counts from the beginning."""
    window.plot.make()
    for chapter in OFFERS:
        window.commands.show_chapter(chapter)
        window.views.turn_to(VIEW)
    window.commands.show_chapter("federated")


@pytest.mark.parametrize("seed", [1, 2])
def test_a_user_who_does_anything_at_any_time(window, seed, tmp_path):
    """Exceptions anywhere and Qt's warnings fail the test by themselves, and so does what is left running after it."""
    user = actions.RandomUser(window, seed, tmp_path)
    make_everything(window)
    for _ in range(WALK // 2):
        user.act()
    user.rest()
    counts, megabytes = actions.census(window), actions.resident_mb()
    for _ in range(WALK):
        user.act()
    user.rest()
    later = actions.census(window)
    assert later["threads"] <= counts["threads"], [thread.name for thread in threading.enumerate()]
    assert later["timers"] <= counts["timers"]
    assert later["windows"] <= counts["windows"] + 5
    assert later["objects"] <= counts["objects"] + MORE_OBJECTS
    assert actions.resident_mb() <= megabytes + MORE_MEGABYTES
    assert set(user.done) == {action.__name__ for _weight, action in user._actions}
