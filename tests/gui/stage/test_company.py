"""Several parcels at once: what one line sends to several workers, and what the server has received of a round."""

from __future__ import annotations

import io

import pytest

from fedgui.gui.pace import sent_together
from fedgui.gui.stage.answers import AnswerCount, Answers
from fedgui.gui.stage.company import MOST
from fedgui.gui.stage.parcel import Parcel
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, Kind, Status, Trace

SCRIPT = """
import syft as sy
import torch
from torch import nn
hook = sy.TorchHook(torch)
workers = [sy.VirtualWorker(hook, id=name) for name in {names}]
rows = torch.ones(2, 2)
data = [rows.send(worker) for worker in workers]
model = nn.Linear(2, 1)
for round in range(2):
    copies = [model.copy().send(worker) for worker in workers]
    for copy, x in zip(copies, data):
        copy(x).sum().backward()
    copies = [copy.get() for copy in copies]
"""


def run(*names: str) -> Trace:
    trace = Trace()
    script = Script("many", SCRIPT.format(names=names)) if len(names) > 1 else load_script(names[0])
    assert Runner(script, trace=trace, output=io.StringIO()).run() is None
    return trace


@pytest.fixture(scope="module")
def four() -> Trace:
    return run("bob", "alice", "caio", "dora")


def models(trace: Trace, round_number: int) -> list[int]:
    """The moments at which models set out in a round."""
    starts = [*trace.round_starts(), len(trace)]
    return [
        index
        for index in trace.carrying
        if trace.message(index).is_model and starts[round_number - 1] <= index < starts[round_number]
    ]


def parcels(view) -> list[Parcel]:
    return [item for item in view.stage.items() if isinstance(item, Parcel) and item.isVisible()]


def test_what_one_line_sends_to_several_workers_travels_together(four):
    first = models(four, 1)[0]
    end, fellows = sent_together(four, first, len(four) - 1)
    assert [message.receiver for message in fellows] == ["bob", "alice", "caio"]
    assert four.message(end).receiver == "dora"


def test_what_one_line_fetches_from_several_workers_travels_together(four):
    end, fellows = sent_together(four, models(four, 1)[4], len(four) - 1)
    assert [message.sender for message in fellows] == ["bob", "alice", "caio"]
    assert four.message(end).sender == "dora"


def test_a_step_to_the_next_message_takes_one_alone(four):
    first = models(four, 1)[0]
    assert sent_together(four, first, first) == (first, ())


LOOPS = (
    SCRIPT.replace(
        "    copies = [model.copy().send(worker) for worker in workers]\n",
        "    copies = []\n    for worker in workers:\n        copies.append(model.copy().send(worker))\n",
    )
    .replace("    copies = [copy.get() for copy in copies]\n", "    for copy in copies:\n        copy.get()\n")
    .replace("{names}", "('bob', 'alice', 'caio')")
)


@pytest.fixture(scope="module")
def loops() -> Trace:
    trace = Trace()
    assert Runner(Script("loops", LOOPS), trace=trace, output=io.StringIO()).run() is None
    return trace


@pytest.mark.parametrize("first", [0, 3])
def test_where_lines_take_no_time_the_turns_of_a_loop_that_only_sends_travel_together(loops, first):
    moments = models(loops, 1)
    last = len(loops) - 1
    assert sent_together(loops, moments[first], last, speed=1.0) == (moments[first], ())
    end, fellows = sent_together(loops, moments[first], last, speed=4.0)
    assert end == moments[first + 2]
    assert [fellow.worker for fellow in fellows] == ["bob", "alice"]


def test_what_is_computed_between_messages_keeps_them_apart(loops):
    for trace in (loops, run("federated"), run("trusted_aggregator"), run("fedsgd")):
        for index in trace.carrying:
            end, _ = sent_together(trace, index, len(trace) - 1, speed=8.0)
            between = [trace[place] for place in range(index + 1, end)]
            assert not any(moment.message is not None and moment.message.kind == "command" for moment in between)
            assert not any(moment.kind in (Kind.PRINT, Kind.LOSS) for moment in between)


def test_in_the_tutorial_the_one_model_travels_alone():
    trace = run("federated")
    assert all(sent_together(trace, index, len(trace) - 1) == (index, ()) for index in models(trace, 1))


