"""Runs a script: line by line with a record, or plainly without one. Same numbers either way."""

from __future__ import annotations

import ast
import builtins
import contextlib
import linecache
import random
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import length_hint
from types import CodeType
from typing import Any, Final, TextIO

import numpy as np
import torch
from torch.optim.optimizer import register_optimizer_step_post_hook

from fedgui.pointers import ReleasePolicy, Session
from fedgui.scripts.failures import describe
from fedgui.scripts.forks import ForkError, Interventions
from fedgui.scripts.gate import Gate, Stopped
from fedgui.scripts.interventions import Intervention
from fedgui.scripts.namespaces import Namespaces, namespaces_of
from fedgui.scripts.neighbours import neighbours
from fedgui.scripts.notebook import SHOW_NAME, show_values
from fedgui.scripts.recorder import Recorder
from fedgui.scripts.source import (
    LESSONS,
    QT_TRANSLATE_NOOP,
    ROUNDS_NAME,
    Script,
    ScriptError,
    find_round_loop,
    not_python,
    wrap_rounds,
)
from fedgui.scripts.stepping import LINE_NAME, PRESENT_NAME, TURNS_NAME, Turns, leave_out_absent, tell_lines
from fedgui.scripts.streams import ScriptOutput, captured
from fedgui.scripts.trace import SERVER, ErrorState, Kind, Moment, Trace

Progress = Callable[[int, int | None], None]
"""Called at the start of each round with its number (from 1) and how many there will be, None if unknown."""


_ONE_AT_A_TIME: Final = threading.RLock()
"""A run changes what the whole process shares: torch's methods, the seeds, `sys.modules` and standard output."""


def prepare() -> None:
    """Pay torch's first-use costs now: one thread, and one training step, which initialises its libraries lazily."""
    torch.set_num_threads(1)
    state = torch.get_rng_state()
    model = torch.nn.Linear(2, 1)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    model(torch.zeros(1, 2)).sum().backward()
    optimizer.step()
    torch.set_rng_state(state)


