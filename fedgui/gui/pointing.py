"""What the lesson points at: rings around nodes, outlined lines of code, and rings around the controls themselves.

All of it stays until the page turns or the run goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QStackedWidget, QTabWidget, QWidget
from shiboken6 import isValid

from fedgui.gui.captions import worker_name
from fedgui.gui.language import translate
from fedgui.gui.panels.code import CodePanel
from fedgui.gui.playback import Playback
from fedgui.gui.pointer_sign import RING_WIDTH, SIGN_RADIUS, draw_sign
from fedgui.gui.stage.view import StageView
from fedgui.gui.theme import theme
from fedgui.scripts.course import line_of
from fedgui.scripts.pages import Pointer, Target
from fedgui.scripts.predict import SERVER_NODE
from fedgui.scripts.source import QT_TRANSLATE_NOOP
from fedgui.scripts.trace import SERVER

_GAP: Final = 4
"""Between a control and its ring, in pixels."""
_CORNER: Final = 8.0

_WORDS: Final = {
    "play": QT_TRANSLATE_NOOP("Pointing", "the play button"),
    "step": QT_TRANSLATE_NOOP("Pointing", "the button for a step forward"),
    "back": QT_TRANSLATE_NOOP("Pointing", "the button for a step back"),
    "restart": QT_TRANSLATE_NOOP("Pointing", "the button that begins again"),
    "speed": QT_TRANSLATE_NOOP("Pointing", "the choice of speed"),
    "timeline": QT_TRANSLATE_NOOP("Pointing", "the timeline"),
    "language": QT_TRANSLATE_NOOP("Pointing", "the choice of language"),
    "theme": QT_TRANSLATE_NOOP("Pointing", "the button for light and dark"),
    "present": QT_TRANSLATE_NOOP("Pointing", "the button that presents"),
    "server-view": QT_TRANSLATE_NOOP("Pointing", "the switch for the server’s view"),
    "code": QT_TRANSLATE_NOOP("Pointing", "the code"),
    "console": QT_TRANSLATE_NOOP("Pointing", "the console"),
    "network": QT_TRANSLATE_NOOP("Pointing", "the network’s messages"),
    "inspector": QT_TRANSLATE_NOOP("Pointing", "the inspector"),
    "plot": QT_TRANSLATE_NOOP("Pointing", "the plot of the losses"),
    "attack": QT_TRANSLATE_NOOP("Pointing", "the attack"),
    "rows": QT_TRANSLATE_NOOP("Pointing", "the choice of rows"),
    "epochs": QT_TRANSLATE_NOOP("Pointing", "the choice of local epochs"),
    "digits": QT_TRANSLATE_NOOP("Pointing", "the handwritten digits"),
    "masks": QT_TRANSLATE_NOOP("Pointing", "the masks"),
    "dropout": QT_TRANSLATE_NOOP("Pointing", "the switch that takes a worker offline"),
    "noise": QT_TRANSLATE_NOOP("Pointing", "the slider for noise"),
}
"""What a screen reader calls the controls of course.CONTROLS."""

_FOLLOWED: Final = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.ParentChange)


class Rings(QWidget):
    """A sheet over the whole window that draws a ring around each of some widgets. The mouse goes through it.

    A panel that lies behind another tab gets the ring around its tab; any other hidden widget has none.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._targets: list[QWidget] = []
        self._watched: set[QObject] = set()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        theme().changed.connect(self.update)

    def set_targets(self, targets: Collection[QWidget]) -> None:
        """Draw a ring around each of these, and around nothing else."""
        for watched in self._watched:
            if isValid(watched):
                watched.removeEventFilter(self)
        self._targets = list(targets)
        self._watched = {part for target in self._targets for part in self._line_up(target)}
        for part in self._watched:
            part.installEventFilter(self)
        self.setVisible(bool(self._targets))
        self._place()

    def boxes(self) -> list[QRect]:
        """Where the rings are, in pixels of the window."""
        boxes: list[QRect] = []
        for target in filter(isValid, self._targets):
            box = _box_of(target, self._window)
            if box is not None:
                boxes.append(box.adjusted(-_GAP, -_GAP, _GAP, _GAP))
        return boxes

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width, radius = theme().stroke(RING_WIDTH), SIGN_RADIUS * theme().scale
        whole = QRectF(self.rect())
        for box in self.boxes():
            inside = whole.adjusted(width / 2, width / 2, -width / 2, -width / 2)
            ring = QRectF(box).intersected(inside)
            painter.setPen(QPen(theme().color("ink"), width))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring, _CORNER, _CORNER)
            corner = ring.topLeft()
            corner.setX(max(corner.x(), radius + 1))
            corner.setY(max(corner.y(), radius + 1))
            draw_sign(painter, corner, radius)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow whatever moves a target. The children's own layout comes first, so the drawing is left for later."""
        if event.type() in _FOLLOWED:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        if not self.isHidden():
            self.setGeometry(self._window.rect())
            self.raise_()
            self.update()

    def _line_up(self, target: QWidget) -> list[QWidget]:
        """A widget and everything that it lies in, up to the window."""
        line: list[QWidget] = []
        part: QWidget | None = target
        while part is not None:
            line.append(part)
            part = part.parentWidget()
        return line


