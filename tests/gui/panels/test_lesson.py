"""The lesson panel: pages turned by hand and by key, in both languages, with words for what is missing."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QTextBlock
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTextBrowser, QWidget

from fedgui.gui import theme as look
from fedgui.gui.language import language, translate
from fedgui.gui.panels import lesson as lesson_module
from fedgui.gui.panels.lesson import LessonPanel, Standing
from fedgui.gui.panels.predict_card import Attempt, Phase
from fedgui.scripts.course import load_chapter
from fedgui.scripts.pages import Deed, Goal, Page, Pointer, Problem, Target
from fedgui.scripts.predict import Score

CHAPTERS = ("centralized", "federated")
NARROWEST, WIDEST = 240, 312


@pytest.fixture
def panel(qtbot):
    made = LessonPanel(chapters=CHAPTERS)
    qtbot.addWidget(made)
    made.resize(296, 660)
    made.show()
    qtbot.waitExposed(made)
    return made


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Writes a chapter as the panel will read it."""

    def write(language_code: str, *pages: str, key: str = "federated") -> None:
        path = tmp_path / language_code / f"{lesson_module.COURSE.index(key) + 1}-{key}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(pages), encoding="utf-8")

    monkeypatch.setattr(lesson_module, "load_chapter", lambda key, code: load_chapter(key, code, tmp_path))
    return write


def page(name: str, title: str, head: str = "", text: str = "Some text.") -> str:
    return f"---\npage: {name}\n{head}\n---\n# {title}\n\n{text}\n"


def seen(panel: LessonPanel) -> list[str]:
    """The texts of all labels that can be seen."""
    return [it.text() for it in panel.findChildren(QLabel) if it.isVisible() and it.text()]


def says(panel: LessonPanel, text: str) -> bool:
    return any(text in label for label in seen(panel))


def prose(panel: LessonPanel) -> str:
    return panel.findChild(QTextBrowser).toPlainText()


def sizes(panel: LessonPanel) -> dict[str, int]:
    found = {}
    block: QTextBlock = panel.findChild(QTextBrowser).document().begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            found[iterator.fragment().text()] = iterator.fragment().charFormat().font().pixelSize()
            iterator += 1
        block = block.next()
    return found


# --- Turning pages ----------------------------------------------------------------------------------------------------


def test_a_chapter_opens_at_its_first_page(panel, qtbot):
    with qtbot.waitSignal(panel.page_changed) as changed:
        panel.show_chapter("federated")
    assert isinstance(changed.args[0], Page)
    assert changed.args[0] is panel.page
    assert says(panel, "Chapter 2 · step 1 of 8")
    assert says(panel, "Turned upside down")
    assert prose(panel).startswith("So far the data went to the model.")
    assert not panel.previous_button.isEnabled()


def test_pages_turn_by_mouse_and_by_key(panel, qtbot):
    panel.show_chapter("federated")
    qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    assert says(panel, "step 2 of 8")
    panel.next_button.setFocus()
    qtbot.keyClick(panel.next_button, Qt.Key.Key_Space)
    assert panel.page.id == "two-rooms"
    panel.previous_button.setFocus()
    qtbot.keyClick(panel.previous_button, Qt.Key.Key_Space)
    assert panel.page.id == "pointers"
    panel.go_to(99)
    assert panel.page.id == "is-it-private"
    with qtbot.assertNotEmitted(panel.page_changed):
        panel.go_to(7)
    panel.go_to(-5)
    assert panel.page.id == "upside-down"


def test_a_page_says_what_it_points_at_after_it_is_shown(panel):
    panel.show_chapter("federated")
    heard = []
    panel.page_changed.connect(lambda page: heard.append(page.id))
    panel.pointed.connect(heard.append)
    panel.next_page()
    first_line = "data_bob, target_bob = data[:2].send(bob), target[:2].send(bob)"
    assert heard == ["pointers", Pointer(Target.CONTROL, "play"), Pointer(Target.LINE, first_line)]


def test_the_last_page_leads_to_the_next_chapter_if_there_is_one(panel, qtbot):
    panel.show_chapter("centralized")
    panel.go_to(5)
    assert panel.upcoming is None
    assert panel.next_button.accessibleName() == "Next chapter"
    with qtbot.waitSignals([panel.advanced, panel.next_chapter_requested]):
        qtbot.mouseClick(panel.next_button, Qt.MouseButton.LeftButton)
    panel.show_chapter("federated")
    assert panel.next_button.accessibleName() == "Next step"
    panel.go_to(7)
    assert not panel.next_button.isEnabled()
    with qtbot.assertNotEmitted(panel.next_chapter_requested):
        panel.next_page()


def test_going_on_is_told_before_the_page_turns(panel):
    panel.show_chapter("federated")
    heard = []
    panel.advanced.connect(lambda page: heard.append(("from", page.id)))
    panel.page_changed.connect(lambda page: heard.append(("to", page.id)))
    panel.next_page()
    panel.previous_page()
    assert heard == [("from", "upside-down"), ("to", "pointers"), ("to", "upside-down")]


