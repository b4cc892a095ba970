"""Averages: what a trusted aggregator sees and the server doesn't, and FedSGD beside the centralized run."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.attack.card import Card
from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.identity import paint_avatar
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.secure.numbers import decimal, letters
from fedgui.gui.secure.worker_card import PARAMETERS
from fedgui.gui.theme import font, line_height, theme
from fedgui.scripts.defence import NAMES, AveragedRound, Averaging
from fedgui.scripts.trace import SERVER

AGGREGATOR: Final = "aggregator"
ROUNDS: Final = 10
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_ROW: Final = 24
_ARROW: Final = 30


class AveragingPage(QWidget):
    """The lesson's own numbers, from three real runs with one seed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._averaging: Averaging | None = None
        self._rounds = SegmentedControl(ROUNDS, self)
        self._rounds.set_current(0)
        self._rounds_label = Text("head", "ink2", self)
        self._picture = AggregatorPicture()
        self._say_average = Text("label")
        self._say_sums = Text("label")
        for text in (self._say_average, self._say_sums):
            text.setWordWrap(True)
        self._table = _LossTable()
        self._note = Text("label", "ink", self)
        self._note.setWordWrap(True)
        choice = QWidget()
        row = QHBoxLayout(choice)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._rounds_label)
        row.addWidget(self._rounds)
        row.addStretch(1)
        self._cards = (
            Card(1, _column(choice, self._picture, self._say_average), self),
            Card(2, _column(self._say_sums, self._table), self),
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._note)
        layout.addWidget(self._cards[0])
        layout.addWidget(self._cards[1], 1)
        self._rounds.chosen.connect(self._show)
        language().changed.connect(self.retranslate)
        self.retranslate()

    @property
    def table(self) -> QTableWidget:
        """FedSGD's losses beside the centralized ones."""
        return self._table

    @property
    def sentences(self) -> tuple[str, str]:
        """What is said about the average, and about the sums."""
        return self._say_average.text(), self._say_sums.text()

    def show_average(self, averaging: Averaging | None, number: int | None) -> None:
        """Show these runs.

        Args:
            averaging: what came of them; None while they are under way.
            number: the round to show, from 0; None leaves it to the user.
        """
        if number is not None:
            self._rounds.set_current(min(number, ROUNDS - 1))
        elif averaging is self._averaging and averaging is not None:
            return
        self._averaging = averaging
        self._note.setText("" if averaging is not None else self.tr("Running the three lessons…"))
        self._show()

    def say(self, sentence: str) -> None:
        """Show a sentence in the place of what can't be shown."""
        if self._averaging is None:
            self._note.setText(sentence)
            self._show()

    def set_low(self, is_low: bool) -> None:
        """Whether there is little height. The page scrolls then; nothing is left out."""
        del is_low

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        self._cards[0].set_title(self.tr("A trusted aggregator"))
        self._cards[1].set_title(self.tr("FedSGD: gradients are added up"))
        self._rounds_label.setText(self.tr("Round"))
        numbers = [language().integer(number) for number in range(1, ROUNDS + 1)]
        self._rounds.set_texts(numbers, [self.tr("Round {number}").format(number=number) for number in numbers])
        self._rounds.setAccessibleName(self.tr("Round that is shown"))
        self._table.set_heads(
            (self.tr("Step"), self.tr("FedSGD, sum"), self.tr("Centralized"), self.tr("Difference")),
            self.tr("Loss over all rows, step by step"),
        )
        self._show()

    @Slot()
    def _show(self) -> None:
        found = self._averaging
        self._note.setVisible(found is None)
        for card in self._cards:
            card.setVisible(found is not None)
        if found is None:
            return
        shown = found.rounds[min(self._rounds.current, len(found.rounds) - 1)]
        self._picture.show_round(shown)
        self._cards[0].set_note(self.tr("a real run of the lesson"))
        self._cards[1].set_note(self.tr("two real runs, the same seed"))
        text = self.tr(
            "The server can’t tell whose copy is whose. The aggregator can, and with two workers so can {first}: twice "
            "the average minus {first}’s own weights is {second}’s copy."
        )
        names = {"first": worker_name(NAMES[0]), "second": worker_name(NAMES[1])}
        self._say_average.setText(text.format(**names))
        self._say_sums.setText(self._tell_sums(found))
        self._table.show_losses(found)

    def _tell_sums(self, found: Averaging) -> str:
        digits = (
            self.tr("All {steps} losses have the same four decimals.")
            if found.is_same_print
            else self.tr("Of {steps} losses, not all have the same four decimals.")
        ).format(steps=len(found.summed))
        if not found.unequal:
            return f"{digits} {self.tr('They are the same to the last bit.')}"
        text = self.tr(
            "To the last bit {count} of them differ, by {largest} at most: float32 rounds, and here it adds in "
            "another order."
        )
        return f"{digits} {text.format(count=found.unequal, largest=_tiny(found.largest))}"


