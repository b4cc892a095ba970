"""The head of the loss plot: its title, a warning, the legend, and the menu of what to draw."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QLabel, QMenu, QToolButton, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import IconButton, Text
from fedgui.gui.panels.curves import LegendEntry
from fedgui.gui.panels.series import XAxis
from fedgui.gui.shortcuts import key_name
from fedgui.gui.theme import icon, pixmap, theme

_MARGIN: Final = 16
_GAP: Final = 14
_ROW: Final = 34
_LEGEND_ROW: Final = 24


class PlotHead(QWidget):
    """A row with title, warning, legend and menu. A legend without room in it goes on in rows below."""

    axis_chosen = Signal(object)
    """The user wants another x axis (XAxis)."""
    scale_chosen = Signal(bool)
    """The user wants a logarithmic (True) or linear y axis."""
    fold_requested = Signal()
    """The user wants to hide the whole plot."""
    table_toggled = Signal(bool)
    """The user wants the table (True) or the plot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: list[LegendEntry] = []
        self._title = Text("strong", parent=self)
        self._warning_icon = QLabel(self)
        self._warning = Text("legend", "bad", self)
        self._make_menu()
        self.fold = IconButton(_ROW, 16, parent=self)
        self.fold.clicked.connect(self.fold_requested)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()
        self.set_warning("")

    def _make_menu(self) -> None:
        self.button = IconButton(_ROW, 18, parent=self)
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.button)
        self.button.setMenu(self.menu)
        self._axes_title = self._add_title()
        self._axes = self._add_choices(len(XAxis))
        self.menu.addSeparator()
        self._scales_title = self._add_title()
        self._scales = self._add_choices(2)
        self.menu.addSeparator()
        self._table = QAction(self.menu, checkable=True)
        self.menu.addAction(self._table)
        self._axes.triggered.connect(self._choose_axis)
        self._scales.triggered.connect(self._choose_scale)
        self._table.triggered.connect(self.table_toggled)

    def _add_title(self) -> QAction:
        title = QAction(self.menu)
        title.setEnabled(False)
        self.menu.addAction(title)
        return title

    def _add_choices(self, count: int) -> QActionGroup:
        group = QActionGroup(self.menu)
        for _place in range(count):
            self.menu.addAction(group.addAction(QAction(self.menu, checkable=True)))
        return group

    # what the plot sets

    def set_choices(self, axis: XAxis, *, is_log: bool) -> None:
        """Mark what is drawn now in the menu."""
        self._axes.actions()[list(XAxis).index(axis)].setChecked(True)
        self._scales.actions()[int(is_log)].setChecked(True)

    def set_table(self, is_shown: bool) -> None:
        """Mark in the menu whether the table is shown."""
        self._table.setChecked(is_shown)

    def set_warning(self, text: str) -> None:
        """Say this beside the title, with a sign; "" takes it away."""
        self._warning.setVisible(bool(text))
        self._warning_icon.setVisible(bool(text))
        if text != self._warning.text():
            self._warning.setText(text)
            self.arrange()

    def set_entries(self, entries: Sequence[LegendEntry]) -> None:
        """Show these entries of the legend; others are hidden by whoever made them."""
        if list(entries) != self._entries:
            self._entries = list(entries)
            self.arrange()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self._title.setText(self.tr("Loss"))
        self.button.set_words(self.tr("Axes and table of the plot"))
        self.fold.set_words(self.tr("Hide the plot ({key})").format(key=key_name("Ctrl+3")))
        self._axes_title.setText(self.tr("Horizontal axis"))
        for action, text in zip(
            self._axes.actions(), (self.tr("Round"), self.tr("Gradient step"), self.tr("Bytes sent")), strict=True
        ):
            action.setText(text)
        self._scales_title.setText(self.tr("Vertical axis"))
        for action, text in zip(self._scales.actions(), (self.tr("Linear"), self.tr("Logarithmic")), strict=True):
            action.setText(text)
        self._table.setText(self.tr("View as table"))
        self.arrange()

    # layout

    def sizeHint(self) -> QSize:
        return QSize(300, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.arrange()

    def arrange(self) -> None:
        """Put the legend at the right end of the first row; where it has no room, begin there and go on below."""
        scale = theme().scale
        row, margin = round(_ROW * scale), round(_MARGIN * scale)
        end = self.width() - round(10 * scale)
        for button in (self.fold, self.button):
            if button.isVisibleTo(self):
                end -= button.sizeHint().width()
                button.move(end, 0)
                button.resize(button.sizeHint())
        at = self._place_words(margin, row)
        right = self.button.x() - round(4 * scale)
        gap = round(_GAP * scale)
        for is_short in (False, True):
            for entry in self._entries:
                entry.set_short(is_short)
            widths = [entry.sizeHint().width() for entry in self._entries]
            needed = sum(widths) + gap * max(len(widths) - 1, 0)
            if needed <= right - at - gap:
                self._place_row(right - needed, 0, row)
                self._set_height(row)
                return
        below = round(_LEGEND_ROW * scale)
        height = self._wrap(at + gap, right, row, below)
        if height > row + below:
            height = self._wrap(at + gap, right, row, below, share=3)
        self._set_height(height)

    def _place_words(self, left: int, row: int) -> int:
        """Title and warning; returns where they end."""
        for label in (self._title, self._warning_icon, self._warning):
            if label.isVisibleTo(self):
                size = label.sizeHint()
                label.setGeometry(QRect(left, 0, size.width(), row))
                left += size.width() + 8
        return left - 8

    def _place_row(self, left: int, top: int, height: int) -> None:
        for entry in self._entries:
            size = entry.sizeHint()
            entry.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
            left += size.width() + round(_GAP * theme().scale)

    def _wrap(self, left: int, right: int, first_row: int, row: int, share: int = 2) -> int:
        """The legend from `left` in the first row on, then in rows below; returns where they end.

        A name that takes more than half of the plot is cut to one of `share` parts of it; its tooltip tells it.
        """
        scale = theme().scale
        margin, gap = round(_MARGIN * scale), round(_GAP * scale)
        top, height = 0, first_row
        for entry in self._entries:
            size = entry.sizeHint()
            room = self.width() - 2 * margin
            if size.width() > room // 2:
                size.setWidth(room // share)
            is_first = left <= margin
            if not is_first and left + size.width() > (right if top == 0 else self.width() - margin):
                left, top, height = margin, top + height, row
            entry.setGeometry(QRect(QPoint(left, top + (height - size.height()) // 2), size))
            left += size.width() + gap
        return top + height

    def _set_height(self, height: int) -> None:
        if height != self.minimumHeight():
            self.setFixedHeight(height)

    @Slot()
    def _restyle(self) -> None:
        self.button.setIcon(icon("gear"))
        self.fold.setIcon(icon("right"))
        self.fold.setVisible(not theme().is_presenting)
        side = round(16 * theme().scale)
        self._warning_icon.setPixmap(pixmap("warn", "bad", side, self.devicePixelRatioF()))
        self._warning_icon.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.arrange()

    @Slot(QAction)
    def _choose_axis(self, action: QAction) -> None:
        self.axis_chosen.emit(list(XAxis)[self._axes.actions().index(action)])

    @Slot(QAction)
    def _choose_scale(self, action: QAction) -> None:
        self.scale_chosen.emit(self._scales.actions().index(action) == 1)
