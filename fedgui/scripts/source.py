"""A script's text: its rows for the eye, its round loop for the runner, and where built-in scripts live."""

from __future__ import annotations

import ast
import io
import re
import threading
import tokenize
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

LESSONS: Final = ("centralized", "federated", "trusted_aggregator", "fedsgd", "secure_aggregation", "noisy")
"""Built-in scripts."""

ROUNDS_NAME: Final = "__fedgui_rounds__"
"""Name under which a compiled script finds the runner's round counter."""

_ONE_PARSES: Final = threading.Lock()
"""Python 3.11 counts how deep it is in a tree once for all threads, and gives up where two build one at a time."""

_MARK = re.compile(r"(?:(?P<mark>NEW|NOVO|\d)\)\s*)?(?P<text>.*)", re.DOTALL)
_TRAINING_CALLS = frozenset({"backward", "step"})


def QT_TRANSLATE_NOOP(context: str, text: str) -> str:  # noqa: N802 - the name that the extractor looks for
    """Mark `text` for translation; returned as it is, since this layer knows no Qt."""
    del context
    return text


class ScriptError(Exception):
    """A script can't be read or run.

    Attributes:
        template: the English sentence, with {fields}.
        fields: what goes into it.
        line: where it went wrong, 0 for nowhere in particular; one of the fields if the sentence names it.
    """

    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template.format(**fields))
        self.template = template
        self.fields = fields
        line = fields.get("line", 0)
        self.line = line if isinstance(line, int) else 0


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the code as it is shown.

    Attributes:
        line: 1-based line of the file.
        number: number shown beside code; it counts rows of code only. 0 for other rows.
        text: the code with its indentation, or a comment's text without "#" and mark.
        mark: a comment's leading mark, "NEW" or the number of a step; else "".
        indent: columns of indentation.
    """

    kind: Literal["code", "comment", "blank"]
    line: int
    number: int
    text: str
    mark: str = ""
    indent: int = 0


@dataclass(frozen=True)
class Script:
    """A script's text, never executed here.

    Attributes:
        name: what the user calls it: a built-in script's name or a file's name.
        text: the source as it was read; of a notebook, its code cells.
        shown: lines of top-level expressions whose value is shown, as a notebook does with a cell's last one.
        skipped: lines that only a notebook understands, which are comments here.
        path: the file that it was read from; None for a built-in script.
    """

    name: str
    text: str
    shown: frozenset[int] = frozenset()
    skipped: tuple[int, ...] = ()
    path: Path | None = None

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """Every line of the text as a row; blank lines at the very end are left out."""
        comments = _comment_lines(self.text)
        rows: list[Row] = []
        number = 0
        for line, text in enumerate(self.text.rstrip().split("\n"), start=1):
            stripped = text.strip()
            indent = len(text) - len(text.lstrip())
            if line in comments:
                mark, comment = split_mark(stripped.lstrip("#").strip())
                rows.append(Row("comment", line, 0, comment, mark, indent))
            elif stripped:
                number += 1
                rows.append(Row("code", line, number, text.rstrip(), indent=indent))
            else:
                rows.append(Row("blank", line, 0, ""))
        return tuple(rows)

    @property
    def skipped_at(self) -> tuple[int, ...]:
        """Where `skipped` is, in the numbers shown beside the code.

        Comments have none: each counts to the code below it, or above it at the very end. Without any code, ().
        """
        code = [row for row in self.rows if row.kind == "code"]
        below = [next((row.number for row in code if row.line >= line), len(code)) for line in self.skipped]
        return tuple(sorted(set(below) - {0}))

    def line_text(self, line: int) -> str:
        """The code at 1-based `line` without its indentation, or "" where there is none."""
        lines = self.text.split("\n")
        return lines[line - 1].strip() if 1 <= line <= len(lines) else ""

    @cached_property
    def predicting_lines(self) -> frozenset[int]:
        """Lines on which a model is called with rows: what is asked for its `parameters()`, or a copy of such."""
        try:
            nodes = list(ast.walk(self.tree()))
        except ScriptError:
            return frozenset()
        models = {name for node in nodes for name in asked_for(node, "parameters")}
        for node in nodes:
            if isinstance(node, ast.Assign) and models & {
                n for part in ast.walk(node) for n in asked_for(part, "copy")
            }:
                models.update(target.id for target in node.targets if isinstance(target, ast.Name))
        calls = [node for node in nodes if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
        return frozenset(call.lineno for call in calls if isinstance(call.func, ast.Name) and call.func.id in models)

    def tree(self) -> ast.Module:
        """The parsed text.

        Raises:
            ScriptError: with the line, if the text is not Python.
        """
        try:
            with _ONE_PARSES:
                return ast.parse(self.text, filename=self.name)
        except SyntaxError as error:
            raise not_python(self.name, error) from None
        except ValueError:
            raise ScriptError(
                QT_TRANSLATE_NOOP("Errors", "{script} is not valid Python: it contains null bytes."), script=self.name
            ) from None


def not_python(name: str, error: SyntaxError) -> ScriptError:
    """What is said of the script `name` that Python can't read."""
    return ScriptError(
        QT_TRANSLATE_NOOP("Errors", "{script} is not valid Python: {reason} (line {line})."),
        script=name,
        reason=error.msg,
        line=error.lineno or 0,
    )


