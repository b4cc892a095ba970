"""The command: what it prints and where, its exit status, and its sentences for bad input, in both languages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from fedgui import __version__
from fedgui.cli import CANT_START, FAILED, main
from fedgui.scripts.source import LESSONS

KNOWN = ", ".join(LESSONS)


@pytest.fixture
def in_portuguese(config_dir: Path) -> None:
    config_dir.mkdir(exist_ok=True)
    (config_dir / "settings.json").write_text('{"language": "pt_BR"}', encoding="utf-8")


def test_the_federated_lesson_in_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "federated"]) == 0
    shown = capsys.readouterr()
    assert len(shown.out.splitlines()) == 20
    assert shown.out.splitlines()[0] == "tensor(0.3798, requires_grad=True)"
    assert shown.err == ""


def test_a_file_runs_as_well_as_a_lesson(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "mine.py"
    script.write_text("import torch\nprint(torch.rand(1))\n", encoding="utf-8")
    assert main(["run", str(script), "--seed", "7"]) == 0
    first = capsys.readouterr().out
    assert main(["run", str(script), "--seed", "7"]) == 0
    assert capsys.readouterr().out == first
    assert main(["run", str(script)]) == 0
    assert capsys.readouterr().out != first


def test_the_record_is_written_one_moment_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "record.jsonl"
    assert main(["run", "federated", "--trace", str(path)]) == 0
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [row["index"] for row in rows] == list(range(len(rows)))
    assert {"index", "line", "kind", "actor"} <= rows[0].keys()
    messages = [row["message"] for row in rows if row["kind"] == "message"]
    assert {"sender", "receiver", "kind", "name", "bytes"} == messages[0].keys()
    assert sum(message["bytes"] for message in messages) == 48 + 20 * 28
    assert len(capsys.readouterr().out.splitlines()) == 20
    assert list(tmp_path.iterdir()) == [path], "nothing else is left in the folder"


def test_the_record_of_a_failed_run_is_kept(tmp_path: Path) -> None:
    script, path = tmp_path / "mine.py", tmp_path / "record.jsonl"
    script.write_text("print(1)\nprint(1 / 0)\n", encoding="utf-8")
    assert main(["run", str(script), "--trace", str(path)]) == FAILED
    last = json.loads(path.read_text(encoding="utf-8").splitlines()[-1])
    assert last["error"]["name"] == "ZeroDivisionError"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            ["run", "nowhere.py"],
            f"fedgui: There is no script nowhere.py. Give a file, or one of: {KNOWN}.",
        ),
        (
            ["run", "federated", "--speed", "3"],
            "fedgui: There is no option --speed. “fedgui --help” lists what there is.",
        ),
        (["run", "federated", "--seed", "x"], "fedgui: --seed needs a whole number of 0 or more, not “x”."),
        (["run", "federated", "--seed", "-1"], "fedgui: --seed needs a whole number of 0 or more, not “-1”."),
        (
            ["--chapter", "9"],
            (
                "fedgui: --chapter can't be “9”. Choose one of: centralized, federated, leaks, aggregation, "
                "playground, 1, 2, 3, 4, 5."
            ),
        ),
        (["--language", "fr"], "fedgui: --language can't be “fr”. Choose one of: en, pt_BR."),
        (["run"], f"fedgui: “fedgui run” needs a script: {KNOWN}, a Python file or a notebook."),
        (["dance"], "fedgui: There is no command dance. “fedgui --help” lists what there is."),
        (["run", "federated", "--trace"], "fedgui: --trace needs a value after it."),
    ],
)
def test_what_can_not_start_is_one_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == CANT_START
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err.splitlines() == [sentence]


def test_a_record_that_can_not_be_written_stops_before_anything_runs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for target in (tmp_path / "nowhere" / "record.jsonl", tmp_path):
        assert main(["run", "federated", "--trace", str(target)]) == CANT_START
        shown = capsys.readouterr()
        assert shown.out == ""
        assert "can't be written" in shown.err


def test_an_unreadable_script(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "itself.py"
    script.symlink_to(script)
    assert main(["run", str(script)]) == CANT_START
    assert "can't be read" in capsys.readouterr().err


def test_an_error_of_the_script_goes_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "mine.py"
    script.write_text("print('before')\n1 / 0\n", encoding="utf-8")
    assert main(["run", str(script)]) == FAILED
    shown = capsys.readouterr()
    assert shown.out == "before\n"
    assert shown.err.splitlines() == ["fedgui: Line 2: a number is divided by zero."]


def test_errors_speak_portuguese(tmp_path: Path, in_portuguese: None, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "mine.py"
    script.write_text("1 / 0\n", encoding="utf-8")
    assert main(["run", str(script)]) == FAILED
    assert capsys.readouterr().err.splitlines() == ["fedgui: Linha 1: há uma divisão por zero."]


def test_a_notebook_says_what_it_skips(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "lesson.ipynb"
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    cells = [{**cell, "source": "%matplotlib inline\nx = 20"}, {**cell, "source": "x + 1"}]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 4, "metadata": {}, "cells": cells}), encoding="utf-8")
    assert main(["run", str(path)]) == 0
    shown = capsys.readouterr()
    assert shown.out == "21\n"
    assert shown.err == "fedgui: Skipped what only a notebook understands, in lines: 2.\n"


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"fedgui {__version__}\n"


def test_help_lists_the_commands(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["run", "--help"])
    assert left.value.code == 0
    assert "--trace" in capsys.readouterr().out


def fedgui(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "fedgui", *arguments],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_a_script_may_read_what_is_typed(tmp_path: Path) -> None:
    script = tmp_path / "mine.py"
    script.write_text("print('hello', input())\n", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "fedgui", "run", str(script)],
        input="Ana\n",
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )
    assert (done.stdout, done.returncode) == ("hello Ana\n", 0)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="elsewhere there is always a screen")
@pytest.mark.parametrize("display", ["", ":77"])
def test_without_a_screen_the_window_says_so(display: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")}
    environment["DISPLAY"] = display
    done = subprocess.run(
        [sys.executable, "-m", "fedgui"], env=environment, capture_output=True, text=True, timeout=100, check=False
    )
    assert done.returncode == CANT_START
    assert done.stderr.startswith("There is no screen to open a window on.")
    assert "Traceback" not in done.stderr


def test_an_error_of_the_engine_says_its_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    script = tmp_path / "mixed.py"
    script.write_text(
        "import torch, syft as sy\nbob = sy.VirtualWorker(sy.TorchHook(torch), id='bob')\n"
        "torch.ones(2).send(bob) + torch.ones(2)\n",
        encoding="utf-8",
    )
    assert main(["run", str(script)]) == 1
    assert capsys.readouterr().err.startswith("fedgui: Line 3: add mixes tensor ")
