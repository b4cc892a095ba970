"""The course: its chapters in a language, and whether what their pages name is in the script and the window.

How a page is written stands in fedgui.scripts.pages; where the answer of its question comes from, in predict.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from fedgui.paths import resource
from fedgui.scripts.pages import Deed, Goal, Page, Pointer, Problem, Target, read_pages
from fedgui.scripts.predict import SERVER_NODE, fits
from fedgui.scripts.source import QT_TRANSLATE_NOOP, Script
from fedgui.scripts.trace import SERVER

COURSE: Final = ("centralized", "federated", "leaks", "aggregation", "playground")
"""Keys of the chapters, in their order."""

ENGLISH: Final = "en"
"""The language that has every page."""

CONTROLS: Final = frozenset(
    "play step back restart speed timeline language theme present server-view code console network inspector plot "
    "attack rows epochs digits masks dropout noise".split()
)
"""The controls that pages can name; `attack` and what follows belong to chapters 3 and 4."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter in one language.

    Attributes:
        number: from 1.
        language: the language that was asked for; single pages may be in English.
        faults: pages or files that could not be read, and so are not here.
    """

    key: str
    number: int
    language: str
    pages: tuple[Page, ...]
    faults: tuple[Problem, ...] = ()

    @property
    def scripts(self) -> tuple[str, ...]:
        """The scripts of its pages, in order of appearance."""
        return tuple(dict.fromkeys(page.script for page in self.pages))

    @property
    def untranslated(self) -> tuple[Page, ...]:
        """The pages that are not in the language asked for."""
        return tuple(page for page in self.pages if page.language != self.language)


def load_chapter(key: str, language: str, folder: Path | None = None) -> Chapter:
    """The pages of a chapter, in English where `language` lacks them or has them wrong.

    Args:
        key: one of COURSE.
        language: name of a language's folder, such as "pt_BR".
        folder: where the languages' folders are; None for fedgui's own lessons.

    Raises:
        ValueError: if there is no such chapter.
    """
    number = COURSE.index(key) + 1
    folder = resource("lessons") if folder is None else folder
    name = f"{number}-{key}.md"
    pages, faults = read_pages(folder / ENGLISH / name, ENGLISH)
    if language != ENGLISH:
        translated, more = read_pages(folder / language / name, language)
        faults += more
        known = {page.id: page for page in translated}
        # A translated page that can't be read may have been the one that names the script for those after it.
        pages = tuple(replace(known.get(page.id, page), script=page.script) for page in pages) or translated
    return Chapter(key, number, language, pages, faults)


def load_notes(key: str, language: str, folder: Path | None = None) -> str:
    """The teacher's notes on a chapter as Markdown, in English where `language` has none, "" where nobody has.

    Raises:
        ValueError: if there is no such chapter.
    """
    folder = resource("lessons") if folder is None else folder
    name = f"{COURSE.index(key) + 1}-{key}.md"
    for code in (language, ENGLISH):
        try:
            return (folder / code / "teacher" / name).read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError):
            continue
    return ""


def problems(
    chapter: Chapter, script: Script, nodes: Collection[str], controls: Collection[str] = CONTROLS
) -> tuple[Problem, ...]:
    """What the pages about `script` name that isn't there, and questions that don't offer what their rule answers.

    Pages about another script are left out.

    Args:
        chapter: whose pages to check.
        script: the script that runs.
        nodes: ids of its workers; the server need not be among them.
        controls: names of the controls that there are.
    """
    there = _There(script, frozenset(nodes) - {SERVER} | {SERVER_NODE}, frozenset(controls))
    return tuple(problem for page in chapter.pages if page.script == script.name for problem in there.misses(page))


def line_of(script: Script, text: str) -> int | None:
    """The first line of `script`, from 1, whose code is `text`; None if there is none."""
    return next((row.line for row in script.rows if row.kind == "code" and row.text.strip() == text), None)


@dataclass(frozen=True, slots=True)
class _There:
    """What a page can name."""

    script: Script
    nodes: frozenset[str]
    controls: frozenset[str]

    def misses(self, page: Page) -> Iterable[Problem]:
        """What `page` names and isn't here."""
        for pointer in (*page.points_at, *_of_goal(page.goal)):
            if not self._has(pointer):
                yield Problem(page.id, _MISSING[pointer.target], {"page": page.title, "name": pointer.name})
        question = page.question
        if question is not None:
            keys = frozenset(choice.key for choice in question.choices)
            if not fits(question.rule, keys, self.nodes - {SERVER_NODE}):
                yield Problem(page.id, _WRONG_CHOICES, {"page": page.title, "name": question.rule.name})

    def _has(self, pointer: Pointer) -> bool:
        if pointer.target is Target.LINE:
            return line_of(self.script, pointer.name) is not None
        return pointer.name in (self.nodes if pointer.target is Target.NODE else self.controls)


_MISSING: Final = {
    Target.NODE: QT_TRANSLATE_NOOP("Course", "The page “{page}” speaks of {name}, who is not there."),
    Target.LINE: QT_TRANSLATE_NOOP("Course", "The page “{page}” points at a line that the script doesn't have: {name}"),
    Target.CONTROL: QT_TRANSLATE_NOOP("Course", "The page “{page}” points at “{name}”, which is not in this window."),
}
_WRONG_CHOICES: Final = QT_TRANSLATE_NOOP(
    "Course", "The question of the page “{page}” does not offer what its rule “{name}” can answer."
)


def _of_goal(goal: Goal) -> tuple[Pointer, ...]:
    target = {Deed.SELECT: Target.NODE, Deed.USE: Target.CONTROL}.get(goal.deed)
    return (Pointer(target, goal.argument),) if target is not None else ()
