"""Tensors that name who may send and fetch them: PySyft 0.2's private tensors.

Such a tensor is private on its worker as one marked with `.private()` is, whatever the policy. The one road more is
`.get(user=...)` with a name that it carries, also for what was computed from it by operations on the worker; of
several such tensors, those names that all of them carry. The names are the script's word for it: nobody checks who
runs a script.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import torch
from torch.utils import _pytree as pytree

from fedgui.pointers import transfer
from fedgui.pointers.errors import CannotSendError, SendNotPermittedError, UserNotPermittedError
from fedgui.pointers.multi import MultiPointerTensor
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import whole_table


class PrivateTensor(torch.Tensor):
    """A tensor here, or in a worker's store, that names who may send and fetch it.

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
        sent: torch.Tensor = super().send(*workers, **options)  # type: ignore[misc]  # from the hook
        for pointer in sent.pointers if isinstance(sent, MultiPointerTensor) else [sent]:
            assert isinstance(pointer, PointerTensor)
            pointer.location.marks[pointer.id_at_location] = whole_table(pointer.value())
        return sent

    def send_(self, worker: Any, user: str | None = None) -> torch.Tensor:
        """As `send`, in place."""
        self._permit(user)
        sent: PointerTensor = super().send_(worker)  # type: ignore[misc]  # from the hook
        sent.location.marks[sent.id_at_location] = whole_table(sent.value())
        return sent

    def _permit(self, user: str | None) -> None:
        if user not in self.allowed_users:
            tensor = transfer.first_tag(self) or f"the tensor of shape {tuple(self.shape)}"
            raise SendNotPermittedError(tensor=tensor, allowed=", ".join(self.allowed_users) or "-", user=user)

    def __repr__(self, *, tensor_contents: Any = None) -> str:  # type: ignore[override]
        with torch.no_grad(), torch._C.DisableTorchFunctionSubclass():
            return f"(Wrapper)>PrivateTensor>{self.as_subclass(torch.Tensor)}"


def get_as(pointer: PointerTensor, user: str) -> torch.Tensor:
    """Fetch the value of `pointer` in the name of `user`; where it names nobody, as `transfer.get`.

    Raises:
        UserNotPermittedError: it names others.
        GetNotPermittedError: it names nobody, and is private.
    """
    real = pointer.value()
    if not isinstance(real, PrivateTensor):
        return transfer.get(pointer)
    location, name = pointer.location, transfer.first_tag(pointer)
    if user not in real.allowed_users:
        raise UserNotPermittedError(
            worker=location.id,
            tensor=pointer.describe_self(),
            allowed=", ".join(real.allowed_users) or "-",
            user=user,
        ) from None
    session, object_id = location.session, pointer.id_at_location
    session.network.request(pointer.owner.id, location.id, name, pointer, object_id)
    session.release(location, name, [(name, real)], "allowed user", pointer, object_id)
    value = transfer.carry_copy(real)
    transfer.copy_tags(pointer, value)
    if not pointer.attribute:
        transfer.release_pointer(pointer)
    return value
