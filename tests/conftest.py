"""What every test lives in: a home of its own, Qt without a screen, and a watch for what tests leave behind."""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import threading
import weakref
from pathlib import Path

# On Windows torch can't load its libraries once Qt is there.
import torch

# isort: split
import hypothesis
import pytest
from PySide6.QtCore import QAbstractAnimation, QCoreApplication, QEvent, QStandardPaths, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

GRACE_MS = 500
"""How long a thread that is about to end may take to do so."""

_FAILED = pytest.StashKey[bool]()


# --- The world of the tests ---------------------------------------------------------------------------------------


def _leave_the_users_home() -> None:
    """Point everything that a user has (home, settings, language) at a temporary folder, before Qt looks."""
    home = Path(tempfile.mkdtemp(prefix="fedgui-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"):
        os.environ[name] = str(home)
    for name, folder in {
        "XDG_CACHE_HOME": ".cache",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_RUNTIME_DIR": "run",
    }.items():
        (home / folder).mkdir(parents=True, mode=0o700)
        os.environ[name] = str(home / folder)
    os.environ["FEDGUI_CONFIG_DIR"] = str(home / ".config" / "fedgui")
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LC_NUMERIC"):
        os.environ.pop(name, None)
    os.environ["LANG"] = "en_US.UTF-8"
    os.environ["LC_CTYPE"] = "C.UTF-8"  # exists on a bare system too; without UTF-8 Qt warns


_leave_the_users_home()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
QStandardPaths.setTestModeEnabled(True)
torch.set_num_threads(1)  # more only get in each other's way on tensors this small
hypothesis.settings.register_profile("fedgui", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("fedgui")


@pytest.fixture(autouse=True)
def config_dir(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder for this test's settings."""
    folder = tmp_path_factory.mktemp("config")
    monkeypatch.setenv("FEDGUI_CONFIG_DIR", str(folder))
    return folder


# --- A skipped test of the window is a failure, since a missing library would hide all of them ----------------------


def _must_not_skip(node: pytest.Collector | pytest.Item) -> bool:
    fixtures = getattr(node, "fixturenames", ())
    return os.environ.get("CI") == "true" and ("gui" in node.path.parts or "qapp" in fixtures)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector):
    report = yield
    if report.skipped and _must_not_skip(collector):
        report.outcome = "failed"
        report.longrepr = f"Tests of the window must not be skipped: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo):
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and _must_not_skip(item):
        report.outcome = "failed"
        report.longrepr = f"Tests of the window must not be skipped: {report.longrepr}"
    if report.failed:
        item.stash[_FAILED] = True
    return report


# --- Nothing stays behind -------------------------------------------------------------------------------------------


class Watch:
    """Remembers where threads, timers and animations were started, and tells which of them still run.

    Args:
        monkeypatch: puts the watched `start` methods back.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._places: weakref.WeakKeyDictionary[object, str] = weakref.WeakKeyDictionary()
        self._threads = set(threading.enumerate())
        self._windows = set(_top_level_windows())
        for kind in (threading.Thread, QThread, QTimer, QAbstractAnimation):
            monkeypatch.setattr(kind, "start", self._noting(kind.start))

    def _noting(self, start):
        def noting_start(this, *args, **kwargs):
            frame = sys._getframe(1)
            self._places[this] = f"{frame.f_code.co_filename}:{frame.f_lineno}"
            return start(this, *args, **kwargs)

        return noting_start

    def _started(self, kind: type) -> list[object]:
        return [this for this in list(self._places) if isinstance(this, kind) and isValid(this)]

    def left_behind(self) -> list[str]:
        """Describe whatever still runs or stands, each with what to do about it; then stop what can be stopped."""
        return [*self._python_threads(), *self._qt_threads(), *self._timers(), *self._animations(), *self._leftovers()]

    def _python_threads(self) -> list[str]:
        # tqdm keeps one watching thread for the whole process.
        new = [it for it in threading.enumerate() if it not in self._threads and type(it).__name__ != "TMonitor"]
        for thread in new:
            thread.join(GRACE_MS / 1000)
        return [self._say("thread", it.name, it, "stop and join it") for it in new if it.is_alive()]

    def _qt_threads(self) -> list[str]:
        running = [it for it in self._started(QThread) if it.isRunning() and not it.wait(GRACE_MS)]
        found = [self._say("QThread", it.objectName(), it, "quit() and wait()") for it in running]
        if not QThreadPool.globalInstance().waitForDone(GRACE_MS):
            found.append("The global QThreadPool still has work: wait for it to be done.")
        return found

    def _timers(self) -> list[str]:
        active = [it for it in self._started(QTimer) if it.isActive()]
        found = [self._say("QTimer", it.objectName(), it, "stop() it") for it in active]
        for timer in active:
            timer.stop()
        return found

    def _animations(self) -> list[str]:
        active = [it for it in self._started(QAbstractAnimation) if it.state() != QAbstractAnimation.State.Stopped]
        found = [self._say(type(it).__name__, it.objectName(), it, "stop() it") for it in active]
        for animation in active:
            animation.stop()
        return found

    def _leftovers(self) -> list[str]:
        left = [it for it in _top_level_windows() if it not in self._windows]
        found = [
            f"The window {it.objectName() or it.windowTitle()!r} ({type(it).__name__}) is left behind: "
            "give it to qtbot.addWidget, or close it."
            for it in left
        ]
        for window in left:
            window.close()
            window.deleteLater()
        return found

    def _say(self, what: str, name: str, this: object, remedy: str) -> str:
        place = self._places.get(this, "an unknown place")
        return f"The {what} {name!r} started at {place} still runs: {remedy} before the test ends."


def _top_level_windows() -> list:
    return [it for it in QApplication.topLevelWidgets() if it.isVisible()] if QApplication.instance() else []


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest):
    """Fail a test that leaves a thread, timer, animation or window behind. What failed already may leave anything."""
    if "qapp" in request.fixturenames:
        request.getfixturevalue("qapp")
    with pytest.MonkeyPatch.context() as monkeypatch:
        watch = Watch(monkeypatch)
        yield
        if "qapp" in request.fixturenames:
            # qtbot asks for its widgets to be deleted later; later is now.
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found = watch.left_behind()
    if found and not request.node.stash.get(_FAILED, False):
        pytest.fail("\n".join(found), pytrace=False)
