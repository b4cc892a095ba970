"""Scripts run for real: the tutorial's numbers, the record, the gate, and scripts that go wrong."""

from __future__ import annotations

import gc
import io
import json
import sys
import threading
import weakref
from pathlib import Path

import pytest
import torch
from torch import nn, optim

from fedgui.scripts.gate import Gate
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, ErrorState, Kind, Role, Status, Trace

SOON = 10.0

CENTRALIZED = [
    4.3584, 0.8701, 0.4124, 0.2531, 0.1612, 0.1031, 0.0660, 0.0423, 0.0271, 0.0173,
    0.0111, 0.0071, 0.0046, 0.0029, 0.0019, 0.0012, 0.0008, 0.0005, 0.0003, 0.0002,
]  # fmt: skip
FEDERATED = [
    0.3798, 3.0670, 0.4733, 0.3785, 0.3244, 0.1952, 0.1893, 0.1153, 0.1095, 0.0691,
    0.0636, 0.0417, 0.0371, 0.0254, 0.0218, 0.0156, 0.0130, 0.0097, 0.0078, 0.0061,
]  # fmt: skip

TUTORIAL = """
import torch
from torch import nn
from torch import optim
import syft as sy
hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")
data = torch.tensor([[0,0],[0,1],[1,0],[1,1.]], requires_grad=True)
target = torch.tensor([[0],[0],[1],[1.]], requires_grad=True)
data_bob = data[0:2]
target_bob = target[0:2]
data_alice = data[2:]
target_alice = target[2:]
model = nn.Linear(2,1)
data_bob = data_bob.send(bob)
data_alice = data_alice.send(alice)
target_bob = target_bob.send(bob)
target_alice = target_alice.send(alice)
datasets = [(data_bob,target_bob),(data_alice,target_alice)]
opt = optim.SGD(params=model.parameters(),lr=0.1)
def train():
    opt = optim.SGD(params=model.parameters(),lr=0.1)
    for iter in range(10):
        for data,target in datasets:
            model.send(data.location)
            opt.zero_grad()
            pred = model(data)
            loss = ((pred - target)**2).sum()
            loss.backward()
            opt.step()
            model.get()
            print(loss.get())
train()
print(model.weight.data, model.bias.data)
"""


def run(text: str, trace: Trace | None = None, seed: int = 0) -> tuple[str, ErrorState | None]:
    output = io.StringIO()
    error = Runner(Script("script.py", text), seed=seed, trace=trace, output=output).run()
    return output.getvalue(), error


def losses(output: str) -> list[float]:
    return [float(line.removeprefix("tensor(").split(",")[0].rstrip(")")) for line in output.splitlines()]


def record(name: str) -> Trace:
    trace = Trace()
    assert Runner(load_script(name), trace=trace).run() is None
    return trace


@pytest.fixture(scope="module")
def federated() -> Trace:
    return record("federated")


@pytest.fixture(scope="module")
def centralized() -> Trace:
    return record("centralized")


# the numbers


@pytest.mark.parametrize(("name", "expected"), [("centralized", CENTRALIZED), ("federated", FEDERATED)])
@pytest.mark.parametrize("recorded", [False, True])
def test_lessons_print_the_known_losses(name: str, expected: list[float], recorded: bool) -> None:
    output = io.StringIO()
    assert Runner(load_script(name), trace=Trace() if recorded else None, output=output).run() is None
    assert losses(output.getvalue()) == expected


@pytest.mark.parametrize("recorded", [False, True])
def test_the_tutorial_runs_unchanged(recorded: bool) -> None:
    output, error = run(TUTORIAL, Trace() if recorded else None)
    assert error is None
    *printed, weights = output.splitlines()
    assert printed[0] == "tensor(0.3798, requires_grad=True)"
    assert losses("\n".join(printed)) == FEDERATED
    assert weights == "tensor([[0.9718, 0.0888]]) tensor([-0.0238])"


def plain_federated_losses() -> list[float]:
    """The same loop in plain PyTorch, without any worker."""
    torch.manual_seed(0)
    data = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    target = torch.tensor([[0], [0], [1], [1.0]])
    model = nn.Linear(2, 1)
    opt = optim.SGD(model.parameters(), lr=0.1)
    found = []
    for _ in range(10):
        for rows in (slice(0, 2), slice(2, 4)):
            opt.zero_grad()
            loss = ((model(data[rows]) - target[rows]) ** 2).sum()
            loss.backward()
            opt.step()
            found.append(loss.item())
    return found


