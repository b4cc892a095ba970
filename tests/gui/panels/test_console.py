"""The console: it shows exactly what had been printed at the present moment, whichever way that was reached."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication, QKeySequence

from fedgui.gui import theme as look
from fedgui.gui.panels import console
from fedgui.gui.panels.console import ConsolePanel
from fedgui.scripts.trace import SERVER, Kind, Moment, Trace


def printing(*texts: str) -> Trace:
    trace = Trace()
    for text in texts:
        trace.append(Moment(len(trace), 1, Kind.LINE, SERVER))
        trace.append(Moment(len(trace), 1, Kind.PRINT, SERVER, text=text))
    return trace


def shown(panel: ConsolePanel) -> list[str]:
    model = panel.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


@pytest.fixture
def panel(qtbot):
    made = ConsolePanel()
    qtbot.addWidget(made)
    made.resize(456, 200)
    made.show()
    qtbot.waitExposed(made)
    return made


@given(st.lists(st.integers(min_value=0, max_value=25), max_size=12))
def test_any_way_to_a_moment_shows_the_same(qapp, stops):
    texts = ["one", "two\nlines", "", "tensor([[1., 2.],\n        [3., 4.]])", "é → ∂", "\n"] * 2 + ["end"]
    trace = printing(*texts)
    made = ConsolePanel()
    for stop in stops:
        made.show_moment(trace, stop)
        expected = [line for text in texts[: (stop + 1) // 2] for line in text.split("\n")]
        assert shown(made) == expected
    made.deleteLater()


def test_the_line_being_printed_is_marked_and_the_next_line_clears_it(panel, federated_trace):
    moment = federated_trace.losses_until(len(federated_trace) - 1)[2].moment
    now = look.theme().color("now").rgb()

    def marked() -> bool:
        image = panel.view.viewport().grab().toImage()
        return any(image.pixel(2, y) == now for y in range(image.height()))

    panel.show_moment(federated_trace, moment)
    assert marked()
    assert len(shown(panel)) == 3
    panel.show_moment(federated_trace, moment + 1)
    assert not marked()


def test_selected_lines_can_be_copied(panel, qtbot):
    trace = printing("first", "second", "third")
    panel.show_moment(trace, len(trace) - 1)
    panel.view.selectAll()
    QGuiApplication.clipboard().setText("")
    qtbot.keySequence(panel.view, QKeySequence(QKeySequence.StandardKey.Copy))
    assert QGuiApplication.clipboard().text() == "first\nsecond\nthird"


def test_numbers_stay_in_python_notation(panel, federated_trace):
    panel.show_moment(federated_trace, len(federated_trace) - 1)
    assert shown(panel)[0] == "tensor(0.5770)"


def test_the_newest_line_is_in_view_unless_the_reader_scrolled_away(panel):
    trace = printing(*map(str, range(200)))
    panel.show_moment(trace, 199)
    bar = panel.view.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    bar.setValue(0)
    panel.show_moment(trace, 399)
    assert bar.value() == 0


def test_an_empty_console_says_so(panel):
    trace = printing("text")
    panel.show_moment(trace, 0)
    assert not panel.view.isVisible()
    panel.show_moment(trace, 1)
    assert panel.view.isVisible()
    panel.show_moment(Trace(), -1)
    assert not panel.view.isVisible()


@given(stops=st.lists(st.integers(min_value=0, max_value=400), max_size=12))
def test_a_bounded_console_shows_the_newest_lines_whichever_way_it_got_there(qapp, stops):
    trace = printing(*("\n".join(f"{count}.{part}" for part in range(count % 3 + 1)) for count in range(200)))
    made = ConsolePanel()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(console, "MOST_LINES", 40)
        for stop in stops:
            made.show_moment(trace, min(stop, len(trace) - 1))
            count = (min(stop, len(trace) - 1) + 1) // 2
            expected = [f"{n}.{part}" for n in range(count) for part in range(n % 3 + 1)]
            listed = shown(made)
            assert listed == expected[len(expected) - len(listed) :]
            assert min(len(expected), 20) <= len(listed) <= 3 * 40
            first = int(listed[0].split(".")[0]) if listed else 0
            assert made._older.text().endswith(f": {made._missing}")
            assert made._missing in (first, first + 1)
    made.deleteLater()


def test_one_print_of_a_million_lines_shows_its_end_and_says_so(panel):
    trace = printing("before", "\n".join(map(str, range(1_000_000))), "after")
    panel.show_moment(trace, len(trace) - 1)
    listed = shown(panel)
    assert listed[-2:] == ["999999", "after"]
    assert len(listed) <= 2 * console.MOST_LINES
    assert "before" not in listed
    assert panel._older.isVisibleTo(panel)
    assert panel._older.text() == "Only the last lines of a very long print are listed."
    panel.show_moment(trace, 1)
    assert shown(panel) == ["before"]
    assert not panel._older.isVisibleTo(panel)


def test_a_million_lines_stay_bounded_and_quick(panel):
    trace = Trace()
    for count in range(1_000_000):
        trace.add(1, Kind.PRINT, SERVER, f"line {count}")
    last = len(trace) - 1
    panel.show_moment(trace, last - 2)
    panel.show_moment(trace, 1)
    began = time.perf_counter()
    for index in (last, last // 2, last):
        panel.show_moment(trace, index)
        panel.view.viewport().grab()
    assert (time.perf_counter() - began) / 3 < 1.0
    assert panel.view.model().rowCount() <= 25_000
    assert shown(panel)[-1] == "line 999999"
    assert "980\u202f000" in panel._older.text()


def test_a_line_of_a_million_letters_is_cut(panel):
    trace = printing("x" * 1_000_000, "short")
    panel.show_moment(trace, len(trace) - 1)
    panel.view.viewport().grab()
    assert [len(line) for line in shown(panel)] == [2001, 5]
