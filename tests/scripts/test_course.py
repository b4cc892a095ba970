"""Lessons as a teacher writes them: what is read, what is refused in words, and what happens without a translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from fedgui.scripts.course import COURSE, line_of, load_chapter, load_notes, problems
from fedgui.scripts.pages import Choice, Deed, Goal, Page, Pointer, Target, read_pages
from fedgui.scripts.predict import RuleCall
from fedgui.scripts.source import Script

GOOD = """---
page: first
script: federated
points_at: node:bob, line:"f("a", "b")", control:play
completes: select:bob
---
# A title

One paragraph.

- a list
- is no choice

---
page: second
question: loss-direction(bob, alice, round=2)
---
# Another

Text.

? Which way?
- falls: Down
- rises: Up: a lot
- same: Nowhere
> Because.
"""


def write(folder: Path, language: str, text: str, key: str = "federated") -> Path:
    path = folder / language / f"{COURSE.index(key) + 1}-{key}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def page(head: str = "page: it", body: str = "# Title\n\nText.\n") -> str:
    return f"---\n{head}\n---\n{body}"


def test_a_page_says_what_it_points_at_and_how_it_is_completed(tmp_path: Path) -> None:
    first, second = load_chapter("federated", "en", write(tmp_path, "en", GOOD).parents[1]).pages
    assert (first.id, first.title, first.script) == ("first", "A title", "federated")
    assert first.text == "One paragraph.\n\n- a list\n- is no choice"
    assert first.points_at == (
        Pointer(Target.NODE, "bob"),
        Pointer(Target.LINE, 'f("a", "b")'),
        Pointer(Target.CONTROL, "play"),
    )
    assert first.goal == Goal(Deed.SELECT, "bob")
    assert first.question is None
    assert second.script == "federated", "it stays until another page names one"
    assert second.goal == Goal(Deed.ANSWER)
    assert second.text == "Text."
    assert second.question.rule == RuleCall("loss-direction", ("bob", "alice"), (("round", 2),))
    assert second.question.prompt == "Which way?"
    assert second.question.choices == (Choice("falls", "Down"), Choice("rises", "Up: a lot"), Choice("same", "Nowhere"))
    assert second.question.feedback == "Because."


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("next", Goal(Deed.NEXT)),
        ("finish", Goal(Deed.FINISH)),
        ("reach-round:12", Goal(Deed.REACH_ROUND, "12")),
        ("select:worker_7", Goal(Deed.SELECT, "worker_7")),
        ("server-view", Goal(Deed.USE, "server-view")),
    ],
)
def test_goals(tmp_path: Path, text: str, goal: Goal) -> None:
    pages, faults = read_pages(write(tmp_path, "en", page(f"page: it\ncompletes: {text}")), "en")
    assert faults == ()
    assert pages[0].goal == goal


def test_files_from_any_editor_are_read(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    pages, faults = read_pages(path, "en")
    assert faults == ()
    assert pages == read_pages(write(tmp_path, "en", GOOD), "en")[0]


ASKED = "# T\n\n? Q?\n- falls: a\n- rises: b\n- same: c\n"


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (page("title: it"), "the head can't have the line “title: it”"),
        (page("page it"), "the head can't have the line “page it”"),
        (page("page:"), "the head can't have the line “page:”"),
        (page("script: federated"), "the head gives no name after “page:”"),
        (page(body="Text.\n"), "the text must begin with a title"),
        (page(body=""), "the text must begin with a title"),
        (page("page: it\npoints_at: bob"), "nothing can point at “bob”"),
        (page("page: it\npoints_at: line:opt.step()"), "nothing can point at “line:opt.step()”"),
        (page("page: it\ncompletes: reach-round:0"), "“reach-round:0” is nothing that completes a page"),
        (page("page: it\ncompletes: select:"), "“select:” is nothing that completes a page"),
        (page("page: it\nquestion: order-matters"), "a question needs both"),
        (page(body="# T\n\n? Why?\n- yes: y\n- no: n\n"), "a question needs both"),
        (page("page: it\nquestion: luck", ASKED), "there is no rule “luck”"),
        (page("page: it\nquestion: next-loss(one)", ASKED), "there is no rule “next-loss(one)”"),
        (page("page: it\nquestion: next-loss()", ASKED), "there is no rule “next-loss()”"),
        (page("page: it\nquestion: next-loss(1, 2)", ASKED), "there is no rule"),
        (page("page: it\nquestion: next-loss(1; 2)", ASKED), "there is no rule"),
        (page("page: it\nquestion: how-many(luck)", ASKED), "there is no rule"),
        (page("page: it\nquestion: next-loss(1)", ASKED + "more\n"), "the question can't have the line “more”"),
        (page("page: it\nquestion: next-loss(1)", "# T\n\n? Q?\n- falls: a\n"), "two choices or more"),
        (page("page: it\nquestion: next-loss(1)", ASKED + "- same: d\n"), "each with a key of its own"),
    ],
)
def test_what_can_not_be_read_is_said_in_words_and_the_rest_is_kept(tmp_path: Path, text: str, complaint: str) -> None:
    path = write(tmp_path, "en", page("page: before") + text + page("page: after"))
    pages, faults = read_pages(path, "en")
    assert [it.id for it in pages] == ["before", "after"]
    assert len(faults) == 1
    assert faults[0].text().startswith("2-federated.md, page 2: ")
    assert complaint in faults[0].text()


def test_two_pages_of_one_name_are_refused(tmp_path: Path) -> None:
    pages, faults = read_pages(write(tmp_path, "en", page() + page()), "en")
    assert len(pages) == 1
    assert "another page has the same name “it”" in faults[0].text()


@pytest.mark.parametrize(
    "text", ["# Title\n\nText.\n", page() + "---\n", "words\n" + page(), page(body="# T\n\na\n\n---\n\nb")]
)
def test_a_file_without_heads_is_refused_as_a_whole(tmp_path: Path, text: str) -> None:
    pages, faults = read_pages(write(tmp_path, "en", text), "en")
    assert pages == ()
    assert [it.text() for it in faults] == ["2-federated.md: each page needs a head between two lines of three dashes."]


@pytest.mark.parametrize(
    "make", [lambda path: None, lambda path: path.mkdir(), lambda path: path.write_bytes(b"\xff\xfe\xff")]
)
def test_a_missing_or_unreadable_file_is_said_in_words(tmp_path: Path, make) -> None:
    (tmp_path / "en").mkdir()
    make(tmp_path / "en" / "1-centralized.md")
    chapter = load_chapter("centralized", "en", tmp_path)
    assert chapter.pages == ()
    assert [it.text() for it in chapter.faults] == ["There is no lesson 1-centralized.md."]


# --- Languages --------------------------------------------------------------------------------------------------------


def test_a_page_without_a_translation_is_shown_in_english(tmp_path: Path) -> None:
    write(tmp_path, "en", page("page: one\nscript: federated") + page("page: two") + page("page: three\nscript: noisy"))
    write(tmp_path, "pt_BR", page("page: three", "# Três\n\nTexto.\n") + page("page: one", "# Um\n\nTexto.\n"))
    chapter = load_chapter("federated", "pt_BR", tmp_path)
    assert [(it.id, it.title, it.language) for it in chapter.pages] == [
        ("one", "Um", "pt_BR"),
        ("two", "Title", "en"),
        ("three", "Três", "pt_BR"),
    ]
    assert [it.id for it in chapter.untranslated] == ["two"]
    assert chapter.scripts == ("federated", "noisy"), "what runs is the same in every language"
    assert chapter.faults == ()


def test_without_a_translated_file_everything_is_english_and_told(tmp_path: Path) -> None:
    write(tmp_path, "en", GOOD)
    chapter = load_chapter("federated", "pt_BR", tmp_path)
    assert [it.language for it in chapter.pages] == ["en", "en"]
    assert chapter.untranslated == chapter.pages
    assert [it.text() for it in chapter.faults] == ["There is no lesson 2-federated.md."]


def test_a_lesson_that_exists_in_another_language_alone_is_shown(tmp_path: Path) -> None:
    write(tmp_path, "pt_BR", page("page: um"))
    assert [it.id for it in load_chapter("federated", "pt_BR", tmp_path).pages] == ["um"]


def test_an_unknown_chapter_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="tuple.index"):
        load_chapter("algebra", "en")


def test_notes_fall_back_to_english(tmp_path: Path) -> None:
    assert load_notes("leaks", "pt_BR", tmp_path) == ""
    path = tmp_path / "en" / "teacher" / "3-leaks.md"
    path.parent.mkdir(parents=True)
    path.write_text("notes", encoding="utf-8")
    assert load_notes("leaks", "pt_BR", tmp_path) == "notes"


# --- What pages name --------------------------------------------------------------------------------------------------


SCRIPT = Script("federated", "# f(x)\ng(x)\nif x:\n    f(x)\n    f(x)\n")


def test_a_line_is_found_by_its_code(tmp_path: Path) -> None:
    assert line_of(SCRIPT, "f(x)") == 4, "comments don't count, and the first one is meant"
    assert line_of(SCRIPT, "f(") is None


def misses(tmp_path: Path, head: str, body: str = "# Title\n\nText.\n") -> list[str]:
    write(tmp_path, "en", page(f"page: it\nscript: federated\n{head}", body))
    chapter = load_chapter("federated", "en", tmp_path)
    assert chapter.faults == ()
    return [it.text() for it in problems(chapter, SCRIPT, ["me", "bob"], {"play"})]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        ("points_at: node:bob, node:server, control:play, line:\"g(x)\"\ncompletes: play", []),
        ("points_at: node:carol", ["The page “Title” speaks of carol, who is not there."]),
        ("points_at: node:me", ["The page “Title” speaks of me, who is not there."]),
        ("completes: select:carol", ["The page “Title” speaks of carol, who is not there."]),
        ("points_at: line:\"h(x)\"", ["The page “Title” points at a line that the script doesn't have: h(x)"]),
        ("completes: paly", ["The page “Title” points at “paly”, which is not in this window."]),
        ("points_at: node:x, control:y", [
            "The page “Title” speaks of x, who is not there.",
            "The page “Title” points at “y”, which is not in this window.",
        ]),
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(tmp_path: Path, head: str, found: list[str]) -> None:
    assert misses(tmp_path, head) == found


@pytest.mark.parametrize(
    ("rule", "keys", "is_right"),
    [
        ("next-loss(1)", "falls rises same", True),
        ("next-loss(1)", "falls rises", False),
        ("next-loss(1)", "falls rises same up", False),
        ("owner-of-label(1)", "bob both", True),
        ("owner-of-label(1)", "bob both nobody", True),
        ("owner-of-label(1)", "bob carol both", False),
        ("owner-of-label(1)", "bob nobody", False),
    ],
)
def test_a_question_must_offer_what_its_rule_answers(tmp_path: Path, rule: str, keys: str, is_right: bool) -> None:
    choices = "".join(f"- {key}: text\n" for key in keys.split())
    found = misses(tmp_path, f"question: {rule}", f"# Title\n\nText.\n\n? Q?\n{choices}")
    name = rule.partition("(")[0]
    wrong = [f"The question of the page “Title” does not offer what its rule “{name}” can answer."]
    assert found == ([] if is_right else wrong)


def test_pages_about_another_script_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "en", page("page: it\nscript: noisy\npoints_at: node:carol"))
    assert problems(load_chapter("federated", "en", tmp_path), SCRIPT, ["bob"]) == ()


def test_a_page_needs_nothing_but_name_and_title(tmp_path: Path) -> None:
    pages, _faults = read_pages(write(tmp_path, "en", page(body="# Title")), "en")
    assert pages == (Page("it", "en", "Title", "", ""),)
