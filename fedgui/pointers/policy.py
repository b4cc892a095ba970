"""What a worker lets out, and the server's ledger of what it got.

Under `ReleasePolicy.LESSON` everything that was sent as data is private, and so is everything computed from it. Two
things leave all the same, because training would be impossible without them: the model (parameters, buffers, their
gradients, and an optimizer's state), and training losses. **A training loss is the single number on which backward()
ran, that a model's parameter took part in, and that was reduced from all of at least two private rows by row-wise
operations alone.** A run of whole rows, such as `rows[0:32]`, is a batch of its own.

The limits, told openly: this is a rule about operations, not about information. A model's weights, its gradients and a
series of losses do tell about the rows behind them, and whoever writes the script can choose a model that tells more;
the chapter on leakage shows it. Shapes are not protected where they don't depend on values, nor is whether an operation
fails, and `worker._objects` is the owner's own view, open to every script because this is a simulation in one process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, NamedTuple

import torch


class ReleasePolicy(StrEnum):
    """What the workers of a session keep to themselves."""

    OPEN = "open"
    """Only what was marked with `.private()`."""
    LESSON = "lesson"
    """Everything that was sent as data."""


FEWEST_ROWS: Final = 2
"""Of so many private rows and more, a sum may leave."""


class Release(NamedTuple):
    """One value that a worker let out to the server.

    Attributes:
        number: position in the ledger, from 0.
        worker: the id of the worker that let it out.
        name: what it was ("model", "weight.grad", a tag, or "").
        bytes: its payload.
        why: the rule that let it out: "not private", "model", "gradient", "optimizer state", "training loss" or
            "allowed user".
    """

    number: int
    worker: str
    name: str
    bytes: int
    why: str


class Mark(NamedTuple):
    """What is known of a private value's origin.

    Attributes:
        rows: how many private rows it stands for, one by one along its first dimension or reduced to one number;
            0 once a selection, a mask or a rearrangement took part, after which it is never released.
        model: whether a parameter that learns took part.
        reduced: whether it was reduced to one number over all rows.
        trained: whether backward() ran on it.
    """

    rows: int = 0
    model: bool = False
    reduced: bool = False
    trained: bool = False

    def after_backward(self) -> Mark:
        return Mark(self.rows, self.model, self.reduced, trained=True)

    @property
    def is_training_loss(self) -> bool:
        return self.trained and self.reduced and self.model and self.rows >= FEWEST_ROWS


SEALED: Final = Mark()
"""The mark of what never leaves."""

REDUCTIONS: Final = frozenset(
    "sum mean mse_loss l1_loss smooth_l1_loss huber_loss cross_entropy nll_loss binary_cross_entropy "
    "binary_cross_entropy_with_logits kl_div soft_margin_loss".split()
)
"""Operations that turn rows into one number, each row with the same weight."""

MATRIX_PRODUCTS: Final = frozenset("matmul mm __matmul__".split())

LAYERS: Final = MATRIX_PRODUCTS | frozenset("linear conv2d batch_norm layer_norm".split())
"""A model's layers: the rows come first, and the parameters after them are not private."""

PRODUCTS: Final = frozenset("mul div true_divide multiply divide __mul__ __rmul__ __truediv__ pow __pow__".split())
"""Row-wise, unless two private values meet: then one may be a mask for the other."""

SUMS: Final = frozenset("add sub rsub __add__ __radd__ __sub__ __rsub__ neg __neg__".split())

ARITHMETIC: Final = PRODUCTS | SUMS

PURE: Final = ARITHMETIC | REDUCTIONS | MATRIX_PRODUCTS | {"linear"}
"""Operations that write into none of their operands, and whose result is a new tensor of a shape that tells nothing."""

ALONG_A_DIMENSION: Final = frozenset({"softmax", "log_softmax"})
"""Row-wise along any dimension but the first."""

ELEMENT_WISE: Final = frozenset(
    "relu leaky_relu elu selu celu gelu silu mish sigmoid logsigmoid tanh softplus softsign hardtanh hardsigmoid "
    "hardswish relu6 dropout square abs exp log log1p __abs__ flatten view reshape max_pool2d avg_pool2d "
    "adaptive_avg_pool2d clone detach float double to contiguous squeeze unsqueeze".split()
)
"""Operations on every element, or within every row, alone."""

CLAMPS: Final = frozenset("clamp clip clamp_min clamp_max".split())
"""Element-wise between plain numbers; a bound that is a tensor may be a mask."""

