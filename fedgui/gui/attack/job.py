"""An attack in a thread of its own, so that the window never waits for a run."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import ErrorState

_TICK_MS: Final = 15
_FAILED: Final = QT_TRANSLATE_NOOP("Attack", "The run behind this page failed: {reason}")

Work = Callable[[], object]
"""Makes an outcome; None if there is nothing to attack yet."""


class Job(QObject):
    """At most one attack at a time; of those that were asked for meanwhile, the newest follows.

    Args:
        shows_all: whether an outcome counts although another was asked for meanwhile. An attack that follows a slider
            would else show nothing until the slider rests.
    """

    done = Signal(object)
    """The outcome, or None."""
    failed = Signal(object)
    """Why there is none, as an ErrorState."""

    def __init__(self, parent: QObject | None = None, *, shows_all: bool = False) -> None:
        super().__init__(parent)
        self._shows_all = shows_all
        self._thread: threading.Thread | None = None
        self._next: Work | None = None
        self._outcome: object = None
        self._error: ErrorState | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def is_busy(self) -> bool:
        """Whether an outcome is still to come."""
        return self._thread is not None

    def start(self, work: Work) -> None:
        """Do `work`, and forget what was asked for before."""
        self._next = work
        if self._thread is None:
            self._begin()

    def shut_down(self) -> None:
        """Wait for the thread, without a signal."""
        self._timer.stop()
        self._next = None
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _begin(self) -> None:
        assert self._next is not None
        work, self._next = self._next, None
        self._outcome = self._error = None
        self._thread = threading.Thread(target=self._do, args=(work,), name="fedgui-attack", daemon=True)
        self._thread.start()
        self._timer.start()

    def _do(self, work: Work) -> None:
        # imported here: with it comes torch
        from fedgui.privacy.sentences import PrivacyError

        try:
            self._outcome = work()
        except PrivacyError as error:
            sentence = error.sentence
            self._error = ErrorState("PrivacyError", sentence.template, sentence.fields, 0, "", "Attacks")
        except Exception as error:  # noqa: BLE001 - a window says it in a sentence, and goes on
            # a message of several lines explains itself to programmers; its first line says what happened
            reason = next(iter(str(error).strip().splitlines()), type(error).__name__)
            self._error = ErrorState(type(error).__name__, _FAILED, {"reason": reason}, 0, "", "Attack")

    @Slot()
    def _look(self) -> None:
        if self._thread is None or self._thread.is_alive():
            return
        self._thread.join()
        self._thread = None
        outcome, error = self._outcome, self._error
        is_newest = self._next is None
        if is_newest:
            self._timer.stop()
        else:
            self._begin()
        if not (is_newest or self._shows_all):
            return
        if error is not None:
            self.failed.emit(error)
        else:
            self.done.emit(outcome)
