"""The caption bar: one sentence about what is happening now, and the ways out where that is a mishap."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.theme import font, theme

_HEIGHT: Final = 72
_LOW_HEIGHT: Final = 46
_LOW_BELOW: Final = 440
"""At type scale 1, the height of a window below which the stage needs the room around a caption of one line."""
_BAR: Final = 8
_ALERT_PAUSE_MS: Final = 1000
"""A screen reader hears at most one caption in this time; one that speaks all the time says nothing."""


class CaptionBar(Surface):
    """Shows the caption, and tells assistive technology about it.

    Where the training has gone astray it offers to begin again with a lower learning rate, and to go back.
    It grows for what has no room in it, and does not shrink again by itself: the stage above would move each time.
    """

    rate_chosen = Signal(float)
    """Run again from the start with this learning rate."""
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edges=Qt.Edge.TopEdge, parent=parent)
        self.label = Text("caption", parent=self)
        self.label.setWordWrap(True)
        self._rate: float | None = None
        self.rate_button = QPushButton(self)
        self.rate_button.setProperty("kind", "primary")
        self.rate_button.clicked.connect(self._choose_rate)
        self.back_button = QPushButton(self)
        self.back_button.clicked.connect(self.back_requested)
        self._told = ""
        self._is_low = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_ALERT_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(8)
        self._ways.addWidget(self.rate_button)
        self._ways.addWidget(self.back_button)
        self._ways.addStretch()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setSpacing(8)
        self._row.addWidget(self.label, 1)
        self._row.addLayout(self._ways)
        self.offer(None, can_go_back=False)
        theme().changed.connect(self._restyle)
        language().changed.connect(self.retranslate)
        self._restyle()
        self.retranslate()

    def show_text(self, text: str) -> None:
        """Show another sentence."""
        if text == self.label.text():
            return
        self.label.setText(text)
        self._make_room()
        if not self._pause.isActive():
            self._tell()

    def offer(self, rate: float | None, *, can_go_back: bool) -> None:
        """Offer ways out of a training that has gone astray, or none.

        Args:
            rate: a learning rate to begin again with; None for no such offer.
            can_go_back: whether a step back is offered.
        """
        self._rate = rate
        self.rate_button.setVisible(rate is not None)
        self.back_button.setVisible(can_go_back)
        self._name_rate()
        self._make_room()

    @Slot()
    def retranslate(self) -> None:
        """Write the names in the language on screen; the sentence itself is set anew from outside."""
        self.setAccessibleName(self.tr("Caption"))
        self.back_button.setText(self.tr("Step back"))
        self._name_rate()
        self._begin_anew()

    @Slot()
    def fit(self) -> None:
        """Take the height that suits the window's own."""
        is_low = not theme().is_presenting and self.window().height() < _LOW_BELOW * theme().scale
        if is_low is not self._is_low:
            self._is_low = is_low
            self._begin_anew()

    def hasHeightForWidth(self) -> bool:
        # it sets its height itself; what Qt remembers of heights for widths would keep that of a smaller screen
        return False

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._begin_anew()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, round(_BAR * theme().scale), self.height()), theme().color("now"))

    @Slot()
    def _tell(self) -> None:
        if self.label.text() == self._told:
            return
        self._told = self.label.text()
        QAccessible.updateAccessibility(QAccessibleEvent(self.label, QAccessible.Event.Alert))
        self._pause.start()

    @Slot()
    def _choose_rate(self) -> None:
        if self._rate is not None:
            self.rate_chosen.emit(self._rate)

    def _name_rate(self) -> None:
        if self._rate is not None:
            text = self.tr("Use {rate} and restart").format(rate=language().plain(self._rate))
            self.rate_button.setText(text)

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self._row.setContentsMargins(round((_BAR + 16) * scale), 8, round(16 * scale), 8)
        for button in (self.rate_button, self.back_button):
            button.setFont(font("button"))
        self.fit()
        self._begin_anew()

    def _begin_anew(self) -> None:
        """Take the designed height again for another width, language or type size, and grow from there."""
        self.setFixedHeight(round((_LOW_HEIGHT if self._is_low else _HEIGHT) * theme().scale))
        self._make_room()

    def _make_room(self) -> None:
        """Put the ways out beside a sentence that keeps to two lines, else below it; grow where that is not enough."""
        margins, gap = self._row.contentsMargins(), self._row.spacing()
        room = self.width() - margins.left() - margins.right()
        ways = [button for button in (self.rate_button, self.back_button) if not button.isHidden()]
        wide = sum(button.sizeHint().width() + self._ways.spacing() for button in ways)
        beside = room - wide - gap
        two_lines = 2 * QFontMetrics(self.label.font()).lineSpacing()
        is_beside = not ways or (beside > room // 3 and self._height_of_text(beside) <= two_lines)
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._row.setDirection(direction)
        below = 0 if is_beside else max(button.sizeHint().height() for button in ways) + gap
        text = self._height_of_text(beside if is_beside and ways else room)
        needed = text + below + margins.top() + margins.bottom()
        if needed > self.height():
            self.setFixedHeight(needed)

    def _height_of_text(self, width: int) -> int:
        return self.label.heightForWidth(max(width, 1))
