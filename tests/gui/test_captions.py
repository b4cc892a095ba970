"""The caption: what it says about each kind of moment, and that it always fits its line."""

import math
import re
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.gui.asides import run_headless
from fedgui.gui.captions import LONGEST, caption, worker_name
from fedgui.gui.language import language
from fedgui.scripts.roles import roles_of
from fedgui.scripts.source import LESSONS, Script, load_script
from fedgui.scripts.trace import (
    SERVER,
    ErrorState,
    Kind,
    MessageState,
    ModelState,
    Moment,
    RoundState,
    Scene,
    TensorValue,
    WorkerState,
)

WEIGHTS = (
    ("weight", TensorValue((1, 2), "float32", (0.1, 0.2), True, 0.22)),
    ("bias", TensorValue((1,), "float32", (0.3,), True, 0.3)),
)
NUMBER = (("loss", TensorValue((), "float32", (0.5,), True, 0.5)),)
IDS = (SERVER, "bob", "alice", "worker_17", "the-general-hospital-of-porto-alegre", "")


@pytest.fixture(autouse=True)
def back_to_english(qapp):
    yield
    language().set("en")


def scene(kind: Kind, actor: str = SERVER, *, workers: tuple[str, ...] = ("bob", "alice"), **rest) -> Scene:
    pieces = {("worker", name): WorkerState(name) for name in workers}
    pieces |= {("model",): ModelState("model", actor, ()), ("round",): rest.pop("round", RoundState())}
    return Scene(Moment(0, 1, kind, actor, **rest), MappingProxyType(pieces))


def message(sender: str, receiver: str, kind: str = "object", name: str = "model", parts=WEIGHTS, **rest) -> Scene:
    rest.setdefault("is_model", name == "model")
    state = MessageState(sender, receiver, kind, name, 12, parts, **rest)
    return scene(Kind.MESSAGE, sender, message=state)