def test_another_page_begins_at_its_top_and_is_told_to_a_screen_reader(panel, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.object().text()))
    panel.resize(296, 300)
    panel.show_chapter("federated")
    panel.go_to(3)
    QApplication.processEvents()
    bar = panel.reader.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert bar.value() > 0
    panel.next_page()
    assert bar.value() == 0
    assert heard[-1] == "Round after round"
    assert "Round after round" in panel.reader.accessibleDescription()
    assert "Bob, then Alice" in panel.reader.accessibleDescription()


def test_the_arrows_of_the_player_pass_through(panel, qtbot):
    """Left and right step the player, even while the lesson has the focus."""
    pressed = []

    class Window(QWidget):
        def keyPressEvent(self, event):
            pressed.append(event.key())

    window = Window()
    qtbot.addWidget(window)
    panel.setParent(window)
    panel.show_chapter("federated")
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space):
        qtbot.keyClick(panel.reader, key)
    assert pressed == [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space]
    panel.setParent(None)


# --- Languages --------------------------------------------------------------------------------------------------------


def test_the_page_changes_its_language_at_once_and_keeps_its_place(panel, qtbot):
    panel.show_chapter("federated")
    panel.go_to(3)
    panel.show_standing(Standing(Attempt("rises")))
    with qtbot.assertNotEmitted(panel.page_changed):
        language().set("pt_BR")
    assert panel.page.id == "model-travels"
    assert says(panel, "O modelo viaja, os dados ficam")
    assert says(panel, "O que acontece com a perda")
    assert panel.card.attempt.choice == "rises"
    language().set("en")
    assert says(panel, "The model travels, the data stays")


def test_a_page_that_is_not_translated_says_so(panel, written):
    written("en", page("one", "First"), page("two", "Second"))
    written("pt_BR", page("one", "Primeira"))
    language().set("pt_BR")
    panel.show_chapter("federated")
    note = translate("LessonPanel", "This page is not translated yet.")
    assert says(panel, "Primeira")
    assert not says(panel, note)
    panel.next_page()
    assert says(panel, "Second")
    assert says(panel, note)


def test_a_chapter_without_a_text_says_so(panel, written):
    panel.show_chapter("federated")
    assert panel.page is None
    assert says(panel, "There is no lesson 2-federated.md.")
    assert says(panel, "The text of this chapter is missing.")
    assert panel.next_button.isEnabled() is False
    panel.next_page()
    written("en", page("one", "First"))
    panel.show_chapter("federated")
    assert not says(panel, "missing")


def test_pages_that_can_not_be_read_are_named_on_the_first(panel, written):
    written("en", page("one", "First"), page("", "Nameless"), page("three", "Third"))
    panel.show_chapter("federated")
    assert says(panel, "2-federated.md, page 2: the head can't have the line “page:”.")
    panel.next_page()
    assert says(panel, "Third")
    assert not says(panel, "2-federated.md")


# --- Pages left out ---------------------------------------------------------------------------------------------------


def gone(name: str) -> Problem:
    return Problem(name, "The page “{page}” speaks of {name}, who is not there.", {"page": name, "name": "carol"})


def test_a_page_about_something_missing_is_skipped_in_words(panel, written, qtbot):
    written("en", page("one", "First"), page("two", "Second"), page("three", "Third"), page("four", "Fourth"))
    panel.show_chapter("federated")
    with qtbot.assertNotEmitted(panel.page_changed):
        panel.leave_out([gone("two")])
    assert says(panel, "step 1 of 3")
    assert not says(panel, "carol")
    panel.next_page()
    assert says(panel, "Third")
    assert says(panel, "The page “two” speaks of carol, who is not there. That step is left out.")
    panel.next_page()
    assert not says(panel, "carol")
    panel.leave_out([])
    assert says(panel, "step 4 of 4")


def test_a_page_that_is_left_out_while_it_is_read_gives_way_to_the_next(panel, written, qtbot):
    written("en", page("one", "First"), page("two", "Second"), page("three", "Third"))
    panel.show_chapter("federated")
    panel.go_to(1)
    with qtbot.waitSignal(panel.page_changed) as changed:
        panel.leave_out([gone("two")])
    assert changed.args[0].id == "three"
    assert says(panel, "carol")


def test_the_last_page_and_all_pages_may_be_left_out(panel, written):
    written("en", page("one", "First"), page("two", "Second"))
    panel.show_chapter("federated")
    panel.leave_out([gone("two")])
    assert says(panel, "step 1 of 1")
    assert says(panel, "carol")
    panel.leave_out([gone("one"), gone("two")])
    assert panel.page is None
    assert says(panel, "The text of this chapter is missing.")


