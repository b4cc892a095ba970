"""Numbers of fixed precision: whole numbers, which add up without rounding and can be shared out in secret.

A number v stands as the nearest whole number to v · base^digits, in int64. Torch's int64 wraps around, which is
arithmetic modulo 2⁶⁴. A product of two such numbers has twice the digits, and is divided by base^digits again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar, Final, NamedTuple, Self, cast

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers.commands import COMMANDS, learn
from fedgui.pointers.errors import (
    FixedPrecisionMixError,
    FixedPrecisionOperationError,
    FixedPrecisionRangeError,
    InvalidPrecisionError,
)
from fedgui.pointers.tensors import PointerTensor

_make_wrapper: Callable[..., Any] = torch.Tensor._make_wrapper_subclass

RANGE: Final = 2**62
"""Whole numbers stay within ±RANGE, products before their division too; a quarter of the ring is left as a margin."""

LARGEST_SCALE: Final = 2**30

LINEAR: Final = frozenset(
    "sum neg __neg__ clone detach contiguous __getitem__ select narrow view reshape flatten squeeze unsqueeze t T mT "
    "transpose permute expand repeat cat stack".split()
)
"""Operations that give the same whether they run on numbers or on shares of them."""

READING: Final = frozenset("tolist numpy to untyped_storage data_ptr".split())
"""What may be asked of the whole numbers themselves, where they are."""


class Precision(NamedTuple):
    """How numbers become whole ones.

    Attributes:
        base: from 2 on.
        digits: after the point, in that base.
    """

    base: int = 10
    digits: int = 3

    @classmethod
    def of(cls, base: int, digits: int) -> Self:
        """The precision, if there can be such a one.

        Raises:
            InvalidPrecisionError: if not.
        """
        if not all(type(number) is int for number in (base, digits)) or base < 2 or not 0 <= digits <= 30:
            raise InvalidPrecisionError(base=base, digits=digits)
        if base**digits > LARGEST_SCALE:
            raise InvalidPrecisionError(base=base, digits=digits)
        return cls(base, digits)

    @property
    def scale(self) -> int:
        """Steps from one whole number to the next."""
        return int(self.base**self.digits)

    def encode(self, values: torch.Tensor) -> torch.Tensor:
        """The nearest whole numbers of steps, int64, of the shape of `values`.

        Raises:
            FixedPrecisionRangeError: a value is too large, NaN or infinite.
        """
        steps = (values.detach().to(torch.float64) * self.scale).round()
        if not (steps.abs() < RANGE).all():
            raise FixedPrecisionRangeError(largest=RANGE / self.scale)
        return steps.to(torch.int64)

    def decode(self, steps: torch.Tensor) -> torch.Tensor:
        """The numbers that `steps` stand for, in torch's default dtype."""
        return (steps.to(torch.float64) / self.scale).to(torch.get_default_dtype())


class RingTensor(torch.Tensor):
    """Whole numbers modulo 2⁶⁴ that stand for numbers of some precision: the arithmetic, wherever they are.

    Attributes:
        precision: None for whole numbers that stand for themselves.
    """

    precision: Precision | None
    shared: ClassVar[bool]

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        command = COMMANDS.get(func) or learn(func)
        if command.metadata or command.name in {"grad", "_base"}:
            with torch._C.DisableTorchFunctionSubclass():
                return func(*args, **(kwargs or {}))
        operation = OPERATIONS.get(command.name)
        if operation is not None and len(args) == 2 and not kwargs:
            return operation(*args)
        leaves = pytree.tree_leaves((args, kwargs))
        leader = _leader(leaves)
        if command.name in LINEAR:
            leader.require_alike(command.name, leaves)
            return leader.linear(func, args, kwargs or {})
        if command.name in READING and isinstance(leader, FixedPrecisionTensor):
            return func(*pytree.tree_map(_steps, args), **(kwargs or {}))
        raise FixedPrecisionOperationError(operation=command.name) from None

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's stub leaves out the function
        cls, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        raise FixedPrecisionOperationError(operation=str(func)) from None

    def operand(self, operation: str, other: Any) -> torch.Tensor:
        """`other` as something that can be added to these numbers: shared ones, or plain steps that everybody knows.

        Raises:
            FixedPrecisionMixError: it is of another precision.
        """
        if isinstance(other, RingTensor):
            if other.precision != self.precision:
                raise FixedPrecisionMixError(
                    operation=operation, first=_step_size(self.precision), second=_step_size(other.precision)
                )
            return cast(torch.Tensor, _steps(other))
        if isinstance(other, PointerTensor):
            other.refuse_value(operation)
        public = torch.as_tensor(other)
        if self.precision is not None:
            return self.precision.encode(public)
        if not _is_whole(public):
            raise FixedPrecisionMixError(operation=operation, first=1, second=public.dtype)
        return public.to(torch.int64)

    def __format__(self, spec: str) -> str:
        if spec:
            raise FixedPrecisionOperationError(operation="format()") from None
        return repr(self)

    def require_alike(self, operation: str, values: Iterable[Any]) -> None:
        """Refuse to put numbers of several kinds side by side.

        Raises:
            FixedPrecisionMixError: some are of another precision, or plain ones.
        """
        for value in values:
            if isinstance(value, RingTensor):
                self.operand(operation, value)
            elif isinstance(value, torch.Tensor) and operation in {"cat", "stack"}:
                raise FixedPrecisionMixError(
                    operation=operation, first=_step_size(self.precision), second=value.dtype
                ) from None

    def __iadd__(self, other: Any) -> Any:  # type: ignore[misc]  # a new tensor
        return self + other

    def __isub__(self, other: Any) -> Any:  # type: ignore[misc]  # a new tensor
        return self - other

    def __imul__(self, other: Any) -> Any:  # type: ignore[misc]  # a new tensor
        return self * other

    def linear(self, func: Callable[..., Any], args: Any, kwargs: Any) -> RingTensor:
        """Run a `LINEAR` function."""
        raise NotImplementedError

    def plus(self, other: torch.Tensor) -> RingTensor:
        """The sum with an `operand`."""
        raise NotImplementedError

    def times(self, func: Callable[..., Any], other: torch.Tensor, other_first: bool) -> RingTensor:
        """`func`, a product, with an `operand`; twice the digits."""
        raise NotImplementedError

    def divided(self, divisor: int) -> RingTensor:
        """The steps divided by a positive whole number that everybody knows, to a whole step nearby."""
        raise NotImplementedError


