"""A laptop and a projector: a presentation on one of them has the teacher's notes on the other.

Qt reads what screens there are when a process starts, so each of these tests has one of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

LAPTOP = {"name": "laptop", "x": 0, "y": 0, "width": 1440, "height": 900}
PROJECTOR = {"name": "projector", "x": 1440, "y": 0, "width": 1280, "height": 720}
USUAL = {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
LONG_S = 120

PRESENT = """
import json, sys
import torch
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from fedgui.gui.application import open_window
from fedgui.gui.playback import State
from fedgui.gui.settings import SettingsFile

def screen_of(view):
    return view.screen().name() if view.isVisible() else ""

app = QApplication([])
window = open_window(app, SettingsFile(), "federated", "en", "light")
while window.playback.state is State.PREPARING:
    QTest.qWait(20)
window.resize(1200, 700)
window.move(int(sys.argv[1]), 0)
QTest.qWait(0)
presenter = window.presenter
seen = []
for act in (presenter.start, presenter.leave, presenter.start, window.close):
    act()
    QTest.qWait(0)
    box = presenter.geometry()
    seen.append((screen_of(presenter), screen_of(presenter.notes), [box.width(), box.height()]))
print(json.dumps(seen))
"""


def present(folder: Path, screens: list[dict], window_at: int) -> list[tuple[str, str, list[int]]]:
    """Where presentation and notes are, and the presentation's size: presenting, left, presenting again, closed."""
    content = {"screens": [screen | USUAL for screen in screens]}
    (folder / "screens.json").write_text(json.dumps(content), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", PRESENT, str(window_at)],
        cwd=folder,
        env=os.environ
        | {
            "QT_QPA_PLATFORM": "offscreen:configfile=screens.json",
            "PYTHONPATH": os.pathsep.join([str(Path(__file__).resolve().parents[2]), os.environ.get("PYTHONPATH", "")]),
        },
        capture_output=True,
        text=True,
        timeout=LONG_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [tuple(line) for line in json.loads(done.stdout.splitlines()[-1])]


@pytest.mark.parametrize(
    ("window_at", "presentation", "notes", "size"),
    [(1440, "projector", "laptop", [1280, 720]), (0, "laptop", "projector", [1440, 900])],
)
def test_the_notes_are_on_the_screen_that_does_not_present(tmp_path, window_at, presentation, notes, size):
    first, left, again, closed = present(tmp_path, [LAPTOP, PROJECTOR], window_at)
    assert first == again == (presentation, notes, size)
    assert left[:2] == closed[:2] == ("", "")


def test_there_are_no_notes_without_a_second_screen(tmp_path):
    first, _left, _again, _closed = present(tmp_path, [LAPTOP], 0)
    assert first == ("laptop", "", [1440, 900])
