"""What the loss plot is made of: growing series of points, axes in the language on screen, and legend entries."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.identity import Identity
from fedgui.gui.theme import font, theme
from fedgui.scripts.trace import LossPoint

CURVE_WIDTH: Final = 2.6
DOT_WIDTH: Final = 3.0
SYMBOL_SIZE: Final = 9
MOST_SYMBOLS: Final = 200
"""More points than this are drawn as a line alone."""
_LEGEND_SAMPLE: Final = 30
_LARGEST: Final = 1e300
"""An axis ends here, where its own arithmetic still has room."""


def curve_pen(looks: Identity, *, is_dotted: bool = False) -> QPen:
    """The pen of a curve: the worker's colour and dashes."""
    pen = QPen(theme().color(looks.token), DOT_WIDTH if is_dotted else CURVE_WIDTH)
    pen.setCosmetic(True)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap if is_dotted else Qt.PenCapStyle.FlatCap)
    if looks.dash:
        pen.setDashPattern(list(looks.dash))
    return pen


class Series:
    """The losses of one worker in the order of the record, in arrays that double when they are full."""

    def __init__(self) -> None:
        self.count = 0
        self._moments: npt.NDArray[np.int64] = np.empty(64, dtype=np.int64)
        # float64: with any other type, pyqtgraph's clipping converts every x again for each frame.
        self._steps: npt.NDArray[np.float64] = np.empty(64, dtype=np.float64)
        self._values: npt.NDArray[np.float64] = np.empty(64, dtype=np.float64)

    def append(self, points: Iterable[LossPoint]) -> None:
        """Add points; their moments grow."""
        for point in points:
            if self.count == len(self._moments):
                self._moments = np.concatenate([self._moments, np.empty_like(self._moments)])
                self._steps = np.concatenate([self._steps, np.empty_like(self._steps)])
                self._values = np.concatenate([self._values, np.empty_like(self._values)])
            self._moments[self.count] = point.moment
            self._steps[self.count] = point.step
            self._values[self.count] = point.value
            self.count += 1

    def count_until(self, moment: int) -> int:
        """How many points lie at or before `moment`."""
        return int(np.searchsorted(self._moments[: self.count], moment, side="right"))

    def first(self, count: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Steps and losses of the first `count` points, both float64 of shape (count,)."""
        return self._steps[:count], self._values[:count]


class StepAxis(pg.AxisItem):
    """Counts gradient steps: a tick at 1 and at round numbers, whole numbers only."""

    def __init__(self) -> None:
        super().__init__("bottom")

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        most = max(2, min(6, size / 60))
        step = max(1.0, _round_step(maxVal / most))
        first = math.ceil(max(minVal, 1) / step) * step
        values = [float(value) for value in np.arange(first, maxVal + 1e-9, step)]
        if minVal <= 1 and (not values or values[0] > 1):
            values.insert(0, 1.0)
        return [(step, values)]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        return [language().integer(round(value)) for value in values]


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
        return super().boundingRect().adjusted(0, -12, 0, 12)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:  # noqa: N803
        first = math.ceil(minVal / self.step - 1e-9) * self.step
        count = math.floor((maxVal - first) / self.step + 1e-9) + 1
        return [(self.step, [first + place * self.step for place in range(count)])]

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.is_log:
            return [f"1e{round(value)}".replace("-", "\u2212") for value in values]
        decimals = 0 if spacing >= 5 else max(1, -math.floor(math.log10(spacing)))
        return [language().number(value, decimals) for value in values]


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
    step = _round_step((high - low or 1.0) / max(2.0, min(4.0, size / 36)))
    if is_log:
        step = max(1.0, step)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, max(top, bottom + step), step


def _round_step(least: float) -> float:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`; at least 1e-12."""
    power = 10.0 ** math.floor(math.log10(max(least, 1e-12)))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least * (1 - 1e-9))


class LegendEntry(QWidget):
    """A sample of a curve and its name.

    Args:
        looks: colour, symbol and dashes of the curve.
        is_dotted: whether the curve has no symbols.
    """

    def __init__(self, looks: Identity, *, is_dotted: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._looks = looks
        self._is_dotted = is_dotted
        self._text = ""
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, tooltip: str) -> None:
        """Name the curve, and say over which rows its losses are computed."""
        self._text = text
        self.setToolTip(tooltip)
        self.setAccessibleName(f"{text}. {tooltip}")
        self.restyle()

    def restyle(self) -> None:
        """Take font and colours from the theme."""
        self.setFont(font("legend"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(_LEGEND_SAMPLE + 9 + metrics.horizontalAdvance(self._text), metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(curve_pen(self._looks, is_dotted=self._is_dotted))
        painter.drawLine(QPointF(1, middle), QPointF(_LEGEND_SAMPLE - 1, middle))
        if not self._is_dotted:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().color(self._looks.token))
            box = QRectF(_LEGEND_SAMPLE / 2 - SYMBOL_SIZE / 2, middle - SYMBOL_SIZE / 2, SYMBOL_SIZE, SYMBOL_SIZE)
            if self._looks.square:
                painter.drawRect(box)
            else:
                painter.drawEllipse(box)
        painter.setFont(self.font())
        painter.setPen(theme().color("ink"))
        painter.drawText(self.rect().adjusted(_LEGEND_SAMPLE + 8, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._text)


class Curve:
    """One worker's losses as they are drawn.

    Args:
        item: what pyqtgraph draws; it must be on a plot already.
        looks: colour, symbol and dashes.
        is_dotted: whether it is a dotted line without symbols.
    """

    def __init__(self, item: pg.PlotDataItem, looks: Identity, *, is_dotted: bool = False) -> None:
        self.item = item
        self.looks = looks
        self.is_dotted = is_dotted
        self.series = Series()
        self.shown = 0
        self._is_log = False
        item.setDownsampling(auto=True, method="peak")
        item.setClipToView(True)
        self.restyle()

    @property
    def values(self) -> npt.NDArray[np.float64]:
        """The losses that are shown."""
        return self.series.first(self.shown)[1]

    def show_first(self, count: int, *, is_log: bool) -> None:
        """Draw the first `count` points, or do nothing if they are drawn already. What isn't finite is left out."""
        if (count, is_log) == (self.shown, self._is_log):
            return
        self.shown, self._is_log = count, is_log
        steps, values = self.series.first(count)
        seen = np.where(np.isfinite(values), values, np.nan)
        self.item.setSymbol(self._symbol())
        drawn = np.log10(np.where(seen > 0, seen, np.nan)) if is_log else seen
        if np.isnan(drawn).all():
            steps = drawn = np.empty(0)
        # Smooth edges cost a second a frame on long curves, where nobody sees them.
        self.item.setData(steps, drawn, connect="finite", antialias=count <= MOST_SYMBOLS)

    def restyle(self) -> None:
        """Take the colours from the theme."""
        color = theme().color(self.looks.token)
        self.item.setPen(curve_pen(self.looks, is_dotted=self.is_dotted))
        self.item.setSymbolBrush(color)
        self.item.setSymbolPen(None)
        self.item.setSymbolSize(SYMBOL_SIZE)

    def _symbol(self) -> str | None:
        if self.is_dotted or self.shown > MOST_SYMBOLS:
            return None
        return "s" if self.looks.square else "o"


def transparent(color: QColor, alpha: float) -> QColor:
    """`color` with an opacity from 0 to 1."""
    seen_through = QColor(color)
    seen_through.setAlphaF(alpha)
    return seen_through
