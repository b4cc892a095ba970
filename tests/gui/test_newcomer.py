"""A newcomer gets from the start to the end of chapter 2 with "next" and play, in the real window and two languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel

from fedgui.gui.application import open_window
from fedgui.gui.language import language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.panels.predict_card import Phase
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.settings import SettingsFile
from fedgui.gui.theme import LIGHT, theme
from fedgui.scripts.course import COURSE, load_chapter
from fedgui.scripts.pages import Deed

LONG_MS = 30_000
MOST_PLAYS = 12
"""How often a page may want play: more often than this it is never done."""


class Newcomer:
    """Sits at the window, and knows two buttons."""

    def __init__(self, qtbot, window: MainWindow) -> None:
        self.qtbot = qtbot
        self.window = window
        self.visited: list[str] = []

    @property
    def page(self):
        return self.window.lesson.page

    @property
    def phase(self) -> Phase:
        return self.window.lesson.card.attempt.phase

    def press_next(self) -> None:
        self.qtbot.mouseClick(self.window.lesson.next_button, Qt.MouseButton.LeftButton)

    def press_play(self) -> None:
        self.qtbot.mouseClick(self.window.transport.play_button, Qt.MouseButton.LeftButton)
        self.rest()

    def rest(self) -> None:
        self.wait(lambda: not self.window.playback.is_playing)

    def wait(self, condition) -> None:
        self.qtbot.waitUntil(condition, timeout=LONG_MS)

    def answer(self) -> None:
        assert self.window.lesson.choose(1)
        self.qtbot.mouseClick(self.window.lesson.card.confirm_button, Qt.MouseButton.LeftButton)
        self.wait(lambda: self.phase is not Phase.WAITING)
        self.rest()

    def skip(self) -> None:
        self.qtbot.mouseClick(self.window.lesson.card.skip_button, Qt.MouseButton.LeftButton)
        self.rest()

    def do_what_the_page_asks(self, *, answers: bool) -> None:
        self.visited.append(self.page.id)
        assert self.window.lesson.isVisible()
        if self.page.question is not None and self.window.lesson.card.attempt.is_open:
            self.answer() if answers else self.skip()
        for _ in range(MOST_PLAYS):
            if self.page.goal.deed in (Deed.NEXT, Deed.ANSWER) or self.window.lesson._standing.is_done:
                return
            self.press_play()
        raise AssertionError(f"{self.page.id} is never done")


@pytest.fixture
def make_newcomer(qtbot, qapp):
    windows: list[MainWindow] = []

    def make(code: str = "en", chapter: str = "centralized", size: tuple[int, int] = (1440, 900)) -> Newcomer:
        settings = SettingsFile()
        settings.values.speed = MAX_SPEED  # for the patience of whoever waits for this test
        window = open_window(qapp, settings, chapter, code, "light")
        windows.append(window)
        window.stage.set_motion(0)
        window.resize(*size)
        qtbot.waitUntil(lambda: window.playback.state is State.READY, timeout=LONG_MS)
        return Newcomer(qtbot, window)

    yield make
    for window in windows:
        window.close()
        window.deleteLater()
    language().set("en")
    theme().set(LIGHT)
    theme().set_scale(1.0)


def chapter_buttons(window: MainWindow) -> list[str]:
    """What a screen reader calls the chapters' buttons."""
    return [window.top_bar._group.button(place).accessibleName() for place in range(len(COURSE))]


@pytest.mark.parametrize(("code", "done"), [("en", ", done"), ("pt_BR", ", concluído")])
@pytest.mark.parametrize("answers", [True, False], ids=["who answers", "who skips"])
def test_next_and_play_lead_to_the_end_of_chapter_2(make_newcomer, code, done, answers):
    newcomer = make_newcomer(code)
    window = newcomer.window
    assert not any(name.endswith(done) for name in chapter_buttons(window))
    while True:
        newcomer.do_what_the_page_asks(answers=answers)
        if window.commands.chapter == "federated" and window.lesson.upcoming is None:
            break
        newcomer.press_next()
    pages = [page.id for key in COURSE[:2] for page in load_chapter(key, code).pages]
    assert newcomer.visited == pages
    assert [name.endswith(done) for name in chapter_buttons(window)] == [True, True, False, False, False]
    assert SettingsFile().values.done_chapters == ("centralized", "federated")


def test_the_marks_are_there_at_the_next_start(make_newcomer):
    settings = SettingsFile()
    settings.values.done_chapters = ("centralized", "of another version")
    settings.save()
    window = make_newcomer().window
    assert [name.endswith(", done") for name in chapter_buttons(window)] == [True, False, False, False, False]
    window.commands.note_done("federated")
    assert SettingsFile().values.done_chapters == ("centralized", "of another version", "federated")


def test_a_mark_stands_in_place_of_the_number(make_newcomer):
    window = make_newcomer().window
    button = window.top_bar._group.button(1)
    numbered = button.grab().toImage()
    window.top_bar.set_done(["federated"])
    assert button.grab().toImage() != numbered
    window.top_bar.set_done([])
    assert button.grab().toImage() == numbered


# --- Score and answers, from the menu ---------------------------------------------------------------------------------


def switch(window: MainWindow, text: str) -> QAction:
    menu = window.top_bar.looks_button.menu()
    menu.aboutToShow.emit()
    return next(action for action in menu.actions() if action.text() == text)


def says(window: MainWindow, text: str) -> bool:
    return any(text in label.text() for label in window.lesson.findChildren(QLabel) if label.isVisible())


def at_an_answer(make_newcomer) -> Newcomer:
    newcomer = make_newcomer()
    newcomer.window.lesson.go_to([page.id for page in newcomer.window.lesson.pages].index("first-loss"))
    newcomer.answer()
    return newcomer


def test_the_score_has_a_switch(make_newcomer):
    window = at_an_answer(make_newcomer).window
    assert switch(window, "Count my predictions").isChecked()
    assert says(window, "1 of 1 right")
    switch(window, "Count my predictions").trigger()
    assert not says(window, "1 of 1 right")
    assert SettingsFile().values.shows_score is False
    again = at_an_answer(make_newcomer).window
    assert not switch(again, "Count my predictions").isChecked()
    assert not says(again, "1 of 1 right")
    switch(again, "Count my predictions").trigger()
    assert says(again, "1 of 1 right")


def test_a_teacher_hides_the_answers_and_shows_them(make_newcomer):
    window = at_an_answer(make_newcomer).window
    assert says(window, "As you predicted.")
    switch(window, "Hide the answers (for teachers)").trigger()
    assert not says(window, "As you predicted.")
    assert not says(window, "1 of 1 right")
    assert says(window, "The answer stays hidden until your teacher shows it.")
    assert SettingsFile().values.hides_answers is True
    again = at_an_answer(make_newcomer).window
    assert switch(again, "Hide the answers (for teachers)").isChecked()
    assert says(again, "The answer stays hidden until your teacher shows it.")
    switch(again, "Hide the answers (for teachers)").trigger()
    assert says(again, "As you predicted.")


def test_the_switches_say_what_they_do_in_both_languages(make_newcomer):
    window = make_newcomer().window
    menu = window.top_bar.looks_button.menu()
    assert menu.toolTipsVisible()
    english = [(action.text(), action.toolTip()) for action in menu.actions() if action.isCheckable()]
    window.commands.choose_language("pt_BR")
    portuguese = [(action.text(), action.toolTip()) for action in menu.actions() if action.isCheckable()]
    assert len(english) == 5
    assert all(text and tip and text != tip for text, tip in english + portuguese)
    assert not set(english) & set(portuguese)
