"""Models that workers train beside each other: a card in each room, with that worker's numbers."""

from __future__ import annotations

import io

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from fedgui.gui.language import language
from fedgui.gui.pace import sent_together
from fedgui.gui.stage.layout import Form
from fedgui.gui.stage.parcel import Parcel
from fedgui.gui.stage.slide import GradientRow
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, Trace

SCRIPT = """
import syft as sy
import torch
from torch import nn, optim
hook = sy.TorchHook(torch)
workers = [sy.VirtualWorker(hook, id=name) for name in {names}]
data = [torch.full((2, 2), float(n)).send(worker) for n, worker in enumerate(workers)]
model = nn.Linear(2, 1)
copies = [model.copy().send(worker) for worker in workers]
for copy, x in zip(copies, data):
    opt = optim.SGD(copy.parameters(), lr=0.01)
    copy(x).sum().backward()
    opt.step()
copies = [copy.get() for copy in copies]
"""
NAMES = ("bob", "alice", "caio", "dora", "edu", "flavia", "gil", "helena", "ivo", "julia", "leo", "marina")


def run(script: Script) -> Trace:
    trace = Trace()
    assert Runner(script, trace=trace, output=io.StringIO()).run() is None
    return trace


def trained(count: int) -> Trace:
    names = NAMES[:count] if count <= len(NAMES) else tuple(f"w{number}" for number in range(count))
    return run(Script("many", SCRIPT.format(names=names)))


def models(trace: Trace) -> list[int]:
    return [index for index in trace.carrying if trace.message(index).is_model]


def cards(view) -> dict[str, Parcel]:
    """The parcels that lie or travel, by where they are or go to."""
    return {item.place: item for item in view.stage.items() if isinstance(item, Parcel) and item.isVisible()}


@pytest.mark.parametrize(("count", "form"), [(2, Form.FULL), (4, Form.SMALL), (12, Form.COMPACT)])
@pytest.mark.parametrize("size", [(702, 652), (810, 436)])
def test_each_room_shows_the_model_that_its_worker_trains(view, count, form, size):
    trace = trained(count)
    before = models(trace)[count] - 1
    scene = trace.state_at(before)
    view.resize(*size)
    view.show_scene(scene)
    shown = cards(view)
    assert set(shown) == {SERVER, *NAMES[:count]}
    for name in NAMES[:count]:
        place = view.stage.layout.place(name)
        assert place.form is form
        assert shown[name].pos() == place.card.center()
        assert place.rect.contains(shown[name].sceneBoundingRect().center())
        # what the card carries is what lies in the worker's store
        assert shown[name].parts == tuple((part.name, part.value) for part in scene.copies(name)[0])
    assert len({repr(shown[name].parts) for name in NAMES[:count]}) == count


def test_a_card_is_told_to_a_screen_reader_with_its_numbers(view):
    trace = trained(2)
    view.show_scene(trace.state_at(models(trace)[2] - 1))
    bias = trace.state_at(models(trace)[2] - 1).copies("bob")[0][1].value.values[0]
    assert f"b {bias:.3f}".replace("-", "−") in cards(view)["bob"].describe().replace("-", "−")
    assert "with Bob" in cards(view)["bob"].describe()
    assert "has a model: w₁ " in view.stage.node("bob").describe()
    assert "has a model" not in view.stage.node(SERVER).describe()


def test_in_the_servers_view_no_rooms_model_can_be_seen(view):
    trace = trained(2)
    view.show_scene(trace.state_at(models(trace)[2] - 1))
    view.set_server_view(True)
    assert set(cards(view)) == {SERVER}
    assert "has a model" not in view.stage.node("bob").describe()
    view.set_server_view(False)
    assert set(cards(view)) == {SERVER, "bob", "alice"}


def test_a_room_is_empty_while_its_copy_is_on_its_way(view, qtbot):
    trace = trained(4)
    end, fellows = sent_together(trace, models(trace)[0], len(trace) - 1)
    view.set_playing(True)
    view.show_scene(trace.state_at(end))
    with qtbot.waitSignal(view.travel_finished, timeout=3000):
        view.travel(trace.message(end), 200, fellows)
        assert "has a model" not in view.stage.node("bob").describe()
        assert all(card.is_travelling for card in cards(view).values())
    assert set(cards(view)) == set(NAMES[:4])
    assert not any(card.is_travelling for card in cards(view).values())
    assert "has a model" in view.stage.node("bob").describe()


