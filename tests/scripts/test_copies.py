"""Copies of a model that workers train: the record tells who holds which, with which numbers."""

from __future__ import annotations

import io

import pytest

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Role, Scene, Status, Trace

SCRIPT = """
import syft as sy
import torch
from torch import nn, optim
hook = sy.TorchHook(torch)
bob, alice = sy.VirtualWorker(hook, id="bob"), sy.VirtualWorker(hook, id="alice")
rows = {"bob": torch.ones(2, 2).send(bob), "alice": torch.zeros(2, 2).send(alice)}
model = nn.Linear(2, 1)
with torch.no_grad():
    model.weight.fill_(0.5)
    model.bias.fill_(0.25)
copies = [model.copy().send(worker) for worker in (bob, alice)]
for copy, x in zip(copies, rows.values()):
    opt = optim.SGD(copy.parameters(), lr={rate})
    copy(x).sum().backward()
    opt.step()
copies = [copy.get() for copy in copies]
"""


def run(script: Script) -> Trace:
    trace = Trace()
    assert Runner(script, trace=trace, output=io.StringIO()).run() is None
    return trace


def two(rate: str = "0.1") -> Trace:
    return run(Script("two", SCRIPT.replace("{rate}", rate)))


def numbers(scene: Scene, worker: str) -> list[float]:
    """What the only copy of a worker holds; [] if it has none."""
    copies = scene.copies(worker)
    assert len(copies) <= 1
    return [round(number, 6) for copy in copies for part in copy for number in part.value.values]


def models(trace: Trace) -> list[int]:
    return [index for index in trace.carrying if trace.message(index).is_model]


def test_each_worker_holds_its_own_copy_and_its_numbers_change_alone() -> None:
    trace = two()
    to_bob, to_alice, from_bob, from_alice = models(trace)
    assert numbers(trace.state_at(to_bob), "bob") == []  # it travels
    assert numbers(trace.state_at(to_alice), "bob") == [0.5, 0.5, 0.25]
    assert numbers(trace.state_at(to_alice), "alice") == []
    # by hand: the sum over two rows of w1 x1 + w2 x2 + b has the gradient (2, 2, 2) with ones, (0, 0, 2) with zeros
    before = trace.state_at(from_bob - 1)
    assert numbers(before, "bob") == [0.3, 0.3, 0.05]
    assert numbers(before, "alice") == [0.5, 0.5, 0.05]
    assert [part.name for part in before.copies("bob")[0]] == ["weight", "bias"]
    assert before.model is not None
    assert before.model.holder == "me"
    assert numbers(trace.state_at(from_bob), "bob") == []  # it travels
    assert numbers(trace.state_at(from_bob), "alice") == [0.5, 0.5, 0.05]
    assert numbers(trace.state_at(from_alice), "alice") == []


def test_a_copy_that_is_trained_differs_for_a_while_from_one_that_is_not_yet() -> None:
    trace = two()
    pairs = {
        (tuple(numbers(scene, "bob")), tuple(numbers(scene, "alice")))
        for scene in map(trace.state_at, range(len(trace)))
    }
    assert ((0.3, 0.3, 0.05), (0.5, 0.5, 0.25)) in pairs


def test_in_the_tutorial_there_are_no_copies() -> None:
    trace = run(load_script("federated"))
    scenes = map(trace.state_at, range(0, len(trace), 7))
    assert not any(scene.copies(worker) for scene in scenes for worker in ("bob", "alice"))


def test_who_averages_holds_two_copies_and_one_of_them_is_the_model() -> None:
    trace = run(load_script("trusted_aggregator"))
    first, second = [index for index in models(trace) if trace.message(index).receiver == "aggregator"][:2]
    there = trace.state_at(second + 1)
    assert there.model is not None
    assert there.model.holder == "aggregator"
    assert len(there.copies("aggregator")) == 1
    sent = [value for _, value in trace.message(first).parts]
    assert [part.value for part in there.copies("aggregator")[0]] == sent


def test_a_worker_whose_copy_the_script_let_go_trains_no_more() -> None:
    trace = run(load_script("fedsgd"))
    to_bob, to_alice = models(trace)[:2]
    assert trace.state_at(to_bob + 1).worker("bob").status is Status.TRAINING
    assert trace.state_at(to_alice + 1).worker("bob").status is Status.WAITING
    assert trace.state_at(to_alice + 1).copies("bob") == ()


def test_a_copy_that_is_no_number_any_more_marks_its_worker() -> None:
    trace = two("float('inf')")
    last = trace.state_at(models(trace)[2] - 1)
    assert last.worker("bob").status is Status.DIVERGED


@pytest.mark.parametrize("name", ["fedsgd", "trusted_aggregator", "secure_aggregation"])
def test_no_parameters_are_left_behind_at_workers_that_train(name: str) -> None:
    trace = run(load_script(name))
    end = trace.state_at(len(trace) - 1)
    for worker in ("bob", "alice"):
        assert not [tensor for tensor in end.tensors(worker) if tensor.role is Role.PARAMETER]


def test_what_a_loops_variable_still_names_is_no_copy() -> None:
    """The lesson's `other` keeps the bias of the last round's second copy at the aggregator."""
    trace = run(load_script("trusted_aggregator"))
    seen = set()
    for index in range(len(trace)):
        scene = trace.state_at(index)
        copies = scene.copies("aggregator")
        assert all([part.name for part in copy] == ["weight", "bias"] for copy in copies)
        held = [tensor for tensor in scene.tensors("aggregator") if tensor.role is Role.PARAMETER]
        seen.add((len(copies), len(held)))
    # nothing yet; the leftover alone; it and one copy
    assert {(0, 0), (0, 1), (1, 3)} <= seen


def test_who_only_keeps_a_copy_waits_while_others_train() -> None:
    trace = run(load_script("trusted_aggregator"))
    seen = set()
    for index in range(len(trace)):
        scene = trace.state_at(index)
        aggregator, alice = scene.worker("aggregator"), scene.worker("alice")
        if aggregator is not None and alice is not None and alice.status is Status.TRAINING:
            seen.add(aggregator.status)
    assert seen == {Status.WAITING}
    averaging = [index for index in range(len(trace)) if trace[index].line == 38]
    assert {trace.state_at(index).worker("aggregator").status for index in averaging} == {Status.TRAINING}
