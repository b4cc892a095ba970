"""The pages of a chapter, read from Markdown that a teacher can edit.

A chapter is one file for each language, `resources/lessons/<language>/<number>-<key>.md`. Its pages follow one another,
each with a head between two lines of dashes, a title, a text, and perhaps a question:

    ---
    page: model-travels
    points_at: node:bob, line:"model.send(data.location)", control:play
    question: loss-direction(bob, alice, round=1)
    ---
    # The model travels, the data stays

    The text, in Markdown.

    ? What happens to the loss?
    - falls: It falls
    - rises: It rises
    - same: It stays the same
    > What explains it, shown after the answer.

Of the head only `page`, its name, must be there. `script` says which built-in script runs from this page on.
`completes` is what the learner does to complete the page: `answer` (if left out, on a page with a question), `next`
(on any other), `finish` (the run ends), `reach-round:2`, `select:bob`, or the use of a control, such as `play`.
Whatever it says, going on without it stays possible.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from fedgui.scripts.predict import RuleCall, parse_rule
from fedgui.scripts.source import QT_TRANSLATE_NOOP

_KEYS: Final = frozenset({"page", "script", "points_at", "completes", "question"})
_FENCE: Final = re.compile(r"^---[ \t]*$", re.MULTILINE)
_POINTER: Final = re.compile(r'(node|control):([\w-]+)|(line):"(.+)"')
_NEXT_POINTER: Final = re.compile(r",\s*(?=(?:node|line|control):)")
_GOAL: Final = re.compile(r"(next|finish|answer)|(select):([\w-]+)|(reach-round):([1-9]\d*)|([a-z-]+)")
_CHOICE: Final = re.compile(r"-\s*([\w-]+):\s*(\S.*)")


class Target(StrEnum):
    """What a pointer points at."""

    NODE = "node"
    LINE = "line"
    CONTROL = "control"


class Deed(StrEnum):
    """The kinds of what completes a page."""

    NEXT = "next"
    FINISH = "finish"
    ANSWER = "answer"
    SELECT = "select"
    REACH_ROUND = "reach-round"
    USE = "use"


@dataclass(frozen=True, slots=True)
class Pointer:
    """Something that a page points at: a node's or control's name, or the text of a line of the script."""

    target: Target
    name: str


@dataclass(frozen=True, slots=True)
class Goal:
    """What completes a page, with the node, the round or the control that it is about."""

    deed: Deed
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a question: the key that its rule answers with, and its text."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question to predict the answer of.

    Attributes:
        rule: takes the right answer from the run: see fedgui.scripts.predict.
        feedback: explains the answer, whichever it is; "" for none.
    """

    rule: RuleCall
    prompt: str
    choices: tuple[Choice, ...]
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a chapter.

    Attributes:
        id: its name, the same in every language.
        language: the language that it is written in, English where a translation is missing.
        text: Markdown, without title and question.
        script: name of the built-in script that it talks about.
    """

    id: str
    language: str
    title: str
    text: str
    script: str
    points_at: tuple[Pointer, ...] = ()
    goal: Goal = Goal(Deed.NEXT)
    question: Question | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a page, to be looked up in the catalogue in the context "Course".

    Attributes:
        page: its id, "" for a whole file.
        template: English sentence with {fields}.
        fields: what goes into it.
    """

    page: str
    template: str
    fields: Mapping[str, object] = field(default_factory=dict)

    def text(self) -> str:
        """The sentence in English."""
        return self.template.format(**self.fields)


class _PageError(Exception):
    def __init__(self, template: str, **fields: object) -> None:
        super().__init__(template)
        self.template = template
        self.fields = fields


def read_pages(path: Path, language: str) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """The pages of the file at `path`, and what is wrong with those that can't be read. Never raises."""
    try:
        before, *parts = _FENCE.split(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError):
        return (), (Problem("", QT_TRANSLATE_NOOP("Course", "There is no lesson {file}."), {"file": path.name}),)
    pages: list[Page] = []
    faults: list[Problem] = []
    if before.strip() or len(parts) % 2:
        template = QT_TRANSLATE_NOOP("Course", "{file}: each page needs a head between two lines of three dashes.")
        return (), (Problem("", template, {"file": path.name}),)
    script = ""
    for number, (head, body) in enumerate(zip(parts[::2], parts[1::2], strict=True), start=1):
        try:
            page = _page(_head(head), body, language, {other.id for other in pages})
        except _PageError as error:
            faults.append(Problem("", error.template, {"file": path.name, "number": number, **error.fields}))
            continue
        script = page.script or script
        pages.append(replace(page, script=script))
    return tuple(pages), tuple(faults)


