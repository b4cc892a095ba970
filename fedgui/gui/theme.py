"""One place paints: the palette, the type roles and the look of every widget.

Colours are tokens with one value per theme. Yellow (`now`) marks the current instant and nothing else, and is
never text; hue is identity (`bob`, `alice`), so no other control borrows it. High contrast is made from the light or
the dark theme: soft fills give way to the panel's own colour, and lines become as strong as text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from PySide6.QtCore import QObject, QPointF, Qt, Signal, Slot
from PySide6.QtGui import QBrush, QColor, QFont, QFontDatabase, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QApplication

from fedgui.gui.icons import tinted_icon, tinted_pixmap
from fedgui.gui.palette import palette_of, qpalette
from fedgui.gui.settings import THEMES
from fedgui.gui.stylesheet import stylesheet
from fedgui.gui.system import System
from fedgui.paths import resource

LIGHT: Final = "light"
DARK: Final = "dark"
SYSTEM: Final = "system"
"""Light or dark, with high contrast or without, as the desktop has it."""
CONTRAST: Final = "contrast"
"""High contrast, light or dark as the desktop is."""

SMALLEST_SCALE: Final = 0.8
LARGEST_SCALE: Final = 3.2
"""What a large window's own scale, 1.6, and the largest type, 2, make together."""
PRESENTED_SCALE: Final = 1.85
"""Scale of a presentation on a screen of 1920 × 1080: the smallest type, 13 px, is then 24 px."""
SMALLEST_TEXT: Final = 12.0
PRESENTED_TEXT: Final = 24.0
"""What text on the stage should at least have, in pixels; in a presentation on a screen of 1920 × 1080."""

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
    "plot": TypeRole(15, 23, 600),
    "verdict": TypeRole(34, 40, 800, DISPLAY),
}
"""The type scale. No role is smaller than 13 px."""

_PRESENTED_ROLES: Final[dict[str, TypeRole]] = {
    "tick": TypeRole(13.5, 18, 500),
    "caption": TypeRole(26, 30, 600),
    "plot": TypeRole(21.6, 26, 700, DISPLAY),
}
"""Roles that a presentation enlarges more than the others: 25, 48 and 40 px on a screen of 1920 × 1080."""


