"""The menu of looks and of the lesson: theme, size of type, motion; score and answers."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from fedgui.gui.language import language, translate
from fedgui.gui.settings import MOTIONS, THEMES, TYPE_SCALES, Settings
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


class AppearanceMenu(QMenu):
    """Offers what the settings know about looks and about the lesson, with the present choices marked.

    Args:
        settings: read whenever the menu opens; whoever gets the signals writes them.
    """

    theme_chosen = Signal(str)
    """One of settings.THEMES."""
    type_scale_chosen = Signal(float)
    """One of settings.TYPE_SCALES."""
    motion_chosen = Signal(str)
    """One of settings.MOTIONS."""
    right_shown = Signal(bool)
    """Whether code and plot stand beside the stage."""
    score_shown = Signal(bool)
    """Whether the learner sees how many predictions came true."""
    answers_hidden = Signal(bool)
    """Whether the right answers are the teacher's to tell."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._themes = self.addMenu("")
        self._scales = self.addMenu("")
        self._motions = self.addMenu("")
        self._fill(self._themes, THEMES).triggered.connect(self._choose_theme)
        self._fill(self._scales, TYPE_SCALES).triggered.connect(self._choose_scale)
        self._fill(self._motions, MOTIONS).triggered.connect(self._choose_motion)
        self.addSeparator()
        self._right = self._add_switch()
        self._right.triggered.connect(self.right_shown)
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
        self._right.setText(self.tr("Code and plot"))
        self._right.setToolTip(self.tr("Show them beside the stage, or leave their room to it"))
        self._score.setText(self.tr("Count my predictions"))
        self._score.setToolTip(self.tr("Under each answer, say how many predictions came true"))
        self._answers.setText(self.tr("Hide the answers (for teachers)"))
        self._answers.setToolTip(self.tr("The lesson still asks, and leaves the answer for you to tell"))
        for action in self._scales.actions():
            action.setText(self.tr("{share} %").format(share=round(100 * action.data())))

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
        self._right.setChecked(not values.is_right_hidden)
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
