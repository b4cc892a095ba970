"""The stage as a widget: it fits the scene into its window, and speaks keyboard and screen reader."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSizeF, Qt, Signal, Slot
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QPainter,
    QResizeEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QToolTip, QWidget

from fedgui.gui.language import language
from fedgui.gui.stage.cards import EmptyCard, FinishedCard
from fedgui.gui.stage.node import StageNode
from fedgui.gui.stage.room import WorkerRoom
from fedgui.gui.stage.scene import StageScene
from fedgui.gui.theme import load_fonts, theme
from fedgui.scripts.trace import MessageState, Scene

_EMPTY_SIZE = (318, 302)
_NODE_KEYS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class StageView(QGraphicsView):
    """Shows one moment of the record at a time, and the journey of what that moment sends."""

    node_activated = Signal(str)
    """A worker's id or SERVER, after a click on its node, or Enter or Space while it has the focus."""
    start_requested = Signal()
    restart_requested = Signal()
    travel_finished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        load_fonts()
        self._stage = StageScene(self)
        self._blank = QGraphicsScene(self)
        self._empty = EmptyCard(self)
        self._finished = FinishedCard(self)
        self._finished.hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumSize(320, 240)
        self._stage.node_activated.connect(self.node_activated)
        self._stage.node_focused.connect(self._announce)
        self._stage.travel_finished.connect(self.travel_finished)
        self._stage.sceneRectChanged.connect(self._fit)
        self._empty.start_requested.connect(self.start_requested)
        self._finished.restart_requested.connect(self.restart_requested)
        theme().changed.connect(self._dress)
        language().changed.connect(self.retranslate)
        self._dress()
        self.retranslate()
        self.show_empty()

    @property
    def stage(self) -> StageScene:
        """The scene with the items."""
        return self._stage

    # --- what is shown --------------------------------------------------------------------------------------------

    def show_scene(self, scene: Scene) -> None:
        """Cut to a state of the record, without animation.

        At a moment that sends values, their parcel is drawn in the middle of the link.
        """
        self._show_card(None)
        self._stage.show_state(scene)
        self._name_focused()

    def travel(self, message: MessageState, duration_ms: int) -> None:
        """Let the message's parcel leave its sender's slot and travel to the receiver's.

        `travel_finished` comes once at the end, never before this returns. With `duration_ms` 0 the parcel is there as
        soon as control returns to the event loop; so is the end of a message that carries no values, or whose ends are
        not on the stage.
        """
        self._stage.travel(message, duration_ms)

    def stop_travel(self) -> None:
        """End a journey at once, without a signal."""
        self._stage.stop_travel()

    def flash(self, scene: Scene) -> None:
        """Cut to a state, and let the marker run over the rows of the worker that the moment is about."""
        self.show_scene(scene)
        self._stage.flash(scene)

    def show_empty(self) -> None:
        """Nothing has run yet."""
        self._stage.stop_travel()
        self._show_card(self._empty)

    def show_finished(self, rounds: int, visits: int, total_bytes: int, losses: Sequence[tuple[str, float]]) -> None:
        """Lay the summary of a finished run over the links.

        Args:
            losses: (worker id or SERVER, last loss), in the order in which they are to be read.
        """
        self._stage.stop_travel()
        self._finished.set_result(rounds, visits, total_bytes, losses)
        self._show_card(self._finished)

    def set_selected(self, node_id: str | None) -> None:
        """Draw the ring of selection around one node, or around none."""
        self._stage.set_chosen(node_id)

    def set_busy(self, line_worker: str | None) -> None:
        """Say who computes right now: the arc in its pill turns while playing."""
        self._stage.set_busy(line_worker)

    def set_playing(self, is_playing: bool) -> None:
        """While paused nothing on the stage moves by itself; a parcel on its way stays where it is."""
        self._stage.set_playing(is_playing)

    def set_motion(self, scale: float) -> None:
        """Factor on the times of all small movements.

        With 0 (reduced motion) a parcel appears in the middle of its link for 400 ms, and then in the slot.
        """
        self._stage.set_motion(scale)

    # --- size -----------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        viewport = self.viewport().rect()
        if viewport.isEmpty():
            return
        size = self._stage.fit(QSizeF(viewport.size()))
        factor = self._stage.layout.scale(QSizeF(viewport.size()))
        if abs(self.transform().m11() - factor) > 1e-6:
            self.resetTransform()
            self.scale(factor, factor)
        self.centerOn(size.width() / 2, size.height() / 2)
        self._place_cards()

    def _place_cards(self) -> None:
        factor = self.transform().m11()
        width, height = (round(side * max(1.0, factor)) for side in _EMPTY_SIZE)
        card = QRect(0, 0, max(width, self._empty.sizeHint().width()), max(height, self._empty.sizeHint().height()))
        card.moveCenter(self.rect().center())
        self._empty.setGeometry(card)
        zone = self.mapFromScene(self._stage.layout.summary).boundingRect()
        self._finished.fit_width(zone.width())
        wanted = self._finished.sizeHint()
        card = QRect(0, 0, max(wanted.width(), min(zone.width(), 340)), max(wanted.height(), min(zone.height(), 190)))
        card.moveCenter(zone.center())
        self._finished.setGeometry(card)

    def _show_card(self, card: QWidget | None) -> None:
        self._empty.setVisible(card is self._empty)
        self._finished.setVisible(card is self._finished)
        self.setInteractive(card is not self._empty)
        scene = self._blank if card is self._empty else self._stage
        if self.scene() is not scene:
            self.setScene(scene)
        if card is not None:
            self._place_cards()

    # --- keyboard and screen reader -------------------------------------------------------------------------------

    def focusNextPrevChild(self, forward: bool) -> bool:
        """The Tab key visits the nodes one after the other before it leaves the stage."""
        nodes: list[StageNode] = self._stage.nodes if self.scene() is self._stage else []
        focused = self._stage.focusItem()
        at = next((n for n, node in enumerate(nodes) if node is focused), None)
        if self.hasFocus() and at is not None and 0 <= at + (1 if forward else -1) < len(nodes):
            reason = Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason
            nodes[at + (1 if forward else -1)].setFocus(reason)
            return True
        return super().focusNextPrevChild(forward)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        nodes = self._stage.nodes
        if self.scene() is not self._stage or event.reason() not in (
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
        return event.key() in _NODE_KEYS and self.scene() is self._stage and self._stage.focusItem() is not None

    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            self._show_tooltip(event)
            return True
        return super().viewportEvent(event)

    def _show_tooltip(self, event: QHelpEvent) -> None:
        point = self.mapToScene(event.pos())
        texts = [
            node.tooltip_at(point.x(), point.y())
            for node in self._stage.nodes
            if isinstance(node, WorkerRoom) and node.place.rect.contains(point)
        ]
        QToolTip.showText(event.globalPos(), texts[0] if texts else "", self)

    @Slot(str)
    def _announce(self, node_id: str) -> None:
        node = self._stage.node(node_id)
        if node is not None:
            self.setAccessibleName(node.describe())
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.NameChanged))

    @Slot()
    def retranslate(self) -> None:
        """Set the name that a screen reader says: the focused node's, or the stage's own."""
        self.setAccessibleDescription(self.tr("Tab visits the server and the workers; Enter opens one."))
        self._name_focused()
        self._place_cards()

    def _name_focused(self) -> None:
        focused = self._stage.focusItem()
        self.setAccessibleName(focused.describe() if isinstance(focused, StageNode) else self.tr("Stage"))

    @Slot()
    def _dress(self) -> None:
        self.setBackgroundBrush(theme().color("stage"))
        self._place_cards()
