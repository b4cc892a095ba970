"""Presenting: stage, caption, plot and timeline fill a screen in very large type; the teacher's notes fill another.

Nothing is built twice. The parts themselves are lent by the window and go back to their places, so a presentation
shows the same moment, the same selection and the same parcel under way, before, while and after.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QScreen
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.captions import short_name
from fedgui.gui.language import language
from fedgui.gui.notes import NotesWindow
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.timeline import Timeline
from fedgui.gui.playback import Playback, State
from fedgui.gui.shortcuts import action_of
from fedgui.gui.theme import pixmap, theme
from fedgui.scripts.trace import SERVER

DESIGNED_FOR: Final = QSize(1920, 1080)
HIDE_CURSOR_MS: Final = 2000
_STAGE_SHARE: Final = 31
_PLOT_SHARE: Final = 17
_SHOWN: Final = 0
_BLANK: Final = 1


class Loan:
    """A widget taken out of its layout or splitter for a while; an empty one keeps its place.

    Args:
        widget: it must lie in its parent's layout, or in a splitter.
    """

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._was_hidden = widget.isHidden()
        self._holder = QWidget()
        self._holder.setMinimumSize(widget.minimumSize())
        self._holder.setMaximumSize(widget.maximumSize())
        self._holder.setSizePolicy(widget.sizePolicy())
        _swap(widget, self._holder)

    def give_back(self) -> None:
        """Put the widget where it was."""
        _swap(self._holder, self._widget)
        # said aloud, since a layout shows its new widgets later: the holder would come up as a window of its own
        self._holder.hide()
        self._holder.deleteLater()
        self._widget.setVisible(not self._was_hidden)


def _swap(old: QWidget, new: QWidget) -> None:
    """Put `new` into the place of `old`, with its size and its stretch, and as visible as that is."""
    parent = old.parentWidget()
    assert parent is not None
    is_shown = not old.isHidden()
    if isinstance(parent, QSplitter):
        sizes = parent.sizes()
        parent.replaceWidget(parent.indexOf(old), new)
        new.setVisible(is_shown)
        parent.setSizes(sizes)
    else:
        layout = parent.layout()
        assert layout is not None
        layout.replaceWidget(old, new)
        new.setVisible(is_shown)
    old.setParent(None)


class PresenterView(QWidget):
    """A window of its own that fills the screen of the window that it belongs to.

    Args:
        playback: what PageUp, PageDown and the others step.
        stage, caption, plot, timeline: the window's own; they are here only between `start` and `leave`.
        notes: the teacher's notes on the present chapter as Markdown, in the language on screen; "" for none.
        window: the window to go back to.
    """

    started = Signal()
    left = Signal()
    wished = Signal(str)
    """A key asks for this action of shortcuts.ACTIONS, which is the window's to perform."""
    screen_lost = Signal(str)
    """A screen was unplugged during a presentation; carries a sentence, in the language on screen, about what ended."""

    def __init__(
        self,
        playback: Playback,
        stage: QWidget,
        caption: QWidget,
        plot: QWidget,
        timeline: Timeline,
        notes: Callable[[], str],
        window: QWidget,
    ) -> None:
        super().__init__(window, Qt.WindowType.Window)
        self._playback = playback
        self._parts = (stage, caption, plot, timeline)
        self._timeline = timeline
        self._loans: list[Loan] = []
        self._focus: QWidget | None = None
        self._splits: list[tuple[QSplitter, list[int]]] = []
        self._goes_on_after_blank = False
        self._script = playback.script
        self._is_cursor_hidden = False
        self._cursor_timer = QTimer(self)
        self._cursor_timer.setSingleShot(True)
        self._cursor_timer.setInterval(HIDE_CURSOR_MS)
        self._cursor_timer.timeout.connect(self._hide_cursor)
        self.notes = NotesWindow(notes, self)
        self.notes.key_pressed.connect(self.obey)
        self._build()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.screenRemoved.connect(self._on_screen_removed)
        playback.moved.connect(self._show_moment)
        playback.state_changed.connect(self._show_round)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._show_round)
        self.retranslate()

    # building

    def _build(self) -> None:
        self._sign = QLabel()
        self._round = Text("round")
        progress = Surface(edges=Qt.Edge.TopEdge)
        self._progress = QHBoxLayout(progress)
        self._progress.setSpacing(16)
        self._progress.addWidget(self._sign)
        self._progress.addWidget(self._round)
        side = Surface(edges=Qt.Edge.LeftEdge)
        self._side = QVBoxLayout(side)
        self._side.setContentsMargins(1, 0, 0, 0)
        self._top = QHBoxLayout()
        self._top.setSpacing(0)
        self._top.addWidget(side, _PLOT_SHARE)
        shown = QWidget()
        self._column = QVBoxLayout(shown)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addLayout(self._top, 1)
        self._column.addWidget(progress)
        self._blank = _Blank()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(shown)
        self._stack.addWidget(self._blank)

    # beginning and end

    @property
    def is_active(self) -> bool:
        """Whether a presentation is on."""
        return bool(self._loans)

    @property
    def is_blank(self) -> bool:
        """Whether the screen is black for the moment."""
        return self._stack.currentIndex() == _BLANK

    def toggle(self) -> None:
        """Begin, or end."""
        if self.is_active:
            self.leave()
        else:
            self.start()

    def start(self) -> None:
        """Fill the window's screen; where there is another one, and there are notes, they go there."""
        if self.is_active:
            return
        window = self._window()
        screen = window.screen()
        self._focus = window.focusWidget()
        self._splits = [(split, split.sizes()) for split in self._splitters()]
        self._borrow()
        # after the move: Qt resets the fonts of what changes its parent
        self._fit(screen.size())
        self.setScreen(screen)
        self.setGeometry(screen.geometry())
        self.showFullScreen()
        self.activateWindow()
        self.setFocus()
        # covered by this window: painting it as well would be for nobody
        window.setUpdatesEnabled(False)
        others = [other for other in screen.virtualSiblings() if other is not screen]
        if others:
            self.notes.open_on(others[0])
        self._cursor_timer.start()
        self._show_round()
        self.started.emit()

    def leave(self) -> None:
        """Give everything back and close. Nothing that plays is interrupted."""
        if not self.is_active:
            return
        self._show_again()
        self._show_cursor()
        self._cursor_timer.stop()
        self.notes.hide()
        for loan in self._loans:
            loan.give_back()
        self._loans.clear()
        theme().present(None)
        window = self._window()
        window.setUpdatesEnabled(True)
        for split, sizes in self._splits:
            split.setSizes(sizes)
        self.hide()
        window.activateWindow()
        if self._focus is not None and self._focus.isVisible():
            self._focus.setFocus()
        self.left.emit()

    def _splitters(self) -> set[QSplitter]:
        """What shares out the room of the parts that are lent."""
        found = set()
        for part in self._parts:
            above = part.parentWidget()
            while above is not None:
                if isinstance(above, QSplitter):
                    found.add(above)
                above = above.parentWidget()
        return found

    def _borrow(self) -> None:
        stage, caption, plot, timeline = self._parts
        self._loans = [Loan(part) for part in self._parts]
        self._top.insertWidget(0, stage, _STAGE_SHARE)
        self._side.addWidget(plot)
        self._column.insertWidget(1, caption)
        self._progress.addWidget(timeline, 1)
        for part in self._parts:
            part.show()

    def _window(self) -> QWidget:
        window = self.parentWidget()
        assert window is not None
        return window

    @Slot(QScreen)
    def _on_screen_removed(self, screen: QScreen) -> None:
        """Unplugging the projector ends the presentation; unplugging the other screen takes only the notes away."""
        if self.is_active and screen is self.screen():
            self.leave()
            # Qt moves windows from a lost screen after it has told of it
            QTimer.singleShot(0, self, self._bring_window_back)
            self.screen_lost.emit(
                self.tr("The presentation ended, as its screen was unplugged. The run is kept; F11 presents it again.")
            )
        elif self.notes.isVisible() and screen is self.notes.screen():
            self.notes.hide()
            self.screen_lost.emit(
                self.tr("The notes were closed, as their screen was unplugged. The next presentation shows them again.")
            )

    @Slot()
    def _bring_window_back(self) -> None:
        """Put the window on a screen that is there, if it lies on none."""
        window = self._window()
        screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
        if screens and not any(screen.contains(window.frameGeometry().center()) for screen in screens):
            window.move(screens[0].topLeft())

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leave()
        super().closeEvent(event)

    # keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self.obey(event):
            super().keyPressEvent(event)

    def obey(self, event: QKeyEvent) -> bool:
        """Do what a key asks for; False if it asks for nothing."""
        action = action_of(event)
        if action in ("leave", "present"):
            self.leave()
        elif action == "blank":
            self._toggle_blank()
        elif action:
            self._show_again()
            self.wished.emit(action)
        return bool(action)

    def _toggle_blank(self) -> None:
        if self.is_blank:
            self._show_again()
            return
        self._goes_on_after_blank = self._playback.is_playing
        self._playback.pause()
        self._stack.setCurrentIndex(_BLANK)

    def _show_again(self) -> None:
        if not self.is_blank:
            return
        self._stack.setCurrentIndex(_SHOWN)
        if self._goes_on_after_blank:
            self._playback.play()

    # the mouse

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.HoverMove and self.is_active:
            self._show_cursor()
            self._cursor_timer.start()
        elif event.type() == QEvent.Type.Leave:
            # the mouse is on another screen, where it is needed
            self._show_cursor()
            self._cursor_timer.stop()
        return super().event(event)

    @Slot()
    def _hide_cursor(self) -> None:
        if not self._is_cursor_hidden:
            self._is_cursor_hidden = True
            # overrides the cursors that parts of the stage have of their own
            QApplication.setOverrideCursor(Qt.CursorShape.BlankCursor)

    def _show_cursor(self) -> None:
        if self._is_cursor_hidden:
            self._is_cursor_hidden = False
            QApplication.restoreOverrideCursor()

    # texts and sizes

    @Slot()
    def retranslate(self) -> None:
        """Write every text of its own in the language on screen."""
        self.setWindowTitle(self.tr("fedgui: presentation"))
        self.setAccessibleName(self.tr("Presentation"))
        self._blank.setAccessibleName(self.tr("Blank screen"))
        self._show_round()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_active:
            self._fit(event.size())
            # parts that took another height meanwhile were not heard: the layout is busy with this very resizing
            QTimer.singleShot(0, self, self._lay_out_again)

    @Slot()
    def _lay_out_again(self) -> None:
        self._column.invalidate()
        self._column.activate()

    def _fit(self, size: QSize) -> None:
        theme().present(min(size.width() / DESIGNED_FOR.width(), size.height() / DESIGNED_FOR.height()))

    @Slot()
    def _show_moment(self) -> None:
        if self._playback.script is not self._script:
            self._script = self._playback.script
            self.notes.refresh()
        self._show_round()

    @Slot()
    def _show_round(self) -> None:
        if not self.is_active:
            return
        scale = theme().scale
        self._progress.setContentsMargins(round(24 * scale), 0, round(16 * scale), 0)
        if self._playback.is_playing:
            sign, words = "pause", self.tr("Playing")
        elif self._playback.state is State.FINISHED:
            sign, words = "check", self.tr("Finished")
        else:
            sign, words = "play", self.tr("Paused")
        self._sign.setPixmap(pixmap(sign, "ink", round(20 * scale), self.devicePixelRatioF()))
        self._sign.setAccessibleName(words)
        self._round.setText(self._round_text())

    def _round_text(self) -> str:
        scene = self._playback.scene()
        if scene is None or scene.round.number == 0:
            return ""
        number, total = language().integer(scene.round.number), scene.round.total
        text = (
            self.tr("Round {number}").format(number=number)
            if total is None
            else self.tr("Round {number}/{total}").format(number=number, total=language().integer(total))
        )
        worker = self._timeline.rounds.worker_at(self._playback.playhead)
        return text if worker in ("", SERVER) else f"{text} · {short_name(worker)}"


class _Blank(QWidget):
    """A dark screen, in every theme."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), Qt.GlobalColor.black)
