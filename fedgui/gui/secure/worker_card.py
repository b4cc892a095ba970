"""A worker's room in a round of secure aggregation: its update, its masks, and what it sends."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.identity import identity, paint_avatar
from fedgui.gui.panels.names import numbered
from fedgui.gui.secure.numbers import decimal, letters, paint_bits, paint_groups, word_width
from fedgui.gui.theme import font, pixmap, theme
from fedgui.privacy.masks import signed
from fedgui.scripts.defence import Masking

PARAMETERS: Final = (*numbered("w", 2), "b")
PITCH: Final = 52
LOW_PITCH: Final = 34
_HEAD: Final = 38
_LOW_HEAD: Final = 34
_COLUMN_HEAD: Final = 19
_PAD: Final = 11
_LINE: Final = 18
_STRIP: Final = 11
_NAME: Final = 22
_GAP: Final = 7
_SHARES: Final = (0.26, 0.36, 0.38)
"""Of the room: for the update, which is short, its mask, and what is sent."""
_DASHES: Final = (3.75, 2.5)
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class WorkerCard(QWidget):
    """One worker of a round. Two workers show all parameters side by side; of more, each shows one from top to bottom.

    Args:
        worker: its id.
    """

    def __init__(self, worker: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.worker = worker
        self._masking: Masking | None = None
        self._index = 0
        self._is_low = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_round(self, masking: Masking, index: int, *, is_low: bool) -> None:
        """Show a round.

        Args:
            masking: the round.
            index: of the parameter that is shown where there is room for one only.
            is_low: whether the window is too low for strips.
        """
        size = self.sizeHint()
        self._masking, self._index, self._is_low = masking, index, is_low
        self.setAccessibleName(self._spoken(masking))
        if self.sizeHint() != size:
            self.updateGeometry()
        self.update()

    @property
    def is_narrow(self) -> bool:
        """Whether one parameter alone is shown."""
        return self._masking is not None and len(self._masking.workers) > 2

    def sizeHint(self) -> QSize:
        scale = theme().scale
        if not self.is_narrow:
            height = self._head() + _COLUMN_HEAD + len(PARAMETERS) * self._pitch() + 7
            room = (word_width() + _GAP * scale) / _SHARES[1]
            return QSize(round((2 * _PAD + _NAME) * scale + room), round(height * scale))
        assert self._masking is not None
        others = len(self._masking.workers) - 1
        height = self._head() + 2 * 19 + others * 20 + (30 if self._is_low else 48) + 8
        return QSize(round(word_width() + (2 * _PAD + 32) * scale), round(height * scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _head(self) -> int:
        return _LOW_HEAD if self._is_low else _HEAD

    def _pitch(self) -> int:
        return LOW_PITCH if self._is_low else PITCH

    def _is_missing(self) -> bool:
        return self._masking is not None and self.worker in self._masking.missing

    # words

    def _status(self) -> str:
        return self.tr("offline") if self._is_missing() else self.tr("sending")

    def _spoken(self, masking: Masking) -> str:
        """All of it for a screen reader."""
        found = masking.round
        parts = [f"{worker_name(self.worker)}, {self._status()}"]
        places = range(len(PARAMETERS)) if not self.is_narrow else (self._index,)
        for place in places:
            text = self.tr("{name}: update {update}, as an integer {integer}, {masks}, sent {sent}")
            masks = ", ".join(f"{sign} {word}" for sign, _, word in self._masks(masking, place))
            parts.append(
                text.format(
                    name=PARAMETERS[place],
                    update=decimal(masking.exact[self.worker][place]),
                    integer=int(signed(found.updates[self.worker])[place]),
                    masks=masks,
                    sent=int(found.sent(self.worker)[place]),
                )
            )
        return ". ".join(parts)

    def _masks(self, masking: Masking, place: int) -> list[tuple[str, str, int]]:
        """The sign, the other worker and the number of each mask."""
        found: list[tuple[str, str, int]] = []
        for (first, second), mask in masking.round.masks.items():
            if self.worker in (first, second):
                is_first = self.worker == first
                found.append(("+" if is_first else "−", second if is_first else first, int(mask[place])))
        return found

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._masking is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_room(painter)
        self._paint_head(painter)
        if self.is_narrow:
            self._paint_narrow(painter, self._masking)
        else:
            self._paint_wide(painter, self._masking)

    def _paint_room(self, painter: QPainter) -> None:
        colors, looks = theme(), identity(self.worker)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        painter.setBrush(colors.color("sunk" if self._is_missing() else looks.soft))
        pen = QPen(colors.color("line2" if self._is_missing() else looks.token), colors.stroke(2))
        pen.setDashPattern(list(_DASHES))
        painter.setPen(pen)
        painter.drawRoundedRect(box, 16 * colors.scale, 16 * colors.scale)

    def _paint_head(self, painter: QPainter) -> None:
        scale = theme().scale
        side = (26 if self.is_narrow else 30) * scale
        top = (self._head() * scale - side) / 2 + 2 * scale
        if self._is_missing():
            painter.setOpacity(0.5)
        paint_avatar(painter, QRectF(_PAD * scale, top, side, side), self.worker)
        painter.setOpacity(1)
        painter.setFont(font("question" if self.is_narrow else "round"))
        painter.setPen(theme().color("ink2" if self._is_missing() else "ink"))
        left = _PAD * scale + side + 8 * scale
        painter.drawText(QRectF(left, top, self.width() - left, side), _LEFT, worker_name(self.worker))
        right = left + QFontMetricsF(painter.font()).horizontalAdvance(worker_name(self.worker))
        self._paint_pill(painter, top + side / 2, self.width() - _PAD * scale - right)

    def _paint_pill(self, painter: QPainter, middle: float, room: float) -> None:
        """What the worker is doing; an icon alone where the name leaves no room for the word."""
        scale, is_missing = theme().scale, self._is_missing()
        painter.setFont(font("head"))
        words, width = self._status(), QFontMetricsF(painter.font()).horizontalAdvance(self._status()) + 38 * scale
        if width > room - 6 * scale or (self.is_narrow and not is_missing):
            words, width = "", 24 * scale
        box = QRectF(self.width() - _PAD * scale - width, middle - 12 * scale, width, 24 * scale)
        painter.setPen(QPen(theme().color("line2"), 1) if is_missing else Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("panel" if is_missing else "now"))
        painter.drawRoundedRect(box, 12 * scale, 12 * scale)
        side = round(14 * scale)
        token = "ink2" if is_missing else "nowink"
        drawing = pixmap("off" if is_missing else "down", token, side, self.devicePixelRatioF())
        left = box.left() + (10 if words else 5) * scale
        painter.drawPixmap(QPointF(left, middle - side / 2), drawing)
        painter.setPen(theme().color(token))
        painter.drawText(QRectF(left + side + 5 * scale, box.top(), width, box.height()), _LEFT, words)

    def _columns(self) -> tuple[QRectF, QRectF, QRectF]:
        """Left edge and width of update, mask and what is sent."""
        scale = theme().scale
        left = (_PAD + _NAME) * scale
        room = self.width() - left - _PAD * scale
        found: list[QRectF] = []
        for part in _SHARES:
            found.append(QRectF(left, 0, room * part - _GAP * scale, 0))
            left += room * part
        found[2].setRight(self.width() - (_PAD - 3) * scale)
        return found[0], found[1], found[2]

    def _paint_wide(self, painter: QPainter, masking: Masking) -> None:
        scale = theme().scale
        columns = self._columns()
        sign = self._masks(masking, 0)[0][0]
        heads = (self.tr("update"), f"{sign} {self.tr('mask')}", f"= {self.tr('sent')}")
        painter.setFont(font("head"))
        for column, words in zip(columns, heads, strict=True):
            is_sent = column is columns[2]
            painter.setPen(theme().color("ink" if is_sent else "ink2"))
            # the update's head begins above the names, where there is room for it in any language
            shift = (6 if is_sent else -_NAME if column is columns[0] else 0) * scale
            box = QRectF(column.left() + shift, self._head() * scale, column.width() + 8 - shift, _COLUMN_HEAD * scale)
            painter.drawText(box, _LEFT, words)
        for place in range(len(PARAMETERS)):
            top = (self._head() + _COLUMN_HEAD + place * self._pitch()) * scale
            self._paint_row(painter, masking, place, top)

    def _paint_row(self, painter: QPainter, masking: Masking, place: int, top: float) -> None:
        scale, found = theme().scale, masking.round
        update, mask, sent = self._columns()
        line = (16 if self._is_low else _LINE) * scale
        painter.setFont(font("head"))
        painter.setPen(theme().color("ink2"))
        painter.drawText(QRectF(_PAD * scale, top + line, _NAME * scale, line), _LEFT, PARAMETERS[place])
        painter.setFont(letters())
        painter.drawText(QRectF(update.left(), top, update.width(), line), _LEFT, decimal(self._exact(masking, place)))
        words = found.updates[self.worker]
        numbers = (
            (update, language().integer(int(signed(words)[place])), int(words[place]), identity(self.worker).token),
            (mask, language().integer(self._masks(masking, place)[0][2]), self._masks(masking, place)[0][2], "ink2"),
        )
        for column, text, word, token in numbers:
            painter.setFont(letters(is_bold=column is update))
            painter.setPen(theme().color("ink" if column is update else "ink2"))
            paint_groups(painter, QRectF(column.left(), top + line, column.width(), line), text)
            if not self._is_low:
                strip = QRectF(column.left(), top + 2 * line + 2 * scale, column.width(), _STRIP * scale)
                paint_bits(painter, strip, word, token, "panel")
        height = line if self._is_low else line + (_STRIP + 7) * scale
        box = QRectF(sent.left(), top + line - (0 if self._is_low else 2 * scale), sent.width(), height)
        self._paint_sent(painter, box, int(found.sent(self.worker)[place]))

    def _exact(self, masking: Masking, place: int) -> float:
        return masking.exact[self.worker][place]

    def _paint_sent(self, painter: QPainter, box: QRectF, word: int) -> None:
        """What leaves the room, as a parcel; an empty slot where the worker is offline."""
        colors, scale = theme(), theme().scale
        if self._is_missing():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("line2"), 1.5, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 6 * scale, 6 * scale)
            return
        painter.setBrush(colors.color("parcel"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, 6 * scale, 6 * scale)
        painter.setPen(colors.color("parcelink"))
        painter.setFont(letters(is_bold=True))
        text = language().integer(word)
        inner = box.adjusted(6 * scale, 0, -4 * scale, 0)
        line = box.height() if self._is_low else (_LINE + 3) * scale
        paint_groups(painter, QRectF(inner.left(), box.top(), inner.width(), line), text)
        if not self._is_low:
            strip = QRectF(inner.left(), box.top() + line, inner.width() - 2 * scale, (_STRIP - 1) * scale)
            paint_bits(painter, strip, word, "pmark", None)

    def _paint_narrow(self, painter: QPainter, masking: Masking) -> None:
        scale, found, place = theme().scale, masking.round, self._index
        left, right = _PAD * scale, self.width() - _PAD * scale
        top = self._head() * scale
        text = language().integer(int(signed(found.updates[self.worker])[place]))
        for label, number, is_bold in (
            (PARAMETERS[place], decimal(self._exact(masking, place)), False),
            ("=", text, True),
        ):
            box = QRectF(left, top, right - left, 19 * scale)
            painter.setFont(font("head"))
            painter.setPen(theme().color("ink2"))
            painter.drawText(box, _LEFT, label)
            painter.setFont(letters(is_bold=is_bold))
            painter.setPen(theme().color("ink"))
            paint_groups(painter, box, number, is_right=True)
            top += 19 * scale
        for sign, other, word in self._masks(masking, place):
            box = QRectF(left, top, right - left, 20 * scale)
            painter.setFont(letters())
            painter.setPen(theme().color("ink2"))
            painter.drawText(box, _LEFT, sign)
            side = 15 * scale
            paint_avatar(painter, QRectF(left + 11 * scale, top + (20 * scale - side) / 2, side, side), other)
            painter.setPen(theme().color("ink2"))
            painter.setFont(letters())
            paint_groups(painter, box, language().integer(word), is_right=True)
            top += 20 * scale
        width = word_width() + 11 * scale
        height = (22 if self._is_low else 40) * scale
        box = QRectF(right + 4 * scale - width, top + 4 * scale, width, height)
        painter.setFont(font("head"))
        painter.setPen(theme().color("ink"))
        painter.drawText(QRectF(left, box.top(), 20 * scale, 22 * scale), _LEFT, "=")
        self._paint_sent(painter, box, int(found.sent(self.worker)[place]))

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
