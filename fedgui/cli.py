"""The command `fedgui`: opens the window, runs a script in the terminal, or writes a lesson as plain PyTorch."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

from fedgui import __version__
from fedgui.scripts.course import COURSE
from fedgui.scripts.source import LESSONS, ScriptError, load_script

if TYPE_CHECKING:
    from fedgui.scripts.source import Script
    from fedgui.scripts.trace import ErrorState, Trace

CANT_START: Final = 2
"""Exit status when nothing could be run: a wrong option, or a script that can't be read."""

FAILED: Final = 1
"""Exit status when a script ran into an error."""

INTERRUPTED: Final = 130

PROGRESS_AFTER_SECONDS: Final = 1.0
"""Shorter runs show no progress bar."""

Translate = Callable[[str, str], str]


class _UsageError(Exception):
    """The command line can't be understood; the text is a sentence in the user's language."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; returns the exit status.

    Args:
        arguments: the command line without the program's name; sys.argv's if None.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    translate = _terminal_language()
    try:
        options = _parse(given, translate)
    except _UsageError as error:
        _say(f"fedgui: {error}")
        return CANT_START
    if options.command == "run":
        try:
            return _run(options, translate)
        except KeyboardInterrupt:
            return INTERRUPTED
        except BrokenPipeError:
            # the reader of our output has gone (`fedgui run ... | head`): nothing is left to say, not even at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return 0
    if options.command == "export":
        return _export(options, translate)
    from fedgui.gui.application import start

    return start(chapter=options.chapter, language_code=options.language, theme_name=options.theme)


def _parse(arguments: Sequence[str], translate: Translate) -> argparse.Namespace:
    try:
        options, unknown = _make_parser(translate).parse_known_args(arguments)
    except argparse.ArgumentError as error:
        sentence = translate("Terminal", "{option} needs a value after it.")
        raise _UsageError(sentence.format(option=error.argument_name)) from None
    if options.command == "run" and options.file is not None:
        unknown.append(str(options.file))
    if unknown:
        sentence = translate("Terminal", "There is no option {option}. “fedgui --help” lists what there is.")
        raise _UsageError(sentence.format(option=unknown[0]))
    if options.command not in (None, "run", "export"):
        sentence = translate("Terminal", "There is no command {command}. “fedgui --help” lists what there is.")
        raise _UsageError(sentence.format(command=options.command))
    if options.command == "run" and options.script is None:
        sentence = translate("Terminal", "“fedgui run” needs a script: {known}, a Python file or a notebook.")
        raise _UsageError(sentence.format(known=", ".join(LESSONS)))
    if options.command == "export" and options.script not in LESSONS:
        sentence = translate("Terminal", "“fedgui export” needs the name of a lesson: {known}.")
        raise _UsageError(sentence.format(known=", ".join(LESSONS)))
    _check_choice(options, "chapter", (*COURSE, *map(str, range(1, len(COURSE) + 1))), translate)
    _check_choice(options, "language", ("en", "pt_BR"), translate)
    _check_choice(options, "theme", ("system", "light", "dark", "contrast"), translate)
    if options.chapter is not None and options.chapter.isdigit():
        options.chapter = COURSE[int(options.chapter) - 1]
    options.seed = _whole_number(options.seed, translate)
    return options


def _make_parser(translate: Translate) -> argparse.ArgumentParser:
    about = translate("Terminal", "Learn federated learning by watching it run. Without a command, the window opens.")
    parser = argparse.ArgumentParser(prog="fedgui", description=about, allow_abbrev=False, exit_on_error=False)
    parser.add_argument("--version", action="version", version=f"fedgui {__version__}")
    window = parser.add_argument_group(translate("Terminal", "the window"))
    window.add_argument("--chapter", metavar="NAME", help=translate("Terminal", "chapter to open, by number or name"))
    window.add_argument("--language", metavar="CODE", help=translate("Terminal", "en or pt_BR"))
    window.add_argument("--theme", metavar="NAME", help=translate("Terminal", "system, light, dark or contrast"))
    run = parser.add_argument_group(translate("Terminal", "without a window: fedgui run SCRIPT"))
    run.add_argument("command", nargs="?", metavar="run", help=translate("Terminal", "run a script in the terminal"))
    run.add_argument(
        "script",
        nargs="?",
        metavar="SCRIPT",
        help=translate("Terminal", "the name of a lesson ({known}), a Python file or a notebook").format(
            known=", ".join(LESSONS)
        ),
    )
    run.add_argument(
        "--seed", default="0", metavar="N", help=translate("Terminal", "seed of all random numbers (0 if not given)")
    )
    run.add_argument(
        "--trace",
        type=Path,
        metavar="FILE",
        help=translate("Terminal", "write the record, one moment a line, as JSON Lines"),
    )
    export = parser.add_argument_group(
        translate("Terminal", "a lesson in plain PyTorch, with the same numbers: fedgui export LESSON")
    )
    export.add_argument(
        "file",
        nargs="?",
        metavar="FILE",
        type=Path,
        help=translate("Terminal", "where to write it (LESSON_twin.py if not given); --seed is that of the run"),
    )
    return parser


def _check_choice(options: argparse.Namespace, name: str, known: Sequence[str], translate: Translate) -> None:
    value = getattr(options, name)
    if value is not None and value not in known:
        sentence = translate("Terminal", "--{option} can't be “{value}”. Choose one of: {known}.")
        raise _UsageError(sentence.format(option=name, value=value, known=", ".join(known)))


def _whole_number(text: str, translate: Translate) -> int:
    with suppress(ValueError):
        if 0 <= (number := int(text)) < 2**63:
            return number
    raise _UsageError(
        translate("Terminal", "--seed needs a whole number of 0 or more, not “{value}”.").format(value=text)
    )


def _run(options: argparse.Namespace, translate: Translate) -> int:
    try:
        script = load_script(options.script)
    except ScriptError as error:
        _say(f"fedgui: {translate('Errors', error.template).format(**error.fields)}")
        return CANT_START
    if script.skipped:
        sentence = translate("Terminal", "Skipped what only a notebook understands, in lines: {lines}.")
        _say(f"fedgui: {sentence.format(lines=', '.join(map(str, script.skipped)))}")
    if options.trace is not None and not _can_write(options.trace):
        sentence = translate(
            "Terminal", "The record can't be written to {file}. Choose a folder that you may write to."
        )
        _say(f"fedgui: {sentence.format(file=options.trace)}")
        return CANT_START
    failure, trace = _execute(script, options.seed, options.trace is not None)
    if trace is not None:
        _write_whole((f"{moment.as_json()}\n" for moment in trace), options.trace)
    if failure is None:
        return 0
    from fedgui.gui.language import translate_error
    from fedgui.scripts.failures import AT_LINE, names_its_line

    sentence = translate_error(failure, translate)
    if not names_its_line(failure):
        sentence = translate("Errors", AT_LINE).format(line=failure.line, message=sentence)
    _say(f"fedgui: {sentence}")
    return FAILED


def _export(options: argparse.Namespace, translate: Translate) -> int:
    from fedgui.scripts.twins import twin

    path = Path(f"{options.script}_twin.py") if options.file is None else options.file
    try:
        if path.exists():
            sentence = translate("Terminal", "{file} is there already, and stays as it is. Choose another name.")
            _say(f"fedgui: {sentence.format(file=path)}")
            return CANT_START
        _write_whole([twin(options.script, options.seed)], path)
    except OSError:
        sentence = translate("Terminal", "Nothing can be written to {file}. Choose a folder that you may write to.")
        _say(f"fedgui: {sentence.format(file=path)}")
        return CANT_START
    print(translate("Terminal", "Written to {file}. It needs PyTorch alone.").format(file=path))
    return 0


def _execute(script: Script, seed: int, record: bool) -> tuple[ErrorState | None, Trace | None]:
    from tqdm import tqdm

    from fedgui.scripts.runner import Runner
    from fedgui.scripts.trace import Trace

    trace = Trace() if record else None
    with tqdm(desc=script.name, leave=False, delay=PROGRESS_AFTER_SECONDS, disable=None, file=sys.stderr) as bar:

        def show(number: int, total: int | None) -> None:
            bar.total = total
            bar.update(number - 1 - bar.n)

        runner = Runner(script, seed=seed, trace=trace, output=sys.stdout, progress=show, interactive=True)
        return runner.run(), trace


def _can_write(path: Path) -> bool:
    folder = path.absolute().parent
    return folder.is_dir() and os.access(folder, os.W_OK) and not path.is_dir()


def _write_whole(lines: Iterable[str], path: Path) -> None:
    """Write `lines` beside `path` first, so that a full disk leaves no half of them under its name."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=path.absolute().parent, prefix=path.name, delete=False
    ) as file:
        try:
            file.writelines(lines)
        except BaseException:
            Path(file.name).unlink()
            raise
    Path(file.name).replace(path)


def _terminal_language() -> Translate:
    """The catalogue of the language that was chosen in the window, or else of the system's."""
    from fedgui.gui.language import catalogue, system_code
    from fedgui.gui.settings import SettingsFile

    return catalogue(SettingsFile().values.language or system_code())


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr)
