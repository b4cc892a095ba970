"""TorchHook: gives torch's tensors and modules `.send` and its relatives, and takes them away again."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from functools import cached_property
from types import ModuleType
from typing import TYPE_CHECKING, Any

import torch
from torch import nn
from torch.optim import Optimizer

from fedgui.pointers import gradients, layers, modules, multi, permissions, sharing, transfer, watchers
from fedgui.pointers.calls import shorten
from fedgui.pointers.errors import LocalTensorError
from fedgui.pointers.optimizers import StepHooks, optimizer_kinds, with_remote_steps
from fedgui.pointers.phrases import tensor_of_shape
from fedgui.pointers.policy import SEALED, ReleasePolicy
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import VirtualWorker, find_worker, whole_table

if TYPE_CHECKING:
    from fedgui.pointers.session import Session

log = logging.getLogger(__name__)
_ABSENT = object()


class _Attribute:
    """An attribute that is computed until an object has one of its own."""

    def __init__(self, compute: Callable[[Any], Any]) -> None:
        self._compute = compute

    def __get__(self, instance: object, owner: type) -> Any:
        return self if instance is None else self._compute(instance)


class TorchHook:
    """What attaches a session to torch. Hooking twice is harmless, and `unhook` puts torch back as it was."""

    def __init__(self, module: ModuleType, session: Session) -> None:
        self.torch = module
        self.session = session
        self.steps = StepHooks(session)
        self._before: list[tuple[type, str, object]] = []

    @property
    def local_worker(self) -> VirtualWorker:
        """The server."""
        return self.session.local_worker

    @cached_property
    def randomness(self) -> torch.Generator:
        """Where secret shares come from; torch's own random numbers stay the script's."""
        return torch.Generator().manual_seed(self.session.new_id())

    def hook(self) -> TorchHook:
        """Attach; a second time only says so in the log."""
        if self._before:
            log.warning("Torch was already hooked... skipping hooking process")
            return self
        if self.session.policy is ReleasePolicy.LESSON:
            watchers.refuse_present(self.session)
        for name, value in {**self._tensor_attributes(), **self._sharing(), **_TENSOR_METHODS}.items():
            self._attach(torch.Tensor, name, value)
        self._attach(torch.Tensor, "data", _guarded_data())
        for name, value in {**self._module_attributes(), **self._guarded_state(), "__call__": _call()}.items():
            self._attach(nn.Module, name, value)
        self._attach(Optimizer, "zero_grad", self._zero_grad())
        self._attach(Optimizer, "state_dict", self._state_dict())
        for kind in optimizer_kinds():
            self._attach(kind, "step", with_remote_steps(kind, self.steps))
        for watching in watchers.KINDS:
            self._attach(watching, "__enter__", watchers.guarded(watching, self.session))
        self.steps.attach()
        return self

    def unhook(self) -> None:
        """Take everything off torch again."""
        self.steps.detach()
        while self._before:
            owner, name, value = self._before.pop()
            if value is _ABSENT:
                delattr(owner, name)
            else:
                setattr(owner, name, value)

    def _attach(self, owner: type, name: str, value: object) -> None:
        self._before.append((owner, name, owner.__dict__.get(name, _ABSENT)))
        setattr(owner, name, value)

    def _tensor_attributes(self) -> dict[str, object]:
        session = self.session

        def send(
            self: torch.Tensor,
            worker: Any,
            *others: Any,
            garbage_collect_data: bool = True,
            requires_grad: bool = False,
            user: str | None = None,  # noqa: ARG001 (only private tensors ask for one)
        ) -> torch.Tensor:
            named = worker if isinstance(worker, (list, tuple)) and worker and not others else (worker, *others)
            targets = [find_worker(session, target) for target in named]
            if requires_grad:
                pointers = [gradients.send(self, target, garbage_collect_data) for target in targets]
            else:
                pointers = [transfer.send(self, target, garbage_collect_data) for target in targets]
            return pointers[0] if len(pointers) == 1 else multi.MultiPointerTensor.of(pointers)

        def send_(self: torch.Tensor, worker: Any) -> torch.Tensor:
            return transfer.send_in_place(self, find_worker(session, worker))

        def move(self: torch.Tensor, worker: Any) -> torch.Tensor:
            return transfer.move(transfer.require_pointer(self, "move()"), find_worker(session, worker))

        def remote_send(self: torch.Tensor, worker: Any) -> torch.Tensor:
            return transfer.remote_send(transfer.require_pointer(self, "remote_send()"), find_worker(session, worker))

        original_repr: Callable[..., str] = torch.Tensor.__repr__

        def tagged_repr(self: Any, *, tensor_contents: object = None) -> str:
            text = original_repr(self, tensor_contents=tensor_contents)
            state = vars(self)
            if type(self) is torch.Tensor and "tags" in state:
                text += f"\n\tTags: {' '.join(sorted(state['tags']))} "
                if state.get("description"):
                    text += f"\n\tDescription: {shorten(state['description'])}"
                text += f"\n\tShape: {self.shape}"
            return text

        return {
            "id": _Attribute(lambda tensor: transfer.id_of(tensor, session)),
            "owner": _Attribute(lambda _: session.local_worker),
            "location": _Attribute(lambda _: None),
            "tags": _Attribute(lambda _: set()),
            "description": _Attribute(lambda _: None),
            "send": send,
            "send_": send_,
            "move": move,
            "remote_send": remote_send,
            "__repr__": tagged_repr,
        }

    def _sharing(self) -> dict[str, object]:
        session = self.session

        def provider(worker: Any) -> VirtualWorker:
            return session.local_worker if worker is None else find_worker(session, worker)

        def share(self: torch.Tensor, *workers: Any, crypto_provider: Any = None) -> torch.Tensor:
            holders = [find_worker(session, worker) for worker in workers]
            return sharing.share(self, session, holders, provider(crypto_provider))

        def encrypt(
            self: torch.Tensor,
            protocol: str = "mpc",
            *,
            workers: Any,
            crypto_provider: Any = None,
            base: int = 10,
            precision_fractional: int = 3,
        ) -> torch.Tensor:
            sharing.require_protocol(protocol)
            return share(sharing.fix_prec(self, base, precision_fractional), *workers, crypto_provider=crypto_provider)

        return {"share": share, "encrypt": encrypt}

    def _zero_grad(self) -> Callable[..., None]:
        steps, original = self.steps, Optimizer.zero_grad

        def zero_grad(self: Optimizer, set_to_none: bool = True) -> None:
            if not (set_to_none and steps.drop_gradients(self)):
                original(self, set_to_none)

        return zero_grad

    def _state_dict(self) -> Callable[..., Any]:
        steps, read = self.steps, Optimizer.state_dict

        def state_dict(self: Optimizer) -> Any:
            steps.bring_state(self)  # of a model that is here: it may be saved with it
            return read(self)

        return state_dict

    def _module_attributes(self) -> dict[str, object]:
        session = self.session

        def send(self: nn.Module, worker: Any) -> nn.Module:
            modules.send(self, find_worker(session, worker))
            return self

        def get(self: nn.Module) -> nn.Module:
            modules.get(self)
            return self

        def move(self: nn.Module, worker: Any) -> nn.Module:
            modules.move(self, find_worker(session, worker))
            return self

        return {
            "send": send,
            "get": get,
            "move": move,
            "copy": modules.copy,
            "location": _Attribute(modules.location_of),
        }

    @staticmethod
    def _guarded_state() -> dict[str, object]:
        read, load = nn.Module.state_dict, nn.Module.load_state_dict

        def state_dict(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
            modules.refuse_state(self, "state_dict()")
            return read(self, *args, **kwargs)

        def load_state_dict(self: nn.Module, *args: Any, **kwargs: Any) -> Any:
            modules.refuse_state(self, "load_state_dict()")
            return load(self, *args, **kwargs)

        return {"state_dict": state_dict, "load_state_dict": load_state_dict}


def _guarded_data() -> property:
    """`tensor.data`, which a pointer can't be assigned to: torch itself would take it, and crash later."""
    data: Any = torch._C.TensorBase.__dict__["data"]

    def assign(self: torch.Tensor, value: torch.Tensor) -> None:
        if isinstance(value, gradients.WaitingGradient):
            value = value.fetch()
        elif isinstance(value, PointerTensor):
            raise LocalTensorError(
                operation="data",
                remote=value.describe_self(),
                worker=value.location.id,
                local=tensor_of_shape(self.shape),
            )
        data.__set__(self, value)

    return property(data.__get__, assign)


