"""The settings of a chapter: rounds, learning rate, order of the workers, seed. Applying them restarts the run."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.language import language
from fedgui.gui.panels.basics import choice_box, inset
from fedgui.scripts.variants import LARGEST_RATE, MOST_ROUNDS, Settings

LARGEST_SEED: Final = 2**31 - 1


class ChapterSettings(QDialog):
    """Asks for the settings of a chapter.

    Args:
        present: what the script runs with now.
        defaults: what the lesson is written with.
    """

    def __init__(self, present: Settings, defaults: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._defaults = defaults
        self.rounds = QSpinBox()
        self.rounds.setRange(1, MOST_ROUNDS)
        self.rate = QDoubleSpinBox()
        self.rate.setLocale(language().locale)
        self.rate.setDecimals(3)
        self.rate.setRange(0.001, LARGEST_RATE)
        self.rate.setSingleStep(0.01)
        self.order = choice_box()
        self.order.addItems([self.tr("As in the script"), self.tr("In reverse")])
        self.seed = QSpinBox()
        self.seed.setRange(0, LARGEST_SEED)
        for field in (self.rounds, self.rate, self.seed):
            inset(field)
        self.buttons = QDialogButtonBox()
        self.apply_button = self.buttons.addButton(self.tr("Apply and restart"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply_button.setProperty("kind", "primary")
        self.defaults_button = self.buttons.addButton(self.tr("Defaults"), QDialogButtonBox.ButtonRole.ResetRole)
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self.defaults_button.clicked.connect(self._show_defaults)
        self.setWindowTitle(self.tr("Settings of this chapter"))
        self._lay_out(present)
        self._show(present)

    def settings(self) -> Settings:
        """What is asked for. A setting that the script has no place for stays None."""
        defaults = self._defaults
        return Settings(
            None if defaults.rounds is None else self.rounds.value(),
            None if defaults.learning_rate is None else round(self.rate.value(), 3),
            None if defaults.is_reversed is None else self.order.currentIndex() == 1,
            self.seed.value(),
        )

    @classmethod
    def ask(cls, present: Settings, defaults: Settings, parent: QWidget | None = None) -> Settings | None:
        """Show the dialog and wait; None if it was cancelled."""
        dialog = cls(present, defaults, parent)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.settings() if accepted else None

    def _lay_out(self, present: Settings) -> None:
        form = QFormLayout()
        rows = (
            (self.tr("Rounds"), self.rounds, present.rounds is not None),
            (self.tr("Learning rate"), self.rate, present.learning_rate is not None),
            (self.tr("Order of the workers"), self.order, present.is_reversed is not None),
            (self.tr("Seed"), self.seed, True),
        )
        for text, field, is_there in rows:
            field.setAccessibleName(text)
            if is_there:
                form.addRow(text, field)
        note = QLabel(self.tr("The lines of the script change with the settings, and the run starts again."))
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        layout.addLayout(form)
        layout.addWidget(note)
        layout.addWidget(self.buttons)
        note.ensurePolished()
        # a dialog is as high as its parts wish, which for a text that wraps is less than it takes
        note.setMinimumHeight(note.heightForWidth(max(layout.sizeHint().width() - 96, 200)))

    def _show(self, settings: Settings) -> None:
        if settings.rounds is not None:
            self.rounds.setValue(settings.rounds)
        if settings.learning_rate is not None:
            self.rate.setValue(settings.learning_rate)
        self.order.setCurrentIndex(1 if settings.is_reversed else 0)
        self.seed.setValue(settings.seed)

    def _show_defaults(self) -> None:
        self._show(self._defaults)
