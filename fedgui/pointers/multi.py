"""One tensor on several workers at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NoReturn

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers.calls import operation_name
from fedgui.pointers.errors import TensorsNotCollocatedException
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.transfer import get

_make_wrapper: Callable[..., Any] = torch.Tensor._make_wrapper_subclass


class MultiPointerTensor(torch.Tensor):
    """Pointers to the copies of one tensor on several workers; an operation runs on each of them.

    Attributes:
        pointers: one for each worker, in the order of `send`.
    """

    pointers: list[PointerTensor]

    @classmethod
    def of(cls, pointers: Sequence[PointerTensor]) -> MultiPointerTensor:
        """Hold `pointers` together."""
        first = pointers[0].value()
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
                    first="one tensor",
                    first_worker=", ".join(worker.id for worker in places),
                    second="another",
                    second_worker=", ".join(worker.id for worker in other.location),
                )
        results = []
        for index in range(len(places)):
            chosen = [value.pointers[index] if isinstance(value, MultiPointerTensor) else value for value in flat]
            place_args, place_kwargs = pytree.tree_unflatten(chosen, structure)
            results.append(func(*place_args, **place_kwargs))
        if all(isinstance(result, PointerTensor) for result in results):
            return cls.of(results)
        return results[0]

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's stub leaves out the function
        cls, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> NoReturn:
        """An operation that gets here would have needed the values here."""
        for arg in args:
            if isinstance(arg, MultiPointerTensor):
                arg.pointers[0].refuse_value(operation_name(func))
        raise NotImplementedError(f"{func} with pointers inside another value")

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        lines = "".join(f"\n\t-> {pointer.bare_repr()}" for pointer in self.pointers)
        return f"(Wrapper)>[MultiPointerTensor]{lines}"
