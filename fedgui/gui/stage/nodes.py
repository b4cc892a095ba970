"""A scene of nodes: who is on the stage, where everybody stands, and which of them are ringed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QObject, QPointF, QRectF, QSizeF, Signal
from PySide6.QtWidgets import QGraphicsScene

from fedgui.gui.stage.answers import Answers
from fedgui.gui.stage.arrangements import arrange
from fedgui.gui.stage.cast import Cast
from fedgui.gui.stage.layout import Layout
from fedgui.gui.stage.node import RING_MARGIN, StageNode
from fedgui.gui.theme import theme
from fedgui.scripts.trace import SERVER, Scene, Status

MOST_WORKERS: Final = 100


class NodeScene(QGraphicsScene):
    """The server, the workers and their links, in the arrangement that suits the viewport."""

    node_activated = Signal(str)
    node_focused = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._viewport = QSizeF(704, 620)
        self._layout = arrange((), self._viewport)
        self._cast = Cast(self, self._layout, self._adopt)
        self._chosen: str | None = None
        self._pointed_at: frozenset[str] = frozenset()

    @property
    def layout(self) -> Layout:
        return self._layout

    @property
    def nodes(self) -> list[StageNode]:
        """The nodes that the Tab key visits, in that order."""
        return self._cast.nodes

    def node(self, node_id: str) -> StageNode | None:
        """The server, a worker or the ring of all workers, or None."""
        return self._cast.node(node_id)

    def node_id_at(self, point: QPointF) -> str | None:
        """Whose node is at a point of the scene."""
        return self._cast.node_id_at(point)

    def status(self, node_id: str) -> Status | None:
        """What a worker is doing, as far as it is shown; None for the server."""
        return self._cast.status(node_id)

    def arrangement(self, viewport: QSizeF) -> Layout:
        """How everybody would stand in a viewport."""
        return arrange(self._cast.workers, viewport, self._cast.collected.isVisible(), theme().smallest_text)

    def fit(self, viewport: QSizeF) -> QSizeF:
        """Choose the arrangement for a viewport; returns the size of the logical scene to fit into it."""
        self._viewport = viewport
        self._settle()
        return self._layout.size

    def set_answers(self, answers: Answers) -> None:
        """Say how many of those asked in this round have answered the server."""
        self._cast.server.set_answers(answers)

    def set_chosen(self, node_id: str | None) -> None:
        """Draw the ring of selection around one node, or none."""
        self._chosen = node_id
        for node in self.nodes:
            node.choose(node_id)

    def point_at(self, node_ids: Collection[str]) -> None:
        """Draw the lesson's ring around these nodes, and around no others."""
        self._pointed_at = frozenset(node_ids)
        for node in self.nodes:
            node.point_at(self._pointed_at)

    def pointed_area(self, layout: Layout) -> QRectF:
        """What the nodes that the lesson points at take up in a layout, rings included; null if there are none."""
        area = QRectF()
        for node_id in self._pointed_at:
            if node_id == SERVER or node_id in layout.rooms:
                area = area.united(layout.place(node_id).rect)
        return area if area.isNull() else area.adjusted(-RING_MARGIN, -RING_MARGIN, RING_MARGIN, RING_MARGIN)

    def _adopt(self, node: StageNode) -> None:
        node.activated.connect(self.node_activated)
        node.focused.connect(self.node_focused)

    def _set_cast(self, scene: Scene) -> bool:
        """Let the scene's workers stand on the stage, and no others; False if they do already."""
        wanted = tuple(worker.id for worker in scene.workers[:MOST_WORKERS])
        is_collected = not wanted and scene.table(SERVER)[0] is not None
        if wanted == self._cast.workers and is_collected == self._cast.collected.isVisible():
            return False
        self._cast.engage(wanted, is_collected, arrange(wanted, self._viewport, is_collected, theme().smallest_text))
        self._settle()
        self.set_chosen(self._chosen)
        self.point_at(self._pointed_at)
        return True

    def _settle(self) -> bool:
        """Move everybody to where the arrangement for the present viewport and cast wants it; False if all is there."""
        layout = self.arrangement(self._viewport)
        if layout == self._layout and self.sceneRect().size() == layout.size:
            return False
        self._layout = layout
        self.setSceneRect(0, 0, layout.size.width(), layout.size.height())
        self._cast.settle(layout)
        return True
