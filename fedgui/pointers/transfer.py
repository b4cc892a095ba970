"""What travels: tensors between the server and the workers, one at a time."""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

import torch

from fedgui.pointers.calls import calling_line
from fedgui.pointers.errors import InvalidTensorForRemoteGet, NotRemoteError
from fedgui.pointers.gradients import WaitingGradient, gradient_name
from fedgui.pointers.internals import WithoutGraph, swap
from fedgui.pointers.operations import check_release, mark_of
from fedgui.pointers.phrases import tensor_of_shape
from fedgui.pointers.policy import Mark
from fedgui.pointers.tensors import AttributePointer, PointerTensor, point
from fedgui.pointers.workers import VirtualWorker

if TYPE_CHECKING:
    from fedgui.pointers.session import Session


def send(tensor: torch.Tensor, worker: VirtualWorker, collect: bool = True) -> PointerTensor:
    """A copy of `tensor` travels to `worker`; a pointer to it stays.

    Sending a pointer to where its value is changes nothing; sending it elsewhere makes a chain.

    Args:
        collect: whether the copy is freed when the pointer goes.
    """
    session = worker.session
    if isinstance(tensor, PointerTensor):
        if tensor.location is worker:
            tensor._value()  # says so if it is gone
            return tensor
        return _send_pointer(_on_its_own(tensor), worker)
    object_id = _free_id(tensor, worker)
    name = first_tag(tensor)
    session.network.carry(session.local_worker.id, worker.id, name, [(name, tensor)], tensor, object_id)
    copy = carry_copy(tensor)
    worker.keep_data(object_id, copy)
    pointer = point(session.local_worker, worker, object_id, copy)
    copy_tags(tensor, copy, pointer)
    if not collect:
        pointer.gc = False
    return pointer


def _on_its_own(pointer: PointerTensor) -> PointerTensor:
    """What may travel in place of `pointer`: a copy, of a gradient or of data, which belong to another value."""
    if isinstance(pointer, AttributePointer):
        return copy(pointer) if pointer.attribute else pointer.parent
    return pointer


def _send_pointer(pointer: PointerTensor, worker: VirtualWorker) -> PointerTensor:
    """`pointer` itself travels to `worker`, which holds it from then on; the value stays where it is."""
    session = worker.session
    real = pointer._value()
    session.network.carry(pointer.owner.id, worker.id, first_tag(pointer), [], pointer, pointer.id)
    held = point(worker, pointer.location, pointer.id_at_location, real)
    held.id = pointer.id
    worker._objects[pointer.id] = held
    _keep_mark(mark_of(pointer), worker, pointer.id)
    pointer.gc = False
    chained = point(pointer.owner, worker, pointer.id, held)
    copy_tags(pointer, held, chained)
    return chained


def get(pointer: PointerTensor) -> torch.Tensor:
    """Fetch the value of `pointer`; the worker keeps no copy (of an attribute, such as a gradient, it does).

    Returns:
        A tensor with its gradient, if it has one; the next pointer, for a chain.

    Raises:
        GetNotPermittedError: the worker's release policy keeps it.
        AlreadyFetchedError, ObjectNotFoundError: it is no longer there.
    """
    if pointer.parked is not None or pointer._is_param:
        come_back(pointer)
        return pointer
    if isinstance(pointer, AttributePointer) and not pointer.attribute:
        return get(pointer.parent)
    real = pointer._value()
    location = pointer.location
    if isinstance(real, PointerTensor):
        return _get_pointer(pointer, real)
    session = location.session
    why = check_release(pointer) if location.marks or pointer.attribute else "not private"
    name = first_tag(pointer)
    object_id = pointer.id_at_location
    parts = [(name, real)]
    if real.is_leaf and real.grad is not None:
        parts.append(("grad", real.grad))
    session.network.request(pointer.owner.id, location.id, name, pointer, object_id)
    session.release(location, name, parts, why, pointer, object_id)
    value = carry_copy(real)
    if len(parts) > 1:
        value.grad = parts[1][1].detach().clone()
    copy_tags(pointer, value)
    if not pointer.attribute:
        release_pointer(pointer)
    return value


