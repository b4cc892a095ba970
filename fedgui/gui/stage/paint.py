"""Brushwork that the stage's items share: text, icons and outlines in the theme's colours, in scene pixels."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from fedgui.gui.icons import tinted_pixmap
from fedgui.gui.language import language
from fedgui.gui.stage.rows import Row, Rows
from fedgui.gui.theme import font, theme

CENTER = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

HEAD_HEIGHT = 33.0
ROW_HEIGHT = 37.0
_SMALLEST = 13
"""The smallest size, in scene pixels, that a number is shrunk to before it loses decimals."""

_SMALLEST_NAME = 16

translate = QCoreApplication.translate
"""The extractor of texts knows this name."""


@cache
def scene_font(role: str, size: int = 0) -> QFont:
    """The font of a role in scene pixels; `size` overrides the role's own."""
    result = font(role, scale=1)
    if size:
        result.setPixelSize(size)
    return result


@cache
def _metrics(role: str, size: int = 0) -> QFontMetricsF:
    return QFontMetricsF(scene_font(role, size))


def text_width(text: str, role: str) -> float:
    """Width of `text` in scene pixels."""
    return _metrics(role).horizontalAdvance(text)


def write(painter: QPainter, rect: QRectF, text: str, role: str, token: str, align: Qt.AlignmentFlag = CENTER) -> None:
    """Write one line; what does not fit is cut off with an ellipsis."""
    painter.setFont(scene_font(role))
    painter.setPen(theme().color(token))
    shown = _metrics(role).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1)
    painter.drawText(rect, align, shown)


def write_name(painter: QPainter, rect: QRectF, text: str, role: str) -> None:
    """Write a name, smaller if it would not fit, and cut off only then."""
    largest = scene_font(role).pixelSize()
    sizes = range(largest, _SMALLEST_NAME - 1, -1)
    fitting = (size for size in sizes if _metrics(role, size).horizontalAdvance(text) <= rect.width())
    size = next(fitting, _SMALLEST_NAME)
    painter.setFont(scene_font(role, size))
    painter.setPen(theme().color("ink"))
    painter.drawText(rect, LEFT, _metrics(role, size).elidedText(text, Qt.TextElideMode.ElideRight, rect.width() + 1))


def write_number(
    painter: QPainter, rect: QRectF, value: float, role: str, token: str, align: Qt.AlignmentFlag = CENTER
) -> None:
    """Write a number with 3 decimals (an integer of a table with none), smaller or rounder if it would not fit."""
    largest = scene_font(role).pixelSize()
    decimals = 0 if role == "table" and float(value).is_integer() else 3
    tries = [(size, decimals) for size in range(largest, _SMALLEST - 1, -1)]
    tries += [(_SMALLEST, fewer) for fewer in range(decimals - 1, -1, -1)]
    for size, count in tries:
        text = language().number(value, count)
        if _metrics(role, size).horizontalAdvance(text) <= rect.width():
            break
    painter.setFont(scene_font(role, size))
    painter.setPen(theme().color(token))
    painter.drawText(rect, align, text)


def draw_icon(painter: QPainter, rect: QRectF, name: str, token: str) -> None:
    """Draw an icon, rendered for the scale at which it will be seen."""
    ratio = max(1.0, painter.deviceTransform().m11())
    picture = tinted_pixmap(name, theme().color(token), round(rect.width()), ratio)
    painter.drawPixmap(rect, picture, QRectF(picture.rect()))


