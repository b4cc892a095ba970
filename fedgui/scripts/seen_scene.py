"""The scene of a run as it was last seen: what is there, and which changes nobody has recorded yet."""

from __future__ import annotations

from typing import Final

import torch

from fedgui.scripts.snapshots import Labels, Look
from fedgui.scripts.trace import Key, ModelState, Piece, Status, TensorState, TensorValue, WorkerState

MODEL: Final[Key] = ("model",)

_Seen = tuple[torch.Tensor, int, torch.Tensor | None, int]
"""A tensor with its version, and its gradient with its version. Holding both keeps their identities from reuse."""


class SeenScene:
    """What was last seen of each piece of the scene, and how it differs from what was recorded last.

    Small tensors are compared by value. Large ones (over KEEP_WHOLE elements) by identity and torch's version
    counter, which misses writes through `.data`; they show at the next operation that torch counts.

    Attributes:
        changes: those that were not taken yet, oldest first.
        model: the model as it was last seen.
    """

    def __init__(self) -> None:
        self.changes: list[tuple[Key, Piece]] = []
        self.model: ModelState | None = None
        self._scene: dict[Key, Piece] = {}
        self._offline: set[str] = set()
        self._seen: dict[Key, _Seen] = {}
        self._looks: dict[Key, Look] = {}

    def take_changes(self) -> tuple[tuple[Key, Piece], ...]:
        """The changes since the last call, oldest first."""
        changes = tuple(self.changes)
        self.changes.clear()
        return changes

    def change(self, key: Key, piece: Piece) -> None:
        """Set the piece at `key` (None takes it away), if that is new."""
        before = self._scene.get(key)
        if before is piece or before == piece:
            return
        if piece is None:
            del self._scene[key]
        else:
            self._scene[key] = piece
        self.changes.append((key, piece))

    def _change_model(self, model: ModelState) -> None:
        self.model = model
        self.change(MODEL, model)

    def _change_tensor(self, key: Key, state: TensorState) -> None:
        """As `change`, for what `Look` has compared already: what is equal is the same object."""
        if self._scene.get(key) is not state:
            self._scene[key] = state
            self.changes.append((key, state))

    def worker(self, worker_id: str) -> WorkerState | None:
        """The worker as it was last seen."""
        piece = self._scene.get(("worker", worker_id))
        return piece if isinstance(piece, WorkerState) else None

    def value_of(self, name: str) -> TensorValue | None:
        """The value of the model's parameter `name` as it was last seen."""
        if self.model is not None:
            for state in self.model.parameters:
                if state.name == name:
                    return state.value
        return None

    def set_online(self, worker_id: str, online: bool) -> None:
        """The learner took a worker off the network, or brought it back."""
        (self._offline.discard if online else self._offline.add)(worker_id)
        self._set_status(worker_id, Status.WAITING if online else Status.OFFLINE)

    def _set_status(self, worker_id: str, status: Status) -> None:
        worker = self.worker(worker_id)
        if worker is not None:
            status = Status.OFFLINE if worker_id in self._offline else status
            self.change(("worker", worker_id), WorkerState(worker_id, status, worker.last_loss, worker.visits))

    def _forget(self, key: Key) -> None:
        self.change(key, None)
        self._seen.pop(key, None)
        self._looks.pop(key, None)

    def _see(self, key: Key, tensor: torch.Tensor, labels: Labels) -> TensorState:
        """The tensor at `key` as it is now; what was last seen there itself if nothing is new."""
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = Look()
        return look.see(tensor, labels)

    def _is_written(self, key: Key, tensor: torch.Tensor) -> bool:
        """Whether torch has counted a write into a large tensor, or another one stands at `key` now."""
        grad = tensor.grad if tensor.is_leaf else None
        now = (tensor, tensor._version, grad, 0 if grad is None else grad._version)
        seen = self._seen.get(key)
        self._seen[key] = now
        return seen is None or seen[0] is not tensor or seen[2] is not grad or (seen[1], seen[3]) != (now[1], now[3])
