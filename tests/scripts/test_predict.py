"""The rules behind the questions: what they read off a run, and that they wait until the run has shown it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.scripts.predict import (
    REVERSED,
    Evidence,
    Score,
    answer,
    exhibit,
    parse_rule,
    reversed_workers,
    visits,
)
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, Kind, Moment, RoundState, Trace


def record(text: str, name: str = "federated") -> Trace:
    trace = Trace()
    assert Runner(Script(name, text), trace=trace).run() is None
    return trace


@pytest.fixture(scope="module")
def federated() -> Trace:
    return record(load_script("federated").text)


def losses_only(*points: tuple[int, str, float]) -> Trace:
    """A record of nothing but losses: round, worker and value of each."""
    trace = Trace()
    for step, (number, worker, value) in enumerate(points, start=1):
        changes = ((("round",), RoundState(number)),)
        trace.append(Moment(len(trace), 1, Kind.CHANGE, SERVER, changes=changes), step)
        trace.append(Moment(len(trace), 1, Kind.LOSS, worker, text=str(value), value=value), step)
    trace.append(Moment(len(trace), 1, Kind.END, SERVER))
    trace.finished = True
    return trace


def told(rule: str, trace: Trace, **more) -> str | None:
    return answer(parse_rule(rule), Evidence(trace, **more))


@given(st.floats(0, 9), st.floats(0, 9))
def test_the_direction_is_that_of_the_printed_digits(before: float, after: float) -> None:
    trace = losses_only((1, "bob", before), (1, "alice", after))
    shown = [float(f"{value:.4f}") for value in (before, after)]
    expected = "same" if shown[0] == shown[1] else "rises" if shown[1] > shown[0] else "falls"
    assert told("next-loss(1)", trace) == expected
    assert told("loss-direction(bob, alice, round=1)", trace) == expected


@pytest.mark.parametrize("after", [math.nan, math.inf])
def test_a_loss_that_diverges_rises(after: float) -> None:
    assert told("next-loss(1)", losses_only((1, "bob", 1.0), (1, "bob", after))) == "rises"


def test_a_direction_is_taken_within_the_round_and_in_order() -> None:
    trace = losses_only((1, "alice", 9.0), (1, "bob", 1.0), (2, "alice", 5.0), (2, "bob", 3.0), (2, "alice", 4.0))
    assert told("loss-direction(bob, alice, round=1)", trace) is None
    assert told("loss-direction(bob, alice, round=2)", trace) == "rises"
    assert told("loss-direction(alice, bob, round=2)", trace) == "falls"
    assert told("next-loss(5)", trace) is None
    assert told("next-loss(9)", trace) is None


RULES = {
    "loss-direction(bob, alice, round=1)": "rises",
    "owner-of-label(0)": "bob",
    "owner-of-label(1)": "alice",
    "owner-of-label(2)": "nobody",
    "whose-gradient(3)": "bob",
    "whose-gradient(visit=20)": "alice",
    "model-bytes": "more",
}


@pytest.mark.parametrize(("rule", "expected"), RULES.items())
def test_an_answer_waits_for_the_playhead_and_then_stays(federated: Trace, rule: str, expected: str) -> None:
    answers = [told(rule, federated, until=index) for index in range(len(federated))]
    place = answers.index(expected)
    assert place > 0
    assert answers == [None] * place + [expected] * (len(federated) - place)


def test_the_gradient_is_known_when_it_came_back_and_not_when_the_model_set_out(federated: Trace) -> None:
    came = [i for i in federated.messages_until(len(federated)) if is_return(federated, i)]
    assert told("whose-gradient(3)", federated, until=came[2] - 1) is None
    assert told("whose-gradient(3)", federated, until=came[2]) == "bob"
    assert told("whose-gradient(21)", federated) is None
    assert told("whose-gradient(0)", federated) is None


def is_return(trace: Trace, index: int) -> bool:
    message = trace[index].message
    return message.is_model and message.receiver == SERVER


def test_several_owners_are_both() -> None:
    text = load_script("federated").text.replace("target[2:].send(alice)", "target[1:3].send(alice)")
    trace = record(text)
    assert told("owner-of-label(0)", trace) == "both"
    assert told("owner-of-label(1)", trace) == "alice"


@pytest.mark.parametrize(("rounds", "expected"), [(10, "more"), (1, "same")])
def test_bytes_of_the_model_against_those_of_the_rows(rounds: int, expected: str) -> None:
    trace = record(load_script("federated").text.replace("range(10)", f"range({rounds})"))
    assert told("model-bytes", trace) == expected
    assert told("model-bytes", trace, until=len(trace) - 2) is None


def test_more_bytes_of_rows_than_of_models() -> None:
    text = load_script("federated").text.replace("range(10)", "range(1)").replace("[[0., 0.],", "[[0., 0.]] * 9 + [")
    text = text.replace("target = torch.tensor([[0.],", "target = torch.tensor([[0.]] * 9 + [")
    assert told("model-bytes", record(text)) == "fewer"


def test_order_matters_only_where_the_other_order_ends_elsewhere(federated: Trace) -> None:
    script = reversed_workers(load_script("federated"))
    other = record(script.text)
    assert script.text.count("\n") == load_script("federated").text.count("\n")
    assert [visit.worker for visit in visits(other, len(other))[:2]] == ["alice", "bob"]
    assert told("order-matters", federated) is None
    assert told("order-matters", federated, others={REVERSED: other}) == "yes"
    assert told("order-matters", federated, others={REVERSED: federated}) == "no"
    assert told("order-matters", federated, others={REVERSED: other}, until=len(federated) - 2) is None
    assert told("order-matters", federated, others={REVERSED: Trace()}) is None


def test_a_script_without_a_loop_over_workers_has_no_reverse() -> None:
    assert reversed_workers(load_script("centralized")) is None


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([1.0, 0.5], [1.0, 0.5], "exact"),
        ([1.0, 0.5], [1.00001, 0.50001], "exact"),
        ([1.0, 0.5], [1.1, 0.5], "near"),
        ([1.0, 0.5], [1.0, 0.5, 0.495], "near"),
        ([1.0, 0.5], [1.0, 0.6], "far"),
        ([1.0], [math.nan], "far"),
    ],
)
def test_losses_are_compared_digit_by_digit(ours: list[float], theirs: list[float], expected: str) -> None:
    run, other = (losses_only(*((1, SERVER, value) for value in values)) for values in (ours, theirs))
    assert told("same-losses(centralized)", run, others={"centralized": other}) == expected
    assert told("same-losses(centralized)", run) is None
    worker_only = losses_only((1, "bob", 1.0))
    assert told("same-losses(centralized)", worker_only, others={"centralized": other}) is None


@pytest.mark.parametrize(("count", "expected"), [(0, "none"), (1, "one"), (2, "several"), (36, "several")])
def test_counts(count: int, expected: str) -> None:
    assert told("how-many(bob_tables)", Trace(), findings={"bob_tables": count}) == expected
    assert told("how-many(sum_tables)", Trace(), findings={"bob_tables": count}) is None


@pytest.mark.parametrize(
    ("error", "expected"),
    [(0.0, "exact"), (3e-7, "exact"), (0.09, "near"), (0.5, "far"), (math.inf, "far"), (math.nan, "far")],
)
def test_errors(error: float, expected: str) -> None:
    assert told("how-close(row_error)", Trace(), findings={"row_error": error}) == expected
    assert told("how-close(row_error)", Trace()) is None


def test_directions_of_findings() -> None:
    rule = "finding-direction(pixel_error_1, pixel_error_8)"
    assert told(rule, Trace(), findings={"pixel_error_1": 0.0, "pixel_error_8": 0.4}) == "rises"
    assert told(rule, Trace(), findings={"pixel_error_1": 0.4, "pixel_error_8": 0.4}) == "same"
    assert told(rule, Trace(), findings={"pixel_error_1": 0.4}) is None


def test_the_exhibit_is_what_the_visit_changed(federated: Trace) -> None:
    call = parse_rule("whose-gradient(visit=1)")
    (weight, (w1, w2)), (bias, (b,)) = exhibit(call, Evidence(federated))
    assert (weight, bias, w1) == ("weight", "bias", 0.0)
    # minus the learning rate, times the gradient of Bob's first step
    assert (w2, b) == pytest.approx((0.1 * 0.4053, 0.1 * 1.5693), abs=1e-5)
    assert exhibit(call, Evidence(federated, until=0)) == ()
    assert exhibit(parse_rule("order-matters"), Evidence(federated)) == ()


def test_gradients_are_shown_as_they_came() -> None:
    trace = record(load_script("fedsgd").text, "fedsgd")
    shown = dict(exhibit(parse_rule("whose-gradient(1)"), Evidence(trace)))
    assert shown["weight.grad"] == pytest.approx((0, -0.4053), abs=1e-4)
    assert shown["bias.grad"] == pytest.approx((-1.5693,), abs=1e-4)


def test_the_server_can_not_tell_whose_update_the_aggregator_averaged() -> None:
    trace = record(load_script("trusted_aggregator").text, "trusted_aggregator")
    assert told("whose-gradient(1)", trace) is None


def test_the_score_counts() -> None:
    score = Score().with_answer(is_right=True).with_answer(is_right=False)
    assert (score.asked, score.right) == (2, 1)
