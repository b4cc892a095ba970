"""What a script's variables are for, whatever they are called."""

import pytest

from fedgui.scripts.roles import in_lesson_words, roles_of
from fedgui.scripts.source import LESSONS, Script, load_script

MINE = """
import torch
from torch import nn, optim
net = nn.Linear(2, 1)
rule = nn.MSELoss()
sgd = optim.SGD(net.parameters(), lr=0.1)
plan = optim.lr_scheduler.StepLR(sgd, 3)
out = net(rows)
err = rule(out, wanted)
err.backward()
sgd.step()
plan.step()
"""


def test_parts_are_found_by_what_is_asked_of_them():
    assert roles_of(Script("mine", MINE)) == {"net": "model", "sgd": "opt", "out": "pred", "err": "loss"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("out = net(rows)", "pred = model(rows)"),
        ("network = net", "network = model"),
        ("self.net.err(out_1)", "self.net.err(out_1)"),
        ("print(err.get())", "print(loss.get())"),
    ],
)
def test_a_line_is_read_as_a_lesson_would_write_it(code: str, words: str):
    assert in_lesson_words(code, roles_of(Script("mine", MINE))) == words


@pytest.mark.parametrize("name", LESSONS)
def test_lessons_are_read_as_they_are(name: str):
    assert roles_of(load_script(name)) == {}


@pytest.mark.parametrize("text", ["net = ", "", "\0"])
def test_what_is_no_training_has_no_parts(text: str):
    assert roles_of(Script("mine", text)) == {}
    assert in_lesson_words("net.step()", {}) == "net.step()"