def test_parcels_fly_side_by_side_and_are_there_together(view, qtbot, four):
    end, fellows = sent_together(four, models(four, 1)[0], len(four) - 1)
    view.set_playing(True)
    view.show_scene(four.state_at(end))
    with qtbot.waitSignal(view.travel_finished, timeout=3000):
        view.travel(four.message(end), 200, fellows)
        assert len(parcels(view)) == 4
        assert {view.stage.status(name) for name in ("bob", "dora")} <= set(Status)
        assert "receiving" in view.stage.node("bob").describe()
    assert not any(parcel.is_travelling for parcel in parcels(view))
    assert "training" in view.stage.node("bob").describe()


def test_stopping_a_journey_takes_all_parcels_away(view, four):
    end, fellows = sent_together(four, models(four, 1)[0], len(four) - 1)
    view.set_playing(True)
    view.show_scene(four.state_at(end))
    view.travel(four.message(end), 5000, fellows)
    view.set_playing(False)
    assert len(parcels(view)) == 4
    view.stop_travel()
    assert [parcel.place for parcel in parcels(view) if parcel.is_travelling] == ["dora"]
    view.show_scene(four.state_at(end + 1))
    assert not any(parcel.is_travelling for parcel in parcels(view))


@pytest.mark.parametrize("size", [(702, 652), (810, 436)])
def test_parcels_that_fly_together_leave_each_other_seen(view, four, size):
    end, fellows = sent_together(four, models(four, 1)[0], len(four) - 1)
    view.resize(*size)
    view.show_scene(four.state_at(end))
    view.travel(four.message(end), 5000, fellows)
    assert {parcel.flight_size.width() for parcel in parcels(view)} == {52.0}


def test_of_a_crowd_no_more_fly_at_once_than_can_be_drawn_in_time(view):
    trace = run(*(f"w{number}" for number in range(60)))
    end, fellows = sent_together(trace, models(trace, 1)[0], len(trace) - 1)
    assert len(fellows) == 59
    view.show_scene(trace.state_at(end))
    view.travel(trace.message(end), 5000, fellows)
    assert 10 < len(parcels(view)) <= MOST


def test_the_server_says_how_many_of_a_round_have_answered(view, four):
    count = AnswerCount()
    out, back = models(four, 2)[:4], models(four, 2)[4:]
    seen = [count.at(four, index) for index in (out[0], out[1], out[3], *back, len(four) - 1)]
    assert seen[0] == Answers()
    assert seen[1:3] == [Answers(0, 2), Answers(0, 4)]
    assert [answers.received for answers in seen[3:]] == [0, 1, 2, 3, 4]
    view.show_scene(four.state_at(back[2]))
    view.set_answers(count.at(four, back[2]))
    assert "2 of 4 received" in view.stage.node(SERVER).describe()
    view.set_answers(Answers())
    assert "received" not in view.stage.node(SERVER).describe()


def test_the_count_is_the_same_however_a_moment_was_reached(four):
    walk = AnswerCount()
    forwards = [walk.at(four, index) for index in range(len(four))]
    backwards = [walk.at(four, index) for index in reversed(range(len(four)))]
    assert forwards == backwards[::-1] == [AnswerCount().at(four, index) for index in range(len(four))]


def test_a_loss_is_no_answer_and_a_gradient_is():
    trace = run("fedsgd")
    first, last = trace.round_starts()[0], trace.round_starts()[1] - 1
    sent = [index for index in trace.carrying if first <= index <= last and trace.message(index).receiver == SERVER]
    of_alice = [index for index in sent if trace.message(index).sender == "alice"]
    assert [trace.message(index).name for index in of_alice] == ["loss", "weight.grad", "bias.grad"]
    counts = [AnswerCount().at(trace, index + 1).received for index in of_alice]
    assert counts == [1, 2, 2]


@pytest.mark.parametrize("name", ["federated", "centralized"])
def test_where_nobody_trains_beside_another_the_server_counts_nothing(name):
    trace = run(name)
    count = AnswerCount()
    assert all(not count.at(trace, index).asked for index in range(0, len(trace), 3))
