"""A worker on the stage: a dashed room with one gate, its rows behind the boundary, and a pill with what it does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPainterPath

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.layers import Layer
from fedgui.gui.panels.identity import identity
from fedgui.gui.stage.cells import Parts
from fedgui.gui.stage.layout import Form, Place
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.paint import (
    LEFT,
    RIGHT,
    SMALLEST_NAME,
    draw_avatar,
    draw_icon,
    draw_slot,
    draw_table,
    fill_round,
    fit_name,
    has_hue,
    outline,
    text_width,
    translate,
    write,
    write_name,
    write_number,
)
from fedgui.gui.stage.room_parts import GATE, Arc, Gate
from fedgui.gui.stage.rows import Rows
from fedgui.gui.stage.words import describe_models, describe_worker, status_text
from fedgui.gui.theme import theme
from fedgui.scripts.trace import Status

PUSH: Final = 8.0
"""How far a docked model pushes the rows down."""

_STATUS_ICONS: Final = {
    Status.WAITING: "clock",
    Status.RECEIVING: "down",
    Status.RETURNING: "up",
    Status.DIVERGED: "warn",
    Status.OFFLINE: "off",
}
_QUIET: Final = (Status.WAITING, Status.OFFLINE)


def _pill_width(text: str) -> float:
    return 33 + text_width(text, "pill") + 11


@dataclass(frozen=True, slots=True)
class _Head:
    """A room's first line: inset, top and side of the avatar, its distance from the name, the name's role."""

    pad: float
    top: float
    avatar: float
    gap: float
    role: str


_HEADS: Final = {
    Form.FULL: _Head(16, 19, 40, 11, "node"),
    Form.SMALL: _Head(14, 9, 34, 9, "round"),
    Form.COMPACT: _Head(12, 10, 32, 8, "question"),
}


class WorkerRoom(StageNode):
    """One worker."""

    def __init__(self, worker_id: str, place: Place) -> None:
        super().__init__(worker_id, place)
        self._status = Status.WAITING
        self._loss: float | None = None
        self._is_loss_new = False
        self._rows: Rows | None = None
        self._models: tuple[Parts, ...] = ()
        self._is_secret = False
        self._marked = -1
        self._walls, self._slot, self._foot = Layer(), Layer(), Layer()
        self._tables = {is_pushed: Layer() for is_pushed in (False, True)}
        self._arc = Arc(self)
        self.gate = Gate(self, self._hue)
        self._arc.setVisible(False)
        self._settle()

    @property
    def radius(self) -> float:
        return 20.0

    def set_place(self, place: Place) -> None:
        super().set_place(place)
        self._settle()

    def _settle(self) -> None:
        self.gate.setPos(self._place.gate)
        self.gate.set_side(self._place.side)
        self.gate.set_token(self._hue)
        self.gate.setVisible(not self._is_compact)
        pill = self._pill()
        self._arc.setPos(pill.left() + (18 if self._has_words else pill.height() / 2), pill.center().y())

    @property
    def _is_compact(self) -> bool:
        return self._place.form is Form.COMPACT

    @property
    def _has_words(self) -> bool:
        """Whether the pill says in words what its icon shows; otherwise the empty slot does."""
        if self._place.form is not Form.FULL or not self._place.detail.words:
            return False
        head, rect = _HEADS[Form.FULL], self._place.rect
        room = rect.width() - 2 * head.pad - head.avatar - head.gap - 6
        name = text_width(worker_name(self.node_id), head.role, SMALLEST_NAME)
        return name + _pill_width(status_text(self._status)) <= room

    @property
    def _is_offline(self) -> bool:
        return self._status is Status.OFFLINE

    @property
    def _hue(self) -> str:
        if self._is_offline:
            return "ink3"
        return identity(self.node_id).token if has_hue(self.node_id) else "ink2"

    @property
    def _soft(self) -> str:
        if self._is_offline:
            return "sunk"
        return identity(self.node_id).soft if has_hue(self.node_id) else "panel"

    @property
    def _ink(self) -> str:
        return "ink3" if self._is_offline else "ink"

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

    def set_models(self, models: tuple[Parts, ...]) -> None:
        """Set the models whose card stands in the slot, the one on top last."""
        was_occupied, self._models = self._is_occupied, models
        if self._is_occupied != was_occupied:
            self.update()

    @property
    def _is_occupied(self) -> bool:
        return bool(self._models)

    def set_secret(self, is_secret: bool) -> None:
        """Whether the room is seen from the server: nobody there can say what is in the slot."""
        if is_secret != self._is_secret:
            self._is_secret = is_secret
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
        told = describe_worker(self.node_id, self._status, self._count, self._loss_text())
        return ", ".join(filter(None, (told, describe_models(self._models))))

    @property
    def _count(self) -> int:
        return self._rows.count if self._rows is not None else 0

    def _loss_text(self) -> str:
        return "" if self._loss is None else f"{self._loss_label()} {language().number(self._loss)}"

    def retranslate(self) -> None:
        """Take over the language's texts: the pill's width follows its word."""
        self._settle()
        self.update()

    def tooltip_at(self, point: QPointF) -> str:
        """What the padlock, the pill and the boundary mean, where the pointer is on one of them; else ""."""
        table = self._table()
        if QRectF(table.left(), table.top(), table.width(), 33).contains(point):
            return translate("Stage", "Only {name} can read these rows. They never leave this room.").format(
                name=worker_name(self.node_id)
            )
        if not self._has_words and self._pill().contains(point):
            return status_text(self._status)
        if not self._is_compact and self.covers(point) and point.y() > self._place.rect.bottom() - 14:
            return translate("Stage", "Only the model and numbers computed from the rows pass the gate.")
        return ""

    # --- painting -------------------------------------------------------------------------------------------------

    def draw(self, painter: QPainter) -> None:
        # the pill's word leaves more or less room for the name
        name = fit_name(worker_name(self.node_id), self._name_box().width(), _HEADS[self._place.form].role)
        walls = self._place, self._hue, self._soft, name
        self._walls.paint(painter, self.boundingRect(), walls, self._draw_shell)
        self._draw_pill(painter)
        if not self._is_occupied:
            slot = self._place.slot, self._slot_text(), self._is_offline
            self._slot.paint(painter, self._place.slot, slot, self._draw_slot)
        if self._is_compact:
            self._draw_foot(painter)
            return
        table = self._table()
        layer = self._tables[self._push() > 0]
        layer.paint(painter, table, (table, self._rows, self._hue, self._ink, self._marked), self._draw_rows)
        if self._place.detail.footer:
            self._draw_footer(painter)

    def _draw_shell(self, painter: QPainter) -> None:
        """What changes with the place and the colours alone."""
        self._draw_walls(painter)
        self._draw_name(painter)
        if self._place.detail.boundary and not self._is_compact:
            self._draw_boundary(painter)

    def _draw_slot(self, painter: QPainter) -> None:
        draw_slot(painter, self._place.slot, self._slot_text(), "ink3" if self._is_offline else "ink2")

    def _draw_rows(self, painter: QPainter) -> None:
        secret = translate("Stage", "private") if self._place.rect.width() > 280 else ""
        draw_table(painter, self._table(), self._rows, self._hue, secret, marked=self._marked, ink=self._ink)

    def _slot_text(self) -> str:
        if self._is_secret:
            return "?"
        return translate("Stage", "model slot") if self._has_words else status_text(self._status)

    def _push(self) -> float:
        is_above_rows = self._place.slot.top() < self._place.table.top()
        return PUSH if self._is_occupied and is_above_rows and self._place.form is Form.FULL else 0.0

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
        head = _HEADS[self._place.form]
        draw_avatar(painter, self._badge(), self.node_id, self._hue)
        write_name(painter, self._name_box(), worker_name(self.node_id), head.role, self._ink)

    def _badge(self) -> QRectF:
        rect, head = self._place.rect, _HEADS[self._place.form]
        top = (self._place.slot.top() + rect.top() - head.avatar) / 2 if self._is_compact else rect.top() + head.top
        return QRectF(rect.left() + head.pad, top, head.avatar, head.avatar)

    def _name_box(self) -> QRectF:
        badge = self._badge()
        left = badge.right() + _HEADS[self._place.form].gap
        return QRectF(left, badge.top(), self._pill().left() - 6 - left, badge.height())

    def _pill(self) -> QRectF:
        rect, head = self._place.rect, _HEADS[self._place.form]
        if self._is_compact:
            return QRectF(rect.right() - 38, (rect.top() + self._place.slot.top()) / 2 - 14, 28, 28)
        width = _pill_width(status_text(self._status)) if self._has_words else 28.0
        return QRectF(rect.right() - head.pad - width, rect.top() + head.top + head.avatar / 2 - 14, width, 28)

    def _draw_pill(self, painter: QPainter) -> None:
        pill = self._pill()
        if self._status in _QUIET:
            ink = "ink3" if self._is_offline else "ink2"
            if self._has_words:
                outline(painter, "line2", 1.5)
                painter.drawRoundedRect(pill.adjusted(0.75, 0.75, -0.75, -0.75), 13.25, 13.25)
        else:
            is_bad = self._status is Status.DIVERGED
            ink = "onaccent" if is_bad else "nowink"
            fill_round(painter, pill, 14, "bad" if is_bad else "now")
        if self._status in _STATUS_ICONS:
            middle = self._arc.pos()
            draw_icon(painter, QRectF(middle.x() - 8, middle.y() - 8, 16, 16), _STATUS_ICONS[self._status], ink)
        if self._has_words:
            write(painter, pill.adjusted(32, 0, 0, 0), status_text(self._status), "pill", ink, LEFT)

    def _loss_label(self) -> str:
        if self._is_secret:
            return translate("Stage", "received loss")
        return translate("Stage", "loss now") if self._is_loss_new else translate("Stage", "last loss")

    def _draw_footer(self, painter: QPainter) -> None:
        is_slot_last = self._place.slot.top() > self._place.table.top()
        above = self._place.slot.bottom() + (6 if self._is_occupied else 3) if is_slot_last else self._table().bottom()
        gap = 7 if self._place.form is Form.FULL else 2
        line = QRectF(self._place.slot.left(), above + gap, self._place.slot.width(), 24)
        write(painter, line, self._loss_label(), "body", "ink3" if self._is_offline else "ink2", LEFT)
        self._write_loss(painter, line.adjusted(110, 0, 0, 0))

    def _write_loss(self, painter: QPainter, box: QRectF) -> None:
        if self._loss is None:
            write(painter, box, "–", "value", "ink3" if self._is_offline else "ink2", RIGHT)
        else:
            write_number(painter, box, self._loss, "value", self._ink, RIGHT)

    def _draw_boundary(self, painter: QPainter) -> None:
        text = translate("Stage", "privacy boundary")
        width = text_width(text, "head") + 18
        rect = self._place.rect
        label = QRectF(rect.center().x() - width / 2, rect.bottom() - 1.2 - 9, width, 18)
        painter.fillRect(label, theme().color("stage"))
        write(painter, label, text, "head", self._hue)

    def _draw_foot(self, painter: QPainter) -> None:
        """The last line of a compact room: padlock, number of rows, loss."""
        foot = QRectF(self._place.slot.left(), self._place.slot.bottom() + 8, self._place.slot.width(), 30)
        self._foot.paint(painter, foot, (foot, self._count, self._hue), self._draw_count)
        self._write_loss(painter, foot.adjusted(82, 0, 0, 0))

    def _draw_count(self, painter: QPainter) -> None:
        foot = QRectF(self._place.slot.left(), self._place.slot.bottom() + 8, self._place.slot.width(), 30)
        draw_icon(painter, QRectF(foot.left(), foot.center().y() - 8, 16, 16), "lock", self._hue)
        text = translate("Stage", "%n row(s)", None, self._count)
        role = "hint" if self._place.detail.boundary else "legend"
        write(painter, foot.adjusted(22, 0, -50, 0), text, role, "ink3" if self._is_offline else "ink2", LEFT)
