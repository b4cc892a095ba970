"""Running a torch function on the worker that holds its operands: the general case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import torch

from fedgui.pointers import policy
from fedgui.pointers.calls import perform
from fedgui.pointers.commands import SCALARS, Command
from fedgui.pointers.errors import (
    CannotSendError,
    GetNotPermittedError,
    LocalTensorError,
    PrivateShapeError,
    TensorsNotCollocatedException,
    UserNotPermittedError,
)
from fedgui.pointers.phrases import tensor_of_shape
from fedgui.pointers.policy import SEALED, Mark
from fedgui.pointers.tensors import PointerTensor, point
from fedgui.pointers.workers import VirtualWorker

Operand = tuple[torch.Tensor, Mark | None]
"""A value that takes part in an operation, and how private it is."""

_INDEXING: Final = frozenset("__getitem__ __setitem__ index_put_ index_put split".split())

_HARMLESS: Final = frozenset({torch.dtype, torch.device, torch.layout, torch.memory_format, torch.Size, torch.qscheme})
"""What an operation may return beside tensors: all else, such as numbers and text, would tell values."""

_TAKE_NUMBERS: Final = frozenset(
    "eq ne lt le gt ge __eq__ __ne__ __lt__ __le__ __gt__ __ge__ add_ sub_ mul_ div_ __iadd__ __isub__ __imul__ "
    "__itruediv__ remainder floor_divide maximum minimum bitwise_and bitwise_or bitwise_xor __and__ __or__ __xor__ "
    "logical_and logical_or logical_xor clamp clip fill_ masked_fill masked_fill_ index_fill index_fill_ copy_ stack "
    "cat isclose lerp index_select take gather put addcmul addcdiv dot "
    "cross_entropy nll_loss multi_margin_loss multilabel_margin_loss".split()
)
"""Operations for which a single whole number is an operand like any other, and never a size."""


class Operands:
    """The pointers among a function's arguments, and what they point to."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.pointers: list[PointerTensor] = []
        self.reals: list[torch.Tensor] = []
        self._local: torch.Tensor | None = None

    def resolve(self, value: Any) -> Any:
        """`value` with every pointer in it replaced by what it points to."""
        if isinstance(value, PointerTensor):
            self.pointers.append(value)
            if value.location is self.pointers[0].location:
                self.reals.append(value._value())
                return self.reals[-1]
            return value
        if isinstance(value, torch.Tensor):
            self._local = value
        elif type(value) in SCALARS:
            return value
        elif isinstance(value, (list, tuple)) and not hasattr(value, "_fields"):
            # A container of the script's own would be shown the values.
            return (list if isinstance(value, list) else tuple)(self.resolve(item) for item in value)
        elif isinstance(value, dict):
            return {key: self.resolve(item) for key, item in value.items()}
        return value

    def require_one_place(self) -> PointerTensor:
        """The first pointer, if all of them are on one worker and no local tensor is among them.

        Raises:
            LocalTensorError, TensorsNotCollocatedException: if not.
        """
        first = self.pointers[0]
        for other in self.pointers:
            if other.location is not first.location:
                raise TensorsNotCollocatedException(
                    operation=self.name,
                    first=first.describe_self(),
                    first_worker=first.location.id,
                    second=other.describe_self(),
                    second_worker=other.location.id,
                ) from None
        if self._local is not None and first.owner is not first.location.session.local_worker:
            raise TensorsNotCollocatedException(  # a chain's far end, and what the worker in its middle holds itself
                operation=self.name,
                first=first.describe_self(),
                first_worker=first.location.id,
                second=tensor_of_shape(self._local.shape),
                second_worker=first.owner.id,
            ) from None
        if self._local is not None:
            raise LocalTensorError(
                operation=self.name,
                remote=first.describe_self(),
                worker=first.location.id,
                local=tensor_of_shape(self._local.shape),
            ) from None
        return first


def run(command: Command, func: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]) -> Any:
    """Run `func` on the worker of its pointers, and return pointers to what it returns."""
    operands = Operands(command.name)
    real_args = operands.resolve(args)
    real_kwargs = operands.resolve(dict(kwargs))
    first = operands.require_one_place()
    location = first.location
    if command.metadata or (command.name == "type" and len(args) + len(kwargs) == 1):
        return func(*real_args, **real_kwargs)
    if command.values:
        first.refuse_value(command.name)
    if command.refused or _holds_callable(args) or _holds_callable(kwargs.values()):
        raise CannotSendError(operation=command.name, tensor=first.describe_self(), worker=location.id) from None
    return run_there(command, func, (args, kwargs), (real_args, real_kwargs), operands.pointers, operands.reals)


