"""The widgets' style sheet, generated from the colour tokens.

Fonts are not set here: a style sheet knows neither font features nor letter spacing, so `theme` sets QFonts. Tab bars
alone have theirs here: one that is polished before it gets its parent loses the font of its class in Qt.
Variants are chosen by the dynamic property `kind`: "primary" (filled), "quiet" (no border), "segment" (one of a
row of choices), "big" (the play button).
"""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

_SHEET: Final = Template("""
QToolTip { background: $ink; color: $panel; border: none; padding: ${px4}px ${px8}px; }

QPushButton {
    background: $panel; color: $ink; border: ${stroke1}px solid $line2; border-radius: ${px8}px;
    padding: ${px6}px ${px16}px; min-height: ${px20}px;
}
QPushButton:hover { background: $sunk; }
QPushButton:pressed { background: $chosen; }
QPushButton:focus { border: ${stroke2}px solid $ink; padding: ${px5}px ${px15}px; }
QPushButton:disabled { color: $ink3; border-color: $line; }
QPushButton[kind="primary"] { background: $ink; color: $panel; border-color: $ink; }
QPushButton[kind="primary"]:hover, QPushButton[kind="primary"]:pressed { background: $ink2; }
QPushButton[kind="primary"]:focus { border: ${stroke2}px dashed $panel; }
QPushButton[kind="primary"]:disabled { background: $chosen; color: $ink3; border-color: $line; }
QPushButton[kind="quiet"] { background: transparent; border-color: transparent; }
QPushButton[kind="quiet"]:hover { background: $sunk; }
QPushButton[kind="quiet"]:focus { border-color: $ink; }

QToolButton {
    background: transparent; color: $ink2; border: ${stroke2}px solid transparent; border-radius: ${px8}px;
    padding: ${px4}px; min-width: ${px22}px; min-height: ${px22}px;
}
QToolButton:hover { background: $sunk; color: $ink; }
QToolButton:pressed, QToolButton:checked { background: $chosen; color: $ink; }
QToolButton:focus { border: ${stroke2}px solid $ink; }
QToolButton:disabled { color: $ink3; }
QToolButton::menu-indicator { image: none; }
QToolButton[kind="outline"] { background: $panel; color: $ink; border: ${stroke1}px solid $line2; padding: ${px5}px; }
QToolButton[kind="outline"]:focus { border: ${stroke2}px solid $ink; padding: ${px4}px; }
QToolButton[kind="menu"] { padding-right: ${px28}px; }
QToolButton[kind="menu"]::menu-indicator {
    image: url("$chevron"); width: ${px16}px; height: ${px16}px;
    subcontrol-origin: border; subcontrol-position: center right; right: ${px6}px;
}
QToolButton[kind="segment"] { border-radius: 0; padding: ${px4}px ${px8}px; }
QToolButton[kind="segment"]:checked { background: $ink; color: $panel; }
QToolButton[kind="segment"]:focus { border: ${stroke2}px solid $ink; }
QToolButton[kind="segment"]:checked:focus { border: ${stroke2}px dashed $panel; }
QToolButton[kind="big"] {
    background: $ink; color: $panel; border-radius: ${disc_radius}px; border: ${stroke2}px solid $ink;
    padding: 0; min-width: ${disc}px; min-height: ${disc}px;
}
QToolButton[kind="big"]:hover, QToolButton[kind="big"]:pressed { background: $ink2; }
QToolButton[kind="big"]:focus { border: ${stroke4}px solid $line2; }
QToolButton[kind="big"]:disabled { background: $chosen; border-color: $chosen; }

QTabWidget::pane { border: none; border-top: ${stroke1}px solid $line; background: $panel; }
QTabBar { background: $panel; qproperty-drawBase: 0; font: 600 ${px14}px "Inter"; }
QTabBar::tab {
    background: $panel; color: $ink2; border: none; border-bottom: ${stroke3}px solid transparent;
    padding: ${px8}px ${px12}px; min-height: ${px24}px;
}
QTabBar::tab:hover { color: $ink; background: $sunk; }
QTabBar::tab:selected { color: $ink; border-bottom-color: $ink; }
QTabBar::tab:focus { border: ${stroke2}px dashed $ink; border-bottom: ${stroke3}px solid $ink; }

QLineEdit, QSpinBox, QDoubleSpinBox {
    background: $panel; color: $ink; border: ${stroke1}px solid $line2; border-radius: ${px8}px;
    padding: ${px5}px ${px8}px; min-height: ${px22}px; selection-background-color: $ink; selection-color: $panel;
}
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: ${stroke2}px solid $ink; padding: ${px4}px ${px7}px;
}

QSpinBox::up-button, QDoubleSpinBox::up-button {
    subcontrol-origin: border; subcontrol-position: top right; border: none; width: ${px24}px;
}
QSpinBox::down-button, QDoubleSpinBox::down-button {
    subcontrol-origin: border; subcontrol-position: bottom right; border: none; width: ${px24}px;
}
QSpinBox::up-arrow, QDoubleSpinBox::up-arrow { image: url("$chevron_up"); width: ${px12}px; height: ${px12}px; }
QSpinBox::down-arrow, QDoubleSpinBox::down-arrow { image: url("$chevron"); width: ${px12}px; height: ${px12}px; }

QComboBox {
    background: $panel; color: $ink; border: ${stroke1}px solid $line2; border-radius: ${px8}px;
    padding: ${px5}px ${px8}px; min-height: ${px22}px; combobox-popup: 0;
}
QComboBox:hover { background: $sunk; }
QComboBox:focus { border: ${stroke2}px solid $ink; padding: ${px4}px ${px7}px; }
QComboBox:disabled { color: $ink3; border-color: $line; }
QComboBox::drop-down { border: none; width: ${px24}px; }
QComboBox::down-arrow { image: url("$chevron"); width: ${px16}px; height: ${px16}px; }
QComboBox QAbstractItemView { border: ${stroke1}px solid $line2; padding: ${px4}px; }
QComboBox QAbstractItemView::item { min-height: ${px28}px; padding: 0 ${px4}px; }
QComboBox QAbstractItemView::item:selected { background: $ink; color: $panel; }

QPlainTextEdit, QTextEdit, QTextBrowser {
    background: $panel; color: $ink; border: none; selection-background-color: $ink; selection-color: $panel;
}

QAbstractItemView {
    background: $panel; alternate-background-color: $sunk; color: $ink; border: none; gridline-color: $line;
    selection-background-color: $chosen; selection-color: $ink; outline: none;
}
QAbstractItemView:focus { border: ${stroke2}px solid $ink; }
QHeaderView { background: $panel; border: none; }
QHeaderView::section { background: $panel; color: $ink2; border: none; padding: ${px4}px ${px8}px; }
QHeaderView::section:horizontal { border-bottom: ${stroke1}px solid $line; }
QTableCornerButton::section { background: $panel; border: none; }

QCheckBox {
    color: $ink; spacing: ${px8}px; border: ${stroke2}px solid transparent; border-radius: ${px5}px; padding: ${px3}px;
}
QCheckBox:focus { border: ${stroke2}px dashed $ink; }
QCheckBox::indicator {
    width: ${px12}px; height: ${px12}px; border: ${stroke2}px solid $line2; border-radius: ${px4}px; background: $panel;
}
QCheckBox::indicator:checked { background: $ink; border-color: $ink; image: url("$tick"); }
QCheckBox:disabled { color: $ink3; }
QCheckBox::indicator:disabled { background: $sunk; border-color: $line; image: none; }

QAbstractScrollArea::corner { background: $panel; border: none; }
QScrollArea { background: transparent; border: none; }
QScrollBar { background: transparent; border: none; margin: 0; }
QScrollBar:vertical { width: ${px12}px; }
QScrollBar:horizontal { height: ${px12}px; }
QScrollBar::handle { background: $line2; border-radius: ${px3}px; margin: ${px3}px; }
QScrollBar::handle:vertical { min-height: ${px34}px; }
QScrollBar::handle:horizontal { min-width: ${px34}px; }
QScrollBar::handle:hover { background: $ink3; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }

QSplitter::handle { background: $line; }
QSplitter::handle:hover { background: $line2; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:vertical { height: 1px; }

QMenu { background: $panel; color: $ink; border: ${stroke1}px solid $line2; padding: ${px4}px; }
QMenu::item { padding: ${px6}px ${px24}px; border-radius: ${px5}px; }
QMenu::item:selected { background: $ink; color: $panel; }
QMenu::item:disabled { color: $ink3; }
QMenu::separator { height: 1px; background: $line; margin: ${px4}px ${px8}px; }

QProgressBar { background: $chosen; border: none; color: $ink; max-height: ${px4}px; }
QProgressBar::chunk { background: $ink; }

QGraphicsView { border: none; }
""")

PICTURES: Final = ("tick", "chevron", "chevron_up")
_STROKES: Final = (1, 2, 3, 4)
_DISC: Final = 52
"""The play button's width, with its border. A radius of more than half of that would leave it square."""
_LENGTHS: Final = (3, 4, 5, 6, 7, 8, 12, 14, 15, 16, 20, 22, 24, 28, 34)


def stylesheet(
    colors: Mapping[str, str], pictures: Mapping[str, str], scale: float = 1.0, extra_stroke: int = 0
) -> str:
    """The style sheet of the whole application.

    Args:
        colors: token to "#rrggbb".
        pictures: name, one of PICTURES, to the path of a file in the theme's colours, since a style sheet can tint
            none.
        scale: factor on paddings and smallest sizes; strokes stay as they are.
        extra_stroke: pixels by which every border is wider, for high contrast.
    """
    strokes = {f"stroke{width}": str(width + extra_stroke) for width in _STROKES}
    lengths = {f"px{length}": str(round(length * scale)) for length in _LENGTHS}
    side = round(_DISC * scale)
    disc = {"disc": str(side - 2 * int(strokes["stroke2"])), "disc_radius": str(side // 2)}
    return _SHEET.substitute(colors, **pictures, **strokes, **lengths, **disc)
