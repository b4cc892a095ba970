"""Every torch optimizer runs as it is, on the worker that holds the parameters.

For the time of one `step()` the pointers in the optimizer's groups make way for the worker's own tensors, so the
optimizer's own code does the arithmetic, as one command. An optimizer's state (momentum, Adam's averages) stays on the
worker after the step; where the parameters have moved on since, the state follows them at the next step, in a message
of its own.
"""

from __future__ import annotations

import copy
import functools
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

import torch
from torch.optim import Optimizer
from torch.optim import optimizer as every_optimizer
from torch.optim.optimizer import register_optimizer_step_post_hook, register_optimizer_step_pre_hook

from fedgui.pointers.errors import GetNotPermittedError, WorkerNotFoundException
from fedgui.pointers.gradients import let_go, settle
from fedgui.pointers.internals import WithoutGraph
from fedgui.pointers.policy import SEALED
from fedgui.pointers.tensors import PointerTensor, point
from fedgui.pointers.workers import SERVER_ID, VirtualWorker

if TYPE_CHECKING:
    from fedgui.pointers.session import Session

STATE_NAME = "optimizer state"

_USE_GRAD = "_use_grad"
"""torch's wrapper that turns gradients off for a step."""

_before_any_step: Mapping[int, object] = every_optimizer._global_optimizer_pre_hooks  # noqa: SLF001 (not told otherwise)
_after_any_step: Mapping[int, Callable[..., object]] = every_optimizer._global_optimizer_post_hooks  # noqa: SLF001
_profiler_enabled: Callable[[], bool] = torch._C._autograd._profiler_enabled  # noqa: SLF001


def optimizer_kinds() -> list[type[Optimizer]]:
    """torch's own optimizers."""
    kinds = [kind for kind in vars(torch.optim).values() if isinstance(kind, type) and issubclass(kind, Optimizer)]
    return [kind for kind in kinds if kind is not Optimizer and "step" in kind.__dict__]


def with_remote_steps(kind: type[Optimizer], steps: StepHooks) -> Callable[..., Any]:
    """What stands for `kind.step` while torch is hooked: a step whose parameters are remote goes the short way.

    torch surrounds each step with a label for its profiler and with what its compiler needs, which takes longer than
    the arithmetic on a small model. All of that stays wherever somebody could notice it.
    """
    original = kind.step
    # As torch itself does it when the first optimizer of a kind is made.
    usual = original if getattr(original, "hooked", False) else Optimizer.profile_hook_step(original)
    plain: Any = original
    while getattr(plain, "hooked", False):
        plain = plain.__wrapped__
    short = plain.__wrapped__ if plain.__code__.co_name == _USE_GRAD else None

    @functools.wraps(original)
    def step(self: Any, *args: Any, **kwargs: Any) -> Any:
        if short is not None and not args and not kwargs and steps.may_go_short(self):
            return steps.step(self, short)
        return usual(self, *args, **kwargs)

    step.hooked = True  # type: ignore[attr-defined]
    return step


class _Step:
    """One step that is under way: what to put back when it ends."""

    __slots__ = ("groups", "parameters")

    def __init__(self) -> None:
        self.groups: list[tuple[list[torch.Tensor], list[torch.Tensor]]] = []
        self.parameters: list[tuple[PointerTensor, torch.Tensor]] = []


