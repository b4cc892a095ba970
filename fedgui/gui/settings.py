"""What fedgui remembers between two starts: a small JSON file that a person can read and edit."""

from __future__ import annotations

import json
import math
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import QStandardPaths

from fedgui.gui.language import CODES, translate
from fedgui.scripts.source import QT_TRANSLATE_NOOP

FILE_NAME: Final = "settings.json"
FOLDER_VARIABLE: Final = "FEDGUI_CONFIG_DIR"
"""Environment variable that moves the settings elsewhere."""

THEMES: Final = ("system", "light", "dark", "contrast")
"""Those of the desktop, or chosen; high contrast is light or dark as the desktop is."""
MOTIONS: Final = ("system", "full", "reduced")
SPEEDS: Final = (0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 0.0)
"""Playback speeds in the order of the buttons; 1.0 is the designed pace, 0.0 is "as fast as it goes"."""
X_AXES: Final = ("round", "step", "bytes")
"""What the losses can be drawn over."""
TYPE_SCALES: Final = (0.8, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
"""The steps of "larger type" and "smaller type"; a person may write any value between them into the file."""


@dataclass(slots=True)
class Settings:
    """The remembered choices.

    Attributes:
        language: one of language.CODES, or "" to follow the system.
        theme: one of THEMES.
        speed: one of SPEEDS.
        chapter: key of the chapter shown last. It may be one that this version doesn't have.
        type_scale: factor on every size on screen, from the first of TYPE_SCALES to the last.
        window: x, y, width and height of the window in pixels, or () before it was first closed.
        maximized: whether the window filled the screen.
        motion: one of MOTIONS.
        x_axis: one of X_AXES.
        is_log: whether the losses are drawn on a logarithmic axis.
        left_width, right_width: of the columns beside the stage, in pixels at type scale 1; 0 as designed.
        code_share: of the right column's height, the part that code, console and network have; 0 as designed.
        is_side_folded: whether the panel at the left is folded, where there is room for it.
        is_code_hidden, is_plot_hidden: whether that panel at the right leaves its room to the others.
        right_tab: which of code (0), console and network is open.
        shows_score: whether the learner sees how many predictions came true.
        hides_answers: whether the right answers are the teacher's to tell.
        done_chapters: keys of the chapters that are complete. Some may be of another version.
    """

    language: str = ""
    theme: str = "system"
    speed: float = 1.0
    chapter: str = "federated"
    type_scale: float = 1.0
    window: tuple[int, ...] = ()
    maximized: bool = False
    motion: str = "system"
    x_axis: str = "step"
    is_log: bool = False
    left_width: int = 0
    right_width: int = 0
    code_share: float = 0.0
    is_side_folded: bool = False
    is_code_hidden: bool = False
    is_plot_hidden: bool = False
    right_tab: int = 0
    shows_score: bool = True
    hides_answers: bool = False
    done_chapters: tuple[str, ...] = ()


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _is_integer(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_width(value: object) -> bool:
    return isinstance(value, int) and _is_integer(value) and 0 <= value <= 4000


def _is_window(value: object) -> bool:
    if not isinstance(value, list) or not all(map(_is_integer, value)):
        return False
    return not value or (len(value) == 4 and min(value[2:]) > 0)


_IS_VALID: Final[Mapping[str, Callable[[Any], bool]]] = {
    "language": lambda value: value in ("", *CODES),
    "theme": lambda value: value in THEMES,
    "speed": lambda value: _is_number(value) and value in SPEEDS,
    "chapter": lambda value: isinstance(value, str),
    "type_scale": lambda value: _is_number(value) and TYPE_SCALES[0] <= value <= TYPE_SCALES[-1],
    "motion": lambda value: value in MOTIONS,
    "window": _is_window,
    "maximized": lambda value: isinstance(value, bool),
    "x_axis": lambda value: value in X_AXES,
    "is_log": lambda value: isinstance(value, bool),
    "left_width": _is_width,
    "right_width": _is_width,
    "code_share": lambda value: _is_number(value) and 0 <= value < 1,
    "is_side_folded": lambda value: isinstance(value, bool),
    "is_code_hidden": lambda value: isinstance(value, bool),
    "is_plot_hidden": lambda value: isinstance(value, bool),
    "right_tab": lambda value: _is_integer(value) and 0 <= value < 3,
    "shows_score": lambda value: isinstance(value, bool),
    "hides_answers": lambda value: isinstance(value, bool),
    "done_chapters": lambda value: isinstance(value, list) and all(isinstance(key, str) for key in value),
}
_FROM_JSON: Final[Mapping[str, Callable[[Any], Any]]] = {
    "speed": float,
    "type_scale": float,
    "code_share": float,
    "window": tuple,
    "done_chapters": tuple,
}

_DAMAGED = QT_TRANSLATE_NOOP(
    "Settings", "The settings file was damaged, so fedgui starts with its defaults; the old file is kept as {file}."
)
_PARTLY_DAMAGED = QT_TRANSLATE_NOOP(
    "Settings", "Some settings could not be used and are as at first: {names}. The old file is kept as {file}."
)
_UNREADABLE = QT_TRANSLATE_NOOP(
    "Settings", "The settings in {file} can’t be read, so fedgui starts with its defaults and leaves the file alone."
)
_UNWRITABLE = QT_TRANSLATE_NOOP(
    "Settings", "Your choices can’t be saved in {folder}; they last until you close fedgui."
)


def next_type_scale(scale: float, by: int) -> float:
    """The type scale `by` steps (1 or −1) larger than `scale`, or the last one in that direction."""
    if by > 0:
        return next((step for step in TYPE_SCALES if step > scale), TYPE_SCALES[-1])
    return next((step for step in reversed(TYPE_SCALES) if step < scale), TYPE_SCALES[0])


def settings_folder() -> Path:
    """Where the settings live: $FEDGUI_CONFIG_DIR, or the place that the system keeps for them."""
    if chosen := os.environ.get(FOLDER_VARIABLE):
        return Path(chosen)
    # The location "of the application" needs an application object, which the terminal doesn't have.
    return Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)) / "fedgui"


