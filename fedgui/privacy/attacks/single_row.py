"""One row through a linear layer: its gradient is the row itself, times a number that stands beside it."""

from __future__ import annotations

import math
from dataclasses import dataclass

from fedgui.privacy.arrays import Array
from fedgui.privacy.attacks.layers import NOTHING_TO_READ, Pair, check_same_shape, check_training, read_one_output
from fedgui.privacy.attacks.steps import Step, numbered
from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, Sentence

_SPELLED_OUT = 4
"""With up to so many features, w·x is written as a sum of products."""

_SEVERAL_ROWS = QT_TRANSLATE_NOOP(
    "Attacks",
    "The bias stays as it is but a weight does not: one row alone can't do that, so there were several rows.",
)
_EPOCHS_CANCEL = QT_TRANSLATE_NOOP(
    "Attacks",
    "With this learning rate each local step undoes the one before: what is left is rounding, so nothing leaked.",
)


@dataclass(frozen=True, slots=True)
class RowAttack:
    """What a gradient or an update told about the one row behind it.

    Attributes:
        features: the row's features, or None if nothing could be read.
        label: the row's label, or None.
        steps: the arithmetic, in order: one step for each feature, then those that lead to the label.
        silence: why nothing leaked, or None if something did.
    """

    features: tuple[float, ...] | None
    label: float | None
    steps: tuple[Step, ...]
    silence: Sentence | None = None


def row_from_gradient(weights: Pair, gradient: Pair) -> RowAttack:
    """The row behind a gradient, exactly.

    With one row and loss = (w·x + b − y)², whose residual is r = w·x + b − y:
    grad w = 2·r·x and grad b = 2·r, therefore x = grad w ÷ grad b and y = w·x + b − grad b ÷ 2.

    With several rows (same formula, loss summed) the quotient is their mean, weighted by their residuals: a row only
    if all rows are identical (then the label is off, since grad b counts each of them).

    Args:
        weights: the layer as the server sent it, weight (features,) or (1, features) and bias (1,) or a number.
        gradient: what came back, of the same shapes.

    Raises:
        PrivacyError: if a value is NaN or infinite, or the shapes are not those of one layer with one output.
    """
    weight, bias = read_one_output(weights)
    grad_weight, grad_bias = read_one_output(gradient)
    check_same_shape(weight, grad_weight)
    if grad_bias == 0:
        return _nothing(grad_weight)
    steps = _features(grad_weight, grad_bias, "grad ")
    features = tuple(step.result for step in steps)
    prediction = _prediction(weight, bias, features)
    label = prediction.result - grad_bias / 2
    steps += [prediction, Step("y", "ŷ − grad b ÷ 2", "{} − {} ÷ 2", (prediction.result, grad_bias), label)]
    return RowAttack(features, label, tuple(steps))


def row_from_update(before: Pair, after: Pair, lr: float, epochs: int = 1) -> RowAttack:
    """The row behind weights before and after `epochs` steps of plain SGD on it, exactly.

    In each step both the weights' change and the bias' change hold the same factor −2·lr·r; only r differs from
    step to step. Summed over the epochs, Δw = x·Δb whatever lr, the number of epochs and all residuals were: they
    cancel in x = Δw ÷ Δb, and no approximation is made. For the label, the residual shrinks by the same factor in
    each step, ρ = 1 − q with q = 2·lr·(x·x + 1). So Δb = 2·lr·r·S with S = 1 + ρ + … + ρᵏ⁻¹ = (1 − ρᵏ) ÷ q, and
    y = w·x + b − Δb ÷ (2·lr·S), with the weights before. For one epoch S is 1.

    Args:
        before: the layer as the server sent it, weight (features,) or (1, features) and bias (1,) or a number.
        after: the layer that came back, of the same shapes.
        lr: the learning rate of the local steps.
        epochs: how many local steps there were, k.

    Raises:
        PrivacyError: if a value is NaN or infinite, the shapes don't match, or lr or epochs are not positive.
    """
    check_training(lr, epochs)
    weight, bias = read_one_output(before)
    weight_after, bias_after = read_one_output(after)
    check_same_shape(weight, weight_after)
    change, bias_change = weight - weight_after, bias - bias_after
    if bias_change == 0:
        return _nothing(change)
    steps = [
        Step("Δ" + name, f"{name} − {name}′", "{} − {}", (old, new), old - new)
        for name, old, new in (*_named(weight, weight_after), ("b", bias, bias_after))
    ]
    found = _features(change, bias_change, "Δ")
    features = tuple(step.result for step in found)
    prediction = _prediction(weight, bias, features)
    last = _label_of_update(features, prediction.result, bias_change, lr, epochs)
    if not last:
        return RowAttack(None, None, tuple(steps), Sentence(_EPOCHS_CANCEL))
    steps += [*found, prediction, *last]
    return RowAttack(features, steps[-1].result, tuple(steps))


