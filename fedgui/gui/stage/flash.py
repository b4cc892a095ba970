"""The marker that runs over a worker's rows while the model makes its predictions."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QVariantAnimation, Slot

from fedgui.gui.stage.room import WorkerRoom

FLASH_MS: Final = 220
"""For each row."""


class RowFlash(QObject):
    """Marks the rows of one room one after the other."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._running = QVariantAnimation(self)
        self._running.valueChanged.connect(self._mark)
        self._room: WorkerRoom | None = None

    def start(self, room: WorkerRoom, motion: float) -> None:
        """Run over the rows that `room` shows; `motion` is the factor on the time."""
        self.stop()
        self._room = room
        self._running.setStartValue(0)
        self._running.setEndValue(room.shown_rows)
        self._running.setDuration(round(FLASH_MS * room.shown_rows * motion))
        self._running.start()

    def stop(self) -> None:
        """Leave no row marked."""
        self._running.stop()
        if self._room is not None:
            self._room.set_marked(-1)
            self._room = None

    @Slot(object)
    def _mark(self, row: int) -> None:
        if self._room is not None:
            self._room.set_marked(row if row < self._room.shown_rows else -1)
