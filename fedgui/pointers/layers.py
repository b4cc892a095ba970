"""torch's own layers and losses, run on the worker as one command each instead of function by function.

A layer whose code is torch's is taken apart here: for the time of its forward() the worker's own tensors stand in its
parameter lists, and torch's code does the rest. A whole `nn.Sequential` of such layers is one command, "forward". A
module with code of the script's own, or with hooks, runs through pointers, function by function, so that the script
sees no value.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import torch
from torch import nn
from torch.nn.modules import module as every_module

from fedgui.pointers.calls import perform
from fedgui.pointers.operations import keep_result, seal_written, watch, wrap
from fedgui.pointers.policy import MODEL_STATISTICS, REDUCTIONS, Mark, judge_layer, judge_loss
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import VirtualWorker

LAYERS: Final[dict[type[nn.Module], str]] = {
    nn.Linear: "linear",
    nn.Conv1d: "conv1d",
    nn.Conv2d: "conv2d",
    nn.BatchNorm1d: "batch_norm",
    nn.BatchNorm2d: "batch_norm",
    nn.LayerNorm: "layer_norm",
    nn.MaxPool2d: "max_pool2d",
    nn.AvgPool2d: "avg_pool2d",
    nn.AdaptiveAvgPool2d: "adaptive_avg_pool2d",
    nn.Flatten: "flatten",
    nn.Dropout: "dropout",
    nn.ReLU: "relu",
    nn.LeakyReLU: "leaky_relu",
    nn.ELU: "elu",
    nn.GELU: "gelu",
    nn.SiLU: "silu",
    nn.Sigmoid: "sigmoid",
    nn.LogSigmoid: "logsigmoid",
    nn.Tanh: "tanh",
    nn.Softplus: "softplus",
    nn.Softmax: "softmax",
    nn.LogSoftmax: "log_softmax",
}
"""Layers with one input, by the function that they run, which is the name that the policy judges."""

LOSSES: Final[dict[type[nn.Module], str]] = {
    nn.MSELoss: "mse_loss",
    nn.L1Loss: "l1_loss",
    nn.SmoothL1Loss: "smooth_l1_loss",
    nn.HuberLoss: "huber_loss",
    nn.CrossEntropyLoss: "cross_entropy",
    nn.NLLLoss: "nll_loss",
    nn.BCELoss: "binary_cross_entropy",
    nn.BCEWithLogitsLoss: "binary_cross_entropy_with_logits",
}
"""Losses: an input and a target."""

_NAMES: Final = {**LAYERS, **LOSSES}
KINDS: Final = frozenset({nn.Sequential, *_NAMES})
"""The modules that `run` knows."""

_FORWARD: Final = {kind: getattr(kind, "forward") for kind in KINDS}  # noqa: B009 (which mypy can't find)
_has_any_global_hook: Callable[[], object] = every_module._has_any_global_hook  # noqa: SLF001 (not told otherwise)
_len_torch_function_stack: Callable[[], int] = torch._C._len_torch_function_stack  # noqa: SLF001

_UNKNOWN_IF: Final = frozenset({"forward", "_call_impl"})
"""What a module of torch's does not have, unless a script has given it code of its own."""

Leaf = tuple[str, nn.Module]
"""A layer or loss, and the function that it runs."""

Loan = tuple[dict[str, Any], str, PointerTensor, torch.Tensor]
"""A worker's tensor that stands among a module's own for a while: their dictionary, its name, the pointer, itself."""


def run(module: nn.Module, args: tuple[Any, ...]) -> Any:
    """Run `module` on the worker that holds it and `args`, as one command.

    Returns:
        A pointer to the result; `NotImplemented`, before anything has crossed, if the module must run function by
        function: it has hooks or code of its own, or not everything is on one worker.
    """
    first: PointerTensor = args[0]
    location = first.location
    leaves: list[Leaf] = []
    loans: list[Loan] = []
    reals = _reals_of(args, location)
    if reals is None or not _take_apart(module, location, leaves, loans):
        return NotImplemented
    name = leaves[0][0] if len(leaves) == 1 else "forward"
    if len(args) != (2 if name in REDUCTIONS else 1) or _somebody_watches():
        return NotImplemented
    marks = [location.marks.get(arg.id_at_location) for arg in args] if location.marks else None
    if marks is not None:
        for _, _, pointer, _ in loans:
            if pointer.id_at_location in location.marks:
                return NotImplemented
    # torch's layers write into none but their own buffers
    location.session.network.command(first.owner.id, location.id, name, first, first.id_at_location, is_pure=True)
    try:
        for members, key, _, real in loans:
            members[key] = real
        if marks is None or marks.count(None) == len(marks):
            result, mark = _forward(location, leaves, reals), None
        else:
            result, mark = _forward_private(location, leaves, reals, marks)
    finally:
        for members, key, pointer, _ in loans:
            members[key] = pointer
    if type(result) is torch.Tensor and result is not reals[0]:
        return keep_result(first, result, mark)
    known = {id(real): arg for real, arg in zip(reals, args, strict=True)}
    return wrap(result, first.owner, location, known, name, None if mark is None else lambda _: mark)