def _call() -> Callable[..., Any]:
    """What calls a module: on the worker as a whole, where that is possible."""
    call, kinds, run = nn.Module.__call__, layers.KINDS, layers.run

    def __call__(self: nn.Module, *args: Any, **kwargs: Any) -> Any:  # noqa: N807 (its name in tracebacks)
        if args and type(args[0]) is PointerTensor:
            if type(self) in kinds and not kwargs:
                result = run(self, args)
                if result is not NotImplemented:
                    return result
            modules.refuse_backward_hooks(self, args[0])
            if isinstance(self, (nn.RNNBase, nn.RNNCellBase)) and len(args) == 1 and not kwargs:
                args = args[0], layers.first_state_of(self, args[0])
        return call(self, *args, **kwargs)

    return __call__


def _get(self: torch.Tensor, sum_results: bool = False, user: str | None = None) -> Any:
    if type(self) is PointerTensor:
        return transfer.get(self) if user is None else permissions.get_as(self, user)
    if isinstance(self, multi.MultiPointerTensor):
        return self.fetch(sum_results)
    return transfer.get(transfer.require_pointer(self, "get()"))


def _get_in_place(self: torch.Tensor) -> torch.Tensor:
    transfer.come_back(transfer.require_pointer(self, "get_()"))
    return self