@pytest.mark.parametrize(
    ("moment", "line", "said"),
    [
        (message(SERVER, "alice"), "", "The model travels to Alice. Her data stays where it is."),
        (message(SERVER, "bob"), "", "The model travels to Bob. His data stays where it is."),
        (message(SERVER, "caio"), "", "The model travels to Caio. The data stays where it is."),
        (message("bob", SERVER), "model.get()", "Bob returns the model: 3 numbers, no rows."),
        (message("alice", SERVER, name="loss", parts=NUMBER), "", "Alice sends the loss to the server: one number."),
        (message(SERVER, "bob", name="data_bob"), "", "data_bob goes to Bob; a pointer stays here."),
        (message("bob", SERVER, name="", is_model=False), "", "Bob sends 3 numbers to the server."),
        (message(SERVER, "bob", "request"), "model.get()", "The server asks Bob for the model."),
        (message(SERVER, "bob", "request", "loss", ()), "print(loss.get())", "The server asks Bob for the loss."),
        (
            message(SERVER, "bob", "command", "backward", ()),
            "loss.backward()",
            "Bob computes the gradient with his own data.",
        ),
        (scene(Kind.LINE, "bob"), "opt.zero_grad()", "Bob clears the old gradients."),
        (scene(Kind.LINE, "alice"), "pred = model(data)", "Alice makes a prediction for every local row."),
        (
            scene(Kind.LINE, "alice"),
            "loss = ((pred - target) ** 2).sum()",
            "Alice computes the loss: how wrong the prediction is.",
        ),
        (scene(Kind.LINE, "alice"), "loss.backward()", "Alice computes the gradient with her own data."),
        (scene(Kind.LINE, "worker 3"), "loss.backward()", "worker 3 computes the gradient with local data."),
        (scene(Kind.LINE, "bob"), "opt.step()", "Bob updates the weights."),
        (scene(Kind.LINE, "bob"), "model.get()", "The server asks Bob for the model."),
        (scene(Kind.CHANGE, SERVER), "model.get()", "The model is back with the server."),
        (scene(Kind.LINE), "model.send(data.location)", "The server sends the model to a worker."),
        (scene(Kind.LINE), "data_bob = data[:2].send(bob)", "The server hands rows to a worker."),
        (
            scene(Kind.LINE, workers=()),
            "loss.backward()",
            "The server computes the gradient with all the rows.",
        ),
        (scene(Kind.LINE), "loss.backward()", "The server computes the gradient."),
        (scene(Kind.LINE), "x = 1 + 1", "This line runs: x = 1 + 1"),
        # names that the lessons use for something else
        (scene(Kind.LINE, "bob"), "model_size = sizes.get('m')", "This line runs: model_size = sizes.get('m')"),
        (scene(Kind.LINE, "bob"), "total = 0", "This line runs: total = 0"),
        (scene(Kind.LINE, "bob"), "rows = rows.move(alice)", "This line runs: rows = rows.move(alice)"),
        (scene(Kind.LINE, "bob"), "return counts.get(key)", "This line runs: return counts.get(key)"),
        (scene(Kind.LINE, "bob"), "x = x.clamp(max=1)", "This line runs: x = x.clamp(max=1)"),
        (scene(Kind.LINE), "copy = model.copy().send(data.location)", "The server sends the model to a worker."),
        (scene(Kind.LINE, "bob"), "loss = loss.get()", "The server asks for the loss."),
        (scene(Kind.CHANGE, "bob"), "loss = loss.get()", "The loss is with the server."),
        (scene(Kind.CHANGE, "bob"), "model.send(data.location)", "Bob has the model, beside the rows."),
        (scene(Kind.LINE, "caio"), "mean.data = (mean.data + other.data) / 2", "Caio averages the models it received."),
        (scene(Kind.LINE, "bob"), "model = copies[0].get()", "The server asks Bob for the model."),
        (message("bob", SERVER, name="weight.grad"), "", "Bob sends the gradient: 3 numbers, no rows."),
        (scene(Kind.LOSS, "bob", value=0.37984, text="tensor(0.3798)"), "", "The loss of Bob is 0.380."),
        (scene(Kind.LOSS, value=4.3584, text="tensor(4.3584)"), "", "The loss is 4.358."),
        (scene(Kind.LOSS, "bob", value=math.nan, text=""), "", "The training diverges: the loss of Bob is nan."),
        (
            scene(Kind.CHANGE, changes=((("round",), RoundState(3, 10)),)),
            "for round in range(10):",
            "Round 3 of 10 begins.",
        ),
        (scene(Kind.CHANGE, changes=((("round",), RoundState(3)),)), "", "Round 3 begins."),
        (
            scene(Kind.CHANGE, changes=((("worker", "bob"), WorkerState("bob")),)),
            "",
            "Bob is here, with a store of tensors.",
        ),
        (scene(Kind.START), "", "The script starts."),
        (scene(Kind.END, round=RoundState(10, 10)), "train()", "Training done: 10 rounds."),
        (scene(Kind.END, round=RoundState(1, 1)), "train()", "Training done: 1 round."),
        (scene(Kind.END), "", "The script has ended."),
    ],
)
def test_what_is_said(moment: Scene, line: str, said: str):
    assert caption(moment, line) == said


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("who", IDS)
def test_every_line_of_the_lessons_has_a_sentence_that_fits(code: str, who: str):
    language().set(code)
    for name in LESSONS:
        for row in load_script(name).rows:
            for kind in (Kind.LINE, Kind.CHANGE):
                said = caption(scene(kind, who, workers=(who,)), row.text.strip())
                assert 0 < len(said) <= LONGEST, said
                assert "{" not in said


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("who", ["bob", "alice", "worker_17", "the-general-hospital-of-porto-alegre"])
def test_every_message_and_loss_has_a_sentence_that_fits(code: str, who: str):
    language().set(code)
    moments = [
        *(message(SERVER, who, kind, name) for kind in ("object", "request") for name in ("model", "loss", "target")),
        *(
            message(who, SERVER, "object", name, parts)
            for name in ("model", "loss", "x")
            for parts in (WEIGHTS, NUMBER)
        ),
        *(scene(Kind.LOSS, who, value=value, text="") for value in (0.5, -1.5e300, math.inf)),
    ]
    for moment in moments:
        said = caption(moment, "model.get()")
        assert len(said) <= LONGEST, said
        assert not said.endswith("…"), said


