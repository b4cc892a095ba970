"""What noise does, drawn: an update on its way, two measures with the line of guessing, and how both fall."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.secure.numbers import decimal, letters, noise_text, share
from fedgui.gui.secure.worker_card import PARAMETERS
from fedgui.gui.theme import font, line_height, theme
from fedgui.scripts.defence import NoiseOutcome, Tradeoff, stops

_ROW: Final = 24
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class UpdateTable(QWidget):
    """An update before, after clipping, and with the noise: what is sent."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome: NoiseOutcome | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_outcome(self, outcome: NoiseOutcome) -> None:
        """Show this update."""
        self._outcome = outcome
        parts = (f"{head}: {', '.join(map(decimal, row))}" for head, row in self._columns(outcome))
        self.setAccessibleName(". ".join(parts))
        self.update()

    def _columns(self, outcome: NoiseOutcome) -> tuple[tuple[str, Sequence[float]], ...]:
        return (
            (self.tr("update"), outcome.update),
            (self.tr("clipped"), outcome.clipped),
            (self.tr("sent"), outcome.noised),
        )

    def sizeHint(self) -> QSize:
        return QSize(round(280 * theme().scale), round((26 + 3 * _ROW) * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._outcome is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, scale = theme(), theme().scale
        name = 24 * scale
        width = (self.width() - name) / 3
        sent = QRectF(name + 2 * width, 22 * scale, width, self.height() - 22 * scale)
        painter.setBrush(colors.color("parcel"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(sent, 8 * scale, 8 * scale)
        for place, (head, row) in enumerate(self._columns(self._outcome)):
            left = name + place * width
            painter.setFont(font("head"))
            painter.setPen(colors.color("ink" if place == 2 else "ink2"))
            shift = 8 * scale if place == 2 else 0
            painter.drawText(QRectF(left + shift, 0, width + 20 * scale, 22 * scale), _LEFT, head)
            for line, value in enumerate(row):
                top = (24 + line * _ROW) * scale
                painter.setFont(letters(is_bold=place == 2))
                painter.setPen(colors.color("parcelink" if place == 2 else "ink"))
                painter.drawText(QRectF(left + shift, top, width, _ROW * scale), _LEFT, decimal(value))
        painter.setFont(font("head"))
        painter.setPen(colors.color("ink2"))
        for line, text in enumerate(PARAMETERS):
            painter.drawText(QRectF(0, (24 + line * _ROW) * scale, name, _ROW * scale), _LEFT, text)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class Measure(QWidget):
    """A share as a bar, with a mark where guessing would be.

    Args:
        token: colour of the bar.
    """

    def __init__(self, token: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self._title = self._note = self._blind_text = ""
        self._value = self._blind = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_share(self, title: str, value: float, blind: float, blind_text: str, note: str) -> None:
        """Show a share.

        Args:
            title: what it is a share of.
            value: 0 to 1.
            blind: what guessing would have.
            blind_text: how the mark is called.
            note: below the bar.
        """
        self._title, self._value, self._blind = title, value, blind
        self._blind_text, self._note = blind_text, note
        self.setAccessibleName(f"{title}: {share(value)}. {blind_text}. {note}")
        self.update()

    def sizeHint(self) -> QSize:
        height = line_height("strong") + 20 * theme().scale + 2 * line_height("hint")
        return QSize(round(200 * theme().scale), round(height))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, scale = theme(), theme().scale
        head = QRectF(0, 0, self.width(), line_height("strong"))
        painter.setFont(font("strong"))
        painter.setPen(colors.color("ink"))
        painter.drawText(head, _LEFT, self._title)
        painter.setFont(font("keyword"))
        painter.drawText(head, _RIGHT, share(self._value))
        bar = QRectF(0, head.bottom() + 3 * scale, self.width(), 14 * scale)
        painter.setPen(QPen(colors.color("line2"), colors.stroke(1)))
        painter.setBrush(colors.color("panel"))
        painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 4 * scale, 4 * scale)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color(self._token))
        full = QRectF(bar)
        full.setWidth(max(bar.width() * self._value, 2 * scale))
        painter.drawRoundedRect(full, 4 * scale, 4 * scale)
        x = bar.left() + bar.width() * self._blind
        painter.setPen(QPen(colors.color("panel"), 4 * scale))
        painter.drawLine(QLineF(x, bar.top() - 1, x, bar.bottom() + 1))
        painter.setPen(QPen(colors.color("ink"), 2 * scale))
        painter.drawLine(QLineF(x, bar.top() - 2 * scale, x, bar.bottom() + 4 * scale))
        painter.setFont(font("hint"))
        painter.setPen(colors.color("ink2"))
        width = QFontMetricsF(painter.font()).horizontalAdvance(self._blind_text)
        left = min(max(x - width / 2, 0), self.width() - width)
        below = QRectF(left, bar.bottom() + 3 * scale, width + 1, line_height("hint"))
        painter.drawText(below, _LEFT, self._blind_text)
        painter.drawText(QRectF(0, below.bottom(), self.width(), line_height("hint")), _LEFT, self._note)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class TradeoffChart(QWidget):
    """How the attack and the model fall as the noise grows: two lines that differ in dashes, marks and words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tradeoff: Tradeoff | None = None
        self._place = 0
        self._names = "", "", ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme().changed.connect(self._restyle)

    def name_lines(self, attack: str, accuracy: str, axis: str) -> None:
        """Write what the lines and the lower axis are called."""
        self._names = attack, accuracy, axis
        self.update()

    def show_tradeoff(self, tradeoff: Tradeoff | None, place: int) -> None:
        """Show two lines; None while they are worked out.

        Args:
            tradeoff: both lines.
            place: of the slider.
        """
        self._tradeoff, self._place = tradeoff, place
        if tradeoff is not None:
            spoken = f"{self._names[0]} {share(tradeoff.right[place])}, {self._names[1]} "
            self.setAccessibleName(spoken + share(tradeoff.accuracies[place]))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(round(260 * theme().scale), round(130 * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(220 * theme().scale), round(104 * theme().scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, scale = theme(), theme().scale
        tick = line_height("tick")
        painter.setFont(font("tick"))
        margin = QFontMetricsF(painter.font()).horizontalAdvance(share(1)) + 8 * scale
        area = QRectF(margin, tick + 4 * scale, self.width() - margin - 8 * scale, 0)
        area.setBottom(self.height() - tick - 6 * scale)
        painter.setPen(colors.color("ink2"))
        for part in (0.0, 0.5, 1.0):
            y = area.bottom() - part * area.height()
            painter.setPen(QPen(colors.color("line"), 1))
            painter.drawLine(QLineF(area.left(), y, area.right(), y))
            painter.setPen(colors.color("ink2"))
            painter.drawText(QRectF(0, y - tick / 2, margin - 8 * scale, tick), _RIGHT, share(part))
        self._paint_axis(painter, area)
        if self._tradeoff is None:
            return
        count = len(self._tradeoff.multipliers) - 1
        x = area.left() + area.width() * self._place / count
        # yellow is the instant: where the slider stands
        painter.fillRect(QRectF(x - 4 * scale, area.top(), 8 * scale, area.height()), colors.color("now"))
        self._paint_line(painter, area, self._tradeoff.accuracies, "ink", is_dashed=False)
        self._paint_line(painter, area, self._tradeoff.right, "bad", is_dashed=True)
        self._paint_legend(painter, area)

    def _paint_axis(self, painter: QPainter, area: QRectF) -> None:
        """None, and each power of ten, below the lines; their name at the right, above them."""
        tick, multipliers = line_height("tick"), stops()
        for place, multiplier in enumerate(multipliers):
            if place % 8 == 1 or not place:
                x = area.left() + area.width() * place / (len(multipliers) - 1)
                text = noise_text(multiplier)
                width = QFontMetricsF(painter.font()).horizontalAdvance(text)
                # none stands close to the quietest
                left = x - width if not place else min(x - width / 2, area.right() - width)
                if place == 1:
                    left = x
                painter.drawText(QRectF(left, area.bottom() + 4, width + 2, tick), _LEFT, text)
        painter.drawText(QRectF(area.left(), 0, area.width(), tick), _RIGHT, self._names[2])

    def _paint_line(
        self, painter: QPainter, area: QRectF, values: Sequence[float], token: str, *, is_dashed: bool
    ) -> None:
        scale = theme().scale
        points = [
            QPointF(area.left() + area.width() * place / (len(values) - 1), area.bottom() - value * area.height())
            for place, value in enumerate(values)
        ]
        pen = QPen(theme().color(token), theme().stroke(2.4))
        if is_dashed:
            pen.setDashPattern([3.0, 1.8])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(points))
        painter.setPen(QPen(theme().color("panel"), 1))
        painter.setBrush(theme().color(token))
        side = 5 * scale
        point = points[self._place]
        if is_dashed:
            painter.drawRect(QRectF(point.x() - side, point.y() - side, 2 * side, 2 * side))
        else:
            painter.drawEllipse(point, side + 1, side + 1)

    def _paint_legend(self, painter: QPainter, area: QRectF) -> None:
        scale = theme().scale
        painter.setFont(font("head"))
        left = area.left()
        for name, token, is_dashed in ((self._names[0], "bad", True), (self._names[1], "ink", False)):
            pen = QPen(theme().color(token), theme().stroke(2.4))
            if is_dashed:
                pen.setDashPattern([3.0, 1.8])
            painter.setPen(pen)
            middle = line_height("tick") / 2
            painter.drawLine(QLineF(left, middle, left + 24 * scale, middle))
            painter.setPen(theme().color("ink"))
            left += 30 * scale
            width = QFontMetricsF(painter.font()).horizontalAdvance(name)
            painter.drawText(QRectF(left, 0, width + 2, line_height("tick")), _LEFT, name)
            left += width + 18 * scale

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
