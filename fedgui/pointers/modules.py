"""A module travels as one message, and stays the same object with the same parameters."""

from __future__ import annotations

import copy as copying
from collections.abc import Mapping
from typing import Any, NoReturn, cast

import torch
from torch import nn
from torch.nn.parameter import is_lazy

from fedgui.pointers.errors import (
    CannotSendError,
    EmptyModelError,
    GetNotPermittedError,
    ModelAlreadySentError,
    ModelScatteredError,
    NotRemoteError,
    UninitializedModelError,
)
from fedgui.pointers.internals import WithoutGraph
from fedgui.pointers.phrases import the_module, the_server
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.transfer import copy as copy_pointer
from fedgui.pointers.transfer import leave, resettle, unpark
from fedgui.pointers.workers import SERVER_ID, VirtualWorker

Named = list[tuple[str, torch.Tensor]]


def tensors_of(module: nn.Module) -> Named:
    """A module's parameters and then buffers with their names, each once, in the module's own order.

    nn.Module's own iterators say the same; they take a quarter of the time of a tutorial step.
    """
    parameters: Named = []
    buffers: Named = []
    seen: set[int] = set()
    todo = [("", module)]
    while todo:
        prefix, part = todo.pop()
        if part._parameters:
            _add(part._parameters, prefix, parameters, seen)
        if part._buffers:
            _add(part._buffers, prefix, buffers, seen)
        if part._modules:
            children = [(f"{prefix}{name}.", child) for name, child in part._modules.items() if child is not None]
            todo.extend(reversed(children))
    return parameters + buffers if buffers else parameters


def _add(members: Mapping[str, torch.Tensor | None], prefix: str, found: Named, seen: set[int]) -> None:
    for name, tensor in members.items():
        if tensor is not None and id(tensor) not in seen:
            seen.add(id(tensor))
            found.append((prefix + name, tensor))


def location_of(module: nn.Module) -> VirtualWorker | None:
    """The worker that holds the module's first parameter (or buffer); None if it is here."""
    tensors = tensors_of(module)
    first = tensors[0][1] if tensors else None
    return first.location if isinstance(first, PointerTensor) else None


def send(module: nn.Module, worker: VirtualWorker) -> None:
    """Parameters and buffers travel to `worker` in one message, and become pointers in place.

    Sending a module to where it is changes nothing.

    Raises:
        EmptyModelError: it has neither parameters nor buffers.
        ModelAlreadySentError: it is on another worker.
        UninitializedModelError: a lazy layer of it has no parameters yet.
    """
    tensors = tensors_of(module)
    if not tensors:
        raise EmptyModelError(module=type(module).__name__, worker=worker.id)
    for _, tensor in tensors:
        if isinstance(tensor, PointerTensor):
            if all(isinstance(other, PointerTensor) and other.location is worker for _, other in tensors):
                return
            raise ModelAlreadySentError(worker=tensor.location.id, receiver=worker.id)
    session = worker.session
    session.hook.steps.finish_interrupted()
    with WithoutGraph():
        # All copies first: one that can't be made leaves the whole module here.
        try:
            reals = [tensor.clone() for _, tensor in tensors]
        except ValueError:
            lazy = next((name for name, tensor in tensors if is_lazy(tensor)), tensors[0][0])
            raise UninitializedModelError(tensor=lazy, module=type(module).__name__, worker=worker.id) from None
        session.network.carry(SERVER_ID, worker.id, "model", tensors, module)
        objects = worker._objects
        for (name, tensor), real in zip(tensors, reals, strict=True):
            if tensor.requires_grad:
                real.requires_grad = True
            object_id = session.new_id()
            objects[object_id] = real
            leave(tensor, worker, real, object_id, name)


