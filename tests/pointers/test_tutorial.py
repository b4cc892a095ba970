"""The tutorial's own loops: the numbers, the bytes, and nothing left behind."""

from __future__ import annotations

import pytest
import torch
from torch import nn, optim

from fedgui.pointers import Message, MessageKind, ReleasePolicy, Session

LOSSES = (
    0.3798, 3.0670, 0.4733, 0.3785, 0.3244, 0.1952, 0.1893, 0.1153, 0.1095, 0.0691,
    0.0636, 0.0417, 0.0371, 0.0254, 0.0218, 0.0156, 0.0130, 0.0097, 0.0078, 0.0061,
)  # fmt: skip

SCRIPT = """
import torch
from torch import nn, optim
import syft as sy

hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")
data = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1.]], requires_grad=True)
target = torch.tensor([[0], [0], [1], [1.]], requires_grad=True)
data_bob, target_bob = data[0:2].send(bob), target[0:2].send(bob)
data_alice, target_alice = data[2:].send(alice), target[2:].send(alice)
datasets = [(data_bob, target_bob), (data_alice, target_alice)]
torch.manual_seed(0)
model = nn.Linear(2, 1)
opt = optim.SGD(params=model.parameters(), lr=0.1)
losses = []

def train():
    for iter in range(10):
        for data, target in datasets:
            model.send(data.location)
            opt.zero_grad()
            pred = model(data)
            loss = ((pred - target) ** 2).sum()
            loss.backward()
            opt.step()
            model.get()
            losses.append(loss.get().data)

train()
"""


def plain() -> tuple[list[torch.Tensor], nn.Linear]:
    data = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1.0]], requires_grad=True)
    target = torch.tensor([[0], [0], [1], [1.0]], requires_grad=True)
    torch.manual_seed(0)
    model = nn.Linear(2, 1)
    opt = optim.SGD(params=model.parameters(), lr=0.1)
    losses = []
    for _ in range(10):
        for rows in (slice(0, 2), slice(2, 4)):
            opt.zero_grad()
            loss = ((model(data[rows]) - target[rows]) ** 2).sum()
            loss.backward()
            opt.step()
            losses.append(loss.data)
    return losses, model


@pytest.mark.parametrize("policy", ReleasePolicy)
def test_the_tutorial_gives_its_numbers_to_the_last_bit(policy: ReleasePolicy) -> None:
    losses, model = plain()
    with Session(policy=policy) as session:
        script: dict = {}
        exec(SCRIPT, script)
        assert [round(float(loss), 4) for loss in script["losses"]] == list(LOSSES)
        assert all(torch.equal(one, other) for one, other in zip(script["losses"], losses, strict=True))
        assert torch.equal(script["model"].weight, model.weight)
        assert torch.equal(script["model"].bias, model.bias)
        assert type(script["model"].weight) is nn.Parameter
        assert [worker.objects_count() for worker in session.workers.values()] == [2, 2]
        assert session.network.payload == 48 + 20 * (12 + 12 + 4)


def test_a_visit_carries_twelve_bytes_down_twelve_up_and_four_for_the_loss() -> None:
    with Session() as session:
        seen: list[Message] = []
        session.network.observers.append(lambda message, subject: seen.append(message))
        script: dict = {}
        exec(SCRIPT, script)
        carried = [(m.sender, m.receiver, m.name, m.bytes) for m in seen if m.kind is MessageKind.OBJECT]
        assert carried[4:10] == [
            ("me", "bob", "model", 12),
            ("bob", "me", "model", 12),
            ("bob", "me", "", 4),
            ("me", "alice", "model", 12),
            ("alice", "me", "model", 12),
            ("alice", "me", "", 4),
        ]
        assert all(message.bytes == 0 for message in seen if message.kind is not MessageKind.OBJECT)
        visit = [m.name for m in seen if m.kind is MessageKind.COMMAND][-7:]
        assert visit == ["zero_grad", "linear", "sub", "pow", "sum", "backward", "step"]
        up = [entry for entry in session.ledger if entry.why == "model"]
        assert [entry.bytes for entry in up] == [12] * 20


def test_the_first_step_is_the_one_computed_by_hand() -> None:
    with Session():
        script: dict = {}
        exec(SCRIPT.replace("range(10)", "range(1)").replace("in datasets", "in datasets[:1]"), script)
        model = script["model"]
        assert model.weight.grad.tolist()[0] == pytest.approx([0, -0.4053], abs=1e-4)
        assert model.bias.grad.item() == pytest.approx(-1.5693, abs=1e-4)
        assert model.weight.tolist()[0] == pytest.approx([-0.0053, 0.4199], abs=1e-4)
        assert model.bias.item() == pytest.approx(-0.4251, abs=1e-4)


