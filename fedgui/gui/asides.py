"""What a question needs besides the run on screen: other runs, worked out behind the window."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from fedgui.scripts.predict import FINDINGS, REVERSED, RuleCall
from fedgui.scripts.source import LESSONS, Script
from fedgui.scripts.trace import Trace

SCRIPT_THREAD: Final = "fedgui-script"
"""Name of the thread in which the player's script runs."""

LOOK_MS: Final = 40
STOP_TIMEOUT_S: Final = 1.5

Job: TypeAlias = Callable[[], Trace | None]

_log = logging.getLogger(__name__)


def run_headless(script: Script, seed: int) -> Trace | None:
    """The record of a whole run of `script`; None if it fails."""
    from fedgui.scripts.runner import Runner

    trace = Trace()
    return trace if Runner(script, seed=seed, trace=trace).run() is None else None


def needed(rule: RuleCall) -> tuple[str, ...]:
    """Names of the other runs and the findings that a rule looks at."""
    if rule.name == "order-matters":
        return (REVERSED,)
    given = map(str, (*rule.positional, *dict(rule.named).values()))
    return tuple(name for name in given if name in LESSONS or name in FINDINGS)


class Asides(QObject):
    """Other runs for the questions about one run, worked out one after another in a thread.

    A script changes torch for the whole process while it runs, so nothing begins here as long as the player's does.
    """

    changed = Signal()
    """One of them is there."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: dict[str, Job] = {}
        self._results: dict[str, Trace | None] = {}
        self._thread: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def others(self) -> Mapping[str, Trace]:
        """The other runs that are there, by name."""
        return {name: it for name, it in self._results.items() if isinstance(it, Trace)}

    def has(self, name: str) -> bool:
        """Whether `name` was worked out, even if nothing came of it."""
        return name in self._results

    def want(self, name: str, job: Job) -> None:
        """Work `name` out, unless that was asked for before."""
        if name not in self._results and name not in self._jobs:
            self._jobs[name] = job
            self._timer.start()

    def forget(self) -> None:
        """Begin anew: the run on screen is another one."""
        self._jobs, self._results = {}, {}

    def shut_down(self) -> bool:
        """Want nothing any more. False if what is under way does not end in time."""
        self.forget()
        self._timer.stop()
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)
        return self._thread is None or not self._thread.is_alive()

    @Slot()
    def _look(self) -> None:
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = None
        waiting = [name for name in self._jobs if name not in self._results]
        if not waiting:
            self._timer.stop()
            self.changed.emit()
        elif all(thread.name != SCRIPT_THREAD for thread in threading.enumerate()):
            arguments = (waiting[0], self._jobs[waiting[0]], self._results)
            self._thread = threading.Thread(target=_work, args=arguments, name="fedgui-aside", daemon=True)
            self._thread.start()


def _work(name: str, job: Job, results: dict[str, Trace | None]) -> None:
    try:
        results[name] = job()
    except Exception:  # noqa: BLE001 - whatever fails there, the question only stays without an answer
        _log.exception("%s can't be worked out", name)
        results[name] = None
