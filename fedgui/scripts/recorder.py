"""Writes the record of a running script: its lines, messages and prints, and what each of them changed."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from dataclasses import replace
from types import FrameType

import torch
from torch import nn

from fedgui.pointers import Message, MessageKind, PointerTensor, Session
from fedgui.scripts.gate import Gate
from fedgui.scripts.snapshots import take
from fedgui.scripts.source import Script, sent_names
from fedgui.scripts.trace import SERVER, ErrorState, Kind, MessageState, Moment, RoundState, Trace
from fedgui.scripts.watch import Watch, variables_of


class Recorder:
    """Turns what a script does into moments of a trace. It belongs to the thread that makes it, the script's own."""

    def __init__(self, script: Script, session: Session, trace: Trace, gate: Gate) -> None:
        self._trace = trace
        self._gate = gate
        self._watch = Watch(session)
        self._sent_names = sent_names(script.tree())
        self._sent_on_line = 0
        self._line = 0
        self._round = 0
        self._steps = 0
        self._fetched: dict[str, str] = {}
        self._thread = threading.get_ident()

    def start(self) -> None:
        """Record that the run begins."""
        self._append(Kind.START)

    def line(self, frame: FrameType, line: int) -> None:
        """Record what the line before changed, and that `line` is about to run; then ask the gate.

        Raises:
            Stopped: if the script was asked to stop.
        """
        self._settle(variables_of(frame))
        self._line = line
        self._sent_on_line = 0
        self._append(Kind.LINE)
        self._gate.ask(len(self._trace))

    def message(self, message: Message, subject: object) -> None:
        """Record a message that is about to be delivered (an observer of the session's network).

        Raises:
            Stopped: if the script was asked to stop.
        """
        self._watch.touch(message.sender, message.receiver)
        if threading.get_ident() != self._thread:
            return  # the garbage collector may free a pointer in any thread; the next look at the store shows it
        if message.kind is not MessageKind.DELETE:
            self._check_stop()  # a deletion may come out of a destructor, where nothing can be raised
        self._watch.land()
        name = self._name(message, subject)
        is_model = isinstance(subject, nn.Module)
        if message.kind is MessageKind.OBJECT:
            if isinstance(subject, nn.Module):
                self._watch.depart(subject, message.sender, message.receiver)
            elif message.receiver == SERVER:
                self._note_fetched(message)
            elif message.sender == SERVER and isinstance(subject, torch.Tensor):
                self._watch.arrived(message.receiver, message.object_id, name, subject)
        parts = tuple((part, take(value)) for part, value in message.parts)
        state = MessageState(message.sender, message.receiver, message.kind.value, name, message.bytes, parts, is_model)
        self._append(Kind.MESSAGE, actor=message.sender, message=state)

    def printed(self, text: str, values: Sequence[object] = ()) -> None:
        """Record what the script printed. One lone number among words is a loss, and plots a point.

        Args:
            text: the printed text without its final line break.
            values: the arguments of `print`.

        Raises:
            Stopped: if the script was asked to stop.
        """
        self._check_stop()
        value = self._loss_among(values)
        if value is None:
            self._append(Kind.PRINT, text=text)
            return
        worker_id = self._fetched.pop(repr(value), SERVER)
        if (worker := self._watch.worker(worker_id)) is not None:
            self._watch.change(("worker", worker_id), replace(worker, last_loss=value))
        self._append(Kind.LOSS, actor=worker_id, text=text, value=value)

    def round(self, number: int, total: int | None) -> None:
        """Note that round `number` (from 1) of `total` begins."""
        self._round = number
        self._watch.change(("round",), RoundState(number, total))

    def optimizer_stepped(self) -> None:
        """Count one optimizer step."""
        self._steps += 1

    def end(self, variables: Iterable[tuple[str, object]], error: ErrorState | None = None) -> None:
        """Record the last changes, and how the run ended."""
        self._settle(variables)
        if error is not None and error.line:
            self._line = error.line
        self._append(Kind.END if error is None else Kind.ERROR, error=error)
        self._trace.finished = True

    def _settle(self, variables: Iterable[tuple[str, object]]) -> None:
        self._watch.look(variables)
        if self._watch.has_changes:
            self._append(Kind.CHANGE)

    def _append(
        self,
        kind: Kind,
        actor: str = "",
        message: MessageState | None = None,
        text: str | None = None,
        value: float | None = None,
        error: ErrorState | None = None,
    ) -> None:
        model = self._watch.model
        who = actor or (model.holder if model is not None else "") or SERVER
        changes = self._watch.take_changes()
        self._trace.append(
            Moment(len(self._trace), self._line, kind, who, message, text, value, error, changes), self._steps
        )

    def _check_stop(self) -> None:
        if self._gate.stopped:
            self._gate.ask(0)

    def _name(self, message: Message, subject: object) -> str:
        """What travels, in the script's own words where it has any."""
        if message.kind is MessageKind.COMMAND or message.name:
            return message.name
        if message.kind is MessageKind.OBJECT and message.sender == SERVER:
            names = self._sent_names.get(self._line, ())
            place, self._sent_on_line = self._sent_on_line, self._sent_on_line + 1
            if place < len(names) and names[place]:
                return names[place]
        return self._watch.name_of(subject, message.object_id)

    def _note_fetched(self, message: Message) -> None:
        for _, value in message.parts:
            if value.numel() == 1:
                self._fetched[repr(value.item())] = message.sender

    def _loss_among(self, values: Sequence[object]) -> float | None:
        """The one number among printed values: a float tensor without dimensions, or a plain float inside a round."""
        others = [value for value in values if not isinstance(value, str)]
        if len(others) != 1:
            return None
        value = others[0]
        if isinstance(value, torch.Tensor) and not isinstance(value, PointerTensor):
            return float(value.item()) if value.dim() == 0 and value.is_floating_point() else None
        return value if isinstance(value, float) and self._round else None
