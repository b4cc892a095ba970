"""How the window's room is shared out: as the design has it, or as the user left it the last time."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QTabWidget, QWidget

from fedgui.gui.right_rail import CODE, PLOT, RightRail
from fedgui.gui.settings import Settings
from fedgui.gui.side_panel import SidePanel, rail_width
from fedgui.gui.theme import line_height, theme

LEFT_WIDTH: Final = 296
RIGHT_WIDTH: Final = 456
NARROW_RIGHT_WIDTH: Final = 420
SHORT_BELOW: Final = 800
"""A window that is lower than this shows ten lines of code, and leaves the rest to the plot."""

_SHORT_LINES: Final = 10
_CODE_SHARE: Final = 456 / (456 + 280)
_CODE_MARGIN: Final = 9
"""Above the code, with the line below the tabs."""
_AMONG_TABS: Final = frozenset({"code", "console", "network"})
"""What lessons call the panels above the plot."""
SMALLEST_CODE: Final = 190
SMALLEST_PLOT: Final = 220
_BOTH: Final = 220
"""At type scale 1, the least height of the right column that code and plot share; below, one of them is shown."""
_STAGE: Final = 640


class Arrangement(QObject):
    """Sizes the three columns, and code and plot in the right one.

    A splitter that the user has moved keeps its place, at any size of window and type and in the next session.

    Args:
        side: the panel at the left.
        stage: the column in the middle.
        tabs: code, console and network.
        plot: what stands below them.
        values: what was chosen the last time; what is chosen now is noted there, for whoever saves them.
    """

    def __init__(self, side: SidePanel, stage: QWidget, tabs: QTabWidget, plot: QWidget, values: Settings) -> None:
        super().__init__()
        self._side, self._tabs, self._plot, self._values = side, tabs, plot, values
        self._is_low = False
        self._in_front = CODE
        """Which of the two is shown where there is room for one."""
        tabs.setMinimumHeight(SMALLEST_CODE)
        plot.setMinimumHeight(SMALLEST_PLOT)
        stage.setMinimumWidth(_STAGE)
        self.right = _Splitter(Qt.Orientation.Vertical, tabs, plot)
        self.right.setMinimumWidth(400)
        self.columns = _Splitter(Qt.Orientation.Horizontal, side, stage, self.right)
        self.columns.setStretchFactor(1, 1)
        self.rail = RightRail()
        self.whole = QWidget()
        row = QHBoxLayout(self.whole)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.columns, 1)
        row.addWidget(self.rail)
        self.columns.splitterMoved.connect(self._note_columns)
        self.right.splitterMoved.connect(self._note_rows)
        self.right.resized.connect(self.size_rows)

    def restore(self) -> None:
        """Fold and unfold what the user folded and unfolded in the last session, and open the same tab."""
        values = self._values
        self._side.set_folded(values.is_side_folded)
        self._place_panels()
        self._tabs.setCurrentIndex(min(values.right_tab, self._tabs.count() - 1))
        self._side.folded.connect(self._note_folded)
        self._tabs.currentChanged.connect(self._note_tab)

    def show(self, panel: str, *, is_shown: bool) -> None:
        """Show CODE (with console and network) or PLOT, or leave its room to the other one, or to the stage."""
        values = self._values
        if panel == CODE:
            values.is_code_hidden = not is_shown
        else:
            values.is_plot_hidden = not is_shown
        self._in_front = panel if is_shown else PLOT if panel == CODE else CODE
        focused = QApplication.focusWidget()
        had_focus = focused is not None and self.right.isAncestorOf(focused)
        self._place_panels()
        self.size_columns(self.whole.width())
        self.size_rows()
        if had_focus and not is_shown:
            (self.rail.code if panel == CODE else self.rail.plot).setFocus()

    def show_for(self, name: str) -> None:
        """Show the panel with what lessons call `name`, if it is one of those at the right."""
        if name in _AMONG_TABS:
            self.show(CODE, is_shown=True)
        elif name == PLOT:
            self.show(PLOT, is_shown=True)

    @property
    def is_right_hidden(self) -> bool:
        """Whether nothing is left of the column at the right."""
        return self._values.is_code_hidden and self._values.is_plot_hidden

    def shows(self, panel: str) -> bool:
        """Whether CODE or PLOT is shown: the user did not hide it, and it has room."""
        is_hidden = {CODE: self._values.is_code_hidden, PLOT: self._values.is_plot_hidden}
        return not is_hidden[panel] and (not self._is_low or any(is_hidden.values()) or panel == self._in_front)

    def _place_panels(self) -> None:
        has_code, has_plot = self.shows(CODE), self.shows(PLOT)
        self._tabs.setVisible(has_code)
        self._plot.setVisible(has_plot)
        self.right.setVisible(not self.is_right_hidden)
        self.rail.offer(code=not has_code, plot=not has_plot)

    def lend_tab(self, index: int) -> None:
        """Open a tab for as long as something else needs it: the user's own choice is remembered."""
        chosen = self._values.right_tab
        self._tabs.setCurrentIndex(index)
        self._values.right_tab = chosen

    def return_tab(self, index: int) -> None:
        """Open the user's own tab again, unless another one than the lent one was opened meanwhile."""
        if self._tabs.currentIndex() == index:
            self._tabs.setCurrentIndex(self._values.right_tab)

    def size_columns(self, width: int) -> None:
        """Share out `width` pixels; the stage gets what the others leave."""
        scale, is_narrow = theme().scale, self._side.is_narrow
        left = self._values.left_width or LEFT_WIDTH
        right = self._values.right_width or (NARROW_RIGHT_WIDTH if is_narrow else RIGHT_WIDTH)
        width -= self.rail.room
        has_rail = is_narrow or not self._side.is_open
        sizes = (rail_width() if has_rail else round(left * scale), round(right * scale))
        self.columns.setSizes([sizes[0], max(width - sum(sizes), 1), sizes[1]])

    @Slot()
    def size_rows(self) -> None:
        """Share out the right column between code and plot."""
        room = self.right.height() - self.right.handleWidth()
        is_low = room < _BOTH * theme().scale
        if is_low is not self._is_low and self.right.isVisible():
            self._is_low = is_low
            self._place_panels()
            self.size_columns(self.whole.width())
        if self._values.code_share:
            code = round(room * self._values.code_share)
        elif self.right.window().height() < SHORT_BELOW * theme().scale:
            lines = _SHORT_LINES * line_height("code") + round(_CODE_MARGIN * theme().scale)
            code = min(self._tabs.tabBar().sizeHint().height() + lines, room // 2)
        else:
            code = round(room * _CODE_SHARE)
        self.right.setSizes([code, room - code])

    @Slot()
    def _note_columns(self) -> None:
        left, _stage, right = self.columns.sizes()
        if right:
            self._values.right_width = round(right / theme().scale)
        if self._side.is_open and not self._side.is_narrow:
            self._values.left_width = round(left / theme().scale)

    @Slot()
    def _note_rows(self) -> None:
        code, plot = self.right.sizes()
        if not (self.shows(CODE) and self.shows(PLOT)):
            return
        self._values.code_share = round(code / max(code + plot, 1), 3)

    @Slot(bool)
    def _note_folded(self, is_folded: bool) -> None:
        if not self._side.is_narrow:
            self._values.is_side_folded = is_folded
            self.size_columns(self.whole.width())

    @Slot(int)
    def _note_tab(self, index: int) -> None:
        self._values.right_tab = index


class _Splitter(QSplitter):
    """Parts beside or below each other, one pixel apart, none of which can be dragged away."""

    resized = Signal()

    def __init__(self, orientation: Qt.Orientation, *parts: QWidget) -> None:
        super().__init__(orientation)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(1)
        for part in parts:
            self.addWidget(part)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()
