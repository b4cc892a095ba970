"""One parcel's journey from slot to slot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import (
    QAbstractAnimation,
    QEasingCurve,
    QObject,
    QPointF,
    QPropertyAnimation,
    QSizeF,
    QTimer,
    Signal,
    Slot,
)
from PySide6.QtGui import QPainterPath

from fedgui.gui.stage.layout import Layout
from fedgui.gui.stage.link import FADE_MS, Link
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.room_parts import Gate
from fedgui.scripts.trace import MessageState

GATE_MS: Final = 160
REDUCED_MS: Final = 400
"""With reduced motion a parcel stands in the middle of the link for this long."""

_SAMPLES: Final = 64
_RESIZING: Final = 70.0
"""Scene pixels, at either end of the way, over which the card changes between its slot's size and that of flight."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a parcel goes.

    Attributes:
        path: from the middle of one slot to the middle of the other.
        before, after: lengths of the parts of `path` that lie before and after the link.
        start_size, end_size: the card's size in the two slots.
        middle: share of the link at which the parcel is drawn where nothing moves.
    """

    path: QPainterPath
    before: float
    after: float
    start_size: QSizeF
    end_size: QSizeF
    middle: float

    def trail(self, length: float) -> float:
        """The share of the link that lies behind a parcel which has come `length` far."""
        link = self.path.length() - self.before - self.after
        return min(1.0, max(0.0, (length - self.before) / link)) if link > 0 else 0.0

    def size(self, length: float, flight: QSizeF) -> QSizeF:
        """The card's size after `length`."""
        rest = self.path.length() - length
        end, away = (self.start_size, length) if length < rest else (self.end_size, rest)
        share = min(1.0, away / _RESIZING)
        return end + (flight - end) * share


def route_of(message: MessageState, layout: Layout, link: Link, small: QSizeF) -> Route:
    """The route of a message whose link is turned its way; `small` is the size of what is no model, in the slots."""
    sender, receiver = layout.place(message.sender).card, layout.place(message.receiver).card
    return Route(
        layout.route(message.sender, message.receiver),
        _distance(sender.center(), link.path.pointAtPercent(0)),
        _distance(link.path.pointAtPercent(1), receiver.center()),
        sender.size() if message.is_model else small,
        receiver.size() if message.is_model else small,
        layout.middle(message.sender, message.receiver),
    )


def _distance(first: QPointF, second: QPointF) -> float:
    between = second - first
    return float((between.x() ** 2 + between.y() ** 2) ** 0.5)


class Flight(QObject):
    """Moves a parcel, pulls the trail behind it and parts the gates. `finished` comes once, at its end."""

    finished = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._moving: QPropertyAnimation | None = None
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.timeout.connect(self._arrive)
        self._parcel: Parcel | None = None
        self._route: Route | None = None
        self._link: Link | None = None
        self._gates: Sequence[Gate] = ()
        self._motion = 1.0

    @property
    def is_running(self) -> bool:
        """Whether `finished` is still to come."""
        return self._parcel is not None or self._waiting.isActive()

    def start(
        self, parcel: Parcel, route: Route, link: Link, gates: Sequence[Gate], duration_ms: int, motion: float
    ) -> None:
        """Send a parcel off.

        Args:
            duration_ms: for the whole way; 0 arrives as soon as control returns to the event loop.
            motion: factor on the gates' and the trail's own times; with 0 nothing moves, and the parcel stands in the
                middle of the link for REDUCED_MS.
        """
        self.stop()
        self._parcel, self._route, self._link, self._gates, self._motion = parcel, route, link, gates, motion
        if duration_ms <= 0:
            self._motion = 0.0
            self._waiting.start(0)
            return
        for gate in gates:
            gate.part(round(GATE_MS * motion))
        if motion <= 0:
            self.hover(parcel, link, route.middle)
            self._waiting.start(REDUCED_MS)
            return
        self._follow(0.0)
        self._moving = self._animation(duration_ms)
        self._moving.start()

    def skip(self) -> None:
        """Nothing to move: finish as soon as control returns to the event loop."""
        self.stop()
        self._waiting.start(0)

    def set_paused(self, is_paused: bool) -> None:
        """Hold a parcel that moves where it is, or let it go on."""
        if self._moving is None:
            return
        state = self._moving.state()
        if is_paused and state is QAbstractAnimation.State.Running:
            self._moving.pause()
        elif not is_paused and state is QAbstractAnimation.State.Paused:
            self._moving.resume()

    def land(self) -> None:
        """Arrive at once."""
        self._arrive()

    @staticmethod
    def hover(parcel: Parcel, link: Link, share: float) -> None:
        """Let a parcel stand still after `share` of a link."""
        parcel.set_size(parcel.flight_size)
        parcel.setPos(link.path.pointAtPercent(link.path.percentAtLength(share * link.path.length())))
        link.set_trail(share)

    def stop(self) -> None:
        """End at once, without a signal; the parcel stays where it is."""
        self._waiting.stop()
        if self._moving is not None:
            self._moving.stop()
            self._moving.deleteLater()
            self._moving = None
        for gate in self._gates:
            gate.close(0)
        if self._link is not None:
            self._link.set_trail(0.0)
        self._parcel = self._route = self._link = None
        self._gates = ()

    def _animation(self, duration_ms: int) -> QPropertyAnimation:
        assert self._route is not None
        assert self._parcel is not None
        path = self._route.path
        moving = QPropertyAnimation(self._parcel, b"pos", self)
        moving.setDuration(duration_ms)
        moving.setEasingCurve(QEasingCurve.Type.InOutCubic)
        for sample in range(_SAMPLES + 1):
            share = sample / _SAMPLES
            moving.setKeyValueAt(share, path.pointAtPercent(path.percentAtLength(share * path.length())))
        moving.valueChanged.connect(self._on_moved)
        moving.finished.connect(self._arrive)
        return moving

    @Slot()
    def _on_moved(self) -> None:
        if self._moving is not None:
            progress = self._moving.currentTime() / self._moving.duration()
            self._follow(self._moving.easingCurve().valueForProgress(progress))

    def _follow(self, share: float) -> None:
        if self._route is None or self._parcel is None or self._link is None:
            return
        length = share * self._route.path.length()
        self._parcel.set_size(self._route.size(length, self._parcel.flight_size))
        self._link.set_trail(self._route.trail(length))

    @Slot()
    def _arrive(self) -> None:
        link, gates, motion = self._link, self._gates, self._motion
        if link is not None:
            link.fade_trail(round(FADE_MS * motion))
        for gate in gates:
            gate.close(round(GATE_MS * motion))
        self._link, self._gates = None, ()
        self.stop()
        self.finished.emit()
