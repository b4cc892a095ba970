"""Notebooks run as scripts: cells in order, commands of the notebook skipped, last values shown."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from fedgui.scripts.source import Script, ScriptError, load_script


def notebook(folder: Path, *cells: str, kind: str = "code") -> Path:
    path = folder / "lesson.ipynb"
    content = {
        "nbformat": 4,
        "nbformat_minor": 4,
        "metadata": {},
        "cells": [{"cell_type": "markdown", "metadata": {}, "source": ["# Title\n", "text"]}]
        + [
            {"cell_type": kind, "metadata": {}, "source": cell, "outputs": [], "execution_count": None}
            for cell in cells
        ],
    }
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def load(folder: Path, *cells: str) -> Script:
    return load_script(str(notebook(folder, *cells)))


def test_code_cells_stand_in_their_order(tmp_path: Path) -> None:
    script = load(tmp_path, "x = 1", "print(x)")
    assert script.text == "# In [1]\nx = 1\n\n# In [2]\nprint(x)\n"
    assert script.skipped == ()


def test_commands_of_the_notebook_become_comments(tmp_path: Path) -> None:
    script = load(tmp_path, "%matplotlib inline\n!pip install something\nfiles = !ls\nprint?\nx = 1")
    assert script.text.split("\n")[1:6] == [
        "# %matplotlib inline", "# !pip install something", "# files = !ls", "# print?", "x = 1",
    ]  # fmt: skip
    assert script.skipped == (2, 3, 4, 5)


def test_a_command_alone_in_a_block_leaves_the_block_valid(tmp_path: Path) -> None:
    script = load(tmp_path, "if True:\n    !ls")
    assert script.text == "# In [1]\nif True:\n    pass  # !ls\n"
    script.tree()


def test_a_line_that_only_looks_like_a_command_stays(tmp_path: Path) -> None:
    text = "s = ('%s and more'\n     % 3)"
    assert text in load(tmp_path, text).text


def test_a_cell_in_another_language_is_skipped_whole(tmp_path: Path) -> None:
    script = load(tmp_path, "%%bash\nls -l\necho done", "%%time\ny = 2")
    assert script.skipped == (2, 3, 4, 7)
    assert "\ny = 2\n" in script.text
    script.tree()


def test_the_last_expression_of_a_cell_is_shown(tmp_path: Path) -> None:
    script = load(tmp_path, "x = [1,\n2]\nx", "x = 3", "x;", "x  # a comment", "(x +\n 1)")
    assert [script.line_text(line) for line in sorted(script.shown)] == ["x", "x  # a comment", "(x +"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"nbformat": 4}', "null"])
def test_what_is_no_notebook_is_one_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScriptError, match=r"broken\.ipynb (is not a notebook|has no code)"):
        load_script(str(path))


def test_a_notebook_without_code(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="no code cells"):
        load_script(str(notebook(tmp_path, "  ", "")))


def test_a_missing_notebook(tmp_path: Path) -> None:
    with pytest.raises(ScriptError, match="There is no script"):
        load_script(str(tmp_path / "nowhere.ipynb"))


def test_text_and_continued_lines_beside_a_command_stay(tmp_path: Path) -> None:
    text = 's = """\n%s more\n! loud\n"""\nx = (10\n % 3)'
    script = load(tmp_path, f"%matplotlib inline\n{text}")
    assert script.text == f"# In [1]\n# %matplotlib inline\n{text}\n"
    assert script.skipped == (2,)


def test_a_command_goes_with_the_lines_that_continue_it(tmp_path: Path) -> None:
    script = load(tmp_path, "!pip install \\\n    something\nif True:\n    !echo a \\\n    b\npip install more")
    assert script.skipped == (2, 3, 5, 6, 7)
    assert [row.text for row in script.rows if row.kind == "code"] == ["if True:", "    pass  # !echo a \\"]
    script.tree()


def test_what_is_only_timed_runs(tmp_path: Path) -> None:
    script = load(tmp_path, "%time x = 3\nif x:\n    %timeit y = x")
    assert script.text == "# In [1]\nx = 3\nif x:\n    y = x\n"
    assert script.skipped == ()


def test_imports_from_the_future_come_first(tmp_path: Path) -> None:
    script = load(tmp_path, "import os", "from __future__ import (print_function,\n    division)\nx: Later = 3\nx")
    assert script.text.startswith("from __future__ import print_function, division  # In [1]\nimport os\n")
    compile(script.tree(), "cells", "exec")


def test_lines_are_cut_where_python_cuts_them(tmp_path: Path) -> None:
    script = load(tmp_path, "s = 'a\u2028b'\nt = 'c\x0cd'\r\nu = 1")
    names: dict[str, object] = {}
    exec(compile(script.tree(), "cells", "exec"), names)
    assert (names["s"], names["t"], names["u"]) == ("a\u2028b", "c\x0cd", 1)