class AggregatorPicture(QWidget):
    """Who sees which numbers: the aggregator both copies, the server their average, and a worker the other's copy."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._round: AveragedRound | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)

    def show_round(self, shown: AveragedRound) -> None:
        """Show a round with the aggregator."""
        self._round = shown
        self.updateGeometry()
        self.setAccessibleName(
            ". ".join(f"{title}: {', '.join(map(decimal, values))}" for title, values, _ in self._columns())
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(0, round((86 + 3 * _ROW) * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(sum(self._needs()) + 2 * _ARROW * theme().scale), self.sizeHint().height())

    def _needs(self) -> list[float]:
        """How wide each place must be for its title and its columns."""
        if self._round is None:
            return []
        scale, head = theme().scale, QFontMetricsF(font("head"))
        numbers = 26 * scale + QFontMetricsF(letters(is_bold=True)).horizontalAdvance(decimal(-0.1234))
        columns = [max(head.horizontalAdvance(title), numbers) + 22 * scale for title, _, _ in self._columns()]
        places = (2 * max(columns[:2]), columns[2], columns[3])
        titles = [head.horizontalAdvance(title) + 50 * scale for _, title in self._titles()]
        return [max(place, title) for place, title in zip(places, titles, strict=True)]

    def _titles(self) -> tuple[tuple[str, str], ...]:
        """Who sees something, and what that is called."""
        works_out = self.tr("{worker} works out").format(worker=worker_name(NAMES[0]))
        return (
            (AGGREGATOR, self.tr("the aggregator sees")),
            (SERVER, self.tr("the server sees")),
            (NAMES[0], works_out),
        )

    def _columns(self) -> tuple[tuple[str, tuple[float, ...], str], ...]:
        """Title and numbers of each column, and what they turn out to be, or ""."""
        assert self._round is not None
        bob, alice = NAMES[:2]
        copy = self.tr("{worker}’s copy")
        theirs = copy.format(worker=worker_name(alice))
        unmixed = self._round.unmixed(bob)
        is_same = list(map(decimal, unmixed)) == list(map(decimal, self._round.copies[alice]))
        return (
            (copy.format(worker=worker_name(bob)), self._round.copies[bob], ""),
            (theirs, self._round.copies[alice], ""),
            (self.tr("average"), self._round.average, ""),
            (self.tr("2 × average − own"), unmixed, f"= {theirs}" if is_same else ""),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._round is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        arrow = _ARROW * theme().scale
        needs = self._needs()
        room = self.width() - 2 * arrow
        columns = list(self._columns())
        left = 0.0
        for (who, title), need in zip(self._titles(), needs, strict=True):
            if left:
                self._paint_arrow(painter, left, arrow)
                left += arrow
            box = QRectF(left, 0, room * need / sum(needs), self.height())
            self._paint_place(painter, box, who, title)
            inside = 2 if who == AGGREGATOR else 1
            for place in range(inside):
                width = box.width() / inside
                area = QRectF(left + place * width, 0, width, self.height())
                self._paint_column(painter, area, *columns.pop(0))
            left = box.right()

    def _paint_place(self, painter: QPainter, box: QRectF, who: str, title: str) -> None:
        scale = theme().scale
        box = box.adjusted(1, 1, -1, -1)
        painter.setBrush(theme().color("sunk"))
        painter.setPen(QPen(theme().color("line2"), theme().stroke(1.5)))
        painter.drawRoundedRect(box, 12 * scale, 12 * scale)
        side = 24 * scale
        paint_avatar(painter, QRectF(box.left() + 10 * scale, box.top() + 8 * scale, side, side), who)
        painter.setFont(font("head"))
        painter.setPen(theme().color("ink"))
        area = QRectF(box.left() + 42 * scale, box.top() + 8 * scale, box.width() - 46 * scale, side)
        words = QFontMetricsF(painter.font()).elidedText(title, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _LEFT, words)

    def _paint_column(self, painter: QPainter, box: QRectF, title: str, values: tuple[float, ...], found: str) -> None:
        scale = theme().scale
        left = box.left() + 12 * scale
        painter.setFont(font("head"))
        painter.setPen(theme().color("ink2"))
        painter.drawText(QRectF(left, 36 * scale, box.width() - 14 * scale, 22 * scale), _LEFT, title)
        for row, (name, value) in enumerate(zip(PARAMETERS, values, strict=True)):
            line = QRectF(left, (58 + row * _ROW) * scale, box.width() - 24 * scale, _ROW * scale)
            painter.setFont(font("head"))
            painter.setPen(theme().color("ink2"))
            painter.drawText(line, _LEFT, name)
            painter.setFont(letters(is_bold=True))
            painter.setPen(theme().color("ink"))
            painter.drawText(line.adjusted(26 * scale, 0, 0, 0), _LEFT, decimal(value))
        if found:
            painter.setFont(font("head"))
            painter.setPen(theme().color("bad"))
            painter.drawText(QRectF(left, (58 + 3 * _ROW) * scale, box.width(), 22 * scale), _LEFT, found)

    def _paint_arrow(self, painter: QPainter, left: float, width: float) -> None:
        scale, middle = theme().scale, self.height() / 2
        painter.setPen(QPen(theme().color("ink2"), theme().stroke(2.5)))
        end = left + width - 6 * scale
        painter.drawLine(QLineF(left + 5 * scale, middle, end - 8 * scale, middle))
        painter.setBrush(theme().color("ink2"))
        painter.setPen(Qt.PenStyle.NoPen)
        side = 6 * scale
        painter.drawPolygon(
            QPolygonF(
                [QPointF(end - 9 * scale, middle - side), QPointF(end - 9 * scale, middle + side), QPointF(end, middle)]
            )
        )

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class _LossTable(QTableWidget):
    """FedSGD's loss, the centralized one, and their difference, a row for each step. All digits that float32 has."""

    def __init__(self) -> None:
        super().__init__(0, 4)
        self.verticalHeader().hide()
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionsClickable(False)
        theme().changed.connect(self._restyle)
        self._restyle()

    def set_heads(self, heads: tuple[str, str, str, str], name: str) -> None:
        """Write the heads of the columns, and what a screen reader calls the table."""
        for column, head in enumerate(heads):
            item = QTableWidgetItem(head)
            item.setTextAlignment(_RIGHT)
            self.setHorizontalHeaderItem(column, item)
        self.setAccessibleName(name)

    def show_losses(self, found: Averaging) -> None:
        """Show the losses of both runs."""
        rows = list(zip(found.summed, found.central, found.differences, strict=True))
        self.setRowCount(len(rows))
        for row, (ours, theirs, difference) in enumerate(rows):
            texts = (language().integer(row + 1), _digits(ours), _digits(theirs), _tiny(difference))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_RIGHT)
                item.setFont(letters())
                self.setItem(row, column, item)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, round(110 * theme().scale))

    def sizeHint(self) -> QSize:
        return QSize(0, round(220 * theme().scale))

    @Slot()
    def _restyle(self) -> None:
        self.verticalHeader().setDefaultSectionSize(line_height("log") + 4)
        self.setMinimumHeight(self.minimumSizeHint().height())
        for row in range(self.rowCount()):
            for column in range(self.columnCount()):
                item = self.item(row, column)
                if item is not None:
                    item.setFont(letters())


def _digits(value: float) -> str:
    """A loss with the seven digits after the point that tell float32 numbers of this size apart."""
    return language().number(value, 7)


def _tiny(value: float) -> str:
    """A difference in two digits and an exponent; 0 is plain."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{language().number(float(mantissa), 1)}e{language().integer(int(exponent))}"


def _column(*widgets: QWidget) -> QWidget:
    body = QWidget()
    layout = QVBoxLayout(body)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(6)
    for widget in widgets:
        layout.addWidget(widget)
    return body
