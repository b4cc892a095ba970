"""Somebody who does anything at any time, on the real window: see actions.py."""

from __future__ import annotations

import gc
import os
import random
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import torch  # noqa: F401 - on Windows it can't load once Qt is there

# isort: split
from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QPoint,
    QPointF,
    Qt,
    QTimer,
)
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMenu, QWidget
from shiboken6 import isValid

from fedgui.gui.chapter_views import STAGE, VIEW
from fedgui.gui.panels.series import XAxis
from fedgui.gui.settings import MOTIONS, SPEEDS, THEMES, TYPE_SCALES
from fedgui.scripts.course import COURSE
from fedgui.scripts.interventions import Change, LearningRate, Presence, Weight
from fedgui.scripts.source import LESSONS
from fedgui.scripts.trace import SERVER
from fedgui.scripts.units import Unit

if TYPE_CHECKING:
    from fedgui.gui.main_window import MainWindow

_SCRIPTS: Final = {
    "fails.py": "print('before')\nx = 1 / 0\n",
    "broken.py": "def (\n",
    "prints.py": "for number in range(3000):\n    print(number, 'and so on')\n",
    "asks.py": "name = input('name? ')\n",
    "leaves.py": "print('bye')\nexit()\n",
    "endless.py": "count = 0\nwhile True:\n    count += 1\n",
    "threads.py": "import threading\nt = threading.Thread(target=print, args=('here',))\nt.start()\nt.join()\n",
    "empty.py": "",
    "nan.py": "import torch\nx = torch.tensor([float('nan'), float('inf')])\nprint(x)\n",
}
_KEYS: Final = (
    Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_R, Qt.Key.Key_V,
    Qt.Key.Key_L, Qt.Key.Key_I, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight, Qt.Key.Key_Plus, Qt.Key.Key_Minus,
    Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_5, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown,
    Qt.Key.Key_Period, Qt.Key.Key_B, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_Return,
    Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Menu, Qt.Key.Key_A, Qt.Key.Key_F6,
)  # fmt: skip
THREADS_END_S: Final = 15.0
"""A script that was stopped, and the run behind a chapter's view, end within this time."""
_SIZES: Final = ((1180, 680), (1280, 720), (1440, 900), (1920, 1080), (1399, 799), (2560, 1440))


