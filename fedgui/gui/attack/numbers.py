"""How the attack writes its numbers: as many digits as a hand calculation needs, and no more."""

from __future__ import annotations

from typing import Final

from fedgui.gui.language import language

_DECIMALS: Final = 4
_SMALL: Final = 5e-4
_ROUNDING: Final = 5e-6


def operand(value: float) -> str:
    """A number that goes into a calculation: four decimals; small ones keep two digits, such as 3.1e−6."""
    if value and abs(value) < _SMALL:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{language().number(float(mantissa), 1)}e{language().integer(int(exponent))}"
    if abs(value - round(value)) < _ROUNDING:
        return language().integer(round(value))
    text = language().number(value, _DECIMALS)
    return text.rstrip("0") if abs(round(value, _DECIMALS) - value) < 1e-9 else text


def found(value: float) -> str:
    """A number that was found: whole where it is, but for rounding to float32."""
    if abs(value - round(value)) < _ROUNDING:
        return language().integer(round(value))
    return language().number(value, _DECIMALS)
