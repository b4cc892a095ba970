"""PointerTensor: a torch.Tensor whose value lives on a worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NoReturn, cast

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers.calls import RemoteFunction, operation_name, perform, run_backward, shorten, told
from fedgui.pointers.commands import COMMANDS, SCALARS, Command, learn
from fedgui.pointers.errors import (
    AlreadyFetchedError,
    CannotSendError,
    ObjectNotFoundError,
    OtherSessionError,
    PointerError,
    ValueNotHereError,
    failed_on,
)
from fedgui.pointers.internals import make_wrapper
from fedgui.pointers.policy import judge

if TYPE_CHECKING:
    from fedgui.pointers.workers import VirtualWorker


class _OwnId:
    """A pointer's own id, made when first asked for."""

    def __get__(self, pointer: PointerTensor | None, owner: type) -> Any:
        if pointer is None:
            return self
        own_id = pointer.__dict__["id"] = pointer.location.session.new_id()
        return own_id


class PointerTensor(torch.Tensor):
    """A tensor whose value lives on a worker.

    Every torch function that is called with it runs on that worker and returns a pointer to the result. Shape, dtype
    and other metadata are truthful and cost no message. The value itself comes here by `.get()` alone.

    Attributes:
        owner: the worker that holds the pointer; the server, unless the pointer is part of a chain.
        location: the worker that holds the value.
        id: the pointer's own id.
        id_at_location: the value's id in the store of `location`.
    """

    owner: VirtualWorker
    location: VirtualWorker
    id_at_location: int
    id: Any = _OwnId()

    # An instance holds these only where they differ from what stands here.
    gc = True
    """Whether the value is freed when the pointer goes."""
    tags: set[str] = set()  # noqa: RUF012 (never changed in place)
    description: str | None = None
    fetched_on = 0
    """The script's line that fetched the value, or 0."""
    label = ""
    """What its module calls it, for a parameter or buffer."""
    parked: tuple[type[torch.Tensor], dict[str, Any]] | None = None
    """Class and attributes of this object before it was sent in place; it becomes that again."""
    gradient_elsewhere: torch.Tensor | None = None
    """The gradient that this parameter had when it left another worker, while nobody has looked at it here."""
    attribute = ""
    _is_param = False

    @classmethod
    def __torch_function__(  # noqa: C901, PLR0912 (each call that it saves is time of every operation)
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        command = COMMANDS.get(func) or learn(func)
        if command.plain:
            # The common case in one pass: pointers to one worker, and plain arguments.
            location: VirtualWorker | None = None
            reals: list[Any] = []
            for arg in args:
                kind = type(arg)
                if kind is PointerTensor:
                    if location is None:
                        location, first = arg.location, arg
                    elif arg.location is not location:
                        break
                    real = location._objects.get(arg.id_at_location)
                    if real is None:
                        break
                    reals.append(real)
                elif kind in SCALARS:
                    reals.append(arg)
                else:
                    break
            else:
                if location is not None and (not kwargs or _scalars_only(kwargs)):
                    marks = location.marks
                    if marks and (kwargs or not command.pure):
                        from fedgui.pointers.operations import run_marked

                        return run_marked(command, func, args, kwargs or {}, reals)
                    network = location.session.network
                    network.commands += 1
                    if network.observers or network.readers:
                        name, there = command.name, first.id_at_location
                        network.tell_command(first.owner.id, location.id, name, first, there, command.pure)
                    try:
                        result = func(*reals, **kwargs) if kwargs else func(*reals)
                    except PointerError:
                        raise
                    except Exception as error:  # noqa: BLE001 (whatever torch raises)
                        reason = told(location, command.name, func, reals, kwargs or {}, error)
                        raise failed_on(location.id, command.name, error, reason) from None
                    if type(result) is torch.Tensor and result is not reals[0]:
                        object_id = location.session.new_id()
                        location._objects[object_id] = result
                        if marks:
                            mark = judge(command.name, args, reals, marks, result)
                            if mark is not None:
                                marks[object_id] = mark
                        return point(first.owner, location, object_id, result)
                    return _wrap_plain(result, first, args, reals, command)
        from fedgui.pointers.operations import run

        return run(command, func, args, kwargs or {})

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]  # torch's stub leaves out the function
        cls, func: Any, types: Iterable[type], args: tuple[Any, ...] = (), kwargs: Mapping[str, Any] | None = None
    ) -> NoReturn:
        """An operation that gets here would have needed the value here."""
        for arg in pytree.tree_leaves((args, dict(kwargs or {}))):
            if isinstance(arg, PointerTensor):
                arg.refuse_value(operation_name(func))
        raise NotImplementedError(f"{func} with a pointer inside another value")

    # The value, and what may be known of it without a message

    def _value(self) -> torch.Tensor:
        """The value as the worker holds it. For the engine alone: it costs no message and asks no policy."""
        real = self.location._objects.get(self.id_at_location)
        if real is None:
            self._refuse_gone()
        return real

    def _refuse_gone(self) -> NoReturn:
        worker = self.location.id
        if self.location.session.ended:
            raise OtherSessionError(worker=worker) from None
        if self.fetched_on:
            raise AlreadyFetchedError(tensor=self.describe_self(), worker=worker, line=self.fetched_on) from None
        raise ObjectNotFoundError(tensor=self.describe_self(), worker=worker) from None

    @property
    def disable_gc(self) -> PointerTensor:
        """This pointer, which from now on does not free its value when it goes (PySyft's spelling of `gc = False`)."""
        self.gc = False
        return self

    @property
    def child(self) -> AttributePointer:
        """This pointer, printed without the wrapper around it, as PySyft 0.2 had it."""
        return AttributePointer.of(self, "")

    def refuse_value(self, operation: str) -> NoReturn:
        """Say that `operation` needs the value here."""
        raise ValueNotHereError(operation=operation, tensor=self.describe_self(), worker=self.location.id) from None

    def describe_self(self) -> str:
        """What an error calls this tensor: its first tag, its name in its module, or its id."""
        if self.tags:
            return min(self.tags)
        return self.label or f"tensor {self.id_at_location}"

    @property
    def shape(self) -> torch.Size:  # type: ignore[override]
        return self._value().shape

    @property
    def dtype(self) -> torch.dtype:  # type: ignore[override]
        return self._value().dtype

    @property
    def is_leaf(self) -> bool:  # type: ignore[override]
        return self._value().is_leaf

    @property
    def requires_grad(self) -> bool:
        return self._value().requires_grad

    @requires_grad.setter
    def requires_grad(self, flag: bool) -> None:
        self.requires_grad_(flag)

    @property
    def grad_fn(self) -> RemoteFunction | None:  # type: ignore[override]
        """The name of the operation that made the value; the graph itself stays on the worker."""
        function = self._value().grad_fn
        return None if function is None else RemoteFunction(function.name(), self.location.id)

    def set_(self, *source: Any) -> PointerTensor:
        # torch's own method does not ask a subclass first.
        from fedgui.pointers.operations import run

        run(learn(torch.Tensor.set_), torch.Tensor.set_, (self, *source), {})
        return self

    # Autograd, on the worker

    @property
    def grad(self) -> AttributePointer | None:
        if self.gradient_elsewhere is None:
            from fedgui.pointers.operations import gradient_of

            if gradient_of(self._value()) is None:
                return None
        return AttributePointer.of(self, "grad")

    @grad.setter
    def grad(self, gradient: torch.Tensor | None) -> None:
        from fedgui.pointers.gradients import replace

        replace(self, gradient)

    @property
    def data(self) -> torch.Tensor:
        return AttributePointer.of(self, "data")

    @data.setter
    def data(self, value: torch.Tensor) -> None:
        from fedgui.pointers.operations import set_data

        set_data(self, value)

    def backward(
        self,
        gradient: torch.Tensor | None = None,
        retain_graph: bool | None = None,
        create_graph: bool = False,
        inputs: Any = None,
    ) -> None:
        """Run backward on the worker; the gradients stay there."""
        location = self.location
        if gradient is None and inputs is None and not location.waiting:
            real = self._value()
            location.session.network.command(self.owner.id, location.id, "backward", self, self.id_at_location)
            perform(location, "backward", run_backward, (real, retain_graph, create_graph), {})
            mark = location.marks.get(self.id_at_location)
            if mark is not None:
                location.marks[self.id_at_location] = mark.after_backward()
            return
        from fedgui.pointers.gradients import backward

        backward(self, gradient, retain_graph, create_graph, inputs)

    def __pow__(self, exponent: Any) -> Any:
        # torch's own method takes a longer way to the same place.
        return PointerTensor.__torch_function__(torch.Tensor.pow, (), (self, exponent))

    # What Python asks of a tensor

    def __iter__(self) -> Iterator[torch.Tensor]:
        return iter(self.unbind(0))

    def __len__(self) -> int:
        return len(self._value())

    def __hash__(self) -> int:
        # As torch.Tensor's, because a parameter stays a key of its optimizer's state while it is a pointer.
        return id(self)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        text = f"(Wrapper)>{self.bare_repr()}"
        if self._is_param:
            text = f"Parameter containing:\n{text}"
        if self.tags:
            text += f"\n\tTags: {' '.join(sorted(self.tags))} \n\tShape: {self._shape_or_gone()}"
            if self.description:
                text += f"\n\tDescription: {shorten(self.description)}"
        return text

    def _shape_or_gone(self) -> str:
        real = self.location._objects.get(self.id_at_location)
        return "-" if real is None else str(real.shape)

    def __str__(self) -> str:
        return repr(self)

    def __format__(self, spec: str) -> str:
        if spec:
            self.refuse_value("format()")
        return repr(self)

    def bare_repr(self) -> str:
        """The printed form without the wrapper around it."""
        text = f"[PointerTensor | {self.owner.id}:{self.id} -> {self.location.id}:{self.id_at_location}]"
        return f"{text}::{self.attribute}" if self.attribute else text

    def __copy__(self) -> NoReturn:
        raise CannotSendError(operation="copy.copy()", tensor=self.describe_self(), worker=self.location.id)

    def __deepcopy__(self, memo: object) -> NoReturn:
        raise CannotSendError(operation="copy.deepcopy()", tensor=self.describe_self(), worker=self.location.id)

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        raise CannotSendError(operation="pickle or torch.save()", tensor=self.describe_self(), worker=self.location.id)

    def __del__(self) -> None:
        if self.gc:
            location = self.__dict__.get("location")
            if location is not None and location.forget(self.id_at_location):
                network = location.session.network
                network.deletes += 1
                if network.observers or network.readers:
                    network.tell_delete(self.owner.id, location.id, self.label, self.id_at_location)


