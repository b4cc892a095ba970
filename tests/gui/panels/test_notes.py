"""Margin notes: what they say equals what a hand calculation on the tutorial's rows gives."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.gui.language import language
from fedgui.gui.panels.notes import change, note, notes_at
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import (
    SERVER,
    Key,
    Kind,
    MessageState,
    ModelState,
    Moment,
    Piece,
    Role,
    Scene,
    TensorState,
    TensorValue,
    Trace,
)


def value(*values: float, shape: tuple[int, ...], norm: float = 5.0) -> TensorValue:
    return TensorValue(shape, "float32", values, True, norm)


def scene(*pieces: tuple[Key, Piece]) -> Scene:
    return Scene(Moment(0, 1, Kind.LINE, "bob"), dict(pieces))


def result(name: str, values: TensorValue) -> tuple[Key, Piece]:
    return ("tensor", "bob", name), TensorState(1, name, Role.RESULT, values)


def told(trace: Trace, index: int, name: str = "federated") -> dict[str, str]:
    """The notes by the code of their lines."""
    script = load_script(name)
    return {script.line_text(line): text for line, text in notes_at(trace, index).items()}


def end_of_first(trace: Trace, text: str) -> int:
    """The last moment of the first line that begins with `text`."""
    script = load_script("federated")
    line = next(row.line for row in script.rows if row.text.strip().startswith(text))
    start = next(moment.index for moment in trace if moment.kind is Kind.LINE and moment.line == line)
    following = trace.line_after(start)
    assert following is not None
    return following - 1


def test_a_visit_of_bob_is_told_line_by_line(federated_trace):
    notes = told(federated_trace, end_of_first(federated_trace, "print("))
    # w = (-0.35, 0.52), b = 0.21 on Bob's rows (0, 0) and (0, 1), both answered by 0: the errors are 0.21 and 0.73
    assert notes == {
        "model.send(data.location)": "→ Bob 12 bytes",
        "loss.backward()": "grad w₁ 0.000 · w₂ 1.460 · b 1.880",
        "opt.step()": "w₂ 0.520 → 0.374 · b 0.210 → 0.022",
        "model.get()": "← Bob 12 bytes",
        "print(loss.get())": "← Bob 4 bytes",
    }


def test_a_line_has_its_note_only_once_it_has_run(federated_trace):
    index = end_of_first(federated_trace, "loss.backward")
    assert "loss.backward()" in told(federated_trace, index)
    assert "loss.backward()" not in told(federated_trace, index - 1)
    assert "opt.step()" not in told(federated_trace, index)


def test_the_next_visit_begins_with_a_clean_margin(federated_trace):
    second = federated_trace.visits[1]
    assert told(federated_trace, second) == {"model.send(data.location)": "→ Alice 12 bytes"}


def test_notes_follow_the_language(federated_trace):
    language().set("pt_BR")
    notes = told(federated_trace, end_of_first(federated_trace, "opt.step"))
    assert "0,520 → 0,374" in notes["opt.step()"]


@given(index=st.integers(min_value=-1, max_value=400))
def test_every_moment_can_be_asked_for(qapp, federated_trace, index):
    notes = notes_at(federated_trace, min(index, len(federated_trace) - 1))
    assert all(notes.values())


def test_predictions_and_other_results_are_told_by_value_or_by_norm():
    few, many = value(0.125, -1.0, shape=(2, 1)), value(*range(9), shape=(3, 3), norm=14.283)
    assert note(scene(), scene(result("pred", few))) == "pred 0.125 · \u22121.000"
    assert note(scene(), scene(result("scores", many))) == "scores (3, 3), norm 14.283"
    assert note(scene(result("pred", few)), scene(result("pred", few))) == ""
    assert note(scene(), scene(result("", few))) == ""
    assert note(scene(), scene(result("nothing", value(shape=(0,), norm=0.0)))) == "nothing (0), norm 0.000"


def test_whole_numbers_are_told_exactly():
    masked = TensorValue((2,), "int32", (1_990_512_345, -7), True, 1e9)
    assert note(scene(), scene(result("masked", masked))) == "masked 1\u202f990\u202f512\u202f345 · \u22127"


def model(weights: float, grad: float | None) -> tuple[Key, Piece]:
    grads = None if grad is None else value(grad, shape=(3, 2), norm=grad)
    parameter = TensorState(0, "0.weight", Role.PARAMETER, value(weights, shape=(3, 2), norm=weights), grads)
    return ("model",), ModelState("model", "bob", (parameter, parameter))


def test_a_large_model_is_told_by_its_norms():
    # two parameters of norm 3 each: the square root of 9 + 9
    assert note(scene(model(1.0, None)), scene(model(1.0, 3.0))) == "norm of the gradient 4.243"
    assert note(scene(model(3.0, None)), scene(model(4.0, None))) == "norm of the weights 4.243 → 5.657"
    assert note(scene(model(1.0, 3.0)), scene(model(1.0, None))) == "gradients cleared"


def test_bytes_are_added_up_for_each_way():
    def message(sender: str, receiver: str, count: int, kind: str = "object") -> MessageState:
        return MessageState(sender, receiver, kind, "data", count)

    messages = [
        message(SERVER, "bob", 16),
        message(SERVER, "bob", 8),
        message(SERVER, "bob", 0, "command"),
        message("bob", "alice", 12),
    ]
    assert note(scene(), scene(), messages) == "→ Bob 24 bytes · Bob → Alice 12 bytes"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (0.379, 0.42, "0.379 → 0.420"),
        (0.5, 0.50004, "0.500000 → 0.500040"),
        (1.0, float("nan"), "1.000 → nan"),
        (1.0, -1.0, "1.000 → \u22121.000"),
    ],
)
def test_a_change_shows_as_many_decimals_as_it_takes(old, new, text):
    assert change(old, new) == text
