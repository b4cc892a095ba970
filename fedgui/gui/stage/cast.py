"""Who is on the stage: the server, the workers and their links, made and moved as the record and the layout say."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsObject, QGraphicsScene

from fedgui.gui.stage.cells import Parts
from fedgui.gui.stage.copies import parts_of
from fedgui.gui.stage.layout import Layout, Place
from fedgui.gui.stage.link import Link, LinkState
from fedgui.gui.stage.node import CollectedRows, StageNode
from fedgui.gui.stage.ring import Dot, WorkerRing
from fedgui.gui.stage.room import WorkerRoom
from fedgui.gui.stage.room_parts import Gate
from fedgui.gui.stage.rows import read_rows
from fedgui.gui.stage.server import ServerNode
from fedgui.scripts.trace import SERVER, MessageState, Role, Scene, Status, TensorState

_COLLECTED_ROWS: Final = 4


class Cast:
    """The nodes and links of a scene. Up to twelve workers are rooms with a link each; more of them are one ring.

    Args:
        adopt: connects a new node.
    """

    def __init__(self, stage: QGraphicsScene, layout: Layout, adopt: Callable[[StageNode], None]) -> None:
        self._stage = stage
        self._adopt = adopt
        self.workers: tuple[str, ...] = ()
        self.server = ServerNode(layout.server)
        self.collected = CollectedRows(Place(layout.rows, layout.rows, layout.rows))
        self.collected.setVisible(False)
        self.rooms: dict[str, WorkerRoom] = {}
        self.ring: WorkerRing | None = None
        self.links: dict[str, Link] = {}
        self._passing: list[Link] = []
        self._statuses: dict[str, Status] = {}
        self._holder: str | None = None
        self._with_models: frozenset[str] = frozenset()
        for node in (self.server, self.collected):
            stage.addItem(node)
            adopt(node)

    # --- nodes ----------------------------------------------------------------------------------------------------

    @property
    def nodes(self) -> list[StageNode]:
        """The nodes that the Tab key visits, in that order."""
        return [self.server, *self.rooms.values(), *([self.ring] if self.ring is not None else [])]

    def node(self, node_id: str) -> StageNode | None:
        """The server, a worker's room or the ring that it is on, or None."""
        if node_id == SERVER:
            return self.server
        if self.ring is not None and node_id in self.workers:
            return self.ring
        return self.rooms.get(node_id)

    def node_id_at(self, point: QPointF) -> str | None:
        """Whose node is at a point of the scene."""
        if self.server.covers(point) or (self.collected.isVisible() and self.collected.covers(point)):
            return SERVER
        if self.ring is not None:
            return self.ring.worker_at(point) or None
        return next((room.node_id for room in self.rooms.values() if room.covers(point)), None)

    def status(self, node_id: str) -> Status | None:
        """What a worker is doing, or None for who is no worker on the stage."""
        return self._statuses.get(node_id)

    def is_on_stage(self, node_id: str) -> bool:
        """Whether this is the server or one of the workers shown."""
        return node_id == SERVER or node_id in self.workers

    # --- who is there, and where ----------------------------------------------------------------------------------

    def engage(self, workers: Sequence[str], is_collected: bool, layout: Layout) -> None:
        """Make items for these workers, and let the others go."""
        self.workers = tuple(workers)
        self.collected.setVisible(is_collected)
        in_rooms = list(workers) if layout.ring is None else []
        for worker_id in set(self.rooms) - set(in_rooms):
            self._remove(self.rooms.pop(worker_id))
            self._remove(self.links.pop(worker_id))
        rooms: dict[str, WorkerRoom] = {}
        for worker_id in in_rooms:
            rooms[worker_id] = self.rooms.get(worker_id) or self._open_room(worker_id, layout)
        self.rooms = rooms
        if layout.ring is None and self.ring is not None:
            self._remove(self.ring)
            self.ring = None
        elif layout.ring is not None and self.ring is None:
            self.ring = WorkerRing(_whole(layout), layout.ring)
            self._stage.addItem(self.ring)
            self._adopt(self.ring)

    def settle(self, layout: Layout) -> None:
        """Move everything to its place in a layout for this cast."""
        self.server.set_place(layout.server)
        self.collected.set_place(Place(layout.rows, layout.rows, layout.rows))
        for worker_id, room in self.rooms.items():
            room.set_place(layout.rooms[worker_id])
            self.links[worker_id].set_path(layout.links[worker_id])
        if self.ring is not None and layout.ring is not None:
            self.ring.set_ring(_whole(layout), layout.ring)

    def _open_room(self, worker_id: str, layout: Layout) -> WorkerRoom:
        room = WorkerRoom(worker_id, layout.rooms[worker_id])
        link = self.links[worker_id] = Link(layout.links[worker_id])
        for item in (room, link):
            self._stage.addItem(item)
        self._adopt(room)
        return room

    def _remove(self, item: QGraphicsObject) -> None:
        self._stage.removeItem(item)
        item.deleteLater()

    # --- what they show -------------------------------------------------------------------------------------------

    def show(self, scene: Scene, is_secret: bool) -> None:
        """Show a state; `is_secret` if it is the server's view of it."""
        self._statuses = {worker.id: worker.status for worker in scene.workers}
        if self.ring is not None:
            counts = _count_rows(scene)
            self.ring.set_dots([Dot(w.id, w.status, counts.get(w.id, 0), w.last_loss) for w in scene.workers])
            self.ring.set_models(lambda worker_id: () if is_secret else _models_of(scene, worker_id))
        for worker in scene.workers:
            room = self.rooms.get(worker.id)
            if room is not None:
                room.set_status(worker.status)
                room.set_loss(worker.last_loss, scene.moment.value is not None and scene.moment.actor == worker.id)
                room.set_rows(read_rows(*scene.table(worker.id)))
                room.set_secret(is_secret)
        self.collected.set_rows(read_rows(*scene.table(SERVER), most=_COLLECTED_ROWS))

    def show_under_way(self, messages: Iterable[MessageState]) -> None:
        """Let the workers at the ends of these messages receive or return, for as long as they travel."""
        for message in messages:
            room = self.rooms.get(message.worker)
            if room is not None:
                room.set_status(Status.RECEIVING if message.sender == SERVER else Status.RETURNING)

    def show_models(self, models: Mapping[str, tuple[Parts, ...]]) -> None:
        """The models that can be seen in the workers' rooms, by worker id."""
        self._with_models = frozenset(models)
        for worker_id, room in self.rooms.items():
            room.set_models(models.get(worker_id, ()))

    def show_holder(self, holder: str | None, layout: Layout) -> None:
        """Who has the script's model (see `ServerNode.set_holder`). Links come to rest."""
        self.server.set_holder(holder)
        self._holder = holder
        for worker_id, link in self.links.items():
            link.set_state(self._link_state(worker_id))
            link.set_path(layout.links[worker_id])

    def rest(self, worker_id: str) -> None:
        """Give a worker's link back the state that its end wants."""
        if worker_id in self.links:
            self.links[worker_id].set_state(self._link_state(worker_id))

    def _link_state(self, worker_id: str) -> LinkState:
        if self._statuses.get(worker_id) is Status.OFFLINE:
            return LinkState.OFFLINE
        is_holding = worker_id == self._holder or worker_id in self._with_models
        return LinkState.HOLDING if is_holding else LinkState.IDLE

    # --- links ----------------------------------------------------------------------------------------------------

    def link_for(self, message: MessageState, layout: Layout, is_beside: bool = False) -> Link:
        """The link that a message takes, turned its way; `is_beside` if others travel at the same time."""
        path = layout.link(message.sender, message.receiver)
        if SERVER in (message.sender, message.receiver) and message.worker in self.links:
            link = self.links[message.worker]
            link.set_path(path)
        else:
            if not is_beside:
                self.drop_passing()
            link = Link(path)
            self._passing.append(link)
            self._stage.addItem(link)
        link.set_state(LinkState.BUSY)
        return link

    def gates(self, message: MessageState) -> list[Gate]:
        """The gates that a message passes."""
        rooms = (self.rooms.get(message.sender), self.rooms.get(message.receiver))
        return [room.gate for room in rooms if room is not None]

    def drop_passing(self) -> None:
        """Two workers, and the points of a ring, have a link only while a parcel is on it."""
        for link in self._passing:
            self._remove(link)
        self._passing.clear()

    def end_trails(self, *, at_once: bool) -> None:
        """Take the trails away; unless `at_once`, those that fade may go on."""
        for link in self.links.values():
            if at_once:
                link.set_trail(0.0)
            else:
                link.end_trail()


def _models_of(scene: Scene, worker_id: str) -> list[Parts]:
    """The models that a worker has: the script's own, and copies."""
    model = scene.model
    own = [parts_of(model.parameters)] if model is not None and model.holder == worker_id else []
    return [*map(parts_of, scene.copies(worker_id)), *own]


def _whole(layout: Layout) -> Place:
    """The ring's item covers the whole scene: its points, its legend and the names that it calls out."""
    rect = QRectF(QPointF(0, 0), layout.size)
    return Place(rect, rect, rect)


def _count_rows(scene: Scene) -> dict[str | int, int]:
    """How many private rows each worker has: one look at all tensors, where asking for each worker's would be many."""
    counts: dict[str | int, int] = {}
    for key, piece in scene.pieces.items():
        if isinstance(piece, TensorState) and piece.role is Role.DATA and piece.value.shape:
            counts.setdefault(key[1], piece.value.shape[0])
    return counts
