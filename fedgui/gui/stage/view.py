"""The stage as a widget: it fits the scene into its window, and speaks keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Final

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QMenu, QToolTip, QWidget

from fedgui.gui.language import language
from fedgui.gui.stage.answers import Answers
from fedgui.gui.stage.cards import EmptyCard, FinishedCard
from fedgui.gui.stage.menu import node_menu
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.parts_card import PartsCard
from fedgui.gui.stage.scene import StageScene
from fedgui.gui.stage.zoom import ZOOM_KEYS, ZoomView
from fedgui.gui.theme import load_fonts, theme
from fedgui.scripts.trace import MessageState, Scene

CLOSE_UP: Final = 1.6
"""Zoom at which a node is brought to the centre."""

_EMPTY_SIZE: Final = (318, 302)


class StageView(ZoomView):
    """Shows one moment of the record at a time, and the journey of what that moment sends."""

    node_activated = Signal(str)
    """A worker's id or SERVER, after a click on its node, or Enter or Space while it has the focus."""
    offline_requested = Signal(str, bool)
    """A worker is to be taken offline (True) or brought back (False)."""
    edit_requested = Signal(str)
    """The model's weights are to be edited where they are: at this worker, or SERVER."""
    start_requested = Signal()
    restart_requested = Signal()
    export_requested = Signal()
    travel_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_fonts()
        self._stage = StageScene(self)
        self._blank = QGraphicsScene(self)
        self._empty = EmptyCard(self)
        self._finished = FinishedCard(self)
        self._finished.hide()
        self._opened = PartsCard(self)
        self._opened.hide()
        self._covered = 0
        self._room = QSizeF(self.size())
        self._menu: QMenu | None = None
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        # the background covers it all: the window below needs no painting for each step of a parcel
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(320, 180)
        self._stage.node_activated.connect(self.node_activated)
        self._stage.node_focused.connect(self._announce)
        self._stage.travel_finished.connect(self.travel_finished)
        self.zoomed.connect(self._opened.hide)
        self._stage.sceneRectChanged.connect(self._fit)
        self._stage.parcel_looked_at.connect(self._open_parcel)
        self._empty.start_requested.connect(self.start_requested)
        self._finished.restart_requested.connect(self.restart_requested)
        self._finished.export_requested.connect(self.export_requested)
        theme().changed.connect(self._dress)
        language().changed.connect(self.retranslate)
        self._dress()
        self.retranslate()
        self.show_empty()

    @property
    def _is_live(self) -> bool:
        """Whether there is something to visit and to open."""
        return self.scene() is self._stage and self._empty.isHidden()

    @property
    def stage(self) -> StageScene:
        """The scene with the items."""
        return self._stage

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_scene(self, scene: Scene, releases: Iterable[MessageState] = ()) -> None:
        """Show a state of the record. At a moment that sends values, their parcel is drawn in the middle of the link.

        While the record plays, what follows the state before is led in by a small movement: digits fade, a gradient
        slides. Everything else is a cut.

        Args:
            releases: what the server has received up to then, newest first, such as `Releases(trace, index)`. It is
                read only for the server's view, and again when that is switched on later.
        """
        self._show_card(None)
        self._stage.show_state(scene, releases)
        self._open_parcel(self._opened.parcel)
        self._name_focused()

    def travel(self, message: MessageState, duration_ms: int, fellows: Iterable[MessageState] = ()) -> None:
        """Let the message's parcel leave its sender's slot and travel to the receiver's, and its fellows beside it.

        `travel_finished` comes once at the end, never before this returns. With `duration_ms` 0 the parcel is there as
        soon as control returns to the event loop; so is the end of a message that carries no values, or whose ends are
        not on the stage.
        """
        self._opened.hide()
        self._stage.travel(message, duration_ms, fellows)

    def stop_travel(self) -> None:
        """End a journey at once, without a signal; the stage shows what `show_scene` was last given."""
        self._stage.stop_travel()

    def flash(self, scene: Scene, releases: Iterable[MessageState] = ()) -> None:
        """Show a state, and let the marker run over the rows of the worker that the moment is about."""
        self.show_scene(scene, releases)
        self._stage.flash(scene, releases)

    def set_server_view(self, on: bool) -> None:
        """Hide everything that no worker has released to the server, or show everything again."""
        self._stage.set_server_view(on)
        self._open_parcel(self._opened.parcel)
        self._name_focused()

    def show_empty(self, expected: Sequence[str] = ()) -> None:
        """Nothing has run yet.

        Args:
            expected: the workers that the script will make. They are shown only where the lesson points at a node.
        """
        self._stage.stop_travel()
        self._stage.show_expected(expected)
        self._show_card(self._empty)

    def show_finished(
        self,
        rounds: int,
        visits: int,
        total_bytes: int,
        losses: Sequence[tuple[str, float]],
        reference: float | None = None,
        *,
        can_export: bool = False,
    ) -> None:
        """Lay the summary of a finished run over the links.

        Args:
            losses: (worker id or SERVER, last loss), in the order in which they are to be read.
            reference: the centralized run's last loss, if this one can be compared with it.
            can_export: whether the training can be written as plain PyTorch.
        """
        self._stage.stop_travel()
        self._finished.set_result(rounds, visits, total_bytes, losses, reference, can_export=can_export)
        self._show_card(self._finished)

    def set_selected(self, node_id: str | None) -> None:
        """Draw the ring of selection around one node, or around none."""
        self._stage.set_chosen(node_id)

    def point_at(self, node_ids: Collection[str]) -> None:
        """Draw the lesson's ring and sign around these nodes and no others; who comes later, comes with them."""
        self._stage.point_at(node_ids)
        if not self._empty.isHidden():
            self._show_card(self._empty)
        self._fit()

    def set_answers(self, answers: Answers) -> None:
        """Say how many of the workers that the server has asked in this round have answered."""
        self._stage.set_answers(answers)

    def set_playing(self, is_playing: bool) -> None:
        """While paused nothing on the stage moves by itself; a parcel on its way stays where it is."""
        self._stage.set_playing(is_playing)

    def set_motion(self, scale: float) -> None:
        """Factor on the times of all small movements, such as 1 / speed.

        With 0.25 and less, only parcels travel. With 0 (reduced motion) a parcel appears in the middle of its link for
        400 ms, and then in the slot.
        """
        self._stage.set_motion(scale)

    # --- size ------------------------------------------------------------------------------------------------------

    def center_node(self, node_id: str) -> None:
        """Bring a node into the middle, close up. Nothing happens if it is not on the stage."""
        if self._stage.node(node_id) is not None:
            self.set_zoom(max(self.zoom, CLOSE_UP))
            self.centerOn(self._stage.layout.place(node_id).rect.center())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def set_covered(self, width: int) -> None:
        """Say how many pixels at the left lie under another panel: what the lesson rings comes out from under it."""
        if width != self._covered:
            self._covered = width
            self._fit()

    @Slot()
    def _fit(self) -> None:
        whole = QSizeF(self.size())
        if whole.isEmpty():
            return
        free = QSizeF(max(1.0, whole.width() - self._covered), whole.height())
        layout = self._stage.arrangement(whole)
        ringed = self._stage.pointed_area(layout)
        is_covered = self._covered > 0 and not ringed.isNull() and self.scene() is self._stage
        # what is ringed fits beside the panel as it is: then the stage only moves aside
        is_moved = is_covered and ringed.width() * layout.scale(whole) <= free.width()
        self._room = free if is_covered and not is_moved else whole
        self.setViewportMargins(self._covered if is_covered else 0, 0, 0, 0)
        self._stage.fit(self._room)
        self.fit_scene(self._stage.layout.size, self._room, ringed.center() if is_moved else None)
        self._place_cards()

    def _place_cards(self) -> None:
        self._place_empty()
        self._finished.place(self._summary(), self.size())

    def _summary(self) -> QRect:
        """Where the stage has room for a card."""
        zone = self.mapFromScene(self._stage.layout.summary).boundingRect()
        return zone.translated(self.viewport().pos())

    def _place_empty(self) -> None:
        if self.scene() is self._blank:
            factor = max(1.0, self._stage.layout.scale(self._room))
            least = QSize(*(round(side * factor) for side in _EMPTY_SIZE))
            card = QRect(QPoint(0, 0), self._empty.sizeHint().expandedTo(least))
            card.moveCenter(self.viewport().geometry().center())
        else:
            zone = self._summary()
            card = QRect(QPoint(0, 0), self._empty.size_in(zone.size()))
            card.moveCenter(zone.center())
        self._empty.setGeometry(card)

    @Slot(object)
    def _open_parcel(self, parcel: Parcel | None) -> None:
        """Lay a card with everything in a parcel beside it, wherever that travels; None takes it away."""
        self._opened.follow(parcel if self.scene() is self._stage else None)
        if parcel is not None and self._opened.isVisible() and parcel.hasFocus():
            self._say(parcel.describe())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the node under the pointer, or of the focused one after the menu key."""
        if not self._is_live:
            return
        focused = self._stage.focusItem()
        node_id, place = self._stage.node_id_at(self.mapToScene(event.pos())), event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            node_id = focused.node_id if isinstance(focused, StageNode) else None
            if node_id:
                middle = self.mapFromScene(self._stage.layout.place(node_id).rect.center())
                place = self.viewport().mapToGlobal(middle)
        if node_id:
            self._menu = node_menu(self, node_id)
            self._menu.popup(place)
            event.accept()

    def _show_card(self, card: QWidget | None) -> None:
        self._empty.setVisible(card is self._empty)
        self._finished.setVisible(card is self._finished)
        self.setInteractive(card is not self._empty)
        is_blank = card is self._empty and self._stage.pointed_area(self._stage.layout).isNull()
        self._empty.set_small(is_small=not is_blank)
        scene = self._blank if is_blank else self._stage
        if self.scene() is not scene:
            self.setScene(scene)
        if card is not None:
            self._place_cards()

    # --- keyboard and screen reader -------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key visits the nodes one after the other before it leaves the stage."""
        nodes = self._stage.stops if self._is_live else []
        focused = self._stage.focusItem()
        at = next((n for n, node in enumerate(nodes) if node is focused), None)
        if self.hasFocus() and at is not None and 0 <= at + (1 if forward else -1) < len(nodes):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            nodes[at + (1 if forward else -1)].setFocus(reason)
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        nodes = self._stage.stops
        if not self._is_live or event.reason() not in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
        ):
            return
        first = nodes[0] if event.reason() == Qt.FocusReason.TabFocusReason else nodes[-1]
        first.setFocus(event.reason())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_for_node(event):
            # Space on a node opens it: without this the window's shortcut for play would take the key first.
            event.accept()
            return True
        return super().event(event)

    def _is_for_node(self, event: QKeyEvent) -> bool:
        if not self._is_live or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            return False
        focused = self._stage.focusItem()
        wants_it = isinstance(focused, StageNode | Parcel) and focused.wants_key(event.key())
        return wants_it or event.key() in ZOOM_KEYS

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._is_live or not self.zoom_by_key(event):
            super().keyPressEvent(event)

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        point = self.mapToScene(event.pos())
        texts = [node.tooltip_at(point) for node in self._stage.nodes if self.scene() is self._stage]
        QToolTip.showText(event.globalPos(), next(filter(None, texts), ""), self)

    @Slot(str)
    def _announce(self, node_id: str) -> None:
        node = self._stage.node(node_id)
        if node is not None:
            self._say(node.describe())

    def _say(self, name: str) -> None:
        self.setAccessibleName(name)
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    @Slot()
    def retranslate(self) -> None:
        """Set the name that a screen reader says: the focused node's, or the stage's own."""
        self.setAccessibleDescription(
            self.tr(
                "Tab visits the server, the workers and the parcels; "
                "Enter opens one, the menu key shows what can be done."
            )
        )
        self._name_focused()
        self._opened.hide()
        self._place_cards()

    def _name_focused(self) -> None:
        focused = self._stage.focusItem()
        self.setAccessibleName(focused.describe() if isinstance(focused, StageNode | Parcel) else self.tr("Stage"))

    @Slot()
    def _dress(self) -> None:
        self.setBackgroundBrush(theme().color("stage"))
        self._fit()
