"""The timeline: a run's rounds side by side, and in each round who has the model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.identity import identity
from fedgui.gui.panels.rounds import Rounds
from fedgui.gui.theme import font, hatch, theme
from fedgui.scripts.trace import SERVER, Trace

_BAR_TOP: Final = 8
_BAR_HEIGHT: Final = 17
_KNOB: Final = 22
_GAP: Final = 2
_RADIUS: Final = 3.0
_LEAST_ROUND: Final = 24
"""Narrower rounds, in pixels, are drawn as one bar for the whole run."""
_FUTURE: Final = 0.55
"""Opacity of what is still to come."""
_FORK_REACH: Final = 9
"""How far words keep away from a fork's sign."""


class Timeline(QSlider):
    """The rounds, who has the model in them, and a knob at the present moment.

    A slider, so that assistive technology knows it as one: its value is the present moment.
    """

    seek_requested = Signal(int)
    """The user wants to see the moment with this index."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.rounds = Rounds()
        self._has_run = False
        self._is_live = False
        self._forks: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaximum(0)
        theme().changed.connect(self._restyle)
        self._restyle()

    def show_moment(self, trace: Trace, index: int) -> None:
        """Put the knob at moment `index` of `trace`; -1 shows an empty outline."""
        self.rounds.update(trace)
        self._has_run = index >= 0
        self.setMaximum(max(len(trace) - 1, 0))
        self.setValue(max(index, 0))
        self.update()

    def set_live(self, is_live: bool) -> None:
        """Say beside the present round that this is the head of a run that goes on."""
        if is_live != self._is_live:
            self._is_live = is_live
            self.update()

    def set_forks(self, forks: Sequence[int]) -> None:
        """Mark the moments at which the learner changed something."""
        if tuple(forks) != self._forks:
            self._forks = tuple(forks)
            self.update()

    # geometry

    def _restyle(self) -> None:
        self.setFixedHeight(round(48 * theme().scale))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.height())

    def _bar(self) -> QRectF:
        scale = theme().scale
        side = _KNOB * scale / 2
        return QRectF(side, _BAR_TOP * scale, self.width() - 2 * side, _BAR_HEIGHT * scale)

    def _x(self, position: float) -> float:
        bar = self._bar()
        return bar.left() + position * bar.width()

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        present = self._x(self.rounds.position(self.value())) if self._has_run else -1.0
        bar = self._bar()
        total = self.rounds.total
        if total == 0:
            self._paint_stretch(painter, bar, SERVER, present)
        elif bar.width() / total < _LEAST_ROUND:
            self._paint_stretch(painter, bar, SERVER, present)
            self._paint_numbers(painter, total)
        else:
            self._paint_rounds(painter, present)
            self._paint_numbers(painter, total)
        for index in self._forks:
            self._paint_fork(painter, self._x(self.rounds.position(index)))
        if self._has_run:
            self._paint_knob(painter, present)

    def _paint_rounds(self, painter: QPainter, present: float) -> None:
        total = self.rounds.total
        for number in range(1, total + 1):
            workers, edges = self.rounds.pattern(number), self.rounds.edges(number)
            lefts = [self._x((number - 1 + edge) / total) for edge in edges]
            if self.rounds.is_parallel(number):
                self._paint_lanes(painter, number, lefts, present)
                continue
            missed = self.rounds.missed(number)
            for place, worker in enumerate(workers):
                width = lefts[place + 1] - lefts[place] - _GAP
                box = QRectF(lefts[place], self._bar().top(), width, self._bar().height())
                if place in missed:
                    self._paint_missed(painter, box)
                else:
                    self._paint_stretch(painter, box, worker, present)

    def _paint_lanes(self, painter: QPainter, number: int, lefts: Sequence[float], present: float) -> None:
        """The workers of a round, one below the other, and the server after them.

        A lane is as full as its worker is far: the script asks one worker after the other, so that the first lane is
        full before the second one begins.
        """
        workers, missed, bar = self.rounds.pattern(number), self.rounds.missed(number), self._bar()
        lanes = [worker for worker in workers if worker != SERVER]
        height = (bar.height() - _GAP * (len(lanes) - 1)) / len(lanes)
        right = lefts[len(lanes)] - _GAP
        for place, worker in enumerate(lanes):
            box = QRectF(lefts[0], bar.top() + place * (height + _GAP), right - lefts[0], height)
            if place in missed:
                self._paint_missed(painter, box)
                continue
            done = self.rounds.done(number, place, self.value()) if self._has_run else 0.0
            self._paint_stretch(painter, box, worker, box.left() + done * box.width() if done else -1.0)
        if len(workers) > len(lanes):
            box = QRectF(lefts[-2], bar.top(), lefts[-1] - lefts[-2] - _GAP, bar.height())
            self._paint_stretch(painter, box, SERVER, present)

    def _paint_stretch(self, painter: QPainter, box: QRectF, worker: str, present: float) -> None:
        """The past is solid, the future soft with an outline. Squares of a worker with dashes are hatched."""
        colors = theme()
        looks = identity(worker)
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        ratio = self.devicePixelRatioF()
        outline = colors.color(looks.token)
        past = hatch(looks.token, looks.soft, 6, ratio) if looks.square else QBrush(outline)
        painter.setOpacity(_FUTURE)
        painter.setPen(QPen(outline, 1))
        painter.setBrush(past if looks.square else QBrush(colors.color(looks.soft)))
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        painter.setOpacity(1.0)
        if present > box.left():
            painter.save()
            painter.setClipRect(QRectF(box.left() - 1, box.top() - 1, present - box.left() + 1, box.height() + 2))
            painter.setPen(QPen(outline, 1))
            painter.setBrush(past)
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
            painter.restore()

    def _paint_missed(self, painter: QPainter, box: QRectF) -> None:
        """The turn of a worker that is offline: an outline with a cross."""
        box = box.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(QPen(theme().color("line2"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        reach = min(4 * theme().scale, box.height() / 2 - 1.5, box.width() / 2 - 1.5)
        if reach < 1:
            return
        painter.setPen(QPen(theme().color("ink3"), 1.5 * theme().scale))
        for way in (-reach, reach):
            painter.drawLine(box.center() + QPointF(-reach, way), box.center() + QPointF(reach, -way))

    def _paint_numbers(self, painter: QPainter, total: int) -> None:
        """Round numbers below the bar, as many as have room; the present one in words."""
        colors = theme()
        metrics = QFontMetricsF(font("tick"))
        room = metrics.horizontalAdvance(str(total)) + 24 * colors.scale
        every = max(1, round(room * total / self._bar().width() + 0.5))
        present = bisect_right(self.rounds.starts, self.value()) if self._has_run else 0
        top = self._bar().bottom() + 3 * colors.scale
        height = metrics.height() + 2
        words = self._words(present)
        strong = font("head")
        strong.setWeight(strong.Weight.Bold)
        wide = QFontMetricsF(strong).horizontalAdvance(words)
        middle = self._x((present - 0.5) / total)
        middle = self._beside_forks(min(max(middle, wide / 2), self.width() - wide / 2), wide)
        taken = [(middle - wide / 2, middle + wide / 2)] if present else []
        taken += self._paint_fork_words(painter, top, height, taken)
        painter.setFont(font("tick"))
        painter.setPen(colors.color("ink2"))
        for number in range(every, total + 1, every):
            center = self._x((number - 0.5) / total)
            if any(left - room / 2 < center < right + room / 2 for left, right in taken):
                continue
            box = QRectF(center - room, top, 2 * room, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, language().integer(number))
        if present:
            painter.setFont(strong)
            painter.setPen(colors.color("ink"))
            painter.drawText(QRectF(middle - wide, top, 2 * wide, height), Qt.AlignmentFlag.AlignCenter, words)

    def _beside_forks(self, middle: float, wide: float) -> float:
        """Where words whose middle were best at `middle` keep off the signs of forks; there, if that is nowhere."""
        reach = _FORK_REACH * theme().scale + wide / 2
        signs = [self._x(self.rounds.position(index)) for index in self._forks]
        places = [middle, *(sign + side for sign in signs for side in (-reach, reach))]
        free = [
            place
            for place in places
            if wide / 2 <= place <= self.width() - wide / 2 and all(abs(place - sign) >= reach - 0.5 for sign in signs)
        ]
        return min(free, key=lambda place: abs(place - middle), default=middle)

    def _words(self, present: int) -> str:
        """What is written below the present round."""
        text = self.tr("Round {number} · live") if self._is_live else self.tr("Round {number}")
        return text.format(number=language().integer(present))

    def _paint_fork(self, painter: QPainter, x: float) -> None:
        """A line through the bar that parts into two below it."""
        bar, scale = self._bar(), theme().scale
        foot, spread = bar.bottom() + 10 * scale, 5 * scale
        painter.setPen(QPen(theme().color("panel"), 5 * scale))
        painter.drawLine(QPointF(x, bar.top() - 3 * scale), QPointF(x, bar.bottom() + 1))
        painter.setPen(QPen(theme().color("ink"), 2 * scale))
        painter.drawLine(QPointF(x, bar.top() - 3 * scale), QPointF(x, bar.bottom() + 3 * scale))
        for side in (-spread, spread):
            painter.drawLine(QPointF(x, bar.bottom() + 3 * scale), QPointF(x + side, foot))
            painter.setBrush(theme().color("ink"))
            painter.drawEllipse(QPointF(x + side, foot), 1.5 * scale, 1.5 * scale)

    def _paint_fork_words(
        self, painter: QPainter, top: float, height: float, taken: Sequence[tuple[float, float]]
    ) -> list[tuple[float, float]]:
        """The word beside each fork where there is room for it; returns what is taken now, the forks' own signs too."""
        strong = font("head")
        word = self.tr("forked")
        wide = QFontMetricsF(strong).horizontalAdvance(word)
        reach = _FORK_REACH * theme().scale
        painter.setFont(strong)
        painter.setPen(theme().color("ink"))
        found: list[tuple[float, float]] = []
        for index in reversed(self._forks):
            x = self._x(self.rounds.position(index))
            found.append((x - reach, x + reach))
            for left in (x + reach, x - reach - wide):
                is_free = all(left + wide < start or left > end for start, end in (*taken, *found[:-1]))
                if is_free and left >= 0 and left + wide <= self.width():
                    box = QRectF(left, top, wide + 1, height)
                    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, word)
                    found.append((left - reach, left + wide + reach))
                    break
        return found

    def _paint_knob(self, painter: QPainter, present: float) -> None:
        colors = theme()
        radius = _KNOB * colors.scale / 2 - 1.5
        center = QPointF(present, self._bar().center().y())
        if self.hasFocus():
            painter.setBrush(colors.color("panel"))
            painter.setPen(QPen(colors.color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawEllipse(center, radius + 4, radius + 4)
        painter.setBrush(colors.color("now"))
        painter.setPen(QPen(colors.color("ink"), 2.5))
        painter.drawEllipse(center, radius, radius)

    # mouse and keyboard

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._seek(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._seek(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _seek(self, event: QMouseEvent) -> None:
        if not self._has_run:
            return
        bar = self._bar()
        position = min(max((event.position().x() - bar.left()) / bar.width(), 0.0), 1.0)
        snaps = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self.seek_requested.emit(self.rounds.nearest_start(position) if snaps else self.rounds.index_at(position))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows with Shift go by rounds, Home and End to the ends. Other keys are the window's."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        forward = shifted and key == Qt.Key.Key_Right
        backward = shifted and key == Qt.Key.Key_Left
        if self._has_run and key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.seek_requested.emit(0 if key == Qt.Key.Key_Home else self.maximum())
            return
        if self._has_run and (forward or backward):
            starts = self.rounds.starts
            if forward:
                place = bisect_right(starts, self.value())
                self.seek_requested.emit(starts[place] if place < len(starts) else self.maximum())
            else:
                place = bisect_left(starts, self.value()) - 1
                self.seek_requested.emit(starts[place] if place >= 0 else 0)
        else:
            event.ignore()
