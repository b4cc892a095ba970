"""The timeline: a run's rounds side by side, and in each round who has the model."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.identity import identity
from fedgui.gui.theme import font, hatch, theme
from fedgui.scripts.trace import SERVER, Trace

_BAR_TOP: Final = 8
_BAR_HEIGHT: Final = 17
_KNOB: Final = 22
_GAP: Final = 2
_RADIUS: Final = 3.0
_MOST_WORKERS: Final = 2
"""A round of more workers than this is one slate block."""
_LEAST_ROUND: Final = 24
"""Narrower rounds, in pixels, are drawn as one bar for the whole run."""
_FUTURE: Final = 0.55
"""Opacity of what is still to come."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a round.

    Attributes:
        worker: who has the model in it; SERVER for a round without workers or with too many to tell apart.
        first: its first moment. last: its last one, or None while it is still being recorded.
    """

    worker: str
    first: int
    last: int | None


class Rounds:
    """Where the moments of a record lie on a line from 0 to 1 on which all rounds are equally long.

    A round that is not recorded yet is taken to be like the last one that is. Moments before the first round lie
    at 0, moments after the last one at 1.
    """

    def __init__(self) -> None:
        self._trace = Trace()
        self._starts: list[int] = []
        self._complete: dict[int, tuple[Segment, ...]] = {}
        self._end: int | None = None
        self.total = 0

    def update(self, trace: Trace) -> None:
        """Take in what the record gained."""
        if trace is not self._trace:
            self._trace = trace
            self._complete = {}
        # The script may go on while this looks: an end that is read first can't belong to a round that is not known.
        self._end = len(trace) - 1 if trace.finished else None
        self._starts = trace.round_starts()
        announced = trace.state_at(len(trace) - 1).round.total if len(trace) else None
        self.total = max(announced or 0, len(self._starts))

    @property
    def starts(self) -> list[int]:
        """The moments at which the recorded rounds begin."""
        return self._starts

    def end_of(self, number: int) -> int | None:
        """The last moment of round `number` (from 1), or None while it is still being recorded."""
        if number < len(self._starts):
            return self._starts[number] - 1
        return self._end

    def segments(self, number: int) -> tuple[Segment, ...]:
        """The stretches of round `number`, which must be recorded at least in part."""
        known = self._complete.get(number)
        if known is not None:
            return known
        first, last = self._starts[number - 1], self.end_of(number)
        found = self._find_segments(first, last)
        if last is not None:
            self._complete[number] = found
        return found

    def _find_segments(self, first: int, last: int | None) -> tuple[Segment, ...]:
        end = len(self._trace) - 1 if last is None else last
        messages = self._trace.messages_until(end)
        visits: list[tuple[str, int]] = []
        for index in messages[bisect_left(messages, first) :]:
            message = self._trace[index].message
            if message is not None and message.is_model and message.kind == "object" and message.receiver != SERVER:
                line = self._trace.line_at(index)
                visits.append((message.receiver, index if line is None else max(line, first)))
        if not 0 < len({worker for worker, _index in visits}) <= _MOST_WORKERS:
            return (Segment(SERVER, first, last),)
        edges = [first, *(index for _worker, index in visits[1:])]
        ends = [*(edge - 1 for edge in edges[1:]), last]
        return tuple(
            Segment(worker, edge, stop) for (worker, _index), edge, stop in zip(visits, edges, ends, strict=True)
        )

    def pattern(self, number: int) -> tuple[str, ...]:
        """Whose stretches round `number` has, in order: as recorded, else as in the longest recorded round."""
        if not self._starts:
            return (SERVER,)
        own = self.segments(number) if number <= len(self._starts) else ()
        usual = self.segments(max(1, len(self._starts) - 1)) if len(self._starts) > 1 else self.segments(1)
        longest = own if len(own) >= len(usual) else usual
        return tuple(segment.worker for segment in longest)

    def worker_at(self, index: int) -> str:
        """Who has the stretch that moment `index` lies in; "" before the first round."""
        number = bisect_right(self._starts, index)
        if number == 0:
            return ""
        return next(segment.worker for segment in reversed(self.segments(number)) if segment.first <= index)

    def position(self, index: int) -> float:
        """Where moment `index` lies, from 0 to 1."""
        number = bisect_right(self._starts, index)
        if number == 0 or not self.total:
            return 0.0
        stretches = self.segments(number)
        place = next(place for place in range(len(stretches) - 1, -1, -1) if stretches[place].first <= index)
        segment = stretches[place]
        length = self._length(number, place)
        within = min((index - segment.first) / max(length - 1, 1), 1.0)
        return (number - 1 + (place + within) / len(self.pattern(number))) / self.total

    def _length(self, number: int, place: int) -> int:
        """Moments in a stretch; for one that is still being recorded, at least as many as in the round before."""
        segment = self.segments(number)[place]
        if segment.last is not None:
            return segment.last - segment.first + 1
        recorded = len(self._trace) - segment.first
        before = self.segments(number - 1) if number > 1 else ()
        if place < len(before):
            other = before[place]
            assert other.last is not None
            return max(recorded, other.last - other.first + 1)
        return recorded

    def index_at(self, position: float) -> int:
        """The moment nearest to `position`, from 0 to 1; the last recorded one where nothing is recorded yet."""
        last = len(self._trace) - 1
        if position <= 0 or not self._starts:
            return 0 if position <= 0 else max(last, 0)
        if position >= 1:
            return last
        number = min(int(position * self.total) + 1, self.total)
        if number > len(self._starts):
            return last
        stretches = self.segments(number)
        along = (position * self.total - (number - 1)) * len(self.pattern(number))
        place = min(int(along), len(stretches) - 1)
        index = stretches[place].first + round((along - place) * (self._length(number, place) - 1))
        end = stretches[place].last
        return min(index, last if end is None else end)

    def nearest_start(self, position: float) -> int:
        """The moment at which the round nearest to `position` begins."""
        number = min(round(position * self.total), len(self._starts) - 1)
        return self._starts[max(number, 0)] if self._starts else 0


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
        if self._has_run:
            self._paint_knob(painter, present)

    def _paint_rounds(self, painter: QPainter, present: float) -> None:
        total = self.rounds.total
        for number in range(1, total + 1):
            workers = self.rounds.pattern(number)
            for place, worker in enumerate(workers):
                left = self._x((number - 1 + place / len(workers)) / total)
                right = self._x((number - 1 + (place + 1) / len(workers)) / total)
                box = QRectF(left, self._bar().top(), right - left - _GAP, self._bar().height())
                self._paint_stretch(painter, box, worker, present)

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

    def _paint_numbers(self, painter: QPainter, total: int) -> None:
        """Round numbers below the bar, as many as have room; the present one in words."""
        colors = theme()
        metrics = QFontMetricsF(font("tick"))
        room = metrics.horizontalAdvance(str(total)) + 24 * colors.scale
        every = max(1, round(room * total / self._bar().width() + 0.5))
        present = bisect_right(self.rounds.starts, self.value()) if self._has_run else 0
        top = self._bar().bottom() + 3 * colors.scale
        height = metrics.height() + 2
        words = self.tr("Round {number}").format(number=language().integer(present))
        strong = font("head")
        strong.setWeight(strong.Weight.Bold)
        wide = QFontMetricsF(strong).horizontalAdvance(words)
        middle = self._x((present - 0.5) / total)
        middle = min(max(middle, wide / 2), self.width() - wide / 2)
        painter.setFont(font("tick"))
        painter.setPen(colors.color("ink2"))
        for number in range(every, total + 1, every):
            center = self._x((number - 0.5) / total)
            if present and abs(center - middle) < (wide + room) / 2:
                continue
            box = QRectF(center - room, top, 2 * room, height)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, language().integer(number))
        if present:
            painter.setFont(strong)
            painter.setPen(colors.color("ink"))
            painter.drawText(QRectF(middle - wide, top, 2 * wide, height), Qt.AlignmentFlag.AlignCenter, words)

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
        """Page keys, and arrows with Shift, go by rounds. Other keys are the window's."""
        shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        key = event.key()
        forward = key == Qt.Key.Key_PageUp or (shifted and key == Qt.Key.Key_Right)
        backward = key == Qt.Key.Key_PageDown or (shifted and key == Qt.Key.Key_Left)
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
