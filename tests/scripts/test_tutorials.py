"""The calls of PySyft's first tutorials run as they stand, as scripts and as a notebook, with and without a record."""

from __future__ import annotations

import io
import re
from pathlib import Path

import nbformat
import pytest
import torch
from nbformat import v4
from torch import nn, optim

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import Kind, Trace

TUTORIALS = Path(__file__).parent / "tutorials"
RECORDED = pytest.mark.parametrize("recorded", [False, True])


def run(path: Path, recorded: bool) -> tuple[list[str], Trace | None]:
    """The printed lines, with every id replaced by #, and the record."""
    output, trace = io.StringIO(), Trace() if recorded else None
    assert Runner(load_script(str(path)), trace=trace, output=output).run() is None
    return re.sub(r"\b\d{6,11}\b", "#", output.getvalue()).splitlines(), trace


@RECORDED
def test_part_01_basic_tools(recorded: bool) -> None:
    printed, _ = run(TUTORIALS / "part_01.py", recorded)
    ones, counted, doubled = "tensor([1, 1, 1, 1, 1])", "tensor([1, 2, 3, 4, 5])", "tensor([ 2,  4,  6,  8, 10])"
    assert printed == [
        doubled,
        counted,
        "(Wrapper)>[PointerTensor | me:# -> bob:#]",
        f"{{#: {counted}, #: {ones}}}",
        "(Wrapper)>[PointerTensor | me:# -> bob:#]",
        f"{{#: {counted}, #: {ones}, #: {doubled}}}",
        "<VirtualWorker id:bob #objects:3> True True <VirtualWorker id:me #objects:0>",
        "<VirtualWorker id:me #objects:0> True",
        counted,
        ones,
        doubled,
        "{}",
        "tensor([2, 3, 4, 5, 6])",
        "tensor([2, 3, 4, 5, 6])",
        "tensor([1., 2., 3., 4., 5.], requires_grad=True)",
        "tensor([1., 1., 1., 1., 1.])",
    ]


@RECORDED
def test_part_03_advanced_remote_execution(recorded: bool) -> None:
    printed, _ = run(TUTORIALS / "part_03.py", recorded)
    assert printed == [
        "(Wrapper)>[PointerTensor | me:# -> alice:#]",
        "{#: tensor([1, 2, 3, 4])}",
        "{#: (Wrapper)>[PointerTensor | alice:# -> bob:#]}",
        "(Wrapper)>[PointerTensor | me:# -> bob:#]",
        "tensor([1, 2, 3, 4])",
        "{} {}",
        "2 2",
        "tensor([ 2,  4,  6,  8, 10])",
        "1 1",
        "{} {}",
        "1 0",
        "0 1",
        "(Wrapper)>[PointerTensor | me:# -> alice:#]",
        "1",
        "{}",
        "{}",
        "<VirtualWorker id:bob #objects:1>",
    ]


def averaged() -> tuple[list[str], nn.Linear]:
    """What part 04 prints in its rounds, computed in plain PyTorch."""
    torch.manual_seed(0)
    data = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    target = torch.tensor([[0], [0], [1], [1.0]])
    model = nn.Linear(2, 1)
    lines = []
    for _ in range(10):
        losses, copies = [], []
        for rows in (slice(0, 2), slice(2, 4)):
            copy = nn.Linear(2, 1)
            copy.load_state_dict(model.state_dict())
            opt = optim.SGD(copy.parameters(), lr=0.1)
            for _ in range(5):
                opt.zero_grad()
                loss = ((copy(data[rows]) - target[rows]) ** 2).sum()
                loss.backward()
                opt.step()
            losses.append(loss.data)
            copies.append(copy)
        with torch.no_grad():
            model.weight.set_((copies[1].weight + copies[0].weight) / 2)
            model.bias.set_((copies[1].bias + copies[0].bias) / 2)
        lines.append("Bob:" + str(losses[0]) + " Alice:" + str(losses[1]))
    return lines, model


