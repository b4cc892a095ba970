"""The data sets and models of the lessons."""

from __future__ import annotations

import pytest
import torch

from fedgui.data import digits, models, toy


def test_the_tutorials_targets_are_the_first_feature():
    x, y = toy.tutorial()
    assert x.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert torch.equal(y[:, 0], x[:, 0])
    assert (x.dtype, y.dtype, y.shape) == (torch.float32, torch.float32, (4, 1))


@pytest.mark.parametrize(
    ("name", "best", "right"), [("first", 0, 4), ("and", 0.25, 4), ("or", 0.25, 4), ("nand", 0.25, 4), ("xor", 1, 2)]
)
def test_what_a_linear_model_can_make_of_each_gate(name, best, right):
    x, y = toy.gate(name)
    design = torch.cat([x, torch.ones(4, 1)], 1).double()
    fitted = design @ torch.linalg.lstsq(design, y.double()).solution
    assert ((fitted - y) ** 2).sum().item() == pytest.approx(best, abs=1e-9)
    # XOR's best fit is 0.5 everywhere, which names one class for all rows
    assert ((fitted > 0.5 + 1e-9) == (y > 0.5)).sum() == right


def test_gates_are_those_of_logic():
    truth = {
        "and": lambda a, b: a & b,
        "or": lambda a, b: a | b,
        "nand": lambda a, b: 1 - (a & b),
        "xor": lambda a, b: a ^ b,
    }
    assert set(toy.GATES) == {"first", *truth}
    for name, function in truth.items():
        x, y = toy.gate(name)
        assert y[:, 0].tolist() == [function(int(a), int(b)) for a, b in x.tolist()]
    with pytest.raises(KeyError):
        toy.gate("maybe")


def test_a_gate_can_be_changed_without_harm_to_the_next():
    toy.tutorial()[1].zero_()
    assert toy.tutorial()[1].sum() == 2


def test_digits_are_small_images_from_paper_to_ink():
    images, labels = digits.load()
    assert images.shape == (1797, digits.SIDE**2)
    assert (images.dtype, labels.dtype) == (torch.float32, torch.int64)
    assert (images.min(), images.max()) == (0, 1)
    assert sorted(set(labels.tolist())) == list(range(10))


def test_the_seed_says_which_digits_are_for_testing():
    (train, test), (same, _), (other, _) = digits.split(0), digits.split(0), digits.split(1)
    assert len(train.labels) + len(test.labels) == 1797
    assert len(test.labels) == 360
    assert torch.equal(train.images, same.images)
    assert not torch.equal(train.images, other.images)
    together = sorted(map(tuple, torch.cat([train.images, test.images]).tolist()))
    assert together == sorted(map(tuple, digits.load().images.tolist()))
    assert test.labels.bincount().min() >= 34


@pytest.mark.parametrize(("name", "count"), [("linear", 650), ("mlp", 2410)])
def test_models_fit_the_digits(name, count):
    model = models.model_for(name, 64, 10)
    assert model(digits.load().images[:5]).shape == (5, 10)
    assert sum(parameter.numel() for parameter in model.parameters()) == count


def test_the_tutorials_model_starts_where_the_tutorial_starts():
    torch.manual_seed(0)
    model = models.linear()
    assert model.weight.tolist() == [pytest.approx([-0.0053, 0.3793], abs=5e-5)]
    assert model.bias.tolist() == pytest.approx([-0.5820], abs=5e-5)
    with pytest.raises(KeyError):
        models.model_for("transformer", 2, 1)
