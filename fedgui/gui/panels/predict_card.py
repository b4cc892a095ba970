"""The predict card: a question that is asked before the run shows its answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QBoxLayout, QButtonGroup, QLabel, QPushButton, QWidget

from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.names import numbered
from fedgui.gui.panels.page_parts import SIGN, ButtonRow, Mark, Option
from fedgui.gui.theme import font, pixmap, theme
from fedgui.scripts.pages import Question
from fedgui.scripts.predict import Numbers, Score
from fedgui.scripts.source import QT_TRANSLATE_NOOP

_PADDING: Final = 12


class Phase(StrEnum):
    """How far a question has come."""

    ASK = "ask"
    WAITING = "waiting"
    """Answered or skipped; the run has not shown it yet."""
    HIDDEN = "hidden"
    """The run has shown it, but the teacher keeps the answer."""
    REVEALED = "revealed"
    UNSHOWN = "unshown"
    """The run has ended without showing it."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the learner makes of a question.

    Attributes:
        choice: key of the choice that was taken, "" for none (yet, or because the question was skipped).
        right: key of the right choice, "" until the run has shown it.
    """

    choice: str = ""
    phase: Phase = Phase.ASK
    right: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it can still be answered."""
        return self.phase is Phase.ASK


UNTRIED: Final = Attempt()
"""Of a question that has just been asked."""


class PredictCard(QWidget):
    """Shows a question and what came of it. It judges nothing: whoever owns it says what is right."""

    chosen = Signal(str)
    """The learner took the choice with this key, and may still take another."""
    confirmed = Signal()
    skipped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._question: Question | None = None
        self._attempt = UNTRIED
        self._exhibit: Numbers = ()
        self._score: Score | None = None
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._choose)
        self._pencil = QLabel(self)
        self._head = _wrapped("strong", "ink", self)
        self._prompt = _wrapped("question", "ink", self)
        self._numbers = _wrapped("index", "ink", self)
        self._sign = QLabel(self)
        self._verdict = _wrapped("strong", "ink", self)
        self._feedback = _wrapped("body", "ink2", self)
        self._tally = _wrapped("hint", "ink2", self)
        self.confirm_button = QPushButton(self)
        self.confirm_button.setProperty("kind", "primary")
        self.confirm_button.clicked.connect(self.confirmed)
        self.skip_button = QPushButton(self)
        self.skip_button.setProperty("kind", "quiet")
        self.skip_button.clicked.connect(self.skipped)
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        head, said = QBoxLayout(QBoxLayout.Direction.LeftToRight), QBoxLayout(QBoxLayout.Direction.LeftToRight)
        head.addWidget(self._pencil)
        head.addWidget(self._head, 1)
        said.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        said.addWidget(self._verdict, 1)
        self._options = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._buttons = ButtonRow((self.confirm_button, self.skip_button), self)
        for row in (head, said, self._options):
            row.setSpacing(8)
        layout = QBoxLayout(QBoxLayout.Direction.TopToBottom, self)
        layout.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        layout.setSpacing(8)
        layout.addLayout(head)
        layout.addWidget(self._prompt)
        layout.addWidget(self._numbers)
        layout.addLayout(self._options)
        layout.addLayout(said)
        layout.addWidget(self._feedback)
        layout.addWidget(self._tally)
        layout.addWidget(self._buttons)

    @property
    def attempt(self) -> Attempt:
        """What is shown."""
        return self._attempt

    def show_question(
        self, question: Question, attempt: Attempt, exhibit: Numbers = (), score: Score | None = None
    ) -> None:
        """Show a question.

        Args:
            question: in the language on screen.
            attempt: what the learner has made of it.
            exhibit: numbers of the run that the question is about.
            score: the tally to show under the answer; None for none.
        """
        is_news = question != self._question or attempt.phase is not self._attempt.phase
        self._question, self._attempt, self._exhibit, self._score = question, attempt, exhibit, score
        self._make_options(len(question.choices))
        self._restyle()
        if is_news:
            said = self._prompt if attempt.is_open else self._verdict
            QAccessible.updateAccessibility(QAccessibleEvent(said, QAccessible.Event.Alert))

    def choose(self, number: int) -> bool:
        """Take the choice with this number, from 1. False if nothing is asked, or there is no such choice."""
        question = self._question
        if question is None or not self._attempt.is_open or not 1 <= number <= len(question.choices):
            return False
        self._group.button(number).setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._group.button(number).click()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys 1, 2, 3... take a choice, Enter confirms it."""
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if is_plain and event.text().isdecimal() and self.choose(int(event.text())):
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._attempt.is_open and self._attempt.choice:
            self.confirmed.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = theme().stroke(1)
        painter.setPen(QPen(theme().color("line2"), width))
        painter.setBrush(theme().color("panel"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2), 12, 12)

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen; the question itself comes anew from outside."""
        self._head.setText(self.tr("Predict first"))
        self.confirm_button.setText(self.tr("Confirm and see"))
        self.skip_button.setText(self.tr("Skip"))
        if self._question is not None:
            self._show(self._question)
        self._buttons.place()

    def _make_options(self, count: int) -> None:
        for number in range(len(self._group.buttons()) + 1, count + 1):
            option = Option(number, self)
            self._group.addButton(option, number)
            self._options.addWidget(option)

    def _show(self, question: Question) -> None:
        attempt = self._attempt
        self.setAccessibleName(self.tr("Question: {prompt}").format(prompt=question.prompt))
        self._prompt.setText(question.prompt)
        numbers = "   ".join(_named(self._exhibit))
        self._numbers.setText(numbers)
        self._numbers.setVisible(bool(numbers))
        self._show_options(question)
        verdict, sign, color = self._said()
        self._verdict.setText(verdict)
        self._verdict.setVisible(bool(verdict))
        self._sign.setVisible(bool(verdict))
        if sign:
            self._sign.setPixmap(pixmap(sign, color, round(SIGN * theme().scale), self.devicePixelRatioF()))
        is_revealed = attempt.phase is Phase.REVEALED
        self._feedback.setText(question.feedback)
        self._feedback.setVisible(is_revealed and bool(question.feedback))
        score = self._score
        tally = self.tr("Your predictions: {right} of {asked} right")
        self._tally.setText(tally.format(right=score.right, asked=score.asked) if score is not None else "")
        self._tally.setVisible(is_revealed and score is not None and score.asked > 0)
        self._buttons.setVisible(attempt.is_open)
        self.confirm_button.setEnabled(bool(attempt.choice))

    def _show_options(self, question: Question) -> None:
        attempt = self._attempt
        # in an exclusive group the last choice could not be taken back
        self._group.setExclusive(False)
        for number, option in enumerate(self._group.buttons(), start=1):
            option.setVisible(number <= len(question.choices))
            if number > len(question.choices):
                option.setChecked(False)
                continue
            choice = question.choices[number - 1]
            assert isinstance(option, Option)
            option.setText(choice.text)
            option.setChecked(choice.key == attempt.choice)
            option.setEnabled(attempt.is_open)
            mark = _mark(choice.key, attempt)
            option.set_mark(mark)
            option.setAccessibleName(translate("PredictCard", _NAMES[mark]).format(text=choice.text))
            option.updateGeometry()
        self._group.setExclusive(True)

    def _said(self) -> tuple[str, str, str]:
        """A sentence about how far the question has come, with the name and the colour token of its icon."""
        attempt = self._attempt
        match attempt.phase:
            case Phase.ASK:
                return "", "", ""
            case Phase.WAITING:
                return self.tr("The run will show it."), "clock", "ink2"
            case Phase.HIDDEN:
                return self.tr("The answer stays hidden until your teacher shows it."), "lock", "ink2"
            case Phase.UNSHOWN:
                return self.tr("This run does not answer the question."), "help", "ink2"
        if not attempt.choice:
            return self.tr("The run has shown it."), "eye", "ink2"
        if attempt.choice == attempt.right:
            return self.tr("As you predicted."), "check", "ok"
        return self.tr("The run shows another answer."), "eye", "ink2"

    @Slot(int)
    def _choose(self, number: int) -> None:
        if self._question is not None:
            self.chosen.emit(self._question.choices[number - 1].key)

    @Slot()
    def _restyle(self) -> None:
        side = round(SIGN * theme().scale)
        self._pencil.setPixmap(pixmap("pencil", "ink", side, self.devicePixelRatioF()))
        for button in (self.confirm_button, self.skip_button):
            button.setFont(font("button"))
        self.retranslate()
        self.update()


