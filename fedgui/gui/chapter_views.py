"""What some chapters show in place of the stage: chapter 3 its attack, chapter 4 its masks and its noise.

Such a view is made when it is first shown. The stage stays one click away, and keeps showing the run.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from fedgui.gui.language import translate
from fedgui.scripts.pages import Page
from fedgui.scripts.source import QT_TRANSLATE_NOOP, Script
from fedgui.scripts.trace import Trace

STAGE: Final = 0
VIEW: Final = 1
"""Places of the stage and of the chapter's own view, among what can be shown."""
STAGE_TITLE: Final = QT_TRANSLATE_NOOP("Chapters", "Stage")


class ChapterView(Protocol):
    """A widget that takes the stage's place in one chapter. It translates and paints itself anew when it must.

    Attributes:
        used: a signal with the name of a control, one of course.CONTROLS, when the learner has used it.
        findings_changed: a signal with a mapping from names of predict.FINDINGS to numbers.
    """

    used: Any
    findings_changed: Any

    @property
    def is_busy(self) -> bool:
        """Whether a run behind the view is under way."""

    def set_trace(self, trace: Trace | None, index: int, script: Script | None) -> None:
        """Follow the learner's own run: its record, the moment that is shown (-1 for none), and what runs."""

    def control(self, name: str) -> QWidget:
        """The control that lessons call so, brought on screen where it was not.

        Raises:
            KeyError: for a name that the view does not have.
        """

    def set_motion(self, factor: float) -> None:
        """Let movements take `factor` of their time; 0 for none."""

    def shut_down(self) -> None:
        """End what works behind the view, for good."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A chapter's own view, before it is made.

    Attributes:
        title: its name in English, in the context "Chapters".
        controls: what lessons can point at in it, by names of course.CONTROLS.
        make: makes it, a QWidget that is a ChapterView.
        prepare: makes the view ready for this page, which has just been turned to.
    """

    title: str
    controls: frozenset[str]
    make: Callable[[], Any]
    prepare: Callable[[Any, Page], None] = lambda _view, _page: None


def _make_attack() -> QWidget:
    # what only this chapter needs is imported with it: the first window must come soon
    from fedgui.gui.attack.view import AttackView

    return AttackView()


def _prepare_attack(view: Any, page: Page) -> None:
    """What the page speaks of is what Attack attacks; from there on the learner chooses.

    Where the page asks what will be found, the view does not ask that once more.
    """
    from fedgui.scripts.leak import Kind, Setup

    setups = {
        "one-row": Setup(),
        "local-epochs": Setup(epochs=100),
        "two-rows": Setup(rows=2),
        "real-rows": Setup(Kind.REAL),
        "digits": Setup(Kind.DIGIT),
    }
    view.set_asks(asks=page.question is None)
    if page.id in setups:
        view.set_setup(setups[page.id])


def _make_defence() -> QWidget:
    from fedgui.gui.secure.view import SecureView

    return SecureView()


OFFERS: Final[Mapping[str, Offer]] = {
    "leaks": Offer(
        QT_TRANSLATE_NOOP("Chapters", "Attack"),
        frozenset({"attack", "rows", "epochs", "digits"}),
        _make_attack,
        _prepare_attack,
    ),
    "aggregation": Offer(
        QT_TRANSLATE_NOOP("Chapters", "What helps"), frozenset({"masks", "dropout", "noise"}), _make_defence
    ),
}
"""The views of chapters that have one, by the chapter's key."""


