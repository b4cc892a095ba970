"""A scroll area as the keyboard finds it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from fedgui.gui.panels.scroll_area import ScrollArea


@pytest.fixture
def area(qtbot):
    """An area between two fields, with room for 100 pixels."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    made = ScrollArea()
    for widget in (QLineEdit(), made, QLineEdit()):
        layout.addWidget(widget)
    made.setFixedSize(200, 100)
    body = QWidget()
    body.resize(150, 300)
    made.setWidget(body)
    window.show()
    qtbot.waitActive(window)
    window.findChildren(QLineEdit)[0].setFocus()
    yield made
    window.close()


def test_tab_comes_to_what_scrolls_and_shows_where_it_is(area):
    before = area.grab().toImage()
    QTest.keyClick(area.window(), Qt.Key.Key_Tab)
    assert area.hasFocus()
    assert area.grab().toImage() != before
    QTest.keyClick(area, Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() > 0
    QTest.keyClick(area, Qt.Key.Key_Up)
    QTest.keyClick(area, Qt.Key.Key_Tab)
    assert not area.hasFocus()
    assert area.grab().toImage() == before


def test_tab_passes_by_where_nothing_scrolls(area):
    area.widget().resize(150, 50)
    QTest.keyClick(area.window(), Qt.Key.Key_Tab)
    assert area.window().findChildren(QLineEdit)[1].hasFocus()
    area.widget().resize(150, 300)
    QTest.keyClick(area.window(), Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert area.hasFocus()


def test_a_click_marks_nothing(area):
    before = area.grab().toImage()
    QTest.mouseClick(area.viewport(), Qt.MouseButton.LeftButton)
    assert area.hasFocus()
    assert area.grab().toImage() == before
