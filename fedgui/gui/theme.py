"""One place paints: the palette, the type roles and the look of every widget.

Colours are tokens with one value per theme. Yellow (`now`) marks the current instant and nothing else, and is
never text; hue is identity (`bob`, `alice`), so no other control borrows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Final

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPen, QPixmap
from PySide6.QtWidgets import QApplication

from fedgui.gui.icons import tinted_icon, tinted_pixmap
from fedgui.gui.stylesheet import stylesheet
from fedgui.paths import resource

LIGHT: Final = "light"
DARK: Final = "dark"

TOKENS: Final[dict[str, tuple[str, str]]] = {
    "bg": ("#E9EDF1", "#0F1318"),
    "panel": ("#FFFFFF", "#181E25"),
    "stage": ("#F5F7F9", "#12171D"),
    "sunk": ("#F0F3F6", "#12171D"),
    "line": ("#D3DAE1", "#2D3640"),
    "line2": ("#7E8A98", "#6F7C8B"),
    "ink": ("#10161E", "#EEF2F6"),
    "ink2": ("#3F4B59", "#BCC7D3"),
    "ink3": ("#596675", "#96A3B1"),
    "now": ("#FFD02E", "#FFD02E"),
    "nowink": ("#10161E", "#10161E"),
    "nowsoft": ("#FFF1BF", "#3B3414"),
    "bob": ("#0B5CC4", "#74B6FF"),
    "bobsoft": ("#E6F0FC", "#132235"),
    "alice": ("#B5480A", "#FF8E5C"),
    "alicesoft": ("#FCEDE1", "#2B1D12"),
    "cen": ("#596675", "#96A3B1"),
    "parcel": ("#10161E", "#EEF2F6"),
    "parcelink": ("#FFFFFF", "#10161E"),
    "pmark": ("#FFD02E", "#7A5A00"),
    "ok": ("#0A6B5C", "#55D3B8"),
    "oksoft": ("#DDF2EC", "#10332C"),
    "bad": ("#B0123F", "#FF7F99"),
    "badsoft": ("#FBE6EB", "#401622"),
    "neg": ("#6A45A8", "#BFA3F2"),
    "negsoft": ("#ECE5F7", "#2C2342"),
    "pos": ("#0A6B5C", "#55D3B8"),
    "possoft": ("#DDF0EA", "#10332C"),
    "onaccent": ("#FFFFFF", "#10161E"),
}
"""Every colour of the application: (light, dark)."""

SANS: Final = "Inter"
DISPLAY: Final = "Inter Display"
MONO: Final = "JetBrains Mono"


@dataclass(frozen=True, slots=True)
class TypeRole:
    """One role of the type scale: size and line height in pixels at scale 1."""

    size: float
    line: int
    weight: int
    family: str = SANS


ROLES: Final[dict[str, TypeRole]] = {
    "tick": TypeRole(13, 18, 500),
    "hint": TypeRole(13, 18, 500),
    "head": TypeRole(13, 18, 600),
    "button": TypeRole(14, 20, 600),
    "tab": TypeRole(14, 20, 600),
    "pill": TypeRole(14, 20, 600),
    "legend": TypeRole(14, 20, 500),
    "log": TypeRole(14, 20, 500),
    "code": TypeRole(14, 22, 500, MONO),
    "keyword": TypeRole(14, 22, 700, MONO),
    "annotation": TypeRole(13.5, 22, 500),
    "body": TypeRole(15, 23, 400),
    "label": TypeRole(15, 23, 500),
    "strong": TypeRole(15, 23, 600),
    "value": TypeRole(16, 22, 500, MONO),
    "heat": TypeRole(15, 22, 600, MONO),
    "index": TypeRole(14, 20, 500, MONO),
    "question": TypeRole(16, 22, 600),
    "parcel": TypeRole(18, 24, 700, MONO),
    "table": TypeRole(20, 27, 600, MONO),
    "caption": TypeRole(20, 27, 500),
    "round": TypeRole(20, 27, 700, DISPLAY),
    "node": TypeRole(22, 28, 700, DISPLAY),
    "title": TypeRole(24, 29, 700, DISPLAY),
    "verdict": TypeRole(34, 40, 800, DISPLAY),
}
"""The type scale. No role is smaller than 13 px."""


class Theme(QObject):
    """Which palette and which text scale are in force, and the signal that they changed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = LIGHT
        self._scale = 1.0
        self._colors = _palette_of(LIGHT)
        self._app: QApplication | None = None

    @property
    def name(self) -> str:
        """LIGHT or DARK."""
        return self._name

    @property
    def scale(self) -> float:
        """The user's text scale; 1.0 is the design's own size."""
        return self._scale

    def color(self, token: str) -> QColor:
        """The token's colour in the current theme. Raises KeyError for an unknown token."""
        return QColor(self._colors[token])

    def set(self, name: str) -> None:
        """Switch to the theme `name` and tell everybody. Raises ValueError for an unknown name."""
        if name not in (LIGHT, DARK):
            raise ValueError(f"no theme is called {name!r}")
        if name == self._name:
            return
        self._name = name
        self._colors = _palette_of(name)
        self._announce()

    def set_scale(self, scale: float) -> None:
        """Set the user's text scale, held between 0.8 and 2."""
        scale = min(2.0, max(0.8, scale))
        if scale == self._scale:
            return
        self._scale = scale
        self._announce()

    def dress(self, app: QApplication) -> None:
        """Paint `app` in this theme, now and after every change."""
        self._app = app
        app.setStyle("Fusion")
        self._paint()

    def _announce(self) -> None:
        self._paint()
        self.changed.emit()

    def _paint(self) -> None:
        if self._app is None:
            return
        scheme = Qt.ColorScheme.Dark if self._name == DARK else Qt.ColorScheme.Light
        self._app.styleHints().setColorScheme(scheme)
        self._app.setPalette(_qpalette(self._colors))
        self._app.setFont(font("label"))
        for class_name, role in _WIDGET_ROLES.items():
            # The stub asks for bytes; PySide itself takes only str here.
            self._app.setFont(font(role), class_name)  # type: ignore[arg-type]
        names = {token: color.name() for token, color in self._colors.items()}
        self._app.setStyleSheet(stylesheet(names, self._scale))


