"""The player: the training thread behind, the playhead in front, and the gate between them."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QElapsedTimer, QObject, QTimer

from fedgui.gui.manners import Manners
from fedgui.gui.pace import MAX_SPEED, TICK_MS, Spacing, dwell_ms, end_of_line, next_stop, sent_together
from fedgui.gui.player import Player, State
from fedgui.gui.runs import LEAD
from fedgui.gui.training import REFERENCE
from fedgui.scripts.interventions import Change
from fedgui.scripts.source import QT_TRANSLATE_NOOP, Script
from fedgui.scripts.trace import ErrorState, Kind
from fedgui.scripts.units import Unit, stop_after, stop_before

PREPARING_TICK_MS: Final = 40

STUCK: Final = QT_TRANSLATE_NOOP(
    "Errors",
    "The script that ran before hangs in a single line and can't be stopped. Wait for it, or start fedgui again.",
)

__all__ = ["LEAD", "MAX_SPEED", "REFERENCE", "Playback", "State", "Unit"]


class Playback(Player):
    """Plays the record of a script that trains in a thread of its own.

    The thread never touches Qt. It appends to the trace; a timer here looks at what is new. Nobody waits for
    anybody by accident: the training runs up to LEAD moments ahead, then the gate holds it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.manners = Manners(self)
        self._unit: Unit | None = None
        self._step_from = 0
        self._goal: int | None = None
        self._play_when_ready = False
        self._dwell_ms = 0
        self._since = QElapsedTimer()
        self._spacing = Spacing()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._repeat_timer = QTimer(self)
        self._repeat_timer.timeout.connect(self._look_whether_repeated)

    # what the window asks for

    def prepare(self) -> None:
        """Import torch behind the window, and run the centralised lesson once; `state` then leaves PREPARING."""
        self._preparation.start()
        self._timer.start(PREPARING_TICK_MS)
        self._note_waiting()

    def load(self, script: Script, seed: int = 0) -> None:
        """Set a script, with no run yet. A run that goes on is stopped."""
        self._runs.load(script, seed)
        self._forget_run()
        self._set_state(self._state_before_run())
        self.moved.emit()

    def play(self) -> None:
        """Go on, or begin."""
        self._unit = None
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

    def step_forward(self, unit: Unit = Unit.LINE) -> None:
        """Play to where the next unit ends, then stay. While a step is under way, cut to its end and begin another."""
        if self._unit is not None and self._state is State.PLAYING:
            self._finish_step()
        self._unit = unit
        self._step_from = max(self._playhead, 0)
        self._go()

    def step_back(self, unit: Unit = Unit.LINE) -> None:
        """Cut to where the unit before ended."""
        self.pause()
        self.seek(stop_before(self.trace, self._playhead, unit))

    def seek(self, index: int) -> None:
        """Cut to moment `index`, or to the nearest one that is recorded."""
        if not len(self.trace):
            return
        self._is_travelling = False
        self._unit = None
        self._show(self.trace.nearest(min(max(index, 0), len(self.trace) - 1)))
        if self._state is not State.PLAYING:
            self._set_state(self._state_at_rest())
        self._dwell_ms = dwell_ms(self.trace[self._playhead], self._speed)

    def run_to(self, line: int) -> None:
        """Cut to where 1-based `line` of the file has run the next time, and stay.

        If that is not recorded yet the script runs on, at full speed, until it is; or until its end.
        """
        self.pause()
        self._goal = line
        if not self._reach_goal():
            self._go()

    def _reach_goal(self) -> bool:
        """Cut to the goal if it is recorded, and forget it."""
        if self._goal is None:
            return False
        end = end_of_line(self.trace, self._playhead, self._goal)
        if end is None:
            return False
        self._goal = None
        self.seek(end)
        self._set_state(self._state_at_rest())
        return True

    def restart(self) -> None:
        """Run the script again from its first line, and play."""
        if self._state is State.PREPARING:
            return
        self._runs.reset()
        self._forget_run()
        self._set_state(State.READY)
        self.moved.emit()
        self.play()

    def fork(self, change: Change) -> None:
        """Change something between two lines at the playhead, and go on from there as another run.

        What was recorded after the playhead is set aside (`undo_fork` brings it back). The script runs again from its
        start, with the same seed, up to the playhead; the record proves that it is the same run. `refused` is emitted
        if it is not, or if there is nothing to change: then everything is as it was before.
        """
        place = self._runs.fork_place(self._playhead)
        if place is None or self._playhead < 0 or self.is_repeating:
            return
        self.pause()
        stands = self._runs.fork(change, place, self._playhead)
        if stands is None:
            self._refuse_stuck()
            return
        self._wait_for_repeat(stands)

    def undo_fork(self) -> None:
        """Bring back what the last fork has set aside. If that run had not ended, it goes on from where it was."""
        if self._runs.can_undo:
            self._bring_back()

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
        self._repeat_timer.stop()
        self.manners.serve(None)
        self._preparation.wait()
        return self._runs.training.stop()

    # runs and forks

    def _forget_run(self) -> None:
        self._repeat_timer.stop()
        self._playhead = self._furthest = -1
        self._is_travelling = False
        self._unit = None
        self._dwell_ms = 0

    def _wait_for_repeat(self, playhead: int) -> None:
        """Stand at `playhead` of a run that repeats its record behind the scenes."""
        self._playhead = self._furthest = playhead
        self._is_travelling = False
        self._repeat_timer.start(PREPARING_TICK_MS)
        self._set_state(State.PAUSED)
        self.moved.emit()

    def _look_whether_repeated(self) -> None:
        self._raise_failure()
        first_new = self._runs.repeating
        if self._runs.refusal is not None:
            self._refuse(self._runs.refusal)
        elif self._runs.is_repeated:
            self._end_repeating()
            if first_new is not None and first_new in self.trace.forks and self._playhead == first_new - 1:
                self.seek(first_new)

    def _refuse(self, refusal: ErrorState) -> None:
        """Go back to how things were before the fork."""
        if not self._runs.is_forking:
            # the script does something else each time, so its record stays as it is and can't be gone on with
            self.trace.finished = True
            self._end_repeating()
            self.seek(self._playhead)
        else:
            self._bring_back()
        self.refused.emit(refusal)

    def _end_repeating(self) -> None:
        self._runs.repeating = None
        self._repeat_timer.stop()
        self._note_waiting()

    def _bring_back(self) -> None:
        self._repeat_timer.stop()
        playhead = self._runs.bring_back()
        if self.is_repeating:
            self._wait_for_repeat(playhead)
            return
        self._playhead = playhead
        self._furthest = len(self.trace) - 1
        self.seek(self._playhead)
        self._set_state(self._state_at_rest())

    def _refuse_stuck(self) -> None:
        self.refused.emit(ErrorState("ScriptStuckError", STUCK, {}, 0, ""))

    def _let_train(self) -> None:
        self._runs.let_train(self._playhead, freely=self._runs_freely() and self._state is State.PLAYING)

    # the playhead

    def _go(self) -> None:
        if self._state is State.PREPARING:
            self._play_when_ready = True
            return
        if self._state in (State.FINISHED, State.FAILED) or self.script is None:
            return
        if self._runs.training.is_stuck:
            self._refuse_stuck()
            return
        if not self._runs.training.is_started:
            self._runs.begin()
        self._set_state(State.PLAYING)
        self._since.start()
        self._run_timer()
        self._let_train()

    def _run_timer(self) -> None:
        self._timer.start(self._spacing.begin(time.thread_time()) if self._runs_freely() else TICK_MS)

    def _runs_freely(self) -> bool:
        return self._goal is not None or (self._speed == MAX_SPEED and self._unit is None)

    def _tick(self) -> None:
        self.manners.work()
        self._raise_failure()
        if self._state is State.PREPARING:
            self._look_whether_prepared()
        elif self._goal is not None:
            if not self._reach_goal() and self.trace.finished:
                self._jump_to_head()
        elif self._runs_freely():
            # all that the window has done since the tick before, in this thread
            self._timer.setInterval(self._spacing.next_ms(time.thread_time()))
            self._jump_to_head()
        elif not self._is_travelling and self._since.elapsed() >= self._dwell_ms:
            self._advance()
        self._note_waiting()

    def _note_waiting(self) -> None:
        """Tell whoever wants to know whether the window waits for another thread."""
        is_at_head = self._playhead >= len(self.trace) - 1 and not self.trace.finished and not self._is_travelling
        has_nothing_new = self._state is State.PLAYING and (is_at_head or self._goal is not None)
        is_waiting = self._state is State.PREPARING or self.is_repeating or has_nothing_new
        if is_waiting is not self._is_waiting:
            self._is_waiting = is_waiting
            self.waiting_changed.emit(is_waiting)

    def _raise_failure(self) -> None:
        """Let what went wrong in another thread surface in this one."""
        for thread in (self._preparation, self._runs.training):
            if thread.failure is not None:
                failure, thread.failure = thread.failure, None
                self._timer.stop()
                self._repeat_timer.stop()
                if thread is self._runs.training:
                    self.trace.finished = True  # nobody is left to go on with it
                    self._set_state(self._state_at_rest())
                raise failure

    def _look_whether_prepared(self) -> None:
        if not self._preparation.is_done:
            return
        self._is_prepared = True
        self._timer.stop()
        self.prepared.emit()
        self._set_state(State.READY)
        if self._play_when_ready:
            self._play_when_ready = False
            self._go()

    def _jump_to_head(self) -> None:
        head = len(self.trace) - 1
        fault = self._next_fault(head)
        if head > self._playhead:
            self._is_travelling = False
            self._show(head if fault is None else fault)
        if fault is not None:
            self._set_state(State.PAUSED)
        self._rest_if_over()

    def _next_fault(self, last: int) -> int | None:
        """The first loss that shows a divergence, if the playhead has yet to pass it on its way to `last`."""
        found = self.trace.divergence_after(self._playhead)
        return found.loss.moment if found is not None and found.loss.moment <= last else None

    def _advance(self) -> None:
        """Move to the next moment that takes time, or to the last that is recorded."""
        index = self._playhead
        last = len(self.trace) - 1
        stop = None if self._unit is None else stop_after(self.trace, self._step_from, self._unit)
        fault = self._next_fault(last)
        for bound in (stop, fault):
            last = last if bound is None else min(last, bound)
        index, dwell = next_stop(self.trace, index, last, self._speed)
        self._fellows = ()
        if dwell is not None:
            self._dwell_ms = dwell
            index, self._fellows = sent_together(self.trace, index, last, self._speed)
        if index > self._playhead:
            self._since.start()
            self._show(index)
            self._begin_travel()
            if index == fault:
                self._set_state(State.PAUSED)
        elif stop is not None and index >= stop:
            self._set_state(State.PAUSED)
        self._rest_if_over()

    def _begin_travel(self) -> None:
        message = self.trace[self._playhead].message
        if message is not None and message.bytes and self._state is State.PLAYING:
            self._is_travelling = True
            self.travelling.emit(message, round(self._dwell_ms))

    def _finish_step(self) -> None:
        """Cut to where the step under way would end."""
        assert self._unit is not None
        stop = stop_after(self.trace, self._step_from, self._unit)
        last = len(self.trace) - 1 if stop is None else stop
        fault = self._next_fault(last)
        self._is_travelling = False
        self._show(max(last if fault is None else fault, self._playhead))

    def _show(self, index: int) -> None:
        self._playhead = index
        self._furthest = max(self._furthest, index)
        self._let_train()
        self.moved.emit()

    def _rest_if_over(self) -> None:
        if self._is_at_end() and not self._is_travelling:
            self._set_state(self._state_at_rest())

    def _state_at_rest(self) -> State:
        moment = self.moment()
        if moment is None or not self._is_at_end():
            return State.PAUSED
        return State.FAILED if moment.kind is Kind.ERROR or self._runs.training.has_failed else State.FINISHED

    def _state_before_run(self) -> State:
        return State.READY if self._is_prepared else State.PREPARING

    def _set_state(self, state: State) -> None:
        if state is State.PREPARING:
            self._timer.start(PREPARING_TICK_MS)
        elif state is not State.PLAYING:
            self._timer.stop()
            self._unit = None
            self._goal = None
        self.manners.serve(self._runs.gate if state is State.PLAYING else None)
        if state is not self._state:
            self._state = state
            self._let_train()
            self.state_changed.emit()
        self._note_waiting()
