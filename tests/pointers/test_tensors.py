"""Pointers to single tensors: the API of PySyft 0.2, without its defects."""

from __future__ import annotations

import copy
import gc
import pickle
from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812

from fedgui.pointers import Message, MessageKind, PointerTensor, Session, VirtualWorker
from fedgui.pointers import errors as wrong


def test_printed_forms(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    assert repr(p) == str(p) == f"{p}" == f"(Wrapper)>[PointerTensor | me:{p.id} -> bob:{x.id}]"
    assert p.id != p.id_at_location
    assert len(str(p.id)) <= 11
    total = p + p
    assert repr(total) == f"(Wrapper)>[PointerTensor | me:{total.id} -> bob:{total.id_at_location}]"
    assert repr(p.data) == f"{p!r}::data"
    q = torch.ones(2, requires_grad=True).send(bob)
    q.sum().backward()
    assert repr(q.grad) == f"{q!r}::grad"
    both = x.send(bob, alice)
    one, two = both.pointers
    assert repr(both) == (
        f"(Wrapper)>[MultiPointerTensor]\n\t-> [PointerTensor | me:{one.id} -> bob:{one.id_at_location}]"
        f"\n\t-> [PointerTensor | me:{two.id} -> alice:{two.id_at_location}]"
    )
    chained = p.send(alice)
    (held,) = [held for held in alice._objects.values() if isinstance(held, PointerTensor)]
    assert repr(held) == f"(Wrapper)>[PointerTensor | alice:{held.id} -> bob:{x.id}]"
    assert repr(chained) == f"(Wrapper)>[PointerTensor | me:{chained.id} -> alice:{held.id}]"
    layer = torch.nn.Linear(2, 1).send(bob)
    assert repr(layer) == "Linear(in_features=2, out_features=1, bias=True)"
    weight = layer.weight
    assert repr(weight) == (
        f"Parameter containing:\n(Wrapper)>[PointerTensor | me:{weight.id} -> bob:{weight.id_at_location}]"
    )


def test_printed_forms_of_tagged_tensors(bob: VirtualWorker) -> None:
    x = torch.tensor([1, 2, 3]).tag("#toy", "#x").describe("toy data\nof three numbers")
    assert repr(x) == "tensor([1, 2, 3])\n\tTags: #toy #x \n\tDescription: toy data...\n\tShape: torch.Size([3])"
    p = x.send(bob)
    assert repr(p).endswith("]\n\tTags: #toy #x \n\tShape: torch.Size([3])\n\tDescription: toy data...")
    assert p.get().tags == {"#toy", "#x"}


def test_a_sent_tensor_is_a_copy_on_both_sides(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    x.add_(10)
    assert p.get().tolist() == [1, 2, 3, 4, 5]
    assert x.tolist() == [11, 12, 13, 14, 15]


def test_a_worker_may_be_named(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    assert x.send("bob").location is bob
    assert torch.nn.Linear(1, 1).send("bob").location is bob
    assert x.send("bob").move("alice").location is alice


def test_local_tensors_have_a_place_too(session: Session, x: Any) -> None:
    assert x.location is None
    assert x.owner is session.local_worker
    assert x.copy() is not x
    assert torch.equal(x.copy(), x)


def test_metadata_is_truthful_and_costs_no_message(bob: VirtualWorker, messages: list[Message]) -> None:
    ints = torch.tensor([[1, 2, 3]]).send(bob)
    assert (ints.dtype, ints.requires_grad, ints.is_leaf, ints.grad_fn) == (torch.int64, False, True, None)
    assert (ints.shape, ints.size(), ints.size(1), ints.dim(), ints.ndim) == ((1, 3), (1, 3), 3, 2, 2)
    assert (ints.numel(), torch.numel(ints), len(ints), ints.nbytes, ints.device.type) == (3, 3, 1, 24, "cpu")
    assert (ints.is_floating_point(), ints.is_contiguous(), ints.stride(), ints.type()) == (
        False, True, (3, 1), "torch.LongTensor",
    )  # fmt: skip
    w = torch.ones(2, requires_grad=True).send(bob)
    total = w.sum()
    assert w.requires_grad
    assert w.is_leaf
    assert not total.is_leaf
    assert total.grad_fn.name() == "SumBackward0"
    assert repr(total.grad_fn) == "<SumBackward0 on bob>"
    assert [m.name for m in messages if m.kind is MessageKind.COMMAND] == ["sum"]
    ints.requires_grad = False
    w.requires_grad_(False)
    assert not w.requires_grad


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: a + b,
        lambda a, b: a - b * 2,
        lambda a, b: 2 * a / b,
        lambda a, b: a**2,
        lambda a, b: 2 ** (a / 4),
        lambda a, b: 1 - a,
        lambda a, b: -a,
        lambda a, b: a > 2,
        lambda a, b: a == b,
        lambda a, b: a != 3,
        lambda a, b: a[0],
        lambda a, b: a[1:3],
        lambda a, b: a[a > 2],
        lambda a, b: a[..., None],
        lambda a, b: a @ b,
        lambda a, b: a.view(5, 1).T,
        lambda a, b: a.sum(),
        lambda a, b: a.mean(dim=0),
        lambda a, b: torch.add(a, b),
        lambda a, b: torch.cat([a, b]),
        lambda a, b: torch.stack((a, b), dim=1),
        lambda a, b: torch.where(a > 2, a, b),
        lambda a, b: torch.einsum("i,i->", a, b),
        lambda a, b: F.mse_loss(a, b),
        lambda a, b: F.softmax(a, dim=0),
        lambda a, b: F.linear(a, b.view(1, 5)),
        lambda a, b: a.to(torch.float64),
        lambda a, b: a.clamp(min=2),
        lambda a, b: torch.zeros_like(a),
        lambda a, b: a.new_ones(2),
        lambda a, b: a.argmax(),
        lambda a, b: a.max(dim=0).values,
        lambda a, b: a.sort(descending=True)[1],
        lambda a, b: torch.linalg.vector_norm(a),
        lambda a, b: a.clone(),
        lambda a, b: a.detach(),
        lambda a, b: a.long() & 1,
        lambda a, b: abs(a),
        lambda a, b: a // 2,
        lambda a, b: a.masked_fill(a > 3, 0),
        lambda a, b: a.expand(2, 5).unbind(0)[1],
    ],
)
def test_operations_run_on_the_worker_as_they_run_here(bob: VirtualWorker, x: Any, operation: Any) -> None:
    y = torch.tensor([5.0, 1, 3, 2, 2])
    a, b = x.send(bob), y.send(bob)
    result = operation(a, b)
    assert isinstance(result, PointerTensor)
    assert result.location is bob
    expected = operation(x, y)
    assert result.shape == expected.shape
    assert result.dtype == expected.dtype
    assert torch.equal(result.get(), expected)


def test_in_place_operations_change_the_remote_value(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    before, alias = p.id_at_location, p
    p += 1
    assert p is alias
    assert p.id_at_location == before
    p[0] = 100
    p.mul_(2)
    assert torch.neg(p, out=p) is p
    assert p.get().tolist() == [-200, -6, -8, -10, -12]
    assert not bob._objects


def test_iteration_yields_pointers(bob: VirtualWorker) -> None:
    rows = list(torch.tensor([[1, 2], [3, 4]]).send(bob))
    assert [row.get().tolist() for row in rows] == [[1, 2], [3, 4]]
    first, second = torch.tensor([1, 2]).send(bob)
    assert first.location is second.location is bob


def test_copy_and_clone_are_copies(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    for twin in (p.copy(), p.clone()):
        assert twin.id_at_location != p.id_at_location
        twin.zero_()
        assert twin.get().sum() == 0
    assert p.copy().get().tolist() == p.get().tolist() == x.tolist()


def test_values_leave_by_get_alone(bob: VirtualWorker) -> None:
    p = torch.tensor(3.0).send(bob)
    for road in (
        float, int, complex, bool, torch.Tensor.item, torch.Tensor.tolist, torch.Tensor.numpy, np.asarray,
        lambda t: torch.equal(t, t), lambda t: torch.allclose(t, t), lambda t: f"{t:.2f}", lambda t: 3 in t,
        lambda t: range(t), lambda t: t.data_ptr(), lambda t: t.untyped_storage(), lambda t: t.is_nonzero(),
    ):  # fmt: skip
        with pytest.raises(wrong.ValueNotHereError, match=r"bob.*\.get\(\)"):
            road(p)
    assert p.get() == 3


def test_a_pointer_can_not_be_copied_or_pickled_away(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    for road in (copy.deepcopy, copy.copy, pickle.dumps, lambda t: t.register_hook(print), lambda t: t.share_memory_()):
        with pytest.raises(wrong.CannotSendError, match="bob"):
            road(p)
    with pytest.raises(wrong.CannotSendError):
        p.apply_(print)


def test_a_scripts_own_function_does_not_run_on_a_worker(bob: VirtualWorker, x: Any) -> None:
    seen = []

    def spy(tensor: torch.Tensor) -> torch.Tensor:
        if torch.overrides.has_torch_function((tensor,)):
            return torch.overrides.handle_torch_function(spy, (tensor,), tensor)
        seen.append(tensor)
        return tensor

    with pytest.raises(wrong.CannotSendError):
        spy(x.send(bob))
    assert not seen


def test_a_fetched_pointer_says_so(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    p.get()
    repr(p)
    for use in (
        lambda: p.get(),
        lambda: p + p,
        lambda: p.shape,
        lambda: p.sum(),
        lambda: torch.cat([p, p]),
        lambda: p[0],
    ):
        with pytest.raises(wrong.AlreadyFetchedError, match=r"already fetched from bob on line \d+"):
            use()


def test_a_cleared_object_is_not_found(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    assert bob.clear_objects() is bob
    with pytest.raises(wrong.ObjectNotFoundError, match=f"bob no longer holds tensor {x.id}"):
        p.get()


def test_getting_a_local_tensor_is_refused_in_words(session: Session, x: Any) -> None:
    for use in (x.get, x.get_, x.private, lambda: x.move("me"), lambda: x.remote_send("me")):
        with pytest.raises(wrong.NotRemoteError, match="already here"):
            use()


def test_sending_twice_is_harmless(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    assert p.send(bob) is p
    twin = x.send(bob)
    assert twin.id_at_location != p.id_at_location
    del twin
    assert torch.equal(p.get(), x)
    again = x.send(bob)
    del p
    assert torch.equal(again.get(), x)


def test_dropping_a_pointer_frees_the_value_at_once(bob: VirtualWorker, messages: list[Message]) -> None:
    p = torch.ones(2).send(bob)
    for _ in range(1000):
        p = torch.ones(2).send(bob)
    assert len(bob._objects) == 1
    assert messages[-1].kind is MessageKind.DELETE
    del p
    assert not bob._objects


def test_collection_can_be_turned_off(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob, garbage_collect_data=False)
    del p
    q = x.send(bob)
    q.gc = False
    del q
    r = x.send(bob).disable_gc
    assert r.shape == (5,)
    del r
    gc.collect()
    assert len(bob._objects) == 3


def test_in_place_variants_keep_the_object(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    alias = x
    assert x.send_(bob) is x
    assert isinstance(alias, PointerTensor)
    assert alias.location is bob
    x.add_(1)
    assert x.send_(alice) is x
    assert x.get_() is alias
    assert type(alias) is torch.Tensor
    assert alias.tolist() == [2, 3, 4, 5, 6]
    assert not bob._objects
    assert not alice._objects
    p = torch.ones(2).send(bob)
    q = p
    p.get_()
    assert q.tolist() == [1, 1]


def test_an_in_place_tensor_that_changed_its_kind_comes_back(bob: VirtualWorker) -> None:
    x = torch.ones(2, 2)
    x.send_(bob)
    x.data = x.data.double().view(4)
    x.requires_grad_()
    x.get_()
    assert x.dtype == torch.float64
    assert x.shape == (4,)
    assert x.requires_grad


def test_a_graph_here_does_not_keep_a_tensor_from_leaving(bob: VirtualWorker) -> None:
    w = torch.ones(2, requires_grad=True)
    loss = (w * w).sum()
    w.send_(bob)
    assert w.location is bob
    w.get_()
    assert w.tolist() == [1, 1]
    assert loss.item() == 2


def test_several_workers_at_once(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    both = x.send(bob, alice)
    assert both.location == [bob, alice]
    assert both.shape == (5,)
    total = (both + both).sum()
    assert [value.item() for value in total.get()] == [30, 30]
    assert (both * 2).get(sum_results=True).tolist() == [4, 8, 12, 16, 20]
    with pytest.raises(wrong.TensorsNotCollocatedException):
        both + x.send(alice, bob)
    assert both.dim() == 1
    del both, total
    assert not bob._objects


@pytest.mark.parametrize(
    "value",
    [
        torch.tensor([float("nan"), float("inf"), -float("inf")]),
        torch.empty(0),
        torch.empty(0, 3),
        torch.tensor(4),
        torch.tensor([True, False]),
        torch.tensor([1 + 2j]),
        torch.arange(6).view(2, 3).T,
        torch.ones(1).expand(4),
        torch.tensor([1.5], dtype=torch.bfloat16),
    ],
)
def test_every_value_is_carried_faithfully(bob: VirtualWorker, value: Any) -> None:
    back = value.send(bob).get()
    assert back.dtype == value.dtype
    assert torch.allclose(back, value, equal_nan=True)
    assert back.shape == value.shape


def test_sending_and_fetching_copies_once(bob: VirtualWorker) -> None:
    big = torch.zeros(1_000_000)
    p = big.send(bob)
    (there,) = bob._objects.values()
    assert there.data_ptr() != big.data_ptr()
    back = p.get()
    assert back.data_ptr() not in (big.data_ptr(), there.data_ptr())


def test_torchs_own_message_names_the_worker(bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    with pytest.raises(RuntimeError, match=r"add failed on bob: The size of tensor a \(5\)") as caught:
        p + torch.ones(3).send(bob)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__
    with pytest.raises(IndexError, match="on bob"):
        p[9]
    with pytest.raises(TypeError, match="on bob"):
        p.split("a")
    with pytest.raises(RuntimeError, match="on bob"):
        p.long() @ p
    with pytest.raises(ValueError, match="on bob"):
        F.dropout(p, p=2.0)


def test_operands_must_be_in_one_place(
    bob: VirtualWorker, alice: VirtualWorker, messages: list[Message], x: Any
) -> None:
    a, b = x.send(bob), x.send(alice)
    before = len(messages)
    for mixed in (lambda: a + b, lambda: torch.add(a, b), lambda: torch.cat([a, b]), lambda: F.mse_loss(a, b)):
        with pytest.raises(wrong.TensorsNotCollocatedException, match=r"bob.*alice.*\.move\(\)"):
            mixed()
    for mixed in (lambda: a + x, lambda: x + a, lambda: torch.add(a, x), lambda: torch.stack([x, a])):
        with pytest.raises(wrong.LocalTensorError, match=r"mixes.*on bob.*\.send\(\)"):
            mixed()
    assert len(messages) == before


def test_moving(bob: VirtualWorker, alice: VirtualWorker, session: Session, messages: list[Message], x: Any) -> None:
    p = x.tag("#x").send(bob)
    alias, object_id = p, p.id_at_location
    assert p.move(bob) is p
    assert p.move(alice) is p
    assert alias.location is alice
    assert p.id_at_location == object_id
    assert not bob._objects
    last = messages[-1]
    assert (last.sender, last.receiver, last.name, last.bytes) == ("bob", "alice", "#x", 20)
    assert torch.equal(p.move(session.local_worker), x)
    assert not alice._objects


def test_moving_takes_the_gradient_along(bob: VirtualWorker, alice: VirtualWorker) -> None:
    w = torch.ones(2, requires_grad=True).send(bob)
    (w * 3).sum().backward()
    assert w.move(alice).get().grad.tolist() == [3, 3]


def test_chains(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    p = x.send(bob).send(alice)
    assert torch.equal(bob._objects[x.id], x)
    assert isinstance(alice._objects[p.id_at_location], PointerTensor)
    total = p + p
    assert total.location is alice
    assert len(bob._objects) == 2
    direct = total.get()
    assert direct.location is bob
    assert str(direct.owner.id) == "me"
    assert direct.get().tolist() == [2, 4, 6, 8, 10]
    assert p.shape == (5,)
    assert p.copy().get().get().tolist() == x.tolist()
    del p, total, direct
    assert not alice._objects
    assert not bob._objects


def test_autograd_along_a_chain(bob: VirtualWorker, alice: VirtualWorker) -> None:
    w = torch.ones(3, requires_grad=True).send(bob).send(alice)
    (w * 2).sum().backward()
    assert w.get().get().grad.tolist() == [2, 2, 2]


def test_remote_get(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    p = x.send(bob).send(alice)
    assert p.remote_get() is p
    assert not bob._objects
    assert torch.equal(next(iter(alice._objects.values())), x)
    assert torch.equal(p.get(), x)
    single = x.send(bob)
    for tensor in (single, x):
        with pytest.raises(wrong.InvalidTensorForRemoteGet, match="chain"):
            tensor.remote_get()


def test_remote_send_makes_a_chain_that_can_be_fetched(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    assert p.remote_send(bob) is p
    assert p.remote_send(alice) is p
    assert torch.equal(next(iter(alice._objects.values())), x)
    assert torch.equal(p.get().get(), x)
    assert not bob._objects
    assert not alice._objects


def test_moving_a_chain(bob: VirtualWorker, alice: VirtualWorker, session: Session, x: Any) -> None:
    carol = VirtualWorker(session.hook, id="carol")
    p = x.send(bob).send(alice).move(carol)
    assert not alice._objects
    assert p.get().location is bob
    q = x.send(bob).send(alice).move(bob)
    assert q.location is bob
    assert torch.equal(q.get(), x)
    assert not bob._objects


def test_ids_are_unique_and_repeatable() -> None:
    first = [Session(seed=3).new_id() for _ in range(2)]
    assert first[0] == first[1]
    session = Session()
    assert len({session.new_id() for _ in range(10_000)}) == 10_000


def test_a_pointer_can_not_be_the_data_of_a_tensor_here(bob: VirtualWorker) -> None:
    model, plain = torch.nn.Linear(2, 1), torch.ones(2)
    remote = torch.ones(1, 2).send(bob)
    for local in (model.weight, plain):
        with pytest.raises(wrong.LocalTensorError, match=r"data mixes .* on bob.*a tensor of shape"):
            local.data = remote
    plain.data = torch.zeros(3)
    assert plain.data.tolist() == [0, 0, 0]
    model.send(bob)
    model(remote).sum().backward()
    model.get()
    model.weight.data = model.weight.grad
    assert model.weight.tolist() == [[1, 1]]


def test_a_list_of_workers_is_several_workers(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    assert repr(x.send([bob, "alice"])).count("me:") == 2
    assert isinstance(x.send([bob]), PointerTensor)
    with pytest.raises(wrong.WorkerNotFoundException, match=r"called \[\]"):
        x.send([])


def test_several_pointers_answer_for_all_workers(bob: VirtualWorker, alice: VirtualWorker) -> None:
    both: Any = torch.tensor([[1.0, 4], [3, 2]], requires_grad=True).send(bob, alice)
    for rows in (list(both), both.split(1), both.unbind()):
        assert [row.get()[1].flatten()[0].item() for row in rows] == [1, 3]
    values, places = both.max(dim=1)
    assert [value.tolist() for value in values.get() + places.get()] == [[4, 3], [4, 3], [1, 0], [1, 0]]
    assert both.grad is None
    (both * 2).sum().backward()
    assert [gradient.tolist() for gradient in both.grad.get()] == [[[2, 2], [2, 2]]] * 2
    assert f"{both}" == repr(both)
    with pytest.raises(wrong.ValueNotHereError, match="bob"):
        f"{both:.2f}"
    for name in ("send", "send_", "move"):
        with pytest.raises(wrong.CannotSendError, match=rf"{name}\(\) is not possible .* bob, alice"):
            getattr(both, name)(bob)


def test_several_pointers_fetch_all_or_nothing(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    both = x.send(bob, alice)
    both.pointers[1].private()
    with pytest.raises(wrong.GetNotPermittedError, match="alice"):
        both.get()
    assert both.pointers[0].get().tolist() == x.tolist()
    both = x.send(bob, alice)
    assert both.private() is both
    with pytest.raises(wrong.GetNotPermittedError, match="bob"):
        both.get()


def test_a_sparse_tensor_travels(session: Session, bob: VirtualWorker) -> None:
    sparse = torch.eye(3).to_sparse()
    assert torch.equal(sparse.send(bob).get().to_dense(), torch.eye(3))
    assert session.network.payload == 2 * (3 * 4 + 2 * 3 * 8)


def test_a_chain_and_what_its_middle_holds_are_not_in_one_place(
    bob: VirtualWorker, alice: VirtualWorker, x: Any
) -> None:
    with pytest.raises(wrong.TensorsNotCollocatedException, match=r"on bob and .* is on alice\."):
        x.send(bob).send(alice) + x.send(alice)


def test_a_chain_comes_back_in_place(bob: VirtualWorker, alice: VirtualWorker, x: Any) -> None:
    chain = x.send(bob).send(alice)
    chain.get_()
    assert chain.location is bob
    assert chain.get().tolist() == x.tolist()
