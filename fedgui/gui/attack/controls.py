"""What the learner can change about the attack, and the button that starts it."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.theme import theme
from fedgui.scripts.leak import BATCHES, EPOCHS, ROWS, Kind, Setup

_KINDS: Final = tuple(Kind)


class Choice(QWidget):
    """A label and a row of numbers, one of which is taken."""

    chosen = Signal(int)
    """The user took this number."""

    def __init__(self, numbers: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers = numbers
        self._label = Text("head", "ink2", self)
        self._label.setWordWrap(True)
        self._row = SegmentedControl(len(numbers), self)
        self._row.set_current(0)
        self._row.chosen.connect(lambda place: self.chosen.emit(numbers[place]))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self._label)
        layout.addWidget(self._row)

    def take(self, number: int) -> None:
        """Show this number as taken."""
        self._row.set_current(self._numbers.index(number))

    def set_text(self, label: str) -> None:
        """Write the label, and each number's name."""
        self._label.setText(label)
        self.setAccessibleName(label)
        texts = [str(number) for number in self._numbers]
        self._row.set_texts(texts, [f"{label}: {text}" for text in texts])


class Controls(QWidget):
    """The kind of rows, how many of them, local epochs, digits, and the attack itself."""

    changed = Signal()
    """The user changed `setup`."""
    used = Signal(str)
    """The user changed the numbers of this name: "rows", "epochs" or "digits"."""
    attacked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setup = Setup()
        self._kinds = SegmentedControl(len(_KINDS), self)
        self._kinds.set_current(0)
        self.rows = Choice(ROWS, self)
        self.epochs = Choice(EPOCHS, self)
        self.digits = Choice(BATCHES, self)
        self.attack = QPushButton(self)
        self.attack.setProperty("kind", "primary")
        self._top, self._below = QHBoxLayout(), QHBoxLayout()
        self._top.addWidget(self._kinds)
        self._top.addStretch()
        self._top.addWidget(self.attack)
        for choice in (self.rows, self.epochs, self.digits):
            self._below.addWidget(choice)
        self._below.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addLayout(self._top)
        layout.addLayout(self._below)
        layout.addStretch()
        self._kinds.chosen.connect(lambda place: self._choose(kind=_KINDS[place]))
        self.rows.chosen.connect(lambda number: self._choose(rows=number))
        self.epochs.chosen.connect(lambda number: self._choose(epochs=number))
        self.digits.chosen.connect(lambda number: self._choose(batch=number))
        self.attack.clicked.connect(self.attacked)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()
        self._show()

    def add_below(self, widget: QWidget) -> None:
        """Add a widget at the right end of the second row."""
        self._below.addWidget(widget)

    def fit_width(self, width: int) -> None:
        """Put the choices one below the other where they have no room in one row of `width` pixels."""
        items = [self._below.itemAt(place) for place in range(self._below.count())]
        shown = [item.widget() for item in items if item is not None]
        widths = [widget.sizeHint().width() for widget in shown if widget is not None and not widget.isHidden()]
        needed = sum(widths) + self._below.spacing() * max(len(widths) - 1, 0)
        towards = QHBoxLayout.Direction.TopToBottom if needed > width else QHBoxLayout.Direction.LeftToRight
        if self._below.direction() is not towards:
            self._below.setDirection(towards)

    def set_setup(self, setup: Setup) -> None:
        """Show and take this setup, without a signal."""
        self.setup = setup
        self._show()

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        self._kinds.setAccessibleName(self.tr("Bob’s rows"))
        kinds = [self.tr("Zeros and ones"), self.tr("Real numbers"), self.tr("Digits")]
        self._kinds.set_texts(kinds, kinds)
        self.rows.set_text(self.tr("Rows per batch"))
        self.epochs.set_text(self.tr("Local epochs"))
        self.digits.set_text(self.tr("Digits per batch"))
        self.attack.setText(self.tr("Attack"))
        self.attack.setToolTip(self.tr("Work out Bob’s rows from what the server has"))

    def _choose(self, kind: Kind | None = None, **numbers: int) -> None:
        old = self.setup
        self.set_setup(
            Setup(
                kind or old.kind,
                numbers.get("rows", old.rows),
                numbers.get("epochs", old.epochs),
                numbers.get("batch", old.batch),
            )
        )
        if self.setup != old:
            self.changed.emit()
            for name in numbers:
                self.used.emit("digits" if name == "batch" else name)

    def _show(self) -> None:
        setup = self.setup
        self._kinds.set_current(_KINDS.index(setup.kind))
        self.rows.take(setup.rows)
        self.epochs.take(setup.epochs)
        self.digits.take(setup.batch)
        self.rows.setVisible(setup.kind is Kind.BINARY)
        self.epochs.setVisible(setup.kind is Kind.BINARY)
        self.digits.setVisible(setup.kind is Kind.DIGIT)
        self.fit_width(self.width())

    @Slot()
    def _restyle(self) -> None:
        self._below.setSpacing(round(18 * theme().scale))
        # the second row stays where it is when a kind has nothing to choose there
        self.setMinimumHeight(2 * round(34 * theme().scale) + 6)
