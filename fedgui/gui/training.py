"""The threads behind the player: one that prepares torch, one that runs the script. Neither knows Qt."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from typing import Final

from fedgui.scripts.gate import Gate
from fedgui.scripts.interventions import Intervention
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import ErrorState, LossPoint, Trace

REFERENCE: Final = "centralized"
"""The lesson whose losses every other run is compared with."""

STOP_TIMEOUT_S: Final = 1.5

_log = logging.getLogger(__name__)


class Preparation:
    """Imports torch, and runs the centralised lesson once.

    Attributes:
        reference: the losses of that run; empty until it is done.
        failure: what went wrong, if anything did.
    """

    def __init__(self) -> None:
        self.reference: tuple[LossPoint, ...] = ()
        self.failure: BaseException | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, in a thread."""
        self._thread = threading.Thread(target=self._import_engine, name="fedgui-prepare", daemon=True)
        self._thread.start()

    @property
    def is_done(self) -> bool:
        """Whether it has been started, and has ended."""
        return self._thread is not None and not self._thread.is_alive()

    def wait(self) -> None:
        """Wait for its end, a moment at most."""
        if self._thread is not None:
            self._thread.join(STOP_TIMEOUT_S)

    def _import_engine(self) -> None:
        try:
            from fedgui.scripts.runner import Runner, prepare

            prepare()
            trace = Trace()
            Runner(load_script(REFERENCE), trace=trace).run()
            self.reference = tuple(trace.losses_until(len(trace) - 1))
        except BaseException as failure:  # noqa: BLE001 - the window's thread raises it again
            self.failure = failure


class Training:
    """At most one run of a script at a time, in a thread.

    Attributes:
        failure: what went wrong outside of the script, if anything did, until somebody takes it.
        has_failed: whether the run came to its end by that.
        refusal: why the run could not repeat its record, or not be changed as was wished.
    """

    def __init__(self) -> None:
        self.failure: BaseException | None = None
        self.has_failed = False
        self.refusal: ErrorState | None = None
        self._thread: threading.Thread | None = None
        self._gate = Gate()
        self._stuck: threading.Thread | None = None

    @property
    def is_started(self) -> bool:
        """Whether there is a run, be it over or not."""
        return self._thread is not None

    @property
    def waiting_thread(self) -> threading.Thread | None:
        """The script's thread, if it waits at its gate."""
        return self._thread if self._gate.waiting_at is not None else None

    @property
    def is_stuck(self) -> bool:
        """Whether a run that was stopped still hangs in one of its lines: no other one may begin beside it."""
        return self._stuck is not None and self._stuck.is_alive()

    def start(
        self, script: Script, seed: int, trace: Trace, gate: Gate, interventions: Sequence[Intervention] = ()
    ) -> None:
        """Run `script`, recording to `trace` behind `gate` (see `Runner`)."""
        from fedgui.scripts.runner import Runner

        runner = Runner(script, seed=seed, trace=trace, gate=gate, interventions=interventions)
        self._gate = gate
        self.refusal = None
        self.has_failed = False
        self._thread = threading.Thread(target=self._run, args=(runner.run,), name="fedgui-script", daemon=True)
        self._thread.start()

    def _run(self, run: Callable[[], ErrorState | None]) -> None:
        from fedgui.scripts.forks import ForkError

        try:
            run()
        except ForkError as refusal:
            self.refusal = refusal.as_state()
        except BaseException as failure:  # noqa: BLE001 - the window's thread raises it again
            self.failure = failure
            self.has_failed = True

    def stop(self) -> bool:
        """Stop the run, and wait for its end. False if it didn't end in time."""
        self.has_failed = False
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        self._gate.stop()
        thread.join(STOP_TIMEOUT_S)
        if thread.is_alive():
            self._stuck = thread
            _log.warning("the script did not stop within %s s", STOP_TIMEOUT_S)
        return not thread.is_alive()
