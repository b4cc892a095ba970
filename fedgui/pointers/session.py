"""One script's world: its workers, its network, its ledger, and the `syft` module it imports."""

from __future__ import annotations

import itertools
import sys
import weakref
from random import Random
from types import ModuleType, TracebackType
from typing import Final, Self

import torch

from fedgui.pointers import syft
from fedgui.pointers.gradients import WaitingGradient
from fedgui.pointers.hook import TorchHook
from fedgui.pointers.messages import Network, Parts
from fedgui.pointers.policy import Release, ReleasePolicy
from fedgui.pointers.workers import SERVER_ID, VirtualWorker

_ID_RANGE: Final = 10**11
"""Ids have at most 11 digits, as PySyft's had."""


_serials = itertools.count(1)


class Session:
    """Everything that one script's remote tensors need; as a context, it serves `import syft`.

    Leaving the context takes every hook off torch, and puts `sys.modules` back as it was.

    Args:
        policy: what the workers keep to themselves.
        seed: of the ids. Torch's and Python's own random numbers are never touched.

    Attributes:
        network: carries and counts messages; its `observers` and `readers` may be changed at any time.
        ledger: what the workers let out to the server, oldest first.
        local_worker: the server.
        waiting_gradients: what stands for gradients that nobody has looked at since their model came back.
        serial: tells this session from all others in this process.
    """

    def __init__(self, policy: ReleasePolicy = ReleasePolicy.OPEN, seed: int = 0) -> None:
        self.policy = policy
        self.serial = next(_serials)
        self.network = Network()
        self.ledger: list[Release] = []
        self.all_workers: dict[str, VirtualWorker] = {}
        random = Random(seed)
        self._last_id = random.randrange(_ID_RANGE)
        # Odd and not a multiple of 5, so that adding it visits every id once before any comes again.
        self._id_step = random.randrange(_ID_RANGE // 10) * 10 + 3
        self.waiting_gradients: weakref.WeakValueDictionary[int, WaitingGradient] = weakref.WeakValueDictionary()
        self.ended = False
        self._modules_before: dict[str, ModuleType | None] = {}
        self.hook = TorchHook(torch, session=self)
        self.local_worker = VirtualWorker(self.hook, SERVER_ID)

    @property
    def workers(self) -> dict[str, VirtualWorker]:
        """The workers by id, in the order in which the script made them, without the server."""
        return {key: worker for key, worker in self.all_workers.items() if key != SERVER_ID}

    def add_worker(self, worker: VirtualWorker) -> None:
        """Make `worker` known to the others."""
        self.all_workers[worker.id] = worker

    def new_id(self) -> int:
        """An id that no object of this session has yet."""
        self._last_id = (self._last_id + self._id_step) % _ID_RANGE
        return self._last_id

    def __enter__(self) -> Self:
        for name, module in syft.modules(self).items():
            self._modules_before[name] = sys.modules.get(name)
            sys.modules[name] = module
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.hook.unhook()
        for name, module in self._modules_before.items():
            if module is None:
                sys.modules.pop(name, None)
            else:
                sys.modules[name] = module
        self._modules_before.clear()
        for worker in self.all_workers.values():
            worker.clear_objects()
        self.ended = True

    def release(
        self, worker: VirtualWorker, name: str, parts: Parts, why: str, subject: object, object_id: int = 0
    ) -> None:
        """Let `parts` cross from `worker` to the server, and write it to the ledger."""
        size = self.network.carry(worker.id, SERVER_ID, name, parts, subject, object_id)
        ledger = self.ledger
        ledger.append(Release(len(ledger), worker.id, name, size, why))
