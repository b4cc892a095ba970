"""Clipping and noise, and what an attack still finds through them."""

from __future__ import annotations

import math

import pytest
import torch

from fedgui.data import toy
from fedgui.privacy.attacks import row_from_gradient
from fedgui.privacy.noise import add_noise, attack_through_noise, clip_to_norm, guess_through_noise
from fedgui.privacy.sentences import PrivacyError

WEIGHTS = ([0.323, 0.429], 0.391)


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def norm_of(update):
    return math.sqrt(sum(float((tensor.double() ** 2).sum()) for tensor in update))


def test_clipping_shortens_to_the_norm_and_keeps_the_direction():
    clipped = clip_to_norm([torch.tensor([[3.0, 0.0]]), torch.tensor([4.0])], 1.0)
    assert clipped.norm == 5
    assert clipped.factor == pytest.approx(0.2)
    assert norm_of(clipped.update) == pytest.approx(1)
    assert clipped.update[0].tolist() == [[pytest.approx(0.6), 0.0]]


@pytest.mark.parametrize("update", [[torch.tensor([0.3, 0.4])], [torch.zeros(3), torch.zeros(1)]])
def test_a_short_update_stays_as_it_is(update):
    clipped = clip_to_norm(update, 0.6)
    assert clipped.factor == 1
    assert [it.tolist() for it in clipped.update] == [it.tolist() for it in update]


def test_noise_has_the_deviation_it_says_and_repeats_with_its_seed():
    update = [torch.zeros(20000), torch.zeros(5, 4)]
    noised = add_noise(update, max_norm=0.5, multiplier=3.0, generator=seeded())
    assert noised[0].std().item() == pytest.approx(1.5, rel=0.03)
    assert noised[0].mean().item() == pytest.approx(0, abs=0.05)
    assert noised[1].shape == (5, 4)
    again = add_noise(update, max_norm=0.5, multiplier=3.0, generator=seeded())
    assert torch.equal(noised[0], again[0])
    assert torch.equal(noised[1], again[1])
    assert not torch.equal(noised[0], add_noise(update, 0.5, 3.0, seeded(1))[0])


def test_the_slider_makes_one_noise_louder():
    update = [torch.zeros(50)]
    quiet, loud = (add_noise(update, 1.0, multiplier, seeded())[0] for multiplier in (1.0, 2.0))
    assert torch.equal(2 * quiet, loud)


def test_no_noise_changes_nothing_and_much_noise_stays_finite():
    update = [torch.tensor([[0.5, -1.0]]), torch.tensor([0.25])]
    still = add_noise(update, 1.0, 0, seeded())
    assert [it.tolist() for it in still] == [it.tolist() for it in update]
    loud = add_noise(update, 1.0, 1e9, seeded())
    assert all(torch.isfinite(it).all() for it in loud)
    assert norm_of(loud) > 1e8
    assert row_from_gradient(WEIGHTS, loud).features is not None  # numbers, but not Bob's


def test_the_best_guess_without_noise_is_the_workers_table(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    clipped = clip_to_norm(training.gradient(model, x[:2], y[:2]), 1.0)
    guess = guess_through_noise(training.parameters(model), clipped.update, 2, 1.0)
    assert guess == ((0, 0, 0), (0, 1, 0))


def test_the_attack_goes_from_fully_leaked_to_gone():
    errors = [
        attack_through_noise(WEIGHTS, 1, 1.0, noise, seeded()).error for noise in (0, 0.1, 0.25, 0.5, 1, 2, 10, 1e9)
    ]
    assert errors == sorted(errors)
    assert errors[0] == 0
    assert 0.6 < errors[4] < 0.9
    assert errors[-1] > 0.98


def test_gone_means_no_better_than_guessing():
    assert not attack_through_noise(WEIGHTS, 1, 1.0, 1.0, seeded()).gone
    lost = attack_through_noise(WEIGHTS, 1, 1.0, 1e9, seeded())
    assert lost.gone
    assert lost.blind == 1 / 8
    assert lost.right == pytest.approx(1 / 8, abs=0.02)
    assert attack_through_noise(WEIGHTS, 2, 1.0, 1e9, seeded()).blind == 1 / 36


def test_the_measured_share_is_that_of_single_guesses():
    row, label = (0, 1), 0
    residual = 0.429 + 0.391 - label
    update = [
        torch.tensor([[0.0, 2 * residual]], dtype=torch.float64),
        torch.tensor([2 * residual], dtype=torch.float64),
    ]
    generator, clipped = seeded(), clip_to_norm(update, 1.0)
    guesses = [guess_through_noise(WEIGHTS, add_noise(clipped.update, 1.0, 0.05, generator), 1, 1.0) for _ in range(50)]
    assert guesses == [((*row, label),)] * 50
    assert attack_through_noise(WEIGHTS, 1, 1.0, 0.05, seeded()).right > 0.99


def test_clipping_alone_can_hide_a_label():
    # both labels leave the prediction of 10 far too high: one direction, and after clipping one length
    attack = attack_through_noise(([0.0, 0.0], 10.0), 1, 1.0, 0, seeded(), draws=800)
    assert attack.right == 0.5


@pytest.mark.parametrize("norm", [0, -1, math.nan, math.inf])
def test_an_impossible_norm_is_refused_in_a_sentence(norm):
    with pytest.raises(PrivacyError, match="norm to clip to"):
        clip_to_norm([torch.ones(2)], norm)
    with pytest.raises(PrivacyError, match="norm to clip to"):
        add_noise([torch.ones(2)], norm, 1.0, seeded())


@pytest.mark.parametrize("multiplier", [-0.1, math.nan, math.inf])
def test_impossible_noise_is_refused_in_a_sentence(multiplier):
    with pytest.raises(PrivacyError, match="zero or more"):
        add_noise([torch.ones(2)], 1.0, multiplier, seeded())
    with pytest.raises(PrivacyError, match="zero or more"):
        attack_through_noise(WEIGHTS, 1, 1.0, multiplier, seeded())


def test_a_diverged_update_and_no_draws_are_refused_in_a_sentence():
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        clip_to_norm([torch.tensor([math.nan])], 1.0)
    with pytest.raises(PrivacyError, match="at least one draw"):
        attack_through_noise(WEIGHTS, 1, 1.0, 1.0, seeded(), draws=0)
    with pytest.raises(PrivacyError, match="different models"):
        guess_through_noise(WEIGHTS, ([1.0], 1.0), 1, 1.0)
