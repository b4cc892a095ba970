"""Writes the record of a running script: its lines, messages and prints, and what each of them changed."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Final

import torch
from torch import nn
from torch.optim import Optimizer

from fedgui.pointers import Message, MessageKind, Session
from fedgui.pointers.messages import COMMAND, DELETE, OBJECT, REQUEST
from fedgui.scripts.forks import NOT_REPEATABLE, ForkError
from fedgui.scripts.gate import Gate
from fedgui.scripts.interventions import Change, Presence, Weight
from fedgui.scripts.losses import Fetched, shown_loss
from fedgui.scripts.namespaces import Namespaces
from fedgui.scripts.snapshots import take
from fedgui.scripts.source import Script, sent_names
from fedgui.scripts.trace import SERVER, ErrorState, Kind, MessageState, Payload, RoundState, Trace, WorkerState
from fedgui.scripts.watch import Watch

# through its class each of these costs ten times as much (Python 3.11)
_LINE, _CHANGE, _MESSAGE = Kind.LINE, Kind.CHANGE, Kind.MESSAGE

GRADIENT: Final = "grad"
"""What messages call a gradient among the values that they carry: it joins a tensor that is there already."""


class Recorder:
    """Turns what a script does into moments of a trace. It belongs to the thread that makes it, the script's own.

    A trace that is not empty is one that this run repeats: its moments are compared, and new ones go on from there.
    """

    def __init__(self, script: Script, session: Session, trace: Trace, gate: Gate) -> None:
        self._trace = trace
        self._index = 0
        self._kept = len(trace)
        self._gate = gate
        self._watch = Watch(session)
        self._sent_names = sent_names(script.tree())
        self._sent_on_line = 0
        self._line = 0
        self._round = 0
        self._steps = 0
        self._rate: float | None = None
        self._known: dict[tuple[str, str, str, str], MessageState] = {}
        self._fetched = Fetched()
        self._thread = threading.get_ident()

    def start(self) -> None:
        """Record that the run begins."""
        self._append(Kind.START)

    def settle(self, namespaces: Namespaces) -> None:
        """Record what the line before changed."""
        self._watch.look(namespaces)
        if self._watch.changes:
            self._append(_CHANGE)

    def line(self, line: int) -> None:
        """Record that `line` is about to run; then ask the gate.

        Raises:
            Stopped: if the script was asked to stop.
        """
        self._line = line
        self._sent_on_line = 0
        self._append(_LINE)
        self._gate.ask(self._index)

    def forked(self, change: Change, namespaces: Namespaces) -> None:
        """Record that the learner has changed something."""
        if isinstance(change, Presence):
            self._watch.set_online(change.worker, change.online)
        if isinstance(change, Weight) and (model := self._watch.model) is not None:
            self._watch.touch(model.holder)
        self._watch.look(namespaces)
        self._append(Kind.FORK, payload=change)

    def message(self, message: Message, subject: object) -> None:
        """Record a message that is about to be delivered (a reader of the session's network).

        Raises:
            Stopped: if the script was asked to stop.
        """
        kind = message.kind
        self._touch(message, kind, subject)
        if threading.get_ident() != self._thread:
            return  # the garbage collector may free a pointer in any thread; the next look at the store shows it
        if self._gate.stopped and kind is not DELETE:
            self._check_stop()  # a deletion may come out of a destructor, where nothing can be raised
        self._watch.land()
        name = message.name if kind is COMMAND else self._name(message, subject)
        is_model = kind is not COMMAND and isinstance(subject, nn.Module)
        if kind is OBJECT:
            if isinstance(subject, nn.Module):
                self._watch.depart(subject, message.sender, message.receiver)
            elif message.receiver == SERVER:
                self._fetched.note(message)
            elif message.sender == SERVER and isinstance(subject, torch.Tensor):
                self._watch.arrived(message.receiver, message.object_id, name, subject)
        self._append(_MESSAGE, message.sender, self._state_of(message, name, is_model))

    def _touch(self, message: Message, kind: MessageKind, subject: object) -> None:
        """Tell the watch how much of the two ends may change; it looks at the next line."""
        watch = self._watch
        if message.is_pure or kind in (DELETE, REQUEST):
            watch.touch_new(message.receiver)
        elif kind is OBJECT and GRADIENT not in [part for part, _ in message.parts]:
            # what arrives is new, and what leaves is gone; a model that arrives is looked at anyway
            watch.touch_new(message.sender)
            watch.touch_new(message.receiver)
        elif isinstance(subject, Optimizer):
            watch.touch_parameters(message.receiver, subject)
        else:
            watch.touch(message.sender, message.receiver)

    def _state_of(self, message: Message, name: str, is_model: bool) -> MessageState:
        """The message as the record keeps it; those without values are the same ones again and again."""
        kind = message.kind._value_  # as `value`, without asking the enumeration's descriptor
        if message.parts or message.bytes:
            value_of = self._watch.value_of
            parts = tuple([(part, take(value, value_of(part))) for part, value in message.parts])
            return MessageState(message.sender, message.receiver, kind, name, message.bytes, parts, is_model)
        key = message.sender, message.receiver, kind, name
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = MessageState(*key, 0, (), is_model)
        return known

    def printed(self, text: str, values: Sequence[object] = ()) -> None:
        """Record what the script printed. What is a loss, as far as `shown_loss` can tell, plots a point.

        Args:
            text: the printed text without its final line break.
            values: the arguments of `print`.

        Raises:
            Stopped: if the script was asked to stop.
        """
        self._check_stop()
        loss = shown_loss(values, in_round=self._round > 0, has_trained=self._steps > 0)
        if loss is None:
            self._append(Kind.PRINT, payload=text)
            return
        worker_id = self._fetched.take(loss) or SERVER
        if (worker := self._watch.worker(worker_id)) is not None:
            self._watch.change(("worker", worker_id), WorkerState(worker_id, worker.status, loss.value, worker.visits))
        self._append(Kind.LOSS, worker_id, (text, loss.value))

    def round(self, number: int, total: int | None) -> None:
        """Note that round `number` (from 1) of `total` begins."""
        self._round = number
        self._watch.change(("round",), RoundState(number, total))

    def optimizer_stepped(self, optimizer: Optimizer) -> None:
        """Count one optimizer step, and note its learning rate."""
        self._steps += 1
        rate = optimizer.param_groups[0].get("lr")
        self._rate = rate if rate is None or isinstance(rate, float) else float(rate)

    def end(self, namespaces: Namespaces, error: ErrorState | None = None) -> None:
        """Record the last changes, and how the run ended."""
        self.settle(namespaces)
        if error is not None and error.line:
            self._line = error.line
        self._append(Kind.END if error is None else Kind.ERROR, payload=error)
        if self._index > self._kept or not self._gate.stopped:
            self._trace.finished = True
        self._trace = Trace()  # the script's variables refer to this; they are not to keep a long record as well

    def _append(self, kind: Kind, actor: str = "", payload: Payload = None) -> None:
        if not actor:
            model = self._watch.model
            actor = SERVER if model is None else model.holder or SERVER
        changes = self._watch.take_changes() if self._watch.changes else ()
        if self._index >= self._kept:
            self._trace.add(self._line, kind, actor, payload, changes, self._steps, self._rate)
        elif self._gate.stopped:
            return  # it unwinds, and frees what it held: that is no part of what it repeats
        elif not self._trace.repeats(self._index, self._line, kind, actor, payload, changes):
            raise ForkError(NOT_REPEATABLE, line=self._line)
        self._index += 1

    def _check_stop(self) -> None:
        if self._gate.stopped:
            self._gate.ask(0)

    def _name(self, message: Message, subject: object) -> str:
        """What travels, in the script's own words where it has any."""
        if message.name:
            return message.name
        if message.kind is OBJECT and message.sender == SERVER:
            names = self._sent_names.get(self._line, ())
            place, self._sent_on_line = self._sent_on_line, self._sent_on_line + 1
            if place < len(names) and names[place]:
                return names[place]
        return self._watch.name_of(subject, message.object_id)
