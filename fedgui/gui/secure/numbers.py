"""How chapter 4 writes and paints its numbers: large integers in groups, decimals, and 32 bits as a strip."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from fedgui.gui.language import THIN_SPACE, language
from fedgui.gui.theme import font, theme
from fedgui.privacy.masks import bits_of

_DIGITS: Final = 13
_GAP: Final = 0.45
"""Between two groups of digits, as a share of a digit's width: a whole one would cost too much room."""
_LARGE: Final = 100
"""From here on one decimal says enough."""
_EXPONENT_FROM: Final = 1e6
BITS: Final = 32


def decimal(value: float) -> str:
    """A number with four decimals, or one where it is large."""
    return language().number(value, 1 if abs(value) >= _LARGE else 4)


def share(value: float) -> str:
    """A share as a percentage."""
    return f"{language().number(100 * value, 0)}%"


def noise_text(multiplier: float) -> str:
    """The noise's multiplier, in three digits."""
    if multiplier >= _EXPONENT_FROM:
        mantissa, exponent = f"{multiplier:.3g}".split("e")
        text = f"{mantissa}e{int(exponent)}"
    else:
        text = f"{multiplier:.3g}" if multiplier < 1000 else f"{multiplier:.0f}"
    return text.replace(".", language().locale.decimalPoint())


def letters(*, is_bold: bool = False) -> QFont:
    """For digits: the code's letters in the smallest size."""
    result = font("keyword" if is_bold else "code")
    result.setPixelSize(round(_DIGITS * theme().scale))
    return result


def word_width(*, is_signed: bool = False) -> float:
    """Room that the widest integer modulo 2³² takes, with a sign or without one."""
    widest = -(2**31) if is_signed else 2**32 - 1
    return group_width(language().integer(widest), QFontMetricsF(letters(is_bold=True))) + 1


def group_width(text: str, metrics: QFontMetricsF) -> float:
    """How wide `paint_groups` paints `text`."""
    digit = metrics.horizontalAdvance("0")
    return digit * (len(text) - text.count(THIN_SPACE) * (1 - _GAP))


def paint_groups(painter: QPainter, box: QRectF, text: str, *, is_right: bool = False) -> None:
    """Write an integer, groups of digits a little apart, at the left or the right of `box`, in the painter's font."""
    metrics = QFontMetricsF(painter.font())
    digit = metrics.horizontalAdvance("0")
    left = box.right() - group_width(text, metrics) if is_right else box.left()
    for group in text.split(THIN_SPACE):
        width = digit * len(group)
        painter.drawText(QRectF(left, box.top(), width + digit, box.height()), Qt.AlignmentFlag.AlignVCenter, group)
        left += width + digit * _GAP


def paint_bits(painter: QPainter, box: QRectF, word: int, token: str, ground: str | None = "sunk") -> None:
    """The 32 bits of a word, the most significant at the left: a set bit is a filled cell.

    Args:
        painter: paints.
        box: of the whole strip.
        word: the integer modulo 2³².
        token: colour of a set bit.
        ground: colour behind; None for whatever is there.
    """
    painter.setPen(Qt.PenStyle.NoPen)
    if ground is not None:
        painter.fillRect(box, theme().color(ground))
    cell = box.width() / BITS
    painter.setBrush(theme().color(token))
    painter.drawRects(
        [
            QRectF(box.left() + place * cell, box.top(), cell * 0.72, box.height())
            for place, is_set in enumerate(bits_of(word))
            if is_set
        ]
    )