def outline(painter: QPainter, token: str, width: float, dashes: tuple[float, float] | None = None) -> None:
    """Set a pen, solid or dashed; `dashes` are multiples of the width. Leaves no brush set."""
    pen = QPen(theme().color(token), width)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    if dashes:
        pen.setDashPattern(dashes)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def fill_round(painter: QPainter, rect: QRectF, radius: float, token: str) -> None:
    """Fill a rounded rectangle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().color(token))
    painter.drawRoundedRect(rect, radius, radius)


def draw_slot(painter: QPainter, rect: QRectF, text: str) -> None:
    """The dotted outline that an absent model leaves."""
    outline(painter, "line2", 1.5, (2.0, 2.4))
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 10, 10)
    write(painter, rect.adjusted(10, 0, -10, 0), text, "body", "ink2")


def draw_table(
    painter: QPainter,
    rect: QRectF,
    rows: Rows | None,
    accent: str,
    caption: str,
    *,
    is_private: bool = True,
    marked: int = -1,
) -> None:
    """The table of rows: a head with a caption, then the rows.

    Args:
        accent: colour token of the padlock and the caption.
        caption: word beside the padlock; "" for the padlock alone.
        is_private: whether there is a padlock; a plain table's icon otherwise.
        marked: the row on the marker's soft yellow, or -1.
    """
    frame = rect.adjusted(0.6, 0.6, -0.6, -0.6)
    fill_round(painter, frame, 10, "panel")
    if rows is not None and 0 <= marked < len(rows.shown):
        _mark_row(painter, frame, rows, marked)
    outline(painter, "line2" if is_private else "ink2", 1.2 if is_private else 2.0)
    painter.drawRoundedRect(frame, 10, 10)
    columns = _columns(rect)
    head = QRectF(rect.left(), rect.top(), rect.width(), HEAD_HEIGHT)
    lock = QRectF(rect.left() + 12.5, head.center().y() - 9.5, 19, 19)
    draw_icon(painter, lock, "lock" if is_private else "table", accent)
    left = rect.left() + 38
    end = columns[0] - 20 if rows is not None and rows.heads else rect.right() - 12
    write(painter, QRectF(left, head.top(), end - left, head.height()), caption, "pill", accent, LEFT)
    outline(painter, "line", 1)
    painter.drawLine(QLineF(frame.left(), head.bottom(), frame.right(), head.bottom()))
    body = QRectF(rect.left() + 12, head.bottom(), rect.width() - 24, rect.height() - HEAD_HEIGHT)
    if rows is None:
        write(painter, body, translate("Stage", "no rows yet"), "label", "ink3")
    elif not rows.heads:
        shape = " × ".join(str(length) for length in rows.shape)
        text = translate("Stage", "%n row(s) of {shape}", None, rows.count).format(shape=shape)
        write(painter, body, text, "label", "ink2")
    else:
        _draw_heads(painter, head, rows, columns)
        _draw_rows(painter, body, rows, columns)


def _columns(rect: QRectF) -> tuple[float, float, float, float]:
    """Middles of the columns x₁, x₂, → and y."""
    pitch = 48.0 if rect.width() > 260 else 38.0
    y = rect.right() - (38.0 if rect.width() > 260 else 29.0)
    arrow = y - (40.0 if rect.width() > 260 else 31.0)
    second = arrow - (40.0 if rect.width() > 260 else 32.0)
    return second - pitch, second, arrow, y


def _feature_columns(rows: Rows, columns: tuple[float, float, float, float]) -> list[float]:
    pitch = columns[1] - columns[0]
    return [columns[1] - (len(rows.heads) - 1 - n) * pitch for n in range(len(rows.heads))]


def _cell(middle: float, top: float, height: float, width: float = 44.0) -> QRectF:
    return QRectF(middle - width / 2, top, width, height)


def _draw_heads(painter: QPainter, head: QRectF, rows: Rows, columns: tuple[float, float, float, float]) -> None:
    for name, middle in zip(rows.heads, _feature_columns(rows, columns), strict=True):
        write(painter, _cell(middle, head.top(), head.height()), name, "strong", "ink2")
    if rows.has_targets:
        draw_icon(painter, QRectF(columns[2] - 8, head.center().y() - 8, 16, 16), "right", "ink2")
        write(painter, _cell(columns[3], head.top(), head.height()), "y", "strong", "ink2")


def _pitch(rows: Rows, height: float) -> float:
    lines = len(rows.shown) + (1 if rows.hidden else 0)
    return min(ROW_HEIGHT, height / lines)


def _mark_row(painter: QPainter, frame: QRectF, rows: Rows, marked: int) -> None:
    pitch = _pitch(rows, frame.height() - HEAD_HEIGHT)
    painter.fillRect(
        QRectF(frame.left() + 1, frame.top() + HEAD_HEIGHT + marked * pitch + 1, frame.width() - 2, pitch - 2),
        theme().color("nowsoft"),
    )


def _draw_rows(painter: QPainter, body: QRectF, rows: Rows, columns: tuple[float, float, float, float]) -> None:
    pitch = _pitch(rows, body.height())
    for number, row in enumerate(rows.shown):
        top = body.top() + number * pitch
        if number:
            outline(painter, "line", 1)
            painter.drawLine(QLineF(body.left(), top, body.right(), top))
        write(painter, QRectF(body.left() + 3, top, 40, pitch), str(row.index), "index", "ink3", LEFT)
        _draw_row(painter, row, _feature_columns(rows, columns), columns, top, pitch)
    if rows.hidden:
        top = body.top() + len(rows.shown) * pitch
        text = translate("Stage", "and %n more", None, rows.hidden)
        write(painter, QRectF(body.left() + 3, top, body.width() - 6, pitch), text, "head", "ink3", LEFT)


def _draw_row(
    painter: QPainter,
    row: Row,
    features: list[float],
    columns: tuple[float, float, float, float],
    top: float,
    pitch: float,
) -> None:
    width = columns[1] - columns[0] - 4
    for value, middle in zip(row.features, features, strict=True):
        write_number(painter, _cell(middle, top, pitch, width), value, "table", "ink")
    if row.target is not None:
        draw_icon(painter, QRectF(columns[2] - 8, top + pitch / 2 - 8, 16, 16), "right", "ink3")
        write_number(painter, _cell(columns[3], top, pitch), row.target, "table", "ink")
