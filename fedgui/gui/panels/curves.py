"""What the loss plot draws: curves with the looks of their worker or run, and the entries of its legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeVar, cast

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from shiboken6 import wrapInstance

from fedgui.gui.panels.identity import identity
from fedgui.gui.panels.series import Floats, Series, XAxis
from fedgui.gui.theme import font, theme
from fedgui.scripts.trace import SERVER

SYMBOL_SIZE: Final = 9
MOST_SYMBOLS: Final = 200
"""More points than this are drawn as a line alone."""
MOST_RUNS_KEPT: Final = 3
_MOST_GROWTH: Final = 2.0
_GAP: Final = np.array([np.nan])
_ROUGH: Final = 12
"""A line that goes up and down by more than so many times its own height is drawn thin and without smooth edges."""
_SAMPLE: Final = 30
_SHORT_SAMPLE: Final = 22
_KEPT_DASHES: Final = ((5.0, 3.0), (1.5, 2.5), (8.0, 2.5, 2.0, 2.5))


def growth() -> float:
    """By how much lines and marks are larger than designed: on a projector they grow as the type does."""
    return min(max(theme().scale, 1.0), _MOST_GROWTH)


@dataclass(frozen=True, slots=True)
class Stroke:
    """How a curve looks.

    Attributes:
        token: its colour. share: how much of that colour there is; the rest is the panel's.
        dash: in widths of the pen; () is solid.
        symbol: "o" or "s" at each point, or "" for none.
    """

    token: str
    dash: tuple[float, ...] = ()
    width: float = 2.6
    symbol: str = ""
    share: float = 1.0

    @property
    def color(self) -> QColor:
        """The colour in the present theme, without transparency."""
        full, ground, share = theme().color(self.token), theme().color("panel"), self.share
        pairs = ((full.red(), ground.red()), (full.green(), ground.green()), (full.blue(), ground.blue()))
        return QColor(*(round(share * one + (1 - share) * other) for one, other in pairs))

    def pen(self, width: float | None = None) -> QPen:
        """The pen of the curve, or one of another width."""
        pen = QPen(self.color, self.width * growth() if width is None else width)
        # Pixels as the layout counts them: a cosmetic pen would be half as wide on a screen with twice as many.
        pen.setCosmetic(False)
        is_dotted = bool(self.dash) and self.dash[0] < 1
        pen.setCapStyle(Qt.PenCapStyle.RoundCap if is_dotted else Qt.PenCapStyle.FlatCap)
        if self.dash:
            pen.setDashPattern(list(self.dash))
        return pen


ALL_ROWS: Final = Stroke("ink", width=2.0)
CENTRALIZED: Final = Stroke("cen", identity(SERVER).dash, 3.0)
SERVERS_OWN: Final = Stroke("ink2", (5.0, 1.6, 1.2, 1.6), 2.2)
"""What a server prints that has workers."""


def worker_stroke(worker: str, place: int, *, has_workers: bool) -> Stroke:
    """The looks of the losses of the worker at `place` among all that have any; `has_workers`: whether the server has.

    A server that trains alone is the centralized run.
    """
    if worker == SERVER:
        return SERVERS_OWN if has_workers else CENTRALIZED
    looks = identity(worker, place)
    return Stroke(looks.token, looks.dash, symbol="s" if looks.square else "o")


def kept_stroke(worker: str, place: int, run: int) -> Stroke:
    """The looks of the same worker in a run that was kept: thin and pale, dashed as that run is."""
    token = identity(worker, place).token
    return Stroke(token, _KEPT_DASHES[run % MOST_RUNS_KEPT], 1.6, share=0.75)


@lru_cache(maxsize=256)
def _only(stroke: Stroke) -> Stroke:
    """The one object of all that are equal, so that curves of the same looks are found quickly."""
    return stroke


N = TypeVar("N", float, Floats)
"""One number, or many."""


@dataclass(frozen=True, slots=True)
class Frame:
    """Where numbers lie in a box of pixels: `left` and `right` at its sides, `bottom` and `top` at its other ones."""

    box: QRectF
    left: float = 0.0
    right: float = 1.0
    bottom: float = 0.0
    top: float = 1.0

    def x(self, value: N) -> N:
        """Pixels of numbers on the x axis."""
        return self.box.left() + (value - self.left) * (self.box.width() / (self.right - self.left))

    def y(self, value: N) -> N:
        """Pixels of numbers on the y axis, which grow upwards."""
        return self.box.bottom() - (value - self.bottom) * (self.box.height() / (self.top - self.bottom))


class Curve:
    """One series as it is drawn.

    Args:
        stroke: its looks.
        series: its losses.

    Attributes:
        shown: how many of them are drawn.
        seen: the smallest and the largest loss that the line goes through, of a logarithmic one those above zero;
            () where there is none.
        last: where its last loss stands on the x axis.
        points: x and y of the line in the numbers of the axes; nan where it has a gap.
        symbol: what stands at each point, or "".
        is_rough: whether the line is thin and without smooth edges.
    """

    def __init__(self, stroke: Stroke, series: Series) -> None:
        self.stroke = _only(stroke)
        self.series = series
        self.shown = 0
        self.seen: tuple[float, ...] = ()
        self.last = 0.0
        self.points: tuple[Floats, Floats] = (np.empty(0), np.empty(0))
        self.symbol = ""
        self.is_rough = False
        self._how: tuple[XAxis, bool, int, bool] | None = None
        self._pen: QPen | None = None

    @property
    def pen(self) -> QPen:
        """The pen of its line in the present theme."""
        if self._pen is None:
            self._pen = self.stroke.pen(1.0 if self.is_rough else None)
        return self._pen

    def show_first(self, count: int, axis: XAxis, most: int, *, is_log: bool, has_symbols: bool = True) -> bool:
        """Draw the first `count` losses. What isn't finite is left out.

        Args:
            count: how many.
            axis: over what.
            most: pieces that the line may have.
            is_log: whether to draw base-10 logarithms.
            has_symbols: whether points may be marked, where they are few.

        Returns:
            False if they are drawn already.
        """
        how = (axis, is_log, most, has_symbols)
        if count == self.shown and how == self._how:
            return False
        self.shown, self._how = count, how
        x, y = self.series.drawn(count, axis, most)
        self.last = float(x[-1]) if count else 0.0
        self.seen = _ends(y[y > 0] if is_log else y)
        if is_log:
            if len(y) < count:
                # Pairs of a smallest and a largest loss: one that begins at zero is drawn as its largest alone.
                pairs = y.reshape(-1, 2)
                y = np.where(pairs > 0, pairs, pairs[:, ::-1]).ravel()
            y = np.log10(np.where(y > 0, y, np.nan))
        if not self.seen:
            x = y = np.empty(0)
        self.points = x, y
        self.symbol = self.stroke.symbol if has_symbols and count <= MOST_SYMBOLS else ""
        if not self.symbol and np.count_nonzero(np.isfinite(y)) == 1:
            self.symbol = "o"  # no line goes through a loss alone
        is_rough = _is_rough(y)
        if is_rough != self.is_rough:
            self.is_rough, self._pen = is_rough, None
        return True

    def restyle(self) -> None:
        """Take the colours from the theme."""
        self._pen = None


def paint_curves(painter: QPainter, frame: Frame, curves: Sequence[Curve]) -> None:
    """Paint curves into a frame, those of equal looks together: a hundred workers have few looks and many curves."""
    alike: dict[tuple[int, bool], list[Curve]] = {}
    for curve in curves:
        if len(curve.points[0]):
            alike.setdefault((id(curve.stroke), curve.is_rough), []).append(curve)
    for (_stroke, is_rough), group in alike.items():
        x, y = (frame.x(_strung(group, 0)), frame.y(_strung(group, 1)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_rough)
        painter.setPen(group[0].pen)
        # Long lines of many short pieces are painted piece by piece: Qt's stroker takes far longer for the whole.
        draw_pieces(painter, _pieces(x, y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        marked = [curve for curve in group if curve.symbol]
        if marked:
            _paint_symbols(painter, frame, marked)


def _pieces(x: Floats, y: Floats) -> Floats:
    """A row with both ends of each piece of a line, those next to a gap apart."""
    ends = np.empty((max(len(x) - 1, 0), 4))
    ends[:, 0], ends[:, 1], ends[:, 2], ends[:, 3] = x[:-1], y[:-1], x[1:], y[1:]
    is_there = np.isfinite(y)
    return ends[is_there[:-1] & is_there[1:]]


def draw_pieces(painter: QPainter, ends: Floats) -> None:
    """Draw lines, each with the x and y of its start and of its end in a row of `ends`.

    Qt reads the numbers where they are: making an object of each line takes longer than drawing it.
    """
    if len(ends):
        pieces = np.ascontiguousarray(ends)
        painter.drawLines(cast(QLineF, wrapInstance(pieces.ctypes.data, QLineF)), len(pieces))


def _strung(curves: Sequence[Curve], axis: int) -> Floats:
    """One coordinate of the points of several curves, with a gap after each curve."""
    if len(curves) == 1:
        return curves[0].points[axis]
    return np.concatenate([part for curve in curves for part in (curve.points[axis], _GAP)])


def _paint_symbols(painter: QPainter, frame: Frame, curves: Sequence[Curve]) -> None:
    """Mark every point of these curves, whose symbol is the same, in one stroke of a wide pen."""
    x, y = _strung(curves, 0), _strung(curves, 1)
    is_there = np.isfinite(y)
    cap = Qt.PenCapStyle.SquareCap if curves[0].symbol == "s" else Qt.PenCapStyle.RoundCap
    painter.setPen(QPen(curves[0].stroke.color, SYMBOL_SIZE * growth(), Qt.PenStyle.SolidLine, cap))
    places = np.column_stack([frame.x(x[is_there]), frame.y(y[is_there])])
    if len(places):  # as in draw_pieces
        painter.drawPoints(cast(QPointF, wrapInstance(places.ctypes.data, QPointF)), len(places))


def _ends(y: Floats) -> tuple[float, ...]:
    """The smallest and the largest number of some, nothing if there is none among them."""
    low, high = (float(np.fmin.reduce(y)), float(np.fmax.reduce(y))) if len(y) else (np.nan, np.nan)
    return () if math.isnan(low) else (low, high)


def _is_rough(y: Floats) -> bool:
    """Whether a line is so restless that painting it well would take longer than a frame."""
    if len(y) <= MOST_SYMBOLS:
        return False
    travel = np.nansum(np.abs(np.diff(y)))
    return bool(travel > _ROUGH * (np.nanmax(y) - np.nanmin(y)))


class LegendEntry(QWidget):
    """A sample of a curve and its name."""

    def __init__(self, stroke: Stroke, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stroke = stroke
        self._text = ""
        self._sample = _SAMPLE
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_text(self, text: str, tooltip: str) -> None:
        """Name the curve, and say over which rows its losses are computed."""
        if (text, tooltip) == (self._text, self.toolTip()):
            return
        self._text = text
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip if tooltip.startswith(text) else f"{text}. {tooltip}")
        self.restyle()

    @property
    def text(self) -> str:
        """The name of the curve."""
        return self._text

    def set_short(self, is_short: bool) -> None:
        """Make the sample shorter, where there is little room."""
        self._sample = _SHORT_SAMPLE if is_short else _SAMPLE

    def restyle(self) -> None:
        """Take font and colours from the theme."""
        self.setFont(font("legend"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        return QSize(self._sample + 9 + metrics.horizontalAdvance(self._text), metrics.height() + 4)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(self._stroke.pen())
        painter.drawLine(QPointF(1, middle), QPointF(self._sample - 1, middle))
        if self._stroke.symbol:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._stroke.color)
            side = min(SYMBOL_SIZE * growth(), self._sample / 2)
            box = QRectF(self._sample / 2 - side / 2, middle - side / 2, side, side)
            if self._stroke.symbol == "s":
                painter.drawRect(box)
            else:
                painter.drawEllipse(box)
        painter.setFont(self.font())
        painter.setPen(theme().color("ink"))
        words = self.rect().adjusted(self._sample + 8, 0, 0, 0)
        shown = self.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, words.width() + 1)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)


def transparent(color: QColor, alpha: float) -> QColor:
    """`color` with an opacity from 0 to 1."""
    seen_through = QColor(color)
    seen_through.setAlphaF(alpha)
    return seen_through
