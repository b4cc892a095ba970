"""Chooses where everything stands on the stage, for a cast and a viewport.

A viewport that is less wide than 1.45 : 1 puts the server on top, or in the middle of more than two workers; a wide
one puts the rooms beside the server. Up to two workers are full rooms, up to four small ones, up to twelve compact
ones, and more of them points on a ring. Text must not render under 12 px: where the viewport is too small for that,
arrangements that leave out the footers, then the boundary labels, or that are narrower, are tried. A presentation
wants text of 24 px: for it there are arrangements with shorter links, too.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from fedgui.gui.stage.layout import (
    LARGER_TEXT,
    PARCEL,
    READABLE_TEXT,
    RING,
    SERVER_RADIUS,
    Detail,
    Form,
    Layout,
    Place,
    Ring,
    Side,
)

WIDE_FROM: Final = 1.45
"""Width over height from which the wide arrangement is taken."""
MOST_ROOMS: Final = 12
"""More workers than this are drawn as points on a ring."""

_ROOM_HEIGHT: Final = 302.0
_SMALL_HEIGHT: Final = 226.0
_FOOTER: Final = 28.0
_SMALL_FOOTER: Final = 22.0
_BOUNDARY: Final = 8.0
_LINKS: Final = 213.0
_SHORT_LINKS: Final = 131.0
"""Height of the links in a tall stage, and what a parcel with its tag needs of it."""
_TOP: Final = 11.0
"""Above the uppermost nodes: the lesson's ring and its sign need as much."""
_LINK_GAP: Final = 7.0
_CARD_GAP: Final = 6.0
"""Between the card of a finished run and what stands around it."""
_RING_CARD: Final = 0.55
"""How much of the way from the server to a ring's points the card may be high."""
"""Between the end of a link and the room's edge."""
_NARROW_SLOT: Final = 224.0
_DETAILS: Final = (Detail(), Detail(footer=False), Detail(footer=False, boundary=False))


def arrange(
    workers: Sequence[str], viewport: QSizeF, collected: bool = False, readable: float = READABLE_TEXT
) -> Layout:
    """The arrangement that suits a viewport.

    Args:
        workers: their ids in the script's order.
        viewport: size in pixels.
        collected: whether rows lie at the server (and there are no workers).
        readable: pixels that text must at least have. More than READABLE_TEXT is for a presentation.

    Returns:
        The first arrangement whose text is readable, else the one that renders largest.
    """
    is_wide = viewport.width() >= WIDE_FROM * viewport.height()
    choices = _choices(tuple(workers), is_wide, collected)
    if readable > READABLE_TEXT:
        choices += _presented(tuple(workers), is_wide, collected)
    for choice in choices:
        if choice.scale(viewport) * choice.smallest_text >= readable - 0.05:
            return choice
    return max(choices, key=lambda choice: choice.scale(viewport))


def _presented(workers: tuple[str, ...], is_wide: bool, collected: bool) -> list[Layout]:
    """Further arrangements, whose text is larger in relation to the whole."""
    detail = _DETAILS[-1]
    if not workers:
        found = [] if is_wide else [_alone(QSizeF(704, 496), collected)]
    elif len(workers) <= 2:
        return [] if is_wide else [_tall(workers, 704, detail, _SHORT_LINKS)]
    elif len(workers) <= 4:
        found = [_pairs(workers, 690, detail, is_wide=True, apart=apart) for apart in (76.0, 12.0)]
    elif len(workers) <= MOST_ROOMS:
        found = [_around(workers, is_wide=False, is_narrow=False, is_presented=True)]
    else:
        found = [_ring(workers, QSizeF(700, height), is_wide=True) for height in (430.0, 400.0)]
    return [replace(layout, smallest_text=LARGER_TEXT) for layout in found]


