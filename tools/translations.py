#!/usr/bin/env python3
"""Keeps the catalogues of translations/ in step with the texts in the code.

    python tools/translations.py update     write the .ts files anew, then the .qm files
    python tools/translations.py --check    change nothing; fail if something is stale, missing or can't be extracted

Qt's lupdate reads Python as a row of tokens and leaves out what it doesn't understand (a text in an f-string, a plural
counted by `rows.count`) without a word, so that such a text stays English for ever. Here the texts are found in the
syntax tree, and whatever can't be found there is complained about. lupdate only merges them into the catalogues.

English is the language of the code, so its catalogue holds plural forms only.
"""

from __future__ import annotations

import argparse
import ast
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import PySide6

ROOT: Final = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fedgui.scripts.source import Script  # noqa: E402 - the checkout's own, installed or not

CATALOGUES: Final = {"fedgui_en.ts": ("-pluralonly",), "fedgui_pt_BR.ts": ()}
LESSONS_CONTEXT: Final = "Lessons"

_MARKERS: Final = frozenset({"QT_TRANSLATE_NOOP", "tr", "translate"})
_PLACEHOLDER: Final = re.compile(r"\{[^{}]*\}|%n")


# --- What the code wants translated -----------------------------------------------------------------------------------


class Text(NamedTuple):
    """An English text to translate. A plural one has a form for each grammatical number, and %n for the count."""

    context: str
    source: str
    is_plural: bool = False


class Found(NamedTuple):
    """What a file wants translated, and what is wrong with the way it says so ("name.py:12: ...")."""

    texts: frozenset[Text]
    complaints: tuple[str, ...]


def find_texts(code: str, name: str) -> Found:
    """Find the calls of tr, translate and QT_TRANSLATE_NOOP in the `code` of the file called `name`."""
    finder = _Finder(name)
    finder.visit(ast.parse(code, filename=name))
    return Found(frozenset(finder.texts), tuple(finder.complaints))


def _constant(node: ast.expr) -> str | None:
    """Return the text that `node` is, also if it is joined by +; None if it is anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _constant(node.left), _constant(node.right)
        return None if left is None or right is None else left + right
    return None


def _holds_text(node: ast.expr) -> bool:
    """Whether `node` has a text of its own, unlike a name that stands for one."""
    parts = [part for part in ast.walk(node) if isinstance(part, ast.expr)]
    return any(isinstance(part, ast.JoinedStr) or _constant(part) is not None for part in parts)


def _called(function: ast.expr) -> str:
    """Return the bare name of what is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


class _Finder(ast.NodeVisitor):
    def __init__(self, name: str) -> None:
        self.texts: set[Text] = set()
        self.complaints: list[str] = []
        self._name = name
        self._classes: list[str] = []

    def _complain(self, node: ast.stmt | ast.expr, reason: str) -> None:
        self.complaints.append(f"{self._name}:{node.lineno}: {reason}")

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._classes.append(node.name)
        self.generic_visit(node)
        self._classes.pop()

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        for alias in node.names:
            if alias.name in _MARKERS and alias.asname not in (None, alias.name):
                self._complain(node, f"{alias.name} is found by that name only, not as {alias.asname}")

    def visit_Assign(self, node: ast.Assign) -> None:
        marker = _called(node.value)
        if marker in _MARKERS and any(_called(target) != marker for target in node.targets):
            self._complain(node, f"{marker} is found by that name only")
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _called(node.func)
        if name == "QT_TR_NOOP":
            self._complain(node, "QT_TR_NOOP loses its context; use QT_TRANSLATE_NOOP(context, text)")
        elif name == "tr":
            self._check_tr(node)
        elif name in _MARKERS and not self._is_of_painting(node):
            self._check_with_context(node, is_lookup_allowed=name == "translate")
        self.generic_visit(node)

    @staticmethod
    def _is_of_painting(node: ast.Call) -> bool:
        """Whether this is the translate of a painter, a transform or a str: a method that is given no text."""
        if isinstance(node.func, ast.Name):
            return False
        return not any(_holds_text(argument) for argument in [*node.args, *(it.value for it in node.keywords)])

    def _check_tr(self, node: ast.Call) -> None:
        source = _constant(node.args[0]) if node.args else None
        if node.keywords:
            self._complain(node, "tr takes no keyword arguments here")
        elif source is None:
            self._complain(node, "tr needs a constant text; put what varies into it with .format()")
        elif not self._classes:
            self._complain(node, "tr outside a class has no context; use translate(context, text)")
        else:
            self._record(node, self._classes[-1], source, node.args[1:])

    def _check_with_context(self, node: ast.Call, is_lookup_allowed: bool) -> None:
        name = _called(node.func)
        context, source = ([_constant(argument) for argument in node.args[:2]] + [None, None])[:2]
        if node.keywords:
            self._complain(node, f"{name} takes no keyword arguments here")
        elif context is not None and source is not None:
            self._record(node, context, source, node.args[2:])
        elif not is_lookup_allowed or len(node.args) < 2 or _holds_text(node.args[1]):
            self._complain(node, f"{name} needs a constant context and text; put what varies in with .format()")

    def _record(self, node: ast.Call, context: str, source: str, rest: list[ast.expr]) -> None:
        """Keep the text; `rest` is what follows it in the call: a disambiguation and the count of a plural."""
        is_plural = len(rest) > 1
        if rest and not (isinstance(rest[0], ast.Constant) and rest[0].value in (None, "")):
            self._complain(node, "a disambiguation is not kept; use another context")
        elif is_plural != ("%n" in source):
            self._complain(node, "a plural needs both %n in its text and a count")
        else:
            self.texts.add(Text(context, source, is_plural))


