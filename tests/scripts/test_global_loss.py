"""The loss over all rows equals a hand calculation, and shows only where it can."""

from __future__ import annotations

import pytest

from fedgui.scripts.global_loss import GlobalLoss, loss_over_all_rows
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import Trace


def record(name: str) -> Trace:
    trace = Trace()
    assert Runner(load_script(name), trace=trace).run() is None
    return trace


def test_the_last_model_of_the_tutorial_over_all_four_rows() -> None:
    trace = record("federated")
    losses = GlobalLoss(load_script("federated"))
    assert losses.look(trace, len(trace) - 1)
    points = losses.points
    assert [step for step, _ in points] == list(range(1, 21))
    assert points[-1][1] == pytest.approx(0.00885, abs=5e-6)
    model = trace.state_at(len(trace) - 1).model
    assert model is not None
    (w1, w2), (b,) = (parameter.value.values for parameter in model.parameters)
    by_hand = b**2 + (w2 + b) ** 2 + (w1 + b - 1) ** 2 + (w1 + w2 + b - 1) ** 2
    assert points[-1][1] == pytest.approx(by_hand, rel=1e-12)


def test_going_back_forgets_nothing_and_computes_nothing_again() -> None:
    trace = record("federated")
    losses = GlobalLoss(load_script("federated"))
    third = trace.losses_until(len(trace) - 1)[2].moment
    assert losses.look(trace, third)
    assert len(losses.points) == 3
    assert losses.look(trace, len(trace) - 1)
    all_points = list(losses.points)
    assert losses.look(trace, third)
    assert losses.points == all_points


def test_a_long_record_is_taken_in_piece_by_piece() -> None:
    trace = record("federated")
    last = len(trace) - 1
    losses, whole = GlobalLoss(load_script("federated")), GlobalLoss(load_script("federated"))
    whole.look(trace, last)
    looks = 1
    while not losses.look(trace, last, seconds=0):
        looks += 1
    assert looks == 20
    assert losses.points == whole.points


def test_another_record_begins_anew() -> None:
    losses = GlobalLoss(load_script("federated"))
    first = record("federated")
    losses.look(first, len(first) - 1)
    before = losses.points
    assert losses.look(first.cut(0), -1)
    assert losses.points == []
    assert len(before) == 20, "who still shows the other record keeps its points"


def test_a_centralised_run_has_no_second_loss() -> None:
    trace = record("centralized")
    losses = GlobalLoss(load_script("centralized"))
    assert losses.look(trace, len(trace) - 1)
    assert losses.points == []
    assert loss_over_all_rows(trace.state_at(len(trace) - 1)) is None


def test_each_of_a_record_s_losses_equals_the_one_of_its_scene() -> None:
    trace = record("federated")
    losses = GlobalLoss(load_script("federated"))
    assert losses.look(trace, len(trace) - 1)
    moments = [point.moment for point in trace.losses_until(len(trace) - 1)]
    assert [value for _, value in losses.points] == [loss_over_all_rows(trace.state_at(moment)) for moment in moments]


def test_a_loss_whose_moment_is_kept_no_longer_has_no_place_in_the_curve() -> None:
    script = load_script("federated")
    trace = Trace(detail=200)
    assert Runner(script, trace=trace).run() is None
    assert trace.thinned
    losses = GlobalLoss(script)
    assert losses.look(trace, len(trace) - 1)
    kept = [point.step for point in trace.losses_until(len(trace) - 1) if trace.nearest(point.moment) == point.moment]
    assert 0 < len(kept) < 20
    assert [step for step, _ in losses.points] == kept
