"""Icons: one-colour SVG drawings, tinted and rendered when they are painted."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from fedgui.paths import resource

DISABLED_OPACITY = 0.4


class TintedIconEngine(QIconEngine):
    """Draws one icon in whatever colour `colour` answers at that instant.

    Widgets that hold such an icon need no new one when the theme changes: the repaint that follows re-tints it.
    """

    def __init__(self, name: str, colour: Callable[[], QColor], at_left: bool = False) -> None:
        super().__init__()
        self._name = name
        self._colour = colour
        self._at_left = at_left

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatio()
        painter.drawPixmap(rect, self._render(rect.size() * ratio, mode))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._render(size, mode)

    def clone(self) -> QIconEngine:
        return TintedIconEngine(self._name, self._colour, self._at_left)

    def _render(self, size: QSize, mode: QIcon.Mode) -> QPixmap:
        colour = QColor(self._colour())
        if mode == QIcon.Mode.Disabled:
            colour.setAlphaF(DISABLED_OPACITY)
        return QPixmap.fromImage(_image(self._name, colour.rgba(), size.width(), size.height(), self._at_left))


def tinted_icon(name: str, colour: Callable[[], QColor], at_left: bool = False) -> QIcon:
    """The icon `resources/icons/<name>.svg` as a QIcon that asks `colour` each time it is painted.

    With `at_left` it stands at the left of a size that is wider than high, and what is over keeps words away from it.

    Raises:
        FileNotFoundError: if there is no such icon.
    """
    _source(name)
    return QIcon(TintedIconEngine(name, colour, at_left))


def tinted_pixmap(name: str, colour: QColor, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a pixmap of `size` × `size` logical pixels for a screen with `ratio` device pixels each.

    Raises:
        FileNotFoundError: if there is no such icon.
    """
    side = round(size * ratio)
    pixmap = QPixmap.fromImage(_image(name, colour.rgba(), side, side))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


@lru_cache(maxsize=64)
def _source(name: str) -> str:
    return resource("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _image(name: str, rgba: int, width: int, height: int, at_left: bool = False) -> QImage:
    colour = QColor.fromRgba(rgba)
    svg = _source(name).replace("currentColor", colour.name(QColor.NameFormat.HexRgb))
    image = QImage(width, height, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    side = min(width, height)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    square = QRectF(0 if at_left else (width - side) / 2, (height - side) / 2, side, side)
    QSvgRenderer(QByteArray(svg.encode())).render(painter, square)
    # Fading afterwards, not stroke by stroke: where strokes overlap they would look stronger.
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationIn)
    painter.fillRect(image.rect(), QColor(0, 0, 0, colour.alpha()))
    painter.end()
    return image