def _nothing(weight: Array) -> RowAttack:
    return RowAttack(None, None, (), Sentence(_SEVERAL_ROWS if weight.any() else NOTHING_TO_READ))


def _named(weight: Array, weight_after: Array) -> list[tuple[str, float, float]]:
    pairs = zip(weight.tolist(), weight_after.tolist(), strict=True)
    return [(numbered("w", i), old, new) for i, (old, new) in enumerate(pairs)]


def _features(weight: Array, bias: float, prefix: str) -> list[Step]:
    """x = weight ÷ bias, one step for each feature."""
    # + 0.0 turns a zero with a minus sign, of which nobody wants to hear, into a plain one
    return [
        Step(numbered("x", i), f"{prefix}{numbered('w', i)} ÷ {prefix}b", "{} ÷ {}", (value, bias), value / bias + 0.0)
        for i, value in enumerate(weight.tolist())
    ]


def _prediction(weight: Array, bias: float, features: tuple[float, ...]) -> Step:
    """ŷ = w·x + b, spelled out where it is short."""
    products = list(zip(weight.tolist(), features, strict=True))
    dot = sum(w * x for w, x in products)
    if len(products) > _SPELLED_OUT:
        return Step("ŷ", "w·x + b", "{} + {}", (dot, bias), dot + bias)
    formula = " + ".join(f"{numbered('w', i)} × {numbered('x', i)}" for i in range(len(products)))
    operands = tuple(value for product in products for value in product)
    return Step("ŷ", f"{formula} + b", "{} × {} + " * len(products) + "{}", (*operands, bias), dot + bias)


def _label_of_update(
    features: tuple[float, ...], prediction: float, bias_change: float, lr: float, epochs: int
) -> list[Step]:
    """The steps from the change of the bias to the label; none if the local steps undid one another."""
    if epochs == 1:
        label = prediction - bias_change / (2 * lr)
        return [Step("y", "ŷ − Δb ÷ (2 × lr)", "{} − {} ÷ (2 × {})", (prediction, bias_change, lr), label)]
    square = sum(x * x for x in features)
    q = 2 * lr * (square + 1)
    total = _geometric_sum(q, epochs)
    if total == 0:
        return []
    label = prediction - bias_change / (2 * lr * total)
    return [
        Step("q", "2 × lr × (x·x + 1)", "2 × {} × ({} + 1)", (lr, square), q),
        Step("S", f"(1 − (1 − q) ^ {epochs}) ÷ q", f"(1 − (1 − {{}}) ^ {epochs}) ÷ {{}}", (q, q), total),
        Step("y", "ŷ − Δb ÷ (2 × lr × S)", "{} − {} ÷ (2 × {} × {})", (prediction, bias_change, lr, total), label),
    ]


def _geometric_sum(q: float, terms: int) -> float:
    """1 + (1 − q) + … + (1 − q)^(terms − 1), for q > 0; also where q is tiny or the sum is beyond all floats."""
    if q < 1:
        return -math.expm1(terms * math.log1p(-q)) / q
    try:
        return (1 - (1 - q) ** terms) / q
    except OverflowError:
        return math.inf
