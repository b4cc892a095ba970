"""The way between the server and a worker, and the yellow trail that a parcel leaves on it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import Property, QEasingCurve, QPropertyAnimation, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from fedgui.gui.stage.layout import arrow_head
from fedgui.gui.theme import theme

TRAIL_WIDTH: Final = 14.0
ARROW: Final = 11.0
FADE_MS: Final = 600


class LinkState(StrEnum):
    """What a link is doing."""

    IDLE = "idle"
    HOLDING = "holding"
    """The worker at its end has the model."""
    BUSY = "busy"
    """A parcel is on it."""
    OFFLINE = "offline"
    """The worker at its end can't be reached."""


class Link(QGraphicsObject):
    """A link is drawn in the direction of its path; a returning parcel gets the path reversed."""

    def __init__(self, path: QPainterPath) -> None:
        super().__init__()
        self._path = path
        self._state = LinkState.IDLE
        self._trail = QPainterPath()
        self._share = 0.0
        self._fade = 0.0
        self._fading = QPropertyAnimation(self, b"fade", self)
        self._fading.setStartValue(1.0)
        self._fading.setEndValue(0.0)
        self._fading.setEasingCurve(QEasingCurve.Type.OutQuad)
        self.setZValue(-1)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def path(self) -> QPainterPath:
        return self._path

    def set_path(self, path: QPainterPath) -> None:
        """Set the way; its direction is that of the arrow and of the trail."""
        if path != self._path:
            self.prepareGeometryChange()
            self._path = path
            self._trail = path.trimmed(0.0, self._share)
            self.update()

    def set_state(self, state: LinkState) -> None:
        """Set what it is doing. A trail that is fading goes on fading."""
        if state is not self._state:
            self._state = state
            self.update()

    def set_trail(self, share: float) -> None:
        """Draw the trail over the first `share` (0 to 1) of the length of the way."""
        self._fading.stop()
        if share == self._share and self._fade == (1.0 if share > 0 else 0.0):
            return
        self._share = share
        self._fade = 1.0 if share > 0 else 0.0
        self._trail = self._path.trimmed(0.0, share)
        self.update()

    def end_trail(self) -> None:
        """Take the trail away, unless it is fading by itself."""
        if self._fading.state() != QPropertyAnimation.State.Running:
            self.set_trail(0.0)

    def fade_trail(self, duration_ms: int) -> None:
        """Let the trail go; at once if `duration_ms` is 0."""
        if duration_ms <= 0 or self._share <= 0:
            self.set_trail(0.0)
            return
        self._fading.setDuration(duration_ms)
        self._fading.start()

    def _get_fade(self) -> float:
        return self._fade

    def _set_fade(self, fade: float) -> None:
        self._fade = fade
        self.update()

    fade = Property(float, _get_fade, _set_fade)

    def boundingRect(self) -> QRectF:
        margin = TRAIL_WIDTH / 2 + 1
        return self._path.boundingRect().adjusted(-margin, -margin, margin, margin)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self._fade > 0:
            yellow = theme().color("now")
            yellow.setAlphaF(self._fade)
            caps = Qt.PenCapStyle.RoundCap if self._share < 1 else Qt.PenCapStyle.FlatCap
            painter.setPen(QPen(yellow, TRAIL_WIDTH, Qt.PenStyle.SolidLine, caps, Qt.PenJoinStyle.RoundJoin))
            painter.drawPath(self._trail)
        line = theme().color("ink" if self._state in (LinkState.HOLDING, LinkState.BUSY) else "line2")
        pen = QPen(line, {LinkState.IDLE: 2.5, LinkState.OFFLINE: 2.0}.get(self._state, 3.0))
        if self._state is LinkState.OFFLINE:
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setDashPattern((0.03, 3.5))
        painter.setPen(pen)
        painter.drawPath(self._path)
        if self._state is LinkState.BUSY:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(line)
            painter.drawPath(arrow_head(self._path, ARROW))
