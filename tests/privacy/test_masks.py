"""Pairwise masks in integers: gone in the sum, to the last bit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from fedgui.privacy.masks import FixedPoint, bits_of, float32_mask_error, mask_from_seed, masked_round, signed
from fedgui.privacy.sentences import PrivacyError

BOB_AND_ALICE = {"bob": [0.0, -10741 / 2**16, -15862 / 2**16], "alice": [1886 / 2**16, -1867 / 2**16, 1886 / 2**16]}


@st.composite
def rounds(draw: st.DrawFn):
    """A masked round of 2 to 12 workers, and the updates in it."""
    workers = draw(st.integers(2, 12))
    shape = draw(st.sampled_from([(1,), (3,), (2, 5)]))
    numbers = arrays.arrays(np.float32, shape, elements=st.floats(-2000, 2000, width=32))
    updates = {f"w{i}": draw(numbers) for i in range(workers)}
    return masked_round(updates, seed=draw(st.integers(0, 2**64 - 1))), updates


@given(rounds())
def test_masks_cancel_to_the_last_bit(made):
    masked, updates = made
    plain = sum(np.rint(update.astype(np.float64) * 2**16).astype(np.int64) for update in updates.values())
    assert signed(masked.sum_of_sent()).tolist() == plain.tolist()
    np.testing.assert_allclose(
        masked.encoding.decode(masked.sum_of_sent()),
        sum(update.astype(np.float64) for update in updates.values()),
        atol=len(updates) * 2**-17,
    )


@given(rounds(), st.data())
def test_a_mask_set_by_hand_changes_what_is_sent_and_not_the_sum(made, data):
    masked, _ = made
    pair = data.draw(st.sampled_from(sorted(masked.masks)))
    index = data.draw(st.integers(0, masked.masks[pair].size - 1))
    word = data.draw(st.integers(0, 2**32 - 1).filter(lambda it: it != masked.masks[pair].flat[index]))
    dragged = masked.with_mask(pair, index, word)
    assert np.array_equal(dragged.sum_of_sent(), masked.sum_of_sent())
    for worker in masked.workers:
        assert np.array_equal(dragged.sent(worker), masked.sent(worker)) == (worker not in pair)
    assert pair not in dragged.seeds


@given(rounds(), st.data())
def test_seed_recovery_repairs_what_missing_workers_broke(made, data):
    masked, _ = made
    missing = data.draw(st.sets(st.sampled_from(masked.workers), max_size=len(masked.workers) - 2))
    survivors = [worker for worker in masked.workers if worker not in missing]
    wanted = np.zeros_like(masked.sum_of_sent())
    for worker in survivors:
        wanted += masked.updates[worker]
    assert np.array_equal(masked.repair(missing), wanted)
    assert np.array_equal(masked.sum_of_sent(missing), wanted + masked.revealed_masks(missing))


def test_one_missing_worker_leaves_a_wrong_sum():
    masked = masked_round({**BOB_AND_ALICE, "carol": [0.1, 0.2, 0.3]}, seed=1)
    wrong = masked.encoding.decode(masked.sum_of_sent(missing=["carol"]))
    right = masked.encoding.decode(masked.repair(missing=["carol"]))
    assert right.tolist() == [1886 / 2**16, -12608 / 2**16, -13976 / 2**16]
    assert np.abs(wrong - right).min() > 1


def test_a_late_message_can_be_unmasked_with_the_revealed_seeds():
    # what the docstring of `repair` warns about, and why the original protocol masks twice
    masked = masked_round({**BOB_AND_ALICE, "carol": [0.1, 0.2, 0.3]}, seed=1)
    unmasked = masked.sent("carol") + masked.revealed_masks(["carol"])
    assert np.array_equal(unmasked, masked.updates["carol"])


def test_each_mask_follows_from_the_pairs_seed_and_differs_between_pairs():
    masked = masked_round({**BOB_AND_ALICE, "carol": [0.0, 0.0, 0.0]}, seed=7)
    assert set(masked.masks) == {("bob", "alice"), ("bob", "carol"), ("alice", "carol")}
    for pair, seed in masked.seeds.items():
        assert np.array_equal(mask_from_seed(seed, (3,)), masked.masks[pair])
    assert len({tuple(mask.tolist()) for mask in masked.masks.values()}) == 3
    assert masked.masks.keys() == masked_round(BOB_AND_ALICE | {"carol": [0.0] * 3}, seed=8).masks.keys()
    assert not np.array_equal(
        masked.sent("bob"), masked_round(BOB_AND_ALICE | {"carol": [0.0] * 3}, seed=8).sent("bob")
    )


def test_the_first_of_a_pair_adds_and_the_second_subtracts():
    masked = masked_round(BOB_AND_ALICE, seed=0)
    mask = masked.masks["bob", "alice"]
    assert np.array_equal(masked.sent("bob"), masked.updates["bob"] + mask)
    assert np.array_equal(masked.sent("alice"), masked.updates["alice"] - mask)
    assert masked.sent("bob").dtype == np.uint32


def test_masked_numbers_use_the_whole_range_evenly():
    masked = masked_round({"bob": np.zeros(4000), "alice": np.ones(4000)}, seed=0)
    bits = np.array([bits_of(word) for word in masked.sent("bob")])
    assert np.abs(bits.mean(axis=0) - 0.5).max() < 0.05


def test_bits_are_those_of_the_integer_beside_them():
    assert bits_of(1) == (False,) * 31 + (True,)
    assert bits_of(2**31) == (True,) + (False,) * 31
    word = FixedPoint().encode([-10741 / 2**16])[0]
    assert int("".join("01"[bit] for bit in bits_of(word)), 2) == 2**32 - 10741
    assert signed(np.array([word])).tolist() == [-10741]


@pytest.mark.parametrize(("bits", "workers"), [(16, 1), (16, 2), (16, 7), (0, 3), (30, 1)])
def test_the_documented_range_is_the_real_one(bits, workers):
    encoding = FixedPoint(bits)
    largest = encoding.largest(workers)
    assert largest == pytest.approx(2 ** (31 - bits) / workers, rel=1e-6)
    for sign in (1, -1):
        words = encoding.encode([sign * largest], workers)
        total = np.zeros(1, dtype=np.uint32)
        for _ in range(workers):
            total += words
        assert encoding.decode(total).tolist() == [sign * largest * workers]
        with pytest.raises(PrivacyError, match="too large"):
            encoding.encode([sign * (largest + 2.0**-bits)], workers)


def test_bad_rounds_are_refused_in_a_sentence():
    with pytest.raises(PrivacyError, match="at least two workers"):
        masked_round({"bob": [1.0]}, seed=0)
    with pytest.raises(PrivacyError, match="different shapes"):
        masked_round({"bob": [1.0], "alice": [1.0, 2.0]}, seed=0)
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        masked_round({"bob": [1.0], "alice": [math.nan]}, seed=0)
    with pytest.raises(PrivacyError, match="too large"):
        masked_round({"bob": [1.0], "alice": [20000.0]}, seed=0)
    with pytest.raises(PrivacyError, match="0 to 30"):
        FixedPoint(31)


def test_a_lone_survivor_gets_no_seed():
    with pytest.raises(PrivacyError, match="bare update"):
        masked_round(BOB_AND_ALICE, seed=0).repair(["alice"])


def test_unknown_workers_and_masks_are_refused_in_a_sentence():
    masked = masked_round(BOB_AND_ALICE, seed=0)
    with pytest.raises(PrivacyError, match="carol takes no part"):
        masked.sum_of_sent(["carol"])
    with pytest.raises(PrivacyError, match="carol takes no part"):
        masked.sent("carol")
    with pytest.raises(PrivacyError, match="share no mask"):
        masked.with_mask(("alice", "bob"), 0, 1)
    with pytest.raises(PrivacyError, match="share no mask"):
        masked.with_mask(("bob", "alice"), 3, 1)


def test_float32_masks_leave_an_error_where_integers_leave_none():
    generator = np.random.default_rng(0)
    updates = [generator.normal(size=1000).astype(np.float32) for _ in range(3)]
    errors = [float32_mask_error(updates, seed) for seed in range(10)]
    assert np.median(errors) == pytest.approx(4e-4, rel=0.2)
    assert float32_mask_error(updates, 0, scale=0.0) < 1e-6
    with pytest.raises(PrivacyError, match="at least two workers"):
        float32_mask_error(updates[:1], 0)
