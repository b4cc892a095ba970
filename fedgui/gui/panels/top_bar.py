"""The top bar: the name, the chapters, the language and the theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import IntEnum
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFontMetrics, QIcon, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QMenu,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from fedgui.gui.language import ENGLISH, PORTUGUESE, language, translate
from fedgui.gui.panels.basics import IconButton, Surface, Text, set_worded_icon
from fedgui.gui.panels.segmented import SegmentedControl, lead_tab
from fedgui.gui.theme import DARK, font, icon, pixmap, theme
from fedgui.paths import resource
from fedgui.scripts.source import QT_TRANSLATE_NOOP

_HEIGHT: Final = 56
_LANGUAGES: Final = (PORTUGUESE, ENGLISH)
_TITLES: Final = {
    "centralized": QT_TRANSLATE_NOOP("Chapters", "Centralized"),
    "federated": QT_TRANSLATE_NOOP("Chapters", "Federated"),
    "leaks": QT_TRANSLATE_NOOP("Chapters", "What leaks"),
    "aggregation": QT_TRANSLATE_NOOP("Chapters", "Averaging & secure aggregation"),
    "playground": QT_TRANSLATE_NOOP("Chapters", "Playground"),
}
_SHORT_TITLES: Final = {"aggregation": QT_TRANSLATE_NOOP("Chapters", "Secure aggregation")}
"""Of chapters that have a long title, for bars that are too narrow for it."""


class _Room(IntEnum):
    """How much the bar says, from all to the least that still tells everything to who asks for it."""

    FULL = 0
    SHORT_TITLES = 1
    NO_NAMES = 2
    """The program's name and the word on the button for presenting go."""
    ONE_TITLE = 3
    """Only the current chapter has its title beside its number; the others tell theirs as a tool tip."""
    NO_TITLE = 4


