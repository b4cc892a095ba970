"""How well the window answers while a script trains at full speed.

    python benchmarks/window.py [SECONDS]

Measured at 1440x900, painted in software, with the tutorial's script made endless. The goals: event-loop lag p99 below
30 ms, gap between two frames of an animation p95 below 20 ms, and at least 70 % of the speed without a window.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from typing import Final

import torch  # noqa: F401  (before Qt, as on Windows)

# isort: split
import numpy as np
from PySide6.QtCore import QEventLoop, Qt, QTimer, QVariantAnimation
from PySide6.QtWidgets import QApplication

from fedgui.gui.application import SWITCH_INTERVAL_S, open_window
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.settings import SettingsFile
from fedgui.scripts.gate import Gate
from fedgui.scripts.runner import Runner, prepare
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Trace

PROBE_MS: Final = 5
SETTLE_S: Final = 1.0


def endless(name: str) -> Script:
    """A lesson's script with a hundred million rounds instead of ten."""
    return Script(name, load_script(name).text.replace("range(10)", "range(10 ** 8)"))


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

    def start(self) -> None:
        self._timer.start(PROBE_MS)
        self._animation.start()

    def stop(self) -> None:
        self._timer.stop()
        self._animation.stop()

    def lags_ms(self) -> np.ndarray:
        """How much later than due each turn of the timer came."""
        return np.maximum(np.diff(self._ticks) * 1000 - PROBE_MS, 0)

    def gaps_ms(self) -> np.ndarray:
        """Time between two frames of the animation."""
        return np.diff(self._frames) * 1000


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def moments_per_second_without_window(seconds: float) -> float:
    """Recorded moments a second of the same script with nobody looking."""
    trace, gate = Trace(), Gate()
    thread = threading.Thread(target=Runner(endless("federated"), trace=trace, gate=gate).run)
    thread.start()
    time.sleep(SETTLE_S)
    before = len(trace)
    time.sleep(seconds)
    count = len(trace) - before
    gate.stop()
    thread.join()
    return count / seconds


def main() -> None:
    """Print what was measured beside the goals."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 8.0
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    prepare()
    alone = moments_per_second_without_window(seconds / 2)
    app = QApplication([])
    window = open_window(app, SettingsFile(), "federated", "en", "light")
    window.resize(1440, 900)
    while window.playback.state is State.PREPARING:
        wait(0.05)
    window.playback.load(endless("federated"))
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    wait(SETTLE_S)
    probe = Probe()
    probe.start()
    before, began = len(window.playback.trace), time.perf_counter()
    wait(seconds)
    shown = (len(window.playback.trace) - before) / (time.perf_counter() - began)
    probe.stop()
    lags, gaps = probe.lags_ms(), probe.gaps_ms()
    print(f"event-loop lag  p50 {np.percentile(lags, 50):.1f}  p99 {np.percentile(lags, 99):.1f} ms (goal 30)")
    print(f"frame gap       p50 {np.percentile(gaps, 50):.1f}  p95 {np.percentile(gaps, 95):.1f} ms (goal 20)")
    print(f"training        {shown:.0f} moments/s, alone {alone:.0f}: {shown / alone:.0%} (goal 70 %)")
    window.close()


if __name__ == "__main__":
    main()
