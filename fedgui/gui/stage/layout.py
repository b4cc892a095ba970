"""Where everything stands on the stage: places, links and ways, as pure geometry in scene pixels.

Which arrangement a viewport gets is chosen in `arrangements`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath, QTransform

from fedgui.scripts.trace import SERVER

SMALLEST_TEXT: Final = 13.0
READABLE_TEXT: Final = 12.0
"""The smallest text of a scene, and what it may at least render at, in pixels."""
LARGER_TEXT: Final = 14.0
"""The smallest text of an arrangement for presenting."""

RING: Final = 5.0
PARCEL: Final = QSizeF(216, 62)
"""The parcel in flight, without its ring."""
SERVER_RADIUS: Final = 80.0
"""Of the round server in a ring of workers."""
LABELLED: Final = 40.0
"""A parcel that is lower than this has no room for values, only for a picture of a parcel."""


class Side(StrEnum):
    """The edge of a room that its gate is on."""

    TOP = "top"
    BOTTOM = "bottom"
    LEFT = "left"
    RIGHT = "right"


class Form(StrEnum):
    """How much of a worker is drawn."""

    FULL = "full"
    SMALL = "small"
    """A full room at three quarters of the size, with text as large as ever."""
    COMPACT = "compact"
    """Name, slot, number of rows and loss."""
    DOT = "dot"
    """One point of a ring."""


@dataclass(frozen=True, slots=True)
class Detail:
    """What a room shows besides its name, slot and rows; `words`: whether its pill has text beside the icon."""

    footer: bool = True
    boundary: bool = True
    words: bool = True


@dataclass(frozen=True, slots=True)
class Ring:
    """Workers as points on a circle, the first one on top, clockwise.

    Attributes:
        radius: of the circle through the middles of the points.
        dot, active: diameters of a waiting worker's point and of one at work.
        longest_bar: length of the bar of the worker with most rows.
        legend: where the signs are explained; one line if it is wider than high, else one sign a line.
    """

    center: QPointF
    radius: float
    dot: float
    active: float
    longest_bar: float
    legend: QRectF


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
        flight: the model's card on a link; without numbers and tag where it is lower than LABELLED.
        ring: the circle that the workers stand on, if they are drawn as points.
        smallest_text: in scene pixels.
    """

    size: QSizeF
    server: Place
    rooms: dict[str, Place]
    links: dict[str, QPainterPath]
    rows: QRectF
    summary: QRectF
    midway: float = 0.5
    flight: QSizeF = field(default_factory=lambda: QSizeF(PARCEL))
    ring: Ring | None = None
    smallest_text: float = SMALLEST_TEXT

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


def arrow_head(path: QPainterPath, length: float) -> QPainterPath:
    """A filled arrow head, its tip at the end of `path`."""
    head = QPainterPath(QPointF(0, 0))
    half = length * 0.46
    head.lineTo(-length, -half)
    head.lineTo(-length, half)
    head.closeSubpath()
    turned = QTransform().translate(path.pointAtPercent(1).x(), path.pointAtPercent(1).y())
    return turned.rotate(-path.angleAtPercent(1)).map(head)