_NAMES: Final = {
    Mark.NONE: "{text}",
    Mark.OWN: QT_TRANSLATE_NOOP("PredictCard", "{text} (your answer)"),
    Mark.RIGHT: QT_TRANSLATE_NOOP("PredictCard", "{text} (what the run shows)"),
    Mark.OTHER: QT_TRANSLATE_NOOP("PredictCard", "{text} (your answer, not what the run shows)"),
}
"""What a screen reader calls a choice."""


def _mark(key: str, attempt: Attempt) -> Mark:
    is_own = key == attempt.choice
    if attempt.phase is Phase.REVEALED:
        return Mark.RIGHT if key == attempt.right else Mark.OTHER if is_own else Mark.NONE
    return Mark.OWN if is_own and not attempt.is_open else Mark.NONE


def _wrapped(role: str, color: str, parent: QWidget) -> Text:
    text = Text(role, color, parent)
    text.setWordWrap(True)
    return text


def _named(numbers: Numbers) -> Sequence[str]:
    """Each number with its name: "w₁ −0.071", "b 0.210"."""
    named: list[str] = []
    for name, values in numbers:
        letter = {"weight": "w", "bias": "b"}.get(name, name)
        for label, value in zip(numbered(letter, len(values)), values, strict=True):
            named.append(f"{label}\u00a0{language().number(value)}")
    return named
