"""The loss plot: which points it draws at a moment, where the band stands, and what its words say."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtWidgets import QLabel

from fedgui.gui import theme as look
from fedgui.gui.asides import run_headless
from fedgui.gui.language import language
from fedgui.gui.panels.axes import CountAxis, LossAxis, loss_range
from fedgui.gui.panels.curves import CENTRALIZED, Curve, Frame, LegendEntry, Stroke, paint_curves
from fedgui.gui.panels.loss_plot import LossPlot
from fedgui.gui.panels.series import Columns, Losses, Series, XAxis
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import SERVER, Kind, LossPoint, Moment, Trace


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
    for worker, curve in panel.runs.curves.items():
        x, y = curve.points
        if len(x):
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
    assert panel.plot.sheet.band == 4
    panel.show_moment(federated_trace, points[3].moment + 1)
    assert panel.plot.sheet.band == 5
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert panel.plot.sheet.band == 20


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


def test_what_a_server_with_workers_prints_is_not_called_the_centralized_run(panel, centralized_trace):
    trace = run_headless(load_script("fedsgd"), 0)
    panel.show_moment(trace, len(trace) - 1)
    panel.set_reference(centralized_trace.losses_until(len(centralized_trace)))
    panel.layout().activate()
    names = [text.partition(".")[0] for text in legend(panel)]
    assert sorted(names) == ["Alice", "Bob", "Centralized", "Server"]
    assert panel.runs.curves[SERVER].stroke is not CENTRALIZED


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
    assert [x for x, _y in panel.plot.sheet.ringed] == [3.0]
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


def test_nothing_is_drawn_anew_where_nothing_changed(panel, federated_trace):
    def lines() -> list[int]:
        return [id(curve.points[0]) for curve in panel.runs.curves.values()]

    index = federated_trace.losses_until(len(federated_trace))[5].moment
    panel.show_moment(federated_trace, index)
    before = lines()
    panel.show_moment(federated_trace, index)
    panel.show_moment(federated_trace, index + 1)
    assert lines() == before
    panel.show_moment(federated_trace, index + 24)
    assert sum(new != old for new, old in zip(lines(), before, strict=True)) == 1


def test_axis_numbers_follow_the_language(panel):
    axis = LossAxis()
    assert axis.tickStrings([0.0, 0.5, 3.0], 1.0, 0.5) == ["0.0", "0.5", "3.0"]
    language().set("pt_BR")
    assert axis.tickStrings([0.0, 0.25, -0.5], 1.0, 0.05) == ["0,00", "0,25", "\u22120,50"]
    assert axis.tickStrings([10.0, 15.0], 1.0, 5.0) == ["10", "15"]


def test_steps_are_whole_numbers_from_one_on():
    ticks = CountAxis().tickValues(0, 20.4, 380)[0][1]
    assert ticks == [1, 5, 10, 15, 20]
    assert all(value == int(value) for value in CountAxis().tickValues(0, 3.0, 380)[0][1])


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
        assert panel.runs.curves["alice"].pen.color() == look.theme().color("alice")
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
    assert panel.runs.curves[SERVER].symbol == ""


def at_place(panel: LossPlot, x: float, y: float = 0.0) -> QPoint:
    """Where a place of the plot lies in its viewport."""
    box = panel.plot.getViewBox()
    return panel.plot.mapFromScene(box.mapViewToScene(type(box.viewRect().topLeft())(x, y)))


@given(
    values=st.lists(st.floats(), max_size=400),
    most=st.integers(min_value=4, max_value=60),
    share=st.floats(min_value=0, max_value=1),
    pieces=st.integers(min_value=1, max_value=7),
)
def test_the_outline_of_many_losses_has_their_extremes_and_no_more_pieces_than_asked_for(values, most, share, pieces):
    series = Series()
    points = [LossPoint(place, place + 1, 0, "bob", value) for place, value in enumerate(values)]
    for start in range(0, len(points), pieces * 13):
        series.extend(Columns(points[start : start + pieces * 13]))
    count = round(share * len(values))
    x, y = series.drawn(count, XAxis.STEP, most)
    assert len(x) == len(y) <= max(2 * most + 2, 16)
    assert list(x) == sorted(x)
    finite = [value for value in values[:count] if math.isfinite(value)]
    seen = y[np.isfinite(y)]
    assert (min(finite, default=None), max(finite, default=None)) == (min(seen, default=None), max(seen, default=None))


@pytest.mark.parametrize("is_log", [False, True])
def test_a_falling_line_of_few_pieces_falls(is_log):
    series = Series()
    series.extend(Columns([LossPoint(place, place + 1, 0, "bob", 2.0**-place) for place in range(40)]))
    curve = Curve(CENTRALIZED, series)
    curve.show_first(40, XAxis.STEP, 8, is_log=is_log)
    y = curve.points[1]
    assert len(y) < 40
    assert list(y) == sorted(y, reverse=True)


@pytest.mark.parametrize("ratio", [1, 2, 3])
def test_a_curve_is_as_thick_on_screens_of_every_ratio(qapp, ratio):
    image = QImage(100 * ratio, 40 * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(look.theme().color("panel"))
    series = Series()
    series.extend(Columns([LossPoint(place, place, 0, "bob", 20.0) for place in range(3)]))
    curve = Curve(Stroke("ink", width=4.0), series)
    curve.show_first(3, XAxis.STEP, 8, is_log=False)
    painter = QPainter(image)
    paint_curves(painter, Frame(QRectF(0, 0, 100, 40), 0, 2, 0, 40), [curve])
    painter.end()
    ink = look.theme().color("ink").rgb()
    assert sum(image.pixel(50 * ratio, y) == ink for y in range(image.height())) == 4 * ratio


@pytest.mark.parametrize("values", [[20.0], [float("nan"), 20.0, float("inf")]])
def test_a_loss_alone_is_seen_though_no_line_goes_through_it(qapp, values):
    image = QImage(100, 40, QImage.Format.Format_RGB32)
    image.fill(look.theme().color("panel"))
    series = Series()
    series.extend(Columns([LossPoint(place, place, 0, "me", value) for place, value in enumerate(values)]))
    curve = Curve(CENTRALIZED, series)
    curve.show_first(len(values), XAxis.STEP, 8, is_log=False)
    painter = QPainter(image)
    paint_curves(painter, Frame(QRectF(0, 0, 100, 40), -1, 3, 0, 40), [curve])
    painter.end()
    assert image.pixelColor(25 + 25 * values.index(20.0), 20) == CENTRALIZED.color


def test_lines_grow_with_the_type(panel, same_looks):
    assert Stroke("ink", width=2.0).pen().widthF() == 2.0
    look.theme().set_type_scale(1.5)
    assert Stroke("ink", width=2.0).pen().widthF() == 3.0
    look.theme().set_type_scale(0.8)
    assert Stroke("ink", width=2.0).pen().widthF() == 2.0


def test_a_long_run_costs_a_few_hundred_points_whatever_its_length(panel):
    trace = Trace()
    values = np.random.default_rng(0).random(50_000)
    for step, value in enumerate(values.tolist(), start=1):
        trace.add(1, Kind.LOSS, "bob", ("", value), step=step)
    for index in (len(trace) - 1, len(trace) // 3):
        panel.show_moment(trace, index)
        x, y = panel.runs.curves["bob"].points
        assert len(x) <= 802
        assert (y.min(), y.max()) == (values[: index + 1].min(), values[: index + 1].max())


def test_losses_can_be_drawn_over_rounds_and_over_bytes(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    panel.set_x_axis("round")
    assert [x for x, _y in drawn(panel)["alice"]] == list(range(1, 11))
    assert "round →" in labels(panel)
    panel.set_x_axis("bytes")
    # 48 bytes of rows, then 28 for each visit: model down, model up, loss
    assert [x for x, _y in drawn(panel)["bob"]][:3] == [48 + 28, 48 + 3 * 28, 48 + 5 * 28]
    assert panel.plot.sheet.band == 608
    with pytest.raises(ValueError, match="dance"):
        panel.set_x_axis("dance")


def test_a_run_that_sent_nothing_has_no_place_on_the_byte_axis(panel, federated_trace, centralized_trace):
    panel.set_reference(centralized_trace.losses_until(len(centralized_trace)))
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert len(legend(panel)) == 3
    panel.set_x_axis("bytes")
    assert [name.split(".")[0] for name in legend(panel)] == ["Bob", "Alice"]


def test_a_kept_run_stays_beside_the_next_one_until_it_is_dropped(panel, federated_trace, centralized_trace):
    points = federated_trace.losses_until(len(federated_trace))
    panel.keep_run("first", points)
    panel.show_moment(centralized_trace, 5)
    kept = panel.runs.kept["first"].curves
    assert [kept[worker].shown for worker in ("bob", "alice")] == [10, 10]
    assert any(name.startswith("first.") for name in legend(panel))
    for name in ("second", "third", "fourth"):
        panel.keep_run(name, points)
    assert list(panel.runs.kept) == ["second", "third", "fourth"]
    assert len({beside.place for beside in panel.runs.kept.values()}) == 3
    panel.drop_run("third")
    panel.drop_run("never kept")
    assert not any(name.startswith("third") for name in legend(panel))
    panel.grab()


def test_the_loss_over_all_rows_is_drawn_up_to_the_present_and_says_who_can_know_it(panel, federated_trace):
    points = federated_trace.losses_until(len(federated_trace))
    given = [(point.step, 1 / point.step) for point in points]
    panel.set_global_loss(given[:3])
    panel.show_moment(federated_trace, points[6].moment)
    curve = panel.runs.everybody.curves[""]
    assert curve.shown == 3
    given_later = list(given)
    panel.set_global_loss(given_later)
    assert panel.runs.everybody.curves[""].shown == 7
    assert "All rows. Loss over all rows; only this simulation can know." in legend(panel)
    panel.set_global_loss(())
    assert not any(name.startswith("All rows") for name in legend(panel))


def test_the_user_chooses_axes_from_the_menu_and_the_window_hears_of_it(panel, qtbot, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    actions = {action.text(): action for action in panel.head.menu.actions()}
    with qtbot.waitSignal(panel.x_axis_changed) as axis:
        actions["Round"].trigger()
    assert axis.args == ["round"]
    with qtbot.waitSignal(panel.log_changed) as scale:
        actions["Logarithmic"].trigger()
    assert scale.args == [True]
    assert drawn(panel)["bob"][0] == (1, math.log10(federated_trace.losses_until(len(federated_trace))[0].value))
    assert actions["Round"].isChecked()
    assert actions["Logarithmic"].isChecked()
    with qtbot.assertNotEmitted(panel.log_changed):
        panel.set_log(False)
    assert not actions["Logarithmic"].isChecked()


def test_whoever_wants_a_linear_axis_after_the_run_diverged_gets_it(panel):
    trace = losses(1.0, 10.0, math.inf)
    panel.show_moment(trace, 2)
    assert panel.plot._y_axis.is_log
    panel.head.scale_chosen.emit(False)
    assert not panel.plot._y_axis.is_log
    panel.show_moment(losses(1.0, math.nan), 1)
    assert panel.plot._y_axis.is_log


def test_the_mouse_reads_values_and_a_click_asks_for_the_moment(panel, qtbot, federated_trace, centralized_trace):
    reference = centralized_trace.losses_until(len(centralized_trace))
    points = federated_trace.losses_until(len(federated_trace))
    panel.set_reference(reference)
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    panel.grab()
    qtbot.mouseMove(panel.plot.viewport(), at_place(panel, 5.3, 1))
    expected = [f"Bob {points[4].value:.3f}", f"Centralized {reference[4].value:.3f}"]
    assert panel.plot.crosshair.words.split("\n") == ["step 5", *expected]
    with qtbot.waitSignal(panel.moment_requested) as asked:
        qtbot.mouseClick(panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=at_place(panel, 5.3, 1))
    assert asked.args == [points[4].moment]
    assert not panel.plot.hasFocus()


def test_of_two_losses_of_a_round_a_click_takes_the_nearer_one(panel, qtbot, federated_trace):
    points = federated_trace.losses_until(len(federated_trace))
    panel.set_x_axis("round")
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    panel.grab()
    for point in points[:2]:
        with qtbot.waitSignal(panel.moment_requested) as asked:
            qtbot.mouseClick(
                panel.plot.viewport(), Qt.MouseButton.LeftButton, pos=at_place(panel, point.round, point.value)
            )
        assert asked.args == [point.moment]


def test_the_keyboard_reads_values_too(panel, qtbot, federated_trace):
    points = federated_trace.losses_until(len(federated_trace))
    panel.show_moment(federated_trace, points[4].moment)
    panel.plot.setFocus(Qt.FocusReason.TabFocusReason)
    for key, step in ((Qt.Key.Key_Left, 5), (Qt.Key.Key_Left, 4), (Qt.Key.Key_Right, 5), (Qt.Key.Key_Right, 5)):
        qtbot.keyClick(panel.plot, key)
        assert panel.plot.crosshair.words.startswith(f"step {step}\n")
    assert panel.plot.accessibleDescription() == f"step 5, Bob {points[4].value:.3f}"
    qtbot.keyClick(panel.plot, Qt.Key.Key_Left)
    with qtbot.waitSignal(panel.moment_requested) as asked:
        qtbot.keyClick(panel.plot, Qt.Key.Key_Return)
    assert asked.args == [points[3].moment]
    qtbot.keyClick(panel.plot, Qt.Key.Key_Escape)
    assert panel.plot.crosshair.words == ""


def test_the_table_holds_what_the_plot_shows_and_can_be_copied(panel, qtbot, federated_trace, centralized_trace):
    points = federated_trace.losses_until(len(federated_trace))
    panel.set_reference(centralized_trace.losses_until(len(centralized_trace)))
    panel.show_moment(federated_trace, points[2].moment)
    next(action for action in panel.head.menu.actions() if action.text() == "View as table").trigger()
    assert panel.table.isVisible()
    model = panel.table.view.model()
    row = [model.index(1, column).data() for column in range(model.columnCount())]
    assert row == ["this run", "Alice", "1", "2", "104", f"{points[1].value:.3f}"]
    assert model.rowCount() == 3 + 20
    panel.show_moment(federated_trace, points[0].moment)
    assert model.rowCount() == 1 + 20
    qtbot.mouseClick(panel.table.button, Qt.MouseButton.LeftButton)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[:2] == ["Run\tWorker\tRound\tStep\tBytes\tLoss", f"this run\tBob\t1\t1\t76\t{points[0].value}"]
    assert len(lines) == 22
    panel.show_table(False)
    assert panel.plot.isVisible()


@pytest.mark.parametrize("width", [400, 420, 456, 800])
@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_head_keeps_its_parts_apart(panel, federated_trace, centralized_trace, width, code, scale):
    language().set(code)
    look.theme().set_scale(scale)
    panel.resize(round(width * scale), 400)
    panel.set_reference(centralized_trace.losses_until(len(centralized_trace)))
    points = federated_trace.losses_until(len(federated_trace))
    panel.keep_run("lr 0.03", points)
    panel.set_global_loss([(point.step, point.value) for point in points])
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    panel.grab()
    parts = [child for child in panel.head.children() if getattr(child, "isVisible", bool)() and child.isWidgetType()]
    boxes = [part.geometry() for part in parts if not part.isWindow()]
    assert len(boxes) >= 7
    for place, box in enumerate(boxes):
        assert panel.head.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[place + 1 :])


def test_losses_of_a_worker_keep_their_bytes_when_they_come_in_turns():
    made = Losses()
    made.extend([LossPoint(1, 1, 1, "bob", 1.0), LossPoint(2, 2, 1, "alice", 2.0)], [10, 20])
    made.extend([LossPoint(3, 3, 2, "alice", 3.0)], [30])
    assert made.by_worker["alice"].x(XAxis.BYTES).tolist() == [20, 30]
    assert [made.worker_at(place) for place in range(3)] == ["bob", "alice", "alice"]
