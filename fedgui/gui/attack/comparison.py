"""Card 3: what was found beside the private rows, once the learner has guessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from fedgui.gui.attack.numbers import found
from fedgui.gui.panels.identity import identity, paint_avatar
from fedgui.gui.panels.names import numbered
from fedgui.gui.theme import font, line_height, pixmap, theme
from fedgui.scripts.leak import SIDE, Row
from fedgui.scripts.predict import EXACT, NEAR
from fedgui.scripts.trace import SERVER

_SIGN_WIDTH: Final = 64
_IMAGE: Final = 72
_SIGNS: Final = {EXACT: "=", NEAR: "≈"}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the comparison.

    Attributes:
        owner: SERVER or a worker's id.
        rows: features, label last; or one image's pixels.
    """

    owner: str
    title: str
    rows: tuple[Row, ...]


class Comparison(QWidget):
    """What the server found, a sign, and what the worker has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sides: tuple[Side, Side] | None = None
        self._closeness = ""
        self._is_image = False
        theme().changed.connect(self._restyle)

    def show_sides(self, ours: Side, theirs: Side, closeness: str, *, is_image: bool) -> None:
        """Show both.

        Args:
            ours: what the server found.
            theirs: what is true.
            closeness: predict's EXACT, NEAR or another word for neither.
            is_image: whether the rows are pixels from 0 (paper) to 1 (ink).
        """
        self._sides = ours, theirs
        self._closeness, self._is_image = closeness, is_image
        self.setAccessibleName(f"{_spoken(ours, is_image)} {self._sign()} {_spoken(theirs, is_image)}")
        self._restyle()

    def _sign(self) -> str:
        return _SIGNS.get(self._closeness, "≠")

    def minimumSizeHint(self) -> QSize:
        rows = max((len(side.rows) for side in self._sides), default=1) if self._sides else 1
        body = _IMAGE * theme().scale if self._is_image else rows * line_height("table")
        return QSize(0, round(body + line_height("strong") + 22 * theme().scale))

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._sides is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale = theme().scale
        width = (self.width() - _SIGN_WIDTH * scale) / 2
        height = self.minimumSizeHint().height() - 4
        for left, side in zip((1.0, width + _SIGN_WIDTH * scale - 1), self._sides, strict=True):
            self._paint_side(painter, side, QRectF(left, 2, width, height - 2))
        self._paint_sign(painter, QPointF(self.width() / 2, height / 2))

    def _paint_side(self, painter: QPainter, side: Side, box: QRectF) -> None:
        scale = theme().scale
        is_private = side.owner != SERVER
        looks = identity(side.owner)
        painter.setBrush(theme().color(looks.soft if is_private else "panel"))
        style = Qt.PenStyle.DashLine if is_private else Qt.PenStyle.SolidLine
        painter.setPen(QPen(theme().color(looks.token if is_private else "ink2"), theme().stroke(2), style))
        painter.drawRoundedRect(box, 10 * scale, 10 * scale)
        edge = 22 * scale
        top = box.top() + 6 * scale
        paint_avatar(painter, QRectF(box.left() + 12 * scale, top, edge, edge), side.owner)
        title = QRectF(box.left() + 42 * scale, top, box.width() - 74 * scale, edge)
        painter.setFont(font("strong"))
        painter.setPen(theme().color("ink"))
        words = QFontMetricsF(painter.font()).elidedText(side.title, Qt.TextElideMode.ElideRight, title.width())
        painter.drawText(title, Qt.AlignmentFlag.AlignVCenter, words)
        if is_private:
            lock = pixmap("lock", looks.token, round(16 * scale), self.devicePixelRatioF())
            painter.drawPixmap(QPointF(box.right() - 28 * scale, top + 3 * scale), lock)
        body = QRectF(box.left() + 12 * scale, top + edge + 4 * scale, box.width() - 24 * scale, 0)
        if self._is_image:
            side_length = _IMAGE * scale
            place = QRectF(body.center().x() - side_length / 2, body.top(), side_length, side_length)
            paint_digit(painter, side.rows[0], place)
            return
        for number, row in enumerate(side.rows):
            area = QRectF(body.left(), body.top() + number * line_height("table"), body.width(), line_height("table"))
            _paint_row(painter, row, area)

    def _paint_sign(self, painter: QPainter, center: QPointF) -> None:
        radius = 21 * theme().scale
        # the same red as the verdict where the row is known, slate where it is not
        painter.setBrush(theme().color("bad" if self._closeness in _SIGNS else "ink3"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(center, radius, radius)
        painter.setPen(theme().color("onaccent"))
        painter.setFont(font("verdict"))
        area = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
        painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self._sign())

    @Slot()
    def _restyle(self) -> None:
        self.setMinimumHeight(self.minimumSizeHint().height())
        self.updateGeometry()
        self.update()


def paint_digit(painter: QPainter, pixels: Sequence[float], box: QRectF) -> None:
    """An image of SIDE × SIDE pixels, ink on paper in either theme; what lies outside of 0 to 1 is cut off."""
    image = QImage(SIDE, SIDE, QImage.Format.Format_RGB32)
    for place, value in enumerate(pixels):
        shade = round(255 * (1 - min(max(value, 0.0), 1.0)))
        image.setPixelColor(place % SIDE, place // SIDE, QColor(shade, shade, shade))
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.drawImage(box, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().color("line2"), 1))
    painter.drawRect(box)
    painter.restore()


def _labelled(row: Row) -> list[tuple[str, str]]:
    names = (*numbered("x", len(row) - 1), "y")
    return [(name, found(value)) for name, value in zip(names, row, strict=True)]


def _paint_row(painter: QPainter, row: Row, area: QRectF) -> None:
    """x₁ 0  x₂ 1 → y 0"""
    gap = 6 * theme().scale
    parts: list[tuple[str, str]] = []
    for name, value in _labelled(row):
        if name == "y":
            parts.append(("body", "→"))
        parts += [("body", name), ("table" if len(value) < 4 else "heat", value)]
    widths = [QFontMetricsF(font(role)).horizontalAdvance(text) for role, text in parts]
    left = area.left() + max(0.0, (area.width() - sum(widths) - gap * len(parts)) / 2)
    for (role, text), width in zip(parts, widths, strict=True):
        painter.setFont(font(role))
        painter.setPen(theme().color("ink2" if role == "body" else "ink"))
        box = QRectF(left, area.top(), width + gap, area.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, text)
        left += width + gap


def _spoken(side: Side, is_image: bool) -> str:
    if is_image:
        return side.title
    rows = "; ".join(", ".join(f"{name} {value}" for name, value in _labelled(row)) for row in side.rows)
    return f"{side.title}: {rows}"
