"""PySyft 0.2's API, row by row: what it promised behaves so here, and where it was wrong this is better."""

from __future__ import annotations

import importlib
import re
from typing import Any

import pytest
import torch
from torch import nn, optim

from fedgui.pointers import Message, MessageKind, PointerTensor, ReleasePolicy, Session, VirtualWorker
from fedgui.pointers import errors as wrong
from fedgui.pointers.permissions import PrivateTensor

POINTER = r"\[PointerTensor \| me:\d{1,11} -> bob:\d{1,11}\]"


def leaf(*values: float) -> Any:
    return torch.tensor(values, dtype=torch.float32, requires_grad=True)


def local(*values: float) -> Any:
    return torch.tensor(values)


# 1 Hook and workers


def test_torch_hook_takes_pysyfts_arguments(session: Session) -> None:
    import syft as sy

    hook = sy.TorchHook(torch, local_worker=None, is_client=True, verbose=False, seed=7)
    assert hook is session.hook
    assert hook.local_worker is sy.local_worker
    with pytest.raises(TypeError):
        sy.TorchHook()


def test_a_verbose_hook_prints_every_message_once(capsys: pytest.CaptureFixture[str]) -> None:
    with Session():
        import syft as sy

        hook = sy.TorchHook(torch, verbose=True)
        bob, alice = sy.VirtualWorker(hook, id="bob"), sy.VirtualWorker(hook, id="alice")
        p = torch.tensor([1, 2, 3]).send(bob)
        p.move(alice)
        me, alice_before = "<VirtualWorker id:me #objects:0>", "<VirtualWorker id:alice #objects:0>"
        assert capsys.readouterr().out.splitlines() == [
            f"worker {me} sending (ObjectMessage tensor([1, 2, 3])) to <VirtualWorker id:bob #objects:0>",
            "worker <VirtualWorker id:bob #objects:0> received ObjectMessage",
            f"worker <VirtualWorker id:bob #objects:1> sending (ObjectMessage tensor([1, 2, 3])) to {alice_before}",
            f"worker {alice_before} received ObjectMessage",
        ]
        quiet = sy.VirtualWorker(hook, id="carol", verbose=False)
        assert not quiet.verbose
        hook.local_worker.verbose = alice.verbose = False
        capsys.readouterr()
        torch.ones(1).send(quiet)
        assert capsys.readouterr().out == ""


def test_a_worker_takes_pysyfts_arguments(session: Session) -> None:
    worker = VirtualWorker(
        session.hook, id="carol", data=None, is_client_worker=False, log_msgs=True, verbose=None, auto_add=True,
        message_pending_time=0,
    )  # fmt: skip
    assert repr(worker) == "<VirtualWorker id:carol #objects:0>"
    torch.ones(1).send(worker)
    assert [message.kind for message in worker.msg_history] == [MessageKind.OBJECT, MessageKind.DELETE]