def split_mark(comment: str) -> tuple[str, str]:
    """A comment's leading mark and the rest: "1) clear" gives ("1", "clear"), "NOVO) envie" gives ("NEW", "envie")."""
    found = _MARK.fullmatch(comment)
    assert found is not None
    mark = found["mark"] or ""
    return ("NEW" if mark == "NOVO" else mark), found["text"]


def _comment_lines(text: str) -> frozenset[int]:
    """Lines that hold a comment and nothing else. A text that can't be tokenised falls back to the first character."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))
    except (tokenize.TokenError, SyntaxError):
        return frozenset(n for n, line in enumerate(text.split("\n"), start=1) if line.lstrip().startswith("#"))
    return frozenset(t.start[0] for t in tokens if t.type == tokenize.COMMENT and t.line.lstrip().startswith("#"))


def load_script(name: str) -> Script:
    """The built-in script called `name`, or the Python file or notebook at the path `name`.

    Raises:
        ScriptError: if there is no such script, or the file can't be read as text.
    """
    if name in LESSONS:
        return Script(name, files("fedgui.scripts").joinpath("lessons", f"{name}.py").read_text(encoding="utf-8"))
    path = Path(name)
    try:
        if path.suffix == ".ipynb":
            from fedgui.scripts.notebook import load_notebook

            return load_notebook(path)
        with tokenize.open(path) if path.suffix == ".py" else path.open(encoding="utf-8") as file:
            return Script(path.name, file.read(), path=path.absolute())
    except FileNotFoundError:
        raise ScriptError(
            QT_TRANSLATE_NOOP("Errors", "There is no script {script}. Give a file, or one of: {known}."),
            script=name,
            known=", ".join(LESSONS),
        ) from None
    except IsADirectoryError:
        raise ScriptError(
            QT_TRANSLATE_NOOP("Errors", "{script} is a folder. Give a Python file or a notebook."), script=name
        ) from None
    except OSError as error:
        raise ScriptError(
            QT_TRANSLATE_NOOP("Errors", "{script} can't be read: {reason}."), script=name, reason=error.strerror
        ) from None
    except (UnicodeDecodeError, SyntaxError):
        raise ScriptError(
            QT_TRANSLATE_NOOP("Errors", "{script} is not a text file in UTF-8, so it can't be read as Python."),
            script=name,
        ) from None


def find_round_loop(tree: ast.Module) -> ast.For | None:
    """The loop whose turns are rounds: the outermost `for` around a training step (`.backward()` or `.step()`).

    Where several stand beside each other, the one that trains last in the text is taken: a script that trains
    twice shows its main training last, as the tutorial does.
    """
    found: ast.For | None = None
    for loop in _outermost_loops(tree.body):
        if any(_is_training_call(node) for node in ast.walk(loop)):
            found = loop
    return found


def _outermost_loops(body: Iterable[ast.AST]) -> Iterable[ast.For]:
    for node in body:
        if isinstance(node, ast.For):
            yield node
        else:
            yield from _outermost_loops(ast.iter_child_nodes(node))


def _is_training_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _TRAINING_CALLS


def wrap_rounds(tree: ast.Module) -> ast.Module:
    """`tree` with the round loop's iterable passed through the round counter. Lines and behaviour stay the same."""
    loop = find_round_loop(tree)
    if loop is not None:
        counter = ast.Call(func=ast.Name(ROUNDS_NAME, ast.Load()), args=[loop.iter], keywords=[])
        loop.iter = ast.fix_missing_locations(ast.copy_location(counter, loop.iter))
    return tree


def sent_names(tree: ast.Module) -> dict[int, tuple[str, ...]]:
    """For each line that sends something, the variables that the pointers are assigned to, in the order of sending.

    In `x, y = a.send(bob), b.send(bob)` the two messages are "x" and "y": what travels has no name of its own yet,
    and the name that the script is about to give it is the one a reader sees. "" where there is no such name.
    """
    names: dict[int, tuple[str, ...]] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign) or len(node.targets) != 1:
            continue
        targets, values = _pairs(node.targets[0]), _pairs(node.value)
        if len(targets) != len(values) or not any(map(_is_send, values)):
            continue
        sent = (target for target, value in zip(targets, values, strict=True) if _is_send(value))
        names[node.lineno] = tuple(target.id if isinstance(target, ast.Name) else "" for target in sent)
    return names


def _pairs(node: ast.expr) -> list[ast.expr]:
    return list(node.elts) if isinstance(node, ast.Tuple) else [node]


def _is_send(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "send"


def asked_for(node: ast.AST, method: str) -> list[str]:
    """The variable whose method `node` calls, if it does."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
        return [node.func.value.id] if isinstance(node.func.value, ast.Name) else []
    return []


def worker_names(tree: ast.Module) -> tuple[str, ...]:
    """The ids of the workers that a script makes one by one (`VirtualWorker(hook, id="bob")`), in the text's order."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_worker(node.func)]
    calls.sort(key=lambda call: (call.lineno, call.col_offset))
    given = [keyword.value for call in calls for keyword in call.keywords if keyword.arg == "id"]
    names = [value.value for value in given if isinstance(value, ast.Constant) and isinstance(value.value, str)]
    return tuple(dict.fromkeys(names))


def _is_worker(function: ast.expr) -> bool:
    name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
    return name == "VirtualWorker"


def statement_lines(tree: ast.Module) -> frozenset[int]:
    """Lines on which a statement begins: where a step of the player may stop."""
    return frozenset(node.lineno for node in ast.walk(tree) if isinstance(node, ast.stmt))
