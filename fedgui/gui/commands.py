"""What the user can ask for, by key, menu or click; each wish is one method here."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from fedgui.gui.appearance import SIDE
from fedgui.gui.chapter_settings import ChapterSettings
from fedgui.gui.fork_dialog import RATE, WEIGHT, ForkDialog
from fedgui.gui.language import language, translate
from fedgui.gui.right_rail import CODE, PLOT
from fedgui.gui.settings import SPEEDS, next_type_scale
from fedgui.gui.shortcuts import KeysDialog
from fedgui.gui.side_panel import INSPECTOR, LESSON
from fedgui.gui.theme import DARK, LIGHT, theme
from fedgui.scripts.course import COURSE
from fedgui.scripts.interventions import Change, Presence, Weight
from fedgui.scripts.source import LESSONS, Script, ScriptError, load_script
from fedgui.scripts.twins import twin
from fedgui.scripts.units import Unit
from fedgui.scripts.variants import Settings as Variant
from fedgui.scripts.variants import settings_of, with_settings

if TYPE_CHECKING:
    from fedgui.gui.main_window import MainWindow


class Commands(QObject):
    """Carries out wishes on a window and its player.

    Args:
        window: the window that the wishes are about.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._playback = window.playback
        self._chapter = COURSE[0]
        self._lesson = Script("", "")
        self._variant = Variant(None, None, None)
        self._unit = Unit.LINE
        self._kept: list[str] = []
        playback = self._playback
        self._actions: dict[str, Callable[[], None]] = {
            "play": playback.toggle,
            "step_forward": self.step_forward,
            "step_back": self.step_back,
            "leap_forward": lambda: playback.step_forward(Unit.ROUND),
            "leap_back": lambda: playback.step_back(Unit.ROUND),
            "first": lambda: playback.seek(0),
            "last": lambda: playback.seek(len(playback.trace) - 1),
            "slower": lambda: self._change_speed(-1),
            "faster": lambda: self._change_speed(1),
            "restart": playback.restart,
            "fork": self.fork,
            "servers_view": window.stage_bar.server_view.toggle,
            "lesson": lambda: window.side.open_tab(LESSON),
            "inspector": lambda: window.side.open_tab(INSPECTOR),
            "side_panel": partial(self._toggle_panel, SIDE),
            "code_panel": partial(self._toggle_panel, CODE),
            "plot_panel": partial(self._toggle_panel, PLOT),
            "right_panels": self._toggle_right,
            "zoom_in": window.stage.zoom_in,
            "zoom_out": window.stage.zoom_out,
            "zoom_fit": window.stage.fit,
            "larger_type": lambda: self._change_type(1),
            "smaller_type": lambda: self._change_type(-1),
            "usual_type": lambda: self.set_type(1.0),
            "present": lambda: window.presenter.toggle(),  # noqa: PLW0108 - it is made after this
            "open": self.open_file,
            "keys": self.show_keys,
        }
        for number, chapter in enumerate(COURSE, start=1):
            self._actions[f"chapter_{number}"] = partial(self.show_chapter, chapter)

    def perform(self, action: str) -> bool:
        """Carry out one of shortcuts.ACTIONS; False if it is none that the window has."""
        wish = self._actions.get(action)
        if wish is not None:
            wish()
        return wish is not None

    # what runs

    @property
    def chapter(self) -> str:
        """The chapter that is shown; its lesson stays while another script is open."""
        return self._chapter

    def show_chapter(self, chapter: str) -> None:
        """Show a lesson's text and script, with no run yet."""
        self._chapter = chapter
        self._window.top_bar.set_current(chapter)
        self._window.views.set_chapter(chapter)
        self._window.guide.show_chapter(chapter)
        self.remember(chapter=chapter)

    def next_chapter(self) -> None:
        """Go on to the chapter after this one, if there is one."""
        following = COURSE.index(self._chapter) + 1
        if following < len(COURSE):
            self.show_chapter(COURSE[following])

    def show_lesson(self, name: str) -> None:
        """Show the built-in script that a page is about, with no run yet."""
        self._load(load_script(name))

    def open_file(self) -> None:
        """Ask for a script or notebook and show it. Nothing of it runs before the user plays it."""
        name, _ = QFileDialog.getOpenFileName(
            self._window,
            self.tr("Open a script or notebook"),
            "",
            self.tr("Scripts and notebooks") + " (*.py *.ipynb)",
        )
        if name:
            self.open_path(name)

    def open_path(self, name: str) -> None:
        """Show the script or notebook at the path `name`, or say in one sentence why that can't be."""
        try:
            script = load_script(name)
            script.tree()
        except ScriptError as error:
            sentence = translate("Errors", error.template).format(**error.fields)
            self._window.errors.show_error(sentence, "")
            return
        self._load(script)
        if script.skipped:
            lines = ", ".join(map(str, script.skipped_at))
            self._window.errors.show_note(
                self.tr("Skipped what only a notebook understands; it is now a comment at lines: {lines}.").format(
                    lines=lines
                )
                if lines
                else self.tr("Skipped what only a notebook understands; it is now a comment.")
            )

    def _load(self, script: Script) -> None:
        self._lesson = script
        self._variant = settings_of(script)
        self._show_script(script)
        self._window.stage_bar.set_can(
            change=script.name in LESSONS, export=script.name in LESSONS, hide=script.name != "centralized"
        )

    def _show_script(self, script: Script) -> None:
        window = self._window
        window.code.set_script(script)
        window.plot.set_script(script)
        window.inspector.set_script(script)
        window.view.set_script(script)
        window.stage_bar.set_title(self.title())
        window.view.select(None)
        self._playback.load(script, self._variant.seed)

    def title(self) -> str:
        """What runs, in the language on screen."""
        titles = {
            "centralized": self.tr("All the data on the server"),
            "federated": self.tr("Sequential, as in the tutorial"),
            "trusted_aggregator": self.tr("Through a trusted aggregator"),
            "fedsgd": self.tr("Gradients added up (FedSGD)"),
            "secure_aggregation": self.tr("Masked gradients"),
            "noisy": self.tr("Clipped gradients with noise"),
        }
        return titles.get(self._lesson.name, self._lesson.name)

    def change_settings(self) -> None:
        """Ask for rounds, learning rate, order and seed; the run begins again with them."""
        wanted = ChapterSettings.ask(self._variant, settings_of(self._lesson), self._window)
        if wanted is None or wanted == self._variant:
            return
        self._variant = wanted
        self._show_script(with_settings(self._lesson, wanted))
        self._playback.play()

    def use_rate(self, rate: float) -> None:
        """Run again from the start with another learning rate."""
        self._variant = replace(self._variant, learning_rate=rate)
        self._show_script(with_settings(self._lesson, self._variant))
        self._playback.play()

    def keep_run(self) -> None:
        """Keep the losses of this run in the plot, to compare other runs with."""
        trace, last = self._playback.trace, self._playback.playhead
        losses = trace.losses_until(last)
        if not losses:
            self._window.errors.show_note(self.tr("There is no run to keep yet: play first."))
            return
        sent = [float(trace.bytes_until(point.moment)) for point in losses]
        self._kept.append(self.tr("{title}, run {number}").format(title=self.title(), number=len(self._kept) + 1))
        self._window.plot.keep_run(self._kept[-1], losses, sent)

    def drop_runs(self) -> None:
        """Take the kept runs off the plot again."""
        for name in self._kept:
            self._window.plot.drop_run(name)
        self._kept.clear()

    def export(self) -> None:
        """Ask for a file, and write the same training in plain PyTorch into it."""
        name, _ = QFileDialog.getSaveFileName(
            self._window, self.tr("Export as plain PyTorch"), f"{self._lesson.name}_twin.py", "Python (*.py)"
        )
        if name:
            self.export_to(Path(name))

    def export_to(self, path: Path) -> None:
        """Write the twin of the lesson to `path`, whole or not at all."""
        handle = None
        try:
            handle, part = tempfile.mkstemp(dir=path.parent, prefix=path.stem, suffix=".tmp")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(twin(self._lesson.name, self._variant.seed, self._variant))
            Path(part).replace(path)
            if self._playback.trace.forks:
                self._window.errors.show_note(
                    self.tr("The file repeats the run as it began. What you changed on the way is not in it.")
                )
        except OSError as error:
            if handle is not None:
                with suppress(OSError):
                    Path(part).unlink()
            sentence = self.tr("The file {file} can't be written: {reason}. Choose another folder.")
            self._window.errors.show_error(sentence.format(file=path.name, reason=error.strerror), "")

    # where the playhead goes

    def step_forward(self) -> None:
        """One step of the chosen unit."""
        self._playback.step_forward(self._unit)

    def step_back(self) -> None:
        """One step of the chosen unit back."""
        self._playback.step_back(self._unit)

    def choose_unit(self, unit: str) -> None:
        """What a step is from now on."""
        self._unit = Unit(unit)

    def choose_speed(self, speed: float) -> None:
        """Set the pace, and remember it."""
        self._playback.set_speed(speed)
        self._window.transport.set_speed(speed)
        self._window.set_motion()
        self.remember(speed=speed)

    def _change_speed(self, by: int) -> None:
        place = SPEEDS.index(self._playback.speed) + by
        if 0 <= place < len(SPEEDS):
            self.choose_speed(SPEEDS[place])

    # changes at the playhead

    def fork(self, kind: int = RATE) -> None:
        """Ask what is to change from this moment on."""
        scene = self._playback.scene()
        if scene is None or not self._playback.can_fork:
            self._window.errors.show_note(self.tr("There is nothing to change here: play first, or step back."))
            return
        self._playback.pause()
        losses = self._playback.trace.losses_until(self._playback.playhead)
        rate = losses[-1].rate if losses and losses[-1].rate else self._variant.learning_rate or 0.1
        change = ForkDialog.ask(scene, rate, kind, self._window)
        if change is not None:
            self.apply(change)

    def edit_weights(self, _node: str) -> None:
        """Ask for a new value of a weight."""
        self.fork(WEIGHT)

    def set_offline(self, worker: str, offline: bool) -> None:
        """Take a worker offline from this moment on, or bring it back."""
        self.apply(Presence(worker, not offline))

    def set_weight(self, parameter: str, index: int, value: float) -> None:
        """Give one number of the model another value from this moment on."""
        scene = self._playback.scene()
        if scene is not None and scene.model is not None:
            self.apply(Weight(scene.model.name, parameter, index, value))

    def apply(self, change: Change) -> None:
        """Fork the run with `change`, and go on."""
        self._playback.fork(change)

    # looks

    def choose_language(self, code: str) -> None:
        """Show everything in another language."""
        language().set(code)
        self.remember(language=code)

    def toggle_theme(self) -> None:
        """Change between light and dark."""
        name = LIGHT if theme().name == DARK else DARK
        theme().set(name)
        self.remember(theme=name)

    def choose_theme(self, name: str) -> None:
        """Show one of settings.THEMES."""
        theme().set(name)
        self.remember(theme=name)

    def choose_motion(self, name: str) -> None:
        """Let parcels travel or jump: one of settings.MOTIONS."""
        self.remember(motion=name)
        self._window.set_motion()

    def choose_x_axis(self, axis: str) -> None:
        """Draw the losses over one of settings.X_AXES from now on."""
        self.remember(x_axis=axis)

    def choose_log(self, is_log: bool) -> None:
        """Draw the losses on a logarithmic axis, or on a linear one, from now on."""
        self.remember(is_log=is_log)

    def show_score(self, is_shown: bool) -> None:
        """Say how many predictions came true, or keep it."""
        self._window.guide.set_score_shown(is_shown)
        self.remember(shows_score=is_shown)

    def shows(self, panel: str) -> bool:
        """Whether one of appearance.PANELS can be seen."""
        return self._window.side.is_open if panel == SIDE else self._window.room.shows(panel)

    def _toggle_panel(self, panel: str) -> None:
        self.show_panel(panel, is_shown=not self.shows(panel))

    def show_panel(self, panel: str, is_shown: bool) -> None:
        """Show one of appearance.PANELS, or leave its room to the others, now and at the next start."""
        window = self._window
        if window.presenter.is_active:
            return  # it has the panels for the time being
        if panel == SIDE:
            (window.side.open_panel if is_shown else window.side.close_panel)()
        else:
            window.room.show(panel, is_shown=is_shown)
        self.remember()

    def bring_back(self, panel: str) -> None:
        """Show a hidden panel again, and give it the keyboard: the button that was pressed goes away."""
        self.show_panel(panel, is_shown=True)
        (self._window.tabs.tabBar() if panel == CODE else self._window.plot.chart.head.fold).setFocus()

    def _toggle_right(self) -> None:
        is_shown = self._window.room.is_right_hidden
        for panel in (CODE, PLOT):
            self.show_panel(panel, is_shown=is_shown)

    def hide_answers(self, is_hidden: bool) -> None:
        """Leave the right answers for the teacher to tell, or show them."""
        self._window.guide.set_answers_hidden(is_hidden)
        self.remember(hides_answers=is_hidden)

    def note_done(self, chapter: str) -> None:
        """Check a chapter off, now and at every start."""
        done = self._window.settings.values.done_chapters
        if chapter not in done:
            self.remember(done_chapters=(*done, chapter))
        self._window.top_bar.set_done(self._window.settings.values.done_chapters)

    def show_keys(self) -> None:
        """Show the list of keys."""
        window = self._window
        dialog = KeysDialog(self._actions, window.presenter if window.presenter.is_active else window)
        dialog.exec()
        dialog.deleteLater()

    def _change_type(self, by: int) -> None:
        self.set_type(next_type_scale(self._window.settings.values.type_scale, by))

    def set_type(self, scale: float) -> None:
        """Set the user's size of type: one of settings.TYPE_SCALES."""
        self.remember(type_scale=scale)
        self._window.fit()

    def remember(self, **choices: object) -> None:
        """Keep choices for the next start; trouble with that is told once."""
        settings = self._window.settings
        for name, value in choices.items():
            setattr(settings.values, name, value)
        settings.save()
        if note := settings.take_note():
            self._window.errors.show_error(note, "")
