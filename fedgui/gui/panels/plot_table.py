"""The losses of the plot as a table, for those who read rather than look, and for the clipboard."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QHeaderView, QPushButton, QTableView, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.series import Losses, XAxis
from fedgui.gui.panels.views import TableView
from fedgui.gui.theme import font, line_height, theme
from fedgui.scripts.source import QT_TRANSLATE_NOOP

_Index = QModelIndex | QPersistentModelIndex
_HEADS: Final = (
    QT_TRANSLATE_NOOP("PlotTable", "Run"),
    QT_TRANSLATE_NOOP("PlotTable", "Worker"),
    QT_TRANSLATE_NOOP("PlotTable", "Round"),
    QT_TRANSLATE_NOOP("PlotTable", "Step"),
    QT_TRANSLATE_NOOP("PlotTable", "Bytes"),
    QT_TRANSLATE_NOOP("PlotTable", "Loss"),
)
_RUN, _WORKER, _ROUND, _STEP, _BYTES, _LOSS = range(len(_HEADS))
_COUNTS: Final = {_ROUND: XAxis.ROUND, _STEP: XAxis.STEP, _BYTES: XAxis.BYTES}


@dataclass(frozen=True, slots=True)
class Part:
    """The first `count` losses of a run, under the name that the plot gives it."""

    name: str
    losses: Losses
    count: int


class _Rows(QAbstractTableModel):
    """One row for each loss, run after run."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._parts: Sequence[Part] = ()
        self._ends: list[int] = []

    def set_parts(self, parts: Sequence[Part]) -> None:
        """Show these losses; nothing happens if they are shown already."""
        if list(parts) == list(self._parts):
            return
        self.beginResetModel()
        self._parts = parts
        self._ends = list(accumulate(part.count for part in parts))
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() or not self._ends else self._ends[-1]

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        return 0 if parent.isValid() else len(_HEADS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation == Qt.Orientation.Horizontal:
            if role == Qt.ItemDataRole.DisplayRole:
                return translate("PlotTable", _HEADS[section])
            if role == Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(section)
        return None

    def cell(self, row: int, column: int) -> str | float:
        """What stands in a cell, as a name or a plain number."""
        place = bisect_right(self._ends, row)
        part = self._parts[place]
        row -= self._ends[place] - part.count
        if column == _RUN:
            return part.name
        if column == _WORKER:
            return worker_name(part.losses.worker_at(row)) if part.losses.worker_at(row) else ""
        if column == _LOSS:
            return float(part.losses.whole.values[row])
        return int(part.losses.whole.x(_COUNTS[column])[row])

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        cell = self.cell(index.row(), index.column())
        if isinstance(cell, str):
            return cell
        return language().integer(cell) if isinstance(cell, int) else language().number(cell)


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column in (_RUN, _WORKER) else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter


class _View(TableView):
    """A table whose selected rows can be copied."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            parent = self.parentWidget()
            assert isinstance(parent, PlotTable)
            parent.copy()
        else:
            super().keyPressEvent(event)


class PlotTable(QWidget):
    """The table and the button that copies it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = _Rows(self)
        self.view = _View(self)
        self.view.setModel(self._rows)
        self.view.setShowGrid(False)
        self.view.setTabKeyNavigation(False)
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        # as wide as what is in view needs; what has no room then is scrolled to
        self.view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.view.horizontalHeader().setResizeContentsPrecision(0)
        self.view.horizontalHeader().setStretchLastSection(True)
        self.view.setMinimumHeight(1)
        self.view.horizontalHeader().setHighlightSections(False)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.copy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(4)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignRight)
        self.setFocusProxy(self.view)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show these losses; a reader at the end stays there."""
        bar = self.view.verticalScrollBar()
        follows, place = bar.value() >= bar.maximum(), bar.value()
        self._rows.set_parts(parts)
        if follows:
            self.view.scrollToBottom()
        else:
            bar.setValue(place)

    @Slot()
    def copy(self) -> None:
        """Put the selected rows, or all of them, on the clipboard, as Python writes numbers, tabs between cells."""
        chosen = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        rows = chosen or range(self._rows.rowCount())
        lines = ["\t".join(translate("PlotTable", head) for head in _HEADS)]
        lines += ["\t".join(str(self._rows.cell(row, column)) for column in range(len(_HEADS))) for row in rows]
        QGuiApplication.clipboard().setText("\n".join(lines))

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.view.setAccessibleName(self.tr("Table of the losses"))
        self.button.setText(self.tr("Copy"))
        self.button.setToolTip(self.tr("Copies the selected rows, or the whole table."))
        self._rows.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(_HEADS) - 1)
        self.view.viewport().update()

    @Slot()
    def _restyle(self) -> None:
        self.view.setFont(font("log"))
        self.view.horizontalHeader().setFont(font("head"))
        self.view.verticalHeader().setDefaultSectionSize(line_height("log") + round(6 * theme().scale))
