"""Where unexpected errors go: to the log with their traceback, and to the window as one sentence."""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

LOG_BYTES: Final = 512 * 1024
LOG_FILES: Final = 3

_log = logging.getLogger("fedgui")
_qt_log = logging.getLogger("fedgui.qt")

_QT_LEVELS: Final = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def start_log(folder: Path) -> None:
    """Write the log into `folder`; a folder that can't be written leaves the log on stderr alone."""
    _log.setLevel(logging.INFO)
    handlers: list[logging.Handler] = [logging.StreamHandler()]
    handlers[0].setLevel(logging.ERROR)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "fedgui.log"
        handlers.append(RotatingFileHandler(file, maxBytes=LOG_BYTES, backupCount=LOG_FILES, encoding="utf-8"))
    except OSError as error:
        _log.warning("no log file in %s: %s", folder, error)
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
        _log.addHandler(handler)


class Faults(QObject):
    """Catches what nobody else caught, in any thread, while it is used as a context.

    The hooks run in the thread that failed and may not touch a widget: they log and emit a signal, which Qt
    delivers in the window's thread.
    """

    happened = Signal(str)
    """An unexpected error; carries the traceback."""

    def __enter__(self) -> Self:
        self._hooks = sys.excepthook, threading.excepthook
        self._is_reporting = False
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread_exception
        qInstallMessageHandler(_log_qt)
        return self

    def __exit__(self, *_: object) -> None:
        sys.excepthook, threading.excepthook = self._hooks
        qInstallMessageHandler(None)

    def _on_thread_exception(self, failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            self._on_exception(failed.exc_type, failed.exc_value, failed.exc_traceback)

    def _on_exception(self, kind: type[BaseException], error: BaseException, trail: TracebackType | None) -> None:
        if self._is_reporting:
            return
        self._is_reporting = True
        try:
            details = "".join(traceback.format_exception(kind, error, trail))
            _log.critical("unexpected error\n%s", details)
            self.happened.emit(details)
        finally:
            self._is_reporting = False


def _log_qt(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    _qt_log.log(_QT_LEVELS.get(kind, logging.WARNING), "%s", text)
