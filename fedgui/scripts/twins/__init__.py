"""Each lesson's twin: the same training in plain PyTorch, which anyone can run to prove that the numbers are real."""

from __future__ import annotations

from importlib.resources import files

from fedgui.scripts.source import LESSONS

_SEED_LINE = "torch.manual_seed(0)"


def twin(name: str, seed: int = 0) -> str:
    """The twin of the lesson `name`: a script that imports torch alone.

    Run with any Python that has torch, it prints what the lesson prints with the same seed, and ends at the same
    weights, to the last bit.

    Args:
        name: one of `LESSONS`.
        seed: of the run that it is the twin of.

    Raises:
        KeyError: no lesson has that name.
    """
    if name not in LESSONS:
        raise KeyError(name)
    text = files("fedgui.scripts").joinpath("twins", f"{name}.py").read_text(encoding="utf-8")
    return text.replace(_SEED_LINE, f"torch.manual_seed({seed})")
