"""The order in which the Tab key goes through a window: that of its parts, whenever each was made or put back.

Qt's own order is the one in which widgets came into the window. What is made late, or leaves for a presentation and
comes back, stands at the end of it. `QWidget.setTabOrder` can't put that right here: it moves single widgets, and the
tabs, the texts and the choices of a panel hand the focus on to others inside them, which stay where they were.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget


def move_focus(window: QWidget, parts: Sequence[QWidget], *, forward: bool) -> bool:
    """Give the focus to what comes after, or before, the widget that has it; from the end on to the beginning.

    Args:
        parts: the window's parts in order. One may lie in another: what is in it is in its place, not in the other's.

    Returns:
        Whether there was something to go to.
    """
    focused = window.focusWidget()
    stops = _stops(window, parts, focused)
    at = stops.index(focused) if focused in stops else (-1 if forward else 0)
    wanted = stops[(at + (1 if forward else -1)) % len(stops)] if stops else None
    if wanted is None or wanted is focused:
        return False
    wanted.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
    return True


def _stops(window: QWidget, parts: Sequence[QWidget], focused: QWidget | None) -> list[QWidget]:
    """What the Tab key can come to, in order, and what has the focus now, even if only a click brings it there."""
    found: list[QWidget] = []
    widget = window.nextInFocusChain()
    while widget is not None and widget is not window:
        if widget is focused or _is_stop(widget, window):
            found.append(widget)
        widget = widget.nextInFocusChain()
    places = {part: place for place, part in enumerate(parts)}
    # widgets of one part keep Qt's order among themselves
    return sorted(found, key=lambda one: _place(one, places))


def _is_stop(widget: QWidget, window: QWidget) -> bool:
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
    return takes_tab and widget.isEnabled() and widget.isVisibleTo(window)


def _place(widget: QWidget, places: dict[QWidget, int]) -> int:
    """The place of the innermost part that the widget lies in; what lies in none comes last."""
    inside: QWidget | None = widget
    while inside is not None:
        if inside in places:
            return places[inside]
        inside = inside.parentWidget()
    return len(places)