def test_pending_time_may_be_given_at_once(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("fedgui.pointers.workers.time.sleep", waits.append)
    slow = VirtualWorker(session.hook, id="slow", message_pending_time=0.1)
    p = torch.ones(1).send(slow)
    p.get()
    assert waits == [0.1, 0.1]


def test_the_server_knows_every_worker(session: Session, bob: VirtualWorker) -> None:
    assert session.hook.local_worker._known_workers == {"me": session.local_worker, "bob": bob}


def test_a_grid_is_searched_for_several_tags(session: Session, bob: VirtualWorker, alice: VirtualWorker) -> None:
    from syft import PrivateGridNetwork

    kept = [local(1).tag("#a", "#b").send(bob), local(2).tag("#a").send(bob), local(3).tag("#b", "#a").send(alice)]
    found = PrivateGridNetwork(bob, alice).search("#a", "#b")
    assert {name: [pointer.get().item() for pointer in pointers] for name, pointers in found.items()} == {
        "bob": [1.0],
        "alice": [3.0],
    }
    assert kept[1].get() == 2


def test_a_search_on_a_worker_finds_the_objects_and_one_from_here_pointers(session: Session) -> None:
    bob = VirtualWorker(session.hook, id="bob")
    sent = torch.tensor([1, 2, 3]).tag("#toy", "#x").describe("toy data").send(bob)
    (found,) = bob.search("#toy")
    assert repr(found) == "tensor([1, 2, 3])\n\tTags: #toy #x \n\tDescription: toy data...\n\tShape: torch.Size([3])"
    (pointer,) = session.local_worker.request_search(["#toy"], location=bob)
    tags = r"\n\tTags: #toy #x \n\tShape: torch.Size\(\[3\]\)\n\tDescription: toy data\.\.\."
    assert re.fullmatch(rf"\(Wrapper\)>{POINTER}{tags}", repr(pointer))
    assert not pointer.gc
    del sent
    assert bob.search("#toy") == []


# 2 Tensors and pointers


def test_a_pointer_is_a_tensor_and_its_child_prints_without_the_wrapper(bob: VirtualWorker) -> None:
    p = local(1, 2).send(bob)
    assert isinstance(p, torch.Tensor)
    assert isinstance(p.child, PointerTensor)
    assert re.fullmatch(rf"\(Wrapper\)>{POINTER}", repr(p))
    assert repr(p) == f"(Wrapper)>{p.child!r}"
    assert (p.child.location, p.child.id_at_location, p.child.shape) == (bob, p.id_at_location, (2,))
    assert (p.child + 1).get().tolist() == [2, 3]
    assert p.get().tolist() == [1, 2]


def test_the_result_of_an_operation_has_two_fresh_ids(bob: VirtualWorker) -> None:
    p = local(1, 2).send(bob)
    total = p + p
    assert len({p.id, p.id_at_location, total.id, total.id_at_location}) == 4


def test_a_moved_model_prints_one_wrapper(bob: VirtualWorker, alice: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(alice)
    model.move(bob)
    assert re.fullmatch(rf"Parameter containing:\n\(Wrapper\)>{POINTER}", repr(model.weight))


def test_length_and_shape_need_no_message(bob: VirtualWorker, messages: list[Message]) -> None:
    p = local(1, 2, 3, 4, 5).send(bob)
    total = p + p
    messages.clear()
    assert (total.shape, total.dim(), len(total)) == (torch.Size([5]), 1, 5)
    assert messages == []


def test_a_value_does_not_leak_through_float(bob: VirtualWorker) -> None:
    total = local(1, 2, 3, 4, 5).send(bob).sum()
    for leak in (float, int):
        with pytest.raises(wrong.ValueNotHereError, match=r"Call \.get\(\) first"):
            leak(total)
    assert float(total.get()) == 15.0


def test_training_on_private_tensors(bob: VirtualWorker) -> None:
    model = nn.Sequential(nn.Linear(2, 2), nn.ReLU(), nn.Linear(2, 1)).send(bob)
    rows, targets = (
        torch.rand(4, width).private_tensor(allowed_users=["ana"]).send(bob, user="ana") for width in (2, 1)
    )
    prediction = model(rows)
    loss = ((prediction - targets) ** 2).sum()
    loss.backward()
    assert loss.get() > 0
    model.get()
    assert model[2].bias.grad is not None
    with pytest.raises(wrong.GetNotPermittedError):
        prediction.get(user="ana")


def test_rows_of_a_pointer_print_with_their_wrapper(bob: VirtualWorker) -> None:
    assert all(re.fullmatch(rf"\(Wrapper\)>{POINTER}", repr(row)) for row in local(1, 2).send(bob))


# 2 and 6: tensors that name who may have them


def test_a_private_tensor_is_sent_and_fetched_in_the_name_of_its_users(session: Session, bob: VirtualWorker) -> None:
    t = torch.tensor([1, 2, 3]).tag("#ages").private_tensor(allowed_users=["ana", "rui"])
    assert repr(t) == "(Wrapper)>PrivateTensor>tensor([1, 2, 3])"
    for user in (None, "eva"):
        with pytest.raises(wrong.SendNotPermittedError) as refused:
            t.send(bob, user=user)
        assert str(refused.value) == (
            f"#ages may be sent by ana, rui alone, but .send() was called with user={user}. "
            "Name one of them, as in .send(worker, user=...)."
        )
    assert session.network.objects == 0
    p = t.send(bob, user="ana")
    for user in (None, "eva"):
        with pytest.raises(wrong.GetNotPermittedError, match=rf"bob releases #ages to ana, rui alone.*user={user}\."):
            p.get(user=user)
    assert session.ledger == []
    assert p.get(user="rui").tolist() == [1, 2, 3]
    assert session.ledger[0].why == "allowed user"
    with pytest.raises(wrong.AlreadyFetchedError):
        p.get(user="rui")
    assert local(1).send(bob, user="ana").get(user="ana") == 1


def test_what_comes_of_a_private_tensor_is_for_nobody(bob: VirtualWorker, alice: VirtualWorker) -> None:
    a = local(1, 2).private_tensor(allowed_users=["ana", "rui"])
    b = local(3, 4).private_tensor(allowed_users=["ana"])
    assert isinstance(a + 1, PrivateTensor)
    assert (a + b).allowed_users == ("ana",)
    p, rows = a.send(bob, user="rui"), local(8, 9).send(bob).private()
    written, replaced, shared = (a.send(bob, user="ana") for _ in range(3))
    written.mul_(0).add_(rows)
    replaced.data = rows
    for value in (p + 1, p * 0 + rows, p.sum(), p[:2], p[0], p.copy(), p.clone(), written, replaced, shared.fix_prec()):
        for user in ("ana", "rui", None):
            with pytest.raises(wrong.GetNotPermittedError):
                value.get(user=user)
    with pytest.raises(wrong.ValueNotHereError):
        float(p.sum())
    with pytest.raises(wrong.GetNotPermittedError):
        p.move("me")
    moved = p.move(alice)
    with pytest.raises(wrong.GetNotPermittedError):
        moved.get()
    chain = moved.send(bob).get(user="rui")
    assert chain.get(user="rui").tolist() == [1, 2]


def test_a_private_tensor_goes_to_several_workers_and_in_place(bob: VirtualWorker, alice: VirtualWorker) -> None:
    t = local(1, 2).private_tensor(allowed_users=["ana"])
    both = t.send(bob, alice, user="ana")
    with pytest.raises(wrong.GetNotPermittedError):
        both.get()
    assert [pointer.get(user="ana").tolist() for pointer in both.pointers] == [[1, 2], [1, 2]]
    with pytest.raises(wrong.SendNotPermittedError):
        t.send_(bob)
    t.send_(bob, user="ana")
    with pytest.raises(wrong.GetNotPermittedError):
        t.get_()
    assert t.get(user="ana").tolist() == [1, 2]
    with pytest.raises(wrong.CannotSendError, match="bob"):
        local(1).send(bob).private_tensor(allowed_users=["ana"])


def test_shares_of_a_private_tensor_forget_its_users(bob: VirtualWorker, alice: VirtualWorker) -> None:
    p = torch.tensor([5]).private_tensor(allowed_users=["ana"]).send(bob, user="ana")
    shared = p.share(bob, alice).get()
    for road in (shared.get, *(lambda share=share: share.get(user="ana") for share in shared.shares)):
        with pytest.raises(wrong.GetNotPermittedError):
            road()


# 3 Pointer chains


def test_a_chain_from_end_to_end(bob: VirtualWorker, alice: VirtualWorker) -> None:
    x = local(1, 2)
    p = x.send(bob).send(alice)
    (held,) = alice._objects.values()
    assert repr(held) == f"(Wrapper)>[PointerTensor | alice:{held.id} -> bob:{x.id}]"
    assert repr(p) == f"(Wrapper)>[PointerTensor | me:{p.id} -> alice:{held.id}]"
    back = p.get()
    assert repr(back) == f"(Wrapper)>[PointerTensor | me:{back.id} -> bob:{x.id}]"
    assert alice._objects == {}
    assert back.get().tolist() == [1, 2]


def test_dropping_a_chain_frees_both_ends(bob: VirtualWorker, alice: VirtualWorker) -> None:
    p = local(1, 2).send(bob).send(alice)
    assert (len(bob._objects), len(alice._objects)) == (1, 1)
    del p
    assert (len(bob._objects), len(alice._objects)) == (0, 0)


def test_gradients_come_back_to_who_sent_the_tensor(
    session: Session, bob: VirtualWorker, messages: list[Message]
) -> None:
    x = leaf(1, 2, 3)
    p = x.send(bob, requires_grad=True)
    (p * p).sum().backward()
    assert x.grad.tolist() == [2, 4, 6]
    assert [(m.sender, m.receiver, m.name, m.bytes) for m in messages if m.kind is MessageKind.OBJECT] == [
        ("me", "bob", "", 12), ("bob", "me", "grad", 12),
    ]  # fmt: skip
    assert [entry.why for entry in session.ledger] == ["gradient"]
    (p * 10).sum().backward()
    assert x.grad.tolist() == [12, 14, 16]
    del p
    assert bob._objects == {}


def test_gradients_go_on_through_the_graph_they_came_from(bob: VirtualWorker, alice: VirtualWorker) -> None:
    def loss_of(layer: nn.Linear, rows: torch.Tensor, cross: Any) -> torch.Tensor:
        return (cross(layer(rows)).tanh() ** 2).sum()

    rows, layer, twin = torch.rand(3, 2), nn.Linear(2, 2), nn.Linear(2, 2)
    twin.load_state_dict(layer.state_dict())
    loss_of(twin, rows, lambda hidden: hidden).backward()
    loss_of(layer, rows, lambda hidden: hidden.send(bob, requires_grad=True)).backward()
    assert torch.equal(layer.weight.grad, twin.weight.grad)
    x = leaf(1, 2)
    for pointer in x.send(bob, alice, requires_grad=True).pointers:
        pointer.sum().backward()
    assert x.grad.tolist() == [2, 2]


def test_gradients_that_can_not_come_back(bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]) -> None:
    with pytest.raises(wrong.NoGradientError, match=r"requires_grad=True"):
        local(1, 2).send(bob, requires_grad=True)
    assert messages == []
    x = leaf(1, 2)
    p = x.send(bob, requires_grad=True)
    p.private()
    with pytest.raises(wrong.GetNotPermittedError, match="bob does not release grad"):
        p.sum().backward()
    assert x.grad is None
    chained = x.send(bob).send(alice, requires_grad=True) if p.requires_grad else None
    assert chained.location is alice
    with Session(policy=ReleasePolicy.LESSON) as lesson:
        lesson.hook.hook()
        keeper = VirtualWorker(lesson.hook, id="keeper")
        with pytest.raises(wrong.GetNotPermittedError):
            leaf(1.0).send(keeper, requires_grad=True)
        assert keeper.objects_count() == 0


# 4 Autograd


def test_a_copied_or_cloned_gradient_is_the_gradient(bob: VirtualWorker) -> None:
    x = leaf(1, 2).send(bob)
    (x * 3).sum().backward()
    for road in (lambda: x.grad.clone().get(), lambda: x.grad.copy().get(), lambda: x.grad.get()):
        assert road().tolist() == [3, 3]
    assert re.fullmatch(rf"\(Wrapper\)>{POINTER}::grad", repr(x.grad))
    back = x.get()
    assert (back.tolist(), back.grad.tolist()) == ([1, 2], [3, 3])


# 5 Modules and optimizers


def test_a_model_has_a_place(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    assert model.location is None
    assert model.send(bob) is model
    assert model.location is bob
    assert repr(model) == "Linear(in_features=2, out_features=1, bias=True)"
    assert model.get() is model
    with pytest.raises(wrong.NotRemoteError, match="already here"):
        model.get()


def test_how_a_loss_prints(bob: VirtualWorker) -> None:
    torch.manual_seed(0)
    model = nn.Linear(2, 1)
    rows, targets = torch.tensor([[0, 0], [0, 1.0]]).send(bob), torch.tensor([[0], [0.0]]).send(bob)
    model.send(bob)
    loss = ((model(rows) - targets) ** 2).sum()
    assert re.fullmatch(rf"\(Wrapper\)>{POINTER}", str(loss))
    assert re.fullmatch(rf"\(Wrapper\)>{POINTER}::data", str(loss.data))
    loss.backward()
    value = loss.get()
    assert (str(value), str(value.data)) == ("tensor(0.3798, requires_grad=True)", "tensor(0.3798)")


def test_layers_and_losses_run_on_the_worker_as_here(bob: VirtualWorker) -> None:
    model = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 1), nn.Sigmoid())
    halves, target = (torch.rand(5, 2), torch.rand(5, 2)), torch.rand(5, 1)
    with torch.no_grad():
        prediction = model(torch.cat(halves, dim=1))
        expected = [criterion(prediction, target) for criterion in (nn.MSELoss(), nn.BCEWithLogitsLoss())]
        model.send(bob)
        remote = model(torch.cat([half.send(bob) for half in halves], dim=1))
        assert not remote.requires_grad
        there = target.send(bob)
        got = [criterion(remote, there).get() for criterion in (nn.MSELoss(), nn.BCEWithLogitsLoss())]
    assert got == expected
    assert torch.equal(remote.get(), prediction)


