"""Numbers as a small table: plain cells for data, heat cells for weights, gradients and predictions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from fedgui.gui.language import MINUS, language, translate
from fedgui.gui.panels.views import TableView
from fedgui.gui.theme import font, line_height, theme

_Index = QModelIndex | QPersistentModelIndex
_CELL_HEIGHT: Final = 38
_LARGEST_FLOAT32: Final = 3.4e38
_GAP: Final = 3
_MOST_ROWS_IN_VIEW: Final = 8


Target = tuple[str, int]
"""What a cell stands for: a parameter's name, and the place in it, row-major."""


@dataclass(frozen=True, slots=True)
class Grid:
    """What a table shows.

    Attributes:
        columns: the heads of the columns.
        rows: the heads of the rows; all "" where rows have no names.
        values: one tuple of len(columns) numbers a row.
        heat: the columns whose cells show size and sign besides the number; the others are plain.
        old: the numbers before, in the same form; () if there is nothing to compare with.
        targets: what each cell stands for, row-major, where it can be edited; else ().
        is_integer: whether the numbers are whole by their type, and so have no decimals.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    values: tuple[tuple[float, ...], ...]
    heat: frozenset[int] = field(default_factory=frozenset)
    old: tuple[tuple[float, ...], ...] = ()
    targets: tuple[Target, ...] = ()
    is_integer: bool = False

    def text(self, value: float, column: int) -> str:
        """A number as a cell of this column shows it."""
        if self.is_integer and math.isfinite(value):
            return language().integer(int(value))
        return shown_number(value, is_heat=column in self.heat)

    def has_form_of(self, other: Grid) -> bool:
        """Whether it has the rows and columns of another one."""
        return (self.columns, self.rows) == (other.columns, other.rows)


def has_changed(old: float, new: float) -> bool:
    """Whether a number is another one; one that is not a number stays the same as another such."""
    return old != new and not (math.isnan(old) and math.isnan(new))


def shown_number(value: float, *, is_heat: bool) -> str:
    """A cell's number: three decimals, but whole data values stand as they are."""
    if not is_heat and math.isfinite(value) and value == int(value) and abs(value) < 1e6:
        return language().integer(int(value))
    return language().number(value)


