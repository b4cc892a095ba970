"""Whether things move on screen: the user's choice, or else what the desktop asks of every program."""

from __future__ import annotations

import configparser
import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

from fedgui.gui.settings import Settings

_SPI_GETCLIENTAREAANIMATION: Final = 0x1042
_ANSWER_WITHIN_S: Final = 1.0
_GNOME_LIKE: Final = ("GNOME", "Unity", "Budgie", "Pantheon")
"""Desktops, as XDG_CURRENT_DESKTOP calls them, whose choice lies in GNOME's settings."""


def motion_scale(settings: Settings) -> float:
    """Factor on the times of all movements: 1, or 0 where motion is to be reduced."""
    is_reduced = reduces_motion() if settings.motion == "system" else settings.motion == "reduced"
    return 0.0 if is_reduced else 1.0


def reduces_motion() -> bool:
    """Whether the desktop asks programs to move less. Qt 6.11 doesn't know, so each desktop is asked its own way.

    A desktop that doesn't answer has not asked for it.
    """
    try:
        if sys.platform == "win32":
            return _windows_reduces_motion()
        if sys.platform == "darwin":
            return _says(["defaults", "read", "com.apple.universalaccess", "reduceMotion"], "1")
        return _linux_reduces_motion()
    except (OSError, ValueError, subprocess.SubprocessError, configparser.Error):
        return False


def _windows_reduces_motion() -> bool:
    animates = ctypes.c_int(1)
    user32 = ctypes.windll.user32  # type: ignore[attr-defined]
    return bool(user32.SystemParametersInfoW(_SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(animates), 0)) and not (
        animates.value
    )


def _linux_reduces_motion() -> bool:
    desktop = os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")
    if any(name in desktop for name in _GNOME_LIKE):
        return _says(["gsettings", "get", "org.gnome.desktop.interface", "enable-animations"], "false")
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    if "KDE" in desktop:
        speed = _read(folder / "kdeglobals", "KDE", "AnimationDurationFactor")
        return speed != "" and float(speed) == 0
    animates = _read(folder / "gtk-4.0" / "settings.ini", "Settings", "gtk-enable-animations") or _read(
        folder / "gtk-3.0" / "settings.ini", "Settings", "gtk-enable-animations"
    )
    return animates.lower() in ("0", "false")


def _says(command: list[str], answer: str) -> bool:
    program = shutil.which(command[0])
    if program is None:
        return False
    done = subprocess.run(  # noqa: S603 - the system's own program, with constant arguments
        [program, *command[1:]], capture_output=True, text=True, timeout=_ANSWER_WITHIN_S, check=False
    )
    return done.stdout.strip() == answer


def _read(file: Path, section: str, key: str) -> str:
    """A value of an ini file, or "" where there is none."""
    # neither interpolation nor strictness: these files repeat keys, and use "%" as they like
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read(file, encoding="utf-8")
    return parser.get(section, key, fallback="").strip()