class RandomUser:
    """Does one random thing after the other to a window.

    Args:
        window: an opened one.
        seed: the same seed does the same things (what the window does meanwhile depends on time).
        folder: for the scripts that are opened and the files that are exported.

    Attributes:
        done: how often each action was done, by name.
        latest: the last actions, oldest first, for a report.
    """

    def __init__(self, window: MainWindow, seed: int, folder: Path) -> None:
        self.window = window
        self.done: Counter[str] = Counter()
        self.latest: deque[str] = deque(maxlen=12)
        self._random = random.Random(seed)
        self._folder = folder
        for name, text in _SCRIPTS.items():
            (folder / name).write_text(text, encoding="utf-8")
        self._closer = QTimer(window)
        self._closer.timeout.connect(self._close_what_waits)
        self._closer.start(60)
        self._actions: list[tuple[int, Callable[[], None]]] = [
            *((10, action) for action in (self.toggle_play, self.press_key)),
            *((8, action) for action in (self.step, self.step_back, self.seek)),
            *((4, action) for action in (self.pause, self.drag_timeline, self.choose_speed, self.change_something)),
            *((4, action) for action in (self.run_to_line, self.resize, self.fold, self.choose_tab)),
            *((4, action) for action in (self.look_at_plot, self.open_node, self.turn_page)),
            *((3, action) for action in (self.undo, self.choose_language, self.choose_theme, self.move_splitter)),
            *((3, action) for action in (self.toggle_server_view, self.choose_axes, self.use_menu)),
            *((2, action) for action in (self.choose_unit, self.restart, self.choose_chapter, self.choose_motion)),
            *((2, action) for action in (self.keep_or_drop_run, self.toggle_table, self.use_dialog, self.present)),
            (4, self.turn_view),
            *((2, action) for action in (self.answer, self.zoom, self.click_lists, self.leave_divergence)),
            *((1, action) for action in (self.open_lesson, self.open_script, self.export, self.choose_type)),
            *((1, action) for action in (self.show_error, self.minimise)),
            (3, self.hide_panel),
            (6, self.press_tab),
        ]

    def act(self) -> str:
        """Do one thing, and let the window live for a moment; returns what it was."""
        weights = [weight for weight, _action in self._actions]
        (_weight, action) = self._random.choices(self._actions, weights)[0]
        name = action.__name__
        self.done[name] += 1
        self.latest.append(name)
        action()
        self._live(self._random.choice((0, 0, 0, 0, 1, 3, 15)))
        return name

    def rest(self) -> None:
        """Bring the window back to where it was opened: same chapter, size and looks, nothing running."""
        window, do = self.window, self.window.commands
        window.presenter.leave()
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QMenu) and widget.isVisible():
                widget.close()
        window.showNormal()
        window.stage_bar.server_view.setChecked(False)
        do.drop_runs()
        do.choose_language("en")
        do.choose_theme("light")
        do.choose_motion("reduced")
        do.set_type(1.0)
        window.resize(1440, 900)
        window.plot.chart.show_table(is_shown=False)
        window.errors.clear()
        window.tabs.setCurrentIndex(0)
        window.side.open_tab(0)
        for panel in ("code", "plot"):
            do.show_panel(panel, is_shown=True)
        do.show_chapter("federated")
        do.show_lesson("federated")
        window.stage.fit()
        self._live(50)
        until = time.monotonic() + THREADS_END_S
        while (window.views.is_busy or threading.active_count() > 1) and time.monotonic() < until:
            self._live(50)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()

    def _live(self, milliseconds: int) -> None:
        QApplication.processEvents()
        if milliseconds:
            loop = QEventLoop()
            QTimer.singleShot(milliseconds, loop.quit)
            loop.exec()

    def _target(self) -> QWidget:
        presenter = self.window.presenter
        return presenter if presenter.is_active else self.window

    # the record as a video

    def toggle_play(self) -> None:
        self.window.playback.toggle()

    def pause(self) -> None:
        self.window.playback.pause()

    def step(self) -> None:
        self.window.playback.step_forward(self._random.choice(list(Unit)))

    def step_back(self) -> None:
        self.window.playback.step_back(self._random.choice(list(Unit)))

    def seek(self) -> None:
        self.window.playback.seek(self._random.randint(-2, len(self.window.playback.trace) + 2))

    def drag_timeline(self) -> None:
        line = self.window.transport.timeline
        for _turn in range(self._random.randint(1, 4)):
            place = QPoint(self._random.randint(-5, line.width() + 5), line.height() // 3)
            shift = self._random.choice((Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier))
            QTest.mouseClick(line, Qt.MouseButton.LeftButton, shift, place)

    def choose_speed(self) -> None:
        self.window.commands.choose_speed(self._random.choice(SPEEDS))

    def choose_unit(self) -> None:
        self.window.transport.unit_changed.emit(self._random.choice(list(Unit)).value)

    def restart(self) -> None:
        self.window.playback.restart()

    def run_to_line(self) -> None:
        view = self.window.code.view
        place = QPoint(
            self._random.randint(0, view.viewport().width()), self._random.randint(0, view.viewport().height())
        )
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def change_something(self) -> None:
        playback = self.window.playback
        scene = playback.scene()
        if scene is None or not playback.can_fork:
            return
        changes: list[Change] = [LearningRate(self._random.choice((0.0, 0.01, 0.05, 0.4, 5.0)))]
        changes += [Presence(worker.id, self._random.random() < 0.5) for worker in scene.workers]
        if scene.model is not None and scene.model.parameters:
            parameter = self._random.choice(scene.model.parameters)
            changes.append(Weight(scene.model.name, parameter.name, 0, self._random.uniform(-3, 3)))
        self.window.commands.apply(self._random.choice(changes))

    def undo(self) -> None:
        self.window.playback.undo_fork()

    def leave_divergence(self) -> None:
        for button in (self.window.caption.rate_button, self.window.caption.back_button):
            if button.isVisible() and self._random.random() < 0.5:
                button.click()

    # what runs

    def choose_chapter(self) -> None:
        self.window.commands.show_chapter(self._random.choice(COURSE))

    def open_lesson(self) -> None:
        self.window.commands.show_lesson(self._random.choice(LESSONS))

    def open_script(self) -> None:
        self.window.commands.open_path(str(self._folder / self._random.choice([*_SCRIPTS, "not there.py"])))
        if self._random.random() < 0.7:
            self.window.playback.play()

    def export(self) -> None:
        if self.window.stage_bar.export_action.isEnabled():
            self.window.commands.export_to(self._folder / self._random.choice(("twin.py", "no folder/twin.py")))

    # looks

    def choose_language(self) -> None:
        self.window.commands.choose_language(self._random.choice(("en", "pt_BR")))

    def choose_theme(self) -> None:
        self.window.commands.choose_theme(self._random.choice(THEMES))

    def choose_type(self) -> None:
        self.window.commands.set_type(self._random.choice(TYPE_SCALES))

    def choose_motion(self) -> None:
        self.window.commands.choose_motion(self._random.choice(MOTIONS))

    def resize(self) -> None:
        self.window.resize(*self._random.choice(_SIZES))

    def minimise(self) -> None:
        if not self.window.presenter.is_active:
            self.window.showMinimized()
            self._live(0)
            self._random.choice((self.window.showNormal, self.window.showMaximized))()

    def move_splitter(self) -> None:
        splitter = self._random.choice((self.window.room.columns, self.window.room.right))
        if splitter.isVisible():
            splitter.moveSplitter(self._random.randint(0, 1500), self._random.randint(1, splitter.count() - 1))

    def fold(self) -> None:
        if self.window.side.is_open:
            self.window.side.close_panel()
        else:
            self.window.side.open_tab(self._random.randint(0, 1))

    def hide_panel(self) -> None:
        self.window.commands.perform(self._random.choice(("side_panel", "code_panel", "plot_panel", "right_panels")))

    def choose_tab(self) -> None:
        self.window.tabs.setCurrentIndex(self._random.randrange(self.window.tabs.count()))

    def toggle_server_view(self) -> None:
        self.window.stage_bar.server_view.toggle()

    def keep_or_drop_run(self) -> None:
        self._random.choice(
            (self.window.commands.keep_run, self.window.commands.keep_run, self.window.commands.drop_runs)
        )()

    def choose_axes(self) -> None:
        if self._random.random() < 0.5:
            self.window.plot.chart.head.axis_chosen.emit(self._random.choice(list(XAxis)))
        else:
            self.window.plot.chart.head.scale_chosen.emit(self._random.random() < 0.5)

    def toggle_table(self) -> None:
        self.window.plot.chart.show_table(is_shown=self._random.random() < 0.5)

    def look_at_plot(self) -> None:
        area = self.window.plot.chart.plot.viewport()
        place = QPoint(self._random.randint(0, area.width()), self._random.randint(0, area.height()))
        QTest.mouseMove(area, place)
        if self._random.random() < 0.5:
            QTest.mouseClick(area, Qt.MouseButton.LeftButton, pos=place)

    # nodes, menus, dialogs

    def open_node(self) -> None:
        scene = self.window.playback.scene()
        workers = [] if scene is None else [worker.id for worker in scene.workers]
        self.window.stage.node_activated.emit(self._random.choice([SERVER, *workers, "nobody"]))

    def use_menu(self) -> None:
        stage = self.window.stage
        if self.window.playback.scene() is None:
            return
        rooms = [stage.stage.layout.server, *stage.stage.layout.rooms.values()]
        place = stage.mapFromScene(self._random.choice(rooms).rect.center())
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(stage.viewport(), QContextMenuEvent(reason, place, stage.viewport().mapToGlobal(place)))
        menu = QApplication.activePopupWidget()
        if isinstance(menu, QMenu):
            actions = [action for action in menu.actions() if action.isEnabled()]
            if self._random.random() < 0.7:
                self._random.choice(actions).trigger()
            if isValid(menu):
                menu.close()

    def use_dialog(self) -> None:
        do = self.window.commands
        self._random.choice((do.change_settings, do.fork, do.show_keys))()

    def _close_what_waits(self) -> None:
        """Answer a dialog, or close a menu, that waits for its user; either holds up whoever opened it."""
        dialog, menu = QApplication.activeModalWidget(), QApplication.activePopupWidget()
        if menu is not None:
            menu.close()
        elif isinstance(dialog, QDialog):
            if isinstance(dialog, QFileDialog) or self._random.random() < 0.5:
                dialog.reject()
            else:
                dialog.accept()

    def turn_view(self) -> None:
        self.window.views.turn_to(self._random.choice((STAGE, VIEW)))

    def present(self) -> None:
        self.window.presenter.toggle()

    def turn_page(self) -> None:
        lesson = self.window.lesson
        self._random.choice((lesson.next_page, lesson.next_page, lesson.previous_page, lesson.reveal))()

    def answer(self) -> None:
        self.window.lesson.choose(self._random.randint(1, 4))

    def zoom(self) -> None:
        stage = self.window.stage
        if self._random.random() < 0.5:
            self._random.choice((stage.zoom_in, stage.zoom_out, stage.fit))()
            return
        place = QPointF(self._random.randint(0, stage.width()), self._random.randint(0, stage.height()))
        way = QPoint(0, self._random.choice((-120, 120)))
        wheel = QWheelEvent(
            place, stage.viewport().mapToGlobal(place), QPoint(), way, Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier, Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        QApplication.sendEvent(stage.viewport(), wheel)

    def show_error(self) -> None:
        if self._random.random() < 0.5:
            self.window.show_fault("Traceback: one that was made up")
        else:
            self.window.errors.close_button.click()

    def click_lists(self) -> None:
        view = self._random.choice((self.window.network.view, self.window.console.view))
        if view.isVisible():
            place = QPoint(
                self._random.randint(0, view.viewport().width()), self._random.randint(0, view.viewport().height())
            )
            QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def press_tab(self) -> None:
        """Go some way through the window, or back; what is in the way may be hidden or taken away meanwhile."""
        key = self._random.choice((Qt.Key.Key_Tab, Qt.Key.Key_Tab, Qt.Key.Key_Backtab))
        for _time in range(self._random.choice((1, 1, 5, 40))):
            QTest.keyClick(QApplication.focusWidget() or self._target(), key)

    def press_key(self) -> None:
        key = self._random.choice(_KEYS)
        modifier = self._random.choice((Qt.KeyboardModifier.NoModifier,) * 3 + (Qt.KeyboardModifier.ShiftModifier,))
        target = self._target().focusWidget() or self._target()
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            text = chr(key) if 32 <= key < 127 else ""
            QApplication.sendEvent(target, QKeyEvent(kind, key, modifier, text))
