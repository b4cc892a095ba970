"""The garbage collector spares what stays, and frees what a run has left."""

import gc
import weakref

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.memory import collect_between_runs, spare_what_stays


class Knot:
    def __init__(self) -> None:
        self.self = self


@pytest.fixture
def spared():
    before = gc.get_threshold()
    spare_what_stays()
    yield
    gc.unfreeze()
    gc.set_threshold(*before)


def test_what_came_later_is_freed_between_two_runs(spared):
    left = weakref.ref(Knot())
    collect_between_runs()
    assert left() is None


def test_a_run_looks_through_what_is_new_alone(spared):
    looked = []
    gc.callbacks.append(lambda phase, info: looked.append((phase, info["generation"])))
    kept = [Knot() for _ in range(80_000)]
    gc.callbacks.pop()
    assert len(kept) == 80_000
    assert ("stop", 1) in looked
    assert ("stop", 2) not in looked


def test_nothing_is_collected_while_every_widget_takes_a_new_look(window):
    seen = []

    class Looking(QWidget):
        def changeEvent(self, event):
            if event.type() == QEvent.Type.StyleChange:
                seen.append(gc.isenabled())

    looking = Looking(window)
    window.commands.set_type(1.5)
    window.commands.set_type(1.0)
    assert looking.parent() is window
    assert seen
    assert not any(seen)
    assert gc.isenabled()
