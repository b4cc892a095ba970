"""What the panels share: a surface, a text and an icon button that take their looks from the theme."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QSizePolicy,
    QStyledItemDelegate,
    QToolButton,
    QWidget,
)

from fedgui.gui.icons import tinted_icon
from fedgui.gui.theme import font, theme

_WORDED_ICON: Final = 16
_INSET: Final = 6
_WORDED_GAP: Final = 5
"""Pixels between an icon and its button's words, beside the few that Qt leaves."""


def set_worded_icon(button: QAbstractButton, name: str, token: str = "ink") -> None:  # noqa: S107  (a colour token)
    """Give a button an icon that stands apart from the button's words; one without words has it in the middle."""
    side = round(_WORDED_ICON * theme().scale)
    gap = round(_WORDED_GAP * theme().scale) if button.text() else 0
    button.setIcon(tinted_icon(name, lambda: theme().color(token), at_left=True))
    button.setIconSize(QSize(side + gap, side))


def inset(field: QAbstractSpinBox) -> None:
    """Keep a field's number away from its border: the style sheet's padding does not reach it."""
    field.lineEdit().setTextMargins(round(_INSET * theme().scale), 0, 0, 0)


def choice_box() -> QComboBox:
    """A box to choose from a list; a long list is scrolled, and does not fill the screen."""
    box = QComboBox()
    # the box's own delegate knows nothing of the style sheet's rows
    box.setItemDelegate(QStyledItemDelegate(box))
    return box


class Surface(QWidget):
    """A plain area in one colour, with one-pixel separators on some of its edges.

    Args:
        color: token of the area.
        edges: where the separators are.
    """

    def __init__(self, color: str = "panel", edges: Qt.Edge | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._color = color
        self._edges = edges
        # it covers itself: what lies below needs no painting when something on it changes
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme().color(self._color))
        if self._edges is None:
            return
        line = theme().color("line")
        if self._edges & Qt.Edge.TopEdge:
            painter.fillRect(QRect(0, 0, self.width(), 1), line)
        if self._edges & Qt.Edge.BottomEdge:
            painter.fillRect(QRect(0, self.height() - 1, self.width(), 1), line)
        if self._edges & Qt.Edge.LeftEdge:
            painter.fillRect(QRect(0, 0, 1, self.height()), line)
        if self._edges & Qt.Edge.RightEdge:
            painter.fillRect(QRect(self.width() - 1, 0, 1, self.height()), line)


class Text(QLabel):
    """A label in one type role and one colour; both follow the theme.

    Args:
        role: a key of theme.ROLES.
        color: token of the text.
    """

    def __init__(self, role: str, color: str = "ink", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._color = color
        self.setTextFormat(Qt.TextFormat.PlainText)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_color(self, color: str) -> None:
        """Change the colour of the text."""
        self._color = color
        self._restyle()

    def changeEvent(self, event: QEvent) -> None:
        """Keep the colour: a style sheet puts back the palette of an earlier theme when an ancestor moves."""
        super().changeEvent(event)
        is_stale = self.palette().windowText().color() != theme().color(self._color)
        if is_stale and event.type() == QEvent.Type.PaletteChange:
            self._restyle()

    @Slot()
    def _restyle(self) -> None:
        self.setFont(font(self._role))
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.WindowText, theme().color(self._color))
        self.setPalette(palette)


class IconButton(QToolButton):
    """A square button without words: whoever makes it gives it a tooltip and an accessible name.

    Args:
        side: its size in pixels at text scale 1.
        icon_side: that of its icon.
        kind: look, as the style sheet knows it; "" is the plain one.
    """

    def __init__(self, side: int, icon_side: int, kind: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._icon_side = icon_side
        if kind:
            self.setProperty("kind", kind)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_words(self, words: str) -> None:
        """Say what the button does."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        # Not setFixedSize: the style sheet's own least size would replace it.
        side = round(self._side * theme().scale)
        return QSize(side, side)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    @Slot()
    def _restyle(self) -> None:
        side = round(self._icon_side * theme().scale)
        self.setIconSize(QSize(side, side))
        self.updateGeometry()
