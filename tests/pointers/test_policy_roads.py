"""Roads to private values that lead through torch's own ways of showing what it computes, or through what it says."""

from __future__ import annotations

import io
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn, optim
from torch.autograd.graph import save_on_cpu, saved_tensors_hooks
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode

from fedgui.pointers import PointerError, PointerTensor, ReleasePolicy, Session, VirtualWorker
from fedgui.pointers import errors as wrong

ROWS = torch.tensor([[1013.0, 1019], [1021, 1031], [1033, 1039]])
CLASSES = torch.tensor([1013, 1, 2])
NUMBERS = ("1013", "1019", "1021", "1031", "1033", "1039")


@pytest.fixture
def rows(keeper: VirtualWorker) -> Any:
    return ROWS.clone().requires_grad_().send(keeper)


class Table(nn.Module):
    """A model of the size of the rows."""

    def __init__(self) -> None:
        super().__init__()
        self.w = nn.Parameter(torch.zeros(3, 2))


def table(keeper: VirtualWorker) -> Any:
    """A remote model that has a gradient."""
    model: Any = Table().send(keeper)
    (model.w * model.w).sum().backward()
    return model


# What torch says


SPEAKING: dict[str, Callable[[Any, Any, Any], Any]] = {
    "index": lambda rows, classes, model: rows[classes],
    "gather": lambda rows, classes, model: rows.gather(0, classes.view(3, 1)),
    "take": lambda rows, classes, model: torch.take(rows, classes),
    "scatter": lambda rows, classes, model: model.w.data.scatter_(0, classes.view(3, 1), 1.0),
    "nll_loss": lambda rows, classes, model: F.nll_loss(rows, classes),
    "cross_entropy": lambda rows, classes, model: nn.CrossEntropyLoss()(rows, classes),
    "embedding_bag": lambda rows, classes, model: F.embedding_bag(classes.view(1, 3), model.w),
}


@pytest.mark.parametrize("name", SPEAKING)
def test_an_error_does_not_tell_a_private_number(keeper: VirtualWorker, rows: Any, name: str) -> None:
    classes, model = CLASSES.send(keeper), Table().send(keeper)
    with pytest.raises(wrong.RemoteOperationError, match="failed on bob: the reason is not told") as refused:
        SPEAKING[name](rows, classes, model)
    assert not any(number in str(refused.value) for number in NUMBERS)
    assert model.get().w.sum() == 0


def test_an_error_about_shapes_stays_torchs_own(keeper: VirtualWorker, rows: Any) -> None:
    model: Any = nn.Linear(3, 1).send(keeper)
    with pytest.raises(wrong.RemoteOperationError, match=r"linear failed on bob: .*\(3x2 and 3x1\)"):
        model(rows)
    with pytest.raises(wrong.RemoteIndexError, match="Target 3 is out of bounds"):
        F.nll_loss(model.weight.data, model.weight.data.new_ones(1).long() * 3)
    with pytest.raises(wrong.RemoteOperationError, match="size of tensor"):
        rows + model.weight.data
    loss = (rows * 2).sum()
    loss.backward()
    with pytest.raises(wrong.RemoteOperationError, match="second time"):
        loss.backward()


def test_a_size_does_not_tell_a_private_number(keeper: VirtualWorker, rows: Any) -> None:
    number = CLASSES.send(keeper)[1]
    for telling in (
        lambda: rows.new_zeros(number), lambda: torch.zeros(number), lambda: F.pad(rows, (number, 0)),
        lambda: rows.view(number, -1), lambda: rows.reshape(-1).topk(number), lambda: rows.narrow(0, 0, number),
        lambda: torch.tensor_split(rows, CLASSES.send(keeper)),
    ):  # fmt: skip
        with pytest.raises(wrong.PrivateShapeError, match="bob"):
            telling()
    assert (rows[number] == number).shape == (2,)


# What torch shows


class FunctionSpy(TorchFunctionMode):
    def __init__(self, seen: list[Any]) -> None:
        super().__init__()
        self.seen = seen

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.extend(args)
        return func(*args, **(kwargs or {}))


class DispatchSpy(TorchDispatchMode):
    def __init__(self, seen: list[Any]) -> None:
        super().__init__()
        self.seen = seen

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen.extend(args)
        return func(*args, **(kwargs or {}))


def _saving(seen: list[Any]) -> Any:
    return saved_tensors_hooks(lambda value: seen.append(value) or value, lambda value: value)


SPIES = {"functions": FunctionSpy, "operations": DispatchSpy, "saved tensors": _saving}


