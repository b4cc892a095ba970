"""Rows shared out to workers: each row once, nobody without."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.data import digits
from fedgui.data.partition import PartitionError, by_label, contiguous, dirichlet, iid, round_robin

LABELS = st.lists(st.integers(0, 9), min_size=1, max_size=200)


def ways(labels, workers, seed):
    """Every way to share out, as (name, partition)."""
    yield "contiguous", contiguous(len(labels), workers)
    yield "round robin", round_robin(len(labels), workers)
    yield "iid", iid(len(labels), workers, seed)
    yield "by label", by_label(labels, workers)


@given(LABELS, st.data())
def test_every_row_goes_to_exactly_one_worker(labels, data):
    workers = data.draw(st.integers(1, len(labels)))
    for name, parts in ways(labels, workers, data.draw(st.integers(0, 99))):
        assert len(parts) == workers, name
        assert sorted(row for part in parts for row in part) == list(range(len(labels))), name
        assert all(part and part == sorted(part) for part in parts), name
        assert max(map(len, parts)) - min(map(len, parts)) <= 1, name


@given(LABELS, st.data(), st.floats(0.01, 100))
def test_dirichlet_too_or_it_says_that_it_cannot(labels, data, alpha):
    workers = data.draw(st.integers(1, len(labels)))
    try:
        parts = dirichlet(labels, workers, alpha, seed=data.draw(st.integers(0, 99)))
    except PartitionError as error:
        starved = str(error)
        parts = None
    if parts is None:
        assert "larger alpha" in starved
        return
    assert len(parts) == workers
    assert sorted(row for part in parts for row in part) == list(range(len(labels)))
    assert all(part and part == sorted(part) for part in parts)


def test_the_tutorials_split():
    assert contiguous(4, 2) == [[0, 1], [2, 3]]
    assert round_robin(4, 2) == [[0, 2], [1, 3]]
    assert by_label([1, 0, 1, 0], 2) == [[1, 3], [0, 2]]


def test_seeds_repeat_and_differ():
    labels = digits.load().labels.numpy()
    assert iid(100, 5, seed=1) == iid(100, 5, seed=1) != iid(100, 5, seed=2)
    assert dirichlet(labels, 5, 0.5, seed=1) == dirichlet(labels, 5, 0.5, seed=1) != dirichlet(labels, 5, 0.5, seed=2)


def test_a_small_alpha_skews_labels_and_a_large_one_does_not():
    labels = digits.load().labels.numpy()

    def largest_share(alpha):
        parts = dirichlet(labels, 5, alpha, seed=0)
        counts = np.array([np.bincount(labels[part], minlength=10) for part in parts])
        return (counts.max(axis=0) / counts.sum(axis=0)).mean()

    assert largest_share(0.1) > 0.6
    assert largest_share(1000) < 0.25


@pytest.mark.parametrize(("rows", "workers"), [(3, 4), (0, 1), (4, 0), (4, -1)])
def test_workers_without_rows_are_refused_in_a_sentence(rows, workers):
    for way in (
        lambda: contiguous(rows, workers),
        lambda: round_robin(rows, workers),
        lambda: iid(rows, workers, 0),
        lambda: by_label([0] * rows, workers),
        lambda: dirichlet([0] * rows, workers, 1.0, 0),
    ):
        with pytest.raises(PartitionError, match="one"):
            way()


@pytest.mark.parametrize("alpha", [0, -1, math.nan, math.inf])
def test_an_impossible_alpha_is_refused_in_a_sentence(alpha):
    with pytest.raises(PartitionError, match="Alpha"):
        dirichlet([0, 1], 2, alpha, 0)


def test_an_alpha_that_starves_workers_is_refused_in_a_sentence():
    with pytest.raises(PartitionError, match="larger alpha"):
        dirichlet([0] * 20, 10, 0.001, 0)
