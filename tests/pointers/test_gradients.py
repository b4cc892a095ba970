"""Gradients are computed on the worker, and cross when somebody looks at them."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
import torch
from torch import nn, optim

from fedgui.pointers import Message, MessageKind, PointerTensor, Session, VirtualWorker
from fedgui.pointers import errors as wrong


def carried(messages: list[Message]) -> list[tuple[str, str, str, int]]:
    return [(m.sender, m.receiver, m.name, m.bytes) for m in messages if m.kind is MessageKind.OBJECT]


@pytest.fixture
def visited(bob: VirtualWorker) -> nn.Linear:
    """A model that has been at Bob's for one backward."""
    torch.manual_seed(0)
    model = nn.Linear(2, 1).send(bob)
    model(torch.tensor([[1.0, 2]]).send(bob)).sum().backward()
    return model.get()


def test_the_gradient_of_a_pointer_is_a_pointer(bob: VirtualWorker) -> None:
    w = torch.ones(3, requires_grad=True).send(bob)
    assert w.grad is None
    (w * 2).sum().backward()
    assert isinstance(w.grad, PointerTensor)
    assert w.grad.shape == (3,)
    for road in (w.grad, w.grad.copy(), w.grad.clone(), w.grad.data, w.grad + 0):
        assert road.get().tolist() == [2, 2, 2]
    w.grad *= 2
    assert w.grad.get().tolist() == [4, 4, 4]
    w.grad = torch.ones(3).send(bob)
    assert w.grad.get().tolist() == [1, 1, 1]
    w.grad = None
    assert w.grad is None
    assert torch.equal(w.get(), torch.ones(3))
    assert not bob._objects


def test_a_gradient_must_come_from_the_same_worker(bob: VirtualWorker, alice: VirtualWorker) -> None:
    w = torch.ones(3, requires_grad=True).send(bob)
    with pytest.raises(wrong.TensorsNotCollocatedException):
        w.grad = torch.ones(3).send(alice)
    with pytest.raises(wrong.LocalTensorError):
        w.grad = torch.ones(3)


def test_a_gradient_pointer_outlives_neither_its_gradient_nor_its_parameter(bob: VirtualWorker) -> None:
    w = torch.ones(3, requires_grad=True).send(bob)
    w.sum().backward()
    gradient = w.grad
    w.grad = None
    with pytest.raises(wrong.ObjectNotFoundError):
        gradient.get()
    w.get()
    with pytest.raises(wrong.AlreadyFetchedError):
        gradient.get()


def test_backward_twice_says_what_torch_says(bob: VirtualWorker) -> None:
    w = torch.ones(3, requires_grad=True).send(bob)
    loss = (w * w).sum()
    loss.backward(retain_graph=True)
    loss.backward()
    assert w.grad.get().tolist() == [4, 4, 4]
    with pytest.raises(
        RuntimeError, match="backward failed on bob: Trying to backward through the graph a second time"
    ):
        loss.backward()


def test_backward_takes_what_torch_takes(bob: VirtualWorker, alice: VirtualWorker) -> None:
    w = torch.ones(3, requires_grad=True).send(bob)
    (w * 2).backward(torch.tensor([1.0, 2, 3]).send(bob), inputs=[w])
    assert w.grad.get().tolist() == [2, 4, 6]
    with pytest.raises(wrong.TensorsNotCollocatedException):
        (w * 2).backward(torch.ones(3).send(alice))
    (slope,) = torch.autograd.grad((w * 3).sum(), [w])
    assert slope.get().tolist() == [3, 3, 3]
    torch.autograd.backward((w * 3).sum())
    assert w.grad.get().tolist() == [5, 7, 9]


def test_no_gradient_crosses_until_somebody_looks(
    bob: VirtualWorker, session: Session, messages: list[Message], visited: nn.Linear
) -> None:
    assert [entry[2] for entry in carried(messages)] == ["model", "", "model"]
    gradient = visited.weight.grad
    assert gradient is not None
    assert (gradient.shape, gradient.dtype) == ((1, 2), torch.float32)
    assert not bob._objects
    assert gradient.tolist() == [[1, 2]]
    assert carried(messages)[3:] == [("bob", "me", "weight.grad", 8)]
    assert session.ledger[-1][1:] == ("bob", "weight.grad", 8, "gradient")
    assert type(visited.weight.grad) is torch.Tensor
    assert (gradient * 2).tolist() == [[2, 4]]
    assert len(carried(messages)) == 4


@pytest.mark.parametrize(
    "look",
    [
        repr, str, torch.Tensor.clone, lambda g: g + 1, torch.norm, torch.Tensor.numpy, copy.deepcopy,
        lambda g: pickle.loads(pickle.dumps(g)), lambda g: torch.stack([g, g]), lambda g: g.data,
    ],
)  # fmt: skip
def test_every_look_fetches_once(messages: list[Message], visited: nn.Linear, look: Any) -> None:
    look(visited.weight.grad)
    look(visited.weight.grad)
    assert [entry[2] for entry in carried(messages)[3:]] == ["weight.grad"]


def test_zero_grad_frees_it_without_a_payload(messages: list[Message], visited: nn.Linear) -> None:
    optim.SGD(visited.parameters(), lr=0.1).zero_grad()
    assert visited.weight.grad is None
    assert len(carried(messages)) == 3


def test_an_optimizer_here_fetches_what_it_needs(visited: nn.Linear) -> None:
    before = visited.weight.detach().clone()
    optim.SGD(visited.parameters(), lr=0.1).step()
    assert torch.allclose(visited.weight, before - 0.1 * torch.tensor([[1.0, 2]]))


