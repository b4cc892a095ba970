"""What the chapters' own views have in common: a run behind them, what was found in it, and their end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from fedgui.gui.attack.job import Job
from fedgui.gui.panels.basics import Surface
from fedgui.gui.panels.scroll_area import ScrollArea


class Closable(Protocol):
    """A process that can be ended."""

    def close(self) -> None:
        """End it, for good."""


Process = TypeVar("Process", bound=Closable)


class Kept(Generic[Process]):
    """A process that is made when it is first asked for, in the thread that asks, and never after the end.

    Args:
        make: begins it.
    """

    def __init__(self, make: Callable[[], Process]) -> None:
        self._make = make
        self._process: Process | None = None
        self._is_over = False
        self._lock = threading.Lock()

    def get(self) -> Process:
        """The process.

        Raises:
            RuntimeError: after `close`.
        """
        with self._lock:
            if self._is_over:
                raise RuntimeError("the window is closing")
            if self._process is None:
                self._process = self._make()
            return self._process

    def close(self) -> None:
        """End the process, if there is one; there will be no other."""
        with self._lock:
            self._is_over = True
            process, self._process = self._process, None
        if process is not None:
            process.close()


class RunView(Surface):
    """The base of a chapter's own view: it looks at runs in a thread of its own, and keeps what was found in them.

    Args:
        process: what the runs happen in.
        shows_all: see `Job`.
    """

    used = Signal(str)
    """The learner has used the control of this name, one of course.CONTROLS."""
    findings_changed = Signal(object)
    """What was found in this run, as a mapping from names of predict.FINDINGS to numbers."""

    def __init__(self, process: Kept[Any], parent: QWidget | None = None, *, shows_all: bool = False) -> None:
        super().__init__("stage", parent=parent)
        self._findings: dict[str, float] = {}
        self._kept = process
        self._job = Job(self, shows_all=shows_all)

    @property
    def findings(self) -> Mapping[str, float]:
        """See `findings_changed`."""
        return MappingProxyType(dict(self._findings))

    @property
    def is_busy(self) -> bool:
        """Whether a run, or what is made of it, is under way."""
        return self._job.is_busy

    @Slot(object)
    def note_findings(self, found: Mapping[str, float]) -> None:
        """Add to what was found in this run."""
        self._findings.update(found)
        self.findings_changed.emit(self.findings)

    def forget_findings(self) -> None:
        """Another run is shown, in which nothing was found yet."""
        if self._findings:
            self._findings.clear()
            self.findings_changed.emit(self.findings)

    def shut_down(self) -> None:
        """End the process and the thread behind this view, for good."""
        self._kept.close()
        self._job.shut_down()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # not within the event: the first question starts a process
        QTimer.singleShot(0, self, self._follow)

    @Slot()
    def _follow(self) -> None:
        """Show what is known of the present run, or ask for it. The views say how."""
        raise NotImplementedError


def scrolling(body: QWidget) -> ScrollArea:
    """`body` with bars where it has no room; the arrow keys move it. Whoever makes it gives it an accessible name."""
    area = ScrollArea()
    area.setWidget(body)
    area.setWidgetResizable(True)
    area.viewport().setAutoFillBackground(False)
    body.setAutoFillBackground(False)
    return area
