"""A lesson's script with other settings: the text that is shown and run changes, nothing else does."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from fedgui.scripts.predict import reversed_workers
from fedgui.scripts.source import Script, find_round_loop

MOST_ROUNDS: Final = 1000
LARGEST_RATE: Final = 10.0

_RATE = re.compile(r"\blr=([0-9.eE+-]+)")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a learner may change about a lesson. Each is None where the script has no place for it.

    Attributes:
        rounds: turns of the round loop, 1 to MOST_ROUNDS.
        learning_rate: above 0, at most LARGEST_RATE.
        is_reversed: whether the workers are visited in reverse order.
        seed: of all random numbers, 0 or more.
    """

    rounds: int | None
    learning_rate: float | None
    is_reversed: bool | None
    seed: int = 0


def settings_of(script: Script) -> Settings:
    """The settings that `script` runs with as it is written.

    Raises:
        ScriptError: if the text is not Python.
    """
    rounds = _rounds(script)
    rate = _RATE.search(script.text)
    can_reverse = reversed_workers(script) is not None
    return Settings(
        None if rounds is None else int(rounds.value),
        None if rate is None else float(rate[1]),
        False if can_reverse else None,
    )


def with_settings(script: Script, settings: Settings) -> Script:
    """`script` as it would be written with other settings. The seed is no part of a text; give it to the runner.

    Raises:
        ScriptError: if the text is not Python.
    """
    text = script.text
    if settings.rounds is not None and (place := _rounds(script)) is not None:
        lines = text.split("\n")
        line = lines[place.line - 1]
        lines[place.line - 1] = f"{line[: place.start]}{settings.rounds}{line[place.end :]}"
        text = "\n".join(lines)
    if settings.learning_rate is not None:
        text = _RATE.sub(f"lr={settings.learning_rate:g}", text)
    changed = replace(script, text=text)
    return (reversed_workers(changed) if settings.is_reversed else None) or changed


@dataclass(frozen=True, slots=True)
class _Number:
    value: int
    line: int
    start: int
    end: int


def _rounds(script: Script) -> _Number | None:
    """Where the round loop says `range(NUMBER)`."""
    loop = find_round_loop(script.tree())
    return None if loop is None else next(_numbers_in(loop.iter), None)


def _numbers_in(node: ast.expr) -> Iterator[_Number]:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range"):
        return
    for argument in node.args[:1] if len(node.args) == 1 else ():
        if isinstance(argument, ast.Constant) and isinstance(argument.value, int):
            # the columns count bytes; what stands before a number of rounds is ASCII in any script that we ship
            yield _Number(argument.value, argument.lineno, argument.col_offset, argument.end_col_offset or 0)
