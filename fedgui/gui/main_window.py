"""The window: puts the panels together, gives them room, and passes on what the user asks for."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QIcon, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QMainWindow,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.appearance import AppearanceMenu
from fedgui.gui.arrangement import Arrangement
from fedgui.gui.asides import run_headless
from fedgui.gui.chapter_views import STAGE, VIEW, ChapterViews
from fedgui.gui.commands import Commands
from fedgui.gui.controls import own_controls
from fedgui.gui.course_guide import CourseGuide
from fedgui.gui.faults import recent_records
from fedgui.gui.language import language
from fedgui.gui.memory import Collector
from fedgui.gui.moment_view import MomentView, Panels
from fedgui.gui.motion import motion_scale
from fedgui.gui.panels.busy_line import BusyLine
from fedgui.gui.panels.caption_bar import CaptionBar
from fedgui.gui.panels.code import CodePanel
from fedgui.gui.panels.console import ConsolePanel
from fedgui.gui.panels.error_strip import ErrorStrip
from fedgui.gui.panels.inspector import InspectorPanel
from fedgui.gui.panels.lesson import LessonPanel
from fedgui.gui.panels.network import NetworkPanel
from fedgui.gui.panels.plot_panel import PlotPanel
from fedgui.gui.panels.top_bar import TopBar
from fedgui.gui.panels.transport import TransportBar
from fedgui.gui.placement import place_of, put_back
from fedgui.gui.playback import MAX_SPEED, Playback
from fedgui.gui.pointing import Pointing
from fedgui.gui.presenter import PresenterView
from fedgui.gui.report import report
from fedgui.gui.right_rail import CODE, PLOT
from fedgui.gui.right_tabs import NETWORK, RightTabs
from fedgui.gui.settings import SettingsFile
from fedgui.gui.shortcuts import action_of
from fedgui.gui.side_panel import INSPECTOR, LESSON, SidePanel
from fedgui.gui.stage.view import StageView
from fedgui.gui.stage_bar import StageBar
from fedgui.gui.tab_order import follow_parts
from fedgui.gui.theme import theme
from fedgui.paths import resource
from fedgui.scripts.course import CONTROLS, COURSE, load_notes
from fedgui.scripts.pages import Deed, Page, Pointer, Target
from fedgui.scripts.predict import SERVER_NODE
from fedgui.scripts.trace import SERVER

SMALLEST: Final = (1180, 680)
NARROW_BELOW: Final = 1400
LOW_BELOW: Final = 800
LARGEST_AUTO_SCALE: Final = 1.6
GROWS_FROM: Final = 1600
PLAYER_ACTIONS: Final = ("step_forward", "step_back", "leap_forward", "leap_back", "first", "last")


class MainWindow(QMainWindow):
    """The one window.

    Args:
        settings: read at the start, written at every change.
        chapter: name of the lesson script to show.
    """

    def __init__(self, settings: SettingsFile, chapter: str) -> None:
        super().__init__()
        self.settings = settings
        self._is_painted = False
        self.playback = Playback(self)
        self.collector = Collector(self.playback, self)
        self.collector.begin()
        self._build()
        self.view = MomentView(self.playback, self._panels(), self)
        self.guide = CourseGuide(self.playback, self.lesson, run_headless, controls=CONTROLS, parent=self)
        self.commands = Commands(self)
        self.presenter = PresenterView(
            self.playback, self.stage, self.caption, self.plot, self.transport.timeline, self._notes, self
        )
        self.pointing = Pointing(self.playback, self.stage, self.code, self.control, self.views.node, self)
        self._connect()
        self.retranslate()
        self._paint()
        put_back(self, settings.values)
        self.room.restore()
        self.room.size_columns(self.width())
        self.playback.set_speed(settings.values.speed)
        self.transport.set_speed(settings.values.speed)
        self.plot.set_x_axis(settings.values.x_axis)
        if settings.values.is_log:
            self.plot.set_log(is_log=True)
        self.top_bar.set_done(settings.values.done_chapters)
        self.guide.set_score_shown(settings.values.shows_score)
        self.guide.set_answers_hidden(settings.values.hides_answers)
        self.set_motion()
        self.commands.show_chapter(chapter)
        self.transport.focus_play()  # from the first moment the space bar plays
        if note := settings.take_note():
            self.errors.show_error(note, "")

    # building

    def _build(self) -> None:
        self.top_bar = TopBar(COURSE)
        self.errors = ErrorStrip()
        self.stage_bar = StageBar()
        self.stage = StageView()
        self.views = ChapterViews(self.stage)
        self.caption = CaptionBar()
        self.code = CodePanel()
        self.console = ConsolePanel()
        self.network = NetworkPanel()
        self.plot = PlotPanel()
        self.lesson = LessonPanel()
        self.inspector = InspectorPanel()
        self.transport = TransportBar()
        self.side = SidePanel(self.lesson, self.inspector)
        self.tabs = RightTabs(self.code, self.console, self.network)
        self.room = Arrangement(self.side, self._build_stage_column(), self.tabs, self.plot, self.settings.values)
        self.columns = self.room.columns
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for part in (self.top_bar, self.errors, self.room.whole, self.transport):
            layout.addWidget(part, 1 if part is self.room.whole else 0)
        self.setCentralWidget(whole)
        self.busy = BusyLine(self.top_bar, whole)
        self.setMinimumSize(*SMALLEST)

    def _build_stage_column(self) -> QWidget:
        column = QFrame()
        layout = QVBoxLayout(column)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.stage_bar)
        layout.addWidget(self.views, 1)
        layout.addWidget(self.caption)
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
        do, player = self.commands, self.playback
        looks = AppearanceMenu(self.settings.values, do.shows, self)
        self.top_bar.set_looks_menu(looks)
        self.errors.set_report(lambda details: report(details, self.settings.values, recent_records()))
        for signal, wish in (
            (self.top_bar.chapter_chosen, do.show_chapter),
            (self.top_bar.language_chosen, do.choose_language),
            (self.top_bar.theme_toggled, do.toggle_theme),
            (self.top_bar.present_requested, self.presenter.toggle),
            (looks.theme_chosen, do.choose_theme),
            (looks.type_scale_chosen, do.set_type),
            (looks.motion_chosen, do.choose_motion),
            (looks.panel_shown, do.show_panel),
            (self.room.rail.chosen, do.bring_back),
            (self.tabs.fold_requested, lambda: do.show_panel(CODE, is_shown=False)),
            (self.plot.fold_requested, lambda: do.show_panel(PLOT, is_shown=False)),
            (looks.score_shown, do.show_score),
            (looks.answers_hidden, do.hide_answers),
            (self.guide.chapter_completed, do.note_done),
            (self.stage_bar.settings_requested, do.change_settings),
            (self.stage_bar.open_requested, do.open_file),
            (self.stage_bar.export_requested, do.export),
            (self.stage_bar.keep_requested, do.keep_run),
            (self.stage_bar.drop_requested, do.drop_runs),
            (self.stage_bar.server_view_toggled, self.view.set_server_view),
            (self.stage_bar.view_chosen, self.views.turn_to),
            (self.views.turned, self._show_views),
            (self.views.used, lambda name: self.guide.note_deed(Deed.USE, name)),
            (self.views.findings_changed, self.guide.set_findings),
            (player.waiting_changed, self.busy.set_waiting),
            (player.moved, self._show_in_view),
            (player.state_changed, self._show_in_view),
            (self.side.covering, self.stage.set_covered),
            (self.stage.node_activated, self.open_node),
            (self.stage.offline_requested, do.set_offline),
            (self.stage.edit_requested, do.edit_weights),
            (self.stage.start_requested, player.play),
            (self.stage.restart_requested, player.restart),
            (self.stage.export_requested, do.export),
            (self.transport.play_toggled, player.toggle),
            (self.transport.step_forward, do.step_forward),
            (self.transport.step_back, do.step_back),
            (self.transport.restart, player.restart),
            (self.transport.seek_requested, player.seek),
            (self.transport.speed_changed, do.choose_speed),
            (self.transport.unit_changed, do.choose_unit),
            (self.transport.undo_requested, player.undo_fork),
            (self.caption.rate_chosen, self.begin_with_rate),
            (self.caption.back_requested, self.leave_divergence),
            (self.code.line_chosen, player.run_to),
            (self.plot.moment_requested, player.seek),
            (self.plot.x_axis_changed, do.choose_x_axis),
            (self.plot.log_changed, do.choose_log),
            (self.inspector.weight_edited, do.set_weight),
            (self.network.count_changed, self.tabs.show_count),
            (self.network.moment_chosen, player.seek),
            (self.network.export_failed, self._show_sentence),
            (self.presenter.wished, do.perform),
            (self.guide.script_wanted, do.show_lesson),
            (self.guide.lesson_wanted, self.open_lesson),
            (self.lesson.next_chapter_requested, do.next_chapter),
            (self.lesson.page_changed, self.pointing.end),
            (self.lesson.page_changed, self._turn_to_page),
            (self.lesson.pointed, self._open_for),
            (self.lesson.pointed, self.pointing.point_at),
            (self.presenter.left, self.views.take_back),
            (self.presenter.left, self.fit),
            (self.presenter.screen_lost, self._show_sentence),
            (language().changed, self.retranslate),
            (theme().changed, self._paint),
        ):
            signal.connect(wish)
        for button in (*self.findChildren(QToolButton), *self.findChildren(QPushButton)):
            button.installEventFilter(self)

    # what others ask of the window

    def open_node(self, node: str) -> None:
        """Show the tensors of a worker or of the server."""
        self.view.select(node)
        self.guide.note_deed(Deed.SELECT, SERVER_NODE if node == SERVER else node)
        self.side.open_tab(INSPECTOR)

    def open_lesson(self) -> None:
        """Show the lesson: it asks something."""
        self.side.open_tab(LESSON)

    def control(self, name: str) -> QWidget | None:
        """The control that lessons call `name`, one of course.CONTROLS; None if it is not there in this chapter."""
        return own_controls(self).get(name) or self.views.control(name)

    def _open_for(self, pointer: Pointer) -> None:
        """Let what the lesson points at be seen."""
        self.room.show_for("code" if pointer.target is Target.LINE else pointer.name)

    def _turn_to_page(self, page: Page | None) -> None:
        """Show what the page is about: a control of the chapter's own view, or the stage."""
        named = page.points_at if page is not None else ()
        controls = [pointer.name for pointer in named if pointer.target is Target.CONTROL]
        wanted = next((name for name in controls if name in self.views.controls), None)
        if wanted is not None and page is not None:
            self.views.control(wanted)
            self.views.prepare(page)
        else:
            self.views.turn_to(STAGE)

    def _show_in_view(self) -> None:
        self.views.set_moment(self.playback.trace, self.playback.playhead, self.playback.script)

    def _show_views(self) -> None:
        """Say what is shown in the middle, and give the caption's room to a view's own verdict in a low window."""
        self.stage_bar.offer_views(self.views.titles, self.views.place)
        if self.views.place == VIEW:
            self.room.lend_tab(NETWORK)  # the server's record, which is all that an attack may use
        else:
            self.room.return_tab(NETWORK)
        self.fit()

    def begin_with_rate(self, rate: float) -> None:
        """Run again with another learning rate. The button for it goes away, so the focus moves to play."""
        self.commands.use_rate(rate)
        if not self.presenter.is_active:
            self.transport.focus_play()

    def leave_divergence(self) -> None:
        """Go back to before the loss that blew up. The button for it goes away, so the focus moves to play."""
        self.commands.step_back()
        if not self.presenter.is_active:
            self.transport.focus_play()

    def show_fault(self, details: str) -> None:
        """Say that something unexpected went wrong, or that a thread did that the script on screen had started."""
        script = self.playback.script
        if script is not None and f'File "<{script.name}>"' in details:
            sentence = self.tr("A thread that the script started failed. The run goes on; the details say where.")
        else:
            sentence = self.tr("Something unexpected went wrong. Your work is kept; restart the run.")
        self.errors.show_error(sentence, details)

    def set_motion(self) -> None:
        """Let movements take as long as the speed and the user's choice say."""
        speed = self.playback.speed
        factor = 0.0 if speed == MAX_SPEED else motion_scale(self.settings.values) / speed
        self.stage.set_motion(factor)
        self.views.set_motion(factor)
        self.busy.set_motion(motion_scale(self.settings.values))

    def fit(self) -> None:
        """Choose scale and arrangement for the window's size and the user's size of type."""
        width, height = self.width(), self.height()
        auto = min(width / GROWS_FROM, height / 900) if width >= GROWS_FROM else 1.0
        user = self.settings.values.type_scale
        before = theme().scale
        theme().set_type_scale(user)
        theme().set_scale(min(max(auto, 1.0), LARGEST_AUTO_SCALE))
        if theme().is_presenting:
            return
        is_narrow = width < NARROW_BELOW * max(user, 1.0)
        if theme().scale != before or is_narrow != self.side.is_narrow:
            self.side.set_narrow(is_narrow)
            self.room.size_columns(self.width())
            self.room.size_rows()
        self.transport.set_narrow(is_narrow)
        self.code.set_compact(is_narrow)
        self.caption.fit()
        self.caption.setVisible(self.views.place == STAGE or self.height() >= LOW_BELOW)
        self.side.place_overlay()
        self.busy.place()

    # texts and looks

    def retranslate(self) -> None:
        self.setWindowTitle(self.tr("fedgui: federated learning, live"))
        self.stage_bar.set_title(self.commands.title())
        self.stage_bar.offer_views(self.views.titles, self.views.place)

    def _notes(self) -> str:
        return load_notes(self.commands.chapter, language().code)

    def _show_sentence(self, sentence: str) -> None:
        self.errors.show_error(sentence, "")

    def _paint(self) -> None:
        self.setWindowIcon(QIcon(str(resource("icons", "logo.svg"))))

    # the window itself

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            # these imports would hold up the first picture; they begin when that is there
            self._is_painted = True
            QTimer.singleShot(0, self, self._complete)

    def _complete(self) -> None:
        self.plot.make()
        self.playback.prepare()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the player's keys from buttons, which would move the focus by them."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and action_of(event) in PLAYER_ACTIONS:
            self.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Where the Tab key goes. Qt asks this also when what has the focus is hidden or disabled."""
        return follow_parts(self, forward=forward) or super().focusNextPrevChild(forward)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no focused widget wanted. A number answers the lesson's question first, if it asks one."""
        focused = QApplication.focusWidget()  # not the window's own: PySide would take that for its child
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            # Qt's buttons know the space bar alone, outside of dialogs
            if isinstance(focused, QToolButton) and focused.menu() is not None:
                focused.showMenu()
            else:
                focused.click()
            return
        if not event.modifiers() and event.text().isdecimal() and self.lesson.choose(int(event.text())):
            return
        if not self.commands.perform(action_of(event)):
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.presenter.leave()
        self.commands.remember(window=place_of(self), maximized=self.isMaximized())
        self.guide.shut_down()
        self.views.shut_down()
        self.playback.shut_down()
        self.collector.end()
        self.busy.set_waiting(is_waiting=False)
        super().closeEvent(event)
