"""Where a script's prints go: line by line to the record and to the terminal, from the script's thread alone."""

from __future__ import annotations

import contextlib
import io
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TextIO

Sink = Callable[[str, Sequence[object]], None]
"""Receives one printed text without its final line break, and the values of the `print` that ended it."""


class ScriptOutput(io.TextIOBase):
    """A text stream that cuts what is written into lines and hands each to a sink.

    What other threads write passes through to the stream that stood here before.
    """

    def __init__(self, sink: Sink | None, output: TextIO | None, other: TextIO) -> None:
        super().__init__()
        self._sink = sink
        self._output = output
        self._other = other
        self._thread = threading.get_ident()
        self._open_line = ""

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        """Take `text`; complete lines go on at once."""
        if threading.get_ident() != self._thread:
            return self._other.write(text)
        self.put(text, ())
        return len(text)

    def flush(self) -> None:
        if self._output is not None:
            self._output.flush()

    def put(self, text: str, values: Sequence[object]) -> None:
        """Take `text` that was made from `values`."""
        if self._output is not None:
            self._output.write(text)
        if self._sink is None:
            return
        complete, line_break, rest = (self._open_line + text).rpartition("\n")
        self._open_line = rest
        if line_break:
            self._sink(complete, values)

    def finish(self) -> None:
        """Hand on a last line that no line break ended."""
        if self._sink is not None and self._open_line:
            rest, self._open_line = self._open_line, ""
            self._sink(rest, ())

    def print(
        self, *values: object, sep: str | None = " ", end: str | None = "\n", file: Any = None, flush: bool = False
    ) -> None:
        """Stands in for the script's `print`, so that the values are known and not their text alone."""
        if file is not None and file is not self:
            print(*values, sep=sep, end=end, file=file, flush=flush)
            return
        if threading.get_ident() != self._thread:
            print(*values, sep=sep, end=end, file=self._other, flush=flush)
            return
        text = io.StringIO()
        print(*values, sep=sep, end=end, file=text)
        self.put(text.getvalue(), values)
        if flush:
            self.flush()


@contextlib.contextmanager
def captured(sink: Sink | None, output: TextIO | None) -> Iterator[ScriptOutput]:
    """Stand a `ScriptOutput` in for `sys.stdout` while a script runs in this thread."""
    before = sys.stdout
    stream = ScriptOutput(sink, output, before)
    sys.stdout = stream
    try:
        yield stream
    finally:
        sys.stdout = before
