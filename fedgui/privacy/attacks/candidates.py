"""Rows of zeros and ones: so few data sets are possible that the server can try them all."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from fedgui.privacy.arrays import FLOAT32_ROUNDING, Array
from fedgui.privacy.attacks.layers import Pair, check_same_shape, check_training, read_one_output
from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError, Sentence

Row: TypeAlias = tuple[int, ...]
"""The features of a row, and its label last: zeros and ones."""

Tables: TypeAlias = tuple[tuple[Row, ...], ...]
"""Multisets of rows, each sorted."""

MOST = 20_000
"""More candidates than this would not be tried in a second."""


@dataclass(frozen=True, slots=True)
class Candidates:
    """All data sets that were possible, and which of them explain what the server received.

    Attributes:
        tables: every multiset of rows, in lexicographic order.
        distances: for each, the largest difference between what it would have sent and what was received.
        tolerances: for each, the largest distance that rounding to float32 explains.
        survivors: indices of the tables whose distance is within the tolerance.
        silence: why little or nothing leaked, or None if one table alone is left.
    """

    tables: Tables
    distances: tuple[float, ...]
    tolerances: tuple[float, ...]
    survivors: tuple[int, ...]
    silence: Sentence | None = None

    @property
    def surviving_tables(self) -> Tables:
        """The tables that explain what was received."""
        return tuple(self.tables[index] for index in self.survivors)


def candidates_from_gradient(weights: Pair, gradient: Pair, rows: int, tolerance: float | None = None) -> Candidates:
    """Which tables of `rows` binary rows have this gradient of loss = Σ (w·x + b − y)²?

    There are 2^(d + 1) different rows of d features and a label, and C(2^(d + 1) + rows − 1, rows) multisets of
    them: 36 of two rows and 330 of four, for d = 2. Each one's gradient is Σ 2·r·x and Σ 2·r, r = w·x + b − y.
    A sum of several workers' gradients is that of all their rows together; of a mean, pass mean × workers.

    Args:
        weights: the layer as the server sent it, weight (features,) or (1, features) and bias (1,) or a number.
        gradient: what came back, of the same shapes.
        rows: how many rows there are.
        tolerance: of the distance; by default what rounding to float32 can amount to, in the gradient's own units.

    Raises:
        PrivacyError: if there would be more than `MOST` candidates, a value is not finite, or the shapes don't match.
    """
    weight, bias = read_one_output(weights)
    grad_weight, grad_bias = read_one_output(gradient)
    check_same_shape(weight, grad_weight)
    tables, gradients = gradients_of_tables(weights, rows)
    rounding = _rounding(np.append(weight, bias), rows)
    allowed = np.full(len(tables), rounding if tolerance is None else tolerance)
    return _compare(tables, gradients, np.append(grad_weight, grad_bias), allowed)


def gradients_of_tables(weights: Pair, rows: int) -> tuple[Tables, Array]:
    """Every table of `rows` binary rows, and the gradient of each: (tables, features + 1), the bias last.

    Raises:
        PrivacyError: if there would be more than `MOST` tables, a value is not finite, or there are several outputs.
    """
    weight, bias = read_one_output(weights)
    points, picks = _possible(len(weight), rows)
    each = 2 * _residuals(np.append(weight, bias), points)[:, None] * _inputs(points)
    return _tables(points, picks), _counts(picks, len(points)) @ each


def candidates_from_update(
    before: Pair, after: Pair, lr: float, rows: int, epochs: int = 1, tolerance: float | None = None
) -> Candidates:
    """Which tables of `rows` binary rows turn the weights `before` into `after`?

    Trains every table for `epochs` steps of plain SGD on all its rows at once, as the worker did, and compares.

    Args:
        before: the layer as the server sent it, weight (features,) or (1, features) and bias (1,) or a number.
        after: the layer that came back.
        lr: the learning rate of the local steps.
        rows: how many rows there are.
        epochs: how many local steps there were.
        tolerance: of the distance; by default what rounding to float32 can amount to, in the weights' own units.

    Raises:
        PrivacyError: if there would be more than `MOST` candidates, a value is not finite, the shapes don't match, or
            lr or epochs are not positive.
    """
    check_training(lr, epochs)
    weight, bias = read_one_output(before)
    weight_after, bias_after = read_one_output(after)
    check_same_shape(weight, weight_after)
    points, picks = _possible(len(weight), rows)
    counts = _counts(picks, len(points))
    start = np.append(weight, bias)
    trained = np.tile(start, (len(picks), 1))
    allowed = FLOAT32_ROUNDING * np.abs(trained).max(axis=1)
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            allowed += lr * _rounding(trained, rows)
            trained = trained - 2 * lr * (counts * _residuals(trained, points)) @ _inputs(points)
            allowed += FLOAT32_ROUNDING * np.abs(trained).max(axis=1)
    received = np.append(weight_after, bias_after)
    if tolerance is not None:
        allowed = np.full(len(picks), tolerance)
    return _compare(_tables(points, picks), trained - start, received - start, allowed)


def _possible(features: int, rows: int) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """All rows of zeros and ones, (2^(features + 1), features + 1), and all multisets: (count, rows) indices."""
    kinds = 2 ** (features + 1)
    count = math.comb(kinds + rows - 1, rows) if rows >= 1 else 0
    if not 1 <= count <= MOST:
        raise PrivacyError(
            QT_TRANSLATE_NOOP(
                "Attacks",
                "{rows} rows of {features} features allow {count} tables; this attack tries 1 to {most} of them.",
            ),
            rows=rows,
            features=features,
            count=count,
            most=MOST,
        )
    points = np.array(list(itertools.product((0, 1), repeat=features + 1)), dtype=np.int64)
    picks = itertools.chain.from_iterable(itertools.combinations_with_replacement(range(kinds), rows))
    return points, np.fromiter(picks, dtype=np.int64, count=count * rows).reshape(count, rows)


def _counts(picks: npt.NDArray[np.int64], kinds: int) -> Array:
    """How often each kind of row is in each table, (tables, kinds)."""
    counts = np.zeros((len(picks), kinds))
    for column in picks.T:
        counts[np.arange(len(picks)), column] += 1
    return counts


def _inputs(points: npt.NDArray[np.int64]) -> Array:
    """The rows' features and a one for the bias, (kinds, features + 1)."""
    return np.column_stack([points[:, :-1], np.ones(len(points))])


