"""Three workers and more: small rooms, compact rooms, and a ring of points."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, QSizeF, Qt
from PySide6.QtTest import QTest

from fedgui.gui.stage.arrangements import arrange
from fedgui.gui.stage.layout import READABLE_TEXT, SMALLEST_TEXT, Form
from fedgui.gui.stage.link import LinkState
from fedgui.gui.stage.ring import WorkerRing
from fedgui.scripts.trace import SERVER, Kind, MessageState, Moment, Status, Trace, WorkerState

WINDOWS = [(702, 652), (810, 436), (834, 616), (732, 396), (711, 420), (640, 400), (650, 620)]


def point_of(view, worker_id: str) -> QPointF:
    return view.stage.layout.place(worker_id).gate


@pytest.mark.parametrize("viewport", WINDOWS)
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 13, 100])
def test_text_is_readable_with_any_number_of_workers(viewport, count):
    layout = arrange([f"w{n}" for n in range(count)], QSizeF(*viewport), collected=count == 0)
    assert layout.scale(QSizeF(*viewport)) * SMALLEST_TEXT >= READABLE_TEXT


@pytest.mark.parametrize("viewport", WINDOWS[:4])
@pytest.mark.parametrize("count", [5, 12])
def test_text_of_compact_rooms_is_readable(viewport, count):
    layout = arrange([f"w{n}" for n in range(count)], QSizeF(*viewport))
    assert layout.scale(QSizeF(*viewport)) * SMALLEST_TEXT >= READABLE_TEXT


@pytest.mark.parametrize("viewport", WINDOWS)
@pytest.mark.parametrize("count", [3, 4])
def test_what_a_small_room_holds_lies_inside_it_and_apart(viewport, count):
    layout = arrange([f"w{n}" for n in range(count)], QSizeF(*viewport))
    for place in layout.rooms.values():
        assert place.form is Form.SMALL
        assert place.rect.contains(place.card)
        assert place.rect.contains(place.table)
        assert not place.card.intersects(place.table)
    rects = [layout.server.rect, *(place.rect for place in layout.rooms.values())]
    assert not any(one.intersects(other) for one, other in combinations(rects, 2))


@pytest.mark.parametrize("viewport", WINDOWS)
@pytest.mark.parametrize("count", [13, 40, 100])
def test_points_stand_apart_on_a_circle_with_room_for_bars_and_server(viewport, count):
    layout = arrange([f"w{n}" for n in range(count)], QSizeF(*viewport))
    ring = layout.ring
    points = [place.gate for place in layout.rooms.values()]
    step = points[1] - points[0]
    assert math.hypot(step.x(), step.y()) > ring.dot
    for point in points:
        away = point - ring.center
        assert math.hypot(away.x(), away.y()) == pytest.approx(ring.radius)
        assert not layout.server.rect.adjusted(-8, -8, 8, 8).contains(point)
    reach = ring.radius + ring.longest_bar + 15
    assert reach <= ring.center.y()
    assert not ring.legend.contains(ring.center + QPointF(0, reach))


def test_a_point_is_found_by_its_angle(view, crowd):
    view.show_scene(crowd(100))
    ring = view.stage.node("worker0")
    assert isinstance(ring, WorkerRing)
    layout = view.stage.layout
    for name, place in layout.rooms.items():
        outward = place.gate - layout.ring.center
        assert ring.worker_at(place.gate) == name
        assert ring.worker_at(layout.ring.center + outward * 1.15) == name
    assert ring.worker_at(layout.ring.center) == ""
    assert ring.worker_at(QPointF(1, 1)) == ""
    assert view.stage.node_id_at(layout.ring.center) == SERVER


def test_a_click_on_a_point_opens_its_worker(view, crowd, qtbot):
    view.show_scene(crowd(100))
    with qtbot.waitSignal(view.node_activated, timeout=1000) as opened:
        QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.mapFromScene(point_of(view, "worker33")))
    assert opened.args == ["worker33"]


def test_arrow_keys_walk_along_the_ring(view, crowd, qtbot):
    view.show_scene(crowd(40))
    view.activateWindow()
    view.setFocus()
    view.stage.node("worker0").setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.accessibleName().startswith("worker2, waiting")
    for _ in range(3):
        QTest.keyClick(view, Qt.Key.Key_Left)
    assert view.accessibleName().startswith("worker39, waiting")
    with qtbot.waitSignal(view.node_activated, timeout=1000) as opened:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert opened.args == ["worker39"]


def test_a_model_travels_to_a_point_and_back(view, crowd, qtbot, message_of):
    view.show_scene(crowd(40))
    model = view.stage._model
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(message_of(SERVER, "worker7"), 100)
        assert model.isVisible()
    assert not model.isVisible()
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(message_of("worker7", SERVER), 100)
        assert model.isVisible()
    assert (model.pos() - view.stage.layout.server.card.center()).manhattanLength() < 1


@pytest.mark.parametrize("count", [2, 4, 12, 13, 100])
def test_who_is_offline_is_said_and_shown(view, crowd, seen, count):
    scene = crowd(count)
    view.show_scene(scene)
    with_everybody = view.grab().toImage()
    trace = Trace()
    changes = tuple(scene.pieces.items())
    trace.append(Moment(0, 1, Kind.START, SERVER, changes=changes))
    trace.append(
        Moment(1, 1, Kind.CHANGE, SERVER, changes=((("worker", "worker1"), WorkerState("worker1", Status.OFFLINE)),))
    )
    view.show_scene(trace.state_at(1))
    assert view.grab().toImage() != with_everybody
    assert view.stage.status("worker1") is Status.OFFLINE
    if count <= 12:
        assert "offline" in view.stage.node("worker1").describe()
        link = view.stage._cast.links["worker1"]
        assert link._state is LinkState.OFFLINE


def test_a_loss_to_a_ring_leaves_no_link_behind(view, crowd, qtbot, tensor):
    view.show_scene(crowd(40))
    before = len(view.stage.items())
    loss = MessageState("worker7", SERVER, "object", "loss", 4, (("loss", tensor((), 0.38)),))
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(loss, 80)
        assert len(view.stage.items()) == before + 1
    assert len(view.stage.items()) == before
