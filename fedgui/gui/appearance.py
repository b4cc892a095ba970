"""The menu of looks and of the lesson: theme, size of type, motion; score and answers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from fedgui.gui.language import language, translate
from fedgui.gui.right_rail import CODE, PLOT
from fedgui.gui.settings import MOTIONS, THEMES, TYPE_SCALES, Settings
from fedgui.gui.shortcuts import key_name
from fedgui.scripts.source import QT_TRANSLATE_NOOP

_THEMES: Final = {
    "system": QT_TRANSLATE_NOOP("Appearance", "As on this computer"),
    "light": QT_TRANSLATE_NOOP("Appearance", "Light"),
    "dark": QT_TRANSLATE_NOOP("Appearance", "Dark"),
    "contrast": QT_TRANSLATE_NOOP("Appearance", "High contrast"),
}
_MOTIONS: Final = {
    "system": QT_TRANSLATE_NOOP("Appearance", "As on this computer"),
    "full": QT_TRANSLATE_NOOP("Appearance", "Parcels travel"),
    "reduced": QT_TRANSLATE_NOOP("Appearance", "Parcels jump"),
}

SIDE: Final = "side"
PANELS: Final = (SIDE, CODE, PLOT)
"""What can be hidden: lesson and inspector; code, console and network; the plot."""
_KEYS: Final = ("Ctrl+1", "Ctrl+2", "Ctrl+3")


class AppearanceMenu(QMenu):
    """Offers what the settings know about looks and about the lesson, with the present choices marked.

    Args:
        settings: read whenever the menu opens; whoever gets the signals writes them.
        shows: tells whether one of PANELS can be seen: it may be hidden for want of room, too.
    """

    theme_chosen = Signal(str)
    """One of settings.THEMES."""
    type_scale_chosen = Signal(float)
    """One of settings.TYPE_SCALES."""
    motion_chosen = Signal(str)
    """One of settings.MOTIONS."""
    panel_shown = Signal(str, bool)
    """Whether this one of PANELS stands beside the stage."""
    score_shown = Signal(bool)
    """Whether the learner sees how many predictions came true."""
    answers_hidden = Signal(bool)
    """Whether the right answers are the teacher's to tell."""

    def __init__(self, settings: Settings, shows: Callable[[str], bool], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._shows = shows
        self._themes = self.addMenu("")
        self._scales = self.addMenu("")
        self._motions = self.addMenu("")
        self._fill(self._themes, THEMES).triggered.connect(self._choose_theme)
        self._fill(self._scales, TYPE_SCALES).triggered.connect(self._choose_scale)
        self._fill(self._motions, MOTIONS).triggered.connect(self._choose_motion)
        self.addSeparator()
        self._panels = QActionGroup(self)
        self._panels.setExclusionPolicy(QActionGroup.ExclusionPolicy.None_)
        for panel in PANELS:
            switch = self._panels.addAction(self._add_switch())
            switch.setData(panel)
        self._panels.triggered.connect(self._show_panel)
        self.addSeparator()
        self._score = self._add_switch()
        self._score.triggered.connect(self.score_shown)
        self._answers = self._add_switch()
        self._answers.triggered.connect(self.answers_hidden)
        self.setToolTipsVisible(True)
        self.aboutToShow.connect(self._mark)
        language().changed.connect(self.retranslate)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self._themes.setTitle(self.tr("Theme"))
        self._scales.setTitle(self.tr("Size of type"))
        self._motions.setTitle(self.tr("Motion"))
        for menu, texts in ((self._themes, _THEMES), (self._motions, _MOTIONS)):
            for action in menu.actions():
                action.setText(translate("Appearance", texts[action.data()]))
        names = self.tr("Lesson and inspector"), self.tr("Code, console and network"), self.tr("Loss plot")
        for switch, name, key in zip(self._panels.actions(), names, _KEYS, strict=True):
            # what stands behind a tab is how a menu shows a key; as a shortcut of the action it would work twice
            switch.setText(f"{name}\t{key_name(key)}")
            switch.setToolTip(self.tr("Show it beside the stage, or leave its room to others"))
        self._score.setText(self.tr("Count my predictions"))
        self._score.setToolTip(self.tr("Under each answer, say how many predictions came true"))
        self._answers.setText(self.tr("Hide the answers (for teachers)"))
        self._answers.setToolTip(self.tr("The lesson still asks, and leaves the answer for you to tell"))
        for action in self._scales.actions():
            action.setText(self.tr("{share}%").format(share=round(100 * action.data())))

    @Slot(QAction)
    def _show_panel(self, switch: QAction) -> None:
        self.panel_shown.emit(switch.data(), switch.isChecked())

    def _add_switch(self) -> QAction:
        action = QAction(self)
        action.setCheckable(True)
        self.addAction(action)
        return action

    def _fill(self, menu: QMenu, values: tuple[str, ...] | tuple[float, ...]) -> QActionGroup:
        group = QActionGroup(menu)
        for value in values:
            action = QAction(menu)
            action.setData(value)
            action.setCheckable(True)
            group.addAction(action)
            menu.addAction(action)
        return group

    @Slot()
    def _mark(self) -> None:
        values = self._settings
        for switch in self._panels.actions():
            switch.setChecked(self._shows(switch.data()))
        self._score.setChecked(values.shows_score)
        self._answers.setChecked(values.hides_answers)
        for menu, present in (
            (self._themes, values.theme),
            (self._scales, values.type_scale),
            (self._motions, values.motion),
        ):
            for action in menu.actions():
                action.setChecked(action.data() == present)

    @Slot(QAction)
    def _choose_theme(self, action: QAction) -> None:
        self.theme_chosen.emit(action.data())

    @Slot(QAction)
    def _choose_scale(self, action: QAction) -> None:
        self.type_scale_chosen.emit(action.data())

    @Slot(QAction)
    def _choose_motion(self, action: QAction) -> None:
        self.motion_chosen.emit(action.data())
