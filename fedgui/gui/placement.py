"""Where the window stands on the screen, and that it comes back there."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from fedgui.gui.settings import Settings

FIRST_SIZE: Final = (1440, 900)


def place_of(window: QWidget) -> tuple[int, int, int, int]:
    """x, y, width and height that the window has when it does not fill the screen, in pixels."""
    box = window.normalGeometry() if window.isMaximized() else window.geometry()
    return box.x(), box.y(), box.width(), box.height()


def put_back(window: QWidget, values: Settings) -> None:
    """Give the window the size of the last session, and its place if there still is a screen."""
    window.resize(*FIRST_SIZE)
    if len(values.window) == 4:
        x, y, width, height = values.window
        window.resize(width, height)
        if any(screen.geometry().contains(x + 40, y + 10) for screen in window.screen().virtualSiblings()):
            window.move(x, y)
    if values.maximized:
        window.setWindowState(Qt.WindowState.WindowMaximized)
