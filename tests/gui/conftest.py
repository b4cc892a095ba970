"""The real window for tests: opened as the application does, at rest, and closed again."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from fedgui.gui.application import open_window
from fedgui.gui.language import language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.playback import State
from fedgui.gui.settings import SettingsFile
from fedgui.gui.theme import LIGHT, theme

READY_MS = 60_000
"""The first window of a process imports torch."""


MUCH_GARBAGE = 50_000


@pytest.fixture(autouse=True)
def _collect_between_tests() -> Iterator[None]:
    """Let no thread of a test free a widget that another test has left, as the window sees to it while it lives."""
    gc.disable()
    yield
    gc.enable()
    if gc.get_count()[0] > MUCH_GARBAGE:
        gc.collect()


@pytest.fixture
def same_looks() -> Iterator[None]:
    """Language, theme and sizes are the process's, and afterwards as they were."""
    yield
    language().set("en")
    theme().set(LIGHT)
    theme().present(None)
    theme().set_scale(1.0)
    theme().set_type_scale(1.0)


@pytest.fixture
def make_window(qtbot: QtBot, qapp: QApplication, same_looks: None) -> Iterator[Callable[..., MainWindow]]:
    """Opens windows that are ready to play (unless told not to wait) and show no movements, and closes them."""
    windows: list[MainWindow] = []

    def make(
        chapter: str = "federated",
        code: str = "en",
        theme_name: str = "light",
        size: tuple[int, int] = (1440, 900),
        settings: SettingsFile | None = None,
        is_ready: bool = True,
    ) -> MainWindow:
        window = open_window(qapp, settings or SettingsFile(), chapter, code, theme_name)
        windows.append(window)
        window.stage.set_motion(0)
        window.resize(*size)
        if is_ready:
            qtbot.waitUntil(lambda: window.playback.state is State.READY, timeout=READY_MS)
        return window

    yield make
    for window in windows:
        window.close()
        window.deleteLater()
    windows.clear()
    # What is left of a window goes now and in this thread. The next test's training would free it in its own thread
    # otherwise, at any moment, and Qt's objects can't be freed in another thread than the one that paints them.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()


@pytest.fixture
def window(make_window: Callable[..., MainWindow]) -> MainWindow:
    """Chapter 2 in English and light colours at 1440x900."""
    return make_window()
