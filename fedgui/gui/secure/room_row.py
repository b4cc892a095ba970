"""The workers side by side, with a knob for the mask of each two on the link between them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.secure.knob import SIDE, STEPS, MaskKnob
from fedgui.gui.secure.worker_card import WorkerCard
from fedgui.gui.theme import theme
from fedgui.privacy.masks import Pair
from fedgui.scripts.defence import Masking

_GAP: Final = 28
_NARROW_GAP: Final = 10
_LEVEL: Final = 40


class RoomRow(QWidget):
    """The rooms of all workers. Two have their link between them; of more, the links run above."""

    turned = Signal(object, int)
    """The user turned the mask of a pair of workers, and how far it is turned now, 0 to STEPS − 1."""

    placed = Signal()
    """The rooms stand elsewhere now."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[WorkerCard] = []
        self._knobs: list[MaskKnob] = []
        self._missing: frozenset[str] = frozenset()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    @property
    def knobs(self) -> tuple[MaskKnob, ...]:
        """One for each pair of workers."""
        return tuple(self._knobs)

    @property
    def cards(self) -> tuple[WorkerCard, ...]:
        """One for each worker."""
        return tuple(self._cards)

    def show_round(self, masking: Masking, index: int, *, is_low: bool) -> None:
        """Show a round; see `WorkerCard.show_round`."""
        if tuple(card.worker for card in self._cards) != masking.workers:
            self._build(masking)
        self._missing = masking.missing
        for card in self._cards:
            card.show_round(masking, index, is_low=is_low)
        for knob in self._knobs:
            text = self.tr("Mask of {first} and {second}: {words}")
            words = ", ".join(str(int(word)) for word in masking.round.masks[knob.pair])
            names = {"first": worker_name(knob.pair[0]), "second": worker_name(knob.pair[1])}
            knob.setAccessibleName(text.format(words=words, **names))
            tip = self.tr("Mask of {first} and {second}. Drag it or press the arrow keys: what both send changes.")
            knob.setToolTip(tip.format(**names))
            knob.setAccessibleDescription(self.tr("Changes what both send, and never the sum"))
        self._place()
        self.updateGeometry()
        self.update()

    def reset(self) -> None:
        """Turn all knobs back, without a signal."""
        for knob in self._knobs:
            knob.blockSignals(True)
            knob.setValue(0)
            knob.blockSignals(False)
            knob.update()

    def sizeHint(self) -> QSize:
        if not self._cards:
            return QSize(0, 0)
        hints = [card.sizeHint() for card in self._cards]
        width = sum(hint.width() for hint in hints) + self._gap() * (len(hints) - 1)
        return QSize(round(width), round(max(hint.height() for hint in hints) + self._band()))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def centers(self) -> list[float]:
        """The middle of each room, from the left."""
        return [card.geometry().center().x() + 0.5 for card in self._cards]

    # building and placing

    def _build(self, masking: Masking) -> None:
        for old in (*self._cards, *self._knobs):
            old.hide()
            old.deleteLater()
        self._cards = [WorkerCard(worker, self) for worker in masking.workers]
        self._knobs = [MaskKnob(*pair) for pair in masking.round.masks]
        for knob in self._knobs:
            knob.setParent(self)
            knob.valueChanged.connect(self._on_turn)
        for widget in (*self._cards, *self._knobs):
            widget.show()

    @Slot(int)
    def _on_turn(self, value: int) -> None:
        knob = self.sender()
        assert isinstance(knob, MaskKnob)
        self.turned.emit(knob.pair, value % STEPS)

    def _gap(self) -> float:
        return (_GAP if len(self._cards) == 2 else _NARROW_GAP) * theme().scale

    def _band(self) -> float:
        """Height of the links above the rooms."""
        levels = {2: 0, 3: 2, 4: 2}.get(len(self._cards), 0)
        return levels * _LEVEL * theme().scale

    def _place(self) -> None:
        count = len(self._cards)
        if not count:
            return
        width = (self.width() - self._gap() * (count - 1)) / count
        for place, card in enumerate(self._cards):
            left = place * (width + self._gap())
            card.setGeometry(round(left), round(self._band()), round(width), card.sizeHint().height())
        for knob in self._knobs:
            knob.move((self._spot(knob.pair) - QPointF(knob.width() / 2, knob.height() / 2)).toPoint())
            knob.raise_()

    def _places(self, pair: Pair) -> tuple[int, int]:
        workers = [card.worker for card in self._cards]
        return workers.index(pair[0]), workers.index(pair[1])

    def _spot(self, pair: Pair) -> QPointF:
        """The middle of a pair's knob."""
        scale = theme().scale
        first, second = self._places(pair)
        centers = self.centers()
        middle = (centers[first] + centers[second]) / 2
        if len(self._cards) == 2:
            return QPointF(middle, (SIDE / 2 + 6) * scale)
        level = 0 if second - first == 1 else 1
        return QPointF(middle, self._band() - (SIDE / 2 + 6 + level * _LEVEL) * scale)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()
        self.placed.emit()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for knob in self._knobs:
            is_cut = bool(self._missing & set(knob.pair))
            pen = QPen(theme().color("line2" if is_cut else "ink2"), theme().stroke(2))
            if is_cut:
                pen.setStyle(Qt.PenStyle.DotLine)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self._link(knob.pair))

    def _link(self, pair: Pair) -> QPainterPath:
        spot = self._spot(pair)
        first, second = self._places(pair)
        if len(self._cards) == 2:
            path = QPainterPath(QPointF(self._cards[0].geometry().right() - 2, spot.y()))
            path.lineTo(QPointF(self._cards[1].geometry().left() + 2, spot.y()))
            return path
        centers, shift = self.centers(), 18 * theme().scale
        # links leave a room side by side, the longer ones nearer to its middle
        start = QPointF(centers[first] + shift / (second - first), self._band() + 2)
        end = QPointF(centers[second] - shift / (second - first), self._band() + 2)
        path = QPainterPath(start)
        path.quadTo(QPointF(start.x(), spot.y()), spot)
        path.quadTo(QPointF(end.x(), spot.y()), end)
        return path

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self._place()
        self.update()
