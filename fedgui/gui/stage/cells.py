"""What is written on a parcel: a few labelled values, or shapes where the numbers would be too many."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fedgui.gui.stage.rows import subscript
from fedgui.scripts.trace import TensorValue

MOST_NUMBERS: Final = 4
MOST_CELLS: Final = 4
MOST_BARS: Final = 24

Parts = Sequence[tuple[str, TensorValue]]
"""Tensors by name, as a message or a model has them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a number, or a text such as a shape."""

    label: str
    value: float | str
    bars: tuple[float, ...] = ()
    """The picture of values that are too many to be written; see `bars`."""


def model_cells(parts: Parts) -> tuple[Cell, ...]:
    """A model's cells: "w₁", "w₂", "b" with their values, or each parameter's name with its shape."""
    numbers = sum(_count(value) for _, value in parts)
    if numbers <= MOST_NUMBERS and all(value.whole for _, value in parts):
        return tuple(cell for name, value in parts for cell in _numbered(name, value))
    cells = [Cell(name.rpartition(".")[2], shape_text(value.shape), bars(value)) for name, value in parts[:MOST_CELLS]]
    if len(parts) > MOST_CELLS:
        cells[-1] = Cell("…", f"+{len(parts) - MOST_CELLS + 1}")
    return tuple(cells)


def number_names(parts: Parts) -> list[list[str]]:
    """What each number of each tensor is called: "w₁" in a small model, else as in code, "weight[3, 12]"."""
    if sum(_count(value) for _, value in parts) <= MOST_NUMBERS and all(value.whole for _, value in parts):
        return [[cell.label for cell in _numbered(name, value)] for name, value in parts]
    return [[f"{name}[{place}]" for place in _places(value)] for name, value in parts]


def _places(value: TensorValue) -> list[str]:
    """The indices of the values, row-major."""
    return [", ".join(map(str, place)) for place in itertools.product(*map(range, value.shape))]


def payload_lines(parts: Parts) -> tuple[tuple[Cell, ...], ...]:
    """The lines on a parcel that carries no model: a table's rows as they lie, or shapes."""
    numbers = sum(_count(value) for _, value in parts)
    if numbers > MOST_NUMBERS or not all(value.whole for _, value in parts):
        return (tuple(Cell("", shape_text(value.shape)) for _, value in parts[:MOST_CELLS]),)
    lines = []
    for _, value in parts:
        width = value.shape[-1] if len(value.shape) > 1 else max(1, len(value.values))
        starts = range(0, len(value.values), width)
        lines += [tuple(Cell("", number) for number in value.values[at : at + width]) for at in starts]
    return tuple(lines)


def bars(value: TensorValue) -> tuple[float, ...]:
    """A picture of a tensor: evenly spaced values between -1 and 1, the largest magnitude being 1.

    Small magnitudes are lifted by the exponent of the heat cells, 0.7. What is not finite counts as 0.
    """
    count = min(MOST_BARS, len(value.values))
    chosen = [value.values[n * len(value.values) // count] for n in range(count)]
    finite = [number if math.isfinite(number) else 0.0 for number in chosen]
    largest = max((abs(number) for number in finite), default=0.0)
    if largest == 0:
        return (0.0,) * count
    return tuple(math.copysign((abs(number) / largest) ** 0.7, number) for number in finite)


def bytes_of(value: TensorValue) -> int:
    """Bytes that a tensor's values take; a dtype's name ends in its bits ("float32"), but for bool's one byte."""
    bits = value.dtype.lstrip("abcdefghijklmnopqrstuvwxyz_")
    return _count(value) * (int(bits) // 8 if bits.isdigit() else 1)


def is_broken(parts: Parts) -> bool:
    """Whether any of the values is infinite or not a number."""
    return any(not math.isfinite(number) for _, value in parts for number in value.values)


def shape_text(shape: tuple[int, ...]) -> str:
    """A shape as "10 × 64"; a single number's is "1"."""
    return " × ".join(str(length) for length in shape) or "1"


def _count(value: TensorValue) -> int:
    return math.prod(value.shape)


def _numbered(name: str, value: TensorValue) -> list[Cell]:
    letter = {"weight": "w", "bias": "b"}.get(name.rpartition(".")[2], name)
    if len(value.values) == 1:
        return [Cell(letter, value.values[0])]
    return [Cell(letter + subscript(n), number) for n, number in enumerate(value.values, start=1)]
