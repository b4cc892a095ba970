"""The server's view: nothing that no worker has released reaches the screen."""

from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel

from fedgui.gui.stage.parts_card import PartsCard
from fedgui.gui.stage.release import Releases, is_release, known_to_server
from fedgui.scripts.trace import (
    SERVER,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Role,
    Status,
    TensorState,
    TensorValue,
    Trace,
    WorkerState,
)

WORKERS = ("bob", "alice", "caio", "dora", "edu")


class Numbers:
    """Hands out numbers that can be told apart on the screen: three digits and three decimals, each once."""

    def __init__(self) -> None:
        self._next = 0

    def take(self, count: int) -> tuple[float, ...]:
        first, self._next = self._next, self._next + count
        return tuple(round(101 + (n * 37 % 800) + (n * 7 % 89 + 10) / 1000, 3) for n in range(first, self._next))


def tensor(numbers: tuple[float, ...], shape: tuple[int, ...]) -> TensorValue:
    return TensorValue(shape, "float32", numbers, True, 1.0)


class Life:
    """A run put together at random: workers with rows, a model that moves, values that are released."""

    def __init__(self, draw) -> None:
        self.numbers = Numbers()
        self.known: set[float] = set()
        self.trace = Trace()
        count = draw(st.integers(1, len(WORKERS)))
        self.workers = WORKERS[:count]
        changes = [(("worker", name), WorkerState(name)) for name in self.workers]
        for name in self.workers:
            data = TensorState(11, "data", Role.DATA, tensor(self.numbers.take(4), (2, 2)), private=draw(st.booleans()))
            target = TensorState(12, "target", Role.TARGET, tensor(self.numbers.take(2), (2, 1)), private=True)
            changes += [(("tensor", name, 11), data), (("tensor", name, 12), target)]
        self.holder = SERVER
        self._new_model()
        self.known |= self.model_numbers
        self._append(Kind.START, SERVER, None, [*changes, (("model",), self.model)])
        for _ in range(draw(st.integers(1, 7))):
            getattr(self, draw(st.sampled_from(["compute", "move", "release", "lose"])))(draw)

    def _new_model(self) -> None:
        values = tensor(self.numbers.take(3), (1, 3))
        grad = tensor(self.numbers.take(3), (1, 3))
        self.model_numbers = {*values.values, *grad.values}
        self.model = ModelState("model", self.holder, (TensorState(1, "weight", Role.PARAMETER, values, grad),))

    def _append(self, kind, actor, message, changes, value=None) -> None:
        text = None if value is None else str(value)
        moment = Moment(len(self.trace), 1, kind, actor, message, text, value, changes=tuple(changes))
        self.trace.append(moment)

    def compute(self, draw) -> None:
        """The model's numbers change where it is."""
        self._new_model()
        if self.holder == SERVER:
            self.known |= self.model_numbers
        self._append(Kind.CHANGE, self.holder, None, [(("model",), self.model)])

    def move(self, draw) -> None:
        """The model goes from one place to another; the server gets to know what arrives at it, not the gradient."""
        sender, receiver = self.holder, draw(st.sampled_from([SERVER, *self.workers]))
        if sender == receiver:
            return
        part = self.model.parameters[0]
        message = MessageState(sender, receiver, "object", "model", 12, (("weight", part.value),), is_model=True)
        if receiver == SERVER:
            self.known |= set(part.value.values)
        status = [(("worker", n), WorkerState(n, Status.TRAINING)) for n in (receiver,) if n != SERVER]
        self._append(Kind.MESSAGE, sender, message, [(("model",), self.model._replace(holder="")), *status])
        self.holder = receiver
        if draw(st.booleans()):
            self.model = self.model._replace(holder=receiver, parameters=(part._replace(grad=None),))
            self._append(Kind.CHANGE, receiver, None, [(("model",), self.model)])
        else:
            self.model = self.model._replace(holder=receiver, parameters=(part._replace(grad=None),))

    def release(self, draw) -> None:
        """A worker sends some numbers to the server, or to another worker."""
        sender = draw(st.sampled_from(self.workers))
        receiver = draw(st.sampled_from([SERVER, *[name for name in self.workers if name != sender]]))
        value = tensor(self.numbers.take(2), (2,))
        if receiver == SERVER:
            self.known |= set(value.values)
        message = MessageState(sender, receiver, "object", "update", 8, (("update", value),))
        self._append(Kind.MESSAGE, sender, message, [])

    def lose(self, draw) -> None:
        """A worker computes a loss; it may be fetched and printed, or only be in the record."""
        name = draw(st.sampled_from(self.workers))
        value = tensor(self.numbers.take(1), ())
        loss = value.values[0]
        if draw(st.booleans()):
            self.known.add(loss)
            self._append(Kind.MESSAGE, name, MessageState(name, SERVER, "object", "loss", 4, (("loss", value),)), [])
        status = draw(st.sampled_from([Status.WAITING, Status.TRAINING, Status.DIVERGED]))
        self._append(Kind.CHANGE, name, None, [(("worker", name), WorkerState(name, status, loss))])


@st.composite
def lives(draw):
    return Life(draw)


