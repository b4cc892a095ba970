"""How long until the first window is painted: fedgui against a bare window with a pyqtgraph plot.

    python benchmarks/startup.py [RUNS]

Each run is a fresh process; the two alternate, and the medians are compared. The goal is a ratio of at most 1.5:
torch and the plot's own libraries are imported behind the window, so they must not show here. When the plot stands in
the window is printed too.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from typing import Final

PAINTED: Final = "painted"
COMPLETE: Final = "complete"

WATCH: Final = f"""
from PySide6.QtCore import QEvent, QObject, QTimer
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print("{PAINTED}", flush=True)
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
def look():
    if window.plot.is_made:
        print("{COMPLETE}", flush=True)
        timer.stop()
timer = QTimer(interval=2)
timer.timeout.connect(look)
timer.start()
app.exec()
"""


def seconds(program: str, *words: str) -> list[float]:
    """Seconds from the start of a Python process that runs `program` until it says each of `words`."""
    took: list[float] = []
    began = time.perf_counter()
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for word in words:
            if process.stdout.readline().strip() != word:
                raise SystemExit("the program ended before it had painted a window")
            took.append(time.perf_counter() - began)
        process.kill()
    return took


def main() -> None:
    """Print the medians, and their ratio."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    seconds(BARE, PAINTED), seconds(FEDGUI, PAINTED, COMPLETE)  # fills the disk's cache
    turns = [(*seconds(BARE, PAINTED), *seconds(FEDGUI, PAINTED, COMPLETE)) for _ in range(runs)]
    bare, ours, whole = (statistics.median(column) * 1000 for column in zip(*turns, strict=True))
    ratio = statistics.median(turn[1] / turn[0] for turn in turns)
    print(f"bare window {bare:.0f} ms, fedgui {ours:.0f} ms, ratio {ratio:.2f} (goal 1.5), {runs} pairs")
    print(f"with its plot, fedgui stands after {whole:.0f} ms ({whole / bare:.2f})")


if __name__ == "__main__":
    main()
