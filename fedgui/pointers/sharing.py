"""Additive secret sharing: a value is split into numbers that look random, one for each worker, and add up to it.

A whole number x becomes shares x₁ + … + xₙ = x modulo 2⁶⁴, all but one of them drawn at random. Each share alone, and
all but one of them together, are uniformly distributed and tell nothing about x. Sums, differences and products with
numbers that everybody knows are computed by each worker on its own shares; what products of shared values and
divisions need besides is in `protocols`.

This holds for workers who follow the protocol, and for a crypto provider who tells nobody what it dealt. The random
numbers come from a seeded generator of torch's, so that a record can be repeated: they are for learning, not for
secrets.

The policy follows the value. The server may share out what is its own, and fetch it again. Whoever may use a worker's
private value may have that worker share it out, since no worker learns it from its share; but the shares are private
wherever they are, and so is all that is computed from them: nobody can fetch them one by one, or joined.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import reduce
from operator import add
from typing import TYPE_CHECKING, Any, NoReturn

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers import transfer
from fedgui.pointers.calls import calling_line, perform
from fedgui.pointers.commands import COMMANDS, learn
from fedgui.pointers.errors import (
    AlreadyFetchedError,
    CannotSendError,
    FixedPrecisionOperationError,
    NotFixedPrecisionError,
    NotWholeNumbersError,
    ShareHoldersError,
    TensorsNotCollocatedException,
    UnknownProtocolError,
    ValueNotHereError,
)
from fedgui.pointers.fixed_point import FixedPrecisionTensor, Inner, Precision, RingTensor
from fedgui.pointers.operations import check_release, mark_of
from fedgui.pointers.phrases import another_tensor, one_tensor, shared_tensor, tensor_of_shape
from fedgui.pointers.policy import Mark
from fedgui.pointers.protocols import deliver, divide, multiply, sealed, split, store
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import VirtualWorker

if TYPE_CHECKING:
    from fedgui.pointers.session import Session

_make_wrapper: Callable[..., Any] = torch.Tensor._make_wrapper_subclass


class AdditiveSharingTensor(RingTensor):
    """A value that is shared out among workers.

    Attributes:
        shares: pointers to the shares, in the order of the workers.
        provider: deals the random numbers that products need.
    """

    shares: list[PointerTensor]
    provider: VirtualWorker
    shared = True

    @classmethod
    def of(
        cls, shares: Sequence[PointerTensor], provider: VirtualWorker, precision: Precision | None
    ) -> AdditiveSharingTensor:
        """The value of which these are the shares."""
        self: AdditiveSharingTensor = _make_wrapper(cls, shares[0]._value().shape, dtype=torch.int64)
        self.shares = list(shares)
        self.provider = provider
        self.precision = precision
        return self

    @property
    def location(self) -> list[VirtualWorker]:
        """The workers that hold the shares."""
        return [share.location for share in self.shares]

    @property
    def child(self) -> Inner:
        """As in PySyft 0.2: `.child` takes one layer off; the last is a table of the shares by worker id."""
        lines = "".join(f"\n\t-> {share.bare_repr()}" for share in self.shares)
        shared = Inner(
            f"[AdditiveSharingTensor]{lines}\n\t*crypto provider: {self.provider.id}*",
            {share.location.id: share for share in self.shares},
        )
        return shared if self.precision is None else Inner(f"FixedPrecisionTensor>{shared}", shared)

    def get(self) -> torch.Tensor:
        """Fetch all shares and add them up; the workers keep none.

        Returns:
            Whole numbers (int64), or numbers of fixed precision if that is what was shared.

        Raises:
            GetNotPermittedError: they come from a private value. Nothing is fetched then.
            AlreadyFetchedError, ObjectNotFoundError: a share is no longer there.
        """
        for share in self.shares:
            share._value()
            check_release(share)
        steps = reduce(add, [transfer.get(share) for share in self.shares])
        return steps if self.precision is None else FixedPrecisionTensor.of(steps, self.precision)

    def send(self, *_: Any, **__: Any) -> NoReturn:
        raise CannotSendError(operation="send()", tensor=shared_tensor(), worker=_names(self.location))

    send_ = send

    def linear(self, func: Callable[..., Any], args: Any, kwargs: Any) -> RingTensor:
        results = []
        for index in range(len(self.shares)):
            mine = pytree.tree_map(lambda value, index=index: self._share_of(value, index), (args, kwargs))
            results.append(func(*mine[0], **mine[1]))
        return self._with(results)

    def _share_of(self, value: Any, index: int) -> Any:
        if not isinstance(value, AdditiveSharingTensor):
            return value
        self._require_same_holders(value)
        return value.shares[index]

    def plus(self, other: torch.Tensor) -> RingTensor:
        if isinstance(other, AdditiveSharingTensor):
            self._require_same_holders(other)
            sums: list[Any] = [mine + theirs for mine, theirs in zip(self.shares, other.shares, strict=True)]
            return self._with(sums)
        shape = torch.broadcast_shapes(self.shape, other.shape)  # type: ignore[no-untyped-call]
        shares: list[Any] = [share if share.shape == shape else share.expand(shape) for share in self.shares]
        return self._with([shares[0] + self._public(other, self.shares[0].location), *shares[1:]])

    def times(self, func: Callable[..., Any], other: torch.Tensor, other_first: bool) -> RingTensor:
        if isinstance(other, AdditiveSharingTensor):
            self._require_same_holders(other)
            left, right = (other, self) if other_first else (self, other)
            return self._with(multiply(func, left.shares, right.shares, self.provider))
        shares = []
        for share in self.shares:
            public = self._public(other, share.location)
            shares.append(func(public, share) if other_first else func(share, public))
        return self._with(shares)

    def divided(self, divisor: int) -> RingTensor:
        return self._with(divide(self.shares, divisor, self.provider))

    def _public(self, value: torch.Tensor, worker: VirtualWorker) -> Any:
        """What everybody knows: a single number goes along with the command, a tensor is sent."""
        if value.dim() == 0:
            return int(value.item())
        return deliver(worker.session.local_worker, worker, "public", value.clone(), None)

    def _with(self, shares: Sequence[PointerTensor]) -> AdditiveSharingTensor:
        return AdditiveSharingTensor.of(shares, self.provider, self.precision)

    def _require_same_holders(self, other: AdditiveSharingTensor) -> None:
        if self.location != other.location:
            raise TensorsNotCollocatedException(
                operation="a shared operation",
                first=one_tensor(),
                first_worker=_names(self.location),
                second=another_tensor(),
                second_worker=_names(other.location),
            ) from None

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return f"(Wrapper)>{self.child}"


class SharesPointer(torch.Tensor):
    """What a worker's `share()` leaves here: the worker holds the pointers to the shares; `.get()` brings them.

    Attributes:
        worker: who shared its value out.
    """

    worker: VirtualWorker
    _held: AdditiveSharingTensor
    _ids: tuple[int, int]
    _fetched_on = 0

    @classmethod
    def of(cls, worker: VirtualWorker, held: AdditiveSharingTensor) -> SharesPointer:
        """A pointer to the shares that `worker` holds pointers to."""
        self: SharesPointer = _make_wrapper(cls, held.shape, dtype=held.dtype)
        self.worker = worker
        self._held = held
        self._ids = worker.session.new_id(), worker.session.new_id()
        return self

    @property
    def location(self) -> VirtualWorker:
        return self.worker

    def get(self) -> AdditiveSharingTensor:
        """Bring the pointers here; the shares stay where they are.

        Raises:
            AlreadyFetchedError: they were brought before.
        """
        session = self.worker.session
        if self._fetched_on:
            raise AlreadyFetchedError(tensor=shared_tensor(), worker=self.worker.id, line=self._fetched_on) from None
        self._fetched_on = calling_line()
        session.network.request(session.local_worker.id, self.worker.id, "shares", None)
        session.network.carry(self.worker.id, session.local_worker.id, "shares", [], None)
        for share in self._held.shares:
            share.owner = session.local_worker
        return self._held

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        command = COMMANDS.get(func) or learn(func)
        if command.metadata:
            with torch._C.DisableTorchFunctionSubclass():
                return func(*args, **(kwargs or {}))
        workers = [value.worker.id for value in pytree.tree_leaves((args, kwargs)) if isinstance(value, SharesPointer)]
        raise ValueNotHereError(operation=command.name, tensor=shared_tensor(), worker=workers[0]) from None

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's stub leaves out the function
        cls, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        return cls.__torch_function__(func, types, args, kwargs)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        pointer, held = self._ids
        return f"(Wrapper)>[PointerTensor | me:{pointer} -> {self.worker.id}:{held}]"


# What scripts call


def fix_prec(tensor: torch.Tensor, base: int = 10, precision_fractional: int = 3) -> torch.Tensor:
    """Write numbers with a fixed precision, where they are.

    Args:
        tensor: here or on a worker.
        base: of the digits.
        precision_fractional: digits after the point; a number is rounded to the nearest.

    Raises:
        InvalidPrecisionError: there is no such precision.
        FixedPrecisionRangeError: a number is too large, NaN or infinite.
    """
    precision = Precision.of(base, precision_fractional)
    if isinstance(tensor, PointerTensor):
        return _on_worker(tensor, "fix_prec", lambda real: fix_prec(real, base, precision_fractional))
    values = float_prec(tensor) if isinstance(tensor, FixedPrecisionTensor) else _plain(tensor)
    return FixedPrecisionTensor.of(precision.encode(values), precision)


def float_prec(tensor: torch.Tensor) -> torch.Tensor:
    """Turn numbers of fixed precision back into torch's default dtype, where they are.

    Raises:
        NotFixedPrecisionError: it is something else, or shared.
    """
    if isinstance(tensor, FixedPrecisionTensor):
        return tensor.precision.decode(tensor.steps)
    if isinstance(tensor, PointerTensor):
        return _on_worker(tensor, "float_prec", float_prec)
    raise NotFixedPrecisionError(operation="float_prec()", tensor=tensor_of_shape(tensor.shape)) from None


def share(
    tensor: torch.Tensor, session: Session, workers: Sequence[VirtualWorker], provider: VirtualWorker
) -> torch.Tensor:
    """Share whole numbers, or numbers of fixed precision, out among workers, each share in a message of its own.

    Returns:
        The shared value; for a remote `tensor`, whose worker shares it out, a pointer that `.get()` turns into it.

    Raises:
        ShareHoldersError: fewer than two workers, one twice, the server, or the crypto provider among them.
        NotWholeNumbersError: they have to become whole numbers first, by `fix_prec()`.
    """
    alone = {session.local_worker.id, provider.id}
    ids = [worker.id for worker in workers]
    if len(set(ids)) < max(2, len(ids)) or alone & set(ids):
        raise ShareHoldersError(workers=", ".join(ids) or "-", provider=provider.id) from None
    if not isinstance(tensor, PointerTensor):
        return _share_out(session.local_worker, tensor, workers, provider, None)
    real: torch.Tensor = tensor
    while isinstance(real, PointerTensor):  # along a chain, to whoever holds the value
        held, real = real, real._value()
        session.network.command(held.owner.id, held.location.id, "share", held, held.id_at_location)
    owner = held.location
    return SharesPointer.of(owner, _share_out(owner, real, workers, provider, sealed(mark_of(held))))


def require_protocol(name: str) -> None:
    """Refuse to encrypt by anything but shares.

    Raises:
        UnknownProtocolError: `name` is not "mpc".
    """
    if name != "mpc":
        raise UnknownProtocolError(protocol=name) from None


def decrypt(tensor: torch.Tensor) -> torch.Tensor:
    """`get` and `float_prec` in one.

    Raises:
        NotFixedPrecisionError: it was not encrypted.
    """
    if not isinstance(tensor, AdditiveSharingTensor) or tensor.precision is None:
        raise NotFixedPrecisionError(operation="decrypt()", tensor=tensor_of_shape(tensor.shape)) from None
    return float_prec(tensor.get())


# How it is done


def _share_out(
    owner: VirtualWorker,
    value: torch.Tensor,
    workers: Sequence[VirtualWorker],
    provider: VirtualWorker,
    mark: Mark | None,
) -> AdditiveSharingTensor:
    precision = value.precision if isinstance(value, FixedPrecisionTensor) else None
    steps = value.steps if isinstance(value, FixedPrecisionTensor) else value
    if isinstance(steps, RingTensor) or steps.is_floating_point() or steps.is_complex():
        raise NotWholeNumbersError(dtype=str(steps.dtype)) from None
    parts = split(_plain(steps).to(torch.int64), len(workers), owner.session)
    shares = [deliver(owner, worker, "share", part, mark) for worker, part in zip(workers, parts, strict=True)]
    return AdditiveSharingTensor.of(shares, provider, precision)


def _on_worker(pointer: PointerTensor, name: str, func: Callable[[torch.Tensor], torch.Tensor]) -> torch.Tensor:
    """Run `func` on the value where it is; what comes of a private value never leaves."""
    location = pointer.location
    real = pointer._value()
    location.session.network.command(pointer.owner.id, location.id, name, pointer, pointer.id_at_location)
    result = perform(location, name, func, (real,), {})
    mark = sealed(mark_of(pointer))
    return store(pointer.owner, location, pointer.label, result, mark, location.session.new_id())


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    """The values alone, whatever class of tensors they came in."""
    if isinstance(tensor, RingTensor):
        raise FixedPrecisionOperationError(operation="fix_prec()") from None
    with torch._C.DisableTorchFunctionSubclass():
        return tensor.detach().as_subclass(torch.Tensor)


def _names(workers: Iterable[VirtualWorker]) -> str:
    return ", ".join(worker.id for worker in workers)
