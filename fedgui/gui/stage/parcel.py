"""What travels: the model as a solid card with its numbers, and smaller cards for everything else."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QEasingCurve, QPropertyAnimation, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QGraphicsSceneHoverEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.stage.cells import Cell, Parts, bytes_of, is_broken, model_cells, payload_lines
from fedgui.gui.stage.layout import LABELLED, PARCEL, RING
from fedgui.gui.stage.paint import (
    LEFT,
    draw_icon,
    fill_round,
    outline,
    text_width,
    translate,
    write,
)
from fedgui.gui.stage.paint_cells import LINE_HEIGHT, draw_bare, draw_labelled, number_widths
from fedgui.gui.stage.words import describe_cells
from fedgui.gui.theme import theme
from fedgui.scripts.trace import SERVER, MessageState

TAG_HEIGHT: Final = 34.0
TAG_OVERLAP: Final = 5.0
RADIUS: Final = 11.0
FADE_MS: Final = 240
"""In which new digits take the place of the old ones."""

_CELLS: Final = 3
"""Cells that the flying card of a layout has room for."""
_BESIDE_NUMBER: Final = 12.0
"""Room that a labelled number wants beside itself: between two of them stands a separator."""
_WIDER: Final = 1.08
"""How much wider than a layout says the flying card may become, for the signs of negative numbers."""


class Parcel(QGraphicsObject):
    """A card whose position is its middle.

    `is_model` parcels have labelled cells, and lie in slots when they do not travel; the others show bare values.
    """

    looked_at = Signal(bool)
    """The pointer or the keyboard focus has come (True) or gone (False)."""

    def __init__(self, is_model: bool) -> None:
        super().__init__()
        self._is_model = is_model
        self._parts: Parts = ()
        self._lines: tuple[tuple[Cell, ...], ...] = ()
        self._widths: tuple[float, ...] = ()
        self._old_lines: tuple[tuple[Cell, ...], ...] = ()
        self._size = QSizeF(PARCEL)
        self._flight = QSizeF(PARCEL)
        self._message: tuple[str, int] | None = None
        self._place = SERVER
        self._sender = ""
        self._count = 1
        self._label = ""
        self._is_active = False
        self._is_broken = False
        self._shows_focus = False
        self._share = 1.0
        self._fading = QPropertyAnimation(self, b"share", self)
        self._fading.setStartValue(0.0)
        self._fading.setEndValue(1.0)
        self._fading.setEasingCurve(QEasingCurve.Type.InOutQuad)
        self.setZValue(3)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setAcceptHoverEvents(True)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    @property
    def parts(self) -> Parts:
        """The values that it carries."""
        return self._parts

    def set_parts(self, parts: Parts, fade_ms: int = 0) -> None:
        """Set the values that it carries; new digits fade in over `fade_ms` milliseconds."""
        if parts == self._parts:
            return
        self._parts = tuple(parts)
        lines = (model_cells(parts),) if self._is_model else payload_lines(parts)
        broken = is_broken(parts)
        if (lines, broken) == (self._lines, self._is_broken):
            return
        self._fading.stop()
        self._old_lines, self._lines, self._is_broken = self._lines, lines, broken
        self._widths = number_widths(lines[0]) if self._is_model else ()
        self._set_share(0.0 if fade_ms > 0 else 1.0)
        if fade_ms > 0:
            self._fading.setDuration(fade_ms)
            self._fading.start()

    def end_fade(self) -> None:
        """Show the new digits at once."""
        if self._fading.state() == QPropertyAnimation.State.Running:
            self._fading.stop()
            self._set_share(1.0)

    def _get_share(self) -> float:
        return self._share

    def _set_share(self, share: float) -> None:
        self._share = share
        self.update()

    share = Property(float, _get_share, _set_share)
    """How much of the new digits is there, 0 to 1."""

    def set_size(self, size: QSizeF) -> None:
        """Set the card's size without its ring."""
        if size != self._size:
            self.prepareGeometryChange()
            self._size = QSizeF(size)
            self.update()

    def set_flight(self, size: QSizeF) -> None:
        """Set the size of a model's card on a link, for three numbers."""
        self._flight = QSizeF(size)

    @property
    def flight_room(self) -> QSizeF:
        """What `set_flight` has set."""
        return QSizeF(self._flight)

    def set_message(self, message: MessageState | None) -> None:
        """The message whose name and bytes the tag says; None while docked."""
        tag = None if message is None else (message.name, message.bytes)
        if message is not None:
            self._sender, self._place = message.sender, message.receiver
        if tag != self._message:
            self.prepareGeometryChange()
            self._message = tag
            self.update()

    @property
    def place(self) -> str:
        """Where it lies or is going to: SERVER or a worker's id."""
        return self._place

    def set_place(self, node_id: str) -> None:
        """Say where it lies."""
        self._place = node_id

    def set_count(self, count: int) -> None:
        """How many models lie here, of which this one is shown."""
        if count != self._count:
            self._count = count
            self.update()

    def dock(self, card: QRectF) -> None:
        """Lie in a slot whose card is at `card` of the scene."""
        self.set_size(card.size())
        self.setPos(card.center())

    def set_label(self, label: str) -> None:
        """What a docked card says that has no room for numbers; "" for the model's icon alone."""
        if label != self._label:
            self._label = label
            self.update()

    def set_active(self, is_active: bool) -> None:
        """Whether the yellow ring says that this is where it happens now."""
        if is_active != self._is_active:
            self._is_active = is_active
            self.update()

    @property
    def flight_size(self) -> QSizeF:
        """The card's size on a link, for what it carries."""
        columns = max((len(line) for line in self._lines), default=1)
        if self._flight.height() < LABELLED:
            return QSizeF(self._flight)
        if self._is_model:
            width = max(2, columns) * self._flight.width() / _CELLS
            wanted = sum(self._widths) + len(self._widths) * _BESIDE_NUMBER
            return QSizeF(max(width, min(wanted, width * _WIDER)), self._flight.height())
        under_tag = self._tag_width() + 12 if self._has_tag else 0.0
        height = max(LABELLED, 14 + LINE_HEIGHT * len(self._lines))  # what is lower than that shows no numbers
        return QSizeF(max(under_tag, 20 + columns * 60), height)

    @property
    def is_travelling(self) -> bool:
        return self._message is not None

    def title(self) -> str:
        """What this is, and its bytes."""
        name, count = self._message or ("", sum(bytes_of(value) for _, value in self._parts))
        if self._is_model:
            name = translate("Stage", "model")
        elif name == "loss":
            name = translate("Stage", "loss")
        size = translate("Stage", "{count} bytes").format(count=language().integer(count))
        return f"{name} · {size}" if name else size

    def heading(self) -> str:
        """What this is, and where: the heading of the opened card."""
        return f"{self.title()} · {self._whereabouts()}"

    def _whereabouts(self) -> str:
        if self.is_travelling:
            return f"{worker_name(self._sender)} → {worker_name(self._place)}"
        return worker_name(self._place)

    def describe(self) -> str:
        """What a screen reader says of it: what it is, where or between whom, then its cells."""
        told = [self.title()]
        if self.is_travelling:
            way = translate("Stage", "from {sender} to {receiver}")
            told.append(way.format(sender=worker_name(self._sender), receiver=worker_name(self._place)))
        else:
            told.append(translate("Stage", "with {name}").format(name=worker_name(self._place)))
        if self._count > 1:
            told.append(translate("Stage", "the newest of %n model(s) there", None, self._count))
        return ", ".join([*told, *describe_cells(cell for line in self._lines for cell in line)])

    def wants_key(self, key: int) -> bool:
        """Whether a parcel that has the focus makes use of a key (Qt.Key): those that open it again."""
        return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.wants_key(event.key()):
            self.looked_at.emit(True)
        else:
            event.ignore()

    def retranslate(self) -> None:
        """Take over the language's texts: the tag's width follows its words."""
        self.prepareGeometryChange()
        self.update()

    def hoverEnterEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self.looked_at.emit(True)

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self.looked_at.emit(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = True
        self.update()
        self.looked_at.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        self.update()
        self.looked_at.emit(False)

    def boundingRect(self) -> QRectF:
        ring = self._outer().adjusted(-7, -7, 7, 7)
        return ring.united(self._tag_rect().adjusted(-1, -1, 1, 1)) if self._has_tag else ring

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._has_tag:
            self._draw_tag(painter)
        radius = min(RADIUS, self._size.height() / 3)
        if self._is_broken:
            fill_round(painter, self._outer(), radius + RING, "bad")
        elif self._is_active or self.is_travelling:
            fill_round(painter, self._outer(), radius + RING, "now")
        if self._shows_focus:
            outline(painter, "ink", 2, (1.5, 1.5))
            painter.drawRoundedRect(self._outer().adjusted(-4, -4, 4, 4), RADIUS + 9, RADIUS + 9)
        fill_round(painter, self._card(), radius, "parcel")
        self._draw_cells(painter)
        if self._count > 1 and not self.is_travelling:
            self._draw_count(painter)

    def _draw_count(self, painter: QPainter) -> None:
        """A badge on the upper right corner: how many models lie here."""
        text = f"×{language().integer(self._count)}"
        outer, width = self._outer(), text_width(text, "pill") + 14
        badge = QRectF(outer.right() - width + 6, outer.top() - 6, width, 22)
        fill_round(painter, badge, 11, "panel")
        outline(painter, "ink", 1.5)
        painter.drawRoundedRect(badge.adjusted(0.75, 0.75, -0.75, -0.75), 10.25, 10.25)
        write(painter, badge, text, "pill", "ink")

    def _card(self) -> QRectF:
        return QRectF(-self._size.width() / 2, -self._size.height() / 2, self._size.width(), self._size.height())

    def _outer(self) -> QRectF:
        ring = RING if self._size.height() >= LABELLED else 3.0
        return self._card().adjusted(-ring, -ring, ring, ring)

    # --- the tag --------------------------------------------------------------------------------------------------

    @property
    def _has_tag(self) -> bool:
        return self.is_travelling and self._flight.height() >= LABELLED

    def _tag_width(self) -> float:
        return 33 + text_width(self.title(), "pill") + 16

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
        write(painter, line.adjusted(33, 0, 0, 0), self.title(), "pill", ink, LEFT)

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
        if card.height() < LABELLED:
            self._draw_sign(painter, card)
            return
        if self._share < 1:
            painter.setOpacity(1 - self._share)
            self._draw_lines(painter, card, self._old_lines)
            painter.setOpacity(self._share)
        self._draw_lines(painter, card, self._lines)
        painter.setOpacity(1)

    def _draw_sign(self, painter: QPainter, card: QRectF) -> None:
        """A parcel without numbers: its icon, and beside it the label where there is room."""
        side = min(18.0, card.height() - 6)
        is_alone = not self._label or card.width() < 80
        left = -side / 2 if is_alone else card.left() + 9
        draw_icon(painter, QRectF(left, -side / 2, side, side), self._icon(), "parcelink")
        if not is_alone:
            words = QRectF(left + side + 7, card.top(), card.right() - left - side - 12, card.height())
            write(painter, words, self._label, "pill", "parcelink", LEFT)

    def _draw_lines(self, painter: QPainter, card: QRectF, lines: tuple[tuple[Cell, ...], ...]) -> None:
        if self._is_model:
            for cells in lines:
                draw_labelled(painter, card, cells)
            return
        role = "table" if self._is_table else "parcel"
        top = card.center().y() - len(lines) * LINE_HEIGHT / 2
        for number, cells in enumerate(lines):
            line = QRectF(card.left(), top + number * LINE_HEIGHT, card.width(), LINE_HEIGHT)
            draw_bare(painter, line, cells, role)
