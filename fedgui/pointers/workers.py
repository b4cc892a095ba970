"""Workers: each an object store of its own, reached by messages alone."""

from __future__ import annotations

import sys
import time
import weakref
from collections.abc import Iterable
from typing import TYPE_CHECKING, Self, cast

import torch

from fedgui.pointers.errors import (
    IdNotUniqueError,
    InvalidHookError,
    InvalidWorkerIdError,
    OtherSessionError,
    WorkerNotFoundException,
)
from fedgui.pointers.messages import Message
from fedgui.pointers.policy import SEALED, Mark, ReleasePolicy

if TYPE_CHECKING:
    from fedgui.pointers.hook import TorchHook
    from fedgui.pointers.session import Session
    from fedgui.pointers.tensors import PointerTensor

SERVER_ID = "me"
"""The id of the server, on which the script runs, as PySyft 0.2 called it."""


class VirtualWorker:
    """A worker in this process: its own store, its own release policy, reached by messages alone.

    Args:
        hook: what `sy.TorchHook(torch)` returned.
        id: its name. A second worker with the same id **is** the first one, so a cell that makes workers may run again.
        data: tensors that the worker holds from the start.
        log_msgs: whether `msg_history` keeps the messages that arrive, with their values as they were when sent.
        verbose: whether every message from and to the worker is printed; None does as the server does.
        message_pending_time: seconds that each message to the worker takes.

    The remaining arguments of PySyft 0.2 are taken and have no meaning here.

    Raises:
        InvalidHookError: `hook` is something else.
        InvalidWorkerIdError: the id is empty or not text.
        IdNotUniqueError: the id is the server's own, "me".
    """

    id: str
    hook: TorchHook
    session: Session
    _objects: dict[int, torch.Tensor]

    def __new__(cls, hook: TorchHook, id: str = "worker", *_: object, **__: object) -> Self:
        if not hasattr(hook, "session"):
            raise InvalidHookError(hook=repr(hook))
        if not isinstance(cast(object, id), str) or not id.strip():
            raise InvalidWorkerIdError(worker=repr(id))
        if id == SERVER_ID and SERVER_ID in hook.session.all_workers:
            raise IdNotUniqueError(worker=id)
        known = hook.session.all_workers.get(id)
        return super().__new__(cls) if known is None else cast(Self, known)

    def __init__(
        self,
        hook: TorchHook,
        id: str = "worker",
        data: Iterable[torch.Tensor] = (),
        *,
        log_msgs: bool = False,
        verbose: bool | None = None,
        message_pending_time: float = 0,
        **_ignored: object,
    ) -> None:
        if "session" not in self.__dict__:
            self.id = id
            self.hook = hook
            self.session = hook.session
            self._objects = {}
            self.marks: dict[int, Mark] = {}
            self.waiting: dict[int, weakref.ref[torch.Tensor]] = {}
            self.msg_history: list[Message] = []
            self.log_msgs = log_msgs
            self._pending_time = 0.0
            self._verbose = False
            self.session.add_worker(self)
            if log_msgs:
                self._watch()
            self.verbose = self.session.all_workers[SERVER_ID].verbose if verbose is None else verbose
            self.message_pending_time = message_pending_time
        for tensor in data or ():
            self.keep_data(self.session.new_id(), tensor)

    def __repr__(self) -> str:
        return f"<VirtualWorker id:{self.id} #objects:{len(self._objects)}>"

    @property
    def message_pending_time(self) -> float:
        """Seconds that each message to this worker takes, as on a slow network."""
        return self._pending_time

    @message_pending_time.setter
    def message_pending_time(self, seconds: float) -> None:
        self._pending_time = seconds
        if seconds:
            self._watch()

    @property
    def verbose(self) -> bool:
        """Whether every message from and to this worker is printed."""
        return self._verbose

    @verbose.setter
    def verbose(self, verbose: bool) -> None:
        self._verbose = verbose
        if verbose:
            self._watch()

    def _watch(self) -> None:
        """Be told of every message; a network that nobody watches is faster."""
        observers = self.session.network.observers
        if self._noticed not in observers:
            observers.append(self._noticed)

    def _noticed(self, message: Message, _subject: object) -> None:
        workers = self.session.all_workers
        sender, receiver = workers[message.sender], workers[message.receiver]
        if SERVER_ID not in (sender.id, receiver.id):
            there = message.object_id
            if sender.is_private(there) or receiver.is_private(there):
                message = message._replace(parts=())  # what one worker tells another is not for the script's eyes
        if self.verbose and self is (sender if sender.verbose else receiver):
            kind = f"{message.kind.capitalize()}Message"
            content = " ".join(str(value) for _, value in message.parts) or message.name
            sys.stdout.write(f"worker {sender} sending ({kind} {content}) to {receiver}\n")
            sys.stdout.write(f"worker {receiver} received {kind}\n")
        if message.receiver == self.id:
            if self.log_msgs:
                self.msg_history.append(message)
            if self._pending_time:
                time.sleep(self._pending_time)

    # What the worker itself may see

    @property
    def _tensors(self) -> dict[int, torch.Tensor]:
        return dict(self._objects)

    def list_objects(self) -> str:
        """What the store holds, as text: values, or the shape alone where a value is private."""
        rows = [
            f"{key}: private tensor of shape {tuple(value.shape)}" if key in self.marks else f"{key}: {value}"
            for key, value in self._objects.items()
        ]
        return "{" + ", ".join(rows) + "}"

    def objects_count(self) -> int:
        """How many objects the store holds."""
        return len(self._objects)

    def clear_objects(self) -> VirtualWorker:
        """Empty the store.

        Returns:
            This worker, so that `bob = bob.clear_objects()` works.
        """
        self._objects.clear()
        self.marks.clear()
        self.waiting.clear()
        return self

    def is_private(self, object_id: int) -> bool:
        """Whether the release policy keeps the object here. Costs no message."""
        return object_id in self.marks

    def search(self, query: str | int | Iterable[str | int] = ()) -> list[torch.Tensor]:
        """The objects that carry every tag (or the id) in `query`; all tagged ones for an empty query.

        Returns:
            The objects themselves, as PySyft did; pointers instead of those that are private.
        """
        return [self.pointer_to(key) if key in self.marks else self._objects[key] for key in self.find_ids(query)]

    def request_search(
        self, query: str | int | Iterable[str | int] = (), location: VirtualWorker | str | None = None
    ) -> list[torch.Tensor]:
        """Pointers to what `location` finds for `query`; they don't free the objects when they go."""
        if location is None:
            return self.search(query)
        location = find_worker(self.session, location)
        if location is self:
            return self.search(query)
        self.session.network.search(self.id, location.id, str(query))
        return [location.pointer_to(key, self) for key in location.find_ids(query)]

    def find_ids(self, query: str | int | Iterable[str | int]) -> list[int]:
        """Ids of the objects that carry every tag or id in `query`."""
        wanted = {query} if isinstance(query, (str, int)) else set(query)
        found = []
        for key, value in self._objects.items():
            names: set[object] = set(value.__dict__.get("tags", ())) | {key, str(key)}
            if wanted <= names if wanted else len(names) > 2:
                found.append(key)
        return found

    def pointer_to(self, object_id: int, owner: VirtualWorker | None = None) -> PointerTensor:
        """A pointer that doesn't free the object when it goes."""
        from fedgui.pointers.tensors import point

        real = self._objects[object_id]
        pointer = point(owner or self.session.local_worker, self, object_id, real)
        pointer.gc = False
        pointer.__dict__.update({key: real.__dict__[key] for key in ("tags", "description") if key in real.__dict__})
        return pointer

    @property
    def _known_workers(self) -> dict[str, VirtualWorker]:
        return dict(self.session.all_workers)

    # What the engine does with the store

    def keep_data(self, object_id: int, value: torch.Tensor, mark: Mark | None = None) -> None:
        """Store `value` as data: private by itself where the policy says so, or where it comes with a `mark`."""
        self._objects[object_id] = value
        if mark is None and self.session.policy is ReleasePolicy.LESSON:
            mark = whole_table(value)
        if mark is not None:
            self.marks[object_id] = mark

    def forget(self, object_id: int) -> bool:
        """Drop an object. Returns whether it was there."""
        if self.marks:
            self.marks.pop(object_id, None)
        if self.waiting:
            self.waiting.pop(object_id, None)
        return self._objects.pop(object_id, None) is not None


def whole_table(value: torch.Tensor) -> Mark:
    """The mark of data that has just arrived: one row an entry of its first dimension."""
    return Mark(rows=value.shape[0]) if value.dim() else SEALED


def find_worker(session: Session, worker: VirtualWorker | str) -> VirtualWorker:
    """The worker that `worker` names.

    Raises:
        WorkerNotFoundException: no worker of this session has that id.
        OtherSessionError: it belongs to another script.
    """
    if isinstance(worker, VirtualWorker):
        if worker.session is not session:
            raise OtherSessionError(worker=worker.id)
        return worker
    found = session.all_workers.get(worker) if isinstance(cast(object, worker), str) else None
    if found is None:
        is_name = isinstance(cast(object, worker), str) and worker.strip()
        raise WorkerNotFoundException(
            worker=worker if is_name else repr(worker), known=", ".join(session.workers) or "-"
        )
    return found
