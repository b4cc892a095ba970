"""Where it happens at a moment: who computes on the model. No Qt in here."""

from __future__ import annotations

from typing import Final

from fedgui.scripts.trace import SERVER, Kind, Moment, Scene, Status

_QUIET: Final = (Status.WAITING, Status.DIVERGED, Status.OFFLINE)


def is_worked_on(status: Status | None) -> bool:
    """Whether a worker with this status does something with its model now."""
    return status is not None and status not in _QUIET


def is_computed_on(scene: Scene | None, holder: str | None, status: Status | None, *, is_alone: bool) -> bool:
    """Whether the docked model is where it happens now.

    Args:
        holder: who has the model; None where there is none.
        status: what that worker does; None for the server.
        is_alone: whether the server is the only one on the stage.
    """
    if holder is None or scene is None:
        return False
    if holder == SERVER and is_alone:
        is_over = scene.moment.kind in (Kind.END, Kind.ERROR)
        return scene.round.number > 0 and not is_over
    return is_worked_on(status)


def whereabouts(moment: Moment) -> tuple[str, ...]:
    """The workers, and SERVER, at which something happens at a moment; the one that it is about comes first."""
    first = moment.actor if moment.message is None else moment.message.worker
    changed = [str(key[1]) for key, _piece in moment.changes if key[0] == "tensor"]
    return tuple(dict.fromkeys([first, *changed]))
