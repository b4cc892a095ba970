"""Where fedgui's own files lie: inside the package once installed, beside it in a checkout."""

from __future__ import annotations

from pathlib import Path
from typing import Final

PACKAGE: Final = Path(__file__).resolve().parent


def _folder(name: str) -> Path:
    """Return the folder `name` of the wheel, or else that of the checkout.

    Raises:
        FileNotFoundError: neither exists, so the installation is incomplete.
    """
    for parent in (PACKAGE, PACKAGE.parent):
        if (parent / name).is_dir():
            return parent / name
    raise FileNotFoundError(f"fedgui's folder “{name}” is missing beside {PACKAGE}: please install fedgui again.")


def resource(*parts: str) -> Path:
    """Return the path of a file or folder under resources/, such as `resource("icons", "play.svg")`.

    Raises:
        FileNotFoundError: the installation has no resources at all.
    """
    return _folder("resources").joinpath(*parts)


def translation(name: str) -> Path:
    """Return the path of a compiled translation, such as `translation("fedgui_pt_BR.qm")`.

    Raises:
        FileNotFoundError: the installation has no translations at all.
    """
    return _folder("translations") / name
