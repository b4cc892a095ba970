"""The panel at the left: lesson and inspector, or a rail with their names where there is no room for them."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QIcon, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTabWidget, QToolButton, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface
from fedgui.gui.theme import font, icon, theme

_RAIL_WIDTH: Final = 48
_ICON: Final = 18
_WIDTH: Final = 312
SMALLEST_WIDTH: Final = 240
LARGEST_WIDTH: Final = 480
LESSON: Final = 0
INSPECTOR: Final = 1


def rail_width() -> int:
    """Width of the folded panel at the present scale."""
    return round(_RAIL_WIDTH * max(theme().scale, 1.0))


class RailButton(QToolButton):
    """A tool button whose text runs upwards; where it is too low for that, its icon stands for the text."""

    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self.font())
        return QSize(metrics.height() + 14, metrics.horizontalAdvance(self.text()) + 24)

    @property
    def is_readable(self) -> bool:
        """Whether the text has room."""
        return self.fontMetrics().horizontalAdvance(self.text()) + 4 <= self.height()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.hasFocus():
            painter.setBrush(theme().color("sunk"))
            painter.setPen(theme().color("ink") if self.hasFocus() else Qt.PenStyle.NoPen)
            painter.drawRoundedRect(self.rect().adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(theme().color("ink2"))
        painter.setFont(self.font())
        if not self.is_readable and not self.icon().isNull():
            place = QRect(QPoint(0, 0), self.iconSize())
            place.moveCenter(self.rect().center())
            self.icon().paint(painter, place)
            return
        painter.translate(0, self.height())
        painter.rotate(-90)
        painter.drawText(QRect(0, 0, self.height(), self.width()), Qt.AlignmentFlag.AlignCenter, self.text())


class SidePanel(Surface):
    """Two tabs in a column of their own, folded into a rail by the user or for want of room.

    In a narrow window the opened panel lies over the stage instead of beside it.
    """

    folded = Signal(bool)
    covering = Signal(int)
    """How many pixels of what is beside the rail lie under the opened panel; 0 if it stands beside, or is closed."""

    def __init__(self, lesson: QWidget, inspector: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._is_narrow = False
        self._is_open = True
        self._is_folded = False
        self._tabs = QTabWidget()
        self._tabs.setDocumentMode(True)
        self._tabs.addTab(lesson, "")
        self._tabs.addTab(inspector, "")
        self._fold = QToolButton()
        self._fold.clicked.connect(self.close_panel)
        self._tabs.setCornerWidget(self._fold, Qt.Corner.TopRightCorner)
        self._body = Surface(edges=Qt.Edge.RightEdge)
        inside = QHBoxLayout(self._body)
        inside.setContentsMargins(0, 0, 1, 0)
        inside.addWidget(self._tabs)
        self._rail = self._make_rail()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._rail)
        self._row.addWidget(self._body, 1)
        self._tabs.installEventFilter(self)
        self._body.installEventFilter(self)
        self.retranslate()
        self.repaint_icons()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self.repaint_icons)
        self._arrange()

    def _make_rail(self) -> QWidget:
        rail = Surface(edges=Qt.Edge.RightEdge)
        rail.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        self._unfold = QToolButton()
        self._unfold.clicked.connect(self.open_panel)
        self._names = (RailButton(), RailButton())
        self._names[LESSON].clicked.connect(self._open_lesson)
        self._names[INSPECTOR].clicked.connect(self._open_inspector)
        layout = QVBoxLayout(rail)
        layout.setContentsMargins(5, 8, 5, 8)
        layout.setSpacing(12)
        for button in (self._unfold, *self._names):
            layout.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        return rail

    @property
    def body(self) -> QWidget:
        """Both tabs. In a narrow window it lies in the window, not in this panel."""
        return self._body

    @property
    def is_narrow(self) -> bool:
        """Whether the opened panel lies over the stage."""
        return self._is_narrow

    @property
    def is_open(self) -> bool:
        """Whether the tabs can be seen."""
        return self._is_open

    def open_tab(self, index: int) -> None:
        """Show the tab LESSON or INSPECTOR."""
        self._tabs.setCurrentIndex(index)
        self._set_open(True)

    def open_panel(self) -> None:
        """Show the tab that was shown last."""
        self._set_open(True)

    def close_panel(self) -> None:
        """Fold the panel into its rail."""
        self._set_open(False)

    def set_narrow(self, is_narrow: bool) -> None:
        """Lie over the stage (True) or stand beside it.

        A panel that becomes narrow folds; one that gets room opens, unless the user had folded it there.
        """
        if is_narrow != self._is_narrow:
            self._is_narrow = is_narrow
            self._is_open = not is_narrow and not self._is_folded
            self._arrange()

    def set_folded(self, is_folded: bool) -> None:
        """Be folded, or open, wherever there is room; without a signal."""
        self._is_folded = is_folded
        if not self._is_narrow and self._is_open is is_folded:
            self._is_open = not is_folded
            self._arrange()

    def place_overlay(self) -> None:
        """Keep an opened panel in its place over the stage; called when the window's size changes."""
        if self._is_narrow and self._is_open:
            corner = self.mapTo(self.window(), self.rect().topLeft())
            room = self.window().width() - corner.x() - rail_width()
            width = min(round(_WIDTH * max(theme().scale, 1.0)), room)
            self._body.setGeometry(corner.x() + rail_width(), corner.y(), width, self.height())
            self._body.raise_()
        self.covering.emit(self._body.width() if self._is_narrow and self._is_open else 0)

    def retranslate(self) -> None:
        texts = (self.tr("Lesson"), self.tr("Inspector"))
        for index, text in enumerate(texts):
            self._tabs.setTabText(index, text)
            self._names[index].setText(text)
            self._names[index].setToolTip(text)
            self._names[index].updateGeometry()
        self._tabs.tabBar().setAccessibleName(self.tr("Lesson and inspector"))
        self.fit_tabs()
        for button, text in ((self._fold, self.tr("Fold the panel")), (self._unfold, self.tr("Open the panel"))):
            button.setToolTip(text)
            button.setAccessibleName(text)

    def repaint_icons(self) -> None:
        """Tint the icons for the theme, and take its sizes."""
        side = round(_ICON * theme().scale)
        for button in (self._fold, self._unfold):
            button.setIconSize(QSize(side, side))
        self._tabs.setIconSize(QSize(side, side))
        for name, sign in zip(self._names, ("book", "table"), strict=True):
            name.setFont(font("tab"))
            name.setIcon(icon(sign, "ink2"))
            name.setIconSize(QSize(side, side))
            name.updateGeometry()
        self._rail.setFixedWidth(rail_width())
        if not self._is_open or self._is_narrow:
            self.setFixedWidth(rail_width())
        self.fit_tabs()
        self._fold.setIcon(icon("chevl", "ink"))
        self._unfold.setIcon(icon("chev", "ink"))

    def fit_tabs(self) -> None:
        """Give the tabs their icons, unless their words need the room."""
        room = self._body.width() - self._fold.sizeHint().width()
        for has_icons in (True, False):
            self._tabs.setTabIcon(LESSON, icon("book", "ink") if has_icons else QIcon())
            self._tabs.setTabIcon(INSPECTOR, icon("table", "ink") if has_icons else QIcon())
            if self._tabs.tabBar().sizeHint().width() <= room:
                return

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._body and event.type() == QEvent.Type.Resize:
            self.fit_tabs()
        if (
            self._is_narrow
            and watched is self._tabs
            and event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
        ):
            self.close_panel()
            self._names[self._tabs.currentIndex()].setFocus()
            return True
        return super().eventFilter(watched, event)

    def _open_lesson(self) -> None:
        self._toggle(LESSON)

    def _open_inspector(self) -> None:
        self._toggle(INSPECTOR)

    def _toggle(self, index: int) -> None:
        if self._is_open and self._tabs.currentIndex() == index:
            self.close_panel()
        else:
            self.open_tab(index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_overlay()

    def _set_open(self, is_open: bool) -> None:
        if is_open != self._is_open:
            self._is_open = is_open
            if not self._is_narrow:
                self._is_folded = not is_open
            self._arrange()
            self.folded.emit(not is_open)

    def _arrange(self) -> None:
        beside = self._is_open and not self._is_narrow
        self._rail.setVisible(not beside)
        if beside:
            self.setMinimumWidth(SMALLEST_WIDTH)
            self.setMaximumWidth(LARGEST_WIDTH)
            self._row.addWidget(self._body)
        else:
            self.setFixedWidth(rail_width())
            self._body.setParent(self.window() if self._is_narrow else self)
        self._body.setVisible(self._is_open)
        self.place_overlay()
        if self._is_open:
            self._tabs.currentWidget().setFocus(Qt.FocusReason.OtherFocusReason)
