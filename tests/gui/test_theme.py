"""The palette keeps its promises of contrast, and everything painted from it follows the theme."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QColor, QFontInfo, QFontMetricsF, QIcon, QImage, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTabBar,
    QTableWidget,
    QTabWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui import stylesheet as stylesheet_module
from fedgui.gui.palette import TOKENS
from fedgui.gui.theme import (
    CONTRAST,
    DARK,
    LIGHT,
    ROLES,
    SYSTEM,
    apply,
    font,
    hatch,
    icon,
    line_height,
    load_fonts,
    pixmap,
    theme,
)
from fedgui.paths import resource

TEXT_PAIRS = [
    ("ink", "panel", 18.17, 14.92),
    ("ink2", "panel", 8.89, 9.79),
    ("ink3", "panel", 5.86, 6.53),
    ("ink3", "bg", 4.98, 7.25),
    ("ink3", "nowsoft", 5.19, 4.84),
    ("ink2", "bobsoft", 7.72, 9.36),
    ("ink2", "alicesoft", 7.76, 9.52),
    ("bob", "panel", 6.28, 7.89),
    ("bob", "stage", 5.85, 8.47),
    ("alice", "panel", 5.39, 7.41),
    ("alice", "stage", 5.02, 7.96),
    ("alice", "alicesoft", 4.71, 7.21),
    ("onaccent", "bob", 6.28, 8.55),
    ("onaccent", "alice", 5.39, 8.03),
    ("onaccent", "ok", 6.42, 9.86),
    ("onaccent", "bad", 6.99, 7.57),
    ("nowink", "now", 12.39, 12.39),
    ("parcelink", "parcel", 18.17, 16.15),
    ("pmark", "parcel", 12.39, 5.67),
    ("ok", "oksoft", 5.50, 7.44),
    ("ink", "negsoft", 14.81, 13.09),
    ("ink", "possoft", 15.34, 12.19),
]
BORDER_PAIRS = [("line2", "panel", 3.51, 3.94), ("line2", "stage", 3.27, 4.23)]
CONTRAST_CHANGES = {
    ("ink3", "panel"): (8.89, 9.79),
    ("ink3", "bg"): (7.56, 10.87),
    ("ink3", "nowsoft"): (8.89, 9.79),
    ("ink2", "bobsoft"): (8.89, 9.79),
    ("ink2", "alicesoft"): (8.89, 9.79),
    ("alice", "alicesoft"): (5.39, 7.41),
    ("ok", "oksoft"): (6.42, 9.11),
    ("ink", "negsoft"): (18.17, 14.92),
    ("ink", "possoft"): (18.17, 14.92),
}
"""What high contrast makes of the pairs: (light, dark); the others stay."""

TINTED = sorted(p.stem for p in resource("icons").glob("*.svg") if "currentColor" in p.read_text(encoding="utf-8"))
COLOURED = sorted(p.stem for p in resource("icons").glob("*.svg") if p.stem not in TINTED)


def luminance(color: QColor) -> float:
    """Relative luminance of WCAG 2.1."""
    channels = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in color.getRgbF()[:3]]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(first: str, second: str) -> float:
    lights = sorted((luminance(theme().color(first)), luminance(theme().color(second))), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


class Desktop(QObject):
    """A desktop whose wishes a test sets."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_dark = self.wants_contrast = False
        self.forced: bool | None = None

    def force_scheme(self, *, is_dark: bool) -> None:
        self.forced = is_dark

    def follow_scheme(self) -> None:
        self.forced = None

    def wish(self, *, is_dark: bool, wants_contrast: bool = False) -> None:
        self.is_dark, self.wants_contrast = is_dark, wants_contrast
        self.changed.emit()


@pytest.fixture
def desktop(qapp) -> Desktop:
    desktop = Desktop()
    theme().dress(qapp, desktop)
    return desktop


@pytest.fixture(autouse=True)
def light_theme(qapp):
    yield
    theme().set(LIGHT)
    theme().dress(qapp)
    theme().present(None)
    theme().set_type_scale(1.0)
    theme().set_scale(1.0)


