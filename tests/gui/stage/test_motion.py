"""Small movements: what leads in the next moment while the record plays, and that nothing moves otherwise."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QAbstractAnimation, QElapsedTimer, QTimer

from fedgui.gui.stage.slide import GradientRow
from fedgui.scripts.trace import SERVER, Kind, ModelState, Moment, RoundState, Trace


@pytest.fixture
def visit(run, tensor):
    """Three moments at Alice's: the model is there, its gradient is computed, its numbers change."""
    start = run.training
    model = start.model
    with_grad = tuple(
        part._replace(grad=tensor(part.value.shape, *([0.7] * len(part.value.values)))) for part in model.parameters
    )
    stepped = tuple(
        part._replace(value=tensor(part.value.shape, *(n - 0.07 for n in part.value.values))) for part in with_grad
    )
    trace = Trace()
    trace.append(Moment(0, 1, Kind.START, "alice", changes=tuple(start.pieces.items())))
    for index, parts in enumerate((with_grad, stepped), start=1):
        changed = ((("model",), ModelState("model", "alice", parts)),)
        trace.append(Moment(index, index, Kind.CHANGE, "alice", changes=changed))
    return [trace.state_at(index) for index in range(3)]


def gradient(view) -> GradientRow:
    return next(item for item in view.stage.items() if isinstance(item, GradientRow))


def moving(view) -> list[str]:
    """What runs on the stage, the endless arc apart."""
    running = [it for it in view.findChildren(QAbstractAnimation) if it.state() == QAbstractAnimation.State.Running]
    for item in view.stage.items():
        if hasattr(item, "findChildren"):
            running += [
                it
                for it in item.findChildren(QAbstractAnimation)
                if it.state() == QAbstractAnimation.State.Running and it.loopCount() != -1
            ]
    return [type(it).__name__ for it in running]


def test_new_digits_fade_in_over_the_old_ones(view, visit, qtbot):
    view.set_playing(True)
    view.show_scene(visit[1])
    view.show_scene(visit[2])
    model = view.stage._model
    assert model.share == 0
    qtbot.waitUntil(lambda: 0 < model.share < 1, timeout=1000)
    qtbot.waitUntil(lambda: model.share == 1, timeout=1000)
    assert "0.253" in model.describe()


def test_a_gradient_slides_from_the_rows_into_the_model(view, visit, qtbot):
    view.set_playing(True)
    view.show_scene(visit[0])
    row = gradient(view)
    assert not row.isVisible()
    view.show_scene(visit[1])
    assert row.isVisible()
    place = view.stage.layout.place("alice")
    assert place.table.contains(row.pos())
    qtbot.waitUntil(lambda: not row.isVisible(), timeout=2000)
    assert (row.pos() - place.card.center()).manhattanLength() < 1


def test_a_following_moment_lets_the_gradient_arrive(view, visit, qtbot):
    view.set_playing(True)
    view.show_scene(visit[0])
    view.show_scene(visit[1])
    view.show_scene(visit[2])
    assert gradient(view).isVisible()
    qtbot.waitUntil(lambda: not gradient(view).isVisible(), timeout=2000)


def test_stepping_back_cuts_within_80_ms(view, visit):
    view.set_playing(True)
    view.show_scene(visit[0])
    view.show_scene(visit[1])
    clock = QElapsedTimer()
    clock.start()
    view.show_scene(visit[0])
    view.grab()
    assert clock.elapsed() <= 80
    assert not gradient(view).isVisible()
    assert moving(view) == []


@pytest.mark.parametrize(("is_playing", "motion"), [(False, 1.0), (True, 0.25), (True, 0.125), (True, 0.0)])
def test_paused_fast_or_with_reduced_motion_everything_is_a_cut(view, visit, is_playing, motion):
    view.set_motion(motion)
    view.set_playing(is_playing)
    for scene in visit:
        view.show_scene(scene)
        assert moving(view) == []
        assert view.stage._model.share == 1
    view.flash(visit[2])
    if motion < 1:
        assert moving(view) == []


def test_pausing_ends_what_moves(view, visit):
    view.set_playing(True)
    view.show_scene(visit[0])
    view.show_scene(visit[1])
    view.show_scene(visit[2])
    assert moving(view)
    view.set_playing(False)
    assert moving(view) == []
    assert not gradient(view).isVisible()


def test_half_the_motion_takes_half_the_time(view, visit, qtbot):
    view.set_motion(0.5)
    view.set_playing(True)
    view.show_scene(visit[0])
    clock = QElapsedTimer()
    clock.start()
    view.show_scene(visit[1])
    qtbot.waitUntil(lambda: not gradient(view).isVisible(), timeout=2000)
    assert 200 <= clock.elapsed() < 480


def test_no_timer_runs_on_a_stage_at_rest(view, run, qtbot):
    view.show_scene(run.sending)
    view.set_playing(True)
    with qtbot.waitSignal(view.travel_finished, timeout=2000):
        view.travel(run.to_alice, 60)
    view.set_playing(False)
    qtbot.waitUntil(lambda: moving(view) == [], timeout=2000)
    assert not [timer for timer in view.stage.findChildren(QTimer) if timer.isActive()]


# --- a journey that is stopped ----------------------------------------------------------------------------------------


def test_a_stopped_journey_shows_its_moment_again(view, run):
    view.show_scene(run.sending)
    at_rest = view.grab().toImage()
    view.set_playing(True)
    view.travel(run.to_alice, 60_000)
    assert view.grab().toImage() != at_rest
    view.stop_travel()
    view.set_playing(False)
    assert view.grab().toImage() == at_rest


def test_seeking_to_the_travelling_moment_shows_it_at_rest(view, run, qtbot):
    view.show_scene(run.sending)
    at_rest = view.grab().toImage()
    with qtbot.assertNotEmitted(view.travel_finished, wait=250):
        view.travel(run.to_alice, 150)
        view.stop_travel()
        view.show_scene(run.sending)
    assert view.grab().toImage() == at_rest


def test_stopping_a_stage_at_rest_changes_nothing(view, run):
    view.stop_travel()
    view.show_scene(run.training)
    before = view.grab().toImage()
    view.stop_travel()
    assert view.grab().toImage() == before


# --- the yellow ring --------------------------------------------------------------------------------------------------


def test_the_model_at_the_server_is_ringed_while_a_centralised_run_computes(view, collected, seen):
    view.show_scene(collected)
    assert not seen(view, "now")
    trace = Trace()
    trace.append(Moment(0, 1, Kind.START, SERVER, changes=tuple(collected.pieces.items())))
    trace.append(Moment(1, 2, Kind.CHANGE, SERVER, changes=((("round",), RoundState(1, 20)),)))
    trace.append(Moment(2, 3, Kind.END, SERVER))
    view.show_scene(trace.state_at(1))
    assert seen(view, "now")
    view.show_scene(trace.state_at(2))
    assert not seen(view, "now")


def test_the_collected_rows_and_the_server_are_one_centred_group(view, collected):
    for size in ((702, 652), (834, 616), (810, 436), (711, 400)):
        view.resize(*size)
        view.show_scene(collected)
        layout = view.stage.layout
        server, rows = layout.server.rect, layout.rows
        assert server.center().x() == rows.center().x() == layout.size.width() / 2
        middle = (server.top() + rows.bottom()) / 2
        assert abs(middle - layout.size.height() / 2) <= 0.03 * layout.size.height()
