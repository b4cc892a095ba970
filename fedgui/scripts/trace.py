"""The record of a run: what happened, moment by moment, and the scene at any one of them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from fedgui.scripts.columns import CARRYING, Columns, Payload
from fedgui.scripts.divergence import GROWING_ROUNDS, Curve, Divergence, Ill, LossPoint
from fedgui.scripts.moments import (
    SERVER,
    Changes,
    ErrorState,
    Key,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Piece,
    Role,
    RoundState,
    Scene,
    Status,
    TensorState,
    TensorValue,
    WorkerState,
)
from fedgui.scripts.rising import same, until

__all__ = [
    "CARRYING",
    "FULL_DETAIL",
    "KEYFRAME_EVERY",
    "SERVER",
    "Changes",
    "Divergence",
    "ErrorState",
    "Ill",
    "Key",
    "Kind",
    "LossPoint",
    "MessageState",
    "ModelState",
    "Moment",
    "Payload",
    "Piece",
    "Role",
    "RoundState",
    "Scene",
    "Status",
    "TensorState",
    "TensorValue",
    "Trace",
    "WorkerState",
]

_LINE, _FORK = Kind.LINE, Kind.FORK  # through its class each costs ten times as much (Python 3.11)

KEYFRAME_EVERY: Final = 256
"""Moments and changes between two keyframes, in a small scene; a seek replays at most this many."""

KEYFRAME_SHARE: Final = 4
"""In a large scene, a keyframe of n pieces comes only after this many times n: keyframes never outweigh the changes."""

FULL_DETAIL: Final = 1_000_000
"""Moments that a record in the window keeps in full; of what is older, only every keyframe keeps its scene."""


class Trace(Columns):
    """The record of one run. One thread appends; any thread reads what is already there.

    A reader takes `len(trace)` first and stays below it: moments are complete before the length shows them.

    Args:
        seed: the run's seed.
        detail: moments at the end that are kept in full; None keeps all.

    Attributes:
        finished: whether nothing more will be added.
    """

    def __init__(self, seed: int = 0, detail: int | None = None) -> None:
        super().__init__()
        self.seed = seed
        self.finished = False
        self._detail = detail
        self._thinned = 0
        # the scene at the end, and at some moments before
        self._pieces: dict[Key, Piece] = {}
        self._keyframe_at: list[int] = []
        self._keyframes: list[Mapping[Key, Piece]] = []
        self._since_keyframe = 0
        self._latest: Scene | None = None

    # writing

    def append(self, moment: Moment, step: int = 0, rate: float | None = None) -> None:
        """Add the next moment.

        Args:
            moment: its index must be `len(self)`.
            step: optimizer steps so far, for a LOSS moment.
            rate: the learning rate of the last of them.

        Raises:
            ValueError: if the index does not follow the last one.
        """
        if moment.index != len(self):
            raise ValueError(f"moment {moment.index} does not follow moment {len(self) - 1}")
        payload: Payload = moment.message or moment.error or moment.fork or moment.text
        if moment.text is not None and moment.value is not None:
            payload = moment.text, moment.value
        self.add(moment.line, moment.kind, moment.actor, payload, moment.changes, step, rate)

    def add(
        self,
        line: int,
        kind: Kind,
        actor: str,
        payload: Payload = None,
        changes: Changes = (),
        step: int = 0,
        rate: float | None = None,
    ) -> None:
        """Add the next moment, given in parts (see `append`)."""
        index = len(self._kinds)
        self._since_keyframe += 1 + len(changes)
        has_new_round = self._apply(changes) if changes else False
        since = self._since_keyframe
        if (since >= KEYFRAME_EVERY and since >= KEYFRAME_SHARE * len(self._pieces)) or not index:
            self._since_keyframe = 0
            self._keyframes.append(dict(self._pieces))
            self._keyframe_at.append(index)
        if kind is _LINE:
            self._lines.append(index)
        elif isinstance(payload, MessageState):
            self._note_message(index, payload)
        elif payload is None:
            pass
        elif isinstance(payload, (str, tuple)):
            self._prints.append(index)
            if isinstance(payload, tuple):
                self._note_loss(LossPoint(index, step, self._round_number(), actor, payload[1], rate))
        elif kind is _FORK:
            self._forks.append(index)
        if has_new_round:
            self._note_round(index)
        self._line_of.append(line)
        self._actors.append(actor)
        self._payloads.append(payload)
        self._changes.append(changes)
        self._kinds.append(kind)
        if self._detail is not None and index >= self._thinned + self._detail + KEYFRAME_EVERY:
            self._thin()

    def _apply(self, changes: Changes) -> bool:
        """Bring the scene up to date. Returns whether a round begins."""
        pieces = self._pieces
        has_new_round = False
        for key, piece in changes:
            if piece is None:
                pieces.pop(key, None)
            else:
                pieces[key] = piece
            if isinstance(piece, RoundState) and piece.number > len(self._rounds):
                has_new_round = True
        return has_new_round

    def _note_message(self, index: int, message: MessageState) -> None:
        self._bytes.append((self._bytes[-1] if self._bytes else 0) + message.bytes)
        self._messages.append(index)
        if message.kind == CARRYING:
            self._carrying.append(index)
        if message.is_model and message.bytes and message.sender == SERVER:
            self._visits.append(index)

    def _note_round(self, index: int) -> None:
        if self._rounds and (not self._visits or self._visits[-1] <= self._rounds[-1]):
            self._visits.append(index)
        self._rounds.append(index)

    def _round_number(self) -> int:
        piece = self._pieces.get(("round",))
        return piece.number if isinstance(piece, RoundState) else 0

    def _note_loss(self, loss: LossPoint) -> None:
        self._losses.append(loss)
        if not math.isfinite(loss.value):
            self._divergences.setdefault(Ill.NOT_FINITE, Divergence(Ill.NOT_FINITE, loss))
        elif loss.round:
            curve = self._curves.setdefault(loss.worker, Curve())
            curve.add(loss.round, loss.value)
            if curve.growths >= GROWING_ROUNDS:
                self._divergences.setdefault(Ill.GROWING, Divergence(Ill.GROWING, loss))

    def _thin(self) -> None:
        """Let the oldest stretch between two keyframes go, but for its lines, messages, prints and losses."""
        place = bisect_right(self._keyframe_at, self._thinned)
        if place >= len(self._keyframe_at):
            return
        start, end = self._thinned, self._keyframe_at[place]
        self._thinned = end  # first, so that no reader asks for what is about to go
        self._changes[start + 1 : end] = [()] * (end - start - 1)
        for index in range(start, end):
            payload = self._payloads[index]
            if isinstance(payload, MessageState) and payload.parts:
                self._payloads[index] = payload.without_values()

    def cut(self, length: int) -> Trace:
        """A record of the first `length` moments, that another run may go on with."""
        short = Trace(self.seed, self._detail)
        short._thinned = min(self._thinned, length)
        short._line_of, short._kinds = self._line_of[:length], self._kinds[:length]
        short._actors, short._payloads = self._actors[:length], self._payloads[:length]
        short._changes = self._changes[:length]
        short._keyframe_at = until(self._keyframe_at, length - 1)[:]
        short._keyframes = self._keyframes[: len(short._keyframe_at)]
        for name in ("_lines", "_messages", "_carrying", "_prints", "_rounds", "_visits", "_forks"):
            setattr(short, name, until(getattr(self, name), length - 1)[:])
        short._bytes = self._bytes[: len(short._messages)]
        if length:
            short._pieces = dict(self.state_at(length - 1).pieces)
        for loss in self.losses_until(length - 1):
            short._note_loss(loss)
        return short

    def repeats(self, index: int, line: int, kind: Kind, actor: str, payload: Payload, changes: Changes) -> bool:
        """Whether a second run's moment `index` equals the recorded one, as far as its detail is still there."""
        if (self._line_of[index], self._kinds[index], self._actors[index]) != (line, kind, actor):
            return False
        if isinstance(payload, ErrorState):  # its details and fields hold objects of the run itself
            recorded = self._payloads[index]
            return isinstance(recorded, ErrorState) and (recorded.name, recorded.line) == (payload.name, payload.line)
        if index < self._thinned:
            if isinstance(payload, MessageState):
                payload = payload.without_values()
            return same(self._payloads[index], payload)
        return same(self._payloads[index], payload) and same(self._changes[index], changes)

    # scenes

    @property
    def thinned(self) -> int:
        """Scenes before this moment are kept at keyframes alone (`nearest` finds them); 0 if nothing is missing."""
        return self._thinned

    def nearest(self, index: int) -> int:
        """The last moment up to `index` whose scene is kept."""
        return index if index >= self._thinned else self._keyframe_at[bisect_right(self._keyframe_at, index) - 1]

    def following(self, index: int) -> int:
        """The first moment after `index` whose scene is kept, or len(self)."""
        if index + 1 >= self._thinned:
            return index + 1
        return self._keyframe_at[bisect_right(self._keyframe_at, index)]

    def changes_after(self, index: int, last: int) -> Sequence[Changes] | None:
        """The changes of each moment after `index`, up to `last`; None if some of them are kept no longer."""
        changes = self._changes[index + 1 : last + 1]
        return changes if index >= self._thinned else None  # asked last: it may have been thinned meanwhile

    def state_at(self, index: int) -> Scene:
        """The scene when moment `index`, or the `nearest` one before it that is kept, had just happened.

        Raises:
            IndexError: if there is no such moment.
        """
        if not 0 <= index < len(self):
            raise IndexError(f"the record has no moment {index}")
        while True:
            shown = self.nearest(index)
            latest = self._latest
            if latest is not None and latest.moment.index == shown:
                # the parts of the window ask for the same scene one after the other
                return latest
            place = bisect_right(self._keyframe_at, shown) - 1
            pieces = dict(self._keyframes[place])
            for changes in self._changes[self._keyframe_at[place] + 1 : shown + 1]:
                for key, piece in changes:
                    if piece is None:
                        pieces.pop(key, None)
                    else:
                        pieces[key] = piece
            if shown == self.nearest(index):  # else it was thinned meanwhile
                scene = self._latest = Scene(self[shown], MappingProxyType(pieces))
                return scene
