"""What a worker keeps: private rows leave by no road; models and training losses do, and the ledger says so."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn, optim

from fedgui.pointers import PointerTensor, ReleasePolicy, Session, VirtualWorker
from fedgui.pointers import errors as wrong

ROWS = torch.tensor([[0.0, 1], [2, 3], [4, 5]])
TARGET = torch.tensor([[0.0], [1], [1]])


@pytest.fixture
def model(keeper: VirtualWorker) -> Any:
    torch.manual_seed(0)
    return nn.Linear(2, 1).send(keeper)


def refused(road: Any) -> None:
    with pytest.raises((wrong.GetNotPermittedError, wrong.ValueNotHereError, wrong.CannotSendError), match="bob|alice"):
        road()


def test_a_training_loss_is_released_and_written_down(lesson: Session, keeper: VirtualWorker, model: Any) -> None:
    rows, target = ROWS.send(keeper), TARGET.send(keeper)
    loss = ((model(rows) - target) ** 2).sum()
    with pytest.raises(wrong.GetNotPermittedError, match=r"bob does not release .*loss\.backward\(\)"):
        loss.get()
    loss.backward()
    assert loss.get().requires_grad
    assert lesson.ledger[-1] == (0, "bob", "", 4, "training loss")
    model.get()
    assert lesson.ledger[-1] == (1, "bob", "model", 12, "model")
    assert torch.isfinite(model.weight.grad).all()
    assert lesson.ledger[-1] == (2, "bob", "weight.grad", 8, "gradient")


@pytest.mark.parametrize(
    "criterion",
    [
        lambda p, t: F.mse_loss(p, t),
        lambda p, t: nn.L1Loss(reduction="sum")(p, t),
        lambda p, t: nn.BCEWithLogitsLoss()(p, t),
        lambda p, t: F.binary_cross_entropy(torch.sigmoid(p), t),
        lambda p, t: nn.SmoothL1Loss()(p, t),
        lambda p, t: F.mse_loss(p, t, reduction="none").mean(),
        lambda p, t: 0.5 * (p - t).pow(2).mean(),
        lambda p, t: ((p - t) ** 2).sum() / 3,
        lambda p, t: F.mse_loss(p[0:2], t[0:2]),
    ],
)
def test_the_usual_losses_are_training_losses(keeper: VirtualWorker, model: Any, criterion: Any) -> None:
    loss = criterion(model(ROWS.send(keeper)), TARGET.send(keeper))
    loss.backward()
    assert loss.get().dim() == 0


def test_a_classifiers_loss_is_a_training_loss(lesson: Session, keeper: VirtualWorker) -> None:
    net = nn.Sequential(
        nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU(inplace=True), nn.MaxPool2d(2), nn.Flatten(), nn.Dropout(0.1),
        nn.Linear(18, 4), nn.Tanh(), nn.Linear(4, 10),
    ).send(keeper)  # fmt: skip
    images, labels = torch.rand(5, 1, 8, 8).send(keeper), torch.tensor([1, 2, 3, 4, 5]).send(keeper)
    opt = optim.SGD(net.parameters(), lr=0.1)
    for criterion in (nn.CrossEntropyLoss(), lambda p, t: F.nll_loss(F.log_softmax(p, dim=1), t)):
        opt.zero_grad()
        loss = criterion(net(images), labels)
        loss.backward()
        opt.step()
        assert loss.get() > 0
    penalised = F.cross_entropy(net(images), labels) + 0.01 * (net[0].weight ** 2).sum()
    penalised.backward()
    assert penalised.get() > 0
    assert net.get()[1].running_mean.abs().sum() > 0


ROADS = {
    "get": lambda x, m: x,
    "copy": lambda x, m: x.copy(),
    "clone": lambda x, m: x.clone(),
    "data": lambda x, m: x.data,
    "identity": lambda x, m: x + 0,
    "one cell": lambda x, m: x[0, 0],
    "sum of one cell": lambda x, m: x[0, 0].sum(),
    "sum": lambda x, m: x.sum(),
    "maximum": lambda x, m: x.max(),
    "one row": lambda x, m: next(iter(x)),
    "zeros like": lambda x, m: torch.zeros_like(x),
    "prediction": lambda x, m: m(x),
    "one prediction": lambda x, m: m(x)[0],
    "untrained loss": lambda x, m: m(x).sum(),
    "detached": lambda x, m: x.detach(),
    "written into zeros": lambda x, m: m.weight.data.new_zeros(3, 2).copy_(x),
    "written into a view": lambda x, m: _through_a_view(x, m),
    "out": lambda x, m: torch.add(x.detach(), 0, out=m.weight.data.new_zeros(3, 2)),
    "own gradient": lambda x, m: _own_gradient(x, m),
}


def _through_a_view(x: Any, model: Any) -> Any:
    zeros = model.weight.data.new_zeros(6)
    zeros.view(3, 2).copy_(x)
    return zeros


def _own_gradient(x: Any, model: Any) -> Any:
    (model(x) ** 2).sum().backward()
    return x.grad


@pytest.mark.parametrize("road", ROADS)
def test_private_values_leave_by_no_road(keeper: VirtualWorker, other: VirtualWorker, model: Any, road: str) -> None:
    rows = ROWS.clone().requires_grad_().send(keeper)
    result = ROADS[road](rows, model)
    assert isinstance(result, PointerTensor)
    for leave in (
        result.get, lambda: float(result.sum()), result.tolist, result.numpy, result.item, lambda: bool(result.any()),
        lambda: result.copy().get(), lambda: (result * 1).get(), lambda: result.clone().data.get(),
        lambda: result.sum().get(),
        lambda: result.copy().move(other).get(), lambda: result.copy().move("me"), lambda: torch.equal(result, result),
        lambda: result.copy().send(other).get().get(), lambda: result.copy().send(other).remote_get().get(),
        lambda: result.copy().remote_send(other).get().get(), lambda: result.copy().get_(),
    ):  # fmt: skip
        refused(leave)
    assert "tensor(" not in repr(result)
    assert "tensor(" not in f"{result}"
    assert f"{rows.id_at_location}: private tensor of shape (3, 2)" in keeper.list_objects()


CRAFTED = {
    "one row": lambda x, t, m: m(x[0:1]).sum(),
    "two chosen rows": lambda x, t, m: m(x[[0, 0]]).sum(),
    "a mask": lambda x, t, m: (m(x) * t).sum(),
    "a mask by division": lambda x, t, m: (m(x) / t).sum(),
    "a power": lambda x, t, m: (m(x) ** t).sum(),
    "where": lambda x, t, m: torch.where(t > 0, m(x), 0 * m(x)).sum(),
    "no model": lambda x, t, m: x.sum(),
    "mixed rows": lambda x, t, m: m(x.T @ x).sum(),
    "one column of rows": lambda x, t, m: m(x.T[:, 0:2]).sum(),
    "private weights": lambda x, t, m: (F.linear(x, x) + m.bias).sum(),
    "weights as rows": lambda x, t, m: F.linear(m.weight, x).sum(),
    "softmax over rows": lambda x, t, m: (F.softmax(100 * m(x), dim=0) + 0).sum(),
    "flattened": lambda x, t, m: (x.view(-1)[0:2] * m.weight.view(-1)).sum(),
    "the largest": lambda x, t, m: m(x).max(),
    "row weights": lambda x, t, m: F.binary_cross_entropy_with_logits(m(x), t, weight=t),
    "broadcast": lambda x, t, m: (m(x) + x[0]).sum(),
    "sum by column": lambda x, t, m: m(x).sum(dim=0).sum(),
    "scaled afterwards": lambda x, t, m: torch.relu(m(x).sum()),
    "spread": lambda x, t, m: m(x).sum().expand(3).sum(),
    "multiplied losses": lambda x, t, m: m(x).sum() * m(x).sum(),
    "public mask": lambda x, t, m: (m(x) * (m.weight.view(-1)[[0, 0, 1]].view(3, 1) * 0 + 1)).sum(),
    "in place": lambda x, t, m: m(x.clone().mul_(t)).sum(),
    "rows as columns": lambda x, t, m: F.linear(t.view(3), _one_of_three(m)).sum() + m.bias.sum(),
    "rows as channels": lambda x, t, m: (
        F.conv2d(t.view(3, 1, 1), _one_of_three(m).view(3, 3, 1, 1)).sum() + m.bias.sum()
    ),
    "rows of many products": lambda x, t, m: (
        (m(x) @ m.weight.new_ones(3, 1, 1)) * _one_of_three(m)[0].view(3, 1)
    ).sum(),
    "rows along a column": lambda x, t, m: ((m(x) - t.view(3)) * _one_of_three(m)[0]).sum(),
    "rows normalised together": lambda x, t, m: (
        F.layer_norm(m(x), (3, 1), weight=_one_of_three(m)[0].view(3, 1)) + m.bias
    ).sum(),
}


def _one_of_three(model: Any) -> Any:
    """On the worker: a matrix of 3 x 3 that keeps the first of three alone."""
    chosen = model.weight.data.new_zeros(3, 3)
    chosen[:, 0:1] = 1
    chosen.mul_(chosen.new_ones(3, 3).tril())
    return chosen


@pytest.mark.parametrize("name", CRAFTED)
def test_what_is_not_a_loss_over_whole_batches_is_refused(keeper: VirtualWorker, model: Any, name: str) -> None:
    rows, target = ROWS.send(keeper), TARGET.send(keeper)
    loss = CRAFTED[name](rows, target, model)
    if loss.requires_grad:
        loss.backward()
    refused(loss.get)


def test_statistics_of_chosen_rows_do_not_leave_with_the_model(keeper: VirtualWorker) -> None:
    rows = ROWS.send(keeper)
    for chosen, leaves in ((rows, True), (rows[0:2], True), (rows[[0, 0]], False), (rows.T, False)):
        norm: Any = nn.BatchNorm1d(chosen.shape[1], momentum=1.0).send(keeper)
        norm(chosen)
        if leaves:
            assert torch.equal(norm.get().running_mean, ROWS[: chosen.shape[0]].mean(dim=0))
        else:
            refused(norm.get)
            refused(norm.running_mean.get)
    norm = nn.BatchNorm1d(2).send(keeper).eval()
    norm(rows[[0, 0]])
    assert type(norm.get().weight) is nn.Parameter


def test_a_loss_over_one_private_row_is_refused(keeper: VirtualWorker, model: Any) -> None:
    loss = (model(ROWS[:1].send(keeper)) ** 2).sum()
    loss.backward()
    refused(loss.get)
    scalar = torch.tensor(3.0).send(keeper)
    refused((scalar * model.weight.sum()).get)


def test_classes_that_take_rows_out_of_a_loss_are_refused(keeper: VirtualWorker) -> None:
    net, rows = nn.Linear(2, 3).send(keeper), ROWS.send(keeper)
    for labels, options in ((torch.tensor([0, -100, -100]), {}), (torch.tensor([0, 1, 1]), {"ignore_index": 1})):
        loss = F.cross_entropy(net(rows), labels.send(keeper), **options)
        loss.backward()
        refused(loss.get)


def test_computing_on_a_released_kind_is_refused_again(keeper: VirtualWorker, model: Any) -> None:
    loss = (model(ROWS.send(keeper)) ** 2).sum()
    loss.backward()
    for road in (loss + 0, loss.clone(), loss.copy(), loss.view(1)):
        refused(road.get)
    assert loss.data.get() == loss.get()


def test_a_model_into_which_rows_were_written_stays(keeper: VirtualWorker, other: VirtualWorker) -> None:
    for write in (
        lambda m, x: m.weight.data.copy_(x),
        lambda m, x: m.weight.data.view(-1)[0:6].view(3, 2).add_(x),
        lambda m, x: m.weight.detach().set_(x),
        lambda m, x: setattr(m.weight, "data", x),
        lambda m, x: setattr(m.weight, "grad", x),
        lambda m, x: m.weight.grad.view(6).view(3, 2).copy_(x),
        lambda m, x: torch.add(x, 0, out=m.weight.data),
        lambda m, x: m.weight.data.__setitem__(0, x[0]),
        lambda m, x: m.weight.data.masked_fill_(x > 1, 1.0),
    ):
        model, rows = nn.Linear(2, 3).send(keeper), ROWS.send(keeper)
        model.weight.sum().backward()
        write(model, rows)
        if not keeper.is_private(model.weight.id_at_location):
            # `detach().set_` gives the detached pointer new memory, and leaves the parameter alone.
            assert not torch.equal(model.get().weight, ROWS)
            continue
        for road in (
            model.get, model.weight.get, model.weight.get_, partial(model.move, "me"), model.copy().get,
            (model.weight * 1).get, model.weight.copy().get, model.weight.data.get,
        ):  # fmt: skip
            refused(road)
        model.move(other)
        refused(model.get)
        assert not lesson_releases(model)


def lesson_releases(model: Any) -> list[Any]:
    session = model.weight.location.session
    return [entry for entry in session.ledger if entry.worker == "alice"]


def test_the_state_of_an_optimizer_that_saw_rows_stays(keeper: VirtualWorker) -> None:
    model, rows = nn.Linear(2, 3).send(keeper), ROWS.send(keeper)
    opt = optim.SGD([model.weight], lr=0.1, momentum=0.9)
    model.weight.grad = rows
    opt.step()
    refused(opt.state[model.weight]["momentum_buffer"].get)


def test_shapes_that_tell_values_are_refused(keeper: VirtualWorker) -> None:
    rows = ROWS.send(keeper)
    for telling in (
        lambda: rows[rows > 2], lambda: rows.nonzero(), lambda: rows.unique(),
        lambda: torch.masked_select(rows, rows > 2),
        lambda: torch.where(rows > 2), lambda: torch.argwhere(rows), lambda: rows.long().view(-1).bincount(),
    ):  # fmt: skip
        with pytest.raises(wrong.PrivateShapeError, match=r"bob does not run .*shape"):
            telling()


def test_a_callback_does_not_see_private_values(keeper: VirtualWorker) -> None:
    rows = ROWS.clone().requires_grad_().send(keeper)
    seen: list[Any] = []
    for spy in (rows.register_hook, rows.apply_, rows.register_post_accumulate_grad_hook):
        refused(lambda spy=spy: spy(seen.append))
    refused(lambda: rows.map_(rows, seen.append))
    assert not seen


def test_searching_finds_pointers_to_what_is_private(lesson: Session, keeper: VirtualWorker) -> None:
    kept = ROWS.tag("#rows").send(keeper)
    (found,) = keeper.search("#rows")
    assert isinstance(found, PointerTensor)
    refused(found.get)
    assert "private tensor of shape (3, 2)" in keeper.list_objects()
    del found
    assert kept.shape == (3, 2)


def test_private_data_stays_private_where_it_moves(keeper: VirtualWorker, other: VirtualWorker) -> None:
    rows = ROWS.send(keeper).move(other)
    assert other.is_private(rows.id_at_location)
    refused(rows.get)
    chained = ROWS.send(keeper).send(other)
    refused(lambda: chained.get().get())
    refused(lambda: ROWS.send(keeper).send(other).remote_get().get())


def test_marking_single_tensors_under_the_open_policy(
    session: Session, bob: VirtualWorker, alice: VirtualWorker
) -> None:
    secret, public = ROWS.send(bob).private(), ROWS.send(bob)
    assert bob.is_private(secret.id_at_location)
    assert not bob.is_private(public.id_at_location)
    with pytest.raises(wrong.GetNotPermittedError):
        secret.get()
    with pytest.raises(wrong.GetNotPermittedError):
        (secret + public).get()
    assert torch.equal((public + 0).get(), ROWS)
    chained = secret.send(alice).private()
    with pytest.raises(wrong.GetNotPermittedError):
        chained.get().get()
    assert session.ledger[-1].why == "not private"
    local = ROWS.clone()
    local.send_(bob).private()
    with pytest.raises(wrong.GetNotPermittedError):
        local.get_()


def test_a_worker_may_hold_its_rows_from_the_start(lesson: Session) -> None:
    carol = VirtualWorker(lesson.hook, id="carol", data=[ROWS.clone().tag("#rows")])
    (pointer,) = lesson.local_worker.request_search("#rows", location=carol)
    with pytest.raises(wrong.GetNotPermittedError):
        pointer.get()
    assert lesson.network.payload == 0


def test_the_policies_have_names() -> None:
    assert [policy.value for policy in ReleasePolicy] == ["open", "lesson"]
