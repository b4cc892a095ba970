"""torch's own layers run on the worker as one command, and give and tell what they gave function by function."""

from __future__ import annotations

import copy
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn, optim
from torch.overrides import TorchFunctionMode

from fedgui.pointers import Message, MessageKind, PointerTensor, ReleasePolicy, Session, VirtualWorker
from fedgui.pointers import errors as wrong
from fedgui.pointers.layers import LAYERS, LOSSES


def commands(messages: list[Message]) -> list[str]:
    return [message.name for message in messages if message.kind is MessageKind.COMMAND]


def network() -> nn.Sequential:
    return nn.Sequential(nn.Linear(6, 5), nn.Sequential(nn.ReLU(), nn.Dropout(0.2)), nn.Linear(5, 3))


def test_a_whole_network_is_one_command(bob: VirtualWorker, messages: list[Message]) -> None:
    net: Any = network().send(bob)
    rows, labels = torch.rand(4, 6).send(bob), torch.tensor([0, 1, 2, 0]).send(bob)
    messages.clear()
    loss = nn.CrossEntropyLoss()(net(rows), labels)
    assert commands(messages) == ["forward", "cross_entropy"]
    messages.clear()
    nn.Linear(6, 2).send(bob)(rows)
    assert commands(messages) == ["linear"]
    loss.backward()
    assert isinstance(net[0].weight, PointerTensor)


def images(kind: type[nn.Module]) -> tuple[nn.Module, torch.Tensor]:
    """A layer of `kind`, and a batch for it."""
    made = {
        nn.Linear: lambda: nn.Linear(4, 3),
        nn.Conv1d: lambda: nn.Conv1d(2, 3, 2), nn.Conv2d: lambda: nn.Conv2d(2, 3, 2),
        nn.BatchNorm1d: lambda: nn.BatchNorm1d(2), nn.BatchNorm2d: lambda: nn.BatchNorm2d(2),
        nn.LayerNorm: lambda: nn.LayerNorm(4), nn.MaxPool2d: lambda: nn.MaxPool2d(2),
        nn.AvgPool2d: lambda: nn.AvgPool2d(2), nn.AdaptiveAvgPool2d: lambda: nn.AdaptiveAvgPool2d(1),
        nn.Softmax: lambda: nn.Softmax(dim=-1), nn.LogSoftmax: lambda: nn.LogSoftmax(dim=1),
    }  # fmt: skip
    shape = (5, 2, 4) if kind in {nn.Conv1d, nn.BatchNorm1d} else (5, 2, 4, 4)
    return made.get(kind, kind)(), torch.rand(shape)


@pytest.mark.parametrize("kind", LAYERS)
def test_a_layer_gives_what_it_gives_here(bob: VirtualWorker, messages: list[Message], kind: type[nn.Module]) -> None:
    torch.manual_seed(1)
    layer, batch = images(kind)
    net: Any = nn.Sequential(layer, nn.Flatten(), nn.LazyLinear(2))
    net(batch)
    plain = copy.deepcopy(net)
    net.send(bob)
    for model, rows in ((plain, batch), (net, batch.send(bob))):
        torch.manual_seed(2)
        (model(rows) ** 2).sum().backward()
    net.get()
    for (name, here), (_, there) in zip(plain.state_dict().items(), net.state_dict().items(), strict=True):
        assert torch.equal(here, there), name
    for here, there in zip(plain.parameters(), net.parameters(), strict=True):
        assert torch.equal(here.grad, there.grad)
    messages.clear()
    images(kind)[0](batch.send(bob)) if not list(layer.parameters()) else None
    assert commands(messages) in ([], [LAYERS[kind]])


@pytest.mark.parametrize("kind", LOSSES)
def test_a_loss_gives_what_it_gives_here(bob: VirtualWorker, messages: list[Message], kind: type[nn.Module]) -> None:
    torch.manual_seed(1)
    scores = torch.rand(4, 3, requires_grad=True)
    target = torch.tensor([0, 2, 1, 1]) if kind in {nn.CrossEntropyLoss, nn.NLLLoss} else torch.rand(4, 3)
    for options in ({}, {"reduction": "sum"}, {"reduction": "none"}):
        criterion: Any = kind(**options)
        remote = criterion(scores.send(bob), target.send(bob))
        assert commands(messages)[-1] == LOSSES[kind]
        assert torch.equal(remote.get(), criterion(scores, target))


