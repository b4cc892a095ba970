"""The stage and the views of chapters 3 and 4 share one place, and lessons turn to the one they speak of."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from fedgui.gui.attack.guess import Guess
from fedgui.gui.attack.verdict import Verdict
from fedgui.gui.chapter_views import STAGE, VIEW, ChapterViews, Offer
from fedgui.gui.language import ENGLISH, language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.right_tabs import NETWORK
from fedgui.gui.secure.view import MASKS, NOISE
from fedgui.scripts.course import COURSE
from fedgui.scripts.leak import Kind, Setup
from fedgui.scripts.trace import Trace


class View(QWidget):
    """A chapter's view that says what it was told."""

    used = Signal(str)
    findings_changed = Signal(object)
    is_busy = False

    def __init__(self) -> None:
        super().__init__()
        self.button = QPushButton("attack", self)
        QVBoxLayout(self).addWidget(self.button)
        self.indices: list[int] = []
        self.is_shut = False

    def set_trace(self, trace, index, script) -> None:
        self.indices.append(index)

    def control(self, name: str) -> QWidget:
        return {"attack": self.button}[name]

    def set_motion(self, factor: float) -> None:
        self.motion = factor

    def shut_down(self) -> None:
        self.is_shut = True


@pytest.fixture
def views(qtbot):
    language().set(ENGLISH)
    made = ChapterViews(QLabel("stage"), {"leaks": Offer("Attack", frozenset({"attack"}), View)})
    qtbot.addWidget(made)
    made.show()
    return made


def test_only_a_chapter_with_a_view_offers_a_choice(views):
    views.set_chapter("federated")
    assert views.titles == ()
    views.turn_to(VIEW)
    assert views.place == STAGE
    views.set_chapter("leaks")
    assert views.titles == ("Stage", "Attack")
    assert views.place == STAGE
    assert views.view is None, "nothing is made before it is looked at"


def test_a_view_is_told_the_moment_only_while_it_is_seen(views):
    views.set_chapter("leaks")
    trace = Trace()
    views.set_moment(trace, 3, None)
    views.turn_to(VIEW)
    views.set_moment(trace, 5, None)
    views.turn_to(STAGE)
    views.set_moment(trace, 7, None)
    assert views.view.indices == [3, 5]


def test_a_control_is_brought_on_screen(views):
    views.set_chapter("leaks")
    assert views.control("noise") is None
    assert views.place == STAGE
    button = views.control("attack")
    assert views.place == VIEW
    assert button.isVisible()


def test_what_views_do_and_find_is_passed_on(views, qtbot):
    views.set_chapter("leaks")
    views.turn_to(VIEW)
    with qtbot.waitSignal(views.used, check_params_cb=lambda name: name == "attack"):
        views.view.used.emit("attack")
    with qtbot.waitSignal(views.findings_changed, check_params_cb=lambda found: found == {"row_error": 0.5}):
        views.view.findings_changed.emit({"row_error": 0.5})
    views.shut_down()
    assert views.view.is_shut


def test_a_view_moves_as_the_window_does_whenever_it_was_made(views):
    views.set_motion(0.5)
    views.set_chapter("leaks")
    views.turn_to(VIEW)
    assert views.view.motion == 0.5
    views.set_motion(0)
    assert views.view.motion == 0


# --- In the window ----------------------------------------------------------------------------------------------------


def go_to(window: MainWindow, chapter: str, page: str) -> None:
    window.commands.show_chapter(chapter)
    assert window.lesson.chapter is not None
    window.lesson.go_to([it.id for it in window.lesson.chapter.pages].index(page))


def test_every_chapter_opens_by_its_number(window):
    for number, key in enumerate(COURSE, start=1):
        window.commands.perform(f"chapter_{number}")
        assert window.commands.chapter == key
        assert window.lesson.chapter.key == key
        assert window.lesson.page is window.lesson.chapter.pages[0], "no page is left out"
        assert window.playback.script.name == window.lesson.page.script


def test_the_last_page_of_a_chapter_leads_to_the_next_chapter(window):
    for here, following in itertools.pairwise(COURSE):
        window.commands.show_chapter(here)
        window.lesson.go_to(len(window.lesson.chapter.pages) - 1)
        window.lesson.next_button.click()
        assert window.commands.chapter == following


def test_a_page_about_the_attack_turns_to_it_and_its_record(window):
    go_to(window, "leaks", "whose-change")
    assert window.views.place == STAGE
    assert window.stage.isVisible()
    go_to(window, "leaks", "one-row")
    assert window.views.place == VIEW
    assert window.views.view.isVisible()
    assert window.tabs.currentIndex() == NETWORK
    window.stage_bar.views.chosen.emit(STAGE)
    assert window.stage.isVisible()


@pytest.mark.parametrize("place", [STAGE, VIEW])
def test_a_presentation_borrows_the_stage_and_gives_it_back_to_its_place(window, place):
    """The stage is presented, also from behind the chapter's own view; afterwards what was shown before is shown."""
    window.commands.show_chapter("leaks")
    window.views.turn_to(place)
    window.presenter.start()
    assert window.stage.window() is window.presenter
    window.playback.restart()
    window.view.show()
    window.views.turn_to(place)
    window.presenter.leave()
    assert window.views.place == place
    assert window.views.widget(0) is window.stage
    assert [window.views.widget(n).isVisibleTo(window) for n in range(window.views.count())] == [
        n == window.views.currentIndex() for n in range(window.views.count())
    ]


