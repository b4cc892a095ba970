"""What a learner sees on the stage, and does to it by mouse and keyboard."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

from fedgui.gui.asides import run_headless
from fedgui.gui.language import PORTUGUESE, language
from fedgui.gui.stage.cards import EmptyCard, FinishedCard
from fedgui.gui.stage.paint import number_in, write_number
from fedgui.gui.stage.room import WorkerRoom
from fedgui.gui.theme import DARK, theme
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER


def middle_of(view, node_id: str) -> QPoint:
    return view.mapFromScene(view.stage.layout.place(node_id).rect.center())


def texts_of(card: QWidget) -> list[str]:
    return [label.text() for label in card.findChildren(QWidget) if hasattr(label, "text") and label.isVisible()]


# --- before and after a run -------------------------------------------------------------------------------------------


def test_the_empty_stage_offers_one_thing_to_do(view, qtbot):
    card = view.findChild(EmptyCard)
    assert card.isVisible()
    assert not view.findChild(FinishedCard).isVisible()
    with qtbot.waitSignal(view.start_requested, timeout=1000):
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)


def test_a_scene_takes_the_place_of_the_empty_card(view, run):
    view.show_scene(run.waiting)
    assert not view.findChild(EmptyCard).isVisible()
    view.show_empty()
    assert view.findChild(EmptyCard).isVisible()


def test_a_finished_run_is_summed_up(view, run, qtbot):
    view.show_scene(run.waiting)
    view.show_finished(10, 20, 560, [("bob", 0.0078), ("alice", 0.0061)])
    card = view.findChild(FinishedCard)
    words = " ".join(texts_of(card))
    for piece in ("10 round", "20 visit", "560 bytes", "Bob", "0.0078", "Alice", "0.0061"):
        assert piece in words
    with qtbot.waitSignal(view.restart_requested, timeout=1000):
        QTest.mouseClick(card.button, Qt.MouseButton.LeftButton)
    view.show_finished(20, 0, 0, [(SERVER, 0.0002)])
    assert "0.0078" not in " ".join(texts_of(card))


def test_where_there_is_room_a_finished_run_is_compared_and_can_be_taken_along(view, run, qtbot):
    view.resize(702, 652)
    view.show_scene(run.waiting)
    losses = [("bob", 0.0078), ("alice", 0.0061)]
    view.show_finished(10, 20, 560, losses, 0.0002, can_export=True)
    card = view.findChild(FinishedCard)
    assert shown_texts(card)[-2:] == ["centralized run’s last loss", "0.0002"]
    with qtbot.waitSignal(view.export_requested, timeout=1000):
        QTest.mouseClick(card.export_button, Qt.MouseButton.LeftButton)
    view.show_finished(10, 20, 560, losses)
    assert "0.0002" not in shown_texts(card)
    assert not card.export_button.isVisible()
    view.resize(712, 396)
    view.show_finished(10, 20, 560, losses, 0.0002, can_export=True)
    assert "0.0002" not in shown_texts(card)
    assert card.button.isVisible()


def test_the_summary_does_not_grow_with_every_run(view, run):
    view.resize(702, 652)
    view.show_scene(run.waiting)
    card = view.findChild(FinishedCard)
    sizes = set()
    for _ in range(20):
        view.show_finished(10, 20, 560, [("bob", 0.0078), ("alice", 0.0061)], 0.0002, can_export=True)
        sizes.add((card.sizeHint().height(), card._table.rowCount()))
    assert len(sizes) == 1


def shown_texts(card: FinishedCard) -> list[str]:
    return [label.text() for label in card.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize("size", [(702, 652), (810, 436), (712, 396)])
def test_the_summary_covers_no_table(view, run, size):
    view.resize(*size)
    view.show_scene(run.waiting)
    view.show_finished(10, 20, 560, [("bob", 0.0078), ("alice", 0.0061)], 0.0002, can_export=True)
    card = view.findChild(FinishedCard)
    assert view.rect().contains(card.geometry())
    for place in view.stage.layout.rooms.values():
        table = view.mapFromScene(place.table).boundingRect()
        assert not card.geometry().intersects(table)


def test_the_summary_of_three_workers_stands_where_the_fourth_would(view):
    view.resize(702, 652)
    trace = run_headless(load_script("trusted_aggregator"), 0)
    view.show_scene(trace.state_at(len(trace) - 1))
    view.show_finished(10, 40, 680, [("bob", 0.0003), ("alice", 0.0002)])
    card = view.findChild(FinishedCard)
    layout = view.stage.layout
    for place in (layout.server, *layout.rooms.values()):
        assert not card.geometry().intersects(view.mapFromScene(place.rect).boundingRect())
    for label in card.findChildren(QLabel):
        if not label.isHidden():
            assert label.width() >= label.sizeHint().width(), label.text()


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize(
    ("size", "type_scale"),
    [((686, 616), 1), ((736, 474), 1.5), ((640, 332), 2), ((640, 294), 1.5), ((640, 240), 2), ((827, 572), 1.2)],
)
@pytest.mark.parametrize("lesson", ["federated", "centralized"])
def test_the_summary_and_its_button_are_whole_and_cover_no_worker(view, same_looks, lesson, size, type_scale, code):
    language().set(code)
    theme().set_type_scale(type_scale)
    view.resize(*size)
    trace = run_headless(load_script(lesson), 0)
    view.show_scene(trace.state_at(len(trace) - 1))
    losses = [(worker, 0.0078) for worker in view.stage.layout.rooms] or [(SERVER, 0.0078)]
    view.show_finished(10, 20, 560, losses, 0.0002, can_export=True)
    QApplication.processEvents()
    card = view.findChild(FinishedCard)
    assert view.rect().contains(card.geometry())
    for part in card.findChildren(QWidget):
        if part.isVisible():
            assert card.rect().contains(part.geometry()), part
            assert part.width() >= part.sizeHint().width(), part
    assert card.button.isVisible()
    assert card.button.accessibleName()
    for place in view.stage.layout.rooms.values():
        assert not card.geometry().intersects(view.mapFromScene(place.rect).boundingRect())


CROWD = """
import syft as sy, torch
from torch import nn, optim
hook = sy.TorchHook(torch)
model = nn.Linear(2, 1)
workers = [sy.VirtualWorker(hook, id=f"w{{number}}") for number in range({count})]
rows = [torch.ones(2, 2).send(worker) for worker in workers]
for row in rows:
    model.send(row.location)
    model.get()
