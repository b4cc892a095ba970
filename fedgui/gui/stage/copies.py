"""The models that workers train beside each other: each lies as a card in the room of the worker that has it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Final

from PySide6.QtWidgets import QGraphicsScene

from fedgui.gui.stage.activity import is_worked_on
from fedgui.gui.stage.cells import Parts
from fedgui.gui.stage.layout import Layout
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.words import status_text
from fedgui.scripts.trace import Scene, TensorState

_BELOW_THE_MODEL: Final = 2.5
"""The script's own model may just be arriving in the same slot."""


def parts_of(parameters: Iterable[TensorState]) -> Parts:
    """What a card shows of a model."""
    return tuple((parameter.name, parameter.value) for parameter in parameters)


class Copies:
    """A card for each room whose worker has a model that is not the one that the script goes on with.

    Of several models in one room the newest is shown, with their number.

    Args:
        looked_at: told when the pointer or the focus comes to one of the cards, and goes.
    """

    def __init__(self, stage: QGraphicsScene, looked_at: Callable[[bool], None]) -> None:
        self._stage = stage
        self._looked_at = looked_at
        self._cards: dict[str, Parcel] = {}
        self._held: dict[str, tuple[Parts, ...]] = {}

    @property
    def cards(self) -> list[Parcel]:
        """Those that can be seen."""
        return [card for card in self._cards.values() if card.isVisible()]

    @property
    def held(self) -> dict[str, tuple[Parts, ...]]:
        """The copies that each worker has, as far as they are shown."""
        return self._held

    def show(self, scene: Scene, rooms: Collection[str], layout: Layout, fade_ms: int = 0) -> None:
        """Lay out the cards of a state; digits that are new to a card fade in over `fade_ms`.

        Args:
            rooms: the workers whose cards are drawn.
        """
        copies = {worker_id: scene.copies(worker_id) for worker_id in rooms}
        self._held = {worker_id: tuple(map(parts_of, found)) for worker_id, found in copies.items() if found}
        for worker_id in [worker_id for worker_id in self._cards if worker_id not in rooms]:
            card = self._cards.pop(worker_id)
            self._stage.removeItem(card)
            card.deleteLater()
        for worker_id in rooms:
            if worker_id in self._held:
                self._lay(worker_id, scene, layout, fade_ms)
            elif worker_id in self._cards:
                self._cards[worker_id].setVisible(False)

    def _lay(self, worker_id: str, scene: Scene, layout: Layout, fade_ms: int) -> None:
        card = self._cards.get(worker_id) or self._add(worker_id)
        held, model, worker = self._held[worker_id], scene.model, scene.worker(worker_id)
        is_below = model is not None and model.holder == worker_id
        card.set_parts(held[-1], fade_ms if card.isVisible() else 0)
        card.set_count(len(held))
        card.dock(layout.place(worker_id).card)
        card.set_label(status_text(worker.status) if worker is not None else "")
        card.set_active(worker is not None and is_worked_on(worker.status))
        card.setVisible(not is_below)

    def _add(self, worker_id: str) -> Parcel:
        card = self._cards[worker_id] = Parcel(is_model=True)
        card.set_place(worker_id)
        card.setZValue(_BELOW_THE_MODEL)
        card.looked_at.connect(self._looked_at)
        self._stage.addItem(card)
        return card

    def settle(self, layout: Layout) -> None:
        """Move the cards to their places in another layout."""
        for worker_id, card in self._cards.items():
            if worker_id in layout.rooms:
                card.dock(layout.place(worker_id).card)

    def conceal(self, workers: Iterable[str]) -> None:
        """Show no card at these workers: it is still on its way. The next state shows it again."""
        for worker_id in workers:
            if worker_id in self._cards:
                self._cards[worker_id].setVisible(False)
            self._held.pop(worker_id, None)

    def end_fades(self) -> None:
        """Show all new digits at once."""
        for card in self._cards.values():
            card.end_fade()
