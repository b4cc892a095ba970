"""The quick judgement of the usual operations is the full rule's own judgement, case by case."""

from __future__ import annotations

from itertools import product
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from fedgui.pointers.layers import LAYERS, LOSSES
from fedgui.pointers.policy import PURE, Mark, follow, judge, judge_layer, judge_loss

ROWS = 3
MARKS = [None, *(Mark(*given) for given in product((0, 1, ROWS), *[(False, True)] * 3))]
VALUES = [
    torch.ones(ROWS, 1),
    torch.ones(ROWS),
    torch.ones(()),
    torch.ones(1, ROWS, requires_grad=True),
    torch.ones(ROWS, 2, 2),
    torch.zeros((), dtype=torch.int64),
    torch.zeros(ROWS, dtype=torch.int64),
    torch.full((ROWS,), -100),
]
FIRST, SECOND = (SimpleNamespace(id_at_location=number) for number in range(2))
"""Pointers, as far as the judgement looks at them."""

WITH_ARGUMENTS: dict[type[nn.Module], tuple[Any, ...]] = {
    nn.Linear: (2, 2),
    nn.Conv1d: (1, 1, 1),
    nn.Conv2d: (1, 1, 1),
    nn.BatchNorm1d: (2,),
    nn.BatchNorm2d: (2,),
    nn.LayerNorm: (2,),
    nn.MaxPool2d: (1,),
    nn.AvgPool2d: (1,),
    nn.AdaptiveAvgPool2d: (1,),
    nn.Softmax: (1,),
    nn.LogSoftmax: (1,),
}


def assert_alike(name: str, args: list[Any], reals: list[Any], marks: list[Mark | None], result: torch.Tensor) -> None:
    held = {number: mark for number, mark in enumerate(marks) if mark is not None}
    values = [real for arg, real in zip(args, reals, strict=True) if arg is not real]
    ruled = follow(name, list(zip(values, marks, strict=True)), args, {}, result)
    assert judge(name, args, reals, held, result) == ruled


@pytest.mark.parametrize("name", sorted(PURE))
def test_the_quick_judgement_of_an_operation_is_the_rules(name: str) -> None:
    for value, mark, result in product(VALUES, MARKS, VALUES):
        for args, reals in (([FIRST], [value]), ([FIRST, 2], [value, 2]), ([2, FIRST], [2, value])):
            assert_alike(name, args, reals, [mark], result)
    for one, other, result in product(VALUES[:3], VALUES[:3], VALUES[:3]):
        for pair in product(MARKS, MARKS):
            assert_alike(name, [FIRST, SECOND], [one, other], list(pair), result)


@pytest.mark.parametrize("kind", LAYERS, ids=lambda kind: kind.__name__)
def test_the_quick_judgement_of_a_layer_is_the_rules(kind: type[nn.Module]) -> None:
    name = LAYERS[kind]
    for learns in (False, True):
        layer = kind(*WITH_ARGUMENTS.get(kind, ())).requires_grad_(learns)
        for value, mark, result in product(VALUES, MARKS, VALUES):
            operands = [(value, mark), *((tensor, None) for tensor in (*layer.parameters(), *layer.buffers()))]
            ruled = follow(name, operands, (), vars(layer), result)
            assert judge_layer(name, value, mark, vars(layer), result) == ruled


@pytest.mark.parametrize("kind", LOSSES, ids=lambda kind: kind.__name__)
def test_the_quick_judgement_of_a_loss_is_the_rules(kind: type[nn.Module]) -> None:
    name, weighted = LOSSES[kind], kind()
    weighted.weight = torch.ones(2)
    for loss, one, other in product((kind(), weighted), VALUES, VALUES):
        for marks, result in product(product(MARKS, MARKS), VALUES[:3]):
            ruled = follow(name, [(one, marks[0]), (other, marks[1])], (), vars(loss), result)
            assert judge_loss(name, [one, other], marks, vars(loss), result) == ruled
