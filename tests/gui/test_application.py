"""The application as a whole, each time in a process of its own: it starts, obeys its options, and ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest

from fedgui.gui.application import NO_DISPLAY
from fedgui.gui.faults import CRASH_NAME, LOG_NAME

TIMEOUT_S = 60

HELPER = """
import json, sys, time
from fedgui.gui import application
from fedgui.gui.language import language
from PySide6.QtCore import QTimer
from fedgui.gui.playback import MAX_SPEED
from fedgui.gui.theme import theme
from fedgui.scripts.source import Script

given = json.loads(sys.argv[1])
build = application.open_window

def open_window(*arguments):
    window = build(*arguments)
    playback = window.playback
    def end():
        print(json.dumps({
            "chapter": playback.script.name, "language": language().code, "theme": theme().name,
            "title": window.windowTitle(), "error": window.errors.isVisible(), "closed": time.time(),
        }))
        window.close()
    def look():
        if playback.playhead >= given["moments"]:
            playback.moved.disconnect(look)
            end()
    if "script" in given:
        playback.load(Script("own.py", given["script"]))
    if given["moments"] < 0:
        QTimer.singleShot(0, window, end)
    else:
        playback.set_speed(MAX_SPEED)
        playback.moved.connect(look)
        playback.play()
    return window

application.open_window = open_window
sys.exit(application.start(*given.get("options", ())))
"""
"""Starts the application, and closes its window after so many moments (-1: as soon as it is there)."""


def start(moments: int = -1, env: dict[str, str] | None = None, **given: object) -> tuple[int, dict, str]:
    """Run the helper; returns the exit status, what it told, and stderr."""
    done = subprocess.run(
        [sys.executable, "-c", HELPER, json.dumps(given | {"moments": moments})],
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=TIMEOUT_S,
        env=os.environ | {"PYTHONIOENCODING": "utf-8"} | (env or {}),
    )
    told = json.loads(done.stdout) if done.stdout else {}
    told["ended"] = time.time()
    return done.returncode, told, done.stderr


@pytest.mark.parametrize(
    ("given", "moments"),
    [
        ({"options": ["federated"]}, 40),
        ({"script": "while True:\n    pass\n"}, 200),
        ({}, -1),
    ],
    ids=["in a lesson", "in an endless loop", "before it is ready"],
)
def test_closing_the_window_ends_the_process_at_once_and_in_order(config_dir, given, moments):
    status, told, errors = start(moments, **given)
    assert status == 0, errors
    assert told["ended"] - told["closed"] < 2
    assert "Traceback" not in errors
    assert [path.name for path in (config_dir / "log").iterdir()] == [LOG_NAME]


def test_options_decide_over_what_was_remembered(config_dir):
    config_dir.mkdir(exist_ok=True)
    remembered = {"chapter": "federated", "language": "en", "theme": "light"}
    (config_dir / "settings.json").write_text(json.dumps(remembered), encoding="utf-8")
    _status, told, _errors = start()
    assert [told[name] for name in remembered] == ["federated", "en", "light"]
    _status, told, _errors = start(options=["centralized", "pt_BR", "dark"])
    assert [told[name] for name in remembered] == ["centralized", "pt_BR", "dark"]
    assert told["title"].startswith("fedgui")


@pytest.mark.parametrize(
    ("locale", "code"), [("pt_BR.UTF-8", "pt_BR"), ("pt_PT.UTF-8", "pt_BR"), ("de_DE.UTF-8", "en")]
)
def test_the_first_start_speaks_the_systems_language(locale, code):
    status, told, errors = start(env={"LANG": locale})
    assert (status, told["language"]) == (0, code), errors


if sys.platform.startswith("linux"):  # elsewhere there is always a screen

    @pytest.mark.parametrize("display", ["", ":not-there"])
    @pytest.mark.parametrize(("locale", "word"), [("en_US.UTF-8", "screen"), ("pt_BR.UTF-8", "tela")])
    def test_without_a_screen_there_is_one_sentence(display, locale, word):
        env = {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display, "WAYLAND_DISPLAY": "", "LANG": locale}
        status, told, errors = start(env=env)
        assert status == NO_DISPLAY
        assert "closed" not in told
        assert word in errors
        assert len(errors.strip().splitlines()) == 1


def test_a_crash_is_offered_once_by_the_next_start(config_dir):
    crash = "import faulthandler\nfaulthandler._sigsegv()\n"
    status, _told, _errors = start(10_000_000, script=crash)
    assert status != 0
    left = (config_dir / "log" / CRASH_NAME).read_text(encoding="utf-8")
    assert "own.py" in left
    assert start()[1]["error"] is True
    assert start()[1]["error"] is False


def test_a_file_in_the_place_of_the_folder_stops_nobody(config_dir):
    blocked = config_dir / "file"
    blocked.write_text("in the way", encoding="utf-8")
    status, _told, errors = start(env={"FEDGUI_CONFIG_DIR": str(blocked)})
    assert status == 0, errors
    assert "Traceback" not in errors
    assert blocked.read_text(encoding="utf-8") == "in the way"