def _get_pointer(pointer: PointerTensor, held: PointerTensor) -> PointerTensor:
    """Fetch the pointer that the worker holds for a chain."""
    location = pointer.location
    network = location.session.network
    network.request(pointer.owner.id, location.id, first_tag(pointer), pointer, pointer.id_at_location)
    network.carry(location.id, pointer.owner.id, first_tag(pointer), [], pointer, pointer.id_at_location)
    release_pointer(pointer)
    held.owner = pointer.owner
    return held


def release_pointer(pointer: PointerTensor) -> None:
    """The value of `pointer` has left its worker: drop it there, and remember when."""
    pointer.gc = False
    pointer.fetched_on = calling_line()
    pointer.location.forget(pointer.id_at_location)


def move(pointer: PointerTensor, worker: VirtualWorker) -> torch.Tensor:
    """The value goes straight from its worker to `worker`, and keeps its id; private values stay private there.

    Returns:
        The same pointer, which now points there; the value, if `worker` is the server.
    """
    source = pointer.location
    real = pointer._value()
    if worker is source:
        return pointer
    if worker is pointer.owner:
        return get(pointer)
    if isinstance(pointer, AttributePointer):
        return move(_on_its_own(pointer), worker)
    object_id = pointer.id_at_location
    if isinstance(real, PointerTensor) and real.location is worker:
        # The chain's far end: what is left of the chain is the direct pointer.
        object_id = real.id_at_location
        real.gc = False
    else:
        relocate(pointer, worker, object_id, first_tag(pointer), pointer)
    source.forget(pointer.id_at_location)
    pointer.location = worker
    pointer.id_at_location = object_id
    return pointer


def relocate(holder: PointerTensor, target: VirtualWorker, object_id: int, name: str, subject: PointerTensor) -> None:
    """Carry the value of `holder` to `target`, where it is stored under `object_id` and as private as it was.

    Raises:
        GetNotPermittedError: `target` is the server, and the worker's release policy keeps the value.
    """
    source, real, mark = holder.location, holder._value(), mark_of(holder)
    session = source.session
    network = session.network
    if isinstance(real, PointerTensor):
        network.carry(source.id, target.id, name, [], subject, object_id)
        real.owner = target
        copy: torch.Tensor = real
    else:
        parts = [(name, real)]
        if real.is_leaf and real.grad is not None:
            parts.append(("grad", real.grad))
        if target is session.local_worker:
            session.release(source, name, parts, check_release(holder), subject, object_id)
        else:
            _keep_mark(mark, target, object_id)
            network.carry(source.id, target.id, name, parts, subject, object_id)
        copy = carry_copy(real)
        if len(parts) > 1:
            copy.grad = parts[1][1].detach().clone()
        copy_tags(real, copy)
    target._objects[object_id] = copy
    _keep_mark(mark, target, object_id)


def remote_get(pointer: PointerTensor) -> PointerTensor:
    """The worker in the middle of the chain `pointer` fetches the value from its end."""
    pointer = _on_its_own(pointer)
    held = cast(PointerTensor, pointer._value())
    middle, end = pointer.location, held.location
    network = middle.session.network
    network.command(pointer.owner.id, middle.id, "remote_get", pointer, pointer.id_at_location)
    network.request(middle.id, end.id, first_tag(pointer), held, held.id_at_location)
    relocate(held, middle, pointer.id_at_location, first_tag(pointer), pointer)
    held.gc = False
    end.forget(held.id_at_location)
    return pointer


def remote_send(pointer: PointerTensor, worker: VirtualWorker) -> PointerTensor:
    """The worker that holds the value sends it on to `worker`, and keeps a pointer to it: a chain from here.

    Returns:
        The same pointer; `.get()` brings back the pointer to `worker`, and a second `.get()` the value.
    """
    middle = pointer.location
    real = pointer._value()
    if worker is middle:
        return pointer
    if isinstance(pointer, AttributePointer):
        return remote_send(_on_its_own(pointer), worker)
    network = middle.session.network
    network.command(pointer.owner.id, middle.id, "remote_send", pointer, pointer.id_at_location)
    object_id = middle.session.new_id()
    relocate(pointer, worker, object_id, first_tag(pointer), pointer)
    middle._objects[pointer.id_at_location] = point(middle, worker, object_id, real)
    return pointer


