"""Asks what is to change from the present moment on: the learning rate, a weight, or a worker's presence."""

from __future__ import annotations

import math

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFormLayout,
    QLabel,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.captions import worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.basics import choice_box, inset
from fedgui.gui.stage.cells import number_names
from fedgui.scripts.interventions import Change, LearningRate, Presence, Weight
from fedgui.scripts.trace import Scene, Status
from fedgui.scripts.variants import LARGEST_RATE

RATE, WEIGHT, WORKER = range(3)
LARGEST_WEIGHT = 1e6
_DECIMALS = 4


class ForkDialog(QDialog):
    """Offers the changes that make sense in a scene. It can be accepted once something differs from the scene.

    Args:
        scene: the moment that the change is to follow.
        rate: the learning rate to start from.
        kind: which of RATE, WEIGHT and WORKER is shown first.
    """

    def __init__(self, scene: Scene, rate: float, kind: int = RATE, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scene = scene
        self._rate = rate
        self.setWindowTitle(self.tr("Change something from here on"))
        self.kind = choice_box()
        self.kind.addItems([self.tr("Learning rate"), self.tr("A weight of the model"), self.tr("A worker")])
        self.kind.setAccessibleName(self.tr("What changes"))
        self.rate = self._number_field(rate, 0.0001, LARGEST_RATE, self.tr("Learning rate"))
        self.weight = choice_box()
        self.weight.setAccessibleName(self.tr("Weight"))
        self.value = self._number_field(0.0, -LARGEST_WEIGHT, LARGEST_WEIGHT, self.tr("New value"))
        self.worker = choice_box()
        self.worker.setAccessibleName(self.tr("Worker"))
        self.buttons = QDialogButtonBox()
        self.apply = self.buttons.addButton(self.tr("Go on with the change"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.apply.setProperty("kind", "primary")
        self.buttons.addButton(self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        self._fill()
        self._lay_out()
        self.weight.currentIndexChanged.connect(self._show_weight)
        self._show_weight()
        self.kind.setCurrentIndex(kind)
        for field, choice in ((self.value, self.weight), (self.weight, self.weight), (self.worker, self.worker)):
            field.setEnabled(choice.count() > 0)
        for field in (self.rate, self.value):
            field.valueChanged.connect(self._judge)
        for choice in (self.kind, self.weight):
            choice.currentIndexChanged.connect(self._judge)
        self._judge()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin at what is to change, ready to be typed over."""
        super().showEvent(event)
        field = (self.rate, self.value, self.worker)[self.kind.currentIndex()]
        field.setFocus()
        if isinstance(field, QDoubleSpinBox):
            field.selectAll()

    def change(self) -> Change | None:
        """What was asked for; None if the scene has nothing of that kind."""
        if self.kind.currentIndex() == RATE:
            return LearningRate(round(self.rate.value(), _DECIMALS))
        if self.kind.currentIndex() == WEIGHT:
            model, place = self._scene.model, self.weight.currentData()
            if model is None or place is None:
                return None
            parameter, index = place
            return Weight(model.name, parameter, index, round(self.value.value(), _DECIMALS))
        worker = self.worker.currentData()
        return None if worker is None else Presence(*worker)

    @classmethod
    def ask(cls, scene: Scene, rate: float, kind: int = RATE, parent: QWidget | None = None) -> Change | None:
        """Show the dialog and wait; None if nothing is to change."""
        dialog = cls(scene, rate, kind, parent)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        dialog.deleteLater()
        return dialog.change() if accepted else None

    def _number_field(self, value: float, least: float, most: float, name: str) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setLocale(language().locale)
        field.setDecimals(_DECIMALS)
        field.setRange(least, most)
        field.setSingleStep(0.05)
        field.setValue(value)
        field.setAccessibleName(name)
        inset(field)
        return field

    def _fill(self) -> None:
        model = self._scene.model
        parts = [(parameter.name, parameter.value) for parameter in model.parameters] if model is not None else []
        for (name, value), names in zip(parts, number_names(parts), strict=True):
            if value.whole:
                for index, called in enumerate(names):
                    self.weight.addItem(called, (name, index))
        for worker in self._scene.workers:
            is_offline = worker.status is Status.OFFLINE
            text = self.tr("Bring {worker} back") if is_offline else self.tr("Take {worker} offline")
            self.worker.addItem(text.format(worker=worker_name(worker.id)), (worker.id, is_offline))

    def _lay_out(self) -> None:
        pages = QStackedWidget()
        for rows in (
            ((self.tr("New rate"), self.rate),),
            ((self.tr("Weight"), self.weight), (self.tr("New value"), self.value)),
            ((self.tr("Worker"), self.worker),),
        ):
            page = QWidget()
            form = QFormLayout(page)
            form.setContentsMargins(0, 0, 0, 0)
            for text, field in rows:
                form.addRow(text, field)
            pages.addWidget(page)
        self.kind.currentIndexChanged.connect(pages.setCurrentIndex)
        self.note = note = QLabel(self._consequence())
        note.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(16)
        for widget in (self.kind, pages, note, self.buttons):
            layout.addWidget(widget)
        note.ensurePolished()
        # a dialog is as high as its parts wish, which for a text that wraps is less than it takes
        note.setMinimumHeight(note.heightForWidth(max(layout.sizeHint().width() - 96, 200)))

    def _consequence(self) -> str:
        return self.tr("What was recorded after this moment is set aside. Undo brings it back.")

    def _judge(self) -> None:
        """Offer to go on only with what would make the run another one."""
        differs = self._differs()
        self.apply.setEnabled(differs)
        self.note.setText(self._consequence() if differs else self._hindrance())

    def _hindrance(self) -> str:
        """Why it can't go on like this."""
        if self.kind.currentIndex() == WEIGHT and self._scene.model is None:
            return self.tr("There is no model at this moment.")
        if self.kind.currentIndex() == WEIGHT and self.weight.count() == 0:
            return self.tr("This model is too large to change one weight of it here.")
        if self.kind.currentIndex() == WORKER and self.worker.count() == 0:
            return self.tr("There is no worker at this moment.")
        return self.tr("Nothing is changed yet.")

    def _differs(self) -> bool:
        if self.kind.currentIndex() == RATE:
            return not _reads_as(self._rate, self.rate)
        if self.kind.currentIndex() == WEIGHT:
            now = self._chosen_weight()
            return now is not None and not _reads_as(now, self.value)
        return self.worker.count() > 0

    def _chosen_weight(self) -> float | None:
        """The value of the chosen weight in the scene; None if it has none."""
        model, place = self._scene.model, self.weight.currentData()
        if model is None or place is None:
            return None
        name, index = place
        return next(p.value.values for p in model.parameters if p.name == name)[index]

    def _show_weight(self) -> None:
        now = self._chosen_weight()
        if now is not None:
            self.value.setValue(now if math.isfinite(now) else 0.0)


def _reads_as(value: float, field: QDoubleSpinBox) -> bool:
    """Whether the field shows this value, as far as its decimals go."""
    return math.isclose(value, field.value(), rel_tol=0, abs_tol=0.51 * 10**-_DECIMALS)
