"""Where the Tab key goes in the window, pressed as a user presses it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.right_rail import CODE, PLOT
from fedgui.gui.side_panel import LESSON
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
        "left": window.side,
        "over the stage": window.side.body if window.side.is_narrow else None,
        "bar of the stage": window.stage_bar,
        "stage": window.stage,
        "code": window.tabs,
        "plot": window.plot,
        "rail at the right": window.room.rail,
        "timeline": window.transport.timeline,
        "transport": window.transport,
    }


def place(window, widget):
    while widget is not None:
        for name, part in parts(window).items():
            if part is widget:
                return name
        widget = widget.parentWidget()
    return "elsewhere"


def run_to_end(qtbot, window):
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)


def stops(window, key=Qt.Key.Key_Tab):
    """What has the focus, one after the other, while the key is pressed until it is back at the looks button.

    Of the stage, each of what stands on it counts.
    """
    window.activateWindow()
    window.top_bar.looks_button.setFocus()
    seen = []
    for _ in range(MANY):
        QTest.keyClick(window.focusWidget(), key)
        widget = window.focusWidget()
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


def test_tab_goes_the_same_way_after_panels_were_hidden_and_shown(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    before = stops(window)
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
    assert stops(window) == before


def test_tab_goes_into_the_panel_that_lies_over_the_stage_after_its_rail(qtbot, make_window):
    window = make_window(size=(1180, 720))
    qtbot.waitUntil(lambda: window.side.is_narrow)
    window.side.open_tab(LESSON)
    assert visited(window) == ["top bar", "left", "over the stage", *AT_FIRST[2:]]
