"""Many workers as one item: a point each on a circle around the server, with a bar for its rows."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsSceneHoverEvent, QGraphicsSceneMouseEvent

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.pointer_sign import draw_sign
from fedgui.gui.stage.cells import Parts
from fedgui.gui.stage.layout import SERVER_RADIUS, Place, Ring
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.paint import LEFT, draw_icon, fill_round, outline, text_width, translate, write
from fedgui.gui.stage.words import describe_models, describe_worker
from fedgui.gui.theme import theme
from fedgui.scripts.trace import Status

_SHORTEST_BAR: Final = 6.0
_BAR_WIDTH: Final = 5.0
_REACH: Final = 16.0
"""How far from the circle a point can still be hit, inwards."""
_MANY: Final = 20
"""Where more workers than this change at once, the ring is painted as a whole."""
_EDGE: Final = 3.0
"""What a stroke of a worker's picture reaches beyond its line, and smooth edges beyond that."""


@dataclass(frozen=True, slots=True)
class Dot:
    """What the ring knows of one worker: id, status, number of rows, last loss (None if there is none yet)."""

    worker_id: str
    status: Status
    rows: int
    loss: float | None = None

    @property
    def is_idle(self) -> bool:
        return self.status is Status.WAITING

    @property
    def is_active(self) -> bool:
        """Whether it takes part in what happens now."""
        return self.status not in (Status.WAITING, Status.DIVERGED, Status.OFFLINE)


