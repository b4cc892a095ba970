"""The bar above the stage: what runs and what can be done with it, and the server's view."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QToolButton, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.theme import font, pixmap, theme

BAR_HEIGHT = 48


class Switch(QAbstractButton):
    """A sliding switch with an eye and its name before it. On and off differ in shape: the knob's side."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_short = False
        self.setCheckable(True)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme().changed.connect(self.updateGeometry)

    def set_short(self, is_short: bool) -> None:
        """Do without the name, where there is no room for it; the tooltip has it."""
        if is_short != self._is_short:
            self._is_short = is_short
            self.updateGeometry()
            self.update()

    def width_with(self, *, name: bool) -> int:
        """Pixels that the switch takes with its name, or without it."""
        words = self.fontMetrics().horizontalAdvance(self.text()) + 14 * theme().scale if name else 0
        return round(words + 70 * theme().scale)

    def sizeHint(self) -> QSize:
        return QSize(self.width_with(name=not self._is_short), round(34 * theme().scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, middle = theme().scale, self.height() / 2
        size = round(20 * scale)
        painter.drawPixmap(0, round(middle - size / 2), pixmap("eye", "ink", size, self.devicePixelRatioF()))
        track = QRectF(self.width() - 42 * scale, middle - 12 * scale, 40 * scale, 24 * scale)
        painter.setPen(theme().color("ink"))
        painter.setFont(self.font())
        text = QRectF(size + 8 * scale, 0, track.left() - size - 14 * scale, self.height())
        words = "" if self._is_short else self.text()
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, words)
        painter.setPen(QPen(theme().color("ink"), 1.5))
        painter.setBrush(theme().color("ink" if self.isChecked() else "panel"))
        painter.drawRoundedRect(track, track.height() / 2, track.height() / 2)
        radius = 8 * scale
        x = track.right() - radius - 4 * scale if self.isChecked() else track.left() + radius + 4 * scale
        painter.setBrush(theme().color("panel" if self.isChecked() else "ink2"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawEllipse(QRectF(x - radius, middle - radius, 2 * radius, 2 * radius))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)


class StageBar(Surface):
    """Says which way of training runs. Its menu opens other scripts, changes this one's settings, and exports it."""

    settings_requested = Signal()
    open_requested = Signal()
    export_requested = Signal()
    keep_requested = Signal()
    drop_requested = Signal()
    server_view_toggled = Signal(bool)
    view_chosen = Signal(int)
    """The user took one of the views that were offered: its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(color="stage", parent=parent)
        self._title = ""
        self.mode = QToolButton()
        self.mode.setProperty("kind", "menu")
        self.mode.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.menu = QMenu(self.mode)
        self.settings_action = QAction(self)
        self.open_action = QAction(self)
        self.open_action.setShortcut(QKeySequence.StandardKey.Open)
        self.export_action = QAction(self)
        self.keep_action = QAction(self)
        self.drop_action = QAction(self)
        for action, signal in (
            (self.settings_action, self.settings_requested),
            (self.open_action, self.open_requested),
            (self.export_action, self.export_requested),
            (self.keep_action, self.keep_requested),
            (self.drop_action, self.drop_requested),
        ):
            action.triggered.connect(signal)
            self.menu.addAction(action)
        self.mode.setMenu(self.menu)
        self.views = SegmentedControl(2, self)
        self.views.chosen.connect(self.view_chosen)
        self.views.hide()
        self.server_view = Switch()
        self.server_view.toggled.connect(self.server_view_toggled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 0, 16, 0)
        layout.addWidget(self.mode)
        layout.addStretch(1)
        layout.addWidget(self.views)
        layout.addSpacing(12)
        layout.addWidget(self.server_view)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self._restyle()
        self.retranslate()

    def set_title(self, title: str) -> None:
        """Say what runs."""
        self._title = title
        self.mode.setText(title)
        self.retranslate()

    def offer_views(self, titles: Sequence[str], current: int) -> None:
        """Offer the stage and the chapter's own view, or nothing where there is no choice."""
        self.views.setVisible(bool(titles))
        if titles:
            self.views.set_texts(titles, titles)
            self.views.set_current(current)
        self._fit()

    def set_can(self, *, change: bool, export: bool, hide: bool) -> None:
        """Say whether what runs has settings, a plain twin to export, and workers whose rows the server can't see."""
        self.settings_action.setEnabled(change)
        self.export_action.setEnabled(export)
        self.server_view.setVisible(hide)

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.settings_action.setText(self.tr("Settings of this chapter…"))
        self.open_action.setText(self.tr("Open a script or notebook…"))
        self.export_action.setText(self.tr("Export as plain PyTorch…"))
        self.keep_action.setText(self.tr("Keep this run in the plot"))
        self.drop_action.setText(self.tr("Take kept runs off the plot"))
        self.server_view.setText(self.tr("Server’s view"))
        self.server_view.setAccessibleName(self.server_view.text())
        self.server_view.setToolTip(self.tr("Hide everything that the server has not received"))
        self.views.setAccessibleName(self.tr("What is shown"))
        self.mode.setAccessibleName(self.tr("{title}: settings, open, export").format(title=self._title))
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """In a narrow bar the switch gives up its name first; then the title is cut, and its tooltip tells it."""
        room = self.width() - 24 - 24
        if not self.views.isHidden():
            room -= self.views.sizeHint().width()
        title = self.mode.sizeHint().width()
        self.server_view.set_short(title + self.server_view.width_with(name=True) > room)
        is_cut = title + self.server_view.sizeHint().width() > room
        self.mode.setToolTip(self._title if is_cut else "")

    @Slot()
    def _restyle(self) -> None:
        self.setFixedHeight(round(BAR_HEIGHT * theme().scale))
        self.mode.setFont(font("button"))
        self.server_view.setFont(font("button"))
        self._fit()