class _Chapter(QAbstractButton):
    """A chapter's number in a circle, and its title."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._is_done = False
        self._is_named = True
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_done(self, is_done: bool) -> None:
        """Have a check mark in the disc instead of the number, while another chapter is open."""
        self._is_done = is_done
        self.update()

    def set_named(self, is_named: bool) -> None:
        """Show the title beside the disc, or leave it to the tool tip."""
        self._is_named = is_named
        self.setToolTip("" if is_named else self.text())
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        scale = theme().scale
        if not self._is_named:
            return QSize(round(46 * scale), round(_HEIGHT * scale))
        width = QFontMetrics(self.font()).horizontalAdvance(self.text())
        return QSize(width + round(52 * scale), round(_HEIGHT * scale))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors, scale = theme(), theme().scale
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() and not self.isChecked():
            painter.fillRect(self.rect().adjusted(0, 0, 0, -1), colors.color("sunk"))
        radius = 11.5 * scale
        center = QPointF(12 * scale + radius, self.height() / 2)
        painter.setPen(QPen(colors.color("ink" if self.isChecked() else "line2"), 1.5))
        painter.setBrush(colors.color("ink") if self.isChecked() else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(center, radius, radius)
        self._draw_sign(painter, QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius))
        painter.setFont(self.font())
        painter.setPen(colors.color("ink" if self.isChecked() else "ink2"))
        left = center.x() + radius + 7 * scale
        words = QRectF(left, 0, self.width() - left, self.height())
        if self._is_named:
            painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, self.text())
        if self.isChecked():
            line = round(4 * scale)
            painter.fillRect(QRectF(0, self.height() - line, self.width(), line), colors.color("now"))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 8, -3, -8), 5, 5)

    def _draw_sign(self, painter: QPainter, disc: QRectF) -> None:
        """The number, or a check mark once the chapter is complete."""
        if self._is_done and not self.isChecked():
            side = round(14 * theme().scale)
            corner = disc.center() - QPointF(side / 2, side / 2)
            painter.drawPixmap(corner, pixmap("check", "ink", side, self.devicePixelRatioF()))
            return
        number = font("head")
        number.setWeight(number.Weight.Bold)
        painter.setFont(number)
        painter.setPen(theme().color("panel" if self.isChecked() else "ink2"))
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))


class TopBar(Surface):
    """Chooses chapter, language and theme.

    Args:
        chapters: keys of the chapters, in their order.
    """

    chapter_chosen = Signal(str)
    """The user took another chapter: its key."""
    language_chosen = Signal(str)
    """The user took a language: one of language.CODES."""
    theme_toggled = Signal()
    present_requested = Signal()

    def __init__(self, chapters: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(edges=Qt.Edge.BottomEdge, parent=parent)
        self._chapters = tuple(chapters)
        self._done: frozenset[str] = frozenset()
        self._logo = QLabel(self)
        self._name = Text("round", parent=self)
        self._name.setText("fedgui")
        self._group = QButtonGroup(self)
        for place in range(len(self._chapters)):
            self._group.addButton(_Chapter(place + 1, self), place)
        self._group.idClicked.connect(self._choose_chapter)
        self._group.idToggled.connect(self._lead_tab)
        self.language = SegmentedControl(len(_LANGUAGES), self)
        self.language.chosen.connect(self._choose_language)
        self.theme_button = IconButton(34, 18, "outline", self)
        self.theme_button.clicked.connect(self.theme_toggled)
        self.looks_button = IconButton(34, 18, "outline", self)
        self.looks_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.present_button = QPushButton(self)
        self.present_button.clicked.connect(self.present_requested)
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()

    def _lay_out(self) -> None:
        layout = self._row = QHBoxLayout(self)
        # it says less in a narrow window, and never makes the window wider
        layout.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        layout.setContentsMargins(16, 0, 16, 0)
        layout.setSpacing(0)
        layout.addWidget(self._logo)
        layout.addSpacing(10)
        layout.addWidget(self._name)
        layout.addSpacing(28)
        for button in self._group.buttons():
            layout.addWidget(button)
        layout.addStretch()
        layout.addWidget(self.language)
        for button in (self.theme_button, self.looks_button, self.present_button):
            layout.addSpacing(12)
            layout.addWidget(button)

    def set_looks_menu(self, menu: QMenu) -> None:
        """Give the button for theme, type and motion its menu."""
        self.looks_button.setMenu(menu)

    def set_current(self, chapter: str) -> None:
        """Show the chapter with this key as the current one, without a signal.

        Raises:
            ValueError: if there is no such chapter.
        """
        self._group.button(self._chapters.index(chapter)).setChecked(True)
        self._fit()

    def set_done(self, chapters: Collection[str]) -> None:
        """Give the chapters with these keys a check mark, and the others none."""
        self._done = frozenset(chapters)
        self.retranslate()

    @Slot(int, bool)
    def _lead_tab(self, place: int, is_taken: bool) -> None:
        if is_taken:
            lead_tab(self._group, place)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Say as much as there is room for, so that nothing is cut."""
        for room in _Room:
            self._show_with(room)
            if self._row.sizeHint().width() <= self.width():
                return

    def _show_with(self, room: _Room) -> None:
        for place, chapter in enumerate(self._chapters):
            button = self._button(place)
            short = _SHORT_TITLES.get(chapter) if room >= _Room.SHORT_TITLES else None
            button.setText(translate("Chapters", short or _TITLES.get(chapter, chapter)))
            button.set_named(room < (_Room.NO_TITLE if button.isChecked() else _Room.ONE_TITLE))
        self._name.setVisible(room < _Room.NO_NAMES)
        text = self.tr("Present")
        self.present_button.setText(text if room < _Room.NO_NAMES else "")
        self.present_button.setAccessibleName(text)
        set_worded_icon(self.present_button, "present")

    def _button(self, place: int) -> _Chapter:
        button = self._group.button(place)
        assert isinstance(button, _Chapter)
        return button

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        for place, chapter in enumerate(self._chapters):
            button = self._button(place)
            title = translate("Chapters", _TITLES.get(chapter, chapter))
            is_done = chapter in self._done
            button.set_done(is_done)
            name = self.tr("Chapter {number}: {title}, done") if is_done else self.tr("Chapter {number}: {title}")
            button.setAccessibleName(name.format(number=place + 1, title=title))
        # A language is called by its own name in every language, so that who can't read the present one finds it.
        self.language.set_texts(("PT", "EN"), ("Português", "English"))
        self.language.set_current(_LANGUAGES.index(language().code))
        self.language.setAccessibleName(self.tr("Language"))
        self.looks_button.set_words(self.tr("Theme, size of type, motion, lesson"))
        self.present_button.setToolTip(self.tr("Fill the screen for a class; F11 or Esc leaves"))
        self._name_theme()
        self._fit()

    def _name_theme(self) -> None:
        text = self.tr("Switch to the light theme") if theme().name == DARK else self.tr("Switch to the dark theme")
        self.theme_button.set_words(text)

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self.setFixedHeight(round(_HEIGHT * scale))
        logo = QIcon(str(resource("icons", "logo-dark.svg" if theme().name == DARK else "logo.svg")))
        side = round(28 * scale)
        self._logo.setPixmap(logo.pixmap(QSize(side, side), self.devicePixelRatioF()))
        for button in self._group.buttons():
            button.setFont(font("button"))
            button.updateGeometry()
        self.looks_button.setIcon(icon("gear"))
        set_worded_icon(self.present_button, "present")
        self.present_button.setFont(font("button"))
        self.theme_button.setIcon(icon("sun" if theme().name == DARK else "moon"))
        self._name_theme()
        self._fit()

    @Slot(int)
    def _choose_chapter(self, place: int) -> None:
        self.chapter_chosen.emit(self._chapters[place])

    @Slot(int)
    def _choose_language(self, place: int) -> None:
        self.language_chosen.emit(_LANGUAGES[place])
