"""The window: puts the panels together, and turns keys and clicks into wishes for the player."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QPushButton,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.language import language
from fedgui.gui.moment_view import MomentView, Panels
from fedgui.gui.panels.caption_bar import CaptionBar
from fedgui.gui.panels.code import CodePanel
from fedgui.gui.panels.console import ConsolePanel
from fedgui.gui.panels.error_strip import ErrorStrip
from fedgui.gui.panels.inspector import InspectorPanel
from fedgui.gui.panels.lesson import LessonPanel
from fedgui.gui.panels.loss_plot import LossPlot
from fedgui.gui.panels.network import NetworkPanel
from fedgui.gui.panels.top_bar import TopBar
from fedgui.gui.panels.transport import SPEEDS, TransportBar
from fedgui.gui.playback import Playback, State
from fedgui.gui.settings import SettingsFile
from fedgui.gui.side_panel import INSPECTOR, LESSON, RAIL_WIDTH, SidePanel
from fedgui.gui.stage.view import StageView
from fedgui.gui.theme import DARK, LIGHT, font, theme
from fedgui.paths import resource
from fedgui.scripts.source import CHAPTERS, load_script

SMALLEST: Final = (1180, 680)
FIRST_SIZE: Final = (1440, 900)
NARROW_BELOW: Final = 1400
SHORT_BELOW: Final = 800
BAR_HEIGHT: Final = 48
LEFT_WIDTH: Final = 296
RIGHT_WIDTH: Final = 456
NARROW_RIGHT_WIDTH: Final = 420
LARGEST_AUTO_SCALE: Final = 1.6
GROWS_FROM: Final = 1600
PLAYER_KEYS: Final = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
NETWORK: Final = 2
"""Place of the network log among the tabs at the right."""


class MainWindow(QMainWindow):
    """The one window.

    Args:
        settings: read at the start, written at every change.
        chapter: name of the lesson script to show.
    """

    def __init__(self, settings: SettingsFile, chapter: str) -> None:
        super().__init__()
        self._settings = settings
        self._chapter = chapter
        self.playback = Playback(self)
        self._build()
        self.view = MomentView(self.playback, self._panels(), self)
        self._connect()
        self.retranslate()
        self._paint()
        self._restore()
        self._size_columns()
        self.playback.state_changed.connect(self._focus_play)
        self.playback.set_speed(settings.values.speed)
        self.transport.set_speed(settings.values.speed)
        self.show_chapter(chapter)
        if note := settings.take_note():
            self.errors.show_error(note, "")

    # building

    def _build(self) -> None:
        self.top_bar = TopBar(CHAPTERS)
        self.errors = ErrorStrip()
        self.stage = StageView()
        self.caption = CaptionBar()
        self.code = CodePanel()
        self.console = ConsolePanel()
        self.network = NetworkPanel()
        self.plot = LossPlot()
        self.lesson = LessonPanel()
        self.inspector = InspectorPanel()
        self.transport = TransportBar()
        self.side = SidePanel(self.lesson, self.inspector)
        self.columns = QSplitter(Qt.Orientation.Horizontal)
        self.columns.setChildrenCollapsible(False)
        self.columns.setHandleWidth(1)
        for column in (self.side, self._build_stage_column(), self._build_right_column()):
            self.columns.addWidget(column)
        self.columns.setStretchFactor(1, 1)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.top_bar, self.errors, self.columns, self.transport):
            layout.addWidget(part, 1 if part is self.columns else 0)
        self.setCentralWidget(whole)
        self.setMinimumSize(*SMALLEST)

    def _build_stage_column(self) -> QWidget:
        column = QFrame()
        column.setMinimumWidth(640)
        bar = QFrame()
        bar.setObjectName("stageBar")
        bar.setFixedHeight(BAR_HEIGHT)
        self._mode = QLabel()
        inside = QHBoxLayout(bar)
        inside.setContentsMargins(16, 0, 16, 0)
        inside.addWidget(self._mode)
        inside.addStretch(1)
        self._stage_bar = bar
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(bar)
        layout.addWidget(self.stage, 1)
        layout.addWidget(self.caption)
        return column

    def _build_right_column(self) -> QWidget:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        for panel in (self.code, self.console, self.network):
            self.tabs.addTab(panel, "")
        self._count = QLabel()
        self.tabs.tabBar().setTabButton(NETWORK, self.tabs.tabBar().ButtonPosition.RightSide, self._count)
        column = QSplitter(Qt.Orientation.Vertical)
        column.setChildrenCollapsible(False)
        column.setHandleWidth(1)
        column.addWidget(self.tabs)
        column.addWidget(self.plot)
        self.tabs.setMinimumHeight(190)
        self.plot.setMinimumHeight(220)
        column.setMinimumWidth(400)
        column.setSizes([456, 280])
        return column

    def _panels(self) -> Panels:
        return Panels(
            self.stage,
            self.code,
            self.caption,
            self.console,
            self.network,
            self.plot,
            self.inspector,
            self.transport,
            self.errors,
        )

    def _connect(self) -> None:
        self.top_bar.chapter_chosen.connect(self.show_chapter)
        self.top_bar.language_chosen.connect(self._choose_language)
        self.top_bar.theme_toggled.connect(self._toggle_theme)
        self.stage.node_activated.connect(self._open_node)
        self.stage.start_requested.connect(self.playback.play)
        self.stage.restart_requested.connect(self.playback.restart)
        self.transport.play_toggled.connect(self.playback.toggle)
        self.transport.step_forward.connect(self.playback.step_forward)
        self.transport.step_back.connect(self.playback.step_back)
        self.transport.restart.connect(self.playback.restart)
        self.transport.seek_requested.connect(self.playback.seek)
        self.transport.speed_changed.connect(self._choose_speed)
        self.network.count_changed.connect(self._show_count)
        self.network.moment_chosen.connect(self.playback.seek)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._paint)
        for button in (*self.findChildren(QToolButton), *self.findChildren(QPushButton)):
            button.installEventFilter(self)

    # what the user wishes

    def show_chapter(self, chapter: str) -> None:
        """Show a lesson's text and script, with no run yet."""
        self._chapter = chapter
        script = load_script(chapter)
        self.top_bar.set_current(chapter)
        self.lesson.show_chapter(chapter)
        self.code.set_script(script)
        self.plot.set_script(script)
        self._mode.setText(self._mode_text())
        self.view.select(None)
        self.playback.load(script)
        self._remember(chapter=chapter)

    def _focus_play(self) -> None:
        """As soon as playing is possible, the space bar plays."""
        if self.playback.state is State.READY:
            self.playback.state_changed.disconnect(self._focus_play)
            self.transport.focus_play()

    def show_fault(self, details: str) -> None:
        """Say that something unexpected went wrong."""
        self.errors.show_error(self.tr("Something unexpected went wrong. Your work is kept; restart the run."), details)

    def _open_node(self, node: str) -> None:
        self.view.select(node)
        self.side.open_tab(INSPECTOR)

    def _choose_language(self, code: str) -> None:
        language().set(code)
        self._remember(language=code)

    def _toggle_theme(self) -> None:
        name = LIGHT if theme().name == DARK else DARK
        theme().set(name)
        self._remember(theme=name)

    def _choose_speed(self, speed: float) -> None:
        self.playback.set_speed(speed)
        self.transport.set_speed(speed)
        self._remember(speed=speed)

    def _change_speed(self, by: int) -> None:
        place = SPEEDS.index(self.playback.speed) + by
        if 0 <= place < len(SPEEDS):
            self._choose_speed(SPEEDS[place])

    def _remember(self, **choices: object) -> None:
        for name, value in choices.items():
            setattr(self._settings.values, name, value)
        self._settings.save()
        if note := self._settings.take_note():
            self.errors.show_error(note, "")

    # texts and looks

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("fedgui: federated learning, live"))
        for index, text in enumerate((self.tr("Code"), self.tr("Console"), self.tr("Network"))):
            self.tabs.setTabText(index, text)
        self.tabs.tabBar().setAccessibleName(self.tr("Code, console and network"))
        self._mode.setText(self._mode_text())

    def _mode_text(self) -> str:
        if self._chapter == "centralized":
            return self.tr("All the data on the server")
        return self.tr("Sequential, as in the tutorial")

    def _show_count(self, count: int) -> None:
        self._count.setText(str(count) if count else "")
        self._count.setVisible(count > 0)
        self._count.adjustSize()
        # the tab bar measures its tabs when a text is set, and not when a button in a tab grows
        self.tabs.setTabText(NETWORK, self.tabs.tabText(NETWORK))

    def _paint(self) -> None:
        self.setWindowIcon(QIcon(str(resource("icons", "logo.svg"))))
        self._mode.setFont(font("button"))
        self._count.setFont(font("pill"))
        sunk, ink2 = theme().color("line").name(), theme().color("ink2").name()
        self._count.setStyleSheet(f"background: {sunk}; color: {ink2}; border-radius: 9px; padding: 0 8px;")
        stage = theme().color("stage").name()
        self._stage_bar.setStyleSheet(f"#stageBar {{ background: {stage}; }}")

    # the window itself

    def _restore(self) -> None:
        values = self._settings.values
        self.resize(*FIRST_SIZE)
        if len(values.window) == 4:
            x, y, width, height = values.window
            self.resize(width, height)
            if any(screen.geometry().contains(x + 40, y + 10) for screen in self.screen().virtualSiblings()):
                self.move(x, y)
        if values.maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width, height = self.width(), self.height()
        auto = min(width / GROWS_FROM, height / 900) if width >= GROWS_FROM else 1.0
        scale = min(max(auto, 1.0), LARGEST_AUTO_SCALE) * self._settings.values.type_scale
        is_narrow = width < NARROW_BELOW
        if scale != theme().scale or is_narrow != self.side.is_narrow:
            theme().set_scale(scale)
            self.side.set_narrow(is_narrow)
            self._size_columns()
        self.transport.set_narrow(is_narrow)
        self.code.set_compact(is_narrow)
        self.side.place_overlay()

    def _size_columns(self) -> None:
        """Give the side columns their designed share at the present scale; the stage takes the rest."""
        scale = theme().scale
        is_narrow = self.side.is_narrow
        left = RAIL_WIDTH if is_narrow else round(LEFT_WIDTH * scale)
        right = round((NARROW_RIGHT_WIDTH if is_narrow else RIGHT_WIDTH) * scale)
        self.columns.setSizes([left, max(self.width() - left - right, 1), right])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the player's keys from buttons, which would move the focus by them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in PLAYER_KEYS:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no focused widget wanted."""
        wish = {
            Qt.Key.Key_Space: self.playback.toggle,
            Qt.Key.Key_Right: self.playback.step_forward,
            Qt.Key.Key_Left: self.playback.step_back,
            Qt.Key.Key_Home: lambda: self.playback.seek(0),
            Qt.Key.Key_End: lambda: self.playback.seek(len(self.playback.trace) - 1),
            Qt.Key.Key_R: self.playback.restart,
            Qt.Key.Key_BracketLeft: lambda: self._change_speed(-1),
            Qt.Key.Key_BracketRight: lambda: self._change_speed(1),
            Qt.Key.Key_L: lambda: self.side.open_tab(LESSON),
            Qt.Key.Key_I: lambda: self.side.open_tab(INSPECTOR),
        }.get(Qt.Key(event.key()))
        number = event.key() - Qt.Key.Key_0
        if wish is not None:
            wish()
        elif 1 <= number <= len(CHAPTERS) and CHAPTERS[number - 1] != self._chapter:
            self.show_chapter(CHAPTERS[number - 1])
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        box = self.normalGeometry() if self.isMaximized() else self.geometry()
        self._remember(window=(box.x(), box.y(), box.width(), box.height()), maximized=self.isMaximized())
        self.playback.shut_down()
        super().closeEvent(event)
