"""The lesson panel: a chapter, page by page, in the language on screen."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.page_parts import SIGN, Dots, Prose, Reader, TurnButton
from fedgui.gui.panels.predict_card import UNTRIED, Attempt, PredictCard
from fedgui.gui.theme import pixmap, theme
from fedgui.scripts.course import COURSE, Chapter, load_chapter
from fedgui.scripts.pages import Deed, Goal, Page, Problem
from fedgui.scripts.predict import SERVER_NODE, Numbers, Score
from fedgui.scripts.trace import SERVER


@dataclass(frozen=True, slots=True)
class Standing:
    """How the learner stands with the page that is shown.

    Attributes:
        attempt: at its question, if it has one.
        exhibit: numbers of the run that its question is about.
        score: of all questions so far; None if it is not to be shown.
        is_done: whether what completes the page was done.
        is_held: whether the player waits for the learner to turn to the next page, which asks something.
    """

    attempt: Attempt = UNTRIED
    exhibit: Numbers = ()
    score: Score | None = None
    is_done: bool = False
    is_held: bool = False


class LessonPanel(Surface):
    """Shows a page of a chapter, its question, and how far the learner has come.

    It knows the pages and turns them. What has been done and answered is told to it: see `show_standing`.

    Args:
        chapters: keys of the chapters that can be shown, in their order.
    """

    page_changed = Signal(object)
    """Another page is shown, or its chapter anew: the Page. What was pointed at no longer is."""
    pointed = Signal(object)
    """The page points at this Pointer; sent for each, after `page_changed`."""
    advanced = Signal(object)
    """The learner goes on from this Page."""
    next_chapter_requested = Signal()

    def __init__(self, parent: QWidget | None = None, chapters: Sequence[str] = COURSE) -> None:
        super().__init__(parent=parent)
        self._chapters = tuple(chapters)
        self._chapter: Chapter | None = None
        self._pages: tuple[Page, ...] = ()
        self._left_out: tuple[Problem, ...] = ()
        self._place = 0
        self._done: Collection[str] = frozenset()
        self._standing = Standing()
        self._is_turning = False
        self._build()
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._render)
        self._render()

    def _build(self) -> None:
        self._content = Surface(parent=self)
        self._crumb = Text("legend", "ink2", self._content)
        self._note = Text("hint", "ink2", self._content)
        self._title = Text("title", "ink", self._content)
        self._prose = Prose(self._content)
        self.card = PredictCard(self._content)
        self._sign = QLabel(self._content)
        self._hint = Text("label", "ink", self._content)
        for text in (self._crumb, self._note, self._title, self._hint):
            text.setWordWrap(True)
        self.reader = Reader(self)
        self.reader.setWidgetResizable(True)
        self.reader.setWidget(self._content)
        self.setFocusProxy(self.reader)
        self._dots = Dots(self)
        self.previous_button = TurnButton(leads_on=False, parent=self)
        self.previous_button.clicked.connect(self.previous_page)
        self.next_button = TurnButton(leads_on=True, parent=self)
        self.next_button.clicked.connect(self.next_page)

    def _lay_out(self) -> None:
        hint = QHBoxLayout()
        hint.setSpacing(8)
        hint.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        hint.addWidget(self._hint, 1)
        page = QVBoxLayout(self._content)
        page.setContentsMargins(20, 16, 20, 16)
        page.setSpacing(12)
        for part in (self._crumb, self._note, self._title, self._prose, self.card):
            page.addWidget(part)
        page.addLayout(hint)
        page.addStretch(1)
        foot = Surface(edges=Qt.Edge.TopEdge, parent=self)
        row = QHBoxLayout(foot)
        row.setContentsMargins(20, 10, 20, 10)
        row.setSpacing(6)
        row.addWidget(self._dots, 1)
        row.addWidget(self.previous_button)
        row.addWidget(self.next_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.reader, 1)
        layout.addWidget(foot)

    # what is shown

    @property
    def chapter(self) -> Chapter | None:
        """The chapter in the language on screen."""
        return self._chapter

    @property
    def page(self) -> Page | None:
        """The page that is shown; None before the first chapter, and in one that has no page."""
        return self._pages[self._place] if self._pages else None

    @property
    def pages(self) -> tuple[Page, ...]:
        """The pages of this chapter that can be shown."""
        return self._pages

    @property
    def upcoming(self) -> Page | None:
        """The page that follows in this chapter."""
        return self._pages[self._place + 1] if self._place + 1 < len(self._pages) else None

    def show_chapter(self, key: str) -> None:
        """Show the chapter with this key, from its first page.

        Raises:
            ValueError: if there is no such chapter.
        """
        self._chapter = load_chapter(key, language().code)
        self._left_out = ()
        self._pages = self._chapter.pages
        self._turn(0)

    def go_to(self, page_index: int) -> None:
        """Turn to the page with this place among those of the chapter, from 0; to the nearest if there is none."""
        place = max(0, min(page_index, len(self._pages) - 1))
        if place != self._place:
            self._turn(place)

    @Slot()
    def next_page(self) -> None:
        """Go on: to the next page, and from the last to the next chapter."""
        if self.page is None or not self._leads_on():
            return
        is_last = self.upcoming is None
        self.advanced.emit(self.page)
        if is_last:
            self.next_chapter_requested.emit()
        else:
            self.go_to(self._place + 1)

    @Slot()
    def previous_page(self) -> None:
        """Go back to the page before."""
        self.go_to(self._place - 1)

    def choose(self, number: int) -> bool:
        """Take choice `number` (from 1) of the question on screen. False if there is none, or nobody can see it."""
        return self.card.isVisible() and self.card.choose(number)

    def show_standing(self, standing: Standing) -> None:
        """Show how the learner stands with this page."""
        before, self._standing = self._standing, standing
        if standing == before:
            return
        self._render_standing()
        is_news = (standing.attempt, standing.is_held) != (before.attempt, before.is_held)
        if is_news and not self._is_turning:
            # later, when the new layout is there
            QTimer.singleShot(0, self, self.reveal)

    def set_done(self, pages: Collection[str]) -> None:
        """Say which pages are complete, by their ids."""
        self._done = frozenset(pages)
        self._render_steps()

    def leave_out(self, problems: Collection[Problem]) -> None:
        """Leave out the pages that these problems are about, and say why on the page that comes instead."""
        if self._chapter is None or tuple(problems) == self._left_out:
            return
        before, self._left_out = self.page, tuple(problems)
        self._choose_pages()
        if before in self._pages:
            self._place = self._pages.index(before)
            self._render()
        else:
            self._turn(min(self._place, max(len(self._pages) - 1, 0)))

    @Slot()
    def reveal(self) -> None:
        """Scroll to what the learner is asked or told, which may lie below the edge."""
        part = self._hint if self._hint.isVisible() else self.card
        if part.isVisible():
            self.reader.ensureWidgetVisible(part)

    @Slot()
    def retranslate(self) -> None:
        """Show the same page in the language on screen."""
        if self._chapter is not None:
            self._chapter = load_chapter(self._chapter.key, language().code)
            self._choose_pages()
            self._place = min(self._place, max(len(self._pages) - 1, 0))
        self._render()

    def _choose_pages(self) -> None:
        assert self._chapter is not None
        out = {problem.page for problem in self._left_out}
        self._pages = tuple(page for page in self._chapter.pages if page.id not in out)

    def _leads_on(self) -> bool:
        """Whether anything comes after this page."""
        if self.upcoming is not None:
            return True
        return self._chapter is not None and self._chapter.key in self._chapters[:-1]

    def _turn(self, place: int) -> None:
        self._place = place
        self._standing = Standing()
        page = self.page
        # first, so that the page appears with all that is known about it
        self._is_turning = True
        self.page_changed.emit(page)
        self._is_turning = False
        if page is not self.page:
            return
        self._render()
        self.reader.verticalScrollBar().setValue(0)
        QAccessible.updateAccessibility(QAccessibleEvent(self._title, QAccessible.Event.Alert))
        for pointer in page.points_at if page is not None else ():
            self.pointed.emit(pointer)

    @Slot()
    def _render(self) -> None:
        """Write everything anew."""
        page = self.page
        note = " ".join(self._notes())
        self._note.setText(note)
        self._note.setVisible(bool(note))
        self._title.setText(page.title if page is not None else "")
        self._prose.show_markdown(page.text if page is not None else "")
        self._prose.setAccessibleName(self._title.text())
        self.reader.setAccessibleName(self.tr("Lesson"))
        self._render_steps()
        self._render_standing()

    def _render_steps(self) -> None:
        chapter, steps = self._chapter, len(self._pages)
        text = ""
        if chapter is not None and steps:
            text = self.tr("Chapter {chapter} · step {step} of {steps}")
            text = text.format(chapter=chapter.number, step=self._place + 1, steps=steps)
        self._crumb.setText(text)
        self.reader.setAccessibleDescription(f"{text}. {self._title.text()}. {self._prose.toPlainText()}")
        self._dots.show_steps(self._place, tuple(page.id in self._done for page in self._pages))
        done = sum(page.id in self._done for page in self._pages)
        self._dots.setAccessibleName(self.tr("{done} of {steps} steps done").format(done=done, steps=steps))
        self.previous_button.setEnabled(self._place > 0)
        self.previous_button.set_words(self.tr("Previous step"))
        self.next_button.setEnabled(self._leads_on())
        is_last = self.upcoming is None
        self.next_button.set_words(self.tr("Next chapter") if is_last else self.tr("Next step"))

    def _render_standing(self) -> None:
        page, standing = self.page, self._standing
        question = page.question if page is not None else None
        self.card.setVisible(question is not None)
        if question is not None:
            self._keep_focus(standing.attempt)
            self.card.show_question(question, standing.attempt, standing.exhibit, standing.score)
        text, sign, color = self._hint_of(page.goal) if page is not None else ("", "", "")
        self._hint.setText(text)
        for widget in (self._hint, self._sign):
            widget.setVisible(bool(text))
        if sign:
            self._sign.setPixmap(pixmap(sign, color, round(SIGN * theme().scale), self.devicePixelRatioF()))

    def _keep_focus(self, attempt: Attempt) -> None:
        """Take the focus from the card's buttons before they vanish, lest it jump anywhere."""
        if not attempt.is_open and any(part.hasFocus() for part in self.card.findChildren(QWidget)):
            self.reader.setFocus(Qt.FocusReason.OtherFocusReason)

    def _hint_of(self, goal: Goal) -> tuple[str, str, str]:
        """What is left to do on a page, with the name and the colour token of its icon; nothing where it only reads."""
        if self._standing.is_held:
            return self.tr("Paused, because the next step asks what happens now."), "pause", "ink2"
        if goal.deed in (Deed.NEXT, Deed.ANSWER):
            return "", "", ""
        if self._standing.is_done:
            return self.tr("Done. Go on when you like.") if self._leads_on() else self.tr("Done."), "check", "ok"
        if goal == Goal(Deed.USE, "play"):
            return self.tr("Your turn: press Play."), "play", "ink"
        if goal.deed is Deed.FINISH:
            return self.tr("Your turn: play to the end."), "play", "ink"
        if goal.deed is Deed.REACH_ROUND:
            return self.tr("Your turn: play to round {number}.").format(number=goal.argument), "play", "ink"
        if goal.deed is Deed.SELECT:
            node = worker_name(SERVER if goal.argument == SERVER_NODE else goal.argument)
            return self.tr("Your turn: select {node}.").format(node=node), "right", "ink"
        return self.tr("Your turn: try it out."), "right", "ink"

    def _notes(self) -> list[str]:
        """What has to be said about missing pages and translations, where it matters."""
        chapter, page = self._chapter, self.page
        if chapter is None:
            return []
        if page is None:
            return [
                *map(_sentence, (*chapter.faults, *self._left_out)),
                self.tr("The text of this chapter is missing."),
            ]
        notes = [*map(_sentence, chapter.faults)] if self._place == 0 else []
        near = self._ids_left_out_here(chapter, page)
        left_out = [_sentence(problem) for problem in self._left_out if problem.page in near]
        if left_out:
            notes += [*left_out, self.tr("That step is left out.")]
        if page in chapter.untranslated:
            notes.append(self.tr("This page is not translated yet."))
        return notes

    def _ids_left_out_here(self, chapter: Chapter, page: Page) -> list[str]:
        """The pages that are missing just before `page`, and after it if it is the last."""
        ids = [other.id for other in chapter.pages]
        here = ids.index(page.id)
        before = ids.index(self._pages[self._place - 1].id) if self._place else -1
        return ids[before + 1 : here] + (ids[here + 1 :] if self.upcoming is None else [])


def _sentence(problem: Problem) -> str:
    return translate("Course", problem.template).format(**problem.fields)
