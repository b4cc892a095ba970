"""A worker on the stage: a dashed room with one gate, its rows behind the boundary, and a pill with what it does."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Property, QEasingCurve, QLineF, QPropertyAnimation, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.identity import identity, paint_avatar
from fedgui.gui.stage.layout import Form, Place, Side
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.paint import (
    LEFT,
    RIGHT,
    draw_icon,
    draw_slot,
    draw_table,
    fill_round,
    outline,
    text_width,
    translate,
    write,
    write_name,
    write_number,
)
from fedgui.gui.stage.rows import Rows
from fedgui.gui.theme import theme
from fedgui.scripts.trace import Status

PAD: Final = 16.0
PUSH: Final = 8.0
"""How far a docked model pushes the rows down."""

GATE: Final = 60.0
POST: Final = 20.0
SPREAD: Final = 6.0
"""How far each post steps aside for a parcel."""
TURN_MS: Final = 900
"""One turn of the arc in the pill of a worker that trains."""

_ICONS: Final = {
    Status.WAITING: "clock",
    Status.RECEIVING: "down",
    Status.RETURNING: "up",
    Status.DIVERGED: "warn",
}


def status_text(status: Status) -> str:
    """A status in the language on screen."""
    return {
        Status.WAITING: translate("Stage", "waiting"),
        Status.RECEIVING: translate("Stage", "receiving"),
        Status.TRAINING: translate("Stage", "training"),
        Status.RETURNING: translate("Stage", "returning"),
        Status.DIVERGED: translate("Stage", "diverged"),
    }[status]


class Arc(QGraphicsObject):
    """The open circle that turns while a worker trains; drawn once and rotated by Qt alone."""

    def __init__(self, parent: QGraphicsItem) -> None:
        super().__init__(parent)
        self._turning = QPropertyAnimation(self, b"rotation", self)
        self._turning.setStartValue(0.0)
        self._turning.setEndValue(360.0)
        self._turning.setDuration(TURN_MS)
        self._turning.setLoopCount(-1)

    def set_turning(self, is_turning: bool) -> None:
        """Turn, or stand still where it is."""
        if is_turning == (self._turning.state() == QPropertyAnimation.State.Running):
            return
        if is_turning:
            self._turning.start()
        else:
            self._turning.stop()

    def boundingRect(self) -> QRectF:
        return QRectF(-9, -9, 18, 18)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("nowink"), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawArc(QRectF(-6, -6, 12, 12), 90 * 16, -285 * 16)


class Gate(QGraphicsObject):
    """The two posts of a room's gate. They part when a parcel passes."""

    def __init__(self, parent: QGraphicsItem, token: str) -> None:
        super().__init__(parent)
        self._token = token
        self._spread = 0.0
        self._is_level = False
        self._moving = QPropertyAnimation(self, b"spread", self)
        self._moving.setEasingCurve(QEasingCurve.Type.OutQuad)

    def part(self, duration_ms: int) -> None:
        """Make way for a parcel."""
        self._move_to(SPREAD, duration_ms)

    def close(self, duration_ms: int) -> None:
        """Stand as before."""
        self._move_to(0.0, duration_ms)

    def _move_to(self, spread: float, duration_ms: int) -> None:
        self._moving.stop()
        if duration_ms <= 0:
            self._set_spread(spread)
            return
        self._moving.setStartValue(self._spread)
        self._moving.setEndValue(spread)
        self._moving.setDuration(duration_ms)
        self._moving.start()

    def set_side(self, side: Side) -> None:
        """On a room's left or right edge the posts lie level."""
        self._is_level = side in (Side.LEFT, Side.RIGHT)
        self.update()

    def _get_spread(self) -> float:
        return self._spread

    def _set_spread(self, spread: float) -> None:
        self._spread = spread
        self.update()

    spread = Property(float, _get_spread, _set_spread)

    def boundingRect(self) -> QRectF:
        half = GATE / 2 + 10
        return QRectF(-half, -half, 2 * half, 2 * half)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color(self._token), 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        if self._is_level:
            painter.rotate(90)
        away = GATE / 2 + self._spread
        for x in (-away, away):
            painter.drawLine(QLineF(x, -POST / 2, x, POST / 2))