def copy(pointer: PointerTensor) -> PointerTensor:
    """A copy of the value, on the same worker, with an id and a pointer of its own."""
    location = pointer.location
    session = location.session
    real = pointer._value()
    session.network.command(pointer.owner.id, location.id, "copy", pointer, pointer.id_at_location)
    mark = mark_of(pointer)
    object_id = session.new_id()
    twin = copy(real) if isinstance(real, PointerTensor) else carry_copy(real)
    location._objects[object_id] = twin
    _keep_mark(None if mark is None else mark._replace(trained=False), location, object_id)
    copied = point(pointer.owner, location, object_id, twin)
    copy_tags(pointer, twin, copied)
    return copied


def leave(tensor: torch.Tensor, worker: VirtualWorker, real: torch.Tensor, object_id: int, label: str) -> None:
    """Turn the object `tensor` into a pointer to `real`, which `worker` has stored; what it was is parked in it.

    The object keeps its memory, in which its value will arrive again; as a pointer it shows nothing of it.
    """
    gradient = tensor.grad if tensor.is_leaf else None
    kind, before = type(tensor), tensor.__dict__
    state: dict[str, object] = {
        "owner": worker.session.local_worker,
        "location": worker,
        "id_at_location": object_id,
        "label": label,
        "parked": (kind, before),
    }
    if "tags" in before or "description" in before:
        copy_tags(tensor, real)
        state.update({key: before[key] for key in ("tags", "description") if key in before})
    # As isinstance(tensor, nn.Parameter), which asks its metaclass.
    if kind is torch.nn.Parameter or getattr(tensor, "_is_param", False):
        state["_is_param"] = True
    if gradient is not None:
        state["gradient_elsewhere"] = gradient
        worker.waiting[object_id] = weakref.ref(tensor)
    tensor.__class__ = PointerTensor
    tensor.__dict__ = state


def send_in_place(tensor: torch.Tensor, worker: VirtualWorker) -> torch.Tensor:
    """As `send`, but the object `tensor` itself becomes the pointer.

    A pointer that is sent in place to yet another worker takes its value there.
    """
    if isinstance(tensor, PointerTensor):
        return move(tensor, worker)
    session = worker.session
    object_id = _free_id(tensor, worker)
    name = first_tag(tensor)
    session.network.carry(session.local_worker.id, worker.id, name, [(name, tensor)], tensor, object_id)
    real = carry_copy(tensor)
    worker.keep_data(object_id, real)
    leave(tensor, worker, real, object_id, "")
    return tensor


def come_back(pointer: PointerTensor) -> None:
    """Fetch the value of a tensor that was sent in place: the object is again what it was."""
    location = pointer.location
    real = pointer._value()
    if isinstance(real, PointerTensor):
        held = _get_pointer(pointer, real)
        pointer.__dict__ = held.__dict__
        held.__dict__ = {"gc": False}
        return
    why = check_release(pointer)
    name = first_tag(pointer)
    network = location.session.network
    network.request(pointer.owner.id, location.id, name, pointer, pointer.id_at_location)
    location.session.release(location, name, [(name, real)], why, pointer, pointer.id_at_location)
    if pointer.attribute:
        _stand_up(pointer, pointer.__dict__, real)  # it stays where it is, as it belongs to another value
    else:
        unpark([pointer], [real])


def unpark(pointers: Sequence[PointerTensor], reals: Sequence[torch.Tensor]) -> None:
    """Make the objects `pointers` ordinary tensors again, with the values of `reals`."""
    here: list[torch.Tensor] = []
    there: list[torch.Tensor] = []
    states: list[dict[str, Any]] = []
    for pointer, real in zip(pointers, reals, strict=True):
        state = pointer.__dict__
        states.append(state)
        state["location"].forget(state["id_at_location"])
        if _stand_up(pointer, state, real):
            here.append(pointer)
            there.append(real)
    if here:
        with WithoutGraph():
            torch._foreach_copy_(here, there)
    for tensor, state, real in zip(cast("Sequence[torch.Tensor]", pointers), states, reals, strict=True):
        if tensor.requires_grad is not real.requires_grad and tensor.is_leaf:
            tensor.requires_grad_(real.requires_grad)
        gradient = real.grad if real.is_leaf else None
        if gradient is not None:
            WaitingGradient.wait(tensor, gradient_name(state["label"]), state["location"], gradient)
        elif "gradient_elsewhere" in state:
            tensor.grad = state["gradient_elsewhere"]


