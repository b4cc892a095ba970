"""A view that shows the whole of a scene, or a part of it from closer by."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView, QWidget

MOST_ZOOM: Final = 4.0
ZOOM_STEP: Final = 1.25
ZOOM_KEYS: Final = (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus, Qt.Key.Key_0)


class ZoomView(QGraphicsView):
    """Zooms with Ctrl and the wheel or with + - 0, and is dragged by the mouse while it does not show everything."""

    zoomed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zoom = 1.0
        self._whole = QSizeF(1, 1)
        self._fits_into: QSizeF | None = None
        self._middle: QPointF | None = None
        self._pressed: QPoint | None = None
        self._is_panning = False

    @property
    def zoom(self) -> float:
        """1 shows the whole scene; MOST_ZOOM is the closest."""
        return self._zoom

    def zoom_in(self) -> None:
        """Come closer to the middle of what is shown."""
        self.set_zoom(self._zoom * ZOOM_STEP)

    def zoom_out(self) -> None:
        """Step back, at most until everything is shown."""
        self.set_zoom(self._zoom / ZOOM_STEP)

    def fit(self) -> None:
        """Show the whole scene."""
        self.set_zoom(1.0)

    def set_zoom(self, zoom: float) -> None:
        """Set the zoom, held between 1 and MOST_ZOOM."""
        zoom = min(MOST_ZOOM, max(1.0, zoom))
        if abs(zoom - self._zoom) > 1e-6:
            self._zoom = zoom
            self._scale()
            self.zoomed.emit()

    def fit_scene(self, size: QSizeF, room: QSizeF | None = None, middle: QPointF | None = None) -> None:
        """Say what the whole scene is, after it or the window has changed; the zoom stays.

        Args:
            room: what it is to fit into, if that is not the viewport.
            middle: what is to be seen of it where it does not fit into the viewport, if that is not its middle.
        """
        self._whole, self._fits_into, self._middle = size, room, middle
        self._scale()

    def _scale(self) -> None:
        room = self._fits_into or QSizeF(self.viewport().size())
        fitting = min(room.width() / self._whole.width(), room.height() / self._whole.height())
        factor = fitting * self._zoom
        if abs(self.transform().m11() - factor) > 1e-6:
            self.resetTransform()
            self.scale(factor, factor)
        if self._zoom == 1.0:
            self.centerOn(self._middle or QPointF(self._whole.width() / 2, self._whole.height() / 2))

    def zoom_by_key(self, event: QKeyEvent) -> bool:
        """Obey + - 0; False for any other key."""
        has_control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() not in ZOOM_KEYS or has_control:
            return False
        if event.key() == Qt.Key.Key_Minus:
            self.zoom_out()
        elif event.key() == Qt.Key.Key_0:
            self.fit()
        else:
            self.zoom_in()
        return True

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        # resetTransform would lose the point under the mouse, so it is brought back by hand.
        mouse = event.position().toPoint()
        under = self.mapToScene(mouse)
        self.set_zoom(self._zoom * ZOOM_STEP ** (event.angleDelta().y() / 120))
        away = self.mapFromScene(under) - mouse
        if self._zoom > 1:
            self._move_by(away)
        event.accept()

    def _move_by(self, way: QPoint) -> None:
        self.horizontalScrollBar().setValue(self.horizontalScrollBar().value() + way.x())
        self.verticalScrollBar().setValue(self.verticalScrollBar().value() + way.y())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        is_left = event.button() == Qt.MouseButton.LeftButton
        self._pressed = event.position().toPoint() if is_left and self._zoom > 1 else None
        super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed is None:
            super().mouseMoveEvent(event)
            return
        way = event.position().toPoint() - self._pressed
        if not self._is_panning and way.manhattanLength() < QApplication.startDragDistance():
            return
        if not self._is_panning:
            self._is_panning = True
            # What is under the pointer was pressed to drag the scene, not to be opened.
            pressed = self.scene().mouseGrabberItem()
            if pressed is not None:
                pressed.ungrabMouse()
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        self._pressed = event.position().toPoint()
        self._move_by(-way)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._pressed = None
        if self._is_panning:
            self._is_panning = False
            self.viewport().unsetCursor()
            return
        super().mouseReleaseEvent(event)
