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
    points = GlobalLoss(load_script("federated")).points(trace, len(trace) - 1)
    assert [step for step, _ in points] == list(range(1, 21))
    assert points[-1][1] == pytest.approx(0.00885, abs=5e-6)
    model = trace.state_at(len(trace) - 1).model
    assert model is not None
    (w1, w2), (b,) = (parameter.value.values for parameter in model.parameters)
    by_hand = b**2 + (w2 + b) ** 2 + (w1 + b - 1) ** 2 + (w1 + w2 + b - 1) ** 2
    assert points[-1][1] == pytest.approx(by_hand, rel=1e-12)


def test_going_back_shows_what_was_there() -> None:
    trace = record("federated")
    losses = GlobalLoss(load_script("federated"))
    all_points = list(losses.points(trace, len(trace) - 1))
    third = trace.losses_until(len(trace) - 1)[2].moment
    assert losses.points(trace, third) == all_points[:3]
    assert losses.points(trace, len(trace) - 1) == all_points


def test_a_centralised_run_has_no_second_loss() -> None:
    trace = record("centralized")
    assert GlobalLoss(load_script("centralized")).points(trace, len(trace) - 1) == []
    assert loss_over_all_rows(trace.state_at(len(trace) - 1)) is None
