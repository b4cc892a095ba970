"""Start-up and shut-down of the window."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Final, NoReturn

from PySide6.QtWidgets import QApplication

from fedgui.gui.faults import CrashWatch, Faults, Log, previous_crash
from fedgui.gui.language import catalogue, language, system_code, translate
from fedgui.gui.memory import spare_what_stays
from fedgui.gui.settings import SettingsFile
from fedgui.gui.theme import apply as apply_theme
from fedgui.gui.theme import theme
from fedgui.scripts.course import COURSE
from fedgui.scripts.source import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from fedgui.gui.main_window import MainWindow

SWITCH_INTERVAL_S: Final = 0.001
"""How long Python's interpreter lets the training thread run before the window may have it."""

NO_DISPLAY: Final = 2
"""Exit status when there is no screen to open a window on."""

USUAL_CHAPTER: Final = "federated"
"""What opens where the settings name a chapter that is not there."""

_NO_SCREEN: Final = QT_TRANSLATE_NOOP(
    "Terminal", "There is no screen to open a window on. “fedgui run federated” runs the tutorial in the terminal."
)
_CRASHED: Final = QT_TRANSLATE_NOOP(
    "Application", "fedgui ended unexpectedly the last time. The report below says where, and holds none of your data."
)


def start(chapter: str | None = None, language_code: str | None = None, theme_name: str | None = None) -> int:
    """Open the window and stay until it is closed; then the process ends. Returns only if there is no screen.

    Args:
        chapter: the chapter to open, else the one shown last.
        language_code: "en" or "pt_BR", else the one chosen last, else the system's.
        theme_name: one of settings.THEMES, else the one chosen last.
    """
    settings = SettingsFile()
    code = language_code or settings.values.language or system_code()
    if not has_display():
        say = catalogue(code)
        print(say("Terminal", _NO_SCREEN), file=sys.stderr)  # noqa: T201 - there is no window to say it in
        return NO_DISPLAY
    app = QApplication.instance() or QApplication(["fedgui"])
    assert isinstance(app, QApplication)
    app.setApplicationName("fedgui")
    app.setDesktopFileName("fedgui")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    # Python sees a Ctrl+C only when Qt gives it a turn; the default action closes at once, and nothing is lost by it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    folder = settings.path.parent / "log"
    crash = previous_crash(folder)
    with Log(folder), CrashWatch(folder), Faults() as faults:
        window = open_window(app, settings, chapter, code, theme_name)
        faults.happened.connect(window.show_fault)
        window.playback.prepared.connect(spare_what_stays)
        if crash is not None:
            window.errors.show_error(translate("Application", _CRASHED), crash)
        status = app.exec()
    return _leave(status)


def open_window(
    app: QApplication, settings: SettingsFile, chapter: str | None, code: str, theme_name: str | None
) -> MainWindow:
    """Build and show the window; torch is imported behind it."""
    language().set(code)
    theme().set(theme_name or settings.values.theme)
    apply_theme(app)
    from fedgui.gui.main_window import MainWindow

    shown = chapter or settings.values.chapter
    window = MainWindow(settings, shown if shown in COURSE else USUAL_CHAPTER)
    window.show()
    return window


def _leave(status: int) -> NoReturn:
    """End the process here and now: everything is written, and the script has been unwound by the closing window.

    Python would spend two seconds on taking its modules apart, and may crash where a library's thread still runs: a
    script that hangs inside of torch, or the import of torch itself.
    """
    for stream in (sys.stdout, sys.stderr):
        # a program without a console has none
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
    os._exit(status)


def has_display() -> bool:
    """Whether a window can be opened. Asked before Qt is, since Qt ends the process where it can't."""
    if not sys.platform.startswith("linux") or os.environ.get("QT_QPA_PLATFORM", "xcb") != "xcb":
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    if not os.environ.get("DISPLAY"):
        return False
    try:
        x11 = ctypes.CDLL("libX11.so.6")
    except OSError:
        return True
    x11.XOpenDisplay.restype = ctypes.c_void_p
    display = x11.XOpenDisplay(None)
    if not display:
        return False
    x11.XCloseDisplay(ctypes.c_void_p(display))
    return True
