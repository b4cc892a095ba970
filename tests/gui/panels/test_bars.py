"""Top bar, caption bar, error strip and lesson: what they say, ask for and remember."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QAbstractButton

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels import caption_bar
from fedgui.gui.panels.caption_bar import CaptionBar
from fedgui.gui.panels.error_strip import ErrorStrip
from fedgui.gui.panels.top_bar import TopBar


@pytest.fixture
def shown(qtbot):
    def show(widget, width, height):
        qtbot.addWidget(widget)
        widget.resize(width, height)
        widget.show()
        qtbot.waitExposed(widget)
        return widget

    return show


@pytest.fixture
def top(shown):
    return shown(TopBar(("centralized", "federated")), 1180, 56)


@pytest.fixture
def alerts(monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.object().text()))
    return heard


def button(bar: TopBar, name: str) -> QAbstractButton:
    return next(it for it in bar.findChildren(QAbstractButton) if it.accessibleName() == name)


# --- Top bar --------------------------------------------------------------------------------------------------------


def test_a_chapter_is_chosen_by_its_key(top, qtbot):
    with qtbot.waitSignal(top.chapter_chosen) as chosen:
        qtbot.mouseClick(button(top, "Chapter 1: Centralized"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["centralized"]


def test_the_current_chapter_is_marked_without_asking_again(top, qtbot):
    with qtbot.assertNotEmitted(top.chapter_chosen):
        top.set_current("federated")
    assert button(top, "Chapter 2: Federated").isChecked()
    assert not button(top, "Chapter 1: Centralized").isChecked()
    with pytest.raises(ValueError, match="tuple"):
        top.set_current("unknown")


def test_languages_have_their_own_names_in_both_languages(top, qtbot):
    with qtbot.waitSignal(top.language_chosen) as chosen:
        qtbot.mouseClick(button(top, "Português"), Qt.MouseButton.LeftButton)
    assert chosen.args == ["pt_BR"]
    language().set("pt_BR")
    assert button(top, "Português").isChecked()
    assert not button(top, "English").isChecked()


def test_the_theme_button_says_where_it_leads(top, qtbot):
    with qtbot.waitSignal(top.theme_toggled):
        qtbot.mouseClick(button(top, "Switch to the dark theme"), Qt.MouseButton.LeftButton)
    look.theme().set(look.DARK)
    assert button(top, "Switch to the light theme").toolTip() == "Switch to the light theme"


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_the_top_bar_fits_the_smallest_window(top, code):
    language().set(code)
    assert top.minimumSizeHint().width() <= 1180
    top.layout().activate()
    top.language.layout().activate()
    for it in top.findChildren(QAbstractButton):
        assert it.height() >= 34
        assert it.width() >= it.sizeHint().width()


# --- Caption --------------------------------------------------------------------------------------------------------


def test_captions_are_told_at_most_once_a_second(shown, alerts, qtbot, monkeypatch):
    monkeypatch.setattr(caption_bar, "_ALERT_PAUSE_MS", 60)
    bar = shown(CaptionBar(), 700, 72)
    for text in ("one", "two", "three"):
        bar.show_text(text)
    assert bar.label.text() == "three"
    assert alerts == ["one"]
    qtbot.waitUntil(lambda: alerts == ["one", "three"], timeout=2000)
    qtbot.waitUntil(lambda: not bar._pause.isActive(), timeout=2000)
    bar.show_text("three")
    assert alerts == ["one", "three"]


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_no_caption_is_cut(shown, scale):
    look.theme().set_scale(scale)
    bar = shown(CaptionBar(), round(640 * scale), 72)
    bar.show_text("The model travels to the hospital. The data stays where it is.")
    assert len(bar.label.text()) == 62
    assert bar.label.heightForWidth(bar.label.width()) <= bar.label.height()


# --- Error strip ----------------------------------------------------------------------------------------------------


@pytest.fixture
def strip(shown):
    made = shown(ErrorStrip(), 1180, 60)
    made.hide()
    return made


def test_an_error_is_one_sentence_until_somebody_asks_for_more(strip, qtbot, alerts):
    strip.show_error("It broke.", "Traceback\n  line 3")
    assert strip.isVisible()
    assert not strip.details.isVisible()
    assert alerts == ["It broke."]
    qtbot.mouseClick(strip.details_button, Qt.MouseButton.LeftButton)
    assert strip.details.isVisible()
    assert strip.details.toPlainText() == "Traceback\n  line 3"


def test_the_whole_error_can_be_copied(strip, qtbot):
    strip.show_error("It broke.", "Traceback\n  line 3")
    qtbot.mouseClick(strip.copy_button, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "It broke.\n\nTraceback\n  line 3"


def test_a_closed_error_stays_closed_and_another_one_opens(strip, qtbot):
    strip.show_error("It broke.", "details")
    qtbot.mouseClick(strip.close_button, Qt.MouseButton.LeftButton)
    assert not strip.isVisible()
    strip.show_error("Quebrou.", "details")
    assert not strip.isVisible()
    strip.show_error("Something else broke.", "other details")
    assert strip.isVisible()
    strip.clear()
    assert not strip.isVisible()
    strip.show_error("It broke.", "details")
    assert strip.isVisible()


def test_showing_the_same_error_again_disturbs_nobody(strip, qtbot, alerts):
    strip.show_error("It broke.", "details")
    qtbot.mouseClick(strip.details_button, Qt.MouseButton.LeftButton)
    strip.show_error("It broke.", "details")
    assert strip.details.isVisible()
    assert alerts == ["It broke."]


def test_a_note_without_details_offers_none(strip):
    strip.show_error("Your choices can’t be saved.", "")
    assert not strip.details_button.isVisible()


ALL = ("centralized", "federated", "leaks", "aggregation", "playground")


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("type_scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("width", [1180, 1280, 1440])
def test_five_chapters_fit_every_window_and_size_of_type(shown, request, code, type_scale, width):
    language().set(code)
    request.addfinalizer(lambda: look.theme().set_type_scale(1.0))
    look.theme().set_type_scale(type_scale)
    top = shown(TopBar(ALL), width, 56)
    for chapter in ALL:
        top.set_current(chapter)
        top.layout().activate()
        boxes = [it.geometry() for it in top.findChildren(QAbstractButton) if it.isVisible() and it.parent() is top]
        assert all(top.rect().contains(box) for box in boxes)
        assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b)
        for it in top.findChildren(QAbstractButton):
            assert it.width() >= it.sizeHint().width()
            assert it.accessibleName()


def test_a_long_title_gives_way_before_others_do_and_is_still_told(shown):
    top = shown(TopBar(ALL), 1440, 56)
    four = button(top, "Chapter 4: Averaging & secure aggregation")
    assert four.text() == "Averaging & secure aggregation"
    top.resize(top.layout().sizeHint().width() - 1, 56)
    assert four.text() == "Secure aggregation"
    assert four.accessibleName() == "Chapter 4: Averaging & secure aggregation"


def test_a_complete_chapter_has_a_check_mark_and_says_so(shown):
    top = shown(TopBar(ALL), 1440, 56)
    top.set_current("federated")
    one = button(top, "Chapter 1: Centralized")
    before = one.grab().toImage()
    top.set_done(["centralized"])
    assert one.grab().toImage() != before
    assert one.accessibleName() == "Chapter 1: Centralized, done"
    assert button(top, "Chapter 2: Federated")
    language().set("pt_BR")
    assert one.accessibleName().startswith("Capítulo 1: Centralizado, ")
