"""The whole window, used as a learner and a teacher use it: mouse, keyboard, both languages, both themes."""

from __future__ import annotations

import json
import threading
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from fedgui.gui.language import language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.palette import TOKENS
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.notes import notes_at
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.settings import SettingsFile
from fedgui.gui.side_panel import INSPECTOR
from fedgui.gui.theme import DARK, theme
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER

LONG_MS = 20_000


def run_to_end(qtbot, window: MainWindow) -> None:
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state in (State.FINISHED, State.FAILED), timeout=LONG_MS)
    qtbot.waitUntil(lambda: not window.view._waiting, timeout=LONG_MS)


def caption(window: MainWindow) -> str:
    return window.caption.label.text()


def test_it_opens_on_an_empty_stage_and_says_so(make_window):
    window = make_window()
    assert window.windowTitle().startswith("fedgui")
    assert not window.windowIcon().isNull()
    assert "No run yet" in caption(window)
    assert window.focusWidget() is window.transport.play_button


def test_the_space_bar_plays_before_all_is_prepared(qtbot, make_window):
    window = make_window(is_ready=False)
    assert window.playback.state is State.PREPARING
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.playback.playhead >= 1, timeout=LONG_MS)
    assert window.commands.chapter == "federated"


def test_a_whole_run_shows_everywhere(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    assert "10" in caption(window)
    assert window.network.count == 64
    window.tabs.setCurrentWidget(window.console)
    assert window.console.view.model().rowCount() == 20
    window.tabs.setCurrentWidget(window.network)
    assert window.network.view.model().rowCount() == 64
    assert window.playback.scene().round.number == 10


def test_the_centralised_losses_are_drawn_beside_lessons_alone(qtbot, make_window):
    """A script of the user's own trains on other rows."""
    window = make_window()
    reference = window.plot.chart.runs.reference
    run_to_end(qtbot, window)
    assert [curve.shown for curve in reference.curves.values()] == [20]
    window.commands._load(Script("own.py", load_script("federated").text))
    run_to_end(qtbot, window)
    assert not any(curve.shown for curve in reference.curves.values())
    assert not reference.entry.isVisible()


def test_space_plays_and_pauses_and_arrows_step(qtbot, make_window):
    window = make_window("centralized")
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: window.playback.playhead >= 1, timeout=LONG_MS)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Space)
    assert window.playback.state is State.PAUSED
    at = window.playback.playhead
    window.playback.set_speed(8.0)
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: window.playback.state is State.PAUSED and window.playback.playhead > at, timeout=LONG_MS)
    after = window.playback.playhead
    qtbot.keyClick(window.focusWidget(), Qt.Key.Key_Left)
    assert window.playback.playhead < after


def test_home_end_restart_and_speed_keys(qtbot, make_window):
    window = make_window("centralized")
    run_to_end(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_Home)
    assert window.playback.playhead == 0
    qtbot.keyClick(window, Qt.Key.Key_End)
    assert window.playback.playhead == len(window.playback.trace) - 1
    window.commands.choose_speed(1.0)
    qtbot.keyClick(window, Qt.Key.Key_BracketRight)
    assert window.playback.speed == 2.0
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    qtbot.keyClick(window, Qt.Key.Key_BracketLeft)
    assert window.playback.speed == 0.5
    qtbot.keyClick(window, Qt.Key.Key_R)
    assert window.playback.state is State.PLAYING
    assert window.playback.playhead < 10


def test_number_keys_choose_chapters(qtbot, make_window):
    window = make_window()
    qtbot.keyClick(window, Qt.Key.Key_1)
    assert window.playback.script.name == "centralized"
    assert json.loads(SettingsFile().path.read_text(encoding="utf-8"))["chapter"] == "centralized"
    qtbot.keyClick(window, Qt.Key.Key_2)
    assert window.playback.script.name == "federated"


def visible_texts(window: QWidget) -> set[str]:
    texts = set()
    for widget in filter(QWidget.isVisible, window.findChildren(QWidget)):
        for name in ("text", "toolTip", "accessibleName", "windowTitle"):
            value = getattr(widget, name, None)
            if callable(value) and isinstance(found := value(), str) and found:
                texts.add(found)
    return texts


def test_the_language_changes_at_once_while_a_run_goes_on(qtbot, make_window):
    window = make_window()
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.playhead >= 3, timeout=LONG_MS)
    english = visible_texts(window)
    window.top_bar.language_chosen.emit("pt_BR")
    assert window.playback.state is State.PLAYING
    portuguese = visible_texts(window)
    same = {text for text in english & portuguese if any(letter.isalpha() for letter in text)}
    assert same <= {
        "fedgui", "Bob", "Alice", "worker", "worker Bob", "worker Alice", "PT", "EN", "Console", "Português", "English",
    }  # fmt: skip
    window.top_bar.language_chosen.emit("en")
    assert SettingsFile().values.language == "en"


def test_a_theme_is_chosen_and_remembered(qtbot, make_window):
    window = make_window(theme_name="light")
    window.top_bar.theme_toggled.emit()
    assert theme().name == DARK
    assert SettingsFile().values.theme == DARK


def test_the_lesson_can_be_read_after_a_change_of_theme_and_of_width(qtbot, make_window):
    window = make_window(theme_name="light")
    window.top_bar.theme_toggled.emit()
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: window.side.is_narrow, timeout=LONG_MS)
    window.resize(1440, 900)
    qtbot.waitUntil(lambda: not window.side.is_narrow, timeout=LONG_MS)
    colors = {text.palette().windowText().color().name() for text in window.lesson.findChildren(Text)}
    assert theme().color("ink").name() in colors
    assert colors <= {theme().color(token).name() for token in TOKENS}


