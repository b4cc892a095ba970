"""The order in which the Tab key goes through a window, kept while parts of it are elsewhere."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid


class TabOrder:
    """Where the Tab key goes in a window at this moment.

    Qt puts what leaves a window and comes back at the end of its order.
    """

    def __init__(self, window: QWidget) -> None:
        self._window = window
        self._order = tab_order(window)

    def restore(self) -> None:
        """Let the Tab key go through the same widgets in the same order again, as far as they still are there."""
        _chain([widget for widget in self._order if isValid(widget) and widget.window() is self._window])


def tab_order(window: QWidget) -> list[QWidget]:
    """The widgets of a window that the Tab key can come to, in its order; hidden ones too."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.focusProxy() is None:
            found.append(widget)
        widget = widget.nextInFocusChain()
    return found


def move_before(window: QWidget, part: QWidget, other: QWidget) -> None:
    """Let the Tab key come to what is in `part` just before what is in `other`: it was made after that."""
    order = tab_order(window)
    moved = [widget for widget in order if part.isAncestorOf(widget)]
    rest = [widget for widget in order if not part.isAncestorOf(widget)]
    place = next((place for place, widget in enumerate(rest) if other.isAncestorOf(widget)), len(rest))
    _chain([*rest[:place], *moved, *rest[place:]])


def _chain(order: list[QWidget]) -> None:
    for first, second in pairwise(order):
        QWidget.setTabOrder(first, second)
