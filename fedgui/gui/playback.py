"""The player: the training thread behind, the playhead in front, and the gate between them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal

from fedgui.scripts.gate import Gate
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import ErrorState, Kind, LossPoint, MessageState, Moment, Scene, Trace

MAX_SPEED: Final = 0.0
"""Stands for "as fast as it goes": the playhead sits at the head of the record."""

TRAVEL_ONLY_FROM: Final = 4.0
"""From this speed on, lines pass without a pause of their own: only what travels takes time."""

LEAD: Final = 512
"""Moments that the training may be ahead of the playhead."""

TICK_MS: Final = 16
MAX_TICK_MS: Final = 50
"""At full speed the state is shown at most 20 times a second."""

PREPARING_TICK_MS: Final = 40

REFERENCE: Final = "centralized"
"""The lesson whose losses every other run is compared with."""

STOP_TIMEOUT_S: Final = 1.5

MODEL_TRAVEL_MS: Final = 1400
VALUE_TRAVEL_MS: Final = 900
DWELL_MS: Final = {Kind.LINE: 420, Kind.CHANGE: 380, Kind.PRINT: 250, Kind.LOSS: 420}
"""How long a moment stays at speed 1, in milliseconds; others pass at once."""

_log = logging.getLogger(__name__)


class State(StrEnum):
    """What the player is doing."""

    PREPARING = "preparing"
    READY = "ready"
    PLAYING = "playing"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"


class Playback(QObject):
    """Plays the record of a script that trains in a thread of its own.

    The thread never touches Qt. It appends to the trace; a timer here looks at what is new. Nobody waits for
    anybody by accident: the training runs up to LEAD moments ahead, then the gate holds it.
    """

    moved = Signal()
    """The playhead stands at another moment, or there is another record."""

    travelling = Signal(object, int)
    """A message with a payload (MessageState) sets out and takes so many milliseconds; `travel_done` ends it."""

    state_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._script: Script | None = None
        self._seed = 0
        self._trace = Trace()
        self._gate = Gate()
        self._thread: threading.Thread | None = None
        self._preparation: threading.Thread | None = None
        self._is_prepared = False
        self._reference: tuple[LossPoint, ...] = ()
        self._failure: BaseException | None = None
        self._playhead = -1
        self._speed = 1.0
        self._state = State.PREPARING
        self._steps_left: int | None = None
        self._is_travelling = False
        self._play_when_ready = False
        self._dwell_ms = 0
        self._since = QElapsedTimer()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)

    # what the window reads

    @property
    def state(self) -> State:
        return self._state

    @property
    def script(self) -> Script | None:
        return self._script

    @property
    def trace(self) -> Trace:
        return self._trace

    @property
    def playhead(self) -> int:
        """Index of the moment that is shown; -1 before the first."""
        return self._playhead

    @property
    def speed(self) -> float:
        """1.0 is the designed pace; MAX_SPEED is as fast as it goes."""
        return self._speed

    @property
    def is_playing(self) -> bool:
        return self._state is State.PLAYING

    @property
    def is_travelling(self) -> bool:
        """Whether a parcel is under way, be it moving or held by a pause."""
        return self._is_travelling

    @property
    def reference(self) -> tuple[LossPoint, ...]:
        """The losses of the centralised run, to compare with; empty until torch is there."""
        return self._reference

    def moment(self) -> Moment | None:
        """The moment that is shown."""
        return self._trace[self._playhead] if self._playhead >= 0 else None

    def scene(self) -> Scene | None:
        """The scene that is shown."""
        return self._trace.state_at(self._playhead) if self._playhead >= 0 else None

    def error(self) -> ErrorState | None:
        """Why the script stopped early, once the playhead has reached that moment."""
        moment = self.moment()
        return moment.error if moment is not None else None

    # what the window asks for

    def prepare(self) -> None:
        """Import torch behind the window, and run the centralised lesson once; `state` then leaves PREPARING."""
        self._preparation = threading.Thread(target=self._import_engine, name="fedgui-prepare", daemon=True)
        self._preparation.start()
        self._timer.start(PREPARING_TICK_MS)

    def load(self, script: Script, seed: int = 0) -> None:
        """Set a script, with no run yet. A run that goes on is stopped."""
        self._stop_thread()
        self._script, self._seed = script, seed
        self._forget_run()
        self._set_state(self._state_before_run())
        self.moved.emit()

    def play(self) -> None:
        """Go on, or begin."""
        self._steps_left = None
        self._go()

    def pause(self) -> None:
        """Stay at this moment. A parcel that travels stays where it is."""
        self._play_when_ready = False
        if self._state is State.PLAYING:
            self._set_state(State.PAUSED)

    def toggle(self) -> None:
        """Play or pause; a run that has ended begins again."""
        if self._state is State.PLAYING or self._play_when_ready:
            self.pause()
        elif self._state in (State.FINISHED, State.FAILED):
            self.restart()
        else:
            self.play()

    def step_forward(self) -> None:
        """Play to the end of the next line, or of this one if it is not done yet, then stay."""
        if self._steps_left is not None and self._state is State.PLAYING:
            self._finish_step()
        following = self._playhead + 1
        at_end_of_line = following < len(self._trace) and self._trace[following].kind is Kind.LINE
        self._steps_left = 1 if at_end_of_line or self._playhead < 1 else 0
        self._go()

    def step_back(self) -> None:
        """Cut to the end of the line before."""
        line = self._trace.line_at(self._playhead)
        self.pause()
        self.seek((line if line is not None else 1) - 1)

    def seek(self, index: int) -> None:
        """Cut to moment `index`, or to the nearest one that is recorded."""
        if not len(self._trace):
            return
        self._is_travelling = False
        self._steps_left = None
        self._show(min(max(index, 0), len(self._trace) - 1))
        if self._state is not State.PLAYING:
            self._set_state(self._state_at_rest())
        self._dwell_ms = self._dwell(self._trace[self._playhead])

    def restart(self) -> None:
        """Run the script again from its first line, and play."""
        if self._state is State.PREPARING:
            return
        self._stop_thread()
        self._forget_run()
        self._set_state(State.READY)
        self.moved.emit()
        self.play()

    def set_speed(self, speed: float) -> None:
        """Set the pace: 0.25 to 8, or MAX_SPEED."""
        self._speed = speed
        if self._state is State.PLAYING:
            self._run_timer()
        self._let_train()

    def travel_done(self) -> None:
        """The parcel has arrived."""
        if self._is_travelling:
            self._is_travelling = False
            self._dwell_ms = 0

    def shut_down(self) -> bool:
        """Stop everything, for good. False if the script's thread didn't end in time."""
        self._timer.stop()
        if self._preparation is not None:
            self._preparation.join(STOP_TIMEOUT_S)
        return self._stop_thread()

    # the training thread

    def _import_engine(self) -> None:
        try:
            from fedgui.scripts.runner import Runner, prepare

            prepare()
            trace = Trace()
            Runner(load_script(REFERENCE), trace=trace).run()
            self._reference = tuple(trace.losses_until(len(trace) - 1))
        except BaseException as failure:  # noqa: BLE001 - the window's thread raises it again
            self._failure = failure

    def _start_thread(self) -> None:
        assert self._script is not None
        from fedgui.scripts.runner import Runner

        runner = Runner(self._script, seed=self._seed, trace=self._trace, gate=self._gate)
        self._thread = threading.Thread(target=self._train, args=(runner.run,), name="fedgui-script", daemon=True)
        self._thread.start()

    def _train(self, run: Callable[[], ErrorState | None]) -> None:
        try:
            run()
        except BaseException as failure:  # noqa: BLE001 - the window's thread raises it again
            self._failure = failure

    def _stop_thread(self) -> bool:
        thread, self._thread = self._thread, None
        if thread is None:
            return True
        self._gate.stop()
        thread.join(STOP_TIMEOUT_S)
        if thread.is_alive():
            _log.warning("the script did not stop within %s s", STOP_TIMEOUT_S)
        return not thread.is_alive()

    def _forget_run(self) -> None:
        self._trace, self._gate = Trace(), Gate(LEAD)
        self._playhead = -1
        self._is_travelling = False
        self._steps_left = None
        self._dwell_ms = 0

    def _let_train(self) -> None:
        """Tell the gate how far the training may run ahead."""
        if self._speed == MAX_SPEED and self._state is State.PLAYING and self._steps_left is None:
            self._gate.open()
        else:
            self._gate.allow(max(self._playhead + LEAD, 1))

    # the playhead

    def _go(self) -> None:
        if self._state is State.PREPARING:
            self._play_when_ready = True
            return
        if self._state in (State.FINISHED, State.FAILED) or self._script is None:
            return
        if self._thread is None:
            self._start_thread()
        self._set_state(State.PLAYING)
        self._since.start()
        self._run_timer()
        self._let_train()

    def _run_timer(self) -> None:
        at_max = self._speed == MAX_SPEED and self._steps_left is None
        self._timer.start(MAX_TICK_MS if at_max else TICK_MS)

    def _tick(self) -> None:
        if self._failure is not None:
            failure, self._failure = self._failure, None
            self._timer.stop()
            raise failure
        if self._state is State.PREPARING:
            self._look_whether_prepared()
        elif self._speed == MAX_SPEED and self._steps_left is None:
            self._jump_to_head()
        elif not self._is_travelling and self._since.elapsed() >= self._dwell_ms:
            self._advance()

    def _look_whether_prepared(self) -> None:
        if self._preparation is None or self._preparation.is_alive():
            return
        self._is_prepared = True
        self._timer.stop()
        self._set_state(State.READY)
        if self._play_when_ready:
            self._play_when_ready = False
            self._go()

    def _jump_to_head(self) -> None:
        head = len(self._trace) - 1
        if head > self._playhead:
            self._is_travelling = False
            self._show(head)
        self._rest_if_over()

    def _advance(self) -> None:
        """Move to the next moment that takes time, or to the last that is recorded."""
        index = self._playhead
        last = len(self._trace) - 1
        while index < last:
            following = self._trace[index + 1]
            if self._steps_left is not None and following.kind is Kind.LINE:
                if self._steps_left == 0:
                    self._show(index)
                    self._set_state(State.PAUSED)
                    return
                self._steps_left -= 1
            index += 1
            dwell = self._dwell(following)
            if dwell > 0:
                self._dwell_ms = dwell
                break
        if index > self._playhead:
            self._since.start()
            self._show(index)
            self._begin_travel()
        self._rest_if_over()

    def _begin_travel(self) -> None:
        message = self._trace[self._playhead].message
        if message is not None and message.bytes and self._state is State.PLAYING:
            self._is_travelling = True
            self.travelling.emit(message, round(self._dwell_ms))

    def _dwell(self, moment: Moment) -> int:
        """Milliseconds that `moment` stays at the present speed."""
        if self._speed == MAX_SPEED:
            return 0
        if moment.message is not None:
            return round(_travel_ms(moment.message) / self._speed)
        if self._speed >= TRAVEL_ONLY_FROM:
            return 0 if moment.kind is not Kind.LOSS else TICK_MS
        return round(DWELL_MS.get(moment.kind, 0) / self._speed)

    def _finish_step(self) -> None:
        """Cut to where the step under way would end."""
        target = self._trace.line_after(self._playhead)
        if self._steps_left and target is not None:
            target = self._trace.line_after(target)
        end = target if target is not None else len(self._trace)
        self._is_travelling = False
        self._show(max(end - 1, self._playhead))

    def _show(self, index: int) -> None:
        self._playhead = index
        self._let_train()
        self.moved.emit()

    def _rest_if_over(self) -> None:
        if self._trace.finished and self._playhead == len(self._trace) - 1 and not self._is_travelling:
            self._set_state(self._state_at_rest())

    def _state_at_rest(self) -> State:
        moment = self.moment()
        if moment is None or self._playhead < len(self._trace) - 1 or not self._trace.finished:
            return State.PAUSED
        return State.FAILED if moment.kind is Kind.ERROR else State.FINISHED

    def _state_before_run(self) -> State:
        return State.READY if self._is_prepared else State.PREPARING

    def _set_state(self, state: State) -> None:
        if state is State.PREPARING:
            self._timer.start(PREPARING_TICK_MS)
        elif state is not State.PLAYING:
            self._timer.stop()
            self._steps_left = None
        if state is not self._state:
            self._state = state
            self.state_changed.emit()


def _travel_ms(message: MessageState) -> float:
    if not message.bytes:
        return 0
    return MODEL_TRAVEL_MS if message.is_model else VALUE_TRAVEL_MS
