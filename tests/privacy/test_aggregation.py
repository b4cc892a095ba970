"""Sum, mean and weighted mean of updates."""

from __future__ import annotations

import pytest
import torch

from fedgui.data import toy
from fedgui.privacy.aggregation import mean_of, sum_of, weighted_mean_of
from fedgui.privacy.sentences import PrivacyError

CENTRALISED = [
    *(4.3584, 0.8701, 0.4124, 0.2531, 0.1612, 0.1031, 0.0660, 0.0423, 0.0271, 0.0173),
    *(0.0111, 0.0071, 0.0046, 0.0029, 0.0019, 0.0012, 0.0008, 0.0005, 0.0003, 0.0002),
]
LAST_BITS = 1e-6
"""What the order of additions may change in a number of this size."""


def centralised(training, lr):
    """Losses of 20 steps on all rows, and the weights at the end."""
    x, y = toy.tutorial()
    model, losses = training.tutorial_model(), []
    for _ in range(20):
        losses.append(training.loss(model, x, y).item())
        training.train(model, x, y, lr)
    return losses, training.parameters(model)


def federated(training, aggregate, lr=0.1):
    """The same with Bob's and Alice's gradients put together, one step a round."""
    x, y = toy.tutorial()
    model, losses = training.tutorial_model(), []
    for _ in range(20):
        losses.append(training.loss(model, x, y).item())
        parts = [training.gradient(model, x[part], y[part]) for part in (slice(0, 2), slice(2, 4))]
        training.step(model, aggregate(parts), lr)
    return losses, training.parameters(model)


def same(first, second):
    return all(torch.equal(a, b) for a, b in zip(first, second, strict=True))


def close(first, second):
    return all(torch.allclose(a, b, rtol=0, atol=LAST_BITS) for a, b in zip(first, second, strict=True))


def test_the_sum_of_gradients_is_centralised_training(training):
    losses, weights = centralised(training, 0.1)
    losses_of_sum, weights_of_sum = federated(training, sum_of)
    assert [round(loss, 4) for loss in losses] == CENTRALISED
    assert [round(loss, 4) for loss in losses_of_sum] == CENTRALISED
    assert losses_of_sum == pytest.approx(losses, abs=LAST_BITS)
    assert close(weights_of_sum, weights)


def test_where_nothing_is_rounded_the_sum_is_exact(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    with torch.no_grad():
        model.weight.copy_(torch.tensor([[-0.125, 0.375]]))
        model.bias.copy_(torch.tensor([-0.5625]))
    parts = [training.gradient(model, x[part], y[part]) for part in (slice(0, 2), slice(2, 4))]
    assert same(sum_of(parts), training.gradient(model, x, y))


def test_the_mean_of_two_is_centralised_training_at_half_the_learning_rate(training):
    losses, weights = centralised(training, 0.05)
    losses_of_mean, weights_of_mean = federated(training, mean_of)
    assert losses_of_mean == pytest.approx(losses, abs=LAST_BITS)
    assert close(weights_of_mean, weights)
    # halving rounds nothing: against the sum at half the learning rate there is no difference at all
    losses_of_sum, weights_of_sum = federated(training, sum_of, lr=0.05)
    assert losses_of_mean == losses_of_sum
    assert same(weights_of_mean, weights_of_sum)


def test_equal_counts_of_rows_make_the_weighted_mean_the_plain_one(training):
    plain = federated(training, mean_of)
    weighted = federated(training, lambda parts: weighted_mean_of(parts, [2, 2]))
    assert weighted[0] == plain[0]
    assert same(weighted[1], plain[1])


def test_weighted_mean_weighs_by_rows():
    first, second = [torch.tensor([1.0]), torch.tensor([[2.0]])], [torch.tensor([5.0]), torch.tensor([[0.0]])]
    found = weighted_mean_of([first, second], [3, 1])
    assert [it.tolist() for it in found] == [[2.0], [[1.5]]]
    assert [it.tolist() for it in weighted_mean_of([first, second], [0, 1])] == [[5.0], [[0.0]]]


def test_workers_keep_their_own_tensors():
    update = [torch.ones(2, requires_grad=True)]
    total = sum_of([update, update])
    total[0] += 1
    assert update[0].tolist() == [1, 1]
    assert not total[0].requires_grad
    alone = sum_of([update])
    alone[0] += 1
    assert update[0].tolist() == [1, 1]


def test_nothing_and_what_does_not_fit_are_refused_in_a_sentence():
    with pytest.raises(PrivacyError, match="nothing to add up"):
        mean_of([])
    with pytest.raises(PrivacyError, match="not of one model"):
        sum_of([[torch.ones(2)], [torch.ones(3)]])
    with pytest.raises(PrivacyError, match="not of one model"):
        sum_of([[torch.ones(2)], [torch.ones(2), torch.ones(1)]])
    for samples in ([1.0], [0, 0], [-1, 2], [float("nan"), 1]):
        with pytest.raises(PrivacyError, match="counts of rows"):
            weighted_mean_of([[torch.ones(2)], [torch.ones(2)]], samples)