def _choices(workers: tuple[str, ...], is_wide: bool, collected: bool) -> list[Layout]:
    if not workers:
        return [
            _alone(QSizeF(*size), collected)
            for size in (((850, 436), (690, 380)) if is_wide else ((704, 640), (690, 600)))
        ]
    if len(workers) > MOST_ROOMS:
        sizes = ((810, 436), (690, 390)) if is_wide else ((704, 640), (660, 580))
        return [_ring(workers, QSizeF(*size), is_wide) for size in sizes]
    if len(workers) > 4:
        return [_around(workers, is_wide, is_narrow) for is_narrow in (False, True)]
    if len(workers) > 2:
        widths = (810.0, 770.0, 690.0) if is_wide else (704.0, 690.0)
        return [_pairs(workers, width, detail, is_wide) for detail in _DETAILS for width in widths]
    if is_wide:
        return [
            *(_wide(workers, width, 256, detail) for detail in _DETAILS for width in (810.0, 770.0)),
            *(_wide(workers, 690, 220, replace(detail, words=False)) for detail in _DETAILS),
        ]
    return [_tall(workers, width, detail) for detail in _DETAILS for width in (704.0, 690.0)]


def _saved(detail: Detail, footer: float = _FOOTER) -> float:
    """Height that a room saves against one with everything."""
    return (0 if detail.footer else footer) + (0 if detail.boundary else _BOUNDARY)


def _card_in(slot: QRectF) -> QRectF:
    """The docked card: as high as a parcel where the slot is nearly so, else as the slot.

    In a narrow slot the numbers need its whole width, and the ring lies around it.
    """
    height = PARCEL.height() if slot.height() >= PARCEL.height() - 2 * RING else slot.height()
    card = QRectF(0, 0, max(slot.width() - 2 * RING, min(slot.width(), _NARROW_SLOT)), height)
    card.moveCenter(slot.center())
    return card


def _server_bar(rect: QRectF) -> Place:
    """The server with its slot beside its name."""
    slot = QRectF(rect.right() - 258, rect.top() + 12, 244, 52)
    return Place(rect, slot, _card_in(slot))


def _server_tile(rect: QRectF) -> Place:
    """The server with its slot under its name."""
    slot = QRectF(rect.left() + 12, rect.bottom() - 66, rect.width() - 24, 52)
    return Place(rect, slot, _card_in(slot))


# --- no worker ----------------------------------------------------------------------------------------------------


def _alone(size: QSizeF, collected: bool) -> Layout:
    """The server, and under it the rows that were collected there: one group in the middle of the stage."""
    middle = size.width() / 2
    below = 54 + 33 + 4 * 37 if collected else 0.0
    is_wide = size.width() >= WIDE_FROM * size.height()
    # In a tall stage the finished run's summary finds room under the group.
    top = (size.height() - 76 - below) / 2 - (14 if collected and not is_wide else 0)
    server = _server_bar(QRectF(middle - 222, top, 444, 76))
    rows = QRectF(middle - 159, top + 130, 318, 33 + 4 * 37) if collected else QRectF()
    bottom = rows.bottom() if collected else server.rect.bottom()
    summary = QRectF(17, bottom + 10, size.width() - 34, size.height() - bottom - 14)
    if is_wide and collected:
        # No room is left below: the summary stands beside the rows.
        summary = QRectF(rows.right() + 16, rows.top(), size.width() - rows.right() - 24, rows.height())
    return Layout(size, server, {}, {}, rows, summary)


# --- one to four workers ------------------------------------------------------------------------------------------


def _tall(workers: tuple[str, ...], width: float, detail: Detail, between: float = _LINKS) -> Layout:
    """The server above one or two rooms, `between` pixels from them."""
    top, room = 84 + between, (width - 68) / 2
    height = top + _ROOM_HEIGHT - _saved(detail)
    server = _server_bar(QRectF(width / 2 - 222, 8, 444, 76))
    lefts = (17.0, width - 17 - room) if len(workers) == 2 else ((width - room) / 2,)
    rooms = {}
    links = {}
    for worker, left in zip(workers, lefts, strict=True):
        rect = QRectF(left, top, room, _ROOM_HEIGHT - _saved(detail))
        slot = QRectF(left + 16, top + 72, room - 32, 56)
        card = QRectF(slot.left() + RING, slot.top() + 1, slot.width() - 2 * RING, PARCEL.height())
        table = QRectF(left + 16, top + 140, room - 32, 107)
        gate = QPointF(rect.center().x(), top)
        rooms[worker] = Place(rect, slot, card, table, gate, Side.TOP, Form.FULL, detail)
        offset = max(-70.0, min(70.0, gate.x() - width / 2))
        links[worker] = _s_curve(QPointF(width / 2 + offset, server.rect.bottom()), gate - QPointF(0, _LINK_GAP))
    summary = QRectF(17, server.rect.bottom() + 14, width - 34, between - 27)
    layout = Layout(QSizeF(width, height + 19), server, rooms, links, QRectF(), summary, midway=0.55)
    return replace(layout, smallest_text=LARGER_TEXT) if between < _LINKS else layout


