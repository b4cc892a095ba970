"""The process behind a chapter's own view comes when it is needed, once, and goes with the window."""

from __future__ import annotations

import pytest

from fedgui.gui.run_view import Kept


class Process:
    def __init__(self) -> None:
        self.closed = 0

    def close(self) -> None:
        self.closed += 1


def test_a_process_is_made_once_when_it_is_needed():
    made: list[Process] = []

    def make() -> Process:
        made.append(Process())
        return made[-1]

    kept = Kept(make)
    assert not made
    assert kept.get() is kept.get() is made[0]
    kept.close()
    kept.close()
    assert [process.closed for process in made] == [1]


def test_a_question_that_comes_after_the_end_starts_no_process():
    kept = Kept(lambda: pytest.fail("a process nobody would end"))
    kept.close()
    with pytest.raises(RuntimeError, match="closing"):
        kept.get()