class FixedPrecisionTensor(RingTensor):
    """Numbers of fixed precision, all in one place.

    Attributes:
        steps: the whole numbers, int64.
    """

    steps: torch.Tensor
    precision: Precision
    shared = False

    @classmethod
    def of(cls, steps: torch.Tensor, precision: Precision) -> FixedPrecisionTensor:
        """The numbers that `steps` stand for."""
        self: FixedPrecisionTensor = _make_wrapper(cls, steps.shape, dtype=torch.int64)
        self.steps = steps
        self.precision = precision
        return self

    @property
    def child(self) -> Inner:
        """As in PySyft 0.2, `x.child` prints without the wrapper, and `x.child.child` are the whole numbers."""
        return Inner(f"FixedPrecisionTensor>{self.steps}", self.steps)

    def linear(self, func: Callable[..., Any], args: Any, kwargs: Any) -> RingTensor:
        args, kwargs = pytree.tree_map(_steps, (args, kwargs))
        return FixedPrecisionTensor.of(func(*args, **kwargs), self.precision)

    def plus(self, other: torch.Tensor) -> RingTensor:
        return FixedPrecisionTensor.of(self.steps + other, self.precision)

    def times(self, func: Callable[..., Any], other: torch.Tensor, other_first: bool) -> RingTensor:
        product = func(other, self.steps) if other_first else func(self.steps, other)
        return FixedPrecisionTensor.of(product, self.precision)

    def divided(self, divisor: int) -> RingTensor:
        quotient = torch.div(self.steps + divisor // 2, divisor, rounding_mode="floor")
        return FixedPrecisionTensor.of(quotient, self.precision)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return f"(Wrapper)>{self.child}"


class Inner(NamedTuple):
    """What a wrapper holds, for scripts that look at `.child`."""

    text: str
    child: Any

    def __repr__(self) -> str:
        return self.text


def _leader(values: Iterable[Any]) -> RingTensor:
    """Who carries an operation out: the first that is shared, or else the first."""
    rings = [value for value in values if isinstance(value, RingTensor)]
    return next((ring for ring in rings if ring.shared), rings[0])


def _steps(value: Any) -> Any:
    return value.steps if isinstance(value, FixedPrecisionTensor) else value


def _step_size(precision: Precision | None) -> str:
    return "1" if precision is None else f"{precision.base}^-{precision.digits}"


def _is_whole(value: Any) -> bool:
    if isinstance(value, torch.Tensor):
        return not (value.is_floating_point() or value.is_complex())
    return isinstance(value, int)


def _negative(value: Any) -> Any:
    return -value


def _sum(left: Any, right: Any) -> RingTensor:
    leader = _leader((left, right))
    return leader.plus(leader.operand("add", left if leader is right else right))


def _product(func: Callable[..., Any]) -> Callable[[Any, Any], RingTensor]:
    def product(left: Any, right: Any) -> RingTensor:
        leader = _leader((left, right))
        other_first = leader is right
        other = left if other_first else right
        precision = leader.precision
        if not isinstance(other, (RingTensor, PointerTensor)) and _is_whole(other):
            # A whole number of times keeps the digits.
            return leader.times(func, torch.as_tensor(other).to(torch.int64), other_first)
        result = leader.times(func, leader.operand(func.__name__, other), other_first)
        return result if precision is None or precision.scale == 1 else result.divided(precision.scale)

    return product


def _quotient(left: Any, right: Any) -> RingTensor:
    known = type(right) is int and 0 < right <= LARGEST_SCALE
    if known and isinstance(left, RingTensor) and left.precision is not None:
        return left if right == 1 else left.divided(right)
    raise FixedPrecisionOperationError(operation="div") from None


_times, _matmul = _product(torch.mul), _product(torch.matmul)

OPERATIONS: Final[dict[str, Callable[[Any, Any], RingTensor]]] = {
    **dict.fromkeys("add __add__ __radd__ __iadd__".split(), _sum),
    **dict.fromkeys("sub subtract __sub__ __isub__".split(), lambda left, right: _sum(left, _negative(right))),
    **dict.fromkeys("rsub __rsub__".split(), lambda left, right: _sum(_negative(left), right)),
    **dict.fromkeys("mul multiply __mul__ __rmul__ __imul__".split(), _times),
    **dict.fromkeys("matmul mm mv __matmul__".split(), _matmul),
    "__rmatmul__": lambda left, right: _matmul(right, left),
    **dict.fromkeys("div true_divide divide __div__ __truediv__".split(), _quotient),
}
"""What two operands may do, by the names that torch gives it."""
