"""Zoom, the menu of a node, and parcels that open."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QHoverEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu

from fedgui.gui.language import PORTUGUESE, language
from fedgui.gui.stage.cells import bars, bytes_of
from fedgui.gui.stage.parts_card import PartsCard
from fedgui.gui.stage.zoom import MOST_ZOOM
from fedgui.scripts.trace import SERVER, Kind, ModelState, Moment, Role, Status, TensorState, Trace, WorkerState

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support (raise|grabbing)")
"""What the offscreen platform says of every menu."""


def wheel(view, point: QPoint, notches: int, modifier=Qt.KeyboardModifier.ControlModifier) -> None:
    place = QPointF(point)
    event = QWheelEvent(
        place,
        view.viewport().mapToGlobal(place),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def drag(view, start: QPoint, end: QPoint) -> None:
    left, none = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
    middle = (start + end) / 2
    for kind, point, button in (
        (QEvent.Type.MouseButtonPress, start, left),
        (QEvent.Type.MouseMove, middle, none),
        (QEvent.Type.MouseMove, end, none),
        (QEvent.Type.MouseButtonRelease, end, left),
    ):
        buttons = none if kind == QEvent.Type.MouseButtonRelease else left
        place = QPointF(point)
        event = QMouseEvent(
            kind, place, view.viewport().mapToGlobal(place), button, buttons, Qt.KeyboardModifier.NoModifier
        )
        QApplication.sendEvent(view.viewport(), event)


def middle_of(view, node_id: str) -> QPoint:
    return view.mapFromScene(view.stage.layout.place(node_id).rect.center())


# --- zoom -------------------------------------------------------------------------------------------------------------


def test_keys_zoom_and_fit_again(view, run):
    view.show_scene(run.waiting)
    whole = view.transform().m11()
    QTest.keyClick(view, Qt.Key.Key_Plus)
    QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.transform().m11() > whole * 1.5
    QTest.keyClick(view, Qt.Key.Key_Minus)
    assert whole < view.transform().m11() < whole * 1.5
    QTest.keyClick(view, Qt.Key.Key_0)
    assert view.transform().m11() == pytest.approx(whole)
    shown = view.mapFromScene(view.sceneRect()).boundingRect()
    assert view.viewport().rect().adjusted(-2, -2, 2, 2).contains(shown)


def test_zoom_keys_are_taken_before_the_windows_shortcuts_only_without_ctrl(view, run):
    view.show_scene(run.waiting)
    for modifier, is_taken in ((Qt.KeyboardModifier.NoModifier, True), (Qt.KeyboardModifier.ControlModifier, False)):
        event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Plus, modifier)
        event.ignore()
        QApplication.sendEvent(view, event)
        assert event.isAccepted() == is_taken


def test_zoom_has_bounds(view, run):
    view.show_scene(run.waiting)
    for _ in range(30):
        view.zoom_in()
    assert view.zoom == MOST_ZOOM
    for _ in range(30):
        view.zoom_out()
    assert view.zoom == 1


def test_the_wheel_zooms_around_the_mouse_with_ctrl_alone(view, run):
    view.show_scene(run.waiting)
    mouse = middle_of(view, "alice")
    under = view.mapToScene(mouse)
    wheel(view, mouse, 2, Qt.KeyboardModifier.NoModifier)
    assert view.zoom == 1
    wheel(view, mouse, 3)
    assert view.zoom > 1.5
    moved = view.mapToScene(mouse) - under
    assert moved.manhattanLength() < 4


def test_a_zoomed_stage_is_dragged_and_opens_nothing_by_that(view, run, qtbot):
    view.show_scene(run.waiting)
    view.center_node("bob")
    start = middle_of(view, "bob")
    with qtbot.assertNotEmitted(view.node_activated):
        drag(view, start, start + QPoint(-60, 90))
    assert (middle_of(view, "bob") - start - QPoint(-60, 90)).manhattanLength() < 4
    with qtbot.waitSignal(view.node_activated, timeout=1000):
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(view, "bob"))


def test_the_zoom_outlives_the_next_moment_and_another_window_size(view, run):
    view.show_scene(run.waiting)
    view.set_zoom(2)
    view.show_scene(run.training)
    view.resize(810, 436)
    assert view.zoom == 2
    fitting = view.stage.layout.scale(view.viewport().size().toSizeF())
    assert view.transform().m11() == pytest.approx(2 * fitting)


def test_a_node_comes_into_the_middle(view, run):
    view.show_scene(run.waiting)
    view.center_node("alice")
    away = middle_of(view, "alice") - view.viewport().rect().center()
    # Its room stands at the edge of the stage: it comes as near as the stage allows.
    assert abs(away.x()) < view.width() / 4
    view.center_node("nobody")


# --- the menu ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def menu_of(view, qtbot):
    """Opens the menu of a node by mouse, or by the menu key; returns its actions by text."""
    menus = []

    def opened(node_id: str | None = None, point: QPoint | None = None) -> dict:
        reason = QContextMenuEvent.Reason.Mouse if node_id or point else QContextMenuEvent.Reason.Keyboard
        place = point or (middle_of(view, node_id) if node_id else QPoint(0, 0))
        event = QContextMenuEvent(reason, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport() if node_id or point else view, event)
        found = [menu for menu in view.findChildren(QMenu) if menu.isVisible()]
        menus.extend(found)
        return {action.text(): action for menu in found for action in menu.actions()}

    yield opened
    for menu in menus:
        menu.close()


def test_the_menu_opens_a_node(view, run, qtbot, menu_of):
    view.show_scene(run.waiting)
    with qtbot.waitSignal(view.node_activated, timeout=1000) as opened:
        menu_of("alice")["Open in inspector"].trigger()
    assert opened.args == ["alice"]


def test_a_worker_is_taken_offline_and_brought_back(view, run, qtbot, menu_of):
    view.show_scene(run.waiting)
    with qtbot.waitSignal(view.offline_requested, timeout=1000) as asked:
        menu_of("bob")["Take offline"].trigger()
    assert asked.args == ["bob", True]
    trace = Trace()
    changes = {**run.waiting.pieces, ("worker", "alice"): WorkerState("alice", Status.OFFLINE)}
    trace.append(Moment(0, 1, Kind.START, SERVER, changes=tuple(changes.items())))
    view.show_scene(trace.state_at(0))
    with qtbot.waitSignal(view.offline_requested, timeout=1000) as asked:
        menu_of("alice")["Bring back"].trigger()
    assert asked.args == ["alice", False]


def test_the_server_can_not_go_offline(view, run, menu_of):
    view.show_scene(run.waiting)
    assert not {"Take offline", "Bring back"} & set(menu_of(SERVER))


def test_weights_can_be_edited_only_where_they_are_seen(view, run, qtbot, menu_of):
    view.show_scene(run.training)
    assert not menu_of("bob")["Edit weights…"].isEnabled()
    with qtbot.waitSignal(view.edit_requested, timeout=1000) as asked:
        menu_of("alice")["Edit weights…"].trigger()
    assert asked.args == ["alice"]
    view.set_server_view(True)
    assert not menu_of("alice")["Edit weights…"].isEnabled()


def test_the_menu_key_opens_the_focused_nodes_menu(view, run, qtbot, menu_of):
    view.show_scene(run.waiting)
    view.activateWindow()
    view.setFocus()
    view.stage.node("bob").setFocus()
    with qtbot.waitSignal(view.node_activated, timeout=1000) as opened:
        menu_of()["Open in inspector"].trigger()
    assert opened.args == ["bob"]


def test_beside_the_nodes_there_is_no_menu(view, run, menu_of):
    view.show_scene(run.waiting)
    assert menu_of(point=QPoint(3, 200)) == {}


# --- an opened parcel -------------------------------------------------------------------------------------------------


def shown_texts(view) -> list[str]:
    card = view.findChild(PartsCard)
    return [label.text() for label in card.findChildren(QLabel) if not label.isHidden()] if card.isVisible() else []


def hover(view, point: QPoint) -> None:
    place = QPointF(point)
    QApplication.sendEvent(
        view.viewport(), QHoverEvent(QEvent.Type.HoverMove, place, view.viewport().mapToGlobal(place), place)
    )
    QTest.mouseMove(view.viewport(), point)


def test_a_parcel_opens_under_the_mouse_and_closes_behind_it(view, run, qtbot):
    view.show_scene(run.training)
    hover(view, view.mapFromScene(view.stage._model.pos()))
    qtbot.waitUntil(lambda: bool(shown_texts(view)), timeout=1000)
    texts = shown_texts(view)
    assert texts[0] == "model · 12 bytes · Alice"
    assert "1 × 2 · float32" in texts
    assert "0.323  0.265" in texts
    assert "8 bytes" in texts
    assert view.rect().contains(view.findChild(PartsCard).geometry())
    hover(view, QPoint(4, 4))
    qtbot.waitUntil(lambda: not shown_texts(view), timeout=1000)


def test_an_open_parcel_follows_the_record(view, run, qtbot):
    view.show_scene(run.training)
    hover(view, view.mapFromScene(view.stage._model.pos()))
    qtbot.waitUntil(lambda: "0.323  0.265" in shown_texts(view), timeout=1000)
    view.show_scene(run.diverged)
    assert "nan  nan" in shown_texts(view)
    view.set_server_view(True)
    assert shown_texts(view) == []


def test_a_parcel_opens_with_the_focus_in_the_language_on_screen(view, run):
    language().set(PORTUGUESE)
    view.show_scene(run.training)
    view.activateWindow()
    view.setFocus()
    view.stage._model.setFocus()
    assert "0,323  0,265" in shown_texts(view)
    assert view.accessibleName().startswith(view.stage._model.title())
    view.stage.node("bob").setFocus()
    assert shown_texts(view) == []


def test_a_large_parcel_is_cut_to_a_readable_size(view, run, tensor):
    weight = TensorState(1, "fc.weight", Role.PARAMETER, tensor((10, 20), *range(200)))
    many = tuple(TensorState(n, f"layer{n}", Role.PARAMETER, tensor((2,), 1, 2)) for n in range(2, 12))
    trace = Trace()
    model = ModelState("model", SERVER, (weight, *many))
    trace.append(Moment(0, 1, Kind.START, SERVER, changes=((("model",), model),)))
    view.show_scene(trace.state_at(0))
    view._open_parcel(view.stage._model)
    texts = shown_texts(view)
    assert any(text.endswith("…") for text in texts)
    assert not any("199" in text for text in texts)
    assert any(text.startswith("and 5 more") for text in texts)
    assert view.rect().contains(view.findChild(PartsCard).geometry())
    assert not view.grab().isNull()


def test_bars_are_a_picture_of_the_values(tensor):
    assert bars(tensor((3,), 0, 0, 0)) == (0, 0, 0)
    shown = bars(tensor((2, 2), -4, 2, float("inf"), 0))
    assert shown[0] == -1
    assert 0 < shown[1] < 1
    assert shown[2:] == (0, 0)
    assert len(bars(tensor((200,), *range(200)))) <= 24


@pytest.mark.parametrize(
    ("dtype", "size"), [("float32", 24), ("float64", 48), ("uint8", 6), ("bool", 6), ("int16", 12)]
)
def test_bytes_are_those_of_the_dtype(tensor, dtype, size):
    value = tensor((2, 3), *range(6))
    assert bytes_of(type(value)(value.shape, dtype, value.values, True, 1.0)) == size
