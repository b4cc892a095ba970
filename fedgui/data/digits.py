"""Handwritten digits, small enough to train on while one watches."""

from __future__ import annotations

from typing import NamedTuple

import torch
from sklearn.datasets import load_digits
from sklearn.model_selection import train_test_split

SIDE = 8
"""Pixels of an image's width and height."""


class Digits(NamedTuple):
    """Images and what they show.

    Attributes:
        images: (rows, 64), float32, from 0 (paper) to 1 (ink), row by row from the top left.
        labels: (rows,), int64, 0 to 9.
    """

    images: torch.Tensor
    labels: torch.Tensor


def load() -> Digits:
    """All 1797 digits of scikit-learn's `load_digits`, in its order; its pixels of 0 to 16 are divided by 16."""
    bunch = load_digits()
    images = torch.tensor(bunch.data, dtype=torch.float32) / 16
    return Digits(images, torch.tensor(bunch.target, dtype=torch.int64))


def split(seed: int, test_share: float = 0.2) -> tuple[Digits, Digits]:
    """Training and test digits; the ten classes have the same shares in both, and the seed says which digits go where.

    Args:
        seed: the same seed gives the same split.
        test_share: of the digits, between 0 and 1; each part must keep at least one digit of each class.

    Raises:
        ValueError: if the share leaves too few digits on one side.
    """
    images, labels = load()
    parts = train_test_split(range(len(labels)), test_size=test_share, random_state=seed, stratify=labels.numpy())
    train, test = (Digits(images[part], labels[part]) for part in parts)
    return train, test
