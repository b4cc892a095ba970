"""Pointers to a gradient or to data: they belong to another value, which outlives whatever is done with them."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from torch import nn

from fedgui.pointers import VirtualWorker
from fedgui.pointers import errors as wrong


@pytest.fixture
def trained(bob: VirtualWorker) -> Any:
    x: Any = torch.tensor([1.0, 2], requires_grad=True).send(bob)
    (x * 3).sum().backward()
    return x


@pytest.mark.parametrize("name", ["grad", "data"])
def test_what_travels_is_a_copy(bob: VirtualWorker, alice: VirtualWorker, trained: Any, name: str) -> None:
    expected = {"grad": [3, 3], "data": [1, 2]}[name]
    for road in (
        lambda part: part.move(alice).get(), lambda part: part.move("me"), lambda part: part.send(alice).get().get(),
        lambda part: part.send_(alice).get(), lambda part: part.remote_send(alice).get().get(),
        lambda part: part.get_(), lambda part: part.get(), lambda part: part.copy().get(),
    ):  # fmt: skip
        assert road(getattr(trained, name)).tolist() == expected
        assert (len(bob._objects), len(alice._objects)) == (1, 0)
    value = trained.get()
    assert (value.tolist(), value.grad.tolist()) == ([1, 2], [3, 3])


def test_the_child_is_the_pointer_itself(bob: VirtualWorker, alice: VirtualWorker, trained: Any) -> None:
    assert trained.child.move(alice) is trained
    assert trained.child.get().grad.tolist() == [3, 3]
    with pytest.raises(wrong.AlreadyFetchedError):
        trained.get()


def test_parts_of_what_came_back_say_so(bob: VirtualWorker, alice: VirtualWorker, trained: Any) -> None:
    model: Any = nn.Linear(2, 1).send(bob)
    model(trained).sum().backward()
    kept = model.weight.grad, model.weight.data
    model.get()
    model.send(alice)
    for part in kept:
        for use in (part.get, lambda part=part: part + 1, lambda part=part: part.shape):
            with pytest.raises(wrong.ObjectNotFoundError, match=r"bob no longer holds weight\."):
                use()
    gradient = trained.grad
    trained.move(alice)
    with pytest.raises(wrong.ObjectNotFoundError, match="bob"):
        gradient.get()
    assert trained.grad.get().tolist()


def test_a_gradient_along_a_chain_is_fetched_by_the_worker_in_the_middle(
    bob: VirtualWorker, alice: VirtualWorker, trained: Any
) -> None:
    chain = trained.send(alice)
    assert chain.grad.remote_get().get().tolist() == [3, 3]
    assert chain.get().get().tolist() == [1, 2]


def test_the_gradient_of_a_result_is_there_when_it_was_asked_for(bob: VirtualWorker) -> None:
    x: Any = torch.ones(2, requires_grad=True).send(bob)
    hidden = x * 2
    hidden.retain_grad()
    (hidden * 5).sum().backward()
    assert hidden.grad.get().tolist() == [5, 5]
    assert x.grad.get().tolist() == [10, 10]


def test_a_shallow_copy_is_refused_by_its_name(trained: Any) -> None:
    with pytest.raises(wrong.CannotSendError, match=r"^copy\.copy\(\)"):
        copy.copy(trained)


def test_a_fetched_pointer_does_not_seem_to_be_where_it_was(bob: VirtualWorker, trained: Any) -> None:
    trained.get()
    for use in (trained.send, trained.move):
        with pytest.raises(wrong.AlreadyFetchedError):
            use(bob)
