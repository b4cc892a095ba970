"""Chapter 4 in place of the stage: a trusted aggregator, secure aggregation, and noise."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from fedgui.gui.language import language, translate_error
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.run_view import Kept, RunView, scrolling
from fedgui.gui.secure.averaging_page import AveragingPage
from fedgui.gui.secure.masks_page import MasksPage
from fedgui.gui.secure.noise_page import NoisePage
from fedgui.gui.theme import theme
from fedgui.scripts.defence import Averaging, NoiseSetup, Tradeoff, Training, Updates, mask_of_run, workers_of
from fedgui.scripts.defence_runs import DefenceProcess
from fedgui.scripts.leak import Row
from fedgui.scripts.source import Script
from fedgui.scripts.trace import ErrorState, Trace

AVERAGE, MASKS, NOISE = range(3)
PAGE_OF: Final[Mapping[str, int]] = MappingProxyType(
    {"trusted_aggregator": AVERAGE, "fedsgd": AVERAGE, "secure_aggregation": MASKS, "noisy": NOISE}
)
"""Which page belongs to which lesson."""
_WIDE: Final = 760
_ROOMY: Final = 560
"""Below this height rows move together, and strips are shown in the server alone."""
_TIGHT: Final = 480
"""Below this one, words are left out too."""
OWN: Final = 2
"""With so many workers the round is the lesson's own."""
_ALONE: Final = Updates((0.0,) * 3, MappingProxyType(dict.fromkeys(workers_of(1), (0.0,) * 3)))


@dataclass(frozen=True, slots=True)
class _Question:
    """What the process is asked.

    Attributes:
        key: tells it from others.
        ask: called in a thread of its own.
        keep: takes the answer, here.
    """

    key: object
    ask: Callable[[DefenceProcess], object]
    keep: Callable[[Any], None]