class ChapterViews(QStackedWidget):
    """The stage, or the view of the chapter that is open.

    Args:
        stage: what is shown at first.
        offers: the chapters' views.
    """

    used = Signal(str)
    """The learner has used this control of a view."""
    findings_changed = Signal(object)
    """What the views have found in this run, as a mapping from names of predict.FINDINGS to numbers."""
    turned = Signal()
    """Something else is shown, or can be."""

    def __init__(self, stage: QWidget, offers: Mapping[str, Offer] = OFFERS, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = stage
        self._offers = offers
        self._views: dict[str, Any] = {}
        self._found: dict[str, Mapping[str, float]] = {}
        self._chapter = ""
        self._motion = 1.0
        self._moment: tuple[Trace | None, int, Script | None] = (None, -1, None)
        self.addWidget(stage)

    @property
    def titles(self) -> tuple[str, ...]:
        """What can be shown in this chapter, in the language on screen; nothing if there is no choice."""
        offer = self._offers.get(self._chapter)
        return (translate("Chapters", STAGE_TITLE), translate("Chapters", offer.title)) if offer is not None else ()

    @property
    def controls(self) -> frozenset[str]:
        """Names of the controls that this chapter's view has."""
        offer = self._offers.get(self._chapter)
        return offer.controls if offer is not None else frozenset()

    @property
    def place(self) -> int:
        """What is shown: STAGE or VIEW."""
        return STAGE if self.currentIndex() == 0 else VIEW

    @property
    def view(self) -> Any:
        """The view of this chapter; None if it has none, or was not looked at yet."""
        return self._views.get(self._chapter)

    @property
    def is_busy(self) -> bool:
        """Whether a run behind one of the views is still under way."""
        return any(view.is_busy for view in self._views.values())

    def set_chapter(self, key: str) -> None:
        """Go to another chapter: the stage is shown, and the chapter's own view, if it has one, is offered."""
        self._chapter = key
        self.turn_to(STAGE)
        self.turned.emit()

    @Slot(int)
    def turn_to(self, place: int) -> None:
        """Show the stage or the chapter's own view; the stage where there is no other."""
        if place == VIEW and self._chapter in self._offers:
            shown = self._made()
            if shown is not self.currentWidget():
                shown.set_trace(*self._moment)
                self.setCurrentWidget(shown)
                self.turned.emit()
        elif self.currentIndex() != 0:
            # by its place: while it is lent to a presentation, something else keeps that
            self.setCurrentIndex(0)
            self.turned.emit()

    @Slot()
    def take_back(self) -> None:
        """The stage is back from a presentation, which leaves it in view whatever is shown here."""
        for place in range(self.count()):
            if (one := self.widget(place)) is not None:
                one.setVisible(place == self.currentIndex())

    def control(self, name: str) -> QWidget | None:
        """Show the control that lessons call `name`, in this chapter's view; None if it has no such control."""
        if name not in self.controls:
            return None
        self.turn_to(VIEW)
        found: QWidget = self._made().control(name)
        return found

    def node(self, name: str) -> QWidget | None:
        """The card of a worker or of the server in the chapter's own view, if that is what is shown and it has one."""
        find = getattr(self.view, "node", None) if self.place == VIEW else None
        if find is None:
            return None
        try:
            found = find(name)
        except KeyError:
            return None
        return found if isinstance(found, QWidget) else None

    def prepare(self, page: Page) -> None:
        """Make the view on screen ready for this page."""
        if self.place == VIEW:
            self._offers[self._chapter].prepare(self.view, page)

    def set_moment(self, trace: Trace | None, index: int, script: Script | None) -> None:
        """Tell the view on screen which moment of which run is shown."""
        self._moment = trace, index, script
        if self.place == VIEW:
            self.view.set_trace(trace, index, script)

    def set_motion(self, factor: float) -> None:
        """Let the views' movements take `factor` of their time; 0 for none."""
        self._motion = factor
        for view in self._views.values():
            view.set_motion(factor)

    def shut_down(self) -> None:
        """End what works behind the views."""
        for view in self._views.values():
            view.shut_down()

    def _made(self) -> Any:
        view = self._views.get(self._chapter)
        if view is None:
            key = self._chapter
            view = self._views[key] = self._offers[key].make()
            view.used.connect(self.used)
            view.findings_changed.connect(lambda found: self._note(key, found))
            view.set_motion(self._motion)
            self.addWidget(view)
        return view

    def _note(self, key: str, found: Mapping[str, float]) -> None:
        self._found[key] = found
        self.findings_changed.emit({name: value for part in self._found.values() for name, value in part.items()})
