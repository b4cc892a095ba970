"""Shows one moment everywhere at once: stage, code, caption, console, network, plot, inspector and transport."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, QVariantAnimation

from fedgui.gui.captions import at_work, caption, caption_of_several, worker_name
from fedgui.gui.language import language, translate_error
from fedgui.gui.panels.caption_bar import CaptionBar
from fedgui.gui.panels.code import CodePanel
from fedgui.gui.panels.console import ConsolePanel
from fedgui.gui.panels.error_strip import ErrorStrip
from fedgui.gui.panels.inspector import InspectorPanel
from fedgui.gui.panels.network import NetworkPanel
from fedgui.gui.panels.notes import notes_at
from fedgui.gui.panels.plot_panel import PlotPanel
from fedgui.gui.panels.transport import TransportBar
from fedgui.gui.playback import MAX_SPEED, REFERENCE, Playback, State
from fedgui.gui.stage.answers import AnswerCount, Answers
from fedgui.gui.stage.release import Releases
from fedgui.gui.stage.view import StageView
from fedgui.scripts.divergence import lower_rate
from fedgui.scripts.global_loss import GlobalLoss
from fedgui.scripts.roles import roles_of
from fedgui.scripts.source import LESSONS, Script, worker_names
from fedgui.scripts.trace import SERVER, Divergence, ErrorState, Kind, MessageState, Scene, Trace
from fedgui.scripts.variants import settings_of

FRAME_MS: Final = 20
"""Time between two pieces of work that can wait."""


_LOOK_S: Final = 0.008
"""How long at a time the losses over all rows may be computed."""
_FAST_LOOK_S: Final = 0.003
"""The same at full speed, where hundreds come in a second; what this does not suffice for follows at rest."""


@dataclass(frozen=True, slots=True)
class Panels:
    """The parts of the window that show a moment."""

    stage: StageView
    code: CodePanel
    caption: CaptionBar
    console: ConsolePanel
    network: NetworkPanel
    plot: PlotPanel
    inspector: InspectorPanel
    transport: TransportBar
    errors: ErrorStrip


class MomentView(QObject):
    """Listens to the player and sets the panels. It holds no state of its own but the selected node.

    At full speed the parts of the window take turns, one a frame, so that no frame has to wait for all of them;
    each moment is shown in every part before the next one begins.
    """

    def __init__(self, playback: Playback, panels: Panels, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._playback = playback
        self._panels = panels
        self._selected: str | None = None
        self._hides = False
        self._was_fast = False
        self._global_loss: GlobalLoss | None = None
        self._answers = AnswerCount()
        self._waiting: list[Callable[[], None]] = []
        # runs in step with all other animations: what is shown right after a frame is done before the next one
        self._next = QVariantAnimation(self)
        self._next.setStartValue(0)
        self._next.setEndValue(1000)
        self._next.setDuration(1000)
        self._next.setLoopCount(-1)
        self._next.valueChanged.connect(self._show_next)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(FRAME_MS)
        self._later.timeout.connect(self._show_more_losses)
        if parent is not None:
            parent.installEventFilter(playback.manners)
        playback.moved.connect(self.show)
        playback.travelling.connect(self._travel)
        playback.state_changed.connect(self._take_state)
        playback.refused.connect(self._show_refusal)
        panels.stage.travel_finished.connect(playback.travel_done)
        language().changed.connect(self.show)

    def select(self, node: str | None) -> None:
        """Open the tensors of a worker or of the server, or of nobody."""
        self._selected = node
        self._panels.stage.set_selected(node)
        self.show()

    def set_server_view(self, on: bool) -> None:
        """Hide what the server has not received, or show it again."""
        self._hides = on
        self._panels.stage.set_server_view(on)
        self.show()

    def show(self) -> None:
        """Show the moment under the playhead."""
        playback = self._playback
        parts = [self._show_stage, self._show_place, self._show_plot]
        if self._is_at_full_speed():
            parts.insert(parts.index(self._show_plot), self._take_losses)
        self._waiting = [partial(part, playback.trace, playback.playhead, playback.scene()) for part in parts]
        self._show_some(0 if self._is_at_full_speed() else len(self._waiting))

    def _take_state(self) -> None:
        """Show the player's state; where it came to rest from full speed, also what there was no time for."""
        was_fast, self._was_fast = self._was_fast, self._is_at_full_speed()
        if was_fast and not self._was_fast:
            self.show()
        else:
            self.show_state()

    def _is_at_full_speed(self) -> bool:
        return self._playback.is_playing and self._playback.speed == MAX_SPEED

    def _show_some(self, count: int) -> None:
        for part in self._waiting[:count]:
            part()
        del self._waiting[:count]
        if not self._waiting:
            self._next.stop()
            _settle()
        elif self._next.state() is not QVariantAnimation.State.Running:
            self._next.start()

    def _show_next(self) -> None:
        if not self._next.currentTime():
            return  # it has only been started
        self._playback.manners.work()
        self._show_some(1)

    def _show_stage(self, _trace: Trace, _index: int, scene: Scene | None) -> None:
        if scene is None:
            self._panels.stage.set_answers(Answers())
            script = self._playback.script
            self._panels.stage.show_empty(() if script is None else worker_names(script.tree()))
            self._panels.errors.clear()
        else:
            self._show_on_stage(scene)

    def _show_place(self, trace: Trace, index: int, scene: Scene | None) -> None:
        """What costs little, together: a frame of its own for each would cost more."""
        self.show_state()
        self._show_transport(trace, index)
        self._show_code(trace, index, scene)
        self._show_lists(trace, index, scene)

    def _show_transport(self, trace: Trace, index: int) -> None:
        self._panels.transport.show_moment(trace, index)
        self._panels.transport.set_forked([fork for fork in trace.forks if fork <= index])

    def _show_code(self, trace: Trace, index: int, scene: Scene | None) -> None:
        line, tag = (0, "") if scene is None else (scene.moment.line, self._tag(scene))
        self._panels.code.show_line(line, tag)
        # notes that change ten times a second can't be read
        has_notes = scene is not None and not self._hides and not self._is_at_full_speed()
        self._panels.code.set_notes(notes_at(trace, index) if has_notes else {})
        self._show_error()

    def set_script(self, script: Script) -> None:
        """Watch the loss over all rows where this script's loss can be summed over workers."""
        self._global_loss = GlobalLoss(script)

    def _take_losses(self, trace: Trace, index: int, _scene: Scene | None) -> None:
        """Half of the plot's work, in a frame of its own: with a hundred workers, all of it would take longer."""
        self._losses_over_all_rows(trace, index)
        self._panels.plot.take_in(trace)

    def _show_plot(self, trace: Trace, index: int, _scene: Scene | None) -> None:
        self._panels.plot.show_moment(trace, index, self._losses_over_all_rows(trace, index))

    def _losses_over_all_rows(self, trace: Trace, index: int) -> Sequence[tuple[float, float]] | None:
        """As many of them as a frame has time for; the others follow, one piece a frame."""
        self._later.stop()
        if self._hides or self._global_loss is None:
            return ()
        is_fast = self._is_at_full_speed()
        is_done = self._global_loss.look(trace, index, _FAST_LOOK_S if is_fast else _LOOK_S)
        if not is_done and not is_fast:
            self._later.start()
        return self._global_loss.points

    def _show_more_losses(self) -> None:
        self._show_plot(self._playback.trace, self._playback.playhead, None)

    def _show_lists(self, trace: Trace, index: int, scene: Scene | None) -> None:
        self._panels.console.show_moment(trace, index)
        self._panels.network.show_moment(trace, index)
        is_hidden = self._hides and self._selected not in (None, SERVER)
        losses = trace.losses_until(index)
        self._panels.inspector.show_moment(
            None if is_hidden else self._selected, trace, index, losses[-1].rate if losses else None
        )

    def show_state(self) -> None:
        """Show what the player is doing."""
        panels, state = self._panels, self._playback.state
        panels.transport.set_state(state.value)
        panels.transport.set_playing(state is State.PLAYING)
        panels.transport.set_live(self._playback.is_live)
        panels.transport.set_can_undo(self._playback.can_undo_fork)
        panels.inspector.set_editable(self._playback.can_fork and state is not State.PLAYING)
        panels.stage.set_playing(state is State.PLAYING)
        panels.plot.set_reference(self._playback.reference if self._shows_reference() else ())
        if state is State.FINISHED and self._playback.playhead == len(self._playback.trace) - 1:
            self._show_finished()
        self._show_error()
        self._show_caption(self._playback.scene())

    def _show_on_stage(self, scene: Scene) -> None:
        stage, playback = self._panels.stage, self._playback
        if not playback.is_travelling:
            stage.stop_travel()
        stage.set_answers(self._answers.at(playback.trace, playback.playhead))
        releases = Releases(playback.trace, playback.playhead)
        if playback.is_playing and scene.moment.kind is Kind.CHANGE and self._predicts(scene.moment.line):
            stage.flash(scene, releases)
        else:
            stage.show_scene(scene, releases)

    def _travel(self, message: MessageState, duration_ms: int) -> None:
        fellows = self._playback.fellows
        self._panels.stage.travel(message, duration_ms, fellows)
        if fellows:
            self._show_caption(self._playback.scene())

    def _predicts(self, line: int) -> bool:
        """Whether a line of the script sends rows through a model."""
        script = self._playback.script
        return script is not None and line in script.predicting_lines

    def _show_caption(self, scene: Scene | None) -> None:
        script = self._playback.script
        divergence = None if scene is None else self._playback.trace.divergence_after(scene.moment.index - 1)
        if scene is None or divergence is None or divergence.loss.moment != scene.moment.index:
            divergence = None
        self._offer_ways_out(divergence, script)
        if scene is None or script is None:
            is_preparing = self._playback.state is State.PREPARING
            self._panels.caption.show_text(self.tr("Preparing PyTorch…") if is_preparing else self.tr("No run yet."))
        elif divergence is not None:
            self._panels.caption.show_text(self._explain(divergence))
        elif self._hides and scene.model is not None and scene.workers:
            count = sum(len(parameter.value.values) for parameter in scene.model.parameters)
            text = self.tr("Server’s view: {count} weights and the loss pass, no rows.")
            self._panels.caption.show_text(text.format(count=count))
        elif self._playback.fellows:
            self._panels.caption.show_text(caption_of_several(scene, len(self._playback.fellows) + 1))
        else:
            self._panels.caption.show_text(caption(scene, script.line_text(scene.moment.line), roles_of(script)))

    def _offer_ways_out(self, divergence: Divergence | None, script: Script | None) -> None:
        if divergence is None or script is None or self._playback.is_playing:
            self._panels.caption.offer(None, can_go_back=False)
            return
        has_rate = settings_of(script).learning_rate is not None
        self._panels.caption.offer(lower_rate(divergence.loss.rate) if has_rate else None, can_go_back=True)

    def _show_finished(self) -> None:
        trace = self._playback.trace
        last = len(trace) - 1
        scene = trace.state_at(last)
        workers = scene.workers
        latest = {point.worker: point.value for point in trace.losses_until(last)}
        rounds = trace.round_starts()
        # the rows that the script hands out before the first round are no part of the training's traffic
        before = trace.bytes_until(rounds[0]) if rounds else 0
        script = self._playback.script
        reference = self._playback.reference if self._shows_reference() else ()
        self._panels.stage.show_finished(
            scene.round.number,
            sum(worker.visits for worker in workers),
            trace.bytes_until(last) - before,
            [(worker_id, latest[worker_id]) for worker_id in (SERVER, *(w.id for w in workers)) if worker_id in latest],
            reference[-1].value if reference else None,
            can_export=script is not None and script.name in LESSONS,
        )

    def _shows_reference(self) -> bool:
        """Whether this trains on the rows of the centralised lesson: the losses on others are no match for its own."""
        script = self._playback.script
        return script is not None and script.name in LESSONS and script.name != REFERENCE

    def _show_error(self) -> None:
        error = self._playback.error()
        if error is None:
            self._panels.code.show_error(0)
            return
        self._panels.code.show_error(error.line)
        self._panels.errors.show_error(translate_error(error), error.details)

    def _explain(self, divergence: Divergence) -> str:
        rate = divergence.loss.rate
        if rate is None:
            return self.tr("The loss blew up: the steps are too large.")
        return self.tr("Loss blew up: rate {rate} is too high.").format(rate=language().plain(rate))

    def _show_refusal(self, refusal: ErrorState) -> None:
        self._panels.errors.show_error(translate_error(refusal), refusal.details)

    def _tag(self, scene: Scene) -> str:
        message = scene.moment.message
        if message is not None and message.bytes:
            return f"← {message.sender}" if message.receiver == SERVER else f"→ {message.receiver}"
        who = scene.moment.actor if message is None else at_work(scene, message)
        return "" if who == SERVER else self.tr("now · {worker}").format(worker=worker_name(who))


def _settle() -> None:
    """Let everything take its place before it is painted.

    Qt would paint first what is already there, and again what moves or has only been shown since.
    """
    for kind in (QEvent.Type.LayoutRequest, QEvent.Type.UpdateLater):
        QCoreApplication.sendPostedEvents(None, kind.value)
