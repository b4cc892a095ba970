"""Looks at the workers' stores, the script's variables and its model, and tells what is new about them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

import torch
from torch import nn
from torch.optim import Optimizer

from fedgui.pointers import PointerTensor, Session
from fedgui.scripts.namespaces import Namespaces, add_remote_ids, guess_role, has_parameters, is_made, parameters_of
from fedgui.scripts.seen_scene import SeenScene
from fedgui.scripts.snapshots import KEEP_WHOLE, Labels, first_row
from fedgui.scripts.trace import SERVER, Key, ModelState, Role, Status, TensorState, WorkerState
from fedgui.scripts.variables import Variables, VariableSorter

# through its class a role costs ten times as much (Python 3.11)
_PARAMETER: Final = Role.PARAMETER
_NEW: Final = Role.RESULT, 0


class Watch(SeenScene):
    """Keeps the scene up to date with what the script does."""

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._touched: dict[str, bool] = {}
        self._is_model_touched = False
        self._stores: dict[str, dict[int, tuple[Key, bool]]] = {}
        self._in_model: set[int] = set()
        self._in_model_at: tuple[nn.Module | None, int] = None, 0
        self._workers_seen = 0
        self._sorter = VariableSorter()
        self._variables = Variables()
        self._names: dict[int, str] = {}
        self._arrived: dict[int, tuple[Role, int]] = {}
        self._unseen: list[tuple[str, Role, tuple[int, ...]]] = []
        """What has arrived since the last look, at which worker."""
        self._local_roles: dict[str, tuple[Role, int]] = {}
        self._model: nn.Module | None = None
        self._model_name = ""
        self._model_keys: list[Key] = []
        self._landing: tuple[str, str] | None = None
        self._copies: dict[int, str] = {}
        """Where workers keep parameters of modules that are not the model shown, and what those call them."""

    def name_of(self, subject: object, object_id: int) -> str:
        """The script's name for a tensor or pointer, or ""."""
        if isinstance(subject, nn.Module):
            return self._model_name if subject is self._model else ""
        return self._names.get(object_id, "")

    # what messages tell

    def touch(self, *worker_ids: str) -> None:
        """A message named these workers: their stores may change."""
        for worker_id in worker_ids:
            if worker_id != SERVER:
                self._touched[worker_id] = True

    def touch_new(self, worker_id: str) -> None:
        """A message made something at this worker, or took something away: what else it holds stays as it was."""
        if worker_id != SERVER:
            self._touched.setdefault(worker_id, False)

    def touch_parameters(self, worker_id: str, optimizer: Optimizer) -> None:
        """An optimizer changed its parameters or their gradients: the model's, most likely, and nothing else."""
        model = self._model
        known = [] if model is None else [id(parameter) for _, parameter in parameters_of(model)]
        for group in optimizer.param_groups:
            if not set(map(id, group["params"])).issubset(known):
                self.touch(worker_id)
                return
        self._is_model_touched = True
        self.touch_new(worker_id)  # momentum and its like

    def depart(self, module: nn.Module, sender: str, receiver: str) -> None:
        """A module leaves `sender` for `receiver`: until `land` it travels."""
        self.see_workers()
        if self._model is not module:
            stayed = self._leave_copy(self._model)
            self._model, self._model_name = module, self._model_name or "model"
            self.see_model()
            leaving: set[int] = set()
            add_remote_ids(module, leaving)
            for worker_id in {stayed, sender} - {SERVER}:
                self._see_store(worker_id, leaving, is_all=False)
            if stayed not in (SERVER, sender) and not self._has_rows(stayed):
                self._set_status(stayed, Status.WAITING)  # it only keeps the copy, for an average or so
        if (model := self.model) is not None:
            self._change_model(ModelState(model.name, "", model.parameters))
        for worker_id, status in ((sender, Status.RETURNING), (receiver, Status.RECEIVING)):
            self._set_status(worker_id, status)
        self._landing = (sender, receiver)

    def _has_rows(self, worker_id: str) -> bool:
        """Whether a worker has anything to train on."""
        pieces = self._scene.items()
        return any(key[1:2] == (worker_id,) and getattr(piece, "role", None) is Role.DATA for key, piece in pieces)

    def land(self) -> None:
        """A module that travelled has arrived."""
        if self._landing is None:
            return
        (sender, receiver), self._landing = self._landing, None
        self._set_status(sender, Status.WAITING)
        self._set_status(receiver, Status.TRAINING)
        if (worker := self.worker(receiver)) is not None:
            arrived = WorkerState(receiver, worker.status, worker.last_loss, worker.visits + 1)
            self.change(("worker", receiver), arrived)
        self.see_model()

    def _leave_copy(self, model: nn.Module | None) -> str:
        """The model shown gives way to another one: it is a copy now. Returns the worker that has it, or SERVER."""
        holder = SERVER
        for name, parameter in parameters_of(model) if model is not None else ():
            if isinstance(parameter, PointerTensor):
                holder = parameter.location.id
                self._copies[parameter.id_at_location] = name
        return holder

    def arrived(self, worker_id: str, object_id: int, name: str, tensor: torch.Tensor) -> None:
        """A tensor is on its way from the server to a worker: data, most likely."""
        rows = tensor.shape[0] if tensor.dim() else 0
        there = [
            (state.role, state.value.shape)
            for key, state in self._scene.items()
            if isinstance(state, TensorState) and key[1] == worker_id and key[2] in self._arrived
        ]
        there += [(role, shape) for who, role, shape in self._unseen if who == worker_id]
        role = guess_role(name, rows, there)
        self._unseen.append((worker_id, role, tuple(tensor.shape)))
        self._arrived[object_id] = (role, first_row(tensor))
        if name:
            self._names[object_id] = name

    # looking

    def look(self, namespaces: Namespaces) -> None:
        """Look at everything that the script may have changed since the last look.

        Args:
            namespaces: the script's variables (`namespaces_of`). They are not kept: a pointer that the script lets go
                must die.
        """
        has_landed = self._landing is not None
        if has_landed:
            self.land()
        self.see_workers()
        before = self._model
        self._see_variables(namespaces)
        is_other = self._model is not before
        # what is with a worker changes by messages alone
        holder = SERVER if self.model is None else self.model.holder
        if is_other or (
            not has_landed and (self._is_model_touched or holder in (SERVER, "") or self._touched.get(holder))
        ):
            self.see_model()
        self._is_model_touched = False
        if is_other:
            self.touch_new(self._leave_copy(before))
            self.touch_new(SERVER if self.model is None else self.model.holder)
        if self._touched:
            self._find_model()
            # another thread may let a pointer go meanwhile
            touched, self._touched = self._touched, {}
            for worker_id, is_all in touched.items():
                self._see_store(worker_id, self._in_model, is_all)
        if self._unseen:
            self._unseen.clear()

    def _find_model(self) -> None:
        """Note which of the workers' tensors are the model's, and shown as such. Only what is carried changes it."""
        now = self._model, self._session.network.objects
        if now != self._in_model_at:
            self._in_model_at = now
            self._in_model = set()
            if self._model is not None:
                add_remote_ids(self._model, self._in_model)

    def see_workers(self) -> None:
        """Find workers that the script has made."""
        if len(self._session.all_workers) == self._workers_seen:
            return
        self._workers_seen = len(self._session.all_workers)
        for worker_id in self._session.workers:
            if ("worker", worker_id) not in self._scene:
                self.change(("worker", worker_id), WorkerState(worker_id))

    def _see_store(self, worker_id: str, in_model: set[int], is_all: bool) -> None:
        """Look at what a worker holds besides the model: at all of it, or only at what has come and gone."""
        worker = self._session.all_workers.get(worker_id)
        if worker is None:
            return
        seen = self._stores.setdefault(worker_id, {})
        objects, marks = worker._objects, worker.marks
        gone: list[int] = []
        due: list[int] = []
        for object_id, (_, was_private) in seen.items():
            if object_id not in objects or object_id in in_model:
                gone.append(object_id)
            elif is_all or (object_id in marks) is not was_private:
                due.append(object_id)
        for object_id in gone:
            self._forget(seen.pop(object_id)[0])
        if gone and self._copies:
            self._forget_copies(worker_id, gone)
        # in one go: another thread may let a pointer go meanwhile
        due += [object_id for object_id in tuple(objects) if object_id not in seen and object_id not in in_model]
        for object_id in due:
            tensor = objects.get(object_id)
            if tensor is not None and not isinstance(tensor, PointerTensor):
                is_private = object_id in marks
                key = ("tensor", worker_id, object_id) if object_id not in seen else seen[object_id][0]
                seen[object_id] = key, is_private
                if tensor.numel() <= KEEP_WHOLE or self._is_written(key, tensor):
                    self._see_stored(key, tensor, self._labels(object_id, is_private))

    def _see_stored(self, key: Key, tensor: torch.Tensor, labels: Labels) -> None:
        """Look at one tensor of a store."""
        look = self._looks.get(key)
        if look is not None and look.labels == labels and look.stays(tensor, labels[0]) is not None:
            return
        state = self._see(key, tensor, labels)
        self._change_tensor(key, state)
        if state.role is _PARAMETER and not math.isfinite(state.value.norm):
            self._set_status(str(key[1]), Status.DIVERGED)

    def _labels(self, object_id: int, is_private: bool) -> Labels:
        """What is known of a tensor in a worker's store besides its values."""
        copied = self._copies.get(object_id)
        if copied is not None:
            return object_id, copied, Role.PARAMETER, is_private, 0
        role, row = self._arrived.get(object_id, _NEW)
        return object_id, self._names.get(object_id, ""), role, is_private, row

    def _forget_copies(self, worker_id: str, gone: Sequence[int]) -> None:
        """What has left a store is a copy's no more; a worker whose last copy the script has let go trains no more."""
        if not [key for key in gone if self._copies.pop(key, None) is not None]:
            return
        model, worker = self.model, self.worker(worker_id)
        is_left = self._copies.keys() & self._stores[worker_id].keys()
        has_model = is_left or (model is not None and model.holder == worker_id)
        if worker is not None and worker.status is Status.TRAINING and not has_model:
            self._set_status(worker_id, Status.WAITING)

    def _see_variables(self, namespaces: Namespaces) -> None:
        variables = self._sorter.sort(namespaces)
        # another thread of the script may have just taken a name away
        for place, (depth, name, key) in enumerate(variables.tensors):
            value: Any = namespaces[depth].get(name)
            if value is not None:
                look = self._looks.get(key)
                if look is None or look.stays(value, place) is None:  # most stay, at most lines
                    self._see_variable(key, name, value, place)
        known = self._names
        for depth, name in variables.pointers:
            # what a pointer is called first is what its value is called where it is
            pointer: Any = namespaces[depth].get(name)
            if pointer is not None and pointer.id_at_location not in known:
                known[pointer.id_at_location] = name
                self.touch(pointer.location.id)
        model: tuple[str, nn.Module] | None = None
        for depth, name in variables.modules:
            value = namespaces[depth].get(name)
            if value is not None and is_made(value) and self._is_better(model, name, value):
                model = (name, value)
        if model is not None and (model[1] is self._model or has_parameters(model[1])):
            self._model_name, self._model = model
        if variables is not self._variables:
            self._let_go(variables)

    def _let_go(self, variables: Variables) -> None:
        """Forget the server's variables that are there no longer."""
        for key in sorted({key for *_, key in self._variables.tensors} - {key for *_, key in variables.tensors}):
            self._forget(key)
        self._variables = variables

    def _see_variable(self, key: Key, name: str, tensor: torch.Tensor, place: int) -> None:
        if tensor.numel() <= KEEP_WHOLE or self._is_written(key, tensor):
            role, row = self._local_role(name, tensor)
            self._change_tensor(key, self._see(key, tensor, (place, name, role, False, row)))

    def _is_better(self, model: tuple[str, nn.Module] | None, name: str, value: nn.Module) -> bool:
        """Whether a module is the script's model rather than the one found so far: the one shown, or one called so."""
        return model is None or (model[1] is not self._model and (value is self._model or name == "model"))

    def _local_role(self, name: str, tensor: torch.Tensor) -> tuple[Role, int]:
        if tensor.grad_fn is not None and tensor._base is None:
            return Role.RESULT, 0
        if name not in self._local_roles:
            there = [
                (state.role, state.value.shape)
                for key, state in self._scene.items()
                if isinstance(state, TensorState) and key[1] == SERVER
            ]
            rows = tensor.shape[0] if tensor.dim() else 0
            self._local_roles[name] = (guess_role(name, rows, there), first_row(tensor))
        return self._local_roles[name]

    def see_model(self) -> None:
        """Look at the model's parameters where they are now."""
        if self._model is None or self._landing is not None:
            return
        holder = SERVER
        states: list[TensorState] = []
        for name, parameter in parameters_of(self._model):
            real: torch.Tensor | None = parameter
            if isinstance(parameter, PointerTensor):
                holder = parameter.location.id
                real = parameter.location._objects.get(parameter.id_at_location)
                if real is None:
                    return
            assert real is not None
            place = len(states)
            key = self._model_keys[place] if place < len(self._model_keys) else self._add_model_key()
            look = self._looks.get(key)
            state = None if look is None else look.stays(real, place)
            states.append(state or self._see(key, real, (place, name, _PARAMETER, False, 0)))
        last, parameters = self.model, tuple(states)
        if (
            last is not None
            and last.holder == holder
            and last.name == self._model_name
            and last.parameters == parameters  # what is equal is mostly the same object, and soon compared
        ):
            return
        self._change_model(ModelState(self._model_name, holder, parameters))
        if holder != SERVER and not all(math.isfinite(state.value.norm) for state in states):
            self._set_status(holder, Status.DIVERGED)

    def _add_model_key(self) -> Key:
        self._model_keys.append(("model", len(self._model_keys)))
        return self._model_keys[-1]
