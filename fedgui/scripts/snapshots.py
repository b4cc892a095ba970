"""Tensors as plain numbers for the record."""

from __future__ import annotations

import math
from functools import cache
from typing import Any, Final

import torch

from fedgui.scripts.trace import Role, TensorState, TensorValue

KEEP_WHOLE: Final = 256
"""Elements up to which a tensor is kept whole; larger ones are kept as norm and sample."""

SAMPLE: Final = 64
"""Evenly spaced elements kept of a tensor that is not kept whole."""


def take(tensor: torch.Tensor, last: TensorValue | None = None) -> TensorValue:
    """The value of a plain tensor of any shape and dtype, copied out of torch.

    Real numbers keep their full precision; of complex ones the magnitude is kept.

    Args:
        tensor: where to look.
        last: the value that was seen there before; it is returned itself if nothing has changed, so that a record of
            a million moments keeps each value once.
    """
    if tensor.is_complex():
        tensor = tensor.detach().abs()
    if tensor.numel() > KEEP_WHOLE:
        return _take_sample(tensor.detach())
    return _keep(tensor, tensor.tolist(), last)


def _keep(tensor: torch.Tensor, nested: Any, last: TensorValue | None) -> TensorValue:
    """As `take`, for a small tensor of real numbers whose values as nested lists are known already."""
    values = tuple(flatten(nested, tensor.dim()))
    dtype = dtype_name(tensor.dtype)
    if last is not None and last.dtype == dtype and last.shape == tensor.shape and _equal(values, last.values):
        return last
    norm = math.sqrt(sum([value * value for value in values]))
    return TensorValue(_shape(tensor.shape), dtype, values, True, norm)


def _equal(first: tuple[float, ...], second: tuple[float, ...]) -> bool:
    """Equality of numbers that takes two that are not a number for the same."""
    return first == second or (any(map(math.isnan, first)) and repr(first) == repr(second))


Labels = tuple[int, str, Role, bool, int]
"""What is known of a tensor besides its values: id, name, role, whether it is private, its first row."""


class Look:
    """What was last seen at one place, so that only what is new is copied: most of what a line passes by is not.

    The values themselves are compared, since torch does not count every write (`tensor.data.add_(1)`).
    """

    __slots__ = ("_dtype", "_is_plain", "_nested", "_nested_grad", "_state", "_tensor", "_version", "labels")

    def __init__(self) -> None:
        self._state: TensorState | None = None
        self._tensor: torch.Tensor | None = None
        self._is_plain = False
        self._nested: object = None
        self._nested_grad: object = None
        self._dtype: torch.dtype | None = None
        self.labels: Labels | None = None
        self._version = -1

    def stays(self, tensor: torch.Tensor, place: int) -> TensorState | None:
        """What was last seen, if `tensor` was seen here under the id `place` and is exactly as it was; else None."""
        if tensor is not self._tensor or tensor._version != self._version or not self._is_plain:
            return None
        if self.labels is None or self.labels[0] != place or tensor.tolist() != self._nested:
            return None
        grad = tensor.grad if tensor.is_leaf else None
        seen = None if grad is None or type(grad) is not torch.Tensor else grad.tolist()
        return self._state if seen == self._nested_grad else None

    def see(self, tensor: torch.Tensor, labels: Labels) -> TensorState:
        """The tensor and its gradient as they are now; the same object as before if nothing is new."""
        grad = tensor.grad if tensor.is_leaf else None
        if grad is not None and type(grad) is not torch.Tensor:
            grad = None  # it still waits on a worker, and is not fetched for looking at it
        if tensor is not self._tensor:
            self._tensor = tensor
            self._is_plain = tensor.numel() <= KEEP_WHOLE and not tensor.is_complex()
        if not self._is_plain:
            whole = take(tensor, None if self._state is None else self._state.value)
            return self._set(whole, self._take_gradient(grad), labels)
        self._version = tensor._version
        nested = tensor.tolist()
        nested_grad = None if grad is None else grad.tolist()
        last = self._state
        is_of_one_kind = tensor.dtype is self._dtype
        is_same = is_of_one_kind and nested == self._nested
        is_same_grad = is_of_one_kind and nested_grad == self._nested_grad
        if is_same and is_same_grad and labels == self.labels and last is not None:
            return last
        value: TensorValue | None = None
        gradient: TensorValue | None = None
        if last is not None:
            value, gradient = last.value, last.grad
        if value is None or not is_same or not nested:
            value = _keep(tensor, nested, value)
        if grad is None or gradient is None or not is_same_grad or not nested_grad:
            gradient = None if grad is None else _keep(grad, nested_grad, gradient)
        self._nested, self._nested_grad, self._dtype, self.labels = nested, nested_grad, tensor.dtype, labels
        return self._set(value, gradient, labels)

    def _take_gradient(self, grad: torch.Tensor | None) -> TensorValue | None:
        return None if grad is None else take(grad, None if self._state is None else self._state.grad)

    def _set(self, value: TensorValue, gradient: TensorValue | None, labels: Labels) -> TensorState:
        """The state with these values: the last one itself, if it is equal."""
        last = self._state
        tensor_id, name, role, private, row = labels
        state = TensorState(tensor_id, name, role, value, gradient, private, row)
        if last is None or state != last:
            self._state = last = state
        return last


@cache
def _shape(shape: tuple[int, ...]) -> tuple[int, ...]:
    """The one copy of a shape, as a plain tuple."""
    return tuple(shape)


def _take_sample(tensor: torch.Tensor) -> TensorValue:
    flat = tensor.reshape(-1)
    norm = float(torch.linalg.vector_norm(flat.to(torch.float64)))
    # integer arithmetic: a float32 linspace can't name the last element of a very large tensor
    places = torch.arange(SAMPLE) * (flat.numel() - 1) // (SAMPLE - 1)
    return TensorValue(_shape(tensor.shape), dtype_name(tensor.dtype), tuple(flat[places].tolist()), False, norm)


def flatten(nested: Any, depth: int) -> list[float]:
    """Nested lists of `depth` levels as one row-major list; a bare number (depth 0) as a list of one.

    Faster than asking torch for a flat view first: these calls stand on the recorded step's path.
    """
    if depth == 0:
        return [nested]
    for _ in range(depth - 1):
        nested = [value for row in nested for value in row]
    return list(nested)


@cache
def dtype_name(dtype: torch.dtype) -> str:
    """torch.float32 as "float32"."""
    return str(dtype).removeprefix("torch.")


def first_row(tensor: torch.Tensor) -> int:
    """For a tensor cut out of a larger one, the row of the larger one at which it begins; else 0."""
    if tensor._base is None or tensor.dim() == 0:
        return 0
    stride = tensor.stride(0)
    return int(tensor.storage_offset()) // stride if stride else 0
