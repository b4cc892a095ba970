"""Manners of the training thread: it works while the window has nothing to do."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Slot

from fedgui.scripts.gate import Gate


class Manners(QObject):
    """Holds a gate while the window works, and releases it as soon as the event loop has nothing left to do.

    Python lets one thread run at a time. Painting calls Qt many times, and with each call it may have to wait for the
    training to give way; so the training steps aside until the window is done, which takes some milliseconds a frame.

    The event loop's own signals are of no use for this: on Linux it says that it is about to wait before it handles its
    events, and that it is awake when it has handled them. So whoever begins some work says so, and a timer without
    delay, which comes after everything that is due, ends it.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._gate: Gate | None = None
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(0)
        self._rest.timeout.connect(self._release)

    def serve(self, gate: Gate | None) -> None:
        """Hold and release `gate` from now on, and no other; None ends it."""
        if gate is self._gate:
            return
        self._rest.stop()
        self._release()
        self._gate = gate

    @Slot()
    def work(self) -> None:
        """The window begins to work: hold the gate until the window is done."""
        if self._gate is not None:
            self._gate.hold()
            self._rest.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Watches a window: what is painted is work, whoever asked for it."""
        if event.type() == QEvent.Type.UpdateRequest:
            self.work()
        return False

    @Slot()
    def _release(self) -> None:
        if self._gate is not None:
            self._gate.release()