def _somebody_watches() -> bool:
    """Whether the script has asked torch to show it every module's or function's arguments."""
    return bool(_has_any_global_hook() or _len_torch_function_stack())


def _reals_of(args: tuple[Any, ...], location: VirtualWorker) -> list[torch.Tensor] | None:
    """The values of `args`, if each is a pointer to a tensor at `location`."""
    reals = []
    for arg in args:
        real = location._objects.get(arg.id_at_location) if type(arg) is PointerTensor else None
        if type(real) is not torch.Tensor or arg.location is not location:
            return None
        reals.append(real)
    return reals


def _take_apart(module: nn.Module, location: VirtualWorker, leaves: list[Leaf], loans: list[Loan]) -> bool:
    """Find the layers of `module` in the order in which they run, and what `location` must lend to them.

    Returns:
        False if one of them is not known, has hooks, or is not wholly at `location`.
    """
    kind = type(module)
    state = module.__dict__
    if (
        kind.forward is not _FORWARD.get(kind)
        or module._compiled_call_impl is not None  # noqa: SLF001
        or state["_forward_hooks"]
        or state["_forward_pre_hooks"]
        or state["_backward_hooks"]
        or state["_backward_pre_hooks"]
        or not _UNKNOWN_IF.isdisjoint(state)
        or state.get("inplace")
        or state.get("return_indices")
    ):
        return False
    name = _NAMES.get(kind)
    if name is None:
        parts = state["_modules"].values()
        return bool(parts) and all(type(p) not in LOSSES and _take_apart(p, location, leaves, loans) for p in parts)
    leaves.append((name, module))
    objects = location._objects
    for members in (state["_parameters"], state["_buffers"]):
        for key, pointer in members.items():
            if pointer is not None:
                if type(pointer) is not PointerTensor or pointer.location is not location or kind in LOSSES:
                    return False
                real = objects.get(pointer.id_at_location)
                if type(real) is not torch.Tensor:
                    return False
                loans.append((members, key, pointer, real))
    return True


def _forward(location: VirtualWorker, leaves: Sequence[Leaf], reals: Sequence[torch.Tensor]) -> Any:
    values: Sequence[Any] = reals
    for name, leaf in leaves:
        values = (perform(location, name, leaf.forward, values, {}),)
    return values[0]


def _forward_private(
    location: VirtualWorker, leaves: Sequence[Leaf], reals: Sequence[torch.Tensor], marks: Sequence[Mark | None]
) -> tuple[Any, Mark | None]:
    """As `_forward`, with the mark that the result has after the policy has judged each layer as a function."""
    if len(reals) > 1:
        name, loss = leaves[0]
        result = _forward(location, leaves, reals)
        return result, judge_loss(name, reals, marks, vars(loss), result)
    value, mark = reals[0], marks[0]
    for name, layer in leaves:
        before: Sequence[Any] = ()
        if name in MODEL_STATISTICS:
            mixed = [*layer._parameters.values(), *layer._buffers.values()]
            before = watch(name, [(value, mark), *((tensor, None) for tensor in mixed if tensor is not None)])
        result = perform(location, name, layer.forward, (value,), {})
        if before:
            seal_written(location, before)
        mark = judge_layer(name, value, mark, layer.__dict__, result)
        value = result
    return value, mark


def first_state_of(module: nn.RNNBase | nn.RNNCellBase, rows: PointerTensor) -> Any:
    """The zeros with which a recurrent layer begins, made where its rows are; torch would make them here."""
    if isinstance(module, nn.RNNCellBase):
        state = rows.new_zeros((*rows.shape[:-1], module.hidden_size))
        return (state, state) if isinstance(module, nn.LSTMCell) else state
    depth = module.num_layers * (2 if module.bidirectional else 1)
    batch = () if rows.dim() == 2 else (rows.shape[0 if module.batch_first else 1],)
    state = rows.new_zeros((depth, *batch, module.proj_size or module.hidden_size))
    if not isinstance(module, nn.LSTM):
        return state
    return state, rows.new_zeros((depth, *batch, module.hidden_size))