def test_remote_training_equals_plain_pytorch_to_the_last_bit(federated: Trace) -> None:
    assert [point.value for point in federated.losses_until(len(federated) - 1)] == plain_federated_losses()


def test_a_seed_changes_the_numbers_and_repeats_them() -> None:
    text = "import torch, random\nimport numpy as np\nprint(torch.rand(2), random.random(), np.random.rand())\n"
    assert run(text, seed=3) == run(text, Trace(), seed=3)
    assert run(text, seed=3) != run(text, seed=4)


# the record


def test_a_visit_carries_twelve_bytes_down_twelve_up_and_four_for_the_loss(federated: Trace) -> None:
    crossed = [
        (m.message.sender, m.message.receiver, m.message.name, m.message.bytes)
        for m in federated
        if m.message is not None and m.message.bytes
    ]
    assert crossed[:4] == [
        (SERVER, "bob", "data_bob", 16), (SERVER, "bob", "target_bob", 8),
        (SERVER, "alice", "data_alice", 16), (SERVER, "alice", "target_alice", 8),
    ]  # fmt: skip
    visits = crossed[4:]
    assert len(visits) == 60
    for place in range(0, 60, 3):
        worker = ("bob", "alice")[place // 3 % 2]
        assert visits[place : place + 3] == [
            (SERVER, worker, "model", 12), (worker, SERVER, "model", 12), (worker, SERVER, "loss", 4),
        ]  # fmt: skip
    assert federated.bytes_until(len(federated) - 1) == 48 + 20 * 28


def test_the_model_that_travels_is_the_one_that_was_sent(federated: Trace) -> None:
    first = next(m for m in federated if m.message is not None and m.message.is_model and m.message.bytes)
    assert first.message is not None
    parts = {name: [round(value, 4) for value in part.values] for name, part in first.message.parts}
    assert parts == {"weight": [-0.0053, 0.3793], "bias": [-0.5820]}


def moment_at(trace: Trace, text: str, occurrence: int = 0, name: str = "federated") -> int:
    """The last moment of the line that reads `text`, when it ran for the given time."""
    script = load_script(name)
    found = [m.index for m in trace if m.kind is Kind.LINE and script.line_text(m.line) == text]
    following = trace.line_after(found[occurrence])
    return (following if following is not None else len(trace)) - 1


def test_bobs_first_step_shows_its_gradient_and_new_weights(federated: Trace) -> None:
    model = federated.state_at(moment_at(federated, "loss.backward()")).model
    assert model is not None
    assert model.holder == "bob"
    weight, bias = model.parameters
    assert weight.grad is not None
    assert bias.grad is not None
    assert [round(v, 4) for v in (*weight.grad.values, *bias.grad.values)] == [0, -0.4053, -1.5693]
    model = federated.state_at(moment_at(federated, "opt.step()")).model
    assert model is not None
    assert [round(v, 4) for p in model.parameters for v in p.value.values] == [-0.0053, 0.4199, -0.4251]


def test_workers_show_what_they_do(federated: Trace) -> None:
    def status(text: str) -> list[Status]:
        return [worker.status for worker in federated.state_at(moment_at(federated, text)).workers]

    assert status("model = nn.Linear(2, 1)") == [Status.WAITING, Status.WAITING]
    assert status("loss.backward()") == [Status.TRAINING, Status.WAITING]
    assert status("model.get()") == [Status.WAITING, Status.WAITING]
    in_flight = next(m for m in federated if m.message is not None and m.message.is_model and m.message.bytes)
    scene = federated.state_at(in_flight.index)
    assert scene.model is not None
    assert scene.model.holder == ""
    assert [worker.status for worker in scene.workers] == [Status.RECEIVING, Status.WAITING]


def test_private_rows_know_where_they_stood_in_the_table(federated: Trace) -> None:
    scene = federated.state_at(len(federated) - 1)
    data, target = scene.table("alice")
    assert data is not None
    assert target is not None
    assert (data.name, data.value.values, data.first_row, data.private) == ("data_alice", (1, 0, 1, 1), 2, True)
    assert (target.name, target.value.values, target.first_row) == ("target_alice", (1, 1), 2)


def test_stores_hold_nothing_but_the_data_afterwards(federated: Trace) -> None:
    scene = federated.state_at(len(federated) - 1)
    assert [t.name for t in scene.tensors("bob")] == ["data_bob", "target_bob"]
    assert [t.name for t in scene.tensors("alice")] == ["data_alice", "target_alice"]


def test_rounds_and_losses_are_counted(federated: Trace) -> None:
    scene = federated.state_at(len(federated) - 1)
    assert (scene.round.number, scene.round.total) == (10, 10)
    points = federated.losses_until(len(federated) - 1)
    assert [(p.worker, p.step, p.round) for p in points[:3]] == [("bob", 1, 1), ("alice", 2, 1), ("bob", 3, 2)]
    bob = scene.worker("bob")
    assert bob is not None
    assert (bob.visits, round(bob.last_loss or 0, 4)) == (10, 0.0078)
    assert len(federated.round_starts()) == 10


def test_a_centralised_run_happens_on_the_server(centralized: Trace) -> None:
    scene = centralized.state_at(len(centralized) - 1)
    assert scene.workers == ()
    data, target = scene.table(SERVER)
    assert data is not None
    assert target is not None
    assert (data.name, target.name) == ("data", "target")
    points = centralized.losses_until(len(centralized) - 1)
    assert [round(p.value, 4) for p in points] == CENTRALIZED
    assert {p.worker for p in points} == {SERVER}
    assert (scene.round.number, scene.round.total) == (20, 20)
    assert not any(m.message for m in centralized)
    results = {t.name: t.role for t in scene.tensors(SERVER)}
    assert results["data"] is Role.DATA


def test_every_line_that_ran_is_there_once(centralized: Trace) -> None:
    script = load_script("centralized")
    ran = [script.line_text(m.line) for m in centralized if m.kind is Kind.LINE]
    assert ran.count("loss.backward()") == 20
    assert ran.count("for step in range(20):") == 21
    assert centralized[0].kind is Kind.START
    assert centralized[len(centralized) - 1].kind is Kind.END
    assert centralized.finished


def test_prints_keep_their_text_and_only_numbers_are_losses() -> None:
    trace = Trace()
    text = """
import sys, torch
print("a", 1)
print("no", end=" ")
print("break")
sys.stdout.write("written\\n")
print("loss:", torch.tensor(0.5))
print(torch.tensor([0.5, 1]), torch.tensor(3))
print(torch.ones(3).sum())
print("two\\nlines")
print("err", file=sys.stderr)
print("open end", end="")
"""
    output, error = run(text, trace)
    assert error is None
    shown = [(m.kind, m.text) for m in trace if m.text is not None]
    assert shown == [
        (Kind.PRINT, "a 1"),
        (Kind.PRINT, "no break"),
        (Kind.PRINT, "written"),
        (Kind.LOSS, "loss: tensor(0.5000)"),
        (Kind.PRINT, "tensor([0.5000, 1.0000]) tensor(3)"),
        (Kind.PRINT, "tensor(3.)"),
        (Kind.PRINT, "two\nlines"),
        (Kind.PRINT, "open end"),
    ]
    assert output == "\n".join(str(text) for _, text in shown)


def test_large_tensors_are_sampled() -> None:
    trace = Trace()
    run("import torch\nbig = torch.arange(10000.)\nx = 1\n", trace)
    big = next(t for t in trace.state_at(len(trace) - 1).tensors(SERVER) if t.name == "big")
    assert not big.value.whole
    assert (big.value.values[0], big.value.values[-1]) == (0, 9999)
    assert big.value.norm == pytest.approx(sum(i * i for i in range(10000)) ** 0.5)


def test_a_divergent_model_is_marked() -> None:
    trace = Trace()
    run(TUTORIAL.replace("lr=0.1", "lr=1e20"), trace)
    assert any(w.status is Status.DIVERGED for m in trace for w in trace.state_at(m.index).workers)


def test_a_notebook_shows_its_last_values() -> None:
    trace = Trace()
    script = Script("lesson.ipynb", "x = 2\nx\nNone\n", shown=frozenset({2, 3}))
    output = io.StringIO()
    assert Runner(script, trace=trace, output=output).run() is None
    assert output.getvalue() == "2\n"


# the gate


class Running:
    """A script in a thread, with its gate."""

    def __init__(self, text: str, gate: Gate) -> None:
        self.trace, self.gate = Trace(), gate
        self.error: ErrorState | None = None
        self.runner = Runner(Script("script.py", text), trace=self.trace, gate=gate)
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self) -> None:
        self.error = self.runner.run()

    def last_line(self) -> int:
        return max(m.line for m in self.trace if m.kind is Kind.LINE)

    def stop(self) -> None:
        self.gate.stop()
        self.thread.join(SOON)
        assert not self.thread.is_alive()