@pytest.mark.parametrize("name", SPIES)
def test_torch_does_not_show_a_script_what_a_worker_computes(keeper: VirtualWorker, rows: Any, name: str) -> None:
    seen: list[Any] = []
    with pytest.raises(wrong.WatchingNotPermittedError, match="bob"), SPIES[name](seen):
        (rows * rows).sum().copy()
    assert not seen


@pytest.mark.parametrize("name", SPIES)
def test_a_script_that_watches_can_not_make_a_value_private(bob: VirtualWorker, name: str) -> None:
    seen: list[Any] = []
    pointer: Any = torch.ones(2, requires_grad=True).send(bob)
    with SPIES[name](seen):
        (pointer * pointer).sum()
        with pytest.raises(wrong.WatchingNotPermittedError):
            pointer.private()
    assert pointer.get().tolist() == [1, 1]


def test_nobody_watches_when_a_lesson_begins() -> None:
    session = Session(policy=ReleasePolicy.LESSON)
    with session, FunctionSpy([]), pytest.raises(wrong.WatchingNotPermittedError):
        session.hook.hook()


def test_torchs_own_modes_go_on(keeper: VirtualWorker, rows: Any) -> None:
    with torch.device("cpu"), save_on_cpu():
        assert (rows * rows).shape == (3, 2)


def test_unhooked_torch_may_be_watched_again() -> None:
    before = {kind: kind.__enter__ for kind in (TorchFunctionMode, TorchDispatchMode, saved_tensors_hooks)}
    with Session(policy=ReleasePolicy.LESSON) as session:
        session.hook.hook()
    assert before == {kind: kind.__enter__ for kind in before}
    with FunctionSpy([]), DispatchSpy([]), _saving([]):
        assert (torch.ones(2) * 2).sum() == 4


def test_an_object_of_the_scripts_own_is_not_shown_values(keeper: VirtualWorker, rows: Any) -> None:
    seen: list[Any] = []

    class Guest:
        @classmethod
        def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            seen.extend(args)

    class Listing(list[Any]):
        def __init__(self, values: Any) -> None:
            super().__init__(values)
            seen.extend(value for value in self if not isinstance(value, PointerTensor))

    with pytest.raises(wrong.CannotSendError, match="bob"):
        torch.add(rows, Guest())  # type: ignore[arg-type]
    assert torch.stack(Listing([rows, rows])).shape == (2, 3, 2)
    assert not seen


def test_torchs_own_printing_shows_nothing() -> None:
    plain = torch.Tensor.__repr__
    with Session(policy=ReleasePolicy.LESSON) as session:
        session.hook.hook()
        pointer: Any = ROWS.send(VirtualWorker(session.hook, id="bob"))
        with pytest.raises(PointerError, match="bob"):
            plain(pointer)


# Optimizers


def test_an_optimizers_hooks_do_not_see_private_values(keeper: VirtualWorker, rows: Any) -> None:
    seen: list[Any] = []
    (rows * 0).sum().backward()

    class Own(optim.Optimizer):
        def __init__(self, parameters: Any) -> None:
            super().__init__(parameters, {})

        def step(self, closure: Any = None) -> None:  # type: ignore[override]
            seen.append(self.param_groups[0]["params"][0])

    def watched() -> optim.Optimizer:
        opt = optim.SGD([rows], lr=0.0)
        opt.register_step_pre_hook(lambda opt, *_: seen.append(opt.param_groups[0]["params"][0]))
        return opt

    opt = optim.SGD([rows], lr=0.0)
    for step in (
        watched().step, Own([rows]).step,
        lambda: opt.step(lambda: seen.append(opt.param_groups[0]["params"][0]) or torch.zeros(1)),
    ):  # fmt: skip
        with pytest.raises(wrong.GetNotPermittedError, match="bob"):
            step()
    opt.step()  # torch's own arithmetic, seen by nobody
    assert not seen


def test_an_optimizers_state_that_private_values_were_written_into_stays(
    keeper: VirtualWorker, other: VirtualWorker, rows: Any
) -> None:
    model = table(keeper)
    opt = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    opt.step()
    opt.state[model.w]["momentum_buffer"].copy_(rows.detach())
    model.get()
    (model.w * model.w).sum().backward()
    with pytest.raises(wrong.GetNotPermittedError, match="momentum_buffer"):
        opt.step()
    model.send(other)
    (model.w * model.w).sum().backward()
    opt.step()
    with pytest.raises(wrong.GetNotPermittedError, match="alice"):
        opt.state[model.w]["momentum_buffer"].get()