def _s_curve(start: QPointF, end: QPointF) -> QPainterPath:
    path = QPainterPath(start)
    middle = (start.y() + end.y()) / 2
    path.cubicTo(QPointF(start.x(), middle + 6), QPointF(end.x(), middle - 6), end)
    return path


def _wide(workers: tuple[str, ...], width: float, room: float, detail: Detail) -> Layout:
    between = min(238.0, width - 2 * room - 52)
    server = _server_tile(QRectF((width - between) / 2, _TOP, between, 132))
    top, height = 113.0 - _saved(detail), _ROOM_HEIGHT - _saved(detail)
    rooms = {}
    links = {}
    for number, worker in enumerate(workers):
        is_left = number == 0
        inward = 1 if is_left else -1
        rect = QRectF(16.0 if is_left else width - 16 - room, top, room, height)
        slot = QRectF(rect.left() + 16, top + 193, room - 32, 56)
        table = QRectF(rect.left() + 16, top + 72, room - 32, 107)
        gate = QPointF(rect.right() if is_left else rect.left(), slot.center().y())
        side = Side.RIGHT if is_left else Side.LEFT
        rooms[worker] = Place(rect, slot, _card_in(slot), table, gate, side, Form.FULL, detail)
        start = QPointF(width / 2 - 3 * inward, server.rect.bottom())
        end = gate + QPointF(inward * _LINK_GAP, 0)
        path = QPainterPath(start)
        path.lineTo(start.x(), start.y() + 80)
        path.cubicTo(QPointF(start.x(), end.y() - 40), QPointF(start.x() - inward * 50, end.y()), end)
        links[worker] = path
    summary = QRectF(
        28 + room, server.rect.bottom() + 10, width - 56 - 2 * room, top + height - server.rect.bottom() - 6
    )
    flight = QSizeF(min(PARCEL.width(), between - 6), PARCEL.height())
    size = QSizeF(width, top + height + 21)
    return Layout(size, server, rooms, links, QRectF(), summary, midway=0.36, flight=flight)


