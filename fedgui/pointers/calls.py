"""What the engine says about the calls that it passes on: names, errors, and the line that they come from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers.errors import PointerError, failed_on
from fedgui.pointers.phrases import withheld_reason

if TYPE_CHECKING:
    from fedgui.pointers.workers import VirtualWorker

_engine: Any = torch.autograd.Variable._execution_engine  # noqa: SLF001


class RemoteFunction:
    """The operation that made a remote value, by its name alone."""

    __slots__ = ("_name", "_worker")

    def __init__(self, name: str, worker: str) -> None:
        self._name = name
        self._worker = worker

    def name(self) -> str:
        """torch's name for it, such as "SumBackward0"."""
        return self._name

    def __repr__(self) -> str:
        return f"<{self._name} on {self._worker}>"


def operation_name(func: object) -> str:
    """What an error calls one of torch's inner operations."""
    return str(func).removeprefix("aten.").partition(".")[0]


def perform(
    location: VirtualWorker, name: str, func: Callable[..., Any], args: Iterable[Any], kwargs: Mapping[str, Any]
) -> Any:
    """Call `func` on the worker's own values.

    Raises:
        RemoteOperationError: torch could not, with torch's reason and the worker's name.
    """
    try:
        return func(*args, **kwargs)
    except PointerError:  # along a chain, the next worker has said it already
        raise
    except Exception as error:  # noqa: BLE001 (whatever torch raises)
        raise failed_on(location.id, name, error, told(location, name, func, args, kwargs, error)) from None


def told(
    location: VirtualWorker,
    name: str,
    func: Callable[..., Any],
    args: Iterable[Any],
    kwargs: Mapping[str, Any],
    error: Exception,
) -> str:
    """torch's own words for `error`, unless they would tell private values, such as an index that is out of range.

    They tell none if zeros in place of all private values lead to the same words.
    """
    text = str(error)
    if not location.marks or name == "backward" or not any(map(str.isdigit, text)):
        return text
    public = {id(real) for key, real in location._objects.items() if key not in location.marks}
    private = False

    def stand_in(value: Any) -> Any:
        nonlocal private
        if not isinstance(value, torch.Tensor):
            return value
        private = private or id(value) not in public
        with torch.no_grad():
            copied = value.clone() if id(value) in public else torch.zeros_like(value)
        return copied.requires_grad_(value.requires_grad)

    stand_ins = pytree.tree_map(stand_in, (tuple(args), dict(kwargs)))
    if not private:
        return text
    try:
        with torch.random.fork_rng(devices=[]):
            func(*stand_ins[0], **stand_ins[1])
    except Exception as again:  # noqa: BLE001 (whatever torch raises)
        if str(again) == text:
            return text
    return withheld_reason()


def run_backward(real: torch.Tensor, retain_graph: bool | None, create_graph: bool) -> None:
    """As `real.backward(None, retain_graph, create_graph)`.

    A single number of a training step goes to torch's engine at once; what torch's own method does before that costs
    as much as a small network's whole backward pass, and is left to it in every other case, errors among them.
    """
    if type(real) is torch.Tensor and real.requires_grad and real.numel() == 1 and real.is_floating_point():
        retain = create_graph if retain_graph is None else retain_graph
        _engine.run_backward(
            (real,), (torch.ones_like(real),), retain, create_graph, (), allow_unreachable=True, accumulate_grad=True
        )
    else:
        real.backward(None, retain_graph, create_graph)  # type: ignore[no-untyped-call]


def shorten(text: str) -> str:
    """The first line of a description, as PySyft printed it."""
    return text.split("\n", 1)[0] + "..."


def calling_line() -> int:
    """The line of the script that called into this package; 0 if there is none."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(("fedgui.pointers", "torch")):
        frame = frame.f_back
    return 0 if frame is None else frame.f_lineno
