"""Python's garbage collector, kept from holding the window up."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

_YOUNG: Final = 700
_MIDDLE: Final = 10
_OLD: Final = 500
"""Python's own figures, but for the last: its collector looks through the whole record only every so many times."""


def spare_what_stays() -> None:
    """Take what is there now, PyTorch and the window, out of all later collections.

    Looking through a few hundred thousand objects that never go takes a quarter of a second, in which nothing moves;
    and so does a long record, which is no garbage either. Call it once, when PyTorch is there.
    """
    gc.freeze()
    gc.set_threshold(_YOUNG, _MIDDLE, _OLD)


def collect_between_runs() -> None:
    """Free what the run before has left, at a moment when little is there and nobody waits for a frame."""
    if gc.get_freeze_count():
        gc.collect()


@contextmanager
def without_collecting() -> Iterator[None]:
    """Let no thread collect meanwhile.

    While Qt goes through all widgets for a new look, a script's thread may run; what its allocations would make Python
    collect could be a widget, freed in the wrong thread and under Qt's hands.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