def test_the_scripts_random_numbers_are_those_of_plain_pytorch() -> None:
    torch.manual_seed(7)
    expected = torch.rand(3)
    with Session():
        import syft as sy

        torch.manual_seed(7)
        hook = sy.TorchHook(torch)
        bob = sy.VirtualWorker(hook, id="bob")
        pointer = torch.ones(2).send(bob)
        (pointer + pointer).get()
        assert torch.equal(torch.rand(3), expected)


def test_part_01_and_03_basic_tools() -> None:
    with Session():
        import syft as sy

        hook = sy.TorchHook(torch)
        bob = sy.VirtualWorker(hook, id="bob")
        alice = sy.VirtualWorker(hook, id="alice")
        x = torch.tensor([1, 2, 3, 4, 5])
        x_ptr = x.send(bob)
        assert x_ptr.location is bob
        assert x_ptr.location == bob
        assert x_ptr.location.id == "bob"
        assert x_ptr.id_at_location == x.id
        assert str(x_ptr.owner) == "<VirtualWorker id:me #objects:0>"
        assert torch.equal(x_ptr.get(), x)
        assert bob._objects == {}

        p1, p2 = torch.tensor([1, 2, 3, 4, 5]).send(bob), torch.tensor([1, 1, 1, 1, 1]).send(bob)
        assert (p1 + p2).get().tolist() == [2, 3, 4, 5, 6]
        assert torch.add(p1, p1).get().tolist() == [2, 4, 6, 8, 10]

        a = torch.tensor([1.0, 2, 3, 4, 5], requires_grad=True).send(bob)
        b = torch.tensor([1.0, 1, 1, 1, 1], requires_grad=True).send(bob)
        z = (a + b).sum()
        assert z.backward() is None
        assert a.get().grad.tolist() == [1, 1, 1, 1, 1]

        bob.clear_objects()
        y = torch.tensor([1.0, 2]).send(bob).send(alice)
        assert len(bob._objects) == len(alice._objects) == 1
        back = (y + y).get()
        assert back.location is bob
        assert back.get().tolist() == [2, 4]
        del y
        assert not alice._objects


def test_part_04_models_averaged_on_a_third_worker() -> None:
    def centre(bob_rows: torch.Tensor, alice_rows: torch.Tensor, start: nn.Linear) -> torch.Tensor:
        weights = []
        for rows in (bob_rows, alice_rows):
            model = nn.Linear(2, 1)
            model.load_state_dict(start.state_dict())
            opt = optim.SGD(model.parameters(), lr=0.1)
            for _ in range(3):
                opt.zero_grad()
                ((model(rows) - 1) ** 2).sum().backward()
                opt.step()
            weights.append(model.weight.data)
        return (weights[1] + weights[0]) / 2

    rows_b, rows_a = torch.rand(2, 2), torch.rand(2, 2)
    start = nn.Linear(2, 1)
    expected = centre(rows_b, rows_a, start)
    with Session(policy=ReleasePolicy.LESSON):
        import syft as sy

        hook = sy.TorchHook(torch)
        bob, alice = sy.VirtualWorker(hook, id="bob"), sy.VirtualWorker(hook, id="alice")
        secure_worker = sy.VirtualWorker(hook, id="secure_worker")
        bobs_data, alices_data = rows_b.send(bob), rows_a.send(alice)
        model = start
        bobs_model, alices_model = model.copy().send(bob), model.copy().send(alice)
        bobs_opt = optim.SGD(params=bobs_model.parameters(), lr=0.1)
        alices_opt = optim.SGD(params=alices_model.parameters(), lr=0.1)
        for _ in range(3):
            bobs_opt.zero_grad()
            bobs_loss = ((bobs_model(bobs_data) - 1) ** 2).sum()
            bobs_loss.backward()
            bobs_opt.step()
            bobs_loss = bobs_loss.get().data
            alices_opt.zero_grad()
            alices_loss = ((alices_model(alices_data) - 1) ** 2).sum()
            alices_loss.backward()
            alices_opt.step()
            alices_loss = alices_loss.get().data
        alices_model.move(secure_worker)
        bobs_model.move(secure_worker)
        assert alices_model.location is secure_worker
        with torch.no_grad():
            model.weight.set_(((alices_model.weight.data + bobs_model.weight.data) / 2).get())
            model.bias.set_(((alices_model.bias.data + bobs_model.bias.data) / 2).get())
        assert torch.equal(model.weight, expected)