class WorkerRing(StageNode):
    """All workers. One of them is current: the one that the pointer is on, or that the arrow keys chose."""

    def __init__(self, place: Place, ring: Ring) -> None:
        super().__init__("", place)
        self._ring = ring
        self._dots: tuple[Dot, ...] = ()
        self._chosen: str | None = None
        self._pointed_at: frozenset[str] = frozenset()
        self._hovered = ""
        self._form: tuple[Ring, int, tuple[int, ...]] | None = None
        """What the places of bars and points were worked out for: the circle, the most rows, and everybody's."""
        self._bars: list[QLineF] = []
        self._points: list[QPointF] = []
        self._spans: list[tuple[QRect, QRect]] = []
        """What each worker's picture covers: its line to the server, and its point with the bar."""
        self._counted = (0, 0, 0)
        self._models_of: Callable[[str], Sequence[Parts]] = lambda _worker_id: ()
        self.setZValue(-0.5)
        self.setAcceptHoverEvents(True)

    def set_ring(self, place: Place, ring: Ring) -> None:
        """Move to another layout's circle."""
        if ring != self._ring:
            self._ring = ring
            self.set_place(place)
            self.update()

    def set_dots(self, dots: Sequence[Dot]) -> None:
        """Set all workers, in their order on the circle."""
        before, self._dots = self._dots, tuple(dots)
        if self._dots == before:
            return
        if self._dot(self.node_id) is None:
            self.node_id = self._dots[0].worker_id if self._dots else ""
        if [(dot.worker_id, dot.rows) for dot in before] != [(dot.worker_id, dot.rows) for dot in self._dots]:
            self.update()
        else:
            self._update_dots([place for place, dot in enumerate(before) if dot.status is not self._dots[place].status])

    def set_models(self, models_of: Callable[[str], Sequence[Parts]]) -> None:
        """Set what tells the models that a worker has. It is asked only for the one that is described."""
        self._models_of = models_of
        self.setToolTip(self._describe(self._hovered))

    def _update_dots(self, places: Sequence[int]) -> None:
        """Paint only these workers anew, and the legend, which counts them."""
        if len(places) > _MANY or len(self._spans) != len(self._dots):
            self.update()
        elif places:
            for place in places:
                for span in self._spans[place]:
                    self.update(QRectF(span))
            if self._counts() != self._counted:
                self.update(self._ring.legend)

    def choose(self, node_id: str | None) -> None:
        if node_id != self._chosen:
            self._chosen = node_id
            self.update()

    def point_at(self, node_ids: Collection[str]) -> None:
        if frozenset(node_ids) != self._pointed_at:
            self._pointed_at = frozenset(node_ids)
            self.update()

    def worker_at(self, point: QPointF) -> str:
        """The worker whose point or bar is at a point of the scene, or ""; found by its angle."""
        away = point - self._ring.center
        distance = math.hypot(away.x(), away.y())
        far = self._ring.radius + self._ring.longest_bar + _REACH
        if not self._dots or not self._ring.radius - _REACH <= distance <= far:
            return ""
        turn = math.atan2(away.x(), -away.y()) / (2 * math.pi)
        return self._dots[round(turn * len(self._dots)) % len(self._dots)].worker_id

    def describe(self) -> str:
        return self._describe(self.node_id) or translate("Stage", "%n worker(s)", None, len(self._dots))

    def _describe(self, worker_id: str) -> str:
        """One worker in words; "" for nobody."""
        dot = self._dot(worker_id)
        if dot is None:
            return ""
        label = translate("Stage", "last loss")
        loss = "" if dot.loss is None else f"{label} {language().number(dot.loss)}"
        told = describe_worker(dot.worker_id, dot.status, dot.rows, loss)
        return ", ".join(filter(None, (told, describe_models(self._models_of(dot.worker_id)))))

    def wants_key(self, key: int) -> bool:
        return super().wants_key(key) or key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)

    def covers(self, point: QPointF) -> bool:
        return bool(self.worker_at(point))

    def shape(self) -> QPainterPath:
        outer = self._ring.radius + self._ring.longest_bar + _REACH
        inner = self._ring.radius - _REACH
        path = QPainterPath()
        path.addEllipse(self._ring.center, outer, outer)
        path.addEllipse(self._ring.center, inner, inner)
        return path

    def boundingRect(self) -> QRectF:
        return self._place.rect

    # --- mouse and keyboard ---------------------------------------------------------------------------------------

    def hoverMoveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self._set_hovered(self.worker_at(event.scenePos()))

    def hoverLeaveEvent(self, event: QGraphicsSceneHoverEvent) -> None:
        self._set_hovered("")

    def _set_hovered(self, worker_id: str) -> None:
        if worker_id != self._hovered:
            self._hovered = worker_id
            self.setToolTip(self._describe(worker_id))
            self.update()

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        worker_id = self.worker_at(event.scenePos())
        event.setAccepted(bool(worker_id) and event.button() == Qt.MouseButton.LeftButton)
        if event.isAccepted():
            self.node_id = worker_id
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
            return
        ids = [dot.worker_id for dot in self._dots]
        self.node_id = ids[(ids.index(self.node_id) + step) % len(ids)]
        self.update()
        self.focused.emit(self.node_id)

    # --- painting -------------------------------------------------------------------------------------------------

    def _draw_rings(self, painter: QPainter) -> None:
        """The rings are drawn around single points."""

    def _dot(self, worker_id: str) -> Dot | None:
        return next((dot for dot in self._dots if dot.worker_id == worker_id), None)

    def _outward(self, number: int) -> QPointF:
        return _directions(len(self._dots))[number]

    def draw(self, painter: QPainter) -> None:
        most = max((dot.rows for dot in self._dots), default=0)
        self._place_dots(most)
        seen = self._seen(painter)
        self._draw_idle(painter, [number for number in seen if self._dots[number].is_idle])
        # Those at work lie over their neighbours.
        for number in seen:
            if not self._dots[number].is_idle:
                self._draw_dot(painter, self._outward(number), self._dots[number], most)
        named = self._hovered or (self.node_id if self._shows_focus else "") or self._chosen or ""
        for number, dot in enumerate(self._dots):
            focused = self.node_id if self._shows_focus else None
            if dot.worker_id in (self._chosen, focused, *self._pointed_at):
                self._draw_mark(painter, self._outward(number), dot)
            if dot.worker_id == named or dot.worker_id in self._pointed_at:
                self._draw_callout(painter, self._outward(number), dot)
        self._draw_legend(painter)

    def _bar(self, outward: QPointF, rows: int, most: int) -> QLineF:
        """A worker's bar; the longest is that of whoever has `most` rows."""
        ring = self._ring
        start = ring.radius + ring.active / 2 + 5
        length = _SHORTEST_BAR + (ring.longest_bar - _SHORTEST_BAR) * rows / most if rows else 0.0
        return QLineF(ring.center + outward * start, ring.center + outward * (start + length))

    def _bar_pen(self, token: str) -> QPen:
        width = min(_BAR_WIDTH, self._ring.dot * 0.6)
        return QPen(theme().color(token), width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)

    def _place_dots(self, most: int) -> None:
        """Work out where bars and points lie, if that has changed."""
        ring, outward = self._ring, _directions(len(self._dots))
        form = (ring, most, tuple(dot.rows for dot in self._dots))
        if form == self._form:
            return
        self._form = form
        self._bars = [self._bar(way, dot.rows, most) for way, dot in zip(outward, self._dots, strict=True)]
        self._points = [ring.center + way * ring.radius for way in outward]
        far, wide = ring.radius + ring.active / 2 + 5 + ring.longest_bar, ring.active / 2 + _EDGE
        self._spans = [
            (
                _span(ring.center + way * SERVER_RADIUS, point, _EDGE),
                _span(point, ring.center + way * far, wide),
            )
            for way, point in zip(outward, self._points, strict=True)
        ]

    def _seen(self, painter: QPainter) -> Sequence[int]:
        """The workers of whose picture something is to be painted: only what has changed, where the rest is kept."""
        if not painter.hasClipping():
            return range(len(self._dots))
        region, places = painter.clipRegion(), enumerate(self._spans)
        return [place for place, spans in places if any(map(region.intersects, spans))]

    def _draw_idle(self, painter: QPainter, idle: Sequence[int]) -> None:
        """All that wait, in two strokes: a hundred single ones would take half a frame."""
        painter.setPen(self._bar_pen("line2"))
        painter.drawLines([self._bars[number] for number in idle if self._dots[number].rows])
        pen = QPen(theme().color("line2"), self._ring.dot, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints([self._points[number] for number in idle])

    def _draw_dot(self, painter: QPainter, outward: QPointF, dot: Dot, most: int) -> None:
        ring = self._ring
        point = ring.center + outward * ring.radius
        token = "bad" if dot.status is Status.DIVERGED else "now" if dot.is_active else "line2"
        if dot.is_active:
            painter.setPen(QPen(theme().color("ink"), 3))
            painter.drawLine(QLineF(ring.center + outward * SERVER_RADIUS, point))
        if dot.rows:
            painter.setPen(self._bar_pen(token))
            painter.drawLine(self._bar(outward, dot.rows, most))
        if dot.status is Status.OFFLINE:
            _draw_offline(painter, point, ring.active)
            return
        box = QRectF(point.x() - ring.active / 2, point.y() - ring.active / 2, ring.active, ring.active)
        fill_round(painter, box, ring.active / 2, token)
        if dot.is_active:
            outline(painter, "ink", 1.5)
            painter.drawEllipse(box)
        else:
            draw_icon(painter, box.adjusted(1.5, 1.5, -1.5, -1.5), "warn", "onaccent")

    def _draw_mark(self, painter: QPainter, outward: QPointF, dot: Dot) -> None:
        point = self._ring.center + outward * self._ring.radius
        away = self._ring.active * 0.75
        if dot.worker_id == self._chosen or dot.worker_id in self._pointed_at:
            outline(painter, "ink", 2.5)
            painter.drawEllipse(point, away, away)
        if dot.worker_id in self._pointed_at:
            draw_sign(painter, point - QPointF(away, away) * 0.7, 8.0)
        if self._shows_focus and dot.worker_id == self.node_id:
            outline(painter, "ink", 2, (1.5, 1.5))
            painter.drawEllipse(point, away + 4, away + 4)

    def _draw_callout(self, painter: QPainter, outward: QPointF, dot: Dot) -> None:
        """The worker's name outside the bars, and a line from its point to it."""
        ring = self._ring
        start = ring.center + outward * (ring.radius + ring.active * 0.75 + 2)
        end = ring.center + outward * (ring.radius + ring.longest_bar * 0.8)
        name = worker_name(dot.worker_id)
        width = text_width(name, "pill") + 16
        is_right = outward.x() >= 0
        box = QRectF(end.x() if is_right else end.x() - width, end.y() - 13, width, 26)
        room = self._place.rect
        box.moveLeft(min(max(box.left(), room.left() + 2), room.right() - width - 2))
        box.moveTop(min(max(box.top(), room.top() + 2), room.bottom() - 28))
        painter.setPen(QPen(theme().color("ink"), 1.5))
        painter.drawLine(QLineF(start, end))
        fill_round(painter, box, 6, "panel")
        outline(painter, "ink", 1.5)
        painter.drawRoundedRect(box, 6, 6)
        write(painter, box.adjusted(8, 0, -8, 0), name, "pill", "ink")

    def _counts(self) -> tuple[int, int, int]:
        """How many are at work, offline, and diverged."""
        found = Counter(dot.status for dot in self._dots)
        offline, diverged = found[Status.OFFLINE], found[Status.DIVERGED]
        return len(self._dots) - found[Status.WAITING] - offline - diverged, offline, diverged

    def _draw_legend(self, painter: QPainter) -> None:
        at_work, offline, diverged = self._counted = self._counts()
        if painter.hasClipping() and not painter.clipRegion().intersects(self._ring.legend.toAlignedRect()):
            return
        entries = [
            ("now", translate("Stage", "%n at work", None, at_work)),
            ("off", translate("Stage", "%n offline", None, offline)),
            ("bad", translate("Stage", "%n diverged", None, diverged)),
            ("line2", translate("Stage", "%n waiting", None, len(self._dots) - at_work - offline - diverged)),
            ("bar", translate("Stage", "bar = number of rows")),
        ]
        counts = {"now": at_work, "off": offline, "bad": diverged}
        entries = [(sign, text) for sign, text in entries if counts.get(sign, 1)]
        legend = self._ring.legend
        if legend.width() > legend.height() * 2:
            widths = [text_width(text, "legend") + 46 for _, text in entries]
            left = legend.center().x() - sum(widths) / 2
            for (sign, text), width in zip(entries, widths, strict=True):
                self._draw_entry(painter, QRectF(left, legend.top(), width, legend.height()), sign, text)
                left += width
            return
        pitch = legend.height() / len(entries)
        for number, (sign, text) in enumerate(entries):
            line = QRectF(legend.left(), legend.top() + number * pitch, legend.width(), pitch)
            self._draw_entry(painter, line, sign, text)

    def _draw_entry(self, painter: QPainter, line: QRectF, sign: str, text: str) -> None:
        point = QPointF(line.left() + 12, line.center().y())
        if sign == "off":
            _draw_offline(painter, point, 17)
        elif sign == "bar":
            painter.fillRect(QRectF(point.x() - 2.5, point.y() - 8, _BAR_WIDTH, 16), theme().color("line2"))
        else:
            side = 10.0 if sign == "line2" else 17.0
            fill_round(painter, QRectF(point.x() - side / 2, point.y() - side / 2, side, side), side / 2, sign)
        write(painter, line.adjusted(27, 0, 0, 0), text, "legend", "ink", LEFT)


@lru_cache(maxsize=4)
def _directions(count: int) -> tuple[QPointF, ...]:
    """Unit vectors from the centre to so many points on a ring, the first one upwards. Not to be changed."""
    angles = [2 * math.pi * number / count for number in range(count)]
    return tuple(QPointF(math.sin(angle), -math.cos(angle)) for angle in angles)


def _span(start: QPointF, end: QPointF, reach: float) -> QRect:
    """What a line with a stroke of twice this reach covers."""
    return QRectF(start, end).normalized().adjusted(-reach, -reach, reach, reach).toAlignedRect()


def _draw_offline(painter: QPainter, point: QPointF, side: float) -> None:
    """A circle with a cross: nobody is there."""
    box = QRectF(point.x() - side / 2, point.y() - side / 2, side, side)
    fill_round(painter, box, side / 2, "panel")
    outline(painter, "ink2", 1.5)
    painter.drawEllipse(box)
    arm = side * 0.2
    painter.drawLine(QLineF(point.x() - arm, point.y() - arm, point.x() + arm, point.y() + arm))
    painter.drawLine(QLineF(point.x() - arm, point.y() + arm, point.x() + arm, point.y() - arm))
