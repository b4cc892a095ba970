"""Card 2: the arithmetic line by line, or all tables that were possible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.attack.numbers import found, operand
from fedgui.gui.theme import font, line_height, theme
from fedgui.scripts.leak import Row

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Step

_NAME_WIDTH: Final = 48
_RESULT_WIDTH: Final = 88
_TYPE: Final = 13


class Steps(QWidget):
    """Lines of a calculation: name = formula = numbers = result. What is found is marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        theme().changed.connect(self._restyle)

    def show_steps(self, steps: Sequence[Step]) -> None:
        """Show these lines."""
        self._steps = tuple(steps)
        lines = (f"{s.name} = {s.formula} = {s.with_numbers(operand)} = {found(s.result)}" for s in self._steps)
        self.setAccessibleName("\n".join(lines))
        self._restyle()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, sum(self._height_of(step) for step in self._steps))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.minimumSizeHint().height())

    def _line(self) -> int:
        return line_height("code") + 2

    def _room(self) -> float:
        """Width between the name and the result."""
        return self.width() - (_NAME_WIDTH + _RESULT_WIDTH) * theme().scale

    def _is_long(self, step: Step) -> bool:
        """Whether formula and numbers need a line each."""
        text = f"= {step.formula}  = {step.with_numbers(operand)}"
        # the sign before the result stands within its width
        return QFontMetricsF(_letters()).horizontalAdvance(text) > self._room()

    def _height_of(self, step: Step) -> int:
        return self._line() * (2 if self._is_long(step) else 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        short = [s.formula for s in self._steps if not self._is_long(s)]
        column = max((QFontMetricsF(_letters()).horizontalAdvance(f"= {text}  ") for text in short), default=0.0)
        top = 0.0
        for step in self._steps:
            self._paint_step(painter, step, top, column)
            top += self._height_of(step)

    def _paint_step(self, painter: QPainter, step: Step, top: float, column: float) -> None:
        scale, line = theme().scale, self._line()
        name_width = _NAME_WIDTH * scale
        left_middle = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme().color("ink"))
        painter.setFont(font("keyword"))
        painter.drawText(QRectF(0, top, name_width, line), left_middle, step.name)
        painter.setPen(theme().color("ink2"))
        painter.setFont(_letters())
        numbers = f"= {step.with_numbers(operand)}"
        formula = f"= {step.formula}"
        is_long = self._is_long(step)
        painter.drawText(QRectF(name_width, top, self._room(), line), left_middle, formula)
        below = top + line if is_long else top
        # where the widest formula leaves no room for these numbers, they begin right after their own
        own = QFontMetricsF(painter.font()).horizontalAdvance(formula + "  ")
        fits = column + QFontMetricsF(painter.font()).horizontalAdvance(numbers) <= self._room()
        left = name_width + (0 if is_long else column if fits else own)
        painter.drawText(QRectF(left, below, self.width(), line), left_middle, numbers)
        self._paint_result(painter, step, below)

    def _paint_result(self, painter: QPainter, step: Step, top: float) -> None:
        scale, line = theme().scale, self._line()
        box = QRectF(self.width() - (_RESULT_WIDTH - 18) * scale, top + 1, (_RESULT_WIDTH - 18) * scale, line - 2)
        painter.drawText(QRectF(box.left() - 18 * scale, top, 16 * scale, line), Qt.AlignmentFlag.AlignCenter, "=")
        is_found = step.name[0] in "xyδ"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("now" if is_found else "sunk"))
        painter.drawRoundedRect(box, 6 * scale, 6 * scale)
        painter.setPen(theme().color("nowink" if is_found else "ink"))
        painter.setFont(font("keyword"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, found(step.result))

    @Slot()
    def _restyle(self) -> None:
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.updateGeometry()
        self.update()


class Tables(QWidget):
    """All tables that were possible, as small grids; those that don't explain what came back are greyed and crossed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tables: tuple[tuple[Row, ...], ...] = ()
        self._left: frozenset[int] | None = None
        theme().changed.connect(self._restyle)

    def show_tables(self, tables: Sequence[tuple[Row, ...]], left: Sequence[int] | None) -> None:
        """Show `tables`.

        Args:
            tables: each with its rows, label last.
            left: indices of those that are left; None while none has been tried.
        """
        self._tables = tuple(tables)
        self._left = None if left is None else frozenset(left)
        self._restyle()

    def name_tables(self, all_of_them: str, those_left: str) -> None:
        """Say for a screen reader what is shown.

        Args:
            all_of_them: before any table was tried, with {all}.
            those_left: afterwards, with {left}, {all} and {tables}.
        """
        if self._left is None:
            self.setAccessibleName(all_of_them.format(all=len(self._tables)))
            return
        rows = [", ".join(_row(row) for row in self._tables[place]) for place in sorted(self._left)]
        words = those_left.format(left=len(rows), all=len(self._tables), tables="; ".join(rows))
        self.setAccessibleName(words)

    def _columns(self) -> int:
        return max(1, int(self.width() // (51 * theme().scale)))

    def _cell(self) -> QSize:
        """A table and the gap beside and below it."""
        rows = len(self._tables[0]) if self._tables else 1
        return QSize(self.width() // self._columns(), round((8 + 15 * rows) * theme().scale))

    def minimumSizeHint(self) -> QSize:
        lines = -(-len(self._tables) // self._columns())
        return QSize(0, lines * self._cell().height())

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        cell, columns = self._cell(), self._columns()
        for place, rows in enumerate(self._tables):
            box = QRectF(place % columns * cell.width(), place // columns * cell.height(), cell.width(), cell.height())
            self._paint_table(painter, rows, box.adjusted(2, 2, -4, -3), place)

    def _paint_table(self, painter: QPainter, rows: Sequence[Row], box: QRectF, place: int) -> None:
        is_left = self._left is not None and place in self._left
        is_out = self._left is not None and not is_left
        painter.setBrush(theme().color("now" if is_left else "sunk"))
        pen = QPen(theme().color("nowink" if is_left else "line"), 2 if is_left else 1)
        painter.setPen(pen)
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(_letters(is_bold=is_left))
        painter.setPen(theme().color("nowink" if is_left else "ink3" if is_out else "ink"))
        height = box.height() / len(rows)
        for number, row in enumerate(rows):
            area = QRectF(box.left(), box.top() + number * height, box.width(), height)
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, _row(row))
        if is_out:
            painter.setPen(QPen(theme().color("line2"), 1))
            painter.drawLine(box.bottomLeft(), box.topRight())

    @Slot()
    def _restyle(self) -> None:
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.updateGeometry()
        self.update()


def _letters(*, is_bold: bool = False) -> QFont:
    """The code's letters in the smallest type, so that a whole calculation has room in a line."""
    letters = font("keyword" if is_bold else "code")
    letters.setPixelSize(round(_TYPE * theme().scale))
    return letters


def _row(row: Row) -> str:
    return f"{' '.join(found(value) for value in row[:-1])}→{found(row[-1])}"
