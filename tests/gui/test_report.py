"""The report says what went wrong where, and nothing of what the learner was working on."""

from __future__ import annotations

import linecache
import subprocess
import sys
import traceback
from importlib.metadata import version
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fedgui import __version__
from fedgui.gui import language as language_module
from fedgui.gui.report import LOG_LINES, outline, report
from fedgui.gui.settings import Settings

SECRET = "Ana_Souza_4711"


def details_of(script: str, name: str = "/home/ana/patients.py") -> str:
    """The traceback of a learner's script, with its lines of source, as a panel shows it."""
    linecache.cache[name] = (len(script), None, script.splitlines(keepends=True), name)
    try:
        exec(compile(script, name, "exec"), {})
    except Exception:  # noqa: BLE001 - whatever a learner's script raises
        return traceback.format_exc()
    raise AssertionError("the script should have failed")


def details_from_fedgui(value: str) -> str:
    try:
        language_module.language().set(value)
    except ValueError:
        return traceback.format_exc()
    raise AssertionError("an unknown language should be refused")


def test_it_names_the_versions_and_the_settings(qapp):
    text = report("", Settings(language="pt_BR", type_scale=1.25))
    for part in (f"fedgui {__version__}", "Python 3.", "Qt 6.", f"torch {version('torch')}", "language: pt_BR", "1.25"):
        assert part in text
    assert "Error" not in text


def test_a_missing_package_is_named(qapp, monkeypatch):
    def missing(name: str) -> str:
        from importlib.metadata import PackageNotFoundError

        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.version", missing)
    assert "torch is missing" in report("", Settings())


def test_it_does_not_import_torch():
    program = (
        "import sys; import fedgui.gui.report as r; from fedgui.gui.settings import Settings; r.report('', Settings())"
    )
    done = subprocess.run(
        [sys.executable, "-c", f"{program}; sys.exit('torch' in sys.modules)"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "script",
    [
        f"name = '{SECRET}'\nint(name)\n",
        f"def {SECRET}():\n    return 1 / 0\n{SECRET}()\n",
        f"raise ValueError('row 1\\n{SECRET}: 7\\nValueError: {SECRET}\\n')\n",
        f"try:\n    int('{SECRET}')\nexcept ValueError as error:\n    raise KeyError('{SECRET}') from error\n",
        f"class {SECRET}(Exception):\n    pass\nraise {SECRET}\n",
        f"class E(Exception):\n    __module__ = '{SECRET}'\nraise E\n",
        f"raise RuntimeError('see\\n  File \"{SECRET}\", line 3, in {SECRET}\\n{SECRET}: x')\n",
    ],
)
def test_nothing_of_the_learners_script_or_data_is_in_it(qapp, script):
    details = details_of(script)
    assert SECRET in details
    text = report(details, Settings(chapter=f"/home/ana/{SECRET}.py"), [f"2026 ERROR fedgui: it failed\n{details}"])
    assert SECRET not in text
    assert "patients" not in text
    assert "ana" not in text.replace("another script", "")
    assert text.count("script, line") >= 2


@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_no_sentence_of_an_error_is_in_it(value):
    quoted = f"<<{value}>>"
    lines = outline(f'Traceback (most recent call last):\n  File "x.py", line 1, in f\n    f()\nValueError: {quoted}\n')
    assert lines[:3] == ["Traceback (most recent call last):", "  script, line 1", "ValueError"]
    assert not any(quoted in line for line in lines)


def test_an_error_of_fedguis_own_is_told_with_place_function_and_type(qapp):
    text = report(details_from_fedgui(SECRET), Settings())
    assert "fedgui/gui/language.py, line" in text
    assert "in set" in text
    assert "ValueError" in text
    assert SECRET not in text
    assert str(Path.home()) not in text


def test_a_crash_is_told_thread_by_thread():
    text = (
        "Fatal Python error: Segmentation fault\n\n"
        "Thread 0x00007f1 [fedgui-script] (most recent call first):\n"
        '  File "/home/ana/patients.py", line 3 in diagnose\n\n'
        "Current thread 0x00007f2 (most recent call first):\n"
        '  File "/opt/lib/python3.12/site-packages/torch/nn/modules/module.py", line 9 in forward\n'
        "\nExtension modules: numpy._core (total: 1)\n"
    )
    assert outline(text) == [
        "Fatal Python error: Segmentation fault",
        "Thread 0x00007f1 [fedgui-script] (most recent call first):",
        "  script, line 3",
        "Current thread 0x00007f2 (most recent call first):",
        "  torch/nn/modules/module.py, line 9, in forward",
    ]


def test_it_ends_with_the_last_lines_of_the_log(qapp):
    text = report("", Settings(), [f"2026 INFO fedgui: line {number}" for number in range(100)])
    told = text.partition("\nLog\n")[2].splitlines()
    assert told == [f"2026 INFO fedgui: line {number}" for number in range(100 - LOG_LINES, 100)]


def test_the_users_folder_is_not_named(qapp):
    text = report("", Settings(), [f"2026 WARNING fedgui: no log file in {Path.home()}/.config/fedgui"])
    assert "no log file in ~/.config/fedgui" in text