def _box_of(widget: QWidget, window: QWidget) -> QRect | None:
    """What can be seen of a widget, or of the tab that it lies behind, in pixels of `window`; None if nothing."""
    if widget.isVisible():
        return _seen(widget, widget.rect(), window)
    stack = widget.parentWidget()
    tabs = stack.parentWidget() if isinstance(stack, QStackedWidget) else None
    if isinstance(tabs, QTabWidget) and tabs.isVisible():
        return _seen(tabs.tabBar(), tabs.tabBar().tabRect(tabs.indexOf(widget)), window)
    return None


def _seen(widget: QWidget, box: QRect, window: QWidget) -> QRect | None:
    if widget.window() is not window:
        return None
    box = QRect(widget.mapTo(window, box.topLeft()), box.size())
    part = widget.parentWidget()
    while part is not None and part is not window:
        box = box.intersected(QRect(part.mapTo(window, QPoint(0, 0)), part.size()))
        part = part.parentWidget()
    return None if box.isEmpty() else box


class Pointing(QObject):
    """Shows what a page of the lesson points at.

    Args:
        window: where the controls are; what lies in other windows gets no ring.
        find: the widget of a control of course.CONTROLS, or None where it is not there.
        find_node: the widget of a node where a chapter's own view stands in the stage's place, else None.
    """

    def __init__(
        self,
        playback: Playback,
        stage: StageView,
        code: CodePanel,
        find: Callable[[str], QWidget | None],
        find_node: Callable[[str], QWidget | None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._playback = playback
        self._stage = stage
        self._code = code
        self._find, self._find_node = find, find_node
        self._pointers: list[Pointer] = []
        self._controls: list[QWidget] = []
        self._since = (playback.trace, -1)
        self.rings = Rings(window)
        self._announcing = QTimer(self)
        self._announcing.setSingleShot(True)
        self._announcing.setInterval(0)
        self._announcing.timeout.connect(self._announce)
        playback.moved.connect(self._on_moved)

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """What is pointed at now."""
        return tuple(self._pointers)

    @property
    def said(self) -> str:
        """What a screen reader says of it, in the language on screen; "" if nothing is pointed at."""
        words = [self._word(pointer) for pointer in self._pointers]
        return self.tr("The lesson points at: {things}.").format(things=", ".join(words)) if words else ""

    def _word(self, pointer: Pointer) -> str:
        if pointer.target is Target.NODE:
            return worker_name(SERVER if pointer.name == SERVER_NODE else pointer.name)
        if pointer.target is Target.LINE:
            return self.tr("the line {code}").format(code=pointer.name)
        return translate("Pointing", _WORDS.get(pointer.name, pointer.name))

    @Slot(object)
    def point_at(self, pointer: Pointer) -> None:
        """Point at one thing more."""
        self._since = (self._playback.trace, self._playback.playhead)
        self._pointers.append(pointer)
        # asked once, since the answer may bring the control on screen
        control = self._widget_of(pointer)
        if control is not None:
            self._controls.append(control)
        self._show()
        self._announcing.start()

    def _widget_of(self, pointer: Pointer) -> QWidget | None:
        if pointer.target is Target.NODE:
            return self._find_node(SERVER if pointer.name == SERVER_NODE else pointer.name)
        return self._find(pointer.name) if pointer.target is Target.CONTROL else None

    @Slot()
    def end(self, _page: object = None) -> None:
        """Point at nothing any more."""
        self._announcing.stop()
        if self._pointers:
            self._pointers.clear()
            self._controls.clear()
            self._show()

    @Slot()
    def _on_moved(self) -> None:
        """What was pointed at has been seen once the run goes on."""
        is_elsewhere = (self._playback.trace, self._playback.playhead) != self._since
        if not is_elsewhere or self._playback.playhead < 0:
            return
        if not self._waits_for_nodes():
            self.end()
        elif self._controls or self._lines():
            self._pointers = [pointer for pointer in self._pointers if pointer.target is Target.NODE]
            self._controls.clear()
            self._show()

    def _waits_for_nodes(self) -> bool:
        """Whether nodes were pointed at while the stage was empty, and the script is still bringing them there."""
        scene = self._playback.scene()
        was_empty = self._since[1] < 0 and bool(self._named(Target.NODE))
        return was_empty and scene is not None and scene.round.number == 0 and not self._playback.trace.finished

    def _named(self, target: Target) -> list[str]:
        return [pointer.name for pointer in self._pointers if pointer.target is target]

    def _lines(self) -> list[int]:
        script = self._playback.script
        found = [] if script is None else [line_of(script, name) for name in self._named(Target.LINE)]
        return [line for line in found if line is not None]

    def _show(self) -> None:
        lines = self._lines()
        self._stage.point_at([SERVER if name == SERVER_NODE else name for name in self._named(Target.NODE)])
        self._code.point_at(lines, scroll=not self._playback.is_playing)
        # of lines that lie behind another tab, the tab gets the ring
        behind = [self._code] if lines and not self._code.isVisible() else []
        self.rings.set_targets([*self._controls, *behind])

    @Slot()
    def _announce(self) -> None:
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._window, self.said))
