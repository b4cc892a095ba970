"""A short recorded run of the tutorial's cast, built by hand."""

from __future__ import annotations

import math

import pytest
from PySide6.QtGui import QImage

from fedgui.gui.language import ENGLISH, language
from fedgui.gui.stage.view import StageView
from fedgui.gui.theme import LIGHT, theme
from fedgui.scripts.trace import (
    SERVER,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Role,
    RoundState,
    Scene,
    Status,
    TensorState,
    TensorValue,
    Trace,
    WorkerState,
)


def value(shape, *numbers) -> TensorValue:
    return TensorValue(shape, "float32", tuple(map(float, numbers)), True, math.hypot(*numbers))


def model(holder: str, w1=0.323, w2=0.265, b=0.149) -> ModelState:
    weight = TensorState(1, "weight", Role.PARAMETER, value((1, 2), w1, w2))
    bias = TensorState(2, "bias", Role.PARAMETER, value((1,), b))
    return ModelState("model", holder, (weight, bias))


def table(holder: str, first_row: int, features, targets):
    rows = len(targets)
    data = TensorState(11, f"data_{holder}", Role.DATA, value((rows, 2), *features), private=True, first_row=first_row)
    target = TensorState(12, f"target_{holder}", Role.TARGET, value((rows, 1), *targets), private=True)
    return [(("tensor", holder, 11), data), (("tensor", holder, 12), target)]


def model_message(sender: str, receiver: str, state: ModelState) -> MessageState:
    parts = tuple((part.name, part.value) for part in state.parameters)
    return MessageState(sender, receiver, "object", "model", 12, parts, is_model=True)


LOSS_MESSAGE = MessageState("bob", SERVER, "object", "loss", 4, (("loss", value((), 0.38)),))
COMMAND = MessageState(SERVER, "bob", "command", "backward", 0)


def record(*moments) -> list[Scene]:
    """One scene for each (kind, actor, message, loss, changes)."""
    trace = Trace()
    for index, (kind, actor, message, loss, changes) in enumerate(moments):
        text = None if loss is None else str(loss)
        trace.append(Moment(index, 1, kind, actor, message=message, text=text, value=loss, changes=tuple(changes)))
    return [trace.state_at(index) for index in range(len(trace))]


class Run:
    """Scenes of one visit to Alice, and one by Bob that goes wrong."""

    def __init__(self) -> None:
        cast = [
            (("worker", "bob"), WorkerState("bob", last_loss=0.824)),
            (("worker", "alice"), WorkerState("alice", last_loss=0.65)),
            *table("bob", 0, (0, 0, 0, 1), (0, 0)),
            *table("alice", 2, (1, 0, 1, 1), (1, 1)),
            (("model",), model(SERVER)),
            (("round",), RoundState(3, 10)),
        ]
        self.to_alice = model_message(SERVER, "alice", model(SERVER))
        broken = model("bob", math.nan, math.nan, 0.1)
        scenes = record(
            (Kind.START, SERVER, None, None, cast),
            (
                Kind.MESSAGE,
                SERVER,
                self.to_alice,
                None,
                [
                    (("model",), model("")),
                    (("worker", "alice"), WorkerState("alice", Status.RECEIVING, 0.65)),
                ],
            ),
            (
                Kind.LOSS,
                "alice",
                None,
                0.349,
                [
                    (("model",), model("alice")),
                    (("worker", "alice"), WorkerState("alice", Status.TRAINING, 0.349, 1)),
                ],
            ),
            (
                Kind.CHANGE,
                "bob",
                None,
                None,
                [
                    (("model",), broken),
                    (("worker", "alice"), WorkerState("alice", Status.WAITING, 0.349, 1)),
                    (("worker", "bob"), WorkerState("bob", Status.DIVERGED, math.nan, 1)),
                ],
            ),
        )
        self.waiting, self.sending, self.training, self.diverged = scenes


@pytest.fixture
def run() -> Run:
    return Run()


@pytest.fixture
def collected() -> Scene:
    rows = table(SERVER, 0, (0, 0, 0, 1, 1, 0, 1, 1), (0, 0, 1, 1))
    return record((Kind.START, SERVER, None, None, [*rows, (("model",), model(SERVER))]))[0]


@pytest.fixture
def crowd():
    """Makes the scene of so many workers, the first of which has the model."""

    def make(count: int) -> Scene:
        workers = [(("worker", f"worker{n}"), WorkerState(f"worker{n}", last_loss=0.5)) for n in range(count)]
        return record((Kind.START, SERVER, None, None, [*workers, (("model",), model("worker0"))]))[0]

    return make


@pytest.fixture
def view(qtbot):
    stage = StageView()
    qtbot.addWidget(stage)
    stage.resize(702, 652)
    stage.show()
    qtbot.waitExposed(stage)
    yield stage
    stage.set_playing(False)
    stage.stop_travel()
    theme().set(LIGHT)
    language().set(ENGLISH)


def colours(image: QImage, step: int = 1) -> set[int]:
    """The colours of a picture, as 0xffrrggbb."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixel(x, y) for x in range(0, image.width(), step) for y in range(0, image.height(), step)}


@pytest.fixture
def seen():
    """Whether a colour token can be seen in a widget."""

    def look(widget, token: str) -> bool:
        return theme().color(token).rgb() in colours(widget.grab().toImage())

    return look


@pytest.fixture
def loss_message() -> MessageState:
    return LOSS_MESSAGE


@pytest.fixture
def command() -> MessageState:
    return COMMAND


@pytest.fixture
def tensor():
    """Makes a TensorValue of a shape and its numbers."""
    return value


@pytest.fixture
def message_of():
    """Makes the message that carries a model from one to another."""
    return lambda sender, receiver: model_message(sender, receiver, model(sender))
