"""How rows are shared out to workers: every row to exactly one, and no worker without.

Each way returns one sorted list of row indices a worker, in the order of the workers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_ATTEMPTS = 100


class PartitionError(ValueError):
    """Rows can't be shared out like that; the sentence says why.

    Attributes:
        template: English sentence with {fields}.
        fields: what goes into it.
    """

    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template.format(**fields))
        self.template = template
        self.fields = fields


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: ARG001, N802 (the name that Qt's extractor looks for)
    """Mark `text` for translation in `context`, and return it as it is."""
    return text


def contiguous(rows: int, workers: int) -> list[list[int]]:
    """Blocks of neighbours, as the tutorial does: the first worker gets the first rows. Sizes differ by one at most.

    Raises:
        PartitionError: if there are no workers, or fewer rows than workers.
    """
    _check(rows, workers)
    return [block.tolist() for block in np.array_split(np.arange(rows), workers)]


def round_robin(rows: int, workers: int) -> list[list[int]]:
    """Dealt like cards: worker i gets the rows i, i + workers, i + 2·workers, ...

    Raises:
        PartitionError: if there are no workers, or fewer rows than workers.
    """
    _check(rows, workers)
    return [list(range(first, rows, workers)) for first in range(workers)]


def iid(rows: int, workers: int, seed: int) -> list[list[int]]:
    """Shuffled, then cut into blocks whose sizes differ by one at most: every worker's rows look like all rows.

    Raises:
        PartitionError: if there are no workers, or fewer rows than workers.
    """
    _check(rows, workers)
    shuffled = np.random.default_rng(seed).permutation(rows)
    return [sorted(block.tolist()) for block in np.array_split(shuffled, workers)]


def by_label(labels: Sequence[int] | npt.NDArray[np.int64], workers: int) -> list[list[int]]:
    """Sorted by label, then cut into blocks whose sizes differ by one at most: the most extreme label skew.

    With as many workers as labels, and as many rows of each, every worker has one label alone.

    Args:
        labels: of each row.
        workers: how many.

    Raises:
        PartitionError: if there are no workers, or fewer rows than workers.
    """
    _check(len(labels), workers)
    order = np.argsort(np.asarray(labels), kind="stable")
    return [sorted(block.tolist()) for block in np.array_split(order, workers)]


def dirichlet(labels: Sequence[int] | npt.NDArray[np.int64], workers: int, alpha: float, seed: int) -> list[list[int]]:
    """Each label's rows are divided among the workers in shares drawn from Dirichlet(alpha, ..., alpha).

    Grades label skew with one number, as in Yurochkin et al., "Bayesian Nonparametric Federated Learning of Neural
    Networks", 2019: alpha = 100 is nearly IID, 0.1 gives most of a label to one or two workers. A draw that leaves a
    worker without rows is thrown away and drawn again.

    Args:
        labels: of each row.
        workers: how many.
        alpha: above zero.
        seed: the same seed gives the same partition.

    Raises:
        PartitionError: if there are no workers, fewer rows than workers, alpha is not a number above zero, or it is so
            small that in a hundred draws some worker always went without.
    """
    _check(len(labels), workers)
    if not (math.isfinite(alpha) and alpha > 0):
        raise PartitionError(
            QT_TRANSLATE_NOOP("Partition", "Alpha must be a number above zero, but is {alpha}."), alpha=alpha
        )
    values = np.asarray(labels)
    generator = np.random.default_rng(seed)
    for _ in range(_ATTEMPTS):
        parts = _draw(values, workers, alpha, generator)
        if all(parts):
            return parts
    raise PartitionError(
        QT_TRANSLATE_NOOP(
            "Partition", "With alpha {alpha} some of the {workers} workers always get no row: take a larger alpha."
        ),
        alpha=alpha,
        workers=workers,
    )


def _draw(labels: npt.NDArray[np.int64], workers: int, alpha: float, generator: np.random.Generator) -> list[list[int]]:
    parts: list[list[int]] = [[] for _ in range(workers)]
    for label in np.unique(labels):
        rows = generator.permutation(np.flatnonzero(labels == label))
        shares = generator.dirichlet(np.full(workers, alpha))
        cuts = np.rint(np.cumsum(shares)[:-1] * len(rows)).astype(np.int64)
        for part, block in zip(parts, np.split(rows, cuts), strict=True):
            part.extend(block.tolist())
    return [sorted(part) for part in parts]


def _check(rows: int, workers: int) -> None:
    if workers < 1:
        raise PartitionError(QT_TRANSLATE_NOOP("Partition", "Rows need at least one worker to go to."))
    if rows < workers:
        raise PartitionError(
            QT_TRANSLATE_NOOP("Partition", "{rows} rows can't give each of {workers} workers one: take fewer workers."),
            rows=rows,
            workers=workers,
        )
