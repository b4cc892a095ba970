"""Where unexpected errors go: to the log with their traceback, and to the window as one sentence.

What ends the whole process leaves its traces in a file that the next start offers.
"""

from __future__ import annotations

import faulthandler
import logging
import sys
import threading
import traceback
from collections import deque
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, Self, TextIO

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

LOG_NAME: Final = "fedgui.log"
LOG_BYTES: Final = 512 * 1024
LOG_FILES: Final = 3
CRASH_NAME: Final = "crash.txt"
REPORTED_CRASH_NAME: Final = "crash-reported.txt"
MOST_CRASH_CHARACTERS: Final = 20_000
KEPT_RECORDS: Final = 40

_log = logging.getLogger("fedgui")
_qt_log = logging.getLogger("fedgui.qt")

_recent: Final[deque[str]] = deque(maxlen=KEPT_RECORDS)

_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s: %(message)s"
_QT_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class Log:
    """Writes what happens to a rotating file, and remembers the end of it for a report, while used as a context.

    A folder that can't be written leaves errors on stderr, and the memory.

    Args:
        folder: where the files go; made if it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._handlers: list[logging.Handler] = [_Recent()]

    def __enter__(self) -> Self:
        _log.setLevel(logging.INFO)
        if sys.stderr is not None:
            on_screen = logging.StreamHandler()
            on_screen.setLevel(logging.ERROR)
            self._handlers.append(on_screen)
        trouble = None
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = self._folder / LOG_NAME
            self._handlers.append(
                RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8")
            )
        except OSError as error:
            trouble = error
        for handler in self._handlers:
            handler.setFormatter(logging.Formatter(_FORMAT))
            _log.addHandler(handler)
        if trouble is not None:
            _log.warning("no log file in %s: %s", self._folder, trouble)
        return self

    def __exit__(self, *_: object) -> None:
        for handler in self._handlers:
            _log.removeHandler(handler)
            handler.close()


class _Recent(logging.Handler):
    """Keeps the last records as text."""

    def emit(self, record: logging.LogRecord) -> None:
        _recent.append(self.format(record))


def recent_records() -> list[str]:
    """The log's last records, oldest first, each as it stands in the file; a traceback makes one of several lines."""
    return list(_recent)


class CrashWatch:
    """Lets Python write down where each thread was if the process dies under it, while used as a context.

    Only a crash leaves something in the file: an orderly end removes it.

    Args:
        folder: where the file goes.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / CRASH_NAME
        self._file: TextIO | None = None

    def __enter__(self) -> Self:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8")
        except OSError as error:
            _log.warning("no crash report can be written to %s: %s", self._path, error)
        else:
            faulthandler.enable(self._file)
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is None:
            return
        faulthandler.disable()
        self._file.close()
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            _log.warning("the crash report %s can't be removed: %s", self._path, error)


def previous_crash(folder: Path) -> str | None:
    """What the last run left behind if it crashed, else None. A crash is told once; ask before `CrashWatch` begins.

    The text names files, functions and line numbers, and no values. It is kept as REPORTED_CRASH_NAME.
    """
    path = folder / CRASH_NAME
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(MOST_CRASH_CHARACTERS)
        if not text.strip():
            return None
        path.replace(folder / REPORTED_CRASH_NAME)
    except OSError:
        # nothing there; or it can't be set aside, and would be told at every start
        return None
    return text


class Faults(QObject):
    """Catches what nobody else caught, in any thread, while it is used as a context.

    The hooks run in the thread that failed and may not touch a widget: they log, and hand the text to the thread that
    this object lives in, the window's.
    """

    happened = Signal(str)
    """An unexpected error, told in the window's thread; carries the traceback."""
    _caught = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reporting = threading.local()
        # queued in the window's own thread too: an error inside of a paint event must not show widgets there
        self._caught.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def __enter__(self) -> Self:
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_log_qt)
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(None)

    @Slot(str)
    def _tell(self, details: str) -> None:
        self.happened.emit(details)

    def _on_thread_exception(self, failed: threading.ExceptHookArgs) -> None:
        # a thread that ends by SystemExit has ended as it wished
        if failed.exc_value is not None and not issubclass(failed.exc_type, SystemExit):
            self._on_exception(failed.exc_type, failed.exc_value, failed.exc_traceback)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> None:
        if getattr(self._reporting, "is_under_way", False):
            return
        self._reporting.is_under_way = True
        try:
            details = "".join(traceback.format_exception(kind, error, trail))
            _log.critical("unexpected error\n%s", details)
            self._caught.emit(details)
        finally:
            self._reporting.is_under_way = False


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s", text)
