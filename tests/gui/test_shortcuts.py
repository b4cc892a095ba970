"""The table of keys: each key does what the list says, on any keyboard, in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QKeySequence

from fedgui.gui.language import language
from fedgui.gui.shortcuts import ACTIONS, GROUPS, KeysDialog, action_of, key_name
from fedgui.gui.theme import theme

NONE, SHIFT, CTRL, KEYPAD = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.KeypadModifier,
)


@pytest.fixture(autouse=True)
def english(qapp):
    yield
    language().set("en")
    theme().set_scale(1.0)


def press(key: Qt.Key, held=NONE, text: str = "") -> QKeyEvent:
    return QKeyEvent(QEvent.Type.KeyPress, key, held, text)


@pytest.mark.parametrize(
    ("event", "action"),
    [
        (press(Qt.Key.Key_Space, NONE, " "), "play"),
        (press(Qt.Key.Key_Right), "step_forward"),
        (press(Qt.Key.Key_PageDown), "step_forward"),
        (press(Qt.Key.Key_PageUp), "step_back"),
        (press(Qt.Key.Key_Left, SHIFT), "leap_back"),
        (press(Qt.Key.Key_Home), "first"),
        (press(Qt.Key.Key_End, KEYPAD), "last"),
        (press(Qt.Key.Key_R, NONE, "r"), "restart"),
        (press(Qt.Key.Key_R, NONE, "R"), "restart"),
        (press(Qt.Key.Key_F, NONE, "f"), "fork"),
        (press(Qt.Key.Key_F11), "present"),
        (press(Qt.Key.Key_1, NONE, "1"), "chapter_1"),
        (press(Qt.Key.Key_5, KEYPAD, "5"), "chapter_5"),
        (press(Qt.Key.Key_Question, SHIFT, "?"), "keys"),
        (press(Qt.Key.Key_Slash, SHIFT, "?"), "keys"),
        (press(Qt.Key.Key_8, Qt.KeyboardModifier.GroupSwitchModifier, "["), "slower"),
        (press(Qt.Key.Key_BracketRight, NONE, "]"), "faster"),
        (press(Qt.Key.Key_Plus, SHIFT, "+"), "zoom_in"),
        (press(Qt.Key.Key_0, NONE, "0"), "zoom_fit"),
        (press(Qt.Key.Key_Plus, CTRL | SHIFT), "larger_type"),
        (press(Qt.Key.Key_Equal, CTRL), "larger_type"),
        (press(Qt.Key.Key_Plus, CTRL | KEYPAD), "larger_type"),
        (press(Qt.Key.Key_Minus, CTRL), "smaller_type"),
        (press(Qt.Key.Key_0, CTRL), "usual_type"),
        (press(Qt.Key.Key_O, CTRL, "\x0f"), "open"),
        (press(Qt.Key.Key_Period, NONE, "."), "blank"),
        (press(Qt.Key.Key_Escape, NONE, "\x1b"), "leave"),
        (press(Qt.Key.Key_R, CTRL, "\x12"), ""),
        (press(Qt.Key.Key_Space, SHIFT, " "), ""),
        (press(Qt.Key.Key_Tab, NONE, "\t"), ""),
        (press(Qt.Key.Key_Q, NONE, "q"), ""),
        (press(Qt.Key.Key_Shift, SHIFT), ""),
        (press(Qt.Key.Key_unknown), ""),
    ],
)
def test_keys_do_what_the_table_says(event, action):
    assert action_of(event) == action


def test_every_key_of_the_table_is_one_that_qt_knows_and_stands_there_once():
    keys = [key for group in GROUPS for row in group.rows for key, _action in row.keys]
    assert len(keys) == len(set(keys)) == len(ACTIONS)
    for key in keys:
        assert QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText) == key


def cells(dialog: KeysDialog) -> list[tuple[str, str]]:
    table = dialog.table
    texts = [[table.item(row, column) for column in range(2)] for row in range(table.rowCount())]
    return [tuple(item.text() if item is not None else "" for item in row) for row in texts]


def test_the_list_shows_every_key_under_its_heading(qtbot):
    dialog = KeysDialog(ACTIONS.values())
    qtbot.addWidget(dialog)
    shown = cells(dialog)
    assert len(shown) == sum(1 + len(group.rows) for group in GROUPS)
    for row in [
        ("Playing", ""),
        ("Space", "Play or pause"),
        ("→ or PgDown", "Step forward"),
        ("Shift+←", "Larger step back"),
        ("[  ]", "Slower, faster"),
        ("1 – 5", "Open a chapter"),
        ("Ctrl++  Ctrl+−", "Larger or smaller type"),
        ("B or .", "Blank the screen and show it again"),
    ]:
        assert row in shown


def test_what_the_window_cannot_do_is_not_in_the_list(qtbot):
    dialog = KeysDialog({"play", "chapter_1", "chapter_2"})
    qtbot.addWidget(dialog)
    assert cells(dialog) == [("Playing", ""), ("Space", "Play or pause"), ("fedgui", ""), ("1  2", "Open a chapter")]


def test_a_window_that_presents_lists_the_keys_of_the_presentation(qtbot):
    dialog = KeysDialog({"present"})
    qtbot.addWidget(dialog)
    assert [key for key, _text in cells(dialog)] == ["Presentation", "F11", "B or .", "Esc"]


def test_the_list_changes_its_language_at_once_and_keeps_its_place(qtbot):
    dialog = KeysDialog(ACTIONS.values())
    qtbot.addWidget(dialog)
    dialog.table.setCurrentCell(5, 0)
    count = dialog.table.rowCount()
    language().set("pt_BR")
    assert dialog.table.rowCount() == count
    assert dialog.table.currentRow() == 5
    language().set("en")
    assert ("Space", "Play or pause") in cells(dialog)


def test_the_list_is_used_with_the_keyboard_alone(qtbot):
    dialog = KeysDialog(ACTIONS.values())
    qtbot.addWidget(dialog)
    dialog.open()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isVisible)
    assert dialog.table.accessibleName() == dialog.windowTitle() == "Keys"
    dialog.table.setFocus()
    before = dialog.table.currentRow()
    qtbot.keyClick(dialog.table, Qt.Key.Key_Down)
    assert dialog.table.currentRow() == before + 1
    qtbot.keyClick(dialog.table, Qt.Key.Key_Tab)
    assert dialog.focusWidget() is not dialog.table
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_no_text_of_the_list_is_cut(qtbot, scale):
    theme().set_scale(scale)
    dialog = KeysDialog(ACTIONS.values())
    qtbot.addWidget(dialog)
    dialog.show()
    table = dialog.table
    for row in range(table.rowCount()):
        for column in range(2):
            item = table.item(row, column)
            if item is not None and table.columnSpan(row, column) == 1:
                metrics = QFontMetricsF(item.font())
                assert metrics.horizontalAdvance(item.text()) + 16 <= table.columnWidth(column), item.text()
                assert metrics.height() <= table.rowHeight(row), item.text()


def test_a_key_has_its_own_name(qapp):
    assert key_name("Right") == "→"
    assert key_name("Shift+Left") == "Shift+←"
    assert key_name("-") == "−"
    assert key_name("F11") == "F11"


def test_the_list_of_keys_stays_on_the_screen_in_large_type(qtbot, same_looks):
    theme().set_type_scale(2.0)
    dialog = KeysDialog(("play", "step_forward"))
    qtbot.addWidget(dialog)
    dialog.show()
    assert dialog.height() < dialog.screen().availableSize().height()
