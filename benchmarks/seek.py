"""How long it takes to go anywhere in a record: the scene alone, and the whole window with all its painting.

    python benchmarks/seek.py [MOMENTS]

A record of MOMENTS (20,000) of the tutorial, and one with a hundred workers. The goals: the scene in at most 2 ms, and
the whole window (1440x900, painted in software, paused) in at most 50 ms, whichever tab is open, and with the inspector
open on a worker and on the server.
"""

from __future__ import annotations

import os
import random
import sys
import time
from typing import Final

from common import milliseconds, open_first, training, wait

# isort: split
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from fedgui.gui.main_window import MainWindow
from fedgui.scripts.runner import Runner, prepare
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, Kind, Role, TensorState, TensorValue, Trace, WorkerState

SEEKS: Final = 2000
WINDOW_SEEKS: Final = 150
MOMENTS_A_VISIT: Final = 33
TABS: Final = ("code", "console", "network")


def tutorial(moments: int) -> Trace:
    """The federated lesson, with as many rounds as it takes."""
    trace = Trace()
    text = load_script("federated").text.replace("range(10)", f"range({moments // 66 + 1})")
    Runner(Script("federated", text), trace=trace).run()
    return trace


def crowd(moments: int, workers: int = 100) -> Trace:
    """A record in which a hundred workers hold five tensors each, and one of them changes at each moment."""
    trace = Trace()
    everybody = tuple(((("worker", f"w{number}"), WorkerState(f"w{number}"))) for number in range(workers))
    trace.add(0, Kind.START, SERVER, None, everybody)
    for moment in range(moments):
        value = TensorValue((1,), "float32", (float(moment),), True, float(moment))
        worker, tensor = f"w{moment % workers}", moment // workers % 5
        state = TensorState(tensor, "x", Role.RESULT, value)
        trace.add(1, Kind.CHANGE, worker, None, ((("tensor", worker, tensor), state),))
    return trace


def report(name: str, times: list[float]) -> str:
    """Median, 99th percentile and longest of these times, in milliseconds."""
    times = sorted(times)
    return (
        f"{name}: median {times[len(times) // 2]:.2f} ms, p99 {times[len(times) * 99 // 100]:.2f} ms, longest "
        f"{times[-1]:.2f} ms"
    )


def scenes(moments: int) -> None:
    """Seek at random in the record alone."""
    prepare()
    choose = random.Random(0)
    for name, trace in (("tutorial", tutorial(moments)), ("100 workers", crowd(moments))):
        times = []
        for _ in range(SEEKS):
            index = choose.randrange(len(trace))
            start = time.perf_counter()
            trace.state_at(index)
            times.append(milliseconds(start))
        print(report(f"scene alone, {name}, {len(trace):,} moments", times))


def window_seeks(window: MainWindow, choose: random.Random) -> list[float]:
    """Seek at random, and let everything be painted; half of the times one line back."""
    playback, times = window.playback, []
    for turn in range(WINDOW_SEEKS):
        start = time.perf_counter()
        if turn % 2:
            playback.step_back()
        else:
            playback.seek(choose.randrange(len(playback.trace)))
        # what is painted may change the layout, which is painted then
        for _ in range(3):
            QCoreApplication.processEvents()
        times.append(milliseconds(start))
    return times


def windows(moments: int) -> None:
    """Seek at random in the window, once with each tab open."""
    window = open_first(QApplication([]))
    for workers in (2, 100):
        window.playback.load(training(workers, -(-moments // (MOMENTS_A_VISIT * workers))))
        window.playback.run_to(0)
        while not window.playback.trace.finished:
            wait(0.2)
        wait(0.5)
        for place, tab in enumerate(TABS):
            window.tabs.setCurrentIndex(place)
            window.playback.seek(len(window.playback.trace) - 1)
            wait(2.0)
            times = window_seeks(window, random.Random(0))
            print(report(f"whole window, {workers} workers, {len(window.playback.trace):,} moments, {tab}", times))
        inspected_seeks(window, workers)
    window.close()


def inspected_seeks(window: MainWindow, workers: int) -> None:
    """Seek at random with the code and the inspector open, once on a worker and once on the server."""
    window.tabs.setCurrentIndex(0)
    window.commands.perform("inspector")
    for node in ("bob" if workers == 2 else "w0", SERVER):
        window.view.select(node)
        wait(2.0)
        times = window_seeks(window, random.Random(0))
        moments = len(window.playback.trace)
        print(report(f"whole window, {workers} workers, {moments:,} moments, inspector {node}", times))
    window.commands.perform("lesson")


def main() -> None:
    """Print what was measured."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    scenes(moments)
    windows(moments)


if __name__ == "__main__":
    main()
