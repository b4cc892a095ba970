"""The transport bar: the timeline, the round counter, the buttons that play the record, and its speed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QProgressBar,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.captions import short_name, worker_name
from fedgui.gui.language import language
from fedgui.gui.panels.basics import IconButton, Surface, Text
from fedgui.gui.panels.identity import Avatar
from fedgui.gui.panels.segmented import SegmentedControl
from fedgui.gui.panels.timeline import Timeline
from fedgui.gui.settings import SPEEDS
from fedgui.gui.theme import font, icon, theme
from fedgui.scripts.trace import SERVER, Trace
from fedgui.scripts.units import Unit

__all__ = ["SPEEDS", "TransportBar"]

_HEIGHT: Final = 108
_STATES: Final = ("preparing", "ready", "playing", "paused", "finished", "failed")
_ENDED: Final = ("finished", "failed")


_GAP: Final = 8
_MARGINS: Final = 2 * 20 + 4


def _width_of(parts: Iterable[QWidget]) -> int:
    """What these take side by side."""
    return sum(part.sizeHint().width() + _GAP for part in parts)


class _Key(Text):
    """The name of a key, in a box like a key's."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("hint", "ink2", parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setContentsMargins(7, 2, 7, 2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme().color("line2"), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.end()
        super().paintEvent(event)