@pytest.mark.parametrize("name", [LIGHT, DARK])
@pytest.mark.parametrize(("least", "pairs"), [(4.5, TEXT_PAIRS), (3.0, BORDER_PAIRS)])
def test_contrast_is_what_the_design_states(name, least, pairs):
    theme().set(name)
    for first, second, light, dark in pairs:
        measured = contrast(first, second)
        assert measured >= least, f"{first} on {second}"
        assert measured == pytest.approx(dark if name == DARK else light, abs=0.006), f"{first} on {second}"


@pytest.mark.parametrize("is_dark", [False, True])
def test_high_contrast_is_higher_everywhere(desktop, is_dark):
    desktop.wish(is_dark=is_dark)
    theme().set(SYSTEM)
    before = {(first, second): contrast(first, second) for first, second, *_ in TEXT_PAIRS + BORDER_PAIRS}
    theme().set(CONTRAST)
    assert theme().is_contrast
    for pair, usual in before.items():
        measured = contrast(*pair)
        assert measured >= max(4.5, usual - 1e-9), pair
        if pair in CONTRAST_CHANGES:
            assert measured == pytest.approx(CONTRAST_CHANGES[pair][is_dark], abs=0.006), pair
    for line in ("line", "line2", "cen"):
        assert contrast(line, "panel") == pytest.approx((8.89, 9.79)[is_dark], abs=0.006)
    assert theme().color("bobsoft") == theme().color("panel")
    assert min(contrast("ink", "chosen"), contrast("ink2", "chosen")) >= 4.5
    assert theme().stroke(2) == 3
    theme().set(LIGHT)
    assert theme().stroke(2) == 2


def test_high_contrast_widens_every_border():
    usual, strong = (
        stylesheet_module.stylesheet(
            dict.fromkeys(TOKENS, ""), dict.fromkeys(stylesheet_module.PICTURES, ""), 1.0, more
        )
        for more in (0, 1)
    )
    widths = [[int(width) for width in re.findall(r"(\d+)px (?:solid|dashed)", sheet)] for sheet in (usual, strong)]
    assert [width + 1 for width in widths[0]] == widths[1]
    assert widths[0]


def test_the_system_theme_follows_the_desktop_at_once(qtbot, desktop):
    theme().set(SYSTEM)
    assert (theme().name, theme().is_contrast) == (LIGHT, False)
    with qtbot.waitSignal(theme().changed, timeout=1000):
        desktop.wish(is_dark=True)
    assert (theme().name, theme().is_contrast) == (DARK, False)
    desktop.wish(is_dark=False, wants_contrast=True)
    assert (theme().name, theme().is_contrast) == (LIGHT, True)
    assert desktop.forced is None


def test_a_chosen_theme_stays_whatever_the_desktop_does(qtbot, desktop):
    theme().set(DARK)
    assert desktop.forced is True
    with qtbot.assertNotEmitted(theme().changed):
        desktop.wish(is_dark=False, wants_contrast=True)
    assert (theme().name, theme().is_contrast, theme().choice) == (DARK, False, DARK)
    theme().set(CONTRAST)
    assert (theme().name, theme().is_contrast) == (LIGHT, True)


def test_the_real_desktop_is_asked(qapp):
    theme().dress(qapp)
    theme().set(SYSTEM)
    assert theme().name in (LIGHT, DARK)
    theme().set(DARK)
    theme().set(SYSTEM)
    assert theme().choice == SYSTEM


@pytest.mark.parametrize("name", [LIGHT, DARK])
def test_every_token_is_a_colour(name):
    theme().set(name)
    for token, values in TOKENS.items():
        assert all(re.fullmatch(r"#[0-9A-F]{6}", value) for value in values)
        assert theme().color(token) == QColor(values[name == DARK])


def test_changing_the_theme_is_announced_once(qtbot):
    with qtbot.waitSignal(theme().changed, timeout=1000):
        theme().set(DARK)
    with qtbot.assertNotEmitted(theme().changed):
        theme().set(DARK)
    with pytest.raises(ValueError, match="sepia"):
        theme().set("sepia")


