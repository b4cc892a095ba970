"""Records to show: made by plain arithmetic in the shape that the runner gives them, without torch."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import (
    SERVER,
    Key,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Piece,
    Role,
    RoundState,
    Status,
    TensorState,
    TensorValue,
    Trace,
    WorkerState,
)

RATE = 0.1
START = (-0.35, 0.52, 0.21)
ROWS = {"bob": ([(0.0, 0.0), (0.0, 1.0)], [0.0, 0.0]), "alice": ([(1.0, 0.0), (1.0, 1.0)], [1.0, 1.0])}


def number(*values: float, shape: tuple[int, ...] = ()) -> TensorValue:
    """A float32 tensor kept whole."""
    return TensorValue(shape, "float32", values, True, math.hypot(*values))


class Story:
    """Writes a record moment by moment, as the recorder would while `script` runs."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.trace = Trace()
        self.line = 0
        self.steps = 0
        self.weights = START
        self.grads: tuple[float, ...] | None = None
        self.holder = SERVER

    def add(self, kind: Kind, actor: str = "", *changes: tuple[Key, Piece], **rest: object) -> None:
        moment = Moment(len(self.trace), self.line, kind, actor or self.holder or SERVER, changes=changes, **rest)
        self.trace.append(moment, self.steps)

    def at(self, text: str) -> None:
        """The line that begins with `text` is about to run."""
        self.line = next(row.line for row in self.script.rows if row.text.strip().startswith(text))
        self.add(Kind.LINE)

    def model(self) -> tuple[Key, Piece]:
        w1, w2, b = self.weights
        grads = (
            [None, None]
            if self.grads is None
            else [number(*self.grads[:2], shape=(1, 2)), number(self.grads[2], shape=(1,))]
        )
        parameters = (
            TensorState(1, "weight", Role.PARAMETER, number(w1, w2, shape=(1, 2)), grads[0]),
            TensorState(2, "bias", Role.PARAMETER, number(b, shape=(1,)), grads[1]),
        )
        return ("model",), ModelState("model", self.holder, parameters)

    def send(
        self, sender: str, receiver: str, name: str, *parts: tuple[str, TensorValue], kind: str = "object"
    ) -> None:
        size = 4 * sum(len(value.values) for _name, value in parts)
        is_model = name == "model"
        changes = ()
        if is_model and kind == "object":
            self.holder = ""
            changes = (self.model(),)
        self.add(
            Kind.MESSAGE, sender, *changes, message=MessageState(sender, receiver, kind, name, size, parts, is_model)
        )
        if is_model and kind == "object":
            self.holder = receiver

    def forward(self, holder: str) -> float:
        """One gradient of the summed squared error on the rows of `holder`; the loss before the step."""
        names = ROWS if holder == SERVER else (holder,)
        rows = [row for name in names for row in zip(*ROWS[name], strict=True)]
        w1, w2, b = self.weights
        errors = [w1 * x1 + w2 * x2 + b - y for (x1, x2), y in rows]
        self.grads = tuple(
            sum(2 * e * x for e, x in zip(errors, column, strict=True))
            for column in ([x1 for (x1, _), _ in rows], [x2 for (_, x2), _ in rows], [1.0] * len(rows))
        )
        return sum(e * e for e in errors)

    def visit(self, worker: str) -> None:
        parts = (("weight", number(*self.weights[:2], shape=(1, 2))), ("bias", number(self.weights[2], shape=(1,))))
        self.at("model.send")
        self.send(SERVER, worker, "model", *parts)
        self.add(Kind.CHANGE, "", self.model(), (("worker", worker), WorkerState(worker, Status.TRAINING)))
        self.at("opt.zero_grad")
        self.at("pred =")
        self.send(SERVER, worker, "linear", kind="command")
        self.at("loss =")
        loss = self.forward(worker)
        self.at("loss.backward")
        self.send(SERVER, worker, "backward", kind="command")
        self.add(Kind.CHANGE, "", self.model())
        self.at("opt.step")
        self.steps += 1
        self.weights = tuple(w - RATE * g for w, g in zip(self.weights, self.grads, strict=True))
        self.add(Kind.CHANGE, "", self.model())
        self.at("model.get")
        self.send(SERVER, worker, "model", kind="request")
        parts = (("weight", number(*self.weights[:2], shape=(1, 2))), ("bias", number(self.weights[2], shape=(1,))))
        self.send(worker, SERVER, "model", *parts)
        self.add(Kind.CHANGE, "", self.model(), (("worker", worker), WorkerState(worker, Status.WAITING)))
        self.at("print(")
        self.send(worker, SERVER, "loss", ("loss", number(loss)))
        self.add(Kind.LOSS, worker, text=f"tensor({loss:.4f})", value=loss)

    def tables(self, holder: str) -> list[tuple[Key, Piece]]:
        names = ROWS if holder == SERVER else (holder,)
        flat = [x for name in names for row in ROWS[name][0] for x in row]
        answers = [y for name in names for y in ROWS[name][1]]
        first = 2 if holder == "alice" else 0
        suffix = "" if holder == SERVER else f"_{holder}"
        private = holder != SERVER
        data = TensorState(
            10 + first, f"data{suffix}", Role.DATA, number(*flat, shape=(len(answers), 2)), None, private, first
        )
        target = TensorState(
            11 + first, f"target{suffix}", Role.TARGET, number(*answers, shape=(len(answers), 1)), None, private, first
        )
        return [(("tensor", holder, tensor.id), tensor) for tensor in (data, target)]


