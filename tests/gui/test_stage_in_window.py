"""The stage in the real window: models that travel and lie side by side, and what the lesson rings on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt, QTimer
from PySide6.QtTest import QTest

from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.side_panel import LESSON
from fedgui.gui.stage.cards import EmptyCard
from fedgui.gui.stage.parcel import Parcel
from fedgui.scripts.pages import Pointer, Target
from fedgui.scripts.trace import SERVER

LONG_MS = 60_000
FOUR = ("bob", "alice", "caio", "dora")
SCRIPT = f"""
import syft as sy
import torch
from torch import nn, optim
hook = sy.TorchHook(torch)
workers = [sy.VirtualWorker(hook, id=name) for name in {FOUR}]
data = [torch.full((2, 2), float(n)).send(worker) for n, worker in enumerate(workers)]
model = nn.Linear(2, 1)
for round in range(2):
    copies = [model.copy().send(worker) for worker in workers]
    for copy, x in zip(copies, data):
        opt = optim.SGD(copy.parameters(), lr=0.01)
        copy(x).sum().backward()
        opt.step()
    copies = [copy.get() for copy in copies]
    with torch.no_grad():
        model.weight.copy_(sum(copy.weight for copy in copies) / len(copies))
        model.bias.copy_(sum(copy.bias for copy in copies) / len(copies))
