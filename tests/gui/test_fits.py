"""No text is cut or covered: every label is measured against its space, also in a language 40 % longer than English."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt, QTranslator
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTabBar,
    QToolButton,
    QWidget,
)

from fedgui.gui.application import open_window
from fedgui.gui.chapter_settings import ChapterSettings
from fedgui.gui.fork_dialog import ForkDialog
from fedgui.gui.language import language
from fedgui.gui.main_window import MainWindow
from fedgui.gui.panels.curves import LegendEntry
from fedgui.gui.playback import MAX_SPEED, State
from fedgui.gui.settings import SettingsFile
from fedgui.gui.shortcuts import KeysDialog
from fedgui.gui.side_panel import INSPECTOR, LESSON
from fedgui.gui.stage import paint
from fedgui.gui.theme import LIGHT, theme
from fedgui.paths import translation
from fedgui.scripts.course import COURSE
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER
from fedgui.scripts.variants import settings_of

LONG_MS = 20_000
PSEUDO = "pseudo"
SIZES = ((1280, 720), (1440, 900))

# --- a language of accents, 40 % longer ----------------------------------------------------------------------------

_ACCENTS = str.maketrans("AEIOUaeioucn", "ÁÉÍÕÚàéíõúçñ")
_PIECES = re.compile(r"\{[^{}]*\}|%n|<[^>]*>|\w+|\W")


def lengthened(text: str) -> str:
    """`text` with accents, and every word 40 % longer; placeholders stay as they are."""
    parts, owed = [], 0.0
    for piece in _PIECES.findall(text):
        if not piece.isalpha():
            parts.append(piece)
            continue
        owed += 0.4 * len(piece)
        extra = round(owed)
        owed -= extra
        parts.append(piece.translate(_ACCENTS) + piece[-1:].lower() * extra)
    return "".join(parts)


class PseudoTranslator(QTranslator):
    """Answers for English and every context, plural forms included."""

    def __init__(self) -> None:
        super().__init__()
        self._english = QTranslator()
        self._english.load(str(translation("fedgui_en.qm")))

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        return lengthened(self._english.translate(context, source, disambiguation, n) or source)


def test_the_pseudo_language_is_longer_and_keeps_what_is_filled_in():
    text = "Round {number} of {total} begins, %n row(s)"
    assert len(lengthened("A sentence without any gaps")) > 1.3 * 27
    assert re.findall(r"\{\w+\}|%n", lengthened(text)) == ["{number}", "{total}", "%n"]
    assert len(lengthened("Settings")) == round(1.4 * 8)


# --- measuring ------------------------------------------------------------------------------------------------------


def is_in_scroll_area(widget: QWidget) -> bool:
    """Whether what does not fit can be scrolled to."""
    parent = widget.parentWidget()
    while parent is not None and not parent.isWindow():
        if isinstance(parent, QAbstractScrollArea) and widget is not parent:
            return True
        parent = parent.parentWidget()
    return False


def text_of(widget: QWidget) -> str:
    """What is written on a label, a button or an entry of a legend; "" for anything else."""
    if isinstance(widget, QToolButton) and widget.toolButtonStyle() == Qt.ToolButtonStyle.ToolButtonIconOnly:
        # a style sheet's button shows its text where it has no icon
        return widget.text() if widget.icon().isNull() else ""
    if isinstance(widget, QLabel):
        return "" if not widget.pixmap().isNull() else widget.text()
    if isinstance(widget, QAbstractButton | LegendEntry):
        found = widget.text
        return found if isinstance(found, str) else found()
    return ""


def is_cut(widget: QWidget) -> bool:
    """Whether the text of a label, button or legend has less room than it takes."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        metrics = QFontMetrics(widget.font())
        room = widget.contentsRect().width()
        words = re.sub(r"<[^>]*>", " ", widget.text()).split()
        longest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        return widget.heightForWidth(widget.width()) > widget.height() + 1 or longest > room + 1
    wanted = widget.sizeHint()
    if isinstance(widget, QAbstractButton) and widget.hasHeightForWidth():
        return widget.heightForWidth(widget.width()) > widget.height() + 1
    return wanted.width() > widget.width() + 1 or wanted.height() > widget.height() + 1


