"""Real-valued rows: several rounds tell their sums and products, and for two rows that is everything."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from fedgui.privacy.arrays import Array, read_array
from fedgui.privacy.attacks.layers import Pair, check_same_shape, read_one_output
from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError, Sentence

_SMALLEST_SINGULAR = 1e-11
"""Below this share of the largest singular value, a direction counts as one that the rounds did not visit."""

_LARGEST_MISFIT = 1e-4
"""Above this share of the gradients, what is left over is no rounding: the rounds are not of one fixed set of rows."""

_LARGEST_ERROR = 1e-2
"""Above this relative error, the statistics would rather mislead than tell."""

_TOO_FEW = QT_TRANSLATE_NOOP(
    "Attacks",
    "The rounds so far ({rounds}) tell {rank} of the {unknowns} numbers that describe the rows: it takes more of them.",
)
_CONTRADICTION = QT_TRANSLATE_NOOP(
    "Attacks",
    "The rounds contradict one another: there are not {rows} rows, or they changed in between, or noise was added.",
)
_TOO_ALIKE = QT_TRANSLATE_NOOP(
    "Attacks", "The weights of these rounds are so much alike that rounding hides the rows: it takes earlier rounds."
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the server knows of one round with a worker.

    Attributes:
        weights: the layer it sent: weight (features,) or (1, features), and bias (1,) or a number.
        gradient: what came back, of the same shapes; see `gradient_of_update` for weights that came back.
        loss: the worker's loss with `weights`, summed over its rows, if it was sent too.
    """

    weights: Pair
    gradient: Pair
    loss: float | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """All that gradients of a squared error can ever tell about the rows; x is (rows, features), y is (rows,).

    Attributes:
        rows: how many rows, which the attack was told.
        xx: xᵀx, (features, features).
        xy: xᵀy, (features,).
        x_sum: sum of each feature, (features,).
        y_sum: sum of the labels.
        yy: sum of the squared labels; None if no loss was received.
        error: about how large their relative error is, from what least squares left over and how it was magnified.
    """

    rows: int
    xx: tuple[tuple[float, ...], ...]
    xy: tuple[float, ...]
    x_sum: tuple[float, ...]
    y_sum: float
    yy: float | None
    error: float


@dataclass(frozen=True, slots=True)
class RowsAttack:
    """What several rounds told about two rows.

    Attributes:
        rows: features and label last, of both rows, the smaller first; None if they could not be told.
        statistics: what they were computed from; None if the rounds don't suffice.
        silence: why nothing leaked, or None if something did.
    """

    rows: tuple[tuple[float, ...], tuple[float, ...]] | None
    statistics: Statistics | None
    silence: Sentence | None = None


def statistics_from_trajectory(visits: Sequence[Visit], rows: int) -> Statistics | Sentence:
    """The rows' sufficient statistics, by least squares from weights and gradients of several rounds.

    With θ = (w, b), z = (x, 1) and loss = Σ (θ·z − y)², the gradient is 2·(A·θ − c) with A = Σ z·zᵀ and c = Σ y·z:
    linear in A and c. A is symmetric and its last entry is the number of rows, so that for d features
    (d + 1)·(d + 2) ÷ 2 − 1 + d + 1 numbers are unknown, and each round gives d + 1 equations. A loss gives Σ y² too.

    Args:
        visits: the rounds with one worker whose rows stay the same; other workers may train in between.
        rows: how many rows the worker has.

    Returns:
        The statistics, or a sentence that says why the rounds don't suffice.

    Raises:
        PrivacyError: if there is no round, a value is not finite, or the shapes don't match.
    """
    weights, gradients = _read(visits)
    entries, system = _equations(weights)
    size = weights.shape[1]
    known = entries.index((size - 1, size - 1))
    right = gradients.ravel() - rows * system[:, known]
    system = np.delete(system, known, axis=1)
    if not gradients.any():
        return Sentence(
            QT_TRANSLATE_NOOP("Attacks", "All gradients are zero: the model fits from the start, so nothing leaked.")
        )
    scale = np.linalg.norm(system, axis=0)
    scale[scale == 0] = 1
    solution, _, rank, spread = np.linalg.lstsq(system / scale, right, rcond=_SMALLEST_SINGULAR)
    if rank < len(scale):
        return Sentence(_TOO_FEW, {"rounds": len(visits), "rank": int(rank), "unknowns": len(scale)})
    solution = solution / scale
    misfit = float(np.abs(system @ solution - right).max() / np.abs(gradients).max())
    if misfit > _LARGEST_MISFIT:
        return Sentence(_CONTRADICTION, {"rows": rows})
    error = max(misfit, float(np.finfo(np.float64).eps)) * float(spread[0] / spread[-1])
    if error > _LARGEST_ERROR:
        return Sentence(_TOO_ALIKE)
    products = np.empty((size, size))
    for (i, j), value in zip(entries, np.insert(solution, known, rows), strict=False):
        products[i, j] = products[j, i] = value
    labels = solution[-size:]
    return Statistics(
        rows=rows,
        xx=tuple(map(tuple, products[:-1, :-1].tolist())),
        xy=tuple(labels[:-1].tolist()),
        x_sum=tuple(products[-1, :-1].tolist()),
        y_sum=float(labels[-1]),
        yy=_squared_labels(visits, weights, products, labels),
        error=error,
    )


