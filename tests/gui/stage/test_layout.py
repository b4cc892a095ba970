"""Nothing on the stage covers anything else, and its text stays readable."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QFontMetricsF

from fedgui.gui.stage.arrangements import arrange
from fedgui.gui.stage.layout import READABLE_TEXT, SMALLEST_TEXT, Form
from fedgui.gui.theme import theme
from fedgui.scripts.trace import SERVER

NAMES = [f"w{number}" for number in range(12)]
TALL = QSizeF(702, 652)
WIDE = QSizeF(810, 436)
SMALLEST = QSizeF(712, 396)


def distance(first: QPointF, second: QPointF) -> float:
    return (first - second).manhattanLength()


@pytest.mark.parametrize("viewport", [TALL, WIDE, SMALLEST])
@pytest.mark.parametrize("count", range(13))
def test_nodes_stand_apart_inside_the_scene(viewport, count):
    layout = arrange(NAMES[:count], viewport)
    rects = [layout.server.rect, *(place.rect for place in layout.rooms.values())]
    assert len(rects) == count + 1
    for rect in rects:
        assert 0 <= rect.left() < rect.right() <= layout.size.width()
        assert 0 <= rect.top() < rect.bottom() <= layout.size.height()
    assert not any(first.intersects(second) for first, second in combinations(rects, 2))


@pytest.mark.parametrize("viewport", [TALL, WIDE, SMALLEST])
@pytest.mark.parametrize("count", [1, 2])
def test_what_a_room_holds_lies_inside_it_and_apart(viewport, count):
    for place in arrange(NAMES[:count], viewport).rooms.values():
        for part in (place.slot, place.table, place.card):
            assert place.rect.contains(part)
        assert not place.slot.intersects(place.table)


@pytest.mark.parametrize("viewport", [TALL, WIDE])
@pytest.mark.parametrize("count", [1, 2, 3, 7, 12])
def test_a_link_joins_the_servers_edge_and_the_gate(viewport, count):
    layout = arrange(NAMES[:count], viewport)
    for worker, link in layout.links.items():
        place = layout.rooms[worker]
        assert distance(link.pointAtPercent(1), place.gate) <= 8
        grown = layout.server.rect.adjusted(-1, -1, 1, 1)
        shrunk = layout.server.rect.adjusted(1, 1, -1, -1)
        assert grown.contains(link.pointAtPercent(0))
        assert not shrunk.contains(link.pointAtPercent(0))
        if place.form is Form.FULL:
            edges = {place.rect.left(), place.rect.right(), place.rect.top(), place.rect.bottom()}
            assert edges & {place.gate.x(), place.gate.y()}


@pytest.mark.parametrize("viewport", [TALL, WIDE])
def test_a_parcel_goes_from_slot_to_slot_and_the_same_way_back(viewport):
    layout = arrange(["bob", "alice"], viewport)
    there, back = layout.route(SERVER, "alice"), layout.route("alice", SERVER)
    assert distance(there.pointAtPercent(0), layout.server.card.center()) < 0.01
    assert distance(there.pointAtPercent(1), layout.rooms["alice"].card.center()) < 0.01
    assert distance(back.pointAtPercent(0), there.pointAtPercent(1)) < 0.01
    assert back.length() == pytest.approx(there.length())
    assert layout.route("bob", "alice").length() > 0
    with pytest.raises(KeyError):
        layout.route(SERVER, "carol")


def test_the_rooms_stand_below_the_server_in_a_tall_window_and_beside_it_in_a_wide_one():
    tall, wide = arrange(["bob", "alice"], TALL), arrange(["bob", "alice"], WIDE)
    assert tall.rooms["bob"].rect.top() > tall.server.rect.bottom()
    assert wide.rooms["bob"].rect.top() < wide.server.rect.bottom()
    assert wide.rooms["bob"].rect.right() < wide.server.rect.left()
    assert arrange(["bob", "alice"], QSizeF(1440, 1000)).size == tall.size
    assert arrange(["bob", "alice"], QSizeF(1450, 1000)).size == wide.size


@pytest.mark.parametrize("viewport", [(702, 616), (702, 652), (810, 436), (834, 616), (712, 396)])
def test_text_is_readable_in_the_designs_windows(viewport):
    layout = arrange(["bob", "alice"], QSizeF(*viewport))
    assert layout.scale(QSizeF(*viewport)) * SMALLEST_TEXT >= READABLE_TEXT


@given(width=st.integers(320, 2400), height=st.integers(200, 1400))
def test_footers_go_first_and_only_where_text_would_be_too_small(width, height):
    viewport = QSizeF(width, height)
    layout = arrange(["bob", "alice"], viewport)
    detail = layout.rooms["bob"].detail
    assert detail.footer or detail.boundary or layout.scale(viewport) * SMALLEST_TEXT < 1.1 * READABLE_TEXT
    if not detail.boundary:
        assert not detail.footer
    # Where all of it would have been readable, nothing is left out.
    full = arrange(["bob", "alice"], viewport * 10)
    if full.scale(viewport) * SMALLEST_TEXT >= READABLE_TEXT:
        assert detail.footer
        assert detail.boundary


def test_rows_collected_at_the_server_lie_below_it_and_leave_room_for_the_summary():
    for viewport in (TALL, WIDE):
        layout = arrange([], viewport, collected=True)
        assert layout.rows.top() > layout.server.rect.bottom()
        assert not layout.rows.intersects(layout.summary)
        assert layout.summary.bottom() <= layout.size.height()


@pytest.mark.parametrize("workers", [(), ("bob",), ("bob", "alice")])
def test_a_presentation_on_a_large_screen_has_text_of_24_pixels(workers):
    viewport = QSizeF(1240, 858)  # what a screen of 1920 × 1080 leaves to the stage
    layout = arrange(workers, viewport, not workers, readable=24)
    assert layout.scale(viewport) * layout.smallest_text > 23.9
    for place in layout.rooms.values():
        assert place.rect.top() - layout.server.rect.bottom() >= layout.flight.height() + 34 + 10
        assert QRectF(0, 0, layout.size.width(), layout.size.height()).contains(place.rect)


def test_a_presentation_shows_no_text_that_is_smaller_than_its_arrangement_says(qtbot, run, view, monkeypatch):
    from fedgui.gui.stage import paint

    used: set[int] = set()
    real = paint.scene_font

    def noting(role, size=0):
        used.add(real(role, size).pixelSize())
        return real(role, size)

    view.resize(1240, 858)
    theme().present(1.0)
    try:
        monkeypatch.setattr(paint, "scene_font", noting)
        # what is only measured is not shown
        monkeypatch.setattr(paint, "_metrics", lambda role, size=0: QFontMetricsF(real(role, size)))
        for scene in (run.waiting, run.sending, run.training, run.diverged):
            view.show_scene(scene)
            view.grab()
        assert view.transform().m11() * min(used) >= 23.9
    finally:
        theme().present(None)


@pytest.mark.parametrize(("viewport", "smallest"), [(QSizeF(1240, 858), 24.0), (QSizeF(827, 572), 16.0)])
@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 8, 12, 13, 40, 100])
def test_in_a_presentation_all_text_can_be_read_from_the_last_row(viewport, smallest, count):
    layout = arrange([f"worker{number}" for number in range(count)], viewport, readable=smallest)
    assert layout.scale(viewport) * layout.smallest_text >= smallest - 0.05


@pytest.mark.parametrize("count", [3, 4, 5, 8, 12])
def test_in_a_presentation_no_room_lies_over_another_or_over_the_server(count):
    layout = arrange([f"worker{number}" for number in range(count)], QSizeF(1240, 858), readable=24.0)
    rects = [layout.server.rect, *(place.rect for place in layout.rooms.values())]
    whole = QRectF(QPointF(0, 0), layout.size)
    for place, rect in enumerate(rects):
        assert whole.contains(rect)
        assert not any(rect.intersects(other) for other in rects[:place])
