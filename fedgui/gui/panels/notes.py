"""Margin notes of the code: what a line did with the numbers of this moment, told from the record alone."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Final

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.names import neuron, numbered
from fedgui.scripts.rising import last_until
from fedgui.scripts.trace import (
    SERVER,
    Key,
    Kind,
    MessageState,
    ModelState,
    Piece,
    Role,
    Scene,
    TensorState,
    TensorValue,
    Trace,
)

MOST_LINES: Final = 64
"""Lines that are looked back at: more than any lesson runs within one visit of the model."""
_MOST_NUMBERS: Final = 4
"""Larger results are told by shape and norm."""
_FEW_DECIMALS: Final = 3
_MANY_DECIMALS: Final = 6


def notes_at(trace: Trace, index: int) -> dict[int, str]:
    """The notes of the lines that ran since the model set out last, or the round began, up to moment `index`.

    Returns:
        1-based line to its note, in the language on screen. Lines that did nothing worth a note are missing; so are
        all of them where the record no longer has every scene.
    """
    start = _start(trace, index)
    if start is None or start < trace.thinned:
        return {}
    pieces = dict(trace.state_at(start).pieces)
    notes: dict[int, str] = {}
    while start <= index:
        moment = trace[start]
        before = Scene(moment, MappingProxyType(dict(pieces)))
        messages: list[MessageState] = []
        place = start + 1
        while place <= index and trace[place].kind is not Kind.LINE:
            one = trace[place]
            _apply(pieces, one.changes)
            if one.message is not None:
                messages.append(one.message)
            place += 1
        text = note(before, Scene(trace[place - 1], MappingProxyType(pieces)), messages)
        notes.pop(moment.line, None)
        if text:
            notes[moment.line] = text
        if place <= index:
            _apply(pieces, trace[place].changes)
        start = place
    return notes


def _start(trace: Trace, index: int) -> int | None:
    """The line from which on notes are told."""
    since = max(last_until(trace.rounds, index) or 0, last_until(trace.visits, index) or 0)
    count = trace.line_count(index)
    if count == 0:
        return None
    latest = trace.lines[max(count - MOST_LINES, 0)]
    line = trace.line_at(since)
    return latest if line is None else max(line, latest)


def _apply(pieces: dict[Key, Piece], changes: Sequence[tuple[Key, Piece]]) -> None:
    for key, piece in changes:
        if piece is None:
            pieces.pop(key, None)
        else:
            pieces[key] = piece


def note(before: Scene, after: Scene, messages: Sequence[MessageState] = ()) -> str:
    """What happened between two scenes, in the language on screen; "" if nothing worth a note did.

    Args:
        before: the scene when the line was about to run.
        after: the scene when it had run, or had run so far.
        messages: those that crossed in between.
    """
    parts = [*_crossed(messages)]
    travelled = any(message.is_model and message.bytes for message in messages)
    if before.model is not None and after.model is not None and not travelled:
        parts += _model(before.model, after.model)
    parts += _results(before.pieces, after.pieces)
    return " · ".join(parts)


def _crossed(messages: Sequence[MessageState]) -> Iterator[str]:
    """The payload bytes for each way that was taken."""
    ways: dict[tuple[str, str], int] = {}
    for message in messages:
        if message.kind == "object":
            way = (message.sender, message.receiver)
            ways[way] = ways.get(way, 0) + message.bytes
    for (sender, receiver), count in ways.items():
        if sender == SERVER:
            way_text = f"→ {worker_name(receiver)}"
        elif receiver == SERVER:
            way_text = f"← {worker_name(sender)}"
        else:
            way_text = f"{worker_name(sender)} → {worker_name(receiver)}"
        text = translate("Notes", "{way} {count} bytes")
        yield text.format(way=way_text, count=language().integer(count))


def _model(before: ModelState, after: ModelState) -> Iterator[str]:
    values = [(old.value, new.value) for old, new in zip(before.parameters, after.parameters, strict=False)]
    if any(old.values != new.values for old, new in values):
        yield _weights(after, values)
    grads = [parameter.grad for parameter in after.parameters]
    old_grads = [parameter.grad for parameter in before.parameters]
    if grads == old_grads:
        return
    if all(grad is None for grad in grads):
        yield translate("Notes", "gradients cleared")
    else:
        yield _gradients(after, [grad for grad in grads if grad is not None])


def _names(model: ModelState) -> tuple[str, ...] | None:
    """Names for all numbers of a model that is one neuron, in the order of its parameters; else None."""
    found = neuron(model)
    return None if found is None else (*numbered("w", found[0].value.shape[1]), "b")


def _weights(model: ModelState, values: Sequence[tuple[TensorValue, TensorValue]]) -> str:
    names = _names(model)
    if names is not None:
        olds = [number for old, _new in values for number in old.values]
        news = [number for _old, new in values for number in new.values]
        return " · ".join(
            f"{name} {change(old, new)}" for name, old, new in zip(names, olds, news, strict=True) if old != new
        )
    old_norm, new_norm = (math.hypot(*(pair[side].norm for pair in values)) for side in (0, 1))
    return translate("Notes", "norm of the weights {change}").format(change=change(old_norm, new_norm))


def _gradients(model: ModelState, grads: Sequence[TensorValue]) -> str:
    names = _names(model)
    if names is not None and len(grads) == len(model.parameters):
        numbers = [number for grad in grads for number in grad.values]
        told = (f"{name} {language().number(number)}" for name, number in zip(names, numbers, strict=True))
        return "grad " + " · ".join(told)
    norm = language().number(math.hypot(*(grad.norm for grad in grads)))
    return translate("Notes", "norm of the gradient {norm}").format(norm=norm)


def change(old: float, new: float) -> str:
    """Such as "0.379 → 0.420", with as many decimals as it takes to see a difference, up to six."""
    for decimals in (_FEW_DECIMALS, _MANY_DECIMALS):
        texts = [language().number(value, decimals) for value in (old, new)]
        if texts[0] != texts[1]:
            break
    return " → ".join(texts)


def _results(before: Mapping[Key, Piece], after: Mapping[Key, Piece]) -> Iterator[str]:
    """Named results that are new, or have other values."""
    for key, piece in after.items():
        if not isinstance(piece, TensorState) or piece.role is not Role.RESULT or not piece.name:
            continue
        old = before.get(key)
        if isinstance(old, TensorState) and old.value == piece.value:
            continue
        value = piece.value
        if value.whole and 0 < len(value.values) <= _MOST_NUMBERS:
            numbers = (_number(value, number) for number in value.values)
            yield f"{piece.name} {' · '.join(numbers)}"
        else:
            shape = f"({', '.join(map(str, value.shape))})"
            text = translate("Notes", "{name} {shape}, norm {norm}")
            yield text.format(name=piece.name, shape=shape, norm=language().number(value.norm))


def _number(value: TensorValue, number: float) -> str:
    """One of a tensor's numbers: whole ones are exact."""
    return language().integer(int(number)) if value.is_integer else language().number(number)
