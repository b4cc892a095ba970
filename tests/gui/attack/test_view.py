"""The attack panel: press, guess, reveal; it tells what the ledger tells, in both languages and any size."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from fedgui.gui import theme as look
from fedgui.gui.attack.card import Card
from fedgui.gui.attack.comparison import Comparison
from fedgui.gui.attack.numbers import found, operand
from fedgui.gui.attack.verdict import Verdict
from fedgui.gui.attack.view import AttackView
from fedgui.gui.language import language
from fedgui.scripts import leak_runs
from fedgui.scripts.leak import Kind, Ledger, Outcome, Setup, Truth
from fedgui.scripts.predict import EXACT, FAR, ONE
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import load_script
from fedgui.scripts.trace import Trace


class InProcess:
    """Runs here what a RunProcess runs elsewhere: no other session is under way in these tests."""

    def run(self, setup: Setup, seed: int) -> tuple[Ledger, Truth]:
        return leak_runs.run(setup, seed)

    def close(self) -> None:
        """Nothing to close."""


@pytest.fixture(autouse=True)
def looks(qapp: QApplication) -> Iterator[None]:
    look.apply(qapp)
    yield
    language().set("en")
    look.theme().set(look.LIGHT)


@pytest.fixture
def view(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[AttackView]:
    monkeypatch.setattr("fedgui.gui.attack.view.RunProcess", InProcess)
    view = AttackView()
    qtbot.addWidget(view)
    view.resize(702, 652)
    view.show()
    settle(qtbot, view)
    yield view
    view.shut_down()


def settle(qtbot: QtBot, view: AttackView) -> Outcome:
    qtbot.waitUntil(lambda: not view.is_busy and view.outcome is not None, timeout=20_000)
    assert view.outcome is not None
    return view.outcome


def show(qtbot: QtBot, view: AttackView, setup: Setup) -> Outcome:
    view.set_setup(setup)
    return settle(qtbot, view)


def press(qtbot: QtBot, view: AttackView, text: str) -> None:
    button = next(it for it in view.findChildren(QPushButton) if it.isVisible() and it.text() == text)
    assert button.isEnabled()
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Space)


def names(view: AttackView, kind: type[QWidget] = QWidget) -> str:
    return "\n".join(it.accessibleName() for it in view.findChildren(kind) if it.isVisible())


def verdict(view: AttackView) -> Verdict:
    return view.findChild(Verdict)


def test_the_row_is_hidden_until_the_learner_has_guessed(qtbot: QtBot, view: AttackView) -> None:
    assert "Bob’s row:" not in names(view)
    press(qtbot, view, "Attack")
    assert not view.findChild(Comparison).isVisible()
    assert verdict(view).word == ""
    with qtbot.waitSignal(view.guess_made) as guess:
        press(qtbot, view, "Not at all")
    assert guess.args == [FAR]
    assert "Bob’s row: x₁ 0, x₂ 1, y 0" in names(view, Comparison)
    assert "Row read: x₁ 0, x₂ 1, y 0 =" in names(view, Comparison)
    assert verdict(view).word == "IDENTICAL"
    assert "3 of 3" in verdict(view).sentence


def test_findings_grow_with_each_attack_and_go_with_the_run(qtbot: QtBot, view: AttackView) -> None:
    with qtbot.waitSignal(view.findings_changed) as found_now:
        view.attack()
    assert found_now.args[0]["row_error"] < 1e-5
    show(qtbot, view, Setup(epochs=100))
    view.attack()
    show(qtbot, view, Setup(Kind.DIGIT, batch=8))
    view.attack()
    assert view.findings.keys() == {"row_error", "row_error_100", "pixel_error_8"}
    with qtbot.waitSignal(view.findings_changed) as cleared:
        view.set_trace(Trace(), -1, load_script("federated"))
    assert cleared.args[0] == {}


def test_36_tables_stand_until_one_is_left(qtbot: QtBot, view: AttackView) -> None:
    show(qtbot, view, Setup(rows=2))
    view.attack()
    assert "36 tables are possible" in names(view)
    press(qtbot, view, "Exactly one")
    assert "1 of 36 are left: 0 0→0, 0 1→0" in names(view)
    assert view.findings["bob_tables"] == 1


def test_the_learners_own_run_is_attacked_where_it_is_two_rows(qtbot: QtBot, view: AttackView) -> None:
    trace = Trace()
    assert Runner(load_script("federated"), trace=trace).run() is None
    view.set_trace(trace, 0, load_script("federated"))
    view.set_setup(Setup(rows=2))
    qtbot.waitUntil(lambda: not view.is_busy)
    assert view.outcome is None
    assert not view.control("attack").isEnabled()
    view.set_trace(trace, len(trace) - 1, load_script("federated"))
    outcome = settle(qtbot, view)
    assert outcome.round == 10
    assert outcome.answer == ONE


def test_a_run_that_goes_on_does_not_take_the_guess_away(qtbot: QtBot, view: AttackView) -> None:
    trace = Trace()
    assert Runner(load_script("federated"), trace=trace).run() is None
    script = load_script("federated")
    last = [loss.moment for loss in trace.losses_until(len(trace)) if loss.worker == "bob"][1]
    view.set_trace(trace, last, script)
    show(qtbot, view, Setup(rows=2))
    view.attack()
    view.set_trace(trace, last + 3, script)  # Alice's turn: nothing new from Bob
    press(qtbot, view, "Several")
    assert verdict(view).word == "IDENTICAL"


def test_a_gradient_of_zero_says_that_nothing_leaked(
    qtbot: QtBot, view: AttackView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def standstill(_: InProcess, setup: Setup, seed: int) -> tuple[Ledger, Truth]:
        ledger, truth = leak_runs.run(setup, seed)
        sent, back = ledger.messages
        return replace(ledger, messages=(sent, back._replace(parts=sent.parts))), truth

    monkeypatch.setattr(InProcess, "run", standstill)
    show(qtbot, view, Setup(epochs=2))
    view.attack()
    assert verdict(view).word == "NOTHING LEAKED"
    assert "gradient is zero" in verdict(view).sentence
    assert "row_error" not in view.findings


def test_a_run_that_fails_is_told_in_a_sentence(
    qtbot: QtBot, view: AttackView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise RuntimeError("no memory")

    monkeypatch.setattr(InProcess, "run", fails)
    view.set_setup(Setup(epochs=5))
    qtbot.waitUntil(lambda: not view.is_busy)
    texts = [it.text() for it in view.findChildren(QLabel) if it.isVisible()]
    assert any("no memory" in text for text in texts)
    assert not view.control("attack").isEnabled()


def test_a_lesson_can_point_at_each_control(qtbot: QtBot, view: AttackView) -> None:
    for name in ("digits", "rows", "epochs", "attack"):
        assert view.control(name).isVisible()
    settle(qtbot, view)
    with pytest.raises(KeyError):
        view.control("masks")


def test_a_low_window_shows_one_card_at_a_time(qtbot: QtBot, view: AttackView) -> None:
    def cards() -> list[str]:
        return [card.accessibleName() for card in view.findChildren(Card) if card.isVisible()]

    assert len(cards()) == 3
    view.resize(810, 436)
    assert view.height() == 436
    assert cards() == ["What the server has"]
    view.attack()
    assert cards() == ["The arithmetic"]
    assert view.findChild(Verdict).geometry().bottom() < 436


@pytest.mark.parametrize("size", [(702, 652), (810, 436)])
def test_the_whole_way_can_be_gone_in_a_window_of_this_size(
    qtbot: QtBot, view: AttackView, size: tuple[int, int]
) -> None:
    view.resize(*size)
    press(qtbot, view, "Attack")
    press(qtbot, view, "Exactly the same")
    assert verdict(view).word == "IDENTICAL"
    assert view.rect().contains(verdict(view).geometry())
    comparison = view.findChild(Comparison)
    assert comparison.isVisible()
    assert comparison.visibleRegion().boundingRect().height() >= comparison.minimumSizeHint().height() - 4


def test_a_digit_in_a_batch_of_one_is_identical_and_in_a_larger_one_not(qtbot: QtBot, view: AttackView) -> None:
    assert show(qtbot, view, Setup(Kind.DIGIT)).answer == EXACT
    view.attack()
    press(qtbot, view, "The very image")
    assert verdict(view).word == "IDENTICAL"
    show(qtbot, view, Setup(Kind.DIGIT, batch=32))
    view.attack()
    press(qtbot, view, "Further off")
    assert verdict(view).word == "BLURRED"
    assert "0.51" in verdict(view).sentence


def test_numbers_follow_the_language() -> None:
    assert (operand(0.1), operand(-0.04052), operand(2.0), operand(3.14e-6)) == ("0.1", "−0.0405", "2", "3.1e−6")
    assert (found(0.9999997), found(-1e-7), found(0.5)) == ("1", "0", "0.5000")
    language().set("pt_BR")
    assert operand(-0.04052) == "−0,0405"


@pytest.mark.parametrize(("code", "word"), [("en", "Preparing PyTorch"), ("pt_BR", "Preparando o PyTorch")])
def test_the_first_run_says_that_pytorch_comes_first(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, code: str, word: str
) -> None:
    gate = threading.Event()

    class Slow(InProcess):
        def run(self, setup: Setup, seed: int) -> tuple[Ledger, Truth]:
            gate.wait(20)
            return super().run(setup, seed)

    language().set(code)
    monkeypatch.setattr("fedgui.gui.attack.view.RunProcess", Slow)
    view = AttackView()
    qtbot.addWidget(view)
    view.show()
    qtbot.waitUntil(lambda: view.is_busy and says(view, word), timeout=20_000)
    gate.set()
    settle(qtbot, view)
    gate.clear()
    view.set_setup(replace(view.setup, epochs=2))
    assert view.is_busy
    assert not says(view, word), "the second run waits for its training alone"
    gate.set()
    settle(qtbot, view)
    view.shut_down()


def says(view: AttackView, text: str) -> bool:
    return any(text in label.text() for label in view.findChildren(QLabel) if label.isVisible())
