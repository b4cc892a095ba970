"""Workers, their stores, and searching them."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import torch

from fedgui.pointers import Message, MessageKind, PointerTensor, Session, VirtualWorker
from fedgui.pointers import errors as wrong


def test_a_worker_shows_how_many_objects_it_holds(session: Session, bob: VirtualWorker, x: Any) -> None:
    assert repr(bob) == str(bob) == "<VirtualWorker id:bob #objects:0>"
    p = x.send(bob)
    assert repr(bob) == "<VirtualWorker id:bob #objects:1>"
    assert bob.objects_count() == 1
    assert str(bob._objects) == f"{{{x.id}: tensor([1., 2., 3., 4., 5.])}}"
    assert bob.list_objects() == str(bob._objects)
    assert bob._tensors == bob._objects
    assert bob.clear_objects() is bob
    assert p.location is bob
    assert repr(bob) == "<VirtualWorker id:bob #objects:0>"
    assert repr(session.local_worker) == "<VirtualWorker id:me #objects:0>"


def test_making_a_worker_again_is_harmless(session: Session, bob: VirtualWorker, x: Any) -> None:
    p = x.send(bob)
    again = VirtualWorker(session.hook, id="bob", verbose=True)
    assert again is bob
    assert again == bob
    assert torch.equal((p + 1).get(), x + 1)
    assert list(session.workers) == ["bob"]


def test_workers_know_each_other_in_the_order_of_their_making(session: Session) -> None:
    alice, bob = VirtualWorker(session.hook, id="alice"), VirtualWorker(session.hook, id="bob")
    assert list(session.workers) == ["alice", "bob"]
    assert list(bob._known_workers) == ["me", "alice", "bob"]
    assert bob._known_workers["alice"] is alice


@pytest.mark.parametrize("name", ["", "  ", None, 3, b"bob"])
def test_an_id_is_text(session: Session, name: Any) -> None:
    with pytest.raises(wrong.InvalidWorkerIdError, match="must be text"):
        VirtualWorker(session.hook, id=name)


def test_the_servers_id_is_taken(session: Session) -> None:
    with pytest.raises(wrong.IdNotUniqueError, match="me already belongs to the server"):
        VirtualWorker(session.hook, id="me")


@pytest.mark.parametrize("name", ["carol", None, 7])
def test_an_unknown_worker_is_a_clear_error(bob: VirtualWorker, x: Any, name: Any) -> None:
    with pytest.raises(wrong.WorkerNotFoundException, match=r"The workers are: bob\. Create it"):
        x.send(name)
    with pytest.raises(wrong.WorkerNotFoundException):
        torch.nn.Linear(1, 1).send(name)


def test_searching(session: Session, bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]) -> None:
    from syft import PrivateGridNetwork

    mnist = torch.ones(2).tag("#data", "#mnist").send(bob)
    boston = torch.zeros(3).tag("#data", "#boston").describe("prices").send(bob)
    torch.ones(1).send(bob)
    (found,) = bob.search("#mnist")
    assert torch.equal(found, torch.ones(2))
    assert len(bob.search(["#data"])) == len(bob.search([])) == 2
    assert len(bob.search(["#data", "#boston"])) == 1
    assert bob.search("#nothing") == alice.search("#data") == []
    assert bob.search(mnist.id_at_location) == bob.search(str(mnist.id_at_location))
    (pointer,) = session.local_worker.request_search("#boston", location=bob)
    assert isinstance(pointer, PointerTensor)
    assert pointer.tags == {"#data", "#boston"}
    assert messages[-1].kind is MessageKind.SEARCH
    del pointer
    assert torch.equal(boston.get(), torch.zeros(3))
    grid = PrivateGridNetwork(bob, alice).search("#data")
    assert {worker: len(pointers) for worker, pointers in grid.items()} == {"bob": 1}
    assert session.local_worker.request_search("#data") == []


def test_tags_may_be_given_to_a_pointer(bob: VirtualWorker) -> None:
    p = torch.ones(2).send(bob).tag("#late").describe("came later")
    assert len(bob.search("#late")) == 1
    assert p.description == "came later"
    assert p.copy().tags == {"#late"}


def test_a_verbose_worker_prints_its_messages(session: Session, capsys: pytest.CaptureFixture[str]) -> None:
    dora = VirtualWorker(session.hook, id="dora", verbose=True)
    p = torch.tensor([1, 2, 3]).send(dora)
    me, before, after = (
        f"<VirtualWorker id:{name} #objects:{count}>" for name, count in (("me", 0), ("dora", 0), ("dora", 1))
    )
    assert capsys.readouterr().out == (
        f"worker {me} sending (ObjectMessage tensor([1, 2, 3])) to {before}\nworker {before} received ObjectMessage\n"
    )
    p.sum()
    assert f"sending (CommandMessage sum) to {after}" in capsys.readouterr().out


def test_a_log_keeps_values_as_they_were_sent(session: Session) -> None:
    dora = VirtualWorker(session.hook, id="dora", log_msgs=True)
    quiet = VirtualWorker(session.hook, id="quiet")
    p = torch.zeros(2).send(dora)
    p.add_(5)
    torch.ones(2).send(quiet)
    assert [message.kind for message in dora.msg_history[:2]] == [MessageKind.OBJECT, MessageKind.COMMAND]
    assert dora.msg_history[0].parts[0][1].tolist() == [0, 0]
    assert quiet.msg_history == []


def test_a_slow_worker_takes_its_time(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []
    monkeypatch.setattr("fedgui.pointers.workers.time.sleep", waits.append)
    slow = VirtualWorker(session.hook, id="slow")
    fast = VirtualWorker(session.hook, id="fast")
    slow.message_pending_time = 0.25
    slow.message_pending_time = 0.5
    torch.ones(1).send(fast)
    p = torch.ones(1).send(slow)
    assert waits == [0.5]
    assert slow.message_pending_time == 0.5
    del p


def test_what_a_worker_holds_from_the_start(session: Session) -> None:
    carol = VirtualWorker(session.hook, id="carol", data=[torch.ones(2).tag("#own")])
    assert carol.objects_count() == 1
    assert torch.equal(carol.search("#own")[0], torch.ones(2))
    assert session.network.payload == 0


def test_two_scripts_do_not_see_each_others_workers(x: Any) -> None:
    with Session() as first:
        old = VirtualWorker(first.hook.hook(), id="bob")
        pointer = x.send(old)
        model = torch.nn.Linear(1, 1).send(old)
    with Session() as second:
        second.hook.hook()
        assert second.workers == {}
        with pytest.raises(wrong.WorkerNotFoundException):
            x.send("bob")
        for use in (lambda: x.send(old), lambda: pointer + 1, lambda: pointer.get(), lambda: model.get()):
            with pytest.raises(wrong.OtherSessionError, match="bob belongs to a script that has ended"):
                use()
        bob = VirtualWorker(second.hook, id="bob")
        assert bob is not old
        kept = [torch.ones(1).send(bob) for _ in range(50)]
        again = x.send(bob)
        assert bob.objects_count() == 51
        assert torch.equal(again.get(), x)
        assert len(kept) == 50
    assert old.objects_count() == 0


def test_a_million_sends_leave_nothing() -> None:
    # The benchmark does this a million times and watches the memory too.
    with Session() as session:
        session.hook.hook()
        bob = VirtualWorker(session.hook, id="bob")
        for _ in range(2000):
            torch.ones(1).send(bob)
        assert bob._objects == {}
        assert bob.marks == {}
        assert session.network.deletes == 2000


def test_hooking_twice_only_says_so(session: Session, caplog: pytest.LogCaptureFixture) -> None:
    import syft as sy

    with caplog.at_level(logging.WARNING):
        assert sy.TorchHook(torch) is session.hook
    assert "Torch was already hooked... skipping hooking process" in caplog.text
    assert session.hook.local_worker is sy.local_worker
    assert sy.hook is session.hook


def test_a_worker_needs_a_hook(session: Session) -> None:
    for wrong_hook in (None, "bob", torch):
        with pytest.raises(wrong.InvalidHookError, match=r"sy\.VirtualWorker\(hook, id=\"bob\"\)"):
            VirtualWorker(wrong_hook, id="bob")  # type: ignore[arg-type]


def test_an_unknown_worker_is_named_so_that_it_can_be_seen(session: Session) -> None:
    for name, shown in (("carol", "carol"), ("", "''"), (5, "5"), (None, "None")):
        with pytest.raises(wrong.WorkerNotFoundException, match=rf"no worker called {shown}\."):
            torch.ones(1).send(name)  # type: ignore[attr-defined]


def test_a_search_names_its_worker_by_its_id_too(session: Session) -> None:
    bob = VirtualWorker(session.hook, id="bob")
    kept = torch.ones(1).tag("#a").send(bob)  # type: ignore[attr-defined]
    (found,) = session.local_worker.request_search("#a", location="bob")
    assert found.id_at_location == kept.id_at_location
    with pytest.raises(wrong.WorkerNotFoundException):
        session.local_worker.request_search("#a", location="carol")
