"""The menu of looks marks what is in force and tells what was chosen."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction

from fedgui.gui.appearance import AppearanceMenu
from fedgui.gui.language import language
from fedgui.gui.settings import Settings

COUNT = "Count my predictions"
SIDE, CODE, PLOT = "Lesson and inspector\tCtrl+1", "Code, console and network\tCtrl+2", "Loss plot\tCtrl+3"


@pytest.fixture
def settings() -> Settings:
    return Settings(theme="dark", type_scale=1.25, motion="reduced")


@pytest.fixture
def shown() -> set[str]:
    return {"side", "code", "plot"}


@pytest.fixture
def menu(qtbot, settings, shown) -> AppearanceMenu:
    menu = AppearanceMenu(settings, shown.__contains__)
    qtbot.addWidget(menu)
    yield menu
    language().set("en")


def choices(menu: AppearanceMenu) -> list[QAction]:
    return [a for part in menu.actions() for a in (part.menu().actions() if part.menu() else [part])]


def marked(menu: AppearanceMenu) -> list[str]:
    menu.aboutToShow.emit()
    return [a.text() for a in choices(menu) if a.isChecked()]


def choose(menu: AppearanceMenu, text: str) -> None:
    next(a for a in choices(menu) if a.text() == text).trigger()


def test_the_present_choices_are_marked_whenever_it_opens(menu, settings):
    assert marked(menu) == ["Dark", "125%", "Parcels jump", SIDE, CODE, PLOT, COUNT]
    settings.theme, settings.type_scale, settings.motion = "contrast", 2.0, "system"
    assert marked(menu) == ["High contrast", "200%", "As on this computer", SIDE, CODE, PLOT, COUNT]


def test_a_size_between_the_steps_marks_none(menu, settings):
    settings.type_scale = 1.3
    assert marked(menu) == ["Dark", "Parcels jump", SIDE, CODE, PLOT, COUNT]


@pytest.mark.parametrize(
    ("text", "name", "value"),
    [
        ("High contrast", "theme_chosen", "contrast"),
        ("80%", "type_scale_chosen", 0.8),
        ("Parcels travel", "motion_chosen", "full"),
        (COUNT, "score_shown", False),
        ("Hide the answers (for teachers)", "answers_hidden", True),
    ],
)
def test_a_choice_is_told_and_nothing_is_written(qtbot, menu, settings, text, name, value):
    menu.aboutToShow.emit()
    with qtbot.waitSignal(getattr(menu, name), timeout=1000) as told:
        choose(menu, text)
    assert told.args == [value]
    assert (settings.theme, settings.type_scale, settings.motion) == ("dark", 1.25, "reduced")


def test_each_panel_is_hidden_and_shown_by_itself(qtbot, menu, shown):
    shown.discard("plot")
    assert marked(menu) == ["Dark", "125%", "Parcels jump", SIDE, CODE, COUNT]
    for text, args in ((SIDE, ["side", False]), (CODE, ["code", False]), (PLOT, ["plot", True])):
        with qtbot.waitSignal(menu.panel_shown, timeout=1000) as told:
            choose(menu, text)
        assert told.args == args


def test_it_changes_its_language_at_once(menu, monkeypatch):
    texts = []
    monkeypatch.setattr("fedgui.gui.appearance.translate", lambda context, text: texts.append((context, text)) or "x")
    language().set("pt_BR")
    assert ("Appearance", "High contrast") in texts
