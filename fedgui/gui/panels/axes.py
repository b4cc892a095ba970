"""The axes of the loss plot: whole numbers below, losses at the left, both in the language on screen."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from fedgui.gui.language import language
from fedgui.gui.theme import theme

_LARGEST: Final = 1e300
"""An axis ends here, where its own arithmetic still has room."""

_ANYWHERE: Final = QRectF(0, 0, 100, 100)
_BELOW: Final = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextDontClip

SHORT_RUN: Final = 200
"""Runs expected to take no more steps than this have the whole of their x axis from the start."""


class CountAxis(pg.AxisItem):
    """Counts steps, rounds or bytes: a tick at the first and at round numbers, whole numbers only.

    Attributes:
        first: the smallest number that is counted, 0 or 1.
    """

    def __init__(self) -> None:
        super().__init__("bottom")
        self.first = 1

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        most = max(2, min(6, size / (30 + 9 * len(language().integer(round(maxVal))))))
        step = max(1.0, round_step(maxVal / most))
        start = math.ceil(max(minVal, self.first) / step) * step
        values = [float(value) for value in np.arange(start, maxVal + 1e-9, step)]
        if minVal <= self.first and (not values or values[0] > self.first):
            values.insert(0, float(self.first))
        return [(step, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [language().integer(round(value)) for value in values]

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint what pyqtgraph would, at once: a run that trains moves this axis with almost every picture.

        pyqtgraph draws into a picture first, which is good for one painting here, and takes three times as long.
        """
        bounds = self.mapRectFromParent(self.geometry())
        low, high = self.range
        if bounds.width() <= 0 or high <= low:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.pen())
        painter.drawLine(bounds.topLeft() + QPointF(-1, 1), bounds.topRight() + QPointF(1, 1))
        spacing, values = self.tickValues(low, high, bounds.width() + 2)[0]
        scale = bounds.width() / (high - low)
        places = [(value - low) * scale for value in values]
        painter.setPen(self.tickPen())
        painter.drawLines([QLineF(x, bounds.top(), x, bounds.top() + self.style["tickLength"]) for x in places])
        painter.setFont(self.style["tickFont"])
        painter.setPen(self.textPen())
        top, whole = bounds.top() + self.style["tickTextOffset"][1], self.boundingRect()
        for x, text in zip(places, self.tickStrings(values, 1.0, spacing), strict=True):
            size = painter.boundingRect(_ANYWHERE, Qt.AlignmentFlag.AlignCenter, text).size()
            box = QRectF(x - size.width() / 2, top, size.width(), size.height() * 0.8)
            if whole.contains(box):
                painter.drawText(box, _BELOW, text)


class LossAxis(pg.AxisItem):
    """Losses, linear or as powers of ten, in the language's notation.

    Attributes:
        is_log: whether the values on the axis are base-10 logarithms.
        step: distance of two ticks.
    """

    def __init__(self) -> None:
        super().__init__("left")
        self.is_log = False
        self.step = 1.0

    def boundingRect(self) -> QRectF:
        # pyqtgraph drops a label that reaches out of the axis; those at both ends do by half their height.
        half = round(12 * theme().scale)
        return super().boundingRect().adjusted(0, -half, 0, half)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        first = math.ceil(minVal / self.step - 1e-9) * self.step
        count = math.floor((maxVal - first) / self.step + 1e-9) + 1
        return [(self.step, [first + place * self.step for place in range(count)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.is_log:
            return [f"1e{round(value)}".replace("-", "\u2212") for value in values]
        decimals = 0 if spacing >= 5 else max(1, -math.floor(math.log10(spacing)))
        return [language().number(value, decimals) for value in values]


def right_edge(expected: float, last: float) -> float:
    """Where an x axis ends.

    Args:
        expected: the last number of the whole run, 0 if it is not known.
        last: the last number that there is. Where it is far out, and beyond what was expected, the axis grows in steps
            of 2 to 3 %: it is not drawn anew for each number that a run gains.
    """
    if last > max(expected, SHORT_RUN):
        step = 2.0 ** (math.floor(math.log2(last)) - 5)
        last = math.ceil(last / step) * step
    return max(expected, last) * 1.02


def loss_range(values: npt.NDArray[np.float64], size: float, *, is_log: bool) -> tuple[float, float, float]:
    """Bottom, top and distance of ticks of an axis for these losses, its ends on ticks.

    Args:
        values: losses of any kind; only finite ones count, on a logarithmic axis only positive ones.
        size: height of the axis in pixels.
        is_log: whether the answer is in base-10 logarithms. A linear axis includes zero.
    """
    finite = values[np.isfinite(values)]
    if is_log:
        finite = np.log10(finite[finite > 0])
    if not len(finite):
        return 0.0, 1.0, 1.0
    low, high = (float(value) for value in np.clip([finite.min(), finite.max()], -_LARGEST, _LARGEST))
    if not is_log:
        low, high = min(0.0, low), max(0.0, high)
    step = round_step((high - low or 1.0) / max(2.0, min(4.0, size / 36)))
    if is_log:
        step = max(1.0, step)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, max(top, bottom + step), step


def round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`; at least 1e-12."""
    power = 10.0 ** math.floor(math.log10(max(least, 1e-12)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))
