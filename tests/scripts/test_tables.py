"""Which of the tensors at a worker are its rows, and which their targets, however the script sends them."""

import io

import pytest

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script
from fedgui.scripts.trace import Role, Trace

HEAD = """
import syft as sy, torch
hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
x, y = torch.rand(6, 3), torch.rand(6, 1)
"""


@pytest.mark.parametrize(
    ("send", "roles"),
    [
        ("a, b = x.send(bob), y.send(bob)", [Role.DATA, Role.TARGET]),
        ("pairs = [(x.send(bob), y.send(bob))]", [Role.DATA, Role.TARGET]),
        ("a = x.send(bob)\nb = y.send(bob)", [Role.DATA, Role.TARGET]),
        ("labels = y.send(bob)\nrows = x.send(bob)", [Role.TARGET, Role.DATA]),
        (
            "pairs = [(x[at:at + 2].send(bob), y[at:at + 2].send(bob)) for at in (0, 2, 4)]",
            [Role.DATA, Role.TARGET] * 3,
        ),
        ("one = x[:1].send(bob)\nother = x[1:4].send(bob)", [Role.DATA, Role.DATA]),
    ],
)
def test_rows_and_targets_are_told_apart(send: str, roles: list[Role]):
    trace = Trace()
    assert Runner(Script("mine", f"{HEAD}{send}\ndone = 1\n"), trace=trace, output=io.StringIO()).run() is None
    held = trace.state_at(len(trace) - 1).tensors("bob")
    assert [tensor.role for tensor in held] == roles