class SettingsFile:
    """Reads the settings once, at construction, and writes them when asked. It never raises: it leaves a note instead.

    Attributes:
        values: the settings; change them, then `save()`.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = (folder or settings_folder()) / FILE_NAME
        self._unknown: dict[str, Any] = {}
        self._may_write = True
        self._note: tuple[str, dict[str, str]] | None = None
        self.values = Settings()
        self._load()

    @property
    def path(self) -> Path:
        return self._path

    def take_note(self) -> str:
        """One sentence about trouble with the file, in the language on screen, or "". Each trouble is told once."""
        if self._note is None:
            return ""
        template, names = self._note
        self._note = None
        return translate("Settings", template).format(**names)

    def save(self) -> bool:
        """Write the settings; the file is replaced whole or not at all. False if that wasn't possible."""
        if not self._may_write:
            return False
        text = json.dumps(self._unknown | asdict(self.values), indent=2, ensure_ascii=False) + "\n"
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            _replace(self._path, text)
        except OSError:
            self._give_up(_UNWRITABLE, folder=str(self._path.parent))
        return self._may_write

    def _load(self) -> None:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return
        except OSError:
            self._give_up(_UNREADABLE, file=str(self._path))
            return
        except (ValueError, RecursionError):
            found = None
        if not isinstance(found, dict):
            self._keep_aside()
            return
        known = {field.name for field in fields(Settings)}
        self._unknown = {name: value for name, value in found.items() if name not in known}
        damaged = []
        for name in sorted(known & found.keys()):
            if _IS_VALID[name](found[name]):
                setattr(self.values, name, _FROM_JSON.get(name, lambda value: value)(found[name]))
            else:
                damaged.append(name)
        if damaged:
            self._keep_copy(damaged)

    def _place_aside(self) -> Path:
        """A name beside the file that nothing has yet."""
        stem = f"settings.damaged-{datetime.now().astimezone().date()}"
        aside = self._path.with_name(f"{stem}.json")
        count = 1
        while aside.exists():
            count += 1
            aside = self._path.with_name(f"{stem}-{count}.json")
        return aside

    def _keep_copy(self, damaged: list[str]) -> None:
        """The next save replaces the values that can't be used: what a person wrote stays in a copy."""
        aside = self._place_aside()
        try:
            shutil.copyfile(self._path, aside)
        except OSError:
            self._give_up(_UNWRITABLE, folder=str(self._path.parent))
        else:
            self._note = (_PARTLY_DAMAGED, {"names": ", ".join(damaged), "file": aside.name})

    def _keep_aside(self) -> None:
        aside = self._place_aside()
        try:
            self._path.rename(aside)
        except OSError:
            self._give_up(_UNREADABLE, file=str(self._path))
        else:
            self._note = (_DAMAGED, {"file": aside.name})

    def _give_up(self, template: str, **names: str) -> None:
        """Leave the file alone from now on, and say why."""
        self._may_write = False
        self._note = (template, names)


def _replace(path: Path, text: str) -> None:
    """Put `text` in the place of `path` in one step, so that a crash leaves either the old file or the new one."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.stem}-", suffix=".tmp")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
