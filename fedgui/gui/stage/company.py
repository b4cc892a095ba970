"""Parcels that travel beside another: what one line of the script sends to several workers, or fetches from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import QObject, QSizeF
from PySide6.QtWidgets import QGraphicsScene

from fedgui.gui.stage.flight import Flight, route_of
from fedgui.gui.stage.layout import LABELLED, Layout
from fedgui.gui.stage.link import Link
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.room_parts import Gate
from fedgui.scripts.trace import MessageState

MOST: Final = 20
"""Parcels in flight at the same time; of more, these many stand for all."""
_SIGN: Final = QSizeF(52, 30)
"""A parcel without numbers, where several with numbers would lie over each other."""


def few(fellows: Sequence[MessageState]) -> list[MessageState]:
    """As many of these as may fly beside one more, evenly spread."""
    step = -(-len(fellows) // (MOST - 1))
    return list(fellows[::step]) if step > 1 else list(fellows)


def room_in_company(layout: Layout, messages: Sequence[MessageState]) -> QSizeF:
    """The size of each card on its link while all these travel."""
    halfway = [layout.link(message.sender, message.receiver).pointAtPercent(0.5) for message in messages]
    apart = min(
        max(abs(one.x() - other.x()), 2 * abs(one.y() - other.y()))
        for place, one in enumerate(halfway)
        for other in halfway[:place]
    )
    if layout.flight.height() < LABELLED or apart > layout.flight.width():
        return QSizeF(layout.flight)
    return QSizeF(_SIGN)


class Company(QObject):
    """Items of their own, there only while they travel.

    Args:
        looked_at: told when the pointer or the focus comes to one of the parcels, and goes.
    """

    def __init__(self, stage: QGraphicsScene, looked_at: Callable[[bool], None]) -> None:
        super().__init__(stage)
        self._stage = stage
        self._looked_at = looked_at
        self._flights: list[Flight] = []
        self._parcels: list[Parcel] = []
        self.messages: tuple[MessageState, ...] = ()
        """What travels."""

    @property
    def parcels(self) -> list[Parcel]:
        """Those that travel."""
        return list(self._parcels)

    def send(
        self,
        message: MessageState,
        layout: Layout,
        room: QSizeF,
        link: Link,
        gates: Sequence[Gate],
        duration_ms: int,
        motion: float,
    ) -> None:
        """Let a message's parcel set out (see `Flight.start`); `room` is the size of its card on the link."""
        parcel = Parcel(message.is_model)
        parcel.set_flight(room)
        parcel.set_parts(message.parts)
        parcel.set_message(message)
        parcel.looked_at.connect(self._looked_at)
        self._stage.addItem(parcel)
        self._parcels.append(parcel)
        self.messages = (*self.messages, message)
        flight = Flight(self)
        self._flights.append(flight)
        flight.start(parcel, route_of(message, layout, link, parcel.flight_size), link, gates, duration_ms, motion)

    def set_paused(self, is_paused: bool) -> None:
        """Hold them where they are, or let them go on."""
        for flight in self._flights:
            flight.set_paused(is_paused)

    def end(self, *, has_arrived: bool) -> None:
        """Arrive at once, or only go."""
        if has_arrived:
            for flight in self._flights:
                flight.land()
        self.stop()

    def stop(self) -> None:
        """Take them away."""
        for flight in self._flights:
            flight.stop()
            flight.deleteLater()
        for parcel in self._parcels:
            if parcel.isUnderMouse() or parcel.hasFocus():
                parcel.looked_at.emit(False)
            self._stage.removeItem(parcel)
            parcel.deleteLater()
        self._flights.clear()
        self._parcels.clear()
        self.messages = ()