class AttributePointer(PointerTensor):
    """A pointer to the gradient, or to the data, of what another pointer points to; or to that itself.

    It keeps that pointer, and so its value, alive; it frees nothing itself.
    """

    gc = False
    parent: PointerTensor

    @classmethod
    def of(cls, parent: PointerTensor, attribute: str) -> AttributePointer:
        """The pointer to `attribute` ("grad", "data", or "" for all) of what `parent` points to."""
        real = parent._value()
        pointer: AttributePointer = make_wrapper(cls, real.shape, dtype=real.dtype)
        pointer.__dict__.update(
            owner=parent.owner,
            location=parent.location,
            id=parent.id,
            id_at_location=parent.id_at_location,
            parent=parent,
            attribute=attribute,
            label=f"{parent.label}.{attribute}".strip("."),
        )
        return pointer

    def _value(self) -> torch.Tensor:
        parent = cast(torch.Tensor, self.parent)
        if not isinstance(parent, PointerTensor) or parent.location is not self.location:
            self._refuse_gone()  # a parameter that came back, or has moved on
        real = parent._value()
        if not self.attribute:
            return real
        if self.attribute == "data":
            return real.data
        from fedgui.pointers.gradients import settle

        settle(self.parent)
        if real.grad is None:
            raise ObjectNotFoundError(tensor=self.describe_self(), worker=self.location.id) from None
        return real.grad

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        return super().__repr__() if self.attribute else self.bare_repr()


def point(owner: VirtualWorker, location: VirtualWorker, object_id: int, real: torch.Tensor) -> PointerTensor:
    """A new pointer of `owner` to `real`, which `location` keeps as `object_id`."""
    pointer: PointerTensor = make_wrapper(PointerTensor, real.shape, dtype=real.dtype)
    pointer.__dict__ = {
        "owner": owner,
        "location": location,
        "id_at_location": object_id,
    }
    return pointer


def _scalars_only(kwargs: Mapping[str, Any]) -> bool:
    for value in kwargs.values():  # noqa: SIM110 (a third of the time of `all`)
        if type(value) not in SCALARS:
            return False
    return True


def _wrap_plain(result: Any, first: PointerTensor, args: tuple[Any, ...], reals: list[Any], command: Command) -> Any:
    """Pointers to what is not a single new plain tensor."""
    from fedgui.pointers.operations import wrap

    location, name = first.location, command.name
    operands = {id(real): arg for arg, real in zip(args, reals, strict=True) if isinstance(arg, PointerTensor)}
    if not location.marks:
        return wrap(result, first.owner, location, operands, name)
    return wrap(
        result, first.owner, location, operands, name, lambda real: judge(name, args, reals, location.marks, real)
    )
