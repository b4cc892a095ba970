"""The code panel: the script that runs, the line that runs now, and what each line did, in the margin."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from fedgui.gui.language import language
from fedgui.gui.panels.basics import Surface
from fedgui.gui.panels.code_rows import ROW, AnyRow, RowPainter, Rows, keyword_spans
from fedgui.gui.panels.views import ListView
from fedgui.gui.theme import theme
from fedgui.scripts.source import Script

_SHORT: Final = 14
"""A panel with fewer rows in view keeps the current line as its fourth row."""


class CodePanel(Surface):
    """The rows of a script. Comments appear as annotations in the language on screen; only code is numbered."""

    line_chosen = Signal(int)
    """The user clicked a line of code, or pressed Enter on it: its 1-based line in the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.tag = ""
        self._line = 0
        self._error_line = 0
        self._pointed_at: tuple[int, ...] = ()
        self._script = Script("", "")
        self._model = Rows(self)
        self.view = ListView(self)
        self.view.setModel(self._model)
        self.view.setUniformItemSizes(True)
        self.view.setSelectionMode(QListView.SelectionMode.NoSelection)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._painter = RowPainter(self, self)
        self.view.setItemDelegate(self._painter)
        self.view.clicked.connect(self._choose)
        self.view.activated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.addWidget(self.view)
        self.setFocusProxy(self.view)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()

    def set_script(self, script: Script) -> None:
        """Show another script; no line of it is marked."""
        self._script = script
        self._line = self._error_line = 0
        self._pointed_at = ()
        self.tag = ""
        self._painter.spans = keyword_spans(script.text)
        self._model.set_rows(script.rows)
        self._restyle()
        self.view.setCurrentIndex(self._model.index(0))
        self.view.scrollToTop()
        self._describe()

    def show_line(self, line: int, tag: str = "") -> None:
        """Mark the 1-based `line` of the file as the one that runs now (0: none), with a word or two beside it."""
        if (line, tag) == (self._line, self.tag) and not self._error_line:
            return
        before, self._line, self.tag, self._error_line = self._line, line, tag, 0
        if line != before:
            if not line:
                self.view.scrollToTop()  # as before the first play
            self._keep_in_view()
        self._describe()
        self._repaint_lines(before, line)

    def show_error(self, line: int) -> None:
        """Mark the 1-based `line` as the one that failed; 0 takes the mark away."""
        if line == self._error_line:
            return
        self._error_line = line
        if line:
            self._line = line
            self._keep_in_view()
        self._describe()
        self.view.viewport().update()

    def point_at(self, lines: Collection[int], *, scroll: bool = True) -> None:
        """Outline these 1-based lines of the file, and no others: the lesson speaks of them.

        Args:
            scroll: whether to bring them into view, the first of them before all.
        """
        before, self._pointed_at = self._pointed_at, tuple(sorted(lines))
        self._repaint_lines(*before, *self._pointed_at)
        self._describe()
        if scroll:
            self._show_pointed_at()

    def is_pointed_at(self, line: int) -> bool:
        """Whether the lesson speaks of a line of the file."""
        return line in self._pointed_at

    def set_notes(self, notes: Mapping[int, str]) -> None:
        """Show what lines did: 1-based line of the file to its note; lines that are missing lose theirs.

        A note stands at the right of its code, or in a row below where it has no room there. That row goes with it.
        """
        before = self._model.notes
        if notes == before:
            return
        self._model.notes = dict(notes)
        self._make_room()
        self._describe()
        self._repaint_lines(*(line for line in {*before, *notes} if before.get(line) != notes.get(line)))

    def _make_room(self) -> None:
        """Give each note that doesn't fit beside its code a row, and no other."""
        ends = {row.line: row for row in self._model.rows if row.kind == "code"}
        notes = self._model.notes.items()
        below = (line for line, note in notes if line in ends and not self._painter.fits(ends[line], note))
        if self._model.set_note_rows({line: self._painter.split_note(self._model.notes[line]) for line in below}):
            self._keep_in_view()

    def _lay_rows(self) -> None:
        """Let lines that are wider than the panel take several rows."""
        bar = self.view.verticalScrollBar().sizeHint().width()
        room = max(self.view.width() - bar, 1)
        focused = self.view.currentIndex().data(ROW) if self.view.currentIndex().isValid() else None
        if self._model.lay(lambda row: self._painter.split(row, room)) and focused is not None:
            place = next((place for place, row in enumerate(self._model.rows) if row.line == focused.line), 0)
            self.view.setCurrentIndex(self._model.index(place))
        self._painter.width = room

    def note_of(self, line: int) -> str:
        """The note of a line of the file, or ""."""
        return self._model.notes.get(line, "")

    def note_rows_of(self, line: int) -> Sequence[str]:
        """What the rows below a line say: its note, or parts of it; nothing where it stands beside the code."""
        return self._model.note_rows.get(line, ())

    def view_width(self) -> int:
        """Pixels from the left to the right end of what is in view."""
        return self.view.viewport().width()

    def set_compact(self, is_compact: bool) -> None:
        """Set the code one pixel smaller, for a narrow window."""
        if is_compact != self._painter.is_small:
            self._painter.is_small = is_compact
            self._restyle()

    def _repaint_lines(self, *lines: int) -> None:
        """Repaint these lines of the file alone: while a script runs fast, they are all that changes."""
        for place, row in enumerate(self._model.rows):
            if row.line in lines:
                box = self.view.visualRect(self._model.index(place))
                self.view.viewport().update(0, box.top(), self.view.viewport().width(), box.height())

    def mark_of(self, line: int) -> str:
        """Colour token of the mark on `line`: "now", "bad", or "" for none."""
        if line == self._error_line:
            return "bad"
        return "now" if line == self._line and not self._error_line else ""

    def focus_row(self) -> int:
        """Row on which the keyboard is, -1 while it is elsewhere."""
        return self.view.currentIndex().row() if self.view.hasFocus() else -1

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen; comments are translated as they are painted."""
        self.view.setAccessibleName(self.tr("Code"))
        self._restyle()
        self._describe()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_rows()
        self._make_room()
        self._keep_in_view()

    @Slot()
    def _restyle(self) -> None:
        rows = self._model.rows
        self._painter.digits = max(2, len(str(max((row.number for row in rows), default=0))))
        self._painter.restyle()
        self._lay_rows()
        self.view.scheduleDelayedItemsLayout()
        self._make_room()
        self._keep_in_view()
        self.view.viewport().update()

    def _keep_in_view(self) -> None:
        place = next((place for place, row in enumerate(self._model.rows) if row.line == self._line), -1)
        if place < 0:
            self._show_pointed_at()
            return
        height = self._painter.height
        in_view = self.view.viewport().height() // height
        top = -(-self.view.verticalScrollBar().value() // height)
        if in_view >= _SHORT and top + 1 <= place <= top + in_view - 3:
            return
        above = max(min(3, in_view - 1), 0)
        self.view.scrollTo(self._model.index(max(place - above, 0)), QListView.ScrollHint.PositionAtTop)

    def _show_pointed_at(self) -> None:
        for line in reversed(self._pointed_at):
            places = [place for place, row in enumerate(self._model.rows) if row.line == line]
            # all rows of a long line, its first before all
            for place in (places[-1], places[0]) if places else ():
                self.view.scrollTo(self._model.index(place), QListView.ScrollHint.EnsureVisible)

    def _describe(self) -> None:
        """Tell assistive technology which line runs, and of which the lesson speaks."""
        self._describe_running()
        numbers = [str(row.number) for row in self._script.rows if row.kind == "code" and row.line in self._pointed_at]
        said = [self.tr("The lesson points at line {number}.").format(number=number) for number in numbers]
        if said:
            self.view.setAccessibleDescription(" ".join(filter(None, (self.view.accessibleDescription(), *said))))

    def _describe_running(self) -> None:
        row = next((row for row in self._script.rows if row.line == self._line), None)
        if row is None:
            self.view.setAccessibleDescription("")
        elif self._error_line:
            text = self.tr("Line {number} failed: {code}")
            self.view.setAccessibleDescription(text.format(number=row.number, code=row.text.strip()))
        else:
            text = self.tr("Line {number} runs now: {code}").format(number=row.number, code=row.text.strip())
            note = self.note_of(row.line)
            self.view.setAccessibleDescription(f"{text}. {note}" if note else text)

    @Slot(QModelIndex)
    def _choose(self, index: QModelIndex) -> None:
        row: AnyRow = index.data(ROW)
        if row.kind == "code":
            self.line_chosen.emit(row.line)
