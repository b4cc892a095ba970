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

_COMMAND = re.compile(r"\s*(?:[%!?]|[\w.]+\s*=\s*[%!]|[\w.]+\?\??\s*$)")
_HARMLESS_CELL_MAGICS: Final = ("%%time", "%%timeit", "%%capture", "%%prun")
"""What these do to a cell doesn't change what it computes; a cell under any other is in another language."""


@dataclass(frozen=True, slots=True)
class _Cell:
    lines: list[str]
    skipped: list[int]
    """Places in `lines` that only a notebook understands, now comments."""
    shows: int | None
    """Place of the expression whose value the cell shows."""


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
    return Script(path.name, "\n".join(lines) + "\n", frozenset(shown), tuple(skipped))


def _read_cell(source: str) -> _Cell:
    lines = source.rstrip().splitlines()
    skipped: list[int] = []
    if _parse(lines) is None:
        lines, skipped = _without_commands(lines)
    return _Cell(lines, skipped, _shown_line(lines))


def _parse(lines: list[str]) -> ast.Module | None:
    try:
        return ast.parse("\n".join(lines))
    except (SyntaxError, ValueError):
        return None


def _without_commands(lines: list[str]) -> tuple[list[str], list[int]]:
    """Magics and shell lines as comments. In a block, one leaves a `pass`: the block might be empty without it."""
    first = lines[0].strip()
    whole_cell = first.startswith("%%") and not first.startswith(_HARMLESS_CELL_MAGICS)
    changed: list[str] = []
    skipped: list[int] = []
    for place, line in enumerate(lines):
        if whole_cell or _COMMAND.match(line):
            indent = line[: len(line) - len(line.lstrip())]
            changed.append(f"{indent}{'pass  ' if indent and not whole_cell else ''}# {line.strip()}")
            skipped.append(place)
        else:
            changed.append(line)
    return changed, skipped


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
