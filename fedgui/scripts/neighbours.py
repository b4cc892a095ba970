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
        new = set(sys.modules) - before
        # What else lies below the folder, as an environment may, is shared with what runs afterwards and stays.
        own = {name for name in new if "." not in name and _is_beside(script.parent, name)}
        for name in new:
            if name.partition(".")[0] in own:
                del sys.modules[name]


def _is_beside(folder: Path, name: str) -> bool:
    """Whether the imported module `name` is a file or a package of that name right in `folder`."""
    module = sys.modules[name]
    file = getattr(module, "__file__", None)
    places = [Path(file)] if file else [Path(place) / "__init__.py" for place in getattr(module, "__path__", ())]
    return any(place.parent == folder or place.parent == folder / name for place in places)