@given(
    kind=st.sampled_from(Kind),
    actor=st.sampled_from(IDS),
    line=st.text(st.characters(codec="utf-8"), max_size=200),
    value=st.none() | st.floats(),
)
def test_no_moment_is_without_a_sentence_and_none_is_too_long(kind, actor, line, value):
    error = ErrorState("SomeError", "{x}", {}, 1, "")
    said = caption(scene(kind, actor, value=value, text="", error=error), line)
    assert 0 < len(said) <= LONGEST


def test_numbers_in_captions_follow_the_language():
    language().set("pt_BR")
    assert "0,380" in caption(scene(Kind.LOSS, "bob", value=0.37984, text=""), "")


def test_workers_are_called_by_their_names():
    assert [worker_name(it) for it in ("bob", "alice", "worker 3", "w_1", SERVER)] == [
        "Bob",
        "Alice",
        "worker 3",
        "w_1",
        "Server",
    ]


def test_what_is_dropped_elsewhere_does_not_change_who_is_spoken_of():
    """Bob predicts; the name of the prediction was Alice's until now, who is told to let it go."""
    state = MessageState(SERVER, "alice", "delete", "pred", 0)
    dropped = scene(Kind.MESSAGE, message=state)
    pieces = {**dropped.pieces, ("model",): ModelState("model", "bob", ())}
    moment = Scene(dropped.moment, MappingProxyType(pieces))
    assert caption(moment, "pred = copy(data)") == "Bob makes a prediction for every local row."


@pytest.mark.parametrize("name", LESSONS)
def test_what_workers_do_in_a_lesson_is_said_in_words(name: str):
    script = load_script(name)
    trace = run_headless(script, 0)
    raw = set()
    for index in range(len(trace)):
        moment = trace.state_at(index)
        line = script.line_text(moment.moment.line).strip()
        if moment.workers and caption(moment, line).startswith("This line runs"):
            raw.add(line)
    assert {line for line in raw if re.search(r"model|loss|grad|pred|mask|copies|mean|total", line)} == set()


def renamed(name: str) -> Script:
    """A lesson with names of the learner's own, as a file that the learner opens."""
    text = load_script(name).text
    for old, new in (("model", "net"), ("opt", "sgd"), ("loss", "err"), ("pred", "out")):
        text = re.sub(rf"\b{old}\b", new, text)
    return Script("mine.py", text)


@pytest.mark.parametrize("name", ["federated", "centralized"])
def test_a_script_with_names_of_its_own_is_told_like_a_lesson(name: str):
    lesson, mine = load_script(name), renamed(name)
    told, told_of_mine = (run_headless(script, 0) for script in (lesson, mine))
    assert len(told) == len(told_of_mine)
    for index in range(len(told)):
        scenes = told.state_at(index), told_of_mine.state_at(index)
        said = caption(scenes[0], lesson.line_text(scenes[0].moment.line))
        line = mine.line_text(scenes[1].moment.line)
        assert caption(scenes[1], line, roles_of(mine)) == said, line


def test_a_loss_function_is_not_the_loss():
    assert "computes the loss" not in caption(scene(Kind.LINE), "loss_function = nn.MSELoss()")
    assert "computes the loss" in caption(scene(Kind.LINE), "loss = loss_function(pred, target)")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("net = Net()", "The server creates the model."),
        ("net = nn.Linear(2, 1)", "The server creates the model."),
        ("rule = nn.CrossEntropyLoss()", "The script chooses how errors are measured."),
        ("loss = nn.CrossEntropyLoss()(pred, y)", "The server computes the loss: how wrong the prediction is."),
        ("kept.append(net.get())", "The model is back with the server."),
        ("class Net(nn.Module):", "The script says what a model consists of."),
        ("def forward(self, rows):", "The script says what a function does; it does not run yet."),
        ("def train():", "The script says what training is; nothing runs yet."),
    ],
)
def test_what_a_script_of_ones_own_sets_up_is_said(line: str, said: str):
    assert caption(scene(Kind.LINE), line, {"net": "model"}) == said
