"""The server in a round of secure aggregation: the integers that arrived, their sum, and what that stands for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QLineF, QRectF, QSize, Qt, QVariantAnimation, Slot
from PySide6.QtGui import QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.identity import paint_avatar
from fedgui.gui.secure.numbers import decimal, letters, paint_bits, paint_groups, word_width
from fedgui.gui.secure.worker_card import PARAMETERS
from fedgui.gui.theme import font, pixmap, theme
from fedgui.privacy.masks import signed
from fedgui.scripts.defence import Masking
from fedgui.scripts.trace import SERVER

CANCEL_MS: Final = 900
"""How long two strips take to slide together and fade."""
PITCH: Final = 42
LOW_PITCH: Final = 34
HEAD: Final = 38
LOW_HEAD: Final = 34
COLUMN_HEAD: Final = 19
_PAD: Final = 12
_NAME: Final = 21
_SIGN: Final = 14
_EQUALS: Final = 20
_STRIP: Final = 10
_LINE: Final = 19
_MOST_IN_LINE: Final = 3
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ServerCard(QWidget):
    """Everything that the server has in this round, and nothing else.

    Two workers show all parameters, a row for each. Of more workers, one parameter is shown: a line with what
    arrived, and below it a line with the sum.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._masking: Masking | None = None
        self._index = 0
        self._is_low = False
        self._motion = 1.0
        self._cancelled = 1.0
        self._animation = QVariantAnimation(self)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._animation.valueChanged.connect(self._move)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_round(self, masking: Masking, index: int, *, is_low: bool) -> None:
        """Show what arrived; see `WorkerCard.show_round`."""
        self._masking, self._index, self._is_low = masking, index, is_low
        self.setAccessibleName(self._spoken(masking))
        self.updateGeometry()
        self.update()

    def set_motion(self, factor: float) -> None:
        """Let movements take `factor` of their time; 0 for none."""
        self._motion = factor
        if factor == 0:
            self.stop()

    def cancel(self) -> None:
        """Let the masks cancel: what arrived slides into the sum."""
        self.stop()
        if self._motion > 0 and self.isVisible():
            self._animation.setDuration(round(CANCEL_MS * self._motion))
            self._animation.start()

    def stop(self) -> None:
        """End the movement at once."""
        self._animation.stop()
        self._cancelled = 1.0
        self.update()

    @property
    def is_moving(self) -> bool:
        """Whether masks are cancelling at present."""
        return self._animation.state() == QAbstractAnimation.State.Running

    @Slot(object)
    def _move(self, value: float) -> None:
        self._cancelled = value
        self.update()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop()

    # size

    @property
    def _is_stacked(self) -> bool:
        """Whether the sum stands below what arrived. In a low window three workers' numbers stand beside it."""
        return self._masking is not None and len(self._masking.workers) > (_MOST_IN_LINE if self._is_low else 2)

    def _places(self) -> tuple[int, ...]:
        """Which parameters are shown."""
        is_one = self._masking is not None and len(self._masking.workers) > 2
        return (self._index,) if is_one else tuple(range(len(PARAMETERS)))

    def pitch(self) -> int:
        """Height of a row at scale 1."""
        return LOW_PITCH if self._is_low else PITCH

    def _head(self) -> int:
        """Height of what stands above the columns, at scale 1."""
        return LOW_HEAD if self._is_low else HEAD

    def sizeHint(self) -> QSize:
        rows = COLUMN_HEAD + len(self._places()) * self.pitch() + 6
        if self._is_stacked:
            rows = 2 * (COLUMN_HEAD + (LOW_PITCH if self._is_low else 36)) + 8
        scale = theme().scale
        count = len(self._masking.workers) if self._masking is not None else 2
        width = (2 * _PAD + _NAME) * scale + count * word_width() + (count - 1) * _SIGN * scale
        if not self._is_stacked:
            width += _EQUALS * scale + _block_width()
        return QSize(round(width), round((self._head() + rows) * scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    # words

    def verdict(self) -> str:
        """What the sum is, in a few words."""
        if self._masking is None:
            return ""
        if self._masking.is_exact:
            return self.tr("Exact sum · difference 0")
        return self.tr("Not the sum: masks are left over")

    def _spoken(self, masking: Masking) -> str:
        parts = [f"{worker_name(SERVER)}: {self.tr('sees only what is below')}"]
        received = masking.received
        for place in self._places():
            text = self.tr("{name}: {sent}; sum {sum}, which stands for {decoded}, average {average}")
            sent = ", ".join(
                self.tr("from {worker} {word}").format(
                    worker=worker_name(worker), word=int(masking.round.sent(worker)[place])
                )
                for worker in masking.present
            )
            parts.append(
                text.format(
                    name=PARAMETERS[place],
                    sent=sent,
                    sum=int(signed(received)[place]),
                    decoded=decimal(masking.decoded(received)[place]),
                    average=decimal(masking.average()[place]),
                )
            )
        return ". ".join((*parts, self.verdict()))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._masking is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().color("panel"))
        painter.setPen(QPen(theme().color("ink2"), theme().stroke(2)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 14 * theme().scale, 14 * theme().scale)
        self._paint_head(painter)
        if self._is_stacked:
            self._paint_stack(painter, self._masking)
        else:
            self._paint_rows(painter, self._masking)

    def _paint_head(self, painter: QPainter) -> None:
        scale = theme().scale
        side = 28 * scale
        top = (self._head() * scale - side) / 2 + 1
        paint_avatar(painter, QRectF(_PAD * scale, top, side, side), SERVER)
        painter.setPen(theme().color("ink"))
        painter.setFont(font("round"))
        left = _PAD * scale + side + 8 * scale
        name = worker_name(SERVER)
        painter.drawText(QRectF(left, top, self.width(), side), _LEFT, name)
        left += QFontMetricsF(painter.font()).horizontalAdvance(name) + 12 * scale
        pill = self._paint_verdict(painter, top + side / 2)
        painter.setFont(font("hint"))
        painter.setPen(theme().color("ink2"))
        words = self.tr("sees only what is below")
        room = pill - left - 8 * scale
        if QFontMetricsF(painter.font()).horizontalAdvance(words) <= room:
            painter.drawText(QRectF(left, top, room, side), _LEFT, words)

    def _paint_verdict(self, painter: QPainter, middle: float) -> float:
        """The pill at the right; returns its left edge."""
        assert self._masking is not None
        scale = theme().scale
        is_exact = self._masking.is_exact
        painter.setFont(font("head"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self.verdict()) + 40 * scale
        box = QRectF(self.width() - _PAD * scale - width, middle - 13 * scale, width, 26 * scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("ok" if is_exact else "bad"))
        painter.drawRoundedRect(box, 8 * scale, 8 * scale)
        side = round(16 * scale)
        drawing = pixmap("check" if is_exact else "warn", "onaccent", side, self.devicePixelRatioF())
        painter.drawPixmap(round(box.left() + 9 * scale), round(middle - side / 2), drawing)
        painter.setPen(theme().color("onaccent"))
        painter.drawText(box.adjusted(30 * scale, 0, 0, 0), _LEFT, self.verdict())
        return box.left()

    def _slots(self, count: int, left: float, room: float) -> list[QRectF]:
        """Left edge and width of what each worker sent."""
        sign = _SIGN * theme().scale
        width = min((room - sign * (count - 1)) / count, word_width() + 10 * theme().scale)
        return [QRectF(left + place * (width + sign), 0, width, 0) for place in range(count)]

    def _paint_rows(self, painter: QPainter, masking: Masking) -> None:
        scale = theme().scale
        left = (_PAD + _NAME) * scale
        right = self.width() - _PAD * scale
        slots = self._slots(len(masking.workers), left, right - left - _block_width() - _EQUALS * scale)
        block = QRectF(slots[-1].right() + _EQUALS * scale, 0, 0, 0)
        block.setRight(right)
        self._paint_block(painter, block, self._head() * scale, self.height() - (self._head() + 5) * scale)
        self._paint_column_heads(painter, masking, slots, block, self._head() * scale)
        for row, place in enumerate(self._places()):
            top = (self._head() + COLUMN_HEAD + row * self.pitch()) * scale
            if row:
                painter.setPen(QPen(theme().color("line"), theme().stroke(1)))
                painter.drawLine(QLineF(_PAD * scale, top - 3, block.left() - 8 * scale, top - 3))
            painter.setFont(font("head"))
            painter.setPen(theme().color("ink2"))
            painter.drawText(QRectF(_PAD * scale, top, _NAME * scale, _LINE * scale), _LEFT, PARAMETERS[place])
            self._paint_sent(painter, masking, place, slots, top)
            painter.setFont(letters())
            painter.setPen(theme().color("ink"))
            equals = QRectF(slots[-1].right(), top, block.left() - slots[-1].right(), _LINE * scale)
            painter.drawText(equals, Qt.AlignmentFlag.AlignCenter, "=")
            self._paint_sum(painter, masking, place, block, top)
            self._paint_sliding(painter, masking, place, slots, block, top)

    def _paint_stack(self, painter: QPainter, masking: Masking) -> None:
        scale, place = theme().scale, self._index
        left, right = (_PAD + _NAME) * scale, self.width() - _PAD * scale
        slots = self._slots(len(masking.workers), left, right - left)
        line = COLUMN_HEAD + (LOW_PITCH if self._is_low else 36)
        top = (self._head() + line) * scale
        block = QRectF(left, 0, right - left, 0)
        self._paint_block(painter, block, top, self.height() - top - 7 * scale)
        self._paint_column_heads(painter, masking, slots, None, self._head() * scale)
        self._paint_column_heads(painter, masking, (), block, top)
        above, below = (self._head() + COLUMN_HEAD) * scale, top + COLUMN_HEAD * scale
        painter.setFont(font("head"))
        painter.setPen(theme().color("ink2"))
        painter.drawText(QRectF(_PAD * scale, above, _NAME * scale, _LINE * scale), _LEFT, PARAMETERS[place])
        painter.drawText(QRectF(_PAD * scale, below, _NAME * scale, _LINE * scale), _LEFT, "=")
        self._paint_sent(painter, masking, place, slots, above)
        self._paint_sum(painter, masking, place, block, below)
        self._paint_sliding(painter, masking, place, slots, block, above, below)

    def _paint_block(self, painter: QPainter, block: QRectF, top: float, height: float) -> None:
        """The ground behind the sum; red where it is none."""
        assert self._masking is not None
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().color("oksoft" if self._masking.is_exact else "badsoft"))
        scale = theme().scale
        painter.drawRoundedRect(QRectF(block.left(), top, block.width(), height), 8 * scale, 8 * scale)

    def _results(self, block: QRectF) -> tuple[QRectF, QRectF, QRectF]:
        """Left edge and width of sum, decoded sum and average."""
        scale = theme().scale
        left = block.left() + 9 * scale
        room = block.width() - 12 * scale
        first = word_width(is_signed=True) + max(8 * scale, (room - _block_width()) / 3)
        rest = (room - first) / 2
        return (
            QRectF(left, 0, first - 8 * scale, 0),
            QRectF(left + first, 0, rest, 0),
            QRectF(left + first + rest, 0, rest, 0),
        )

    def _paint_column_heads(
        self,
        painter: QPainter,
        masking: Masking,
        slots: list[QRectF] | tuple[()],
        block: QRectF | None,
        top: float,
    ) -> None:
        height = COLUMN_HEAD * theme().scale
        painter.setFont(font("head"))
        painter.setPen(theme().color("ink2"))
        for slot, worker in zip(slots, masking.workers if slots else (), strict=True):
            text = self.tr("from {worker}").format(worker=worker_name(worker))
            painter.drawText(QRectF(slot.left(), top, slot.width() + 10, height), _LEFT, text)
        if block is None:
            return
        painter.setPen(theme().color("ink"))
        heads = (self.tr("sum mod 2³²"), "÷ 2¹⁶", self.tr("average"))
        for column, words in zip(self._results(block), heads, strict=True):
            painter.drawText(QRectF(column.left(), top, column.width() + 4, height), _LEFT, words)

    def _paint_sent(self, painter: QPainter, masking: Masking, place: int, slots: list[QRectF], top: float) -> None:
        scale = theme().scale
        for number, (slot, worker) in enumerate(zip(slots, masking.workers, strict=True)):
            line = QRectF(slot.left(), top, slot.width(), _LINE * scale)
            painter.setPen(theme().color("ink"))
            painter.setFont(letters())
            if number:
                sign = QRectF(slot.left() - _SIGN * scale, top, _SIGN * scale, _LINE * scale)
                painter.drawText(sign, Qt.AlignmentFlag.AlignCenter, "+")
            if worker in masking.missing:
                painter.setPen(theme().color("ink3"))
                painter.setFont(font("hint"))
                painter.drawText(line, _LEFT, self.tr("nothing came"))
                continue
            word = int(masking.round.sent(worker)[place])
            paint_groups(painter, line, language().integer(word))
            paint_bits(painter, self._strip(slot, top), word, "ink")

    def _strip(self, slot: QRectF, top: float) -> QRectF:
        scale = theme().scale
        width = min(slot.width(), word_width(is_signed=True))
        return QRectF(slot.left(), top + _LINE * scale + 1, width, _STRIP * scale)

    def _paint_sum(self, painter: QPainter, masking: Masking, place: int, block: QRectF, top: float) -> None:
        scale = theme().scale
        words = masking.received
        whole, decoded, average = self._results(block)
        token = "ok" if masking.is_exact else "bad"
        painter.setOpacity(self._cancelled)
        painter.setPen(theme().color("ink"))
        painter.setFont(letters(is_bold=True))
        height = _LINE * scale
        paint_groups(
            painter, QRectF(whole.left(), top, whole.width(), height), language().integer(int(signed(words)[place]))
        )
        for column, value in ((decoded, masking.decoded(words)[place]), (average, masking.average()[place])):
            painter.drawText(QRectF(column.left(), top, column.width() + 6, height), _LEFT, decimal(value))
        paint_bits(painter, self._strip(whole, top), int(words[place]), token, "panel")
        painter.setOpacity(1)

    def _paint_sliding(
        self,
        painter: QPainter,
        masking: Masking,
        place: int,
        slots: list[QRectF],
        block: QRectF,
        top: float,
        below: float | None = None,
    ) -> None:
        """The strips that arrived on their way to the sum."""
        if self._cancelled >= 1:
            return
        goal = self._strip(self._results(block)[0], top if below is None else below)
        painter.setOpacity(1 - self._cancelled)
        for slot, worker in zip(slots, masking.workers, strict=True):
            if worker in masking.missing:
                continue
            start = self._strip(slot, top)
            start.translate((goal.topLeft() - start.topLeft()) * self._cancelled)
            paint_bits(painter, start, int(masking.round.sent(worker)[place]), "ink", None)
        painter.setOpacity(1)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _block_width() -> float:
    """Least room for the sum, what it stands for, and the average."""
    return word_width(is_signed=True) + (2 * 60 + 20) * theme().scale