def _stand_up(pointer: torch.Tensor, state: dict[str, Any], real: torch.Tensor) -> bool:
    """Make the object `pointer` what it was.

    Returns:
        Whether the value of `real` has yet to be written into it: it has memory of that size and kind.
    """
    parked = state.get("parked")
    if parked is not None:
        pointer.__class__, pointer.__dict__ = parked
        if pointer.shape == real.shape and pointer.dtype == real.dtype:
            return True
    kind = torch.nn.Parameter if state.get("_is_param") else torch.Tensor
    home = torch.Tensor._make_subclass(kind, real.detach().clone(), real.requires_grad)
    swap(pointer, home)
    # `home` is now what the pointer was, and stands for nothing.
    home.__dict__ = {"gc": False}
    return False


def resettle(pointer: PointerTensor, worker: VirtualWorker, real: torch.Tensor) -> None:
    """`real`, which has crossed, is from now on at `worker`; its gradient waits where it is."""
    source, object_id = pointer.location, pointer.id_at_location
    waiting = pointer.gradient_elsewhere
    if real.is_leaf and real.grad is not None:
        waiting = WaitingGradient.of(pointer, gradient_name(pointer.label), source, real.grad)
    mark = mark_of(pointer)
    source.forget(object_id)
    worker._objects[object_id] = carry_copy(real)
    _keep_mark(mark, worker, object_id)
    pointer.location = worker
    if waiting is not None:
        pointer.gradient_elsewhere = waiting
        worker.waiting[object_id] = weakref.ref(pointer)


def carry_copy(value: torch.Tensor) -> torch.Tensor:
    """The copy that arrives: the same values, a leaf that requires a gradient if the original did."""
    with WithoutGraph():
        arrived = value.clone()
    if value.requires_grad:
        arrived.requires_grad = True
    return arrived


def first_tag(tensor: torch.Tensor) -> str:
    """What messages call a tensor: its first tag, or its name in its module, or nothing."""
    state = tensor.__dict__
    return min(state["tags"]) if state.get("tags") else str(state.get("label", ""))


def copy_tags(source: torch.Tensor, *targets: torch.Tensor) -> None:
    """Tags and description travel along."""
    state = source.__dict__
    if "tags" in state or "description" in state:
        for key in ("tags", "description"):
            for target in targets:
                setattr(target, key, getattr(source, key))


def as_chain(tensor: torch.Tensor) -> PointerTensor:
    """`tensor`, if it is a pointer to a pointer.

    Raises:
        InvalidTensorForRemoteGet: it is not.
    """
    if isinstance(tensor, PointerTensor) and isinstance(tensor._value(), PointerTensor):
        return tensor
    described = tensor.describe_self() if isinstance(tensor, PointerTensor) else f"{tensor}"
    raise InvalidTensorForRemoteGet(tensor=described)


def require_pointer(tensor: torch.Tensor, operation: str) -> PointerTensor:
    """`tensor`, if it is a pointer.

    Raises:
        NotRemoteError: it is here already.
    """
    if not isinstance(tensor, PointerTensor):
        raise NotRemoteError(operation=operation, tensor=tensor_of_shape(tensor.shape))
    return tensor


def id_of(tensor: torch.Tensor, session: Session) -> int:
    """The id of a local tensor, made when first asked for. It holds for one session, as ids repeat in the next."""
    serial, known = tensor.__dict__.get("_fedgui_id", (0, 0))
    if serial != session.serial:
        known = session.new_id()
        tensor.__dict__["_fedgui_id"] = session.serial, known
    return int(known)


def _free_id(tensor: torch.Tensor, worker: VirtualWorker) -> int:
    """The id under which a copy of `tensor` is stored: its own, unless the worker has that already."""
    object_id = id_of(tensor, worker.session)
    return worker.session.new_id() if object_id in worker._objects else object_id


def _keep_mark(mark: Mark | None, worker: VirtualWorker, object_id: int) -> None:
    if mark is not None:
        worker.marks[object_id] = mark
