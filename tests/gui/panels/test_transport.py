"""The transport bar: where moments lie on the timeline, what the counter says, and what the buttons ask for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLabel, QToolButton, QWidget

from fedgui.gui import theme as look
from fedgui.gui.asides import run_headless
from fedgui.gui.language import language
from fedgui.gui.panels.basics import IconButton
from fedgui.gui.panels.rounds import Rounds
from fedgui.gui.panels.transport import SPEEDS, TransportBar
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, Kind, Moment, RoundState, Trace


@pytest.fixture
def bar(qtbot):
    made = TransportBar()
    qtbot.addWidget(made)
    made.resize(1280, 108)
    made.set_state("paused")
    made.show()
    qtbot.waitExposed(made)
    return made


def first_part(trace: Trace, count: int) -> Trace:
    part = Trace()
    for moment in list(trace)[:count]:
        part.append(moment)
    return part


def counter(bar: TransportBar) -> str:
    words = [label.text() for label in bar.findChildren(QLabel) if label.isVisible()]
    known = ("Round", "worker", "Ready", "Prep", "Before", "No rounds", "The end")
    return " ".join(word for word in words if word.startswith(known))


def at(bar: TransportBar, position: float) -> QPoint:
    box = bar.timeline._bar()
    return QPoint(round(box.left() + position * box.width()), round(box.center().y()))


def colored(bar: TransportBar, token: str) -> list[int]:
    """Columns of the timeline in which a pixel has this colour."""
    image = bar.timeline.grab().toImage()
    wanted = look.theme().color(token).rgb()
    return [x for x in range(image.width()) if any(image.pixel(x, y) == wanted for y in range(8, 24))]


@given(part=st.integers(min_value=1, max_value=320))
def test_the_line_and_the_moments_agree(federated_trace, part):
    trace = first_part(federated_trace, min(part, len(federated_trace)))
    rounds = Rounds()
    rounds.update(trace)
    positions = [rounds.position(index) for index in range(len(trace))]
    assert positions == sorted(positions)
    assert all(0 <= position <= 1 for position in positions)
    first = rounds.starts[0] if rounds.starts else len(trace)
    for index in range(first + 1, len(trace)):
        found = rounds.index_at(positions[index])
        assert abs(positions[found] - positions[index]) < 1e-6


@given(position=st.floats(min_value=0, max_value=1), part=st.integers(min_value=1, max_value=320))
def test_every_place_on_the_line_is_a_recorded_moment(federated_trace, position, part):
    trace = first_part(federated_trace, min(part, len(federated_trace)))
    rounds = Rounds()
    rounds.update(trace)
    assert 0 <= rounds.index_at(position) < len(trace)
    assert 0 <= rounds.nearest_start(position) < len(trace)


def test_each_worker_has_its_stretch_of_a_round(federated_trace):
    rounds = Rounds()
    rounds.update(federated_trace)
    assert rounds.total == 10
    assert [segment.worker for segment in rounds.segments(4)] == ["bob", "alice"]
    for point in federated_trace.losses_until(len(federated_trace)):
        assert rounds.worker_at(point.moment) == point.worker
    assert rounds.worker_at(0) == ""


def test_rounds_to_come_look_like_the_recorded_ones(federated_trace):
    rounds = Rounds()
    rounds.update(first_part(federated_trace, 80))
    assert rounds.total == 10
    assert rounds.pattern(9) == ("bob", "alice")


def test_a_run_without_workers_has_one_stretch_a_round(centralized_trace):
    rounds = Rounds()
    rounds.update(centralized_trace)
    assert rounds.total == 20
    assert rounds.pattern(3) == (SERVER,)


def test_another_record_is_not_mixed_up_with_the_last_one(federated_trace, centralized_trace):
    rounds = Rounds()
    rounds.update(federated_trace)
    rounds.segments(1)
    rounds.update(centralized_trace)
    assert rounds.segments(1)[0].worker == SERVER
    rounds.update(Trace())
    assert (rounds.total, rounds.worker_at(0), rounds.index_at(0.5)) == (0, "", 0)


def test_the_past_is_solid_up_to_the_knob(bar, federated_trace):
    index = federated_trace.round_starts()[5]
    bar.show_moment(federated_trace, index)
    knob = at(bar, bar.timeline.rounds.position(index)).x()
    solid = colored(bar, "bob")
    assert solid
    assert max(solid) < knob
    assert min(colored(bar, "now")) < knob < max(colored(bar, "now"))


def test_clicking_and_dragging_seek(bar, qtbot, federated_trace):
    bar.show_moment(federated_trace, 0)
    asked = []
    bar.seek_requested.connect(asked.append)
    for index in (100, 200, len(federated_trace) - 20):
        place = at(bar, bar.timeline.rounds.position(index))
        qtbot.mouseClick(bar.timeline, Qt.MouseButton.LeftButton, pos=place)
        assert abs(asked[-1] - index) <= 1
    qtbot.mousePress(bar.timeline, Qt.MouseButton.LeftButton, pos=at(bar, 0.5))
    qtbot.mouseMove(bar.timeline, at(bar, 0.6))
    qtbot.mouseRelease(bar.timeline, Qt.MouseButton.LeftButton, pos=at(bar, 0.6))
    assert asked[-2] < asked[-1]
    qtbot.mouseClick(bar.timeline, Qt.MouseButton.LeftButton, pos=QPoint(0, 12))
    assert asked[-1] == 0


def test_shift_snaps_to_rounds(bar, qtbot, federated_trace):
    bar.show_moment(federated_trace, 0)
    with qtbot.waitSignal(bar.seek_requested) as asked:
        qtbot.mouseClick(bar.timeline, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ShiftModifier, pos=at(bar, 0.32))
    assert asked.args == [federated_trace.round_starts()[3]]


def test_the_keyboard_goes_by_rounds(bar, qtbot, federated_trace):
    starts = federated_trace.round_starts()
    bar.show_moment(federated_trace, starts[4] + 3)
    asked = []
    bar.seek_requested.connect(asked.append)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_Home)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_End)
    assert asked == [starts[5], starts[4], 0, len(federated_trace) - 1]


def test_plain_arrows_are_left_to_the_window(qtbot, federated_trace):
    class Window(QWidget):
        heard = 0

        def keyPressEvent(self, event: QKeyEvent) -> None:
            self.heard += 1

    window = Window()
    qtbot.addWidget(window)
    bar = TransportBar(window)
    bar.set_state("paused")
    bar.show_moment(federated_trace, 50)
    window.show()
    qtbot.keyClick(bar.timeline, Qt.Key.Key_Right)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_Space)
    qtbot.keyClick(bar.timeline, Qt.Key.Key_PageDown)
    assert window.heard == 3


def test_the_counter_says_round_and_worker(bar, federated_trace):
    alice = federated_trace.losses_until(len(federated_trace))[5].moment
    bar.show_moment(federated_trace, alice)
    assert counter(bar) == "Round 3/10 worker Alice"
    assert bar.timeline.accessibleDescription() == "Round 3/10, Alice"
    bar.show_moment(federated_trace, 2)
    assert counter(bar) == "Before round 1"
    bar.show_moment(Trace(), -1)
    bar.set_state("ready")
    assert counter(bar) == "Ready"


def test_a_script_that_failed_before_its_first_round_does_not_wait_for_one(bar):
    bar.set_state("failed")
    assert bar._count.text() == "Stopped early"
    bar.set_state("paused")
    assert bar._count.text() == "Before round 1"


def test_a_loop_without_a_known_end_counts_without_a_total(bar):
    trace = Trace()
    trace.append(Moment(0, 1, Kind.CHANGE, SERVER, changes=((("round",), RoundState(1, None)),)))
    bar.show_moment(trace, 0)
    assert counter(bar) == "Round 1"
    bar.grab()


def test_a_script_that_ends_without_rounds_is_one_stretch(bar):
    trace = run_headless(Script("plain", "a = 1\nb = 2\nprint(a + b)\n"), 0)
    last = len(trace) - 1
    bar.show_moment(trace, last)
    bar.set_state("finished")
    assert bar.timeline.rounds.position(last) == 1
    assert counter(bar) == "The end"
    bar.show_moment(trace, 2)
    bar.set_state("paused")
    assert 0 < bar.timeline.rounds.position(2) < 1
    assert counter(bar) == "No rounds"
    assert [bar.timeline.rounds.index_at(bar.timeline.rounds.position(index)) for index in range(last + 1)] == [
        *range(last + 1)
    ]
    bar.show_moment(Trace(), -1)
    bar.set_state("ready")
    assert counter(bar) == "Ready"


def test_ten_thousand_rounds_are_painted_as_one_bar(bar):
    trace = Trace()
    for number in range(1, 10_001):
        trace.append(Moment(len(trace), 1, Kind.CHANGE, SERVER, changes=((("round",), RoundState(number, 10_000)),)))
    bar.show_moment(trace, 5000)
    assert 0.45 < bar.timeline.rounds.position(5000) < 0.55
    bar.grab()


@pytest.mark.parametrize(
    ("state", "enabled"),
    [
        ("preparing", (False, False, True, True)),
        ("ready", (False, False, True, True)),
        ("playing", (True, True, True, True)),
        ("paused", (True, True, True, True)),
        ("finished", (True, True, True, False)),
        ("failed", (True, True, True, False)),
    ],
)
def test_only_buttons_that_can_do_something_are_enabled(bar, state, enabled):
    bar.set_state(state)
    buttons = (bar.restart_button, bar.back_button, bar.play_button, bar.forward_button)
    assert tuple(button.isEnabled() for button in buttons) == enabled


@pytest.mark.parametrize("name", [look.LIGHT, look.CONTRAST])
@pytest.mark.parametrize("scale", [0.8, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0])
def test_the_play_button_is_a_disc_in_every_size_of_type(qapp, bar, same_looks, name, scale):
    look.theme().set(name)
    look.theme().set_type_scale(scale)
    look.apply(qapp)
    bar.clearFocus()
    QApplication.processEvents()
    button = bar.play_button
    assert button.width() == button.height() == round(52 * scale)
    image = bar.grab(button.geometry()).toImage()
    ink, last = look.theme().color("ink").rgb(), image.width() - 1
    corners = {image.pixel(x, y) for x in (3, last - 3) for y in (3, last - 3)}
    assert ink not in corners
    assert image.pixel(last // 2, 4) == ink


def test_the_keyboard_goes_along_to_the_speed_that_is_set(bar, qtbot):
    first, *_rest, last = bar.speed._group.buttons()
    bar.activateWindow()
    first.setFocus()
    qtbot.waitUntil(first.hasFocus)
    bar.set_speed(SPEEDS[-1])
    assert last.hasFocus()
    bar.play_button.setFocus()
    bar.set_speed(SPEEDS[0])
    assert bar.play_button.hasFocus()


def test_an_unknown_state_is_refused(bar):
    with pytest.raises(ValueError, match="'dancing'"):
        bar.set_state("dancing")


def test_the_play_button_says_what_it_will_do(bar):
    bar.set_playing(False)
    assert bar.play_button.accessibleName() == "Play"
    bar.set_playing(True)
    assert bar.play_button.toolTip() == "Pause"
    bar.set_playing(False)
    bar.set_state("finished")
    assert bar.play_button.accessibleName() == "Restart"


@pytest.mark.parametrize(
    ("button", "signal"),
    [
        ("play_button", "play_toggled"),
        ("forward_button", "step_forward"),
        ("back_button", "step_back"),
        ("restart_button", "restart"),
    ],
)
def test_every_button_asks_for_its_own(bar, qtbot, button, signal):
    with qtbot.waitSignal(getattr(bar, signal)):
        qtbot.mouseClick(getattr(bar, button), Qt.MouseButton.LeftButton)


def test_speeds(bar, qtbot):
    asked = []
    bar.speed_changed.connect(asked.append)
    bar.set_speed(4.0)
    assert asked == []
    assert SPEEDS[bar.speed.current] == 4.0
    for button in bar.speed._group.buttons():
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert asked == list(SPEEDS)
    assert [button.text() for button in bar.speed._group.buttons()][:2] == ["0.25×", "0.5×"]
    language().set("pt_BR")
    assert [button.text() for button in bar.speed._group.buttons()][:2] == ["0,25×", "0,5×"]


def test_arrow_keys_move_between_speeds(bar, qtbot):
    bar.set_speed(1.0)
    bar.speed._group.checkedButton().setFocus()
    with qtbot.waitSignal(bar.speed_changed) as asked:
        qtbot.keyClick(bar.speed._group.checkedButton(), Qt.Key.Key_Right)
    assert asked.args == [2.0]


def test_every_icon_button_has_words_and_room_for_a_finger(bar):
    for button in bar.findChildren(QToolButton):
        assert button.toolTip()
        assert button.accessibleName() or button.text()
    for button in bar.findChildren(IconButton):
        assert min(button.width(), button.height()) >= 44


@pytest.mark.parametrize("code", ["en", "pt_BR"])
def test_everything_fits_at_1180_pixels(bar, federated_trace, code):
    language().set(code)
    bar.set_narrow(True)
    bar.resize(1180, 108)
    bar.show_moment(federated_trace, len(federated_trace) - 2)
    bar.set_can_undo(True)
    bar.set_unit("message")
    assert bar.minimumSizeHint().width() <= 1180
    bar.layout().activate()
    for label in bar.findChildren(QLabel):
        if label.isVisible():
            assert label.width() >= label.sizeHint().width()


def test_progress_appears_and_goes(bar):
    bar.set_progress(0.5)
    assert bar._progress.isVisible()
    bar.set_progress(None)
    assert not bar._progress.isVisible()


def test_the_length_of_a_step_is_chosen_from_a_menu(bar, qtbot):
    actions = bar.unit_button.menu().actions()
    assert [action.text() for action in actions] == ["line", "message", "visit", "round"]
    with qtbot.waitSignal(bar.unit_changed) as asked:
        actions[2].trigger()
    assert asked.args == ["visit"]
    assert bar.unit_button.accessibleName() == "Length of a step: visit"
    with qtbot.assertNotEmitted(bar.unit_changed):
        bar.set_unit("round")
    assert [action.isChecked() for action in actions] == [False, False, False, True]
    with pytest.raises(ValueError, match="week"):
        bar.set_unit("week")


def test_undo_is_offered_only_where_there_is_something_to_undo(bar, qtbot):
    assert not bar.undo_button.isVisible()
    bar.set_can_undo(True)
    with qtbot.waitSignal(bar.undo_requested):
        qtbot.mouseClick(bar.undo_button, Qt.MouseButton.LeftButton)
    bar.set_can_undo(False)
    assert not bar.undo_button.isVisible()


def test_a_fork_is_drawn_at_its_moment_and_said_in_words(bar, federated_trace):
    bar.show_moment(federated_trace, len(federated_trace) - 1)
    index = federated_trace.round_starts()[4] + 6
    place = at(bar, bar.timeline.rounds.position(index)).x()
    near = {place - 1, place, place + 1}
    assert near.isdisjoint(colored(bar, "ink"))
    bar.set_forked([index])
    assert not near.isdisjoint(colored(bar, "ink"))
    assert bar.timeline.accessibleDescription() == "Round 10/10, Alice. This run was forked. Changes: 1."
    bar.set_forked(())
    assert near.isdisjoint(colored(bar, "ink"))
    assert bar.timeline.accessibleDescription() == "Round 10/10, Alice"


def test_the_head_of_a_running_script_is_called_live(bar, federated_trace):
    bar.show_moment(federated_trace, federated_trace.round_starts()[4])
    before = bar.timeline.grab().toImage()
    bar.set_live(True)
    assert bar.timeline._words(5) == "Round 5 · live"
    assert bar.timeline.grab().toImage() != before
    bar.set_live(False)
    assert bar.timeline.grab().toImage() == before


@given(forks=st.lists(st.integers(min_value=0, max_value=300), max_size=12), width=st.integers(300, 2000))
def test_any_forks_can_be_painted(qapp, federated_trace, forks, width):
    made = TransportBar()
    made.resize(width, 108)
    made.show_moment(federated_trace, 100)
    made.set_forked(sorted(forks))
    made.set_live(True)
    made.timeline.grab()
    made.deleteLater()