def rows_from_trajectory(visits: Sequence[Visit]) -> RowsAttack:
    """Both rows of a worker that has two, from several rounds: to some 14 digits from a trajectory in float64.

    With the mean m of both rows (label included) they are m + δ and m − δ, and their products about the mean are
    2·δ·δᵀ. Its largest diagonal entry gives that part of δ by a square root, and its row the other parts. The sign of δ
    is free: the order of the rows is the one thing that sums can't tell. Labels of two rows with the same features are
    told apart only by Σ y², that is if the losses were sent.

    Args:
        visits: the rounds with that worker, as for `statistics_from_trajectory`.

    Raises:
        PrivacyError: if there is no round, a value is not finite, or the shapes don't match.
    """
    statistics = statistics_from_trajectory(visits, rows=2)
    if isinstance(statistics, Sentence):
        return RowsAttack(None, None, statistics)
    mean = np.array([*statistics.x_sum, statistics.y_sum]) / 2
    label_square = statistics.y_sum**2 / 2 if statistics.yy is None else statistics.yy
    products = np.block(
        [
            [np.array(statistics.xx), np.array(statistics.xy)[:, None]],
            [np.array(statistics.xy)[None, :], np.array([[label_square]])],
        ]
    )
    delta = _half_difference((products - 2 * np.outer(mean, mean)) / 2, float(np.abs(products).max()))
    pair = sorted((tuple((mean - delta).tolist()), tuple((mean + delta).tolist())))
    return RowsAttack((pair[0], pair[1]), statistics)


def _read(visits: Sequence[Visit]) -> tuple[Array, Array]:
    """Weights and gradients with the bias last, both (rounds, features + 1)."""
    if not visits:
        raise PrivacyError(QT_TRANSLATE_NOOP("Attacks", "There is no round yet: train for a few rounds first."))
    weights, gradients = [], []
    for visit in visits:
        weights.append(np.append(*read_one_output(visit.weights)))
        gradients.append(np.append(*read_one_output(visit.gradient)))
        check_same_shape(weights[-1][:-1], gradients[-1][:-1])
        check_same_shape(weights[0][:-1], weights[-1][:-1])
    return np.array(weights), np.array(gradients)


def _equations(weights: Array) -> tuple[list[tuple[int, int]], Array]:
    """The entries of A above its diagonal, and the system whose unknowns they are, followed by c."""
    rounds, size = weights.shape
    entries = [(i, j) for i in range(size) for j in range(i, size)]
    system = np.zeros((rounds, size, len(entries) + size))
    for column, (i, j) in enumerate(entries):
        system[:, i, column] += 2 * weights[:, j]
        if i != j:
            system[:, j, column] += 2 * weights[:, i]
    for i in range(size):
        system[:, i, len(entries) + i] = -2
    return entries, system.reshape(rounds * size, -1)


def _squared_labels(visits: Sequence[Visit], weights: Array, products: Array, labels: Array) -> float | None:
    """Σ y² = loss − θ·A·θ + 2·c·θ, from the round with the smallest loss, where least is lost in the differences."""
    losses = [(read_array(visit.loss).item(), i) for i, visit in enumerate(visits) if visit.loss is not None]
    if not losses:
        return None
    loss, i = min(losses)
    return float(loss - weights[i] @ products @ weights[i] + 2 * labels @ weights[i])


def _half_difference(square: Array, scale: float) -> Array:
    """δ from δ·δᵀ, with its largest part positive; zero where nothing but rounding is left."""
    largest = int(np.diag(square).argmax())
    if square[largest, largest] <= 64 * np.finfo(np.float64).eps * scale:
        return np.zeros(len(square))
    delta: Array = square[largest] / math.sqrt(square[largest, largest])
    return delta
