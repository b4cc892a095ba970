"""Manners of the training thread: it works while the window has nothing to do."""

from __future__ import annotations

from PySide6.QtCore import QAbstractEventDispatcher, QObject, Slot

from fedgui.scripts.gate import Gate


class Manners(QObject):
    """Holds a gate while the window's event loop works, and releases it while the loop waits for events.

    Python lets one thread run at a time. Painting calls Qt many times, and with each call it may have to wait for the
    training to give way; so the training steps aside until the window is done, which takes some milliseconds a frame.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate: Gate | None = None

    def serve(self, gate: Gate | None) -> None:
        """Hold and release `gate` from now on, and no other; None ends it."""
        if gate is self._gate:
            return
        dispatcher = QAbstractEventDispatcher.instance()
        if self._gate is not None:
            self._gate.release()
        elif dispatcher is not None:
            dispatcher.awake.connect(self._hold)
            dispatcher.aboutToBlock.connect(self._release)
        self._gate = gate
        if gate is None and dispatcher is not None:
            dispatcher.awake.disconnect(self._hold)
            dispatcher.aboutToBlock.disconnect(self._release)

    @Slot()
    def _hold(self) -> None:
        if self._gate is not None:
            self._gate.hold()

    @Slot()
    def _release(self) -> None:
        if self._gate is not None:
            self._gate.release()
