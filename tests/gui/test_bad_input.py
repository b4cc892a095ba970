"""What may go wrong at the window: each time one clear sentence in the language on screen, and nothing is lost."""

from __future__ import annotations

import json
import logging
import sys
import threading

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel

from fedgui.gui.faults import LOG_NAME, Faults, Log
from fedgui.gui.language import language
from fedgui.gui.main_window import SMALLEST, MainWindow
from fedgui.gui.panels import console
from fedgui.gui.panels.tensor_table import TensorTable
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.scripts.recorder import Recorder
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER

LONG_MS = 60_000


def load(window: MainWindow, text: str, name: str = "mine.py") -> None:
    window.commands._load(Script(name, text))
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()


def rest(qtbot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.playback.is_playing and not window.view._waiting, timeout=LONG_MS)


def sentence(window: MainWindow) -> str:
    assert window.errors.isVisible()
    text = window.errors._sentence.text()
    assert "\n" not in text
    assert "Traceback" not in text
    return text


def printed(window: MainWindow) -> list[str]:
    window.tabs.setCurrentWidget(window.console)
    model = window.console.view.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def plays_the_lesson(qtbot, window: MainWindow) -> bool:
    """Whether the window is as good as new."""
    window.commands.show_lesson("federated")
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    rest(qtbot, window)
    return window.playback.state is State.FINISHED and window.network.count == 64


# --- scripts ----------------------------------------------------------------------------------------------------------


def test_a_million_lines_in_one_print(qtbot, window):
    load(window, "print('\\n'.join(map(str, range(1_000_000))))\nprint('after')\n")
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert printed(window)[-2:] == ["999999", "after"]
    assert window.console._older.isVisible()
    assert plays_the_lesson(qtbot, window)


def test_very_many_prints_can_be_paused_rewound_and_left(qtbot, window):
    load(window, "for number in range(1_000_000):\n    print(number)\n")
    qtbot.waitUntil(lambda: window.playback.playhead > 3 * console.MOST_LINES, timeout=LONG_MS)
    window.playback.pause()
    rest(qtbot, window)
    assert window.playback.state is State.PAUSED
    listed = printed(window)
    assert [int(line) for line in listed] == list(range(int(listed[0]), int(listed[-1]) + 1))
    window.playback.seek(20)
    rest(qtbot, window)
    assert printed(window)[:3] == ["0", "1", "2"]
    assert len(printed(window)) < 20
    assert not window.errors.isVisible()
    assert plays_the_lesson(qtbot, window)


def test_a_script_without_an_end_can_be_paused_rewound_and_left(qtbot, window):
    load(window, "count = 0\nwhile True:\n    count += 1\n")
    qtbot.waitUntil(lambda: window.playback.playhead > 500, timeout=LONG_MS)
    window.playback.pause()
    rest(qtbot, window)
    at = window.playback.playhead
    window.playback.seek(10)
    rest(qtbot, window)
    window.playback.seek(at)
    rest(qtbot, window)
    assert window.playback.playhead == at
    assert plays_the_lesson(qtbot, window)


@pytest.mark.parametrize("leave", ["exit()", "quit()", "import sys; sys.exit()", "raise SystemExit"])
def test_a_script_that_leaves_is_done_and_the_window_stays(qtbot, window, leave):
    load(window, f"print('before')\n{leave}\nprint('never')\n")
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert window.isVisible()
    assert not window.errors.isVisible()
    assert printed(window) == ["before"]


def test_a_script_that_leaves_with_a_complaint_is_quoted(qtbot, window):
    load(window, "print('before')\nexit('no data')\n")
    rest(qtbot, window)
    assert "Line 2" in sentence(window)
    assert "no data" in sentence(window)
    assert printed(window) == ["before"]


def test_a_script_that_asks_gets_a_sentence_in_both_languages(qtbot, window):
    load(window, "print('before')\nname = input('name? ')\n")
    rest(qtbot, window)
    assert "The script asks for input" in sentence(window)
    assert window.code.mark_of(2) == "bad"
    language().set("pt_BR")
    assert "O script" in sentence(window)
    assert printed(window) == ["before"]
    assert plays_the_lesson(qtbot, window)


@pytest.fixture
def faults(qtbot, window, tmp_path, monkeypatch):
    """The window with the hooks that the application gives it; pytest listens to the same ones."""
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)
    with qtbot.capture_exceptions(), Log(tmp_path), Faults() as caught:
        caught.happened.connect(window.show_fault)
        yield caught


THREADS = """import threading

def work(number):
    print('aside', number)

threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print('done')
"""


