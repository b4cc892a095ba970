"""The keyboard: one table of what the keys do, which the window obeys and the list of keys shows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QBrush, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.language import language, translate
from fedgui.gui.theme import font, line_height, theme
from fedgui.scripts.source import QT_TRANSLATE_NOOP


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the list.

    Attributes:
        keys: (key, action) pairs. A key is the portable text of a QKeySequence.
        text: English source of what the keys do, in the context "Keys".
    """

    keys: tuple[tuple[str, str], ...]
    text: str


@dataclass(frozen=True, slots=True)
class Group:
    """Rows under one heading."""

    title: str
    rows: tuple[Row, ...]


MOST_CHAPTERS: Final = 5

GROUPS: Final = (
    Group(
        QT_TRANSLATE_NOOP("Keys", "Playing"),
        (
            Row((("Space", "play"),), QT_TRANSLATE_NOOP("Keys", "Play or pause")),
            Row((("Right", "step_forward"), ("PgDown", "step_forward")), QT_TRANSLATE_NOOP("Keys", "Step forward")),
            Row((("Left", "step_back"), ("PgUp", "step_back")), QT_TRANSLATE_NOOP("Keys", "Step back")),
            Row((("Shift+Right", "leap_forward"),), QT_TRANSLATE_NOOP("Keys", "Larger step forward")),
            Row((("Shift+Left", "leap_back"),), QT_TRANSLATE_NOOP("Keys", "Larger step back")),
            Row((("Home", "first"),), QT_TRANSLATE_NOOP("Keys", "First moment")),
            Row((("End", "last"),), QT_TRANSLATE_NOOP("Keys", "Last moment")),
            Row((("[", "slower"), ("]", "faster")), QT_TRANSLATE_NOOP("Keys", "Slower, faster")),
            Row((("R", "restart"),), QT_TRANSLATE_NOOP("Keys", "Restart the run")),
            Row((("F", "fork"),), QT_TRANSLATE_NOOP("Keys", "Change something from this moment on")),
        ),
    ),
    Group(
        QT_TRANSLATE_NOOP("Keys", "Looking"),
        (
            Row((("V", "servers_view"),), QT_TRANSLATE_NOOP("Keys", "Server’s view")),
            Row((("L", "lesson"),), QT_TRANSLATE_NOOP("Keys", "Lesson")),
            Row((("I", "inspector"),), QT_TRANSLATE_NOOP("Keys", "Inspector")),
            Row((("Ctrl+1", "side_panel"),), QT_TRANSLATE_NOOP("Keys", "Show or hide lesson and inspector")),
            Row((("Ctrl+2", "code_panel"),), QT_TRANSLATE_NOOP("Keys", "Show or hide code, console and network")),
            Row((("Ctrl+3", "plot_panel"),), QT_TRANSLATE_NOOP("Keys", "Show or hide the plot")),
            Row((("P", "right_panels"),), QT_TRANSLATE_NOOP("Keys", "Show or hide code and plot")),
            Row((("+", "zoom_in"), ("-", "zoom_out")), QT_TRANSLATE_NOOP("Keys", "Larger or smaller stage")),
            Row((("0", "zoom_fit"),), QT_TRANSLATE_NOOP("Keys", "Fit the stage")),
            Row(
                (("Ctrl++", "larger_type"), ("Ctrl+-", "smaller_type")),
                QT_TRANSLATE_NOOP("Keys", "Larger or smaller type"),
            ),
            Row((("Ctrl+0", "usual_type"),), QT_TRANSLATE_NOOP("Keys", "Usual size of type")),
        ),
    ),
    Group(
        QT_TRANSLATE_NOOP("Keys", "Presentation"),
        (
            Row((("F11", "present"),), QT_TRANSLATE_NOOP("Keys", "Present, or leave the presentation")),
            Row((("B", "blank"), (".", "blank")), QT_TRANSLATE_NOOP("Keys", "Blank the screen and show it again")),
            Row((("Esc", "leave"),), QT_TRANSLATE_NOOP("Keys", "Leave the presentation")),
        ),
    ),
    Group(
        QT_TRANSLATE_NOOP("Keys", "fedgui"),
        (
            Row(
                tuple((str(number), f"chapter_{number}") for number in range(1, MOST_CHAPTERS + 1)),
                QT_TRANSLATE_NOOP("Keys", "Open a chapter"),
            ),
            Row((("Ctrl+O", "open"),), QT_TRANSLATE_NOOP("Keys", "Open a script")),
            Row((("?", "keys"),), QT_TRANSLATE_NOOP("Keys", "Show this list")),
        ),
    ),
)
"""Every key of the window and of the presentation."""

ACTIONS: Final = {key: action for group in GROUPS for row in group.rows for key, action in row.keys}
"""What each key does."""

