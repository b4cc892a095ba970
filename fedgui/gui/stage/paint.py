"""Brushwork that the stage's items share: text, icons and outlines in the theme's colours, in scene pixels."""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QCoreApplication, QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetricsF, QPainter, QPen

from fedgui.gui.captions import worker_name
from fedgui.gui.icons import tinted_pixmap
from fedgui.gui.language import language
from fedgui.gui.panels.identity import identity
from fedgui.gui.stage.rows import Row, Rows
from fedgui.gui.theme import font, hatch, theme

CENTER = Qt.AlignmentFlag.AlignCenter
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter

HEAD_HEIGHT = 33.0
ROW_HEIGHT = 37.0
_SMALLEST = 14
"""The smallest size, in scene pixels, that a number is shrunk to before it loses decimals."""
_LONG = 1e6
"""From here on a whole number is written with a power of ten, and needs its decimals."""

SMALLEST_NAME = 14
"""The smallest size that a name is shrunk to before it is cut off."""
_HATCH_TILE = 9

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


@lru_cache(maxsize=2048)
def text_width(text: str, role: str, size: int = 0) -> float:
    """Width of `text` in scene pixels. The same few texts are measured at each painting, so their widths are kept."""
    return _metrics(role, size).horizontalAdvance(text)


def _cut(text: str, width: float, role: str, size: int = 0) -> str:
    """`text`, cut off with an ellipsis where it is wider than `width`."""
    if text_width(text, role, size) <= width:
        return text
    return _metrics(role, size).elidedText(text, Qt.TextElideMode.ElideRight, width)


def write(painter: QPainter, rect: QRectF, text: str, role: str, token: str, align: Qt.AlignmentFlag = CENTER) -> None:
    """Write one line; what does not fit is cut off with an ellipsis."""
    painter.setFont(scene_font(role))
    painter.setPen(theme().color(token))
    painter.drawText(rect, align, _cut(text, rect.width() + 1, role))


def write_name(
    painter: QPainter, rect: QRectF, text: str, role: str, token: str, align: Qt.AlignmentFlag = LEFT
) -> None:
    """Write a name, smaller if it would not fit, and cut off only then."""
    size, shown = fit_name(text, rect.width(), role)
    painter.setFont(scene_font(role, size))
    painter.setPen(theme().color(token))
    painter.drawText(rect, align, shown)


def fit_name(text: str, width: float, role: str) -> tuple[int, str]:
    """In which size `write_name` writes a name, and what is left of it."""
    largest = scene_font(role).pixelSize()
    sizes = range(largest, SMALLEST_NAME - 1, -1)
    fitting = (size for size in sizes if text_width(text, role, size) <= width)
    size = next(fitting, SMALLEST_NAME)
    return size, _cut(text, width + 1, role, size)


def number_in(width: float, value: float, role: str, largest: int | None = None) -> tuple[str, int]:
    """A number with 3 decimals (an integer of a table with none), smaller or rounder if it would not fit.

    Args:
        width: what it has, in pixels of the scene.
        role: a type role.
        largest: its size in pixels where it fits; that of the role if None.

    Returns:
        Its text, and its size in pixels.
    """
    largest = largest or scene_font(role).pixelSize()
    decimals = 0 if role == "table" and float(value).is_integer() and abs(value) < _LONG else 3
    tries = [(size, decimals) for size in range(largest, _SMALLEST - 1, -1)]
    tries += [(_SMALLEST, fewer) for fewer in range(decimals - 1, -1, -1)]
    for size, count in tries:
        text = language().number(value, count)
        if text_width(text, role, size) <= width:
            break
    return text, size


def write_number(
    painter: QPainter,
    rect: QRectF,
    value: float,
    role: str,
    token: str,
    align: Qt.AlignmentFlag = CENTER,
    largest: int | None = None,
) -> None:
    """Write a number as `number_in` has it."""
    text, size = number_in(rect.width(), value, role, largest)
    painter.setFont(scene_font(role, size))
    painter.setPen(theme().color(token))
    painter.drawText(rect, align, text)


def draw_icon(painter: QPainter, rect: QRectF, name: str, token: str) -> None:
    """Draw an icon, rendered for the scale at which it will be seen."""
    ratio = max(1.0, painter.deviceTransform().m11())
    picture = tinted_pixmap(name, theme().color(token), round(rect.width()), ratio)
    painter.drawPixmap(rect, picture, QRectF(picture.rect()))


def draw_avatar(painter: QPainter, rect: QRectF, worker_id: str, token: str) -> None:
    """A worker's initial: on a solid circle or square for who has a colour of their own, in a ring for the others."""
    looks = identity(worker_id)
    is_named = has_hue(worker_id)
    if is_named:
        fill_round(painter, rect, 12 if looks.square else rect.height() / 2, token)
    else:
        fill_round(painter, rect, rect.height() / 2, "panel")
        outline(painter, token, 2)
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1))
    painter.setFont(scene_font("question", round(rect.height() * 0.5)))
    painter.setPen(theme().color("onaccent" if is_named else token))
    painter.drawText(rect, CENTER, worker_name(worker_id)[:1].upper())


def has_hue(worker_id: str) -> bool:
    """Whether a worker has a colour of its own; only the tutorial's two have."""
    return identity(worker_id).token == worker_id


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


def draw_slot(painter: QPainter, rect: QRectF, text: str, token: str) -> None:
    """The dotted outline that an absent model leaves."""
    outline(painter, "line2", 1.5, (2.0, 2.4))
    painter.drawRoundedRect(rect.adjusted(0.75, 0.75, -0.75, -0.75), 10, 10)
    inner = rect.adjusted(8, 0, -8, 0)
    write(painter, inner, text, "body" if text_width(text, "body") <= inner.width() else "hint", token)


