"""Ways in which torch shows a script what it computes, and with it what workers compute on private values.

torch calls a script's mode with the arguments of every function or operation, and its hooks on saved tensors with what
autograd keeps for the way back. While a session keeps something private, such a watcher of the script's own is refused
when it begins. torch's own modes, such as a default device, go on.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import torch
from torch.autograd.graph import saved_tensors_hooks
from torch.overrides import TorchFunctionMode
from torch.utils import _python_dispatch
from torch.utils._python_dispatch import TorchDispatchMode

from fedgui.pointers.commands import is_torchs
from fedgui.pointers.errors import WatchingNotPermittedError
from fedgui.pointers.policy import ReleasePolicy

if TYPE_CHECKING:
    from fedgui.pointers.session import Session

_function_modes: Callable[[], list[TorchFunctionMode]] = torch.overrides._get_current_function_mode_stack  # noqa: SLF001
_saved_tensors_hooks: Callable[[bool], Any] = torch._C._autograd._top_saved_tensors_default_hooks  # noqa: SLF001


def guarded(kind: type, session: Session) -> Callable[[Any], Any]:
    """What stands for `kind.__enter__` while torch is hooked."""
    enter: Callable[[Any], Any] = kind.__enter__  # type: ignore[attr-defined]

    @functools.wraps(enter)
    def __enter__(self: Any) -> Any:  # noqa: N807 (its name in tracebacks)
        if _is_the_scripts(self) and _keeps_something(session):
            _refuse(self, session)
        return enter(self)

    return __enter__


KINDS = (TorchFunctionMode, TorchDispatchMode, saved_tensors_hooks)
"""The context managers by which a script can watch."""


def refuse_present(session: Session) -> None:
    """Refuse to make something private while a script watches.

    Raises:
        WatchingNotPermittedError: it does.
    """
    for watcher in _present():
        if _is_the_scripts(watcher):
            _refuse(watcher, session)


def _present() -> Iterator[Any]:
    yield from _function_modes()
    yield from _python_dispatch._get_current_dispatch_mode_stack()  # noqa: SLF001 (not told otherwise)
    hooks = _saved_tensors_hooks(True)
    if hooks is not None:
        yield saved_tensors_hooks(*hooks[:2])


def _is_the_scripts(watcher: Any) -> bool:
    if isinstance(watcher, saved_tensors_hooks):
        return not (is_torchs(watcher.pack_hook) and is_torchs(watcher.unpack_hook))
    return type(watcher).__module__.partition(".")[0] != "torch"  # a mode's methods may be wrapped by torch's own


def _keeps_something(session: Session) -> bool:
    return session.policy is ReleasePolicy.LESSON or any(worker.marks for worker in session.all_workers.values())


def _refuse(watcher: object, session: Session) -> None:
    raise WatchingNotPermittedError(
        operation=type(watcher).__name__, worker=", ".join(session.workers) or session.local_worker.id
    ) from None