def is_tab_bar_cut(bar: QTabBar) -> bool:
    return bar.sizeHint().width() > bar.width() + 1 or any(
        bar.tabRect(n).right() > bar.width() for n in range(bar.count())
    )


def is_field_cut(field: QWidget) -> bool:
    if isinstance(field, QComboBox):
        return field.sizeHint().width() > field.width() + 1
    if isinstance(field, QAbstractSpinBox):
        return field.sizeHint().width() > field.width() + 1
    assert isinstance(field, QLineEdit)
    text = field.placeholderText()
    return QFontMetrics(field.font()).horizontalAdvance(text) > field.width()


def is_header_cut(header: QHeaderView) -> bool:
    if header.orientation() is Qt.Orientation.Vertical:
        return False
    return any(
        header.sectionSizeFromContents(n).width() > header.sectionSize(n) + 1
        for n in range(header.count())
        if not header.isSectionHidden(n) and n < header.count() - header.stretchLastSection()
    )


def box_in(widget: QWidget, window: QWidget) -> QRect:
    return QRect(widget.mapTo(window, QPoint(0, 0)), widget.size())


def complaints(window: QWidget) -> Iterator[str]:
    """What is cut by its own size, hangs out of its window, or lies over a sibling."""
    shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible() and widget.window() is window]
    written = [widget for widget in shown if text_of(widget)]
    yield from complaints_about_labels(written, window)
    yield from complaints_about_fields(shown)
    for place, first in enumerate(written):
        for second in written[place + 1 :]:
            if first.parentWidget() is second.parentWidget():
                both = box_in(first, window).intersected(box_in(second, window))
                if both.width() > 1 and both.height() > 1:
                    yield f"one over the other: {text_of(first)!r} and {text_of(second)!r}"


def complaints_about_labels(written: list[QWidget], window: QWidget) -> Iterator[str]:
    for widget in written:
        if is_cut(widget) and text_of(widget) not in widget.toolTip():
            wants = widget.sizeHint().toTuple()
            yield f"cut: {text_of(widget)!r} wants {wants}, has {widget.size().toTuple()} ({name_of(widget)})"
        elif is_half_hidden(widget, window):
            yield f"half hidden: {text_of(widget)!r} ({name_of(widget)})"


def complaints_about_fields(shown: list[QWidget]) -> Iterator[str]:
    for widget in shown:
        if isinstance(widget, QTabBar) and is_tab_bar_cut(widget):
            yield f"tabs cut: {[widget.tabText(n) for n in range(widget.count())]}"
        elif isinstance(widget, QComboBox | QAbstractSpinBox | QLineEdit) and is_field_cut(widget):
            if not isinstance(widget.parentWidget(), QComboBox | QAbstractSpinBox):
                yield f"field cut: {widget.accessibleName()!r} ({name_of(widget)})"
        elif isinstance(widget, QHeaderView) and is_header_cut(widget):
            yield f"head of a table cut ({name_of(widget)})"


def is_half_hidden(widget: QWidget, window: QWidget) -> bool:
    """Whether something but the narrow window's opened side panel hides a part that can't be scrolled to."""
    if isinstance(window, MainWindow) and window.side.is_narrow and window.side.is_open:
        return False
    return not is_in_scroll_area(widget) and widget.visibleRegion().boundingRect() != widget.rect()


def name_of(widget: QWidget) -> str:
    names = []
    up: QWidget | None = widget
    while up is not None and len(names) < 4:
        names.append(type(up).__name__)
        up = up.parentWidget()
    return " < ".join(names)


def test_a_cut_label_is_complained_about(qtbot):
    """The measure can fail: a label that is too narrow, one that is too low, and two that lie over each other."""
    box = QWidget()
    qtbot.addWidget(box)
    box.resize(300, 200)
    labels = [
        QLabel(text, box) for text in ("Fits well", "Much too long for this", "Wrapped text that is too low", "Over")
    ]
    labels[2].setWordWrap(True)
    for label, rect in zip(
        labels, (QRect(0, 0, 120, 30), QRect(0, 40, 40, 30), QRect(0, 80, 60, 18), QRect(20, 2, 60, 24)), strict=True
    ):
        label.setGeometry(rect)
    box.show()
    found = "\n".join(complaints(box))
    assert "cut: 'Much too long for this'" in found
    assert "cut: 'Wrapped text" in found
    assert "one over the other: 'Fits well' and 'Over'" in found
    assert "cut: 'Fits well'" not in found