def _residuals(weights: Array, points: npt.NDArray[np.int64]) -> Array:
    """w·x + b − y of each kind of row, for each set of weights with the bias last: (..., kinds)."""
    residuals: Array = weights @ _inputs(points).T - points[:, -1]
    return residuals


def _rounding(weights: Array, rows: int) -> Array:
    """An upper bound of the error of a gradient in float32, for each set of weights with the bias last."""
    largest_residual = np.abs(weights).sum(axis=-1) + 1
    bound: Array = 2 * rows * (rows + weights.shape[-1] + 1) * FLOAT32_ROUNDING * largest_residual
    return bound


def _tables(points: npt.NDArray[np.int64], picks: npt.NDArray[np.int64]) -> Tables:
    kinds = [tuple(point) for point in points.tolist()]
    return tuple(tuple(kinds[index] for index in pick) for pick in picks.tolist())


def _compare(tables: Tables, sent: Array, received: Array, allowed: Array) -> Candidates:
    distances = np.nan_to_num(np.abs(sent - received).max(axis=1), nan=np.inf)
    survivors = np.flatnonzero(np.isfinite(distances) & (distances <= allowed))
    return Candidates(
        tables=tables,
        distances=tuple(distances.tolist()),
        tolerances=tuple(allowed.tolist()),
        survivors=tuple(survivors.tolist()),
        silence=_silence(len(survivors), len(tables), zero=not received.any()),
    )


def _silence(left: int, tables: int, *, zero: bool) -> Sentence | None:
    if left == 1:
        return None
    if left == 0:
        text = QT_TRANSLATE_NOOP(
            "Attacks",
            "None of the {all} tables explains it: there are more rows, other values than 0 and 1, or noise.",
        )
    elif zero:
        text = QT_TRANSLATE_NOOP(
            "Attacks",
            "The gradient is zero: it tells no row, only that the model fits them, as it fits {left} of {all} tables.",
        )
    else:
        text = QT_TRANSLATE_NOOP(
            "Attacks", "{left} of {all} tables explain it equally well: the rows are one of these, but which is hidden."
        )
    return Sentence(text, {"left": left, "all": tables})
