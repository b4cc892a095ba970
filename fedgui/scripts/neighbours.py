"""Modules that stand beside a script: it may import them, and the next script gets its own."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def neighbours(script: Path | None) -> Iterator[None]:
    """Let imports look beside `script` first, as Python does for a script; afterwards nothing of that is left.

    Args:
        script: its file; None changes nothing.
    """
    if script is None:
        yield
        return
    folder = str(script.parent)
    before = set(sys.modules)
    sys.path.insert(0, folder)
    try:
        yield
    finally:
        with contextlib.suppress(ValueError):  # the script may have taken it out itself
            sys.path.remove(folder)
        for name in set(sys.modules) - before:
            file = getattr(sys.modules[name], "__file__", None)
            # An environment that stands beside the script too is not the script's own.
            if file and Path(file).is_relative_to(folder) and "site-packages" not in Path(file).parts:
                del sys.modules[name]