def _remote_get(self: torch.Tensor) -> torch.Tensor:
    return transfer.remote_get(transfer.as_chain(self))


def _copy(self: torch.Tensor) -> torch.Tensor:
    return transfer.copy(self) if isinstance(self, PointerTensor) else transfer.carry_copy(self)


def _tag(self: Any, *tags: str) -> Any:
    self.tags = self.tags | set(tags)
    if isinstance(self, PointerTensor):
        self._value().tags = self.tags  # type: ignore[attr-defined]
    return self


def _describe(self: Any, description: str) -> Any:
    self.description = description
    if isinstance(self, PointerTensor):
        self._value().description = description  # type: ignore[attr-defined]
    return self


def _private(self: torch.Tensor) -> torch.Tensor:
    """Mark the value as private, under any policy: neither it nor what is computed from it leaves its worker."""
    if isinstance(self, multi.MultiPointerTensor):
        for part in self.pointers:
            _private(part)
        return self
    pointer = transfer.require_pointer(self, "private()")
    real = pointer._value()
    watchers.refuse_present(pointer.location.session)
    pointer.location.marks[pointer.id_at_location] = SEALED if isinstance(real, PointerTensor) else whole_table(real)
    return self


def _private_tensor(self: torch.Tensor, allowed_users: Iterable[str]) -> torch.Tensor:
    """The same values, which only `allowed_users` may send and fetch."""
    return permissions.PrivateTensor.of(self, allowed_users)


_TENSOR_METHODS: dict[str, object] = {
    "get": _get,
    "get_": _get_in_place,
    "remote_get": _remote_get,
    "copy": _copy,
    "tag": _tag,
    "describe": _describe,
    "private": _private,
    "private_tensor": _private_tensor,
    "fix_prec": sharing.fix_prec,
    "fix_precision": sharing.fix_prec,
    "float_prec": sharing.float_prec,
    "float_precision": sharing.float_prec,
    "decrypt": sharing.decrypt,
}