def test_no_text_is_smaller_than_13_pixels_and_all_of_it_scales(qapp):
    theme().set_scale(1.0)
    sizes = {role: font(role).pixelSize() for role in ROLES}
    assert min(sizes.values()) >= 13
    theme().set_scale(2.0)
    assert all(font(role).pixelSize() == pytest.approx(2 * sizes[role], abs=1) for role in ROLES)
    assert font("body", scale=1).pixelSize() == sizes["body"]


def test_the_users_scale_multiplies_the_windows(qtbot):
    theme().set_scale(1.6)
    theme().set_type_scale(2.0)
    assert theme().scale == pytest.approx(3.2)
    theme().set_scale(1.0)
    theme().set_type_scale(0.8)
    assert theme().scale == pytest.approx(0.8)
    with qtbot.assertNotEmitted(theme().changed):
        theme().set_type_scale(0.8)


def test_a_presentation_has_nothing_under_24_pixels_whatever_the_window_and_the_user_have():
    theme().set_scale(1.6)
    theme().set_type_scale(0.8)
    theme().present(1.0)
    assert min(font(role).pixelSize() for role in ROLES) >= 24
    assert [font(role).pixelSize() for role in ("caption", "plot", "legend", "tick")] == [48, 40, 26, 25]
    assert line_height("caption") == 56
    assert font("caption", scale=1).pixelSize() == ROLES["caption"].size
    theme().set_type_scale(1.25)
    assert font("caption").pixelSize() == 60
    theme().present(None)
    assert font("caption").pixelSize() == round(20 * 1.6 * 1.25)


def test_the_bundled_fonts_are_the_ones_used(qapp):
    assert {"Inter", "Inter Display", "JetBrains Mono"} <= set(load_fonts())
    for role, spec in ROLES.items():
        assert QFontInfo(font(role)).family() == spec.family


def test_digits_have_one_width_and_code_has_no_ligatures(qapp):
    load_fonts()
    label = QFontMetricsF(font("label"))
    assert label.horizontalAdvance("1111") == pytest.approx(label.horizontalAdvance("0000"))
    assert font("code").featureValue(font("code").featureTags()[0]) == 0


@pytest.mark.parametrize("name", COLOURED)
def test_an_icon_with_colours_of_its_own_keeps_them(qapp, name):
    theme().set(LIGHT)
    light = colours(pixmap(name, "ink", 32).toImage())
    theme().set(DARK)
    assert colours(pixmap(name, "ink", 32).toImage()) == light
    assert len(light) > 2


@pytest.mark.parametrize("name", TINTED)
def test_every_icon_renders_sharply(qapp, name):
    for ratio in (1.0, 1.5, 2.0):
        picture = pixmap(name, "ink", 20, ratio)
        assert picture.size() == QSize(round(20 * ratio), round(20 * ratio))
        assert picture.devicePixelRatio() == ratio
        assert theme().color("ink").rgb() in colours(picture.toImage())


def test_an_icon_that_does_not_exist_is_refused(qapp):
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_an_icon_follows_the_theme(qapp):
    held = icon("lock", "bob")
    assert QColor(TOKENS["bob"][0]).rgb() in colours(held.pixmap(QSize(20, 20), 2.0).toImage())
    theme().set(DARK)
    assert QColor(TOKENS["bob"][1]).rgb() in colours(held.pixmap(QSize(20, 20), 2.0).toImage())
    faint = held.pixmap(QSize(20, 20), 2.0, QIcon.Mode.Disabled).toImage()
    assert max(faint.pixelColor(x, y).alpha() for x in range(40) for y in range(40)) < 128


def test_widgets_follow_the_theme(qapp, qtbot):
    apply(QApplication.instance())
    button = QPushButton("Step")
    qtbot.addWidget(button)
    theme().set(DARK)
    assert button.palette().color(QPalette.ColorRole.ButtonText) == theme().color("ink")
    shown = button.grab().toImage()
    assert QColor(TOKENS["panel"][1]).rgb() in colours(shown)
    assert QColor(TOKENS["panel"][0]).rgb() not in colours(shown)


