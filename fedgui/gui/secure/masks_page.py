"""Secure aggregation on the updates of a real round: masks that are dragged, workers that drop out, and the repair."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fedgui.gui.language import language, translate_error
from fedgui.gui.panels.basics import Text, set_worded_icon
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.secure import words
from fedgui.gui.secure.choices import MissingChoice, WorkerCount
from fedgui.gui.secure.knob import STEPS, MaskKnob
from fedgui.gui.secure.messages import MessageBand
from fedgui.gui.secure.only_you import OnlyYou
from fedgui.gui.secure.room_row import RoomRow
from fedgui.gui.secure.rule_card import RuleCard
from fedgui.gui.secure.server_card import ServerCard
from fedgui.gui.secure.worker_card import PARAMETERS
from fedgui.gui.theme import theme
from fedgui.scripts.defence import COUNTS, NAMES, Masking, Repair, Updates, masking, tables_of_sum, workers_of
from fedgui.scripts.leak import Row
from fedgui.scripts.trace import SERVER, ErrorState

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Candidates
    from fedgui.privacy.masks import Pair

_TURN: Final = 2**32 // STEPS


class MasksPage(QWidget):
    """A round of secure aggregation, to play with. What the server sees changes; the sum doesn't.

    Attributes:
        tools: what belongs into the row above the page, where there is room for it.
    """

    count_chosen = Signal(int)
    """The user wants so many workers."""
    used = Signal(str)
    """The user changed a mask ("masks") or let a worker drop out ("dropout")."""
    found = Signal(object)
    """Numbers for the lesson's questions, as a mapping from names of predict.FINDINGS."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._updates: Updates | None = None
        self._seed = 0
        self._mask: Row | None = None
        self._drawn = 0
        self._base: Masking | None = None
        self._masking: Masking | None = None
        self._turned: dict[Pair, int] = {}
        self._refusal: ErrorState | None = None
        self._tables: Candidates | None = None
        self._is_low = self._is_tight = self._is_lent = False
        self._make_widgets()
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    # what the view asks for

    @property
    def count(self) -> int:
        """How many workers were chosen."""
        return self._workers.number

    @property
    def masking(self) -> Masking | None:
        """The round as it stands; None while there is none."""
        return self._masking

    @property
    def knobs(self) -> tuple[MaskKnob, ...]:
        """One for each pair of workers."""
        return self._rooms.knobs

    @property
    def rule(self) -> RuleCard:
        """What masks don't hide, and what is going on; its button repairs the sum, or asks it."""
        return self._rule

    def show_updates(self, updates: Updates | None, seed: int, mask: Row | None = None) -> None:
        """Put masks on the updates of a round; None while they are not there.

        Args:
            updates: of the workers, as many as were chosen.
            seed: from which masks are drawn.
            mask: the mask of the first two workers, if the learner's own run has told it; it is shown until the
                learner draws another.
        """
        if updates is self._updates and (seed, mask) == (self._seed, self._mask):
            return
        self._updates, self._seed, self._mask, self._drawn = updates, seed, mask, 0
        self._draw()

    def say(self, sentence: str) -> None:
        """Show a sentence in the place of a round."""
        self._masking = self._base = self._updates = None
        self._note.setText(sentence)
        self._show()

    def node(self, worker: str) -> QWidget:
        """The card of a worker, or of the server for SERVER.

        Raises:
            KeyError: if it takes no part.
        """
        if worker == SERVER:
            return self._server
        return {card.worker: card for card in self._rooms.cards}[worker]

    def set_low(self, is_low: bool) -> None:
        """Whether there is little height: strips in the server alone, and less between rows."""
        if is_low != self._is_low:
            self._is_low = is_low
            self._restyle()
            self._show()

    def set_tight(self, is_tight: bool) -> None:
        """Whether there is so little height that the rule stands alone, without its reason."""
        if is_tight != self._is_tight:
            self._is_tight = is_tight
            self._show()

    def set_motion(self, factor: float) -> None:
        """Let movements take `factor` of their time; 0 for none."""
        self._server.set_motion(factor)

    def lend_choices(self, row: QHBoxLayout | None) -> None:
        """Put the choice of workers second in a row above the page, without labels; None takes it back."""
        if (row is not None) == self._is_lent:
            return
        self._is_lent = row is not None
        for choice in (self._workers, self._offline):
            choice.set_short(self._is_lent)
        self._new.setText("" if self._is_lent else self.tr("New mask"))
        if row is not None:
            row.insertWidget(1, self.choices)
        else:
            self._layout.insertWidget(0, self.choices)
        self.choices.show()

    def choices_width(self) -> int:
        """How much room the choice of workers takes in the row above the page."""
        return self.choices.sizeHint().width() if self._is_lent else 0

    def lend_tools(self, row: QHBoxLayout | None) -> None:
        """Put `tools` last in the row above the page; None takes them into the page, where they begin a row."""
        if row is not None:
            row.addWidget(self.tools)
        else:
            self._layout.insertWidget(0, self.tools, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def new_mask(self) -> QPushButton:
        """The button that draws new masks."""
        return self._new

    @property
    def dropout(self) -> QWidget:
        """The choice of who is offline."""
        return self._offline

    # widgets

    def _make_widgets(self) -> None:
        self._workers = WorkerCount(COUNTS, self)
        self._offline = MissingChoice(self)
        self._parameter = SegmentedControl(len(PARAMETERS), self)
        self._parameter.set_current(0)
        self.tools = QWidget(self)
        self._new = QPushButton(self)
        self._rooms = RoomRow(self)
        self._messages = MessageBand(self)
        self._server = ServerCard(self)
        self._only_you = OnlyYou(self)
        self._rule = RuleCard(self)
        self._note = Text("label", "ink", self)
        self._note.setWordWrap(True)
        self._workers.chosen.connect(self.count_chosen)
        self._offline.chosen.connect(self.drop_out)
        self._parameter.chosen.connect(self._show)
        self._new.clicked.connect(self.draw_anew)
        self._rooms.turned.connect(self.turn)
        self._rooms.placed.connect(self._show_messages)
        self._rule.asked.connect(self._press)

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self.choices = QWidget(self)
        self._controls = QHBoxLayout(self.choices)
        self._controls.setContentsMargins(0, 0, 0, 0)
        for widget in (self._workers, self._offline):
            self._controls.addWidget(widget)
        self._controls.addStretch(1)
        tools = QHBoxLayout(self.tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.addWidget(self._parameter)
        tools.addWidget(self._new)
        below = QHBoxLayout()
        below.addWidget(self._server, 1)
        below.addWidget(self._only_you)
        self._layout.addWidget(self.choices)
        self._layout.addWidget(self._note)
        for part in (self._rooms, self._messages):
            self._layout.addWidget(part)
        self._layout.addLayout(below)
        self._layout.addWidget(self._rule)
        self._layout.addStretch(1)

    # what the user does

    @Slot()
    def draw_anew(self) -> None:
        """Draw new masks for all pairs."""
        if self._base is None:
            return
        self._drawn += 1
        before = self._masking
        self._draw(missing=before.missing if before is not None else frozenset())
        self._tell_sums(before)

    @Slot(object, int)
    def turn(self, pair: Pair, steps: int) -> None:
        """Turn the mask of a pair so far from what was drawn, 0 to STEPS − 1."""
        if self._base is None or self._masking is None:
            return
        before = self._masking
        drawn = self._base.round.masks[pair]
        self._masking = before.turned(pair, [int(word) + steps * _TURN for word in drawn])
        self._turned[pair] = steps
        self._tables = None
        self._server.stop()
        self._show()
        self._tell_sums(before)

    @Slot(str)
    def drop_out(self, worker: str) -> None:
        """Let a worker drop out after the masks were agreed; "" brings everybody back."""
        if self._masking is None:
            return
        self._masking = self._masking.without({worker} if worker else ())
        self._refusal = self._tables = None
        self._offline.take(worker)
        self._server.stop()
        self._show()
        if worker:
            self.used.emit("dropout")

    @Slot()
    def repair(self) -> None:
        """One step of the repair; whoever refuses it says why."""
        from fedgui.privacy.sentences import PrivacyError

        if self._masking is None:
            return
        try:
            self._masking = self._masking.repaired()
        except PrivacyError as error:
            self._refusal = words.refusal(error)
        self._show()
        if self._masking.repair is Repair.DONE:
            self._server.cancel()

    @Slot()
    def ask_the_sum(self) -> None:
        """Try every table of rows against the sum that the server has."""
        if self._masking is not None:
            self._tables = tables_of_sum(self._masking)
            self._show()

    # masks

    def _draw(self, missing: frozenset[str] = frozenset()) -> None:
        from fedgui.privacy.sentences import PrivacyError

        self._turned.clear()
        self._rooms.reset()
        self._masking = self._base = self._refusal = self._tables = None
        self._note.setText("")
        if self._updates is not None:
            try:
                mask = self._mask if self._drawn == 0 else None
                self._base = masking(self._updates, self._seed * 1000 + self._drawn, mask)
                self._masking = replace(self._base, missing=missing)
            except PrivacyError as error:
                self._note.setText(translate_error(words.refusal(error)))
                self._refusal = words.refusal(error)
        if self._masking is not None and self._masking.workers == NAMES[:2] and not missing:
            tables = tables_of_sum(self._masking)
            self.found.emit(MappingProxyType({"sum_tables": float(len(tables.survivors))}))
        self._show()
        self._server.cancel()

    def _tell_sums(self, before: Masking | None) -> None:
        """Tell the sums before and after, and that a mask was changed."""
        after = self._masking
        if before is None or after is None:
            return
        sums: Mapping[str, float] = {
            "sum_before": before.decoded(before.received)[0],
            "sum_after": after.decoded(after.received)[0],
        }
        self.found.emit(MappingProxyType(sums))
        self.used.emit("masks")

    # what is shown

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        self._workers.set_text(self.tr("Workers"))
        self._offline.set_text(self.tr("Offline"), self.tr("nobody"))
        self._parameter.set_texts(PARAMETERS, [self.tr("Show {name}").format(name=name) for name in PARAMETERS])
        self._parameter.setAccessibleName(self.tr("Parameter that is shown"))
        self._new.setText("" if self._is_lent else self.tr("New mask"))
        self._new.setAccessibleName(self.tr("New mask"))
        self._new.setToolTip(self.tr("Draw other masks for all pairs"))
        if self._refusal is not None and self._masking is None:
            self._note.setText(translate_error(self._refusal))
        self._show()

    @Slot()
    def _show(self) -> None:
        found = self._masking
        is_there = found is not None
        for widget in (self._rooms, self._messages, self._server, self._only_you):
            widget.setVisible(is_there)
        self._note.setVisible(not is_there)
        self._new.setEnabled(is_there)
        self._offline.setEnabled(is_there)
        self._offline.offer(workers_of(self.count))
        self._parameter.setVisible(self.count > 2)
        self._show_rule()
        if found is None:
            return
        index = self._parameter.current
        for part in (self._rooms, self._server, self._only_you):
            part.show_round(found, index, is_low=self._is_low)
        self._show_messages()

    @Slot()
    def _show_messages(self) -> None:
        found = self._masking
        if found is None:
            return
        is_there = [worker not in found.missing for worker in found.workers]
        self._messages.show_messages(self._rooms.centers(), is_there, len(found.model), is_low=self._is_low)

    def _is_broken(self) -> bool:
        """Whether somebody is missing, and nobody has said yet that it can't be helped."""
        found = self._masking
        return found is not None and bool(found.missing) and found.repair < Repair.DONE and self._refusal is None

    def _show_rule(self) -> None:
        found, rule = self._masking, self.tr("Masks hide who, not what.")
        if found is None:
            self._rule.say(rule, "")
            return
        if self._is_broken():
            is_asked = found.repair is Repair.SEEDS
            button = self.tr("Take their masks out") if is_asked else self.tr("Recover seeds")
            self._rule.say(rule, words.story(found), button, is_urgent=True)
            self._rule.button.setToolTip("")
            return
        reason = self._reason(found)
        self._rule.say(rule, reason, self.tr("Ask the sum"))
        self._rule.button.setToolTip(self.tr("Try every table of zeros and ones against the sum"))

    def _reason(self, found: Masking) -> str:
        """What stands below the rule while there is nothing to repair."""
        if self._tables is not None:
            return words.tables(self._tables)
        if self._refusal is not None:
            return translate_error(self._refusal)
        return words.story(found) if found.missing or not self._is_tight else ""

    @Slot()
    def _press(self) -> None:
        if self._is_broken():
            self.repair()
        else:
            self.ask_the_sum()

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self._layout.setSpacing(round((3 if self._is_low else 6) * scale))
        self._controls.setSpacing(round(14 * scale))
        set_worded_icon(self._new, "dice")
