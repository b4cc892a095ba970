"""Chapter 4's view: masks change what is seen and never the sum, seeds repair it, noise hides it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.secure import words
from fedgui.gui.secure.averaging_page import AggregatorPicture
from fedgui.gui.secure.knob import STEPS, MaskKnob
from fedgui.gui.secure.messages import MessageBand
from fedgui.gui.secure.numbers import decimal, noise_text, share
from fedgui.gui.secure.only_you import OnlyYou
from fedgui.gui.secure.room_row import RoomRow
from fedgui.gui.secure.server_card import ServerCard
from fedgui.gui.secure.view import AVERAGE, MASKS, NOISE, SecureView
from fedgui.gui.secure.worker_card import WorkerCard
from fedgui.scripts import defence_runs
from fedgui.scripts.defence import NoiseOutcome, Training, stops
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import SERVER, Trace


class InProcess:
    """Runs here what a DefenceProcess runs elsewhere: no other session is under way in these tests."""

    average = staticmethod(defence_runs.average)
    train = staticmethod(defence_runs.train)
    noise = staticmethod(defence_runs.noise)
    tradeoff = staticmethod(defence_runs.tradeoff)

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(autouse=True)
def looks(qapp: QApplication) -> Iterator[None]:
    look.apply(qapp)
    yield
    language().set("en")
    look.theme().set(look.LIGHT)
    look.theme().set_type_scale(1.0)


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[SecureView]:
    monkeypatch.setattr("fedgui.gui.secure.view.DefenceProcess", InProcess)
    view = SecureView()
    view.set_motion(0)
    qtbot.addWidget(view)
    view.resize(688, 616)
    view.show()
    settle(qtbot, view, lambda: view.masks.masking is not None)
    yield view
    view.shut_down()


def settle(qtbot: QtBot, view: SecureView, is_there=lambda: True) -> None:
    qtbot.waitUntil(lambda: not view.is_busy and is_there(), timeout=20_000)


def press(qtbot: QtBot, view: QWidget, text: str) -> None:
    button = next(it for it in view.findChildren(QPushButton) if it.isVisible() and it.text() == text)
    assert button.isEnabled()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def choose(qtbot: QtBot, view: QWidget, name: str) -> None:
    """Click the segment that a screen reader calls so."""
    segments = view.findChildren(QWidget)
    segment = next(it for it in segments if it.accessibleName() == name and it.isVisible() and not it.children())
    qtbot.mouseClick(segment, Qt.MouseButton.LeftButton)


def spoken(view: QWidget, kind: type[QWidget]) -> str:
    return "\n".join(it.accessibleName() for it in view.findChildren(kind) if it.isVisible())


def workers(qtbot: QtBot, view: SecureView, count: int) -> None:
    choose(qtbot, view, f"Workers: {count}")
    settle(qtbot, view, lambda: view.masks.masking is not None and len(view.masks.masking.workers) == count)


def has_repair(view: SecureView) -> bool:
    return view.masks.rule.button.text() in ("Recover seeds", "Take their masks out")


# --- Masks -----------------------------------------------------------------------------------------------------------


def test_the_server_has_the_masked_integers_their_sum_and_the_average(view: SecureView) -> None:
    server = spoken(view, ServerCard)
    found = view.masks.masking
    for worker in ("bob", "alice"):
        for word in found.round.sent(worker):
            assert str(int(word)) in server
    assert "sum -366376, which stands for −5.5905, average −2.7952" in server
    assert "Exact sum · difference 0" in server


def test_the_check_without_masks_stands_outside_of_the_server(view: SecureView) -> None:
    only_you = view.findChild(OnlyYou)
    assert "Only you see this" in only_you.accessibleName()
    assert "w₁ −5.5905, the same" in only_you.accessibleName()
    assert not view.findChild(ServerCard).geometry().intersects(only_you.geometry())


def test_dragging_a_mask_changes_what_both_send_and_not_the_sum(qtbot: QtBot, view: SecureView) -> None:
    before = view.masks.masking
    cards = [card.accessibleName() for card in view.findChildren(WorkerCard)]
    knob = view.findChild(MaskKnob)
    center = knob.rect().center()
    with qtbot.waitSignal(view.used) as used:
        qtbot.mousePress(knob, Qt.MouseButton.LeftButton, pos=center)
        qtbot.mouseMove(knob, center + QPoint(40, 0))
        qtbot.mouseRelease(knob, Qt.MouseButton.LeftButton, pos=center + QPoint(40, 0))
    assert used.args == ["masks"]
    after = view.masks.masking
    assert knob.value() != 0
    for worker in ("bob", "alice"):
        assert (after.round.sent(worker) != before.round.sent(worker)).all()
    assert (after.received == before.received).all()
    assert [card.accessibleName() for card in view.findChildren(WorkerCard)] != cards
    assert view.findings["sum_before"] == view.findings["sum_after"] == pytest.approx(-5.59, abs=0.01)


def test_arrow_keys_turn_a_mask_and_a_whole_turn_is_none(qtbot: QtBot, view: SecureView) -> None:
    before = view.masks.masking
    knob = view.findChild(MaskKnob)
    knob.setFocus()
    qtbot.keyClick(knob, Qt.Key.Key_Up)
    assert (view.masks.masking.round.sent("bob") != before.round.sent("bob")).all()
    view.masks.turn(knob.pair, STEPS)
    assert (view.masks.masking.round.sent("bob") == before.round.sent("bob")).all()


def test_a_new_mask_is_drawn_by_the_keyboard_and_the_sum_stays(qtbot: QtBot, view: SecureView) -> None:
    before = view.masks.masking
    with qtbot.waitSignal(view.used):
        press(qtbot, view, "New mask")
    after = view.masks.masking
    assert (after.round.sent("alice") != before.round.sent("alice")).all()
    assert (after.received == before.received).all()


def test_every_pair_of_workers_has_a_mask_to_turn(qtbot: QtBot, view: SecureView) -> None:
    for count, pairs in ((3, 3), (4, 6)):
        workers(qtbot, view, count)
        knobs = [knob for knob in view.findChildren(MaskKnob) if knob.isVisible()]
        assert len(knobs) == pairs
        assert not any(a.geometry().intersects(b.geometry()) for place, a in enumerate(knobs) for b in knobs[:place])
        total = view.masks.masking.received
        for knob in knobs:
            knob.setValue(77)
        assert (view.masks.masking.received == total).all()
        assert view.masks.masking.is_exact


def test_one_worker_alone_is_refused_in_a_sentence_and_two_bring_the_round_back(qtbot: QtBot, view: SecureView) -> None:
    choose(qtbot, view, "Workers: 1")
    texts = "\n".join(it.text() for it in view.masks.findChildren(QWidget) if it.isVisible() and hasattr(it, "text"))
    assert "Masks need at least two workers" in texts
    assert view.masks.masking is None
    workers(qtbot, view, 2)
    assert view.masks.masking.is_exact


def test_a_drop_out_is_repaired_step_by_step(qtbot: QtBot, view: SecureView) -> None:
    workers(qtbot, view, 3)
    with qtbot.waitSignal(view.used) as used:
        choose(qtbot, view, "Offline: Alice")
    assert used.args == ["dropout"]
    assert "Not the sum" in spoken(view, ServerCard)
    assert "Alice, offline" in spoken(view, WorkerCard)
    assert "not the same" in spoken(view, OnlyYou)
    press(qtbot, view, "Recover seeds")
    seeds = [str(seed) for pair, seed in view.masks.masking.round.seeds.items() if "alice" in pair]
    assert len(seeds) == 2
    assert all(seed in view.masks.rule.reason for seed in seeds)
    assert not view.masks.masking.is_exact
    press(qtbot, view, "Take their masks out")
    assert "Exact sum · difference 0" in spoken(view, ServerCard)
    assert "Bob and Caio" in view.masks.rule.reason
    choose(qtbot, view, "Offline: nobody")
    assert "Alice, sending" in spoken(view, WorkerCard)


def test_with_one_worker_left_nobody_reveals_a_seed(qtbot: QtBot, view: SecureView) -> None:
    choose(qtbot, view, "Offline: Alice")
    press(qtbot, view, "Recover seeds")
    assert "With 1 of 2 workers left" in view.masks.rule.reason
    assert not view.masks.masking.is_exact
    assert not has_repair(view)


def test_masks_hide_who_and_the_sum_tells_one_table(qtbot: QtBot, view: SecureView) -> None:
    assert "Masks hide who, not what." in view.masks.rule.accessibleName()
    assert view.findings["sum_tables"] == 1
    press(qtbot, view, "Ask the sum")
    assert "330 tables are possible, exactly one fits the sum" in view.masks.rule.reason
    assert "0\u00a00→0, 0\u00a01→0, 1\u00a00→1, 1\u00a01→1" in view.masks.rule.reason


def test_masks_cancel_in_an_animation_that_ends_and_none_where_motion_is_reduced(
    qtbot: QtBot, view: SecureView
) -> None:
    server = view.findChild(ServerCard)
    view.masks.draw_anew()
    assert not server.is_moving
    view.set_motion(0.05)
    view.masks.draw_anew()
    assert server.is_moving
    qtbot.waitUntil(lambda: not server.is_moving)
    view.masks.draw_anew()
    view.hide()
    assert not server.is_moving


def test_arrows_stay_below_their_rooms_when_the_window_grows(qtbot: QtBot, view: SecureView) -> None:
    view.resize(1000, 700)
    band, row = view.findChild(MessageBand), view.findChild(RoomRow)
    qtbot.waitUntil(lambda: row.width() > 900)
    assert list(band.centers) == row.centers()


# --- The learner's own run -------------------------------------------------------------------------------------------


def test_the_round_and_the_seed_are_those_of_the_run(qtbot: QtBot, view: SecureView) -> None:
    trace = Trace(seed=3)
    script = load_script("secure_aggregation")
    assert Runner(script, seed=3, trace=trace).run() is None
    view.set_trace(trace, len(trace) - 1, script)
    settle(qtbot, view, lambda: view.masks.masking is not None)
    messages = [m.message for m in trace if m.message and m.message.bytes and m.message.receiver == SERVER]
    masked = [message.parts[0][1].values for message in messages if message.name.startswith("masked_")][-2:]
    shown = view.masks.masking.round
    # with two workers, these are the very numbers of the run's messages
    assert [int(word) for word in shown.sent("bob").view("int32")] == list(masked[0])
    assert [int(word) for word in shown.sent("alice").view("int32")] == list(masked[1])
    view.masks.draw_anew()
    assert [int(word) for word in view.masks.masking.round.sent("bob").view("int32")] != list(masked[0])
    assert view.masks.masking.is_exact


def test_the_page_follows_the_script(view: SecureView) -> None:
    for name, page in (("fedsgd", AVERAGE), ("noisy", NOISE), ("secure_aggregation", MASKS)):
        view.set_trace(Trace(), -1, load_script(name))
        assert view.page == page


def test_a_run_that_fails_is_told_in_a_sentence(
    qtbot: QtBot, view: SecureView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> Training:
        raise RuntimeError("no memory")

    monkeypatch.setattr(InProcess, "train", staticmethod(fails))
    choose(qtbot, view, "Workers: 4")
    settle(qtbot, view)
    texts = [it.text() for it in view.masks.findChildren(QWidget) if it.isVisible() and hasattr(it, "text")]
    assert any("no memory" in text for text in texts)


def test_another_number_of_workers_that_is_taken_back_at_once_leaves_the_round(qtbot: QtBot, view: SecureView) -> None:
    choose(qtbot, view, "Workers: 4")
    choose(qtbot, view, "Workers: 2")
    settle(qtbot, view, lambda: view.masks.masking is not None)
    assert view.masks.masking.workers == ("bob", "alice")


def test_a_lesson_can_point_at_the_nodes_of_a_round(view: SecureView) -> None:
    view.show_page(NOISE)
    assert "Alice" in view.node("alice").accessibleName()
    assert view.page == MASKS
    assert view.node(SERVER).accessibleName().startswith("Server")
    with pytest.raises(KeyError):
        view.node("zoe")


# --- Noise -----------------------------------------------------------------------------------------------------------


def noise(qtbot: QtBot, view: SecureView) -> NoiseOutcome:
    view.show_page(NOISE)
    settle(
        qtbot,
        view,
        lambda: view.noise.outcome is not None and view.noise.outcome.setup.multiplier == view.noise.multiplier,
    )
    return view.noise.outcome


def test_the_attack_follows_the_slider_from_leaked_to_gone(qtbot: QtBot, view: SecureView) -> None:
    assert noise(qtbot, view).is_named
    assert "these are Bob’s rows" in view.noise.sentence
    choose(qtbot, view, "Clip to norm 16")
    assert noise(qtbot, view).setup.multiplier == 0
    settle(qtbot, view, lambda: view.noise.verdict.word == "FULLY LEAKED")
    with qtbot.waitSignal(view.used) as used:
        view.noise.slider.setValue(view.noise.slider.maximum())
    assert used.args == ["noise"]
    assert noise(qtbot, view).gone
    assert view.noise.verdict.word == "GONE"
    assert "guessing" in view.noise.verdict.sentence


def test_the_slider_moves_by_mouse_and_keyboard(qtbot: QtBot, view: SecureView) -> None:
    noise(qtbot, view)
    slider = view.noise.slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    assert view.noise.multiplier == stops()[1]
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 2, slider.height() // 2))
    assert view.noise.multiplier == stops()[-1]
    noise(qtbot, view)


@pytest.mark.parametrize("text", ["1e9", "1000000000", "0"])
def test_any_noise_from_none_to_a_billion_can_be_typed(qtbot: QtBot, view: SecureView, text: str) -> None:
    noise(qtbot, view)
    view.noise.slider.setValue(5)
    field = view.noise.control.field
    field.setText(text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    outcome = noise(qtbot, view)
    assert outcome.setup.multiplier == float(text)
    assert outcome.gone is (float(text) > 0)


@pytest.mark.parametrize("text", ["-1", "2e9", "loud", "nan", ""])
def test_what_is_no_noise_is_refused_in_a_sentence_and_changes_nothing(
    qtbot: QtBot, view: SecureView, text: str
) -> None:
    before = noise(qtbot, view)
    field = view.noise.control.field
    field.setText(text)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "is no noise" in view.noise.sentence
    assert field.text() == "0"
    assert view.noise.outcome is before
    view.noise.slider.setValue(3)
    noise(qtbot, view)
    assert "is no noise" not in view.noise.sentence


def test_no_epsilon_is_shown(qtbot: QtBot, view: SecureView) -> None:
    noise(qtbot, view)
    for code in ("en", "pt_BR"):
        language().set(code)
        told = [it.accessibleName() + getattr(it, "text", str)() for it in view.findChildren(QWidget)]
        assert not any("ε" in text or "psilon" in text for text in told)


def test_accuracy_and_attack_are_told_with_what_guessing_has(qtbot: QtBot, view: SecureView) -> None:
    noise(qtbot, view)
    told = "\n".join(it.accessibleName() for it in view.noise.findChildren(QWidget))
    assert "Accuracy of the model: 100%. guessing: 50%" in told
    assert "guessing: 3%" in told


def test_whose_and_what_are_told_apart(qtbot: QtBot, view: SecureView) -> None:
    noise(qtbot, view)
    assert any(
        "Aggregation hides whose. Noise limits what." in it.accessibleName() for it in view.findChildren(QWidget)
    )


def test_answers_come_while_the_slider_still_moves(qtbot: QtBot, view: SecureView) -> None:
    noise(qtbot, view)
    seen: list[float] = []
    show = view.noise.show_outcome
    view.noise.show_outcome = lambda outcome: (seen.append(outcome.setup.multiplier), show(outcome))  # type: ignore[method-assign]
    for place in range(1, 12):
        view.noise.slider.setValue(place)
        QTest.qWait(25)
    noise(qtbot, view)
    assert len(seen) > 2


# --- Averages --------------------------------------------------------------------------------------------------------


def test_the_aggregator_sees_both_copies_and_bob_works_out_alices(qtbot: QtBot, view: SecureView) -> None:
    view.show_page(AVERAGE)
    settle(qtbot, view, lambda: view.averaging.table.rowCount() == 20)
    told = spoken(view, AggregatorPicture)
    assert "Bob’s copy: −0.0053, 0.3556, −0.2283" in told
    assert "Alice’s copy: 0.6619, 0.4504, 0.0852" in told
    assert "average: 0.3283, 0.4030, −0.0715" in told
    assert "2 × average − own: 0.6619, 0.4504, 0.0852" in told
    choose(qtbot, view, "Round 10")
    assert spoken(view, AggregatorPicture) != told


def test_fedsgd_and_centralized_stand_side_by_side_with_the_true_difference(qtbot: QtBot, view: SecureView) -> None:
    view.show_page(AVERAGE)
    settle(qtbot, view, lambda: view.averaging.table.rowCount() == 20)
    found = defence_runs.average(0)
    table = view.averaging.table
    assert table.item(0, 1).text() == f"{found.summed[0]:.7f}"
    assert table.item(0, 2).text() == f"{found.central[0]:.7f}"
    sentence = view.averaging.sentences[1]
    assert "All 20 losses have the same four decimals." in sentence
    assert f"{found.unequal} of them differ" in sentence


# --- What lessons ask for, and looks ---------------------------------------------------------------------------------


def test_a_lesson_can_point_at_each_control(qtbot: QtBot, view: SecureView) -> None:
    for name in ("noise", "masks", "dropout"):
        control = view.control(name)
        settle(qtbot, view)
        assert control.isVisible()
    with pytest.raises(KeyError):
        view.control("attack")


def test_all_texts_change_with_the_language(qtbot: QtBot, view: SecureView) -> None:
    language().set("pt_BR")
    assert "−5,5905" in spoken(view, ServerCard)
    assert "As máscaras escondem quem, não o quê." in view.masks.rule.accessibleName()


@pytest.mark.parametrize("size", [(688, 616), (810, 436)])
def test_two_workers_fit_a_window_of_this_size_in_both_languages(
    qtbot: QtBot, view: SecureView, size: tuple[int, int]
) -> None:
    view.resize(*size)
    for code in ("en", "pt_BR"):
        language().set(code)
        qtbot.waitUntil(lambda: view.masks.height() <= view.height())
        assert view.masks.minimumSizeHint().width() <= view.width() - 28
        assert view.rect().contains(view.masks.rule.mapTo(view, view.masks.rule.rect().bottomRight()))


def test_a_low_window_keeps_strips_in_the_server_alone(view: SecureView) -> None:
    high = view.findChild(WorkerCard).height(), view.findChild(ServerCard).height()
    view.resize(810, 436)
    assert view.findChild(WorkerCard).height() <= high[0] - 3 * 16
    assert view.findChild(ServerCard).height() < high[1]


def reached_by_tab(view: SecureView) -> list[QWidget]:
    reached: list[QWidget] = []
    widget: QWidget | None = view
    while (widget := widget.nextInFocusChain()) not in (None, view):
        if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isEnabled():
            reached.append(widget)
    return reached


def test_every_control_can_be_reached_by_tab_and_has_a_name(qtbot: QtBot, view: SecureView) -> None:
    for page in (MASKS, NOISE, AVERAGE):
        view.show_page(page)
        settle(qtbot, view)
        # of choices that belong together, Tab stops at the one that is taken; some controls wait for their numbers
        qtbot.waitUntil(lambda: len(reached_by_tab(view)) >= 4, timeout=60_000)
        reached = reached_by_tab(view)
        nameless = [widget for widget in reached if not (widget.accessibleName() or getattr(widget, "text", str)())]
        assert nameless == []


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_all_pages_paint_at_any_scale_and_in_any_theme(
    qtbot: QtBot, view: SecureView, theme: str, scale: float
) -> None:
    look.theme().set(theme)
    look.theme().set_type_scale(scale)
    for page in (MASKS, NOISE, AVERAGE):
        view.show_page(page)
        settle(qtbot, view)
        assert not view.grab().isNull()


def test_numbers_follow_the_language() -> None:
    assert [noise_text(value) for value in (0, 0.01, 0.1334, 7.5, 100.0, 1e9)] == [
        "0",
        "0.01",
        "0.133",
        "7.5",
        "100",
        "1e9",
    ]
    assert (decimal(-0.40531), decimal(-18838.2031)) == ("−0.4053", "−18838.2")
    assert words.table([(0, 0, 0), (0, 0, 0), (1, 0, 1)]) == "2\u00a0×\u00a0(0\u00a00→0), 1\u00a00→1"
    assert share(0.333) == "33%"
    language().set("pt_BR")
    assert noise_text(0.1334) == "0,133"
    assert decimal(-0.40531) == "−0,4053"