def test_a_widget_has_the_font_of_its_class_from_the_start(qapp, qtbot):
    apply(qapp)
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    tabs = QTabWidget()
    tabs.addTab(QWidget(), "Code")
    # polished before it has its parent, as a panel is that is measured while the window is being built
    tabs.tabBar().ensurePolished()
    for widget in (QPushButton("Step"), QToolButton(), QCheckBox("Show"), tabs):
        inner = QHBoxLayout()
        inner.addWidget(widget)
        layout.addLayout(inner)
    host.show()
    found = [*host.findChildren(QPushButton), *host.findChildren(QToolButton), *host.findChildren(QCheckBox)]
    shown = [widget for widget in [*found, *host.findChildren(QTabBar)] if widget.isVisible()]
    assert len(shown) == 4
    for widget in shown:
        assert (widget.font().pixelSize(), int(widget.font().weight())) == (14, 600), widget


@pytest.mark.parametrize("name", [LIGHT, DARK])
def test_a_checked_box_has_a_tick_and_a_focused_one_a_frame(qapp, qtbot, name):
    apply(qapp)
    theme().set(name)
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    box, other = QCheckBox("Show"), QPushButton("Other")
    layout.addWidget(box)
    layout.addWidget(other)
    host.show()
    other.setFocus()
    indicator = box.grab().toImage().copy(4, 0, 20, box.height())
    assert theme().color("ink").rgb() not in colours(indicator)
    box.setChecked(True)
    indicator = box.grab().toImage().copy(4, 0, 20, box.height())
    assert {theme().color("ink").rgb(), theme().color("panel").rgb()} <= colours(indicator)
    edge = box.rect().adjusted(0, 0, 0, 2 - box.height())
    assert theme().color("ink").rgb() not in colours(box.grab(edge).toImage())
    host.activateWindow()
    box.setFocus()
    qtbot.waitUntil(box.hasFocus)
    assert theme().color("ink").rgb() in colours(box.grab(edge).toImage())


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_held_icon_has_a_pixel_of_its_own_for_each_of_the_screen(qapp, ratio):
    picture = icon("lock").pixmap(QSize(20, 20), ratio)
    assert picture.size() == QSize(round(20 * ratio), round(20 * ratio))
    assert picture.deviceIndependentSize().toSize() == QSize(20, 20)
    sharp = pixmap("lock", "ink", 20, ratio).toImage()
    assert picture.toImage().convertToFormat(sharp.format()) == sharp


def test_the_style_sheet_names_no_colour_of_its_own():
    assert not re.search(r"#[0-9A-Fa-f]{3,}|rgba?\(", stylesheet_module._SHEET.template)
    names = set(re.findall(r"\$([a-z]\w*)", stylesheet_module._SHEET.template)) - {*stylesheet_module.PICTURES}
    assert TOKENS.keys() >= names


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_a_hatch_is_striped_half_and_half(qapp, ratio):
    tile = hatch("line", "panel", 8, ratio).texture().toImage()
    width = tile.width()
    assert width == 8 * ratio
    row = [tile.pixelColor(x, 3) for x in range(width)]
    darker = sum(colour.lightness() < theme().color("panel").lightness() - 10 for colour in row)
    assert 0.35 * width <= darker <= 0.75 * width


def colours(image: QImage) -> set[int]:
    """All opaque colours of a picture, as 0xffrrggbb."""
    image = image.convertToFormat(QImage.Format.Format_ARGB32)
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_every_widget_follows_every_change_of_scale(qapp, qtbot):
    apply(qapp)
    host = QWidget()
    qtbot.addWidget(host)
    layout = QVBoxLayout(host)
    widgets = [QLabel("text"), QTextBrowser(), QTableWidget(1, 1), QPushButton("Step"), QTabBar()]
    for widget in widgets:
        layout.addWidget(widget)
    host.show()
    for scale in (1.0, 1.5, 2.0, 0.8, 1.0):
        theme().set_scale(scale)
        expected = [font(role).pixelSize() for role in ("label", "label", "label", "button", "tab")]
        assert [widget.font().pixelSize() for widget in widgets] == expected


@pytest.mark.parametrize("name", stylesheet_module.PICTURES)
@pytest.mark.parametrize("looks", [LIGHT, DARK])
def test_every_picture_of_the_style_sheet_is_there(name, looks):
    assert resource("icons", f"{name.replace('_', '-')}-{looks}.svg").is_file()
