"""The server on the stage: its name, the model's slot, and how many of those it asked have answered."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.stage.answers import Answers
from fedgui.gui.stage.layout import Form, Place
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.paint import (
    CENTER,
    LEFT,
    draw_icon,
    draw_slot,
    fill_round,
    outline,
    text_width,
    translate,
    write,
    write_name,
)
from fedgui.scripts.trace import SERVER

_SQUARE: Final = 13.0
_GAP: Final = 4.0
_SMALLEST_SQUARE: Final = 5.0
_HIGH_HEAD: Final = 60.0
"""A head of at least this height has room for the answers under the name."""


def draw_answers(painter: QPainter, rect: QRectF, text: str, answers: Answers) -> None:
    """What has come in, in words, and a square for each worker that was asked: filled if it has answered.

    The squares stand beside the words where there is room, else under them.
    """
    words = text_width(text, "pill")
    beside = rect.width() - words - 10
    is_beside = (_SQUARE + _GAP) * answers.asked - _GAP <= beside
    line = QRectF(rect.left(), rect.top() + (8 if is_beside else 0), rect.width(), 18)
    write(painter, line, text, "pill", "ink2", LEFT)
    pitch = min(_SQUARE + _GAP, rect.width() / answers.asked)
    side = pitch - min(_GAP, pitch * 0.3)
    if side < _SMALLEST_SQUARE:
        return
    left, top = (
        (rect.left() + words + 10, line.center().y() - side / 2) if is_beside else (rect.left(), rect.top() + 20)
    )
    for number in range(answers.asked):
        square = QRectF(left + number * pitch, top, side, side)
        if number < answers.received:
            fill_round(painter, square, 3, "ink2")
        outline(painter, "ink2", 1.5)
        painter.drawRoundedRect(square.adjusted(0.75, 0.75, -0.75, -0.75), 3, 3)


class ServerNode(StageNode):
    """The server: its name, and the slot that holds the model or says where it is."""

    def __init__(self, place: Place) -> None:
        super().__init__(SERVER, place)
        self._holder: str | None = None
        self._answers = Answers()

    def set_answers(self, answers: Answers) -> None:
        """How many of the workers that were asked in this round have answered; nothing is said if none were."""
        if answers != self._answers:
            self._answers = answers
            self.update()

    def set_holder(self, holder: str | None) -> None:
        """Who holds the model: SERVER, a worker, "" while it travels, None if there is no model."""
        if holder != self._holder:
            self._holder = holder
            self.update()

    def describe(self) -> str:
        told = [worker_name(SERVER), self._slot_text()]
        return ", ".join([*told, self._answers_text()] if self._answers.asked else told)

    def _answers_text(self, *, is_short: bool = False) -> str:
        received, asked = (language().integer(count) for count in (self._answers.received, self._answers.asked))
        long, short = (
            translate("Stage", "{received} of {asked} received"),
            translate("Stage", "{received}/{asked} received"),
        )
        template = short if is_short else long
        return template.format(received=received, asked=asked)

    def _fraction(self) -> str:
        return f"{language().integer(self._answers.received)}/{language().integer(self._answers.asked)}"

    def _slot_text(self) -> str:
        if self._holder is None:
            return translate("Stage", "model slot")
        if self._holder == "":
            return translate("Stage", "model travelling")
        if self._holder == SERVER:
            return translate("Stage", "model is here")
        if self._is_round:
            return translate("Stage", "with {name}").format(name=worker_name(self._holder))
        return translate("Stage", "model is with {name}").format(name=worker_name(self._holder))

    @property
    def _is_round(self) -> bool:
        return self._place.form is Form.DOT

    @property
    def radius(self) -> float:
        return self._place.rect.height() / 2 if self._is_round else 16.0

    def draw(self, painter: QPainter) -> None:
        rect = self._place.rect
        fill_round(painter, rect.adjusted(1, 1, -1, -1), self.radius, "panel")
        outline(painter, "ink2", 2)
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), self.radius, self.radius)
        if self._is_round:
            self._draw_round_head(painter, rect)
        else:
            self._draw_head(painter, rect)
        if self._holder != SERVER:
            draw_slot(painter, self._place.slot, self._text_that_fits(self._place.slot), "ink2")

    def _text_that_fits(self, slot: QRectF) -> str:
        """What the slot says; where a long name leaves no room for a sentence, who holds the model."""
        text = self._slot_text()
        if self._holder and self._holder != SERVER and text_width(text, "hint") > slot.width() - 16:
            return translate("Stage", "with {name}").format(name=worker_name(self._holder))
        return text

    def _draw_answers(self, painter: QPainter, box: QRectF) -> None:
        text = self._answers_text()
        if text_width(text, "pill") > box.width():
            text = self._answers_text(is_short=True)
        draw_answers(painter, box, text, self._answers)

    def _draw_head(self, painter: QPainter, rect: QRectF) -> None:
        slot = self._place.slot
        beside = slot.left() > rect.center().x() - 60
        middle = rect.center().y() if beside else (rect.top() + slot.top()) / 2
        tile = QRectF(rect.left() + 17, middle - 19, 38, 38)
        fill_round(painter, tile, 9, "ink2")
        draw_icon(painter, QRectF(tile.center().x() - 12, tile.center().y() - 12, 24, 24), "server", "panel")
        end = slot.left() - 8 if beside else rect.right() - 12
        name = QRectF(tile.right() + 12, middle - 19, end - tile.right() - 12, 38)
        if self._answers.asked and (beside or slot.top() - rect.top() > _HIGH_HEAD):
            name.translate(0, -17)
            below = QRectF(name.left(), name.bottom() - 9, name.width(), 34)
            self._draw_answers(painter, below)
        elif self._answers.asked:
            left = name.left() + text_width(worker_name(SERVER), "node") + 12
            box = QRectF(left, middle - 18, name.right() - left, 34)
            self._draw_answers(painter, box)
            name.setRight(left)
        write_name(painter, name, worker_name(SERVER), "node", "ink")

    def _draw_round_head(self, painter: QPainter, rect: QRectF) -> None:
        draw_icon(painter, QRectF(rect.center().x() - 12, rect.top() + 18, 24, 24), "server", "ink2")
        name = QRectF(rect.left() + 20, rect.top() + 46, rect.width() - 40, 30)
        write_name(painter, name, worker_name(SERVER), "node", "ink", CENTER)
        if self._answers.asked:
            below = QRectF(rect.left() + 24, self._place.slot.bottom() + 2, rect.width() - 48, 22)
            text = self._answers_text(is_short=True)
            if text_width(text, "pill") > below.width():
                text = self._fraction()  # the circle has no room for the word; a screen reader hears it
            write(painter, below, text, "pill", "ink2")
