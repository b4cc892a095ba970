"""The names that the screen gives to single numbers: w₁, w₂ and b of a neuron, x₁ and y of a row."""

from __future__ import annotations

from typing import Final

from fedgui.scripts.trace import ModelState, TensorState

_SUBSCRIPTS: Final = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_MOST_INPUTS: Final = 8


def numbered(letter: str, count: int) -> tuple[str, ...]:
    """The names of `count` numbers: w₁, w₂ for "w" and 2; a single one goes without its number."""
    if count == 1:
        return (letter,)
    return tuple(letter + str(number).translate(_SUBSCRIPTS) for number in range(1, count + 1))


def neuron(model: ModelState) -> tuple[TensorState, TensorState] | None:
    """Weight and bias of a model that is one neuron of up to eight inputs, whose cells can be named."""
    if [parameter.name for parameter in model.parameters] != ["weight", "bias"]:
        return None
    weight, bias = model.parameters
    shape = weight.value.shape
    is_neuron = len(shape) == 2 and shape[0] == 1 and shape[1] <= _MOST_INPUTS and bias.value.shape == (1,)
    return (weight, bias) if is_neuron else None
