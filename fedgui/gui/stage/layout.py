"""Where everything stands on the stage. Pure geometry in scene pixels, chosen by the viewport.

A stage that is taller than 1.45 : 1 puts the server on top and the gates on the rooms' top edges; a wide one puts the
rooms beside the server and the gates on their inner edges. Text must not render under 12 px: where the viewport is too
small for that, the arrangements that leave out the footers, then the boundary labels too, are tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath, QTransform

from fedgui.scripts.trace import SERVER

WIDE_FROM: Final = 1.45
"""Width over height from which the wide arrangement is taken."""

SMALLEST_TEXT: Final = 13.0
READABLE_TEXT: Final = 12.0
"""The smallest text of a scene, and what it may at least render at, in pixels."""

RING: Final = 5.0
PARCEL: Final = QSizeF(216, 62)
"""The parcel in flight, without its ring."""

_ROOM_HEIGHT: Final = 302.0
_FOOTER: Final = 28.0
_BOUNDARY: Final = 8.0
_LINK_GAP: Final = 7.0
"""Between the end of a link and the room's edge."""


class Side(StrEnum):
    """The edge of a room that its gate is on."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


class Form(StrEnum):
    """How much of a worker is drawn."""

    FULL = "full"
    COMPACT = "compact"


@dataclass(frozen=True, slots=True)
class Detail:
    """What a room shows besides its name, slot and rows."""

    footer: bool = True
    boundary: bool = True

    @property
    def saved(self) -> float:
        """Height that a room saves against the full one."""
        return (0 if self.footer else _FOOTER) + (0 if self.boundary else _BOUNDARY)


_DETAILS: Final = (Detail(), Detail(footer=False), Detail(footer=False, boundary=False))


@dataclass(frozen=True, slots=True)
class Place:
    """Where one node stands.

    Attributes:
        rect: its outline in the scene.
        slot: the model's slot in it, in the scene.
        card: the docked parcel without its ring, in the scene.
        table: the rows' table, in the scene; null where there is none.
        gate: the middle of its gate on the outline, in the scene.
    """

    rect: QRectF
    slot: QRectF
    card: QRectF
    table: QRectF = field(default_factory=QRectF)
    gate: QPointF = field(default_factory=QPointF)
    side: Side = Side.TOP
    form: Form = Form.FULL
    detail: Detail = Detail()


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole arrangement.

    Attributes:
        size: the logical scene, to be fitted into the viewport.
        rooms: workers by id.
        links: from the server's edge to the worker's gate, by worker id.
        rows: the table of the data collected at the server; null if there is none.
        summary: what the links cross, free for the card that sums up a finished run.
        midway: share of a link, from the server, at which a parcel has most room around it.
    """

    size: QSizeF
    server: Place
    rooms: dict[str, Place]
    links: dict[str, QPainterPath]
    rows: QRectF
    summary: QRectF
    midway: float = 0.5

    def scale(self, viewport: QSizeF) -> float:
        """The factor at which this arrangement fits into `viewport`."""
        return min(viewport.width() / self.size.width(), viewport.height() / self.size.height())

    def place(self, node: str) -> Place:
        """The place of the server or a worker. Raises KeyError for an unknown worker."""
        return self.server if node == SERVER else self.rooms[node]

    def link(self, sender: str, receiver: str) -> QPainterPath:
        """The way between two nodes' edges, from sender to receiver.

        Raises:
            KeyError: if one of them is not on the stage.
        """
        if sender == SERVER:
            return self.links[receiver]
        if receiver == SERVER:
            return self.links[sender].toReversed()
        path = QPainterPath(self.rooms[sender].gate)
        middle = QPointF(self.size.width() / 2, self.server.rect.bottom())
        path.quadTo(middle, self.rooms[receiver].gate)
        return path

    def middle(self, sender: str, receiver: str) -> float:
        """Share of `link(sender, receiver)` at which a parcel in flight is drawn where nothing moves."""
        return 1 - self.midway if receiver == SERVER else self.midway

    def route(self, sender: str, receiver: str) -> QPainterPath:
        """The way of a parcel's middle: out of the sender's slot, along the link, into the receiver's slot.

        Raises:
            KeyError: if one of them is not on the stage.
        """
        link = self.link(sender, receiver)
        path = QPainterPath(self.place(sender).card.center())
        path.lineTo(link.pointAtPercent(0))
        path.connectPath(link)
        path.lineTo(self.place(receiver).card.center())
        return path


