"""One table of the inspector with its title and its notes, laid out by hand.

Qt's layouts measure every text several times for each moment that is shown, and begin anew whenever one of them
changes. Here all of it is measured once a moment.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from fedgui.gui.panels.basics import Text
from fedgui.gui.panels.blocks import Block
from fedgui.gui.panels.tensor_table import Grid, TensorTable
from fedgui.gui.theme import pixmap, theme

_LINE_GAP: Final = 4
_WORD_GAP: Final = 8
_TITLE_GAP: Final = 2
_SAMPLE: Final = Grid(("w₁", "w₂", "b"), ("0",), ((0.0, 0.0, 0.0),))
_SAMPLE_WIDTH: Final = 240


def height_at(widget: QWidget, width: int) -> int:
    """The height in pixels that a widget needs at a width; a text that wraps needs more where there is less room."""
    return widget.heightForWidth(width) if widget.hasHeightForWidth() else widget.sizeHint().height()


class _Meta(Text):
    """A side remark that gives way: where it has no room it is shortened, and its tooltip says all of it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("index", "ink2", parent)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), self.alignment(), shown)


class BlockView(QWidget):
    """A title with its meta, a table and notes. Whoever shows it calls `lay_out` and gives it the height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = TensorTable(self)
        self.last_shown = 0
        """When it was last needed, in moments that were shown; 0 for a view that has shown nothing yet."""
        self._title = Text("strong", parent=self)
        self._meta = _Meta(self)
        self._changes = Text("hint", "ink", self)
        self._lock = QLabel(self)
        self._note = Text("hint", "ink2", self)
        self._since = Text("hint", "ink3", self)
        for text in (self._changes, self._note, self._since):
            text.setWordWrap(True)
        self._shown: tuple[Block, str, str] | None = None
        self._is_stale = False
        self._laid_out: tuple[int, int] | None = None
        """For which width, and how high it is there; None if something has changed since."""

    @property
    def block(self) -> Block | None:
        """What it shows, or showed last."""
        return None if self._shown is None else self._shown[0]

    def forget(self) -> None:
        """Write everything anew at the next moment: the language or the theme is another one."""
        self._is_stale = True

    def show_block(self, block: Block, color: str, since: str) -> None:
        """Show other numbers; the padlock takes the worker's colour. `since` tells how long they are there."""
        if (block, color, since) == self._shown and not self._is_stale:
            return
        if self._is_stale:
            self.table.rewrite()
        self._shown, self._laid_out, self._is_stale = (block, color, since), None, False
        self._changes.setText(block.changes)
        self._changes.setVisible(bool(block.changes))
        self._since.setText(since)
        self._since.setVisible(bool(since))
        self._title.setText(block.title)
        self._meta.setText(block.meta)
        self._meta.setToolTip(block.meta)
        self.table.show_grid(block.grid, f"{block.title}, {block.meta}")
        self._note.setText(block.note)
        self._note.setVisible(bool(block.note))
        self._lock.setVisible(block.is_private)
        if block.is_private:
            side = round(16 * theme().scale)
            self._lock.setPixmap(pixmap("lock", color, side, self.devicePixelRatioF()))

    def get_ready(self) -> None:
        """Take on the looks of the theme, which happens when a widget is shown for the first time: off the column."""
        self.table.show_grid(_SAMPLE, "")
        self.setGeometry(-2 * _SAMPLE_WIDTH, 0, _SAMPLE_WIDTH, self.lay_out(_SAMPLE_WIDTH))
        self.show()
        self.hide()
        self._laid_out = None

    def lay_out(self, width: int) -> int:
        """Place everything for this width, in pixels; returns how high the block is then."""
        if self._laid_out is not None and self._laid_out[0] == width:
            return self._laid_out[1]
        below = self._lay_out_title(width) + _LINE_GAP
        height = self.table.settle(width)
        self.table.setGeometry(0, below, width, height)
        below += height
        below = self._place(self._changes, 0, below, width)
        left = 0
        if not self._lock.isHidden():
            lock = self._lock.sizeHint()
            self._lock.setGeometry(0, below + _LINE_GAP, lock.width(), lock.height())
            left = lock.width() + _WORD_GAP
        below = self._place(self._note, left, below, width)
        below = self._place(self._since, 0, below, width)
        self._laid_out = width, below
        return below

    def _place(self, text: QWidget, left: int, below: int, width: int) -> int:
        """Put a text under what ends at `below`; returns where it ends. One that is hidden takes no room."""
        if text.isHidden():
            return below
        height = height_at(text, width - left)
        text.setGeometry(left, below + _LINE_GAP, width - left, height)
        return below + _LINE_GAP + height

    def _lay_out_title(self, width: int) -> int:
        """Put the meta beside the title, or below it where it has no room."""
        title, meta = self._title.sizeHint(), self._meta.sizeHint()
        is_beside = title.width() + meta.width() + _WORD_GAP <= width
        side = Qt.AlignmentFlag.AlignRight if is_beside else Qt.AlignmentFlag.AlignLeft
        self._meta.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        if is_beside:
            height = max(title.height(), meta.height())
            self._title.setGeometry(0, 0, title.width(), height)
            left = title.width() + _TITLE_GAP
            self._meta.setGeometry(left, 0, width - left, height)
            return height
        self._title.setGeometry(0, 0, width, title.height())
        self._meta.setGeometry(0, title.height() + _TITLE_GAP, width, meta.height())
        return title.height() + _TITLE_GAP + meta.height()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            # a text or the table takes another size than before: its type has grown, for instance
            self._laid_out = None
            self.updateGeometry()
        return super().event(event)
