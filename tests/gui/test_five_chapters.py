"""All five chapters in the real window, with nothing but "next" and play, in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from fedgui.gui.main_window import MainWindow
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.scripts.course import COURSE
from fedgui.scripts.pages import Deed

LONG_MS = 60_000


def press(qtbot, button) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def play_until_done(qtbot, window: MainWindow) -> None:
    """Press play until the page is complete, or the run is over and has nothing more to show."""
    player, lesson, before = window.playback, window.lesson, None
    while not lesson._standing.is_done and (player.state, player.playhead) != before:
        before = player.state, player.playhead
        if player.state is State.FINISHED:
            break
        press(qtbot, window.transport.play_button)
        qtbot.waitUntil(lambda: not player.is_playing, timeout=LONG_MS)


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_next_and_play_lead_through_all_five_chapters(make_window, qtbot, code):
    window = make_window("centralized", code)
    window.commands.choose_speed(MAX_SPEED)
    visited: list[str] = []
    while window.lesson.next_button.isEnabled():
        page = window.lesson.page
        assert page.language == code
        assert page.text
        visited.append(f"{window.commands.chapter}/{page.id}")
        if page.goal.deed is not Deed.NEXT and not window.lesson._standing.is_done:
            play_until_done(qtbot, window)
        assert not window.errors.isVisible()
        press(qtbot, window.lesson.next_button)
    assert [key for key in COURSE if any(it.startswith(f"{key}/") for it in visited)] == list(COURSE)[:-1]
    assert window.commands.chapter == COURSE[-1]
    assert len(visited) == len(set(visited))
