"""Cuts lines of code and comments that are wider than the panel into parts, one a row, so that nothing is hidden."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

_HANG: Final = 4
"""Columns by which the rest of a line of code is indented further than its beginning."""
_LEAST: Final = 12
"""Columns that every part has room for, however narrow the panel is."""
NOTE_GAP: Final = " · "
"""Stands between two things that a note tells."""
_AFTER: Final = " ,([{"
"""Code is cut after one of these, if there is one."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of the rows of a line that is too long for one.

    Attributes:
        kind, line, number, mark: as in source.Row; the number and the mark stand in the first part alone.
        text: what is written in this row: code with its indentation, or a piece of a comment in the language on screen.
        indent: columns of indentation.
        shift: how many columns further left than in the line itself its code stands.
        is_plain: whether the code is set without bold keywords.
        is_last: whether the line ends here.
    """

    kind: Literal["code", "comment"]
    line: int
    number: int
    text: str
    mark: str = ""
    indent: int = 0
    shift: int = 0
    is_plain: bool = False
    is_last: bool = True


def wrap_code(text: str, columns: int) -> list[tuple[int, str]]:
    """Cut a line of code into rows of at most `columns` columns.

    Args:
        text: without tabs.

    Returns:
        For each row how far its code is shifted to the left, in columns, and the row's text with its indentation.
    """
    indent = len(text) - len(text.lstrip(" "))
    hang = min(indent + _HANG, max(columns - _LEAST, 0))
    rows: list[tuple[int, str]] = []
    shift, rest = 0, text
    while len(rest) > max(columns, hang + _LEAST):
        first = len(rest) - len(rest.lstrip(" "))
        limit = max(columns, hang + _LEAST)
        cut = next((end for end in range(limit, first + 1, -1) if rest[end - 1] in _AFTER), limit)
        cut += len(rest[cut:]) - len(rest[cut:].lstrip(" "))
        rows.append((shift, rest[:cut].rstrip(" ")))
        shift += cut - hang
        rest = " " * hang + rest[cut:]
    return [*rows, (shift, rest)]


def wrap_words(text: str, room: float, first_room: float, width: Callable[[str], float]) -> list[str]:
    """Cut a text between its words.

    Args:
        room: that a row has; `first_room`: that the first one has.
        width: measures a text.
    """
    rows: list[str] = []
    row = ""
    for word in text.split(" "):
        longer = f"{row} {word}" if row else word
        if row and width(longer) > (room if rows else first_room):
            rows.append(row)
            row = word
        else:
            row = longer
    return [*rows, row]


def wrap_note(note: str, room: float, width: Callable[[str], float]) -> list[str]:
    """Cut a note between the things that it tells; between words only where one of them is wider than a row.

    Args:
        room: that a row has.
        width: measures a text.
    """
    rows: list[str] = []
    for part in note.split(NOTE_GAP):
        longer = f"{rows[-1]}{NOTE_GAP}{part}" if rows else part
        if rows and width(longer) <= room:
            rows[-1] = longer
        else:
            rows += wrap_words(part, room, room, width)
    return rows
