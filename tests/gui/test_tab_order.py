"""Where the Tab key goes in the window, pressed as a user presses it."""

from __future__ import annotations

import gc

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QLineEdit, QScrollArea, QTabWidget, QWidget
from shiboken6 import Shiboken

from fedgui.gui.chapter_views import VIEW
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.right_rail import CODE, PLOT
from fedgui.gui.right_tabs import NETWORK
from fedgui.gui.side_panel import INSPECTOR, LESSON
from fedgui.gui.tab_order import follow_parts, reading_order
from fedgui.scripts.trace import SERVER

LONG_MS = 20_000
MANY = 80
"""More than the window has to visit."""
AT_FIRST = ["top bar", "left", "bar of the stage", "stage", "code", "plot", "transport"]
WITH_A_RUN = [*AT_FIRST[:-1], "timeline", "transport"]


def parts(window):
    """The window's parts in the order of the design, by name; what lies in another one comes before it."""
    return {
        "top bar": window.top_bar,
        "error": window.errors,
        "over the stage": window.side.body if window.side.is_narrow else None,
        "left": window.side,
        "bar of the stage": window.stage_bar,
        "stage": window.views,
        "code": window.tabs,
        "plot": window.plot,
        "rail at the right": window.room.rail,
        "timeline": window.transport.timeline,
        "transport": window.transport,
    }


def place(window, widget):
    inside = (name for name, part in parts(window).items() if part is widget or (part and part.isAncestorOf(widget)))
    return next(inside, "elsewhere")


def run_to_end(qtbot, window):
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)


def start_at(window, widget):
    window.activateWindow()
    widget.setFocus(Qt.FocusReason.OtherFocusReason)
    assert QApplication.focusWidget() is widget


def stops(window, key=Qt.Key.Key_Tab):
    """What has the focus, one after the other, while the key is pressed until it is back at the looks button.

    Of the stage, each of what stands on it counts.
    """
    start_at(window, window.top_bar.looks_button)
    seen = []
    for _ in range(MANY):
        QTest.keyClick(QApplication.focusWidget(), key)
        widget = QApplication.focusWidget()
        seen.append((widget, window.stage.stage.focusItem() if widget is window.stage else None))
        if widget is window.top_bar.looks_button:
            return seen
    raise AssertionError("the key does not come back")


def visited(window):
    """The parts that Tab comes to, in turn, beginning with the top bar."""
    names = [place(window, widget) for widget, _item in stops(window)]
    begin = next(n for n, name in enumerate(names) if name == "top bar" and names[n - 1] != "top bar")
    names = names[begin:] + names[:begin]
    return [name for n, name in enumerate(names) if n == 0 or names[n - 1] != name]


def must_be_reached(window):
    """Every widget in sight that takes the Tab key for itself."""
    found = set()
    for widget in QApplication.allWidgets():
        takes_tab = widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled()
        if not (takes_tab and window.isAncestorOf(widget) and widget.isVisibleTo(window)):
            continue
        areas = (area for area in QApplication.allWidgets() if isinstance(area, QAbstractScrollArea))
        if not isinstance(widget, QTabWidget) and all(area.viewport() is not widget for area in areas):
            found.add(widget)
    return found


def test_tab_goes_from_the_top_to_the_left_to_the_stage_to_the_right_and_down(qtbot, make_window):
    window = make_window()
    qtbot.waitUntil(lambda: window.plot.is_made)  # it comes after the first picture
    window.side.open_tab(LESSON)
    assert visited(window) == AT_FIRST
    run_to_end(qtbot, window)
    assert visited(window) == WITH_A_RUN


