"""The inspector's column: what it says of a node, and a table for each tensor, one below the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.panels.basics import Surface
from fedgui.gui.panels.block_view import BlockView, height_at
from fedgui.gui.panels.blocks import Block
from fedgui.gui.panels.scroll_area import ScrollArea

_MARGIN_X: Final = 20
_MARGIN_Y: Final = 16
_BAR_GAP: Final = 6
_SPACING: Final = 18
_SPARE: Final = 6
"""Tables that are made before they are needed: making one takes longer than anything else in a moment."""
_MOST_KEPT: Final = 18
"""Tables that wait for their columns to come back; beyond, the one that has waited longest gets other columns."""


class _Column(Surface):
    """What is scrolled. It tells the area when something in it wants another size."""

    resized_inside = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self.resized_inside.emit()
        return super().event(event)


class BlockColumn(ScrollArea):
    """Some widgets, then as many tables as there are tensors; all of it is laid out once for each moment.

    Args:
        above: the widgets.
    """

    edited = Signal(str, int, float)
    """The user wrote another number into a table: parameter, place in it, number."""
    refused = Signal(str)
    """The user wrote something that can't be taken: why, in a sentence."""

    def __init__(self, above: Sequence[QWidget], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = _Column()
        self._above = tuple(above)
        for widget in above:
            widget.setParent(self._column)
        self._views: list[BlockView] = []
        self._order: list[BlockView] = []
        """Those that are shown, from top to bottom."""
        self._moments = 0
        self._is_editable = False
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._column)
        self._column.resized_inside.connect(self.lay_out)
        self._spare = QTimer(self)
        self._spare.setInterval(0)
        self._spare.timeout.connect(self._make_spare)

    def set_editable(self, is_editable: bool) -> None:
        """Let the user write other numbers into cells that stand for a parameter."""
        self._is_editable = is_editable
        for view in self._views:
            view.table.set_editable(is_editable)

    def forget(self) -> None:
        """Write everything anew at the next moment: the language or the theme is another one."""
        for view in self._views:
            view.forget()

    def show_blocks(self, blocks: Sequence[tuple[Block, str]], color: str) -> None:
        """Show these tables, each with a sentence that tells since when its numbers are there; padlocks in `color`."""
        self._moments += 1
        self._order = self._views_for([block for block, _since in blocks])
        for view, (block, since) in zip(self._order, blocks, strict=True):
            view.last_shown = self._moments
            view.show_block(block, color, since)
        shown = set(self._order)
        for view in self._views:
            view.setVisible(view in shown)
        self.lay_out()

    def lay_out(self) -> None:
        """Place everything for the present width. The bar, where it is needed, stands in the right margin."""
        room = self.size()
        height = max(self._lay_out_at(room.width()), room.height())
        is_long = height > room.height()
        # left to itself, Qt shows the bar after the next painting, and paints everything once more
        policy = Qt.ScrollBarPolicy.ScrollBarAlwaysOn if is_long else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != policy:
            self.setVerticalScrollBarPolicy(policy)
        bar = self.verticalScrollBar().sizeHint().width() if is_long else 0
        self._column.resize(room.width() - bar, height)
        # all of it has its size now
        for widget in (self._column, *self._order):
            QCoreApplication.removePostedEvents(widget, QEvent.Type.LayoutRequest.value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._spare.start()

    def _lay_out_at(self, width: int) -> int:
        """Place everything for a width of the column; returns how high it is."""
        right = max(_MARGIN_X, self.verticalScrollBar().sizeHint().width() + _BAR_GAP)
        inside, below = width - _MARGIN_X - right, _MARGIN_Y
        for widget in (*self._above, *self._order):
            if widget.isHidden():
                continue
            layout = widget.layout()
            if layout is not None:
                layout.activate()  # it knows its new height only then
            height = widget.lay_out(inside) if isinstance(widget, BlockView) else height_at(widget, inside)
            widget.setGeometry(_MARGIN_X, below, inside, height)
            below += height + _SPACING
        return below - _SPACING + _MARGIN_Y

    def _views_for(self, blocks: Sequence[Block]) -> list[BlockView]:
        """A view for each block: the one that showed it before, else one whose table has such columns already."""
        free = sorted(self._views, key=lambda view: view.last_shown)
        found: list[BlockView | None] = [None] * len(blocks)
        for has_title in (True, False):
            for place, block in enumerate(blocks):
                if found[place] is None:
                    found[place] = _take(free, block, has_title=has_title)
        return [view or self._any_view(free) for view in found]

    def _any_view(self, free: list[BlockView]) -> BlockView:
        """One that has shown nothing yet, a new one, or the one that has waited longest."""
        if free and (not free[0].last_shown or len(self._views) >= _MOST_KEPT):
            return free.pop(0)
        return self._make_view()

    def _make_view(self) -> BlockView:
        view = BlockView(self._column)
        view.table.set_editable(self._is_editable)
        view.table.edited.connect(self.edited)
        view.table.refused.connect(self.refused)
        self._views.append(view)
        return view

    def _make_spare(self) -> None:
        """Make one table that may be needed soon, while there is time."""
        if len(self._views) >= _SPARE or not self.isVisible():
            self._spare.stop()
        else:
            self._make_view().get_ready()


def _take(free: list[BlockView], block: Block, *, has_title: bool) -> BlockView | None:
    """Take the latest of these views whose table has the form of a block's, and its title if it must."""
    for view in reversed(free):
        shown = view.block
        if shown is None or not shown.grid.has_form_of(block.grid) or (has_title and shown.title != block.title):
            continue
        free.remove(view)
        return view
    return None
