"""The sign at everything that the lesson points at: an arrow in a disc, so that no ring is told by its colour alone."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from fedgui.gui.theme import theme

RING_WIDTH: Final = 2.5
"""Of the ring around what is pointed at, in pixels at scale 1."""
SIGN_RADIUS: Final = 11.0
"""Of the disc, in pixels at scale 1."""


def draw_sign(painter: QPainter, center: QPointF, radius: float = SIGN_RADIUS) -> None:
    """Draw the disc at the upper left of what is pointed at; its arrow goes to the lower right."""
    painter.save()
    painter.setPen(QPen(theme().color("panel"), radius * 0.16))
    painter.setBrush(theme().color("ink"))
    painter.drawEllipse(center, radius, radius)
    arm = radius * 0.42
    tip = center + QPointF(arm, arm)
    pen = QPen(theme().color("panel"), radius * 0.2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawLine(center - QPointF(arm, arm), tip)
    painter.drawPolyline(QPolygonF([tip - QPointF(1.6 * arm, 0), tip, tip - QPointF(0, 1.6 * arm)]))
    painter.restore()