class TransportBar(Surface):
    """Plays, steps, seeks and restarts; says which round and whose turn it is."""

    play_toggled = Signal()
    """Play or pause; after the end: begin again."""
    step_forward = Signal()
    step_back = Signal()
    restart = Signal()
    speed_changed = Signal(object)
    """One of SPEEDS (float)."""
    seek_requested = Signal(int)
    """The user wants to see the moment with this index."""
    unit_changed = Signal(str)
    """The user wants steps of another length: one of Unit."""
    undo_requested = Signal()
    """The user wants the run as it was before the last change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edges=Qt.Edge.TopEdge, parent=parent)
        self._state = ""
        self._is_playing = False
        self._is_narrow = False
        self._round: tuple[int, int | None, str] = (0, None, "")
        self._is_without_rounds = False
        self._fork_count = 0
        self._unit = Unit.LINE
        self.timeline = Timeline(self)
        self.timeline.seek_requested.connect(self.seek_requested)
        self._make_buttons()
        self._make_units()
        self._make_counter()
        self._make_hints()
        self._make_speeds()
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.hide()
        self._lay_out()
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.set_speed(1.0)
        self._restyle()
        self.retranslate()
        self.set_state("preparing")

    # building

    def _make_buttons(self) -> None:
        self.restart_button = IconButton(44, 22, parent=self)
        self.restart_button.setIcon(icon("restart"))
        self.restart_button.clicked.connect(self.restart)
        self.back_button = IconButton(44, 22, parent=self)
        self.back_button.setIcon(icon("back"))
        self.back_button.clicked.connect(self.step_back)
        self.play_button = IconButton(52, 24, "big", self)
        self.play_button.clicked.connect(self.play_toggled)
        self.forward_button = IconButton(44, 22, parent=self)
        self.forward_button.setIcon(icon("fwd"))
        self.forward_button.clicked.connect(self.step_forward)

        self.undo_button = QToolButton(self)
        self.undo_button.setProperty("kind", "outline")
        self.undo_button.clicked.connect(self.undo_requested)
        self.undo_button.hide()

    def _make_units(self) -> None:
        self.unit_button = QToolButton(self)
        self.unit_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.unit_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.unit_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        menu = QMenu(self.unit_button)
        self._units = QActionGroup(menu)
        for _unit in Unit:
            menu.addAction(self._units.addAction(QAction(menu, checkable=True)))
        self._units.triggered.connect(self._choose_unit)
        self.unit_button.setMenu(menu)

    def _make_speeds(self) -> None:
        """All speeds in a row, or a menu of them where the row has no room."""
        self.speed = SegmentedControl(len(SPEEDS), self)
        self.speed.chosen.connect(self._choose_speed)
        self.speed_button = QToolButton(self)
        self.speed_button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.speed_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.speed_button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        menu = QMenu(self.speed_button)
        self._speeds = QActionGroup(menu)
        for _speed in SPEEDS:
            menu.addAction(self._speeds.addAction(QAction(menu, checkable=True)))
        self._speeds.triggered.connect(self._choose_speed_action)
        self.speed_button.setMenu(menu)
        self.speed_button.hide()

    def _make_counter(self) -> None:
        self._count = Text("round", parent=self)
        self._dot = Text("round", "ink2", self)
        self._dot.setText("·")
        self._avatar = Avatar(24, self)
        self._worker = Text("round", parent=self)

    def _make_hints(self) -> None:
        self._hints = QWidget(self)
        self._space, self._left, self._right = _Key(self._hints), _Key(self._hints), _Key(self._hints)
        self._left.setText("←")
        self._right.setText("→")
        self._plays = Text("hint", "ink2", self._hints)
        self._steps = Text("hint", "ink2", self._hints)
        layout = QHBoxLayout(self._hints)
        layout.setContentsMargins(0, 0, 16, 0)
        layout.setSpacing(6)
        for widget, after in ((self._space, 0), (self._plays, 8), (self._left, 0), (self._right, 0), (self._steps, 0)):
            layout.addWidget(widget)
            layout.addSpacing(after)

    def _lay_out(self) -> None:
        counter = QHBoxLayout()
        counter.setSpacing(8)
        for widget in (self._count, self._dot, self._avatar, self._worker):
            counter.addWidget(widget)
        counter.addStretch()
        counter.addWidget(self.undo_button)
        counter.addSpacing(8)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.restart_button, self.back_button, self.play_button, self.forward_button):
            buttons.addWidget(button)
        right = QHBoxLayout()
        right.setSpacing(0)
        right.addSpacing(4)
        right.addWidget(self.unit_button)
        right.addStretch()
        right.addWidget(self._hints)
        right.addWidget(self.speed)
        right.addWidget(self.speed_button)
        row = self._row = QGridLayout()
        row.setHorizontalSpacing(_GAP)
        row.setContentsMargins(20, 0, 20, 0)
        row.addLayout(counter, 0, 0)
        row.addLayout(buttons, 0, 1)
        row.addLayout(right, 0, 2)
        # Equal wings keep the play button in the middle of the window.
        row.setColumnStretch(0, 1)
        row.setColumnStretch(2, 1)
        line = QHBoxLayout()
        line.setContentsMargins(9, 0, 9, 0)
        line.addWidget(self.timeline)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(line)
        layout.addLayout(row, 1)

    # what the window sets

    def show_moment(self, trace: Trace, index: int) -> None:
        """Show where moment `index` (-1: before the first) of `trace` lies, and whose turn it is."""
        self.timeline.show_moment(trace, index)
        if self.timeline.rounds.is_without_rounds is not self._is_without_rounds:
            self._is_without_rounds = not self._is_without_rounds
            self._write_counter()
        if index < 0:
            self.set_round(0, None, "")
            return
        state = trace.state_at(index).round
        worker = self.timeline.rounds.worker_at(index)
        self.set_round(state.number, state.total, "" if worker == SERVER else worker)

    def set_round(self, number: int, total: int | None, worker: str) -> None:
        """Write the counter: round `number` (0: before the first) of `total`, and the worker whose turn it is."""
        if (number, total, worker) != self._round:
            self._round = (number, total, worker)
            self._write_counter()

    def set_state(self, state: str) -> None:
        """Say what the player is doing: "preparing", "ready", "playing", "paused", "finished" or "failed".

        Who presses play while all is being prepared sees it play as soon as that is done.

        Raises:
            ValueError: if it is none of them.
        """
        if state not in _STATES:
            raise ValueError(f"the player has no state {state!r}")
        if state == self._state:
            return
        self._state = state
        has_run = state not in ("preparing", "ready")
        self.forward_button.setEnabled(state not in _ENDED)
        self.back_button.setEnabled(has_run)
        self.restart_button.setEnabled(has_run)
        self.timeline.setEnabled(has_run)
        self._write_play()
        self._write_counter()

    def set_playing(self, is_playing: bool) -> None:
        """Show the pause sign while the record plays, the play sign while it rests."""
        if is_playing != self._is_playing:
            self._is_playing = is_playing
            self._write_play()

    def set_speed(self, speed: float) -> None:
        """Show this speed (one of SPEEDS) as the chosen one, without a signal."""
        if speed in SPEEDS:
            self.speed.set_current(SPEEDS.index(speed))
            self._write_speed()

    def set_unit(self, unit: str) -> None:
        """Show this length of a step as the chosen one, without a signal.

        Raises:
            ValueError: if it is none of Unit.
        """
        self._unit = Unit(unit)
        self._write_unit()

    def set_live(self, is_live: bool) -> None:
        """Say whether the playhead is at the head of a run that goes on."""
        self.timeline.set_live(is_live)

    def set_forked(self, forks: Sequence[int]) -> None:
        """Mark the moments at which the learner changed something; () for a run that was left alone."""
        self.timeline.set_forks(forks)
        if len(forks) != self._fork_count:
            self._fork_count = len(forks)
            self._describe()

    def set_can_undo(self, can_undo: bool) -> None:
        """Offer to take the last change back."""
        if can_undo is self.undo_button.isHidden():
            self.undo_button.setVisible(can_undo)
            self._fit()

    def set_progress(self, share: float | None) -> None:
        """Show how much of a long job is done, from 0 to 1; None hides the line."""
        self._progress.setVisible(share is not None)
        if share is not None:
            self._progress.setRange(0, 1000)
            self._progress.setValue(round(1000 * share))

    def set_narrow(self, is_narrow: bool) -> None:
        """Leave out the key hints, for a narrow window."""
        self._is_narrow = is_narrow
        self._fit()

    def focus_play(self) -> None:
        """Put the keyboard on the play button."""
        self.play_button.setFocus()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.restart_button.set_words(self.tr("Restart"))
        self.back_button.set_words(self.tr("Step back"))
        self.forward_button.set_words(self.tr("Step forward"))
        self._space.setText(self.tr("space"))
        self._plays.setText(self.tr("play"))
        self._steps.setText(self.tr("step"))
        self.undo_button.setText(self.tr("Undo"))
        self.undo_button.setToolTip(self.tr("Take the last change back, and what came of it"))
        self.timeline.setAccessibleName(self.tr("Timeline"))
        self.speed.setAccessibleName(self.tr("Speed"))
        self._progress.setAccessibleName(self.tr("Progress"))
        texts, names = [], []
        for speed in SPEEDS:
            number = f"{speed:g}".replace(".", language().locale.decimalPoint())
            texts.append(f"{number}×" if speed else self.tr("max"))
            name = self.tr("Speed {number} times") if speed else self.tr("As fast as it goes")
            names.append(name.format(number=number))
        self.speed.set_texts(texts, names)
        for action, text in zip(self._speeds.actions(), texts, strict=True):
            action.setText(text)
        self._write_speed()
        self._write_play()
        self._write_counter()
        self._write_unit()
        self._describe()
        self._fit()
        self.timeline.update()

    def resizeEvent(self, event: object) -> None:
        self._progress.setGeometry(0, 0, self.width(), round(4 * theme().scale))
        self._fit()

    def _fit(self) -> None:
        """Leave out the key hints where there is no room for them, and then make the row of speeds a menu."""
        left = [self._count, self._dot, self._avatar, self._worker, self.undo_button]
        buttons = [self.restart_button, self.back_button, self.play_button, self.forward_button]
        always = _width_of(part for part in (*left, *buttons) if not part.isHidden())
        always += self.unit_button.sizeHint().width() + 2 * _GAP + _MARGINS
        room = self.width() - always
        hints, row = self._hints.sizeHint().width(), self.speed.sizeHint().width()
        has_row = row <= room
        self.speed.setVisible(has_row)
        self.speed_button.setVisible(not has_row)
        has_hints = not self._is_narrow and hints + row <= room
        self._hints.setVisible(has_hints)
        # said aloud, since the layout goes by what the wings took in another language or size of type
        speeds = row if has_row else self.speed_button.sizeHint().width()
        wing = 4 + self.unit_button.sizeHint().width() + (hints if has_hints else 0) + speeds
        self._row.setColumnMinimumWidth(2, wing)

    # texts and looks

    def _write_play(self) -> None:
        if self._is_playing:
            name, text = "pause", self.tr("Pause")
        elif self._state in _ENDED:
            name, text = "restart", self.tr("Restart")
        else:
            name, text = "play", self.tr("Play")
        self.play_button.setIcon(icon(name, "panel"))
        self.play_button.set_words(text)

    def _write_counter(self) -> None:
        number, total, worker = self._round
        if number == 0:
            texts = {
                "preparing": self.tr("Preparing…"),
                "ready": self.tr("Ready"),
                "failed": self.tr("Stopped early"),
            }
            if self._is_without_rounds:
                without = self.tr("No rounds")
                texts |= {"playing": without, "paused": without, "finished": self.tr("The end")}
            self._count.setText(texts.get(self._state, self.tr("Before round 1")))
        elif total is None:
            self._count.setText(self.tr("Round {number}").format(number=language().integer(number)))
        else:
            text = self.tr("Round {number}/{total}")
            self._count.setText(text.format(number=language().integer(number), total=language().integer(total)))
        self._dot.setVisible(bool(worker))
        self._avatar.set_worker(worker)
        self._worker.setVisible(bool(worker))
        self._worker.setText(self.tr("worker {name}").format(name=short_name(worker)) if worker else "")
        self._describe()
        self._fit()

    def _write_speed(self) -> None:
        place = self.speed.current
        if place < 0:
            return
        self._speeds.actions()[place].setChecked(True)
        self.speed_button.setText(f"{self._speeds.actions()[place].text()} ▾")
        self.speed_button.setAccessibleName(
            self.tr("Speed: {speed}").format(speed=self._speeds.actions()[place].text())
        )
        self.speed_button.setToolTip(self.speed_button.accessibleName())

    def _write_unit(self) -> None:
        names = {
            Unit.LINE: self.tr("line"),
            Unit.MESSAGE: self.tr("message"),
            Unit.VISIT: self.tr("visit"),
            Unit.ROUND: self.tr("round"),
        }
        for unit, action in zip(Unit, self._units.actions(), strict=True):
            action.setText(names[unit])
            action.setChecked(unit is self._unit)
        self.unit_button.setText(f"{names[self._unit]} ▾")
        self.unit_button.setAccessibleName(self.tr("Length of a step: {unit}").format(unit=names[self._unit]))
        self.unit_button.setToolTip(self.unit_button.accessibleName())

    def _describe(self) -> None:
        """Round, worker and changes, for a screen reader on the timeline."""
        _number, _total, worker = self._round
        spoken = f"{self._count.text()}, {worker_name(worker)}" if worker else self._count.text()
        changes = self.tr("This run was forked. Changes: {count}.").format(count=self._fork_count)
        self.timeline.setAccessibleDescription(f"{spoken}. {changes}" if self._fork_count else spoken)
        self.timeline.setToolTip(changes if self._fork_count else "")

    @Slot()
    def _restyle(self) -> None:
        self.setFixedHeight(round(_HEIGHT * theme().scale))
        for button in (self.unit_button, self.speed_button):
            button.setFont(font("button"))
        self._fit()

    @Slot(QAction)
    def _choose_unit(self, action: QAction) -> None:
        self.set_unit(list(Unit)[self._units.actions().index(action)])
        self.unit_changed.emit(self._unit.value)

    @Slot(QAction)
    def _choose_speed_action(self, action: QAction) -> None:
        self._choose_speed(self._speeds.actions().index(action))

    @Slot(int)
    def _choose_speed(self, place: int) -> None:
        self.speed_changed.emit(SPEEDS[place])
