"""Draws the pictures of the README and the manual from the real window, running for real.

    python tools/pictures.py [FOLDER]

Writes one picture a language and theme into FOLDER (docs/pictures if not given). tests/gui/test_pictures.py draws them
again and compares, so a picture that no longer shows what fedgui shows fails the tests.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from fedgui.gui.application import open_window
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.settings import SettingsFile
from fedgui.scripts.source import load_script

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from fedgui.gui.main_window import MainWindow

FOLDER: Final = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE: Final = (1440, 900)
KINDS: Final = (("en", "light"), ("en", "dark"), ("pt_BR", "light"), ("pt_BR", "dark"))
VISIT: Final = 6
"""The visit whose first message is shown: the model on its way to Alice, in round 3."""


def file_name(language: str, theme: str) -> str:
    """The picture's name in its folder."""
    return f"window-{language}-{theme}.png"


def wait_until(window: MainWindow, *states: State) -> None:
    """Let the window live until its player is in one of `states`."""
    loop = QEventLoop()
    timer = QTimer()
    timer.timeout.connect(lambda: loop.quit() if window.playback.state in states else None)
    timer.start(10)
    loop.exec()
    timer.stop()


def draw(app: QApplication, language: str, theme: str) -> QImage:
    """The window in the middle of the federated lesson."""
    window = open_window(app, SettingsFile(), "federated", language, theme)
    window.stage.set_motion(0)
    window.resize(*SIZE)
    wait_until(window, State.READY)
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    wait_until(window, State.FINISHED)
    window.playback.set_speed(1.0)
    window.transport.set_speed(1.0)
    # the rows that notes have made in the code stay, and which ones there are depends on the moments that were shown
    window.code.set_script(load_script("federated"))
    window.playback.seek(_moment(window))
    window.setFocus()
    app.processEvents()
    picture = window.grab().toImage()
    window.close()
    window.deleteLater()
    return picture


def _moment(window: MainWindow) -> int:
    """The moment at which the model sets out on its visit number VISIT."""
    sent = (
        moment.index
        for moment in window.playback.trace
        if moment.message is not None and moment.message.is_model and moment.message.bytes and moment.actor == "me"
    )
    return list(_first(sent, VISIT))[-1]


def _first(numbers: Iterator[int], count: int) -> Iterator[int]:
    for _ in range(count):
        yield next(numbers)


def main() -> None:
    """Write every picture."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication([])
    for language, theme in KINDS:
        draw(app, language, theme).save(str(folder / file_name(language, theme)))


if __name__ == "__main__":
    main()