def run_marked(
    command: Command, func: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any], reals: list[Any]
) -> Any:
    """As `run`, for pointers to one worker that keeps something private, and plain arguments.

    Args:
        reals: `args` with values instead of pointers.
    """
    pointers = []
    values = []
    for real, arg in zip(reals, args, strict=True):
        if type(arg) is PointerTensor:
            pointers.append(arg)
            values.append(real)
    return run_there(command, func, (args, kwargs), (reals, kwargs), pointers, values)


def run_there(
    command: Command,
    func: Callable[..., Any],
    given: tuple[tuple[Any, ...], Mapping[str, Any]],
    resolved: tuple[Sequence[Any], Mapping[str, Any]],
    pointers: Sequence[PointerTensor],
    reals: Sequence[torch.Tensor],
) -> Any:
    """Run `func` on the worker, with all that its policy asks for.

    Args:
        given: positional and keyword arguments as the script gave them.
        resolved: the same with values instead of pointers.
        pointers: the pointers among the arguments, all to one worker.
        reals: their values.
    """
    first = pointers[0]
    location = first.location
    name = command.name
    operands = []
    private = False
    for real, pointer in zip(reals, pointers, strict=True):
        mark = location.marks.get(pointer.id_at_location)
        if mark is not None:
            private = True
            mark = SEALED if pointer.attribute == "grad" else mark
        operands.append((real, mark))
    pure = name in policy.PURE and "out" not in given[1]
    if private and not pure:
        _refuse_telling_shapes(name, given[0], pointers, operands)
    location.session.network.command(first.owner.id, location.id, name, first, first.id_at_location, pure)
    before = watch(name, operands) if private and not pure else ()
    result = perform(location, name, func, *resolved)
    if pure and type(result) is torch.Tensor:
        return keep_result(first, result, policy.follow(name, operands, *given, result) if private else None)
    if before:
        seal_written(location, before)
    known = {id(real): pointer for real, pointer in zip(reals, pointers, strict=True)}
    if not private:
        return wrap(result, first.owner, location, known, name)

    def judge(real: torch.Tensor) -> Mark | None:
        return policy.follow(name, operands, *given, real)

    return wrap(result, first.owner, location, known, name, judge)


def keep_result(first: PointerTensor, result: torch.Tensor, mark: Mark | None) -> PointerTensor:
    """A pointer to a new tensor, which joins the value of `first` on its worker."""
    location = first.location
    object_id = location.session.new_id()
    location._objects[object_id] = result
    if mark is not None:
        location.marks[object_id] = mark
    return point(first.owner, location, object_id, result)


def wrap(
    result: Any,
    owner: VirtualWorker,
    location: VirtualWorker,
    known: Mapping[int, PointerTensor],
    name: str,
    judge: Callable[[torch.Tensor], Mark | None] | None = None,
) -> Any:
    """Pointers to the tensors in `result`, in the same structure.

    Args:
        known: the pointers of the operands by `id()` of their values; an in-place operation returns one of these.
        judge: what says how private a result is, where something private took part.
    """
    if isinstance(result, torch.Tensor):
        pointer = known.get(id(result))
        if pointer is None:
            object_id = location.session.new_id()
            location._objects[object_id] = result
            pointer = point(owner, location, object_id, result)
        if judge is not None:
            mark = judge(result)
            if mark is not None:
                location.marks[pointer.id_at_location] = mark
        return pointer
    if isinstance(result, (list, tuple)) and not isinstance(result, torch.Size):
        parts = [wrap(item, owner, location, known, name, judge) for item in result]
        # torch's named results take one sequence, as plain lists and tuples do.
        return type(result)(parts)
    if result is not None and type(result) not in _HARMLESS:
        next(iter(known.values())).refuse_value(name)
    return result


def mark_of(pointer: PointerTensor) -> Mark | None:
    """How private the value behind `pointer` is."""
    mark = pointer.location.marks.get(pointer.id_at_location)
    return SEALED if mark is not None and pointer.attribute == "grad" else mark


