"""The guide: from the first page to the end of chapter 2 on a real run, and every way a question can go."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from fedgui.gui.asides import run_headless
from fedgui.gui.course_guide import CourseGuide
from fedgui.gui.language import language
from fedgui.gui.panels.lesson import LessonPanel
from fedgui.gui.panels.predict_card import Attempt, Phase
from fedgui.gui.playback import MAX_SPEED, Playback, State
from fedgui.scripts.interventions import LearningRate
from fedgui.scripts.pages import Deed, Goal
from fedgui.scripts.predict import Score, reversed_workers
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Kind, Trace

LONG_MS = 20_000
RIGHT = {
    "first-loss": "falls",
    "two-rooms": "alice",
    "model-travels": "rises",
    "three-numbers": "more",
    "no-average": "yes",
}
"""What the runs of the built-in scripts with seed 0 show."""


class Course:
    """A player, a lesson and the guide between them, used as a learner uses them."""

    def __init__(self, qtbot, speed: float = MAX_SPEED, run_aside=run_headless, **more) -> None:
        self.qtbot = qtbot
        self.player = Playback()
        self.panel = LessonPanel(chapters=("centralized", "federated"))
        qtbot.addWidget(self.panel)
        self.panel.resize(296, 700)
        self.panel.show()
        self.guide = CourseGuide(self.player, self.panel, run_aside, **more)
        self.guide.script_wanted.connect(self.load)
        self.player.travelling.connect(self.player.travel_done)
        self.player.prepare()
        qtbot.waitUntil(lambda: self.player.state is State.READY, timeout=LONG_MS)
        self.player.set_speed(speed)

    def load(self, name: str) -> None:
        self.player.load(load_script(name))

    def open(self, key: str, page: str = "") -> Course:
        self.guide.show_chapter(key)
        if page:
            self.go_to(page)
        return self

    def go_to(self, page: str) -> None:
        self.panel.go_to([it.id for it in self.panel.chapter.pages].index(page))

    def press_next(self) -> None:
        self.qtbot.mouseClick(self.panel.next_button, Qt.MouseButton.LeftButton)

    def press_play(self) -> None:
        """Play, and wait until the player rests."""
        self.player.toggle()
        self.rest()

    def rest(self) -> None:
        self.wait(lambda: not self.player.is_playing)

    def wait(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=LONG_MS)

    def confirm(self, number: int) -> None:
        assert self.panel.choose(number)
        self.qtbot.mouseClick(self.panel.card.confirm_button, Qt.MouseButton.LeftButton)

    def confirm_key(self, key: str) -> None:
        self.confirm([choice.key for choice in self.panel.page.question.choices].index(key) + 1)

    def skip(self) -> None:
        self.qtbot.mouseClick(self.panel.card.skip_button, Qt.MouseButton.LeftButton)

    @property
    def attempt(self) -> Attempt:
        """What the card shows."""
        return self.panel.card.attempt

    def losses(self) -> int:
        """How many losses have been shown."""
        return len(self.player.trace.losses_until(self.player.playhead))

    def says(self, text: str) -> bool:
        return any(text in it.text() for it in self.panel.findChildren(QLabel) if it.isVisible())

    def close(self) -> None:
        assert self.guide.shut_down()
        assert self.player.shut_down()


@pytest.fixture
def make_course(qtbot):
    made: list[Course] = []

    def make(**options) -> Course:
        made.append(Course(qtbot, **options))
        return made[-1]

    yield make
    for course in made:
        course.close()
    language().set("en")


@pytest.fixture
def course(make_course) -> Course:
    return make_course()


# --- The whole way ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_next_and_play_lead_from_the_start_to_the_end_of_chapter_2(course, code):
    language().set(code)
    visited = []
    course.panel.next_chapter_requested.connect(lambda: course.open("federated"))
    course.open("centralized")
    while course.panel.next_button.isEnabled():
        page = course.panel.page
        visited.append(page.id)
        assert page.language == code
        if page.goal.deed is not Deed.NEXT and not course.panel._standing.is_done:
            course.press_play()
        course.press_next()
    assert [*visited, course.panel.page.id] == [
        "collected", "three-things", "six-steps", "first-loss", "learned", "price",
        "upside-down", "pointers", "two-rooms", "model-travels", "one-round", "three-numbers", "no-average",
        "is-it-private",
    ]  # fmt: skip


@pytest.mark.parametrize("speed", [MAX_SPEED, 8.0])
def test_whoever_answers_completes_both_chapters(make_course, speed):
    course = make_course(speed=speed)
    completed, told = [], {}
    course.guide.chapter_completed.connect(completed.append)
    course.panel.next_chapter_requested.connect(lambda: course.open("federated"))
    course.open("centralized")
    while True:
        if course.panel.page.question is not None:
            course.confirm(1)
            course.wait(lambda: course.attempt.phase is Phase.REVEALED)
            course.rest()
            told[course.panel.page.id] = course.attempt.right
        elif course.panel.page.goal.deed is not Deed.NEXT and not course.panel._standing.is_done:
            course.press_play()
            assert course.panel._standing.is_done
        if not course.panel.next_button.isEnabled():
            break
        course.press_next()
    assert told == RIGHT
    assert completed == ["centralized", "federated"]
    assert course.panel._standing.score is not None
    assert course.panel._standing.score.asked == len(RIGHT)


# --- Holding the player -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("speed", [MAX_SPEED, 8.0])
def test_the_player_waits_before_the_next_page_asks(make_course, speed):
    course = make_course(speed=speed).open("centralized", "six-steps")
    with course.qtbot.waitSignal(course.guide.lesson_wanted, timeout=LONG_MS):
        course.player.play()
    assert course.player.state is State.PAUSED
    assert course.losses() == 1, "the second loss is what the question is about"
    assert course.player.script.line_text(course.player.moment().line).startswith("loss = ")
    assert course.says("Paused, because the next step asks what happens now.")
    course.press_next()
    assert not course.says("Paused")
    assert course.attempt.is_open


def test_whoever_plays_on_instead_of_turning_the_page_is_not_held_again(course):
    course.open("centralized", "six-steps")
    course.press_play()
    assert course.says("Paused")
    course.press_play()
    assert course.player.state is State.FINISHED
    assert not course.says("Paused")


@pytest.mark.parametrize(
    ("key", "page", "worker"), [("centralized", "first-loss", "me"), ("federated", "model-travels", "alice")]
)
def test_the_loss_that_is_asked_about_stands_nowhere_yet(course, key, page, worker):
    course.open(key, page)
    course.press_play()
    trace, shown = course.player.trace, course.player.playhead
    asked = trace.losses_until(len(trace) - 1)[1]
    assert asked.worker == worker

    def is_told(index: int) -> bool:
        held = [tensor.value.values for tensor in trace.state_at(index).tensors(worker)]
        message = trace[index].message
        return (asked.value,) in held + [value.values for _name, value in (message.parts if message else ())]

    assert not any(is_told(index) for index in range(shown + 1))
    assert is_told(asked.moment), "it would be found"


def test_an_open_question_pauses_the_player_and_its_answer_sets_it_going(course):
    course.open("federated", "two-rooms")
    course.press_play()
    assert course.player.state is State.PAUSED
    assert course.attempt.is_open
    assert course.player.scene().round.number == 0
    course.confirm_key("alice")
    course.wait(lambda: course.attempt.phase is Phase.REVEALED)
    assert course.attempt.right == "alice"
    course.rest()
    assert course.losses() == 1, "the next page asks about the second"


def test_turning_to_a_question_pauses_a_run_that_goes_on(make_course):
    course = make_course(speed=2.0).open("federated", "one-round")
    course.player.play()
    course.wait(lambda: course.player.playhead > 3)
    course.press_next()
    assert course.panel.page.id == "three-numbers"
    assert course.player.state is State.PAUSED
    course.skip()
    assert course.player.is_playing, "it played before the question came"
    assert course.attempt == Attempt(phase=Phase.WAITING)
    assert course.says("The run will show it.")


def test_play_goes_on_without_an_answer(course):
    course.open("centralized", "first-loss")
    course.press_play()
    assert course.losses() == 1
    course.press_play()
    assert course.attempt == Attempt(phase=Phase.REVEALED, right="falls")
    assert course.player.state is State.FINISHED


def test_play_takes_a_choice_that_was_made_as_the_answer(course):
    course.open("centralized", "first-loss")
    course.press_play()
    course.panel.choose(2)
    course.press_play()
    assert course.attempt == Attempt("rises", Phase.REVEALED, "falls")


def test_a_question_of_a_later_page_never_holds_the_player(course):
    course.open("federated")
    course.press_play()
    assert course.player.state is State.FINISHED


def test_a_run_that_has_passed_the_answer_is_not_taken_back(make_course):
    course = make_course(speed=8.0).open("federated")
    course.player.play()
    course.wait(lambda: course.losses() >= 4)
    course.press_next()
    assert course.panel.upcoming.id == "two-rooms"
    at = course.player.playhead
    course.wait(lambda: course.player.playhead > at + 10)
    assert course.player.is_playing


@pytest.mark.parametrize("speed", [MAX_SPEED, 8.0, 2.0])
def test_after_going_back_in_the_run_an_open_question_is_kept_again(course, speed):
    course.open("centralized", "first-loss")
    course.press_play()
    at = course.player.playhead
    course.player.seek(at - 3)
    course.player.set_speed(speed)
    course.press_play()
    assert course.player.playhead == at
    assert course.losses() == 1
    assert course.attempt.is_open


def test_stepping_is_held_too_and_goes_on_when_asked_again(make_course):
    course = make_course(speed=8.0).open("centralized", "first-loss")
    course.press_play()
    at = course.player.playhead
    course.player.step_back()
    course.player.step_forward()
    course.rest()
    assert course.player.playhead <= at
    while course.losses() < 2:
        course.player.step_forward()
        course.rest()
    assert course.attempt == Attempt(phase=Phase.REVEALED, right="falls")


# --- Answers ----------------------------------------------------------------------------------------------------------


def test_the_answer_comes_when_the_playhead_reaches_it(make_course):
    course = make_course(speed=8.0).open("centralized", "first-loss")
    course.press_play()
    assert len(course.player.trace.losses_until(len(course.player.trace) - 1)) >= 2, "the record knows"
    seen = []
    course.player.moved.connect(lambda: seen.append((course.losses(), course.attempt.phase)))
    course.confirm_key("falls")
    assert course.attempt.phase is Phase.WAITING
    course.wait(lambda: course.losses() > 2)
    course.player.pause()
    assert all((phase is Phase.REVEALED) is (losses >= 2) for losses, phase in seen)
    assert (2, Phase.REVEALED) in seen
    course.player.seek(0)
    assert course.attempt.phase is Phase.REVEALED, "what was shown stays known"


def test_another_run_may_show_another_answer(course):
    course.open("centralized", "first-loss")
    steep = load_script("centralized")
    steep = Script(steep.name, steep.text.replace("lr=0.1", "lr=0.5"))
    course.press_play()
    course.confirm_key("falls")
    course.rest()
    assert course.attempt == Attempt("falls", Phase.REVEALED, "falls")
    course.player.load(steep)
    assert course.attempt.right == "falls", "until the new run has shown its own"
    course.press_play()
    assert course.attempt == Attempt("falls", Phase.REVEALED, "rises")


def test_a_question_about_the_order_waits_for_a_second_run(make_course):
    asked, may_run = [], threading.Event()

    def run(script: Script, seed: int) -> Trace | None:
        alive = [thread.name for thread in threading.enumerate()]
        asked.append((script.text, seed, alive.count("fedgui-script")))
        may_run.wait(LONG_MS / 1000)
        return run_headless(script, seed)

    course = make_course(run_aside=run).open("federated", "no-average")
    course.press_play()
    assert course.player.state is State.FINISHED
    course.confirm_key("yes")
    course.wait(lambda: bool(asked))
    assert course.attempt.phase is Phase.WAITING
    may_run.set()
    course.wait(lambda: course.attempt.phase is Phase.REVEALED)
    assert course.attempt.right == "yes"
    assert asked == [(reversed_workers(course.player.script).text, 0, 0)], "once, the other way round, undisturbed"


def test_no_second_run_begins_while_the_first_goes_on(make_course):
    asked = []
    course = make_course(speed=1.0, run_aside=lambda script, seed: asked.append(seed)).open("federated", "no-average")
    course.skip()
    course.player.play()
    course.wait(lambda: course.player.playhead > 1)
    course.player.pause()
    course.qtbot.wait(150)
    assert asked == []


def fail(script: Script, seed: int) -> Trace | None:
    raise RuntimeError("no memory left")


@pytest.mark.parametrize("run", [lambda script, seed: None, fail])
def test_a_second_run_that_fails_leaves_the_question_without_an_answer(make_course, run):
    course = make_course(run_aside=run).open("federated", "no-average")
    course.press_play()
    course.confirm_key("yes")
    course.wait(lambda: course.attempt.phase is Phase.UNSHOWN)
    assert course.says("This run does not answer the question.")
    assert course.panel._standing.score == Score()


def test_a_run_with_a_change_in_its_middle_is_not_compared(course):
    course.open("federated", "no-average")
    course.press_play()
    course.player.seek(300)
    course.player.fork(LearningRate(0.05))
    course.wait(lambda: not course.player.is_repeating)
    course.press_play()
    assert course.player.state is State.FINISHED
    course.confirm_key("yes")
    course.wait(lambda: course.attempt.phase is Phase.UNSHOWN)


def test_a_run_that_breaks_off_says_that_it_has_no_answer(course):
    course.open("centralized", "first-loss")
    script = load_script("centralized")
    line = "        print(loss.data)"
    course.player.load(Script(script.name, script.text.replace(line, f"{line}\n        x = 1 / 0")))
    course.confirm_key("falls")
    course.wait(lambda: course.player.state is State.FAILED)
    assert course.losses() == 1
    assert course.attempt.phase is Phase.UNSHOWN


def test_another_script_than_the_pages_own_answers_nothing(course):
    course.open("centralized", "first-loss")
    course.player.load(Script("mine.py", load_script("centralized").text))
    course.press_play()
    assert course.player.state is State.FINISHED, "nothing holds a script of the learner's own"
    course.confirm_key("falls")
    assert course.attempt.phase is Phase.UNSHOWN
    course.load("centralized")
    course.press_play()
    assert course.attempt == Attempt("falls", Phase.REVEALED, "falls")


# --- Score and teacher ------------------------------------------------------------------------------------------------


def test_the_score_counts_what_was_predicted_and_can_be_switched_off(course):
    course.open("federated", "two-rooms")
    course.press_play()
    course.confirm_key("alice")
    course.rest()
    course.press_next()
    course.confirm_key("falls")
    course.wait(lambda: course.attempt.phase is Phase.REVEALED)
    assert course.says("Your predictions: 1 of 2 right")
    course.go_to("three-numbers")
    course.skip()
    course.wait(lambda: course.attempt.phase is Phase.REVEALED)
    assert course.says("Your predictions: 1 of 2 right"), "a question that was skipped does not count"
    course.guide.set_score_shown(False)
    assert not course.says("Your predictions")


def test_a_teacher_keeps_the_answers_and_shows_them_later(course):
    course.open("federated", "two-rooms")
    course.guide.set_answers_hidden(True)
    course.press_play()
    course.confirm_key("bob")
    course.rest()
    assert course.attempt.phase is Phase.HIDDEN
    assert course.says("The answer stays hidden until your teacher shows it.")
    assert not course.says("Your predictions")
    course.guide.set_answers_hidden(False)
    assert course.attempt == Attempt("bob", Phase.REVEALED, "alice")
    assert course.says("Your predictions: 0 of 1 right")
    course.guide.set_answers_hidden(True)
    assert course.attempt.phase is Phase.HIDDEN


def test_the_language_changes_in_the_middle_of_a_question(course):
    course.open("federated", "two-rooms")
    course.press_play()
    course.panel.choose(2)
    language().set("pt_BR")
    assert course.attempt == Attempt("alice")
    assert course.says("De quem são as linhas com resposta 1?")
    course.qtbot.mouseClick(course.panel.card.confirm_button, Qt.MouseButton.LeftButton)
    course.rest()
    assert course.attempt.right == "alice"


# --- Pages that complete by doing -------------------------------------------------------------------------------------


def done(course: Course) -> bool:
    return course.panel._standing.is_done


def test_playing_completes_a_page_that_asks_for_it(make_course):
    course = make_course(speed=1.0).open("federated", "pointers")
    assert course.says("Your turn: press Play.")
    course.player.play()
    course.wait(lambda: done(course))
    assert course.says("Done. Go on when you like.")


def test_a_page_is_complete_when_the_round_or_the_end_is_reached(make_course):
    course = make_course(speed=8.0).open("federated", "one-round")
    seen = []
    noting = course.player.moved.connect(lambda: seen.append((course.player.scene().round.number, done(course))))
    course.player.play()
    course.wait(lambda: (4, True) in seen)
    course.player.pause()
    assert all(is_done is (number >= 3) for number, is_done in seen)
    course.player.moved.disconnect(noting)
    course.open("centralized", "learned")
    course.player.set_speed(MAX_SPEED)
    course.player.play()
    course.wait(lambda: done(course))
    assert course.player.moment().kind is Kind.END


def test_deeds_complete_the_page_that_asks_for_them(course):
    course.open("aggregation", "trust-moves")
    assert course.panel.page.goal == Goal(Deed.SELECT, "aggregator")
    course.guide.note_deed(Deed.SELECT, "bob")
    assert not done(course)
    course.guide.note_deed(Deed.SELECT, "aggregator")
    assert done(course)
    course.go_to("drop-out")
    course.guide.note_deed(Deed.USE, "masks")
    assert not done(course)
    course.guide.note_deed(Deed.USE, "dropout")
    assert done(course)


def test_what_was_done_on_another_page_does_not_count(course):
    course.open("aggregation", "average-first")
    course.guide.note_deed(Deed.SELECT, "aggregator")
    course.press_next()
    assert not done(course)


def test_a_page_to_be_read_is_complete_when_one_goes_on(course):
    course.open("centralized")
    assert not done(course)
    course.press_next()
    course.qtbot.mouseClick(course.panel.previous_button, Qt.MouseButton.LeftButton)
    assert done(course)


# --- Scripts, and pages about what is not there -----------------------------------------------------------------------


def test_a_page_brings_its_script(course):
    wanted = []
    course.guide.script_wanted.connect(wanted.append)
    course.open("aggregation")
    for _ in range(3):
        course.press_next()
    assert wanted == ["trusted_aggregator", "fedsgd", "secure_aggregation"]
    assert course.player.script.name == "secure_aggregation"
    course.open("aggregation")
    assert wanted[-1] == "trusted_aggregator"


def test_a_page_about_a_line_that_is_gone_is_left_out_in_words(course):
    course.open("centralized")
    script = load_script("centralized")
    course.player.load(Script(script.name, script.text.replace("range(20)", "range(5)")))
    assert course.says("step 1 of 5")
    course.go_to("three-things")
    course.press_next()
    assert course.panel.page.id == "first-loss"
    assert course.says("points at a line that the script doesn't have: for step in range(20):")
    assert course.says("That step is left out.")
    course.load("centralized")
    assert course.says("step 4 of 6")


def test_a_page_about_a_worker_who_is_not_there_is_left_out_when_the_run_has_shown_it(course):
    course.open("federated")
    script = load_script("federated")
    course.player.load(Script(script.name, script.text.replace('id="alice"', 'id="carol"')))
    assert course.says("step 1 of 8"), "nobody knows yet who will be there"
    course.press_play()
    assert course.player.state is State.FINISHED
    assert course.says("alice, who is not there")


def test_a_page_about_a_control_that_the_window_lacks_is_left_out(make_course):
    course = make_course(controls=frozenset({"play"})).open("centralized")
    steps = [it.id for it in course.panel._pages]
    assert "six-steps" in steps
    assert "learned" not in steps, "it points at the plot"


# --- Chapters 3 and 4 -------------------------------------------------------------------------------------------------


def test_a_question_about_a_finding_waits_for_the_attack(make_course):
    course = make_course().open("leaks", "one-row")
    course.confirm_key("far")
    course.rest()
    assert course.attempt.phase is Phase.WAITING, "nobody has attacked yet"
    course.guide.set_findings({"row_error": 1e-7})
    assert course.attempt.phase is Phase.REVEALED
    assert course.attempt.right == "exact"


def test_the_numbers_of_a_question_are_those_of_the_run(course):
    course.open("leaks", "whose-change")
    assert not course.says("w₁")
    course.press_play()
    assert course.player.state is State.FINISHED, "it can't be asked before its numbers are there"
    assert course.says("w₁\u00a00.000")
    course.confirm_key("alice")
    assert course.attempt == Attempt("alice", Phase.REVEALED, "bob")


def test_the_summed_losses_are_compared_with_the_centralized_run(course):
    course.open("aggregation", "sum-of-gradients")
    course.confirm_key("exact")
    course.wait(lambda: course.attempt.phase is Phase.REVEALED)
    assert course.attempt.right == "exact"
