"""The record: every moment's scene is the same however it is asked for."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import (
    KEYFRAME_EVERY,
    SERVER,
    ErrorState,
    Ill,
    Key,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Piece,
    Role,
    RoundState,
    Scene,
    Status,
    TensorState,
    TensorValue,
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


# divergence


def with_losses(values: list[float], worker: str = "bob") -> Trace:
    """A record with one loss a round."""
    trace = Trace()
    for number, value in enumerate(values, start=1):
        trace.add(1, Kind.CHANGE, SERVER, None, ((("round",), RoundState(number)),))
        trace.add(1, Kind.LOSS, worker, ("loss", value), step=number, rate=0.5)
    return trace


def test_a_loss_that_is_not_finite_is_noted_once() -> None:
    trace = with_losses([1.0, 2.0, math.inf, math.nan])
    found = trace.first_not_finite
    assert found is not None
    assert found == trace.divergence
    assert (found.kind, found.loss.moment, found.loss.worker, found.loss.round) == (Ill.NOT_FINITE, 5, "bob", 3)
    assert found.loss.rate == 0.5


@pytest.mark.parametrize(
    ("values", "round_number"),
    [
        ([1.0 + number for number in range(12)], 12),
        ([1.0 + number for number in range(11)], None),
        ([2.0**-number for number in range(40)], None),
        ([1.0, 5.0, 1.1, 5.1, 1.2, 5.2, 1.3, 5.3, 1.4, 5.4, 1.5, 5.5], 12),
        ([1.0] * 40, None),
    ],
)
def test_a_loss_that_grows_for_ten_rounds_is_noted(values: list[float], round_number: int | None) -> None:
    found = with_losses(values).divergence
    assert (found.loss.round if found else None) == round_number
    assert found is None or found.kind is Ill.GROWING


def test_each_worker_has_a_series_of_its_own() -> None:
    trace = Trace()
    for number in range(1, 30):
        trace.add(1, Kind.CHANGE, SERVER, None, ((("round",), RoundState(number)),))
        trace.add(1, Kind.LOSS, "bob", ("loss", 1.0 / number))
        trace.add(1, Kind.LOSS, "alice", ("loss", 10.0 + number))
    found = trace.divergence
    assert found is not None
    assert (found.loss.worker, found.loss.round) == ("alice", 12)


@pytest.mark.parametrize(
    ("lesson", "rate", "diverges"),
    [
        ("centralized", 0.155, False),
        ("centralized", 0.158, True),
        ("centralized", 0.2, True),
        ("federated", 0.28, False),
        ("federated", 0.3, False),
        ("federated", 0.35, True),
    ],
)
def test_the_lessons_diverge_above_their_known_learning_rates(lesson: str, rate: float, diverges: bool) -> None:
    script = load_script(lesson)
    text = (
        script.text.replace("lr=0.1", f"lr={rate}").replace("range(10)", "range(40)").replace("range(20)", "range(80)")
    )
    trace = Trace()
    assert Runner(Script(lesson, text), trace=trace).run() is None
    found = trace.divergence
    assert (found is not None) == diverges
    if found is not None:
        assert found.loss.rate == rate
        assert found.loss in trace.losses_until(len(trace))


# cutting and thinning


@given(st.lists(st.lists(change, max_size=4), min_size=1, max_size=8), st.data())
def test_a_cut_record_equals_one_that_ended_there(changes: list[list[tuple[Key, Piece]]], data: st.DataObject) -> None:
    whole = record(changes, repeat=400 // len(changes) + 1)
    length = data.draw(st.integers(0, len(whole)))
    short, straight = whole.cut(length), record([list(m.changes) for m in list(whole)[:length]])
    assert list(short) == list(straight)
    if length:
        index = data.draw(st.integers(0, length - 1))
        assert short.state_at(index).pieces == straight.state_at(index).pieces
    assert short.round_starts() == straight.round_starts()
    more = Moment(length, 1, Kind.CHANGE, SERVER, changes=((("round",), RoundState(7)),))
    short.append(more)
    straight.append(more)
    assert short.state_at(length).pieces == straight.state_at(length).pieces
    assert len(whole.cut(len(whole))) == len(whole), "the whole record is untouched"


def lived(detail: int | None, turns: int = 2000) -> Trace:
    """A record of lines, messages with values, losses and changes."""
    trace = Trace(detail=detail)
    trace.add(0, Kind.START, SERVER)
    for turn in range(1, turns + 1):
        value = TensorValue((1,), "float32", (float(turn),), True, float(turn))
        round_state = (("round",), RoundState(turn))
        trace.add(1, Kind.LINE, SERVER, None, (round_state,))
        message = MessageState(SERVER, "bob", "object", "model", 12, (("weight", value),), True)
        trace.add(1, Kind.MESSAGE, SERVER, message, ((("model",), ModelState("model", "", ())),))
        state = TensorState(turn % 5, "x", Role.RESULT, value)
        trace.add(1, Kind.CHANGE, "bob", None, ((("tensor", "bob", turn % 5), state),))
        trace.add(1, Kind.LOSS, "bob", (f"loss {turn}", float(turn)), step=turn)
    return trace


def test_a_thinned_record_says_so_and_keeps_what_it_promises() -> None:
    whole, thin = lived(None), lived(2000)
    assert whole.thinned == 0
    assert len(thin) == len(whole)
    assert len(thin) - 2000 - 2 * KEYFRAME_EVERY <= thin.thinned <= len(thin) - 2000
    assert thin.losses_until(len(thin)) == whole.losses_until(len(whole))
    assert thin.messages_until(len(thin)) == whole.messages_until(len(whole))
    for index in range(0, len(whole), 37):
        assert thin.bytes_until(index) == whole.bytes_until(index)
        kept = thin.nearest(index)
        assert index - 2 * KEYFRAME_EVERY < kept <= index
        assert kept == index or index < thin.thinned
        scene = thin.state_at(index)
        assert scene.moment.index == kept
        assert scene.pieces == whole.state_at(kept).pieces
        assert (thin[index].line, thin[index].kind, thin[index].text) == (
            whole[index].line, whole[index].kind, whole[index].text
        )  # fmt: skip


def test_walking_through_a_thinned_record_meets_every_scene_that_is_kept() -> None:
    thin = lived(2000)
    index, met = 0, [0]
    while (index := thin.following(index)) < len(thin):
        met.append(index)
    assert met == sorted({thin.nearest(index) for index in range(len(thin))})


def test_a_thinned_record_can_be_cut_and_repeated() -> None:
    thin, whole = lived(2000), lived(None)
    short = thin.cut(500)
    for moment in list(whole)[:500]:
        payload = moment.message or (moment.text and (moment.text, moment.value)) or None
        assert short.repeats(moment.index, moment.line, moment.kind, moment.actor, payload, moment.changes)
    moment = whole[len(whole) - 3]
    other = TensorState(9, "x", Role.RESULT, TensorValue((1,), "float32", (0.5,), True, 0.5))
    assert not thin.repeats(moment.index, moment.line, moment.kind, moment.actor, None, ((("model",), other),))
