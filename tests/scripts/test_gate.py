"""The gate holds, releases and unwinds a script from another thread."""

from __future__ import annotations

import threading

import pytest

from fedgui.scripts.gate import Gate, Stopped

SOON = 5.0


class Walker:
    """A thread that asks the gate before every index, until it is stopped."""

    def __init__(self, gate: Gate, end: int = 100) -> None:
        self.passed: list[int] = []
        self.was_stopped = False
        self._gate, self._end = gate, end
        self.thread = threading.Thread(target=self._walk)
        self.thread.start()

    def _walk(self) -> None:
        try:
            for index in range(self._end):
                self._gate.ask(index)
                self.passed.append(index)
        except Stopped:
            self.was_stopped = True


def test_an_open_gate_lets_everything_by() -> None:
    walker = Walker(Gate())
    walker.thread.join(SOON)
    assert walker.passed == list(range(100))


def test_a_limit_holds_the_script_before_that_moment() -> None:
    gate = Gate(3)
    walker = Walker(gate)
    assert gate.wait_until_waiting(SOON)
    assert walker.passed == [0, 1, 2]
    assert gate.waiting_at == 3
    gate.allow(5)
    gate.open()
    walker.thread.join(SOON)
    assert len(walker.passed) == 100
    assert not walker.was_stopped


def test_stepping_lets_one_line_by() -> None:
    gate = Gate(0)
    walker = Walker(gate)
    for expected in range(3):
        assert gate.wait_until_waiting(SOON)
        assert len(walker.passed) == expected
        gate.step()
    assert gate.wait_until_waiting(SOON)
    assert walker.passed == [0, 1, 2]
    gate.stop()
    walker.thread.join(SOON)
    assert walker.was_stopped


def test_closing_holds_a_running_script() -> None:
    gate = Gate()
    walker = Walker(gate, end=10**9)
    gate.close()
    assert gate.wait_until_waiting(SOON)
    gate.stop()
    walker.thread.join(SOON)
    assert walker.was_stopped


def test_a_stopped_gate_stays_stopped() -> None:
    gate = Gate()
    gate.stop()
    assert gate.stopped
    with pytest.raises(Stopped):
        gate.ask(0)


def test_a_bare_except_of_ordinary_errors_does_not_swallow_a_stop() -> None:
    assert not issubclass(Stopped, Exception)


def test_a_held_script_waits_whatever_the_limit() -> None:
    gate = Gate()
    gate.hold()
    walker = Walker(gate)
    assert walker.thread.is_alive()
    assert walker.passed == []
    gate.release()
    walker.thread.join(SOON)
    assert len(walker.passed) == 100


def test_a_held_script_can_be_stopped() -> None:
    gate = Gate()
    gate.hold()
    walker = Walker(gate)
    gate.stop()
    walker.thread.join(SOON)
    assert walker.was_stopped


def test_a_script_that_may_go_on_does_not_wait() -> None:
    gate = Gate(3)
    walker = Walker(gate)
    assert gate.wait_until_waiting(SOON)
    gate.allow(50)
    assert gate.waiting_at != 3
    assert gate.wait_until_waiting(SOON)
    assert gate.waiting_at == 50
    gate.open()
    walker.thread.join(SOON)