def test_a_remote_model_wants_remote_rows_and_a_local_one_local_rows(bob: VirtualWorker) -> None:
    rows, model = torch.rand(3, 2), nn.Linear(2, 1)
    there = rows.send(bob)
    with pytest.raises(wrong.LocalTensorError, match=r"Send the local one to bob"):
        model(there)
    model.send(bob)
    with pytest.raises(wrong.LocalTensorError, match=r"Send the local one to bob"):
        model(rows)


def test_one_optimizer_with_momentum_visits_two_workers(bob: VirtualWorker, alice: VirtualWorker) -> None:
    model = nn.Linear(1, 1)
    opt = optim.Adam(model.parameters(), lr=0.1)
    for worker in (bob, alice, bob):
        model.send(worker)
        opt.zero_grad()
        model(torch.ones(1, 1).send(worker)).sum().backward()
        opt.step()
        model.get()
    assert all(torch.isfinite(parameter).all() for parameter in model.parameters())


# 6 Exceptions


@pytest.mark.parametrize(
    "name",
    "TensorsNotCollocatedException ObjectNotFoundError InvalidTensorForRemoteGet WorkerNotFoundException "
    "GetNotPermittedError SendNotPermittedError IdNotUniqueError CannotRequestObjectAttribute ResponseSignatureError "
    "PureFrameworkTensorFoundError RemoteObjectFoundError".split(),
)
def test_scripts_find_pysyfts_names(session: Session, name: str) -> None:
    kind = getattr(importlib.import_module("syft.exceptions"), name)
    assert issubclass(kind, Exception)
    assert kind.__name__ == name


def test_names_stand_in_the_sentence_and_not_in_braces(bob: VirtualWorker, alice: VirtualWorker) -> None:
    a, b = local(1).send(bob), local(1).send(alice)
    for road in (lambda: a.add(b), lambda: torch.add(a, b), lambda: torch.add(a, local(1)), lambda: a + local(1)):
        with pytest.raises(wrong.TensorsNotCollocatedException) as caught:
            road()
        assert "bob" in str(caught.value)
        assert "{" not in str(caught.value)


def test_what_is_missing_is_named_with_its_worker(bob: VirtualWorker) -> None:
    p = local(1).tag("#rows").send(bob)
    bob.clear_objects()
    with pytest.raises(
        wrong.ObjectNotFoundError, match=r"^bob no longer holds #rows: .* Send the value to bob again\.$"
    ):
        p.get()
