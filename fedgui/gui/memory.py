"""Python's garbage collector: it works in the window's thread alone, and does not hold the window up.

Garbage that refers to itself may hold a widget, and Qt's objects can be freed in the thread that paints them only. Left
to itself Python collects in whichever thread makes an object too many, so in the training thread as well.
"""

from __future__ import annotations

import gc
import threading
from collections import deque
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QAbstractEventDispatcher, QObject, QTimer, Slot

if TYPE_CHECKING:
    from fedgui.gui.player import Player

YOUNG: Final = 2_000
"""Objects that are new since the last look, from which on it is worth collecting; that takes about a millisecond."""
MIDDLE: Final = 10_000
"""Of the new objects that outlived a collection, so many are looked through a second time, and no more after that."""
OLD: Final = 500_000
"""So many objects more than the record accounts for, and everything is looked through."""
OBJECTS_A_MOMENT: Final = 4
"""What the record keeps for one of its moments, at most: two or three objects in the tutorial."""

LOOK_MS: Final = 50
"""How often to look while nothing plays and another thread computes."""
PATIENCE_S: Final = 1.0
"""How long a script's `gc.collect()` waits for the window. Shorter than the time that a script has to stop."""


def spare_what_stays() -> None:
    """Take what is there now, PyTorch and the window, out of all later collections.

    Looking through a few hundred thousand objects that never go takes a quarter of a second, in which nothing moves.
    Call it once, when PyTorch is there.
    """
    gc.freeze()


def collect_between_runs() -> None:
    """Free what the run before has left, at a moment when little is there and nobody waits for a frame."""
    if gc.get_freeze_count():
        _heap.collect(2)


class Collector(QObject):
    """Collects the garbage of all threads, in the thread that makes it, from `begin` to `end`.

    Python's automatic collection is off meanwhile. The event loop says when it has handled something and is about to
    wait for more; then a look at Python's own count tells whether it is time. While nothing plays the loop may sleep
    for long, so a timer wakes it, but only as long as another thread computes.

    Args:
        player: whose record grows, and whose script's thread may wait at its gate.
    """

    def __init__(self, player: Player, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._player = player
        self._attends = False
        self._looks = False
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look_at_others)
        player.prepared.connect(self._begin_to_look)
        player.moved.connect(self._watch_others)
        player.state_changed.connect(self._watch_others)

    def begin(self) -> None:
        """Take over from Python, and collect as soon as PyTorch is there: until then nearly all that is made stays."""
        if not self._attends:
            self._attends = True
            _heap.take_over()
            if self._player.is_prepared:
                self._begin_to_look()

    def end(self) -> None:
        """Let Python collect again, unless another window still lives."""
        if not self._attends:
            return
        self._attends = False
        self._timer.stop()
        if self._looks:
            self._looks = False
            QAbstractEventDispatcher.instance().aboutToBlock.disconnect(self._look)
        _heap.hand_back()

    @Slot()
    def _begin_to_look(self) -> None:
        if self._attends and not self._looks:
            self._looks = True
            QAbstractEventDispatcher.instance().aboutToBlock.connect(self._look)

    @Slot()
    def _look(self) -> None:
        _heap.look(OBJECTS_A_MOMENT * len(self._player.trace))

    @Slot()
    def _watch_others(self) -> None:
        """Something has happened after which other threads may compute while the event loop sleeps."""
        if self._looks and not self._timer.isActive() and self._sleeps_while_others_compute():
            self._timer.start()

    @Slot()
    def _look_at_others(self) -> None:
        """That the event loop wakes is all that the look needs. While something plays, that wakes it."""
        if not self._sleeps_while_others_compute():
            self._timer.stop()

    def _sleeps_while_others_compute(self) -> bool:
        waiting = self._player.waiting_thread
        return not self._player.is_playing and any(it is not waiting for it in _other_threads())


def _other_threads() -> list[threading.Thread]:
    """Those in which Python may run. Threads of libraries that once called Python are there for ever, as dummies."""
    me = threading.current_thread()
    return [it for it in threading.enumerate() if it is not me and not it.name.startswith("Dummy-")]


class _Wish:
    """A collection that another thread asks for."""

    def __init__(self, generation: int) -> None:
        self.generation = generation
        self.found = 0
        self.is_done = threading.Event()


class _Heap:
    """What all windows of a process know of Python's objects, and the only one to collect any while a window lives."""

    def __init__(self) -> None:
        self._windows = 0
        self._thread = 0
        self._was_enabled = True
        self._collect = gc.collect
        self._enable = gc.enable
        self._wishes: deque[_Wish] = deque()
        self._young = 0
        self._growth = 0

    def take_over(self) -> None:
        """One more window lives."""
        self._windows += 1
        if self._windows == 1:
            self._thread = threading.get_ident()
            self._was_enabled = gc.isenabled()
            gc.disable()
            # a script may ask for a collection as well, or for automatic ones
            gc.collect = self.collect_for
            gc.enable = _do_nothing

    def hand_back(self) -> None:
        """One window less."""
        self._windows -= 1
        if self._windows == 0:
            gc.collect, gc.enable = self._collect, self._enable
            self._grant_wishes()
            if self._was_enabled:
                gc.enable()

    def look(self, kept: int) -> None:
        """Collect what is worth it; `kept` objects are known to stay."""
        new = gc.get_count()[0]
        if self._wishes:
            self._grant_wishes()
        elif new >= YOUNG:
            self._young += new
            if self._growth + new > OLD + kept:
                self.collect(2)
            else:
                self.collect(1 if self._young > MIDDLE else 0)

    def collect(self, generation: int) -> int:
        """Collect here and now, and return how many objects were found to be garbage."""
        new = gc.get_count()[0]
        found = self._collect(generation)
        self._growth = 0 if generation == 2 else max(self._growth + new - found, 0)
        if generation:
            self._young = 0
        return found

    def collect_for(self, generation: int = 2) -> int:
        """Stands in for gc.collect: other threads than the window's ask for it, and wait until it is done."""
        if threading.get_ident() == self._thread or generation not in (0, 1, 2):
            return self.collect(generation)
        wish = _Wish(generation)
        self._wishes.append(wish)
        wish.is_done.wait(PATIENCE_S)
        return wish.found

    def _grant_wishes(self) -> None:
        while self._wishes:
            wish = self._wishes.popleft()
            wish.found = self.collect(wish.generation)
            wish.is_done.set()


def _do_nothing() -> None:
    """Stands in for gc.enable."""


_heap: Final = _Heap()
