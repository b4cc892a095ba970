"""Modules travel whole, stay the same object, and are never lost."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import nn, optim

from fedgui.pointers import Message, MessageKind, PointerTensor, Session, VirtualWorker
from fedgui.pointers import errors as wrong


def test_a_module_keeps_its_identity(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    weight, values = model.weight, model.weight.detach().clone()
    assert model.location is None
    assert model.send(bob) is model
    assert model.location is bob
    assert model.weight is weight
    assert isinstance(weight, nn.Parameter)
    assert len(bob._objects) == 2
    assert model.get() is model
    assert model.location is None
    assert model.weight is weight
    assert type(weight) is nn.Parameter
    assert torch.equal(weight, values)
    assert not bob._objects


def test_views_of_a_parameter_stay_views_of_it(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    view = model.weight.data
    model.send(bob)
    with torch.no_grad():
        model.weight.add_(1)
    model.get()
    assert torch.equal(view, model.weight)


def test_one_message_each_way_with_named_parts(bob: VirtualWorker, messages: list[Message]) -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.BatchNorm1d(3))
    before = model.state_dict()["0.weight"].clone()
    model.send(bob)
    (down,) = messages
    names = ["0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked"]
    assert [name for name, _ in down.parts] == names
    assert down.bytes == 4 * (6 + 3 + 3 + 3 + 3 + 3) + 8
    with torch.no_grad():
        model[0].weight.zero_()
    assert torch.equal(down.parts[0][1], before)
    model.get()
    assert [m.kind for m in messages[-2:]] == [MessageKind.REQUEST, MessageKind.OBJECT]
    assert messages[-1].parts[0][1].sum() == 0
    assert (messages[-1].sender, messages[-1].receiver, messages[-1].name) == ("bob", "me", "model")


def test_sending_a_model_twice_never_loses_it(bob: VirtualWorker, alice: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    values = model.weight.detach().clone()
    model.send(bob)
    assert model.send(bob) is model
    with pytest.raises(wrong.ModelAlreadySentError, match=r"already on bob.*model\.move\(alice\)"):
        model.send(alice)
    assert torch.equal(model.get().weight, values)
    with pytest.raises(wrong.NotRemoteError, match="already here"):
        model.get()
    with pytest.raises(wrong.NotRemoteError):
        model.move(bob)


def test_moving_a_model(bob: VirtualWorker, alice: VirtualWorker, session: Session, messages: list[Message]) -> None:
    model = nn.Linear(2, 1)
    values = model.weight.detach().clone()
    model.send(bob)
    assert model.move(bob) is model
    model.move(alice)
    assert (messages[-1].sender, messages[-1].receiver, messages[-1].bytes) == ("bob", "alice", 12)
    assert not bob._objects
    assert repr(model.weight).count("(Wrapper)") == 1
    model.move(session.local_worker)
    assert torch.equal(model.weight, values)


def test_copies_are_independent_wherever_they_are(bob: VirtualWorker, alice: VirtualWorker) -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.BatchNorm1d(2))
    one, two = model.copy().send(bob), model.copy().send(alice)
    assert (one.location, two.location, model.location) == (bob, alice, None)
    three = one.copy()
    assert three.location is bob
    with torch.no_grad():
        three[0].weight.zero_()
    assert isinstance(three[0].weight, nn.Parameter)
    assert not isinstance(three[1].running_mean, nn.Parameter)
    assert three.get()[0].weight.sum() == 0
    assert type(three[0].weight) is nn.Parameter
    assert type(three[1].running_mean) is torch.Tensor
    for remote in (one, two):
        assert torch.equal(remote.get()[0].weight, model[0].weight)
    assert torch.equal(one.copy()[0].weight, model[0].weight)
    del one, two, three
    assert not bob._objects


def test_a_dropped_model_leaves_nothing_behind(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    model(torch.ones(1, 2).send(bob)).sum().backward()
    del model
    assert not bob._objects


def test_batch_norm_learns_its_statistics_on_the_worker(bob: VirtualWorker) -> None:
    torch.manual_seed(0)
    here, there = nn.BatchNorm1d(3), nn.BatchNorm1d(3)
    rows = torch.rand(4, 3)
    here(rows)
    there.send(bob)
    there(rows.send(bob))
    there.get()
    for name, value in here.state_dict().items():
        assert torch.equal(there.state_dict()[name], value)
    there.send(bob).eval()
    assert torch.equal(there(rows.send(bob)).get(), here.eval()(rows))


def test_frozen_and_shared_parameters(bob: VirtualWorker) -> None:
    class Tied(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.one = nn.Linear(2, 2, bias=False)
            self.two = nn.Linear(2, 2, bias=False)
            self.two.weight = self.one.weight
            self.frozen = nn.Linear(2, 1)
            self.frozen.requires_grad_(False)
            self.nothing = None

        def forward(self, rows: Any) -> Any:
            return self.frozen(self.two(self.one(rows)))

    torch.manual_seed(0)
    model, rows = Tied(), torch.rand(3, 2)
    expected = torch.autograd.grad(model(rows).sum(), model.one.weight)[0]
    frozen = model.frozen.weight.clone()
    model.send(bob)
    assert len(bob._objects) == 3
    assert model.one.weight is model.two.weight
    assert not model.frozen.weight.requires_grad
    model(rows.send(bob)).sum().backward()
    optim.SGD([p for p in model.parameters() if p.requires_grad], lr=1).step()
    before = model.one.weight.copy()
    model.get()
    assert model.one.weight is model.two.weight
    assert torch.equal(model.one.weight.grad, expected)
    assert model.frozen.weight.grad is None
    assert not model.frozen.weight.requires_grad
    assert torch.equal(model.frozen.weight, frozen)
    assert torch.equal(before.get(), model.one.weight)


def test_freezing_on_the_worker_comes_back(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    model.requires_grad_(False)
    assert not model.get().weight.requires_grad


def test_an_exception_in_a_round_leaves_a_model_that_can_be_fetched(bob: VirtualWorker, alice: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    rows = torch.rand(3, 2).send(bob)
    wrong_rows = torch.rand(3, 5).send(bob)
    model.send(bob)
    with pytest.raises(RuntimeError, match="linear failed on bob"):
        model(wrong_rows)
    model.send(bob)
    model(rows).sum().backward()
    model.get().send(alice).get()
    assert not alice._objects
    assert model.weight.grad is not None


def test_a_module_must_be_where_its_rows_are(bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]) -> None:
    model, rows = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 1)), torch.rand(3, 2)
    at_bob = rows.send(bob)
    with pytest.raises(wrong.LocalTensorError, match="on bob"):
        model(at_bob)
    model.send(alice)
    before = len(messages)
    with pytest.raises(wrong.TensorsNotCollocatedException, match="0.weight is on alice|weight.*alice"):
        model(at_bob)
    with pytest.raises(wrong.LocalTensorError, match="on alice"):
        model(rows)
    assert len(messages) == before


def test_the_state_of_a_remote_module_is_refused_in_words(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    state = model.state_dict()
    model.send(bob)
    with pytest.raises(wrong.CannotSendError, match=r"state_dict.*bob.*\.get\(\)"):
        model.state_dict()
    with pytest.raises(wrong.CannotSendError, match=r"load_state_dict.*bob"):
        model.load_state_dict(state)
    model.get().load_state_dict(state)
    assert list(model.state_dict()) == ["weight", "bias"]


def test_a_module_without_tensors_can_not_travel(bob: VirtualWorker) -> None:
    with pytest.raises(wrong.EmptyModelError, match=r"ReLU.*nothing to send to bob"):
        nn.ReLU().send(bob)
    assert nn.ReLU().location is None


def test_sending_within_no_grad_changes_nothing(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    with torch.no_grad():
        model.send(bob)
        pointer = torch.ones(2, requires_grad=True).send(bob)
    assert model.weight.requires_grad
    assert pointer.requires_grad
    with torch.no_grad():
        assert not model(torch.ones(1, 2).send(bob)).requires_grad
        model.get()
    assert model.weight.requires_grad


def test_a_scattered_module_says_where_its_parts_are(bob: VirtualWorker, alice: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    model.bias.get()
    assert type(model.bias) is nn.Parameter
    with pytest.raises(wrong.ModelScatteredError, match="weight is on bob, bias on the server"):
        model.get()
    model.weight.get_()
    assert model.location is None
    model.send(bob).bias.move(alice)
    with pytest.raises(wrong.ModelScatteredError, match="weight is on bob, bias on alice"):
        model.move(alice)
    with pytest.raises(wrong.ModelAlreadySentError):
        model.send(bob)


def test_a_model_that_was_cleared_away_says_so(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    bob.clear_objects()
    with pytest.raises(wrong.ObjectNotFoundError, match="bob no longer holds weight"):
        model.get()


def test_a_model_that_changed_its_kind_comes_back_as_it_is(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    model.to("cpu").double()
    assert model.weight.dtype == torch.float64
    assert isinstance(model.weight, PointerTensor)
    model.get()
    assert type(model.weight) is nn.Parameter
    assert model.weight.dtype == torch.float64


def test_a_model_that_an_evaluation_here_still_holds_can_leave(bob: VirtualWorker) -> None:
    model, rows = nn.Linear(2, 1), torch.rand(3, 2, requires_grad=True)
    loss = (model(rows) ** 2).sum()
    model.send(bob)
    model.get()
    assert loss.item() >= 0
    assert type(model.weight) is nn.Parameter


def test_a_model_that_can_not_be_copied_stays_here_as_a_whole(bob: VirtualWorker, messages: list[Message]) -> None:
    model = nn.Sequential(nn.Linear(2, 3), nn.LazyLinear(1))
    with pytest.raises(wrong.UninitializedModelError, match=r"1\.weight of the module Sequential .* bob"):
        model.send(bob)
    assert model.location is None
    assert not messages
    model(torch.ones(1, 2))
    assert model.send(bob).location is bob


@pytest.mark.parametrize("kind", [nn.RNN, nn.GRU, nn.LSTM])
@pytest.mark.parametrize(
    "options", [{}, {"batch_first": True}, {"num_layers": 2, "bidirectional": True}], ids=["plain", "batch", "deep"]
)
def test_recurrent_layers_begin_with_zeros_on_the_worker(bob: VirtualWorker, kind: Any, options: Any) -> None:
    layer, rows = kind(2, 3, **options), torch.rand(4, 5, 2)
    twin = copy.deepcopy(layer)
    for value in (rows, rows[0]):
        expected, _ = twin(value)
        expected.sum().backward()
        layer.send(bob)
        result, _ = layer(value.send(bob))
        result.sum().backward()
        layer.get()
        assert torch.equal(result.get(), expected)
        for mine, theirs in zip(layer.parameters(), twin.parameters(), strict=True):
            assert torch.equal(mine.grad, theirs.grad)


@pytest.mark.filterwarnings("ignore:LSTM with projections")
def test_recurrent_cells_begin_with_zeros_on_the_worker(bob: VirtualWorker) -> None:
    lstm, projected = nn.LSTMCell(2, 3), nn.LSTM(2, 3, proj_size=2)
    rows = torch.rand(4, 2)
    expected, (hidden, cell) = lstm(rows)[0], projected(rows)[1]
    assert torch.equal(lstm.send(bob)(rows.send(bob))[0].get(), expected)
    there = projected.send(bob)(rows.send(bob))[1]
    assert torch.equal(there[0].get(), hidden)
    assert torch.equal(there[1].get(), cell)
    assert nn.GRUCell(2, 3).send(bob)(rows.send(bob)).shape == (4, 3)


def test_the_state_of_a_module_that_is_partly_remote_is_refused(bob: VirtualWorker) -> None:
    parts = nn.ModuleList([nn.Linear(1, 1), nn.Linear(1, 1).send(bob)])
    with pytest.raises(wrong.CannotSendError, match="ModuleList while it is on bob"):
        parts.state_dict()
