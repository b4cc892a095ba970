"""Opens the window of an installed fedgui in Portuguese, and fails unless its texts and icons came along.

python tools/smoke.py FOLDER     the environment in which fedgui has to be installed
"""

from __future__ import annotations

import sys
from pathlib import Path

# On Windows torch can't load its libraries once Qt is there.
import torch  # noqa: F401

# isort: split
from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QAbstractButton, QApplication

import fedgui
from fedgui.gui.application import open_window
from fedgui.gui.language import PORTUGUESE, system_code
from fedgui.gui.settings import SettingsFile

TITLE = "fedgui: aprendizado federado, ao vivo"


def is_blank(icon: QIcon) -> bool:
    """Whether nothing is painted: what a missing or broken SVG file gives."""
    image = icon.pixmap(24, 24).toImage().convertToFormat(QImage.Format.Format_Alpha8)
    return not any(bytes(image.constBits()))


def main(environment: Path) -> int:
    """Look at the window; return the exit code."""
    place = Path(fedgui.__file__)
    assert place.is_relative_to(environment), f"{place} is not the installed one"
    assert system_code() == PORTUGUESE, "the system's language is not Portuguese"
    warnings: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        # The offscreen platform says so of each window that has a minimum size.
        if kind is not QtMsgType.QtDebugMsg and "propagateSizeHints" not in message:
            warnings.append(message)

    qInstallMessageHandler(listen)
    app = QApplication([])
    window = open_window(app, SettingsFile(), None, system_code(), None)
    app.processEvents()
    assert window.windowTitle() == TITLE, f"the title is “{window.windowTitle()}”"
    icons = [button.icon() for button in window.findChildren(QAbstractButton) if not button.icon().isNull()]
    blank = [icon for icon in icons if is_blank(icon)]
    assert icons, "no button has an icon"
    assert not blank, f"{len(blank)} icons are blank"
    assert not window.windowIcon().isNull(), "the window has no icon"
    window.close()
    qInstallMessageHandler(None)
    assert not warnings, f"Qt warns: {warnings}"
    print(f"Opened “{TITLE}” with {len(icons)} icons from {place.parent}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
