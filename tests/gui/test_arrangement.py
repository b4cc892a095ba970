"""How the window's room is shared out, and that it comes back as it was."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from fedgui.gui.arrangement import SMALLEST_PLOT
from fedgui.gui.panels.series import XAxis
from fedgui.gui.right_rail import CODE, PLOT
from fedgui.gui.settings import X_AXES, SettingsFile
from fedgui.gui.side_panel import RailButton
from fedgui.gui.theme import line_height
from fedgui.scripts.pages import Pointer, Target

LONG_MS = 20_000


def test_a_low_window_shows_ten_lines_of_code_and_gives_the_plot_the_rest(qtbot, make_window):
    window = make_window(size=(1280, 720))
    QApplication.processEvents()
    assert window.code.view.viewport().height() // line_height("code") == 10
    assert window.plot.height() > 270


@pytest.mark.parametrize("size", [(1180, 680), (1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_the_plot_never_gets_less_than_220_pixels(qtbot, make_window, size, scale):
    window = make_window(size=size)
    window.commands.set_type(scale)
    window.commands.show_panel(PLOT, is_shown=True)
    qtbot.waitUntil(window.plot.isVisible, timeout=LONG_MS)
    assert window.plot.height() >= SMALLEST_PLOT
    bottom = window.plot.mapTo(window, QPoint(0, window.plot.height())).y()
    assert bottom <= window.transport.mapTo(window, QPoint(0, 0)).y()


def test_where_there_is_room_for_one_of_code_and_plot_the_other_is_a_click_away(qtbot, make_window):
    window = make_window(size=(1280, 720))
    assert window.tabs.isVisible()
    assert window.plot.isVisible()
    window.commands.set_type(2.0)
    qtbot.waitUntil(lambda: not window.plot.isVisible(), timeout=LONG_MS)
    assert window.tabs.isVisible()
    rail = window.room.rail
    assert rail.plot.isVisible()
    assert not rail.code.isVisible()
    rail.plot.click()
    qtbot.waitUntil(lambda: window.plot.isVisible() and not window.tabs.isVisible(), timeout=LONG_MS)
    assert rail.code.isVisible()
    window.commands.perform("code_panel")
    qtbot.waitUntil(lambda: window.tabs.isVisible() and not window.plot.isVisible(), timeout=LONG_MS)
    # nothing of this is the user's wish for other windows
    window.commands.set_type(1.0)
    qtbot.waitUntil(lambda: window.tabs.isVisible() and window.plot.isVisible(), timeout=LONG_MS)
    assert not rail.isVisible()


def test_columns_and_rows_come_back_as_the_user_left_them(qtbot, make_window):
    window = make_window(size=(1590, 900))
    columns, rows = window.room.columns, window.room.right
    columns.moveSplitter(336, 1)  # what dragging a splitter calls
    columns.moveSplitter(1590 - 507, 2)
    rows.moveSplitter(rows.sizes()[0] - 80, 1)
    window.tabs.setCurrentIndex(2)
    QApplication.processEvents()
    left, stage, right = columns.sizes()
    share = rows.sizes()
    assert (left, right) == (336, 506)
    window.close()
    again = make_window(size=(1590, 900))
    QApplication.processEvents()
    assert again.room.columns.sizes() == [left, stage, right]
    assert abs(again.room.right.sizes()[0] - share[0]) <= 1
    assert again.tabs.currentIndex() == 2


def test_a_folded_panel_stays_folded_also_after_a_narrow_time(qtbot, make_window):
    window = make_window()
    window.side.close_panel()
    window.close()
    again = make_window()
    assert not again.side.is_open
    again.resize(1280, 720)
    QApplication.processEvents()
    again.resize(1440, 900)
    QApplication.processEvents()
    assert not again.side.is_open
    again.side.open_tab(0)
    again.close()
    assert make_window().side.is_open


def test_the_axes_of_the_plot_come_back(make_window):
    window = make_window()
    window.plot.chart.head.axis_chosen.emit(XAxis.BYTES)
    window.plot.chart.head.scale_chosen.emit(True)
    saved = json.loads(SettingsFile().path.read_text(encoding="utf-8"))
    assert (saved["x_axis"], saved["is_log"]) == ("bytes", True)
    window.close()
    again = make_window()
    assert again.plot.chart._x_axis is XAxis.BYTES
    assert again.plot.chart._draws_log
    again.plot.chart.head.scale_chosen.emit(False)
    again.close()
    assert not make_window().plot.chart._draws_log


def test_the_settings_know_the_axes_of_the_plot():
    assert tuple(axis.value for axis in XAxis) == X_AXES


@pytest.mark.parametrize(
    "damage",
    [
        {"left_width": -5},
        {"right_width": 10**9},
        {"code_share": 7},
        {"right_tab": 99},
        {"x_axis": "moon"},
        {"is_log": 1},
    ],
)
def test_a_layout_that_can_not_be_is_as_designed(config_dir, make_window, damage):
    (config_dir / "settings.json").write_text(json.dumps(damage), encoding="utf-8")
    window = make_window()
    QApplication.processEvents()
    assert window.room.columns.sizes()[0] == 296
    assert window.room.columns.sizes()[2] == 456
    assert window.tabs.currentIndex() == 0


def test_code_and_plot_leave_their_room_to_the_stage_and_come_back(qtbot, make_window):
    window = make_window()
    QApplication.processEvents()
    before, rows = window.room.columns.sizes(), window.room.right.sizes()
    qtbot.keyClicks(window, "p")
    QApplication.processEvents()
    assert not window.code.isVisible()
    assert not window.plot.isVisible()
    assert window.stage.width() > before[1] + before[2] - window.room.rail.width() - 10
    qtbot.keyClicks(window, "p")
    QApplication.processEvents()
    assert window.room.columns.sizes() == before
    assert window.room.right.sizes() == rows


def test_a_hidden_right_column_stays_hidden_at_the_next_start(qtbot, make_window):
    first = make_window()
    first.commands.perform("right_panels")
    first.close()
    second = make_window()
    QApplication.processEvents()
    assert not second.code.isVisible()
    second.room.columns.splitterMoved.emit(0, 1)
    assert second.settings.values.right_width == 0
    second.commands.perform("right_panels")
    QApplication.processEvents()
    assert second.code.isVisible()
    assert second.room.right.width() > 400


def test_what_the_lesson_points_at_is_shown_again(qtbot, make_window):
    window = make_window()
    window.commands.perform("right_panels")
    window.lesson.pointed.emit(Pointer(Target.NODE, "bob"))
    assert not window.plot.isVisible()
    window.lesson.pointed.emit(Pointer(Target.CONTROL, "plot"))
    assert window.plot.isVisible()


def test_a_presentation_shows_the_plot_though_the_column_is_hidden(qtbot, make_window):
    window = make_window()
    window.commands.perform("right_panels")
    window.presenter.start()
    assert window.plot.isVisible()
    window.presenter.leave()
    QApplication.processEvents()
    assert not window.plot.isVisible()
    window.commands.perform("right_panels")
    QApplication.processEvents()
    assert window.plot.isVisible()


@pytest.mark.parametrize(("key", "hidden", "other"), [("2", "code", "plot"), ("3", "plot", "code")])
def test_code_and_plot_are_hidden_one_by_one_and_leave_their_room_to_each_other(qtbot, make_window, key, hidden, other):
    window = make_window()
    QApplication.processEvents()
    rows = window.room.right.sizes()
    qtbot.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert not getattr(window, hidden).isVisible()
    assert getattr(window, other).isVisible()
    assert window.room.right.height() - max(window.room.right.sizes()) <= 1
    window.close()
    again = make_window()
    QApplication.processEvents()
    assert not getattr(again, hidden).isVisible()
    qtbot.keyClick(again, key, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert again.room.right.sizes() == rows
    assert again.room.rail.isHidden()


def test_a_rail_at_the_edge_offers_what_is_hidden(qtbot, make_window):
    window = make_window()
    rail = window.room.rail
    window.plot.chart.head.fold.click()
    assert (rail.code.isVisible(), rail.plot.isVisible()) == (False, True)
    hide = window.tabs.cornerWidget().findChild(QToolButton)
    hide.setFocus()
    hide.click()
    assert (rail.code.isVisible(), rail.plot.isVisible()) == (True, True)
    assert rail.code.hasFocus()
    QApplication.processEvents()
    assert rail.geometry().right() == window.width() - 1
    rail.code.click()
    rail.plot.click()
    assert rail.isHidden()
    assert window.code.isVisible()
    assert window.plot.isVisible()


def test_the_panel_at_the_left_is_folded_by_key(qtbot, make_window):
    window = make_window()
    for is_open in (False, True):
        qtbot.keyClick(window, "1", Qt.KeyboardModifier.ControlModifier)
        assert window.side.is_open is is_open


def test_a_presentation_keeps_its_plot_and_has_no_button_to_hide_it(qtbot, make_window):
    window = make_window()
    window.plot.make()
    window.presenter.start()
    window.commands.perform("plot_panel")
    assert window.plot.isVisible()
    assert not window.plot.chart.head.fold.isVisible()
    window.presenter.leave()
    assert window.plot.chart.head.fold.isVisible()


def test_the_lesson_shows_only_the_panel_that_it_points_at(qtbot, make_window):
    window = make_window()
    window.commands.perform("right_panels")
    window.lesson.pointed.emit(Pointer(Target.CONTROL, "network"))
    assert window.tabs.isVisible()
    assert not window.plot.isVisible()


def test_the_menu_marks_the_panels_that_can_be_seen(qtbot, make_window):
    window = make_window(size=(1280, 720))
    menu = window.top_bar.looks_button.menu()

    def marked() -> list[str]:
        menu.aboutToShow.emit()
        names = ("Lesson and inspector", "Code, console and network", "Loss plot")
        return [name for action in menu.actions() for name in names if name in action.text() and action.isChecked()]

    # the panel at the left is a rail in a narrow window, though nobody has folded it
    assert marked() == ["Code, console and network", "Loss plot"]
    window.commands.set_type(2.0)
    qtbot.waitUntil(lambda: not window.plot.isVisible(), timeout=LONG_MS)
    assert marked() == ["Code, console and network"]
    window.side.open_panel()
    assert marked() == ["Lesson and inspector", "Code, console and network"]


def test_with_the_largest_type_the_whole_stage_is_seen_above_the_caption(qtbot, make_window):
    window = make_window(size=(1280, 720))
    window.commands.set_type(2.0)
    caption = window.caption
    qtbot.waitUntil(lambda: caption.mapTo(window, QPoint(0, 0)).y() >= bottom_of(window, window.stage), timeout=LONG_MS)
    height = window.stage.stage.layout.size.height()
    assert window.stage.mapFromScene(0, 0).y() >= 0
    assert window.stage.mapFromScene(0, height).y() <= window.stage.height()
    text = caption.label
    assert text.height() >= text.heightForWidth(text.width())


def bottom_of(window, widget) -> int:
    return widget.mapTo(window, QPoint(0, widget.height())).y()


def test_a_rail_that_is_too_low_for_its_words_shows_signs(qtbot, make_window):
    window = make_window(size=(1280, 720))
    window.commands.set_type(2.0)
    window.errors.show_error("Something went wrong.", "")
    names = window.side.findChildren(RailButton)
    assert len(names) == 2
    qtbot.waitUntil(lambda: any(name.height() < name.sizeHint().height() for name in names), timeout=LONG_MS)
    for name in names:
        assert not name.is_readable
        assert name.toolTip()
    window.errors.hide()
    qtbot.waitUntil(lambda: all(name.is_readable for name in names), timeout=LONG_MS)


def test_the_columns_are_as_wide_as_before_once_everything_is_shown_again(qtbot, make_window):
    window = make_window()
    before = window.columns.sizes()
    for panel in (CODE, PLOT):
        window.commands.show_panel(panel, is_shown=False)
    window.side.close_panel()
    for panel in (CODE, PLOT):
        window.commands.show_panel(panel, is_shown=True)
    window.side.open_panel()
    QApplication.processEvents()
    assert window.columns.sizes() == before
    window.side.close_panel()
    QApplication.processEvents()
    assert window.columns.sizes()[1] > before[1]
    window.side.open_panel()
    QApplication.processEvents()
    assert window.columns.sizes() == before
