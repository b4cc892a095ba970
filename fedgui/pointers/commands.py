"""What the engine knows of torch's functions: their names, which describe a tensor, and which pointers can't run."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import (
    BuiltinFunctionType,
    FunctionType,
    MethodDescriptorType,
    MethodWrapperType,
    WrapperDescriptorType,
)
from typing import Any, Final

import torch

from fedgui.pointers.policy import PURE

METADATA: Final = frozenset(
    "shape dtype device layout requires_grad is_leaf ndim itemsize nbytes names retains_grad is_cpu is_cuda is_mps "
    "is_meta is_sparse is_sparse_csr is_quantized is_nested is_xpu is_mkldnn is_vulkan is_xla is_mtia is_ipu is_maia "
    "output_nr _version size dim ndimension numel nelement element_size stride storage_offset is_contiguous "
    "is_floating_point is_complex is_signed get_device is_pinned is_shared is_inference is_conj is_neg has_names "
    "is_same_size result_type dim_order __len__ is_coalesced is_set_to _has_compatible_shallow_copy_type".split()
)
"""Functions that describe a tensor without telling its values. They cost no message, as a pointer knows the answers."""

VALUES: Final = frozenset(
    "item tolist numpy __array__ __bool__ __float__ __int__ __index__ __complex__ __contains__ __format__ is_nonzero "
    "equal allclose data_ptr untyped_storage storage storage_type _typed_storage __dlpack__ __dlpack_device__ "
    "__cuda_array_interface__ is_distributed".split()
)
"""Functions that need the value here."""

LOCAL_ONLY: Final = frozenset(
    "__reduce_ex__ __deepcopy__ __setstate__ register_hook register_post_accumulate_grad_hook apply_ map_ map2_ "
    "share_memory_ pin_memory save module_load".split()
)
"""Functions that would carry a pointer away, or the server's own code to a worker."""

SCALARS: Final = frozenset(
    {
        int,
        float,
        bool,
        complex,
        str,
        type(None),
        slice,
        torch.dtype,
        torch.device,
        torch.Size,
        torch.memory_format,
        torch.layout,
        type(Ellipsis),
    }
)
"""Types of arguments that go along with a command as they are."""

_BUILTIN_KINDS: Final = (BuiltinFunctionType, MethodDescriptorType, MethodWrapperType, WrapperDescriptorType)


class Command:
    """One function that pointers may be asked to run.

    Attributes:
        name: as messages show it.
        metadata: it only describes tensors.
        values: it needs the value here.
        refused: it can't run with pointers at all.
        plain: none of these; it runs on the worker.
        pure: of its result `policy.judge` can say how private it is.
    """

    __slots__ = ("metadata", "name", "plain", "pure", "refused", "values")

    def __init__(self, func: Callable[..., Any]) -> None:
        self.name = name_of(func)
        self.metadata = self.name in METADATA
        self.values = self.name in VALUES
        self.refused = self.name in LOCAL_ONLY or not is_torchs(func)
        # `tensor.type()` describes, `tensor.type(dtype)` converts.
        self.plain = not (self.metadata or self.values or self.refused or self.name == "type")
        self.pure = self.name in PURE


def name_of(func: Callable[..., Any]) -> str:
    """The name under which messages show `func`: an attribute's own name for its getter or setter."""
    name = getattr(func, "__name__", type(func).__name__)
    if name in ("__get__", "__set__", "__delete__"):
        return str(getattr(getattr(func, "__self__", None), "__name__", name))
    return str(name)


def is_torchs(func: Callable[..., Any]) -> bool:
    """Whether `func` is torch's own, so that it can't pass what it sees on a worker to the script."""
    if isinstance(func, FunctionType):
        home = str(func.__globals__.get("__name__", ""))
        return home.partition(".")[0] == "torch" and sys.modules.get(home) is not None
    return isinstance(func, _BUILTIN_KINDS)


COMMANDS: Final[dict[Any, Command]] = {}
"""Every function met so far."""


def learn(func: Callable[..., Any]) -> Command:
    """The command for `func`, remembered if it is torch's own."""
    command = Command(func)
    if not command.refused:
        COMMANDS[func] = command
    return command
