"""The modules that a script gets for `import syft`."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

import torch

from fedgui.pointers import errors
from fedgui.pointers.optimizers import Optims
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import VirtualWorker

if TYPE_CHECKING:
    from fedgui.pointers.hook import TorchHook
    from fedgui.pointers.session import Session


_NEVER_RAISED: Final = (
    "CannotRequestObjectAttribute",
    "PureFrameworkTensorFoundError",
    "RemoteObjectFoundError",
    "ResponseSignatureError",
)
"""PySyft's names for what does not happen here; scripts may import and catch them."""


class PrivateGridNetwork:
    """Several workers that are searched together."""

    def __init__(self, *workers: VirtualWorker) -> None:
        self.workers = workers

    def search(self, *query: str) -> dict[str, list[torch.Tensor]]:
        """Pointers to what carries every tag in `query`, by worker id; workers that have nothing are left out."""
        found = {}
        for worker in self.workers:
            pointers = worker.session.local_worker.request_search(query, location=worker)
            if pointers:
                found[worker.id] = pointers
        return found


def modules(session: Session) -> dict[str, ModuleType]:
    """The modules by the names under which a script imports them, parents first."""

    def hook_torch(
        _torch: ModuleType, local_worker: Any = None, is_client: bool = True, verbose: bool = False, **_: Any
    ) -> TorchHook:
        """Attach to torch. Where `verbose`, every message is printed; the other arguments have no meaning here."""
        del local_worker, is_client
        if verbose:
            session.local_worker.verbose = True
        return session.hook.hook()

    names = [name for name in vars(errors) if name.endswith(("Error", "Exception", "ForRemoteGet"))]
    contents: dict[str, dict[str, Any]] = {
        "syft": {
            "TorchHook": hook_torch,
            "VirtualWorker": VirtualWorker,
            "PointerTensor": PointerTensor,
            "PrivateGridNetwork": PrivateGridNetwork,
            "local_worker": session.local_worker,
            "hook": session.hook,
            "__path__": [],
        },
        "syft.exceptions": {name: getattr(errors, name) for name in names}
        | {name: type(name, (errors.PointerError,), {}) for name in _NEVER_RAISED},
        "syft.federated": {"__path__": []},
        "syft.federated.floptimizer": {"Optims": Optims},
    }
    made: dict[str, ModuleType] = {}
    for name, attributes in contents.items():
        module = made[name] = ModuleType(name, "Remote tensors, served by fedgui.")
        vars(module).update(attributes)
        parent, _, child = name.rpartition(".")
        if parent:
            setattr(made[parent], child, module)
    return made
