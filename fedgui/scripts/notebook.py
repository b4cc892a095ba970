"""Notebooks as scripts: the code cells in their order, and the value of each cell's last expression shown."""

from __future__ import annotations

import ast
import io
import re
import tokenize
import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from fedgui.scripts.source import QT_TRANSLATE_NOOP, Script, ScriptError

SHOW_NAME: Final = "__fedgui_show__"
"""Name under which a compiled script finds the function that shows a cell's last value."""

_COMMAND = re.compile(r"\s*(?:[%!?]|[\w.]+\s*=\s*[%!]|[\w.]+\?\??\s*$|(?:pip3?|conda|cd|ls|cat|mkdir|cp|mv|rm)\s+\S)")
"""What a line that is not Python may be; some programs Jupyter takes without a mark before them."""
_TIMED = re.compile(r"(?P<indent>\s*)%time(?:it)?\s+(?P<code>[^-\s].*)")
_HARMLESS_CELL_MAGICS: Final = ("%%time", "%%timeit", "%%capture", "%%prun")
"""What these do to a cell doesn't change what it computes; a cell under any other is in another language."""


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: list[str]
    skipped: list[int]
    """Places in `lines` that only a notebook understands, now comments."""
    shows: int | None
    """Place of the expression whose value the cell shows."""
    futures: tuple[str, ...]
    """What its lines `from __future__ import ...` name; they are comments now."""


def load_notebook(path: Path) -> Script:
    """The code cells of the notebook at `path` as one script.

    Raises:
        ScriptError: if the file can't be read as a notebook, or has no code.
        OSError: if it can't be read at all.
    """
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old notebooks lack what nobody needs here, such as ids of cells
            notebook = nbformat.read(path, as_version=4)
        sources = [str(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    except OSError:
        raise
    except Exception:  # noqa: BLE001 - nbformat and its JSON schema raise many kinds
        raise ScriptError(
            QT_TRANSLATE_NOOP("Errors", "{script} is not a notebook that can be read. Save it again in Jupyter."),
            script=path.name,
        ) from None
    cells = [_read_cell(source) for source in sources if source.strip()]
    if not cells:
        raise ScriptError(QT_TRANSLATE_NOOP("Errors", "{script} has no code cells."), script=path.name)
    lines: list[str] = []
    skipped: list[int] = []
    shown: set[int] = set()
    for number, cell in enumerate(cells, start=1):
        lines += [""] * (number > 1) + [f"# In [{number}]"]
        skipped += [len(lines) + place + 1 for place in cell.skipped]
        if cell.shows is not None:
            shown.add(len(lines) + cell.shows + 1)
        lines += cell.lines
    if imports := [name for cell in cells for name in cell.futures]:
        # Python wants these before everything else, and a notebook may have them in any cell.
        lines[0] = f"from __future__ import {', '.join(dict.fromkeys(imports))}  {lines[0]}"
    return Script(path.name, "\n".join(lines) + "\n", frozenset(shown), tuple(skipped), path.absolute())


def _read_cell(source: str) -> _Cell:
    # Not splitlines(), which also cuts where Python doesn't, as within a text that holds a form feed.
    lines = source.rstrip().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines, skipped = _without_commands(lines)
    lines, futures = _without_futures(lines)
    return _Cell(lines, skipped, _shown_line(lines), futures)


def _parse(lines: list[str]) -> ast.Module | None:
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return None


def _wrong_place(lines: list[str]) -> int | None:
    """Place of the first line that is not Python; None if all are, or nobody can say which."""
    try:
        ast.parse("\n".join(lines))
    except SyntaxError as error:
        return None if error.lineno is None or error.lineno > len(lines) else error.lineno - 1
    except ValueError:
        pass
    return None


def _without_futures(lines: list[str]) -> tuple[list[str], tuple[str, ...]]:
    """Imports from `__future__` as comments, and what they name."""
    changed, names = list(lines), []
    for statement in getattr(_parse(lines), "body", ()):
        if isinstance(statement, ast.ImportFrom) and statement.module == "__future__":
            names += [alias.name for alias in statement.names]
            for place in range(statement.lineno - 1, statement.end_lineno or statement.lineno):
                changed[place] = f"# {lines[place]}"
    return changed, tuple(names)


def _without_commands(lines: list[str]) -> tuple[list[str], list[int]]:
    """Magics and shell lines as comments. In a block, one leaves a `pass`: the block might be empty without it.

    A line goes where Python stops at it, so that text and continued lines that look like a command stay. What
    `%time` stands before runs without it.
    """
    first = lines[0].strip()
    if first.startswith("%%") and not first.startswith(_HARMLESS_CELL_MAGICS):
        return [f"# {line}".rstrip() for line in lines], list(range(len(lines)))
    changed = list(lines)
    skipped: list[int] = []
    while (place := _wrong_place(changed)) is not None and place not in skipped and _COMMAND.match(changed[place]):
        timed = _TIMED.match(changed[place])
        if timed:
            changed[place] = timed["indent"] + timed["code"]
            continue
        while True:
            line = changed[place]
            indent = line[: len(line) - len(line.lstrip())]
            begins_block = indent and not (skipped and skipped[-1] == place - 1 and lines[place - 1].endswith("\\"))
            changed[place] = f"{indent}{'pass  ' if begins_block else ''}# {line.strip()}"
            skipped.append(place)
            if not line.endswith("\\") or place + 1 == len(lines):
                break
            place += 1
    return changed, sorted(skipped)


def _shown_line(lines: list[str]) -> int | None:
    """Place of the cell's last statement if it is an expression that no semicolon silences."""
    tree = _parse(lines)
    if tree is None or not tree.body or not isinstance(tree.body[-1], ast.Expr):
        return None
    text = "\n".join(lines)
    meaningful = [
        token
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type not in (tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER)
    ]
    return None if meaningful[-1].string == ";" else tree.body[-1].lineno - 1


def show_values(tree: ast.Module, lines: frozenset[int]) -> ast.Module:
    """`tree` with the top-level expressions on `lines` passed to the function that shows values."""
    for statement in tree.body:
        if isinstance(statement, ast.Expr) and statement.lineno in lines:
            call = ast.Call(func=ast.Name(SHOW_NAME, ast.Load()), args=[statement.value], keywords=[])
            statement.value = ast.fix_missing_locations(ast.copy_location(call, statement.value))
    return tree
