"""One row through a linear layer comes back whole."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from fedgui.data import toy
from fedgui.privacy.attacks import gradient_of_update, row_from_gradient, row_from_update
from fedgui.privacy.sentences import PrivacyError

NUMBERS = st.floats(-2, 2, allow_subnormal=False)


@st.composite
def workers(draw: st.DrawFn) -> tuple[nn.Linear, torch.Tensor, torch.Tensor]:
    """A model in float64, and one row that it does not fit yet."""
    features = draw(st.integers(1, 6))
    model = nn.Linear(features, 1, dtype=torch.float64)
    row = torch.tensor([draw(st.lists(NUMBERS, min_size=features, max_size=features))], dtype=torch.float64)
    with torch.no_grad():
        model.weight.copy_(torch.tensor([draw(st.lists(NUMBERS, min_size=features, max_size=features))]))
        model.bias.copy_(torch.tensor([draw(NUMBERS)]))
        residual = draw(st.floats(0.1, 3)) * draw(st.sampled_from([-1, 1]))
        label = model(row) - residual
    return model, row, label


@given(workers())
def test_the_gradient_of_any_row_gives_the_row(training, worker):
    model, row, label = worker
    found = row_from_gradient(training.parameters(model), training.gradient(model, row, label))
    assert found.features == pytest.approx(row[0].tolist(), rel=1e-12, abs=1e-12)
    assert found.label == pytest.approx(label.item(), rel=1e-12, abs=1e-12)
    assert found.silence is None


@given(workers(), st.integers(1, 100), st.floats(0.01, 0.9))
def test_any_number_of_local_epochs_gives_the_row(training, worker, epochs, speed):
    model, row, label = worker
    lr = speed / (row.square().sum().item() + 1)
    before = training.parameters(model)
    training.train(model, row, label, lr, epochs)
    found = row_from_update(before, training.parameters(model), lr, epochs)
    # the updates are differences of rounded weights: some digits are lost where the residual flips its sign each step
    assert found.features == pytest.approx(row[0].tolist(), abs=1e-11)
    assert found.label == pytest.approx(label.item(), abs=1e-9)


@pytest.mark.parametrize("epochs", [1, 2, 100])
@pytest.mark.parametrize("index", range(4))
def test_float32_and_the_tutorials_rows(training, index, epochs):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    before = training.parameters(model)
    training.train(model, x[index : index + 1], y[index : index + 1], 0.1, epochs)
    found = row_from_update(before, training.parameters(model), 0.1, epochs)
    assert found.features == pytest.approx(x[index].tolist(), abs=1e-6)
    assert found.label == pytest.approx(y[index].item(), abs=2e-6)


def test_weights_before_and_after_one_step_are_a_gradient(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    before, gradient = training.parameters(model), training.gradient(model, x[:2], y[:2])
    training.step(model, gradient, 0.1)
    weight, bias = gradient_of_update(before, training.parameters(model), 0.1)
    np.testing.assert_allclose(weight, gradient[0].numpy(), atol=1e-6)
    np.testing.assert_allclose(bias, gradient[1].numpy(), atol=1e-6)


def test_each_step_shown_is_the_calculation_that_was_made():
    found = row_from_gradient(([0.323, 0.429], 0.391), ([0.0, 1.639], 1.639))
    shown = [(step.name, step.formula, step.with_numbers("{:.3f}".format)) for step in found.steps]
    assert shown == [
        ("x₁", "grad w₁ ÷ grad b", "0.000 ÷ 1.639"),
        ("x₂", "grad w₂ ÷ grad b", "1.639 ÷ 1.639"),
        ("ŷ", "w₁ × x₁ + w₂ × x₂ + b", "0.323 × 0.000 + 0.429 × 1.000 + 0.391"),
        ("y", "ŷ − grad b ÷ 2", "0.820 − 1.639 ÷ 2"),
    ]
    assert [step.result for step in found.steps] == [*found.features, pytest.approx(0.82), found.label]


def test_every_shown_line_can_be_computed_from_its_own_numbers(training):
    x, y = toy.tutorial()
    model = training.tutorial_model()
    before = training.parameters(model)
    training.train(model, x[3:], y[3:], 0.05, 7)
    steps = row_from_update(before, training.parameters(model), 0.05, 7).steps
    assert [step.name for step in steps] == ["Δw₁", "Δw₂", "Δb", "x₁", "x₂", "ŷ", "q", "S", "y"]
    for step in steps:
        text = step.with_numbers(repr)
        for sign, operator in {"×": "*", "÷": "/", "−": "-", "^": "**"}.items():
            text = text.replace(sign, operator)
        assert eval(text) == pytest.approx(step.result, rel=1e-9, abs=1e-15), step


def test_a_zero_in_the_row_is_shown_without_a_minus_sign():
    found = row_from_gradient(([0.5, 0.5], 0.0), ([0.0, -1.0], -1.0))
    assert math.copysign(1, found.features[0]) == 1


def test_a_negative_number_is_shown_in_brackets():
    found = row_from_gradient(([0.5], -0.25), ([1.0], -1.0))
    assert found.steps[0].with_numbers("{:.2f}".format) == "1.00 ÷ (-1.00)"


def test_a_long_row_is_not_spelled_out():
    found = row_from_gradient(([0.1] * 5, 0.0), ([2.0] * 5, 2.0))
    assert [step.formula for step in found.steps if step.name == "ŷ"] == ["w·x + b"]
    assert found.label == pytest.approx(-0.5)


def test_a_gradient_of_zero_tells_nothing_and_says_why(training):
    model = training.tutorial_model()
    x = torch.tensor([[1.0, 0.0]])
    perfect = model(x).detach()
    found = row_from_gradient(training.parameters(model), training.gradient(model, x, perfect))
    assert found.features is None
    assert found.label is None
    assert "zero" in str(found.silence)
    before = training.parameters(model)
    training.train(model, x, perfect, 0.1, 10)
    assert "zero" in str(row_from_update(before, training.parameters(model), 0.1, 10).silence)


def test_a_change_that_no_single_row_can_make_is_told():
    found = row_from_gradient(([1.0, 1.0], 0.0), ([1.0, 0.0], 0.0))
    assert found.features is None
    assert "several rows" in str(found.silence)


def test_local_steps_that_undo_one_another_tell_nothing(training):
    model = training.tutorial_model()
    before = training.parameters(model)
    training.train(model, torch.tensor([[0.0, 1.0]]), torch.tensor([[0.0]]), 0.5, 2)
    assert row_from_update(before, training.parameters(model), 0.5, 2).features is None
    # what is left may also be one rounding error, of the same size in each number
    found = row_from_update(([0.0, 1.0], 0.5), ([0.0, 1.0 - 2**-23], 0.5 - 2**-23), 0.5, 2)
    assert found.features is None
    assert "undoes" in str(found.silence)


@pytest.mark.parametrize("bad", [math.nan, math.inf])
def test_what_is_not_finite_is_refused_in_a_sentence(bad):
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        row_from_gradient(([bad, 1.0], 0.0), ([1.0, 1.0], 1.0))
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        row_from_gradient(([1.0, 1.0], 0.0), ([1.0, 1.0], bad))
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        row_from_update(([1.0], 0.0), ([bad], 1.0), 0.1)


@pytest.mark.parametrize(
    ("weights", "gradient", "says"),
    [
        (([1.0], 0.0), ([1.0, 1.0], 1.0), "different models"),
        (([1.0], 0.0, 0.0), ([1.0], 1.0), "two parts"),
        (([[1.0], [1.0]], [0.0, 0.0]), ([1.0], 1.0), "one output"),
        (([1.0], [0.0, 0.0]), ([1.0], 1.0), "shapes"),
    ],
)
def test_other_models_are_refused_in_a_sentence(weights, gradient, says):
    with pytest.raises(PrivacyError, match=says):
        row_from_gradient(weights, gradient)


@pytest.mark.parametrize(("lr", "epochs"), [(0.0, 1), (-1.0, 1), (math.nan, 1), (0.1, 0)])
def test_an_impossible_training_is_refused_in_a_sentence(lr, epochs):
    with pytest.raises(PrivacyError, match="must be|at least one"):
        row_from_update(([1.0], 0.0), ([2.0], 1.0), lr, epochs)


def test_training_that_grows_beyond_all_floats_still_gives_the_row():
    # |1 − q| = 3.8: after 700 steps its power is beyond a float64, the weights that crossed are made up but finite
    found = row_from_update(([1.0], 0.5), ([1.0 + 1e300], 0.5 + 1e300), 1.2, 700)
    assert found.features == (1.0,)
    assert found.label == pytest.approx(1.5)