def test_threads_of_a_script_go_their_own_way(qtbot, window, faults, capfd):
    load(window, THREADS)
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert printed(window) == ["done"]
    assert not window.errors.isVisible()


def test_a_thread_of_a_script_that_fails_is_told_and_ends_nothing(qtbot, window, faults, tmp_path):
    load(window, THREADS.replace("print('aside', number)", "number / 0"))
    qtbot.waitUntil(window.errors.isVisible, timeout=LONG_MS)
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert sentence(window).startswith("A thread that the script started failed.")
    assert "ZeroDivisionError" in window.errors.details.toPlainText()
    assert "ZeroDivisionError" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    assert printed(window) == ["done"]
    assert plays_the_lesson(qtbot, window)


def test_a_fault_of_the_record_ends_the_run_and_not_the_window(qtbot, window, faults, monkeypatch):
    def fail(*_):
        raise LookupError("the record is broken")

    with monkeypatch.context() as broken:
        broken.setattr(Recorder, "end", fail)
        load(window, "print('before')\nprint('after')\n")
        qtbot.waitUntil(window.errors.isVisible, timeout=LONG_MS)
        rest(qtbot, window)
    window.playback.seek(len(window.playback.trace) - 1)
    assert window.playback.state is State.FAILED
    assert sentence(window).startswith("Something unexpected went wrong.")
    assert "the record is broken" in window.errors.details.toPlainText()
    assert printed(window) == ["before", "after"]
    window.playback.step_back()
    assert window.playback.state is State.PAUSED
    window.playback.restart()
    window.playback.play()
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert plays_the_lesson(qtbot, window)


OWN_MODEL = """
import syft as sy
import torch
from torch import nn, optim

hook = sy.TorchHook(torch)
bob = sy.VirtualWorker(hook, id="bob")
rows, wanted = torch.ones(4, 3).send(bob), torch.zeros(4, 1).send(bob)

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden = nn.Linear(3, 2)
        self.last = nn.Linear(2, 1)

    def forward(self, x):
        return self.last(torch.relu(self.hidden(x)))

net = Net()
sgd = optim.SGD(net.parameters(), lr=0.1)
for epoch in range(3):
    net.send(bob)
    sgd.zero_grad()
    error = ((net(rows) - wanted) ** 2).sum()
    error.backward()
    sgd.step()
    net.get()
    print(error.get())
"""


def test_a_model_class_of_the_learner_runs_and_is_seen_growing(qtbot, window):
    load(window, OWN_MODEL)
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert not window.errors.isVisible()
    for index in range(len(window.playback.trace)):
        window.playback.seek(index)
    model = window.playback.scene().model
    assert [parameter.name for parameter in model.parameters][:2] == ["hidden.weight", "hidden.bias"]


# --- files ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("code", "said"), [("en", "could not be used"), ("pt_BR", "não puderam ser usadas")])
def test_a_damaged_layout_is_as_designed_told_and_kept(config_dir, make_window, code, said):
    wrong = {"left_width": -5, "code_share": "wide", "window": [0, 0], "theme": "dark"}
    (config_dir / "settings.json").write_text(json.dumps(wrong), encoding="utf-8")
    window = make_window(code=code)
    assert said in sentence(window)
    assert "code_share, left_width, window" in sentence(window)
    window.close()
    [kept] = [path for path in config_dir.iterdir() if "damaged" in path.name]
    assert json.loads(kept.read_text(encoding="utf-8")) == wrong
    assert json.loads((config_dir / "settings.json").read_text(encoding="utf-8"))["theme"] == "dark"


@pytest.mark.parametrize("content", [b"", b"\x00\xff\xfe", b"[]", b'{"language": "pt', b"[" * 100_000])
def test_a_file_that_is_no_settings_is_told_and_kept(config_dir, make_window, content):
    (config_dir / "settings.json").write_bytes(content)
    window = make_window()
    assert "damaged" in sentence(window)
    [kept] = [path for path in config_dir.iterdir() if "damaged" in path.name]
    assert kept.read_bytes() == content


# --- numbers, window, screens -----------------------------------------------------------------------------------------


