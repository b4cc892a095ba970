"""What the desktop asks of every program's colours: dark or light, with more contrast or without."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication


class System(QObject):
    """The desktop's present wishes about colours, and the signal that they changed."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._hints = app.styleHints()
        self._hints.colorSchemeChanged.connect(self.changed)
        self._hints.accessibility().contrastPreferenceChanged.connect(self.changed)

    @property
    def is_dark(self) -> bool:
        """Whether programs are to be dark; a desktop that doesn't say is light."""
        return self._hints.colorScheme() is Qt.ColorScheme.Dark

    @property
    def wants_contrast(self) -> bool:
        return self._hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast

    def force_scheme(self, *, is_dark: bool) -> None:
        """Let frames and native dialogs be dark or light, whatever the desktop says; `is_dark` then says so too."""
        self._hints.setColorScheme(Qt.ColorScheme.Dark if is_dark else Qt.ColorScheme.Light)

    def follow_scheme(self) -> None:
        """Take back `force_scheme`."""
        self._hints.unsetColorScheme()
