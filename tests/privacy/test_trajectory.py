"""Two real-valued rows from several rounds."""

from __future__ import annotations

import math

import pytest
import torch
from hypothesis import assume, given
from hypothesis import strategies as st
from torch import nn

from fedgui.privacy.attacks import (
    Statistics,
    Visit,
    gradient_of_update,
    rows_from_trajectory,
    statistics_from_trajectory,
)
from fedgui.privacy.sentences import PrivacyError, Sentence


def rounds_with_bob(training, x, y, rounds, *, with_loss=True, lr=0.1, seed=0) -> list[Visit]:
    """The tutorial's loop (Bob has the first two rows, Alice the others): what the server knows of Bob's visits."""
    torch.manual_seed(seed)
    model = nn.Linear(x.shape[1], 1, dtype=x.dtype)
    visits = []
    for _ in range(rounds):
        loss = training.loss(model, x[:2], y[:2]).item() if with_loss else None
        visits.append(Visit(training.parameters(model), training.gradient(model, x[:2], y[:2]), loss))
        training.train(model, x[:2], y[:2], lr)
        training.train(model, x[2:], y[2:], lr)
    return visits


def real_rows(seed, dtype=torch.float64, features=2):
    torch.manual_seed(seed)
    return torch.rand(4, features, dtype=dtype), torch.rand(4, 1, dtype=dtype)


def sorted_rows(x, y):
    return sorted(torch.cat([x[:2], y[:2]], 1).tolist())


def close(rows, wanted, tolerance):
    return all(found == pytest.approx(row, rel=0, abs=tolerance) for found, row in zip(rows, wanted, strict=True))


