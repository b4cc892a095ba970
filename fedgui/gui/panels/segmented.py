"""A row of choices, one of them taken."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QSizePolicy, QWidget

from fedgui.gui.theme import font, theme

_RADIUS = 8.0


class _Segment(QAbstractButton):
    """One choice. It paints its share of the common frame."""

    def __init__(self, is_first: bool, is_last: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._is_first = is_first
        self._is_last = is_last
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + round(18 * theme().scale)
        return QSize(max(width, round(34 * theme().scale)), round(34 * theme().scale))

    def _outline(self) -> QPainterPath:
        """The frame's outline within this segment: rounded only at the ends of the row."""
        shape = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        if not self._is_first:
            shape.setLeft(-2 * _RADIUS)
        if not self._is_last:
            shape.setRight(self.width() + 2 * _RADIUS)
        path = QPainterPath()
        path.addRoundedRect(shape, _RADIUS, _RADIUS)
        return path

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme()
        fill = "ink" if self.isChecked() else "sunk" if self.underMouse() else "panel"
        outline = self._outline()
        painter.fillPath(outline, colors.color(fill))
        if not self._is_first:
            painter.fillRect(QRectF(0, 1, 1, self.height() - 2), colors.color("line"))
        painter.setPen(QPen(colors.color("line2"), 1))
        painter.drawPath(outline)
        ink = "panel" if self.isChecked() else "ink2"
        painter.setPen(colors.color(ink))
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            painter.setPen(QPen(colors.color(ink if self.isChecked() else "ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 4, 4)


def lead_tab(group: QButtonGroup, place: int) -> None:
    """Let the Tab key come to the choice that is taken. Qt does so only for choices that were clicked."""
    for button in group.buttons():
        leads = button is group.button(place)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if leads else Qt.FocusPolicy.ClickFocus)


class SegmentedControl(QWidget):
    """A row of choices, exactly one of which is taken. Arrow keys move between them.

    Args:
        count: how many choices there are.
    """

    chosen = Signal(int)
    """The user took the choice with this place."""

    def __init__(self, count: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for place in range(count):
            segment = _Segment(place == 0, place == count - 1, self)
            self._group.addButton(segment, place)
            layout.addWidget(segment)
        self._group.idClicked.connect(self.chosen)
        self._group.idToggled.connect(self._lead_tab)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self._restyle()

    @property
    def current(self) -> int:
        """Place of the choice that is taken, -1 for none."""
        return self._group.checkedId()

    def set_current(self, place: int) -> None:
        """Take a choice without a signal. The keyboard goes along if it is on another one."""
        self._group.button(place).setChecked(True)
        if any(button.hasFocus() for button in self._group.buttons()):
            self._group.button(place).setFocus()

    def set_texts(self, texts: Sequence[str], names: Sequence[str]) -> None:
        """Label the choices.

        Args:
            texts: what is written on them.
            names: what a screen reader and the tooltip call them.
        """
        for place, (text, name) in enumerate(zip(texts, names, strict=True)):
            button = self._group.button(place)
            button.setText(text)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.updateGeometry()

    @Slot(int, bool)
    def _lead_tab(self, place: int, is_taken: bool) -> None:
        if is_taken:
            lead_tab(self._group, place)

    @Slot()
    def _restyle(self) -> None:
        for button in self._group.buttons():
            button.setFont(font("button"))
            button.updateGeometry()
            button.update()
