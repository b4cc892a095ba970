"""What the user can ask for: files, settings, forks, export, type, and what happens where that can't be had."""

from __future__ import annotations

import json
import math
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from fedgui.gui.chapter_settings import ChapterSettings
from fedgui.gui.fork_dialog import RATE, WEIGHT, WORKER, ForkDialog
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.settings import SettingsFile
from fedgui.gui.theme import theme
from fedgui.scripts.interventions import LearningRate, Presence, Weight
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import Status
from fedgui.scripts.twins import twin
from fedgui.scripts.variants import Settings, settings_of

LONG_MS = 20_000


def run_to_end(qtbot, window) -> None:
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state in (State.FINISHED, State.FAILED), timeout=LONG_MS)


def sentence(window) -> str:
    assert window.errors.isVisible()
    return window.errors._sentence.text()


def test_a_script_opens_without_running(qtbot, window, tmp_path, monkeypatch):
    path = tmp_path / "mine.py"
    path.write_text("open('ran', 'w')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    window.commands.perform("open")
    assert window.playback.script.name == "mine.py"
    assert window.playback.state is State.READY
    assert not (tmp_path / "ran").exists()
    run_to_end(qtbot, window)
    assert (tmp_path / "ran").exists()


def test_a_file_that_is_no_script_leaves_everything_as_it_was(window, tmp_path):
    path = tmp_path / "broken.py"
    path.write_text("x = = 1\n", encoding="utf-8")
    window.commands.open_path(str(path))
    assert "not valid Python" in sentence(window)
    assert window.playback.script.name == "federated"


def test_a_notebook_opens_and_says_what_it_skips(qtbot, window, tmp_path):
    path = tmp_path / "lesson.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "%time\n20 + 1"}
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": [cell]}), encoding="utf-8")
    window.commands.open_path(str(path))
    assert "at lines: 1." in sentence(window), "the code's own number, below the comment"
    run_to_end(qtbot, window)
    prints = window.playback.trace.prints_until(window.playback.playhead)
    assert [window.playback.trace[index].text for index in prints] == ["21"]


def test_what_a_notebook_skips_is_a_note_and_no_fault(window, tmp_path):
    path = tmp_path / "lesson.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "source": source} for source in ("a = 1\n\n# two\nb = 2\n!ls\nc = 3", "%time")]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}), encoding="utf-8")
    window.commands.open_path(str(path))
    strip = window.errors
    assert "at lines: 3." in sentence(window)
    assert strip.isVisible()
    assert strip.accessibleName() == "Note"
    assert not strip.copy_button.isVisible()
    assert strip.grab().toImage().pixelColor(2, 2) == theme().color("sunk")
    strip.show_error("It failed.", "")
    assert strip.accessibleName() == "Error"
    assert strip.copy_button.isVisible()
    assert strip.grab().toImage().pixelColor(2, 2) == theme().color("badsoft")


def test_settings_change_the_script_and_restart(qtbot, window, monkeypatch):
    window.playback.set_speed(MAX_SPEED)
    monkeypatch.setattr(ChapterSettings, "ask", lambda *_: Settings(3, 0.05, True, 7))
    window.stage_bar.settings_action.trigger()
    assert "range(3)" in window.playback.script.text
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    points = window.playback.trace.losses_until(window.playback.playhead)
    assert [point.worker for point in points] == ["alice", "bob"] * 3
    assert window.playback.trace.seed == 7


def test_the_settings_dialog_asks_and_answers(qtbot):
    lesson = settings_of(load_script("federated"))
    dialog = ChapterSettings(lesson, lesson)
    qtbot.addWidget(dialog)
    assert dialog.settings() == lesson
    dialog.rounds.setValue(4)
    dialog.rate.setValue(0.3)
    dialog.order.setCurrentIndex(1)
    dialog.seed.setValue(5)
    assert dialog.settings() == Settings(4, 0.3, True, 5)
    qtbot.mouseClick(dialog.defaults_button, Qt.MouseButton.LeftButton)
    assert dialog.settings() == lesson


def test_a_chapter_without_workers_has_no_order(qtbot):
    lesson = settings_of(load_script("centralized"))
    dialog = ChapterSettings(lesson, lesson)
    qtbot.addWidget(dialog)
    dialog.show()
    assert not dialog.order.isVisible()
    assert dialog.settings().is_reversed is None


def test_the_twin_is_exported(window, tmp_path, monkeypatch):
    path = tmp_path / "twin.py"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    window.stage_bar.export_action.trigger()
    assert path.read_text(encoding="utf-8") == twin("federated")
    assert list(tmp_path.iterdir()) == [path]


def test_the_twin_has_the_settings_of_the_run_on_screen(qtbot, window, tmp_path):
    window.commands.use_rate(0.03)
    window.playback.pause()
    window.commands.export_to(tmp_path / "twin.py")
    text = (tmp_path / "twin.py").read_text(encoding="utf-8")
    assert "lr=0.03" in text
    assert text == twin("federated").replace("lr=0.1", "lr=0.03")
    assert window.errors.isHidden()


def test_the_twin_of_a_run_that_was_forked_says_what_is_not_in_it(qtbot, window, tmp_path):
    run_to_end(qtbot, window)
    window.playback.seek(window.playback.trace.round_starts()[4])
    window.commands.apply(LearningRate(0.01))
    qtbot.waitUntil(lambda: bool(window.playback.trace.forks), timeout=LONG_MS)
    window.commands.export_to(tmp_path / "twin.py")
    assert (tmp_path / "twin.py").read_text(encoding="utf-8") == twin("federated")
    assert "not in it" in sentence(window)


def test_an_export_that_can_not_be_written_is_one_sentence(window, tmp_path):
    window.commands.export_to(tmp_path / "nowhere" / "twin.py")
    assert "can't be written" in sentence(window)


def test_a_fork_changes_the_run_from_the_playhead_on(qtbot, window, monkeypatch):
    run_to_end(qtbot, window)
    before = [point.value for point in window.playback.trace.losses_until(window.playback.playhead)]
    window.playback.seek(window.playback.trace.round_starts()[4])
    monkeypatch.setattr(ForkDialog, "ask", lambda *_: LearningRate(0.01))
    assert window.commands.perform("fork")
    qtbot.waitUntil(lambda: not window.playback.is_repeating, timeout=LONG_MS)
    run_to_end(qtbot, window)
    after = [point.value for point in window.playback.trace.losses_until(window.playback.playhead)]
    assert after[:8] == before[:8]
    assert after[10:] != before[10:]
    window.playback.undo_fork()
    qtbot.waitUntil(lambda: not window.playback.is_repeating, timeout=LONG_MS)
    window.playback.seek(10**9)
    assert [point.value for point in window.playback.trace.losses_until(window.playback.playhead)] == before


def test_a_worker_goes_offline_from_the_stage(qtbot, window):
    run_to_end(qtbot, window)
    window.playback.seek(window.playback.trace.round_starts()[5])
    window.stage.offline_requested.emit("alice", True)
    qtbot.waitUntil(lambda: not window.playback.is_repeating, timeout=LONG_MS)
    run_to_end(qtbot, window)
    assert window.playback.scene().worker("alice").status is Status.OFFLINE
    points = window.playback.trace.losses_until(window.playback.playhead)
    assert [point.worker for point in points[10:]] == ["bob"] * 5


def test_there_is_nothing_to_change_before_the_run(window):
    window.commands.fork()
    assert "nothing to change" in sentence(window)


def test_the_fork_dialog_knows_the_scene(qtbot, window):
    run_to_end(qtbot, window)
    window.playback.seek(window.playback.trace.round_starts()[2])
    scene = window.playback.scene()
    dialog = ForkDialog(scene, 0.1)
    qtbot.addWidget(dialog)
    assert dialog.change() == LearningRate(0.1)
    dialog.kind.setCurrentIndex(WEIGHT)
    assert [dialog.weight.itemText(i) for i in range(3)] == ["w₁", "w₂", "b"]
    dialog.weight.setCurrentIndex(2)
    assert dialog.value.value() == pytest.approx(scene.model.parameters[1].value.values[0], abs=1e-4)
    dialog.value.setValue(0.5)
    assert dialog.change() == Weight("model", "bias", 0, 0.5)
    dialog.kind.setCurrentIndex(WORKER)
    assert dialog.change() == Presence("bob", online=False)
    dialog.kind.setCurrentIndex(RATE)


def test_the_fork_dialog_waits_for_a_change_and_begins_at_the_number(qtbot, window):
    run_to_end(qtbot, window)
    scene = window.playback.scene()
    dialog = ForkDialog(scene, 0.1)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    assert dialog.focusWidget() is dialog.rate
    assert not dialog.apply.isEnabled()
    assert "Nothing is changed" in dialog.note.text()
    qtbot.keyClicks(dialog.rate, "0.05")
    assert dialog.change() == LearningRate(0.05)
    assert dialog.apply.isEnabled()
    assert "Undo" in dialog.note.text()
    for place in range(dialog.weight.count()):
        dialog.kind.setCurrentIndex(WEIGHT)
        dialog.weight.setCurrentIndex(place)
        assert not dialog.apply.isEnabled()
    dialog.value.setValue(dialog.value.value() + 1)
    assert dialog.apply.isEnabled()
    dialog.kind.setCurrentIndex(WORKER)
    assert dialog.apply.isEnabled()


def test_a_weight_that_is_no_number_can_be_given_one(qtbot, window):
    run_to_end(qtbot, window)
    scene = window.playback.scene()
    weight, bias = scene.model.parameters
    broken = weight._replace(value=weight.value._replace(values=(math.nan, 1.0)))
    model = scene.model._replace(parameters=(broken, bias))
    dialog = ForkDialog(SimpleNamespace(model=model, workers=scene.workers), 0.1, WEIGHT)
    qtbot.addWidget(dialog)
    assert dialog.value.value() == 0
    assert dialog.apply.isEnabled()
    assert dialog.change() == Weight("model", "weight", 0, 0.0)


def test_the_fork_dialog_says_what_is_not_there(qtbot, window):
    run_to_end(qtbot, window)
    window.playback.seek(0)
    dialog = ForkDialog(window.playback.scene(), 0.1)
    qtbot.addWidget(dialog)
    for kind, field, words in ((WEIGHT, dialog.weight, "no model"), (WORKER, dialog.worker, "no worker")):
        dialog.kind.setCurrentIndex(kind)
        assert words in dialog.note.text()
        assert not field.isEnabled()
        assert not dialog.apply.isEnabled()
        assert dialog.change() is None


def test_a_long_list_of_workers_is_scrolled(qtbot, window):
    run_to_end(qtbot, window)
    worker = window.playback.scene().workers[0]
    many = tuple(worker._replace(id=f"w{number}") for number in range(100))
    dialog = ForkDialog(SimpleNamespace(model=None, workers=many), 0.1, WORKER)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.worker.showPopup()
    popup = dialog.worker.view()
    qtbot.waitUntil(popup.isVisible, timeout=5000)
    assert popup.height() < 500
    assert popup.verticalScrollBar().maximum() > 0
    dialog.worker.hidePopup()


@pytest.mark.parametrize("command", ["keep_run", "fork"])
def test_what_is_only_too_early_is_no_error(window, command):
    getattr(window.commands, command)()
    assert sentence(window)
    assert window.errors.details_button.isHidden()


def test_the_server_sees_no_rows(qtbot, window):
    run_to_end(qtbot, window)
    window.playback.seek(window.playback.trace.round_starts()[2] + 5)
    window.open_node("bob")
    assert window.inspector.area.isVisible()
    qtbot.keyClick(window, Qt.Key.Key_V)
    assert window.stage_bar.server_view.isChecked()
    assert not window.inspector.area.isVisible()
    assert "no rows" in window.caption.label.text()


def test_type_grows_and_shrinks(qtbot, window):
    before = theme().scale
    qtbot.keyClick(window, Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    assert theme().scale > before
    assert SettingsFile().values.type_scale > 1
    qtbot.keyClick(window, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert theme().scale == before


def test_leaps_go_by_rounds(qtbot, window):
    run_to_end(qtbot, window)
    starts = window.playback.trace.round_starts()
    window.playback.seek(starts[5])
    qtbot.keyClick(window, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert window.playback.scene().round.number in (4, 5)
    assert window.playback.playhead < starts[5]