class _GridModel(QAbstractTableModel):
    """The cells of a Grid."""

    edited = Signal(str, int, float)
    refused = Signal(str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_editable = False
        self.grid = Grid((), (), ())
        self._scale = 0.0

    def set_grid(self, grid: Grid) -> None:
        """Show other numbers; a table of the same form keeps its selection."""
        same_form = grid.has_form_of(self.grid)
        if not same_form:
            self.beginResetModel()
        self.grid = grid
        heat = [abs(row[column]) for row in grid.values for column in grid.heat if math.isfinite(row[column])]
        self._scale = max(heat, default=0.0)
        if same_form:
            last = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.grid.values)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(self.grid.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        is_horizontal = orientation == Qt.Orientation.Horizontal
        if role == Qt.ItemDataRole.DisplayRole:
            return self.grid.columns[section] if is_horizontal else self.grid.rows[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignCenter
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        value = self.grid.values[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.grid.text(value, index.column())
        if role == Qt.ItemDataRole.EditRole:
            return f"{value:.9g}".replace(".", language().locale.decimalPoint())
        old = self.old_value(index)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            shown = self.grid.text(value, index.column())
            if old is None:
                return shown
            text = translate("TensorTable", "{value}, was {old}")
            return text.format(value=shown, old=self.grid.text(old, index.column()))
        if role == Qt.ItemDataRole.ToolTipRole:
            texts = [self._exactly(number) for number in (old, value) if number is not None]
            return " → ".join(texts)
        return None

    def _exactly(self, value: float) -> str:
        return self.grid.text(value, 0) if self.grid.is_integer else language().number(value, 6)

    def cell(self, index: _Index) -> tuple[float, float | None]:
        """A number, and how large it is in its table, from -1 to 1; None for a plain cell."""
        value = self.grid.values[index.row()][index.column()]
        if index.column() not in self.grid.heat:
            return value, None
        return value, value / self._scale if self._scale and math.isfinite(value) else 0.0

    def old_value(self, index: _Index) -> float | None:
        """The number that stood in a cell before, if it was another one."""
        if not self.grid.old:
            return None
        old = self.grid.old[index.row()][index.column()]
        return old if has_changed(old, self.grid.values[index.row()][index.column()]) else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        found = super().flags(index)
        return found | Qt.ItemFlag.ItemIsEditable if self.is_editable and self.grid.targets else found

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Tell what the user wrote. The cell itself changes when the record does."""
        if role != Qt.ItemDataRole.EditRole or not self.grid.targets:
            return False
        if value == self.data(index, Qt.ItemDataRole.EditRole):
            return False
        number, problem = parse_number(str(value))
        if number is None:
            self.refused.emit(problem)
            return False
        name, place = self.grid.targets[index.row() * self.columnCount() + index.column()]
        self.edited.emit(name, place, number)
        return True


def parse_number(text: str) -> tuple[float | None, str]:
    """The number that the user wrote, with a point or a comma; or None, and a sentence that says what is wrong."""
    plain = text.strip().replace(MINUS, "-").replace(",", ".")
    try:
        number = float(plain) if "_" not in plain else math.nan
    except ValueError:
        number = math.nan
    if math.isnan(number):
        problem = translate("TensorTable", "“{text}” is not a number such as {example}.")
        return None, problem.format(text=text.strip(), example=language().number(0.25, 2))
    if abs(number) > _LARGEST_FLOAT32:
        return None, translate("TensorTable", "“{text}” is too large for a weight.").format(text=text.strip())
    return number, ""


class _CellPainter(QStyledItemDelegate):
    """Paints a cell: the number, and for a heat cell its size as fill and bar, its sign as side, sign and colour."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        colors = theme()
        model = index.model()
        assert isinstance(model, _GridModel)
        value, heat = model.cell(index)
        cell = QRectF(option.rect).adjusted(0, 0, -_GAP, -_GAP)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not math.isfinite(value):
            painter.fillRect(cell, colors.color("badsoft"))
        elif heat is not None:
            self._paint_heat(painter, cell, heat)
        else:
            painter.fillRect(QRectF(cell.left(), cell.bottom(), cell.width(), 1), colors.color("line"))
        painter.setFont(font("heat"))
        painter.setPen(colors.color("ink"))
        painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, model.grid.text(value, index.column()))
        old = model.old_value(index)
        if old is not None:
            self._paint_change(painter, cell, (value > old) - (value < old))
        if option.state & option.state.State_HasFocus:
            painter.drawRect(cell.adjusted(1, 1, -1, -1))
        painter.restore()

    def _paint_change(self, painter: QPainter, cell: QRectF, change: int) -> None:
        """A triangle in the corner that points up or down, or a square where neither is true (nan)."""
        side = 7 * theme().scale
        box = QRectF(cell.right() - side - 2, cell.top() + 2, side, side)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("ink"))
        if change > 0:
            corners = [box.bottomLeft(), box.bottomRight(), QPointF(box.center().x(), box.top())]
        elif change < 0:
            corners = [box.topLeft(), box.topRight(), QPointF(box.center().x(), box.bottom())]
        else:
            corners = [box.topLeft(), box.topRight(), box.bottomRight(), box.bottomLeft()]
        painter.drawPolygon(QPolygonF(corners))

    def _paint_heat(self, painter: QPainter, cell: QRectF, heat: float) -> None:
        """`heat` from -1 to 1."""
        colors = theme()
        tone = "neg" if heat < 0 else "pos"
        painter.fillRect(cell, _mix(colors.color("sunk"), colors.color(f"{tone}soft"), abs(heat) ** 0.7))
        center = cell.center().x()
        width = abs(heat) * cell.width() / 2
        left = center - width if heat < 0 else center
        painter.fillRect(QRectF(left, cell.bottom() - 4, width, 4), colors.color(tone))
        painter.fillRect(QRectF(center - 0.5, cell.bottom() - 7, 1, 7), colors.color("line2"))


def _mix(first: QColor, second: QColor, share: float) -> QColor:
    """`first` with `share` (0 to 1) of `second` in it."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


class TensorTable(TableView):
    """A table as high as its rows, up to a readable limit; beyond, it scrolls."""

    edited = Signal(str, int, float)
    """The user wrote another number into a cell: parameter, place in it, number."""
    refused = Signal(str)
    """The user wrote something that can't be taken: why, in a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settled: object = None
        """What the columns have their present widths for."""
        self._model = _GridModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_CellPainter(self))
        self.setEditTriggers(TableView.EditTrigger.DoubleClicked | TableView.EditTrigger.EditKeyPressed)
        self._model.edited.connect(self.edited)
        self._model.refused.connect(self.refused)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QTableView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QTableView.ScrollMode.ScrollPerPixel)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setHighlightSections(False)
            header.setSectionsClickable(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        theme().changed.connect(self._fit)

    @property
    def grid(self) -> Grid:
        return self._model.grid

    def set_editable(self, is_editable: bool) -> None:
        """Let the user write into cells that stand for a parameter, by a double click or Enter."""
        self._model.is_editable = is_editable

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        # The Enter that ends an edit comes by here, too.
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.state() != self.State.EditingState
        if is_enter and index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        else:
            super().keyPressEvent(event)

    def show_grid(self, grid: Grid, name: str) -> None:
        """Show these numbers under an accessible name."""
        self.setAccessibleName(name)
        if grid == self.grid:
            return
        same_form = grid.has_form_of(self.grid)
        self._model.set_grid(grid)
        if not same_form:
            self._fit_heads()
        self.settle(self.width())

    def rewrite(self) -> None:
        """Write the numbers anew, in the language on screen."""
        self.settle(self.width())
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.settle(self.width())

    def settle(self, width: int) -> int:
        """Give every column its room in a table of this width, in pixels, and return the table's height there.

        Columns are equally wide where their numbers allow it, so that they stand still while the numbers change;
        else each gets what it needs and a share of the rest. A bar scrolls what has no room.
        """
        grid, scale = self.grid, theme().scale
        key = (grid, width, scale, language().code)
        if key == self._settled:
            return self.maximumHeight()
        self._settled = key
        needed = self._needed_widths()
        rows = min(len(grid.values), _MOST_ROWS_IN_VIEW)
        room = width - (self.verticalHeader().sizeHint().width() if any(grid.rows) else 0)
        room -= self.verticalScrollBar().sizeHint().width() if len(grid.values) > rows else 0
        for column, wide in enumerate(_shared(room, needed)):
            if self.columnWidth(column) != wide:
                self.setColumnWidth(column, wide)
        head = self.horizontalHeader().height() if any(grid.columns) else 0
        bar = self.horizontalScrollBar().sizeHint().height() if sum(needed) > room else 0
        self.setFixedHeight(head + rows * self.verticalHeader().defaultSectionSize() + bar)
        self.lay_out()
        return self.maximumHeight()

    @Slot()
    def _fit(self) -> None:
        """Measure again: the type or the theme is another one."""
        self._fit_heads()
        self._settled = None
        self.settle(self.width())

    def _fit_heads(self) -> None:
        """Give the rows and the heads their sizes, and hide the heads of those that have none."""
        row_height = round(_CELL_HEIGHT * theme().scale) + _GAP
        if self.verticalHeader().defaultSectionSize() != row_height:
            self.verticalHeader().setDefaultSectionSize(row_height)
        for header, heads in ((self.horizontalHeader(), self.grid.columns), (self.verticalHeader(), self.grid.rows)):
            # each of these lays the whole table out, even where it changes nothing
            if header.isHidden() is any(heads):
                header.setVisible(any(heads))
            if header.font() != font("head"):
                header.setFont(font("head"))
        self.horizontalHeader().setFixedHeight(line_height("head") + round(8 * theme().scale))

    def _needed_widths(self) -> list[int]:
        """The least width of every column at which no number is cut."""
        heads, cells = QFontMetrics(font("head")), QFontMetrics(font("heat"))
        widths = []
        for column, head in enumerate(self.grid.columns):
            numbers = (self.grid.text(row[column], column) for row in self.grid.values)
            widest = max((cells.horizontalAdvance(number) for number in numbers), default=0)
            widths.append(max(heads.horizontalAdvance(head), widest) + round(10 * theme().scale))
        return widths


def _shared(room: int, needed: Sequence[int]) -> list[int]:
    """Widths of columns in pixels, each at least what is needed; together they fill the room if it suffices."""
    equal = room // len(needed) if needed else 0
    if all(width <= equal for width in needed):
        return [equal] * len(needed)
    rest = max(room - sum(needed), 0) // len(needed)
    return [width + rest for width in needed]


def grid_of(
    values: Sequence[float], shape: tuple[int, ...], columns: Sequence[str] = (), *, is_heat: bool = True
) -> Grid:
    """A tensor's numbers as a table: its last axis runs to the right, the others are folded into rows.

    Args:
        values: row-major, of `shape`; a sample of a larger tensor has the shape (len(values),) or a wrapped one.
        shape: any; a single number is a table of one cell.
        columns: heads; indices where there are none.
        is_heat: whether the cells show size and sign.
    """
    width = shape[-1] if shape else 1
    count = len(values) // width if width else 0
    heads = tuple(columns) or tuple(str(column) if shape else "" for column in range(width))
    rows = tuple(str(row) if count > 1 else "" for row in range(count))
    cells = tuple(tuple(values[row * width : (row + 1) * width]) for row in range(count))
    return Grid(heads, rows, cells, frozenset(range(width)) if is_heat else frozenset())
