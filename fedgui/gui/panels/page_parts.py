"""The parts of a page of a lesson: its prose, the dots of its steps, the buttons that turn it, a question's choices."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from math import ceil
from typing import Final

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QPushButton,
    QRadioButton,
    QSizePolicy,
    QTextBrowser,
    QWidget,
)

from fedgui.gui.panels.scroll_area import ScrollArea
from fedgui.gui.theme import font, line_height, pixmap, theme

SIGN: Final = 18
"""Side of the icons in a page, in pixels at scale 1."""
_GAP: Final = 4


class Prose(QTextBrowser):
    """Markdown in the type and colours of the theme, as high as its text."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setOpenLinks(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)

    def show_markdown(self, text: str) -> None:
        """Show a text in the type and colours of this moment."""
        self.setMarkdown(text)
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        spacing = QTextBlockFormat()
        spacing.setLineHeight(line_height("body"), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        block = self.document().begin()
        while block.isValid():
            self._style(block)
            spacing.setBottomMargin(round(10 * theme().scale) if block.next().isValid() else 0)
            cursor.setPosition(block.position())
            cursor.mergeBlockFormat(spacing)
            block = block.next()
        cursor.endEditBlock()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(ceil(self.document().size().height()))

    def _style(self, block: QTextBlock) -> None:
        # Collected first: a change of format splits and joins the very fragments that the iterator walks over.
        styles: list[tuple[int, int, QTextCharFormat]] = []
        iterator = block.begin()
        while not iterator.atEnd():
            fragment = iterator.fragment()
            styles.append((fragment.position(), fragment.length(), _styled(fragment.charFormat())))
            iterator += 1
        for position, length, style in styles:
            cursor = QTextCursor(block)
            cursor.setPosition(position)
            cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(style)


def _styled(given: QTextCharFormat) -> QTextCharFormat:
    """What Markdown made of some text, in the fonts and colours of the theme."""
    style = QTextCharFormat(given)
    is_code = given.fontFixedPitch()
    is_strong = given.fontWeight() >= QFont.Weight.DemiBold
    style.setFont(font("index" if is_code else "strong" if is_strong else "body"))
    style.setFontFixedPitch(is_code)
    style.setForeground(theme().color("ink" if is_strong or is_code else "ink2"))
    return style


class Dots(QWidget):
    """One dot a step: filled where it is done, and long where the learner is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._here = 0
        self._done: tuple[bool, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_steps(self, here: int, done: tuple[bool, ...]) -> None:
        """Show one dot for each of `done`, which says whether that step is complete; the learner is at step `here`."""
        self._here, self._done = here, done
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._done:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # as wide as they are meant to be, or as there is room for
        unit = min(theme().scale, self.width() / (13 * len(self._done) + 12))
        middle, left = self.height() / 2, 0.0
        for place, is_done in enumerate(self._done):
            is_here = place == self._here
            width = (18 if is_here else 7) * unit
            box = QRectF(left, middle - 3.5 * unit, width, 7 * unit)
            is_filled = is_here or is_done
            painter.setPen(Qt.PenStyle.NoPen if is_filled else QPen(theme().color("line2"), theme().stroke(1)))
            painter.setBrush(theme().color("ink" if is_here else "ink2") if is_filled else Qt.BrushStyle.NoBrush)
            if not is_filled:
                box.adjust(0.5, 0.5, -0.5, -0.5)
            painter.drawRoundedRect(box, 3.5 * unit, 3.5 * unit)
            left += width + 6 * unit


class TurnButton(QAbstractButton):
    """Turns the page.

    Args:
        leads_on: whether it turns forward, and so stands out.
    """

    def __init__(self, *, leads_on: bool, parent: QWidget) -> None:
        super().__init__(parent)
        self._leads_on = leads_on
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_words(self, words: str) -> None:
        """Say what the button does."""
        self.setToolTip(words)
        self.setAccessibleName(words)

    def sizeHint(self) -> QSize:
        side = round(36 * theme().scale)
        return QSize(side, side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_filled = self._leads_on and self.isEnabled()
        fill, ink = ("ink", "panel") if is_filled else ("panel", "ink")
        if self.isEnabled() and (self.underMouse() or self.isDown()):
            fill = "ink2" if is_filled else "sunk"
        width = theme().stroke(1)
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(theme().color("ink" if is_filled else "line2" if self.isEnabled() else "line"), width))
        painter.setBrush(theme().color(fill))
        painter.drawRoundedRect(box, 8, 8)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme().color(ink), theme().stroke(1.5), Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 5, 5)
        side = round(SIGN * theme().scale)
        painter.translate(self.width() / 2, self.height() / 2)
        if self._leads_on:
            painter.scale(-1, 1)
        arrow = pixmap("chevl", ink if self.isEnabled() else "ink3", side, self.devicePixelRatioF())
        painter.drawPixmap(QPointF(-side / 2, -side / 2), arrow)


class Reader(ScrollArea):
    """Scrolls the page by keys too; those to the left and the right stay the player's."""

    is_read = True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


class Mark(StrEnum):
    """What is said of one choice."""

    NONE = ""
    OWN = "own"
    """The learner's, with nothing said about it."""
    RIGHT = "right"
    OTHER = "other"
    """The learner's, while another one is right."""


class Option(QRadioButton):
    """One choice: its number in a box, its text in as many lines as it needs, and a sign once it is judged."""

    def __init__(self, number: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._number = number
        self._mark = Mark.NONE
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_mark(self, mark: Mark) -> None:
        """Say something of the choice."""
        self._mark = mark
        self.update()

    def hitButton(self, pos: QPoint) -> bool:
        # the style would take only the words
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        width = round(200 * theme().scale)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(120 * theme().scale), round(44 * theme().scale))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        words = self._words_in(QRect(0, 0, width, 10_000))
        lines = QFontMetrics(font("label")).boundingRect(words, Qt.TextFlag.TextWordWrap, self.text())
        return max(round(44 * theme().scale), lines.height() + round(22 * theme().scale))

    def _words_in(self, box: QRect) -> QRect:
        scale = theme().scale
        return box.adjusted(round(44 * scale), 0, -round(34 * scale), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scale, colors = theme().scale, theme()
        is_judged = self._mark in (Mark.RIGHT, Mark.OTHER)
        is_taken = self.isChecked() or self._mark in (Mark.OWN, Mark.OTHER)
        ink = "ok" if self._mark is Mark.RIGHT else "ink" if is_taken and not is_judged else "line2"
        width = colors.stroke(2 if is_taken or is_judged else 1)
        fill = "oksoft" if self._mark is Mark.RIGHT else "sunk" if is_taken or self._is_pointed_at() else "panel"
        box = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.setPen(QPen(colors.color(ink), width))
        painter.setBrush(colors.color(fill))
        painter.drawRoundedRect(box, 9, 9)
        self._paint_number(painter, is_taken=is_taken)
        painter.setFont(font("label"))
        painter.setPen(colors.color("ink"))
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(self._words_in(self.rect()), flags | Qt.TextFlag.TextWordWrap, self.text())
        if is_judged:
            side = round(SIGN * scale)
            name, color = ("check", "ok") if self._mark is Mark.RIGHT else ("x", "ink2")
            place = QPoint(self.width() - side - round(10 * scale), (self.height() - side) // 2)
            painter.drawPixmap(place, pixmap(name, color, side, self.devicePixelRatioF()))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(colors.color("ink"), colors.stroke(1.5), Qt.PenStyle.DashLine))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(4, 4, -4, -4), 6, 6)

    def _is_pointed_at(self) -> bool:
        return self.underMouse() and self.isEnabled()

    def _paint_number(self, painter: QPainter, *, is_taken: bool) -> None:
        scale, colors = theme().scale, theme()
        side = 22 * scale
        box = QRectF(12 * scale, (self.height() - side) / 2, side, side)
        painter.setPen(QPen(colors.color("ink" if is_taken else "line2"), colors.stroke(1)))
        painter.setBrush(colors.color("ink" if is_taken else "panel"))
        painter.drawRoundedRect(box, 5, 5)
        painter.setFont(font("head"))
        painter.setPen(colors.color("panel" if is_taken else "ink2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(self._number))


class ButtonRow(QWidget):
    """Buttons side by side where there is room, else one above the other."""

    def __init__(self, buttons: Sequence[QPushButton], parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons = tuple(buttons)
        for button in buttons:
            button.setParent(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def sizeHint(self) -> QSize:
        hints = [button.sizeHint() for button in self._buttons]
        return QSize(sum(it.width() for it in hints) + _GAP * (len(hints) - 1), max(it.height() for it in hints))

    def minimumSizeHint(self) -> QSize:
        hints = [button.sizeHint() for button in self._buttons]
        return QSize(max(it.width() for it in hints), max(it.height() for it in hints))

    def heightForWidth(self, width: int) -> int:
        heights = [button.sizeHint().height() for button in self._buttons]
        return max(heights) if width >= self.sizeHint().width() else sum(heights) + _GAP * (len(heights) - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Put the buttons where they belong; called when their texts or fonts change."""
        self.updateGeometry()
        # by hand: a layout of its own would be asked for the height instead of this widget
        is_row = self.width() >= self.sizeHint().width()
        left = top = 0
        for button in self._buttons:
            hint = button.sizeHint()
            button.setGeometry(left, top, hint.width() if is_row else self.width(), hint.height())
            left, top = (left + hint.width() + _GAP, 0) if is_row else (0, top + hint.height() + _GAP)