SHAPE_TELLS: Final = frozenset(
    "nonzero argwhere masked_select unique unique_consecutive bincount histc histogram histogramdd repeat_interleave "
    "combinations one_hot nonzero_static masked_scatter to_sparse coalesce segment_reduce "
    "zeros ones full empty rand randn randint randperm arange range eye tril_indices "
    "triu_indices".split()
)
"""Operations whose result's shape depends on values; among them those that make a tensor of a given size."""

MODEL_STATISTICS: Final = frozenset({"batch_norm", "instance_norm"})
"""Operations that update a model's buffers from a batch by design."""

_UNWEIGHTED: Final = {"weight": None, "pos_weight": None, "ignore_index": -100, "label_smoothing": 0.0}
"""The arguments of losses that give single rows or classes a weight of their own, where they don't."""


def follow(
    name: str,
    operands: Sequence[tuple[torch.Tensor, Mark | None]],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    result: torch.Tensor,
) -> Mark | None:
    """The mark of the `result` of operation `name`.

    Args:
        operands: every tensor that took part, with its mark; None for what is not private.
        args, kwargs: the operation's arguments as the script gave them.

    Returns:
        None if nothing private took part; `SEALED` if the result may never leave.
    """
    source: Mark | None = None
    private, model, alike = 0, False, True
    for value, mark in operands:
        if mark is None:
            model = model or value.requires_grad
            continue
        private += 1
        model = model or mark.model
        source = source or mark
        alike = alike and mark.rows == source.rows and mark.reduced is source.reduced
    if source is None:
        return None
    if name == "__getitem__" and len(operands) == 1:
        return _batch(source, operands[0][0], args[1])
    if not source.rows or not alike:
        return SEALED
    if source.reduced:
        plain = name in ARITHMETIC and (private == 1 or name not in PRODUCTS)
        return Mark(source.rows, model, reduced=True) if plain and result.dim() == 0 else SEALED
    if name in REDUCTIONS and result.dim() == 0 and _weighs_rows_alike(operands, kwargs):
        return Mark(source.rows, model, reduced=True)
    if not _is_row_wise(name, operands, args, kwargs, result, source.rows, private):
        return SEALED
    return Mark(source.rows, model)


def judge(
    name: str, args: Sequence[Any], reals: Sequence[Any], marks: Mapping[int, Mark], result: torch.Tensor
) -> Mark | None:
    """As `follow`, for an operation of `PURE` without keyword arguments.

    What almost every training step asks is answered in a fraction of the time; all else is left to `follow`.

    Args:
        args: pointers to one worker, and plain values.
        reals: the same with values instead of pointers.
        marks: the worker's, by id.
    """
    first = args[0]
    mark = marks.get(first.id_at_location) if first is not reals[0] else None
    if type(mark) is Mark and mark.rows and not mark.reduced:
        single = len(args) == 1
        if single or args[1] is reals[1]:
            if single and name in REDUCTIONS:
                if not result.dim() and result.is_floating_point() and reals[0].is_floating_point():
                    return Mark(mark.rows, mark.model, reduced=True)
            elif len(args) <= 2 and name in ARITHMETIC and _has_rows_of(mark.rows, reals[0], result):
                return Mark(mark.rows, mark.model) if mark.trained else mark
        elif len(args) == 2 and name in SUMS:
            other = marks.get(args[1].id_at_location)
            fits = _has_rows_of(mark.rows, reals[0], result) and _has_rows_of(mark.rows, reals[1], result)
            if fits and type(other) is Mark and other.rows == mark.rows and not other.reduced:
                if mark.trained or (other.model and not mark.model):
                    return Mark(mark.rows, mark.model or other.model)
                return mark
    operands = [(real, marks.get(arg.id_at_location)) for arg, real in zip(args, reals, strict=True) if arg is not real]
    return follow(name, operands, args, {}, result)


def judge_layer(
    name: str, value: torch.Tensor, mark: Mark | None, layer: Mapping[str, Any], result: torch.Tensor
) -> Mark | None:
    """As `follow`, for one of torch's layers with one input.

    Args:
        value, mark: the input and its mark.
        layer: the layer's attributes.
    """
    parameters = layer["_parameters"]
    if type(mark) is Mark and mark.rows and not mark.reduced:
        known = name == "linear" if parameters else name in ELEMENT_WISE
        if known and value.dim() > 1 and _has_rows_of(mark.rows, value, result):
            if mark.model and not mark.trained:
                return mark
            learns = mark.model or any(p is not None and p.requires_grad for p in parameters.values())
            return Mark(mark.rows, learns)
    operands = [(value, mark)]
    for members in (parameters, layer["_buffers"]):
        operands += [(tensor, None) for tensor in members.values() if tensor is not None]
    return follow(name, operands, (), layer, result)