@pytest.mark.parametrize("with_loss", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_five_rounds_of_the_tutorials_loop_give_both_rows(training, seed, with_loss):
    x, y = real_rows(seed)
    found = rows_from_trajectory(rounds_with_bob(training, x, y, 5, with_loss=with_loss))
    assert close(found.rows, sorted_rows(x, y), 1e-12)
    assert found.silence is None


def test_statistics_are_the_sums_and_products_of_the_rows(training):
    x, y = real_rows(0)
    found = statistics_from_trajectory(rounds_with_bob(training, x, y, 5), rows=2)
    assert isinstance(found, Statistics)
    x, y = x[:2], y[:2, 0]
    assert torch.allclose(torch.tensor(found.xx, dtype=torch.float64), x.T @ x, rtol=0, atol=1e-12)
    assert found.xy == pytest.approx((x.T @ y).tolist(), abs=1e-12)
    assert found.x_sum == pytest.approx(x.sum(0).tolist(), abs=1e-12)
    assert found.y_sum == pytest.approx(y.sum().item(), abs=1e-12)
    assert found.yy == pytest.approx((y @ y).item(), abs=1e-12)
    assert found.error < 1e-9


@given(st.integers(0, 10**6), st.integers(1, 4))
def test_any_two_rows_come_back_in_some_order(training, seed, features):
    x, y = real_rows(seed, features=features)
    assume((x[0] - x[1]).abs().max() > 0.05)
    visits = rounds_with_bob(training, x, y, 3 * (features + 1), lr=0.2 / (features + 1), seed=seed + 1)
    found = rows_from_trajectory(visits)
    assume(found.statistics is not None and found.statistics.error < 1e-9)
    assert close(found.rows, sorted_rows(x, y), 1e-6)


def test_float32_gives_fewer_digits_and_knows_it(training):
    x, y = real_rows(0, torch.float32)
    found = rows_from_trajectory(rounds_with_bob(training, x, y, 5))
    assert close(found.rows, sorted_rows(x, y), 1e-4)
    assert 1e-9 < found.statistics.error < 1e-2


def test_weights_that_came_back_do_as_well_as_gradients(training):
    x, y = real_rows(1)
    torch.manual_seed(0)
    model = nn.Linear(2, 1, dtype=torch.float64)
    visits = []
    for _ in range(5):
        before = training.parameters(model)
        training.train(model, x[:2], y[:2], 0.1)
        visits.append(Visit(before, gradient_of_update(before, training.parameters(model), 0.1)))
        training.train(model, x[2:], y[2:], 0.1)
    assert close(rows_from_trajectory(visits).rows, sorted_rows(x, y), 1e-11)


@pytest.mark.parametrize(("rounds", "rank"), [(1, 3), (2, 6)])
def test_too_few_rounds_say_how_much_they_tell(training, rounds, rank):
    found = rows_from_trajectory(rounds_with_bob(training, *real_rows(0), rounds))
    assert found.rows is None
    assert f"{rank} of the 8 numbers" in str(found.silence)


def test_many_rounds_at_the_same_weights_are_one(training):
    found = rows_from_trajectory(rounds_with_bob(training, *real_rows(0), 1) * 20)
    assert found.rows is None
    assert "3 of the 8 numbers" in str(found.silence)


def test_late_rounds_in_float32_are_too_much_alike(training):
    x, y = real_rows(0, torch.float32)
    found = rows_from_trajectory(rounds_with_bob(training, x, y, 600)[-5:])
    assert found.rows is None
    assert found.silence is not None


def test_a_model_that_fits_from_the_start_tells_nothing():
    found = rows_from_trajectory([Visit(([0.5, 0.1 * i], 0.0), ([0.0, 0.0], 0.0)) for i in range(5)])
    assert found.rows is None
    assert "zero" in str(found.silence)


def test_other_rows_in_between_are_noticed(training):
    visits = rounds_with_bob(training, *real_rows(0), 4) + rounds_with_bob(training, *real_rows(1), 4)
    found = rows_from_trajectory(visits)
    assert found.rows is None
    assert "contradict" in str(found.silence)


def test_three_rows_are_not_taken_for_two(training):
    x, y = real_rows(0)
    torch.manual_seed(0)
    model = nn.Linear(2, 1, dtype=torch.float64)
    visits = []
    for _ in range(8):
        visits.append(Visit(training.parameters(model), training.gradient(model, x[:3], y[:3])))
        training.train(model, x[:3], y[:3], 0.1)
    assert rows_from_trajectory(visits).rows is None
    assert isinstance(statistics_from_trajectory(visits, rows=3), Statistics)


def test_identical_rows_come_back_as_two_of_the_same(training):
    x, y = real_rows(0)
    x[1], y[1] = x[0], y[0]
    found = rows_from_trajectory(rounds_with_bob(training, x, y, 5))
    assert close(found.rows, sorted_rows(x, y), 1e-6)


def test_two_labels_of_one_point_take_the_losses(training):
    x, y = real_rows(0)
    x[1] = x[0]
    with_losses = rows_from_trajectory(rounds_with_bob(training, x, y, 5))
    by_label = sorted(with_losses.rows, key=lambda row: row[-1])
    assert close(by_label, sorted_rows(x, y), 1e-6)
    without = rows_from_trajectory(rounds_with_bob(training, x, y, 5, with_loss=False))
    assert without.rows[0][-1] == pytest.approx(y[:2].mean().item(), abs=1e-6)


def test_no_round_and_no_number_are_refused_in_a_sentence():
    with pytest.raises(PrivacyError, match="no round yet"):
        rows_from_trajectory([])
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        rows_from_trajectory([Visit(([1.0], math.nan), ([1.0], 1.0))])
    with pytest.raises(PrivacyError, match="different models"):
        rows_from_trajectory([Visit(([1.0], 0.0), ([1.0], 1.0)), Visit(([1.0, 2.0], 0.0), ([1.0, 1.0], 1.0))])


def test_a_sentence_is_returned_for_the_statistics_too(training):
    assert isinstance(statistics_from_trajectory(rounds_with_bob(training, *real_rows(0), 1), rows=2), Sentence)
