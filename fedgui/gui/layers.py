"""Pictures of what seldom changes, so that painting a node or a row costs what changed in it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QTransform

from fedgui.gui.language import language
from fedgui.gui.theme import theme


class Layer:
    """Keeps one part of what is painted as a picture, in the very pixels that painting it would give.

    A picture is good for one key, one theme and language, and one scale and place on the screen's pixels.
    """

    def __init__(self) -> None:
        self._state: object = None
        self._picture = QPixmap()

    def paint(self, painter: QPainter, rect: QRectF, key: object, draw: Callable[[QPainter], None]) -> None:
        """Paint what `draw` paints.

        Args:
            rect: what it covers, in the painter's coordinates.
            key: equal as long as `draw` would paint the same in the same theme and language.
        """
        ratio = painter.device().devicePixelRatio()
        pixels = QTransform.fromScale(ratio, ratio)
        # what Qt combines has the screen's ratio in it, and a painter of the picture adds that again
        transform = painter.combinedTransform() * pixels.inverted()[0]
        box = (transform * pixels).mapRect(rect).toAlignedRect()
        corner = QPointF(box.left() / ratio, box.top() / ratio)
        inner = transform * QTransform.fromTranslate(-corner.x(), -corner.y())
        colors = theme()
        state = (key, inner, ratio, box.size(), colors.name, colors.is_contrast, language().code)
        if state != self._state:
            self._state = state
            self._picture = QPixmap(box.size())
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            within = QPainter(self._picture)
            within.setRenderHints(painter.renderHints())
            within.setTransform(inner)
            draw(within)
            within.end()
        painter.save()
        painter.resetTransform()
        painter.drawPixmap(corner, self._picture)
        painter.restore()
