"""Arithmetic that a panel shows line by line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation: name = formula = numbers put in = result. Symbols only, so it needs no translation.

    Attributes:
        name: of what is found, such as "x₁".
        formula: in symbols, such as "grad w₁ ÷ grad b".
        numbers: the formula with a "{}" for each operand, such as "{} ÷ {}".
        operands: what goes there, in that order.
        result: what comes out, computed with all digits of the operands.
    """

    name: str
    formula: str
    numbers: str
    operands: tuple[float, ...]
    result: float

    def with_numbers(self, show: Callable[[float], str]) -> str:
        """The formula with its numbers, each written by `show`; one that starts with a minus sign gets brackets."""
        written = [show(value) for value in self.operands]
        return self.numbers.format(*(f"({text})" if text.startswith(("-", "−")) else text for text in written))


def numbered(letter: str, index: int) -> str:
    """A letter with a one-based subscript: "x₁" for "x" and 0."""
    return letter + str(index + 1).translate(_SUBSCRIPTS)
