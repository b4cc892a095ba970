#!/usr/bin/env python3
"""Starts fedgui from a checkout: makes .venv, installs what is missing, opens the window.

Needs nothing but Python. An old Python 3 can read this file too, so that it gets as far as the sentence below.
"""

import sys

if sys.version_info < (3, 11) or sys.version_info >= (3, 14):
    sys.exit(
        "fedgui needs Python 3.11, 3.12 or 3.13; this is Python {0}.{1}. Start run.py with one of them.\n"
        "O fedgui precisa do Python 3.11, 3.12 ou 3.13; este é o {0}.{1}. Inicie o run.py com um deles.".format(
            *sys.version_info[:2]
        )
    )

import ctypes
import hashlib
import importlib.util
import json
import locale
import os
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "fedgui.json"
WINDOWS = os.name == "nt"
PYTHON = VENV / ("Scripts/python.exe" if WINDOWS else "bin/python")

# What fedgui does without a window, and therefore without Qt's system libraries.
TERMINAL_COMMANDS = ("run", "export")

# What Qt links against (file to load, Debian's package), as the dynamic sections of its libraries list it.
QT_LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
SCREEN_LIBRARIES = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}

TEXTS = {
    "help": (
        (
            "Starts fedgui, and installs what it needs first (once, in the folder .venv).\n\n"
            "  python3 run.py                   open the window\n"
            "  python3 run.py run federated     run a lesson or FILE.py in the terminal\n"
            "  python3 run.py test [ARGUMENTS]  run the tests; arguments go to pytest\n"
            "  python3 run.py setup [--test]    only install (--test: the test tools too)\n\n"
            "Any other arguments go to fedgui; see: python3 run.py run --help"
        ),
        (
            "Abre o fedgui e antes instala o que falta (uma única vez, na pasta .venv).\n\n"
            "  python3 run.py                    abre a janela\n"
            "  python3 run.py run federated      executa uma lição ou ARQUIVO.py no terminal\n"
            "  python3 run.py test [ARGUMENTOS]  roda os testes; os argumentos vão para o pytest\n"
            "  python3 run.py setup [--test]     apenas instala (--test: também as ferramentas de teste)\n\n"
            "Outros argumentos vão para o fedgui; veja: python3 run.py run --help"
        ),
    ),
    "create": ("Creating the Python environment in .venv.", "Criando o ambiente Python em .venv."),
    "renew": (
        "The environment in .venv no longer works; making a new one.",
        "O ambiente em .venv não funciona mais; criando um novo.",
    ),
    "install": (
        "Installing fedgui with PyTorch and Qt. The first time takes a few minutes.",
        "Instalando o fedgui com PyTorch e Qt. A primeira vez leva alguns minutos.",
    ),
    "packages": ("Installing system packages: {packages}.", "Instalando pacotes do sistema: {packages}."),
    "ready": ("fedgui is ready: python3 run.py", "O fedgui está pronto: python3 run.py"),
    "no display": (
        "There is no display here, so the federated lesson runs in the terminal.",
        "Não há tela aqui, então a lição federada roda no terminal.",
    ),
    "stopped": (
        "Stopped. Give the same command again to go on.",
        "Interrompido. Repita o mesmo comando para continuar.",
    ),
    "need packages": (
        "Some system packages are missing. Please install them with this command, then try again:\n\n  {command}\n",
        "Faltam alguns pacotes do sistema. Instale-os com este comando e tente de novo:\n\n  {command}\n",
    ),
    "need venv": (
        "This Python has no venv module with pip. Install it (often called python3-venv) and try again.",
        "Este Python não tem o módulo venv com pip. Instale-o (costuma se chamar python3-venv) e tente de novo.",
    ),
    "need libraries": (
        "Qt needs system libraries that are missing here: {libraries}. Please install them with your package manager.",
        (
            "O Qt precisa de bibliotecas do sistema que faltam aqui: {libraries}. "
            "Instale-as com o gerenciador de pacotes do sistema."
        ),
    ),
    "apt failed": (
        "The system packages could not be installed (see above). You can install them yourself:\n\n  {command}\n",
        "Não foi possível instalar os pacotes do sistema (veja acima). Você pode instalá-los:\n\n  {command}\n",
    ),
    "venv failed": (
        "The Python environment could not be created in {folder} (see above).",
        "Não foi possível criar o ambiente Python em {folder} (veja acima).",
    ),
    "pip failed": (
        "The installation did not finish (see above). Check the connection and give the same command again.",
        "A instalação não terminou (veja acima). Verifique a conexão e repita o mesmo comando.",
    ),
    "no access": (
        "A file or program can't be used: {reason}.",
        "Não foi possível usar um arquivo ou programa: {reason}.",
    ),
    "unknown setup": (
        "setup knows only the option --test, not “{option}”.",
        "setup só conhece a opção --test, e não “{option}”.",
    ),
}


