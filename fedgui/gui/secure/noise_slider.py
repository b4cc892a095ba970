"""How loud the noise is: a slider from none to deafening, and a field for any other number."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QSlider, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Text
from fedgui.gui.secure.numbers import noise_text
from fedgui.gui.theme import line_height, theme
from fedgui.scripts.defence import LOUDEST, stops

_KNOB: Final = 22
_GROOVE: Final = 8


class NoiseSlider(QSlider):
    """A stop for each of `stops`. The filled part of the groove says as much as the knob's place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, len(stops()) - 1)
        self.setPageStep(8)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        return QSize(round(160 * theme().scale), round(34 * theme().scale))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _groove(self) -> QRectF:
        side = _KNOB * theme().scale / 2 + 4
        height = _GROOVE * theme().scale
        return QRectF(side, self.height() / 2 - height / 2, self.width() - 2 * side, height)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self._go(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def _go(self, event: QMouseEvent) -> None:
        groove = self._groove()
        part = (event.position().x() - groove.left()) / groove.width()
        self.setValue(round(min(max(part, 0.0), 1.0) * self.maximum()))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors, scale, groove = theme(), theme().scale, self._groove()
        x = groove.left() + groove.width() * self.value() / self.maximum()
        painter.setPen(QPen(colors.color("line2"), colors.stroke(1)))
        painter.setBrush(colors.color("panel"))
        painter.drawRoundedRect(groove, groove.height() / 2, groove.height() / 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.color("ink"))
        past = QRectF(groove)
        past.setRight(x)
        painter.drawRoundedRect(past, groove.height() / 2, groove.height() / 2)
        center, radius = QPointF(x, groove.center().y()), _KNOB * scale / 2
        painter.setPen(QPen(colors.color("ink"), 2.5))
        painter.setBrush(colors.color("panel"))
        painter.drawEllipse(center, radius - 1.5, radius - 1.5)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("ink"), colors.stroke(1.5), Qt.PenStyle.DashLine))
            painter.drawEllipse(center, radius + 2.5, radius + 2.5)

    @Slot()
    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


class NoiseControl(QWidget):
    """The slider with its ends in words, and the number itself."""

    changed = Signal()
    """The user changed `multiplier`."""
    refused = Signal(str)
    """What was typed is no noise; "" once it is one again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.multiplier = 0.0
        self._is_unshortened = False
        self.slider = NoiseSlider(self)
        self.field = QLineEdit(self)
        self._label = Text("head", "ink2", self)
        self._unit = Text("head", "ink2", self)
        self._ends = Text("hint", "ink2", self), Text("hint", "ink2", self)
        below = QHBoxLayout()
        below.setContentsMargins(4, 0, 4, 0)
        below.addWidget(self._ends[0])
        below.addStretch(1)
        below.addWidget(self._ends[1])
        slide = QVBoxLayout()
        slide.setSpacing(0)
        slide.addWidget(self.slider)
        slide.addLayout(below)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        top = Qt.AlignmentFlag.AlignTop
        layout.addWidget(self._label, 0, top)
        layout.addLayout(slide, 1)
        layout.addWidget(self.field, 0, top)
        layout.addWidget(self._unit, 0, top)
        self.slider.valueChanged.connect(self._slide)
        self.field.editingFinished.connect(self._read)
        theme().changed.connect(self._restyle)
        self._restyle()

    def retranslate(self) -> None:
        """Write all texts in the language on screen."""
        self._label.setText(self.tr("Noise"))
        self.slider.setAccessibleName(self.tr("Noise"))
        self.field.setAccessibleName(self.tr("Noise as a multiple of the norm to clip to"))
        self.field.setToolTip(self.tr("Any number from 0 to 1e9; Enter takes it"))
        self._ends[0].setText(self.tr("fully leaked") if self._is_unshortened else self.tr("no noise"))
        self._ends[1].setText(self.tr("gone"))
        self._show()

    def set_unshortened(self, is_unshortened: bool) -> None:
        """Whether clipping shortens nothing, so that without noise everything is read."""
        self._is_unshortened = is_unshortened
        self.retranslate()

    def _show(self) -> None:
        text = noise_text(self.multiplier)
        self.field.setText(text)
        self._unit.setText("× C")
        self.slider.setAccessibleDescription(self.tr("{multiplier} times the norm").format(multiplier=text))

    @Slot(int)
    def _slide(self, place: int) -> None:
        self._take(stops()[place])

    @Slot()
    def _read(self) -> None:
        """Take what was typed, or say what would do."""
        text = self.field.text()
        if text == noise_text(self.multiplier):
            return
        plain = text.strip().replace(language().locale.decimalPoint(), ".").replace("−", "-")
        try:
            value = float(plain)
        except ValueError:
            value = -1.0
        if not 0 <= value <= LOUDEST:
            sentence = self.tr("“{text}” is no noise: a number from 0 to 1e9 would do.")
            self.refused.emit(sentence.format(text=text))
            self._show()
            return
        nearest = min(range(len(stops())), key=lambda place: abs(stops()[place] - value))
        self.slider.blockSignals(True)
        self.slider.setValue(nearest)
        self.slider.blockSignals(False)
        self.slider.update()
        self._take(value)

    def _take(self, multiplier: float) -> None:
        self.multiplier = multiplier
        self.refused.emit("")
        self._show()
        self.changed.emit()

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self.field.setFixedWidth(round(86 * scale))
        for text in (self._label, self._unit):
            text.setMinimumHeight(round(34 * scale))
        for text in self._ends:
            text.setMinimumHeight(line_height("hint"))