@RECORDED
def test_part_04_trusted_aggregator(recorded: bool) -> None:
    printed, trace = run(TUTORIALS / "part_04.py", recorded)
    rounds, model = averaged()
    assert printed[:10] == rounds
    data = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    target = torch.tensor([[0], [0], [1], [1.0]], requires_grad=True)
    loss = ((model(data) - target) ** 2).sum()
    assert printed[10:14] == str(model(data)).splitlines()
    assert printed[14:] == [*str(target).splitlines(), str(loss.data)]
    if trace is not None:
        visits = [moment for moment in trace if moment.kind is Kind.MESSAGE and moment.message.is_model]
        to_the_aggregator = [moment for moment in visits if moment.message.receiver == "secure_worker"]
        assert len(to_the_aggregator) == 20
        assert {moment.message.bytes for moment in visits if moment.message.bytes} == {12}


@RECORDED
def test_a_tutorial_as_a_notebook_shows_what_its_cells_end_with(tmp_path: Path, recorded: bool) -> None:
    cells = [
        "import torch\nimport syft as sy\nhook = sy.TorchHook(torch)",
        'bob = sy.VirtualWorker(hook, id="bob")\nbob',
        "x = torch.tensor([1, 2, 3, 4, 5])\nx_ptr = x.send(bob)\nx_ptr",
        "bob._objects",
        "z = x_ptr + x_ptr\nz",
        "z.get()",
        "x_ptr.location == bob",
        'x_ptr = "asdf"\nbob._objects',
        "x = torch.tensor([1., 2.], requires_grad=True).send(bob)\n(x * x).sum().backward()",
        "x.get().grad",
    ]
    notebook = v4.new_notebook(cells=[v4.new_markdown_cell("# Tools"), *map(v4.new_code_cell, cells)])
    nbformat.write(notebook, tmp_path / "part_01.ipynb")
    printed, _ = run(tmp_path / "part_01.ipynb", recorded)
    assert printed == [
        "<VirtualWorker id:bob #objects:0>",
        "(Wrapper)>[PointerTensor | me:# -> bob:#]",
        "{#: tensor([1, 2, 3, 4, 5])}",
        "(Wrapper)>[PointerTensor | me:# -> bob:#]",
        "tensor([ 2,  4,  6,  8, 10])",
        "True",
        "{}",
        "tensor([2., 4.])",
    ]


@RECORDED
def test_a_script_with_secret_shares_can_be_recorded(tmp_path: Path, recorded: bool) -> None:
    path = tmp_path / "shares.py"
    path.write_text(
        "import torch\nimport syft as sy\nhook = sy.TorchHook(torch)\n"
        'bob, alice, c = (sy.VirtualWorker(hook, id=name) for name in ("bob", "alice", "c"))\n'
        "x = torch.tensor([0.5, 2.0]).fix_prec()\n"
        "p = torch.ones(2).send(bob)\n"
        "fixed = p.fix_prec()\n"
        "sent = torch.ones(300).fix_prec().send(alice)\n"
        "shared = x.share(bob, alice, crypto_provider=c)\n"
        "ours = fixed.share(bob, alice, crypto_provider=c).get()\n"
        "y = shared * shared + ours\n"
        "print(y.get().float_prec())\n"
        'ages = torch.tensor([30]).private_tensor(allowed_users=["ana"])\n'
        'ptr = ages.send(alice, user="ana")\n'
        'print(ptr.get(user="ana"))\n',
        encoding="utf-8",
    )
    printed, trace = run(path, recorded)
    assert printed == ["tensor([1.2500, 5.0000])", "tensor([30])"]
    if trace is not None:
        sent = [m.message for m in trace if m.kind is Kind.MESSAGE and m.message.name == "share" and m.message.bytes]
        assert [(message.sender, message.receiver, message.bytes) for message in sent[:3]] == [
            ("me", "bob", 16), ("me", "alice", 16), ("bob", "alice", 16),
        ]  # fmt: skip
