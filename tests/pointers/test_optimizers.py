"""One optimizer, built before the model is sent, gives across workers exactly what plain PyTorch gives."""

from __future__ import annotations

import io
from typing import Any

import pytest
import torch
import torch.nn.functional as F  # noqa: N812
from torch import nn, optim
from torch.optim.optimizer import register_optimizer_step_post_hook

from fedgui.pointers import Message, MessageKind, PointerTensor, Session, VirtualWorker
from fedgui.pointers import errors as wrong
from fedgui.pointers.optimizers import Optims

OPTIMIZERS = {
    "SGD": lambda p: optim.SGD(p, lr=0.1),
    "momentum": lambda p: optim.SGD(p, lr=0.05, momentum=0.9, nesterov=True, weight_decay=0.01),
    "Adam": lambda p: optim.Adam(p, lr=0.05),
    "Adam amsgrad": lambda p: optim.Adam(p, lr=0.05, amsgrad=True),
    "AdamW": lambda p: optim.AdamW(p, lr=0.05),
    "RMSprop": lambda p: optim.RMSprop(p, lr=0.01, momentum=0.5, centered=True),
    "Adagrad": lambda p: optim.Adagrad(p, lr=0.1),
    "Adadelta": lambda p: optim.Adadelta(p, lr=0.5),
    "Adamax": lambda p: optim.Adamax(p, lr=0.05),
    "NAdam": lambda p: optim.NAdam(p, lr=0.05),
    "RAdam": lambda p: optim.RAdam(p, lr=0.05),
    "Rprop": lambda p: optim.Rprop(p, lr=0.01),
    "ASGD": lambda p: optim.ASGD(p, lr=0.05),
    "foreach": lambda p: optim.Adam(p, lr=0.05, foreach=True),
    "fused": lambda p: optim.AdamW(p, lr=0.05, fused=True),
}


def net() -> nn.Module:
    torch.manual_seed(1)
    return nn.Sequential(nn.Linear(3, 4), nn.Tanh(), nn.Linear(4, 2))


def batches() -> list[tuple[torch.Tensor, torch.Tensor]]:
    generator = torch.Generator().manual_seed(2)
    return [(torch.rand(5, 3, generator=generator), torch.tensor([0, 1, 1, 0, 1])) for _ in range(2)]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_it_equals_plain_pytorch_to_the_last_bit(bob: VirtualWorker, alice: VirtualWorker, name: str) -> None:
    here = net()
    opt = OPTIMIZERS[name](here.parameters())
    scheduler = optim.lr_scheduler.StepLR(opt, 2, 0.5)
    for _ in range(4):
        for rows, labels in batches():
            opt.zero_grad()
            F.cross_entropy(here(rows), labels).backward()
            opt.step()
        scheduler.step()
    model = net()
    opt = OPTIMIZERS[name](model.parameters())
    scheduler = optim.lr_scheduler.StepLR(opt, 2, 0.5)
    remote = [(rows.send(w), labels.send(w)) for w, (rows, labels) in zip((bob, alice), batches(), strict=True)]
    for _ in range(4):
        for rows, labels in remote:
            model.send(rows.location)
            opt.zero_grad()
            F.cross_entropy(model(rows), labels).backward()
            opt.step()
            model.get()
        scheduler.step()
    for one, other in zip(model.parameters(), here.parameters(), strict=True):
        assert torch.equal(one, other)
    assert all(type(parameter) is nn.Parameter for group in opt.param_groups for parameter in group["params"])


def visit(model: nn.Module, opt: optim.Optimizer, place: VirtualWorker) -> None:
    model.send(place)
    opt.zero_grad()
    model(torch.ones(2, 2).send(place)).sum().backward()
    opt.step()
    model.get()


def test_the_state_stays_and_follows_in_a_message_of_its_own(
    bob: VirtualWorker, alice: VirtualWorker, session: Session, messages: list[Message]
) -> None:
    model = nn.Linear(2, 1)
    opt = optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    visit(model, opt, bob)
    state = opt.state[model.weight]["momentum_buffer"]
    assert isinstance(state, PointerTensor)
    assert state.location is bob
    assert len(bob._objects) == 2
    del state
    visit(model, opt, bob)
    visit(model, opt, alice)
    moved = [m for m in messages if m.name == "optimizer state"]
    assert [(m.sender, m.receiver, m.bytes) for m in moved] == [("bob", "alice", 12)]
    assert not bob._objects
    model.weight.grad = torch.ones(1, 2)
    model.bias.grad = torch.ones(1)
    opt.step()
    assert session.ledger[-1][1:] == ("alice", "optimizer state", 12, "optimizer state")
    assert not alice._objects
    assert type(opt.state[model.weight]["momentum_buffer"]) is torch.Tensor
    visit(model, opt, bob)
    assert [m for m in messages if m.name == "optimizer state"][-1].receiver == "bob"
    del opt
    assert not bob._objects