def draw_table(
    painter: QPainter,
    rect: QRectF,
    rows: Rows | None,
    accent: str,
    caption: str,
    *,
    is_private: bool = True,
    marked: int = -1,
    ink: str = "ink",
) -> None:
    """The table of rows: a head with a caption, then the rows, or a hatch over those that are hidden.

    Args:
        accent: colour token of the padlock and the caption.
        caption: word beside the padlock; "" for the padlock alone.
        is_private: whether there is a padlock; a plain table's icon otherwise.
        marked: the row on the marker's soft yellow, or -1.
        ink: colour token of the values.
    """
    frame = rect.adjusted(0.6, 0.6, -0.6, -0.6)
    fill_round(painter, frame, 10, "panel")
    if rows is not None and 0 <= marked < len(rows.shown):
        _mark_row(painter, frame, rows, marked)
    outline(painter, "line2" if is_private else "ink2", 1.2 if is_private else 2.0)
    painter.drawRoundedRect(frame, 10, 10)
    head = QRectF(rect.left(), rect.top(), rect.width(), HEAD_HEIGHT)
    _draw_head(painter, head, rows, accent, caption, "lock" if is_private else "table")
    outline(painter, "line", 1)
    painter.drawLine(QLineF(frame.left(), head.bottom(), frame.right(), head.bottom()))
    body = QRectF(rect.left() + 12, head.bottom(), rect.width() - 24, rect.height() - HEAD_HEIGHT)
    if rows is None:
        write(painter, body, translate("Stage", "no rows yet"), "label", "ink3")
    elif rows.is_secret:
        _draw_hatch(painter, body.adjusted(-6, 5, 6, -6))
    elif not rows.heads:
        shape = " × ".join(str(length) for length in rows.shape)
        text = translate("Stage", "%n row(s) of {shape}", None, rows.count).format(shape=shape)
        write(painter, body, text, "label", "ink2")
    else:
        _draw_rows(painter, body, rows, _columns(rect), ink)


def _draw_head(painter: QPainter, head: QRectF, rows: Rows | None, accent: str, caption: str, icon: str) -> None:
    columns = _columns(head)
    draw_icon(painter, QRectF(head.left() + 12.5, head.center().y() - 9.5, 19, 19), icon, accent)
    left = head.left() + 38
    end = columns[0] - 20 if rows is not None and rows.heads else head.right() - 12
    if text_width(caption, "pill") <= end - left:
        # the padlock says it, too
        write(painter, QRectF(left, head.top(), end - left, head.height()), caption, "pill", accent, LEFT)
    if rows is not None and rows.heads:
        _draw_heads(painter, head, rows, columns)


def _draw_hatch(painter: QPainter, rect: QRectF) -> None:
    """What the server can't see, and a chip that says so."""
    painter.setPen(Qt.PenStyle.NoPen)
    colors = theme().color("line").rgb(), theme().color("sunk").rgb()
    painter.setBrush(_hatch(*colors, max(1.0, painter.device().devicePixelRatio())))
    painter.drawRoundedRect(rect, 6, 6)
    text = translate("Stage", "hidden from server")
    role = "pill" if text_width(text, "pill") + 50 < rect.width() else "head"
    chip = QRectF(0, 0, min(text_width(text, role) + 42, rect.width() - 4), 30)
    chip.moveCenter(rect.center())
    fill_round(painter, chip, 15, "panel")
    outline(painter, "line2", 1.5)
    painter.drawRoundedRect(chip.adjusted(0.75, 0.75, -0.75, -0.75), 14, 14)
    draw_icon(painter, QRectF(chip.left() + 11, chip.center().y() - 8, 16, 16), "lock", "ink2")
    write(painter, chip.adjusted(31, 0, -8, 0), text, role, "ink2", LEFT)


@lru_cache(maxsize=8)
def _hatch(stripe: int, ground: int, ratio: float) -> QBrush:  # noqa: ARG001  (the key: the brush has these colours)
    return hatch("line", "sunk", _HATCH_TILE, ratio)


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


def _draw_rows(
    painter: QPainter, body: QRectF, rows: Rows, columns: tuple[float, float, float, float], ink: str
) -> None:
    pitch = _pitch(rows, body.height())
    for number, row in enumerate(rows.shown):
        top = body.top() + number * pitch
        if number:
            outline(painter, "line", 1)
            painter.drawLine(QLineF(body.left(), top, body.right(), top))
        write(painter, QRectF(body.left() + 3, top, 40, pitch), str(row.index), "index", "ink3", LEFT)
        _draw_row(painter, row, _feature_columns(rows, columns), columns, QRectF(0, top, 0, pitch), ink)
    if rows.hidden:
        top = body.top() + len(rows.shown) * pitch
        text = translate("Stage", "and %n more", None, rows.hidden)
        write(painter, QRectF(body.left() + 3, top, body.width() - 6, pitch), text, "head", "ink3", LEFT)


def _draw_row(
    painter: QPainter,
    row: Row,
    features: list[float],
    columns: tuple[float, float, float, float],
    line: QRectF,
    ink: str,
) -> None:
    top, pitch = line.top(), line.height()
    width = columns[1] - columns[0] - 4
    for value, middle in zip(row.features, features, strict=True):
        write_number(painter, _cell(middle, top, pitch, width), value, "table", ink)
    if row.target is not None:
        draw_icon(painter, QRectF(columns[2] - 8, top + pitch / 2 - 8, 16, 16), "right", "ink3")
        write_number(painter, _cell(columns[3], top, pitch), row.target, "table", ink)