# --- the whole window -----------------------------------------------------------------------------------------------


@pytest.fixture
def stage_cuts(monkeypatch) -> set[str]:
    """Texts of the stage that were cut off with an ellipsis while it was painted."""
    cuts: set[str] = set()
    real = paint._cut

    def noting(text: str, width: float, role: str, size: int = 0) -> str:
        shown = real(text, width, role, size)
        if shown != text:
            cuts.add(f"cut on the stage: {text!r}")
        return shown

    monkeypatch.setattr(paint, "_cut", noting)
    return cuts


@pytest.fixture
def make_window(qtbot, qapp):
    windows: list[MainWindow] = []
    pseudo = PseudoTranslator()

    def make(code: str, size: tuple[int, int], scale: float, chapter: str = "federated") -> MainWindow:
        settings = SettingsFile()
        settings.values.type_scale = scale
        if code == PSEUDO:
            language().set("en")
            QCoreApplication.installTranslator(pseudo)
        window = open_window(qapp, settings, chapter, "en" if code == PSEUDO else code, "light")
        windows.append(window)
        if code == PSEUDO:
            # the language was set again meanwhile, and its own translator would answer first
            QCoreApplication.removeTranslator(pseudo)
            QCoreApplication.installTranslator(pseudo)
            language().changed.emit()
        window.stage.set_motion(0)
        window.resize(*size)
        qtbot.waitUntil(lambda: window.playback.state is State.READY, timeout=LONG_MS)
        return window

    yield make
    QCoreApplication.removeTranslator(pseudo)
    for window in windows:
        window.close()
        window.deleteLater()
    language().set("pt_BR")
    language().set("en")
    theme().set(LIGHT)
    theme().present(None)
    theme().set_scale(1.0)
    theme().set_type_scale(1.0)


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


def run(qtbot, window: MainWindow) -> None:
    window.playback.set_speed(MAX_SPEED)
    window.playback.play()
    qtbot.waitUntil(lambda: not window.playback.is_playing and not window.view._waiting, timeout=LONG_MS)


