"""The rail at the right edge: the names of the panels that are hidden, each a way back."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface
from fedgui.gui.shortcuts import key_name
from fedgui.gui.side_panel import RailButton, rail_width
from fedgui.gui.theme import font, theme

CODE: Final = "code"
PLOT: Final = "plot"


class RightRail(Surface):
    """A button for each hidden panel; without any it is not there itself."""

    chosen = Signal(str)
    """The user wants this panel back: CODE or PLOT."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edges=Qt.Edge.LeftEdge, parent=parent)
        self.code, self.plot = RailButton(), RailButton()
        self.code.clicked.connect(self._choose_code)
        self.plot.clicked.connect(self._choose_plot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(6, 8, 5, 8)
        layout.setSpacing(12)
        for button in (self.code, self.plot):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self.retranslate)
        self.retranslate()
        self.offer(code=False, plot=False)

    def offer(self, *, code: bool, plot: bool) -> None:
        """Offer the panels that are hidden."""
        self.code.setVisible(code)
        self.plot.setVisible(plot)
        self.setVisible(code or plot)

    @property
    def room(self) -> int:
        """How wide it is now."""
        return 0 if self.isHidden() else rail_width()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language and type on screen."""
        words = (
            (self.code, self.tr("Code"), self.tr("Show code, console and network ({key})"), "Ctrl+2"),
            (self.plot, self.tr("Loss"), self.tr("Show the plot ({key})"), "Ctrl+3"),
        )
        for button, name, tip, key in words:
            button.setText(name)
            button.setFont(font("tab"))
            button.setToolTip(tip.format(key=key_name(key)))
            button.setAccessibleName(button.toolTip())
            button.updateGeometry()
        self.setFixedWidth(rail_width())

    @Slot()
    def _choose_code(self) -> None:
        self.chosen.emit(CODE)

    @Slot()
    def _choose_plot(self) -> None:
        self.chosen.emit(PLOT)
