"""How smoothly the stage moves with 2, 12 and 100 workers.

    python benchmarks/stage.py [SECONDS]

Measured at the stage's size in a 1440x900 window, painted in software: the gap between two frames while a parcel
travels and workers train, the same while as many parcels travel at once as the stage lets (20 at most), and the time
that showing another state takes, painting included. The goals: frame gap p95 at most 18 ms, `show_scene` at most 10 ms.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Final

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication

from fedgui.gui.stage.company import MOST
from fedgui.gui.stage.view import StageView
from fedgui.gui.theme import apply
from fedgui.scripts.trace import (
    SERVER,
    Key,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Piece,
    Role,
    RoundState,
    Scene,
    Status,
    TensorState,
    TensorValue,
    Trace,
    WorkerState,
)

STAGE_SIZE: Final = (702, 652)
TRAVEL_MS: Final = 700
STATES: Final = 40


def value(*numbers: float, shape: tuple[int, ...]) -> TensorValue:
    """A tensor of these numbers."""
    return TensorValue(shape, "float32", numbers, True, 1.0)


def model(holder: str, shift: float = 0.0) -> ModelState:
    """The tutorial's model; `shift` changes its numbers."""
    weight = TensorState(1, "weight", Role.PARAMETER, value(0.3 + shift, 0.2, shape=(1, 2)))
    return ModelState("model", holder, (weight, TensorState(2, "bias", Role.PARAMETER, value(0.1, shape=(1,)))))


def record(workers: list[str]) -> list[Scene]:
    """A server that visits one worker after the other: two states a visit, of which the first sends the model."""
    cast: list[tuple[Key, Piece]] = [(("worker", name), WorkerState(name, last_loss=0.5)) for name in workers]
    for name in workers:
        data = TensorState(11, "data", Role.DATA, value(0, 0, 0, 1, shape=(2, 2)), private=True)
        cast.append((("tensor", name, 11), data))
    trace = Trace()
    trace.append(Moment(0, 1, Kind.START, SERVER, changes=(*cast, (("model",), model(SERVER)))))
    for step in range(STATES // 2):
        name = workers[step * 7 % len(workers)]
        before = model(SERVER, step / 100)
        parts = tuple((part.name, part.value) for part in before.parameters)
        message = MessageState(SERVER, name, "object", "model", 12, parts, is_model=True)
        leaving: list[tuple[Key, Piece]] = [
            (("round",), RoundState(step + 1, STATES)),
            (("model",), model("", step / 100)),
            (("worker", name), WorkerState(name, Status.RECEIVING, 0.5, step)),
        ]
        trace.append(Moment(len(trace), 2, Kind.MESSAGE, SERVER, message, changes=tuple(leaving)))
        there: list[tuple[Key, Piece]] = [
            (("model",), model(name, step / 100 + 0.005)),
            (("worker", name), WorkerState(name, Status.TRAINING, 0.5 - step / 100, step + 1)),
        ]
        trace.append(Moment(len(trace), 3, Kind.CHANGE, name, changes=tuple(there)))
    return [trace.state_at(index) for index in range(len(trace))]


def wait(milliseconds: int) -> None:
    """Let the stage live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


class Frames(QObject):
    """Notes when the stage is painted."""

    def __init__(self, view: StageView) -> None:
        super().__init__(view)
        self.times: list[float] = []
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802  (Qt's)
        if event.type() == QEvent.Type.Paint:
            self.times.append(time.perf_counter())
        return False


def fellows_of(message: MessageState, workers: list[str]) -> list[MessageState]:
    """The same message to other workers all around the stage: with it, as many as may fly at once."""
    others = [name for name in workers if name != message.receiver]
    step = max(1, round(len(others) / (MOST - 1)))
    return [message._replace(receiver=name) for name in others[::step][: MOST - 1]]


def frame_gaps(view: StageView, scenes: list[Scene], seconds: float, together: list[str] | None = None) -> np.ndarray:
    """Milliseconds between two paintings of the stage while a parcel travels, or one to each of several workers."""
    frames = Frames(view)
    gaps: list[np.ndarray] = []
    ends = time.perf_counter() + seconds
    turn = 0
    while time.perf_counter() < ends:
        scene = scenes[1 + 2 * (turn % (STATES // 2))]
        turn += 1
        assert scene.moment.message is not None
        view.show_scene(scene)
        view.travel(scene.moment.message, TRAVEL_MS, fellows_of(scene.moment.message, together or []))
        frames.times.clear()
        wait(TRAVEL_MS - 50)
        gaps.append(np.diff(frames.times) * 1000)
    return np.concatenate(gaps)


def show_times(view: StageView, scenes: list[Scene]) -> np.ndarray:
    """Milliseconds of each `show_scene`, the painting after it included."""
    times = []
    for scene in scenes * 3:
        began = time.perf_counter()
        view.show_scene(scene)
        QCoreApplication.processEvents()
        times.append((time.perf_counter() - began) * 1000)
    return np.array(times[len(scenes) :])


def main() -> None:
    """Print what was measured beside the goals."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    app = QApplication([])
    apply(app)
    for workers in (["bob", "alice"], [f"w{n}" for n in range(12)], [f"worker {n}" for n in range(100)]):
        scenes = record(workers)
        view = StageView()
        view.resize(*STAGE_SIZE)
        view.show()
        view.set_playing(True)
        shown = show_times(view, scenes)
        gaps = frame_gaps(view, scenes, seconds)
        together = frame_gaps(view, scenes, seconds, workers)
        count = len(fellows_of(MessageState(SERVER, workers[0], "object", "model", 12), workers)) + 1
        view.set_playing(False)
        view.stop_travel()
        view.close()
        print(
            f"{len(workers):3} workers   frame gap p50 {np.percentile(gaps, 50):.1f} "
            f"p95 {np.percentile(gaps, 95):.1f} ms (goal 18)   "
            f"show_scene p50 {np.percentile(shown, 50):.1f} p95 {np.percentile(shown, 95):.1f} ms (goal 10)   "
            f"{count:2} parcels at once: frame gap p50 {np.percentile(together, 50):.1f} "
            f"p95 {np.percentile(together, 95):.1f} ms (goal 18)"
        )


if __name__ == "__main__":
    main()
