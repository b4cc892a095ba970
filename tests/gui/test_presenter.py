"""Presenting: large type, a clicker in the hand, and the window afterwards as it was before."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QCursor, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSplitter, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.notes import NotesWindow
from fedgui.gui.panels.caption_bar import CaptionBar
from fedgui.gui.panels.loss_plot import LossPlot
from fedgui.gui.panels.timeline import Timeline
from fedgui.gui.playback import State
from fedgui.gui.presenter import Loan, PresenterView
from fedgui.gui.stage.view import StageView
from fedgui.gui.theme import LIGHT, ROLES, apply, font, theme


class Player(QObject):
    """As much of a player as a presentation uses."""

    moved = Signal()
    state_changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_playing = False
        self.state = State.PAUSED
        self.playhead = -1
        self.script: object = None

    def scene(self) -> None:
        return None

    def play(self) -> None:
        self.is_playing = True
        self.state_changed.emit()

    def pause(self) -> None:
        self.is_playing = False
        self.state_changed.emit()


class Window(QWidget):
    """A window with the parts that a presentation borrows, in a layout and in splitters, as the real one has them."""

    def __init__(self) -> None:
        super().__init__()
        self.stage, self.caption, self.plot, self.timeline = StageView(), CaptionBar(), LossPlot(), Timeline()
        self.button = QPushButton("Play")
        column = QWidget()
        inside = QVBoxLayout(column)
        inside.addWidget(self.button)
        inside.addWidget(self.stage, 1)
        inside.addWidget(self.caption)
        self.code = QLabel("code")
        self.right = QSplitter(Qt.Orientation.Vertical)
        self.right.addWidget(self.code)
        self.right.addWidget(self.plot)
        self.columns = QSplitter()
        self.columns.addWidget(column)
        self.columns.addWidget(self.right)
        foot = QVBoxLayout()
        foot.addWidget(self.timeline)
        layout = QVBoxLayout(self)
        layout.addWidget(self.columns, 1)
        layout.addLayout(foot)
        self.resize(1200, 800)
        self.columns.setSizes([700, 500])
        self.right.setSizes([430, 270])
        self.player = Player()
        self.notes = "# Ask them\n\nWhat travels?"
        self.presenter = PresenterView(
            self.player, self.stage, self.caption, self.plot, self.timeline, lambda: self.notes, self
        )

    @property
    def parts(self) -> list[QWidget]:
        return [self.stage, self.caption, self.plot, self.timeline]


@pytest.fixture
def window(qapp, qtbot) -> Window:
    apply(qapp)
    window = Window()
    window.caption.show_text("The model travels to Alice. Her data stays where it is.")
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    window.button.setFocus()
    qtbot.waitUntil(window.button.hasFocus)
    yield window
    window.presenter.leave()
    language().set("en")
    theme().set(LIGHT)
    theme().present(None)
    theme().set_type_scale(1.0)
    theme().set_scale(1.0)


@pytest.fixture
def presenter(window) -> PresenterView:
    window.presenter.start()
    return window.presenter


def places(window: Window) -> list[tuple[QWidget, QSize]]:
    QApplication.processEvents()
    return [(part.parentWidget(), part.geometry()) for part in window.parts]


def test_the_window_is_afterwards_exactly_as_before(qtbot, window):
    before, picture = places(window), window.grab().toImage()
    for _ in range(3):
        window.presenter.start()
        assert all(part.window() is window.presenter and part.isVisible() for part in window.parts)
        window.presenter.leave()
        assert not window.presenter.isVisible()
    assert places(window) == before
    qtbot.waitUntil(window.button.hasFocus)
    assert window.grab().toImage() == picture
    assert window.right.sizes() == [window.code.height(), window.plot.height()]


def test_it_fills_the_screen_of_its_window(presenter, window):
    assert presenter.isFullScreen()
    assert presenter.geometry() == window.screen().geometry()


def test_nothing_is_under_24_pixels_on_a_large_screen(qtbot, presenter):
    presenter.showNormal()
    presenter.resize(1920, 1080)
    qtbot.waitUntil(lambda: presenter.size() == QSize(1920, 1080))
    assert theme().scale == pytest.approx(1.85)
    labels = [label for label in presenter.findChildren(QLabel) if label.isVisible() and label.text()]
    assert labels
    for label in labels:
        assert label.font().pixelSize() >= 24, label.text()
    assert presenter.findChild(CaptionBar).label.font().pixelSize() == 48


@pytest.mark.parametrize(("size", "least"), [((1280, 720), 20), ((1366, 768), 20), ((1024, 768), 16)])
def test_a_small_projector_has_type_that_can_be_read_from_the_last_row(qtbot, presenter, window, size, least):
    presenter.showNormal()
    presenter.resize(*size)
    qtbot.waitUntil(lambda: presenter.size() == QSize(*size))
    labels = [label for label in presenter.findChildren(QLabel) if label.isVisible() and label.text()]
    assert labels
    for label in labels:
        assert label.font().pixelSize() >= least, label.text()
        assert label.fontMetrics().tightBoundingRect(label.text()).height() <= label.height() + 1, label.text()
    assert all(font(role).pixelSize() >= least for role in ROLES)


def test_the_caption_fits_in_both_languages(qtbot, presenter, window):
    presenter.showNormal()
    presenter.resize(1920, 1080)
    qtbot.waitUntil(lambda: presenter.size() == QSize(1920, 1080))
    for text in (
        "The model travels to Alice. Her data stays where it is.",
        "O modelo viaja até Alice. Os dados dela não saem do lugar.",
    ):
        window.caption.show_text(text)
        label = window.caption.label
        assert label.heightForWidth(label.width()) <= label.height()


def test_a_smaller_screen_has_smaller_type_and_the_user_may_enlarge_it(qtbot, presenter):
    presenter.showNormal()
    presenter.resize(1280, 720)
    qtbot.waitUntil(lambda: presenter.size() == QSize(1280, 720))
    assert theme().scale == pytest.approx(1.85 * 2 / 3)
    theme().set_type_scale(1.25)
    assert theme().scale == pytest.approx(1.85 * 2 / 3 * 1.25)
    theme().set_type_scale(0.8)
    assert theme().scale == pytest.approx(1.85 * 2 / 3)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_F11])
def test_escape_and_f11_leave(qtbot, presenter, key):
    with qtbot.waitSignal(presenter.left, timeout=1000):
        qtbot.keyClick(presenter, key)
    assert not presenter.is_active


@pytest.mark.parametrize(
    ("key", "action"),
    [
        (Qt.Key.Key_PageDown, "step_forward"),
        (Qt.Key.Key_PageUp, "step_back"),
        (Qt.Key.Key_Right, "step_forward"),
        (Qt.Key.Key_Space, "play"),
        (Qt.Key.Key_R, "restart"),
    ],
)
def test_a_clicker_and_the_keyboard_ask_the_window(qtbot, presenter, key, action):
    with qtbot.waitSignal(presenter.wished, timeout=1000) as wished:
        qtbot.keyClick(presenter, key)
    assert wished.args == [action]
    assert presenter.is_active


def test_a_key_without_meaning_asks_nothing(qtbot, presenter):
    with qtbot.assertNotEmitted(presenter.wished):
        qtbot.keyClick(presenter, Qt.Key.Key_Q)


@pytest.mark.parametrize("key", [Qt.Key.Key_B, Qt.Key.Key_Period])
@pytest.mark.parametrize("was_playing", [True, False])
def test_a_blank_screen_holds_the_player_and_lets_it_go_on(qtbot, presenter, window, key, was_playing):
    window.player.is_playing = was_playing
    qtbot.keyClick(presenter, key)
    assert presenter.is_blank
    assert not window.player.is_playing
    image = presenter.grab().toImage()
    assert {image.pixelColor(x, y).lightness() for x in range(0, image.width(), 40) for y in range(0, 600, 40)} == {0}
    qtbot.keyClick(presenter, key)
    assert not presenter.is_blank
    assert window.player.is_playing is was_playing


def test_another_key_ends_the_blank_screen_too(qtbot, presenter):
    qtbot.keyClick(presenter, Qt.Key.Key_B)
    with qtbot.waitSignal(presenter.wished, timeout=1000):
        qtbot.keyClick(presenter, Qt.Key.Key_PageDown)
    assert not presenter.is_blank


def test_leaving_a_blank_screen_shows_everything_the_next_time(qtbot, presenter):
    qtbot.keyClick(presenter, Qt.Key.Key_B)
    qtbot.keyClick(presenter, Qt.Key.Key_Escape)
    presenter.start()
    assert not presenter.is_blank


def test_the_cursor_hides_and_comes_back(qtbot, presenter):
    presenter._cursor_timer.setInterval(1)
    presenter._cursor_timer.start()
    qtbot.waitUntil(lambda: QApplication.overrideCursor() is not None)
    assert QApplication.overrideCursor().shape() is Qt.CursorShape.BlankCursor
    presenter._cursor_timer.setInterval(60_000)
    qtbot.mouseMove(presenter.windowHandle(), QPoint(100, 100))
    qtbot.mouseMove(presenter.windowHandle(), QPoint(140, 130))
    qtbot.waitUntil(lambda: QApplication.overrideCursor() is None)
    presenter._hide_cursor()
    QApplication.sendEvent(presenter, QEvent(QEvent.Type.Leave))
    assert QApplication.overrideCursor() is None
    presenter._hide_cursor()
    presenter.leave()
    assert QApplication.overrideCursor() is None
    assert window_cursor(presenter).shape() is Qt.CursorShape.ArrowCursor


def window_cursor(presenter: PresenterView) -> QCursor:
    return presenter.parentWidget().cursor()


def test_closing_it_gives_everything_back(window, presenter):
    presenter.close()
    assert not presenter.is_active
    assert all(part.window() is window for part in window.parts)


def test_unplugging_the_projector_leaves_and_loses_nothing(window, presenter):
    QGuiApplication.instance().screenRemoved.emit(presenter.screen())
    assert not presenter.is_active
    assert all(part.window() is window and part.isVisible() for part in window.parts)
    assert window.caption.label.text().startswith("The model travels")
    presenter.start()
    assert presenter.is_active


def test_starting_twice_is_starting_once(window, presenter):
    presenter.start()
    presenter.leave()
    assert all(part.window() is window for part in window.parts)
    presenter.toggle()
    assert presenter.is_active
    presenter.toggle()
    assert not presenter.is_active


def test_the_window_is_not_painted_behind_it(window, presenter):
    assert not window.code.updatesEnabled()
    assert presenter.updatesEnabled()
    presenter.leave()
    assert window.code.updatesEnabled()


def test_it_says_whether_the_record_plays(window, presenter):
    names = []
    for playing in (window.player.play, window.player.pause):
        playing()
        names.append(presenter._sign.accessibleName())
    window.player.state = State.FINISHED
    window.player.state_changed.emit()
    names.append(presenter._sign.accessibleName())
    assert names == ["Playing", "Paused", "Finished"]
    assert not presenter._sign.pixmap().isNull()


# --- the notes ----------------------------------------------------------------------------------------------------


def test_on_a_single_screen_there_are_no_notes(presenter):
    assert not presenter.notes.isVisible()


def test_notes_show_markdown_and_follow_chapter_and_language(qtbot, qapp):
    texts = {"en": "# Ask\n\nWhat **travels**?", "pt_BR": "# Pergunte"}
    notes = NotesWindow(lambda: texts[language().code])
    qtbot.addWidget(notes)
    notes.open_on(qapp.primaryScreen())
    assert notes.isVisible()
    assert notes.page.toPlainText() == "Ask\nWhat travels?"
    language().set("pt_BR")
    assert notes.page.toPlainText() == "Pergunte"
    texts["pt_BR"] = "Outro capítulo"
    notes.refresh()
    assert notes.page.toPlainText() == "Outro capítulo"
    language().set("en")


def test_notes_change_with_the_chapter(window, presenter):
    presenter.notes.open_on(presenter.screen())
    window.notes = "Another chapter"
    window.player.moved.emit()
    assert presenter.notes.page.toPlainText() == "Ask them\nWhat travels?"
    window.player.script = object()
    window.player.moved.emit()
    assert presenter.notes.page.toPlainText() == "Another chapter"


def test_without_notes_no_second_window_opens(qtbot, qapp):
    notes = NotesWindow(str)
    qtbot.addWidget(notes)
    notes.open_on(qapp.primaryScreen())
    assert not notes.isVisible()


def test_keys_pressed_over_the_notes_go_to_the_presentation(qtbot, presenter):
    notes = presenter.notes
    notes.open_on(presenter.screen())
    with qtbot.waitSignal(presenter.wished, timeout=1000) as wished:
        qtbot.keyClick(notes.page, Qt.Key.Key_PageDown)
    assert wished.args == ["step_forward"]
    with qtbot.assertNotEmitted(presenter.wished):
        qtbot.keyClick(notes.page, Qt.Key.Key_Down)
    qtbot.keyClick(notes.page, Qt.Key.Key_Escape)
    assert not presenter.is_active
    assert not notes.isVisible()


# --- lending ------------------------------------------------------------------------------------------------------


def test_a_loan_keeps_place_stretch_and_size(qtbot):
    host = QWidget()
    qtbot.addWidget(host)
    inner = QVBoxLayout()
    layout = QVBoxLayout(host)
    layout.addLayout(inner)
    parts = [QLabel(str(number)) for number in range(3)]
    for stretch, part in enumerate(parts, 1):
        inner.addWidget(part, stretch)
    host.resize(200, 600)
    host.show()
    QApplication.processEvents()
    before = [part.geometry() for part in parts]
    loan = Loan(parts[1])
    assert parts[1].parent() is None
    QApplication.processEvents()
    assert [parts[0].geometry(), parts[2].geometry()] == [before[0], before[2]]
    loan.give_back()
    QApplication.processEvents()
    assert [part.geometry() for part in parts] == before
    assert [inner.itemAt(place).widget() for place in range(3)] == parts
    assert [inner.stretch(place) for place in range(3)] == [1, 2, 3]
