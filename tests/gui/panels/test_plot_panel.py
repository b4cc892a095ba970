"""The plot is made behind the first picture, and then shows what it was told before."""

from __future__ import annotations

import pytest

from fedgui.gui.language import ENGLISH, PORTUGUESE, language
from fedgui.gui.panels.plot_panel import PlotPanel
from fedgui.scripts.divergence import LossPoint
from fedgui.scripts.moments import Kind
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import Trace


@pytest.fixture
def panel(qtbot):
    language().set(ENGLISH)
    made = PlotPanel()
    qtbot.addWidget(made)
    made.resize(456, 280)
    made.show()
    return made


def a_run() -> Trace:
    trace = Trace()
    trace.add(1, Kind.START, "me")
    for step, loss in enumerate((4.0, 2.0, 1.0), start=1):
        trace.add(2, Kind.LOSS, "bob", (str(loss), loss), (), step, 0.1)
    return trace


def test_before_there_is_a_plot_a_sentence_stands_in_its_place(panel):
    assert not panel.is_made
    assert panel._empty.text() == "Every loss that the script prints becomes a point here."
    language().set(PORTUGUESE)
    assert panel._empty.text() != "Every loss that the script prints becomes a point here."


def test_the_plot_shows_what_it_was_told_before_it_was_made(panel):
    trace = a_run()
    panel.set_script(load_script("federated"))
    panel.set_log(is_log=True)
    panel.show_moment(trace, 1)
    panel.show_moment(trace, 3)
    panel.make()
    assert panel.is_made
    assert panel.chart.isVisible()
    assert not panel._empty.isVisible()
    assert panel.chart._is_log
    assert panel.chart._y_name.text() == "↑ loss (sum)"
    assert [one.count for one in panel.chart._drawn() if one.count] == [3]


def test_what_comes_later_goes_straight_to_the_plot(panel, qtbot):
    panel.make()
    panel.show_moment(a_run(), 2)
    assert [one.count for one in panel.chart._drawn() if one.count] == [2]
    panel.keep_run("before", [LossPoint(1, 1, 0, "bob", 3.0, 0.1)])
    assert list(panel.chart.runs.kept) == ["before"]
    panel.drop_run("before")
    assert not panel.chart.runs.kept
    with qtbot.waitSignal(panel.moment_requested, check_params_cb=lambda moment: moment == 7):
        panel.chart.moment_requested.emit(7)
