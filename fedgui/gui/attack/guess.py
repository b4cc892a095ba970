"""The question before the reveal."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Text
from fedgui.scripts.leak import Method
from fedgui.scripts.predict import EXACT, FAR, NEAR, NONE, ONE, SEVERAL

_CLOSENESS: Final = (EXACT, NEAR, FAR)
_COUNTS: Final = (NONE, ONE, SEVERAL)


class Guess(QWidget):
    """A question with three answers."""

    made = Signal(str)
    """The learner's guess: one of predict's EXACT, NEAR, FAR; of tables NONE, ONE, SEVERAL."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._method = Method.DIVISION
        self._question = Text("label", parent=self)
        self._question.setWordWrap(True)
        self.buttons = tuple(QPushButton(self) for _ in _CLOSENESS)
        row = QHBoxLayout()
        for place, button in enumerate(self.buttons):
            button.clicked.connect(lambda _=False, place=place: self.made.emit(self._keys()[place]))
            row.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self._question)
        layout.addLayout(row)
        language().changed.connect(self.retranslate)
        self.retranslate()

    def ask(self, method: Method) -> None:
        """Ask the question that belongs to a method."""
        self._method = method
        self.retranslate()

    def words(self, key: str) -> str:
        """What the answer `key` is called."""
        return self._texts()[self._keys().index(key)]

    @Slot()
    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        if self._method is Method.TABLES:
            question = self.tr("Your guess: how many of these tables explain what Bob sent back?")
        elif self._method is Method.IMAGE:
            question = self.tr("Your guess: how close is this to one of Bob’s images?")
        else:
            question = self.tr("Your guess: how close is this to what Bob has?")
        self._question.setText(question)
        for button, text in zip(self.buttons, self._texts(), strict=True):
            button.setText(text)
            button.setAccessibleDescription(question)

    def _keys(self) -> tuple[str, ...]:
        return _COUNTS if self._method is Method.TABLES else _CLOSENESS

    def _texts(self) -> tuple[str, ...]:
        if self._method is Method.TABLES:
            return self.tr("None"), self.tr("Exactly one"), self.tr("Several")
        if self._method is Method.IMAGE:
            return self.tr("The very image"), self.tr("Within 0.25 a pixel"), self.tr("Further off")
        return self.tr("Exactly the same"), self.tr("Roughly"), self.tr("Not at all")
