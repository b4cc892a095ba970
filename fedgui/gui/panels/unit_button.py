"""The menu of what one step is: a line, a message, a visit or a round."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolButton, QWidget

from fedgui.gui.language import language
from fedgui.scripts.units import Unit


class UnitButton(QToolButton):
    """Says how long a step is, and lets the user choose another length."""

    chosen = Signal(str)
    """The user wants steps of another length: one of Unit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._unit = Unit.LINE
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        menu = QMenu(self)
        self._units = QActionGroup(menu)
        for _unit in Unit:
            menu.addAction(self._units.addAction(QAction(menu, checkable=True)))
        self._units.triggered.connect(self._choose)
        self.setMenu(menu)
        language().changed.connect(self.retranslate)
        self.retranslate()

    def set_unit(self, unit: str) -> None:
        """Show this length of a step as the chosen one, without a signal.

        Raises:
            ValueError: if it is none of Unit.
        """
        self._unit = Unit(unit)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        names = {
            Unit.LINE: self.tr("line"),
            Unit.MESSAGE: self.tr("message"),
            Unit.VISIT: self.tr("visit"),
            Unit.ROUND: self.tr("round"),
        }
        for unit, action in zip(Unit, self._units.actions(), strict=True):
            action.setText(names[unit])
            action.setChecked(unit is self._unit)
        self.setText(f"{names[self._unit]} ▾")
        self.setAccessibleName(self.tr("Length of a step: {unit}").format(unit=names[self._unit]))
        self.setToolTip(self.accessibleName())

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.set_unit(list(Unit)[self._units.actions().index(action)])
        self.chosen.emit(self._unit.value)
