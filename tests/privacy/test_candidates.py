"""Binary rows: of all tables, those that explain what was received."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from fedgui.data import toy
from fedgui.privacy.aggregation import mean_of, sum_of
from fedgui.privacy.attacks import candidates_from_gradient, candidates_from_update
from fedgui.privacy.sentences import PrivacyError

BOB = ((0, 0, 0), (0, 1, 0))
ALICE = ((1, 0, 1), (1, 1, 1))


def test_one_of_36_tables_explains_bobs_gradient(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    gradient = training.gradient(model, x[:2], y[:2])
    assert gradient[0].tolist() == [pytest.approx([0, -0.4053], abs=5e-5)]
    assert gradient[1].tolist() == pytest.approx([-1.5693], abs=5e-5)
    found = candidates_from_gradient(training.parameters(model), gradient, rows=2)
    assert len(found.tables) == len(set(found.tables)) == 36
    assert found.surviving_tables == (BOB,)
    assert found.silence is None


def test_the_sum_and_the_mean_of_both_workers_fit_one_of_330_tables(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    gradients = [training.gradient(model, x[part], y[part]) for part in (slice(0, 2), slice(2, 4))]
    weights = training.parameters(model)
    found = candidates_from_gradient(weights, sum_of(gradients), rows=4)
    assert len(found.tables) == 330
    assert found.surviving_tables == (BOB + ALICE,)
    mean = [2 * part for part in mean_of(gradients)]
    assert candidates_from_gradient(weights, mean, rows=4).surviving_tables == (BOB + ALICE,)


def test_xor_and_its_opposite_look_alike_to_a_linear_model(training):
    x, y = toy.gate("xor")
    model = training.tutorial_model()
    found = candidates_from_gradient(training.parameters(model), training.gradient(model, x, y), rows=4)
    xor = ((0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0))
    opposite = ((0, 0, 1), (0, 1, 0), (1, 0, 0), (1, 1, 1))
    assert found.surviving_tables == (xor, opposite)
    assert "2 of 330" in str(found.silence)


@given(
    table=st.lists(st.tuples(*[st.integers(0, 1)] * 3), min_size=1, max_size=4),
    seed=st.integers(0, 10**6),
    epochs=st.integers(1, 20),
)
def test_the_real_table_always_survives_rounding_to_float32(training, table, seed, epochs):
    torch.manual_seed(seed)
    model = nn.Linear(2, 1)
    rows = torch.tensor(table, dtype=torch.float32)
    before, gradient = training.parameters(model), training.gradient(model, rows[:, :2], rows[:, 2:])
    truth = tuple(sorted(table))
    assert truth in candidates_from_gradient(before, gradient, len(table)).surviving_tables
    training.train(model, rows[:, :2], rows[:, 2:], 0.1, epochs)
    found = candidates_from_update(before, training.parameters(model), 0.1, len(table), epochs)
    assert truth in found.surviving_tables


@given(st.integers(0, 35), st.integers(0, 10**6))
def test_of_two_binary_rows_one_table_is_left_whatever_the_weights(training, index, seed):
    torch.manual_seed(seed)
    model = nn.Linear(2, 1)
    table = candidates_from_gradient(([0.0, 0.0], 0.0), ([0.0, 0.0], 0.0), 2).tables[index]
    rows = torch.tensor(table, dtype=torch.float32)
    gradient = training.gradient(model, rows[:, :2], rows[:, 2:])
    found = candidates_from_gradient(training.parameters(model), gradient, 2)
    others = sorted(d for i, d in enumerate(found.distances) if i != index)
    assume(others[0] > max(found.tolerances))  # else these weights happen to give two tables one gradient
    assert found.survivors == (index,)


def test_after_ten_local_epochs_one_table_is_left(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    before = training.parameters(model)
    training.train(model, x[:2], y[:2], 0.1, 10)
    found = candidates_from_update(before, training.parameters(model), 0.1, 2, 10)
    assert found.surviving_tables == (BOB,)


def test_diverging_candidates_do_not_hide_the_real_one(training):
    x, y = torch.zeros(2, 2), torch.tensor([[0.0], [1.0]])
    model = training.tutorial_model()
    before = training.parameters(model)
    training.train(model, x, y, 0.45, 600)  # tables with ones in them diverge at this learning rate
    found = candidates_from_update(before, training.parameters(model), 0.45, 2, 600)
    assert math.inf in found.distances
    assert found.surviving_tables == (((0, 0, 0), (0, 0, 1)),)


def test_identical_rows_are_a_table_like_any_other(training):
    x, y = torch.tensor([[1.0, 0.0]] * 2), torch.tensor([[1.0]] * 2)
    model = training.tutorial_model()
    found = candidates_from_gradient(training.parameters(model), training.gradient(model, x, y), 2)
    assert found.surviving_tables == (((1, 0, 1), (1, 0, 1)),)


def test_a_gradient_of_zero_says_only_that_the_model_fits():
    found = candidates_from_gradient(([1.0, 0.0], 0.0), ([0.0, 0.0], 0.0), 2)
    assert len(found.survivors) == 10  # two of the four rows whose label is their first feature
    assert "zero" in str(found.silence)
    assert "10 of 36" in str(found.silence)


def test_what_no_table_explains_is_said(training):
    model = training.tutorial_model()
    gradient = training.gradient(model, torch.tensor([[0.3, 0.7]]), torch.tensor([[0.2]]))
    found = candidates_from_gradient(training.parameters(model), gradient, 2)
    assert found.survivors == ()
    assert "None of the 36 tables" in str(found.silence)


@pytest.mark.parametrize("rows", [0, 100])
def test_too_many_or_no_rows_are_refused_in_a_sentence(rows):
    with pytest.raises(PrivacyError, match="tables"):
        candidates_from_gradient(([1.0, 0.0], 0.0), ([0.0, 0.0], 1.0), rows)


def test_what_is_not_finite_is_refused_in_a_sentence():
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        candidates_from_gradient(([1.0, 0.0], 0.0), ([0.0, math.nan], 1.0), 2)
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        candidates_from_update(([1.0, 0.0], 0.0), ([0.0, math.inf], 1.0), 0.1, 2)
