"""What can be read of the player: its state, its record, and the moment that is shown."""

from __future__ import annotations

import threading
from enum import StrEnum

from PySide6.QtCore import QObject, Signal

from fedgui.gui.runs import Runs
from fedgui.gui.training import Preparation
from fedgui.scripts.source import Script
from fedgui.scripts.trace import ErrorState, LossPoint, MessageState, Moment, Scene, Trace


class State(StrEnum):
    """What the player is doing."""

    PREPARING = "preparing"
    READY = "ready"
    PLAYING = "playing"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"


class Player(QObject):
    """What the window reads of the player, and hears from it; `Playback` is what it asks."""

    moved = Signal()
    """The playhead stands at another moment, or there is another record."""

    travelling = Signal(object, int)
    """A message with a payload (MessageState) sets out and takes so many milliseconds; `travel_done` ends it."""

    state_changed = Signal()

    prepared = Signal()
    """PyTorch is there."""

    refused = Signal(object)
    """A wish could not be granted, and everything is as it was: an ErrorState that says why."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = Runs()
        self._preparation = Preparation()
        self._playhead = -1
        self._speed = 1.0
        self._state = State.PREPARING
        self._is_prepared = False
        self._furthest = -1
        self._is_travelling = False
        self._fellows: tuple[MessageState, ...] = ()

    @property
    def state(self) -> State:
        return self._state

    @property
    def script(self) -> Script | None:
        return self._runs.script

    @property
    def trace(self) -> Trace:
        return self._runs.trace

    @property
    def playhead(self) -> int:
        """Index of the moment that is shown; -1 before the first."""
        return self._playhead

    @property
    def speed(self) -> float:
        """1.0 is the designed pace; MAX_SPEED is as fast as it goes."""
        return self._speed

    @property
    def is_prepared(self) -> bool:
        """Whether PyTorch is there."""
        return self._is_prepared

    @property
    def is_playing(self) -> bool:
        return self._state is State.PLAYING

    @property
    def is_travelling(self) -> bool:
        """Whether a parcel is under way, be it moving or held by a pause."""
        return self._is_travelling

    @property
    def fellows(self) -> tuple[MessageState, ...]:
        """What travels beside the message of this moment: the same line sends it, to others or from others."""
        return self._fellows if self._is_travelling else ()

    @property
    def is_live(self) -> bool:
        """Whether the playhead is as far as it has been in a run that still goes on: nothing was rewound."""
        return self._runs.training.is_started and self._playhead >= self._furthest and not self._is_at_end()

    @property
    def waiting_thread(self) -> threading.Thread | None:
        """The script's thread, if it waits until the window wants more of it."""
        return self._runs.training.waiting_thread

    @property
    def is_repeating(self) -> bool:
        """Whether the script runs again up to where it was, before it goes on. Playing waits for it."""
        return self._runs.repeating is not None

    @property
    def can_fork(self) -> bool:
        """Whether a change at this moment would change anything: a line must follow."""
        return self._playhead >= 0 and self._runs.fork_place(self._playhead) is not None

    @property
    def can_undo_fork(self) -> bool:
        """Whether a fork has set a run aside."""
        return self._runs.can_undo

    @property
    def reference(self) -> tuple[LossPoint, ...]:
        """The losses of the centralised run, to compare with; empty until torch is there."""
        return self._preparation.reference

    def moment(self) -> Moment | None:
        """The moment that is shown."""
        return self.trace[self._playhead] if self._playhead >= 0 else None

    def scene(self) -> Scene | None:
        """The scene that is shown."""
        return self.trace.state_at(self._playhead) if self._playhead >= 0 else None

    def error(self) -> ErrorState | None:
        """Why the script stopped early, once the playhead has reached that moment."""
        moment = self.moment()
        return moment.error if moment is not None else None

    def _is_at_end(self) -> bool:
        return self.trace.finished and self._playhead == len(self.trace) - 1
