"""A parcel, opened: every tensor in it with its shape, its values and its bytes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QGraphicsView, QGridLayout, QLabel, QVBoxLayout
from shiboken6 import isValid

from fedgui.gui.language import language
from fedgui.gui.stage.cards import Card
from fedgui.gui.stage.cells import Parts, bytes_of, shape_text
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.theme import font, theme
from fedgui.scripts.trace import TensorValue

MOST_PARTS: Final = 6
MOST_VALUES: Final = 12
_VALUES_A_LINE: Final = 6


class PartsCard(Card):
    """Lies over the stage while the pointer or the focus is on a parcel, and takes no clicks.

    Args:
        view: what shows the parcels.
    """

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view, "panel")
        self._view = view
        self._parcel: Parcel | None = None
        self._parts: Parts = ()
        self._heading = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._title = QLabel()
        self._labels: list[QLabel] = []
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self._table.setVerticalSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addWidget(self._title)
        column.addLayout(self._table)
        self.dress()

    @property
    def parcel(self) -> Parcel | None:
        """The parcel that it was last opened for, if that is still under way."""
        return self._parcel if self._parcel is not None and isValid(self._parcel) else None

    def follow(self, parcel: Parcel | None) -> None:
        """Show everything in a parcel beside it, wherever that travels; None, or one that can't be seen, closes it."""
        if parcel is not None and not isValid(parcel):
            parcel = None  # it has arrived
        self._attach(parcel)
        is_there = parcel is not None and parcel.isVisible()
        self.setVisible(is_there)
        if parcel is None or not is_there:
            return
        self.set_parts(parcel.heading(), parcel.parts)
        self.adjustSize()
        self._place()
        self.raise_()

    def _attach(self, parcel: Parcel | None) -> None:
        before = self.parcel
        if parcel is before:
            return
        if before is not None:
            before.xChanged.disconnect(self._place)
            before.yChanged.disconnect(self._place)
        self._parcel = parcel
        if parcel is not None:
            parcel.xChanged.connect(self._place)
            parcel.yChanged.connect(self._place)

    @Slot()
    def _place(self) -> None:
        """Stand below the parcel, or above it, and within the view."""
        parcel, view = self.parcel, self._view
        if parcel is None or self.isHidden():
            return
        seen = view.mapFromScene(parcel.sceneBoundingRect()).boundingRect().translated(view.viewport().pos())
        card = self.geometry()
        card.moveCenter(seen.center())
        card.moveTop(seen.bottom() + 4)
        if card.bottom() > view.height():
            card.moveBottom(seen.top() - 4)
        card.moveLeft(max(4, min(card.left(), view.width() - card.width() - 4)))
        card.moveTop(max(4, min(card.top(), view.height() - card.height() - 4)))
        self.setGeometry(card)

    def set_parts(self, heading: str, parts: Parts) -> None:
        """Show what a parcel carries under a heading such as "model · 12 bytes"."""
        if (heading, parts) != (self._heading, self._parts):
            self._heading, self._parts = heading, parts
            self._fill()

    def dress(self) -> None:
        self._title.setFont(font("strong"))
        self._fill()
        super().dress()

    def retranslate(self) -> None:
        self._fill()

    def _fill(self) -> None:
        for old in self._labels:
            self._table.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._labels.clear()
        self._title.setText(self._heading)
        row = 0
        for name, value in self._parts[:MOST_PARTS]:
            size = self.tr("{count} bytes").format(count=language().integer(bytes_of(value)))
            self._write(row, 0, name, "index", "ink")
            self._write(row, 1, f"{shape_text(value.shape)} · {value.dtype}", "legend", "ink2")
            self._write(row, 2, size, "legend", "ink2")
            self._write(row + 1, 0, self._values_text(value), "index", "ink", columns=3)
            row += 2
        if len(self._parts) > MOST_PARTS:
            text = self.tr("and %n more tensor(s)", "", len(self._parts) - MOST_PARTS)
            self._write(row, 0, text, "legend", "ink2", columns=3)

    def _values_text(self, value: TensorValue) -> str:
        shown = [language().number(number) for number in value.values[:MOST_VALUES]]
        lines = [shown[at : at + _VALUES_A_LINE] for at in range(0, len(shown), _VALUES_A_LINE)]
        is_cut = len(value.values) > MOST_VALUES or not value.whole
        return "\n".join("  ".join(line) for line in lines) + (" …" if is_cut else "")

    def _write(self, row: int, column: int, text: str, role: str, token: str, columns: int = 1) -> None:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setFont(font(role))
        label.setStyleSheet(f"color: {theme().color(token).name()};")
        self._labels.append(label)
        self._table.addWidget(label, row, column, 1, columns)
        # A layout shows a new widget only later, and the card is measured now.
        label.show()