def test_a_script_is_stepped_line_by_line() -> None:
    running = Running("a = 1\nb = 2\nc = 3\n", Gate(0))
    for line in (1, 2, 3):
        assert running.gate.wait_until_waiting(SOON)
        assert running.last_line() == line
        running.gate.step()
    running.thread.join(SOON)
    assert running.trace.finished


def test_stopping_runs_finally_and_keeps_the_record() -> None:
    text = "seen = []\ntry:\n    while True:\n        x = 1\nfinally:\n    print('cleaned up')\n"
    running = Running(text, Gate(50))
    assert running.gate.wait_until_waiting(SOON)
    running.stop()
    assert running.error is None
    assert len(running.trace) >= 50


@pytest.mark.parametrize("lines", range(1, 40, 5))
def test_the_federated_lesson_can_be_stopped_at_any_line(lines: int) -> None:
    running = Running(load_script("federated").text, Gate(lines))
    assert running.gate.wait_until_waiting(SOON)
    running.stop()
    assert not hasattr(torch.Tensor, "send"), "torch is as it was before"
    assert "syft" not in sys.modules


def test_a_run_after_a_stopped_one_gives_the_same_numbers() -> None:
    running = Running(TUTORIAL, Gate(60))
    assert running.gate.wait_until_waiting(SOON)
    running.stop()
    output, error = run(TUTORIAL)
    assert error is None
    assert losses("\n".join(output.splitlines()[:20])) == FEDERATED


