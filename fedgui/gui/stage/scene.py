"""Puts the items of the stage where the record says they are."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QPointF, QSizeF, QVariantAnimation, Signal, Slot
from PySide6.QtWidgets import QGraphicsScene

from fedgui.gui.language import language
from fedgui.gui.stage.flight import Flight, Route
from fedgui.gui.stage.layout import Form, Layout, Place, arrange
from fedgui.gui.stage.link import Link, LinkState
from fedgui.gui.stage.node import CollectedRows, ServerNode, StageNode
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.room import WorkerRoom
from fedgui.gui.stage.rows import read_rows
from fedgui.gui.theme import theme
from fedgui.scripts.trace import SERVER, MessageState, Scene, Status

MOST_WORKERS: Final = 12
FLASH_MS: Final = 220
_COLLECTED_ROWS: Final = 4


class StageScene(QGraphicsScene):
    """All items. It shows a `Scene` of the record, and lets one parcel travel at a time."""

    node_activated = Signal(str)
    node_focused = Signal(str)
    travel_finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewport = QSizeF(704, 620)
        self._layout = arrange((), self._viewport)
        self._shown: Scene | None = None
        self._server = ServerNode(self._layout.server)
        self._collected = CollectedRows(Place(self._layout.rows, self._layout.rows, self._layout.rows))
        self._rooms: dict[str, WorkerRoom] = {}
        self._links: dict[str, Link] = {}
        self._shortcut: Link | None = None
        self._model = Parcel(is_model=True)
        self._payload = Parcel(is_model=False)
        self._flight = Flight(self)
        self._message: MessageState | None = None
        self._holder: str | None = None
        self._motion = 1.0
        self._is_playing = False
        self._busy: str | None = None
        self._chosen: str | None = None
        self._flashing = QVariantAnimation(self)
        self._flashing_room: WorkerRoom | None = None
        for node in (self._server, self._collected):
            self._adopt(node)
        for parcel in (self._model, self._payload):
            parcel.setVisible(False)
            self.addItem(parcel)
        self._collected.setVisible(False)
        self._flight.finished.connect(self._on_arrived)
        self._flashing.valueChanged.connect(self._on_flash)
        theme().changed.connect(self.repaint_all)
        language().changed.connect(self.repaint_all)
        self._settle()

    # --- what others set ------------------------------------------------------------------------------------------

    @property
    def layout(self) -> Layout:
        return self._layout

    @property
    def nodes(self) -> list[StageNode]:
        """The nodes that the Tab key visits, in that order."""
        return [self._server, *self._rooms.values()]

    def node(self, node_id: str) -> StageNode | None:
        """The server or a worker, or None."""
        return self._server if node_id == SERVER else self._rooms.get(node_id)

    def fit(self, viewport: QSizeF) -> QSizeF:
        """Choose the arrangement for a viewport; returns the size of the logical scene to fit into it."""
        self._viewport = viewport
        self._settle()
        return self._layout.size

    def show_state(self, scene: Scene) -> None:
        """Cut to a state of the record. The moment whose parcel is on its way may be shown again: it goes on."""
        if self._flight.is_running and self._shown is not None and scene.moment is self._shown.moment:
            return
        self._flight.stop()
        self._end_flash()
        self._payload.setVisible(False)
        self._drop_shortcut()
        for link in self._links.values():
            link.end_trail()
        self._shown = scene
        self._message = scene.moment.message
        self._set_cast(scene)
        for worker in scene.workers:
            room = self._rooms.get(worker.id)
            if room is not None:
                room.set_status(worker.status)
                room.set_loss(worker.last_loss, scene.moment.value is not None and scene.moment.actor == worker.id)
                room.set_rows(read_rows(*scene.table(worker.id)))
        self._collected.set_rows(read_rows(*scene.table(SERVER), most=_COLLECTED_ROWS))
        self._put_model(scene)
        self._put_message(self._message)
        self._show_activity()

    def travel(self, message: MessageState, duration_ms: int) -> None:
        """Let the message's parcel travel; see `StageView.travel`."""
        self.stop_travel()
        self._message = message
        if not self._is_on_stage(message):
            # Commands carry nothing that could be seen.
            self._flight.skip()
            return
        parcel = self._load(message)
        link = self._link_for(message)
        gates = [room.gate for room in (self._rooms.get(message.sender), self._rooms.get(message.receiver)) if room]
        self._flight.start(parcel, self._route(message, link), link, gates, duration_ms, self._motion)

    def stop_travel(self) -> None:
        """End a journey at once, without a signal."""
        self._flight.stop()
        self._message = None
        self._show_holder(self._holder)
        self._payload.setVisible(False)
        for link in self._links.values():
            link.set_trail(0.0)
        self._drop_shortcut()

    def flash(self, scene: Scene) -> None:
        """Cut to a state and let the marker run over the rows of the worker that the moment is about."""
        self.show_state(scene)
        message = scene.moment.message
        room = self._rooms.get(message.worker if message is not None else scene.moment.actor)
        if room is None or room.shown_rows == 0 or self._motion <= 0:
            return
        self._flashing_room = room
        self._flashing.setStartValue(0)
        self._flashing.setEndValue(room.shown_rows)
        self._flashing.setDuration(round(FLASH_MS * room.shown_rows * self._motion))
        self._flashing.start()

    def set_motion(self, scale: float) -> None:
        """Factor on the times of small movements; 0 is reduced motion."""
        self._motion = max(0.0, scale)
        self._show_activity()

    def set_busy(self, node_id: str | None) -> None:
        """Say who computes right now."""
        self._busy = node_id
        self._show_activity()

    def set_playing(self, is_playing: bool) -> None:
        """While the record is paused nothing on the stage moves by itself."""
        self._is_playing = is_playing
        self._flight.set_paused(not is_playing)
        self._show_activity()

    def set_chosen(self, node_id: str | None) -> None:
        """Draw the ring of selection around one node, or none."""
        self._chosen = node_id
        for node in self.nodes:
            node.set_chosen(node.node_id == node_id)

    @Slot()
    def repaint_all(self) -> None:
        """Paint everything anew, after a change of theme or language."""
        for room in self._rooms.values():
            room.retranslate()
        for item in self.items():
            item.update()

    # --- cast and places ------------------------------------------------------------------------------------------

    def _adopt(self, node: StageNode) -> None:
        node.activated.connect(self.node_activated)
        node.focused.connect(self.node_focused)
        self.addItem(node)

    def _set_cast(self, scene: Scene) -> None:
        wanted = [worker.id for worker in scene.workers[:MOST_WORKERS]]
        is_collected = not wanted and scene.table(SERVER)[0] is not None
        if wanted == list(self._rooms) and is_collected == self._collected.isVisible():
            return
        for worker_id in set(self._rooms) - set(wanted):
            self._remove(self._rooms.pop(worker_id))
            self._remove(self._links.pop(worker_id))
        self._collected.setVisible(is_collected)
        layout = arrange(wanted, self._viewport, is_collected)
        rooms: dict[str, WorkerRoom] = {}
        for worker_id in wanted:
            rooms[worker_id] = self._rooms.get(worker_id) or WorkerRoom(worker_id, layout.rooms[worker_id])
            if worker_id not in self._rooms:
                self._adopt(rooms[worker_id])
                self._links[worker_id] = Link(layout.links[worker_id])
                self.addItem(self._links[worker_id])
        self._rooms = rooms
        self._settle()
        self.set_chosen(self._chosen)

    def _remove(self, item: WorkerRoom | Link) -> None:
        self.removeItem(item)
        item.deleteLater()

    def _settle(self) -> None:
        """Move everything to where the arrangement for the present viewport and cast wants it."""
        layout = arrange(list(self._rooms), self._viewport, self._collected.isVisible())
        if layout == self._layout and self.sceneRect().size() == layout.size:
            return
        was_travelling = self._flight.is_running
        self._layout = layout
        self.setSceneRect(0, 0, layout.size.width(), layout.size.height())
        self._server.set_place(layout.server)
        self._model.set_compact(any(place.form is Form.COMPACT for place in layout.rooms.values()))
        self._collected.set_place(Place(layout.rows, layout.rows, layout.rows))
        for worker_id, room in self._rooms.items():
            room.set_place(layout.rooms[worker_id])
            self._links[worker_id].set_path(layout.links[worker_id])
        if was_travelling:
            # The way under the parcel is another one now: it arrives.
            self._flight.land()
        elif self._shown is not None:
            self._put_model(self._shown)
            self._put_message(self._message)

    # --- the parcels ----------------------------------------------------------------------------------------------

    def _put_model(self, scene: Scene) -> None:
        model = scene.model
        self._show_holder(None if model is None else model.holder)
        self._model.setVisible(model is not None and self._has_slot(model.holder))
        if model is not None:
            self._model.set_parts([(part.name, part.value) for part in model.parameters])
            self._dock(model.holder)

    def _put_message(self, message: MessageState | None) -> None:
        """Draw a message that is under way in the middle of its link."""
        if message is None or not self._is_on_stage(message):
            return
        parcel = self._load(message)
        share = self._layout.middle(message.sender, message.receiver)
        self._flight.hover(parcel, self._link_for(message), share)

    def _load(self, message: MessageState) -> Parcel:
        parcel = self._model if message.is_model else self._payload
        parcel.set_parts(message.parts)
        parcel.set_message(message)
        parcel.setVisible(True)
        if message.is_model:
            self._show_holder("")
        return parcel

    def _dock(self, holder: str) -> None:
        self._model.set_message(None)
        if self._has_slot(holder):
            card = self._layout.place(holder).card
            self._model.set_size(card.size())
            self._model.setPos(card.center())

    def _show_holder(self, holder: str | None) -> None:
        """Who has the model: SERVER, a worker, "" while it travels, None if there is none."""
        self._holder = holder
        self._server.set_holder(holder)
        for worker_id, room in self._rooms.items():
            room.set_occupied(worker_id == holder)
            self._links[worker_id].set_state(LinkState.HOLDING if worker_id == holder else LinkState.IDLE)
            self._links[worker_id].set_path(self._layout.links[worker_id])

    def _has_slot(self, holder: str) -> bool:
        return holder == SERVER or holder in self._rooms

    def _is_on_stage(self, message: MessageState) -> bool:
        return message.bytes > 0 and self._has_slot(message.sender) and self._has_slot(message.receiver)

    def _link_for(self, message: MessageState) -> Link:
        """The link that a message takes, turned its way."""
        path = self._layout.link(message.sender, message.receiver)
        if SERVER in (message.sender, message.receiver):
            link = self._links[message.worker]
            link.set_path(path)
        else:
            self._drop_shortcut()
            link = self._shortcut = Link(path)
            self.addItem(link)
        link.set_state(LinkState.BUSY)
        return link

    def _drop_shortcut(self) -> None:
        """Two workers have no link of their own: theirs is there only while a parcel is on it."""
        if self._shortcut is not None:
            self.removeItem(self._shortcut)
            self._shortcut.deleteLater()
            self._shortcut = None

    def _route(self, message: MessageState, link: Link) -> Route:
        sender = self._layout.place(message.sender).card
        receiver = self._layout.place(message.receiver).card
        small = self._payload.flight_size
        return Route(
            self._layout.route(message.sender, message.receiver),
            _distance(sender.center(), link.path.pointAtPercent(0)),
            _distance(link.path.pointAtPercent(1), receiver.center()),
            sender.size() if message.is_model else small,
            receiver.size() if message.is_model else small,
            self._layout.middle(message.sender, message.receiver),
        )

    @Slot()
    def _on_arrived(self) -> None:
        message = self._message
        if message is not None and self._is_on_stage(message):
            if message.is_model:
                self._dock(message.receiver)
                self._show_holder(message.receiver)
                self._show_activity()
            else:
                self._payload.setVisible(False)
                self._rest(message)
        self._message = None
        self._drop_shortcut()
        self.travel_finished.emit()

    def _rest(self, message: MessageState) -> None:
        """Give a link back the state that the model's holder wants."""
        if message.worker in self._links:
            state = LinkState.HOLDING if message.worker == self._holder else LinkState.IDLE
            self._links[message.worker].set_state(state)

    # --- what is alive --------------------------------------------------------------------------------------------

    def _show_activity(self) -> None:
        for worker_id, room in self._rooms.items():
            is_meant = self._busy in (None, worker_id)
            room.set_turning(self._is_playing and self._motion > 0 and is_meant)
        holder = self._rooms.get(self._holder or "")
        is_active = holder is not None and holder.status not in (Status.WAITING, Status.DIVERGED)
        self._model.set_active(is_active or (self._holder is not None and self._holder == self._busy))

    @Slot(object)
    def _on_flash(self, row: int) -> None:
        if self._flashing_room is not None:
            is_over = row >= self._flashing_room.shown_rows
            self._flashing_room.set_marked(-1 if is_over else row)

    def _end_flash(self) -> None:
        self._flashing.stop()
        if self._flashing_room is not None:
            self._flashing_room.set_marked(-1)
            self._flashing_room = None


def _distance(first: QPointF, second: QPointF) -> float:
    between = second - first
    return float((between.x() ** 2 + between.y() ** 2) ** 0.5)