def test_a_panel_over_the_stage_stays_as_high_as_its_rail(qtbot, make_window):
    window = make_window(size=(1280, 720))
    window.side.open_tab(INSPECTOR)
    qtbot.waitUntil(lambda: window.side.body.height() == window.side.height(), timeout=LONG_MS)
    # as when the bar below grows, by larger type or by a message, while the window keeps its size
    window.side.resize(window.side.width(), window.side.height() - 40)
    assert window.side.body.height() == window.side.height()


def test_a_click_on_a_node_opens_its_tensors(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    window.stage.node_activated.emit("bob")
    assert window.inspector.isVisible()
    assert any("data_bob" in text for text in visible_texts(window.inspector))


def test_an_error_marks_its_line_and_keeps_the_record(qtbot, make_window):
    window = make_window()
    window.code.set_script(script := Script("mine.py", "print('before')\nx = 1 / 0\n"))
    window.playback.load(script)
    run_to_end(qtbot, window)
    assert window.errors.isVisible()
    assert any("divided by zero" in text for text in visible_texts(window.errors))
    assert window.code.mark_of(2) == "bad"
    window.tabs.setCurrentWidget(window.console)
    assert window.console.view.model().rowCount() == 1
    language().set("pt_BR")
    assert any("divisão por zero" in text for text in visible_texts(window.errors))


def test_an_unexpected_fault_is_one_sentence(make_window):
    window = make_window()
    window.show_fault("Traceback: something")
    assert any("unexpected" in text for text in visible_texts(window.errors))


def test_closing_in_the_middle_of_a_run_leaves_nothing(qtbot, make_window):
    window = make_window()
    window.playback.load(Script("endless.py", "while True:\n    pass\n"))
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.playhead > 100, timeout=LONG_MS)
    began = time.monotonic()
    window.close()
    assert time.monotonic() - began < 2
    assert "fedgui-script" not in [thread.name for thread in threading.enumerate()]


def test_the_windows_place_is_remembered(make_window):
    window = make_window(size=(1300, 750))
    window.close()
    assert SettingsFile().values.window[2:] == (1300, 750)


def test_damaged_settings_open_with_defaults_and_a_note(config_dir, make_window):
    config_dir.mkdir(exist_ok=True)
    (config_dir / "settings.json").write_text("{broken", encoding="utf-8")
    window = make_window()
    assert window.errors.isVisible()
    assert any("damaged" in text for text in visible_texts(window.errors))
    assert [path for path in config_dir.iterdir() if "damaged" in path.name]


@pytest.mark.parametrize("size", [(1180, 680), (1280, 720), (1440, 900), (1920, 1080)])
@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_no_button_is_cut(qtbot, make_window, size, code):
    window = make_window(code=code, size=size)
    run_to_end(qtbot, window)
    QApplication.processEvents()
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.text():
            needed = button.fontMetrics().horizontalAdvance(button.text().replace("&", ""))
            assert max(button.width(), button.height()) >= needed, button.text()
            assert window.rect().contains(button.mapTo(window, button.rect().center())), button.text()


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_the_network_log_is_whole_in_large_type_below_an_error(make_window, code):
    window = make_window(code=code, size=(1280, 720))
    window.commands.set_type(1.5)
    window.tabs.setCurrentWidget(window.network)
    window.errors.show_error("Something unexpected went wrong.", "")
    for _turn in range(3):
        QApplication.processEvents()
    box = window.network.commands
    assert box.height() >= box.sizeHint().height()
    assert window.network.rect().contains(box.geometry())


def test_everything_that_takes_the_focus_has_a_name(qtbot, make_window):
    window = make_window()
    run_to_end(qtbot, window)
    for widget in window.findChildren(QWidget):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not widget.focusProxy():
            named = widget.accessibleName() or (widget.text() if isinstance(widget, QAbstractButton) else "")
            assert named, widget


def test_tab_reaches_the_top_bar_the_stage_and_the_transport(qtbot, make_window):
    window = make_window()
    visited = set()
    for _ in range(60):
        window.focusNextChild()
        widget = window.focusWidget()
        while widget is not None:
            visited.add(widget)
            widget = widget.parentWidget()
    assert {window.top_bar, window.side, window.stage, window.tabs, window.transport} <= visited


def test_a_pause_at_full_speed_shows_the_exact_moment_everywhere(qtbot, make_window):
    window = make_window()
    window.playback.load(Script("federated", load_script("federated").text.replace("range(10)", "range(100000)")))
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: len(window.playback.trace.losses_until(window.playback.playhead)) > 20, timeout=LONG_MS)
    # the parts have shown the state before: no turn is left that could show the pause
    qtbot.waitUntil(lambda: not window.view._waiting, timeout=LONG_MS)
    window.playback.pause()
    trace, index = window.playback.trace, window.playback.playhead
    losses = trace.losses_until(index)
    qtbot.waitUntil(lambda: window.plot.chart.runs.everybody.losses.whole.count == len(losses), timeout=LONG_MS)
    assert window.code._model.notes == notes_at(trace, index)
    assert window.plot.chart.runs.run.whole.count_until(index) == len(losses)


def test_the_mark_beside_a_line_names_who_works_and_not_who_lets_something_go(qtbot, window):
    run_to_end(qtbot, window)
    trace, seen = window.playback.trace, 0
    for index in trace.messages:
        scene = trace.state_at(index)
        message, holder = scene.moment.message, scene.model.holder if scene.model is not None else SERVER
        if message.kind == "delete" and holder not in (SERVER, message.worker):
            window.playback.seek(index)
            assert window.code.tag == f"now · {holder.capitalize()}"
            seen += 1
    assert seen
