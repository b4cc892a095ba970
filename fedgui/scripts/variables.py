"""Sorts a script's variables: a record is about tensors, pointers and modules, and most are none of these."""

from __future__ import annotations

from typing import NamedTuple

import torch
from torch import nn

from fedgui.pointers import PointerTensor
from fedgui.scripts.namespaces import Namespaces
from fedgui.scripts.trace import SERVER, Key

_OTHER, _TENSOR, _POINTER, _MODULE = 1, 2, 3, 4


class Variables(NamedTuple):
    """The variables that a record is about, each told by the place of its namespace and its name.

    Attributes:
        tensors: the server's own, with the key of each in the scene; of two with one name the inner one alone.
        pointers: outermost first.
        modules: outermost first.
    """

    tensors: tuple[tuple[int, str, Key], ...] = ()
    pointers: tuple[tuple[int, str], ...] = ()
    modules: tuple[tuple[int, str], ...] = ()


class VariableSorter:
    """Sorts variables, and remembers how: as long as names and types stay as they were, so does the answer."""

    def __init__(self) -> None:
        self._now: list[str | type | None] = []
        self._latest = Variables()
        self._kinds: dict[type, int] = {}

    def sort(self, namespaces: Namespaces) -> Variables:
        """Those that a record is about; the very object of the last call, if nothing is new."""
        now: list[str | type | None] = []
        for names in namespaces:
            now += names
            now += map(type, names.values())
            now.append(None)  # two namespaces are not one
        if now != self._now:
            self._now, self._latest = now, self._sort_anew(namespaces)
        return self._latest

    def _sort_anew(self, namespaces: Namespaces) -> Variables:
        tensors: dict[str, tuple[int, str, Key]] = {}
        pointers: list[tuple[int, str]] = []
        modules: list[tuple[int, str]] = []
        for place, names in enumerate(namespaces):
            for name, value in list(names.items()):  # another thread of the script may add one meanwhile
                kind = self._kinds.get(type(value)) or self._learn(type(value))
                if kind == _TENSOR:
                    tensors[name] = place, name, ("tensor", SERVER, name)
                elif kind == _POINTER:
                    pointers.append((place, name))
                elif kind == _MODULE:
                    modules.append((place, name))
        return Variables(tuple(tensors.values()), tuple(pointers), tuple(modules))

    def _learn(self, kind: type) -> int:
        if kind is torch.Tensor:
            found = _TENSOR
        elif issubclass(kind, PointerTensor):
            found = _POINTER
        else:
            found = _MODULE if issubclass(kind, nn.Module) else _OTHER
        self._kinds[kind] = found
        return found