class Theme(QObject):
    """Which palette and which scale are in force, and the signal that they changed."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._choice = LIGHT
        self._name = LIGHT
        self._is_contrast = False
        self._window_scale = 1.0
        self._type_scale = 1.0
        self._screen_scale: float | None = None
        self._colors = palette_of(is_dark=False, is_contrast=False)
        self._app: QApplication | None = None
        self._system: System | None = None

    @property
    def choice(self) -> str:
        """What was asked for: one of settings.THEMES."""
        return self._choice

    @property
    def name(self) -> str:
        """What it came to: LIGHT or DARK."""
        return self._name

    @property
    def is_contrast(self) -> bool:
        """Whether contrast is high."""
        return self._is_contrast

    @property
    def is_presenting(self) -> bool:
        """Whether sizes are those of a presentation."""
        return self._screen_scale is not None

    @property
    def scale(self) -> float:
        """Factor on every size on screen; 1.0 is the design's own size."""
        if self._screen_scale is not None:
            # smaller type is for the one who sits at the screen, not for the last row
            return PRESENTED_SCALE * self._screen_scale * max(1.0, self._type_scale)
        return min(LARGEST_SCALE, max(SMALLEST_SCALE, self._window_scale * self._type_scale))

    @property
    def smallest_text(self) -> float:
        """Pixels that the smallest text of the stage should have: more where it is seen from the last row."""
        return SMALLEST_TEXT if self._screen_scale is None else PRESENTED_TEXT * self._screen_scale

    def color(self, token: str) -> QColor:
        """The token's colour in the current theme. Raises KeyError for an unknown token."""
        return QColor(self._colors[token])

    def stroke(self, width: float) -> float:
        """The width of a drawn line: one pixel more in high contrast."""
        return width + 1 if self._is_contrast else width

    def role(self, name: str) -> TypeRole:
        """The type role `name` as it is at present. Raises KeyError for an unknown role."""
        return _PRESENTED_ROLES.get(name, ROLES[name]) if self.is_presenting else ROLES[name]

    def set(self, choice: str) -> None:
        """Switch to one of settings.THEMES and tell everybody. Raises ValueError for an unknown one."""
        if choice not in THEMES:
            raise ValueError(f"no theme is called {choice!r}")
        self._choice = choice
        self._obey()

    def set_scale(self, scale: float) -> None:
        """Set the window's own scale, which grows with a large window."""
        self._rescale(scale, self._type_scale, self._screen_scale)

    def set_type_scale(self, scale: float) -> None:
        """Set the user's type scale, 0.8 to 2, which multiplies the window's."""
        self._rescale(self._window_scale, scale, self._screen_scale)

    def present(self, screen_scale: float | None) -> None:
        """Take the sizes of a presentation, whatever the window's scale; None goes back to the window's.

        Args:
            screen_scale: size of the screen in relation to 1920 × 1080.
        """
        self._rescale(self._window_scale, self._type_scale, screen_scale)

    def dress(self, app: QApplication, system: System | None = None) -> None:
        """Paint `app` in this theme, now and after every change, and follow `system` from now on where chosen."""
        self._app = app
        if self._system is not None:
            self._system.changed.disconnect(self._obey)
        self._system = system or System(app)
        self._system.changed.connect(self._obey)
        app.setStyle("Fusion")
        # The first style sheet of an application makes Qt forget the fonts of its classes: not that of `_paint`.
        app.setStyleSheet("/* */")
        if not self._obey():
            self._paint()

    @Slot()
    def _obey(self) -> bool:
        """Find out what the choice means right now; True if it changed what is on screen."""
        name, is_contrast = self._choice, False
        if self._choice in (SYSTEM, CONTRAST):
            if self._system is not None:
                self._system.follow_scheme()
            name = DARK if self._system is not None and self._system.is_dark else LIGHT
            is_contrast = self._choice == CONTRAST or (self._system is not None and self._system.wants_contrast)
        elif self._system is not None:
            self._system.force_scheme(is_dark=name == DARK)
        if (name, is_contrast) == (self._name, self._is_contrast):
            return False
        self._name, self._is_contrast = name, is_contrast
        self._colors = palette_of(is_dark=name == DARK, is_contrast=is_contrast)
        self._announce()
        return True

    def _rescale(self, window: float, type_scale: float, screen: float | None) -> None:
        before = self.scale, self.is_presenting
        self._window_scale, self._type_scale, self._screen_scale = window, type_scale, screen
        if (self.scale, self.is_presenting) != before:
            self._announce()

    def _announce(self) -> None:
        self._paint()
        self.changed.emit()

    def _paint(self) -> None:
        if self._app is None:
            return
        self._app.setPalette(qpalette(self._colors))
        self._app.setFont(font("label"))
        for class_name, role in _WIDGET_ROLES.items():
            # The stub asks for bytes; PySide itself takes only str here.
            self._app.setFont(font(role), class_name)  # type: ignore[arg-type]
        names = {token: color.name() for token, color in self._colors.items()}
        tick = resource("icons", f"tick-{self._name}.svg").as_posix()
        # After the fonts: widgets take a new font of the application's with their next style sheet.
        self._app.setStyleSheet(stylesheet(names, tick, self.scale, extra_stroke=round(self.stroke(0))))


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
    _font.cache_clear()
    return tuple(dict.fromkeys(families))


def font(role: str, scale: float | None = None) -> QFont:
    """The font of a type role.

    Args:
        role: a key of ROLES.
        scale: factor on the role's usual size; the present scale and roles if None. A scaled scene passes 1.

    Raises:
        KeyError: if there is no such role.
    """
    spec = theme().role(role) if scale is None else ROLES[role]
    return QFont(_font(spec, round(spec.size * (theme().scale if scale is None else scale))))


@lru_cache(maxsize=256)
def _font(spec: TypeRole, pixels: int) -> QFont:
    """Kept, since painting a list asks for the same few fonts for each of its cells."""
    result = QFont([spec.family, SANS] if spec.family != MONO else [MONO])
    result.setPixelSize(pixels)
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
    """Height in pixels of one line of text of this role, at the present scale."""
    return round(theme().role(role).line * theme().scale)


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