def test_of_several_models_in_one_room_the_newest_is_shown_with_their_number(view):
    trace = run(load_script("trusted_aggregator"))
    second = [index for index in models(trace) if trace.message(index).receiver == "aggregator"][1]
    view.show_scene(trace.state_at(second + 1))
    card = cards(view)["aggregator"]
    assert card.parts == trace.message(second).parts
    assert "the newest of 2 models there" in card.describe()
    assert "has 2 models" in view.stage.node("aggregator").describe()


def test_tab_reaches_the_cards_after_the_nodes_and_enter_opens_them(view):
    trace = trained(2)
    view.show_scene(trace.state_at(models(trace)[2] - 1))
    view.setFocus()
    view.stage.stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    heard = [view.accessibleName()]
    for _ in range(5):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        heard.append(view.accessibleName())
    assert [name.split(",")[0] for name in heard[:3]] == ["Server", "Bob", "Alice"]
    assert [name.split(", ")[1] for name in heard[3:]] == ["with Server", "with Bob", "with Alice"]
    assert view._opened.isVisible()
    view._opened.hide()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert view._opened.isVisible()
    assert view._opened._heading.endswith("Alice")


@pytest.mark.parametrize("is_stopped", [False, True])
def test_tab_reaches_what_travels_and_the_focus_stays_on_the_stage_afterwards(view, qtbot, is_stopped):
    trace = trained(4)
    end, fellows = sent_together(trace, models(trace)[0], len(trace) - 1)
    view.show_scene(trace.state_at(end))
    view.set_playing(True)
    view.travel(trace.message(end), 300, fellows)
    view.setFocus()
    view.stage.stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    names = set()
    for _ in range(8):
        QTest.keyClick(view, Qt.Key.Key_Tab)
        names.add(view.accessibleName().partition(", w")[0])
    assert {f"model · 12 bytes, from Server to {name}" for name in ("Bob", "Alice", "Caio", "Dora")} <= names
    assert view._opened.isVisible()
    last = view.stage.focusItem()
    assert last.is_travelling
    place = last.place
    if is_stopped:
        view.stop_travel()
    else:
        before = view._opened.pos()
        qtbot.waitUntil(lambda: view._opened.pos() != before, timeout=1000)
        qtbot.waitSignal(view.travel_finished, timeout=3000).wait()
    assert view.stage.focusItem() is view.stage.node(place)
    assert not view._opened.isVisible()


def test_looking_with_the_servers_eyes_and_back_leaves_a_journey_of_several_as_it_is(view):
    trace = trained(4)
    end, fellows = sent_together(trace, models(trace)[0], len(trace) - 1)
    view.set_playing(True)
    view.show_scene(trace.state_at(end))
    view.travel(trace.message(end), 5000, fellows)
    for is_on in (True, False):
        view.set_server_view(is_on)
        assert {place for place, card in cards(view).items() if card.is_travelling} == set(NAMES[:4])
        told = view.stage.node("bob").describe()
        assert "receiving" in told
        assert "has a model" not in told
    view.stop_travel()


def test_the_points_of_a_ring_tell_the_models_of_their_workers(view, qtbot):
    """There is no room for numbers on a ring: its workers say them to the pointer and to a screen reader."""
    trace = trained(15)
    scene = trace.state_at(models(trace)[15] - 1)
    view.show_scene(scene)
    ring = view.stage.node("w7")
    (copy,) = scene.copies("w7")
    weight = language().number(copy[0].value.values[0])
    QTest.mouseMove(view.viewport(), view.mapFromScene(view.stage.layout.place("w7").gate))
    qtbot.waitUntil(lambda: ring.toolTip().startswith("w7"), timeout=1000)
    assert "has a model" in ring.toolTip()
    assert weight in ring.toolTip()
    ring.node_id = "w3"
    assert ring.describe().startswith("w3")
    assert "has a model" in ring.describe()
    view.show_scene(trace.state_at(0))
    view.set_server_view(True)
    view.show_scene(scene)
    assert "has a model" not in view.stage.node("w7").describe()


@pytest.mark.parametrize("count", [2, 4])
def test_the_gradient_of_each_copy_slides_from_its_workers_rows(view, count):
    view.resize(702, 652)
    trace = trained(count)
    view.set_playing(True)
    met = set()
    (row,) = [item for item in view.stage.items() if isinstance(item, GradientRow)]
    for index in range(len(trace)):
        view.show_scene(trace.state_at(index))
        if row.isVisible():
            met |= {name for name, place in view.stage.layout.rooms.items() if place.table.contains(row.pos())}
            row.stop()
    assert met == set(NAMES[:count])
