"""Work behind the attack's page: a failure is one line of words, and the page goes on."""

from __future__ import annotations

import pytest

from fedgui.gui.attack.job import Job


@pytest.mark.parametrize(
    ("message", "reason"),
    [("no process\n\n    if __name__ == ...", "no process"), ("  \nthe end  ", "the end"), ("", "RuntimeError")],
)
def test_a_failure_is_said_in_one_line(qtbot, message, reason):
    def work():
        raise RuntimeError(message)

    job = Job()
    with qtbot.waitSignal(job.failed, timeout=20_000) as told:
        job.start(work)
    assert told.args[0].fields["reason"] == reason
    assert not job.is_busy
    job.shut_down()
