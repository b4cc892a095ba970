"""Puts the items of the stage where the record says they are."""

from __future__ import annotations

from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from PySide6.QtCore import QObject, QSizeF, Qt, Signal, Slot

from fedgui.gui.language import language
from fedgui.gui.stage.activity import is_computed_on, whereabouts
from fedgui.gui.stage.company import Company, few, room_in_company
from fedgui.gui.stage.copies import Copies, parts_of
from fedgui.gui.stage.flash import RowFlash
from fedgui.gui.stage.flight import Flight, route_of
from fedgui.gui.stage.layout import Form
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.nodes import NodeScene
from fedgui.gui.stage.paint import translate
from fedgui.gui.stage.parcel import FADE_MS, Parcel
from fedgui.gui.stage.release import is_hidden, known_to_server
from fedgui.gui.stage.slide import SLIDE_MS, GradientRow
from fedgui.gui.stage.words import status_text
from fedgui.gui.theme import theme
from fedgui.scripts.trace import SERVER, Key, Kind, MessageState, Moment, Piece, Scene, WorkerState

TRAVEL_ONLY: Final = 0.25
"""With this factor on their times, and below, small movements are left out: only parcels still travel."""


class StageScene(NodeScene):
    """All items. It shows a `Scene` of the record, and lets what a line sends travel."""

    parcel_looked_at = Signal(object)
    """The Parcel that the pointer or the focus is on, or None."""
    travel_finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actual: Scene | None = None
        self._releases: Iterable[MessageState] = ()
        self._shown: Scene | None = None
        self._is_server_view = False
        self._model = Parcel(is_model=True)
        self._payload = Parcel(is_model=False)
        self._copies = Copies(self, self._on_looked_at)
        self._gradient = GradientRow()
        self._flight = Flight(self)
        self._company = Company(self, self._on_looked_at)
        self._message: MessageState | None = None
        self._holder: str | None = None
        self._motion = 1.0
        self._is_playing = False
        self._flash = RowFlash(self)
        for parcel in (self._model, self._payload):
            parcel.setVisible(False)
            parcel.looked_at.connect(self._on_looked_at)
            self.addItem(parcel)
        self.addItem(self._gradient)
        self._flight.finished.connect(self._on_arrived)
        theme().changed.connect(self.repaint_all)
        language().changed.connect(self.repaint_all)
        self._settle()

    # --- what others set ------------------------------------------------------------------------------------------

    @property
    def stops(self) -> list[StageNode | Parcel]:
        """Where the Tab key stops: at the nodes, then at each parcel, lying or travelling."""
        single = [parcel for parcel in (self._model, self._payload) if parcel.isVisible()]
        return [*self._cast.nodes, *single, *self._company.parcels, *self._copies.cards]

    @property
    def model_holder(self) -> str | None:
        """Where the model can be seen: SERVER, a worker, or None."""
        return self._holder if self._model.isVisible() and self._holder else None

    def show_state(self, scene: Scene, releases: Iterable[MessageState] = ()) -> None:
        """Cut to a state of the record. The moment whose parcel is on its way may be shown again: it goes on."""
        self._releases = releases
        if self._flight.is_running and self._actual is not None and scene.moment == self._actual.moment:
            return
        focused = self._focused_parcel()
        before, self._actual = self._shown, scene
        self._shown = known_to_server(scene, releases) if self._is_server_view else scene
        is_next = self._follows(before)
        self._flight.stop()
        self._company.stop()
        if not is_next:
            self._end_small_movements()
        self._payload.setVisible(False)
        self._cast.drop_passing()
        self._cast.end_trails(at_once=False)
        self._message = self._shown.moment.message
        if self._set_cast(self._shown):
            self._flash.stop()
        self._cast.show(self._shown, self._is_server_view)
        self._put_model(self._shown, is_next)
        self._put_message(self._message)
        self._show_activity()
        if is_next and before is not None:
            self._gradient.follow(before, self._shown, self._layout, round(SLIDE_MS * self._motion))
        self._hand_on_focus(focused)

    def show_expected(self, workers: Iterable[str]) -> None:
        """Show who will be on the stage, before anything has run: rooms without rows, and no model."""
        pieces: dict[Key, Piece] = {("worker", worker_id): WorkerState(worker_id) for worker_id in workers}
        self.show_state(Scene(Moment(-1, 0, Kind.START, SERVER), MappingProxyType(pieces)))

    def set_server_view(self, on: bool) -> None:
        """Hide what the server has not received, or show everything again."""
        if on == self._is_server_view:
            return
        self._is_server_view = on
        if self._actual is None:
            return
        if self._flight.is_running and self._message is not None and not is_hidden(self._message):
            # Both views show this parcel: it goes on.
            self._shown = known_to_server(self._actual, self._releases) if on else self._actual
            self._cast.show(self._shown, on)
            self._cast.show_under_way(self._company.messages)
            self._show_copies()
            self._show_models()
            return
        if self._flight.is_running:
            self._flight.land()
        self._end_small_movements()
        self.show_state(self._actual, self._releases)

    def travel(self, message: MessageState, duration_ms: int, fellows: Iterable[MessageState] = ()) -> None:
        """Let the message's parcel travel, and those of its fellows beside it; see `StageView.travel`."""
        self._halt()
        self._end_small_movements()
        self._message = message
        if not self._is_on_stage(message):
            # Commands carry nothing that could be seen.
            self._flight.skip()
            return
        fellows = few([fellow for fellow in fellows if self._is_on_stage(fellow)])
        # the record has them there already: all of them were sent before this message
        self._copies.conceal(fellow.receiver for fellow in fellows if fellow.is_model)
        if fellows:
            self._set_flight(room_in_company(self._layout, [message, *fellows]))
        parcel = self._load(message)
        link = self._cast.link_for(message, self._layout)
        gates = self._cast.gates(message)
        route = route_of(message, self._layout, link, self._payload.flight_size)
        self._flight.start(parcel, route, link, gates, duration_ms, self._motion)
        for fellow in fellows:
            link, gates = self._cast.link_for(fellow, self._layout, is_beside=True), self._cast.gates(fellow)
            self._company.send(fellow, self._layout, parcel.flight_room, link, gates, duration_ms, self._motion)
        self._cast.show_under_way(self._company.messages)

    def stop_travel(self) -> None:
        """End a journey at once, without a signal, and show the moment that was shown last as `show_state` does."""
        if not self._flight.is_running:
            return
        self._halt()
        if self._shown is not None:
            self._message = self._shown.moment.message
            self._put_model(self._shown)
            self._put_message(self._message)
            self._show_activity()

    def _halt(self) -> None:
        self._flight.stop()
        self._disperse()
        self._message = None
        self._show_holder(self._holder)
        self._payload.setVisible(False)
        self._cast.end_trails(at_once=True)
        self._cast.drop_passing()

    def flash(self, scene: Scene, releases: Iterable[MessageState] = ()) -> None:
        """Cut to a state and let the marker run over the rows of the worker that the moment is about."""
        self.show_state(scene, releases)
        rooms = self._cast.rooms
        room = next((rooms[place] for place in whereabouts(scene.moment) if place in rooms), None)
        if room is None or room.shown_rows == 0 or self._motion <= TRAVEL_ONLY:
            return
        self._flash.start(room, self._motion)

    def set_motion(self, scale: float) -> None:
        """Factor on the times of small movements; 0 is reduced motion."""
        self._motion = max(0.0, scale)
        self._show_activity()

    def set_playing(self, is_playing: bool) -> None:
        """While the record is paused nothing on the stage moves by itself."""
        if is_playing == self._is_playing:
            return
        self._is_playing = is_playing
        self._flight.set_paused(not is_playing)
        self._company.set_paused(not is_playing)
        if not is_playing:
            self._end_small_movements()
        self._show_activity()

    @Slot()
    def repaint_all(self) -> None:
        """Paint everything anew, after a change of theme or language."""
        for item in self.items():
            if isinstance(item, StageNode | Parcel):
                item.retranslate()
            else:
                item.update()
        self._show_copies()
        self._show_activity()

    # --- places ---------------------------------------------------------------------------------------------------

    def _settle(self) -> bool:
        was_travelling = self._flight.is_running
        if not super()._settle():
            return False
        self._copies.settle(self._layout)
        self._set_flight(self._layout.flight)
        self._gradient.stop()
        if was_travelling:
            # The way under the parcel is another one now: it arrives.
            self._flight.land()
        elif self._shown is not None:
            self._put_model(self._shown)
            self._put_message(self._message)
            self._show_activity()
        return True

    def _set_flight(self, size: QSizeF) -> None:
        for parcel in (self._model, self._payload):
            parcel.set_flight(size)

    # --- the parcels ----------------------------------------------------------------------------------------------

    def _put_model(self, scene: Scene, is_next: bool = False) -> None:
        model = scene.model
        fade_ms = round(FADE_MS * self._motion) if is_next else 0
        self._show_copies(fade_ms)
        if model is not None:
            was_there = self._model.isVisible() and self._holder == model.holder != ""
            self._model.set_parts(parts_of(model.parameters), fade_ms if was_there else 0)
            self._dock(model.holder)
        self._show_holder(None if model is None else model.holder)
        self._model.setVisible(model is not None and self._can_be_seen(model.holder))

    def _show_copies(self, fade_ms: int = 0) -> None:
        if self._shown is not None:
            rooms = () if self._is_server_view else tuple(self._cast.rooms)
            self._copies.show(self._shown, rooms, self._layout, fade_ms)
            self._copies.conceal(message.receiver for message in self._company.messages if message.is_model)

    def _put_message(self, message: MessageState | None) -> None:
        """Draw a message that is under way in the middle of its link."""
        if message is None or not self._is_on_stage(message):
            return
        parcel = self._load(message)
        share = self._layout.middle(message.sender, message.receiver)
        self._flight.hover(parcel, self._cast.link_for(message, self._layout), share)

    def _load(self, message: MessageState) -> Parcel:
        parcel = self._model if message.is_model else self._payload
        parcel.set_parts(message.parts)
        parcel.set_message(message)
        parcel.set_label("")
        parcel.setVisible(True)
        if message.is_model:
            self._show_holder("")
        return parcel

    def _dock(self, holder: str) -> None:
        self._model.set_message(None)
        self._model.set_place(holder)
        if self._cast.is_on_stage(holder):
            self._model.dock(self._layout.place(holder).card)

    def _show_holder(self, holder: str | None) -> None:
        self._holder = holder
        self._show_models()
        self._cast.show_holder(holder, self._layout)

    def _show_models(self) -> None:
        """Tell the rooms which models they have."""
        models, holder = dict(self._copies.held), self._holder or ""
        if holder in self._cast.rooms and not self._is_server_view:
            models[holder] = (*models.get(holder, ()), self._model.parts)
        self._model.set_count(len(models.get(holder, ())))
        self._cast.show_models(models)

    def _can_be_seen(self, holder: str) -> bool:
        """Whether a model is drawn at its holder: a ring's points are too small, and the server sees only its own."""
        if holder == SERVER:
            return True
        return holder in self._cast.rooms and not self._is_server_view

    def _is_on_stage(self, message: MessageState) -> bool:
        if message.bytes == 0 or (self._is_server_view and is_hidden(message)):
            return False
        return self._cast.is_on_stage(message.sender) and self._cast.is_on_stage(message.receiver)

    def _disperse(self, *, has_arrived: bool = False) -> None:
        """Take away what travels beside the first parcel, and show again what its workers do."""
        fellows, focused = self._company.messages, self._focused_parcel()
        self._company.end(has_arrived=has_arrived)
        if fellows and self._shown is not None:
            self._cast.show(self._shown, self._is_server_view)
            self._show_copies()
            self._set_flight(self._layout.flight)
        for fellow in fellows:
            self._cast.rest(fellow.worker)
        self._hand_on_focus(focused)

    @Slot()
    def _on_arrived(self) -> None:
        message, focused = self._message, self._focused_parcel()
        self._disperse(has_arrived=True)
        if message is not None and self._is_on_stage(message):
            if message.is_model:
                self._dock(message.receiver)
                self._model.setVisible(self._can_be_seen(message.receiver))
                self._show_holder(message.receiver)
                self._show_activity()
            else:
                self._payload.setVisible(False)
                self._cast.rest(message.worker)
        self._hand_on_focus(focused)
        self._message = None
        self._cast.drop_passing()
        self.travel_finished.emit()

    def _focused_parcel(self) -> Parcel | None:
        focused = self.focusItem()
        return focused if isinstance(focused, Parcel) else None

    def _hand_on_focus(self, parcel: Parcel | None) -> None:
        """A parcel that had the focus keeps it; if it has gone, the node where it went to takes it."""
        if parcel is None or self.focusItem() is parcel:
            return
        is_there = parcel.scene() is self and parcel.isVisible()
        heir = parcel if is_there else self._cast.node(parcel.place) or self._cast.server
        heir.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is alive --------------------------------------------------------------------------------------------

    def _follows(self, before: Scene | None) -> bool:
        """Whether small movements may lead from the state `before` to the present one."""
        if before is None or self._shown is None or not self._is_playing or self._motion <= TRAVEL_ONLY:
            return False
        return self._shown.moment.index > before.moment.index

    def _show_activity(self) -> None:
        for room in self._cast.rooms.values():
            room.set_turning(self._is_playing and self._motion > 0)
        status = self._cast.status(self._holder or "")
        self._model.set_active(is_computed_on(self._shown, self._holder, status, is_alone=not self._cast.workers))
        is_compact = self._holder in self._cast.rooms and self._layout.rooms[self._holder].form is Form.COMPACT
        if self._holder:
            self._model.set_label(status_text(status) if status and is_compact else translate("Stage", "model"))

    def _end_small_movements(self) -> None:
        self._flash.stop()
        self._gradient.stop()
        self._model.end_fade()
        self._copies.end_fades()

    @Slot(bool)
    def _on_looked_at(self, is_looked_at: bool) -> None:
        self.parcel_looked_at.emit(self.sender() if is_looked_at else self._focused_parcel())
