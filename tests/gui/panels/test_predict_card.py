"""The predict card: what it asks, what it says once the run has spoken, and that keys do all of it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QRadioButton, QScrollArea

from fedgui.gui import theme as look
from fedgui.gui.language import language
from fedgui.gui.panels.predict_card import UNTRIED, Attempt, Phase, PredictCard
from fedgui.scripts.pages import Choice, Question
from fedgui.scripts.predict import RuleCall, Score

RULE = RuleCall("next-loss", (1,))
QUESTION = Question(
    RULE,
    "Which way does it go?",
    (Choice("falls", "Down"), Choice("rises", "Up, if it does not fall and does not stay"), Choice("same", "Nowhere")),
    "Because of the gradient.",
)
SHORT = Question(RULE, "Really?", (Choice("yes", "Yes"), Choice("no", "No")))


@pytest.fixture
def card(qtbot):
    made = PredictCard()
    qtbot.addWidget(made)
    made.resize(256, 500)
    made.show()
    qtbot.waitExposed(made)
    made.show_question(QUESTION, UNTRIED)
    return made


@pytest.fixture
def alerts(monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "updateAccessibility", lambda event: heard.append(event.object().text()))
    return heard


def words(card: PredictCard) -> list[str]:
    """Every text that can be seen."""
    kinds = (QLabel, QPushButton, QRadioButton)
    return [it.text() for kind in kinds for it in card.findChildren(kind) if it.isVisible() and it.text()]


def options(card: PredictCard) -> list[QRadioButton]:
    return [it for it in card.findChildren(QRadioButton) if it.isVisible()]


def names(card: PredictCard) -> list[str]:
    return [it.accessibleName() for it in options(card)]


def colors(card: PredictCard) -> set[str]:
    image = card.grab().toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_nothing_can_be_confirmed_before_a_choice(card, qtbot):
    assert not card.confirm_button.isEnabled()
    assert card.skip_button.isEnabled()
    with qtbot.waitSignal(card.chosen) as chosen:
        qtbot.mouseClick(options(card)[1], Qt.MouseButton.LeftButton)
    assert chosen.args == ["rises"]
    card.show_question(QUESTION, Attempt("rises"))
    assert [it.isChecked() for it in options(card)] == [False, True, False]
    with qtbot.waitSignal(card.confirmed):
        qtbot.mouseClick(card.confirm_button, Qt.MouseButton.LeftButton)


def test_another_choice_can_be_taken_until_it_is_confirmed(card, qtbot):
    card.show_question(QUESTION, Attempt("rises"))
    with qtbot.waitSignal(card.chosen) as chosen:
        qtbot.mouseClick(options(card)[0], Qt.MouseButton.LeftButton)
    assert chosen.args == ["falls"]


def test_keys_choose_and_confirm(card, qtbot):
    heard = []
    card.chosen.connect(heard.append)
    card.confirmed.connect(lambda: heard.append("confirmed"))
    card.skip_button.setFocus()
    qtbot.keyClick(card.skip_button, Qt.Key.Key_4)
    qtbot.keyClick(card.skip_button, Qt.Key.Key_3)
    assert heard == ["same"]
    assert options(card)[2].hasFocus()
    qtbot.keyClick(options(card)[2], Qt.Key.Key_Return)
    assert heard == ["same"], "the choice is not known yet to whoever owns the card"
    card.show_question(QUESTION, Attempt("same"))
    qtbot.keyClick(options(card)[2], Qt.Key.Key_Return)
    assert heard == ["same", "confirmed"]


def test_arrows_move_between_the_choices(card, qtbot):
    card.choose(1)
    with qtbot.waitSignal(card.chosen) as chosen:
        qtbot.keyClick(options(card)[0], Qt.Key.Key_Down)
    assert chosen.args == ["rises"]


def test_skipping_needs_no_choice(card, qtbot):
    with qtbot.waitSignal(card.skipped), qtbot.assertNotEmitted(card.chosen):
        qtbot.keyClick(card.skip_button, Qt.Key.Key_Space)


def test_a_question_may_have_fewer_choices_than_the_one_before(card):
    card.show_question(QUESTION, Attempt("same"))
    card.show_question(SHORT, UNTRIED)
    assert [it.text() for it in options(card)] == ["Yes", "No"]
    assert not any(it.isChecked() for it in options(card))
    assert not card.choose(3)
    card.show_question(QUESTION, UNTRIED)
    assert len(options(card)) == 3


# --- What came of it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.WAITING, Phase.HIDDEN, Phase.UNSHOWN])
@pytest.mark.parametrize("choice", ["falls", ""])
def test_what_the_run_has_not_shown_is_not_told(card, phase, choice):
    card.show_question(QUESTION, Attempt(choice, phase, "rises"), score=Score(2, 1))
    own = " (your answer)" if choice else ""
    assert names(card) == [f"Down{own}", QUESTION.choices[1].text, "Nowhere"]
    assert QUESTION.feedback not in words(card)
    assert not any("of 2" in it for it in words(card))
    assert not card.confirm_button.isVisible()
    assert not card.choose(1), "it is too late for another choice"


def test_an_answer_that_came_true(card):
    card.show_question(QUESTION, Attempt("rises", Phase.REVEALED, "rises"), score=Score(2, 1))
    assert names(card)[1].endswith("(what the run shows)")
    assert {"As you predicted.", QUESTION.feedback, "Your predictions: 1 of 2 right"} <= set(words(card))


def test_another_answer_stays_and_the_right_one_stands_beside_it(card):
    card.show_question(QUESTION, Attempt("falls", Phase.REVEALED, "rises"))
    assert names(card)[0] == "Down (your answer, not what the run shows)"
    assert names(card)[1].endswith("(what the run shows)")
    assert "The run shows another answer." in words(card)
    assert not any("predictions" in it for it in words(card)), "no score where none is wanted"


def test_a_skipped_question_is_answered_without_a_verdict(card):
    card.show_question(QUESTION, Attempt("", Phase.REVEALED, "rises"), score=Score())
    assert "The run has shown it." in words(card)
    assert not any("predictions" in it for it in words(card)), "nothing was predicted"


@pytest.mark.parametrize("theme_name", [look.LIGHT, look.DARK])
def test_no_answer_is_red(card, theme_name):
    look.theme().set(theme_name)
    card.show_question(QUESTION, Attempt("falls", Phase.REVEALED, "rises"))
    seen = colors(card)
    assert look.theme().color("ok").name() in seen
    assert not {look.theme().color(token).name() for token in ("bad", "badsoft")} & seen


def test_the_question_and_the_answer_are_told_to_a_screen_reader_once(card, alerts):
    card.show_question(SHORT, UNTRIED)
    card.show_question(SHORT, Attempt("yes"))
    card.show_question(SHORT, Attempt("yes", Phase.REVEALED, "yes"))
    card.show_question(SHORT, Attempt("yes", Phase.REVEALED, "yes"))
    assert alerts == ["Really?", "As you predicted."]


def test_the_numbers_that_a_question_is_about_stand_beside_it(card):
    card.show_question(QUESTION, UNTRIED, (("weight", (-0.07134, 0.0)), ("bias", (0.25,))))
    assert "w₁\u00a0−0.071   w₂\u00a00.000   b\u00a00.250" in words(card)
    language().set("pt_BR")
    assert "w₁\u00a0−0,071   w₂\u00a00,000   b\u00a00,250" in words(card)
    card.show_question(QUESTION, UNTRIED)
    assert not any("w₁" in it for it in words(card))


# --- Looks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("scale", [1.0, 2.0])
@pytest.mark.parametrize("width", [200, 272])
def test_nothing_is_cut_and_everything_can_be_hit(qtbot, width, scale):
    look.theme().set_scale(scale)
    card = PredictCard()
    area = QScrollArea()
    qtbot.addWidget(area)
    area.setWidgetResizable(True)
    area.setWidget(card)
    area.resize(round(width * scale), 300)
    area.show()
    for attempt in (Attempt("rises"), Attempt("falls", Phase.REVEALED, "rises")):
        card.show_question(QUESTION, attempt, score=Score(3, 2))
        QApplication.processEvents()
        assert len(options(card)) == 3
        for option in options(card):
            assert option.height() >= max(44 * scale, option.heightForWidth(option.width()))
        for label in card.findChildren(QLabel):
            if label.isVisible() and label.text():
                assert label.height() >= label.heightForWidth(label.width()), label.text()
        for button in (card.confirm_button, card.skip_button):
            if button.isVisible():
                assert button.height() >= 34
                assert button.width() >= button.sizeHint().width()


def test_a_long_choice_takes_as_many_lines_as_it_needs(card):
    short, long = options(card)[0], options(card)[1]
    assert long.heightForWidth(200) > short.heightForWidth(200)
    assert long.heightForWidth(200) > long.heightForWidth(2000)


def test_buttons_stand_side_by_side_where_there_is_room(card):
    card.resize(400, 500)
    QApplication.processEvents()
    assert card.confirm_button.geometry().top() == card.skip_button.geometry().top()
    card.resize(200, card.heightForWidth(200))
    QApplication.processEvents()
    assert card.confirm_button.geometry().bottom() < card.skip_button.geometry().top()
