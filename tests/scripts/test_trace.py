"""The record: every moment's scene is the same however it is asked for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.scripts.trace import (
    KEYFRAME_EVERY,
    SERVER,
    ErrorState,
    Key,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Piece,
    RoundState,
    Scene,
    Status,
    Trace,
    WorkerState,
)

KEYS: list[Key] = [("worker", "bob"), ("worker", "alice"), ("round",), ("model",)]


def pieces_for(key: Key) -> st.SearchStrategy[Piece]:
    if key == ("round",):
        return st.builds(RoundState, st.integers(1, 9), st.none() | st.integers(1, 9))
    if key == ("model",):
        return st.none() | st.builds(ModelState, st.just("model"), st.sampled_from(["", SERVER, "bob"]), st.just(()))
    return st.none() | st.builds(WorkerState, st.just(str(key[1])), st.sampled_from(Status))


change = st.sampled_from(KEYS).flatmap(lambda key: st.tuples(st.just(key), pieces_for(key)))


def record(changes: list[list[tuple[Key, Piece]]], repeat: int = 1) -> Trace:
    trace = Trace()
    for number, some in enumerate(changes * repeat):
        trace.append(Moment(number, 1, Kind.CHANGE, SERVER, changes=tuple(some)))
    return trace


@given(st.lists(st.lists(change, max_size=4), min_size=1, max_size=8), st.data())
def test_any_moment_equals_a_straight_run_up_to_it(changes: list[list[tuple[Key, Piece]]], data: st.DataObject) -> None:
    trace = record(changes, repeat=2 * KEYFRAME_EVERY // len(changes) + 1)
    index = data.draw(st.integers(0, len(trace) - 1))
    straight: dict[Key, Piece] = {}
    for moment in list(trace)[: index + 1]:
        for key, piece in moment.changes:
            if piece is None:
                straight.pop(key, None)
            else:
                straight[key] = piece
    scene = trace.state_at(index)
    assert dict(scene.pieces) == straight
    assert list(scene.pieces) == list(straight), "workers keep the order in which they came"


def test_a_scene_of_the_past_can_not_be_changed() -> None:
    trace = record([[(("round",), RoundState(1, 2))]])
    with pytest.raises(TypeError):
        trace.state_at(0).pieces[("round",)] = RoundState(2, 2)  # type: ignore[index]


@pytest.mark.parametrize("index", [-1, 1])
def test_a_moment_that_is_not_there_is_an_error(index: int) -> None:
    with pytest.raises(IndexError, match="no moment"):
        record([[]]).state_at(index)


def test_moments_follow_each_other() -> None:
    trace = record([[]])
    with pytest.raises(ValueError, match="does not follow"):
        trace.append(Moment(5, 1, Kind.LINE, SERVER))


def test_lookups_count_up_to_and_including_the_moment() -> None:
    trace = Trace()
    for moment in (
        Moment(0, 0, Kind.START, SERVER),
        Moment(1, 1, Kind.LINE, SERVER, changes=((("round",), RoundState(1, 2)),)),
        Moment(2, 1, Kind.MESSAGE, SERVER, MessageState(SERVER, "bob", "object", "model", 12)),
        Moment(3, 1, Kind.MESSAGE, "bob", MessageState("bob", SERVER, "object", "loss", 4)),
        Moment(4, 2, Kind.LINE, SERVER),
        Moment(5, 2, Kind.LOSS, "bob", text="tensor(0.3798)", value=0.3798),
        Moment(6, 2, Kind.PRINT, SERVER, text="done"),
    ):
        trace.append(moment, step=3)
    assert trace.messages_until(1) == []
    assert trace.messages_until(2) == [2]
    assert [trace.bytes_until(index) for index in (1, 2, 3, 6)] == [0, 12, 16, 16]
    assert trace.prints_until(5) == [5]
    assert trace.prints_until(6) == [5, 6]
    assert trace.losses_until(4) == []
    point = trace.losses_until(6)[0]
    assert (point.step, point.round, point.worker, point.value) == (3, 1, "bob", 0.3798)
    assert [trace.line_at(index) for index in (0, 1, 3, 4)] == [None, 1, 1, 4]
    assert [trace.line_after(index) for index in (0, 1, 4)] == [1, 4, None]
    assert trace.round_starts() == [1]


def test_a_scene_finds_its_pieces() -> None:
    trace = record(
        [
            [
                (("worker", "bob"), WorkerState("bob")),
                (("worker", "alice"), WorkerState("alice", Status.TRAINING)),
                (("model",), ModelState("model", "alice", ())),
            ]
        ]
    )
    scene: Scene = trace.state_at(0)
    assert [worker.id for worker in scene.workers] == ["bob", "alice"]
    assert scene.model is not None
    assert scene.model.holder == "alice"
    assert scene.round == RoundState()
    assert scene.worker("carol") is None
    assert scene.table("bob") == (None, None)


def test_a_moment_becomes_one_line_of_json() -> None:
    moment = Moment(7, 4, Kind.MESSAGE, "bob", MessageState("bob", SERVER, "object", "ação", 12))
    row = json.loads(moment.as_json())
    assert row == {
        "index": 7,
        "line": 4,
        "kind": "message",
        "actor": "bob",
        "message": {"sender": "bob", "receiver": "me", "kind": "object", "name": "ação", "bytes": 12},
    }
    error = ErrorState("ZeroDivisionError", "Line {line}: a number is divided by zero.", {"line": 3}, 3, "")
    row = json.loads(Moment(8, 3, Kind.ERROR, SERVER, error=error).as_json())
    assert row["error"] == {"name": "ZeroDivisionError", "text": "Line 3: a number is divided by zero."}


def test_which_end_of_a_message_is_the_worker() -> None:
    assert MessageState(SERVER, "bob", "object", "model", 12).worker == "bob"
    assert MessageState("bob", SERVER, "object", "model", 12).worker == "bob"
    assert MessageState("bob", "alice", "object", "x", 12).worker == "alice"