def test_backward_here_adds_to_the_gradient_that_waits_there(visited: nn.Linear) -> None:
    visited(torch.tensor([[10.0, 20]])).sum().backward()
    assert visited.weight.grad.tolist() == [[11, 22]]
    assert visited.bias.grad.tolist() == [2]


def accumulate(model: nn.Linear, rows: list[torch.Tensor]) -> nn.Linear:
    for row in rows:
        model(row).sum().backward()
    return model


def test_without_zero_grad_gradients_add_up_from_worker_to_worker(
    bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]
) -> None:
    rows = [torch.rand(3, 2) for _ in range(4)]
    torch.manual_seed(0)
    here = accumulate(nn.Linear(2, 1), rows)
    torch.manual_seed(0)
    model = nn.Linear(2, 1)
    model(rows[0]).sum().backward()
    for place, row in ((bob, rows[1]), (alice, rows[2]), (alice, rows[3])):
        model.send(place)
        model(row.send(place)).sum().backward()
        model.get()
    assert torch.equal(model.weight.grad, here.weight.grad)
    crossed = [entry for entry in carried(messages) if entry[2] == "weight.grad"]
    assert crossed == [
        ("me", "bob", "weight.grad", 8),
        ("bob", "alice", "weight.grad", 8),
        ("alice", "me", "weight.grad", 8),
    ]


def test_a_gradient_that_waits_follows_its_parameter_when_looked_at(
    bob: VirtualWorker, alice: VirtualWorker, messages: list[Message], visited: nn.Linear
) -> None:
    held = visited.weight.grad
    visited.send(alice)
    assert visited.weight.grad.get().tolist() == [[1, 2]]
    visited.bias.grad = None
    assert visited.bias.grad is None
    visited.get()
    assert visited.bias.grad is None
    assert visited.weight.grad.tolist() == [[1, 2]]
    assert held.tolist() == [[1, 2]]


def test_a_gradient_held_here_can_be_looked_at_while_its_parameter_is_away(
    bob: VirtualWorker, alice: VirtualWorker, visited: nn.Linear
) -> None:
    held = visited.weight.grad
    visited.send(alice)
    assert held.tolist() == [[1, 2]]
    visited(torch.ones(1, 2).send(alice)).sum().backward()
    assert visited.get().weight.grad.tolist() == [[2, 3]]


def test_a_gradient_goes_on_waiting_through_a_visit_that_does_not_touch_it(
    bob: VirtualWorker, alice: VirtualWorker, messages: list[Message], visited: nn.Linear
) -> None:
    visited.send(alice).get().send(bob).move(alice)
    visited.move(bob).get()
    assert all(name == "model" or not name for _, _, name, _ in carried(messages))
    assert visited.weight.grad.tolist() == [[1, 2]]


def test_moving_a_model_lets_its_gradients_wait(
    bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]
) -> None:
    model = nn.Linear(2, 1).send(bob)
    model(torch.ones(1, 2).send(bob)).sum().backward()
    model.move(alice)
    assert "weight.grad" not in [entry[2] for entry in carried(messages)]
    model(torch.ones(1, 2).send(alice)).sum().backward()
    assert ("bob", "alice", "weight.grad", 8) in carried(messages)
    assert model.get().weight.grad.tolist() == [[2, 2]]


def test_clipping_gradients_on_the_worker(bob: VirtualWorker) -> None:
    torch.manual_seed(0)
    here, there = nn.Linear(2, 1), nn.Linear(2, 1)
    there.load_state_dict(here.state_dict())
    rows = torch.rand(4, 2)
    there.send(bob)
    norms = []
    for model, batch in ((here, rows), (there, rows.send(bob))):
        (model(batch) ** 2).sum().backward()
        norms.append(nn.utils.clip_grad_norm_(model.parameters(), 0.1))
    assert torch.equal(norms[1].get(), norms[0])
    assert torch.equal(there.get().weight.grad, here.weight.grad)


def test_a_gradient_held_here_stays_what_it_was_through_the_next_visit(bob: VirtualWorker, visited: nn.Linear) -> None:
    held, opt = visited.weight.grad, optim.SGD(visited.parameters(), lr=0.1)
    visited.send(bob)
    opt.zero_grad()
    visited(torch.tensor([[5.0, 7]]).send(bob)).sum().backward()
    visited.get()
    assert held is not None
    assert visited.weight.grad is not None
    assert held.tolist() == [[1, 2]]
    assert visited.weight.grad.tolist() == [[5, 7]]


def test_a_gradient_that_a_second_parameter_shares_stays_what_it_was(bob: VirtualWorker, visited: nn.Linear) -> None:
    other, opt = nn.Parameter(torch.zeros(1, 2)), optim.SGD(visited.parameters(), lr=0.1)
    other.grad = visited.weight.grad
    visited.send(bob)
    opt.zero_grad()
    visited(torch.tensor([[5.0, 7]]).send(bob)).sum().backward()
    visited.get()
    assert other.grad is not None
    assert other.grad.tolist() == [[1, 2]]


def test_a_parameter_keeps_no_gradient_that_was_dropped_while_it_was_away(
    bob: VirtualWorker, visited: nn.Linear
) -> None:
    assert visited.weight.grad is not None
    visited.send(bob)
    visited.weight.grad = None
    visited.get()
    assert visited.weight.grad is None
    assert visited.bias.grad is not None