"""


@pytest.mark.parametrize("size", [(686, 607), (827, 572), (1100, 620), (640, 420)])
@pytest.mark.parametrize("count", [4, 5, 8, 11, 12, 13, 30, 100])
def test_the_summary_of_many_workers_covers_neither_them_nor_the_server(view, size, count):
    view.resize(*size)
    trace = run_headless(Script("crowd", CROWD.format(count=count)), 0)
    view.show_scene(trace.state_at(len(trace) - 1))
    view.show_finished(10, 20, 560, [(worker, 0.0078) for worker in view.stage.layout.rooms])
    QApplication.processEvents()
    card = view.findChild(FinishedCard)
    assert card.isVisible()
    layout = view.stage.layout
    for name, place in (("server", layout.server), *layout.rooms.items()):
        assert not card.geometry().intersects(view.mapFromScene(place.rect).boundingRect()), name
    assert card.button.isVisible()


def test_a_script_without_a_round_has_ended_and_has_not_trained(view, run):
    view.show_scene(run.waiting)
    view.show_finished(0, 0, 0, [])
    words = " ".join(texts_of(view.findChild(FinishedCard)))
    assert "The script has ended." in words
    assert "Training" not in words
    assert "nothing travelled" in words
    view.show_finished(0, 0, 24, [])
    words = " ".join(texts_of(view.findChild(FinishedCard)))
    assert "24 bytes" in words
    assert "nothing travelled" not in words


# --- one yellow chain -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["light", "dark"])
def test_nothing_is_yellow_while_nothing_happens(view, run, seen, name):
    theme().set(name)
    view.show_scene(run.waiting)
    assert not seen(view, "now")
    view.show_scene(run.sending)
    assert seen(view, "now")


def test_a_diverged_model_is_ringed_and_named(view, run, seen):
    view.show_scene(run.training)
    assert not seen(view, "bad")
    view.show_scene(run.diverged)
    assert seen(view, "bad")
    assert "diverged" in view.stage.node("bob").describe()


def test_a_theme_repaints_everything(view, run, seen):
    view.show_scene(run.waiting)
    assert seen(view, "bobsoft")
    theme().set(DARK)
    assert seen(view, "bobsoft")
    assert seen(view, "stage")


@pytest.mark.parametrize("size", [(702, 652), (810, 436), (834, 560), (712, 396), (1000, 1300)])
def test_the_scene_fills_the_view_and_is_not_cut(view, run, size):
    view.show_scene(run.waiting)
    view.resize(*size)
    shown = view.mapFromScene(view.sceneRect()).boundingRect()
    assert view.viewport().rect().adjusted(-2, -2, 2, 2).contains(shown)
    assert shown.width() >= size[0] - 2 or shown.height() >= size[1] - 2


def test_nodes_are_painted_only_when_their_state_changes(view, run, qtbot, monkeypatch):
    painted = []
    draw = WorkerRoom.draw
    monkeypatch.setattr(WorkerRoom, "draw", lambda self, painter: (painted.append(self.node_id), draw(self, painter)))
    view.show_scene(run.waiting)
    view.grab()
    assert set(painted) == {"bob", "alice"}
    painted.clear()
    view.show_scene(run.waiting)
    view.grab()
    assert painted == []
    view.show_scene(run.sending)
    view.grab()
    assert set(painted) == {"alice"}


@pytest.mark.parametrize("number", [0.149, -0.005, -1234.567, -123456.789, 1e9, -3.4e38, float("-inf")])
def test_a_number_of_any_size_stays_in_its_cell(qapp, number):
    image = QImage(200, 40, QImage.Format.Format_RGB32)
    image.fill(theme().color("panel"))
    cell = QRectF(65, 5, 70, 30)
    painter = QPainter(image)
    write_number(painter, cell, number, "parcel", "ink")
    painter.end()
    paper = theme().color("panel").rgb()
    inked = [QPoint(x, y) for x in range(200) for y in range(40) if image.pixel(x, y) != paper]
    assert inked
    assert all(cell.adjusted(-1, -1, 1, 1).contains(QPointF(point)) for point in inked)


# --- who is who -------------------------------------------------------------------------------------------------------


def test_a_screen_reader_hears_who_does_what(view, run):
    view.show_scene(run.sending)
    alice, server = view.stage.node("alice"), view.stage.node(SERVER)
    assert alice.describe().startswith("Alice, receiving, 2 private row")
    assert alice.describe().endswith(", last loss 0.650")
    assert server.describe() == "Server, model travelling"
    view.show_scene(run.training)
    assert alice.describe().startswith("Alice, training, ")
    assert ", loss now 0.349, has a model: w₁ 0.323, " in alice.describe()
    assert server.describe() == "Server, model is with Alice"


def test_the_language_changes_what_is_said_at_once(view, run):
    view.show_scene(run.sending)
    language().set(PORTUGUESE)
    assert "0,650" in view.stage.node("alice").describe()


def test_collected_rows_lie_open_at_the_server(view, collected, run, seen):
    view.show_scene(collected)
    assert [node.node_id for node in view.stage.nodes] == [SERVER]
    assert not view.stage.layout.rows.isNull()
    assert not seen(view, "bob")
    view.show_scene(run.waiting)
    assert [node.node_id for node in view.stage.nodes] == [SERVER, "bob", "alice"]
    assert view.stage.layout.rows.isNull()


@pytest.mark.parametrize("count", [1, 3, 4, 5, 12, 13, 40, 100])
def test_any_number_of_workers_can_be_shown(view, crowd, count):
    view.show_scene(crowd(count))
    assert all(view.stage.node(f"worker{n}") is not None for n in range(count))
    assert len(view.stage.nodes) == (count + 1 if count <= 12 else 2)
    assert not view.grab().isNull()


# --- mouse and keyboard -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("node_id", [SERVER, "bob", "alice"])
def test_a_click_opens_a_node(view, run, qtbot, node_id):
    view.show_scene(run.waiting)
    with qtbot.waitSignal(view.node_activated, timeout=1000) as opened:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle_of(view, node_id))
    assert opened.args == [node_id]


def click_beside(view, point: QPoint) -> None:
    # QTest would warn that nobody took the click, which is what this is about.
    for kind in (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease):
        place = QPointF(point)
        left = Qt.MouseButton.LeftButton
        event = QMouseEvent(kind, place, place, left, left, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(view.viewport(), event)


def test_a_click_beside_the_nodes_opens_nothing(view, run, qtbot):
    view.show_scene(run.waiting)
    with qtbot.assertNotEmitted(view.node_activated):
        click_beside(view, QPoint(4, 200))


@pytest.fixture
def window(qtbot, view, run):
    """The stage between two buttons."""
    frame = QWidget()
    qtbot.addWidget(frame)
    column = QVBoxLayout(frame)
    # The offscreen platform warns of windows with a smallest size.
    column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)
    frame.before, frame.after = QPushButton("before"), QPushButton("after")
    for widget in (frame.before, view, frame.after):
        column.addWidget(widget)
    frame.resize(720, 720)
    frame.show()
    qtbot.waitExposed(frame)
    frame.activateWindow()
    view.show_scene(run.sending)
    return frame


def test_tab_visits_server_bob_alice_and_the_model_and_goes_on(window, view, qtbot):
    window.before.setFocus()
    heard = []
    for _ in range(3):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab)
        assert view.hasFocus()
        heard.append(view.accessibleName().split(",")[0])
    assert heard == ["Server", "Bob", "Alice"]
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert view.accessibleName() == "model · 12 bytes, from Server to Alice, w₁ 0.323, w₂ 0.265, b 0.149"
    QTest.keyClick(view, Qt.Key.Key_Tab)
    assert window.after.hasFocus()
    QTest.keyClick(window.after, Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert view.accessibleName().startswith("model")
    for _ in range(4):
        QTest.keyClick(window.focusWidget(), Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
    assert window.before.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_focused_node_opens_by_keyboard(window, view, qtbot, key):
    window.before.setFocus()
    QTest.keyClick(window.before, Qt.Key.Key_Tab)
    QTest.keyClick(view, Qt.Key.Key_Tab)
    with qtbot.waitSignal(view.node_activated, timeout=1000) as opened:
        QTest.keyClick(view, key)
    assert opened.args == ["bob"]


def test_focus_and_selection_can_be_seen(window, view, run):
    view.show_scene(run.waiting)
    plain = view.grab().toImage()
    view.set_selected("bob")
    chosen = view.grab().toImage()
    assert chosen != plain
    view.set_selected(None)
    assert view.grab().toImage() == plain
    window.before.setFocus()
    QTest.keyClick(window.before, Qt.Key.Key_Tab)
    assert view.grab().toImage() != plain


def test_the_padlock_explains_itself(view, run):
    view.show_scene(run.waiting)
    room = view.stage.node("bob")
    head = room.place.table.topLeft()
    assert "Bob" in room.tooltip_at(head + QPointF(20, 15))
    assert room.tooltip_at(room.place.rect.topLeft() + QPointF(5, 5)) == ""


@pytest.mark.parametrize(
    ("value", "text"), [(1.0, "1"), (-7.0, "\u22127"), (0.616, "0.616"), (1_991_416_408.0, "1.991e9")]
)
def test_numbers_of_a_table_have_the_decimals_that_they_need(qapp, value, text):
    assert number_in(200, value, "table")[0] == text
    assert number_in(200, value, "table", largest=15)[1] == 15
