"""A script's text: rows, comments, the round loop, and texts that are no scripts."""

from __future__ import annotations

import ast
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui.scripts.source import (
    LESSONS,
    ROUNDS_NAME,
    Script,
    ScriptError,
    find_round_loop,
    load_script,
    sent_names,
    split_mark,
    statement_lines,
    worker_names,
    wrap_rounds,
)

TEXT = """\
import torch

def train():
    # NEW) send the model
    model.send(bob)   # to Bob
    # 1) clear
    opt.zero_grad()
    text = '''
# not a comment
'''
"""


def test_rows_count_code_only() -> None:
    rows = Script("s.py", TEXT).rows
    assert [row.kind for row in rows] == [
        "code", "blank", "code", "comment", "code", "comment", "code", "code", "code", "code",
    ]  # fmt: skip
    assert [row.number for row in rows if row.kind == "code"] == [1, 2, 3, 4, 5, 6, 7]
    assert [row.line for row in rows] == list(range(1, 11))


def test_comments_carry_their_mark_and_indentation() -> None:
    new, first = (row for row in Script("s.py", TEXT).rows if row.kind == "comment")
    assert (new.mark, new.text, new.indent) == ("NEW", "send the model", 4)
    assert (first.mark, first.text) == ("1", "clear")


@pytest.mark.parametrize(
    ("comment", "mark", "text"),
    [
        ("NOVO) envie o modelo", "NEW", "envie o modelo"),
        ("12) not a step", "", "12) not a step"),
        ("plain", "", "plain"),
        ("", "", ""),
    ],
)
def test_split_mark(comment: str, mark: str, text: str) -> None:
    assert split_mark(comment) == (mark, text)


@given(st.text(alphabet="ab#'\"\\\n ()=:\t", max_size=60))
def test_any_text_has_a_row_for_every_line(text: str) -> None:
    rows = Script("s.py", text).rows
    assert [row.line for row in rows] == list(range(1, len(text.rstrip().split("\n")) + 1))


@pytest.mark.parametrize("name", LESSONS)
def test_lessons_are_short_and_readable(name: str) -> None:
    script = load_script(name)
    assert sum(row.kind != "blank" for row in script.rows) < 40
    assert find_round_loop(script.tree()) is not None
    assert [row.mark for row in script.rows if row.mark.isdigit()] == ["1", "2", "3", "4", "5", "6"]


def test_a_syntax_error_names_its_line() -> None:
    with pytest.raises(ScriptError, match=r"s\.py is not valid Python: .* \(line 2\)") as caught:
        Script("s.py", "x = 1\ny = = 2\n").tree()
    assert caught.value.line == 2


def test_null_bytes_are_a_sentence() -> None:
    with pytest.raises(ScriptError, match="not valid Python"):
        Script("s.py", "x = 1\0\n").tree()


def test_a_missing_script_names_what_there_is() -> None:
    with pytest.raises(ScriptError, match=r"no script nowhere\.py.*centralized, federated"):
        load_script("nowhere.py")


def test_a_folder_is_not_a_script(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="is a folder"):
        load_script(str(tmp_path))


@pytest.mark.parametrize("name", ["picture.py", "picture.png"])
def test_a_file_that_is_no_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"\x89PNG\xff\xfe\x00")
    with pytest.raises(ScriptError, match="not a text file"):
        load_script(str(path))


def test_a_script_may_declare_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "latin.py"
    path.write_bytes("# coding: latin-1\nprint('ação')\n".encode("latin-1"))
    assert "ação" in load_script(str(path)).text


def test_the_round_loop_is_the_outermost_that_trains_last() -> None:
    text = """
for line in lines:
    print(line)
def first():
    for a in range(20):
        loss.backward()
def second():
    if True:
        for b in range(10):
            for c in data:
                opt.step()
for d in range(3):
    print(d)
"""
    loop = find_round_loop(ast.parse(text))
    assert loop is not None
    assert ast.unparse(loop.target) == "b"


def test_a_script_that_does_not_train_has_no_rounds() -> None:
    assert find_round_loop(ast.parse("for a in b: print(a)")) is None
    assert ROUNDS_NAME not in ast.unparse(wrap_rounds(ast.parse("for a in b: print(a)")))


def test_counting_rounds_keeps_lines_and_values() -> None:
    tree = wrap_rounds(ast.parse("seen = []\nfor a in range(3):\n    seen.append(a)\n    step.step()\n"))
    assert isinstance(tree.body[1], ast.For)
    assert tree.body[1].iter.lineno == 2
    counted: list[int] = []

    def count(turns: range) -> range:
        counted.extend(turns)
        return turns

    class Step:
        def step(self) -> None: ...

    names: dict[str, object] = {ROUNDS_NAME: count, "step": Step()}
    exec(compile(tree, "s.py", "exec"), names)
    assert names["seen"] == counted == [0, 1, 2]


def test_what_is_sent_takes_the_name_that_it_is_assigned_to() -> None:
    text = "x = a.send(bob)\ny, z = b.send(bob), c.send(alice)\nm = [d.send(bob)]\nq[0] = e.send(bob)\nf = 1\n"
    assert sent_names(ast.parse(text)) == {1: ("x",), 2: ("y", "z"), 4: ("",)}


def test_steps_stop_at_statements_only() -> None:
    assert statement_lines(ast.parse("x = [\n  1,\n  2,\n]\nif x:\n  y = 1\n")) == {1, 5, 6}


def test_two_threads_may_parse_at_a_time() -> None:
    """The window and the running script both do."""
    text = load_script("federated").text
    failures: list[BaseException] = []

    def parse() -> None:
        try:
            for _ in range(300):
                Script("federated", text).tree()
        except BaseException as error:  # noqa: BLE001 (Python's own SystemError among them)
            failures.append(error)

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    threads = [threading.Thread(target=parse) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    sys.setswitchinterval(before)
    assert failures == []


@pytest.mark.parametrize("name", ["centralized", "federated", "trusted_aggregator", "fedsgd", "secure_aggregation"])
def test_a_lesson_predicts_on_the_line_below_its_second_comment(name: str) -> None:
    script = load_script(name)
    (above,) = [row.line for row in script.rows if row.kind == "comment" and row.mark == "2"]
    assert script.predicting_lines == {above + 1}


def test_only_what_has_parameters_predicts() -> None:
    text = """
net, measure = nn.Linear(2, 1), nn.MSELoss()
opt = optim.SGD(net.parameters(), lr=0.1)
guess = net(rows)
loss = measure(guess, answers)
print(loss)
"""
    assert Script("mine.py", text).predicting_lines == {4}
    assert Script("broken.py", "net.parameters()\nnet(").predicting_lines == frozenset()


def test_the_workers_that_a_script_makes_are_known_before_it_runs() -> None:
    assert worker_names(load_script("federated").tree()) == ("bob", "alice")
    assert worker_names(load_script("trusted_aggregator").tree()) == ("bob", "alice", "aggregator")
    assert worker_names(load_script("centralized").tree()) == ()
    text = 'VirtualWorker(hook, id="zoe")\nworkers = [sy.VirtualWorker(hook, id=name) for name in names]\nhook(id="x")'
    assert worker_names(ast.parse(text)) == ("zoe",)  # who is named only while it runs can't be known
