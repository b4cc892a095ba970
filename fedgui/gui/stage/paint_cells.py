"""How the cells of a parcel are painted."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from fedgui.gui.language import language
from fedgui.gui.stage.cells import Cell
from fedgui.gui.stage.layout import PARCEL
from fedgui.gui.stage.paint import CENTER, number_in, text_width, write_name, write_number
from fedgui.gui.theme import theme

LINE_HEIGHT: Final = 24.0
_MARGIN: Final = 3.0
"""At both sides of a cell's texts."""


def draw_labelled(painter: QPainter, card: QRectF, cells: tuple[Cell, ...]) -> None:
    """A model's cells on its card: each with a label over its value, a separator between two of them."""
    low = card.height() < PARCEL.height()
    left = card.left()
    for number, (cell, width) in enumerate(zip(cells, cell_widths(cells, card.width()), strict=True)):
        if number:
            divider = theme().color("parcelink")
            divider.setAlphaF(0.22)
            painter.fillRect(QRectF(left - 0.5, card.top() + 11, 1, card.height() - 24), divider)
        box = QRectF(left + _MARGIN, card.top(), width - 2 * _MARGIN, card.height())
        left += width
        lift = 5 if cell.bars and not low else 0
        label = QRectF(box.left(), box.top() + (2 if low else 8) - lift, box.width(), 20)
        write_name(painter, label, cell.label, "legend", "parcelink", CENTER)
        value = QRectF(box.left(), box.bottom() - (26 if low else 34) - 1.6 * lift, box.width(), 24)
        _draw_value(painter, value, cell, "parcel")
        if cell.bars and not low:
            _draw_bars(painter, QRectF(box.left() + 6, box.bottom() - 19, box.width() - 12, 16), cell.bars)


def draw_bare(painter: QPainter, line: QRectF, cells: tuple[Cell, ...], role: str) -> None:
    """Values without labels side by side, all of one size."""
    width = (line.width() - 20) / max(1, len(cells))
    sizes = [number_in(width - 4, cell.value, role)[1] for cell in cells if not isinstance(cell.value, str)]
    largest = min(sizes, default=None)
    for number, cell in enumerate(cells):
        box = QRectF(line.left() + 10 + number * width, line.top(), width, line.height())
        _draw_value(painter, box.adjusted(2, 0, -2, 0), cell, role, largest)


def _draw_value(painter: QPainter, box: QRectF, cell: Cell, role: str, largest: int | None = None) -> None:
    if isinstance(cell.value, str):
        write_name(painter, box, cell.value, "heat", "parcelink", CENTER)
    else:
        write_number(painter, box, cell.value, role, "parcelink", largest=largest)


def _draw_bars(painter: QPainter, rect: QRectF, bars: tuple[float, ...]) -> None:
    """The weights' picture: a bar for each value, up from the middle line or down."""
    pitch = rect.width() / len(bars)
    middle = rect.center().y()
    color = theme().color("parcelink")
    painter.fillRect(QRectF(rect.left(), middle - 0.5, rect.width(), 1), color)
    for number, value in enumerate(bars):
        height = abs(value) * rect.height() / 2
        top = middle - height if value > 0 else middle
        painter.fillRect(QRectF(rect.left() + number * pitch + pitch * 0.15, top, pitch * 0.7, height), color)


def number_widths(cells: tuple[Cell, ...]) -> tuple[float, ...]:
    """How wide each number of a model is; empty where there are none, but shapes."""
    numbers = [cell.value for cell in cells if not isinstance(cell.value, str)]
    return tuple(text_width(language().number(number), "parcel") for number in numbers)


def cell_widths(cells: tuple[Cell, ...], room: float) -> list[float]:
    """Shares out a card's width: each cell gets what it needs, and the same space beside it.

    Where that is too much, numbers get the same each and are rounded, and texts get their share of what there is.
    """
    needs = [_need(cell) for cell in cells]
    spare = room - sum(needs)
    if spare >= 0:
        return [need + spare / len(cells) for need in needs]
    if any(isinstance(cell.value, str) for cell in cells):
        return [room * need / sum(needs) for need in needs]
    return [room / len(cells)] * len(cells)


def _need(cell: Cell) -> float:
    if not isinstance(cell.value, str):
        return text_width(language().number(cell.value), "parcel")
    return max(text_width(cell.label, "legend"), text_width(cell.value, "heat")) + 2 * _MARGIN
