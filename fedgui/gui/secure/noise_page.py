"""Clipping and noise, with the attack running against them at every move of the slider, and what they cost."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from fedgui.gui.attack.card import Card
from fedgui.gui.attack.verdict import Tone, Verdict
from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.secure import words
from fedgui.gui.secure.noise_paint import Measure, TradeoffChart, UpdateTable
from fedgui.gui.secure.noise_slider import NoiseControl, NoiseSlider
from fedgui.gui.secure.numbers import share
from fedgui.gui.secure.rule_card import RuleCard
from fedgui.gui.theme import theme
from fedgui.scripts.defence import CLIPS, NAMES, NoiseOutcome, Tradeoff

_MOST: Final = 0.5
"""Above this share the attack is said to read the rows."""


class NoisePage(QWidget):
    """What limits what an update tells, from "fully leaked" to "gone"."""

    changed = Signal()
    """The user changed `clip` or `multiplier`."""
    used = Signal(str)
    """The user changed the noise: "noise"."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome: NoiseOutcome | None = None
        self._is_low = False
        self._refusal = ""
        self._make_widgets()
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    # what the view asks for

    @property
    def clip(self) -> float:
        """The norm to clip to that was chosen."""
        return CLIPS[self._clips.current]

    @property
    def multiplier(self) -> float:
        """The noise that was chosen."""
        return self._noise.multiplier

    @property
    def outcome(self) -> NoiseOutcome | None:
        """What is shown; None while there is nothing."""
        return self._outcome

    @property
    def slider(self) -> NoiseSlider:
        """The noise's slider."""
        return self._noise.slider

    @property
    def control(self) -> NoiseControl:
        """The slider and the field for any number."""
        return self._noise

    @property
    def verdict(self) -> Verdict:
        """What became of the attack, in a word and a sentence."""
        return self._verdict

    @property
    def sentence(self) -> str:
        """What is said about this very update, or what was wrong with what was typed."""
        return self._guess.text()

    def show_outcome(self, outcome: NoiseOutcome) -> None:
        """Show what the noise did."""
        self._outcome = outcome
        self._show()

    def show_tradeoff(self, tradeoff: Tradeoff | None) -> None:
        """Show how both fall as the noise grows; None while that is worked out."""
        self._chart.show_tradeoff(tradeoff, self.slider.value())

    def say(self, sentence: str) -> None:
        """Show a sentence in the place of an outcome."""
        self._guess.setText(sentence)

    def set_low(self, is_low: bool) -> None:
        """Whether there is little height: the lines are left out then."""
        self._is_low = is_low
        self._restyle()

    # widgets

    def _make_widgets(self) -> None:
        self._clips = SegmentedControl(len(CLIPS), self)
        self._clips.set_current(0)
        self._clips_label = Text("head", "ink2", self)
        self._noise = NoiseControl(self)
        self._table = UpdateTable()
        self._guess = Text("label")
        self._guess.setWordWrap(True)
        self._attack = Measure("bad")
        self._accuracy = Measure("ink2")
        self._chart = TradeoffChart()
        self._verdict = Verdict(self)
        self._rule = RuleCard(self)
        self._clips.chosen.connect(self._change)
        self._noise.changed.connect(self._change)
        self._noise.refused.connect(self._refuse)

    def _lay_out(self) -> None:
        self._controls = QHBoxLayout()
        top = Qt.AlignmentFlag.AlignTop
        self._controls.addWidget(self._clips_label, 0, top)
        self._controls.addWidget(self._clips, 0, top)
        self._controls.addWidget(self._noise, 1, top)
        measures = QWidget()
        self._measures = QVBoxLayout(measures)
        self._measures.setContentsMargins(0, 0, 0, 0)
        self._measures.addWidget(self._attack)
        self._measures.addWidget(self._accuracy)
        self._measures.addStretch(1)
        update = QWidget()
        column = QVBoxLayout(update)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._table)
        column.addWidget(self._guess, 1)
        self._cards = Card(1, update, self), Card(2, measures, self)
        cards = QHBoxLayout()
        for card in self._cards:
            cards.addWidget(card, 1)
        self._cards_row = cards
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.addLayout(self._controls)
        self._layout.addLayout(cards)
        self._layout.addWidget(self._chart, 1)
        self._layout.addWidget(self._verdict)
        self._layout.addWidget(self._rule)

    @Slot()
    def _change(self) -> None:
        self._noise.set_unshortened(self.clip == CLIPS[-1])
        self.changed.emit()
        self.used.emit("noise")

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._refusal = sentence
        self._show()

    # what is shown

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        self._clips_label.setText(self.tr("Clip to norm C"))
        texts = [language().integer(round(clip)) for clip in CLIPS]
        self._clips.set_texts(texts, [self.tr("Clip to norm {norm}").format(norm=text) for text in texts])
        self._clips.setAccessibleName(self.tr("Clip to norm C"))
        self._noise.retranslate()
        self._cards[0].set_title(self.tr("{worker}’s update").format(worker=worker_name(NAMES[0])))
        self._cards[1].set_title(self.tr("What is left of it"))
        self._chart.name_lines(self.tr("attack right"), self.tr("accuracy"), self.tr("noise →"))
        rule = self.tr("Aggregation hides whose. Noise limits what.")
        self._rule.say(rule, self.tr("Neither is free: the one costs messages, the other accuracy."))
        self._show()

    @Slot()
    def _show(self) -> None:
        found = self._outcome
        if self._refusal:
            self._guess.setText(self._refusal)
        if found is None:
            if not self._refusal:
                self._guess.setText(self.tr("Attacking…"))
            return
        self._table.show_outcome(found)
        norm = language().number(found.norm, 2)
        sign = "→" if found.norm > found.setup.clip else "≤"
        self._cards[0].set_note(f"{self.tr('norm')} {norm} {sign} {language().number(found.setup.clip, 0)}")
        if not self._refusal:
            self._guess.setText(self._tell_guess(found))
        tables = round(1 / found.blind)
        self._attack.show_share(
            self.tr("Attack names the right table"),
            found.right,
            found.blind,
            self.tr("guessing: {share}").format(share=share(found.blind)),
            self.tr("{draws} updates, {tables} tables").format(
                draws=language().integer(found.draws), tables=language().integer(tables)
            ),
        )
        self._accuracy.show_share(
            self.tr("Accuracy of the model"),
            found.accuracies,
            0.5,
            self.tr("guessing: {share}").format(share=share(0.5)),
            self.tr("mean of {runs} runs; in yours {share}").format(
                runs=language().integer(found.runs), share=share(found.accuracy)
            ),
        )
        self._verdict.pronounce(*self._judge(found))

    def _tell_guess(self, found: NoiseOutcome) -> str:
        """What the attack says about this very update."""
        rows = words.table(sorted(found.named))
        if found.is_named:
            text = self.tr("From what is sent the attack reads {rows}: these are {worker}’s rows.")
        else:
            text = self.tr("From what is sent the attack reads {rows}: these are not {worker}’s rows.")
        return text.format(rows=rows, worker=worker_name(NAMES[0]))

    def _judge(self, found: NoiseOutcome) -> tuple[Tone, str, str]:
        accuracy = share(found.accuracies)
        if found.gone:
            text = self.tr("Through this noise the attack is no better than guessing. The model gets {accuracy} right.")
            return Tone.SAFE, self.tr("GONE"), text.format(accuracy=accuracy)
        right = share(found.right)
        if found.right > _MOST:
            text = self.tr("The attack names the rows in {right} of all cases. The model gets {accuracy} right.")
            word = self.tr("FULLY LEAKED") if found.right == 1 else self.tr("LEAKS")
            return Tone.LEAKED, word, text.format(right=right, accuracy=accuracy)
        text = self.tr("The attack is right in {right} of all cases, still more than guessing. Accuracy: {accuracy}.")
        return Tone.OPEN, self.tr("BLURRED"), text.format(right=right, accuracy=accuracy)

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self._layout.setSpacing(round((4 if self._is_low else 8) * scale))
        self._cards_row.setSpacing(round(10 * scale))
        self._controls.setSpacing(round(9 * scale))
        self._clips_label.setMinimumHeight(round(34 * scale))
        self._measures.setSpacing(round(4 * scale))
        self._chart.setVisible(not self._is_low)
