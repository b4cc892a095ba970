"""What a script's variables and modules hold, as far as the record is concerned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import FrameType
from typing import Final

import torch
from torch import nn

from fedgui.pointers import PointerTensor
from fedgui.scripts.trace import Role

_TARGET_WORDS: Final = ("target", "label")

Namespaces = Sequence[Mapping[str, object]]
"""Variables by name; later ones hide those before."""


def guess_role(name: str, rows: int, there: list[tuple[Role, tuple[int, ...]]]) -> Role:
    """Features come first; a table that is named so, or follows one with as many rows, holds their targets.

    Args:
        name: what the script calls it; "" for none.
        rows: how many it has; 0 for a single number.
        there: what lies beside it already, with their shapes.
    """
    if rows == 0:
        return Role.RESULT
    if any(word in name.lower() for word in _TARGET_WORDS):
        return Role.TARGET
    as_long = [role for role, shape in there if shape and shape[0] == rows]
    return Role.TARGET if as_long.count(Role.DATA) > as_long.count(Role.TARGET) else Role.DATA


def parameters_of(module: nn.Module) -> list[tuple[str, torch.Tensor]]:
    """As `named_parameters`, which takes several times as long: this is asked at every line."""
    if not module._modules:
        return [(name, parameter) for name, parameter in module._parameters.items() if parameter is not None]
    found: list[tuple[str, torch.Tensor]] = []
    todo = [("", module)]
    while todo:
        prefix, part = todo.pop()
        for name, parameter in part._parameters.items():
            if parameter is not None:
                found.append((prefix + name, parameter))
        if part._modules:
            inner = [(f"{prefix}{name}.", inner) for name, inner in part._modules.items() if inner is not None]
            todo.extend(reversed(inner))
    return found


def is_made(module: nn.Module) -> bool:
    """Whether torch has made a module ready to hold anything.

    A script that is watched while it runs the `__init__` of a class of its own has one that is not yet, up to the line
    `super().__init__()`; asked for its parameters, it raises AttributeError.
    """
    return "_modules" in module.__dict__


def has_parameters(module: nn.Module) -> bool:
    """Whether there is anything to train in `module`."""
    return any(parameter is not None for parameter in module._parameters.values()) or bool(parameters_of(module))


def add_remote_ids(module: nn.Module, found: set[int]) -> None:
    """Add the ids at which a worker keeps the tensors of `module`."""
    for members in (module._parameters, module._buffers):
        if members:
            found.update([tensor.id_at_location for tensor in members.values() if type(tensor) is PointerTensor])
    if module._modules:
        for inner in module._modules.values():
            if inner is not None:
                add_remote_ids(inner, found)


def namespaces_of(frame: FrameType) -> Namespaces:
    """The script's variables by name, seen from `frame`: its globals, then its functions' locals, outermost first."""
    found: list[Mapping[str, object]] = []
    here: FrameType | None = frame
    while here is not None and here.f_code.co_filename == frame.f_code.co_filename:
        names = here.f_locals  # made anew at every call
        if names is not here.f_globals:
            found.append(names)
        here = here.f_back
    found.append(frame.f_globals)
    found.reverse()
    return found
