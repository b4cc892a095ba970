"""What is kept as a picture looks as if it had just been painted, on every screen."""

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from fedgui.gui.layers import Layer
from fedgui.gui.panels.identity import paint_avatar

RECT = QRectF(4, 3, 40, 30)


def draw(painter: QPainter) -> None:
    painter.setPen(QPen(Qt.GlobalColor.red, 3, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.GlobalColor.blue)
    painter.drawRoundedRect(RECT.adjusted(2, 2, -2, -2), 6, 6)


def picture(ratio: float) -> tuple[QImage, QPainter]:
    image = QImage(round(100 * ratio), round(80 * ratio), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return image, painter


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0, 3.0])
@pytest.mark.parametrize(("scale", "shift"), [(1.0, 0), (1.0, 12), (1.5, 6)])
def test_a_kept_picture_has_the_very_pixels_on_screens_of_every_ratio(qapp, ratio, scale, shift):
    images = []
    for is_kept in (False, True):
        image, painter = picture(ratio)
        painter.translate(shift, shift)
        painter.scale(scale, scale)
        if is_kept:
            Layer().paint(painter, RECT, None, draw)
        else:
            draw(painter)
        painter.end()
        images.append(image)
    assert images[0] == images[1]


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_an_avatar_fills_its_square_on_screens_of_every_ratio(qapp, ratio):
    image, painter = picture(ratio)
    paint_avatar(painter, QRectF(10, 10, 40, 40), "bob")
    painter.end()
    white = 0xFFFFFFFF
    inside = [round(place * ratio) for place in (12, 30, 48)]
    middle = inside[1]
    assert image.pixel(inside[0], middle) == image.pixel(inside[2], middle) != white
    assert all(image.pixel(round(x * ratio), middle) == white for x in (8, 52))
