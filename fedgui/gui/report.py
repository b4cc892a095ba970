"""The report that a user may copy and send: what went wrong where, and nothing of what the user was working on.

Tracebacks lose their lines of source, the sentence of the error (it may quote a value), and every path of the user's;
so does the log. A report is read by maintainers, so it is in English whatever the language on screen.
"""

from __future__ import annotations

import builtins
import platform
import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

from PySide6.QtCore import qVersion
from PySide6.QtGui import QGuiApplication

from fedgui import __version__
from fedgui.gui.settings import Settings
from fedgui.gui.theme import theme
from fedgui.paths import PACKAGE
from fedgui.scripts.course import COURSE

LOG_LINES: Final = 40
_ROOTS: Final = ("fedgui", "torch", "numpy", "sklearn", "nbformat", "json", "shiboken6")
_PACKAGES: Final = ("torch", "PySide6-Essentials", "pyqtgraph", "numpy", "scikit-learn", "nbformat")
_FRAME: Final = re.compile(r'^\s*File "(?P<file>.*)", line (?P<line>\d+)(?:,? in (?P<function>[\w.<>]+))?')
_TYPE: Final = re.compile(r"^(?P<type>[A-Za-z_][\w.]*)(?::|$)")
_BETWEEN: Final = (
    "Traceback (most recent call last):",
    "During handling of the above exception, another exception occurred:",
    "The above exception was the direct cause of the following exception:",
)
_CRASH_HEADS: Final = re.compile(
    r"^(?:Fatal Python error: [A-Za-z ]+|Windows fatal exception: [A-Za-z0-9 ]+"
    r"|(?:Current thread|Thread) 0x[0-9a-f]+ .*\(most recent call first\):)$"
)
_LIBRARIES: Final = re.compile(r".*[/\\](?:site-packages|dist-packages|lib[/\\]python3\.\d+)[/\\](?P<rest>.+)")


def report(details: str, settings: Settings, log: Sequence[str] = ()) -> str:
    """The whole report as text.

    Args:
        details: the traceback or crash text of what went wrong; "" if there is none.
        settings: the remembered choices.
        log: the log's last records, see `faults.recent_records`.
    """
    lines = ["fedgui report", "", *_versions(), "", "Settings", *_choices(settings)]
    if details:
        lines += ["", "Error", *outline(details)]
    tail = [line for record in log for line in _without_values(record)]
    lines += ["", "Log", *tail[-LOG_LINES:]]
    return "\n".join(lines) + "\n"


def outline(details: str) -> list[str]:
    """A traceback or crash text reduced to types, places and functions; of the user's own files only line numbers."""
    kept: list[str] = []
    is_inside = False
    for line in details.splitlines():
        frame, kind = _FRAME.match(line), _TYPE.match(line)
        if line in _BETWEEN or _CRASH_HEADS.match(line):
            kept.append(line)
            is_inside = True
        elif is_inside and frame is not None:
            kept.append(_place(frame))
        elif is_inside and kind is not None:
            # the first line at the margin begins the error's sentence, which may go on, and may look like anything
            kept.append(_known(kind["type"]))
            is_inside = False
    return kept


def _known(kind: str) -> str:
    """The type of an error, unless a script may have made it up."""
    if hasattr(builtins, kind) or kind.partition(".")[0] in _ROOTS:
        return kind
    return "an error of another type"


def _place(frame: re.Match[str]) -> str:
    file, line, function = frame["file"], frame["line"], frame["function"]
    if (library := _LIBRARIES.match(file)) is not None:
        name = library["rest"].replace("\\", "/")
    elif Path(file).is_relative_to(PACKAGE):
        name = Path(file).relative_to(PACKAGE.parent).as_posix()
    else:
        return f"  script, line {line}"
    return f"  {name}, line {line}, in {function}" if function else f"  {name}, line {line}"


def _without_values(record: str) -> list[str]:
    head, _, details = record.partition("\n")
    for folder in (str(Path.home()), str(PACKAGE.parent)):
        head = head.replace(folder, "~")
    return [head, *outline(details)]


def _versions() -> list[str]:
    # imported when somebody asks: a window that opens needs none of it
    from importlib.metadata import PackageNotFoundError, version

    found = [f"fedgui {__version__}", f"Python {platform.python_version()}", f"Qt {qVersion()}"]
    for package in _PACKAGES:
        try:
            # the metadata alone: the window's process thread never imports torch
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} is missing")
    screens = [
        f"{screen.size().width()} × {screen.size().height()} at {screen.devicePixelRatio():g}"
        for screen in QGuiApplication.screens()
    ]
    return [*found, platform.platform(), f"{QGuiApplication.platformName()}: {', '.join(screens)}"]


def _choices(settings: Settings) -> list[str]:
    values = asdict(settings)
    if settings.chapter not in COURSE:
        values["chapter"] = "another script"
    values["done_chapters"] = ", ".join(key for key in COURSE if key in settings.done_chapters)
    shown = theme()
    look = f"{shown.name}{', high contrast' if shown.is_contrast else ''}, scale {shown.scale:.2f}"
    return [*(f"{name}: {value}" for name, value in values.items()), f"on screen: {look}"]
