"""What several benchmarks need: the window as it opens for the first time, and a script of any number of workers."""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path
from typing import Final

import torch  # noqa: F401  (before Qt, as on Windows)

# isort: split
from PySide6.QtCore import QEvent, QEventLoop, QObject, QTimer
from PySide6.QtWidgets import QApplication, QWidget

from fedgui.gui.application import SWITCH_INTERVAL_S, open_window
from fedgui.gui.main_window import MainWindow
from fedgui.gui.memory import spare_what_stays
from fedgui.gui.playback import State
from fedgui.gui.settings import SettingsFile
from fedgui.scripts.source import Script, load_script

WINDOW_SIZE: Final = (1440, 900)
ENDLESS: Final = 10**8

_FOLDER: Final = tempfile.TemporaryDirectory()
"""For the settings."""

_CROWD: Final = """\
import syft as sy
import torch
from torch import nn, optim

hook = sy.TorchHook(torch)
workers = [sy.VirtualWorker(hook, id=f"w{{number}}") for number in range({workers})]
data = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([[0.], [0.], [1.], [1.]])
datasets = [(data[n % 2 * 2:][:2].send(w), target[n % 2 * 2:][:2].send(w)) for n, w in enumerate(workers)]
model = nn.Linear(2, 1)

def train():
    opt = optim.SGD(model.parameters(), lr=0.1)
    for round in range({rounds}):
        for data, target in datasets:
            model.send(data.location)
            opt.zero_grad()
            pred = model(data)
            loss = ((pred - target) ** 2).sum()
            loss.backward()
            opt.step()
            model.get()
            print(loss.get())
train()
"""


def training(workers: int, rounds: int = ENDLESS) -> Script:
    """The tutorial's script with so many rounds; with another number of workers than two, they share its rows."""
    if workers == 2:
        return Script("federated", load_script("federated").text.replace("range(10)", f"range({rounds})"))
    return Script("crowd", _CROWD.format(workers=workers, rounds=rounds))


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def open_first(app: QApplication) -> MainWindow:
    """The window of somebody who opens it for the first time, at 1440x900, once torch is there."""
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    window = open_window(app, SettingsFile(Path(_FOLDER.name)), "federated", "en", "light")
    window.playback.prepared.connect(spare_what_stays)
    window.resize(*WINDOW_SIZE)
    while window.playback.state is State.PREPARING:
        wait(0.05)
    return window


class Paintings(QObject):
    """Counts what is painted, anywhere in a window."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self.count = 0
        for widget in [window, *window.findChildren(QWidget)]:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: ARG002, N802 - Qt's own
        self.count += event.type() is QEvent.Type.Paint
        return False


def timers_of(window: QWidget) -> list[QTimer]:
    """The timers that run in a window."""
    return [timer for timer in window.findChildren(QTimer) if timer.isActive()]


def milliseconds(began: float) -> float:
    """Since `began`, as time.perf_counter tells it."""
    return (time.perf_counter() - began) * 1000