@pytest.fixture
def painted(monkeypatch):
    """Everything that is written on the stage from now on."""
    texts: list[str] = []
    original = QPainter.drawText

    def noting(painter, *arguments):
        texts.extend(argument for argument in arguments if isinstance(argument, str))
        return original(painter, *arguments)

    monkeypatch.setattr(QPainter, "drawText", noting)
    return texts


def numbers_in(texts) -> set[float]:
    return {float(number) for text in texts for number in re.findall(r"\d{3}\.\d{3}", text)}


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(life=lives(), wide=st.booleans())
def test_nothing_but_what_the_server_received_reaches_the_screen(view, painted, life, wide):
    view.resize(*((810, 436) if wide else (702, 652)))
    view.set_server_view(True)
    card = view.findChild(PartsCard)
    for index in range(len(life.trace)):
        painted.clear()
        view.show_scene(life.trace.state_at(index), Releases(life.trace, index))
        view.stage.repaint_all()
        view.grab()
        said = [node.describe() for node in view.stage.stops]
        view._open_parcel(view.stage._model if view.stage._model.isVisible() else None)
        labels = card.findChildren(QLabel) if card.isVisible() else []
        opened = [label.text() for label in labels if not label.isHidden()]
        view._open_parcel(None)
        assert numbers_in([*painted, *said, *opened]) <= life.known
    view.set_server_view(False)


@given(life=lives())
def test_what_the_server_can_not_see_makes_no_difference_to_it(life):
    """Another run with other numbers in everything that was never released gives the same view."""
    index = len(life.trace) - 1
    scene = life.trace.state_at(index)

    def other(value: TensorValue | None) -> TensorValue | None:
        if value is None:
            return None
        return value._replace(values=tuple(n if n in life.known else n + 5000 for n in value.values), norm=7.0)

    def changed(key, piece):
        if isinstance(piece, WorkerState) and piece.last_loss is not None and piece.last_loss not in life.known:
            return piece._replace(last_loss=piece.last_loss + 5000)
        if isinstance(piece, TensorState):
            return piece._replace(value=other(piece.value), grad=other(piece.grad))
        if isinstance(piece, ModelState) and piece.holder != SERVER:
            parts = tuple(p._replace(value=other(p.value), grad=other(p.grad)) for p in piece.parameters)
            return piece._replace(parameters=parts)
        return piece

    moment = scene.moment
    if moment.message is not None and SERVER not in (moment.message.sender, moment.message.receiver):
        parts = tuple((name, other(value)) for name, value in moment.message.parts)
        moment = replace(moment, message=moment.message._replace(parts=parts))
    twin = replace(scene, moment=moment, pieces={key: changed(key, piece) for key, piece in scene.pieces.items()})
    releases = Releases(life.trace, index)
    mine, its = known_to_server(scene, releases), known_to_server(twin, releases)
    assert dict(mine.pieces) == dict(its.pieces)
    assert mine.moment == its.moment


def test_the_ledger_counts_only_what_came_to_the_server_newest_first():
    trace = Trace()
    one = MessageState("bob", SERVER, "object", "loss", 4, (("loss", tensor((0.5,), ())),))
    messages = [one, one._replace(receiver="alice"), one._replace(sender=SERVER, receiver="bob"), one._replace(bytes=0)]
    messages.append(one._replace(name="update"))
    for index, message in enumerate(messages):
        trace.append(Moment(index, 1, Kind.MESSAGE, message.sender, message))
    assert [message.name for message in Releases(trace, len(trace) - 1)] == ["update", "loss"]
    assert list(Releases(trace, 3)) == [one]
    assert is_release(one)
    assert not is_release(messages[1])


def test_a_worker_seems_to_train_until_the_server_can_see_that_it_diverged(run):
    known = known_to_server(run.diverged, ())
    assert known.worker("bob").status is Status.TRAINING
    assert known.worker("bob").last_loss is None
    broken = MessageState("bob", SERVER, "object", "loss", 4, (("loss", tensor((math.nan,), ())),))
    known = known_to_server(run.diverged, [broken])
    assert known.worker("bob").status is Status.DIVERGED
    assert math.isnan(known.worker("bob").last_loss)


def test_tables_are_hatched_and_slots_are_unknown(view, run, painted):
    view.show_scene(run.training)
    view.grab()
    assert "hidden from server" not in painted
    assert "model slot" in painted
    painted.clear()
    view.set_server_view(True)
    view.grab()
    assert painted.count("hidden from server") == 2
    assert painted.count("?") == 2
    assert "received loss" in painted
    painted.clear()
    view.set_server_view(False)
    view.grab()
    assert "hidden from server" not in painted


def test_the_parcel_in_flight_goes_on_when_the_view_changes(view, run, qtbot):
    view.show_scene(run.sending)
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(run.to_alice, 200)
        view.set_server_view(True)
        assert view.stage._model.isVisible()
    # Nobody at the server sees the model at Alice.
    assert not view.stage._model.isVisible()


def test_what_workers_tell_each_other_is_not_shown_to_the_server(view, run, qtbot, message_of):
    view.set_server_view(True)
    view.show_scene(run.training)
    with qtbot.waitSignal(view.travel_finished, timeout=1000):
        view.travel(message_of("alice", "bob"), 60_000)
    assert not view.stage._model.isVisible()
