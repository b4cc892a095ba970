"""How well the window answers while a script trains at full speed, and whether it rests while that is paused.

    python benchmarks/window.py [SECONDS] [WORKERS...]

Measured at 1440x900, painted in software, with the tutorial's script made endless, and with 12 and 100 workers. The
window and the same script alone take turns, so that a computer that slows down slows both; lag and gaps are measured
after the speed, since the timer and the animation that measure them take time themselves. The goals: event-loop lag
p99 at most 20 ms, gap between two frames of an animation p95 at most 18 ms, at least 70 % of the speed without a
window, and no painting, no timer and 0 % CPU while paused.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Final

from common import Paintings, open_first, timers_of, training, wait

# isort: split
import numpy as np
from PySide6.QtCore import Qt, QTimer, QVariantAnimation
from PySide6.QtWidgets import QApplication

from fedgui.gui.main_window import MainWindow
from fedgui.gui.playback import MAX_SPEED
from fedgui.scripts.gate import Gate
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script
from fedgui.scripts.trace import Trace

WORKERS: Final = (2, 12, 100)
TURNS: Final = 3
PROBE_MS: Final = 5
SETTLE_S: Final = 1.0
PAUSE_S: Final = 2.0


class Probe:
    """Notes when a precise timer and an animation get their turn."""

    def __init__(self) -> None:
        self._ticks: list[float] = []
        self._frames: list[float] = []
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(lambda: self._ticks.append(time.perf_counter()))
        self._animation = QVariantAnimation()
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setDuration(3_600_000)
        self._animation.valueChanged.connect(lambda: self._frames.append(time.perf_counter()))
        self.lags_ms = np.empty(0)
        """How much later than due each turn of the timer came."""
        self.gaps_ms = np.empty(0)
        """Time between two frames of the animation."""

    def start(self) -> None:
        self._ticks.clear()
        self._frames.clear()
        self._timer.start(PROBE_MS)
        self._animation.start()

    def stop(self) -> None:
        self._timer.stop()
        self._animation.stop()
        self.lags_ms = np.append(self.lags_ms, np.maximum(np.diff(self._ticks) * 1000 - PROBE_MS, 0))
        self.gaps_ms = np.append(self.gaps_ms, np.diff(self._frames) * 1000)


def alone(script: Script, seconds: float) -> float:
    """Recorded moments a second with nobody looking."""
    trace, gate = Trace(), Gate()
    thread = threading.Thread(target=Runner(script, trace=trace, gate=gate).run)
    thread.start()
    time.sleep(SETTLE_S)
    before, began = len(trace), time.perf_counter()
    time.sleep(seconds)
    speed = (len(trace) - before) / (time.perf_counter() - began)
    gate.stop()
    thread.join()
    return speed


class Shown:
    """A run in the window, at full speed."""

    def __init__(self, window: MainWindow, script: Script) -> None:
        self._window = window
        self._script = script
        self._probe = Probe()
        self._updates = 0
        self._cpu: list[float] = []
        self._rates: list[float] = []
        window.playback.moved.connect(self._count)

    def _count(self) -> None:
        self._updates += 1

    def measure(self, seconds: float) -> float:
        """Recorded moments a second, and then, for as long again, how well the window answers."""
        playback = self._window.playback
        playback.load(self._script)
        self._window.commands.choose_speed(MAX_SPEED)
        playback.play()
        wait(SETTLE_S)
        # the lesson may have asked something
        playback.play()
        before, began = len(playback.trace), time.perf_counter()
        self._updates, cpu = 0, time.thread_time()
        wait(seconds)
        took = time.perf_counter() - began
        self._cpu.append((time.thread_time() - cpu) * 1000 / max(self._updates, 1))
        self._rates.append(self._updates / took)
        speed = (len(playback.trace) - before) / took
        self._probe.start()
        wait(seconds)
        self._probe.stop()
        return speed

    def report(self) -> str:
        """What was measured beside the goals."""
        lags, gaps = self._probe.lags_ms, self._probe.gaps_ms
        return (
            f"lag p50 {np.percentile(lags, 50):.1f} p99 {np.percentile(lags, 99):.1f} ms (goal 20)  "
            f"frame gap p50 {np.percentile(gaps, 50):.1f} p95 {np.percentile(gaps, 95):.1f} ms (goal 18)  "
            f"CPU of the window {np.median(self._cpu):.1f} ms an update, {np.median(self._rates):.1f} updates/s "
            f"(about 5 at least)"
        )


def rest(window: MainWindow) -> str:
    """What the window costs after a pause in the middle of a run."""
    window.playback.pause()
    wait(0.5)
    paintings, cpu, began = Paintings(window), time.process_time(), time.perf_counter()
    wait(PAUSE_S)
    share = (time.process_time() - cpu) / (time.perf_counter() - began)
    timers = [timer.objectName() or type(timer.parent()).__name__ for timer in timers_of(window)]
    return f"paused: CPU {share:.1%}, painted {paintings.count} times, timers {timers or 'none'} (goal 0, 0, none)"


def main() -> None:
    """Print what was measured beside the goals."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4.0
    app = QApplication([])
    window = open_first(app)
    for workers in [int(text) for text in sys.argv[2:]] or WORKERS:
        script = training(workers)
        shown = Shown(window, script)
        shares, speeds = [], []
        for _turn in range(TURNS):
            window.playback.load(script)
            window.collector.end()  # without a window, Python collects by itself
            lonely = alone(script, seconds / 2)
            window.collector.begin()
            speeds.append(shown.measure(seconds))
            shares.append(speeds[-1] / lonely)
        print(f"{workers:3} workers  {shown.report()}")
        print(f"             training {np.median(speeds):.0f} moments/s, {np.median(shares):.0%} (goal 70 %)")
        print(f"             {rest(window)}", flush=True)
    window.close()


if __name__ == "__main__":
    main()