_WIDGET_ROLES: Final = {
    "QAbstractButton": "button",
    "QTabBar": "tab",
    "QMenu": "button",
    "QHeaderView": "head",
    "QToolTip": "hint",
    "QTipLabel": "hint",
}


@cache
def theme() -> Theme:
    """The one theme of this application."""
    return Theme()


def apply(app: QApplication) -> None:
    """Load the fonts and paint `app` in the current theme, now and after every change."""
    load_fonts()
    theme().dress(app)


@cache
def load_fonts() -> tuple[str, ...]:
    """Register the bundled fonts once; returns the families that they brought."""
    families: list[str] = []
    for path in sorted(resource("fonts").rglob("*.[ot]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))


def font(role: str, scale: float | None = None) -> QFont:
    """The font of a type role.

    Args:
        role: a key of ROLES.
        scale: factor on the size; the user's text scale if None. A scaled scene passes 1.

    Raises:
        KeyError: if there is no such role.
    """
    spec = ROLES[role]
    result = QFont([spec.family, SANS] if spec.family != MONO else [MONO])
    result.setPixelSize(round(spec.size * (theme().scale if scale is None else scale)))
    result.setWeight(QFont.Weight(spec.weight))
    if spec.family == MONO:
        # Ligatures would hide which characters the script really has, such as "->" and "!=".
        result.setStyleHint(QFont.StyleHint.Monospace)
        result.setFeature(QFont.Tag("calt"), 0)
        result.setFeature(QFont.Tag("liga"), 0)
    else:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def line_height(role: str) -> int:
    """Height in pixels of one line of text of this role, at the user's text scale."""
    return round(ROLES[role].line * theme().scale)


def icon(name: str, token: str = "ink") -> QIcon:  # noqa: S107  (a colour token)
    """An icon tinted with a colour token; it follows the theme by itself. Raises FileNotFoundError if unknown."""
    return tinted_icon(name, lambda: theme().color(token))


def pixmap(name: str, token: str, size: int, dpr: float = 1.0) -> QPixmap:
    """An icon as a pixmap of `size` logical pixels, in the current theme's colour."""
    return tinted_pixmap(name, theme().color(token), size, dpr)


def hatch(stripe: str, ground: str, tile: int, dpr: float = 1.0) -> QBrush:
    """A brush of 45° stripes, for what must not be told by colour alone.

    `Qt.BDiagPattern` neither scales nor knows the device pixel ratio, so this is a texture.

    Args:
        stripe, ground: colour tokens.
        tile: horizontal distance between stripes in logical pixels; a stripe covers half of it.
        dpr: device pixels per logical pixel.
    """
    texture = QPixmap(round(tile * dpr), round(tile * dpr))
    texture.setDevicePixelRatio(dpr)
    texture.fill(theme().color(ground))
    painter = QPainter(texture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme().color(stripe), tile / 2 / 2**0.5, Qt.PenStyle.SolidLine, Qt.PenCapStyle.SquareCap))
    for shift in (-tile, 0, tile):
        # The neighbours' stripes too: their corners reach into this tile.
        painter.drawLine(QPointF(shift, tile), QPointF(shift + tile, 0))
    painter.end()
    return QBrush(texture)


def _palette_of(name: str) -> dict[str, QColor]:
    column = 1 if name == DARK else 0
    return {token: QColor(values[column]) for token, values in TOKENS.items()}


def _qpalette(colors: dict[str, QColor]) -> QPalette:
    role = QPalette.ColorRole
    roles = {
        role.Window: "bg",
        role.WindowText: "ink",
        role.Base: "panel",
        role.AlternateBase: "sunk",
        role.Text: "ink",
        role.PlaceholderText: "ink3",
        role.Button: "panel",
        role.ButtonText: "ink",
        role.BrightText: "onaccent",
        role.Highlight: "ink",
        role.HighlightedText: "panel",
        role.Accent: "ink",
        role.Link: "ink",
        role.LinkVisited: "ink2",
        role.ToolTipBase: "ink",
        role.ToolTipText: "panel",
        role.Light: "panel",
        role.Midlight: "line",
        role.Mid: "line2",
        role.Dark: "line2",
        role.Shadow: "line2",
    }
    palette = QPalette()
    for key, token in roles.items():
        palette.setColor(key, colors[token])
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, colors["ink3"])
    return palette