class WorkerRoom(StageNode):
    """One worker."""

    radius = 20.0

    def __init__(self, worker_id: str, place: Place) -> None:
        super().__init__(worker_id, place)
        looks = identity(worker_id)
        self._hue, self._soft = looks.token, looks.soft
        self._status = Status.WAITING
        self._loss: float | None = None
        self._is_loss_new = False
        self._rows: Rows | None = None
        self._is_occupied = False
        self._marked = -1
        self._arc = Arc(self)
        self.gate = Gate(self, self._hue)
        self._arc.setVisible(False)
        self._settle()

    def set_place(self, place: Place) -> None:
        super().set_place(place)
        self._settle()

    def _settle(self) -> None:
        self.gate.setPos(self._place.gate)
        self.gate.set_side(self._place.side)
        self.gate.setVisible(self._place.form is Form.FULL)
        pill = self._pill()
        self._arc.setPos(pill.left() + (pill.height() / 2 if self._is_compact else 18), pill.center().y())

    @property
    def _is_compact(self) -> bool:
        return self._place.form is Form.COMPACT

    @property
    def status(self) -> Status:
        return self._status

    def set_status(self, status: Status) -> None:
        """Set what the worker does."""
        if status != self._status:
            self._status = status
            self._arc.setVisible(status is Status.TRAINING)
            self._settle()
            self.update()

    def set_turning(self, is_turning: bool) -> None:
        """Whether the arc of a training worker turns."""
        self._arc.set_turning(is_turning and self._status is Status.TRAINING)

    def set_loss(self, loss: float | None, is_new: bool) -> None:
        """Set the last printed loss; `is_new` at the very moment that prints it."""
        if (loss, is_new) != (self._loss, self._is_loss_new):
            self._loss, self._is_loss_new = loss, is_new
            self.update()

    def set_rows(self, rows: Rows | None) -> None:
        """Set the private rows."""
        if rows != self._rows:
            self._rows = rows
            self.update()

    def set_occupied(self, is_occupied: bool) -> None:
        """Whether the model stands in the slot."""
        if is_occupied != self._is_occupied:
            self._is_occupied = is_occupied
            self.update()

    def set_marked(self, row: int) -> None:
        """Lay the marker's soft yellow on one row; -1 for none."""
        if row != self._marked:
            self._marked = row
            self.update()

    @property
    def shown_rows(self) -> int:
        """How many rows the table shows."""
        return len(self._rows.shown) if self._rows is not None else 0

    def describe(self) -> str:
        parts = [worker_name(self.node_id), status_text(self._status)]
        count = self._rows.count if self._rows is not None else 0
        parts.append(translate("Stage", "%n private row(s)", None, count))
        if self._loss is not None:
            parts.append(f"{self._loss_label()} {language().number(self._loss)}")
        return ", ".join(parts)

    def retranslate(self) -> None:
        """Take over the language's texts: the pill's width follows its word."""
        self._settle()
        self.update()

    def tooltip_at(self, x: float, y: float) -> str:
        """What the padlock and the boundary mean, where the pointer is on one of them; else ""."""
        table = self._table()
        if QRectF(table.left(), table.top(), table.width(), 33).contains(x, y):
            return translate("Stage", "Only {name} can read these rows. They never leave this room.").format(
                name=worker_name(self.node_id)
            )
        if not self._is_compact and y > self._place.rect.bottom() - 14:
            return translate("Stage", "Only the model and numbers computed from the rows pass the gate.")
        return ""

    # --- painting -------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        self._draw_walls(painter)
        self._draw_name(painter)
        self._draw_pill(painter)
        if self._is_compact:
            self._draw_compact_body(painter)
            return
        if not self._is_occupied:
            draw_slot(painter, self._place.slot, translate("Stage", "model slot"))
        secret = translate("Stage", "private") if self._place.rect.width() > 280 else ""
        draw_table(painter, self._table(), self._rows, self._hue, secret, marked=self._marked)
        if self._place.detail.footer:
            self._draw_footer(painter)
        if self._place.detail.boundary:
            self._draw_boundary(painter)

    def _push(self) -> float:
        is_above_rows = self._place.slot.top() < self._place.table.top()
        return PUSH if self._is_occupied and is_above_rows else 0.0

    def _table(self) -> QRectF:
        return self._place.table.translated(0, self._push())

    def _draw_walls(self, painter: QPainter) -> None:
        wall = self._place.rect.adjusted(1.2, 1.2, -1.2, -1.2)
        fill_round(painter, wall, self.radius, self._soft)
        painter.save()
        if not self._is_compact:
            opening = QRectF(0, 0, GATE, GATE)
            opening.moveCenter(self._place.gate)
            around = QPainterPath()
            around.addRect(self.boundingRect())
            hole = QPainterPath()
            hole.addRect(opening)
            painter.setClipPath(around.subtracted(hole))
        outline(painter, self._hue, 2.4, (3.75, 2.5))
        painter.drawRoundedRect(wall, self.radius, self.radius)
        painter.restore()

    def _draw_name(self, painter: QPainter) -> None:
        rect = self._place.rect
        side = 32.0 if self._is_compact else 40.0
        top = rect.top() + (12 if self._is_compact else 19)
        badge = QRectF(rect.left() + (12 if self._is_compact else PAD), top, side, side)
        paint_avatar(painter, badge, self.node_id)
        left = badge.right() + (8 if self._is_compact else 11)
        name = QRectF(left, top, self._pill().left() - 6 - left, side)
        write_name(painter, name, worker_name(self.node_id), "question" if self._is_compact else "node")

    def _pill(self) -> QRectF:
        rect = self._place.rect
        if self._is_compact:
            return QRectF(rect.right() - 38, rect.top() + 14, 28, 28)
        width = 33 + text_width(status_text(self._status), "pill") + 11
        return QRectF(rect.right() - PAD - width, rect.top() + 25, width, 28)

    def _draw_pill(self, painter: QPainter) -> None:
        pill = self._pill()
        if self._status is Status.WAITING:
            ink = "ink2"
            if not self._is_compact:
                outline(painter, "line2", 1.5)
                painter.drawRoundedRect(pill.adjusted(0.75, 0.75, -0.75, -0.75), 13.25, 13.25)
        else:
            is_bad = self._status is Status.DIVERGED
            ink = "onaccent" if is_bad else "nowink"
            fill_round(painter, pill, 14, "bad" if is_bad else "now")
        if self._status in _ICONS:
            middle = self._arc.pos()
            draw_icon(painter, QRectF(middle.x() - 8, middle.y() - 8, 16, 16), _ICONS[self._status], ink)
        if not self._is_compact:
            write(painter, pill.adjusted(32, 0, 0, 0), status_text(self._status), "pill", ink, LEFT)

    def _loss_label(self) -> str:
        return translate("Stage", "loss now") if self._is_loss_new else translate("Stage", "last loss")

    def _draw_footer(self, painter: QPainter) -> None:
        is_slot_last = self._place.slot.top() > self._place.table.top()
        above = self._place.slot.bottom() + (6 if self._is_occupied else 3) if is_slot_last else self._table().bottom()
        line = QRectF(self._place.slot.left(), above + 7, self._place.slot.width(), 24)
        write(painter, line, self._loss_label(), "body", "ink2", LEFT)
        if self._loss is None:
            write(painter, line, "–", "value", "ink2", RIGHT)
        else:
            write_number(painter, line.adjusted(110, 0, 0, 0), self._loss, "value", "ink", RIGHT)

    def _draw_boundary(self, painter: QPainter) -> None:
        text = translate("Stage", "privacy boundary")
        width = text_width(text, "head") + 18
        rect = self._place.rect
        label = QRectF(rect.center().x() - width / 2, rect.bottom() - 1.2 - 9, width, 18)
        painter.fillRect(label, theme().color("stage"))
        write(painter, label, text, "head", self._hue)

    def _draw_compact_body(self, painter: QPainter) -> None:
        if not self._is_occupied:
            draw_slot(painter, self._place.slot, status_text(self._status))
        foot = QRectF(self._place.slot.left(), self._place.rect.bottom() - 42, self._place.slot.width(), 30)
        draw_icon(painter, QRectF(foot.left(), foot.center().y() - 8, 16, 16), "lock", self._hue)
        count = self._rows.count if self._rows is not None else 0
        text = translate("Stage", "%n row(s)", None, count)
        write(painter, foot.adjusted(22, 0, -50, 0), text, "hint", "ink2", LEFT)
        if self._loss is not None:
            write_number(painter, foot.adjusted(82, 0, 0, 0), self._loss, "value", "ink", RIGHT)