def _pairs(workers: tuple[str, ...], width: float, detail: Detail, is_wide: bool, apart: float = 12.0) -> Layout:
    """Three or four small rooms, two by two, with the server between them; `apart` is between a wide stage's rows."""
    room = 248.0 if width > 700 else 224.0
    tall, gap = _SMALL_HEIGHT - _saved(detail, _SMALL_FOOTER), apart if is_wide else 140.0
    channel = width - 2 * (room + 12)
    size = QSizeF(width, 2 * tall + gap + 24)
    middle = QPointF(width / 2, _TOP + tall + gap / 2)
    bar = QSizeF(min(238.0, channel - 24), 132) if is_wide else QSizeF(300, 118)
    server = _server_tile(
        QRectF(middle.x() - bar.width() / 2, middle.y() - bar.height() / 2, bar.width(), bar.height())
    )
    rooms = {}
    links = {}
    for number, worker in enumerate(workers):
        is_left, is_above = number % 2 == 0, number < 2
        inward, up = (1 if is_left else -1), (-1 if is_above else 1)
        left = 12.0 if is_left else width - 12 - room
        rect = QRectF(left, _TOP if is_above else _TOP + tall + gap, room, tall)
        # In the lower row of a wide stage the slot stands under the rows: its gate is then below the server.
        is_slot_last = is_wide and not is_above
        slot = QRectF(left + 14, rect.top() + (144 if is_slot_last else 48), room - 28, 44)
        table = QRectF(left + 14, rect.top() + (48 if is_slot_last else 100), room - 28, 88)
        gate = QPointF(rect.right() if is_left else rect.left(), slot.center().y())
        side = Side.RIGHT if is_left else Side.LEFT
        detailed = replace(detail, words=width > 700)
        rooms[worker] = Place(rect, slot, _card_in(slot), table, gate, side, Form.SMALL, detailed)
        edge = server.rect.top() if is_above else server.rect.bottom()
        start, end = QPointF(middle.x() - inward * 14, edge), gate + QPointF(inward * _LINK_GAP, 0)
        path = QPainterPath(start)
        path.cubicTo(QPointF(start.x(), start.y() + up * 40), QPointF(start.x(), end.y()), end)
        links[worker] = path
    flight = QSizeF(min(180.0, channel - 20), 52)
    # the fourth worker's place, where it is free, or the channel below the server
    summary = QRectF(width - 12 - room, _TOP + tall + gap, room, tall)
    if len(workers) == 4:
        top = server.rect.bottom() + _CARD_GAP
        summary = QRectF(width / 2 - channel / 2, top, channel, size.height() - _CARD_GAP - top)
    return Layout(size, server, rooms, links, QRectF(), summary, 0.4, flight)


# --- five to twelve workers ---------------------------------------------------------------------------------------

_TALL_SPOTS: Final = ((0, 0), (1, 0), (2, 0), (3, 0), (3, 1), (3, 2), (3, 3), (2, 3), (1, 3), (0, 3), (0, 2), (0, 1))
_WIDE_SPOTS: Final = ((0, 0), (1, 0), (2, 0), (3, 0), (4, 0), (4, 1), (4, 2), (3, 2), (2, 2), (1, 2), (0, 2), (0, 1))
"""Column and row of the twelve rooms around the server, clockwise."""
_PRESENTED_ROOM: Final = QSizeF(167, 117)
_PRESENTED_PITCH: Final = QPointF(178, 123)
"""For a presentation: as low as their text allows."""