# what goes wrong


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x = 1\ny = x / 0\n", "Line 2: a number is divided by zero."),
        ("print(missing)\n", "Line 1: the name missing is not defined. Check its spelling."),
        ("import nowhere_at_all\n", "Line 1: the module nowhere_at_all is not installed here."),
        ("x = [1]\n\nx[3]\n", "Line 3: an index lies outside (list index out of range)."),
        ("def f():\n    return 1 + 'a'\nf()\n", "Line 2: a value has the wrong type (unsupported operand"),
        ("raise KeyError('k')\n", "Line 1: the key 'k' is not there."),
        ("raise Exception\n", "Line 1: Exception: "),
        ("assert 1 == 2\n", "Line 1: AssertionError: "),
        ("open('nowhere.txt')\n", "Line 1: the file nowhere.txt is not there."),
        ("x = 1\ny = = 2\n", "script.py is not valid Python"),
        ("x = 1\nreturn x\n", "script.py is not valid Python: 'return' outside function (line 2)"),
        ("x = 1\nfrom __future__ import division\n", "script.py is not valid Python: from __future__ imports must"),
        ("x = " + "-" * 100_000 + "1\n", ""),
        ("x = input('? ')\n", "The script asks for input"),
        ("import sys\nsys.exit('no more')\n", "Line 2: SystemExit: no more"),
    ],
)
@pytest.mark.parametrize("recorded", [False, True])
def test_an_error_is_one_sentence_with_its_line(text: str, sentence: str, recorded: bool) -> None:
    trace = Trace() if recorded else None
    _, error = run(text, trace)
    assert error is not None
    assert error.text().startswith(sentence.rstrip())
    assert "runner.py" not in error.details, "only the script's own frames are shown"
    if trace is not None and len(trace):
        last = trace[len(trace) - 1]
        assert last.kind is Kind.ERROR
        assert last.line == error.line
        assert last.error is error


def test_the_engines_errors_keep_their_sentence() -> None:
    _, error = run(TUTORIAL.replace("model.send(data.location)", "model.send(alice)"), Trace())
    assert error is not None
    assert error.name == "TensorsNotCollocatedException"
    assert "bob" in error.text()
    assert "alice" in error.text()
    assert Script("script.py", TUTORIAL).line_text(error.line) == "pred = model(data)"


def test_an_error_says_where_a_value_was_fetched_and_where_it_is_missed() -> None:
    text = "import torch, syft as sy\nbob = sy.VirtualWorker(sy.TorchHook(torch), id='bob')\n"
    _, error = run(text + "x = torch.ones(2).send(bob)\nx.get()\n\nx.get()\n", Trace())
    assert error is not None
    assert "fetched from bob on line 4," in error.text()
    assert error.line == 6


def test_leaving_politely_is_no_error() -> None:
    output, error = run("print('bye')\nexit()\nprint('never')\n")
    assert (output, error) == ("bye\n", None)


def test_a_keyboard_interrupt_reaches_the_terminal() -> None:
    with pytest.raises(KeyboardInterrupt):
        run("raise KeyboardInterrupt\n")
    assert "syft" not in sys.modules


