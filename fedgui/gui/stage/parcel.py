"""What travels: the model as a solid card with its numbers, and smaller cards for everything else."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSizeF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from fedgui.gui.language import language
from fedgui.gui.stage.cells import Cell, Parts, is_broken, model_cells, payload_lines
from fedgui.gui.stage.layout import PARCEL, RING
from fedgui.gui.stage.paint import (
    LEFT,
    draw_icon,
    fill_round,
    text_width,
    translate,
    write,
    write_number,
)
from fedgui.gui.theme import theme
from fedgui.scripts.trace import MessageState

TAG_HEIGHT: Final = 34.0
TAG_OVERLAP: Final = 5.0
RADIUS: Final = 11.0
COMPACT_HEIGHT: Final = 40.0
"""Below this a parcel has no room for labels over its values."""

_COMPACT_FLIGHT: Final = QSizeF(112, 32)
_CELL_WIDTH: Final = 72.0
_LINE_HEIGHT: Final = 24.0


class Parcel(QGraphicsObject):
    """A card whose position is its middle.

    `is_model` parcels have labelled cells and stay on the stage; the others show bare values and only travel.
    """

    def __init__(self, is_model: bool) -> None:
        super().__init__()
        self._is_model = is_model
        self._lines: tuple[tuple[Cell, ...], ...] = ()
        self._size = QSizeF(PARCEL)
        self._tag: tuple[str, int] | None = None
        self._is_active = False
        self._is_broken = False
        self._is_compact = False
        self.setZValue(3)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def set_parts(self, parts: Parts) -> None:
        """Set the values that it carries."""
        lines = (model_cells(parts),) if self._is_model else payload_lines(parts)
        broken = is_broken(parts)
        if (lines, broken) != (self._lines, self._is_broken):
            self._lines, self._is_broken = lines, broken
            self.update()

    def set_size(self, size: QSizeF) -> None:
        """Set the card's size without its ring."""
        if size != self._size:
            self.prepareGeometryChange()
            self._size = QSizeF(size)
            self.update()

    def set_message(self, message: MessageState | None) -> None:
        """The message whose name and bytes the tag says; None while docked."""
        tag = None if message is None else (message.name, message.bytes)
        if tag != self._tag:
            self.prepareGeometryChange()
            self._tag = tag
            self.update()

    def set_active(self, is_active: bool) -> None:
        """Whether the yellow ring says that this is where it happens now."""
        if is_active != self._is_active:
            self._is_active = is_active
            self.update()

    def set_compact(self, is_compact: bool) -> None:
        """Fly as a small card that names the model without its numbers."""
        self._is_compact = is_compact

    @property
    def flight_size(self) -> QSizeF:
        """The card's size on a link, for what it carries."""
        columns = max((len(line) for line in self._lines), default=1)
        if self._is_model and self._is_compact:
            return QSizeF(_COMPACT_FLIGHT)
        if self._is_model:
            return QSizeF(max(2, columns) * _CELL_WIDTH, PARCEL.height())
        under_tag = self._tag_width() + 12 if self._tag is not None else 0.0
        return QSizeF(max(under_tag, 20 + columns * 60), 14 + _LINE_HEIGHT * max(1, len(self._lines)))

    def boundingRect(self) -> QRectF:
        ring = self._outer().adjusted(-1, -1, 1, 1)
        return ring if self._tag is None else ring.united(self._tag_rect().adjusted(-1, -1, 1, 1))

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._tag is not None:
            self._draw_tag(painter)
        if self._is_broken:
            fill_round(painter, self._outer(), RADIUS + RING, "bad")
        elif self._is_active or self._tag is not None:
            fill_round(painter, self._outer(), RADIUS + RING, "now")
        fill_round(painter, self._card(), RADIUS, "parcel")
        self._draw_cells(painter)

    def _card(self) -> QRectF:
        return QRectF(-self._size.width() / 2, -self._size.height() / 2, self._size.width(), self._size.height())

    def _outer(self) -> QRectF:
        return self._card().adjusted(-RING, -RING, RING, RING)

    # --- the tag --------------------------------------------------------------------------------------------------

    def _tag_text(self) -> str:
        name, count = self._tag or ("", 0)
        if self._is_model:
            name = translate("Stage", "model")
        elif name == "loss":
            name = translate("Stage", "loss")
        size = translate("Stage", "{count} bytes").format(count=language().integer(count))
        return f"{name} · {size}" if name else size

    def _tag_width(self) -> float:
        return 33 + text_width(self._tag_text(), "pill") + 16

    def _tag_rect(self) -> QRectF:
        outer = self._outer()
        return QRectF(outer.left(), outer.top() - TAG_HEIGHT + TAG_OVERLAP, self._tag_width(), TAG_HEIGHT)

    def _draw_tag(self, painter: QPainter) -> None:
        tag = self._tag_rect()
        token = "bad" if self._is_broken else "now"
        ink = "onaccent" if self._is_broken else "nowink"
        fill_round(painter, tag.adjusted(0, 0, 0, 8), 8, token)
        # The tag's left edge goes on straight into the ring's.
        painter.fillRect(QRectF(tag.left(), tag.center().y(), 20, TAG_HEIGHT / 2 + 8), theme().color(token))
        line = tag.adjusted(0, 0, 0, -TAG_OVERLAP)
        draw_icon(painter, QRectF(tag.left() + 10, line.center().y() - 9, 18, 18), self._icon(), ink)
        write(painter, line.adjusted(33, 0, 0, 0), self._tag_text(), "pill", ink, LEFT)

    def _icon(self) -> str:
        if self._is_model:
            return "box"
        return "table" if self._is_table else "equal"

    @property
    def _is_table(self) -> bool:
        return sum(len(line) for line in self._lines) > 1

    # --- the cells ------------------------------------------------------------------------------------------------

    def _draw_cells(self, painter: QPainter) -> None:
        card = self._card()
        if self._is_model and card.height() < COMPACT_HEIGHT:
            inner = card.adjusted(10, 0, -10, 0)
            draw_icon(painter, QRectF(inner.left(), -9, 18, 18), "box", "parcelink")
            write(painter, inner.adjusted(26, 0, 0, 0), translate("Stage", "model"), "pill", "parcelink", LEFT)
        elif self._is_model:
            for cells in self._lines:
                self._draw_labelled(painter, card, cells)
        else:
            top = card.center().y() - len(self._lines) * _LINE_HEIGHT / 2
            for number, cells in enumerate(self._lines):
                self._draw_bare(painter, QRectF(card.left(), top + number * _LINE_HEIGHT, card.width(), 0), cells)

    def _draw_labelled(self, painter: QPainter, card: QRectF, cells: tuple[Cell, ...]) -> None:
        width = card.width() / max(1, len(cells))
        for number, cell in enumerate(cells):
            left = card.left() + number * width
            if number:
                divider = theme().color("parcelink")
                divider.setAlphaF(0.22)
                painter.fillRect(QRectF(left - 0.5, card.top() + 11, 1, card.height() - 24), divider)
            box = QRectF(left + 2, card.top(), width - 4, card.height())
            write(painter, QRectF(box.left(), box.top() + 8, box.width(), 20), cell.label, "legend", "parcelink")
            self._draw_value(painter, QRectF(box.left(), box.top() + 28, box.width(), 24), cell, "parcel")

    def _draw_bare(self, painter: QPainter, line: QRectF, cells: tuple[Cell, ...]) -> None:
        width = (line.width() - 20) / max(1, len(cells))
        for number, cell in enumerate(cells):
            box = QRectF(line.left() + 10 + number * width, line.top(), width, _LINE_HEIGHT)
            self._draw_value(painter, box.adjusted(2, 0, -2, 0), cell, "table" if self._is_table else "parcel")

    def _draw_value(self, painter: QPainter, box: QRectF, cell: Cell, role: str) -> None:
        if isinstance(cell.value, str):
            write(painter, box, cell.value, "heat", "parcelink")
        else:
            write_number(painter, box, cell.value, role, "parcelink")
