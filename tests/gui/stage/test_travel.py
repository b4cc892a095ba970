"""A parcel's journey: where it starts, where it ends, and that it says so exactly once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QElapsedTimer, QPointF

from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.room_parts import Arc
from fedgui.scripts.trace import SERVER


def parcels(view) -> list[Parcel]:
    return [item for item in view.stage.items() if isinstance(item, Parcel) and item.isVisible()]


def is_at(parcel: Parcel, point: QPointF) -> bool:
    return (parcel.pos() - point).manhattanLength() < 1


def slot(view, node_id: str) -> QPointF:
    return view.stage.layout.place(node_id).card.center()


def test_the_model_stands_where_the_record_says(view, run):
    view.show_scene(run.waiting)
    assert is_at(parcels(view)[0], slot(view, SERVER))
    view.show_scene(run.training)
    assert is_at(parcels(view)[0], slot(view, "alice"))
    view.show_scene(run.sending)
    link = view.stage.layout.links["alice"].boundingRect().adjusted(-1, -1, 1, 1)
    assert link.contains(parcels(view)[0].pos())
    assert len(parcels(view)) == 1


@pytest.mark.parametrize("size", [(702, 652), (810, 436)])
def test_a_parcel_travels_from_slot_to_slot(view, run, qtbot, size):
    view.resize(*size)
    view.show_scene(run.sending)
    positions = []
    model = parcels(view)[0]
    model.xChanged.connect(lambda: positions.append(model.pos()))
    model.yChanged.connect(lambda: positions.append(model.pos()))
    with qtbot.waitSignal(view.travel_finished, timeout=3000):
        view.travel(run.to_alice, 250)
        assert is_at(model, slot(view, SERVER))
    assert is_at(model, slot(view, "alice"))
    assert len(positions) > 4
    assert "model is with Alice" in view.stage.node(SERVER).describe()


@pytest.mark.parametrize("size", [(702, 652), (810, 436)])
def test_the_trail_reaches_from_the_sender_to_the_parcel(view, run, size):
    view.resize(*size)
    view.show_scene(run.sending)
    trail = view.stage._cast.links["alice"]._trail
    assert (trail.pointAtPercent(0) - view.stage.layout.links["alice"].pointAtPercent(0)).manhattanLength() < 1
    assert is_at(parcels(view)[0], trail.pointAtPercent(1))


def test_no_time_still_ends_after_the_call_and_once(view, run, qtbot):
    view.show_scene(run.sending)
    ends = []
    view.travel_finished.connect(lambda: ends.append(1))
    view.travel(run.to_alice, 0)
    assert ends == []
    qtbot.waitUntil(lambda: ends == [1], timeout=1000)
    assert is_at(parcels(view)[0], slot(view, "alice"))
    qtbot.wait(30)
    assert ends == [1]


def test_reduced_motion_shows_the_parcel_halfway_and_then_docks_it(view, run, qtbot):
    view.set_motion(0)
    view.show_scene(run.sending)
    model = parcels(view)[0]
    halfway = model.pos()
    clock = QElapsedTimer()
    clock.start()
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(run.to_alice, 1400)
        assert is_at(model, halfway)
    assert clock.elapsed() >= 380
    assert is_at(model, slot(view, "alice"))


def test_stopping_says_nothing(view, run, qtbot):
    view.show_scene(run.sending)
    with qtbot.assertNotEmitted(view.travel_finished, wait=250):
        view.travel(run.to_alice, 150)
        view.stop_travel()
        view.travel(run.to_alice, 0)
        view.stop_travel()


def test_pausing_holds_the_parcel_and_playing_lets_it_go_on(view, run, qtbot):
    view.show_scene(run.sending)
    view.set_playing(True)
    model = parcels(view)[0]
    view.travel(run.to_alice, 300)
    qtbot.waitUntil(lambda: not is_at(model, slot(view, SERVER)), timeout=1000)
    with qtbot.assertNotEmitted(view.travel_finished, wait=400):
        view.set_playing(False)
        held = model.pos()
    assert model.pos() == held
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.set_playing(True)


def test_letting_a_parcel_go_on_that_moves_already_is_no_trouble(view, run, qtbot):
    """Qt warns where an animation is resumed that was never paused, and a warning fails a test."""
    view.show_scene(run.sending)
    with qtbot.waitSignal(view.travel_finished, timeout=3000):
        view.travel(run.to_alice, 100)
        view.stage._flight.set_paused(False)
        view.stage._flight.set_paused(True)
        view.stage._flight.set_paused(True)
        view.stage._flight.set_paused(False)


def test_showing_the_same_moment_again_lets_the_parcel_arrive(view, run, qtbot):
    view.show_scene(run.sending)
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(run.to_alice, 150)
        view.show_scene(run.sending)


def test_showing_another_moment_ends_the_journey(view, run, qtbot):
    view.show_scene(run.sending)
    with qtbot.assertNotEmitted(view.travel_finished, wait=250):
        view.travel(run.to_alice, 150)
        view.show_scene(run.waiting)
    assert is_at(parcels(view)[0], slot(view, SERVER))


def test_a_resized_window_lets_the_parcel_arrive(view, run, qtbot):
    view.show_scene(run.sending)
    view.travel(run.to_alice, 60_000)
    with qtbot.waitSignal(view.travel_finished, timeout=1000):
        view.resize(810, 436)
    assert is_at(parcels(view)[0], slot(view, "alice"))


def test_a_loss_travels_beside_the_model_and_is_gone_when_it_arrives(view, run, qtbot, loss_message):
    view.show_scene(run.training)
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(loss_message, 100)
        assert len(parcels(view)) == 2
    assert len(parcels(view)) == 1
    assert is_at(parcels(view)[0], slot(view, "alice"))


def test_a_message_without_values_moves_nothing(view, run, qtbot, command):
    view.show_scene(run.waiting)
    before = view.grab().toImage()
    with qtbot.waitSignal(view.travel_finished, timeout=1000):
        view.travel(command, 1400)
        assert view.grab().toImage() == before


def test_a_message_of_somebody_not_on_stage_ends_at_once(view, run, qtbot, message_of):
    view.show_scene(run.waiting)
    with qtbot.waitSignal(view.travel_finished, timeout=1000):
        view.travel(message_of(SERVER, "carol"), 60_000)


def test_two_workers_can_exchange_a_model(view, run, qtbot, message_of):
    view.show_scene(run.training)
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(message_of("alice", "bob"), 100)
    assert is_at(parcels(view)[0], slot(view, "bob"))


def test_the_trail_is_gone_some_time_after_the_arrival(view, run, qtbot, seen):
    view.show_scene(run.sending)
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(run.to_alice, 60)
    view.show_scene(run.waiting)
    assert view.stage._cast.links["alice"].fade > 0
    qtbot.waitUntil(lambda: view.stage._cast.links["alice"].fade == 0, timeout=2000)
    assert not seen(view, "now")


def test_the_arc_turns_only_while_its_worker_trains_and_the_record_plays(view, run, qtbot):
    view.show_scene(run.training)
    arcs = {item.parentItem().node_id: item for item in view.stage.items() if isinstance(item, Arc)}
    assert [name for name, arc in arcs.items() if arc.isVisible()] == ["alice"]
    turns = []
    arcs["alice"].rotationChanged.connect(lambda: turns.append(1))
    qtbot.wait(60)
    assert turns == []
    view.set_playing(True)
    qtbot.waitUntil(lambda: len(turns) > 2, timeout=1000)
    view.set_playing(False)
    turns.clear()
    qtbot.wait(60)
    assert turns == []


def test_the_marker_runs_over_the_rows_and_leaves_none_marked(view, run, qtbot):
    view.flash(run.training)
    room = view.stage.node("alice")
    qtbot.waitUntil(lambda: room._marked == 1, timeout=2000)
    qtbot.waitUntil(lambda: room._marked == -1, timeout=2000)