class StepHooks:
    """Hooks on every optimizer's `step()`. `attach` and `detach` put them on torch and take them off."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._running: dict[int, tuple[Optimizer, _Step]] = {}
        self._handles: list[Any] = []

    def attach(self) -> None:
        """Watch every optimizer."""
        self._handles = [
            register_optimizer_step_pre_hook(self._before),
            register_optimizer_step_post_hook(self._after),
        ]

    def detach(self) -> None:
        """Leave every optimizer alone."""
        self.finish_interrupted()
        for handle in self._handles:
            handle.remove()
        self._handles = []

    def finish_interrupted(self) -> None:
        """Put back what a step that raised has left, so that nothing is lost."""
        if self._running:
            for key in list(self._running):
                self._finish(key)

    def drop_gradients(self, optimizer: Optimizer) -> bool:
        """Drop the gradients of all remote parameters, with one command for each worker.

        Returns:
            Whether nothing is left to do, as all parameters are remote.
        """
        if id(optimizer) in self._running:
            return False
        done = True
        places: dict[VirtualWorker, PointerTensor] = {}
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if type(parameter) is PointerTensor:
                    parameter._value().grad = None
                    let_go(parameter)
                    places[parameter.location] = parameter
                else:
                    done = False
        for location, pointer in places.items():
            self._session.network.command(pointer.owner.id, location.id, "zero_grad", optimizer, 0)
        return done

    def step(self, optimizer: Optimizer, plain: Callable[[Optimizer], Any]) -> Any:
        """One step of an optimizer whose parameters are remote, on their worker.

        Args:
            plain: torch's arithmetic for it, without the profiler's label around it.
        """
        self._lend(optimizer)
        try:
            if optimizer.defaults.get("differentiable"):
                result = plain(optimizer)
            else:
                with WithoutGraph():
                    result = plain(optimizer)
        finally:
            self._finish(id(optimizer))
        if len(_after_any_step) > 1:
            for told in tuple(_after_any_step.values()):
                if told != self._after:
                    told(optimizer, (), {})
        return result

    def may_go_short(self, optimizer: Any) -> bool:
        """Whether the first parameter is remote, and nobody asked to be told before a step, or of this optimizer's."""
        return (
            type(optimizer.param_groups[0]["params"][0]) is PointerTensor
            and not optimizer._optimizer_step_pre_hooks  # noqa: SLF001
            and not optimizer._optimizer_step_post_hooks  # noqa: SLF001
            and len(_before_any_step) == 1
            and not _profiler_enabled()
        )

    def _before(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        """Before a step that code of the script's own may watch, in a hook, a closure or the optimizer itself."""
        for group in optimizer.param_groups:
            for parameter in group["params"]:
                if isinstance(parameter, PointerTensor):
                    _refuse_private(parameter)
        for state in optimizer.state.values():
            for value in state.values():
                if isinstance(value, PointerTensor):
                    _refuse_private(value)
        self._lend(optimizer)

    def _lend(self, optimizer: Optimizer) -> None:
        """Let the workers' own tensors take the places of the pointers to them, until `_finish`."""
        self._finish(id(optimizer))
        step = _Step()
        for group in optimizer.param_groups:
            parameters = group["params"]
            for parameter in parameters:
                if type(parameter) is PointerTensor:
                    step.groups.append((parameters, list(parameters)))
                    break
        if optimizer.state:
            self.bring_state(optimizer)
        if not step.groups:
            return
        places: dict[VirtualWorker, PointerTensor] = {}
        there = [[self._real_of(pointer, step, places) for pointer in pointers] for _, pointers in step.groups]
        for location, pointer in places.items():
            self._session.network.command(pointer.owner.id, location.id, "step", optimizer, 0)
        for (parameters, _), reals in zip(step.groups, there, strict=True):
            parameters[:] = reals
        if optimizer.state:
            _lend_state(optimizer, step)
        self._running[id(optimizer)] = optimizer, step

    @staticmethod
    def _real_of(parameter: torch.Tensor, step: _Step, places: dict[VirtualWorker, PointerTensor]) -> torch.Tensor:
        if not isinstance(parameter, PointerTensor):
            return parameter
        settle(parameter)
        real = parameter._value()
        step.parameters.append((parameter, real))
        places.setdefault(parameter.location, parameter)
        return real

    def _after(self, optimizer: Optimizer, _args: Any, _kwargs: Any) -> None:
        self._finish(id(optimizer))

    def _finish(self, key: int) -> None:
        optimizer, step = self._running.pop(key, (None, None))
        if optimizer is None or step is None:
            return
        for parameters, pointers in step.groups:
            parameters[:] = pointers
        state = optimizer.state
        if state:
            for pointer, real in step.parameters:
                if real in state:
                    state[pointer] = _kept(state.pop(real), state.get(pointer, {}), pointer)

    def bring_state(self, optimizer: Optimizer) -> None:
        """Let the state follow the parameters: one message for each pair of places."""
        moves: dict[tuple[VirtualWorker, VirtualWorker], list[tuple[dict[str, Any], str]]] = {}
        server = self._session.local_worker
        for parameter, state in optimizer.state.items():
            target = parameter.location if isinstance(parameter, PointerTensor) else server
            for key, value in state.items():
                if isinstance(value, torch.Tensor):
                    source = value.location if isinstance(value, PointerTensor) else server
                    if source is not target:
                        moves.setdefault((source, target), []).append((state, key))
        for (source, target), entries in moves.items():
            self._carry_state(optimizer, source, target, entries)

    def _carry_state(
        self,
        optimizer: Optimizer,
        source: VirtualWorker,
        target: VirtualWorker,
        entries: Iterable[tuple[dict[str, Any], str]],
    ) -> None:
        parts = [(key, _here(state[key])) for state, key in entries]
        held = [state[key] for state, key in entries]
        private = [isinstance(value, PointerTensor) and source.is_private(value.id_at_location) for value in held]
        if target.id == SERVER_ID:
            for value in held:
                _refuse_private(value)
            self._session.release(source, STATE_NAME, parts, STATE_NAME, optimizer)
        else:
            self._session.network.carry(source.id, target.id, STATE_NAME, parts, optimizer)
        for (state, key), (_, real), is_private in zip(entries, parts, private, strict=True):
            arrived = real.detach().clone()
            state[key] = arrived if target.id == SERVER_ID else _keep(arrived, target, key)
            if is_private:
                target.marks[state[key].id_at_location] = SEALED


def _lend_state(optimizer: Optimizer, step: _Step) -> None:
    """Let the worker's own parameters have the state that the pointers to them have."""
    state = optimizer.state
    for pointer, real in step.parameters:
        if pointer in state:
            state[real] = {
                key: _here(value) if isinstance(value, torch.Tensor) else value for key, value in state[pointer].items()
            }


def _refuse_private(value: torch.Tensor) -> None:
    """Refuse to let a private value out of its worker.

    Raises:
        GetNotPermittedError: `value` points to one.
    """
    if isinstance(value, PointerTensor) and value.location.is_private(value.id_at_location):
        raise GetNotPermittedError(worker=value.location.id, tensor=value.describe_self()) from None


def _here(value: torch.Tensor) -> torch.Tensor:
    return value._value() if isinstance(value, PointerTensor) else value


def _keep(real: torch.Tensor, location: VirtualWorker, key: str) -> PointerTensor:
    object_id = location.session.new_id()
    location._objects[object_id] = real
    pointer = point(location.session.local_worker, location, object_id, real)
    pointer.label = key
    return pointer


def _kept(state: dict[str, Any], before: dict[str, Any], parameter: PointerTensor) -> dict[str, Any]:
    """A parameter's state after a step: pointers to what stays on the worker."""
    location = parameter.location
    kept: dict[str, Any] = {}
    for key, value in state.items():
        pointer = before.get(key)
        if isinstance(value, torch.Tensor) and not isinstance(value, PointerTensor):
            if not isinstance(pointer, PointerTensor) or pointer._value() is not value:
                pointer = _keep(value, location, key)
            if location.is_private(parameter.id_at_location):
                location.marks[pointer.id_at_location] = SEALED
            kept[key] = pointer
        else:
            kept[key] = value
    return kept


def _id_of(worker: str | VirtualWorker) -> str:
    return worker.id if isinstance(worker, VirtualWorker) else worker


class Optims:
    """One optimizer for each worker, each with a state of its own, as PySyft's `floptimizer.Optims`.

    Args:
        workers: the workers, or their ids.
        optim: what each of them is a copy of.
    """

    def __init__(self, workers: Iterable[str | VirtualWorker], optim: Optimizer) -> None:
        self.workers = [_id_of(worker) for worker in workers]
        self.optimizers = {worker: self._copy(optim) for worker in self.workers}

    @staticmethod
    def _copy(optim: Optimizer) -> Optimizer:
        twin = copy.copy(optim)
        twin.state = defaultdict(dict)
        twin.param_groups = [dict(group, params=list(group["params"])) for group in optim.param_groups]
        return twin

    def get_optim(self, worker: str | VirtualWorker) -> Optimizer:
        """The optimizer of that worker.

        Raises:
            WorkerNotFoundException: it has none.
        """
        found = self.optimizers.get(_id_of(worker))
        if found is None:
            raise WorkerNotFoundException(worker=_id_of(worker), known=", ".join(self.workers))
        return found

    def count(self) -> int:
        """How many optimizers there are."""
        return len(self.optimizers)