class Doubled(nn.Linear):
    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        self.seen = rows
        return super().forward(rows) * 2


class Spy(TorchFunctionMode):
    def __init__(self) -> None:
        self.seen: list[Any] = []

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        self.seen += args
        return func(*args, **(kwargs or {}))


def test_code_of_the_scripts_own_sees_pointers_alone(bob: VirtualWorker) -> None:
    rows = torch.rand(4, 6).send(bob)
    own = Doubled(6, 6)
    net: Any = nn.Sequential(own, nn.ReLU(), nn.Linear(6, 2)).send(bob)
    seen: list[Any] = []

    def spy(_module: nn.Module, args: Any, *_: Any) -> None:
        seen.extend(args)

    net(rows)
    seen.append(own.seen)
    for hook in (net[1].register_forward_hook(spy), net[2].register_forward_pre_hook(spy)):
        net(rows)
        hook.remove()
    with nn.modules.module.register_module_forward_hook(spy):
        net[2](rows)
    net[2].forward = lambda given: seen.append(given) or given
    net(rows)
    del net[2].forward
    with Spy() as mode:
        net[2](rows)
    seen += [value for value in mode.seen if isinstance(value, torch.Tensor)]
    assert len(seen) >= 6
    assert all(isinstance(value, PointerTensor) for value in seen)


def test_a_patched_layer_sees_pointers_alone(bob: VirtualWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    layer: Any = nn.Linear(6, 2).send(bob)
    monkeypatch.setattr(nn.Linear, "forward", lambda self, rows: seen.append(rows) or rows)
    layer(torch.rand(4, 6).send(bob))
    assert [type(value) for value in seen] == [PointerTensor]


def test_tensors_in_two_places_are_refused_before_anything_crosses(
    bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]
) -> None:
    net: Any = network().send(bob)
    there, here = torch.rand(4, 6).send(alice), torch.rand(4, 6)
    rows, labels = torch.rand(4, 3).send(bob), torch.tensor([0, 1, 2, 0])
    messages.clear()
    for mixed in (
        lambda: net(there),
        lambda: net(here),
        lambda: network()(there),
        lambda: nn.CrossEntropyLoss()(rows, labels),
        lambda: nn.CrossEntropyLoss(weight=torch.ones(3))(rows, torch.tensor([0, 1, 2, 0]).send(bob)),
    ):
        with pytest.raises(wrong.TensorsNotCollocatedException):
            mixed()
    assert commands(messages) == []


def test_what_torch_refuses_names_the_layer_and_the_worker(bob: VirtualWorker) -> None:
    net: Any = network().send(bob)
    with pytest.raises(wrong.RemoteOperationError, match=r"linear failed on bob: .*shapes"):
        net(torch.rand(4, 5).send(bob))
    assert isinstance(net[0].weight, PointerTensor)
    assert type(net.get()[0].weight) is nn.Parameter


def test_an_observer_that_stops_a_command_finds_the_model_whole(session: Session, bob: VirtualWorker) -> None:
    net: Any = network().send(bob)
    rows = torch.rand(4, 6).send(bob)

    def stop(message: Message, _subject: object) -> None:
        if message.name == "forward":
            raise KeyboardInterrupt

    session.network.observers.append(stop)
    with pytest.raises(KeyboardInterrupt):
        net(rows)
    session.network.observers.remove(stop)
    assert net(rows).shape == (4, 3)
    assert type(net.get()[0].weight) is nn.Parameter


def test_shared_layers_and_layers_that_change_nothing(bob: VirtualWorker) -> None:
    layer = nn.Linear(3, 3)
    net: Any = nn.Sequential(layer, nn.Tanh(), layer)
    rows = torch.rand(4, 3)
    expected = net(rows)
    net.send(bob)
    sent = rows.send(bob)
    assert torch.equal(net(sent).get(), expected)
    assert nn.Dropout().eval()(sent) is sent
    assert nn.Sequential()(sent) is sent
    assert nn.ReLU(inplace=True)(sent) is sent
    values, places = nn.MaxPool2d(2, return_indices=True)(torch.rand(1, 2, 4, 4).send(bob))
    assert values.shape == places.shape == (1, 2, 2, 2)


