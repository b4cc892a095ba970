"""The order in which the Tab key goes through the window: as one reads it, whenever each part was made or put back.

Qt's own order is the one in which widgets came into the window: what is made late, or leaves for a presentation and
comes back, stands at its end. Here it is the order of the window's parts, and within a part that of the places.

PySide takes a widget that `nextInFocusChain`, `focusWidget` or `focusProxy` returns for a child of the one that was
asked, and loses it when that one goes; so does `findChildren` with grandchildren. None of them may be used here.
docs/decisions/the-tab-key-asks-for-direct-children.md says more.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

if TYPE_CHECKING:
    from fedgui.gui.main_window import MainWindow

_log = logging.getLogger(__name__)
_OVERLAP: Final = 2
"""Neighbours may share as many pixels: a line between them that both draw, or what a style lets stick out."""


def parts_in_order(window: MainWindow) -> tuple[QWidget, ...]:
    """The window's parts as one reads them. One may lie in another: it is in its own place, not in the other's."""
    # in a narrow window the side's body lies over the stage, and in the window instead of in the side
    left = (window.side, window.side.body)
    middle = (window.stage_bar, window.views, window.caption)
    right = (window.tabs, window.plot, window.room.rail)
    bottom = (window.transport.timeline, window.transport)
    return (window.top_bar, window.errors, *left, *middle, *right, *bottom)


def follow_parts(window: MainWindow, *, forward: bool) -> bool:
    """Let the Tab key, or Shift and Tab, go on in the window.

    Returns:
        Whether it did. If not, the focus is where it was, and Qt's own order knows more. Nothing is ever raised: Qt
        asks in the middle of hiding and disabling widgets too, and has no use for an exception.
    """
    try:
        return move_focus(window, parts_in_order(window), forward=forward)
    except Exception:  # noqa: BLE001 - also while the window is built or taken apart, and has not all its parts
        _log.exception("the Tab key could not follow the window's parts")
        return False


def move_focus(window: QWidget, parts: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the focus to what comes after, or before, the widget that has it; from the end on to the beginning.

    Args:
        window: nothing happens if the focus is in another one.
        parts: parts of the window, in order.

    Returns:
        Whether the focus moved.
    """
    focused = QApplication.focusWidget()
    if focused is None and QApplication.activeWindow() is not window:
        return False
    walk = _Walk(window, focused, frozenset(parts))
    for part in parts:
        if window.isAncestorOf(part):  # it may be lent to a presentation
            walk.visit(part)
    stops = walk.stops
    if focused is None or focused is window:
        at = -1 if forward else len(stops)
    elif focused in stops:
        at = stops.index(focused)
    else:
        return False
    ahead = [*stops[at + 1 :], *stops[: max(at, 0)]] if forward else [*stops[:at][::-1], *stops[at + 1 :][::-1]]
    reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
    for stop in ahead:
        stop.setFocus(reason)
        # one that hands the focus on to what has it already is no stop
        if QApplication.focusWidget() is not focused:
            walk.bring_into_view(stop)
            return True
    return False


@dataclass
class _Walk:
    """Goes through widgets from the outside inwards, and in reading order among those that lie side by side.

    Attributes:
        window: what can't be seen in it is left out.
        focused: what has the focus now. It is taken down wherever it is: even if only a click brings the focus there,
            and while it is being hidden or disabled.
        parts: are visited on their own.
        stops: what the Tab key can come to, so far.
    """

    window: QWidget
    focused: QWidget | None
    parts: frozenset[QWidget]
    stops: list[QWidget] = field(default_factory=list)
    _areas: list[QScrollArea] = field(default_factory=list)

    def visit(self, widget: QWidget) -> None:
        """Take down this widget, and what is in it."""
        if widget is self.focused or self._is_stop(widget):
            self.stops.append(widget)
        if isinstance(widget, QScrollArea):
            self._areas.append(widget)
        # direct children only: so PySide takes them for whose children they are
        children: list[QWidget] = widget.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
        for child in reading_order(child for child in children if self._may_lead_on(child)):
            self.visit(child)

    def bring_into_view(self, stop: QWidget) -> None:
        """Scroll to a stop in a page that is longer than its room: Qt does so for steps within the page only."""
        for area in reversed(self._areas):
            if area.isAncestorOf(stop):
                area.ensureWidgetVisible(stop)

    def _may_lead_on(self, child: QWidget) -> bool:
        if child.isWindow() or child in self.parts:
            return False
        holds_focus = self.focused is not None and (child is self.focused or child.isAncestorOf(self.focused))
        return holds_focus or not child.isHidden()

    def _is_stop(self, widget: QWidget) -> bool:
        takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
        return takes_tab and widget.isEnabled() and widget.isVisibleTo(self.window)


@dataclass(frozen=True)
class _Box:
    """A widget with its edges along one axis, then the other; right and lower edges are outside of it."""

    widget: QWidget
    edges: tuple[tuple[int, int], tuple[int, int]]


def reading_order(widgets: Iterable[QWidget]) -> list[QWidget]:
    """Children of one widget, row by row and from the left to the right.

    Where no straight line can be drawn between two rows, as beside something high, columns are looked for.
    """
    boxes = []
    for widget in widgets:
        place = widget.geometry()
        across, down = (place.x(), place.x() + place.width()), (place.y(), place.y() + place.height())
        boxes.append(_Box(widget, (down, across)))
    return [box.widget for box in _ordered(boxes)]


def _ordered(boxes: list[_Box]) -> list[_Box]:
    if len(boxes) < 2:
        return boxes
    for axis in (0, 1):
        bands = _bands(boxes, axis)
        if len(bands) > 1:
            return [box for band in bands for box in _ordered(band)]
    # they lie over one another
    return sorted(boxes, key=lambda box: (box.edges[0][0], box.edges[1][0]))


def _bands(boxes: list[_Box], axis: int) -> list[list[_Box]]:
    """Groups with a line between each and the next that runs through none."""
    bands: list[list[_Box]] = []
    reached = 0
    for box in sorted(boxes, key=lambda box: box.edges[axis]):
        begin, end = box.edges[axis]
        if not bands or begin >= reached - _OVERLAP:
            bands.append([])
            reached = end
        bands[-1].append(box)
        reached = max(reached, end)
    return bands
