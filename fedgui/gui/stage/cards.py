"""What lies over the stage before the first run and after the last step: real widgets, which a screen reader reads."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import set_worded_icon
from fedgui.gui.stage.paint import draw_icon, fill_round, outline
from fedgui.gui.theme import font, pixmap, theme
from fedgui.scripts.trace import SERVER

_MIDDLE: Final = Qt.AlignmentFlag.AlignVCenter
_ROOMY: Final = (340, 190)
"""What a finished run's card takes where there is room."""


class Card(QFrame):
    """A rounded sheet that follows theme and language."""

    def __init__(self, parent: QWidget, token: str) -> None:
        super().__init__(parent)
        self._token = token
        theme().changed.connect(self.dress)
        language().changed.connect(self.retranslate)

    def dress(self) -> None:
        """Set fonts and colours."""
        self.update()

    def retranslate(self) -> None:
        """Set the texts."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = self.rect().toRectF().adjusted(1, 1, -1, -1)
        fill_round(painter, sheet, 20, self._token)
        outline(painter, "line2", 1.5)
        painter.drawRoundedRect(sheet, 20, 20)


class EmptyCard(Card):
    """Nothing has run yet: an icon, a sentence and the button that starts."""

    start_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "stage")
        self._picture = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._title = QLabel(alignment=Qt.AlignmentFlag.AlignCenter)
        self._hint = QLabel(alignment=Qt.AlignmentFlag.AlignCenter, wordWrap=True)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.start_requested)
        column = self._column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch()
        for widget in (self._picture, self._title, self._hint):
            column.addWidget(widget)
        column.addWidget(self.button, alignment=Qt.AlignmentFlag.AlignCenter)
        column.addStretch()
        self._is_small = False
        self.dress()
        self.retranslate()

    def set_small(self, *, is_small: bool) -> None:
        """Do without the icon and with less air, where the card stands between nodes."""
        self._is_small = is_small
        self._picture.setHidden(is_small)
        self._hint.show()
        self._column.setContentsMargins(*((10, 8, 10, 10) if is_small else (28, 40, 28, 40)))
        self._column.setSpacing(6 if is_small else 10)
        self._hint.setContentsMargins(0, 0, 0, 4 if is_small else 14)
        self._title.setFont(font("question" if is_small else "round"))

    def size_in(self, zone: QSize) -> QSize:
        """The size that a small card takes in a zone; where that is too low, the button does without the hint."""
        self._hint.show()
        margins = self._column.contentsMargins()
        hint = self._hint.fontMetrics().horizontalAdvance(self._hint.text()) + 4 + margins.left() + margins.right()
        width = max(self._column.minimumSize().width(), min(hint, zone.width()))
        height = self._column.totalHeightForWidth(width)
        if height <= zone.height():
            return QSize(width, height)
        self._hint.hide()
        return self._column.totalMinimumSize()

    def dress(self) -> None:
        self._picture.setPixmap(pixmap("box", "ink2", 48, self.devicePixelRatioF()))
        self._hint.setFont(font("label"))
        self.set_small(is_small=self._is_small)
        self.button.setFont(font("strong"))
        set_worded_icon(self.button, "play", "panel")
        super().dress()

    def retranslate(self) -> None:
        self._title.setText(self.tr("No run yet"))
        self._hint.setText(self.tr("Click Start or press space."))
        self.button.setText(self.tr("Start"))
        set_worded_icon(self.button, "play", "panel")


class _Check(QWidget):
    """The round check mark of a finished run."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedSize(40, 40)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        disc = self.rect().toRectF()
        fill_round(painter, disc, 20, "ok")
        draw_icon(painter, disc.adjusted(8, 8, -8, -8), "check", "onaccent")


class _Shape(NamedTuple):
    """What a finished run's card shows, below each other or side by side."""

    is_row: bool = False
    check: bool = True
    summary: bool = True
    losses: bool = True
    title: bool = True
    word: bool = True
    reference: bool = False
    export: bool = False
    dense: bool = False


_SHAPES: Final = (
    _Shape(reference=True, export=True),
    _Shape(reference=True, export=True, dense=True),
    _Shape(export=True),
    _Shape(),
    _Shape(check=False),
    _Shape(is_row=True),
    _Shape(is_row=True, check=False),
    _Shape(losses=False),
    _Shape(is_row=True, losses=False),
    _Shape(check=False, losses=False),
    _Shape(is_row=True, check=False, losses=False),
    _Shape(check=False, losses=False, summary=False),
    _Shape(is_row=True, check=False, losses=False, summary=False),
    _Shape(check=False, losses=False, summary=False, title=False),
    _Shape(check=False, losses=False, summary=False, title=False, word=False),
)
"""From the one that shows most. The losses can also be read at the nodes and in the plot; what is said last, the
caption says as well."""