def test_progress_is_told_of_every_round() -> None:
    told: list[tuple[int, int | None]] = []
    Runner(load_script("centralized"), progress=lambda number, total: told.append((number, total))).run()
    assert told == [(number, 20) for number in range(1, 21)]


def test_a_script_that_prints_without_end_keeps_a_bounded_record() -> None:
    trace = Trace(detail=2000)
    assert run("for i in range(10000):\n    print(i)\n", trace)[1] is None
    printed = trace.prints_until(len(trace))
    assert [trace[index].text for index in printed] == [str(number) for number in range(10000)]
    assert trace.thinned > len(trace) - 3000


def test_a_record_is_freed_as_soon_as_nobody_has_it() -> None:
    gc.collect()
    gc.disable()
    try:
        trace = Trace()
        runner = Runner(load_script("federated"), trace=trace)
        assert runner.run() is None
        is_there = weakref.ref(trace)
        del trace
        assert is_there() is None
    finally:
        gc.enable()


def test_a_local_variable_hides_the_global_one_of_its_name() -> None:
    trace = Trace()
    text = "import torch\nx = torch.zeros(2)\ndef f():\n    x = torch.ones(2)\n    a = 1\n    a = 2\nf()\nb = 1\n"
    assert run(text, trace)[1] is None
    seen = [
        (moment.line, piece.value.values)
        for moment in trace
        for key, piece in moment.changes
        if key == ("tensor", SERVER, "x")
    ]
    assert seen == [(2, (0.0, 0.0)), (4, (1.0, 1.0)), (6, (0.0, 0.0))]


def test_one_print_of_very_many_lines_is_one_moment() -> None:
    trace = Trace()
    assert run("print('\\n'.join(map(str, range(100000))))\n", trace)[1] is None
    assert [trace[index].text.count("\n") for index in trace.prints_until(len(trace))] == [99999]


def test_a_write_that_torch_does_not_count_is_seen() -> None:
    trace = Trace()
    text = (
        "import syft as sy, torch\nhook = sy.TorchHook(torch)\nbob = sy.VirtualWorker(hook, id='bob')\n"
        "x = torch.ones(2)\np = x.send(bob)\nx.data.add_(1)\np.data.add_(4)\nx.numpy()[0] = 7\n"
    )
    assert run(text, trace)[1] is None
    end = trace.state_at(len(trace) - 1)
    assert [t.value.values for t in end.tensors(SERVER)] == [(7.0, 2.0)]
    assert [t.value.values for t in end.tensors("bob")] == [(5.0, 5.0)]


# where a script stands


def test_a_script_imports_what_stands_beside_it_and_the_next_one_its_own(tmp_path: Path) -> None:
    before = list(sys.path)
    for folder, value in (("first", 1), ("second", 2)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "beside.py").write_text(f"VALUE = {value}\n", encoding="utf-8")
        script = tmp_path / folder / "script.py"
        script.write_text("import beside\nprint(beside.VALUE, __file__)\n", encoding="utf-8")
        output = io.StringIO()
        assert Runner(load_script(str(script)), output=output).run() is None
        assert output.getvalue() == f"{value} {script}\n"
    assert "beside" not in sys.modules
    assert sys.path == before


def test_what_an_environment_below_the_script_brings_stays(tmp_path: Path) -> None:
    packages = tmp_path / "environment" / "packages"
    (packages / "shared_parts").mkdir(parents=True)
    (packages / "shared_parts" / "__init__.py").touch()
    (tmp_path / "own_parts").mkdir()
    (tmp_path / "own_parts" / "inner.py").touch()
    script = tmp_path / "script.py"
    text = f"import sys\nsys.path.append({str(packages)!r})\nimport shared_parts, own_parts.inner\n"
    script.write_text(text, encoding="utf-8")
    try:
        assert Runner(load_script(str(script))).run() is None
        assert sys.modules.pop("shared_parts", None) is not None
        assert not {"own_parts", "own_parts.inner"} & set(sys.modules)
    finally:
        sys.path.remove(str(packages))


def test_a_notebook_may_display_values(tmp_path: Path) -> None:
    path = tmp_path / "cells.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "source": "display(3, 'a', None)", "outputs": []}
    content = {"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [cell | {"execution_count": None}]}
    path.write_text(json.dumps(content), encoding="utf-8")
    output = io.StringIO()
    assert Runner(load_script(str(path)), output=output).run() is None
    assert output.getvalue() == "3\n'a'\n"