# Gradients that wait on a worker


def test_a_waiting_gradient_that_rows_were_written_into_stays(
    keeper: VirtualWorker, other: VirtualWorker, rows: Any
) -> None:
    def written(where: VirtualWorker | None) -> Any:
        model = table(keeper)
        part = model.w.grad.view(-1)
        model.get()
        if where is not None:
            model.send(where)
        part[:2].copy_(rows[0].detach())
        return model

    with pytest.raises(wrong.GetNotPermittedError, match=r"bob does not release w\.grad"):
        written(None).w.grad.clone()
    model = written(other)
    with pytest.raises(wrong.GetNotPermittedError, match="alice"):
        model.w.grad.get()
    model = table(keeper)
    assert model.get().w.grad.tolist() == [[0, 0]] * 3


# The server as a worker, and workers' logs


def test_the_server_gets_nothing_by_being_a_worker(lesson: Session, keeper: VirtualWorker, rows: Any) -> None:
    for road in (lambda: rows.copy().remote_send("me"), lambda: rows.copy().send("me").remote_get()):
        with pytest.raises(wrong.GetNotPermittedError, match="bob"):
            road()
    assert lesson.ledger == []
    assert not any(type(value) is torch.Tensor for value in lesson.local_worker._objects.values())


def test_a_loss_that_goes_to_the_server_is_written_down(lesson: Session, keeper: VirtualWorker, rows: Any) -> None:
    model: Any = nn.Linear(2, 1).send(keeper)
    loss = (model(rows) ** 2).mean()
    loss.backward()
    held = loss.remote_send("me")
    assert [entry.why for entry in lesson.ledger] == ["training loss"]
    assert held.get().get() > 0


def test_what_workers_tell_each_other_is_not_printed_or_kept(
    lesson: Session, keeper: VirtualWorker, other: VirtualWorker, rows: Any
) -> None:
    third = VirtualWorker(lesson.hook, id="carol", log_msgs=True)
    other.verbose = other.log_msgs = True
    with redirect_stdout(io.StringIO()) as printed:
        rows.copy().move(other)
        rows.copy().remote_send(other)
        rows.copy().send(other).remote_get()
        rows.detach().long().share(other, third)
    assert "received ObjectMessage" in printed.getvalue()
    assert not any(number in printed.getvalue() for number in NUMBERS)
    assert other.msg_history
    assert not any(message.parts for worker in (other, third) for message in worker.msg_history)


def test_backward_hooks_of_a_remote_module_are_refused_in_words(keeper: VirtualWorker, rows: Any) -> None:
    model: Any = nn.Linear(2, 1).send(keeper)
    model.register_full_backward_hook(lambda *_: None)
    with pytest.raises(PointerError, match="backward hook .* bob"):
        model(rows)


# What a lesson needs all the same


USUAL: dict[str, Callable[[Any, Any], Any]] = {
    "squeezed": lambda output, target: F.mse_loss(output.squeeze(1), target.squeeze(1)),
    "unsqueezed": lambda output, target: F.mse_loss(output.squeeze(-1).unsqueeze(1), target),
    "hinge": lambda output, target: torch.clamp(1 - (output - target), min=0).mean(),
}


@pytest.mark.parametrize("name", USUAL)
def test_losses_of_squeezed_and_clamped_rows_are_training_losses(keeper: VirtualWorker, rows: Any, name: str) -> None:
    model: Any = nn.Linear(2, 1).send(keeper)
    loss = USUAL[name](model(rows), torch.ones(3, 1).send(keeper))
    loss.backward()
    assert loss.get().dim() == 0


def test_rows_that_a_bound_or_a_dimension_picks_stay(keeper: VirtualWorker, rows: Any) -> None:
    model: Any = nn.Linear(2, 1).send(keeper)
    bound = model.weight.data.new_ones(3, 1)
    for output in (torch.clamp(model(rows), max=bound), model(rows)[0:2].unsqueeze(0), model(rows).T.squeeze(0)):
        loss = (output**2).sum()
        loss.backward()
        with pytest.raises(wrong.GetNotPermittedError, match="bob"):
            loss.get()


def test_a_classifiers_loss_along_a_chain_is_computed_and_stays(keeper: VirtualWorker, other: VirtualWorker) -> None:
    scores, classes = ROWS.send(keeper).send(other), torch.tensor([0, 1, 1]).send(keeper).send(other)
    loss = F.cross_entropy(scores, classes)
    with pytest.raises(wrong.GetNotPermittedError, match="bob"):
        loss.get().get()
