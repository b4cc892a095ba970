"""The check outside of the server: the sum without masks, which nobody in the round can see."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.secure.numbers import decimal, letters
from fedgui.gui.secure.server_card import COLUMN_HEAD, HEAD, LOW_HEAD, LOW_PITCH, PITCH
from fedgui.gui.secure.worker_card import PARAMETERS
from fedgui.gui.theme import font, pixmap, theme
from fedgui.scripts.defence import Masking

_PAD: Final = 11
_LINE: Final = 19
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class OnlyYou(QWidget):
    """The sum of the updates that arrived, taken without masks, and whether the server has the same."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._masking: Masking | None = None
        self._index = 0
        self._is_low = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        theme().changed.connect(self._restyle)

    def show_round(self, masking: Masking, index: int, *, is_low: bool) -> None:
        """Show the check of a round; see `WorkerCard.show_round`."""
        self._masking, self._index, self._is_low = masking, index, is_low
        self.setAccessibleName(self._spoken(masking))
        self.updateGeometry()
        self.update()

    def _title(self) -> str:
        return self.tr("Only you see this")

    def sizeHint(self) -> QSize:
        scale = theme().scale
        title = QFontMetricsF(font("head")).horizontalAdvance(self._title())
        return QSize(round(title + (2 * _PAD + 22) * scale), 0)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _places(self, masking: Masking) -> tuple[int, ...]:
        return (self._index,) if len(masking.workers) > 2 else tuple(range(len(PARAMETERS)))

    def _spoken(self, masking: Masking) -> str:
        truth, received = masking.truth, masking.received
        parts = [f"{self._title()}: {self.tr('without masks')}"]
        for place in self._places(masking):
            is_same = truth[place] == received[place]
            words = self.tr("the same") if is_same else self.tr("not the same")
            parts.append(f"{PARAMETERS[place]} {decimal(masking.decoded(truth)[place])}, {words}")
        return ". ".join(parts)

    def paintEvent(self, event: QPaintEvent) -> None:
        masking = self._masking
        if masking is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, scale = theme(), theme().scale
        painter.setBrush(colors.color("sunk"))
        painter.setPen(QPen(colors.color("line2"), colors.stroke(1.5)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 12 * scale, 12 * scale)
        side = round(18 * scale)
        top = LOW_HEAD if self._is_low else HEAD
        middle = top * scale / 2 + 1
        eye = pixmap("eye", "ink", side, self.devicePixelRatioF())
        painter.drawPixmap(round(_PAD * scale), round(middle - side / 2), eye)
        painter.setFont(font("head"))
        painter.setPen(colors.color("ink"))
        left = (_PAD + 22) * scale
        painter.drawText(QRectF(left, 0, self.width() - left, 2 * middle), _LEFT, self._title())
        painter.setPen(colors.color("ink2"))
        head = QRectF(_PAD * scale, top * scale, self.width() - _PAD * scale, COLUMN_HEAD * scale)
        painter.drawText(head, _LEFT, self.tr("without masks"))
        pitch = LOW_PITCH if self._is_low else PITCH
        for row, place in enumerate(self._places(masking)):
            self._paint_check(painter, masking, place, (top + COLUMN_HEAD + row * pitch) * scale)

    def _paint_check(self, painter: QPainter, masking: Masking, place: int, top: float) -> None:
        scale, truth = theme().scale, masking.truth
        painter.setFont(letters())
        painter.setPen(theme().color("ink2"))
        line = QRectF(_PAD * scale, top, self.width(), _LINE * scale)
        painter.drawText(line, _LEFT, decimal(masking.decoded(truth)[place]))
        is_same = truth[place] == masking.received[place]
        side = round(18 * scale)
        sign = pixmap("check" if is_same else "x", "ok" if is_same else "bad", side, self.devicePixelRatioF())
        painter.drawPixmap(round(self.width() - (_PAD + 18) * scale), round(top), sign)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
