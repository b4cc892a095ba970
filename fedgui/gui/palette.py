"""The palette: every colour as a token with one value per theme."""

from __future__ import annotations

from typing import Final

from PySide6.QtGui import QColor, QPalette

TOKENS: Final[dict[str, tuple[str, str]]] = {
    "bg": ("#E9EDF1", "#0F1318"),
    "panel": ("#FFFFFF", "#181E25"),
    "stage": ("#F5F7F9", "#12171D"),
    "sunk": ("#F0F3F6", "#12171D"),
    "line": ("#D3DAE1", "#2D3640"),
    "line2": ("#7E8A98", "#6F7C8B"),
    "chosen": ("#D3DAE1", "#2D3640"),
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

_STRENGTHENED: Final = {"line": "ink2", "line2": "ink2", "ink3": "ink2", "cen": "ink2", "sunk": "panel"}
"""What high contrast puts in the place of weak lines and greys; soft fills become `panel` too."""


def palette_of(*, is_dark: bool, is_contrast: bool) -> dict[str, QColor]:
    """Every token's colour in a theme."""
    column = 1 if is_dark else 0
    colors = {token: QColor(values[column]) for token, values in TOKENS.items()}
    if not is_contrast:
        return colors
    return {token: colors["panel" if token.endswith("soft") else _STRENGTHENED.get(token, token)] for token in colors}


def qpalette(colors: dict[str, QColor]) -> QPalette:
    """The colours of what Qt paints by itself."""
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