def find_all() -> Found:
    """Find what the whole application wants translated, the comments of its lessons included."""
    texts = {Text(LESSONS_CONTEXT, comment) for comment in lesson_comments()}
    complaints: list[str] = []
    for path in sorted((ROOT / "fedgui").rglob("*.py")):
        found = find_texts(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        texts |= found.texts
        complaints += found.complaints
    return Found(frozenset(texts), tuple(complaints))


def lesson_comments() -> list[str]:
    """Return the comments of the lessons as the window shows them, without their marks."""
    return [
        row.text
        for path in sorted((ROOT / "fedgui/scripts/lessons").glob("*.py"))
        for row in Script(path.stem, path.read_text(encoding="utf-8")).rows
        if row.kind == "comment"
    ]


# --- Qt's tools -------------------------------------------------------------------------------------------------------


def _run_tool(tool: str, *arguments: str | Path) -> None:
    """Run lupdate or lrelease of the installed PySide6.

    Raises:
        SystemExit: it failed; its words are part of the message.
    """
    program = Path(PySide6.__file__).with_name(tool + (".exe" if sys.platform == "win32" else ""))
    result = subprocess.run([program, *arguments], check=False, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"{tool} failed:\n{result.stdout}{result.stderr}")


def write_ts(texts: frozenset[Text], folder: Path) -> None:
    """Bring the .ts files in `folder` up to date with `texts`; translations that are there stay.

    Raises:
        RuntimeError: lupdate did not understand one of them.
    """
    with tempfile.TemporaryDirectory() as temporary:
        calls = Path(temporary) / "texts.py"
        # lupdate sees a plural where it sees the count as a plain number.
        lines = [f"translate({it.context!r}, {it.source!r}{', None, 1' * it.is_plural})\n" for it in sorted(texts)]
        calls.write_text("".join(lines), encoding="utf-8")
        for name, options in CATALOGUES.items():
            switches = ("-silent", "-locations", "none", "-no-obsolete", "-sort-messages", *options)
            _run_tool("lupdate", *switches, calls, "-ts", folder / name)
    lost = texts ^ catalogue_texts(folder / "fedgui_pt_BR.ts")
    if lost:
        raise RuntimeError(f"lupdate did not understand {sorted(lost)}")


def write_qm(ts_folder: Path, qm_folder: Path) -> None:
    """Compile the .ts files in `ts_folder`."""
    for name in CATALOGUES:
        ts = ts_folder / name
        _run_tool("lrelease", "-silent", ts, "-qm", qm_folder / ts.with_suffix(".qm").name)


# --- What the catalogues hold -----------------------------------------------------------------------------------------


def _messages(ts: Path) -> Iterator[tuple[str, str, ET.Element]]:
    for context in ET.parse(ts).iter("context"):  # noqa: S314 - our own file
        for message in context.iter("message"):
            yield context.findtext("name", ""), message.findtext("source", ""), message


def catalogue_texts(ts: Path) -> frozenset[Text]:
    """Return the texts that the catalogue knows."""
    return frozenset(
        Text(context, source, message.get("numerus") == "yes") for context, source, message in _messages(ts)
    )


def catalogue_complaints(ts: Path) -> list[str]:
    """Say which translations of the catalogue are unfinished, obsolete, empty, or lose a placeholder."""
    found: list[str] = []
    for context, source, message in _messages(ts):
        translation = message.find("translation")
        assert translation is not None  # lupdate always writes one
        place = f"{ts.name}: {context}: “{source}”"
        state = translation.get("type")
        forms = [form.text or "" for form in translation.iter("numerusform")] or [translation.text or ""]
        if state is not None:
            found.append(f"{place} is {state}")
        elif not all(form.strip() for form in forms):
            found.append(f"{place} has no translation")
        else:
            wanted = set(_PLACEHOLDER.findall(source))
            lost = [form for form in forms if set(_PLACEHOLDER.findall(form)) != wanted]
            found += [f"{place} has other placeholders in “{form}”" for form in lost]
    return found


def check(folder: Path) -> list[str]:
    """Compare the catalogues in `folder` with the code; return a sentence for each thing that is wrong."""
    wanted = find_all()
    found = list(wanted.complaints)
    with tempfile.TemporaryDirectory() as temporary:
        fresh = Path(temporary)
        for name in CATALOGUES:
            if (folder / name).exists():
                shutil.copy(folder / name, fresh)
        write_ts(wanted.texts, fresh)
        write_qm(fresh, fresh)
        for name in CATALOGUES:
            found += catalogue_complaints(fresh / name)
            for file in (name, str(Path(name).with_suffix(".qm"))):
                if not (folder / file).exists() or (folder / file).read_bytes() != (fresh / file).read_bytes():
                    found.append(f"{file} is stale: run tools/translations.py update")
    return found


def update(folder: Path) -> list[str]:
    """Write the catalogues in `folder` anew; return a sentence for each thing that is left to do."""
    wanted = find_all()
    folder.mkdir(exist_ok=True)
    write_ts(wanted.texts, folder)
    write_qm(folder, folder)
    return [*wanted.complaints, *(it for name in CATALOGUES for it in catalogue_complaints(folder / name))]


def main(arguments: list[str]) -> int:
    """Update or check; return the exit code."""
    parser = argparse.ArgumentParser(description="Keep translations/ in step with the code.")
    parser.add_argument("action", nargs="?", choices=["update"], help="write the catalogues anew")
    parser.add_argument("--check", action="store_true", help="change nothing, fail if something is wrong")
    options = parser.parse_args(arguments)
    if not options.check and options.action is None:
        parser.error("say “update” or “--check”")
    found = (check if options.check else update)(ROOT / "translations")
    print("\n".join(found) or "The translations are complete and up to date.")
    return 1 if found and options.check else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
