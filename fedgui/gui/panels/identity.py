"""How a worker is recognised everywhere: colour, shape and initial, never by colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.layers import Layer
from fedgui.gui.theme import font, pixmap, theme
from fedgui.scripts.trace import SERVER


@dataclass(frozen=True, slots=True)
class Identity:
    """The looks of one worker.

    Attributes:
        token: its colour. soft: the same as a fill behind text.
        square: whether its avatar and its points are squares (circles otherwise).
        dash: dash pattern of its curve in pen widths; () is a solid line.
    """

    token: str
    soft: str
    square: bool = False
    dash: tuple[float, ...] = ()


_KNOWN: Final = {
    "bob": Identity("bob", "bobsoft"),
    "alice": Identity("alice", "alicesoft", square=True, dash=(3.1, 1.9)),
    SERVER: Identity("cen", "sunk", dash=(0.03, 2.0)),
}
_OTHERS: Final = (
    Identity("cen", "sunk"),
    Identity("ink3", "sunk", square=True, dash=(6.0, 2.0)),
    Identity("line2", "sunk", dash=(4.0, 2.0, 1.0, 2.0)),
    Identity("ink2", "sunk", square=True, dash=(2.0, 2.0)),
)


def identity(worker_id: str, place: int = 0) -> Identity:
    """The looks of a worker.

    Args:
        worker_id: its id, or SERVER.
        place: its place among the workers. Only Bob and Alice have a hue; the others are slate and
            differ in shape and dashes by their place.
    """
    return _KNOWN.get(worker_id) or _OTHERS[place % len(_OTHERS)]


def paint_avatar(painter: QPainter, rect: QRectF, worker_id: str) -> None:
    """Paint a worker's avatar (or the server's tile) into the square `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    box = QRectF(0, 0, rect.width(), rect.height())
    _picture(worker_id, rect.width()).paint(painter, box, None, lambda within: _draw_avatar(within, box, worker_id))
    painter.restore()


@lru_cache(maxsize=256)
def _picture(worker_id: str, side: float) -> Layer:  # noqa: ARG001 - the key: each has a picture of its own
    return Layer()


def _draw_avatar(painter: QPainter, rect: QRectF, worker_id: str) -> None:
    looks = identity(worker_id)
    painter.setPen(Qt.PenStyle.NoPen)
    if worker_id == SERVER:
        painter.setBrush(theme().color("ink2"))
        painter.drawRoundedRect(rect, rect.width() * 0.25, rect.width() * 0.25)
        side = round(rect.width() * 0.6)
        drawing = pixmap("server", "panel", side, painter.device().devicePixelRatio())
        painter.drawPixmap(rect.center() - QPointF(side / 2, side / 2), drawing)
    else:
        painter.setBrush(theme().color(looks.token))
        if looks.square:
            painter.drawRoundedRect(rect, rect.width() * 0.15, rect.width() * 0.15)
        else:
            painter.drawEllipse(rect)
        letters = font("strong", 1.0)
        letters.setPixelSize(max(round(rect.width() * 0.52), 1))
        letters.setWeight(letters.Weight.Bold)
        painter.setFont(letters)
        painter.setPen(theme().color("onaccent"))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, worker_name(worker_id)[:1].upper())


class Avatar(QWidget):
    """A worker's avatar as a widget. The name stands beside it, so it has no words of its own.

    Args:
        side: its size in pixels at text scale 1.
    """

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._side = side
        self._worker = ""
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_worker(self, worker_id: str) -> None:
        """Show this worker (or SERVER); "" shows nothing."""
        if worker_id != self._worker:
            self._worker = worker_id
            self.setVisible(bool(worker_id))
            self.update()

    def sizeHint(self) -> QSize:
        side = round(self._side * theme().scale)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._worker:
            paint_avatar(QPainter(self), QRectF(QRect(0, 0, self.width(), self.height())), self._worker)

    def _restyle(self) -> None:
        self.setFixedSize(self.sizeHint())
        self.update()
