"""Lets a compiled script tell which of its lines runs next. The text that the learner reads stays as it is.

Calls are compiled into the script, as the round counter is: no tracer slows down what the script calls.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from typing import Final

LINE_NAME: Final = "__fedgui_line__"
"""Name under which a compiled script finds what it calls before each statement, with the line."""

TURNS_NAME: Final = "__fedgui_turns__"
"""Name under which it finds what tells its line before each further turn of a `for` loop."""

PRESENT_NAME: Final = "__fedgui_present__"
"""Name under which it finds the filter that leaves out workers that are offline."""


def tell_lines(tree: ast.Module) -> ast.Module:
    """`tree` with a call before each statement, each turn of a loop included. Lines and behaviour stay the same."""
    tree.body = _told(tree.body, 0)
    return tree


def _told(body: list[ast.stmt], line: int) -> list[ast.stmt]:
    """`body` with its calls. Statements that share a line are one step; `line` has been told already."""
    told: list[ast.stmt] = []
    for statement in body:
        if isinstance(statement, ast.While):
            statement.test = ast.copy_location(
                ast.BoolOp(ast.Or(), [_call(LINE_NAME, statement, ast.Constant(statement.lineno)), statement.test]),
                statement.test,
            )
        elif statement.lineno != line and not _is_silent(statement):
            told.append(
                ast.copy_location(ast.Expr(_call(LINE_NAME, statement, ast.Constant(statement.lineno))), statement)
            )
        line = statement.lineno
        if isinstance(statement, ast.For):
            statement.iter = _call(TURNS_NAME, statement.iter, statement.iter, ast.Constant(line))
        for inner, name in _blocks(statement):
            is_called_later = isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef)
            setattr(inner, name, _told(getattr(inner, name), 0 if is_called_later else line))
        told.append(ast.fix_missing_locations(statement))
    return told


def _blocks(statement: ast.stmt) -> Iterator[tuple[ast.AST, str]]:
    """What holds statements inside a statement, and under which name."""
    holders: list[ast.AST] = [statement, *getattr(statement, "handlers", ()), *getattr(statement, "cases", ())]
    for holder in holders:
        for name in ("body", "orelse", "finalbody"):
            if getattr(holder, name, None):
                yield holder, name


def _is_silent(statement: ast.stmt) -> bool:
    """Whether nothing runs for a statement, or nothing may stand before it."""
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return isinstance(statement, ast.Global | ast.Nonlocal)


def leave_out_absent(tree: ast.Module, rounds: ast.For | None) -> ast.Module:
    """`tree` with every loop inside the round loop `rounds` passed through the filter for workers that are offline."""
    if rounds is not None:
        for loop in ast.walk(rounds):
            if isinstance(loop, ast.For) and loop is not rounds:
                loop.iter = _call(PRESENT_NAME, loop.iter, loop.iter)
    return tree


def _call(name: str, place: ast.AST, *arguments: ast.expr) -> ast.Call:
    call = ast.Call(func=ast.Name(name, ast.Load()), args=list(arguments), keywords=[])
    return ast.fix_missing_locations(ast.copy_location(call, place))


class Turns:
    """The turns of a `for` loop, its line told before each but the first, which the statement itself tells.

    Nothing is kept of a turn that has passed: a pointer that the script lets go must die.
    """

    __slots__ = ("_has_begun", "_line", "_tell", "_turns")

    def __init__(self, turns: Iterable[object], line: int, tell: Callable[[int], None]) -> None:
        self._turns = iter(turns)
        self._line = line
        self._tell = tell
        self._has_begun = False

    def __iter__(self) -> Turns:
        return self

    def __next__(self) -> object:
        if self._has_begun:
            self._tell(self._line)
        self._has_begun = True
        return next(self._turns)
