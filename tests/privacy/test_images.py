"""A handwritten digit from a gradient: exact alone, a blur in company."""

from __future__ import annotations

import math
from statistics import median

import pytest
import torch
from torch import nn

from fedgui.data import digits
from fedgui.privacy.attacks import image_from_gradient, images_per_class, pixel_error
from fedgui.privacy.sentences import PrivacyError


@pytest.fixture(scope="module")
def model() -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(64, 10)


@pytest.fixture(scope="module")
def all_digits() -> digits.Digits:
    return digits.load()


def gradient(model, images, labels):
    loss = nn.functional.cross_entropy(model(images), labels)
    return torch.autograd.grad(loss, list(model.parameters()))


def test_one_image_comes_back_whole_with_its_label(model, all_digits):
    for image, label in zip(*all_digits, strict=True):
        found = image_from_gradient(gradient(model, image[None], label[None]))
        assert found.label == label
        assert pixel_error(found.pixels, image) < 1e-6


def test_each_further_image_blurs_it(model, all_digits):
    generator = torch.Generator().manual_seed(0)
    medians = {}
    for batch in (1, 2, 4, 8, 32):
        errors = []
        for _ in range(300):
            picked = torch.randperm(len(all_digits.labels), generator=generator)[:batch]
            images, labels = all_digits.images[picked], all_digits.labels[picked]
            found = image_from_gradient(gradient(model, images, labels))
            assert found.label in labels.tolist()
            errors.append(pixel_error(found.pixels, images))
        medians[batch] = median(errors)
    wanted = {1: 0, 2: 0.09, 4: 0.33, 8: 0.43, 32: 0.51}
    assert medians == {batch: pytest.approx(error, abs=0.025) for batch, error in wanted.items()}


def test_every_class_of_a_small_batch_gets_an_estimate(model, all_digits):
    images, labels = all_digits.images[:4], all_digits.labels[:4]
    found = images_per_class(gradient(model, images, labels))
    assert sorted(found) == sorted(labels.tolist())
    for image, label in zip(images, labels.tolist(), strict=True):
        errors = [(torch.tensor(found[label]) - other).abs().mean() for other in images]
        assert min(errors) == (torch.tensor(found[label]) - image).abs().mean()


def test_identical_images_come_back_as_one(model, all_digits):
    image, label = all_digits.images[5], all_digits.labels[5]
    found = image_from_gradient(gradient(model, image.repeat(8, 1), label.repeat(8)))
    assert found.label == label
    assert pixel_error(found.pixels, image) < 1e-6


def test_a_gradient_of_zero_tells_nothing_and_says_why():
    found = image_from_gradient((torch.zeros(10, 64), torch.zeros(10)))
    assert found.label is None
    assert found.pixels is None
    assert "zero" in str(found.silence)
    assert images_per_class((torch.zeros(10, 64), torch.zeros(10))) == {}


def test_bad_numbers_and_shapes_are_refused_in_a_sentence():
    with pytest.raises(PrivacyError, match="NaN or infinite"):
        image_from_gradient((torch.full((10, 64), math.nan), torch.zeros(10)))
    with pytest.raises(PrivacyError, match="one linear layer"):
        image_from_gradient((torch.zeros(10, 64), torch.zeros(9)))
    with pytest.raises(PrivacyError, match="can't be compared"):
        pixel_error(torch.zeros(64), torch.zeros(2, 63))