def states(qtbot, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Brings the window into one state after the other."""
    yield "empty", window
    run(qtbot, window)
    yield "finished", window
    trace = window.playback.trace
    for index in range(0, len(trace), max(len(trace) // 23, 1)):
        window.playback.seek(index)
        yield f"moment {index}", window
    window.stage_bar.server_view.setChecked(True)
    yield "server's view", window
    window.stage_bar.server_view.setChecked(False)
    for number in range(1, window.tabs.count()):
        window.tabs.setCurrentIndex(number)
        yield f"tab {number}", window
    window.tabs.setCurrentIndex(0)
    for node in (SERVER, *(worker.id for worker in window.playback.scene().workers)):
        window.open_node(node)
        yield f"inspector of {node}", window
    window.side.open_tab(INSPECTOR)
    window.view.select(None)
    yield "empty inspector", window
    window.side.close_panel()
    yield "folded panel", window
    window.commands.keep_run()
    window.playback.restart()
    run(qtbot, window)
    yield "a kept run beside", window
    window.plot.chart.show_table(True)
    yield "the plot's table", window
    window.plot.chart.show_table(False)
    window.errors.show_error(
        window.tr("Something unexpected went wrong. Your work is kept; restart the run."), "details"
    )
    yield "error", window
    window.errors.clear()


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["en", "pt_BR", PSEUDO])
def test_no_text_is_cut_in_any_state_of_the_window(qtbot, make_window, stage_cuts, code, size, scale):
    window = make_window(code, size, scale)
    found: dict[str, str] = {}
    for name, shown in states(qtbot, window):
        check(qtbot, shown, stage_cuts, name, found)
    assert not found, told(found)


def check(qtbot, shown: QWidget, cuts: set[str], name: str, found: dict[str, str]) -> None:
    settle()
    shown.grab()
    for complaint in (*complaints(shown), *sorted(cuts)):
        found.setdefault(complaint, name)
    cuts.clear()


def told(found: dict[str, str]) -> str:
    return "\n".join(f"{name}: {complaint}" for complaint, name in found.items())


def test_all_texts_and_icons_grow_with_the_size_of_type(make_window):
    window = make_window("en", (1280, 720), 1.0)
    window.commands.show_chapter("aggregation")
    window.lesson.go_to(5)
    sizes = []
    for scale in (1.0, 2.0):
        window.commands.set_type(scale)
        settle()
        shown = [widget for widget in window.findChildren(QWidget) if widget.isVisible()]
        found = {}
        for widget in shown:
            has_icon = isinstance(widget, QAbstractButton) and not widget.icon().isNull()
            if has_icon or (isinstance(widget, QTabBar) and not widget.tabIcon(0).isNull()):
                found[widget, "icon"] = widget.iconSize().height()
            if text_of(widget):
                found[widget, "text"] = QFontMetrics(widget.font()).height()
        sizes.append(found)
    at_one, at_two = sizes
    assert len(at_one.keys() & at_two.keys()) > 30
    small = [
        f"{what} of {name_of(widget)}: {size}, {at_two[widget, what]}"
        for (widget, what), size in at_one.items()
        if at_two.get((widget, what), 2 * size) < 1.8 * size
    ]
    assert not small, "\n".join(small)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("code", ["en", "pt_BR", PSEUDO])
def test_no_text_is_cut_on_the_pages_of_the_lessons(qtbot, make_window, stage_cuts, code, scale):
    window = make_window(code, SIZES[0] if scale > 1 else SIZES[1], scale)
    found: dict[str, str] = {}
    for chapter in COURSE:
        window.commands.show_chapter(chapter)
        window.side.open_tab(LESSON)
        for page in range(len(window.lesson._pages)):
            window.lesson.go_to(page)
            check(qtbot, window, stage_cuts, f"{chapter}, page {page + 1}", found)
    assert not found, told(found)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("code", ["en", "pt_BR", PSEUDO])
def test_no_text_is_cut_where_a_training_diverged(qtbot, make_window, stage_cuts, code, scale):
    window = make_window(code, (1280, 720), scale)
    text = load_script("federated").text.replace("lr=0.1", "lr=1e18")
    window.commands._load(Script("astray.py", text))
    run(qtbot, window)
    found: dict[str, str] = {}
    check(qtbot, window, stage_cuts, "diverged", found)
    assert window.caption.rate_button.isVisible()
    assert not found, told(found)


@pytest.mark.parametrize("code", ["en", "pt_BR", PSEUDO])
def test_no_text_is_cut_in_a_presentation(qtbot, make_window, stage_cuts, code):
    window = make_window(code, (1280, 720), 1.0)
    found: dict[str, str] = {}
    for chapter in COURSE:
        window.commands.show_chapter(chapter)
        run(qtbot, window)
        window.presenter.start()
        window.presenter.showNormal()
        for size in ((1920, 1080), (1024, 768)):
            window.presenter.resize(*size)
            last = len(window.playback.trace) - 1
            for index in (0, last // 3, last // 2, last):
                window.playback.seek(index)
                check(qtbot, window.presenter, stage_cuts, f"{chapter}, {size}, moment {index}", found)
        window.presenter.leave()
    assert not found, told(found)


@pytest.mark.parametrize("scale", [1.0, 1.5])
@pytest.mark.parametrize("code", ["en", "pt_BR", PSEUDO])
def test_no_text_is_cut_in_the_dialogs(qtbot, make_window, stage_cuts, code, scale):
    window = make_window(code, (1280, 720), scale)
    run(qtbot, window)
    settings = settings_of(load_script("federated"))
    found: dict[str, str] = {}
    for dialog in (
        ChapterSettings(settings, settings, window),
        *(ForkDialog(window.playback.scene(), 0.1, kind, window) for kind in range(3)),
        KeysDialog(window.commands._actions, window),
    ):
        dialog.show()
        check(qtbot, dialog, stage_cuts, type(dialog).__name__, found)
        dialog.close()
        dialog.deleteLater()
    assert not found, told(found)
