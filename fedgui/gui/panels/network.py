"""The network panel: every message that had crossed at the present moment, with its payload and the totals."""

from __future__ import annotations

import csv
import io
from bisect import bisect_right
from pathlib import Path
from typing import Final

from PySide6.QtCore import QIODevice, QModelIndex, QSaveFile, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QGridLayout,
    QHeaderView,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from fedgui.gui.language import language, translate
from fedgui.gui.panels.basics import Surface, Text
from fedgui.gui.panels.message_log import BYTES, DIRECTION, HEADS, NUMBER, WHAT, WHO, LogView, MessageLog
from fedgui.gui.panels.views import is_behind_a_tab
from fedgui.gui.theme import font, theme
from fedgui.scripts.trace import SERVER, Trace

_ROW_HEIGHT: Final = 34
_CSV_HEADER: Final = (
    "number",
    "moment",
    "line",
    "round",
    "direction",
    "sender",
    "receiver",
    "kind",
    "name",
    "bytes",
    "total_down",
    "total_up",
    "total_between_workers",
    "total_commands",
)


class NetworkPanel(Surface):
    """The log of messages, newest last. Commands carry no values and are hidden until asked for."""

    count_changed = Signal(int)
    """How many messages that carry values had crossed."""

    moment_chosen = Signal(int)
    """The user opened a message: the moment at which it left."""

    export_failed = Signal(str)
    """The log could not be written: why, in a sentence."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._trace = Trace()
        self._index = -1
        self._count = 0
        self._log = MessageLog(self)
        self.view = self._make_view()
        self._empty = Text("body", "ink3", self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._down, self._up = Text("log", "ink2", self), Text("log", "ink2", self)
        self._across = Text("log", "ink2", self)
        self.commands = QCheckBox(self)
        self.commands.toggled.connect(self._choose_messages)
        self.export_button = QPushButton(self)
        self.export_button.clicked.connect(self._export)
        footer = self._footer = QGridLayout()
        footer.setHorizontalSpacing(16)
        footer.addWidget(self.commands, 3, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        footer.setColumnStretch(0, 1)
        self._is_apart = True
        self._place_button(is_apart=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._empty, 1)
        layout.addWidget(self.view, 1)
        layout.addLayout(footer)
        language().changed.connect(self.retranslate)
        theme().changed.connect(self._restyle)
        self.retranslate()
        self._restyle()
        self._show_or_hide()

    def _make_view(self) -> LogView:
        view = LogView(self._log, self)
        view.setShowGrid(False)
        view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QTableView.SelectionMode.SingleSelection)
        view.setTabKeyNavigation(False)
        # it gives way to the totals below it
        view.setMinimumHeight(1)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.horizontalHeader().setHighlightSections(False)
        view.horizontalHeader().setMinimumSectionSize(16)  # else the arrows take more than they are given
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        view.activated.connect(self._open)
        view.clicked.connect(self._open)
        return view

    @property
    def count(self) -> int:
        """Messages with values that had crossed at the present moment."""
        return self._count

    def show_moment(self, trace: Trace, index: int) -> None:
        """Show what had crossed at moment `index` (-1: before the first) of `trace`.

        Costs no more than what changed since the last call.
        """
        if trace is self._trace and index == self._index:
            return
        self._trace, self._index = trace, index
        count = bisect_right(trace.carrying, index)
        if count != self._count:
            self._count = count
            self.count_changed.emit(count)
        if not is_behind_a_tab(self):
            self._catch_up()

    def _place_button(self, *, is_apart: bool) -> None:
        """Put the button beside the totals, or below everything, where it would cut them."""
        if is_apart is self._is_apart:
            return
        self._is_apart = is_apart
        for row, total in enumerate((self._down, self._up, self._across)):
            # the third line has the button's column too
            self._footer.addWidget(total, row, 0, 1, 2 if is_apart or row == 2 else 1)
        corner = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop
        if is_apart:
            self._footer.addWidget(self.export_button, 4, 0, 1, 2, Qt.AlignmentFlag.AlignLeft)
        else:
            self._footer.addWidget(self.export_button, 0, 1, 2, 1, corner)

    def _are_totals_cut(self) -> bool:
        """Whether the totals have no room beside the button."""
        letters = self._down.fontMetrics()
        wide = max(letters.horizontalAdvance(total.text()) for total in (self._down, self._up))
        margins = self._footer.contentsMargins()
        room = self.width() - margins.left() - margins.right() - self.export_button.sizeHint().width()
        return wide + self._footer.horizontalSpacing() > room

    def _fit(self) -> None:
        """Give the air around the totals to them where the panel is low: nothing of them is cut."""
        self._place_button(is_apart=self._are_totals_cut())
        layout = self.layout()
        assert layout is not None
        for above, below, between in ((6, 8, 2), (2, 2, 0)):
            self._footer.setContentsMargins(16, above, 16, below)
            self._footer.setVerticalSpacing(between)
            if layout.minimumSize().height() <= self.height():
                return

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._catch_up()

    def _catch_up(self) -> None:
        """Show the messages up to the present moment; what can't be seen waits for it."""
        bar = self.view.verticalScrollBar()
        follows = bar.value() >= bar.maximum()
        if self._log.trace is not self._trace:
            self._log.set_trace(self._trace)
        before = len(self._log.rows)
        self._log.show_until(self._index)
        self._refresh()
        if len(self._log.rows) != before:
            self.view.lay_out()
            if follows:
                self.view.scrollToBottom()

    @Slot()
    def retranslate(self) -> None:
        """Write every text in the language on screen."""
        self.view.setAccessibleName(self.tr("Messages"))
        self._empty.setText(self.tr("No message yet."))
        self.commands.setToolTip(self.tr("Commands ask a worker to compute; they carry no values."))
        self.export_button.setText(self.tr("Export…"))
        self.export_button.setToolTip(self.tr("Writes the messages up to this moment to a CSV file."))
        self._log.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(HEADS) - 1)
        self._fit_columns()
        self._fit()
        self.view.viewport().update()
        self._write_totals()

    def _refresh(self) -> None:
        marked = self._marked_row()
        if marked != self.view.marked_row:
            self.view.marked_row = marked
            self.view.viewport().update()
        self._show_or_hide()
        self._write_totals()

    def _marked_row(self) -> int:
        """Row of the newest message, if the line that sent it still runs; -1 otherwise."""
        if self._index < 0 or not self._log.rows:
            return -1
        line = self._trace.line_at(self._index)
        return len(self._log.rows) - 1 if line is not None and self._log.rows[-1] >= line else -1

    def _write_totals(self) -> None:
        totals = self._log.totals()
        self._down.setText(self.tr("→ To workers: {count} bytes").format(count=totals.down))
        self._up.setText(self.tr("← To the server: {count} bytes").format(count=totals.up))
        self._across.setText(self.tr("Between workers: {count} bytes").format(count=totals.across))
        self._across.setVisible(totals.across > 0)
        self.commands.setText(self.tr("Show commands ({count})").format(count=totals.commands))
        self.export_button.setEnabled(self._log.count > 0)
        if not self._is_apart and self._are_totals_cut():
            self._fit()

    def _show_or_hide(self) -> None:
        is_empty = not self._log.rows
        self._empty.setVisible(is_empty)
        self.view.setVisible(not is_empty)

    @Slot(bool)
    def _choose_messages(self, with_commands: bool) -> None:
        self._log.show_commands(with_commands)
        self.view.scrollToBottom()
        self._refresh()

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        self.moment_chosen.emit(self._log.rows[index.row()])

    # the file

    @classmethod
    def ask_path(cls, parent: QWidget) -> str:
        """Ask where to write the log; "" if the user does not want to."""
        title = translate("NetworkPanel", "Export the messages")
        path, _kind = QFileDialog.getSaveFileName(parent, title, "fedgui-messages.csv", "CSV (*.csv)")
        return path

    @Slot()
    def _export(self) -> None:
        path = self.ask_path(self)
        if not path:
            return
        try:
            self.export_csv(path)
        except OSError as error:
            text = self.tr("The messages could not be written to {file}: {reason}.")
            self.export_failed.emit(text.format(file=Path(path).name, reason=error.strerror or error))

    def export_csv(self, path: str | Path) -> None:
        """Write the messages up to the present moment, commands among them, to a CSV file.

        The file is replaced whole or not at all. Its header is English and its numbers are Python's in either
        language; "direction" is "down", "up", "between workers", or "command" for what carries no values.

        Raises:
            OSError: if the file can't be written.
        """
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(_CSV_HEADER)
        for number in range(self._log.count):
            writer.writerow(self._csv_row(number))
        file = QSaveFile(str(path))
        written = text.getvalue().encode()
        is_written = file.open(QIODevice.OpenModeFlag.WriteOnly) and file.write(written) == len(written)
        if not is_written or not file.commit():
            raise OSError(0, file.errorString())

    def _csv_row(self, number: int) -> tuple[object, ...]:
        place = self._log.place(number)
        message = self._log.message(place)
        totals = self._log.totals(number + 1)
        if message.kind != "object":
            direction = "command"
        elif message.sender == SERVER:
            direction = "down"
        else:
            direction = "up" if message.receiver == SERVER else "between workers"
        return (
            number + 1,
            place,
            self._trace[place].line,
            bisect_right(self._trace.rounds, place),
            direction,
            message.sender,
            message.receiver,
            message.kind,
            message.name,
            message.bytes,
            totals.down,
            totals.up,
            totals.across,
            totals.commands,
        )

    @Slot()
    def _restyle(self) -> None:
        scale = theme().scale
        self.commands.setFont(font("button"))
        self.view.horizontalHeader().setFont(font("head"))
        self.view.verticalHeader().setDefaultSectionSize(round(_ROW_HEIGHT * scale))
        self._fit_columns()
        self._fit()
        self.view.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_columns()
        self._fit()

    def _fit_columns(self) -> None:
        """Give each column what it is designed to have; in a narrow panel names are cut, and their tooltips tell them.

        What has no room then, with very large type, is scrolled to.
        """
        header, scale = self.view.horizontalHeader(), theme().scale
        least = [header.sectionSizeFromContents(column).width() for column in range(len(HEADS))]
        wide = {NUMBER: 56, DIRECTION: 30, WHO: 136, BYTES: 72}
        widths = {column: max(round(width * scale), least[column]) for column, width in wide.items()}
        bar = self.view.verticalScrollBar().sizeHint().width()
        what = max(least[WHAT], round(84 * scale))
        spare = self.width() - bar - sum(widths.values()) - what
        widths[WHO] = max(widths[WHO] + min(spare, 0), least[WHO], round(64 * scale))
        widths[WHAT] = max(self.width() - bar - sum(widths.values()), what)
        for column, width in widths.items():
            self.view.setColumnWidth(column, width)