def test_plain_sgd_has_no_state_to_carry(bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]) -> None:
    model = nn.Linear(2, 1)
    opt = optim.SGD(model.parameters(), lr=0.1)
    for place in (bob, alice):
        visit(model, opt, place)
        assert not place._objects
    assert "optimizer state" not in [m.name for m in messages]
    assert [m.name for m in messages if m.kind is MessageKind.COMMAND].count("step") == 2


def test_an_optimizer_may_be_built_on_a_remote_model(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    opt = optim.Adam([{"params": [model.weight]}, {"params": [model.bias], "lr": 0.0}], lr=0.1)
    bias = model.bias.copy().get()
    model(torch.ones(2, 2).send(bob)).sum().backward()
    opt.step()
    model.get()
    assert torch.equal(model.bias, bias)


def test_a_closure_runs_with_pointers(bob: VirtualWorker) -> None:
    def fit(model: nn.Module, rows: Any, target: Any, **options: Any) -> Any:
        opt = optim.SGD(model.parameters(), lr=0.1)

        def closure() -> Any:
            opt.zero_grad()
            loss = F.mse_loss(model(rows), target)
            loss.backward()
            return loss

        return [opt.step(closure) for _ in range(3)][-1]

    rows, target = batches()[0][0], torch.ones(5, 2)
    here, model = net(), net()
    expected = fit(here, rows, target)
    model.send(bob)
    loss = fit(model, rows.send(bob), target.send(bob))
    assert isinstance(loss, PointerTensor)
    assert torch.equal(loss.get(), expected)
    assert torch.equal(model.get()[0].weight, here[0].weight)


def test_a_step_that_fails_loses_nothing(bob: VirtualWorker) -> None:
    class Broken(optim.SGD):
        fails = True

        def step(self, closure: Any = None) -> Any:
            if self.fails:
                raise RuntimeError("no step today")
            return super().step(closure)

    model = nn.Linear(2, 1)
    opt = Broken(model.parameters(), lr=0.1, momentum=0.9)
    Broken.fails = False
    visit(model, opt, bob)
    Broken.fails = True
    with pytest.raises(RuntimeError, match="no step today"):
        visit(model, opt, bob)
    assert model.location is bob
    model.get()
    assert opt.param_groups[0]["params"][0] is model.weight
    assert model.weight in opt.state
    Broken.fails = False
    visit(model, opt, bob)
    Broken.fails = True
    with pytest.raises(RuntimeError, match="no step today"):
        visit(model, opt, bob)
    Broken.fails = False
    opt.zero_grad()
    model(torch.ones(2, 2).send(bob)).sum().backward()
    opt.step()
    assert opt.param_groups[0]["params"][0] is model.get().weight
    assert type(model.weight) is nn.Parameter


def test_two_workers_in_one_step(bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]) -> None:
    one, two, three = nn.Linear(2, 2).send(bob), nn.Linear(2, 1).send(alice), nn.Linear(1, 1)
    opt = optim.SGD([*one.parameters(), *two.parameters(), *three.parameters()], lr=0.1)
    hidden = one(torch.ones(1, 2).send(bob))
    hidden.sum().backward()
    two(torch.ones(1, 2).send(alice)).sum().backward()
    three(torch.ones(1, 1)).sum().backward()
    values = [model.weight.copy() for model in (one, two)]
    here = three.weight.detach().clone()
    opt.step()
    assert sorted(m.receiver for m in messages if m.name == "step") == ["alice", "bob"]
    assert torch.equal(three.weight, here - 0.1)
    assert torch.allclose(one.weight.copy().get(), values[0].get() - 0.1)
    opt.zero_grad()
    assert one.weight.grad is None
    assert three.weight.grad is None


def test_zero_grad_may_keep_zeros(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    opt = optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 2).send(bob)).sum().backward()
    opt.zero_grad(set_to_none=False)
    assert model.weight.grad.get().tolist() == [[0, 0]]
    model.zero_grad()
    assert model.weight.grad is None


def test_training_here_is_left_alone(session: Session) -> None:
    model = nn.Linear(2, 1)
    opt = optim.Adam(model.parameters())
    model(torch.ones(1, 2)).sum().backward()
    opt.step()
    opt.zero_grad()
    assert session.network.commands == 0
    assert type(opt.state[model.weight]["exp_avg"]) is torch.Tensor


