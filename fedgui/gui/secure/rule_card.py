"""What masks do not hide: said at all times, and shown by asking the sum itself."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from fedgui.gui.panels.basics import Text
from fedgui.gui.theme import pixmap, theme


class RuleCard(QWidget):
    """A rule with its reason, and perhaps a button beside it that shows that it is so."""

    asked = Signal()
    """The user pressed the button."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel(self)
        self._rule = Text("strong", parent=self)
        self._rule.setWordWrap(True)
        self._reason = Text("hint", "ink2", self)
        self._reason.setWordWrap(True)
        self._reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.button = QPushButton(self)
        self.button.clicked.connect(self.asked)
        self._words = QVBoxLayout()
        self._words.setSpacing(0)
        self._words.addWidget(self._rule)
        self._words.addWidget(self._reason)
        self._layout = QHBoxLayout(self)
        self._layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        self._layout.addLayout(self._words, 1)
        self._layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignVCenter)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        theme().changed.connect(self._restyle)
        self._restyle()

    def say(self, rule: str, reason: str, button: str = "", *, is_urgent: bool = False) -> None:
        """Write the rule.

        Args:
            rule: holds at all times.
            reason: what there is to say about it now, or "".
            button: what it says, "" for no button.
            is_urgent: whether the button is what to press next.
        """
        self._rule.setText(rule)
        self._reason.setText(reason)
        self._reason.setVisible(bool(reason))
        self.button.setText(button)
        self.button.setVisible(bool(button))
        if self.button.property("kind") != (kind := "primary" if is_urgent else ""):
            self.button.setProperty("kind", kind)
            self.button.style().polish(self.button)
        spoken = f"{rule} {reason}".strip()
        is_news = spoken != self.accessibleName()
        self.setAccessibleName(spoken)
        if is_news and reason and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    @property
    def reason(self) -> str:
        """What stands below the rule."""
        return self._reason.text()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(theme().color("panel"))
        painter.setPen(QPen(theme().color("line2"), theme().stroke(1)))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 10, 10)

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        side = round(20 * scale)
        self._icon.setPixmap(pixmap("warn", "ink2", side, self.devicePixelRatioF()))
        self._layout.setContentsMargins(*(round(edge * scale) for edge in (14, 4, 12, 4)))
        self._layout.setSpacing(round(12 * scale))
        self.update()