"""


@pytest.fixture
def averaging(window, qtbot, tmp_path):
    """The window after a run in which four workers train beside each other; it plays at speed 1 again."""
    path = tmp_path / "four.py"
    path.write_text(SCRIPT)
    window.commands.open_path(str(path))
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
    window.playback.set_speed(1.0)
    window.stage.set_motion(1.0)
    return window


def models(window) -> tuple[list[int], list[int]]:
    """The moments of the last round at which models set out, and those at which they come back."""
    trace = window.playback.trace
    carrying = [
        index for index in trace.carrying if index >= trace.round_starts()[-1] and trace.message(index).is_model
    ]
    out = [index for index in carrying if trace.message(index).sender == SERVER]
    return out, [index for index in carrying if index not in out]


def parcels(window) -> dict[str, Parcel]:
    """What lies or travels, by where it is or goes to; what comes back from a worker by that worker."""
    seen = [item for item in window.stage.stage.items() if isinstance(item, Parcel) and item.isVisible()]
    return {item._sender if item.is_travelling and item.place == SERVER else item.place: item for item in seen}


def fly(window, qtbot, moment: int) -> None:
    """Play from just before a moment until what it sends is on its way, and hold it there."""
    window.playback.seek(moment - 1)
    window.playback.play()
    qtbot.waitUntil(lambda: len(window.playback.fellows) == len(FOUR) - 1, timeout=LONG_MS)
    window.playback.pause()


def test_four_models_travel_at_once_and_lie_in_four_rooms_afterwards(averaging, qtbot):
    window, (out, _back) = averaging, models(averaging)
    fly(window, qtbot, out[0])
    travelling = parcels(window)
    assert set(FOUR) <= set(travelling)
    assert all(travelling[name].is_travelling for name in FOUR)
    assert all("receiving" in window.stage.stage.node(name).describe() for name in FOUR)
    assert "4" in window.caption.label.text()
    window.playback.play()
    qtbot.waitUntil(lambda: not window.playback.is_travelling, timeout=LONG_MS)
    window.playback.pause()
    window.playback.seek(out[-1] + 1)
    lying, scene = parcels(window), window.playback.scene()
    for name in FOUR:
        assert not lying[name].is_travelling
        assert lying[name].parts == tuple((part.name, part.value) for part in scene.copies(name)[0])


def test_each_room_shows_its_own_numbers_while_one_after_the_other_is_trained(averaging):
    window, (_out, back) = averaging, models(averaging)
    window.playback.seek(back[0] - 1)
    shown = {name: parcels(window)[name].parts for name in FOUR}
    scene = window.playback.scene()
    assert shown == {name: tuple((part.name, part.value) for part in scene.copies(name)[0]) for name in FOUR}
    assert len(set(map(repr, shown.values()))) == len(FOUR)
    window.stage_bar.server_view_toggled.emit(True)
    assert set(parcels(window)) <= {SERVER}


def test_the_server_counts_what_has_come_in(averaging, qtbot):
    window, (out, back) = averaging, models(averaging)
    counts = {back[0] - 1: 0, back[1]: 1, back[2]: 2, back[3]: 3, back[3] + 1: 4}
    for moment, count in counts.items():
        window.playback.seek(moment)
        assert f"{count} of 4 received" in window.stage.stage.node(SERVER).describe()
    fly(window, qtbot, back[0])
    assert {name for name, parcel in parcels(window).items() if parcel.is_travelling} == set(FOUR)
    assert not any("has a model" in window.stage.stage.node(name).describe() for name in FOUR)
    window.playback.seek(out[0] - 1)
    assert "received" not in window.stage.stage.node(SERVER).describe()


def test_tab_reaches_every_parcel_in_flight_and_opens_it(averaging, qtbot):
    window, (out, _back) = averaging, models(averaging)
    window.activateWindow()
    fly(window, qtbot, out[0])
    stage = window.stage
    stage.setFocus()
    stage.stage.stops[0].setFocus(Qt.FocusReason.TabFocusReason)
    opened = {}
    for _ in range(len(stage.stage.stops) - 1):
        QTest.keyClick(stage, Qt.Key.Key_Tab)
        assert stage.hasFocus()
        if isinstance(stage.stage.focusItem(), Parcel):
            assert stage._opened.isVisible()
            opened[stage.stage.focusItem().place] = stage.accessibleName()
    assert set(opened) == set(FOUR)
    assert opened["alice"].startswith("model · 12 bytes, from Server to Alice, w₁ ")


# --- what the lesson rings --------------------------------------------------------------------------------------------


def ring(window, *nodes: str) -> None:
    window.pointing.end()
    for node in nodes:
        window.pointing.point_at(Pointer(Target.NODE, node))


def box_of(window, node: str) -> QRect:
    """Where a node with its ring is, in pixels of the window."""
    stage = window.stage
    area = stage.stage.layout.place(node).rect.adjusted(-6, -6, 6, 6)
    box = stage.mapFromScene(area).boundingRect()
    return QRect(stage.viewport().mapTo(window, box.topLeft()), box.size())


@pytest.mark.parametrize("size", [(1440, 900), (1280, 720)])
@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize(
    ("chapter", "nodes"), [("centralized", [SERVER]), ("federated", ["bob", "alice"]), ("aggregation", ["aggregator"])]
)
def test_before_the_first_run_the_card_leaves_ringed_nodes_free(make_window, chapter, nodes, code, size):
    window = make_window(chapter, code, size=size)
    ring(window, *["server" if node == SERVER else node for node in nodes])
    card = window.stage.findChild(EmptyCard)
    assert card.isVisible()
    seen = QRect(card.mapTo(window, QPoint(0, 0)), card.size())
    for node in nodes:
        assert window.stage.scene() is window.stage.stage
        assert not seen.intersects(box_of(window, node))
    assert card.button.isVisible()
    window.pointing.end()
    assert window.stage.scene() is not window.stage.stage  # nothing but the card again


def test_before_the_first_run_no_room_shows_a_row_or_a_number(window):
    ring(window, "bob")
    room = window.stage.stage.node("bob")
    assert room.shown_rows == 0
    assert room.describe() == "Bob, waiting, 0 private rows"
    assert not parcels(window)


def test_the_small_card_starts_the_run(window, qtbot):
    ring(window, "bob")
    QTest.mouseClick(window.stage.findChild(EmptyCard).button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.playback.playhead >= 0, timeout=LONG_MS)
    assert not window.stage.findChild(EmptyCard).isVisible()


@pytest.mark.parametrize("nodes", [["bob"], ["alice"], ["bob", "alice"], ["server"]])
@pytest.mark.parametrize("has_run", [False, True])
def test_the_panel_over_a_narrow_stage_covers_no_ringed_node(make_window, qtbot, nodes, has_run):
    window = make_window(size=(1280, 720))
    if has_run:
        window.playback.set_speed(MAX_SPEED)
        window.playback.play()
        qtbot.waitUntil(lambda: window.playback.state is State.FINISHED, timeout=LONG_MS)
        window.playback.seek(60)
    window.side.open_tab(LESSON)
    ring(window, *nodes)
    panel = QRect(window.side._body.mapTo(window, QPoint(0, 0)), window.side._body.size())
    stage = QRect(window.stage.mapTo(window, QPoint(0, 0)), window.stage.size())
    for node in nodes:
        box = box_of(window, SERVER if node == "server" else node)
        assert not panel.intersects(box)
        assert stage.contains(box)
    window.side.close_panel()
    assert window.stage.viewport().width() == window.stage.width()
    assert window.stage.mapToScene(window.stage.viewport().rect().center()).x() == pytest.approx(
        window.stage.stage.layout.size.width() / 2, abs=1
    )


def test_the_menu_of_what_runs_opens_below_its_title_and_reads_from_the_left(qtbot, window):
    bar = window.stage_bar
    seen = []
    QTimer.singleShot(0, bar, lambda: (seen.append(bar.menu.geometry()), bar.menu.close()))
    bar.mode.showMenu()
    assert seen[0].left() == bar.mode.mapToGlobal(QPoint(0, 0)).x()
    assert bar.menu.layoutDirection() is Qt.LayoutDirection.LeftToRight
