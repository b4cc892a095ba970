"""The server's view: a scene with everything taken out that no worker has released to the server. No Qt in here.

The ledger decides, nothing else: what a worker sent to the server, what lies at the server, and what the server itself
is sending. A pointer tells the server shapes, so the number of rows and features stays; their values never do. Rows
that the script handed out count as the worker's own from the moment they are there.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from types import MappingProxyType

from fedgui.scripts.trace import (
    SERVER,
    Key,
    MessageState,
    ModelState,
    Moment,
    Piece,
    Scene,
    Status,
    TensorState,
    TensorValue,
    Trace,
    WorkerState,
)


@dataclass(frozen=True, slots=True)
class Releases:
    """What the server had received at a moment of a record: newest first, and read only as far as somebody asks."""

    trace: Trace
    index: int

    def __iter__(self) -> Iterator[MessageState]:
        places = self.trace.messages
        for place in range(bisect_right(places, self.index) - 1, -1, -1):
            message = self.trace[places[place]].message
            if message is not None and is_release(message):
                yield message


def is_release(message: MessageState) -> bool:
    """Whether a message brings values to the server."""
    return message.receiver == SERVER and message.bytes > 0


def is_hidden(message: MessageState) -> bool:
    """Whether a message passes the server by: from one worker to another."""
    return SERVER not in (message.sender, message.receiver)


def known_to_server(scene: Scene, releases: Iterable[MessageState]) -> Scene:
    """What of a scene the server can know.

    Args:
        scene: all that happened.
        releases: what the server has received up to then, newest first. It is read until the last losses are found.

    Returns:
        A scene without a value that the server has not received: workers' tensors and an absent model are left with
        their shapes; a worker's loss is there if it was released; a worker counts as diverged only if that could be
        seen in what it released.
    """
    received = _Received(scene, releases)
    pieces = {key: _known(key, piece, scene.moment, received) for key, piece in scene.pieces.items()}
    return Scene(_known_moment(scene.moment), MappingProxyType(pieces))


class _Received:
    """The single numbers that each worker has released, and who sent something that is no number."""

    def __init__(self, scene: Scene, releases: Iterable[MessageState]) -> None:
        self.losses: set[tuple[str, str]] = set()
        self.broken: set[str] = set()
        wanted = {(worker.id, repr(worker.last_loss)) for worker in scene.workers if worker.last_loss is not None}
        diverged = {worker.id for worker in scene.workers if worker.status is Status.DIVERGED}
        if not wanted and not diverged:
            return
        for message in releases:
            if message.sender in diverged:
                # Its last message tells; older ones are about a model that has been replaced since.
                diverged.discard(message.sender)
                if any(not math.isfinite(number) for _, value in message.parts for number in value.values):
                    self.broken.add(message.sender)
            found = {(message.sender, repr(value.values[0])) for _, value in message.parts if len(value.values) == 1}
            self.losses |= wanted & found
            wanted -= found
            if not wanted and not diverged:
                return


def _known(key: Key, piece: Piece, moment: Moment, received: _Received) -> Piece:
    if isinstance(piece, WorkerState):
        return _known_worker(piece, received)
    if isinstance(piece, ModelState):
        return _known_model(piece, moment.message)
    if isinstance(piece, TensorState) and key[1] != SERVER:
        return _without_value(piece)
    return piece


def _known_worker(worker: WorkerState, received: _Received) -> WorkerState:
    is_released = (worker.id, repr(worker.last_loss)) in received.losses
    is_unseen = worker.status is Status.DIVERGED and worker.id not in received.broken
    return worker._replace(
        last_loss=worker.last_loss if is_released else None,
        status=Status.TRAINING if is_unseen else worker.status,
    )


def _known_model(model: ModelState, message: MessageState | None) -> ModelState:
    if model.holder == SERVER:
        return model
    sent = {}
    if not model.holder and message is not None and message.is_model and not is_hidden(message):
        sent = dict(message.parts)
    parameters = [
        state._replace(value=sent[state.name], grad=None) if state.name in sent else _without_value(state)
        for state in model.parameters
    ]
    return model._replace(parameters=tuple(parameters))


def _known_moment(moment: Moment) -> Moment:
    message = moment.message
    if message is not None and is_hidden(message):
        message = message._replace(name="", bytes=0, parts=())
    return replace(moment, message=message, changes=())


def _without_value(state: TensorState) -> TensorState:
    return state._replace(value=TensorValue(state.value.shape, state.value.dtype, (), False, 0.0), grad=None)
