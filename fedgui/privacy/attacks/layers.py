"""Reads what the server has of a linear layer, or says in a sentence why that can't be."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple, TypeAlias

import numpy as np

from fedgui.privacy.arrays import Array, read_array
from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError

NOTHING_TO_READ = QT_TRANSLATE_NOOP(
    "Attacks",
    "The gradient is zero: the model already fits here, nothing would change, so nothing leaked.",
)


class Layer(NamedTuple):
    """The numbers of one linear layer: its weights, a gradient with respect to them, or a difference of them.

    Attributes:
        weight: (outputs, features), float64.
        bias: (outputs,), float64.
    """

    weight: Array
    bias: Array


Pair: TypeAlias = Sequence[Any]
"""A weight and a bias, as tensors, arrays or nested lists: `list(model.parameters())`, or a `Layer`."""


def read_layer(pair: Pair) -> Layer:
    """The layer that `pair` describes, in float64.

    Args:
        pair: weight of shape (outputs, features) or (features,), and bias of shape (outputs,) or a number.

    Raises:
        PrivacyError: if there are not two parts, their shapes don't match, or a value is NaN or infinite.
    """
    if len(pair) != 2:
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Attacks", "A linear layer has two parts, weight and bias, but here are {count}."),
            count=len(pair),
        )
    weight = np.atleast_2d(read_array(pair[0]))
    bias = np.atleast_1d(read_array(pair[1]))
    if weight.ndim != 2 or bias.shape != weight.shape[:1] or weight.size == 0:
        raise PrivacyError(
            QT_TRANSLATE_NOOP(
                "Attacks", "Weight and bias have the shapes {weight} and {bias}: these are not of one linear layer."
            ),
            weight=weight.shape,
            bias=bias.shape,
        )
    return Layer(weight, bias)


def read_one_output(pair: Pair) -> tuple[Array, float]:
    """Weight of shape (features,) and bias of a layer with one output.

    Raises:
        PrivacyError: if there are more outputs, and wherever `read_layer` does.
    """
    layer = read_layer(pair)
    if len(layer.bias) != 1:
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Attacks", "This attack is for a model with one output, but this one has {count}."),
            count=len(layer.bias),
        )
    return layer.weight[0], float(layer.bias[0])


def check_same_shape(first: Array, second: Array) -> None:
    """Refuse two layers with different numbers of features.

    Raises:
        PrivacyError: saying both numbers.
    """
    if first.shape != second.shape:
        raise PrivacyError(
            QT_TRANSLATE_NOOP(
                "Attacks", "The weights and what came back belong to different models: {first} and {second} features."
            ),
            first=first.shape[-1],
            second=second.shape[-1],
        )


def check_training(lr: float, epochs: int) -> None:
    """Refuse a learning rate or a number of local epochs that no training can have.

    Raises:
        PrivacyError: saying which.
    """
    if not (math.isfinite(lr) and lr > 0):
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Attacks", "The learning rate must be a number above zero, but is {lr}."), lr=lr
        )
    if epochs < 1:
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Attacks", "There must be at least one local epoch, but there are {epochs}."),
            epochs=epochs,
        )


def gradient_of_update(before: Pair, after: Pair, lr: float) -> Layer:
    """The gradient of the one step of plain SGD that led from `before` to `after`: (before − after) ÷ lr.

    Weights in float32 were rounded after the step, so that the gradient carries an error of some
    2⁻²⁴·|weight| ÷ lr.

    Args:
        before: the layer that the server sent, (outputs, features) and (outputs,).
        after: the one that came back.
        lr: the learning rate.

    Raises:
        PrivacyError: if the two don't match, a value is not finite, or the learning rate is not positive.
    """
    check_training(lr, epochs=1)
    first, second = read_layer(before), read_layer(after)
    check_same_shape(first.weight, second.weight)
    return Layer((first.weight - second.weight) / lr, (first.bias - second.bias) / lr)