class FinishedCard(Card):
    """What a finished run came to: rounds, visits, bytes and the last losses; less of it where there is less room."""

    restart_requested = Signal()
    export_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "panel")
        self._rounds = self._visits = self._bytes = 0
        self._reference: float | None = None
        self._can_export = False
        self._losses: tuple[tuple[str, float], ...] = ()
        self._title = QLabel()
        self._summary = QLabel()
        self._labels: list[QLabel] = []
        self._reference_labels: list[QLabel] = []
        self._table = QGridLayout()
        self._table.setHorizontalSpacing(16)
        self.button = QPushButton()
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.restart_requested)
        self.export_button = QPushButton()
        self.export_button.clicked.connect(self.export_requested)
        self._check = _Check(self)
        head = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._title)
        words.addWidget(self._summary)
        head.addWidget(self._check)
        head.addSpacing(6)
        head.addLayout(words)
        head.addStretch()
        body = self._body = QVBoxLayout(self)
        body.addLayout(head)
        body.addLayout(self._table)
        body.addStretch()
        ways = self._ways = QHBoxLayout()
        ways.setSpacing(8)
        ways.addWidget(self.button)
        ways.addWidget(self.export_button)
        ways.addStretch()
        self._inner = (self._table, words, head, ways)
        body.addLayout(ways)
        self.dress()
        self.retranslate()

    def set_result(
        self,
        rounds: int,
        visits: int,
        total_bytes: int,
        losses: Sequence[tuple[str, float]],
        reference: float | None,
        *,
        can_export: bool,
    ) -> None:
        """Set the numbers, and whether the training can be exported; see `StageView.show_finished`."""
        self._rounds, self._visits, self._bytes, self._losses = rounds, visits, total_bytes, tuple(losses)
        self._reference, self._can_export = reference, can_export
        self.retranslate()

    def place(self, zone: QRect, whole: QSize) -> None:
        """Stand in the middle of `zone`, and within `whole`."""
        card = QRect(QPoint(0, 0), self.size_in(zone.size()))
        card.moveCenter(zone.center())
        # in the smallest stage with the largest type not even its button fits between the nodes
        card.moveLeft(max(0, min(card.left(), whole.width() - card.width())))
        card.moveTop(max(0, min(card.top(), whole.height() - card.height())))
        self.setGeometry(card)

    def size_in(self, zone: QSize) -> QSize:
        """The size that the card takes in a zone, with as much in it as fits there; the button is always there."""
        for shape in _SHAPES:
            self._take(shape)
            size = self.sizeHint()
            if size.width() <= zone.width() and size.height() <= zone.height():
                break
        if not shape.is_row and shape.losses:
            size = size.expandedTo(zone.boundedTo(QSize(*_ROOMY)))
        return size

    def _take(self, shape: _Shape) -> None:
        self._check.setVisible(shape.check)
        self._title.setVisible(shape.title)
        self._summary.setVisible(shape.summary)
        self.button.setText(self.tr("Restart") if shape.word else "")
        set_worded_icon(self.button, "restart", "panel")
        for label in self._labels:
            # said aloud: a new one takes no room else before the next turn of the event loop
            label.setVisible(shape.losses)
        for label in self._reference_labels:
            label.setVisible(shape.reference)
        self.export_button.setVisible(shape.export and self._can_export)
        self._body.setDirection(QBoxLayout.Direction.LeftToRight if shape.is_row else QBoxLayout.Direction.TopToBottom)
        self._body.setAlignment(self._ways, _MIDDLE if shape.is_row else Qt.AlignmentFlag.AlignLeft)
        self._body.setSpacing(24 if shape.is_row else 6 if shape.dense else 10)
        self._table.setVerticalSpacing(2 if shape.dense else 6)
        side = 18 if shape.check else 12 if shape.word else 6
        end = 16 if shape.losses and not (shape.is_row or shape.dense) else 10
        self._body.setContentsMargins(side, end, side, end)
        for layout in (*self._inner, self._body):
            layout.invalidate()  # while the card is hidden, nothing tells them that something in them was

    def dress(self) -> None:
        self._title.setFont(font("round"))
        self._summary.setFont(font("legend"))
        self._summary.setStyleSheet(f"color: {theme().color('ink2').name()};")
        self.button.setFont(font("strong"))
        self.export_button.setFont(font("strong"))
        set_worded_icon(self.button, "restart", "panel")
        self._fill_table()
        super().dress()

    def retranslate(self) -> None:
        ended = self.tr("The script has ended.")
        self._title.setText(self.tr("%n round(s)", "", self._rounds) if self._rounds else ended)
        size = self.tr("{count} bytes").format(count=language().integer(self._bytes))
        visits = self.tr("%n visit(s)", "", self._visits)
        told = [visits] if self._visits else []
        told += [size] if self._bytes or self._visits else []
        self._summary.setText(" · ".join(told) or self.tr("nothing travelled"))
        self.button.setText(self.tr("Restart"))
        self.button.setAccessibleName(self.tr("Restart"))
        self.button.setToolTip(self.tr("Restart"))
        self.export_button.setText(self.tr("Export…"))
        self.export_button.setToolTip(self.tr("Writes this training as plain PyTorch, which runs anywhere."))
        set_worded_icon(self.button, "restart", "panel")
        self._fill_table()

    def _fill_table(self) -> None:
        for old in (*self._labels, *self._reference_labels):
            self._table.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._labels.clear()
        self._reference_labels.clear()
        for row, (worker, loss) in enumerate(self._losses):
            whose = self.tr("final loss")
            if worker != SERVER:
                whose = self.tr("{name}’s last loss").format(name=worker_name(worker))
            self._labels += self._fill_row(row, whose, loss)
        if self._reference is not None:
            whose = self.tr("centralized run’s last loss")
            self._reference_labels += self._fill_row(len(self._losses), whose, self._reference)
            for label in self._reference_labels:
                label.setToolTip(
                    translate("LossPlot", "The centralized run: its loss is over the rows of all workers.")
                )

    def _fill_row(self, row: int, text: str, loss: float) -> tuple[QLabel, QLabel]:
        name = QLabel(text)
        name.setFont(font("legend"))
        # Four decimals: a finished run's loss is often below a thousandth.
        value = QLabel(language().number(loss, 4))
        value.setFont(font("value"))
        self._table.addWidget(name, row, 0)
        self._table.addWidget(value, row, 1, Qt.AlignmentFlag.AlignRight)
        return name, value