class Runner:
    """One run of one script.

    Args:
        script: what to run.
        seed: given to torch, numpy and random before the first line.
        trace: where to record; None runs without a record, at full speed. One that holds moments already is what this
            run must repeat, before it goes on.
        gate: holds or stops a recorded run; None lets it run.
        output: receives what the script prints; None keeps it for the record only.
        progress: told of every round.
        interactive: whether the script may read from standard input.
        interventions: changes in the middle of the run, in the order of their places.
    """

    def __init__(
        self,
        script: Script,
        *,
        seed: int = 0,
        trace: Trace | None = None,
        gate: Gate | None = None,
        output: TextIO | None = None,
        progress: Progress | None = None,
        interactive: bool = False,
        interventions: Sequence[Intervention] = (),
    ) -> None:
        self._script = script
        self._seed = seed
        self._trace = trace
        self._gate = gate if gate is not None else Gate()
        self._output = output
        self._progress = progress
        self._interactive = interactive
        self._recorder: Recorder | None = None
        self._planned = tuple(interventions)
        self._interventions = Interventions(self._planned)
        self._needs_lines = trace is not None or bool(self._planned)
        self._filename = f"<{script.name}>"
        self.session = Session(policy=ReleasePolicy.LESSON if script.name in LESSONS else ReleasePolicy.OPEN)

    def run(self) -> ErrorState | None:
        """Run the script to its end in the calling thread.

        Returns:
            None if it ended well or was stopped; else why it did not. A recorded run keeps its record.

        Raises:
            ForkError: if the run doesn't repeat the record that it was given, or an intervention can't be made.
        """
        try:
            tree = self._script.tree()
            code = compile(self._instrumented(tree), self._filename, "exec")
        except SyntaxError as error:  # which Python finds only now, such as a `return` outside of a function
            return self._refuse(describe(not_python(self._script.name, error), self._filename))
        except (ScriptError, RecursionError, MemoryError) as error:
            return self._refuse(describe(error, self._filename))
        lines_of_text = self._script.text.splitlines(keepends=True)
        linecache.cache[self._filename] = (len(self._script.text), None, lines_of_text, self._filename)
        try:
            with _ONE_AT_A_TIME, self.session, self._surroundings() as output:
                return self._execute(code, output)
        finally:
            linecache.cache.pop(self._filename, None)
            self._trace = None  # who asked for the record has it; nothing here is to keep it

    def _instrumented(self, tree: ast.Module) -> ast.Module:
        """The script with the calls that this run needs; without a record it tells its rounds alone."""
        rounds = find_round_loop(tree)
        tree = show_values(wrap_rounds(tree), self._script.shown)
        if self._needs_lines:
            tree = tell_lines(leave_out_absent(tree, rounds))
        return tree

    def _refuse(self, error: ErrorState) -> ErrorState:
        """Keep in the record why nothing ran."""
        if self._trace is not None:
            self._trace.append(Moment(0, error.line, Kind.ERROR, SERVER, error=error))
            self._trace.finished = True
        return error

    @contextlib.contextmanager
    def _surroundings(self) -> Iterator[ScriptOutput]:
        """Seeds, one torch thread (sums in one order give the same digits every time), the recorder, the prints."""
        threads = torch.get_num_threads()
        torch.set_num_threads(1)
        torch.manual_seed(self._seed)
        np.random.seed(self._seed % 2**32)  # noqa: NPY002 - scripts use the global generator
        random.seed(self._seed)
        counting = None
        if self._planned:
            self.session.network.readers.append(self._interventions.guard)
        if self._trace is not None:
            self._trace.seed = self._seed
            recorder = Recorder(self._script, self.session, self._trace, self._gate)
            self._recorder = recorder
            self.session.network.readers.append(recorder.message)
            counting = register_optimizer_step_post_hook(lambda optimizer, *_: recorder.optimizer_stepped(optimizer))
        try:
            with (
                neighbours(self._script.path),
                captured(None if self._recorder is None else self._recorder.printed, self._output) as output,
            ):
                yield output
        finally:
            if counting is not None:
                counting.remove()
            torch.set_num_threads(threads)

    def _execute(self, code: CodeType, output: ScriptOutput) -> ErrorState | None:
        recorder = self._recorder
        error: ErrorState | None = None
        if recorder is not None:
            recorder.start()
        names = self._namespace(output)
        namespaces: Namespaces = [names]
        try:
            exec(code, names)  # noqa: S102 - running scripts is what this is for
            self._interventions.check_done()
        except Stopped:
            pass
        except ForkError:
            raise
        except SystemExit as leave:
            if leave.code not in (None, 0):
                error = describe(leave, self._filename)
        except KeyboardInterrupt:
            raise
        except BaseException as failure:  # noqa: BLE001 - a script may raise anything; it ends in the record
            error = describe(failure, self._filename)
            namespaces = _namespaces_at(failure, self._filename) or namespaces
        with contextlib.suppress(Stopped):
            output.finish()
            if recorder is not None:
                self.session.network.readers.clear()
                recorder.end(namespaces, error)
        return error

    def _namespace(self, output: ScriptOutput) -> dict[str, Any]:
        """What the script finds before its first line."""
        own = dict(vars(builtins), print=output.print)
        if not self._interactive:
            own["input"] = _no_input

        def show(value: object) -> None:
            if value is not None:
                output.print(repr(value))

        def show_all(*values: object) -> None:
            for value in values:
                show(value)

        names = {"__name__": "__main__", "__builtins__": own, ROUNDS_NAME: self._count_rounds, SHOW_NAME: show}
        if self._script.path is not None:
            names["__file__"] = str(self._script.path)
            if self._script.path.suffix == ".ipynb":
                own["display"] = show_all
        if self._needs_lines:
            tell = self._line_teller()
            names[LINE_NAME] = tell
            names[TURNS_NAME] = lambda turns, line: Turns(turns, line, tell)
            names[PRESENT_NAME] = self._interventions.present
        return names

    def _line_teller(self) -> Callable[[int], None]:
        """What the script calls before each line: it records, changes what the learner wished, and asks the gate."""
        recorder, interventions = self._recorder, self._interventions
        has_changes = bool(self._planned)
        script_thread = threading.get_ident()

        def tell(line: int) -> None:
            if threading.get_ident() != script_thread:
                return  # a thread that the script started goes its own way
            frame = sys._getframe(1)
            while frame.f_code.co_filename != self._filename and frame.f_back is not None:
                frame = frame.f_back
            if recorder is not None:
                recorder.settle(namespaces_of(frame))
            for change in interventions.next_line() if has_changes else ():
                interventions.apply(change, namespaces_of(frame), self.session.workers)
                if recorder is not None:
                    recorder.forked(change, namespaces_of(frame))
            if recorder is not None:
                recorder.line(line)

        return tell

    def _count_rounds(self, turns: Iterable[object]) -> Iterator[object]:
        """Pass the round loop's turns on, and tell the record and the progress of each."""
        total = length_hint(turns, -1)
        known = total if total >= 0 else None
        for number, turn in enumerate(turns, start=1):
            if self._recorder is not None:
                self._recorder.round(number, known)
            if self._progress is not None:
                self._progress(number, known)
            yield turn


def _namespaces_at(failure: BaseException, filename: str) -> Namespaces:
    """The script's variables where it failed."""
    frames = [f for f, _ in traceback.walk_tb(failure.__traceback__) if f.f_code.co_filename == filename]
    return namespaces_of(frames[-1]) if frames else []


def _no_input(prompt: object = "") -> str:
    del prompt
    raise ScriptError(
        QT_TRANSLATE_NOOP(
            "Errors", "The script asks for input, which it can't get here. Write the value into the script."
        )
    )
