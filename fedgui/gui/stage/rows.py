"""What of a worker's rows fits into its table. Plain values; the table formats and paints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fedgui.scripts.trace import TensorState, TensorValue

MOST_ROWS: Final = 3
MOST_FEATURES: Final = 3

SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its index in the whole table, its features, and its target if it has one."""

    index: int
    features: tuple[float, ...]
    target: float | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one holder, as far as a table on the stage shows them.

    Attributes:
        count: how many rows there are.
        heads: names of the features that are shown; empty where single values can't be (images, long records).
        shown: the first rows, at most `most` of them.
        shape: shape of one row.
        has_targets: whether targets lie beside the features.
        is_secret: whether the values are hidden from who is looking.
    """

    count: int
    heads: tuple[str, ...]
    shown: tuple[Row, ...]
    shape: tuple[int, ...]
    has_targets: bool
    is_secret: bool = False

    @property
    def hidden(self) -> int:
        """Rows that are there and not shown."""
        return self.count - len(self.shown)


def read_rows(data: TensorState | None, target: TensorState | None, most: int = MOST_ROWS) -> Rows | None:
    """What to show of a table, or None if there is no row.

    Args:
        data: features, shape (n,), (n, d) or (n, ...).
        target: targets, shape (n,) or (n, 1), or None.
        most: how many rows fit. With more of them one is given up for the line that says how many are left.
    """
    if data is None or not data.value.shape or data.value.shape[0] == 0:
        return None
    count, *rest = data.value.shape
    width = rest[0] if rest else 1
    is_secret = not data.value.values
    if len(rest) > 1 or width > MOST_FEATURES or not (data.value.whole or is_secret):
        return Rows(count, (), (), tuple(rest), target is not None, is_secret)
    heads = tuple(f"x{subscript(number)}" for number in range(1, width + 1)) if width > 1 else ("x",)
    if is_secret:
        return Rows(count, heads, (), tuple(rest), target is not None, is_secret)
    labels = _labels(target.value if target is not None else None, count)
    shown = tuple(
        Row(data.first_row + n, data.value.values[n * width : (n + 1) * width], labels[n])
        for n in range(count if count <= most else most - 1)
    )
    return Rows(count, heads, shown, tuple(rest), any(label is not None for label in labels))


def subscript(number: int) -> str:
    """A number in subscript digits."""
    return str(number).translate(SUBSCRIPTS)


def _labels(target: TensorValue | None, count: int) -> tuple[float | None, ...]:
    if target is None or not target.whole or len(target.values) != count:
        return (None,) * count
    return target.values
