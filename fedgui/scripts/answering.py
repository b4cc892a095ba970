"""A process of its own that answers questions: a script hooks torch for its whole process, and one may run here."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any


class AnsweringProcess:
    """Another process, which stays alive between questions.

    Args:
        serve: what it does: see `answer_all`. A function of a module, since the process has to import it.
        name: of the process.
    """

    def __init__(self, serve: Callable[[Connection], None], name: str) -> None:
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs,), name=name, daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, *question: object) -> Any:
        """The answer; blocks until it is there, the first time until torch is.

        Raises:
            RuntimeError: if there is none, or the process has ended.
        """
        try:
            self._connection.send(question)
            answer: _Answer = self._connection.recv()
        except (EOFError, OSError) as error:
            raise RuntimeError(str(error) or "the process has ended") from error
        if answer.failure is not None:
            raise RuntimeError(answer.failure)
        return answer.value

    def close(self) -> None:
        """End the process; an `ask` that waits for it fails."""
        self._process.terminate()
        self._process.join()
        self._process.close()


def answer_all(connection: Connection, answer: Callable[..., object]) -> None:
    """Answer every question with what `answer` returns, or why it can't, until nobody asks."""
    while True:
        try:
            connection.send(_answer(answer, connection.recv()))
        except (EOFError, OSError):
            return


@dataclass(frozen=True, slots=True)
class _Answer:
    value: object
    failure: str | None = None


def _answer(answer: Callable[..., object], question: tuple[object, ...]) -> _Answer:
    try:
        return _Answer(answer(*question))
    except Exception as error:  # noqa: BLE001 - the process lives on, and whoever asked says it in a sentence
        return _Answer(None, str(error) or type(error).__name__)
