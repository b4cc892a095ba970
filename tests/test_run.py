"""run.py from a bare checkout to the running application; pip, apt and the application itself are played."""

from __future__ import annotations

import ast
import importlib.util
import os
import string
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

RUN = Path(__file__).parents[1] / "run.py"

PYPROJECT = """
[build-system]
requires = ["hatchling"]
[project]
name = "fedgui"
dependencies = ["torch=={torch}"]
[tool.ruff]
line-length = {width}
"""


class Became(BaseException):
    """run.py handed over to this command."""


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location("fedgui_run", RUN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Computer:
    """A Debian machine on which run.py finds nothing installed but Python.

    Attributes:
        commands: what run.py ran, in order.
        lacks: libraries that the loader doesn't find; apt-get provides them.
        fails: beginnings of the names of commands that fail.
        interrupts: whether Ctrl+C comes while pip runs.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.run = load()
        self.folder = folder
        self.monkeypatch = monkeypatch
        self.commands: list[list[str]] = []
        self.programs = {"apt-get", "sudo"}
        self.lacks: set[str] = set()
        self.fails: set[str] = set()
        self.interrupts = False
        self.describe(torch="2.13.0", width=120)
        monkeypatch.setattr(sys, "platform", "linux")
        for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM", "LC_ALL", "LC_MESSAGES"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("LANG", "en_US.UTF-8")
        monkeypatch.setenv("DISPLAY", ":0")
        monkeypatch.chdir(folder)
        for name, value in {
            "ROOT": folder,
            "VENV": folder / ".venv",
            "STAMP": folder / ".venv/fedgui.json",
            "PYTHON": folder / ".venv/bin/python",
            "WINDOWS": False,
            "succeeds": self._succeeds,
            "loads": lambda library: library not in self.lacks,
        }.items():
            monkeypatch.setattr(self.run, name, value)
        monkeypatch.setattr(self.run.os, "geteuid", lambda: 0, raising=False)
        monkeypatch.setattr(self.run.os, "execve", self._execve)
        monkeypatch.setattr(self.run.shutil, "which", lambda name: name if name in self.programs else None)

    def describe(self, **values: object) -> None:
        (self.folder / "pyproject.toml").write_text(PYPROJECT.format(**values), encoding="utf-8")

    def _succeeds(self, command: list[str], chatty: bool = False, silent: bool = False) -> bool:
        self.commands.append(command)
        if command[1:2] == ["-c"]:
            return self.run.PYTHON.exists()
        if "pip" in command and self.interrupts:
            raise KeyboardInterrupt
        if self.fails.intersection(command):
            return False
        if "venv" in command:
            self.run.PYTHON.parent.mkdir(parents=True)
            self.run.PYTHON.touch()
        return True

    def _execve(self, path: str, command: list[str], environment: dict[str, str]) -> None:
        self.environment = environment
        assert path == str(self.run.PYTHON) == command[0]
        raise Became(*command[1:])

    def start(self, *arguments: str) -> tuple[str, ...]:
        """Give the command and return what run.py became."""
        self.commands.clear()
        with pytest.raises(Became) as became:
            self.run.main(list(arguments))
        return became.value.args

    def refuses(self, *arguments: str) -> int:
        self.commands.clear()
        return self.run.main(list(arguments))

    def pip_installs(self) -> list[str]:
        return [command[-1] for command in self.commands if "pip" in command]

    def apt_installs(self) -> list[str]:
        return [name for command in self.commands if "install" in command and "apt-get" in command
                for name in command[command.index("--no-install-recommends") + 1:]]  # fmt: skip


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Computer:
    return Computer(tmp_path, monkeypatch)


WINDOW = ("-P", "-m", "fedgui")


def test_the_first_start_installs_and_the_second_only_starts(computer: Computer, capsys) -> None:
    assert computer.start() == WINDOW
    assert computer.pip_installs() == ["."]
    assert "The first time takes a few minutes" in capsys.readouterr().err
    assert computer.start() == WINDOW
    assert computer.commands == []
    assert capsys.readouterr().err == ""


def test_only_a_change_of_what_is_installed_installs_again(computer: Computer) -> None:
    computer.start()
    computer.describe(torch="2.13.0", width=100)
    computer.start()
    assert computer.commands == []
    computer.describe(torch="2.13.1", width=100)
    computer.start()
    assert computer.pip_installs() == ["."]
    assert not any("venv" in command for command in computer.commands)


def test_an_interrupted_installation_starts_over(computer: Computer, capsys) -> None:
    computer.interrupts = True
    assert computer.refuses() == 130
    assert "Give the same command again" in capsys.readouterr().err
    computer.interrupts = False
    assert computer.start() == WINDOW
    assert computer.pip_installs() == ["."]


def test_a_failed_installation_says_so_and_is_not_taken_for_done(computer: Computer, capsys) -> None:
    computer.fails = {"pip"}
    assert computer.refuses() == 1
    assert "did not finish" in capsys.readouterr().err
    computer.fails = set()
    computer.start()
    assert computer.pip_installs() == ["."]


def test_test_runs_pytest_without_a_screen(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY")
    computer.start("run", "federated")
    assert computer.start("test", "-k", "parcel") == ("-m", "pytest", "-k", "parcel")
    assert computer.pip_installs() == [".[test]"]
    assert computer.environment["QT_QPA_PLATFORM"] == "offscreen"
    assert Path.cwd() == computer.folder
    computer.start("test")
    computer.start("run", "federated")
    assert computer.commands == []


def test_setup_only_installs(computer: Computer, capsys) -> None:
    assert computer.refuses("setup") == 0
    assert computer.pip_installs() == ["."]
    assert computer.refuses("setup", "--test") == 0
    assert computer.pip_installs() == [".[test]"]
    assert "fedgui is ready" in capsys.readouterr().err
    assert computer.refuses("setup", "--tests") == 1
    assert "“--tests”" in capsys.readouterr().err


def test_a_broken_environment_is_made_anew(computer: Computer, capsys) -> None:
    computer.start()
    computer.run.PYTHON.unlink()
    leftover = computer.run.VENV / "leftover"
    leftover.touch()
    assert computer.start() == WINDOW
    assert not leftover.exists()
    assert computer.pip_installs() == ["."]
    assert "no longer works" in capsys.readouterr().err


def test_another_python_behind_the_environment_installs_again(computer: Computer) -> None:
    computer.start()
    other = computer.folder / "python3.13"
    other.touch()
    computer.run.PYTHON.unlink()
    computer.run.PYTHON.symlink_to(other)
    computer.start()
    assert computer.pip_installs() == ["."]


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"done": 1}', '{"done": ["fedgui", "qt", "screen"]}'])
def test_a_damaged_stamp_counts_as_none(computer: Computer, damage: str) -> None:
    computer.start()
    computer.run.STAMP.write_text(damage, encoding="utf-8")
    computer.start()
    assert computer.pip_installs() == ["."]


def test_root_installs_only_the_missing_libraries(computer: Computer) -> None:
    computer.lacks = {"libEGL.so.1", "libxcb-cursor.so.0"}
    computer.start()
    update, install = (command for command in computer.commands if "apt-get" in command)
    assert update[-1] == "update"
    assert "DEBIAN_FRONTEND=noninteractive" in install
    assert "sudo" not in install
    assert computer.apt_installs() == ["libegl1", "libxcb-cursor0"]


def test_tests_need_no_libraries_of_a_screen(computer: Computer) -> None:
    computer.lacks = {"libxcb-cursor.so.0"}
    computer.start("test")
    assert computer.apt_installs() == []
    computer.start()
    assert computer.apt_installs() == ["libxcb-cursor0"]


def test_sudo_without_a_password_will_do(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computer.run.os, "geteuid", lambda: 1000)
    computer.lacks = {"libEGL.so.1"}
    computer.start()
    assert [command[:2] for command in computer.commands if "apt-get" in command] == [["sudo", "-n"]] * 2


def test_whoever_may_not_install_gets_the_command_before_the_download(computer: Computer, monkeypatch, capsys) -> None:
    monkeypatch.setattr(computer.run.os, "geteuid", lambda: 1000)
    computer.fails = {"sudo"}
    computer.lacks = {"libEGL.so.1", "libxcb-cursor.so.0"}
    assert computer.refuses() == 1
    assert "\n  sudo apt-get update && sudo apt-get install -y libegl1 libxcb-cursor0\n" in capsys.readouterr().err
    assert computer.pip_installs() == []


def test_a_failing_apt_gives_root_the_command_too(computer: Computer, capsys) -> None:
    computer.lacks = {"libGL.so.1"}
    computer.fails = {"apt-get"}
    assert computer.refuses() == 1
    assert "\n  apt-get update && apt-get install -y libgl1\n" in capsys.readouterr().err


@pytest.mark.parametrize(("lacks", "starts"), [("libxcb-util.so.1", True), ("libGL.so.1", False)])
def test_other_linuxes_are_told_what_qt_needs(computer: Computer, capsys, lacks: str, starts: bool) -> None:
    computer.programs = set()
    computer.lacks = {lacks}
    for _ in range(2):  # it is told again, since nothing has changed
        if starts:
            assert computer.start() == WINDOW
        else:
            assert computer.refuses() == 1
        assert lacks in capsys.readouterr().err


def test_debian_without_ensurepip(computer: Computer, monkeypatch: pytest.MonkeyPatch, capsys) -> None:
    monkeypatch.setattr(computer.run.importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    computer.lacks = {"libEGL.so.1"}
    computer.start()
    assert computer.apt_installs() == ["python{}.{}-venv".format(*sys.version_info[:2]), "libegl1"]
    computer.lacks = set()
    computer.run.PYTHON.unlink()
    computer.programs = set()
    assert computer.refuses() == 1
    assert "python3-venv" in capsys.readouterr().err


def test_a_venv_that_fails_leaves_nothing_behind(computer: Computer, capsys) -> None:
    computer.fails = {"venv"}
    assert computer.refuses() == 1
    assert str(computer.run.VENV) in capsys.readouterr().err
    assert not computer.run.VENV.exists()


def test_without_a_display_the_lesson_runs_in_the_terminal(computer: Computer, monkeypatch, capsys) -> None:
    monkeypatch.delenv("DISPLAY")
    computer.lacks = {"libEGL.so.1"}
    assert computer.start() == (*WINDOW, "run", "federated")
    assert "There is no display here" in capsys.readouterr().err
    assert computer.apt_installs() == []


@pytest.mark.parametrize("name", ["WAYLAND_DISPLAY", "QT_QPA_PLATFORM"])
def test_what_makes_a_window_possible(computer: Computer, monkeypatch, name: str) -> None:
    monkeypatch.delenv("DISPLAY")
    monkeypatch.setenv(name, "offscreen")
    assert computer.start() == WINDOW


@pytest.mark.parametrize("system", ["darwin", "win32"])
def test_other_systems_bring_their_libraries_and_always_have_a_display(computer: Computer, monkeypatch, system) -> None:
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.delenv("DISPLAY")
    computer.lacks = {"libEGL.so.1"}
    assert computer.start() == WINDOW
    assert computer.apt_installs() == []


def test_other_arguments_go_to_fedgui(computer: Computer) -> None:
    assert computer.start("run", "a file.py", "--seed", "3") == (*WINDOW, "run", "a file.py", "--seed", "3")
    assert computer.start("--version") == (*WINDOW, "--version")


def test_windows_waits_and_passes_the_exit_code_on(computer: Computer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(computer.run, "WINDOWS", True)
    monkeypatch.setattr(computer.run.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 3))
    with pytest.raises(SystemExit) as exit_:
        computer.run.main([])
    assert exit_.value.code == 3


def test_a_folder_that_cant_be_written_gets_a_sentence(computer: Computer, monkeypatch, capsys) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", ".venv")

    monkeypatch.setattr(computer.run, "write_stamp", refuse)
    assert computer.refuses() == 1
    assert "Permission denied" in capsys.readouterr().err


def test_the_check_of_an_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = load()
    monkeypatch.setattr(run, "PYTHON", tmp_path / "python")
    assert not run.works()
    monkeypatch.setattr(run, "PYTHON", Path(sys.executable))
    assert run.works()


def test_the_loader_is_asked() -> None:
    run = load()
    assert not run.loads("libfedgui-is-not-a-library.so.7")
    if sys.platform == "linux":
        assert run.loads("libc.so.6")


def test_it_needs_the_standard_library_only_and_old_pythons_can_read_it() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"), feature_version=(3, 7))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


@pytest.mark.parametrize("version", [(3, 7, 3), (3, 10, 0), (3, 14, 1)])
def test_an_unsuitable_python_gets_a_sentence(monkeypatch: pytest.MonkeyPatch, version: tuple[int, ...]) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    with pytest.raises(SystemExit) as exit_:
        load()
    assert "fedgui needs Python 3.11, 3.12 or 3.13; this is Python {}.{}.".format(*version[:2]) in exit_.value.code


def test_every_text_has_both_languages_with_the_same_fields() -> None:
    def fields(sentence: str) -> set[str | None]:
        return {field for _, field, _, _ in string.Formatter().parse(sentence)} - {None}

    for english, portuguese in load().TEXTS.values():
        assert english != portuguese
        assert fields(english) == fields(portuguese)


@pytest.mark.parametrize(
    ("variables", "portuguese"),
    [
        ({"LANG": "pt_BR.UTF-8"}, True),
        ({"LANG": "pt_PT.UTF-8", "LC_ALL": "en_US.UTF-8"}, False),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "pt_BR.UTF-8"}, True),
        ({"LANG": "C"}, False),
    ],
)
def test_the_language_is_the_systems(monkeypatch, variables: dict[str, str], portuguese: bool) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert load().speaks_portuguese() is portuguese


@pytest.mark.parametrize(
    ("name", "portuguese"), [("Portuguese_Brazil", True), ("German_Germany", False), (None, False)]
)
def test_on_windows_the_language_comes_from_the_locale(monkeypatch, name: str | None, portuguese: bool) -> None:
    run = load()
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(run.locale, "getlocale", lambda: (name, "1252"))
    assert run.speaks_portuguese() is portuguese


def test_help_comes_without_installing_anything() -> None:
    result = subprocess.run(
        [sys.executable, RUN, "--help"], check=False, env={**os.environ, "LANG": "pt_BR"}, capture_output=True
    )
    assert result.returncode == 0
    assert "abre a janela" in result.stdout.decode()
    assert result.stderr == b""
