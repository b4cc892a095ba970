"""Gradients: computed on the worker, and fetched only when somebody looks at one.

`model.get()` brings the parameters back; their gradients wait where they were computed. `p.grad` is then a
`WaitingGradient`, which crosses when an operation first needs its values. Most loops never look, and call
`opt.zero_grad()`, which frees it without a message.
"""

from __future__ import annotations

import sys
import weakref
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Final, cast

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers.calls import perform
from fedgui.pointers.commands import METADATA, name_of
from fedgui.pointers.errors import GetNotPermittedError, NoGradientError
from fedgui.pointers.internals import make_wrapper
from fedgui.pointers.phrases import tensor_of_shape
from fedgui.pointers.policy import SEALED
from fedgui.pointers.tensors import PointerTensor

if TYPE_CHECKING:
    from fedgui.pointers.workers import VirtualWorker


_REFERENCES: Final = 4


class WaitingGradient(torch.Tensor):
    """The gradient of a parameter that came back, while the gradient itself still waits on the worker.

    Attributes:
        worker: where it waits.
        waiting: the gradient there.
        here: its copy here, once it has crossed.
        sealed: whether private values were written into the gradient there since.
    """

    worker: VirtualWorker
    waiting: torch.Tensor
    label: str
    here: torch.Tensor | None = None
    sealed = False
    _parameter: weakref.ref[torch.Tensor]

    @classmethod
    def wait(cls, parameter: torch.Tensor, label: str, worker: VirtualWorker, real: torch.Tensor) -> None:
        """Let `parameter.grad` stand for `real`, the gradient that `worker` computed for it."""
        before = parameter.grad
        # What stood for an earlier gradient stands for this one, as a new tensor takes its time.
        if type(before) is cls and _nobody_else_holds(before):
            before.stand_for(parameter, label, worker, real)
        else:
            parameter.grad = cls.of(parameter, label, worker, real)

    @classmethod
    def of(cls, parameter: torch.Tensor, label: str, worker: VirtualWorker, real: torch.Tensor) -> WaitingGradient:
        """What stands for `real`, the gradient that `worker` computed for `parameter`."""
        made = cast(WaitingGradient, make_wrapper(cls, real.shape, dtype=real.dtype))
        made.stand_for(parameter, label, worker, real)
        worker.session.waiting_gradients[id(made)] = made
        return made

    def stand_for(self, parameter: torch.Tensor, label: str, worker: VirtualWorker, real: torch.Tensor) -> None:
        """Stand for `real` from now on, and for nothing else."""
        self.__dict__ = {"worker": worker, "waiting": real, "label": label, "_parameter": weakref.ref(parameter)}

    def fetch(self) -> torch.Tensor:
        """The gradient's values; the first call lets them cross, and makes them the parameter's plain gradient."""
        if self.here is None:
            if self.sealed:
                raise GetNotPermittedError(worker=self.worker.id, tensor=self.label) from None
            self.worker.session.network.request("me", self.worker.id, self.label, self)
            self.worker.session.release(self.worker, self.label, [("grad", self.waiting)], "gradient", self)
            self.here = self.waiting.detach().clone()
            parameter = self._parameter()
            if parameter is not None and type(parameter) is not PointerTensor and parameter.grad is self:
                parameter.grad = self.here
        return self.here

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        if name_of(func) in METADATA:
            with torch._C.DisableTorchFunctionSubclass():
                return func(*args, **(kwargs or {}))
        args, kwargs = pytree.tree_map(_fetched, (args, kwargs or {}))
        return func(*args, **kwargs)

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's stub leaves out the function
        cls, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> Any:
        """Reached where autograd itself adds to the gradient."""
        result = func(*pytree.tree_map(_fetched, args), **(kwargs or {}))
        return args[0] if args and result is _fetched(args[0]) else result

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return repr(self.fetch())

    def __reduce_ex__(self, protocol: Any) -> Any:
        reduce: Callable[[Any], Any] = self.fetch().__reduce_ex__
        return reduce(protocol)

    def __deepcopy__(self, memo: Any) -> torch.Tensor:
        return self.fetch().clone()


def _fetched(value: Any) -> Any:
    return value.fetch() if isinstance(value, WaitingGradient) else value


def gradient_name(label: str) -> str:
    """What messages call the gradient of the tensor called `label`."""
    return f"{label}.grad" if label else "grad"