class SecureView(RunView):
    """Three pages, each about real runs with the seed of the learner's own. It never asks that run for more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        runs = Kept(DefenceProcess)
        # while the slider moves, every answer is shown, and not the last one alone
        super().__init__(runs, parent, shows_all=True)
        self._runs = runs
        self._seed = 0
        self._trace: Trace | None = None
        self._script: Script | None = None
        self._round = 0
        self._training: dict[tuple[int, int], Training] = {}
        self._averaging: dict[int, Averaging] = {}
        self._tradeoffs: dict[tuple[int, float], Tradeoff] = {}
        self._asked: object = None
        self._job.done.connect(self._take)
        self._job.failed.connect(self._fail)
        self._make_widgets()
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()

    # what the window asks for

    @property
    def masks(self) -> MasksPage:
        """The page about secure aggregation."""
        return self._masks

    @property
    def noise(self) -> NoisePage:
        """The page about noise."""
        return self._noise

    @property
    def averaging(self) -> AveragingPage:
        """The page about averages."""
        return self._average

    @property
    def page(self) -> int:
        """Which page is shown: AVERAGE, MASKS or NOISE."""
        return self._stack.currentIndex()

    def set_trace(self, trace: Trace | None, index: int, script: Script | None) -> None:
        """Follow the learner's own run: its seed, its round, and the page that belongs to its script.

        Args:
            trace: its record.
            index: the moment that is shown, -1 for none.
            script: what runs.
        """
        seed = trace.seed if trace is not None else 0
        if seed != self._seed:
            self.forget_findings()
        self._seed, self._trace = seed, trace
        is_other = script is not None and (self._script is None or script.name != self._script.name)
        self._script = script
        self._round = max(0, bisect_right(trace.rounds, index) - 1) if trace is not None else 0
        if is_other and script is not None and script.name in PAGE_OF:
            self.show_page(PAGE_OF[script.name])
        elif self.isVisible():
            self._follow()

    @Slot(int)
    def show_page(self, page: int) -> None:
        """Show AVERAGE, MASKS or NOISE."""
        self._parts.set_current(page)
        self._stack.setCurrentIndex(page)
        self._arrange()
        self._follow()

    def control(self, name: str) -> QWidget:
        """The control that lessons call "masks", "dropout" or "noise", brought on screen where it was not.

        Raises:
            KeyError: for another name.
        """
        page = {"masks": MASKS, "dropout": MASKS, "noise": NOISE}[name]
        if page != self.page:
            self.show_page(page)
        if name == "masks":
            knobs = self._masks.knobs
            return knobs[0] if knobs else self._masks.new_mask
        return self._masks.dropout if name == "dropout" else self._noise.control

    def node(self, name: str) -> QWidget:
        """The card of a worker or of the server (SERVER) in the round with masks, brought on screen where it was not.

        Raises:
            KeyError: for a node that is not there.
        """
        found = self._masks.node(name)
        if self.page != MASKS:
            self.show_page(MASKS)
        return found

    def set_motion(self, factor: float) -> None:
        """Let movements take `factor` of their time; 0 where motion is to be reduced."""
        self._masks.set_motion(factor)

    # widgets

    def _make_widgets(self) -> None:
        self._parts = SegmentedControl(3, self)
        self._parts.set_current(MASKS)
        self._average = AveragingPage()
        self._masks = MasksPage()
        self._noise = NoisePage()
        self._stack = QStackedWidget(self)
        self._areas = [scrolling(page) for page in (self._average, self._masks, self._noise)]
        for area in self._areas:
            self._stack.addWidget(area)
        self._stack.setCurrentIndex(MASKS)
        self._parts.chosen.connect(self.show_page)
        self._masks.count_chosen.connect(self._recount)
        self._masks.used.connect(self.used)
        self._masks.found.connect(self.note_findings)
        self._noise.changed.connect(self._follow)
        self._noise.used.connect(self.used)

    def _lay_out(self) -> None:
        self._layout = QVBoxLayout(self)
        self._layout.setSizeConstraint(QVBoxLayout.SizeConstraint.SetNoConstraint)
        self._top = QHBoxLayout()
        self._top.addWidget(self._parts)
        self._top.addStretch(1)
        self._top.addWidget(self._masks.tools)
        self._layout.addLayout(self._top)
        self._layout.addWidget(self._stack, 1)
        self._arrange()

    @Slot()
    def _recount(self) -> None:
        self._follow()
        self._arrange()

    @Slot()
    def _arrange(self) -> None:
        scale = theme().scale
        is_low = self.height() < _ROOMY * scale
        edge = round(14 * scale)
        self._layout.setContentsMargins(edge, round((4 if is_low else 7) * scale), edge, round(5 * scale))
        self._layout.setSpacing(round((4 if is_low else 6) * scale))
        for page in (self._average, self._masks, self._noise):
            page.set_low(is_low)
        is_tight = self.height() < _TIGHT * scale
        self._masks.set_tight(is_tight)
        # then one row of controls has to do for two workers
        is_one_row = is_tight and self._masks.count <= OWN and self.width() >= _WIDE * scale
        self._masks.lend_choices(self._top if is_one_row and self.page == MASKS else None)
        self._name_parts()
        room = self.width() - 2 * edge - self._parts.sizeHint().width() - self._masks.choices_width()
        self._masks.lend_tools(self._top if room >= self._masks.tools.sizeHint().width() else None)
        self._masks.tools.setVisible(self.page == MASKS)

    @Slot()
    def _restyle(self) -> None:
        self._arrange()
        # once more when buttons have taken the new letters, and know their size
        QTimer.singleShot(0, self, self._arrange)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    # the runs

    @Slot()
    def _follow(self) -> None:
        """Show what the page needs, or ask for it."""
        if not self.isVisible():
            return
        question = (self._need_average, self._need_masks, self._need_noise)[self.page]()
        if question is not None and question.key != self._asked:
            self._asked = question.key
            self._job.start(partial(self._ask, question))

    def _need_average(self) -> _Question | None:
        seed = self._seed
        found = self._averaging.get(seed)
        is_own = self._script is not None and self._script.name == "trusted_aggregator"
        self._average.show_average(found, self._round if is_own else None)
        if found is not None:
            return None
        return _Question(
            ("average", seed), lambda process: process.average(seed), partial(self._averaging.__setitem__, seed)
        )

    def _need_masks(self) -> _Question | None:
        count, seed = self._masks.count, self._seed
        if count < 2:
            # nobody trains alone here: the refusal needs no run
            self._masks.show_updates(_ALONE, seed)
            return None
        found = self._training.get((seed, count))
        if found is not None:
            number = min(self._round, len(found.rounds) - 1)
            self._masks.show_updates(found.rounds[number], seed, self._own_mask() if count == OWN else None)
            return None
        self._masks.say(self.tr("Training with {count} workers…").format(count=count))
        keep = partial(self._training.__setitem__, (seed, count))
        return _Question(("train", seed, count), lambda process: process.train(seed, count), keep)

    def _own_mask(self) -> Row | None:
        """The mask of the learner's own run in the round that is shown, so that its messages are these very numbers."""
        is_own = self._script is not None and self._script.name == "secure_aggregation"
        return mask_of_run(self._trace, self._round) if is_own and self._trace is not None else None

    def _need_noise(self) -> _Question | None:
        seed = self._seed
        setup = NoiseSetup(self._noise.clip, self._noise.multiplier, seed)
        if self._noise.outcome is None or self._noise.outcome.setup != setup:
            return _Question(setup, lambda process: process.noise(setup), self._noise.show_outcome)
        key = seed, setup.clip
        found = self._tradeoffs.get(key)
        self._noise.show_tradeoff(found)
        if found is not None:
            return None
        return _Question(key, lambda process: process.tradeoff(*key), partial(self._tradeoffs.__setitem__, key))

    def _ask(self, question: _Question) -> tuple[_Question, object]:
        """In the job's thread."""
        return question, question.ask(self._runs.get())

    @Slot(object)
    def _take(self, answer: tuple[_Question, object]) -> None:
        question, found = answer
        if self._asked == question.key:
            self._asked = None
        question.keep(found)
        self._follow()

    @Slot(object)
    def _fail(self, error: ErrorState) -> None:
        self._asked = None
        sentence = translate_error(error)
        for page in (self._average, self._masks, self._noise):
            page.say(sentence)

    # texts

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        self._parts.setAccessibleName(self.tr("What helps"))
        for area, name in zip(self._areas, self._names(), strict=True):
            area.setAccessibleName(name)
        self._arrange()

    def _names(self) -> list[str]:
        return [self.tr("Trusted aggregator"), self.tr("Secure aggregation"), self.tr("Noise")]

    def _name_parts(self) -> None:
        """Write the names of the pages, short ones where large type leaves no room for the others."""
        names = self._names()
        self._parts.set_texts(names, names)
        if self._parts.sizeHint().width() > self.width() - round(28 * theme().scale):
            self._parts.set_texts([self.tr("Average"), self.tr("Masks"), names[NOISE]], names)
