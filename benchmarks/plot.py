"""How long the loss plot takes to take in a loss and paint itself, for a run of a million noisy losses.

    python benchmarks/plot.py [LOSSES]

Painted in software. The goals: a frame in at most 16 ms, and no painting at all while nothing changes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from fedgui.gui import theme as look
from fedgui.gui.panels.loss_plot import LossPlot
from fedgui.scripts.trace import Kind, Trace

GOAL_MS: Final = 16
FRAMES: Final = 60
SIZES: Final = ((424, 240), (800, 400))
WORKERS: Final = ("bob", "alice")


class Noise:
    """Writes losses that fall slowly and jump a lot, in turn for each worker."""

    def __init__(self, seed: int = 0) -> None:
        self.trace = Trace()
        self._random = np.random.default_rng(seed)

    def add(self, count: int) -> None:
        start = len(self.trace)
        values = self._random.gamma(2.0, 0.5, count) * (1 + 3 / (1 + np.arange(start, start + count) / 1e5))
        for place, value in enumerate(values.tolist(), start=start):
            self.trace.add(1, Kind.LOSS, WORKERS[place % len(WORKERS)], ("", value), step=place + 1)


class PaintCounter(QObject):
    """Counts the paintings of a widget."""

    def __init__(self, widget: QObject) -> None:
        super().__init__()
        self.count = 0
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's own name
        self.count += event.type() is QEvent.Type.Paint
        return super().eventFilter(watched, event)


def wait(seconds: float) -> None:
    """Let the panel live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def time_frames(panel: LossPlot, change: Callable[[int], None]) -> str:
    """Median and 95th percentile of changing something and painting the panel, in milliseconds."""
    taken = []
    for frame in range(FRAMES):
        began = time.perf_counter()
        change(frame)
        panel.repaint()
        panel.plot.viewport().repaint()
        taken.append((time.perf_counter() - began) * 1000)
    return f"p50 {np.percentile(taken, 50):5.1f}  p95 {np.percentile(taken, 95):5.1f} ms (goal {GOAL_MS})"


def measure(panel: LossPlot, noise: Noise) -> None:
    """Print the times of one size of the panel."""
    trace = noise.trace

    def grow(_frame: int) -> None:
        noise.add(100)
        panel.show_moment(trace, len(trace) - 1)

    def seek(frame: int) -> None:
        panel.show_moment(trace, (frame * 7919 * 101) % len(trace))

    def point(frame: int) -> None:
        panel.plot.place_pointed.emit(len(trace) * (frame % 50) / 50)

    size = f"{panel.width()}x{panel.height()}"
    for name, change in (("grow by 100", grow), ("seek", seek), ("crosshair", point)):
        print(f"{size}  {name:12} {time_frames(panel, change)}")


def main() -> None:
    """Print what was measured beside the goals."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    app = QApplication([])
    look.apply(app)
    noise = Noise()
    noise.add(count)
    panel = LossPlot()
    panel.show()
    began = time.perf_counter()
    panel.show_moment(noise.trace, count - 1)
    print(f"take in {count} losses at once: {time.perf_counter() - began:.1f} s")
    for width, height in SIZES:
        panel.resize(width, height)
        wait(0.2)
        measure(panel, noise)
    panel.show_moment(noise.trace, len(noise.trace) - 1)
    wait(0.2)
    painted = PaintCounter(panel.plot.viewport())
    for _frame in range(FRAMES):
        panel.show_moment(noise.trace, len(noise.trace) - 1)
        wait(0.016)
    print(f"painted {painted.count} times while nothing changed (goal 0)")
    panel.close()


if __name__ == "__main__":
    main()
