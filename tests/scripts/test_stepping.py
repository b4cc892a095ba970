"""The calls that are compiled into a script tell its lines in order, and change nothing else."""

from __future__ import annotations

import io

import pytest

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script
from fedgui.scripts.trace import Kind, Trace


def lines_of(text: str) -> tuple[list[int], str]:
    """The lines that a recorded run tells, and what it prints; the same must be printed without a record."""
    trace, output, plain = Trace(), io.StringIO(), io.StringIO()
    assert Runner(Script("s.py", text), trace=trace, output=output).run() is None
    assert Runner(Script("s.py", text), output=plain).run() is None
    assert output.getvalue() == plain.getvalue()
    return [m.line for m in trace if m.kind is Kind.LINE], output.getvalue()


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a = 1\nb = 2\n", [1, 2]),
        ("a = 1; b = 2\nc = 3\n", [1, 2]),
        ("for i in range(2):\n    a = i\nb = 1\n", [1, 2, 1, 2, 1, 3]),
        ("for i in []:\n    a = i\nelse:\n    b = 1\n", [1, 4]),
        ("i = 0\nwhile i < 2:\n    i += 1\nb = 1\n", [1, 2, 3, 2, 3, 2, 4]),
        ("if 0:\n    a = 1\nelif 1:\n    a = 2\nelse:\n    a = 3\n", [1, 3, 4]),
        ("try:\n    a = 1 / 0\nexcept ZeroDivisionError:\n    a = 2\nfinally:\n    b = 3\n", [1, 2, 4, 6]),
        ("def f(x):\n    'what it does'\n    return x\nprint(f(f.__doc__))\n", [1, 4, 3]),
        ("x = 1\ndef f():\n    global x\n    x = 2\nf()\nprint(x)\n", [1, 2, 5, 4, 6]),
        ("class A:\n    'doc'\n    x = 1\nprint(A.__doc__, A.x)\n", [1, 3, 4]),
        ("match 3:\n    case 1:\n        a = 1\n    case _:\n        a = 2\n", [1, 5]),
        ("from __future__ import annotations\nx: int = 1\nprint(__annotations__)\n", [2, 3]),
        ("for i in range(3):\n    if i == 1:\n        continue\n    a = i\n", [1, 2, 4, 1, 2, 3, 1, 2, 4, 1]),
        ("def g():\n    yield 1\n    yield 2\nfor i in g():\n    print(i)\n", [1, 4, 2, 5, 4, 3, 5, 4]),
        ("a = [\n    1,\n    2,\n]\nb = 1\n", [1, 5]),
        ("with open('/dev/null') as f:\n    a = 1\n", [1, 2]),
        ("def f(): return 1\nprint(f())\n", [1, 2, 1]),
        ("print([i for i in range(3)])\n", [1]),
    ],
)
def test_lines_are_told_in_the_order_in_which_they_run(text: str, lines: list[int]) -> None:
    assert lines_of(text)[0] == lines


def test_a_loop_lets_go_of_what_has_passed() -> None:
    text = """
import weakref
class Thing:
    pass
def things():
    for number in range(3):
        yield Thing()
alive = []
for thing in things():
    alive.append(weakref.ref(thing))
    del thing
    print(alive[-1]() is None)
"""
    assert lines_of(text)[1] == "True\n" * 3


def test_an_error_in_a_loops_header_names_its_line() -> None:
    trace = Trace()
    error = Runner(Script("s.py", "a = 1\nfor i in 5:\n    pass\n"), trace=trace).run()
    assert error is not None
    assert (error.name, error.line) == ("TypeError", 2)


def test_threads_of_the_script_go_their_own_way(capsys: pytest.CaptureFixture[str]) -> None:
    text = """
import threading
def work():
    for i in range(50):
        x = i
        print("aside", i)
threads = [threading.Thread(target=work) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print("done")
"""
    trace = Trace()
    assert Runner(Script("s.py", text), trace=trace).run() is None
    assert [m.text for m in trace if m.text is not None] == ["done"]
    assert capsys.readouterr().out.count("aside") == 200
    assert not [m for m in trace if m.kind is Kind.LINE and m.line in (4, 5, 6)]
