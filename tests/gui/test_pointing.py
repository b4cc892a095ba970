"""What the lesson points at can be seen in the window, and is said, until the page turns or the run goes on."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from fedgui.gui.chapter_views import OFFERS, STAGE, VIEW
from fedgui.gui.language import language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.playback import MAX_SPEED, Unit
from fedgui.gui.right_tabs import NETWORK
from fedgui.gui.theme import DARK, LIGHT, theme
from fedgui.scripts.course import CONTROLS, COURSE, line_of, load_chapter
from fedgui.scripts.pages import Deed, Pointer, Target
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER

LONG_MS = 20_000


def go_to(window: MainWindow, page: str) -> None:
    window.lesson.go_to([it.id for it in window.lesson.pages].index(page))


def point(window: MainWindow, *names: str, target: Target = Target.CONTROL) -> None:
    window.pointing.end()
    for name in names:
        window.pointing.point_at(Pointer(target, name))


def play_a_while(qtbot, window: MainWindow, moments: int = 40) -> None:
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.playhead >= moments or not window.playback.is_playing, timeout=LONG_MS)
    window.playback.pause()
    qtbot.waitUntil(lambda: not window.view._waiting, timeout=LONG_MS)


def box_of(window: MainWindow, widget: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


# --- Nodes ------------------------------------------------------------------------------------------------------------


def test_every_node_that_is_named_gets_a_ring(qtbot, window):
    play_a_while(qtbot, window)
    window.pointing.end()
    before = picture(window.stage)
    point(window, "bob", "alice", target=Target.NODE)
    both = picture(window.stage)
    point(window, "bob", target=Target.NODE)
    only_bob = picture(window.stage)
    point(window, "server", target=Target.NODE)
    server = picture(window.stage)
    pictures = [before, both, only_bob, server]
    assert all(first != second for n, first in enumerate(pictures) for second in pictures[:n])
    window.pointing.end()
    assert picture(window.stage) == before


def test_the_ring_of_selection_stays_with_its_node(qtbot, window):
    play_a_while(qtbot, window)
    window.pointing.end()
    window.view.select("alice")
    selected = picture(window.stage)
    point(window, "bob", target=Target.NODE)
    assert picture(window.stage) != selected
    window.pointing.end()
    assert picture(window.stage) == selected
    point(window, "alice", target=Target.NODE)
    assert picture(window.stage) != selected, "the sign says which of both it is"


# --- Lines ------------------------------------------------------------------------------------------------------------


def test_every_line_that_is_named_is_outlined_and_in_view(qtbot, window):
    go_to(window, "model-travels")
    script = window.playback.script
    lines = [line_of(script, name) for name in ("model.send(data.location)", "model.get()")]
    assert all(window.code.is_pointed_at(line) for line in lines)
    assert not window.code.is_pointed_at(lines[0] + 1)
    assert all(window.code.mark_of(line) == "" for line in lines), "nothing but what runs now is yellow"
    place = [row.line for row in window.code._model.rows].index(lines[0])
    row = window.code.view.visualRect(window.code._model.index(place))
    assert window.code.view.viewport().rect().contains(row)
    assert "points at line" in window.code.view.accessibleDescription()
    outlined = picture(window.code)
    window.pointing.end()
    assert picture(window.code) != outlined
    assert "points at line" not in window.code.view.accessibleDescription()


def test_a_line_that_takes_several_rows_is_shown_whole(qtbot, window):
    window.resize(1280, 720)
    window.commands.show_chapter("aggregation")
    go_to(window, "masks")
    (line,) = [row.line for row in window.playback.script.rows if window.code.is_pointed_at(row.line)]
    places = [place for place, row in enumerate(window.code._model.rows) if row.line == line]
    assert len(places) > 1
    seen = window.code.view.viewport().rect()
    assert all(seen.contains(window.code.view.visualRect(window.code._model.index(place)).center()) for place in places)


def test_lines_do_not_scroll_away_what_runs(qtbot, window):
    window.playback.load(Script("long.py", "\n".join(f"x{n} = {n}" for n in range(200)) + "\n"))
    window.code.set_script(window.playback.script)
    window.playback.set_speed(0.25)
    window.playback.play()
    qtbot.waitUntil(lambda: window.playback.playhead >= 0, timeout=LONG_MS)
    point(window, "x150 = 150", target=Target.LINE)
    assert window.code.view.verticalScrollBar().value() == 0
    window.playback.pause()
    point(window, "x150 = 150", target=Target.LINE)
    assert window.code.view.verticalScrollBar().value() > 0


def test_of_lines_behind_another_tab_the_tab_gets_the_ring(window):
    window.tabs.setCurrentIndex(NETWORK)
    go_to(window, "model-travels")
    (box,) = window.pointing.rings.boxes()
    bar = window.tabs.tabBar()
    assert box.center() == QRect(bar.mapTo(window, bar.tabRect(0).topLeft()), bar.tabRect(0).size()).center()
    window.tabs.setCurrentIndex(0)
    assert box_of(window, window.code).contains(window.pointing.rings.boxes()[0].center())


# --- Controls ---------------------------------------------------------------------------------------------------------

OWN = CONTROLS - {"attack", "rows", "epochs", "digits", "masks", "dropout", "noise"}


@pytest.mark.parametrize("name", sorted(OWN))
def test_each_control_of_the_window_is_there(window, name):
    control = window.control(name)
    assert control.window() is window
    point(window, name)
    (box,) = window.pointing.rings.boxes()
    if control.isVisible():
        assert box.contains(control.mapTo(window, control.rect().center()))


@pytest.mark.parametrize(("key", "name"), [(key, name) for key in OFFERS for name in sorted(OFFERS[key].controls)])
def test_a_chapter_brings_its_own_controls(window, key, name):
    assert window.control(name) is None
    window.commands.show_chapter(key)
    point(window, name)
    (box,) = window.pointing.rings.boxes()
    assert box.contains(box_of(window, window.control(name)).center())


@pytest.mark.parametrize("code", ["en", "pt_BR"])
@pytest.mark.parametrize("key", COURSE)
def test_every_control_that_a_chapter_names_is_in_the_window(window, key, code):
    window.commands.choose_language(code)
    window.commands.show_chapter(key)
    for page in load_chapter(key, code).pages:
        named = {pointer.name for pointer in page.points_at if pointer.target is Target.CONTROL}
        used = {page.goal.argument} if page.goal.deed is Deed.USE else set()
        for name in named | used:
            assert name in OWN | window.views.controls, page.id
            assert name not in OWN or window.control(name) is not None


def test_a_ring_lets_the_mouse_through_and_follows_its_control(qtbot, window):
    point(window, "play")
    rings, button = window.pointing.rings, window.transport.play_button
    assert rings.isVisible()
    assert window.childAt(button.mapTo(window, button.rect().center())) is button
    before = rings.boxes()[0]
    window.resize(1300, 800)
    qtbot.waitUntil(lambda: rings.size() == window.size(), timeout=LONG_MS)
    qtbot.waitUntil(lambda: rings.boxes()[0] != before, timeout=LONG_MS)
    assert rings.boxes()[0].center() == box_of(window, button).center()


def test_a_hidden_control_has_no_ring_until_it_is_there(window):
    window.plot.hide()
    point(window, "plot")
    assert window.pointing.rings.boxes() == []
    window.plot.show()
    assert len(window.pointing.rings.boxes()) == 1


def test_a_ring_is_drawn_in_both_themes(window):
    for name in (LIGHT, DARK):
        theme().set(name)
        point(window, "play")
        ringed = picture(window)
        window.pointing.end()
        assert picture(window) != ringed


# --- How long, and in words -------------------------------------------------------------------------------------------


def test_it_lasts_until_the_page_turns(window):
    go_to(window, "pointers")
    assert {pointer.target for pointer in window.pointing.pointers} == {Target.CONTROL, Target.LINE}
    window.lesson.next_page()
    assert {pointer.target for pointer in window.pointing.pointers} == {Target.NODE}
    assert window.pointing.rings.isHidden()


def test_it_lasts_until_the_run_goes_on(qtbot, window):
    go_to(window, "pointers")
    assert window.pointing.rings.isVisible()
    play_a_while(qtbot, window)
    assert window.pointing.pointers == ()
    assert window.pointing.rings.isHidden()


def test_a_node_pointed_at_on_an_empty_stage_has_its_ring_until_the_training_begins(qtbot, window):
    point(window, "play")
    window.pointing.point_at(Pointer(Target.NODE, "alice"))
    window.playback.step_forward(Unit.LINE)
    qtbot.waitUntil(lambda: window.playback.playhead >= 0 and not window.playback.is_playing, timeout=LONG_MS)
    assert window.pointing.pointers == (Pointer(Target.NODE, "alice"),)
    assert window.pointing.rings.isHidden()
    play_a_while(qtbot, window)
    assert window.pointing.pointers == ()


def test_stepping_back_ends_it_too(qtbot, window):
    play_a_while(qtbot, window)
    point(window, "plot")
    window.commands.step_back()
    assert window.pointing.pointers == ()


def test_it_is_said_in_the_language_on_screen(window, monkeypatch):
    said = []
    monkeypatch.setattr(
        "fedgui.gui.pointing.QAccessible.updateAccessibility", lambda event: said.append(event.message())
    )
    point(window, "play", "plot")
    window.pointing.point_at(Pointer(Target.NODE, "server"))
    window.pointing._announcing.timeout.emit()
    assert said[-1] == "The lesson points at: the play button, the plot of the losses, Server."
    window.pointing.end()
    language().set("pt_BR")
    point(window, "play", "plot")
    assert window.pointing.said == "A lição aponta para: o botão Tocar, o gráfico das perdas."
    window.pointing.end()
    assert window.pointing.said == ""


def test_every_control_has_words(window):
    language().set("pt_BR")
    for name in CONTROLS:
        point(window, name)
        assert window.pointing.said not in ("", f"A lição aponta para: {name}.")


def test_the_server_is_the_stages_server(qtbot, window, monkeypatch):
    asked = []
    monkeypatch.setattr(window.stage, "point_at", lambda nodes: asked.append(list(nodes)))
    point(window, "server", "bob", target=Target.NODE)
    assert asked[-1] == [SERVER, "bob"]


def test_in_a_chapters_own_view_the_cards_of_nodes_get_the_rings(qtbot, window):
    window.commands.show_chapter("aggregation")
    point(window, "masks")
    assert window.views.place == VIEW
    point(window, "server", target=Target.NODE)
    assert window.pointing.rings.isVisible()
    assert window.pointing._controls == [window.views.view.node(SERVER)]
    window.views.turn_to(STAGE)
    point(window, "server", target=Target.NODE)
    assert window.pointing.rings.isHidden()