def get(module: nn.Module) -> None:
    """Parameters and buffers come back in one message; gradients wait until somebody looks at them.

    Raises:
        NotRemoteError: the module is here.
        ModelScatteredError: its tensors are in several places.
        GetNotPermittedError: private values were written into it.
        ObjectNotFoundError: the worker no longer holds it.
    """
    named, location = _pointers_of(module, "model.get()")
    marks = location.marks
    pointers: list[PointerTensor] = []
    reals: list[torch.Tensor] = []
    parts: list[tuple[str, torch.Tensor]] = []
    for name, pointer in named:
        object_id = pointer.id_at_location
        real = location._objects.get(object_id)
        if real is None:
            real = pointer._value()  # says why it is gone
        if object_id in marks:
            raise GetNotPermittedError(worker=location.id, tensor=name)
        pointers.append(pointer)
        reals.append(real)
        parts.append((name, real))
    session = location.session
    session.hook.steps.finish_interrupted()
    session.network.request(SERVER_ID, location.id, "model", module)
    session.release(location, "model", parts, "model", module)
    unpark(pointers, reals)


def move(module: nn.Module, worker: VirtualWorker) -> None:
    """Parameters and buffers go straight to `worker` in one message; to the server, this is `get`."""
    pointers, location = _pointers_of(module, "model.move()")
    if worker is location:
        return
    if worker.id == SERVER_ID:
        get(module)
        return
    reals = [(name, pointer._value()) for name, pointer in pointers]
    location.session.hook.steps.finish_interrupted()
    location.session.network.carry(location.id, worker.id, "model", reals, module)
    for (_, pointer), (_, real) in zip(pointers, reals, strict=True):
        resettle(pointer, worker, real)


def copy(module: nn.Module) -> nn.Module:
    """An independent module with the same values, in the same place."""
    memo: dict[int, Any] = {}
    for name, tensor in tensors_of(module):
        if isinstance(tensor, PointerTensor):
            twin = copy_pointer(tensor)
            twin.label = name
            twin._is_param = tensor._is_param
            memo[id(tensor)] = twin
    return copying.deepcopy(module, memo)


def refuse_state(module: nn.Module, operation: str) -> None:
    """Refuse to read or load the state of a module that is not here.

    Raises:
        CannotSendError: it is on a worker.
    """
    for _, tensor in tensors_of(module):
        if isinstance(tensor, PointerTensor):
            raise CannotSendError(operation=operation, tensor=the_module(module), worker=tensor.location.id)


def refuse_backward_hooks(module: nn.Module, rows: PointerTensor) -> None:
    """Refuse to run a module whose gradients the script wants to be shown while they are computed on a worker.

    Raises:
        CannotSendError: it has such hooks.
    """
    state = vars(module)
    if state["_backward_hooks"] or state["_backward_pre_hooks"]:
        raise CannotSendError(operation="a backward hook", tensor=rows.describe_self(), worker=rows.location.id)


def _pointers_of(module: nn.Module, operation: str) -> tuple[list[tuple[str, PointerTensor]], VirtualWorker]:
    tensors = tensors_of(module)
    location: VirtualWorker | None = None
    for _, tensor in tensors:
        place = tensor.location if type(tensor) is PointerTensor else None
        if place is None or place is not (location or place):
            _refuse_scattered(module, tensors, operation)
        location = place
    if location is None:
        _refuse_scattered(module, tensors, operation)
    return cast("list[tuple[str, PointerTensor]]", tensors), location


def _refuse_scattered(module: nn.Module, tensors: Named, operation: str) -> NoReturn:
    """Say why the module can't come back: it is here, or its tensors are in several places."""
    places = [(name, tensor.location.id if isinstance(tensor, PointerTensor) else "") for name, tensor in tensors]
    first = next(((name, place) for name, place in places if place), None)
    if first is None:
        raise NotRemoteError(operation=operation, tensor=the_module(module))
    second = next((name, place or the_server()) for name, place in places if place != first[1])
    raise ModelScatteredError(first=first[0], first_worker=first[1], second=second[0], second_worker=second[1])
