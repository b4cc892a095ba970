"""The runs behind the player: the script's thread, its record and its gate, and the runs that forks have set aside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fedgui.gui.memory import collect_between_runs
from fedgui.gui.training import Training
from fedgui.scripts.gate import Gate
from fedgui.scripts.interventions import Change, Intervention
from fedgui.scripts.source import Script
from fedgui.scripts.trace import FULL_DETAIL, ErrorState, Kind, Trace

LEAD: Final = 512
"""Moments that the training may be ahead of the playhead."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A run that a fork has set aside: its record, the changes that made it, and where the playhead stood."""

    trace: Trace
    interventions: tuple[Intervention, ...]
    playhead: int


class Runs:
    """The present run, and those that can be brought back. It knows no Qt; who plays asks it from time to time.

    Attributes:
        script: what runs, or None.
        trace: the record of the present run.
        gate: holds the script, or lets it run.
        training: the script's thread.
        repeating: while the script runs again up to where it was before, the first moment that is new; else None.
        is_forking: whether it does so for the sake of a change.
    """

    def __init__(self) -> None:
        self.script: Script | None = None
        self.trace = Trace()
        self.gate = Gate()
        self.training = Training()
        self.repeating: int | None = None
        self.is_forking = False
        self._seed = 0
        self._interventions: tuple[Intervention, ...] = ()
        self._kept: list[Kept] = []

    @property
    def can_undo(self) -> bool:
        """Whether a fork has set a run aside."""
        return bool(self._kept)

    @property
    def is_repeated(self) -> bool:
        """Whether the script has come to what is new, or can't."""
        return self.repeating is None or len(self.trace) > self.repeating or self.gate.waiting_at is not None

    def load(self, script: Script, seed: int) -> None:
        """Set a script. A run that goes on is stopped."""
        self.training.stop()
        self.script, self._seed = script, seed
        self._forget()

    def reset(self) -> None:
        """Stop the run, and forget it and those before."""
        self.training.stop()
        self._forget()

    def _forget(self) -> None:
        self.trace, self.gate = Trace(detail=FULL_DETAIL), Gate(LEAD)
        self._interventions = ()
        self._kept.clear()
        self.repeating = None

    def begin(self) -> None:
        """Start the script's thread."""
        assert self.script is not None
        collect_between_runs()
        self.training.start(self.script, self._seed, self.trace, self.gate, self._interventions)

    def let_train(self, playhead: int, *, freely: bool) -> None:
        """Tell the gate how far the training may run ahead of the playhead."""
        if freely:
            self.gate.open()
        else:
            # a run that repeats its record must come to the record's end, wherever the playhead stands
            self.gate.allow(max(playhead + LEAD, self.repeating or 1))

    # forks

    def fork_place(self, playhead: int) -> int | None:
        """Index that the moment of a fork would have: that of the line that begins at the playhead, or after it."""
        if playhead >= 0 and self.trace[playhead].kind is Kind.LINE:
            return playhead
        return self.trace.line_after(playhead)

    def fork(self, change: Change, place: int, playhead: int) -> int | None:
        """Set the run aside and begin another one, which changes something at `place`.

        Returns:
            Where the playhead stands in it; None if the script's thread hangs: then the run has come to its end.
        """
        # a copy, since the thread that is about to stop still writes its end
        kept = self.trace if self.trace.finished else self.trace.cut(len(self.trace))
        if not self.training.stop():
            self.trace = kept
            self.trace.finished = True
            return None
        short = kept.cut(place)
        before = self._interventions[: len(short.forks)]
        self._kept.append(Kept(kept, self._interventions, playhead))
        stands = min(playhead, place - 1)
        self._repeat(short, stands, (*before, Intervention(short.line_count(place) + 1, change)))
        return stands

    def bring_back(self) -> int:
        """Take the last run that was set aside. If it had not ended, it goes on from where it was.

        Returns:
            Where the playhead stood in it.
        """
        kept = self._kept.pop()
        self.repeating = None
        self.training.stop()
        if kept.trace.finished:
            self.trace, self._interventions = kept.trace, kept.interventions
        else:
            self._repeat(kept.trace, kept.playhead, kept.interventions)
        return kept.playhead

    def _repeat(self, trace: Trace, playhead: int, interventions: tuple[Intervention, ...]) -> None:
        """Go on from the end of `trace`: run the script again up to there."""
        self.trace, self.gate = trace, Gate(max(len(trace), playhead + LEAD))
        self._interventions = interventions
        self.repeating = len(trace)
        self.is_forking = len(interventions) > len(trace.forks)
        self.begin()

    # what went wrong

    @property
    def refusal(self) -> ErrorState | None:
        """Why the script can't repeat its record, or not be changed as was wished."""
        return self.training.refusal