def arrange(workers: Sequence[str], viewport: QSizeF, collected: bool = False) -> Layout:
    """The arrangement that suits a viewport.

    Args:
        workers: their ids in the script's order, at most 12.
        viewport: size in pixels.
        collected: whether rows lie at the server (and there are no workers).

    Returns:
        The first arrangement whose text is readable, else the one that renders largest.
    """
    is_wide = viewport.width() >= WIDE_FROM * viewport.height()
    choices = _choices(tuple(workers), is_wide, collected)
    for choice in choices:
        if choice.scale(viewport) * SMALLEST_TEXT >= READABLE_TEXT:
            return choice
    return max(choices, key=lambda choice: choice.scale(viewport))


def _choices(workers: tuple[str, ...], is_wide: bool, collected: bool) -> list[Layout]:
    if not workers:
        return [_alone(collected, is_wide)]
    if len(workers) > 2:
        return [_around(workers)]
    if is_wide:
        return [_wide(workers, width, detail) for detail in _DETAILS for width in (810.0, 770.0)]
    return [_tall(workers, detail) for detail in _DETAILS]


def _card_in(slot: QRectF) -> QRectF:
    card = QRectF(0, 0, slot.width() - 2 * RING, PARCEL.height())
    card.moveCenter(slot.center())
    return card


def _server_bar(rect: QRectF) -> Place:
    """The server with its slot beside its name."""
    slot = QRectF(rect.right() - 258, rect.top() + 12, 244, 52)
    return Place(rect, slot, _card_in(slot))


def _server_tile(rect: QRectF) -> Place:
    """The server with its slot under its name."""
    slot = QRectF(rect.left() + 16, rect.top() + 66, rect.width() - 32, 52)
    return Place(rect, slot, _card_in(slot))


def _alone(collected: bool, is_wide: bool) -> Layout:
    width, height = (810.0, 436.0) if is_wide else (704.0, 620.0)
    top = 20.0 if is_wide else 100.0
    server = _server_bar(QRectF((width - 444) / 2, top, 444, 76))
    rows = QRectF((width - 318) / 2, top + 116, 318, 33 + 4 * 37) if collected else QRectF()
    under = top + (330 if collected else 110)
    summary = QRectF(17, under, width - 34, min(190.0, height - under - 8))
    if is_wide and collected:
        # No room is left below: the rows step aside.
        rows.moveLeft(server.rect.left())
        summary = QRectF(rows.right() + 20, rows.top(), width - rows.right() - 36, rows.height())
    return Layout(QSizeF(width, height), server, {}, {}, rows, summary)


def _tall(workers: tuple[str, ...], detail: Detail) -> Layout:
    width, top = 704.0, 297.0
    height = top + _ROOM_HEIGHT - detail.saved
    server = _server_bar(QRectF(130, 8, 444, 76))
    lefts = (17.0, 369.0) if len(workers) == 2 else ((width - 318) / 2,)
    rooms = {}
    links = {}
    for worker, left in zip(workers, lefts, strict=True):
        rect = QRectF(left, top, 318, _ROOM_HEIGHT - detail.saved)
        slot = QRectF(left + 16, top + 72, 286, 56)
        card = QRectF(slot.left() + RING, slot.top() + 1, slot.width() - 2 * RING, PARCEL.height())
        table = QRectF(left + 16, top + 140, 286, 107)
        gate = QPointF(rect.center().x(), top)
        rooms[worker] = Place(rect, slot, card, table, gate, Side.TOP, Form.FULL, detail)
        offset = max(-70.0, min(70.0, gate.x() - width / 2))
        links[worker] = _s_curve(QPointF(width / 2 + offset, server.rect.bottom()), gate - QPointF(0, _LINK_GAP))
    summary = QRectF(17, server.rect.bottom() + 14, width - 34, 186)
    return Layout(QSizeF(width, height + 19), server, rooms, links, QRectF(), summary, midway=0.55)


