"""What is installed is complete, stays within its layers, and its pinned parts are sound."""

from __future__ import annotations

import ast
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFontDatabase, QRawFont
from PySide6.QtSvg import QSvgRenderer

from fedgui import paths

ROOT = Path(__file__).parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


# --- Where things lie --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("place", ["wheel", "checkout"])
def test_resources_are_found_in_a_wheel_and_in_a_checkout(tmp_path: Path, monkeypatch, place: str) -> None:
    package = tmp_path / "fedgui"
    beside = package if place == "wheel" else tmp_path
    for folder in ("resources", "translations"):
        (beside / folder).mkdir(parents=True)
    package.mkdir(exist_ok=True)
    monkeypatch.setattr(paths, "PACKAGE", package)
    assert paths.resource("icons", "play.svg") == beside / "resources/icons/play.svg"
    assert paths.translation("fedgui_pt_BR.qm") == beside / "translations/fedgui_pt_BR.qm"


def test_the_wheels_own_resources_come_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in ("resources", "fedgui/resources"):
        (tmp_path / folder).mkdir(parents=True)
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "fedgui")
    assert paths.resource() == tmp_path / "fedgui/resources"


def test_an_incomplete_installation_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "PACKAGE", tmp_path / "fedgui")
    with pytest.raises(FileNotFoundError, match="install fedgui again"):
        paths.resource("icons", "play.svg")


# --- What the resources are ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("icon", sorted(paths.resource("icons").glob("*.svg")), ids=lambda path: path.stem)
def test_icons_can_be_drawn_and_tinted(qapp, icon: Path) -> None:
    assert QSvgRenderer(str(icon)).isValid()
    # a style sheet can't tint: ticks and arrows of fields come in the colours of both themes, as the logo does
    has_own_colors = icon.stem.startswith(("logo", "tick", "chevron"))
    assert ("currentColor" in icon.read_text(encoding="utf-8")) is not has_own_colors


@pytest.mark.parametrize("font", sorted(paths.resource("fonts").rglob("*.[ot]tf")), ids=lambda path: path.stem)
def test_fonts_load_have_their_licence_beside_them_and_the_glyphs_that_the_window_uses(qapp, font: Path) -> None:
    assert QFontDatabase.addApplicationFont(str(font)) >= 0
    licence = (font.parent / "OFL.txt").read_text(encoding="utf-8")
    assert licence.startswith("Copyright")
    assert "SIL OPEN FONT LICENSE" in licence
    raw = QRawFont(str(font), 16)
    missing = [sign for sign in "áâãàçéêíóôõúÁÂÃÀÇÉÊÍÓÔÕÚΔ∂σα\u2212×÷→↑₁₂…“”’·" if not raw.supportsCharacter(ord(sign))]
    assert missing == []


# --- Layers -------------------------------------------------------------------------------------------------------


def imports_of(package: str) -> set[str]:
    """Everything that the modules of the package import, by its dotted name."""
    names: set[str] = set()
    for path in (ROOT / "fedgui" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module:
                names.add(node.module)
    return names


def test_the_engine_imports_torch_and_the_standard_library_alone() -> None:
    own = {name for name in imports_of("pointers") if name.startswith("fedgui.pointers")}
    others = {name.partition(".")[0] for name in imports_of("pointers") - own}
    assert own
    assert others - sys.stdlib_module_names == {"torch"}


def test_data_sets_know_nothing_of_the_engine() -> None:
    names = {name for name in imports_of("data") if name.startswith("fedgui.")}
    assert all(name == "fedgui.paths" or name.startswith("fedgui.data") for name in names), names


# --- Pinned parts -------------------------------------------------------------------------------------------------


def test_emitting_signals_takes_no_reference_to_true() -> None:
    """PySide6 6.12.0 loses one at each emit, until Python 3.11 aborts: that version must stay pinned away."""

    class Sender(QObject):
        told = Signal(bool)
        empty = Signal()

    sender = Sender()
    before = sys.getrefcount(True)
    for _ in range(200):
        sender.told.emit(True)
        sender.empty.emit()
    assert abs(sys.getrefcount(True) - before) < 20


def test_every_dependency_has_an_upper_bound() -> None:
    project = PYPROJECT["project"]
    for requirement in [*project["dependencies"], *project["optional-dependencies"]["test"]]:
        assert "<" in requirement or "==" in requirement, requirement
