"""What can be chosen on the stage: the server, and the rows that were collected there. Rooms are in `room`."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsObject,
    QGraphicsSceneMouseEvent,
    QStyleOptionGraphicsItem,
    QWidget,
)

from fedgui.gui.captions import worker_name
from fedgui.gui.pointer_sign import draw_sign
from fedgui.gui.stage.layout import Place
from fedgui.gui.stage.paint import (
    draw_table,
    outline,
    translate,
    write,
)
from fedgui.gui.stage.rows import Rows
from fedgui.scripts.trace import SERVER

RING_MARGIN = 12.0
"""Around a node's outline: the rings of selection and focus lie in it."""
_RING_GAP = 6.0

_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
    Qt.FocusReason.OtherFocusReason,
)


class StageNode(QGraphicsObject):
    """A node that can be clicked, focused and chosen. Its coordinates are the scene's."""

    activated = Signal(str)
    """Its id, after a click or Enter or Space."""
    focused = Signal(str)
    """Its id, when the keyboard focus arrives."""

    def __init__(self, node_id: str, place: Place) -> None:
        super().__init__()
        self.node_id = node_id
        self._place = place
        self._is_chosen = False
        self._is_pointed_at = False
        self._shows_focus = False
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def place(self) -> Place:
        return self._place

    @property
    def radius(self) -> float:
        """Of the outline's corners."""
        return 12.0

    def set_place(self, place: Place) -> None:
        """Move to another place of a layout."""
        if place != self._place:
            self.prepareGeometryChange()
            self._place = place
            self.update()

    def choose(self, node_id: str | None) -> None:
        """Draw the ring that says which node the inspector shows, if it is this one."""
        is_chosen = node_id == self.node_id
        if is_chosen != self._is_chosen:
            self._is_chosen = is_chosen
            self.update()

    def point_at(self, node_ids: Collection[str]) -> None:
        """Draw the lesson's ring and its sign, if this node is among those that the lesson points at."""
        is_pointed_at = self.node_id in node_ids
        if is_pointed_at != self._is_pointed_at:
            self._is_pointed_at = is_pointed_at
            self.update()

    def describe(self) -> str:
        """What a screen reader says of this node."""
        return worker_name(self.node_id)

    def tooltip_at(self, point: QPointF) -> str:
        """What the pointer learns at a point of the scene, or ""."""
        return ""

    def retranslate(self) -> None:
        """Take over the language's texts."""
        self.update()

    def wants_key(self, key: int) -> bool:
        """Whether this node, while it has the focus, makes use of a key (Qt.Key) itself."""
        return key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)

    def boundingRect(self) -> QRectF:
        margin = RING_MARGIN + 3
        return self._place.rect.adjusted(-margin, -margin, margin, margin)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_rings(painter)
        self.draw(painter)
        if self._is_pointed_at:
            self._draw_sign(painter)

    def draw(self, painter: QPainter) -> None:
        """Paint the node itself, above its rings."""
        raise NotImplementedError

    def _draw_rings(self, painter: QPainter) -> None:
        has_ring = self._is_chosen or self._is_pointed_at
        if has_ring:
            self._draw_ring(painter, _RING_GAP, None)
        if self._shows_focus:
            self._draw_ring(painter, 9.5 if has_ring else _RING_GAP, (3.0, 3.0))

    def _draw_ring(self, painter: QPainter, gap: float, dashes: tuple[float, float] | None) -> None:
        width = 2.5 if dashes is None else 2.0
        outline(painter, "ink", width, dashes and (dashes[0] / width, dashes[1] / width))
        ring = self._place.rect.adjusted(-gap, -gap, gap, gap)
        painter.drawRoundedRect(ring, self.radius + gap, self.radius + gap)

    def _draw_sign(self, painter: QPainter) -> None:
        """The lesson's sign, on the upper left corner of the ring."""
        inset = (self.radius + _RING_GAP) * (1 - 0.5**0.5) - _RING_GAP
        draw_sign(painter, self._place.rect.topLeft() + QPointF(inset, inset))

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = event.reason() in _KEYBOARD_REASONS
        self.update()
        self.focused.emit(self.node_id)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._shows_focus = False
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self.activated.emit(self.node_id)
        else:
            event.ignore()

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        event.setAccepted(event.button() == Qt.MouseButton.LeftButton)

    def mouseReleaseEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        if self.covers(event.scenePos()):
            self.activated.emit(self.node_id)

    def covers(self, point: QPointF) -> bool:
        """Whether a point of the scene lies on this node."""
        return self._place.rect.contains(point)


class CollectedRows(StageNode):
    """The rows that lie at the server, in the open: a solid card, no room and no gate."""

    def __init__(self, place: Place) -> None:
        super().__init__(SERVER, place)
        self._rows: Rows | None = None
        # The server's node stands for both: one stop for the Tab key.
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIsFocusable, False)

    def set_rows(self, rows: Rows | None) -> None:
        """Set the rows to show."""
        if rows != self._rows:
            self._rows = rows
            self.update()

    def draw(self, painter: QPainter) -> None:
        rect = self._place.rect
        label = QRectF(rect.left(), rect.top() - 30, rect.width(), 24)
        write(painter, label, translate("Stage", "collected in one place"), "strong", "ink2")
        draw_table(painter, rect, self._rows, "ink2", "", is_private=False)

    def boundingRect(self) -> QRectF:
        return super().boundingRect().adjusted(0, -18, 0, 0)