def _s_curve(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = (start.y() + end.y()) / 2
    path.cubicTo(QPointF(start.x(), middle + 6), QPointF(end.x(), middle - 6), end)
    return path


def _wide(workers: tuple[str, ...], width: float, detail: Detail) -> Layout:
    between = min(238.0, width - 564)
    server = _server_tile(QRectF((width - between) / 2, 4, between, 132))
    top = 113.0 - detail.saved
    height = _ROOM_HEIGHT - detail.saved
    rooms = {}
    links = {}
    for number, worker in enumerate(workers):
        left = 16.0 if number == 0 else width - 16 - 256
        inward = 1 if number == 0 else -1
        rect = QRectF(left, top, 256, height)
        slot = QRectF(left + 16, top + 193, 224, 56)
        table = QRectF(left + 16, top + 72, 224, 107)
        gate = QPointF(rect.right() if number == 0 else rect.left(), slot.center().y())
        side = Side.RIGHT if number == 0 else Side.LEFT
        rooms[worker] = Place(rect, slot, _card_in(slot), table, gate, side, Form.FULL, detail)
        start = QPointF(width / 2 - 3 * inward, server.rect.bottom())
        end = gate + QPointF(inward * _LINK_GAP, 0)
        path = QPainterPath(start)
        path.lineTo(start.x(), start.y() + 80)
        path.cubicTo(QPointF(start.x(), end.y() - 40), QPointF(start.x() - inward * 50, end.y()), end)
        links[worker] = path
    summary = QRectF(284, server.rect.bottom() + 10, width - 568, top + height - server.rect.bottom() - 6)
    return Layout(QSizeF(width, top + height + 21), server, rooms, links, QRectF(), summary, midway=0.36)


_RING_SPOTS: Final = (
    (0, 0), (1, 0), (2, 0), (3, 0), (0, 1), (3, 1), (0, 2), (3, 2), (0, 3), (1, 3), (2, 3), (3, 3),
)  # fmt: skip
"""Column and row of the rooms around the server."""


def _around(workers: tuple[str, ...]) -> Layout:
    """Compact rooms around the server, up to twelve of them, joined by straight links."""
    size = QSizeF(704, 620)
    server = Place(*_middle_server(QRectF(208, 256, 288, 108)))
    spots = _RING_SPOTS if len(workers) > 4 else ((0, 0), (3, 0), (0, 3), (3, 3))
    rooms = {}
    links = {}
    for worker, (column, row) in zip(workers, spots, strict=False):
        rect = QRectF(17 + column * 170.0, 8 + row * 155.0, 160, 138)
        slot = QRectF(rect.left() + 14, rect.top() + 56, 132, 32)
        direct = QPainterPath(server.rect.center())
        direct.lineTo(rect.center())
        gate = _crossing(direct, rect)
        links[worker] = QPainterPath(_crossing(direct.toReversed(), server.rect))
        links[worker].lineTo(gate)
        rooms[worker] = Place(rect, slot, slot.adjusted(RING, RING, -RING, -RING), gate=gate, form=Form.COMPACT)
    return Layout(size, server, rooms, links, QRectF(), server.rect.adjusted(-60, -40, 60, 40))


def _middle_server(rect: QRectF) -> tuple[QRectF, QRectF, QRectF]:
    slot = QRectF(rect.left() + 16, rect.top() + 60, rect.width() - 32, 36)
    return rect, slot, slot.adjusted(RING, 0, -RING, 0)


def _crossing(path: QPainterPath, rect: QRectF) -> QPointF:
    """Where a straight path that ends inside `rect` enters it."""
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if rect.contains(path.pointAtPercent(middle)) else (middle, high)
    return path.pointAtPercent(high)


def arrow_head(path: QPainterPath, length: float) -> QPainterPath:
    """A filled arrow head, its tip at the end of `path`."""
    head = QPainterPath(QPointF(0, 0))
    half = length * 0.46
    head.lineTo(-length, -half)
    head.lineTo(-length, half)
    head.closeSubpath()
    turned = QTransform().translate(path.pointAtPercent(1).x(), path.pointAtPercent(1).y())
    return turned.rotate(-path.angleAtPercent(1)).map(head)