def test_numbers_that_are_none_are_shown_in_the_inspector(qtbot, window):
    load(
        window,
        "import syft as sy\nimport torch\nhook = sy.TorchHook(torch)\nbob = sy.VirtualWorker(hook, id='bob')\n"
        "x = torch.tensor([float('nan'), float('inf'), -float('inf'), 1.0]).send(bob)\n"
        "y = torch.full((2, 3), float('nan')).send(bob)\nprint('sent')\n",
    )
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    for node in ("bob", SERVER):
        window.open_node(node)
        QApplication.processEvents()
    window.open_node("bob")
    tables = [table for table in window.inspector.findChildren(TensorTable) if table.isVisible()]
    cells = [
        table.model().index(row, column).data()
        for table in tables
        for row in range(table.model().rowCount())
        for column in range(table.model().columnCount())
    ]
    assert sum("nan" in str(cell).lower() for cell in cells) == 7
    assert not window.errors.isVisible()


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_a_window_at_its_minimum_shows_all_its_parts_and_grows_again(qtbot, make_window, code):
    window = make_window(code=code)
    load(window, "print('before')\nx = 1 / 0\n")
    rest(qtbot, window)
    before = window.room.columns.sizes()
    window.resize(1, 1)
    QApplication.processEvents()
    assert (window.width(), window.height()) == SMALLEST
    for part in (window.top_bar, window.errors, window.stage, window.tabs, window.plot, window.transport):
        assert part.isVisible()
        assert window.rect().contains(part.mapTo(window, QPoint(0, 0)))
        assert window.rect().contains(part.mapTo(window, part.rect().bottomRight()))
    said = window.errors._sentence
    assert said.heightForWidth(said.width()) <= said.height()
    window.resize(1440, 900)
    QApplication.processEvents()
    assert window.room.columns.sizes() == before


def test_the_screen_of_a_presentation_is_unplugged(qtbot, window):
    load(window, "total = 0\nwhile True:\n    total += 1\n")
    qtbot.waitUntil(lambda: window.playback.playhead > 50, timeout=LONG_MS)
    window.presenter.start()
    # where the screen was, there is nothing now
    window.move(20_000, 20_000)
    QApplication.instance().screenRemoved.emit(window.presenter.screen())
    assert not window.presenter.is_active
    assert window.playback.is_playing
    screen = QApplication.primaryScreen().availableGeometry()
    qtbot.waitUntil(lambda: screen.contains(window.geometry().topLeft()), timeout=LONG_MS)
    assert all(part.window() is window and part.isVisible() for part in (window.stage, window.plot, window.caption))
    assert "its screen was unplugged" in sentence(window)
    window.playback.pause()
    rest(qtbot, window)
    qtbot.keyClick(window, Qt.Key.Key_F11)
    assert window.presenter.is_active
    assert window.presenter.screen() is QApplication.primaryScreen()


def test_the_screen_of_the_notes_is_unplugged(qtbot, window):
    window.presenter.start()
    window.presenter.notes.open_on(QApplication.primaryScreen())
    assert window.presenter.notes.isVisible()
    # both are on the only screen that there is here: say that the presentation is on another one
    window.presenter.screen = lambda: None
    QApplication.instance().screenRemoved.emit(window.presenter.notes.screen())
    assert window.presenter.is_active
    assert not window.presenter.notes.isVisible()
    window.presenter.leave()
    assert "The notes were closed" in sentence(window)


# --- the report -------------------------------------------------------------------------------------------------------


def test_the_report_of_a_fault_tells_all_that_helps_and_nothing_of_the_learner(qtbot, window, faults, tmp_path):
    logging.getLogger("fedgui").warning("a line of the log")
    load(window, "secret_name = 'Ana Souza'\nint(secret_name)\n", name="patients.py")
    rest(qtbot, window)
    assert "Ana Souza" in sentence(window)
    qtbot.mouseClick(window.errors.copy_button, Qt.MouseButton.LeftButton)
    text = QApplication.clipboard().text()
    for part in (
        "fedgui report",
        "Python 3.",
        "Qt 6.",
        "torch",
        "Settings",
        "chapter: federated",
        "ValueError",
        "Log",
        "a line of the log",
    ):
        assert part in text
    for private in ("Ana Souza", "secret_name", "patients"):
        assert private not in text


def test_a_fault_in_a_slot_reaches_the_strip_and_the_log(qtbot, window, faults, tmp_path):
    def fail() -> None:
        raise LookupError("on purpose")

    window.playback.moved.connect(fail)
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(window.errors.isVisible, timeout=LONG_MS)
    window.playback.moved.disconnect(fail)
    assert sentence(window).startswith("Something unexpected went wrong.")
    assert "LookupError: on purpose" in (tmp_path / LOG_NAME).read_text(encoding="utf-8")
    rest(qtbot, window)
    assert window.playback.state is State.FINISHED
    assert any("unexpected" in label.text() for label in window.errors.findChildren(QLabel))
