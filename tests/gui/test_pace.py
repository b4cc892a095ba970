"""How often a run at full speed is shown: by what showing it costs, but never so seldom that it seems to stand."""

from __future__ import annotations

import pytest

from fedgui.gui.pace import LEAST_TICK_MS, MOST_TICK_MS, WINDOWS_SHARE, Spacing


@pytest.mark.parametrize(
    ("cost_s", "expected_ms"),
    [(0.001, LEAST_TICK_MS), (0.03, 0.03 * 1000 / WINDOWS_SHARE), (0.5, MOST_TICK_MS)],
)
def test_the_window_takes_no_more_than_its_share(cost_s, expected_ms):
    spacing = Spacing()
    spacing.begin(7.0)
    for number in range(1, 40):
        interval = spacing.next_ms(7.0 + number * cost_s)
    assert interval == pytest.approx(expected_ms, abs=1)


def test_one_slow_picture_does_not_make_the_next_ones_late():
    spacing = Spacing()
    spacing.begin(0.0)
    for number in range(1, 40):
        spacing.next_ms(number * 0.01)
    assert spacing.next_ms(0.39 + 0.05) < MOST_TICK_MS


def test_what_the_window_did_while_paused_does_not_count():
    spacing = Spacing()
    spacing.begin(0.0)
    for number in range(1, 40):
        spacing.next_ms(number * 0.01)
    assert spacing.begin(100.0) == LEAST_TICK_MS
    assert spacing.next_ms(100.01) == LEAST_TICK_MS
