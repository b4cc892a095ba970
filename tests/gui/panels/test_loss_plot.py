"""The loss plot: which points it draws at a moment, where the band stands, and what its words say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QLabel

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels.curves import LegendEntry, LossAxis, StepAxis, loss_range
from fedgui.gui.panels.loss_plot import LossPlot
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import SERVER, Kind, Moment, Trace


@pytest.fixture
def panel(qtbot):
    made = LossPlot()
    qtbot.addWidget(made)
    made.resize(456, 280)
    made.show()
    qtbot.waitExposed(made)
    return made


def drawn(panel: LossPlot) -> dict[str, list[tuple[float, float]]]:
    """The points of every curve that has any, by worker."""
    found = {}
    for worker, curve in panel._curves.items():
        x, y = curve.item.getOriginalDataset()
        if x is not None and len(x):
            found[worker] = list(zip(x.tolist(), y.tolist(), strict=True))
    return found


def legend(panel: LossPlot) -> list[str]:
    entries = [entry for entry in panel.findChildren(LegendEntry) if entry.isVisible()]
    return [entry.accessibleName() for entry in sorted(entries, key=lambda entry: entry.x())]


def labels(panel: LossPlot) -> list[str]:
    return [label.text() for label in panel.findChildren(QLabel) if label.isVisible() and label.text()]


def losses(*values: float) -> Trace:
    trace = Trace()
    for step, value in enumerate(values, start=1):
        trace.append(Moment(len(trace), 1, Kind.LOSS, "bob", text="", value=value), step)
    return trace


@settings(max_examples=25)
@given(st.lists(st.integers(min_value=-1, max_value=400), max_size=8))
def test_any_way_to_a_moment_draws_exactly_the_past(qapp, federated_trace, stops):
    made = LossPlot()
    for stop in stops:
        index = min(stop, len(federated_trace) - 1)
        made.show_moment(federated_trace, index)
        expected: dict[str, list[tuple[float, float]]] = {}
        for point in federated_trace.losses_until(index):
            expected.setdefault(point.worker, []).append((point.step, point.value))
        assert drawn(made) == expected
    made.close()
    made.deleteLater()


def test_the_band_stands_at_the_step_under_way(panel, federated_trace):
    points = federated_trace.losses_until(len(federated_trace) - 1)
    panel.show_moment(federated_trace, points[3].moment)
    assert panel._band.value() == 4
    panel.show_moment(federated_trace, points[3].moment + 1)
    assert panel._band.value() == 5
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert panel._band.value() == 20


def test_the_whole_run_fits_the_axes_from_the_first_step_on(panel, federated_trace):
    panel.show_moment(federated_trace, federated_trace.losses_until(len(federated_trace))[0].moment)
    (left, right), (bottom, top) = panel.plot.viewRange()
    assert left <= 1
    assert right >= 20
    assert bottom <= 0 < 0.577 < top


def test_the_legend_names_the_curves_and_their_rows(panel, federated_trace, centralized_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert legend(panel) == [
        "Bob. Loss over the rows of Bob alone. Rows: 2.",
        "Alice. Loss over the rows of Alice alone. Rows: 2.",
    ]
    panel.set_reference(centralized_trace.losses_until(len(centralized_trace)))
    panel.layout().activate()
    assert legend(panel)[-1].startswith("Centralized. ")
    panel.show_moment(centralized_trace, len(centralized_trace) - 1)
    panel.set_reference(())
    assert legend(panel) == ["Centralized. Loss over all the rows, on the server. Rows: 4."]


def test_before_the_first_loss_the_panel_says_what_will_come(panel, federated_trace):
    panel.show_moment(federated_trace, -1)
    assert not panel.plot.isVisible()
    assert "Every loss that the script prints becomes a point here." in labels(panel)
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert panel.plot.isVisible()
    panel.show_moment(Trace(), -1)
    assert not panel.plot.isVisible()


def test_a_diverged_run_is_told_in_words_and_keeps_its_finite_points(panel):
    trace = losses(1.0, 100.0, 1e20, math.inf, math.nan)
    panel.show_moment(trace, 2)
    assert "diverged" not in labels(panel)
    panel.show_moment(trace, 4)
    assert "diverged" in labels(panel)
    assert [y for _x, y in drawn(panel)["bob"]][:3] == [0.0, 2.0, 20.0]
    assert panel._ring.getData()[0].tolist() == [3.0]
    panel.show_moment(trace, 1)
    assert "diverged" not in labels(panel)
    assert [y for _x, y in drawn(panel)["bob"]] == [1.0, 100.0]


@pytest.mark.parametrize(
    "values", [(0.0,), (-3.0, 2.0), (math.nan,), (math.inf, -math.inf), (1e-300, 1e300), (0.0, math.nan)]
)
def test_any_loss_can_be_shown(panel, values):
    trace = losses(*values)
    for index in range(len(trace)):
        panel.show_moment(trace, index)
        panel.grab()


def test_nothing_is_drawn_anew_where_nothing_changed(panel, federated_trace, monkeypatch):
    index = federated_trace.losses_until(len(federated_trace))[5].moment
    panel.show_moment(federated_trace, index)
    calls = []
    for curve in panel._curves.values():
        monkeypatch.setattr(curve.item, "setData", lambda *args, **kwargs: calls.append(args))
    panel.show_moment(federated_trace, index)
    panel.show_moment(federated_trace, index + 1)
    assert calls == []
    panel.show_moment(federated_trace, index + 24)
    assert len(calls) == 1


def test_axis_numbers_follow_the_language(panel):
    axis = LossAxis()
    assert axis.tickStrings([0.0, 0.5, 3.0], 1.0, 0.5) == ["0.0", "0.5", "3.0"]
    language().set("pt_BR")
    assert axis.tickStrings([0.0, 0.25, -0.5], 1.0, 0.05) == ["0,00", "0,25", "\u22120,50"]
    assert axis.tickStrings([10.0, 15.0], 1.0, 5.0) == ["10", "15"]


def test_steps_are_whole_numbers_from_one_on():
    ticks = StepAxis().tickValues(0, 20.4, 380)[0][1]
    assert ticks == [1, 5, 10, 15, 20]
    assert all(value == int(value) for value in StepAxis().tickValues(0, 3.0, 380)[0][1])


def test_the_y_axis_is_named_after_the_scripts_own_loss_line(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert "↑ loss" in labels(panel)
    panel.set_script(load_script("federated"))
    assert "↑ loss (sum)" in labels(panel)


def test_the_newest_losses_are_told_to_a_screen_reader(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    last = federated_trace.losses_until(len(federated_trace))[-1]
    assert panel.plot.accessibleDescription().endswith(f"Alice: {last.value:.3f} at step 20")


def test_the_curves_take_the_colours_of_the_theme(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    for name in (look.DARK, look.LIGHT):
        look.theme().set(name)
        assert panel._curves["alice"].item.opts["pen"].color() == look.theme().color("alice")
        assert panel.plot.backgroundBrush().color() == look.theme().color("panel")


@given(
    st.lists(st.floats(), max_size=20),
    st.floats(min_value=1, max_value=2000),
    st.booleans(),
)
def test_the_axis_holds_every_finite_loss_on_few_ticks(values, size, is_log):
    bottom, top, step = loss_range(np.array(values, dtype=np.float64), size, is_log=is_log)
    kept = [v for v in values if abs(v) <= 1e300 and (v > 0 or not is_log)]
    shown = [math.log10(v) for v in kept] if is_log else kept
    slack = 1e-9 * step
    assert bottom < top
    assert all(bottom - slack <= v <= top + slack for v in shown)
    assert (top - bottom) / step <= 8


def test_the_server_is_not_listed_as_a_worker(panel, centralized_trace):
    panel.show_moment(centralized_trace, len(centralized_trace) - 1)
    assert list(drawn(panel)) == [SERVER]
    assert panel._curves[SERVER].item.opts["symbol"] is None
