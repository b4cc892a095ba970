"""A thin line that says that something takes its time: PyTorch is being loaded, or a line of the script computes."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer, QVariantAnimation, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.language import language
from fedgui.gui.theme import theme

PATIENCE_MS: Final = 300
"""What takes less is not worth a word."""

_HEIGHT: Final = 4
_SHARE: Final = 0.25
_TURN_MS: Final = 1800


class BusyLine(QWidget):
    """A dash that runs along its line for as long as something is waited for; without motion, a dashed line.

    It lies over what is below it, so that nothing moves when it comes.

    Args:
        above: what it lies under, along the whole width of `parent`.
    """

    def __init__(self, above: QWidget, parent: QWidget) -> None:
        super().__init__(parent)
        self._above, self._whole = above, parent
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._moves = True
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(PATIENCE_MS)
        self._patience.timeout.connect(self._come)
        self._run = QVariantAnimation(self)
        self._run.setStartValue(0.0)
        self._run.setEndValue(1.0)
        self._run.setDuration(_TURN_MS)
        self._run.setLoopCount(-1)
        self._run.valueChanged.connect(self.update)
        language().changed.connect(self.retranslate)
        self.retranslate()
        self.hide()

    @Slot(bool)
    def set_waiting(self, is_waiting: bool) -> None:
        """Something is waited for from now on, or no longer."""
        if is_waiting:
            self._patience.start()
        else:
            self._patience.stop()
            self._run.stop()
            self.hide()

    def set_motion(self, factor: float) -> None:
        """Run (more than 0), or stand still."""
        self._moves = factor > 0
        if not self._moves:
            self._run.stop()

    def place(self) -> None:
        """Take the place again, after the window took another size."""
        self.setGeometry(0, self._above.geometry().bottom() + 1, self._whole.width(), round(_HEIGHT * theme().scale))

    @Slot()
    def retranslate(self) -> None:
        """Say for screen readers what the line means."""
        self.setAccessibleName(self.tr("Please wait: something is being computed"))

    @Slot()
    def _come(self) -> None:
        self.place()
        self.show()
        self.raise_()
        if self._moves:
            self._run.start()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().color("line"))
        ink, width = theme().color("ink2"), round(self.width() * _SHARE)
        if self._run.state() == QVariantAnimation.State.Running:
            left = round(self._run.currentValue() * (self.width() + width)) - width
            painter.fillRect(QRect(left, 0, width, self.height()), ink)
        else:
            for left in range(0, self.width(), 8 * self.height()):
                painter.fillRect(QRect(left, 0, 4 * self.height(), self.height()), ink)
