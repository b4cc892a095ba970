"""The top bar: the name, the chapters, the language and the theme."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen, QResizeEvent
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
from fedgui.gui.panels.basics import IconButton, Surface, Text
from fedgui.gui.panels.segmented import SegmentedControl
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


class _Chapter(QAbstractButton):
    """A chapter's number in a circle, or a check mark once it is done, and its title."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._is_short = False
        self._is_done = False
        self.setCheckable(True)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_short(self, is_short: bool) -> None:
        """Show the number alone, where there is no room for the title; the tooltip tells it then."""
        self.setToolTip(self.text() if is_short else "")
        if is_short != self._is_short:
            self._is_short = is_short
            self.updateGeometry()
            self.update()

    def width_with(self, *, title: bool) -> int:
        """Pixels that the button takes with its title, or without it."""
        words = self.fontMetrics().horizontalAdvance(self.text()) if title else 0
        return words + round((52 if title else 47) * theme().scale)

    @property
    def is_done(self) -> bool:
        return self._is_done

    def set_done(self, is_done: bool) -> None:
        """Show the check mark, or the number."""
        self._is_done = is_done
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self.width_with(title=not self._is_short), round(_HEIGHT * theme().scale))

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
        self._paint_sign(painter, center, radius)
        painter.setFont(self.font())
        painter.setPen(colors.color("ink" if self.isChecked() else "ink2"))
        left = center.x() + radius + 7 * scale
        words = QRectF(left, 0, self.width() - left, self.height())
        title = "" if self._is_short else self.text()
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        if self.isChecked():
            line = round(4 * scale)
            painter.fillRect(QRectF(0, self.height() - line, self.width(), line), colors.color("now"))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("ink"), 1.5, Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(3, 8, -3, -8), 5, 5)

    def _paint_sign(self, painter: QPainter, center: QPointF, radius: float) -> None:
        token = "panel" if self.isChecked() else "ink2"
        if self._is_done:
            side = round(radius * 1.3)
            mark = pixmap("check", token, side, self.devicePixelRatioF())
            painter.drawPixmap(QPointF(center.x() - side / 2, center.y() - side / 2), mark)
            return
        number = font("head")
        number.setWeight(number.Weight.Bold)
        painter.setFont(number)
        painter.setPen(theme().color(token))
        disc = QRectF(center.x() - radius, center.y() - radius, 2 * radius, 2 * radius)
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
        layout = QHBoxLayout(self)
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
        self._fit_titles()

    def set_done(self, chapters: Collection[str]) -> None:
        """Check these chapters off, and no others; keys that are not here do nothing."""
        self._done = frozenset(chapters)
        self.retranslate()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        for place, chapter in enumerate(self._chapters):
            button = self._group.button(place)
            title = translate("Chapters", _TITLES.get(chapter, chapter))
            button.setText(title)
            is_done = chapter in self._done
            assert isinstance(button, _Chapter)
            button.set_done(is_done)
            name = self.tr("Chapter {number}: {title}, done") if is_done else self.tr("Chapter {number}: {title}")
            button.setAccessibleName(name.format(number=place + 1, title=title))
            button.updateGeometry()
        self._fit_titles()
        # A language is called by its own name in every language, so that who can't read the present one finds it.
        self.language.set_texts(("PT", "EN"), ("Português", "English"))
        self.language.set_current(_LANGUAGES.index(language().code))
        self.language.setAccessibleName(self.tr("Language"))
        self.looks_button.set_words(self.tr("Theme, size of type, motion, lesson"))
        self.present_button.setText(self.tr("Present"))
        self.present_button.setToolTip(self.tr("Fill the screen for a class; F11 or Esc leaves"))
        self._name_theme()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_titles()

    def _fit_titles(self) -> None:
        """In a narrow bar the titles of the other chapters give way first, then that of the present one."""
        buttons = [button for button in self._group.buttons() if isinstance(button, _Chapter)]
        others = (self._logo, self._name, self.language, self.theme_button, self.looks_button, self.present_button)
        room = self.width() - sum(other.sizeHint().width() for other in others) - 2 * 16 - 10 - 28 - 3 * 12 - 8
        for titled in (buttons, [button for button in buttons if button.isChecked()], []):
            if sum(button.width_with(title=button in titled) for button in buttons) <= room:
                break
        for button in buttons:
            button.set_short(button not in titled)

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
        self.present_button.setIcon(icon("present"))
        self.present_button.setFont(font("button"))
        self.theme_button.setIcon(icon("sun" if theme().name == DARK else "moon"))
        self._fit_titles()
        self._name_theme()

    @Slot(int)
    def _choose_chapter(self, place: int) -> None:
        self.chapter_chosen.emit(self._chapters[place])

    @Slot(int)
    def _choose_language(self, place: int) -> None:
        self.language_chosen.emit(_LANGUAGES[place])
