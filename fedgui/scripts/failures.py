"""What went wrong in a script, as one sentence that names the line and can be translated."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Final

from fedgui.scripts.source import QT_TRANSLATE_NOOP, ScriptError
from fedgui.scripts.trace import ErrorState

_EXPLAINED: Final[Mapping[type[BaseException], str]] = {
    NameError: QT_TRANSLATE_NOOP("Errors", "Line {line}: the name {name} is not defined. Check its spelling."),
    ModuleNotFoundError: QT_TRANSLATE_NOOP("Errors", "Line {line}: the module {name} is not installed here."),
    AttributeError: QT_TRANSLATE_NOOP("Errors", "Line {line}: there is no attribute {name} here ({reason})."),
    ZeroDivisionError: QT_TRANSLATE_NOOP("Errors", "Line {line}: a number is divided by zero."),
    IndexError: QT_TRANSLATE_NOOP("Errors", "Line {line}: an index lies outside ({reason})."),
    KeyError: QT_TRANSLATE_NOOP("Errors", "Line {line}: the key {reason} is not there."),
    TypeError: QT_TRANSLATE_NOOP("Errors", "Line {line}: a value has the wrong type ({reason})."),
    ValueError: QT_TRANSLATE_NOOP("Errors", "Line {line}: a value does not fit ({reason})."),
    RecursionError: QT_TRANSLATE_NOOP("Errors", "Line {line}: a function calls itself without an end."),
    MemoryError: QT_TRANSLATE_NOOP("Errors", "Line {line}: there is not enough memory."),
    FileNotFoundError: QT_TRANSLATE_NOOP("Errors", "Line {line}: the file {name} is not there."),
    AssertionError: QT_TRANSLATE_NOOP("Errors", "Line {line}: an assertion does not hold ({reason})."),
}
_OTHER: Final = QT_TRANSLATE_NOOP("Errors", "Line {line}: {kind}: {reason}")
AT_LINE: Final = QT_TRANSLATE_NOOP("Errors", "Line {line}: {message}")


def describe(error: BaseException, filename: str) -> ErrorState:
    """The error as a sentence with the script's own deepest line.

    Args:
        error: what the script raised.
        filename: the name that the script was compiled under; only its frames make the details.
    """
    line = _script_line(error.__traceback__, filename)
    details = "".join(_own_frames(error, filename))
    kind = type(error).__name__
    if isinstance(error, ScriptError):
        return ErrorState(kind, error.template, error.fields, error.line or line, details)
    template = getattr(error, "template", None)
    if isinstance(template, str):
        # the engine's errors carry their own sentence, whose line, if it names one, is where a value was fetched
        return ErrorState(kind, template, {"line": line, **getattr(error, "fields", {})}, line, details)
    fields = {"line": line, "kind": kind, "name": _name_in(error), "reason": _reason(error)}
    for family, sentence in _EXPLAINED.items():
        if isinstance(error, family) and (fields["reason"] or "{reason}" not in sentence):
            return ErrorState(kind, sentence, fields, line, details)
    return ErrorState(kind, _OTHER, fields, line, details)


def names_its_line(error: ErrorState) -> bool:
    """Whether the sentence says itself in which line the error is."""
    return not error.line or error.template.startswith("Line {line}") or "(line {line})" in error.template


def _reason(error: BaseException) -> str:
    text = str(error).strip()
    return text.splitlines()[0].rstrip(".") if text else ""


def _name_in(error: BaseException) -> str:
    name: Any = getattr(error, "name", None) or getattr(error, "filename", None)
    return str(name) if name else ""


def _script_line(trail: TracebackType | None, filename: str) -> int:
    line = 0
    for frame, number in traceback.walk_tb(trail):
        if frame.f_code.co_filename == filename:
            line = number
    return line


def _own_frames(error: BaseException, filename: str) -> list[str]:
    """The traceback with the frames of the script alone: what a learner can act on."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == filename]
    lines = ["Traceback (most recent call last):\n"] if own else []
    return lines + traceback.StackSummary.from_list(own).format() + traceback.format_exception_only(error)
