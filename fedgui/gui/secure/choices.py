"""How many workers take part, and who of them drops out."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from fedgui.gui.attack.controls import Choice
from fedgui.gui.captions import worker_name
from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.theme import pixmap, theme
from fedgui.scripts.defence import NAMES


class WorkerCount(Choice):
    """How many workers take part."""

    def __init__(self, numbers: tuple[int, ...], parent: QWidget | None = None) -> None:
        super().__init__(numbers, parent)
        self.number = 2
        self.take(2)
        self.chosen.connect(self._note_number)

    def set_short(self, is_short: bool) -> None:
        """Whether the label is left out."""
        self._label.setVisible(not is_short)

    @Slot(int)
    def _note_number(self, number: int) -> None:
        self.number = number


class MissingChoice(QWidget):
    """Who drops out after the masks were agreed: nobody, or one of the workers."""

    chosen = Signal(str)
    """The user let this worker drop out, "" for nobody."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workers: tuple[str, ...] = ()
        self._words = self._nobody = ""
        self._label = Text("head", "ink2", self)
        self._sign = QLabel(self)
        self._sign.hide()
        self._row: SegmentedControl | None = None
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(8)
        self._layout.addWidget(self._label)
        self._layout.addWidget(self._sign)
        self.offer(NAMES[:2])

    def set_short(self, is_short: bool) -> None:
        """Whether the label gives way to a sign."""
        self._label.setVisible(not is_short)
        side = round(18 * theme().scale)
        self._sign.setPixmap(pixmap("off", "ink2", side, self.devicePixelRatioF()))
        self._sign.setVisible(is_short)

    def offer(self, workers: tuple[str, ...]) -> None:
        """Let one of these be chosen."""
        if workers == self._workers:
            return
        self._workers = workers
        if self._row is not None:
            self._row.hide()
            self._row.deleteLater()
        self._row = SegmentedControl(len(workers) + 1, self)
        self._row.set_current(0)
        self._row.chosen.connect(self._on_chosen)
        self._layout.addWidget(self._row)
        self.set_text(self._words, self._nobody)

    def take(self, worker: str) -> None:
        """Show this worker as the one that dropped out, "" for nobody."""
        assert self._row is not None
        self._row.set_current(self._workers.index(worker) + 1 if worker else 0)

    def set_text(self, label: str, nobody: str) -> None:
        """Write the label, and the word for nobody."""
        self._words, self._nobody = label, nobody
        self._label.setText(label)
        self.setAccessibleName(label)
        assert self._row is not None
        texts = [nobody, *(worker_name(worker) for worker in self._workers)]
        self._row.set_texts(texts, [f"{label}: {text}" for text in texts])

    @Slot(int)
    def _on_chosen(self, place: int) -> None:
        self.chosen.emit(self._workers[place - 1] if place else "")