# what a private batch may tell after it has been through layers

STAGES = {
    "linear": lambda: nn.Linear(4, 4), "relu": nn.ReLU, "tanh": nn.Tanh, "softmax": lambda: nn.Softmax(dim=1),
    "softmax over rows": lambda: nn.Softmax(dim=0), "flatten": nn.Flatten, "flatten all": lambda: nn.Flatten(0),
    "norm": lambda: nn.LayerNorm(4), "norm over rows": lambda: nn.LayerNorm((4, 4)), "batch": lambda: nn.BatchNorm1d(4),
    "dropout": nn.Dropout, "in place": lambda: nn.ReLU(inplace=True), "own": lambda: Doubled(4, 4),
}  # fmt: skip
ENTRANCES = {
    "batch": lambda x: x, "rows": lambda x: x[0:2], "one row": lambda x: x[0:1], "cell": lambda x: x[0],
    "turned": lambda x: x.T, "chosen": lambda x: x[[0, 0, 1, 1]], "clone": lambda x: x.clone(),
}  # fmt: skip
EXITS = {
    "sum": lambda y: y.sum(), "mean": lambda y: (y**2).mean(), "max": lambda y: y.max(), "one": lambda y: y[0].sum(),
    "mse": lambda y: nn.MSELoss()(y, y.detach() * 0), "whole": lambda y: y,
}  # fmt: skip


def released(session: Session, net: nn.Module, entrance: str, exit_: str, whole: bool) -> dict[str, bool]:
    """What can be fetched after a step of `net`, run layer by layer through pointers or as a whole."""
    bob = session.workers["bob"]
    torch.manual_seed(3)
    model: Any = copy.deepcopy(net).send(bob)
    rows = ENTRANCES[entrance](torch.rand(4, 4).send(bob))
    if not whole:
        for part in model.modules():
            part.register_forward_hook(lambda *_: None)
    try:
        result = model(rows)
        loss = EXITS[exit_](result)
        loss.backward()
    except (wrong.PointerError, ValueError):
        return {}
    answers = {}
    for name, road in (("rows", rows), ("result", result), ("loss", loss), ("model", model)):
        try:
            road.get()
            answers[name] = True
        except wrong.GetNotPermittedError:
            answers[name] = False
    return answers


@settings(max_examples=200)
@given(
    st.lists(st.sampled_from(sorted(STAGES)), min_size=1, max_size=5),
    st.sampled_from(sorted(ENTRANCES)),
    st.sampled_from(sorted(EXITS)),
)
def test_layers_run_as_a_whole_release_what_they_release_one_by_one(
    stages: list[str], entrance: str, exit_: str
) -> None:
    torch.manual_seed(4)
    net = nn.Sequential(*(STAGES[stage]() for stage in stages))
    if not list(net.parameters()):
        net.append(nn.Linear(4, 4))
    with Session(policy=ReleasePolicy.LESSON) as session:
        VirtualWorker(session.hook.hook(), id="bob")
        one_by_one = released(session, net, entrance, exit_, whole=False)
        as_a_whole = released(session, net, entrance, exit_, whole=True)
    assert as_a_whole == one_by_one
    assert not as_a_whole.get("rows", False)
    assert not (as_a_whole.get("result", False) and exit_ != "whole")


def test_a_lessons_loss_is_released_after_a_network_ran_as_a_whole(lesson: Session) -> None:
    bob = VirtualWorker(lesson.hook, id="bob")
    net: Any = network().send(bob)
    rows, labels = torch.rand(4, 6).send(bob), torch.tensor([0, 1, 2, 0]).send(bob)
    opt = optim.SGD(net.parameters(), lr=0.1)
    output = net(rows)
    loss = nn.CrossEntropyLoss()(output, labels)
    loss.backward()
    opt.step()
    with pytest.raises(wrong.GetNotPermittedError):
        output.get()
    assert loss.get() > 0
    labels.data[0] = -100
    selected = nn.CrossEntropyLoss()(net(rows), labels)
    selected.backward()
    with pytest.raises(wrong.GetNotPermittedError):
        selected.get()
