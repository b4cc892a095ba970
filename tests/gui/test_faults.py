"""Unexpected errors reach the window and the log from every thread; a crash reaches the next start."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer, qWarning

from fedgui.gui.faults import (
    CRASH_NAME,
    KEPT_RECORDS,
    LOG_NAME,
    MOST_CRASH_CHARACTERS,
    REPORTED_CRASH_NAME,
    Faults,
    Log,
    previous_crash,
    recent_records,
)

_log = logging.getLogger("fedgui.test")


@pytest.fixture(autouse=True)
def _hooks_of_their_own(monkeypatch):
    """pytest-qt listens to the same hooks; here they are ours."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)


def fail() -> None:
    raise LookupError("on purpose")


def fail_in_a_slot() -> None:
    QTimer.singleShot(0, fail)


def fail_in_a_thread() -> None:
    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()


@pytest.mark.parametrize("way", [fail_in_a_slot, fail_in_a_thread])
def test_an_error_in_any_thread_is_told_in_the_windows_thread_and_logged(qtbot, tmp_path, way):
    told = []

    class Listener(QObject):
        def hear(self, details: str) -> None:
            told.append((details, threading.current_thread()))

    listener = Listener()
    with qtbot.capture_exceptions(), Log(tmp_path), Faults() as faults:
        faults.happened.connect(listener.hear)
        with qtbot.waitSignal(faults.happened, timeout=5000):
            way()
    [(details, thread)] = told
    assert "LookupError: on purpose" in details
    assert thread is threading.main_thread()
    assert "LookupError: on purpose" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert any("LookupError" in record for record in recent_records())


def test_a_thread_that_ends_itself_is_no_fault(qtbot):
    with Faults() as faults, qtbot.assertNotEmitted(faults.happened, wait=50):
        thread = threading.Thread(target=sys.exit)
        thread.start()
        thread.join()


def test_the_hooks_are_given_back():
    before = sys.excepthook, threading.excepthook
    with Faults():
        assert sys.excepthook is not before[0]
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.qt_log_ignore("a warning of Qt's")
def test_what_qt_warns_of_is_logged(qapp, tmp_path):
    with Log(tmp_path), Faults():
        qWarning("a warning of Qt's")
    assert "WARNING fedgui.qt: a warning of Qt's" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")


def test_the_log_stays_small(tmp_path, monkeypatch):
    monkeypatch.setattr("fedgui.gui.faults.LOG_BYTES", 2000)
    with Log(tmp_path):
        for number in range(500):
            _log.warning("line %d", number)
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == [LOG_NAME, f"{LOG_NAME}.1", f"{LOG_NAME}.2", f"{LOG_NAME}.3"]
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())
    assert "line 499" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")


def test_the_end_of_the_log_is_remembered(tmp_path):
    with Log(tmp_path):
        for number in range(100):
            _log.info("line %d", number)
    records = recent_records()
    assert len(records) == KEPT_RECORDS
    assert records[-1].endswith("INFO fedgui.test: line 99")


def test_without_a_folder_the_log_is_remembered_and_errors_are_said(tmp_path, capsys):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    with Log(blocked / "log"):
        _log.error("said aloud")
        _log.info("kept quiet")
    said = capsys.readouterr().err
    assert "said aloud" in said
    assert "kept quiet" not in said
    assert any("no log file" in record for record in recent_records())


def test_no_record_is_written_twice_after_a_second_start(tmp_path):
    for _ in range(2):
        with Log(tmp_path):
            pass
    with Log(tmp_path):
        _log.warning("once")
    assert (tmp_path / LOG_NAME).read_text(encoding="utf-8").count("once") == 1


# --- crashes ------------------------------------------------------------------------------------------------------

WATCHED = """
import sys
from pathlib import Path
from fedgui.gui.faults import CrashWatch
with CrashWatch(Path(sys.argv[1])):
    {body}
"""


def run_watched(folder: Path, body: str) -> int:
    """A process of its own: a crash can't be tried in this one."""
    return subprocess.run(
        [sys.executable, "-c", WATCHED.format(body=body), str(folder)], capture_output=True, check=False, timeout=60
    ).returncode


def test_a_crash_is_told_once(tmp_path):
    assert previous_crash(tmp_path) is None
    assert run_watched(tmp_path, "import faulthandler; faulthandler._sigsegv()") != 0
    told = previous_crash(tmp_path)
    assert told is not None
    assert "most recent call first" in told
    assert previous_crash(tmp_path) is None
    assert (tmp_path / REPORTED_CRASH_NAME).read_text(encoding="utf-8") == told


@pytest.mark.parametrize(("body", "status"), [("pass", 0), ("raise ValueError", 1), ("import os; os._exit(3)", 3)])
def test_any_other_end_is_no_crash(tmp_path, body, status):
    assert run_watched(tmp_path, body) == status
    assert previous_crash(tmp_path) is None


def test_a_folder_that_cannot_be_written_needs_no_watch(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    assert run_watched(blocked / "log", "pass") == 0
    assert previous_crash(blocked / "log") is None


@pytest.mark.parametrize("content", [b"\xff\xfe\x00 broken", b"Fatal " * 1_000_000])
def test_a_strange_crash_file_is_told_in_part(tmp_path, content):
    (tmp_path / CRASH_NAME).write_bytes(content)
    told = previous_crash(tmp_path)
    assert told
    assert len(told) <= MOST_CRASH_CHARACTERS