def settle(pointer: PointerTensor) -> None:
    """Bring the gradient that waits elsewhere to where its parameter now is."""
    gradient = pointer.gradient_elsewhere
    if gradient is None:
        return
    location = pointer.location
    real = pointer._value()
    if isinstance(gradient, WaitingGradient) and gradient.here is None:
        source, value = gradient.worker, gradient.waiting
    else:
        source, value = pointer.owner, cast(torch.Tensor, _fetched(gradient))
    if source is not location:
        name = gradient_name(pointer.label)
        location.session.network.carry(source.id, location.id, name, [("grad", value)], pointer, pointer.id_at_location)
        value = value.detach().clone()
    real.grad = value
    if isinstance(gradient, WaitingGradient) and gradient.sealed:
        location.marks[pointer.id_at_location] = SEALED
    let_go(pointer)


def settle_all(location: VirtualWorker) -> None:
    """As `settle`, for every parameter that is at `location` without its gradient."""
    for reference in list(location.waiting.values()):
        pointer = reference()
        if isinstance(pointer, PointerTensor):
            settle(pointer)


def let_go(pointer: PointerTensor) -> None:
    """No gradient of what `pointer` points to waits elsewhere any more."""
    if pointer.gradient_elsewhere is not None:
        pointer.gradient_elsewhere = None
        pointer.location.waiting.pop(pointer.id_at_location, None)


def _nobody_else_holds(gradient: Any) -> bool:
    """Whether nothing but its parameter and one variable of the caller's refers to `gradient`."""
    # The parameter's, the caller's, this one, and getrefcount's own; and in torch's count the parameter's and Python's.
    return sys.getrefcount(gradient) == _REFERENCES and bool(gradient._use_count() == 2)  # noqa: SLF001


def replace(pointer: PointerTensor, gradient: torch.Tensor | None) -> None:
    """`pointer.grad = gradient`, on the worker. The gradient that waits elsewhere is let go."""
    from fedgui.pointers.operations import Operands, mark_of

    operands = Operands("grad")
    _, value = operands.resolve((pointer, gradient))
    location = operands.require_one_place().location
    location.session.network.command(pointer.owner.id, location.id, "grad", pointer, pointer.id_at_location)
    if gradient is not None and mark_of(operands.pointers[1]) is not None:
        location.marks[pointer.id_at_location] = SEALED
    perform(location, "grad", setattr, (operands.reals[0], "grad", value), {})
    let_go(pointer)


def backward(
    pointer: PointerTensor,
    gradient: torch.Tensor | None,
    retain_graph: bool | None,
    create_graph: bool,
    inputs: Any,
) -> None:
    """Run backward on the worker that holds the value of `pointer`.

    Raises:
        RemoteOperationError: torch could not (the graph was used up, or the value needs no gradient).
    """
    location = pointer.location
    real = pointer._value()
    if gradient is not None or inputs is not None:
        from fedgui.pointers.operations import Operands

        operands = Operands("backward")
        operands.resolve(pointer)
        gradient, inputs = operands.resolve((gradient, inputs))
        operands.require_one_place()
    if location.waiting:
        settle_all(location)
    location.session.network.command(pointer.owner.id, location.id, "backward", pointer, pointer.id_at_location)
    perform(location, "backward", real.backward, (gradient, retain_graph, create_graph, inputs), {})
    mark = location.marks.get(pointer.id_at_location)
    if mark is not None and gradient is None:
        location.marks[pointer.id_at_location] = mark.after_backward()


def send(tensor: torch.Tensor, worker: VirtualWorker, collect: bool = True) -> PointerTensor:
    """As `transfer.send`, and each gradient that `backward()` computes for the copy comes back at once.

    It is added to the gradient of `tensor`, or goes on through the graph that `tensor` came from, in a message of its
    own. A copy that moves on to another worker sends nothing back any more.

    Raises:
        NoGradientError: `tensor` requires none.
        GetNotPermittedError: the worker's policy keeps data private, and so their gradients. Raised by `backward()`
            if the copy became private later.
    """
    from fedgui.pointers import transfer

    if not tensor.requires_grad:
        raise NoGradientError(tensor=_called(tensor), worker=worker.id) from None
    pointer = transfer.send(tensor, worker, collect)
    if isinstance(tensor, PointerTensor):
        return pointer  # the value stays where it is
    session, name, object_id = worker.session, gradient_name(pointer.label), pointer.id_at_location

    def come_back(gradient: torch.Tensor) -> None:
        if worker.is_private(object_id):
            raise GetNotPermittedError(worker=worker.id, tensor=name)
        session.release(worker, name, [("grad", gradient)], "gradient", tensor, object_id)
        torch.autograd.backward(tensor, gradient.detach().clone())

    if worker.is_private(object_id):
        raise GetNotPermittedError(worker=worker.id, tensor=name) from None
    pointer._value().register_hook(come_back)  # type: ignore[no-untyped-call]
    return pointer


def _called(tensor: torch.Tensor) -> str:
    from fedgui.pointers import transfer

    return transfer.first_tag(tensor) or tensor_of_shape(tensor.shape)
