"""A training that goes astray, from the pause at the loss that shows it to the two ways out."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt

from fedgui.gui.language import language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.scripts.source import Script, load_script

LONG_MS = 20_000


def show(window: MainWindow, rate: str, rounds: int = 10) -> None:
    text = load_script("federated").text.replace("lr=0.1", f"lr={rate}").replace("range(10)", f"range({rounds})")
    window.commands._load(Script("astray.py", text))


def play_until_it_rests(qtbot, window: MainWindow) -> None:
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: not window.playback.is_playing and not window.view._waiting, timeout=LONG_MS)


def caption(window: MainWindow) -> str:
    return window.caption.label.text()


def test_a_loss_that_is_no_number_pauses_and_offers_two_ways_out(qtbot, window):
    show(window, "1e18")
    play_until_it_rests(qtbot, window)
    assert window.playback.state is State.PAUSED
    assert caption(window) == "Loss blew up: rate 1e+18 is too high."
    assert window.caption.rate_button.isVisible()
    assert window.caption.rate_button.text() == "Use 0.05 and restart"
    assert window.caption.back_button.text() == "Step back"
    language().set("pt_BR")
    assert window.caption.rate_button.text() == "Usar 0,05 e recomeçar"
    assert window.caption.back_button.text() == "Voltar um passo"


def test_a_loss_that_grew_ten_rounds_in_a_row_pauses_as_well(qtbot, window):
    show(window, "0.4", rounds=15)
    play_until_it_rests(qtbot, window)
    assert window.playback.state is State.PAUSED
    assert window.playback.scene().round.number == 12
    language().set("pt_BR")
    assert caption(window) == "A perda explodiu: a taxa 0,4 é alta demais."
    assert window.caption.rate_button.isVisible()
    assert window.plot.chart._draws_log
    play_until_it_rests(qtbot, window)
    assert window.playback.state is State.FINISHED


def test_each_way_of_going_astray_pauses_once(qtbot, window):
    show(window, "1.0", rounds=30)
    play_until_it_rests(qtbot, window)
    assert window.playback.scene().round.number == 12
    play_until_it_rests(qtbot, window)
    assert window.playback.moment().index == window.playback.trace.first_not_finite.loss.moment
    assert caption(window).startswith("Loss blew up")
    play_until_it_rests(qtbot, window)
    assert window.playback.state is State.FINISHED


def test_the_lower_rate_restarts_a_run_that_learns(qtbot, window):
    show(window, "0.4", rounds=15)
    play_until_it_rests(qtbot, window)
    window.caption.rate_button.setFocus()
    qtbot.keyClick(window.caption.rate_button, Qt.Key.Key_Space)
    assert window.playback.is_playing
    assert "lr=0.05" in window.playback.script.text
    assert "range(15)" in window.playback.script.text
    assert not window.caption.rate_button.isVisible()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    assert window.playback.trace.divergence is None
    assert window.playback.trace.losses_until(len(window.playback.trace))[-1].value < 1


def test_stepping_back_leaves_the_moment_and_its_buttons(qtbot, window):
    show(window, "1e18")
    play_until_it_rests(qtbot, window)
    fault = window.playback.playhead
    window.caption.back_button.setFocus()
    qtbot.keyClick(window.caption.back_button, Qt.Key.Key_Space)
    assert window.playback.playhead < fault
    assert not window.caption.rate_button.isVisible()
    assert not window.caption.back_button.isVisible()
    assert window.focusWidget() is window.transport.play_button


def test_a_rate_that_was_low_already_is_offered_ten_times_lower(qtbot, window):
    text = load_script("federated").text.replace("lr=0.1", "lr=0.04")
    window.commands._load(Script("steep.py", text.replace("** 2).sum()", "** 2).sum() * 1e30")))
    play_until_it_rests(qtbot, window)
    assert window.caption.rate_button.text() == "Use 0.004 and restart"


def test_a_script_without_a_rate_of_its_own_offers_only_the_way_back(qtbot, window):
    text = load_script("federated").text.replace("def train():", "RATE = 1e18\ndef train():")
    window.commands._load(Script("named.py", text.replace("lr=0.1", "lr=RATE")))
    play_until_it_rests(qtbot, window)
    assert caption(window).startswith("Loss blew up")
    assert not window.caption.rate_button.isVisible()
    assert window.caption.back_button.isVisible()


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_the_ways_out_have_room_beside_the_caption_or_below_it(qtbot, window, code, scale):
    window.resize(1280, 720)
    window.commands.set_type(scale)
    language().set(code)
    show(window, "0.4", rounds=15)
    play_until_it_rests(qtbot, window)
    bar = window.caption
    qtbot.waitUntil(lambda: bar.label.height() >= bar.label.heightForWidth(bar.label.width()), timeout=LONG_MS)
    for button in (bar.rate_button, bar.back_button):
        qtbot.waitUntil(lambda button=button: button.width() >= button.sizeHint().width(), timeout=LONG_MS)
        assert bar.rect().contains(button.geometry())
        assert not button.geometry().intersects(bar.label.geometry())
    window.commands.set_type(1.0)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_keyboard_begins_again_with_a_lower_rate_and_is_at_the_play_button_then(qtbot, window, key):
    show(window, "0.4", rounds=15)
    play_until_it_rests(qtbot, window)
    window.activateWindow()
    window.caption.rate_button.setFocus()
    qtbot.keyClick(window.caption.rate_button, key)
    assert window.playback.is_playing
    assert window.transport.play_button.hasFocus()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    assert {point.rate for point in window.playback.trace.losses_until(10**6)} == {0.05}
