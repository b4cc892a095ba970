"""Changes in the middle of a run: the numbers are those of plain PyTorch with the same change, every time."""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Callable, Sequence

import pytest
import torch
from torch import nn, optim

from fedgui.scripts.forks import ForkError
from fedgui.scripts.gate import Gate
from fedgui.scripts.interventions import Change, Intervention, LearningRate, Presence, Weight
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import ErrorState, Kind, Status, Trace

LESSON = load_script("federated")


def run(
    planned: Sequence[Intervention] = (), script: Script = LESSON, trace: Trace | None = None
) -> tuple[str, ErrorState | None]:
    output = io.StringIO()
    error = Runner(script, trace=trace, output=output, interventions=planned).run()
    return output.getvalue(), error


@pytest.fixture(scope="module")
def straight() -> Trace:
    trace = Trace()
    run(trace=trace)
    return trace


def before(trace: Trace, text: str, occurrence: int) -> int:
    """Which line that runs, counted from 1, is the given occurrence (from 1) of the line that reads `text`."""
    lines = [m for m in trace if m.kind is Kind.LINE]
    found = [number for number, m in enumerate(lines, start=1) if LESSON.line_text(m.line) == text]
    return found[occurrence - 1]


def plain(change: Callable[[int, nn.Linear, optim.SGD], bool]) -> list[float]:
    """The tutorial's loop in plain PyTorch. `change` is called before each visit, and says whether it takes place."""
    torch.manual_seed(0)
    data = torch.tensor([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    target = torch.tensor([[0], [0], [1], [1.0]])
    model = nn.Linear(2, 1)
    opt = optim.SGD(model.parameters(), lr=0.1)
    found = []
    for visit in range(20):
        rows = slice(2, 4) if visit % 2 else slice(0, 2)
        if not change(visit, model, opt):
            continue
        opt.zero_grad()
        loss = ((model(data[rows]) - target[rows]) ** 2).sum()
        loss.backward()
        opt.step()
        found.append(loss.item())
    return found


def losses(trace: Trace) -> list[float]:
    return [point.value for point in trace.losses_until(len(trace) - 1)]


SEND = "model.send(data.location)"


def test_a_changed_learning_rate_gives_plain_pytorchs_numbers(straight: Trace) -> None:
    def change(visit: int, _model: nn.Linear, opt: optim.SGD) -> bool:
        if visit == 6:
            opt.param_groups[0]["lr"] = 0.03
        return True

    trace = Trace()
    planned = [Intervention(before(straight, SEND, 7), LearningRate(0.03))]
    printed, error = run(planned, trace=trace)
    assert error is None
    assert losses(trace) == plain(change) != losses(straight)
    assert run(planned) == (printed, None), "without a record, the same"
    rates = [point.rate for point in trace.losses_until(len(trace) - 1)]
    assert rates == [0.1] * 6 + [0.03] * 14


@pytest.mark.parametrize("place", [SEND, "loss.backward()"])
def test_a_changed_weight_gives_plain_pytorchs_numbers(straight: Trace, place: str) -> None:
    """At the server and, in the middle of a visit, at the worker."""

    def change(visit: int, model: nn.Linear, _opt: optim.SGD) -> bool:
        if visit == 4:
            model.weight.data[0, 1] = 2.5
        return True

    trace = Trace()
    planned = [Intervention(before(straight, place, 5), Weight("model", "weight", 1, 2.5))]
    printed, error = run(planned, trace=trace)
    assert error is None
    assert run(planned) == (printed, None)
    fork = trace.state_at(trace.forks[0])
    assert fork.model is not None
    assert fork.model.parameters[0].value.values[1] == 2.5
    assert fork.moment.fork == planned[0].change
    if place == SEND:
        assert losses(trace) == plain(change)
    else:
        assert losses(trace)[:5] == losses(straight)[:5]
        assert losses(trace)[5:] != losses(straight)[5:]


def test_a_worker_that_is_offline_is_left_out_until_it_is_back(straight: Trace) -> None:
    header = "for data, target in datasets:"
    # header lines run three times a round: before each worker, and once more to find that there is none left
    away = before(straight, header, 3 * 2 + 1)
    planned = [Intervention(away, Presence("alice", False))]
    trace = Trace()
    run(planned, trace=trace)
    lines = [m.index for m in trace if m.kind is Kind.LINE and LESSON.line_text(m.line) == header]
    # two rounds of three, then two rounds of two
    back = trace.line_count(lines[3 * 2 + 2 * 2])
    planned.append(Intervention(back, Presence("alice", True)))
    trace = Trace()
    printed, error = run(planned, trace=trace)
    assert error is None
    assert losses(trace) == plain(lambda visit, *_: visit % 2 == 0 or visit // 2 not in (2, 3))
    assert run(planned) == (printed, None)
    statuses = [trace.state_at(index).worker("alice").status for index in trace.forks]  # type: ignore[union-attr]
    assert statuses == [Status.OFFLINE, Status.WAITING]
    assert len(trace.round_starts()) == 10


def test_a_run_without_any_worker_goes_through_its_rounds(straight: Trace) -> None:
    start = before(straight, "for round in range(10):", 1)
    printed, error = run([Intervention(start, Presence(name, False)) for name in ("alice", "bob")])
    assert (printed, error) == ("", None)


def test_reaching_for_a_worker_that_is_offline_is_an_error_in_words(straight: Trace) -> None:
    trace = Trace()
    planned = [Intervention(before(straight, "pred = model(data)", 3), Presence("bob", False))]
    _, error = run(planned, trace=trace)
    assert error is not None
    assert error.name == "WorkerOfflineError"
    assert error.text() == "bob is offline, so linear can't reach it. Bring bob back online, or leave it out."
    assert LESSON.line_text(error.line) == "pred = model(data)"
    last = trace.state_at(len(trace) - 1)
    assert last.worker("bob").status is Status.OFFLINE  # type: ignore[union-attr]
    assert run(planned)[1].text() == error.text()  # type: ignore[union-attr]


@pytest.mark.parametrize("items", ["bob", "'bob'", "x", "(1, x)", "[x, x]", "{'a': x}"])
def test_loops_leave_out_whatever_belongs_to_an_absent_worker(items: str) -> None:
    text = f"""
import syft as sy, torch
hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
x = torch.ones(2).send(bob)
opt = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
for round in range(3):
    opt.step()
    seen = 0
    for item in [{items}, 7]:
        seen += 1
    print(seen)
"""
    script = Script("s.py", text)
    assert run((), script)[0] == "2\n2\n2\n"
    # the seventh line that runs is the round loop's header
    assert run([Intervention(7, Presence("bob", False))], script)[0] == "1\n1\n1\n"


@pytest.mark.parametrize(
    ("change", "line", "sentence"),
    [
        (LearningRate(0.2), 1, "There is no optimizer yet"),
        (LearningRate(-1.0), 60, "-1.0 can't be used here"),
        (LearningRate(float("nan")), 60, "nan can't be used here"),
        (Weight("model", "weight", 2, 0.0), 60, "The model model has no number 2 in weight"),
        (Weight("model", "wait", 0, 0.0), 60, "The model model has no number 0 in wait"),
        (Weight("data", "weight", 0, 0.0), 60, "The model data has no number 0"),
        (Presence("carol", False), 60, "There is no worker called carol"),
        (LearningRate(0.2), 10**6, "The script ended before"),
    ],
)
def test_what_can_not_be_changed_is_said(change: Change, line: int, sentence: str) -> None:
    with pytest.raises(ForkError, match=sentence):
        run([Intervention(line, change)])
    assert not hasattr(torch.Tensor, "send"), "torch is as it was before"


# repeating a record


def test_a_repeated_run_goes_on_where_the_record_ended(straight: Trace) -> None:
    for length in (0, 1, 57, 200, len(straight) - 1):
        trace = straight.cut(length)
        run(trace=trace)
        assert list(trace) == list(straight)
        assert trace.state_at(len(trace) - 1).pieces == straight.state_at(len(straight) - 1).pieces
        assert trace.losses_until(len(trace)) == straight.losses_until(len(straight))
        assert trace.bytes_until(len(trace)) == straight.bytes_until(len(straight))


def test_a_fork_keeps_what_was_recorded_before(straight: Trace) -> None:
    number = before(straight, SEND, 7)
    place = straight.lines[number - 1]
    trace = straight.cut(place)
    planned = [Intervention(number, LearningRate(0.01))]
    run(planned, trace=trace)
    assert list(trace)[:place] == list(straight)[:place]
    assert list(trace.forks) == [place]
    whole = Trace()
    run(planned, trace=whole)
    assert list(whole) == list(trace), "the same interventions from the start give the same record"


def test_a_diverged_run_repeats_itself_too() -> None:
    script = Script("s.py", LESSON.text.replace("lr=0.1", "lr=1e30"))
    first = Trace()
    run(script=script, trace=first)
    again = first.cut(len(first) - 1)
    run(script=script, trace=again)
    assert len(again) == len(first)


@pytest.mark.parametrize(
    "text",
    [
        "import time\nprint(time.perf_counter_ns())\nx = 1\n",
        "import secrets\nx = secrets.randbits(64)\nif x % 2:\n    y = 1\nelse:\n    y = 2\nprint(x)\n",
    ],
)
def test_a_script_that_does_something_else_each_time_is_refused(text: str) -> None:
    first = Trace()
    run(script=Script("s.py", text), trace=first)
    length = len(first) - 1
    again = first.cut(length)
    with pytest.raises(ForkError, match="something else each time"):
        run(script=Script("s.py", text), trace=again)
    assert list(again) == list(first)[:length], "the record is as it was"
    assert not again.finished


class StopAt(Gate):
    """A gate that stops the run at a moment."""

    def __init__(self, index: int) -> None:
        super().__init__()
        self._index = index

    def ask(self, index: int) -> None:
        if index >= self._index:
            self.stop()
        super().ask(index)


@pytest.mark.parametrize("place", [100, 331, 400])
def test_stopping_a_run_that_repeats_its_record_is_no_mishap(
    straight: Trace, place: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What unwinds then frees pointers, and nothing may be raised where that happens."""
    raised: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", lambda found: raised.append(found.exc_value))
    kept = straight.cut(len(straight) - 50)
    length = len(kept)
    gate = StopAt(place)
    Runner(LESSON, trace=kept, gate=gate, output=io.StringIO()).run()
    gc.collect()
    assert not raised
    assert len(kept) == length
    assert not kept.finished
