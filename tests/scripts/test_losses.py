"""Which printed numbers are losses, and whose they are."""

import io
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fedgui.pointers import Message, MessageKind
from fedgui.scripts.losses import Fetched, ShownLoss, shown_loss
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, Trace


def value_of(*values: object, in_round: bool = True, has_trained: bool = True) -> float | None:
    loss = shown_loss(values, in_round=in_round, has_trained=has_trained)
    return None if loss is None else loss.value


@pytest.mark.parametrize(
    "values",
    [
        (0.25,),
        (torch.tensor(0.25),),
        ("loss:", 0.25),
        ("epoch", 3, "loss", 0.25),
        ("epoch", 3, 0.25),
        ("lr", 0.1, "Loss =", 0.25, "accuracy", 0.9),
        ("loss 0.25",),
        ("Train Epoch: 1 [60/180 (33%)]\tLoss: 0.250000",),
        ("epoch 3, train_loss=2.5e-1, test_loss=0.3",),
        ("rodada 2: perda 0.25",),
        ("epoch", "3", "loss", "0.25"),
        (3, torch.tensor(0.25), "done"),
    ],
)
def test_a_loss_is_found_in_what_is_usually_printed(values: tuple[object, ...]):
    assert value_of(*values) == 0.25


@pytest.mark.parametrize(
    "values",
    [
        (),
        ("hello",),
        (3,),
        ("epoch", 3),
        (True,),
        (0.25, 0.5),
        ("accuracy", 0.9, "rate", 0.1),
        ("the loss of 2 workers",),
        ("loss-free",),
        (torch.tensor([0.25, 0.5]),),
        (torch.tensor(3),),
        ([0.25],),
        (None, 0.25, "x", [1]),
        ("loss",),
    ],
)
def test_what_is_no_loss_is_none(values: tuple[object, ...]):
    assert value_of(*values) is None


def test_outside_of_a_training_plain_numbers_are_none():
    assert value_of(0.25, in_round=False) is None
    assert value_of("loss 0.25", in_round=False, has_trained=False) is None
    assert value_of(torch.tensor(0.25), in_round=False, has_trained=False) is None
    assert value_of("loss", torch.tensor(0.25), in_round=False, has_trained=False) == 0.25


@pytest.mark.parametrize(("text", "value"), [("loss: nan", math.nan), ("loss: inf", math.inf), ("loss -1", -1)])
def test_a_loss_that_has_gone_astray_is_read_too(text: str, value: float):
    found = value_of(text)
    assert found is not None
    assert found == value or (math.isnan(found) and math.isnan(value))


@given(st.floats(0, 1e6), st.integers(0, 6))
def test_the_number_that_is_written_is_the_one_that_counts(value: float, decimals: int):
    text = f"epoch 7 loss {value:.{decimals}f}"
    assert shown_loss((text,), in_round=True, has_trained=True) == ShownLoss(float(f"{value:.{decimals}f}"), decimals)


@given(st.text(max_size=40))
def test_no_text_breaks_it(text: str):
    value_of(text)
    value_of("loss", text, 3)


def sent(value: float, sender: str) -> Message:
    return Message(sender, SERVER, MessageKind.OBJECT, "loss", 4, (("loss", torch.tensor(value)),))


def test_a_rounded_number_is_its_senders_and_only_once():
    fetched = Fetched()
    for value, sender in ((0.12344, "bob"), (0.98765, "alice")):
        fetched.note(sent(value, sender))
    assert fetched.take(ShownLoss(0.1234, 4)) == "bob"
    assert fetched.take(ShownLoss(0.1234, 4)) is None
    assert fetched.take(ShownLoss(0.9, 1)) is None
    assert fetched.take(ShownLoss(0.988, 3)) == "alice"


def test_numbers_that_are_never_printed_are_not_kept_for_ever():
    fetched = Fetched()
    for number in range(10_000):
        fetched.note(sent(float(number), "bob"))
    assert len(fetched._numbers) < 100
    assert fetched.take(ShownLoss(9_999.0)) == "bob"


SCRIPT = """
import syft as sy
import torch
from torch import nn, optim
hook = sy.TorchHook(torch)
workers = [sy.VirtualWorker(hook, id=name) for name in ("bob", "alice")]
data = [(torch.ones(2, 2).send(w), torch.full((2, 1), float(n)).send(w)) for n, w in enumerate(workers)]
model = nn.Linear(2, 1)
opt = optim.SGD(model.parameters(), lr=0.05)
for epoch in range(3):
    for x, y in data:
        model.send(x.location)
        opt.zero_grad()
        loss = ((model(x) - y) ** 2).sum()
        loss.backward()
        opt.step()
        model.get()
        {line}
"""


@pytest.mark.parametrize(
    "line",
    [
        "print('epoch', epoch, 'loss', loss.get().item())",
        "print(f'epoch {epoch}: loss {loss.get().item():.4f}')",
        "print(epoch, round(loss.get().item(), 4))",
        "print('Train Epoch: {} [{}/{}]\\tLoss: {:.6f}'.format(epoch, 2, 4, loss.get().item()))",
    ],
)
def test_the_losses_of_both_workers_are_plotted_however_they_are_printed(line: str):
    trace = Trace()
    output = io.StringIO()
    assert Runner(Script("mine", SCRIPT.format(line=line)), trace=trace, output=output).run() is None
    points = trace.losses_until(len(trace) - 1)
    assert [(point.worker, point.round) for point in points] == [
        (worker, number) for number in (1, 2, 3) for worker in ("bob", "alice")
    ]
    for point, text in zip(points, output.getvalue().splitlines(), strict=True):
        assert f"{point.value:g}"[:5] in text