def _head(text: str) -> dict[str, str]:
    head: dict[str, str] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        key, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or key not in _KEYS or not value:
            raise _PageError(
                QT_TRANSLATE_NOOP("Course", "{file}, page {number}: the head can't have the line “{line}”."), line=line
            )
        head[key] = value
    if "page" not in head:
        raise _PageError(QT_TRANSLATE_NOOP("Course", "{file}, page {number}: the head gives no name after “page:”."))
    return head


def _page(head: Mapping[str, str], body: str, language: str, taken: Collection[str]) -> Page:
    if head["page"] in taken:
        raise _PageError(
            QT_TRANSLATE_NOOP("Course", "{file}, page {number}: another page has the same name “{name}”."),
            name=head["page"],
        )
    title, _, rest = body.strip().partition("\n")
    if not title.startswith("# "):
        raise _PageError(
            QT_TRANSLATE_NOOP("Course", "{file}, page {number}: the text must begin with a title after “# ”.")
        )
    text, mark, asked = f"\n{rest}".partition("\n? ")
    if ("question" in head) is not bool(mark):
        raise _PageError(
            QT_TRANSLATE_NOOP(
                "Course", "{file}, page {number}: a question needs both a rule in the head and a line after “? ”."
            )
        )
    return Page(
        id=head["page"],
        language=language,
        title=title.removeprefix("# ").strip(),
        text=text.strip(),
        script=head.get("script", ""),
        points_at=_pointers(head.get("points_at", "")),
        goal=_goal(head.get("completes", Deed.ANSWER if mark else Deed.NEXT)),
        question=_question(head["question"], asked) if mark else None,
    )


def _pointers(text: str) -> tuple[Pointer, ...]:
    pointers: list[Pointer] = []
    for part in _NEXT_POINTER.split(text) if text else ():
        found = _POINTER.fullmatch(part.strip())
        if found is None:
            raise _PageError(
                QT_TRANSLATE_NOOP("Course", "{file}, page {number}: nothing can point at “{name}”."), name=part.strip()
            )
        pointers.append(Pointer(Target(found[1] or found[3]), found[2] or found[4]))
    return tuple(pointers)


def _goal(text: str) -> Goal:
    found = _GOAL.fullmatch(text)
    if found is None:
        raise _PageError(
            QT_TRANSLATE_NOOP("Course", "{file}, page {number}: “{name}” is nothing that completes a page."), name=text
        )
    plain, select, node, reach, number, control = found.groups()
    return Goal(Deed(plain or select or reach or Deed.USE), node or number or control or "")


def _question(rule: str, text: str) -> Question:
    prompt, *lines = text.strip().splitlines()
    try:
        call = parse_rule(rule)
    except ValueError:
        raise _PageError(
            QT_TRANSLATE_NOOP("Course", "{file}, page {number}: there is no rule “{name}”."), name=rule
        ) from None
    choices: list[Choice] = []
    feedback: list[str] = []
    for line in filter(None, map(str.strip, lines)):
        choice = _CHOICE.fullmatch(line)
        if choice is not None:
            choices.append(Choice(choice[1], choice[2]))
        elif line.startswith("> "):
            feedback.append(line.removeprefix("> "))
        else:
            raise _PageError(
                QT_TRANSLATE_NOOP("Course", "{file}, page {number}: the question can't have the line “{line}”."),
                line=line,
            )
    if len({choice.key for choice in choices}) < max(2, len(choices)):
        raise _PageError(
            QT_TRANSLATE_NOOP(
                "Course", "{file}, page {number}: a question needs two choices or more, each with a key of its own."
            )
        )
    return Question(call, prompt, tuple(choices), " ".join(feedback))


def nodes_of(page: Page) -> set[str]:
    """Every node that a page names."""
    named = {pointer.name for pointer in page.points_at if pointer.target is Target.NODE}
    choices = page.question.choices if page.question is not None else ()
    return named | {page.goal.argument} | {choice.key for choice in choices}
