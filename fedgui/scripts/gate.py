"""The gate: the only thing that flows back from the player to a running script."""

from __future__ import annotations

import math
import threading


class Stopped(BaseException):
    """Unwinds a script that was asked to stop. No Exception, so that a script's own `except Exception` lets it by."""


class Gate:
    """Lets a script run up to a moment, holds it there, or stops it. Any thread may call any method.

    The script asks before every line, with the index that its next moment will have: it goes on while that index
    is below the limit.
    """

    def __init__(self, limit: float = math.inf) -> None:
        self._limit = limit
        self._waiting_at: int | None = None
        self._stopped = False
        self._held = False
        self._changed = threading.Condition()

    @property
    def stopped(self) -> bool:
        """Whether the script was asked to stop."""
        return self._stopped

    @property
    def waiting_at(self) -> int | None:
        """The index before which the script waits, or None while it runs."""
        return self._waiting_at

    def allow(self, limit: float) -> None:
        """Let the script run until it is about to record moment `limit`; infinity opens the gate."""
        if limit == self._limit:
            return
        with self._changed:
            self._limit = limit
            if self._waiting_at is not None and self._waiting_at < limit:
                self._waiting_at = None
            self._changed.notify_all()

    def open(self) -> None:
        """Let the script run without a limit."""
        self.allow(math.inf)

    def close(self) -> None:
        """Hold the script at its next line."""
        self.allow(0)

    def hold(self) -> None:
        """Hold the script at its next line, whatever the limit, until `release`. Costs next to nothing."""
        self._held = True

    def release(self) -> None:
        """End a `hold`."""
        if self._held:
            with self._changed:
                self._held = False
                self._changed.notify_all()

    def step(self) -> None:
        """Let a script that waits run one more line; one that does not wait yet is held at its next line."""
        with self._changed:
            self._limit = 0 if self._waiting_at is None else self._waiting_at + 1
            self._waiting_at = None
            self._changed.notify_all()

    def stop(self) -> None:
        """Unwind the script at its next line, message or print; a script that waits wakes up for it."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def ask(self, index: int) -> None:
        """Called by the script's thread before moment `index`: returns when it may go on.

        Raises:
            Stopped: if the script was asked to stop.
        """
        if index < self._limit and not self._held and not self._stopped:
            return
        with self._changed:
            while (index >= self._limit or self._held) and not self._stopped:
                if index >= self._limit:
                    self._waiting_at = index
                    self._changed.notify_all()
                self._changed.wait()
            self._waiting_at = None
        if self._stopped:
            raise Stopped

    def wait_until_waiting(self, timeout: float) -> bool:
        """Block until the script waits at the gate or was stopped; False if it did not within `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._waiting_at is not None or self._stopped, timeout)