class SetupError(Exception):
    """Something the user has to know about; its text is ready to be shown."""


def text(key: str, **values: object) -> str:
    """Return the sentence `key` in the user's language."""
    return TEXTS[key][1 if speaks_portuguese() else 0].format(**values)


def speaks_portuguese() -> bool:
    """Whether the user's system speaks Portuguese, of whatever country."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return os.environ[name].lower().startswith("pt")
    return (locale.getlocale()[0] or "").lower().startswith(("pt", "portuguese"))


def say(key: str, **values: object) -> None:
    """Print the sentence `key`, on stderr: stdout belongs to the script that may run."""
    print(text(key, **values), file=sys.stderr, flush=True)


def succeeds(command: list[str], chatty: bool = False, silent: bool = False) -> bool:
    """Run `command` in the checkout's folder. Its words go to stderr as ours do.

    Args:
        chatty: show its complaints only.
        silent: show nothing at all.
    """
    output = subprocess.DEVNULL if chatty or silent else sys.stderr
    errors = subprocess.DEVNULL if silent else sys.stderr
    return subprocess.run(command, check=False, cwd=ROOT, stdout=output, stderr=errors).returncode == 0


# --- System packages ------------------------------------------------------------------------------------------------


def administrator() -> list[str] | None:
    """Return what stands before a command that only root may run, or None if we may not."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") and succeeds(["sudo", "-n", "true"], silent=True):
        return ["sudo", "-n"]
    return None


def install_packages(packages: list[str]) -> None:
    """Install Debian packages without a question.

    Raises:
        SetupError: we may not, or it failed; the text holds the command for the user.
    """
    prefix = administrator()
    sudo = "" if prefix == [] else "sudo "
    by_hand = f"{sudo}apt-get update && {sudo}apt-get install -y {' '.join(packages)}"
    if prefix is None:
        raise SetupError(text("need packages", command=by_hand))
    say("packages", packages=", ".join(packages))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    # An update that fails for one of several sources need not matter: the installation decides.
    succeeds([*apt, "update"], chatty=True)
    if not succeeds([*apt, "install", "-y", "--no-install-recommends", *packages], chatty=True):
        raise SetupError(text("apt failed", command=by_hand))


def loads(library: str) -> bool:
    """Whether the system's loader finds `library`."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def missing_libraries(needs: tuple[str, ...]) -> dict[str, str]:
    """Return the system libraries of `needs` ("qt", "screen") that aren't here, each with its Debian package."""
    if not sys.platform.startswith("linux"):
        return {}
    wanted = {**(QT_LIBRARIES if "qt" in needs else {}), **(SCREEN_LIBRARIES if "screen" in needs else {})}
    return {library: package for library, package in wanted.items() if not loads(library)}