def test_tab_visits_the_server_then_the_workers_and_goes_back_the_same_way(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    window.playback.seek(30)
    there, back = stops(window), stops(window, Qt.Key.Key_Backtab)
    names = [item.node_id for _widget, item in there if item is not None and hasattr(item, "node_id")]
    assert names[:3] == [SERVER, "bob", "alice"]
    assert back[:-1] == there[:-1][::-1]


@pytest.mark.parametrize("chapter", ["centralized", "federated", "leaks", "aggregation", "playground"])
@pytest.mark.parametrize("size", [(1440, 900), (1180, 680)])
def test_tab_reaches_everything_in_sight_once_and_back(qtbot, make_window, chapter, size):
    window = make_window(chapter, size=size)
    run_to_end(qtbot, window)
    for tab in range(NETWORK + 1):
        window.tabs.setCurrentIndex(tab)
        window.views.turn_to(VIEW)
        window.open_node(SERVER)
        stops(window)  # among radio buttons of which none is taken, the first visit decides which one is
        there, back = stops(window), stops(window, Qt.Key.Key_Backtab)
        assert len(there) == len(set(there))
        assert {widget for widget, _item in there} == must_be_reached(window)
        assert back[:-1] == there[:-1][::-1]


def test_tab_comes_to_the_chapter_that_is_open(make_window):
    window = make_window()
    for chapter, name in (("federated", "Chapter 2"), ("playground", "Chapter 5"), ("centralized", "Chapter 1")):
        window.commands.show_chapter(chapter)
        names = [widget.accessibleName() for widget, _item in stops(window)]
        assert [said.split(":")[0] for said in names if said.startswith("Chapter ")] == [name]


def test_tab_goes_the_same_way_after_presentations(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    before = stops(window)
    for _time in range(2):
        QTest.keyClick(window, Qt.Key.Key_F11)
        assert window.presenter.is_active
        QTest.keyClick(window.presenter, Qt.Key.Key_Escape)
        assert not window.presenter.is_active
    assert stops(window) == before


def test_tab_stays_in_a_presentation(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    window.presenter.start()
    qtbot.waitUntil(lambda: QApplication.focusWidget() is window.presenter)
    for _ in range(12):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is window.presenter or window.presenter.isAncestorOf(focused)


def test_tab_goes_the_same_way_after_another_chapter_language_and_size_of_type(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    window.commands.show_chapter("leaks")
    window.views.turn_to(VIEW)
    window.commands.choose_language("pt_BR")
    window.commands.set_type(1.25)
    assert visited(window) == [name for name in AT_FIRST if name in visited(window)]
    window.commands.show_chapter("federated")
    window.commands.set_type(1.0)
    run_to_end(qtbot, window)
    assert visited(window) == WITH_A_RUN


def test_tab_goes_the_same_way_after_panels_were_hidden_and_shown(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    before, widths = stops(window), window.columns.sizes()
    hide = window.commands.show_panel
    for panel in (CODE, PLOT):
        hide(panel, is_shown=False)
        assert "rail at the right" in visited(window)
    window.side.close_panel()
    names = visited(window)
    assert names == ["top bar", "left", "bar of the stage", "stage", "rail at the right", "timeline", "transport"]
    for panel in (CODE, PLOT):
        hide(panel, is_shown=True)
    window.side.open_tab(LESSON)
    qtbot.waitUntil(lambda: window.columns.sizes() == widths)
    assert stops(window) == before


def test_tab_goes_into_the_inspector_where_the_lesson_was(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    window.open_node(SERVER)
    assert visited(window) == WITH_A_RUN
    assert any(window.inspector.isAncestorOf(widget) for widget, _item in stops(window))
    window.side.open_tab(LESSON)
    assert not any(window.inspector.isAncestorOf(widget) for widget, _item in stops(window))
    window.side.open_tab(INSPECTOR)
    assert visited(window) == WITH_A_RUN


def test_tab_goes_into_the_panel_that_lies_over_the_stage_after_its_rail(qtbot, make_window):
    window = make_window(size=(1180, 720))
    qtbot.waitUntil(lambda: window.side.is_narrow)
    window.side.open_tab(LESSON)
    assert visited(window) == ["top bar", "left", "over the stage", *AT_FIRST[2:]]


def test_tab_comes_to_an_error_below_the_top_bar(make_window):
    window = make_window()
    window.errors.show_error("Something unexpected went wrong.", "Traceback")
    assert visited(window)[:3] == ["top bar", "error", "left"]


def test_the_focus_goes_to_what_comes_next_when_its_widget_is_hidden(qtbot, make_window):
    window = make_window()
    start_at(window, window.top_bar.theme_button)
    window.top_bar.theme_button.hide()
    assert QApplication.focusWidget() is window.top_bar.looks_button


def test_tab_never_fails_while_the_window_has_not_all_its_parts(make_window):
    window = make_window()
    start_at(window, window.top_bar.theme_button)
    plot = window.plot
    del window.plot
    assert not follow_parts(window, forward=True)
    QTest.keyClick(window.top_bar.theme_button, Qt.Key.Key_Tab)  # as Qt has it
    assert QApplication.focusWidget() is not None
    window.plot = plot


def test_tab_makes_nothing_the_child_of_another_widget(qtbot, make_window):
    """PySide loses a widget together with the one that it takes for its parent, even if Qt has it elsewhere."""
    window = make_window()
    run_to_end(qtbot, window)
    for chapter in ("leaks", "aggregation", "federated"):
        window.commands.show_chapter(chapter)
        window.views.turn_to(VIEW)
        window.presenter.toggle()
        window.presenter.toggle()
        before = in_wrong_hands(window)
        stops(window)
        stops(window, Qt.Key.Key_Backtab)
        gc.collect()
        assert in_wrong_hands(window) <= before


def in_wrong_hands(window):
    """The visible widgets that PySide takes for children of others than Qt does."""
    found = set()
    for widget in QApplication.allWidgets():
        line = next((line for line in Shiboken.dump(widget).splitlines() if line.startswith("parent")), "")
        known = line.rpartition(" at ")[2].rstrip("> ")
        if known and window.isAncestorOf(widget) and widget.isVisibleTo(window):
            parent = widget.parentWidget()
            if known not in str(parent):
                found.add(widget)
    return found


def test_a_step_into_a_long_page_scrolls_to_where_it_leads(qtbot, make_window):
    window = make_window()
    area, field = QScrollArea(window.views), QLineEdit()
    page = QWidget()
    field.setParent(page)
    field.move(0, 2000)
    page.resize(100, 2100)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(page)
    area.setGeometry(0, 0, 200, 200)
    area.show()
    start_at(window, window.tabs.tabBar())
    QTest.keyClick(window.tabs.tabBar(), Qt.Key.Key_Backtab)
    for _ in range(20):
        if QApplication.focusWidget() is field:
            break
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    assert area.viewport().rect().contains(QRect(field.mapTo(area.viewport(), QPoint()), field.size()))


@pytest.mark.parametrize(
    ("boxes", "order"),
    [
        pytest.param([(50, 0, 10, 10), (0, 0, 10, 10), (0, 20, 10, 10)], [1, 0, 2], id="rows"),
        pytest.param([(0, 5, 10, 10), (20, 0, 10, 20)], [0, 1], id="a row with a higher box"),
        pytest.param([(50, 40, 10, 10), (55, 0, 10, 10), (0, 0, 20, 90)], [2, 1, 0], id="columns beside a high box"),
        pytest.param([(5, 5, 10, 10), (0, 0, 100, 100)], [1, 0], id="one over another"),
        pytest.param([(0, 9, 50, 10), (0, 0, 50, 10)], [1, 0], id="a shared line"),
        pytest.param([], [], id="none"),
    ],
)
def test_reading_order(qtbot, boxes, order):
    widgets = [QWidget() for _box in boxes]
    for widget, box in zip(widgets, boxes, strict=True):
        qtbot.addWidget(widget)
        widget.setGeometry(*box)
    assert [widgets.index(widget) for widget in reading_order(widgets)] == order
