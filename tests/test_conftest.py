"""The watch over the tests can itself fail: each leak that it promises to find is made here once."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

LEAKS = """
import threading

import pytest
from PySide6.QtCore import QAbstractAnimation, QPoint, QPropertyAnimation, QThread, QTimer, QVariantAnimation, qWarning
from PySide6.QtWidgets import QWidget

kept = []
let_go = threading.Event()


@pytest.fixture(scope="module", autouse=True)
def everything_ends_with_the_module():
    yield
    let_go.set()
    for it in kept:
        if isinstance(it, QThread):
            it.quit()
            it.wait()


def test_thread():
    threading.Thread(target=let_go.wait, name="forgotten", daemon=True).start()


def test_qthread(qapp):
    kept.append(QThread(objectName="forgotten"))
    kept[-1].start()


def test_timer(qapp):
    kept.append(QTimer(objectName="forgotten", interval=10))
    kept[-1].start()


def test_animation(qapp):
    kept.append(QVariantAnimation(objectName="forgotten", startValue=0, endValue=1, loopCount=-1))
    kept[-1].start()


def test_window(qapp):
    kept.append(QWidget(objectName="forgotten"))
    kept[-1].show()


def test_qt_warning(qapp):
    qWarning("a widget in the wrong place")


def test_exception_in_a_slot(qtbot):
    timer = QTimer(singleShot=True)
    timer.timeout.connect(lambda: 1 / 0)
    with qtbot.waitSignal(timer.timeout):
        timer.start()


def test_skipped(qapp):
    pytest.skip("no library")


def test_expected_failure_is_no_skip(qapp):
    pytest.xfail("known")


def test_failure_is_told_once(qapp):
    kept.append(QWidget(objectName="of a failed test"))
    kept[-1].show()
    assert False, "the reason"


def test_tidy(qtbot):
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    thread = threading.Thread(target=int)
    thread.start()
    timer = QTimer(widget)
    timer.start(10)
    timer.stop()
    animation = QPropertyAnimation(widget, b"pos", widget)
    animation.setEndValue(QPoint(9, 9))
    animation.start(QAbstractAnimation.DeletionPolicy.DeleteWhenStopped)
    animation.stop()
    worker = QThread(widget)
    worker.start()
    worker.quit()
    worker.wait()
    thread.join()
"""


@pytest.fixture
def run(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch):
    """Runs tests in a process of their own, under this project's conftest and pytest's settings."""
    here = Path(__file__)
    pytester.makeconftest(here.with_name("conftest.py").read_text(encoding="utf-8"))
    (pytester.path / "pyproject.toml").write_bytes((here.parents[1] / "pyproject.toml").read_bytes())
    monkeypatch.setenv("CI", "true")

    def run(*args: str) -> pytest.RunResult:
        return pytester.runpytest_subprocess("-p", "no:cacheprovider", *args)

    return run


def test_leaks_skips_and_qt_warnings_fail_and_say_where(pytester: pytest.Pytester, run) -> None:
    path = pytester.makepyfile(LEAKS)
    result = run(str(path))
    # A leak is an error of the teardown, so the test that leaks counts as passed too.
    result.assert_outcomes(passed=6, failed=4, errors=5, xfailed=1)
    text = result.stdout.str()

    lines = LEAKS.strip().splitlines()
    for what, test in {
        "thread": "thread",
        "QThread": "qthread",
        "QTimer": "timer",
        "QVariantAnimation": "animation",
    }.items():
        first = next(i for i, line in enumerate(lines) if line.startswith(f"def test_{test}("))
        start = next(i for i in range(first, len(lines)) if ".start()" in lines[i])
        assert f"The {what} 'forgotten' started at {path}:{start + 1} still runs" in text
    assert "The window 'forgotten' (QWidget) is left behind" in text
    assert "Tests of the window must not be skipped" in text
    assert "a widget in the wrong place" in text
    assert "ZeroDivisionError" in text
    assert "The window 'of a failed test'" not in text


def test_a_skipped_module_of_window_tests_fails_too(pytester: pytest.Pytester, run) -> None:
    folder = pytester.mkdir("gui")
    (folder / "test_window.py").write_text("import pytest\npytest.importorskip('no_such_library')\n", encoding="utf-8")
    result = run(str(folder))
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*Tests of the window must not be skipped*"])


def test_tests_never_see_the_users_home(config_dir: Path) -> None:
    assert list(config_dir.iterdir()) == []
    assert os.environ["FEDGUI_CONFIG_DIR"] == str(config_dir)
    assert "fedgui-tests-" in str(Path.home())
    if sys.platform == "linux":
        from PySide6.QtCore import QStandardPaths

        place = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.AppConfigLocation)
        assert Path(place).is_relative_to(Path.home())
