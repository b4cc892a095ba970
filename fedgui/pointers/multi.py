"""One tensor on several workers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NoReturn

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers.calls import operation_name
from fedgui.pointers.errors import CannotSendError, TensorsNotCollocatedException
from fedgui.pointers.operations import check_release
from fedgui.pointers.phrases import another_tensor, one_tensor
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.transfer import get

_make_wrapper: Callable[..., Any] = torch.Tensor._make_wrapper_subclass


def _refused(operation: str) -> Callable[..., NoReturn]:
    def refuse(self: MultiPointerTensor, *_: Any, **__: Any) -> NoReturn:
        workers = ", ".join(worker.id for worker in self.location)
        raise CannotSendError(operation=operation, tensor=self.pointers[0].describe_self(), worker=workers) from None

    return refuse


class MultiPointerTensor(torch.Tensor):
    """Pointers to the copies of one tensor on several workers; an operation runs on each of them.

    Attributes:
        pointers: one for each worker, in the order of `send`.
    """

    pointers: list[PointerTensor]

    @classmethod
    def of(cls, pointers: Sequence[PointerTensor]) -> MultiPointerTensor:
        """Hold `pointers` together."""
        first = pointers[0]._value()
        self: MultiPointerTensor = _make_wrapper(cls, first.shape, dtype=first.dtype)
        self.pointers = list(pointers)
        return self

    @property
    def shape(self) -> torch.Size:  # type: ignore[override]
        return self.pointers[0].shape

    @property
    def location(self) -> list[Any]:
        """The workers that hold the copies."""
        return [pointer.location for pointer in self.pointers]

    def fetch(self, sum_results: bool = False) -> Any:
        """Fetch every copy.

        Returns:
            A list with a tensor for each worker, or their sum.
        """
        for pointer in self.pointers:  # all or none of them
            pointer._value()
            check_release(pointer)
        values = [get(pointer) for pointer in self.pointers]
        return sum(values[1:], values[0]) if sum_results else values

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        flat, structure = pytree.tree_flatten((args, dict(kwargs or {})))
        several = [value for value in flat if isinstance(value, MultiPointerTensor)]
        places = several[0].location
        for other in several:
            if other.location != places:
                raise TensorsNotCollocatedException(
                    operation=getattr(func, "__name__", "this"),
                    first=one_tensor(),
                    first_worker=", ".join(worker.id for worker in places),
                    second=another_tensor(),
                    second_worker=", ".join(worker.id for worker in other.location),
                )
        results = []
        for index in range(len(places)):
            chosen = [value.pointers[index] if isinstance(value, MultiPointerTensor) else value for value in flat]
            place_args, place_kwargs = pytree.tree_unflatten(chosen, structure)
            results.append(func(*place_args, **place_kwargs))
        return _joined(results)

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's stub leaves out the function
        cls, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> NoReturn:
        """An operation that gets here would have needed the values here."""
        for arg in args:
            if isinstance(arg, MultiPointerTensor):
                arg.pointers[0].refuse_value(operation_name(func))
        raise NotImplementedError(f"{func} with pointers inside another value")

    send, send_, move = _refused("send()"), _refused("send_()"), _refused("move()")
    get_, remote_get, remote_send = _refused("get_()"), _refused("remote_get()"), _refused("remote_send()")

    @property
    def grad(self) -> MultiPointerTensor | None:  # type: ignore[override]
        """Pointers to the gradients, if every copy has one."""
        gradients = [pointer.grad for pointer in self.pointers]
        found = [gradient for gradient in gradients if gradient is not None]
        return self.of(found) if len(found) == len(gradients) else None

    def __iter__(self) -> Iterator[torch.Tensor]:
        return iter(self.unbind(0))

    def __format__(self, spec: str) -> str:
        if spec:
            self.pointers[0].refuse_value("format()")
        return repr(self)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        lines = "".join(f"\n\t-> {pointer.bare_repr()}" for pointer in self.pointers)
        return f"(Wrapper)>[MultiPointerTensor]{lines}"


def _joined(results: Sequence[Any]) -> Any:
    """The workers' results as one, in the structure that each of them has."""
    first = results[0]
    if all(isinstance(result, PointerTensor) for result in results):
        return MultiPointerTensor.of(results)
    if isinstance(first, (list, tuple)) and not isinstance(first, torch.Size):
        return type(first)([_joined(parts) for parts in zip(*results, strict=True)])
    return first