def test_attacking_completes_the_page_that_asks_for_it(window, qtbot):
    go_to(window, "leaks", "real-rows")
    page = window.lesson.page
    view = window.views.view
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=60_000)
    view.attack()
    assert page.id in window.guide._done


def test_the_answer_of_a_question_comes_from_the_learners_own_attack(window, qtbot):
    window.playback.set_speed(0.0)
    go_to(window, "leaks", "one-row")
    page, view = window.lesson.page, window.views.view
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=60_000)
    window.lesson.choose(3)
    window.guide._confirm()
    view.attack()
    assert window.guide._attempts[page.id].right == "exact"


@pytest.mark.parametrize("page", ["one-row", "local-epochs", "digits"])
def test_what_the_lesson_asks_the_attack_does_not_ask_again(window, qtbot, page):
    go_to(window, "leaks", page)
    view = window.views.view
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=60_000)
    view.attack()
    assert not view.findChild(Guess).isVisible()
    assert view.findChild(Verdict).word


def test_the_attack_asks_where_the_lesson_does_not(window, qtbot):
    go_to(window, "leaks", "digits")
    go_to(window, "leaks", "real-rows")
    view = window.views.view
    view.set_setup(Setup())
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=60_000)
    view.attack()
    assert view.findChild(Guess).isVisible()


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("batch", [1, 8])
def test_the_verdict_on_digits_needs_no_scrolling(window, qtbot, code, batch):
    window.commands.choose_language(code)
    go_to(window, "leaks", "digits")
    view = window.views.view
    view.set_setup(Setup(Kind.DIGIT, batch=batch))
    qtbot.waitUntil(lambda: view.outcome is not None, timeout=60_000)
    view.attack()
    QApplication.processEvents()
    for area in view.findChildren(QScrollArea):
        assert area.verticalScrollBar().maximum() == 0, area


def test_the_verdict_has_the_captions_room_in_a_low_window(window):
    window.resize(1280, 720)
    go_to(window, "leaks", "one-row")
    assert not window.caption.isVisible()
    window.stage_bar.views.chosen.emit(STAGE)
    assert window.caption.isVisible()


def test_the_tab_that_was_open_comes_back_with_the_stage(window):
    window.tabs.setCurrentIndex(1)
    go_to(window, "leaks", "one-row")
    assert window.tabs.currentIndex() == NETWORK
    assert window.settings.values.right_tab == 1, "an attack's record is nobody's choice"
    go_to(window, "leaks", "two-rows")
    window.commands.show_chapter("playground")
    assert window.tabs.currentIndex() == 1
    go_to(window, "leaks", "one-row")
    window.tabs.setCurrentIndex(0)
    window.stage_bar.views.chosen.emit(STAGE)
    assert window.tabs.currentIndex() == 0, "what the learner opened meanwhile stays"


@pytest.mark.parametrize(
    ("page", "setup"),
    [
        ("one-row", Setup()),
        ("local-epochs", Setup(epochs=100)),
        ("two-rows", Setup(rows=2)),
        ("real-rows", Setup(Kind.REAL)),
        ("digits", Setup(Kind.DIGIT)),
    ],
)
def test_attack_attacks_what_the_page_speaks_of(window, page, setup):
    go_to(window, "leaks", page)
    assert window.views.view.setup == setup
    changed = replace(setup, kind=Kind.DIGIT, batch=8)
    window.views.view.set_setup(changed)
    window.commands.choose_language("pt_BR")
    assert window.views.view.setup == changed, "from there on the learner chooses"


# --- Chapter 4 --------------------------------------------------------------------------------------------------------


def defence(window: MainWindow, qtbot):
    view = window.views.view
    qtbot.waitUntil(lambda: not view.is_busy and view.masks.masking is not None, timeout=60_000)
    return view


def test_chapter_4_shows_the_aggregator_on_the_stage_and_masks_in_its_view(window, qtbot):
    go_to(window, "aggregation", "average-first")
    assert window.views.place == STAGE
    go_to(window, "aggregation", "masks")
    assert window.views.place == VIEW
    view = defence(window, qtbot)
    assert view.page == MASKS
    go_to(window, "aggregation", "noise")
    assert view.page == NOISE
    assert window.views.view is view


def test_a_drop_out_and_noise_complete_the_pages_that_ask_for_them(window, qtbot):
    go_to(window, "aggregation", "drop-out")
    view = defence(window, qtbot)
    view.masks.drop_out("alice")
    assert "drop-out" in window.guide._done
    go_to(window, "aggregation", "noise")
    view.noise.slider.setValue(4)
    assert "noise" in window.guide._done
    qtbot.waitUntil(lambda: not view.is_busy, timeout=60_000)


def test_the_answers_about_sums_come_from_the_masks_that_the_learner_changed(window, qtbot):
    window.playback.set_speed(0.0)
    go_to(window, "aggregation", "masks")
    view, page = defence(window, qtbot), window.lesson.page
    window.lesson.choose(1)
    window.guide._confirm()
    view.masks.draw_anew()
    assert window.guide._attempts[page.id].right == "same"
    go_to(window, "aggregation", "not-what")
    page = window.lesson.page
    window.lesson.choose(2)
    window.guide._confirm()
    qtbot.waitUntil(lambda: window.guide._attempts[page.id].right == "one", timeout=60_000)


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
def test_two_workers_with_their_masks_fit_the_window(window, qtbot, size):
    window.resize(*size)
    go_to(window, "aggregation", "masks")
    view = defence(window, qtbot)
    assert view.masks.minimumSizeHint().width() <= view.width() - 28
    assert view.rect().contains(view.masks.rule.mapTo(view, view.masks.rule.rect().bottomRight()))
