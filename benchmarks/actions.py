"""A user who does anything at any time: does the window stay whole, and its memory flat?

    python benchmarks/actions.py [ACTIONS] [SEED]

Ten thousand random actions (play, step, back, seek, fork, undo, chapter, language, theme, resize, panels, menus,
dialogs, presenting, scripts that fail, hang, print or exit) on the real window, each followed by a turn of the event
loop. Prints the exceptions and Qt's warnings that came, and after every thousand actions how many threads, active
timers and objects there are and how much memory is in use. The goal: none, and flat.

tests/gui/test_random_user.py does a shorter walk with the same user.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import torch  # noqa: F401 - on Windows it can't load once Qt is there

# isort: split
from PySide6.QtCore import (
    QObject,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QWidget
from random_user import RandomUser

from fedgui.gui.application import open_window
from fedgui.gui.playback import State
from fedgui.gui.settings import SettingsFile
from fedgui.scripts.forks import NOT_REPEATABLE
from fedgui.scripts.source import LESSONS
from fedgui.scripts.trace import ErrorState

if TYPE_CHECKING:
    pass


def resident_mb() -> float:
    """Megabytes of this process that are in memory now."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * resource.getpagesize() / 1e6


def census(window: QWidget) -> dict[str, int]:
    """Threads of Python, and the window's objects, windows and timers that ring more than once."""
    objects = window.findChildren(QObject)
    return {
        "threads": threading.active_count(),
        "timers": sum(isinstance(one, QTimer) and one.isActive() and not one.isSingleShot() for one in objects),
        "objects": len(objects),
        "windows": len(QApplication.topLevelWidgets()),
    }


class Troubles:
    """Notes exceptions of every thread, those that Python can't raise, and what Qt warns of.

    Args:
        user: whose last actions are told with each.
    """

    def __init__(self, user: RandomUser) -> None:
        self.found: Counter[str] = Counter()
        self._user = user
        qInstallMessageHandler(self._note_warning)
        sys.excepthook = lambda *error: self.note("".join(traceback.format_exception(*error)))
        sys.unraisablehook = lambda error: self.note("".join(traceback.format_exception(error.exc_value)))
        threading.excepthook = lambda error: self.note("".join(traceback.format_exception(error.exc_value)))
        user.window.playback.refused.connect(self._note_refusal)

    def note(self, text: str) -> None:
        """Count a trouble; one that is new is told."""
        self.found[text] += 1
        if self.found[text] == 1 and sys.__stderr__ is not None:
            # not print: while a script runs, what its thread prints is the script's
            number = sum(self._user.done.values())
            sys.__stderr__.write(f"after {number} actions ({', '.join(self._user.latest)}):\n{text}\n")

    def _note_warning(self, _kind: object, _context: object, text: str) -> None:
        if "This plugin does not support" not in text:
            self.note(f"Qt says: {text}")

    def _note_refusal(self, refusal: ErrorState) -> None:
        playback = self._user.window.playback
        is_lesson = playback.script is not None and playback.script.name in LESSONS
        if is_lesson and refusal.template == NOT_REPEATABLE:
            # a lesson does the same each time it runs
            self.note(f"{playback.script} could not be repeated, forks at {list(playback.trace.forks)}")


def main() -> None:
    """Act, and print what came of it."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    folder = Path(tempfile.mkdtemp(prefix="fedgui-actions-"))
    os.environ["FEDGUI_CONFIG_DIR"] = str(folder)
    app = QApplication([])
    window = open_window(app, SettingsFile(), "federated", "en", "light")
    user = RandomUser(window, seed, folder)
    troubles = Troubles(user)
    while window.playback.state is State.PREPARING:
        app.processEvents()
    start = time.perf_counter()
    for number in range(1, count + 1):
        try:
            user.act()
        except Exception:  # noqa: BLE001 - whatever it is, it is what is looked for
            troubles.note(traceback.format_exc())
        if number % 1000 == 0:
            user.rest()
            counts = ", ".join(f"{found} {what}" for what, found in census(window).items())
            took = time.perf_counter() - start
            print(f"{number:,} actions, {took:.0f} s: {resident_mb():.0f} MB, {counts}", flush=True)
    print(f"{sum(troubles.found.values())} exceptions and warnings; actions: {dict(user.done.most_common())}")
    window.close()
    left = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    print(f"threads after the window closed: {left or 'none'}", flush=True)
    os._exit(1 if troubles.found else 0)


if __name__ == "__main__":
    main()
