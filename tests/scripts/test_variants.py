"""Chapter settings change the script's text, and nothing else about it."""

from __future__ import annotations

import io

import pytest

from fedgui.scripts.runner import Runner
from fedgui.scripts.source import LESSONS, Script, load_script
from fedgui.scripts.variants import Settings, settings_of, with_settings


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_with_its_own_settings_is_itself(name: str) -> None:
    script = load_script(name)
    assert with_settings(script, settings_of(script)).text == script.text


def test_the_tutorials_settings() -> None:
    assert settings_of(load_script("federated")) == Settings(10, 0.1, False)
    assert settings_of(load_script("centralized")) == Settings(20, 0.1, None)


def test_a_script_without_rounds_has_none() -> None:
    assert settings_of(Script("s.py", "x = 1\n")) == Settings(None, None, None)
    assert with_settings(Script("s.py", "x = 1\n"), Settings(3, 0.5, True)).text == "x = 1\n"


def test_the_changed_script_runs_with_the_change() -> None:
    script = with_settings(load_script("federated"), Settings(3, 0.05, True))
    assert "range(3)" in script.text
    assert "lr=0.05" in script.text
    output = io.StringIO()
    assert Runner(script, output=output).run() is None
    lines = output.getvalue().splitlines()
    assert len(lines) == 6
    assert lines[0] != "tensor(0.3798, requires_grad=True)", "Alice comes first"