def judge_loss(
    name: str,
    reals: Sequence[torch.Tensor],
    marks: Sequence[Mark | None],
    loss: Mapping[str, Any],
    result: torch.Tensor,
) -> Mark | None:
    """As `follow`, for one of torch's losses with an input and a target.

    Args:
        loss: the loss's attributes.
    """
    one, other = marks
    if type(one) is Mark and type(other) is Mark and one.rows and one.rows == other.rows:
        operands = (reals[0], one), (reals[1], other)
        if not (one.reduced or other.reduced or result.dim()) and _weighs_rows_alike(operands, loss):
            return Mark(one.rows, one.model or other.model, reduced=True)
    return follow(name, list(zip(reals, marks, strict=True)), (), loss, result)


def _has_rows_of(rows: int, value: torch.Tensor, result: torch.Tensor) -> bool:
    """Whether `value` and `result` have as many dimensions, the first of `rows` rows."""
    size = value.dim()
    return size > 0 and result.dim() == size and value.shape[0] == rows and result.shape[0] == rows


def _is_row_wise(
    name: str,
    operands: Sequence[tuple[torch.Tensor, Mark | None]],
    args: Sequence[Any],
    kwargs: Mapping[str, Any],
    result: torch.Tensor,
    rows: int,
    private: int,
) -> bool:
    """Whether each row of `result` was computed alike, from the same row of every one of the `private` operands."""
    size = result.dim()
    if size == 0 or result.shape[0] != rows:
        return False
    for value, mark in operands:
        if mark is not None and (value.dim() == 0 or value.shape[0] != rows):
            return False
    if name in LAYERS:
        return private == 1 and operands[0][1] is not None and _keeps_rows(name, operands, args, kwargs)
    if name in ARITHMETIC or (name in REDUCTIONS and kwargs.get("reduction") == "none"):
        if private > 1 and name in PRODUCTS:
            return False
        for value, mark in operands:
            # A private operand with fewer dimensions has its rows along another one; a public one may be a mask.
            if (value.dim() != size) if mark is not None else (value.dim() == size and value.shape[0] > 1):
                return False
        return True
    if name in ALONG_A_DIMENSION:
        dimension = kwargs.get("dim", args[1] if len(args) > 1 else None)
        return isinstance(dimension, int) and dimension % size != 0
    return name in ELEMENT_WISE or (name in CLAMPS and len(operands) == 1)


def _keeps_rows(
    name: str, operands: Sequence[tuple[torch.Tensor, Mark | None]], args: Sequence[Any], kwargs: Mapping[str, Any]
) -> bool:
    """Whether the layer's first operand has a dimension for rows, beside those that the layer mixes."""
    size = operands[0][0].dim()
    if name == "layer_norm":
        mixed = kwargs.get("normalized_shape", args[1] if len(args) > 1 else None)
        return isinstance(mixed, (tuple, list)) and len(mixed) < size
    if name in MATRIX_PRODUCTS:
        return size >= 2 and len(operands) == 2 and operands[1][0].dim() <= 2
    return size >= (4 if name == "conv2d" else 2)


def _weighs_rows_alike(operands: Sequence[tuple[torch.Tensor, Mark | None]], kwargs: Mapping[str, Any]) -> bool:
    """Whether no argument gives single rows or classes a weight of their own."""
    if len(operands) > 2:
        return False
    for key, default in _UNWEIGHTED.items():
        if kwargs.get(key, default) != default:
            return False
    target = operands[-1][0]
    if target.dtype == torch.int64:
        # A target of -100 takes its row out of the loss, as a mask would; all other negative ones are torch's errors.
        return _has_no_ignored_class(target)
    return all(mark is not None or value.dim() == 0 for value, mark in operands)


def _has_no_ignored_class(target: torch.Tensor) -> bool:
    if type(target) is not torch.Tensor:
        return False  # a pointer: along a chain, nobody here may look
    # The answer holds for as long as the version does: whatever else writes into private memory seals it.
    version, answer = target.__dict__.get("_no_ignored_class", (-1, False))
    if version != target._version:
        answer = not target.numel() or int(target.min()) >= 0
        target.__dict__["_no_ignored_class"] = target._version, answer
    return bool(answer)


def _batch(mark: Mark, source: torch.Tensor, index: object) -> Mark:
    """The mark of `source[index]`: a run of two or more whole rows is a batch; everything else is a selection."""
    if mark.reduced or not source.dim() or not isinstance(index, slice) or index.step not in {None, 1}:
        return SEALED
    if not all(bound is None or isinstance(bound, int) for bound in (index.start, index.stop)):
        return SEALED
    start, stop, _ = index.indices(mark.rows)
    return mark._replace(rows=stop - start) if stop - start >= FEWEST_ROWS else SEALED