def federated(rounds: int = 10) -> Trace:
    """The tutorial's sequential run."""
    story = Story(load_script("federated"))
    story.add(Kind.START)
    story.at("hook =")
    story.at("bob =")
    story.add(Kind.CHANGE, "", (("worker", "bob"), WorkerState("bob")))
    story.at("alice =")
    story.add(Kind.CHANGE, "", (("worker", "alice"), WorkerState("alice")))
    for worker in ROWS:
        story.at(f"data_{worker}")
        for key, tensor in story.tables(worker):
            story.send(SERVER, worker, tensor.name, (tensor.name, tensor.value))
            story.add(Kind.CHANGE, SERVER, (key, tensor))
    story.at("model =")
    story.add(Kind.CHANGE, "", story.model())
    for count in range(1, rounds + 1):
        story.at("for round")
        story.add(Kind.CHANGE, "", (("round",), RoundState(count, rounds)))
        for worker in ROWS:
            story.at("for data")
            story.visit(worker)
    story.line = 0
    story.add(Kind.END)
    story.trace.finished = True
    return story.trace


def centralized(steps: int = 20) -> Trace:
    """The same rows on the server alone."""
    story = Story(load_script("centralized"))
    story.add(Kind.START)
    story.at("data =")
    story.add(Kind.CHANGE, "", *story.tables(SERVER))
    story.at("model =")
    story.add(Kind.CHANGE, "", story.model())
    for count in range(1, steps + 1):
        story.at("for step")
        story.add(Kind.CHANGE, "", (("round",), RoundState(count, steps)))
        loss = story.forward(SERVER)
        story.at("loss.backward")
        story.add(Kind.CHANGE, "", story.model())
        story.at("opt.step")
        story.steps += 1
        story.weights = tuple(w - RATE * g for w, g in zip(story.weights, story.grads, strict=True))
        story.add(Kind.CHANGE, "", story.model())
        story.at("print(")
        story.add(Kind.LOSS, SERVER, text=f"tensor({loss:.4f})", value=loss)
    story.add(Kind.END)
    story.trace.finished = True
    return story.trace


@pytest.fixture(scope="session")
def federated_trace() -> Trace:
    return federated()


@pytest.fixture(scope="session")
def centralized_trace() -> Trace:
    return centralized()


@pytest.fixture(autouse=True)
def looks(qapp: QApplication) -> Iterator[None]:
    """The application's own looks; English and light again after each test."""
    look.apply(qapp)
    yield
    language().set("en")
    look.theme().set(look.LIGHT)
    look.theme().set_scale(1.0)
    look.theme().set_type_scale(1.0)
