"""The training steps aside while the window works, painting included, and goes on when it has nothing to do."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.manners import Manners
from fedgui.scripts.gate import Gate

LONG_MS = 10_000


class Watched(QWidget):
    """Notes whether the gate was held whenever it was painted."""

    def __init__(self, gate: Gate) -> None:
        super().__init__()
        self.gate = gate
        self.held: list[bool] = []

    def paintEvent(self, event: QEvent) -> None:
        self.held.append(self.gate._held)


def test_the_gate_is_held_until_the_work_is_painted(qtbot):
    gate, manners = Gate(), Manners()
    window = Watched(gate)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(window.held), timeout=LONG_MS)
    window.installEventFilter(manners)
    manners.serve(gate)
    window.held.clear()
    manners.work()
    assert gate._held
    window.update()
    qtbot.waitUntil(lambda: bool(window.held), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not gate._held, timeout=LONG_MS)
    assert window.held == [True]


def test_painting_that_nobody_announced_holds_it_too(qtbot):
    gate, manners = Gate(), Manners()
    window = Watched(gate)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: bool(window.held), timeout=LONG_MS)
    window.installEventFilter(manners)
    manners.serve(gate)
    window.held.clear()
    window.update()
    qtbot.waitUntil(lambda: bool(window.held), timeout=LONG_MS)
    assert window.held == [True]
    qtbot.waitUntil(lambda: not gate._held, timeout=LONG_MS)


def test_a_gate_that_is_served_no_longer_is_let_go(qapp):
    gate, manners = Gate(), Manners()
    manners.serve(gate)
    manners.work()
    manners.serve(None)
    assert not gate._held
    manners.work()
    assert not gate._held
