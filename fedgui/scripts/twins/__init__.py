"""Each lesson's twin: the same training in plain PyTorch, which anyone can run to prove that the numbers are real."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

from fedgui.scripts.source import LESSONS, Script
from fedgui.scripts.variants import Settings, with_settings

_SEED_LINE = "torch.manual_seed(0)"
_WORKERS = re.compile(r"^(\s*for rows, labels in )(\w+):$", re.MULTILINE)


def twin(name: str, seed: int = 0, settings: Settings | None = None) -> str:
    """The twin of the lesson `name`: a script that imports torch alone.

    Run with any Python that has torch, it prints what the lesson prints with the same seed and settings, and ends at
    the same weights, to the last bit.

    Args:
        name: one of `LESSONS`.
        seed: of the run that it is the twin of.
        settings: what that run was changed to, its seed aside; None for the lesson as it is written.

    Raises:
        KeyError: no lesson has that name.
    """
    if name not in LESSONS:
        raise KeyError(name)
    text = files("fedgui.scripts").joinpath("twins", f"{name}.py").read_text(encoding="utf-8")
    text = text.replace(_SEED_LINE, f"torch.manual_seed({seed})")
    if settings is None:
        return text
    if settings.is_reversed:
        text = _WORKERS.sub(r"\1reversed(\2):", text)
    return with_settings(Script(name, text), replace(settings, is_reversed=None)).text