def _around(workers: tuple[str, ...], is_wide: bool, is_narrow: bool, is_presented: bool = False) -> Layout:
    """Compact rooms around the server, joined to it by straight links."""
    spare = 9.0 if is_narrow else 0.0
    room = QSizeF(156 - spare, 122) if is_wide else QSizeF(160 - spare, 138)
    pitch = QPointF(164 - spare, 152 - spare * 0.7) if is_wide else QPointF(170 - spare, 155 - spare)
    if is_presented:
        room, pitch = _PRESENTED_ROOM, _PRESENTED_PITCH
    lower = 9.0 if is_presented else 6.0 if is_wide else 0.0
    detail = _DETAILS[-1] if is_presented else Detail()
    columns, rows = (5, 3) if is_wide else (4, 4)
    size = QSizeF((columns - 1) * pitch.x() + room.width() + 14, (rows - 1) * pitch.y() + room.height() + 14)
    corner = QPointF(7, 7)
    spots = _WIDE_SPOTS if is_wide else _TALL_SPOTS
    taken = [spots[number * len(spots) // len(workers)] for number in range(len(workers))]
    server = _server_tile(QRectF(size.width() / 2 - 144, size.height() / 2 - 56, 288, 112))
    server = replace(server, slot=server.slot.adjusted(0, 6, 0, 0), card=server.slot.adjusted(RING, 6, -RING, 0))
    rooms = {}
    links = {}
    for worker, (column, row) in zip(workers, taken, strict=True):
        rect = QRectF(corner + QPointF(column * pitch.x(), row * pitch.y()), room)
        slot = QRectF(rect.left() + 14, rect.bottom() - 82 + lower, room.width() - 28, 32)
        direct = QPainterPath(server.rect.center())
        direct.lineTo(rect.center())
        gate = _crossing(direct, rect)
        links[worker] = QPainterPath(_crossing(direct.toReversed(), server.rect))
        links[worker].lineTo(gate)
        card = slot.adjusted(RING, RING, -RING, -RING)
        rooms[worker] = Place(rect, slot, card, gate=gate, form=Form.COMPACT, detail=detail)
    inner = QRectF(QPointF(7 + room.width(), 7 + room.height()), QPointF(7 + (columns - 1) * pitch.x(), 0))
    inner.setBottom(7 + (rows - 1) * pitch.y())
    summary = QRectF(inner.left(), server.rect.bottom(), inner.width(), inner.bottom() - server.rect.bottom())
    if is_wide:
        free = [spot for spot in spots if spot not in taken]
        summary = QRectF(server.rect.right(), inner.top(), inner.right() - server.rect.right(), inner.height())
        if free:
            column, row = max(free, key=lambda spot: (spot[1], -abs(spot[0] - columns // 2)))
            summary = QRectF(corner + QPointF(column * pitch.x(), row * pitch.y()), room)
    summary.adjust(_CARD_GAP, _CARD_GAP, -_CARD_GAP, -_CARD_GAP)
    return Layout(size, server, rooms, links, QRectF(), summary, flight=QSizeF(52, 30))


def _crossing(path: QPainterPath, rect: QRectF) -> QPointF:
    """Where a straight path that ends inside `rect` enters it."""
    low, high = 0.0, 1.0
    for _ in range(24):
        middle = (low + high) / 2
        low, high = (low, middle) if rect.contains(path.pointAtPercent(middle)) else (middle, high)
    return path.pointAtPercent(high)


# --- more than twelve workers -------------------------------------------------------------------------------------


def _ring(workers: tuple[str, ...], size: QSizeF, is_wide: bool) -> Layout:
    """Points on a circle around a round server. The legend stands under it, or beside it in a wide stage."""
    room = size.height() if is_wide else min(size.width(), size.height() - 40)
    longest = 40.0 if is_wide else 60.0
    center = QPointF(room / 2 + 40, room / 2) if is_wide else QPointF(size.width() / 2, room / 2)
    radius = room / 2 - longest - 18
    pitch = 2 * math.pi * radius / len(workers)
    dot = min(10.0, pitch * 0.72)
    ring = Ring(
        center, radius, dot, max(11.0, 1.7 * dot), longest, QRectF(8, size.height() - 34, size.width() - 16, 28)
    )
    if is_wide:
        legend = QRectF(room + 96, size.height() / 2 - 70, size.width() - room - 104, 140)
        ring = replace(ring, legend=legend)
    server = QRectF(0, 0, 2 * SERVER_RADIUS, 2 * SERVER_RADIUS)
    server.moveCenter(center)
    slot = QRectF(center.x() - 68, center.y() + 4, 136, 34)
    rooms = {}
    links = {}
    for number, worker in enumerate(workers):
        angle = 2 * math.pi * number / len(workers)
        outward = QPointF(math.sin(angle), -math.cos(angle))
        point = center + outward * radius
        rect = QRectF(point.x() - 17, point.y() - 12, 34, 24)
        rooms[worker] = Place(rect, rect, rect, gate=point, form=Form.DOT)
        links[worker] = QPainterPath(center + outward * SERVER_RADIUS)
        links[worker].lineTo(point - outward * 12)
    place = Place(server, slot, slot.adjusted(RING, 2, -RING, -2), form=Form.DOT)
    # between the server and the points, as wide as the circle is where the card ends
    top, free = SERVER_RADIUS + _CARD_GAP, radius - dot - SERVER_RADIUS - 2 * _CARD_GAP
    end = top + free * _RING_CARD
    half = math.sqrt(max((radius - dot - _CARD_GAP) ** 2 - end**2, 0.0))
    summary = QRectF(QPointF(center.x() - half, center.y() + top), QPointF(center.x() + half, center.y() + end))
    if is_wide:
        legend = ring.legend
        summary = QRectF(legend.left(), _TOP, legend.width(), legend.top() - _CARD_GAP - _TOP)
    return Layout(size, place, rooms, links, QRectF(), summary, flight=QSizeF(34, 24), ring=ring)
