"""Tensors that name who may send and fetch them: PySyft 0.2's private tensors.

On its worker such a tensor is private as one marked with `.private()` is, whatever the policy. The one road more is
`.get(user=...)` with a name that it carries. What is computed from it there carries no names, as it may hold somebody
else's private values too, and leaves by the policy's own rules alone. The names are the script's word for it: nobody
checks who runs a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers import transfer, watchers
from fedgui.pointers.errors import CannotSendError, SendNotPermittedError, UserNotPermittedError
from fedgui.pointers.multi import MultiPointerTensor
from fedgui.pointers.operations import mark_of
from fedgui.pointers.phrases import tensor_of_shape
from fedgui.pointers.policy import Mark
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import whole_table


class NamingMark(Mark):
    """The mark of a private value that some may fetch. Every mark that is derived from it names nobody.

    Attributes:
        users: who may.
    """

    users: tuple[str, ...] = ()


class PrivateTensor(torch.Tensor):
    """A tensor here that names who may send and fetch it; so do the results of operations here.

    Attributes:
        allowed_users: their names, sorted.
    """

    allowed_users: tuple[str, ...]

    @classmethod
    def of(cls, tensor: torch.Tensor, users: Iterable[str]) -> PrivateTensor:
        """The same values as `tensor`, for `users` alone.

        Raises:
            CannotSendError: it is a pointer; the owner names the users before the tensor leaves.
        """
        if isinstance(tensor, PointerTensor):
            raise CannotSendError(
                operation="private_tensor()", tensor=tensor.describe_self(), worker=tensor.location.id
            ) from None
        private = tensor.as_subclass(cls)
        private.allowed_users = tuple(sorted(set(users)))
        transfer.copy_tags(tensor, private)
        return private

    @classmethod
    def __torch_function__(
        cls,
        func: Callable[..., Any],
        types: Iterable[type],
        args: tuple[Any, ...] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        named = [value.allowed_users for value in pytree.tree_leaves((args, kwargs)) if hasattr(value, "allowed_users")]
        result = super().__torch_function__(func, types, args, kwargs or {})  # type: ignore[no-untyped-call]
        for value in pytree.tree_leaves(result):
            if isinstance(value, PrivateTensor):
                value.allowed_users = tuple(sorted(set(named[0]).intersection(*named[1:])))
        return result

    def send(self, *workers: Any, user: str | None = None, **options: Any) -> torch.Tensor:
        """As `torch.Tensor.send`, for one of the allowed users.

        Raises:
            SendNotPermittedError: `user` is not one of them. Nothing has crossed.
        """
        self._permit(user)
        watchers.refuse_present(self.owner.session)  # type: ignore[attr-defined]  # from the hook
        values = _values_of(self)
        values.__dict__.update(self.__dict__)
        sent: torch.Tensor = values.send(*workers, **options)  # type: ignore[attr-defined]  # from the hook
        for pointer in sent.pointers if isinstance(sent, MultiPointerTensor) else [sent]:
            _name_users(pointer, self.allowed_users)
        return sent

    def send_(self, worker: Any, user: str | None = None) -> torch.Tensor:
        """As `send`, in place."""
        self._permit(user)
        watchers.refuse_present(self.owner.session)  # type: ignore[attr-defined]  # from the hook
        users = self.allowed_users
        sent: PointerTensor = super().send_(worker)  # type: ignore[misc]  # from the hook
        sent.location._objects[sent.id_at_location] = _values_of(sent._value())
        _name_users(sent, users)
        return sent

    def _permit(self, user: str | None) -> None:
        if user not in self.allowed_users:
            tensor = transfer.first_tag(self) or tensor_of_shape(self.shape)
            raise SendNotPermittedError(tensor=tensor, allowed=", ".join(self.allowed_users) or "-", user=user)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        with torch.no_grad():
            return f"(Wrapper)>PrivateTensor>{_values_of(self)}"


def get_as(pointer: PointerTensor, user: str) -> torch.Tensor:
    """Fetch the value of `pointer` in the name of `user`; where it names nobody, as `transfer.get`.

    Raises:
        UserNotPermittedError: it names others.
        GetNotPermittedError: it names nobody, and is private.
    """
    real, mark = pointer._value(), mark_of(pointer)
    if isinstance(real, PointerTensor) or not isinstance(mark, NamingMark) or not mark.users:
        return transfer.get(pointer)
    location, name = pointer.location, transfer.first_tag(pointer)
    if user not in mark.users:
        raise UserNotPermittedError(
            worker=location.id, tensor=pointer.describe_self(), allowed=", ".join(mark.users), user=user
        ) from None
    session, object_id = location.session, pointer.id_at_location
    session.network.request(pointer.owner.id, location.id, name, pointer, object_id)
    session.release(location, name, [(name, real)], "allowed user", pointer, object_id)
    value = transfer.carry_copy(real)
    transfer.copy_tags(pointer, value)
    if not pointer.attribute:
        transfer.release_pointer(pointer)
    return value


def _values_of(tensor: torch.Tensor) -> torch.Tensor:
    """The values without the names."""
    with torch._C.DisableTorchFunctionSubclass():
        return tensor.as_subclass(torch.Tensor)


def _name_users(pointer: torch.Tensor, users: tuple[str, ...]) -> None:
    """Mark the value of `pointer` as private to all but `users`."""
    assert isinstance(pointer, PointerTensor)
    mark = NamingMark(*whole_table(pointer._value()))
    mark.users = users
    pointer.location.marks[pointer.id_at_location] = mark