def watch(name: str, operands: Sequence[Operand]) -> list[tuple[torch.Tensor, int, torch.Tensor | None]]:
    """What `seal_written` compares with after a private operation: each operand's version, and its values if need be.

    A layer that keeps a model's statistics may write what it learns from a batch, but not what it learns from a single
    row or a selection; torch does not count these writes.
    """
    if name not in policy.MODEL_STATISTICS:
        return [(real, real._version, None) for real, _ in operands]
    if all(mark is None or mark.rows >= policy.FEWEST_ROWS for _, mark in operands):
        return []
    return [(real, real._version, real.detach().clone()) for real, mark in operands if mark is None]


def seal_written(location: VirtualWorker, before: Iterable[tuple[torch.Tensor, int, torch.Tensor | None]]) -> None:
    """Seal whatever a private operation has written into since `watch`."""
    for real, version, values in before:
        if real._version != version or not (values is None or torch.equal(real, values)):
            seal_storage(location, real)


def seal_storage(location: VirtualWorker, written: torch.Tensor) -> None:
    """Private values were written into `written`: nothing that shares its memory may leave any more."""
    start = _memory(written)
    for object_id, real in list(location._objects.items()):
        if isinstance(real, PointerTensor):
            continue
        own = gradient_of(real)
        if _memory(real) == start or (own is not None and _memory(own) == start):
            location.marks[object_id] = SEALED
    for gradient in list(location.session.waiting_gradients.values()):
        if gradient.worker is location and _memory(gradient.waiting) == start:
            gradient.sealed = True


def gradient_of(real: torch.Tensor) -> torch.Tensor | None:
    """The gradient of `real`, if it is something that has one."""
    try:
        return real.grad if real.is_leaf or real.retains_grad else None
    except RuntimeError:  # a view whose base has changed under it can't even say what it is
        return None


def _memory(real: torch.Tensor) -> int:
    return real.untyped_storage().data_ptr()


def set_data(pointer: PointerTensor, value: torch.Tensor) -> None:
    """`pointer.data = value`, on the worker."""
    operands = Operands("data")
    operands.resolve((pointer, value))
    location = operands.require_one_place().location
    real, source = operands.reals
    location.session.network.command(pointer.owner.id, location.id, "data", pointer, pointer.id_at_location)
    perform(location, "data", setattr, (real, "data", source), {})
    if any(mark_of(operand) is not None for operand in operands.pointers):
        seal_storage(location, real)
        location.marks[pointer.id_at_location] = SEALED


def _holds_callable(values: Any) -> bool:
    """Whether code of the script's own is among `values`: a function, or an object that torch would ask first."""
    for value in values:
        if isinstance(value, torch.Tensor):
            continue
        if isinstance(value, (list, tuple)):
            if _holds_callable(value):
                return True
        elif callable(value) or hasattr(type(value), "__torch_function__"):
            return True
    return False


def _refuse_telling_shapes(
    name: str, args: tuple[Any, ...], pointers: Sequence[PointerTensor], operands: Sequence[Operand]
) -> None:
    """Refuse an operation whose result's shape would depend on private values."""
    telling = name in policy.SHAPE_TELLS
    if name == "where":
        telling = len(args) == 1
    elif name in _INDEXING:
        telling = any(real.dtype in (torch.bool, torch.uint8) for real, _ in operands[1:])
    elif name == "tensor_split":
        telling = len(operands) > 1
    elif not telling and name not in _TAKE_NUMBERS:
        # A single whole number may be a size.
        telling = any(mark is not None and _is_whole_number(real) for real, mark in operands[1:])
    if telling:
        private = next(pointer for pointer, (_, mark) in zip(pointers, operands, strict=True) if mark is not None)
        raise PrivateShapeError(worker=private.location.id, operation=name, tensor=private.describe_self()) from None


def _is_whole_number(real: torch.Tensor) -> bool:
    return not real.dim() and not real.is_floating_point() and not real.is_complex()


def check_release(pointer: PointerTensor) -> str:
    """Ask the worker whether it lets the value of `pointer` out.

    Returns:
        The rule that lets it out, as the ledger writes it.

    Raises:
        GetNotPermittedError: it is private.
    """
    mark = mark_of(pointer)
    if mark is None:
        return "gradient" if pointer.attribute == "grad" else "not private"
    if mark.is_training_loss:
        return "training loss"
    if users := getattr(mark, "users", ()):
        raise UserNotPermittedError(
            worker=pointer.location.id, tensor=pointer.describe_self(), allowed=", ".join(users), user=None
        ) from None
    raise GetNotPermittedError(worker=pointer.location.id, tensor=pointer.describe_self()) from None