_OF_THE_PRESENTATION: Final = frozenset({"blank", "leave"})

_ARROWS: Final = {"Left": "←", "Right": "→"}
_PLUS_AND_MINUS: Final = {
    Qt.Key.Key_Plus: Qt.Key.Key_Plus,
    Qt.Key.Key_Equal: Qt.Key.Key_Plus,
    Qt.Key.Key_Minus: Qt.Key.Key_Minus,
    Qt.Key.Key_Underscore: Qt.Key.Key_Minus,
}
"""With Ctrl held, "+" and "−" are any key that bears them, with Shift or without."""


def action_of(event: QKeyEvent) -> str:
    """The action of a pressed key, or "" for a key that has none."""
    held = event.modifiers() & ~(Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.GroupSwitchModifier)
    commanding = (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
    )
    character = event.text().upper()
    if not held & commanding and len(character) == 1 and character.isprintable() and character != " ":
        # By the character: where "?" and "[" lie, and what has to be held for them, is the layout's affair.
        return ACTIONS.get(character, "")
    key = Qt.Key(event.key())
    if held & commanding and key in _PLUS_AND_MINUS:
        key, held = _PLUS_AND_MINUS[key], held & ~Qt.KeyboardModifier.ShiftModifier
    name = QKeySequence(held.value | key.value).toString(QKeySequence.SequenceFormat.PortableText)
    return ACTIONS.get(name, "")


def key_name(key: str) -> str:
    """A key of the table as the user's keyboard and language name it."""
    name = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
    plain = key.rpartition("+")[2]
    if plain in _ARROWS:
        name = name.removesuffix(QKeySequence(plain).toString(QKeySequence.SequenceFormat.NativeText)) + _ARROWS[plain]
    return name.replace("-", "−") if name.endswith("-") else name


class KeysDialog(QDialog):
    """The list of keys.

    Args:
        actions: those that the window can perform; keys of others are left out. A window that presents brings those
            of the presentation.
    """

    def __init__(self, actions: Collection[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._actions = frozenset(actions)
        if "present" in self._actions:
            self._actions |= _OF_THE_PRESENTATION
        self.table = QTableWidget(0, 2, self)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.setWordWrap(False)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.table.setStyleSheet("QTableWidget::item { padding: 0 8px; }")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        self._buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.addWidget(self.table)
        layout.addWidget(self._buttons)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self.retranslate)
        self.retranslate()
        self.table.setCurrentCell(1, 0)

    @Slot()
    def retranslate(self) -> None:
        """Write the whole list in the language, type and colours on screen."""
        self.setWindowTitle(self.tr("Keys"))
        self.table.setAccessibleName(self.tr("Keys"))
        self.table.setHorizontalHeaderLabels((self.tr("Key"), self.tr("What it does")))
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Close"))
        place = self.table.currentRow()
        self.table.clearSpans()
        self.table.setRowCount(0)
        for group in GROUPS:
            rows = [row for row in group.rows if self._keys(row)]
            if rows:
                self._add_title(translate("Keys", group.title))
            for row in rows:
                self._add_row(self._keys(row), translate("Keys", row.text))
        self.table.setCurrentCell(max(place, 1), 0)
        width = self.table.horizontalHeader().length() + round(60 * theme().scale)
        self.resize(max(width, round(520 * theme().scale)), round(640 * theme().scale))

    def _keys(self, row: Row) -> list[tuple[str, str]]:
        return [(key, action) for key, action in row.keys if action in self._actions]

    def _names(self, keys: list[tuple[str, str]]) -> str:
        """The keys of a row, as many as there are: "A", "A or B" for one action, "A B" for two, "A – D" for many."""
        names = [key_name(key) for key, _action in keys]
        if len(names) > 2:
            return f"{names[0]} – {names[-1]}"
        if len({action for _key, action in keys}) < len(keys):
            return self.tr("{one} or {other}").format(one=names[0], other=names[1])
        return "  ".join(names)

    def _add_title(self, text: str) -> None:
        place = self._new_line(round(1.4 * line_height("round")))
        item = QTableWidgetItem(text)
        item.setFont(font("round"))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom)
        self.table.setItem(place, 0, item)
        self.table.setSpan(place, 0, 1, 2)

    def _add_row(self, keys: list[tuple[str, str]], text: str) -> None:
        place = self._new_line(round(1.3 * line_height("body")))
        for column, (words, role, color) in enumerate(((self._names(keys), "strong", "ink"), (text, "body", "ink2"))):
            item = QTableWidgetItem(words)
            item.setFont(font(role))
            item.setForeground(QBrush(theme().color(color)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            self.table.setItem(place, column, item)

    def _new_line(self, height: int) -> int:
        place = self.table.rowCount()
        self.table.insertRow(place)
        self.table.setRowHeight(place, height)
        return place
