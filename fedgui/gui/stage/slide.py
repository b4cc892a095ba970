"""A gradient on its short way: from the rows that it was computed from to the model that it will change."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEasingCurve, QPointF, QPropertyAnimation, QRectF, Qt, Slot
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QGraphicsObject, QStyleOptionGraphicsItem, QWidget

from fedgui.gui.stage.activity import whereabouts
from fedgui.gui.stage.cells import Cell, Parts, model_cells
from fedgui.gui.stage.layout import Layout
from fedgui.gui.stage.paint import fill_round, outline, write, write_number
from fedgui.scripts.trace import SERVER, Scene

SLIDE_MS: Final = 500
_HEIGHT: Final = 38.0
_LABEL: Final = 34.0


def _gradients(scene: Scene, holder: str) -> list[Parts]:
    """The gradients of each model that a worker or the server has, the script's own one last."""
    model = scene.model
    own = [model.parameters] if model is not None and model.holder == holder else []
    copies = scene.copies(holder) if holder != SERVER else ()
    return [
        tuple((part.name, part.grad) for part in parameters if part.grad is not None) for parameters in (*copies, *own)
    ]


class GradientRow(QGraphicsObject):
    """One row of numbers in the marker's soft yellow. It is there only while it slides."""

    def __init__(self) -> None:
        super().__init__()
        self._cells: tuple[Cell, ...] = ()
        self._width = 200.0
        self._moving = QPropertyAnimation(self, b"pos", self)
        self._moving.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._moving.finished.connect(self.stop)
        self.setZValue(2)
        self.setVisible(False)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def slide(self, gradients: Parts, start: QPointF, end: QRectF, duration_ms: int) -> None:
        """Slide from `start` into the middle of the card `end`, and go."""
        self.stop()
        self.prepareGeometryChange()
        self._cells, self._width = model_cells(gradients), end.width()
        self._moving.setStartValue(start)
        self._moving.setEndValue(end.center())
        self._moving.setDuration(duration_ms)
        self.setPos(start)
        self.setVisible(True)
        self._moving.start()

    def follow(self, before: Scene, scene: Scene, layout: Layout, duration_ms: int) -> None:
        """Let a gradient that has just been computed slide from its rows into its model, if there is one."""
        for holder in whereabouts(scene.moment):
            if holder not in (*layout.rooms, SERVER):
                continue
            place = layout.place(holder)
            rows = layout.rows if holder == SERVER else place.table
            models, old = _gradients(scene, holder), _gradients(before, holder)
            if rows.isNull() or len(models) != len(old):
                continue
            for gradients, was in zip(models, old, strict=True):
                if gradients != was and any(value.norm != 0 for _, value in gradients):
                    self.slide(gradients, rows.center(), place.card, duration_ms)
                    return

    @Slot()
    def stop(self) -> None:
        """Be gone."""
        self._moving.stop()
        self.setVisible(False)

    def boundingRect(self) -> QRectF:
        return QRectF(-self._width / 2, -_HEIGHT / 2, self._width, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        card = self.boundingRect().adjusted(1, 1, -1, -1)
        fill_round(painter, card, 9, "nowsoft")
        outline(painter, "ink2", 1.5)
        painter.drawRoundedRect(card, 9, 9)
        write(painter, QRectF(card.left() + 6, card.top(), _LABEL, card.height()), "grad", "pill", "ink")
        pitch = (card.width() - _LABEL - 6) / max(1, len(self._cells))
        for number, cell in enumerate(self._cells):
            box = QRectF(card.left() + _LABEL + 6 + number * pitch + 3, card.top(), pitch - 6, card.height())
            if isinstance(cell.value, str):
                write(painter, box, cell.label, "pill", "ink")
            else:
                write_number(painter, box, cell.value, "heat", "ink")
