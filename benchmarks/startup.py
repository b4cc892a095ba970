"""How long until the first window is painted: fedgui against a bare window with a pyqtgraph plot.

    python benchmarks/startup.py [RUNS]

Each run is a fresh process; the two alternate, and the medians are compared. The goal is a ratio of at most 1.5:
torch is imported behind the window, so it must not show here.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import Final

PAINTED: Final = "painted"

WATCH: Final = f"""
from PySide6.QtCore import QEvent, QObject, QTimer
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print("{PAINTED}", flush=True)
            QTimer.singleShot(0, app.quit)
            watched.removeEventFilter(self)
        return False
watch = FirstPaint()
"""

BARE: Final = f"""
from PySide6.QtWidgets import QApplication, QMainWindow
import pyqtgraph
app = QApplication([])
{WATCH}
window = QMainWindow()
window.setCentralWidget(pyqtgraph.PlotWidget())
window.resize(1440, 900)
window.centralWidget().viewport().installEventFilter(watch)
window.show()
app.exec()
"""

FEDGUI: Final = f"""
from PySide6.QtWidgets import QApplication
from fedgui.gui.application import open_window
from fedgui.gui.settings import SettingsFile
app = QApplication([])
{WATCH}
window = open_window(app, SettingsFile(), "federated", "en", "light")
window.stage.viewport().installEventFilter(watch)
app.exec()
window.playback.shut_down()
"""


def first_paint_s(program: str) -> float:
    """Seconds from the start of a Python process that runs `program` until it says that it has painted."""
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        took = time.perf_counter() - began
        process.kill()
    if line != PAINTED:
        raise SystemExit("the program ended before it had painted a window")
    return took


def main() -> None:
    """Print both medians and their ratio."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    first_paint_s(BARE), first_paint_s(FEDGUI)  # fills the disk's cache
    pairs = [(first_paint_s(BARE), first_paint_s(FEDGUI)) for _ in range(runs)]
    bare, ours = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"bare window {bare * 1000:.0f} ms, fedgui {ours * 1000:.0f} ms, ratio {ratio:.2f} (goal 1.5), {runs} pairs")


if __name__ == "__main__":
    main()