def has_venv() -> bool:
    """Whether Python can make an environment with pip. Debian keeps ensurepip in a package of its own."""
    return bool(importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip"))


def provide_for_system(needs: tuple[str, ...], environment: bool) -> bool:
    """See to what only the system can provide, all at once, and return whether it is complete.

    Args:
        needs: of these, "qt" and "screen".
        environment: whether an environment has to be made.

    Raises:
        SetupError: something is missing without which fedgui can't start.
    """
    libraries = missing_libraries(needs)
    venv = ["python{}.{}-venv".format(*sys.version_info[:2])] if environment and not has_venv() else []
    if not libraries and not venv:
        return True
    if shutil.which("apt-get"):
        install_packages([*venv, *libraries.values()])
        return True
    if venv:
        raise SetupError(text("need venv"))
    sentence = text("need libraries", libraries=", ".join(libraries))
    if libraries.keys() & QT_LIBRARIES.keys():
        raise SetupError(sentence)
    # X11 and Wayland don't need the same ones, so Qt may well start.
    print(sentence, file=sys.stderr)
    return False


# --- The environment ------------------------------------------------------------------------------------------------


def fingerprint() -> str:
    """Return a text that changes whenever the environment has to be installed anew."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    facts = [project["build-system"], project["project"], str(ROOT), os.path.realpath(PYTHON)]
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def read_stamp() -> set[str]:
    """Return what is done already ("fedgui", "test", "qt", "screen") for the present fingerprint."""
    try:
        stamp = json.loads(STAMP.read_text(encoding="utf-8"))
        return set(stamp["done"]) if stamp["fingerprint"] == fingerprint() and PYTHON.exists() else set()
    except (OSError, ValueError, TypeError, KeyError):
        return set()


def write_stamp(done: set[str]) -> None:
    """Remember what is done, in one step, so that an interruption can't leave half of it."""
    draft = STAMP.with_suffix(".new")
    draft.write_text(json.dumps({"fingerprint": fingerprint(), "done": sorted(done)}), encoding="utf-8")
    draft.replace(STAMP)


def works() -> bool:
    """Whether .venv holds a Python that starts, is one fedgui knows, and has pip."""
    question = "import sys, pip; sys.exit(not (3, 11) <= sys.version_info < (3, 14))"
    try:
        return succeeds([str(PYTHON), "-c", question], silent=True)
    except OSError:
        return False


def create_environment() -> None:
    """Make .venv, and replace one that no longer works.

    Raises:
        SetupError: Python's venv module failed.
    """
    if VENV.exists():
        say("renew")
        shutil.rmtree(VENV)
    else:
        say("create")
    if not succeeds([sys.executable, "-m", "venv", str(VENV)]):
        shutil.rmtree(VENV, ignore_errors=True)
        raise SetupError(text("venv failed", folder=VENV))


def install(test: bool) -> None:
    """Install this checkout into .venv, with the test tools if asked for.

    Raises:
        SetupError: pip did not succeed.
    """
    say("install")
    STAMP.unlink(missing_ok=True)
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    if not succeeds([*pip, "--editable", ".[test]" if test else "."]):
        raise SetupError(text("pip failed"))


def prepare(*needs: str) -> None:
    """Make sure of `needs`: "fedgui" (installed), "test" (its test tools), "qt" and "screen" (system libraries).

    Raises:
        SetupError: something is missing that only the user can provide.
    """
    done = read_stamp()
    if done.issuperset(needs):
        return
    is_new = not done and not works()
    # First what only the system can provide: whoever may not install it hears so before the long download.
    is_complete = provide_for_system(tuple(need for need in needs if need not in done), environment=is_new)
    if is_new:
        create_environment()
    if is_complete:
        done |= {"qt", "screen"}.intersection(needs)
        write_stamp(done)
    if not done.issuperset({"fedgui", "test"}.intersection(needs)):
        install(test="test" in needs)
        write_stamp(done | {"fedgui", "test"}.intersection(needs))


# --- Starting -------------------------------------------------------------------------------------------------------


def become(*arguments: str, **variables: str) -> NoReturn:
    """Go on as the environment's Python with `arguments`, and `variables` in its environment."""
    command = [str(PYTHON), *arguments]
    environment = {**os.environ, **variables}
    if WINDOWS:
        # There execve would give the terminal back while fedgui still runs.
        sys.exit(subprocess.run(command, check=False, env=environment).returncode)
    os.execve(command[0], command, environment)


def has_display() -> bool:
    """Whether a window can open: only Linux can be without a screen."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def start_fedgui(arguments: list[str]) -> NoReturn:
    """Open the window, or without a display run the federated lesson in the terminal."""
    if not arguments and not has_display():
        say("no display")
        arguments = ["run", "federated"]
    libraries = (
        ()
        if arguments and arguments[0] in TERMINAL_COMMANDS
        else ("qt",)
        if os.environ.get("QT_QPA_PLATFORM")
        else ("qt", "screen")
    )
    prepare("fedgui", *libraries)
    # -P: a learner's file called torch.py in the current folder must not stand in for torch.
    become("-P", "-m", "fedgui", *arguments)


def start_tests(arguments: list[str]) -> NoReturn:
    """Run the test suite without a screen."""
    prepare("fedgui", "test", "qt")
    os.chdir(ROOT)
    become("-m", "pytest", *arguments, QT_QPA_PLATFORM="offscreen")


def set_up(arguments: list[str]) -> None:
    """Install only.

    Raises:
        SetupError: an option that is unknown, or something that only the user can provide.
    """
    for option in arguments:
        if option != "--test":
            raise SetupError(text("unknown setup", option=option))
    prepare("fedgui", "qt", "screen", *(["test"] if arguments else []))
    say("ready")


def main(arguments: list[str]) -> int:
    """Do what the command line asks for; return the exit code if nothing else took over."""
    command, rest = (arguments[0], arguments[1:]) if arguments else ("", [])
    try:
        if command in ("-h", "--help"):
            print(text("help"))
        elif command == "setup":
            set_up(rest)
        elif command == "test":
            start_tests(rest)
        else:
            start_fedgui(arguments)
    except SetupError as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("stopped")
        return 130
    except OSError as error:
        print(text("no access", reason=error), file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
