"""The garbage collector spares what stays, and frees what a run has left."""

import gc
import weakref

import pytest

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
