"""Scripts with model classes of their own are recorded from the first line of the class to the last of the run."""

from __future__ import annotations

import io

import pytest

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, Kind, Trace

HEAD = """
import syft as sy
import torch
from torch import nn, optim

hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
rows, labels = torch.ones(4, 3).send(bob), torch.zeros(4, 1).send(bob)
"""
NET = """
class Inner(nn.Module):
    def __init__(self, width):
        hidden = 2
        super().__init__()
        self.first = nn.Linear(width, hidden)

    def forward(self, x):
        return torch.relu(self.first(x))

class Net(nn.Module):
    def __init__(self):
        size = 3
        super().__init__()
        self.inner = Inner(size)
        self.last = nn.Linear(2, 1)

    def forward(self, x):
        seen = self.inner(x)
        return self.last(seen)
"""
TRAIN = """
net = Net()
opt = optim.SGD(net.parameters(), lr=0.1)
for round in range(2):
    net.send(bob)
    opt.zero_grad()
    loss = ((net(rows) - labels) ** 2).sum()
    loss.backward()
    opt.step()
    net.get()
    print(loss.get())
"""


def record(text: str) -> tuple[Trace, object]:
    trace = Trace()
    error = Runner(Script("own.py", text), trace=trace, output=io.StringIO()).run()
    return trace, error


def test_a_model_is_recorded_while_it_is_still_being_built():
    trace, error = record(HEAD + NET + TRAIN)
    assert error is None
    assert trace.finished
    assert [moment.kind for moment in trace][-1] is Kind.END
    model = trace.state_at(len(trace) - 1).model
    assert model.name == "net"
    assert model.holder == SERVER
    names = [parameter.name for parameter in model.parameters]
    assert names == ["inner.first.weight", "inner.first.bias", "last.weight", "last.bias"]
    assert len(trace.losses_until(len(trace) - 1)) == 2


def test_a_recorded_run_prints_what_it_prints_alone():
    printed = []
    for trace in (None, Trace()):
        output = io.StringIO()
        assert Runner(Script("own.py", HEAD + NET + TRAIN), trace=trace, output=output).run() is None
        printed.append(output.getvalue())
    assert printed[0] == printed[1]


@pytest.mark.parametrize(
    "body",
    [
        "self.last = nn.Linear(2, 1)",  # without super().__init__()
        "width = 1 / 0\n        super().__init__()",
        "super().__init__()\n        self.last = nn.Linear(2, None)",
    ],
)
def test_a_model_that_can_not_be_built_is_an_error_of_the_script(body: str):
    text = f"class Net(nn.Module):\n    def __init__(self):\n        size = 2\n        {body}\n\nnet = Net()\n"
    trace, error = record(HEAD + text)
    assert error is not None
    assert error.line > 0
    assert trace.finished
    assert any(moment.kind is Kind.ERROR for moment in trace)
