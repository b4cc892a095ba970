"""What the engine says about the calls that it passes on: names, errors, and the line that they come from."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from types import FrameType
from typing import TYPE_CHECKING, Any

from fedgui.pointers.errors import PointerError, failed_on

if TYPE_CHECKING:
    from fedgui.pointers.workers import VirtualWorker


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
        raise failed_on(location.id, name, error) from None


def shorten(text: str) -> str:
    """The first line of a description, as PySyft printed it."""
    return text.split("\n", 1)[0] + "..."


def calling_line() -> int:
    """The line of the script that called into this package; 0 if there is none."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__", "").startswith(("fedgui.pointers", "torch")):
        frame = frame.f_back
    return 0 if frame is None else frame.f_lineno
