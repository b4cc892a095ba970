"""The guide: binds the pages of a chapter to the player, so that a page completes by doing what it asks.

It takes the answers of questions from the run on screen, holds the player before a question is revealed, and never
blocks anything: whoever presses Play again goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal, Slot

from fedgui.gui.asides import Asides, Job, needed
from fedgui.gui.language import language
from fedgui.gui.panels.lesson import LessonPanel, Standing
from fedgui.gui.panels.predict_card import UNTRIED, Attempt, Phase
from fedgui.gui.playback import Playback, State
from fedgui.gui.reveals import Reveal, reveal_of
from fedgui.scripts.course import CONTROLS, problems
from fedgui.scripts.pages import Deed, Page, nodes_of
from fedgui.scripts.predict import (
    FINDINGS,
    REVERSED,
    Evidence,
    Numbers,
    Score,
    answer,
    exhibit,
    reversed_workers,
)
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Kind, Trace

RunAside: TypeAlias = Callable[[Script, int], Trace | None]
"""Runs a script with a seed, without a window; None if it fails. Called in a thread of its own."""


class CourseGuide(QObject):
    """Leads through the chapters.

    Args:
        playback: the player that runs the chapters' scripts.
        lesson: the panel that shows their pages.
        run_aside: runs other scripts to compare with.
        controls: names of the controls that the window has.
    """

    script_wanted = Signal(str)
    """A page is about another script, by its name, than the page before."""
    lesson_wanted = Signal()
    """The player waits for an answer: the lesson must be seen."""
    chapter_completed = Signal(str)
    """All pages of the chapter with this key are complete. Sent once."""

    def __init__(
        self,
        playback: Playback,
        lesson: LessonPanel,
        run_aside: RunAside,
        controls: frozenset[str] = CONTROLS,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._playback = playback
        self._lesson = lesson
        self._run_aside = run_aside
        self._findings: Mapping[str, float] = {}
        self._controls = controls
        self._asides = Asides(self)
        self._attempts: dict[str, Attempt] = {}
        self._done: set[str] = set()
        self._completed: set[str] = set()
        self._deeds: set[tuple[Deed, str]] = set()
        self._script_name = ""
        self._trace = playback.trace
        self._reveals: dict[str, Reveal | None] = {}
        self._has_waited: set[str] = set()
        self._playhead_before = -1
        self._knows_nodes = False
        self._is_held = False
        self._has_paused = False
        self._hides_answers = False
        self._shows_score = True
        self._connect()

    def _connect(self) -> None:
        card = self._lesson.card
        card.chosen.connect(self._choose)
        card.confirmed.connect(self._confirm)
        card.skipped.connect(self._skip)
        self._lesson.page_changed.connect(self._on_page)
        self._lesson.advanced.connect(self._on_advanced)
        self._playback.moved.connect(self._on_moved)
        self._playback.state_changed.connect(self._on_state)
        self._asides.changed.connect(self._look)
        language().changed.connect(self._check_pages)

    # what the window tells

    def show_chapter(self, key: str) -> None:
        """Show a chapter from its first page, and ask for that page's script, even if it is there already.

        Raises:
            ValueError: if there is no such chapter.
        """
        self._script_name = ""
        self._lesson.show_chapter(key)

    def note_deed(self, deed: Deed, argument: str = "") -> None:
        """The learner did something that may complete the page: SELECT a node, or USE a control.

        Playing needs no telling; the player itself is watched.
        """
        self._deeds.add((deed, argument))
        self._look()

    def set_findings(self, findings: Mapping[str, float]) -> None:
        """What attacks and defences have found in this run, by names of predict.FINDINGS."""
        self._findings = dict(findings)
        self._look()

    def set_answers_hidden(self, is_hidden: bool) -> None:
        """Keep the right answers for the teacher to tell (True), or show them."""
        self._hides_answers = is_hidden
        for page_id, attempt in self._attempts.items():
            if attempt.right:
                self._attempts[page_id] = replace(attempt, phase=self._phase_of_answer())
        self._look()

    def set_score_shown(self, is_shown: bool) -> None:
        """Whether the learner sees how many predictions came true."""
        self._shows_score = is_shown
        self._look()

    def shut_down(self) -> bool:
        """End what works behind the window. False if it didn't end in time."""
        return self._asides.shut_down()

    # what happens on the way

    @Slot(object)
    def _on_page(self, page: Page | None) -> None:
        self._deeds.clear()
        self._is_held = self._has_paused = False
        if page is not None and page.script != self._script_name:
            self._script_name = page.script
            self.script_wanted.emit(page.script)
        if page is not None and self._is_asking(page):
            self._pause()
        self._check_pages()
        self._look()

    @Slot(object)
    def _on_advanced(self, page: Page) -> None:
        if page.goal.deed is Deed.NEXT:
            self._complete(page)

    @Slot()
    def _on_moved(self) -> None:
        self._follow_run()
        before, self._playhead_before = self._playhead_before, self._playback.playhead
        if self._playback.is_playing:
            self._hold(before)
        if not self._knows_nodes and self._has_ended():
            self._check_pages()
        self._look()

    def _follow_run(self) -> None:
        """Forget what was known of the run before, if it is another one now."""
        if self._playback.trace is not self._trace:
            self._trace = self._playback.trace
            self._reveals.clear()
            self._has_waited.clear()
            self._asides.forget()
            self._playhead_before = -1
            self._check_pages()

    @Slot()
    def _on_state(self) -> None:
        self._follow_run()
        if self._playback.is_playing:
            self._is_held = self._has_paused = False
            page = self._lesson.page
            if page is not None and self._is_asking(page):
                reveal = self._reveal_of(page)
                if reveal is not None and self._playback.playhead >= reveal.line:
                    # who goes on without a word has skipped the question; with a choice made, it is the answer
                    self._close(page)
        self._look()

    @Slot(str)
    def _choose(self, key: str) -> None:
        page = self._lesson.page
        if page is not None:
            self._attempts[page.id] = Attempt(key)
            self._look()

    @Slot()
    def _confirm(self) -> None:
        page = self._lesson.page
        if page is None:
            return
        self._close(page)
        self._look()
        if self._attempts[page.id].phase is Phase.WAITING:
            self._playback.play()

    @Slot()
    def _skip(self) -> None:
        page = self._lesson.page
        if page is None:
            return
        self._attempts[page.id] = UNTRIED
        self._close(page)
        was_playing = self._has_paused
        self._look()
        if was_playing:
            self._playback.play()

    def _close(self, page: Page) -> None:
        """No more choices for the question of `page`: the run has the word."""
        self._attempts[page.id] = replace(self._attempts.get(page.id, UNTRIED), phase=Phase.WAITING)

    # holding the player

    def _pause(self) -> None:
        if self._playback.is_playing:
            self._playback.pause()
            self._has_paused = True

    def _hold(self, before: int) -> None:
        """Hold the player at the line that would answer the question of this page or the next, if it gets there."""
        playback, lesson = self._playback, self._lesson
        for page in (lesson.page, lesson.upcoming):
            reveal = self._reveal_of(page) if page is not None and self._is_asking(page) else None
            if page is None or reveal is None:
                continue
            if before < reveal.line:
                self._has_waited.discard(page.id)
            # at full speed the player may be past the line before the record says that it was the one
            if before >= reveal.shown or playback.playhead < reveal.line or page.id in self._has_waited:
                continue
            self._has_waited.add(page.id)
            self._pause()
            self._is_held = page is lesson.upcoming
            if playback.playhead > reveal.line:
                playback.seek(reveal.line)
            lesson.reveal()
            self.lesson_wanted.emit()
            return

    def _reveal_of(self, page: Page) -> Reveal | None:
        """Where the run gives the answer away; None as long as that is not recorded, or if there is nothing to hide."""
        assert page.question is not None
        if page.id not in self._reveals:
            if self._answer(page, len(self._trace) - 1) is None:
                return None
            self._reveals[page.id] = reveal_of(page.question.rule, self._evidence(len(self._trace) - 1))
        return self._reveals[page.id]

    # answers

    def _is_asking(self, page: Page) -> bool:
        return page.question is not None and self._is_about(page) and self._attempt(page).is_open

    def _is_about(self, page: Page) -> bool:
        """Whether `page` speaks about what runs; a learner may have opened another script."""
        script = self._playback.script
        return script is not None and script.name == page.script

    def _attempt(self, page: Page) -> Attempt:
        return self._attempts.get(page.id, UNTRIED)

    def _has_ended(self) -> bool:
        """Whether the whole run is recorded, and ended well."""
        return self._trace.finished and len(self._trace) > 0 and self._trace[-1].kind is Kind.END

    def _evidence(self, until: int) -> Evidence:
        return Evidence(self._trace, until, self._asides.others, self._findings)

    def _answer(self, page: Page, until: int) -> str | None:
        assert page.question is not None
        return answer(page.question.rule, self._evidence(until)) if self._is_about(page) else None

    def _want_asides(self, page: Page) -> None:
        """Have the other runs and the findings worked out that the question needs, once the run has ended."""
        if page.question is not None and self._is_about(page) and self._has_ended():
            for name in needed(page.question.rule):
                if name not in FINDINGS:
                    self._asides.want(name, self._job(name))

    def _job(self, name: str) -> Job:
        script, trace, run = self._playback.script, self._trace, self._run_aside
        assert script is not None
        other = reversed_workers(script) if name == REVERSED else load_script(name)
        if other is None or trace.forks:
            # with a change in its middle, a run can't be compared with one that has none
            return lambda: None
        return lambda: run(other, trace.seed)

    def _reveal(self, page: Page) -> None:
        """Say what the run shows, if the question is closed."""
        attempt, question = self._attempt(page), page.question
        if question is None or attempt.is_open:
            return
        right = self._answer(page, self._playback.playhead)
        if right is not None and right in {choice.key for choice in question.choices}:
            self._attempts[page.id] = replace(attempt, phase=self._phase_of_answer(), right=right)
        elif right is not None or (attempt.phase is Phase.WAITING and self._is_over(page)):
            self._attempts[page.id] = replace(attempt, phase=Phase.UNSHOWN, right="")

    def _phase_of_answer(self) -> Phase:
        return Phase.HIDDEN if self._hides_answers else Phase.REVEALED

    def _is_over(self, page: Page) -> bool:
        """Whether nothing more is to come that could answer the question of `page`."""
        assert page.question is not None
        if not self._is_about(page) or self._playback.state is State.FAILED:
            return True
        wanted = needed(page.question.rule)
        return self._playback.state is State.FINISHED and all(
            name in self._findings if name in FINDINGS else self._asides.has(name) for name in wanted
        )

    def _score(self) -> Score | None:
        if not self._shows_score or self._hides_answers:
            return None
        score = Score()
        for attempt in self._attempts.values():
            if attempt.choice and attempt.phase is Phase.REVEALED:
                score = score.with_answer(is_right=attempt.choice == attempt.right)
        return score

    # how far the learner has come

    @Slot()
    def _look(self) -> None:
        """Look what has been shown and done, and tell the panel."""
        chapter, page = self._lesson.chapter, self._lesson.page
        if chapter is None or page is None:
            return
        for other in chapter.pages:
            if other.id == page.id or self._attempt(other).phase is Phase.WAITING:
                self._want_asides(other)
                self._reveal(other)
        if self._is_reached(page):
            self._complete(page)
        self._show(page)

    def _show(self, page: Page) -> None:
        shown: Numbers = ()
        if page.question is not None and self._is_about(page):
            shown = exhibit(page.question.rule, self._evidence(self._playback.playhead))
        is_done = page.id in self._done
        self._lesson.show_standing(Standing(self._attempt(page), shown, self._score(), is_done, self._is_held))

    def _complete(self, page: Page) -> None:
        if page.id in self._done:
            return
        self._done.add(page.id)
        self._lesson.set_done(self._done)
        chapter = self._lesson.chapter
        if chapter is None or chapter.key in self._completed:
            return
        if all(other.id in self._done for other in self._lesson.pages):
            self._completed.add(chapter.key)
            self.chapter_completed.emit(chapter.key)

    def _is_reached(self, page: Page) -> bool:
        """Whether what completes `page` was done."""
        goal, playhead = page.goal, self._playback.playhead
        match goal.deed:
            case Deed.NEXT:
                return self._lesson.upcoming is None
            case Deed.ANSWER:
                return not self._attempt(page).is_open
            case Deed.FINISH:
                return self._is_about(page) and self._playback.state is State.FINISHED
            case Deed.REACH_ROUND:
                starts, number = self._trace.round_starts(), int(goal.argument)
                return self._is_about(page) and number <= len(starts) and starts[number - 1] <= playhead
        if goal.argument == "play" and self._is_about(page):
            return playhead >= 0
        return (goal.deed, goal.argument) in self._deeds

    @Slot()
    def _check_pages(self) -> None:
        """Have the pages left out that name what isn't there."""
        chapter, script = self._lesson.chapter, self._playback.script
        if chapter is None or script is None:
            return
        self._knows_nodes = self._has_ended()
        if self._knows_nodes:
            nodes = {worker.id for worker in self._trace.state_at(len(self._trace) - 1).workers}
        else:
            # which workers there are is known when the script has made them
            nodes = {name for page in chapter.pages for name in nodes_of(page)}
        self._lesson.leave_out(problems(chapter, script, nodes, self._controls))
