"""Script and twin are one run, equal to the last bit in what they print and where they end; and how to get a twin."""

from __future__ import annotations

import ast
import contextlib
import io
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from fedgui.cli import CANT_START, main
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import LESSONS, Script, load_script
from fedgui.scripts.trace import Trace
from fedgui.scripts.twins import twin
from fedgui.scripts.variants import Settings, settings_of, with_settings

SHOW_WEIGHTS = "\nprint(model.weight.data, model.bias.data)\n"


@pytest.fixture
def every_bit() -> Iterator[None]:
    """Ten significant digits, which tell any two float32 numbers apart."""
    torch.set_printoptions(precision=9, sci_mode=True)
    yield
    torch.set_printoptions(profile="default")


def print_lesson(name: str, seed: int, trace: Trace | None = None, settings: Settings | None = None) -> str:
    output = io.StringIO()
    lesson = load_script(name)
    script = Script(name, (with_settings(lesson, settings) if settings else lesson).text + SHOW_WEIGHTS)
    error = Runner(script, seed=seed, trace=trace, output=output).run()
    assert error is None, error.text()
    return output.getvalue()


def print_twin(name: str, seed: int, settings: Settings | None = None) -> str:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(twin(name, seed, settings) + SHOW_WEIGHTS, f"{name}_twin.py", "exec"), {"__name__": "__main__"})
    return output.getvalue()


@pytest.mark.parametrize("recorded", [False, True])
@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", LESSONS)
def test_lesson_and_twin_are_equal_to_the_last_bit(every_bit: None, name: str, seed: int, recorded: bool) -> None:
    printed = print_lesson(name, seed, Trace() if recorded else None)
    assert len(printed.splitlines()) > 20
    assert print_twin(name, seed) == printed


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_with_other_settings_has_a_twin_of_its_own(every_bit: None, name: str, is_reversed: bool) -> None:
    settings = replace(settings_of(load_script(name)), rounds=13, learning_rate=0.03)
    if settings.is_reversed is not None:
        settings = replace(settings, is_reversed=is_reversed)
    printed = print_lesson(name, 2, settings=settings)
    assert print_twin(name, 2, settings) == printed
    assert printed != print_lesson(name, 2)


@pytest.mark.parametrize("name", LESSONS)
def test_a_seed_matters_to_both(name: str) -> None:
    assert print_lesson(name, 1) != print_lesson(name, 2)
    assert print_twin(name, 1) != print_twin(name, 2)


@pytest.mark.parametrize("name", LESSONS)
def test_a_twin_imports_torch_alone(name: str) -> None:
    imported = set()
    for node in ast.walk(ast.parse(twin(name))):
        if isinstance(node, ast.Import):
            imported.update(alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            imported.add(node.module)
    assert imported == {"torch"}


@pytest.mark.parametrize("name", LESSONS)
def test_a_twin_speaks_both_languages(name: str) -> None:
    comments = [line.strip() for line in twin(name).splitlines() if line.strip().startswith("#")]
    assert sum("EN:" in line for line in comments) == sum("PT:" in line for line in comments) >= 2
    assert max(map(len, twin(name).splitlines())) <= 120


def test_a_twin_of_another_seed_says_so() -> None:
    assert "torch.manual_seed(0)\n" in twin("noisy")
    assert "torch.manual_seed(7)\n" in twin("noisy", seed=7)
    assert "manual_seed(0)" not in twin("noisy", seed=7)


def test_what_is_no_lesson_has_no_twin() -> None:
    with pytest.raises(KeyError):
        twin("../lessons/federated")


# --- fedgui export ------------------------------------------------------------------------------------------------


def test_an_exported_twin_runs_anywhere_and_prints_what_the_lesson_prints(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "proof.py"
    assert main(["export", "secure_aggregation", str(path), "--seed", "3"]) == 0
    shown = capsys.readouterr()
    assert shown.out == f"Written to {path}. It needs PyTorch alone.\n"
    assert shown.err == ""
    assert list(tmp_path.iterdir()) == [path], "nothing else is left in the folder"
    done = subprocess.run(
        [sys.executable, "-I", str(path)], capture_output=True, encoding="utf-8", cwd=tmp_path, timeout=100, check=True
    )
    assert main(["run", "secure_aggregation", "--seed", "3"]) == 0
    assert done.stdout == capsys.readouterr().out


def test_without_a_file_the_twin_takes_its_lessons_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["export", "federated"]) == 0
    assert (tmp_path / "federated_twin.py").read_text(encoding="utf-8") == twin("federated")


def test_what_is_there_already_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.py"
    path.write_text("precious\n", encoding="utf-8")
    assert main(["export", "federated", str(path)]) == CANT_START
    assert capsys.readouterr().err == f"fedgui: {path} is there already, and stays as it is. Choose another name.\n"
    assert path.read_text(encoding="utf-8") == "precious\n"
    assert main(["export", "federated", str(tmp_path)]) == CANT_START


def test_a_place_where_nothing_can_be_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for path in (tmp_path / "nowhere" / "twin.py", tmp_path / ("long" * 100)):
        assert main(["export", "federated", str(path)]) == CANT_START
        sentence = f"fedgui: Nothing can be written to {path}. Choose a folder that you may write to."
        assert capsys.readouterr().err.splitlines() == [sentence]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [["export"], ["export", "mine.py"]])
def test_only_lessons_have_twins(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == CANT_START
    sentence = f"fedgui: “fedgui export” needs the name of a lesson: {', '.join(LESSONS)}."
    assert capsys.readouterr().err.splitlines() == [sentence]


def test_running_takes_one_script(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["run", "federated", "more.py"]) == CANT_START
    assert "more.py" in capsys.readouterr().err
