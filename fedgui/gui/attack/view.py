"""Chapter 3 in place of the stage: what the server has, what it makes of that, and how near that comes."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from fedgui.gui.attack import words
from fedgui.gui.attack.arithmetic import Steps, Tables
from fedgui.gui.attack.card import Card
from fedgui.gui.attack.comparison import Comparison
from fedgui.gui.attack.controls import Controls
from fedgui.gui.attack.guess import Guess
from fedgui.gui.attack.received import Parcels
from fedgui.gui.attack.verdict import Tone, Verdict
from fedgui.gui.language import language, translate_error
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.run_view import Kept, RunView, scrolling
from fedgui.gui.theme import theme
from fedgui.scripts.leak import LEARNT_FROM, WORKER, Kind, Method, Outcome, Setup
from fedgui.scripts.leak_attack import attack_run
from fedgui.scripts.leak_runs import RunProcess, judge
from fedgui.scripts.source import Script
from fedgui.scripts.trace import ErrorState, Trace

_WIDE: Final = QSizePolicy.Policy.Preferred
_LEAST_BELOW: Final = 290
"""What a card and the verdict take below the controls."""
_ROOMY: Final = 560
"""From this height on, all cards are shown at once."""


class AttackView(RunView):
    """The attack panel. It shows a run's ledger, and never asks the run for more."""

    guess_made = Signal(str)
    """The learner has guessed; see `Guess.made`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        runs = Kept(RunProcess)
        super().__init__(runs, parent)
        self._runs = runs
        self._trace: Trace | None = None
        self._index = -1
        self._script: Script | None = None
        self._outcome: Outcome | None = None
        self._error: ErrorState | None = None
        self._wanted: object = None
        self._is_attacked = False
        self._guess = ""
        self._asks = True
        self._is_prepared = False
        self._job.done.connect(self._take)
        self._job.failed.connect(self._fail)
        self._make_widgets()
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._arrange)
        self.retranslate()

    # what the window asks for

    @property
    def setup(self) -> Setup:
        """What is attacked at present."""
        return self._controls.setup

    @property
    def outcome(self) -> Outcome | None:
        """The ledger on screen and what was read in it; None while there is none."""
        return self._outcome

    def set_trace(self, trace: Trace | None, index: int, script: Script | None) -> None:
        """Follow the learner's own run.

        Args:
            trace: its record.
            index: the moment that is shown, -1 for none.
            script: what runs.
        """
        if trace is not self._trace:
            self.forget_findings()
        self._trace, self._index, self._script = trace, index, script
        if self.isVisible():
            self._follow()

    def set_setup(self, setup: Setup) -> None:
        """Attack something else."""
        self._controls.set_setup(setup)
        self._follow()

    def control(self, name: str) -> QWidget:
        """The control that lessons call "attack", "rows", "epochs" or "digits", brought on screen where it was not.

        Raises:
            KeyError: for another name.
        """
        controls = {
            "attack": self._controls.attack,
            "rows": self._controls.rows,
            "epochs": self._controls.epochs,
            "digits": self._controls.digits,
        }
        needed = {"rows": Kind.BINARY, "epochs": Kind.BINARY, "digits": Kind.DIGIT}.get(name, self.setup.kind)
        if needed is not self.setup.kind:
            self.set_setup(replace(self.setup, kind=needed))
        return controls[name]

    def set_motion(self, factor: float) -> None:
        """Nothing moves here, so there is nothing to slow down."""

    # widgets

    def _make_widgets(self) -> None:
        self._controls = Controls(self)
        self._pages = SegmentedControl(3, self)
        self._pages.set_current(0)
        self._parcels = Parcels()
        self._facts = Text("hint", "ink2")
        self._facts.setWordWrap(True)
        self._steps = Steps()
        self._tables = Tables()
        self._say_steps = Text("label")
        self._say_steps.setWordWrap(True)
        self._guesses = Guess(self)
        self._comparison = Comparison()
        self._say_comparison = Text("label")
        self._say_comparison.setWordWrap(True)
        self._arithmetic = scrolling(_stack(self._say_steps, self._steps, self._tables))
        self._cards = (
            Card(1, _stack(self._parcels, self._facts), self),
            Card(2, self._arithmetic, self),
            Card(3, _stack(self._say_comparison, self._comparison), self),
        )
        self._verdict = Verdict(self)
        self._controls.changed.connect(self._follow)
        self._controls.used.connect(self.used)
        self._controls.attacked.connect(self.attack)
        self._guesses.made.connect(self._reveal)
        self._pages.chosen.connect(self._arrange)

    def _lay_out(self) -> None:
        # what has no room, with very large type, is scrolled to
        self._body = QWidget()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        self._area = scrolling(self._body)
        outer.addWidget(self._area)
        self._layout = QVBoxLayout(self._body)
        # else all cards together would keep the window from being low
        self._layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._controls.add_below(self._pages)
        self._layout.addWidget(self._controls)
        for place, card in enumerate(self._cards):
            self._layout.addWidget(card, 1 if place == 1 else 0)
        # the guess is asked where its verdict will stand
        self._layout.addWidget(self._guesses)
        self._layout.addWidget(self._verdict)
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        """All cards where there is room, else the one that was chosen."""
        scale = theme().scale
        is_roomy = self.height() >= _ROOMY * scale
        self._pages.setVisible(not is_roomy)
        for place, card in enumerate(self._cards):
            card.setVisible(is_roomy or place == self._pages.current)
            # the arithmetic takes the room that the others don't need
            is_tight = is_roomy and place != 1
            self._layout.setStretchFactor(card, 0 if is_tight else 1)
            card.setSizePolicy(_WIDE, QSizePolicy.Policy.Maximum if is_tight else QSizePolicy.Policy.Preferred)
        self._controls.fit_width(self.width() - 2 * round(14 * scale))
        self._body.setMinimumHeight(self._controls.sizeHint().height() + round(_LEAST_BELOW * scale))
        # now, and not in the loop's next turn: what is shown meanwhile would be as high as before
        QCoreApplication.sendEvent(self._area, QEvent(QEvent.Type.LayoutRequest))
        edge = round(14 * scale)
        self._layout.setContentsMargins(edge, round(8 * scale), edge, round(10 * scale))
        self._layout.setSpacing(round(8 * scale))

    def _turn_to(self, place: int) -> None:
        self._pages.set_current(place)
        self._arrange()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # the run that is attacked

    def _uses_own_run(self) -> bool:
        """Whether the learner's own run is what the setup describes."""
        return (
            self.setup.method is Method.TABLES
            and self.setup.epochs == 1
            and self._script is not None
            and self._script.name == LEARNT_FROM
        )

    @Slot()
    def _follow(self) -> None:
        """Look for another ledger, if setup or run have changed since the last time."""
        trace, index = self._trace, self._index
        if self._uses_own_run() and trace is not None:
            losses = trace.losses_until(index)
            last = max((loss.moment for loss in losses if loss.worker == WORKER), default=-1)
            wanted: object = (self.setup, id(trace), last)
            work = partial(attack_run, trace, index, self.setup) if index >= 0 else _nothing
        else:
            seed = trace.seed if trace is not None else 0
            wanted = (self.setup, seed)
            work = partial(self._attack_own, self.setup, seed)
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._outcome = self._error = None
        self._is_attacked, self._guess = False, ""
        self._turn_to(0)
        self._job.start(work)
        self._show()

    def _attack_own(self, setup: Setup, seed: int) -> Outcome:
        """In the job's thread."""
        found = self._runs.get().run(setup, seed)
        self._is_prepared = True
        return judge(setup, *found)

    @Slot(object)
    def _take(self, outcome: Outcome | None) -> None:
        self._outcome = outcome
        self._show()

    @Slot(object)
    def _fail(self, error: ErrorState) -> None:
        self._error = error
        self._show()

    # attack, guess, reveal

    def set_asks(self, *, asks: bool) -> None:
        """Ask for a guess before what was found is compared (True), or leave that to the lesson, which asks it too."""
        if asks != self._asks:
            self._asks = asks
            self._show()

    def _is_told(self, outcome: Outcome) -> bool:
        """Whether what was found may be seen: there is nothing to guess here, or it was guessed."""
        return self._is_attacked and (bool(self._guess) or not self._asks or outcome.answer is None)

    @Slot()
    def attack(self) -> None:
        """Show the arithmetic, and ask for a guess."""
        outcome = self._outcome
        if outcome is None or self._is_attacked:
            return
        self._is_attacked = True
        name = outcome.setup.finding
        if name is not None and outcome.finding is not None:
            self.note_findings({name: outcome.finding})
        if outcome.answer is not None and self._is_told(outcome):
            self._turn_to_comparison()
        else:
            self._turn_to(1)
        self._show()
        self.used.emit("attack")
        if self._guesses.isVisible():
            self._guesses.buttons[0].setFocus()

    @Slot(str)
    def _reveal(self, guess: str) -> None:
        self._guess = guess
        self._turn_to_comparison()
        self._show()
        self.guess_made.emit(guess)

    def _turn_to_comparison(self) -> None:
        # the tables that fall are the comparison: they come first where one card is shown
        self._turn_to(1 if self.setup.method is Method.TABLES else 2)

    # what is shown

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        names = [self.tr("What the server has"), self.tr("The arithmetic"), self.tr("The comparison")]
        for card, name in zip(self._cards, names, strict=True):
            card.set_title(name)
        self._arithmetic.setAccessibleName(names[1])
        self._area.setAccessibleName(self.tr("The attack"))
        self._pages.set_texts(["1", "2", "3"], names)
        self._show()

    def _show(self) -> None:
        """Bring every card up to date."""
        outcome = self._outcome
        is_asking = self._is_attacked and outcome is not None and not self._is_told(outcome)
        self._controls.attack.setEnabled(outcome is not None and not self._is_attacked)
        self._show_ledger()
        self._show_arithmetic()
        self._guesses.setVisible(is_asking)
        self._verdict.setVisible(not is_asking)
        self._say_comparison.show()
        self._comparison.hide()
        if outcome is not None:
            self._guesses.ask(outcome.setup.method)
        self._show_comparison()

    def _show_ledger(self) -> None:
        outcome = self._outcome
        self._parcels.show_parcels(words.parcels(outcome) if outcome is not None else ())
        self._facts.setVisible(outcome is None)
        self._cards[0].set_note(words.facts(outcome) if outcome is not None else self.tr("only the messages exchanged"))
        if outcome is not None:
            return
        if self._error is not None:
            self._facts.setText(translate_error(self._error))
        elif self._job.is_busy:
            is_first = not self._is_prepared and not self._uses_own_run()
            waiting = self.tr("Preparing PyTorch, which takes a few seconds the first time…")
            self._facts.setText(waiting if is_first else self.tr("Training with Bob…"))
        else:
            self._facts.setText(self.tr("Bob has sent nothing back yet in this run: press play, then come back."))

    def _show_arithmetic(self) -> None:
        outcome = self._outcome if self._is_attacked else None
        reading = outcome.reading if outcome is not None else None
        is_tried = outcome is not None and self._is_told(outcome)
        self._cards[1].set_note(words.arithmetic(outcome, is_tried=is_tried) if outcome is not None else "")
        self._say_steps.setText(words.before_steps(outcome, is_tried=is_tried))
        self._say_steps.setVisible(bool(self._say_steps.text()))
        self._steps.setVisible(reading is not None and bool(reading.steps))
        self._tables.setVisible(reading is not None and bool(reading.tables))
        if reading is None or outcome is None:
            return
        self._steps.show_steps([step for step in reading.steps if not step.name.startswith("Δ")])
        self._tables.show_tables(reading.tables, reading.survivors if is_tried else None)
        self._tables.name_tables(self.tr("{all} tables are possible"), self.tr("{left} of {all} are left: {tables}"))

    def _show_comparison(self) -> None:
        outcome = self._outcome
        private = self.tr("revealed only to you, to check")
        self._cards[2].set_note(private)
        if outcome is None or not self._is_told(outcome):
            first = self.tr("Attack first, then guess: after that you see Bob’s rows here.")
            self._say_comparison.setText(
                first if self._asks else self.tr("Attack first: then you see Bob’s rows here.")
            )
            self._verdict.pronounce(Tone.OPEN, "", "")
            return
        if outcome.reading.rows:
            ours, theirs = words.sides(outcome)
            is_image = outcome.setup.method is Method.IMAGE
            self._comparison.show_sides(ours, theirs, words.closeness(outcome), is_image=is_image)
            self._comparison.show()
        if self._guess:
            told = words.guess_answer(self._guesses.words(self._guess), is_right=self._guess == outcome.answer)
            self._cards[2].set_note(f"{told} · {private}")
        self._say_comparison.setVisible(not outcome.reading.rows)
        self._say_comparison.setText(self.tr("There is no row to compare with Bob’s."))
        self._verdict.pronounce(*words.verdict(outcome))


def _nothing() -> Outcome | None:
    """The work of an attack on a run that has not begun."""
    return None


def _stack(*widgets: QWidget) -> QWidget:
    """Widgets one below the other, at the top."""
    body = QWidget()
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        layout.addWidget(widget)
    layout.addStretch()
    return body