# --- How far the learner has come -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "hint"),
    [
        (Goal(Deed.USE, "play"), "Your turn: press Play."),
        (Goal(Deed.FINISH), "Your turn: play to the end."),
        (Goal(Deed.REACH_ROUND, "3"), "Your turn: play to round 3."),
        (Goal(Deed.SELECT, "bob"), "Your turn: select Bob."),
        (Goal(Deed.SELECT, "server"), "Your turn: select Server."),
        (Goal(Deed.USE, "noise"), "Your turn: try it out."),
    ],
)
def test_a_page_says_what_is_to_be_done_and_when_it_is(panel, written, goal, hint):
    word = f"{goal.deed}:{goal.argument}" if goal.deed in (Deed.SELECT, Deed.REACH_ROUND) else goal.argument
    asks = f"completes: {word or goal.deed}"
    written("en", page("one", "First", asks), page("two", "Last", asks))
    panel.show_chapter("federated")
    assert panel.page.goal == goal
    assert says(panel, hint)
    panel.show_standing(Standing(is_done=True))
    assert says(panel, "Done. Go on when you like.")
    panel.go_to(1)
    panel.show_standing(Standing(is_done=True))
    assert says(panel, "Done.")
    assert not says(panel, "Go on")  # nothing comes after it
    assert not says(panel, "Your turn")


def test_a_page_to_be_read_asks_for_nothing(panel):
    panel.show_chapter("federated")
    assert not says(panel, "Your turn")
    panel.show_standing(Standing(is_done=True))
    assert not says(panel, "Done.")
    panel.show_standing(Standing(is_held=True))
    assert says(panel, "Paused, because the next step asks what happens now.")


def test_steps_that_are_done_are_counted_in_words(panel):
    panel.show_chapter("federated")
    panel.set_done({"upside-down", "two-rooms", "a page of another chapter"})
    named = [it.accessibleName() for it in panel.findChildren(QWidget)]
    assert "2 of 8 steps done" in named


def test_only_a_question_that_can_be_seen_takes_a_number(panel, qtbot):
    panel.show_chapter("federated")
    assert not panel.choose(1)
    panel.go_to(2)
    with qtbot.waitSignal(panel.card.chosen) as chosen:
        assert panel.choose(2)
    assert chosen.args == ["alice"]
    assert not panel.choose(4)
    panel.hide()
    assert not panel.choose(1)


def test_the_focus_stays_in_the_lesson_when_a_question_is_closed(panel, qtbot):
    panel.show_chapter("federated")
    panel.go_to(2)
    panel.activateWindow()
    panel.show_standing(Standing(Attempt("bob")))
    panel.card.confirm_button.setFocus()
    panel.show_standing(Standing(Attempt("bob", Phase.WAITING)))
    assert panel.focusWidget() is panel.reader


def test_what_comes_next_is_scrolled_into_view(panel, qtbot):
    panel.resize(296, 420)
    panel.show_chapter("federated")
    panel.go_to(3)
    panel.show_standing(Standing(Attempt("rises")))
    qtbot.waitUntil(lambda: not panel.card.confirm_button.visibleRegion().isEmpty())
    panel.show_standing(Standing(Attempt("rises", Phase.REVEALED, "rises"), score=Score(1, 1)))
    tally = next(it for it in panel.findChildren(QLabel) if it.text().startswith("Your predictions"))
    qtbot.waitUntil(lambda: not tally.visibleRegion().isEmpty())


# --- Looks ------------------------------------------------------------------------------------------------------------


def test_text_has_the_sizes_of_the_design_and_follows_the_scale(panel, written):
    written("en", page("one", "A title", text="Some **bold** words and `code`."))
    panel.show_chapter("federated")
    title = next(it for it in panel.findChildren(QLabel) if it.text() == "A title")
    assert title.font().pixelSize() == 24
    assert [sizes(panel)[name] for name in ("Some ", "bold", "code")] == [15, 15, 14]
    look.theme().set_scale(2.0)
    assert title.font().pixelSize() == 48
    assert sizes(panel)["bold"] == 30
    look.theme().set_scale(1.0)
    assert sizes(panel)["bold"] == 15


def test_text_follows_the_theme(panel):
    panel.show_chapter("federated")
    look.theme().set(look.DARK)
    document = panel.findChild(QTextBrowser).document()
    assert document.begin().begin().fragment().charFormat().foreground().color() == look.theme().color("ink2")


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize(("width", "scale"), [(NARROWEST, 1.0), (WIDEST, 1.0), (2 * WIDEST, 2.0)])
def test_no_page_is_cut(panel, code, width, scale):
    language().set(code)
    look.theme().set_scale(scale)
    panel.resize(width, 500)
    for key in CHAPTERS:
        panel.show_chapter(key)
        for place in range(len(panel.chapter.pages)):
            panel.go_to(place)
            if panel.page.question is not None:
                right = panel.page.question.choices[0].key
                panel.show_standing(Standing(Attempt(right, Phase.REVEALED, right), score=Score(1, 1)))
            QApplication.processEvents()
            assert panel.reader.horizontalScrollBar().maximum() == 0, panel.page.id
            browser = panel.findChild(QTextBrowser)
            assert browser.height() >= browser.document().size().height(), panel.page.id
            for label in panel.findChildren(QLabel):
                if label.isVisible() and label.text():
                    assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_everything_that_takes_the_focus_has_a_name_and_can_be_hit(panel):
    panel.show_chapter("federated")
    panel.go_to(2)
    QApplication.processEvents()
    for widget in panel.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            named = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            assert named, widget
    for button in panel.findChildren(QAbstractButton):
        assert not button.isVisible() or min(button.width(), button.height()) >= 34