def test_one_optimizer_for_each_worker(bob: VirtualWorker, alice: VirtualWorker) -> None:
    from syft.federated.floptimizer import Optims

    model = nn.Linear(2, 1)
    optims = Optims(["bob", "alice"], optim=optim.Adam(model.parameters(), lr=0.1))
    assert optims.count() == 2
    for place in (bob, alice, bob):
        visit(model, optims.get_optim(place.id), place)
    assert optims.get_optim("bob").state[model.weight]["step"].get() == 2
    assert optims.get_optim("alice").state[model.weight]["step"].get() == 1
    with pytest.raises(wrong.WorkerNotFoundException, match=r"carol.*bob, alice"):
        optims.get_optim("carol")


def test_an_optimizer_that_reads_the_loss_refuses_in_words_and_loses_nothing(bob: VirtualWorker) -> None:
    model: Any = nn.Linear(2, 1).send(bob)
    rows = torch.ones(3, 2).send(bob)
    opt = optim.LBFGS(model.parameters())

    def closure() -> Any:
        opt.zero_grad()
        loss = (model(rows) ** 2).sum()
        loss.backward()
        return loss

    with pytest.raises(wrong.ValueNotHereError, match=r"on bob\. Call \.get\(\) first"):
        opt.step(closure)
    assert type(model.get().weight) is nn.Parameter
    assert opt.param_groups[0]["params"][0] is model.weight


def test_a_remote_step_tells_whoever_asked(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    opt = optim.SGD(model.parameters(), lr=0.1)
    told: list[str] = []
    everywhere = register_optimizer_step_post_hook(lambda *_: told.append("after any"))

    def step() -> list[str]:
        told.clear()
        model.send(bob)
        model(torch.ones(1, 2).send(bob)).sum().backward()
        opt.step()
        model.get()
        return list(told)

    assert step() == ["after any"]
    opt.register_step_post_hook(lambda *_: told.append("after"))
    opt.register_step_pre_hook(lambda *_: told.append("before"))
    assert step() == ["before", "after", "after any"]
    everywhere.remove()
    assert step() == ["before", "after"]


def test_a_profiler_sees_remote_steps(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1).send(bob)
    opt = optim.SGD(model.parameters(), lr=0.1)
    model(torch.ones(1, 2).send(bob)).sum().backward()
    with torch.profiler.profile() as profile:
        opt.step()
    assert any("SGD.step" in event.key for event in profile.key_averages())


def test_a_schedule_counts_remote_steps(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    opt = optim.SGD(model.parameters(), lr=1.0)
    schedule = optim.lr_scheduler.StepLR(opt, step_size=1, gamma=0.5)
    before = model.weight.detach().clone()
    model.send(bob)
    for _ in range(2):
        opt.zero_grad()
        model(torch.ones(1, 2).send(bob)).sum().backward()
        opt.step()
        schedule.step()
    model.get()
    assert torch.allclose(model.weight, before - 1.5)


class Halving(optim.SGD):
    """An optimizer of a script's own, on top of one of torch's."""

    @torch.no_grad()
    def step(self, closure: Any = None) -> Any:
        for group in self.param_groups:
            for parameter in group["params"]:
                parameter.mul_(0.5)


def test_an_optimizer_of_the_scripts_own_runs_its_own_code(bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    opt = Halving(model.parameters(), lr=0.1)
    before = model.weight.detach().clone()
    model.send(bob)
    model(torch.ones(1, 2).send(bob)).sum().backward()
    opt.step()
    model.get()
    assert torch.equal(model.weight, before / 2)
    assert model.weight.requires_grad


def test_an_optimizers_state_is_saved_with_the_model_that_came_back(session: Session, bob: VirtualWorker) -> None:
    model = nn.Linear(2, 1)
    opt = optim.Adam(model.parameters(), lr=0.1)
    model.send(bob)
    model(torch.ones(3, 2).send(bob)).sum().backward()
    opt.step()
    assert isinstance(opt.state_dict()["state"][0]["exp_avg"], PointerTensor)
    model.get()
    saved = io.BytesIO()
    torch.save(opt.state_dict(), saved)
    assert [entry.why for entry in session.ledger] == ["model", "optimizer state"]
    saved.seek(0)
    twin = optim.Adam(model.parameters(), lr=0.1)
    twin.load_state_dict(torch.load(saved))
    assert torch.equal(twin.state[model.weight]["exp_avg"], opt.state[model.weight]["exp_avg"])
    assert twin.state[model.weight]["exp_avg"].abs().sum() > 0


def test_optims_takes_workers_as_well_as_their_ids(bob: VirtualWorker, alice: VirtualWorker) -> None:
    optims = Optims([bob, "alice"], optim.SGD(nn.Linear(1, 1).parameters(), lr=0.1))
    assert optims.get_optim("bob") is optims.get_optim(bob)
    assert optims.get_optim(alice) is not optims.get_optim(bob)
    with pytest.raises(wrong.WorkerNotFoundException, match="called carol.* bob, alice"):
        optims.get_optim(VirtualWorker(bob.hook, id="carol"))
