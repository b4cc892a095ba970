"""The small federated runs that chapter 3 attacks: their scripts, and how one is run for its ledger."""

from __future__ import annotations

import threading
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Final

from fedgui.scripts.answering import AnsweringProcess, answer_all
from fedgui.scripts.leak import WORKER, Kind, Ledger, Outcome, Setup, Truth, is_known_to_server, truth_from
from fedgui.scripts.leak_attack import attack, compare
from fedgui.scripts.source import Script
from fedgui.scripts.trace import SERVER, MessageState, TensorValue

if TYPE_CHECKING:
    from fedgui.pointers.messages import Message

RATE: Final = 0.1
ROUNDS: Final = 6
DIGIT_SEED: Final = 23
"""A typical draw: its pixel errors, 0, .10, .33, .44 and .51, are those that `pixel_error` names as medians."""

_HEAD: Final = """import syft as sy
import torch
from torch import nn, optim
{imports}
hook = sy.TorchHook(torch)
"""
_BINARY: Final = """bob = sy.VirtualWorker(hook, id="bob")
# Bob's private rows; from here on the server has pointers to them
data = torch.tensor({data}).send(bob)
target = torch.tensor({target}).send(bob)
model = nn.Linear(2, 1)
opt = optim.SGD(model.parameters(), lr={rate})
# the model goes to Bob, trains there and comes back
model.send(bob)
for epoch in range({epochs}):
    opt.zero_grad()
    loss = ((model(data) - target) ** 2).sum()
    loss.backward()
    opt.step()
model.get()
"""
_REAL: Final = """bob = sy.VirtualWorker(hook, id="bob")
alice = sy.VirtualWorker(hook, id="alice")
# real numbers, drawn anew for each seed; each worker has two rows
rows, targets = torch.randn(4, 2).double(), torch.randn(4, 1).double()
parts = [(rows[:2].send(bob), targets[:2].send(bob)),
         (rows[2:].send(alice), targets[2:].send(alice))]
model = nn.Linear(2, 1).double()
opt = optim.SGD(model.parameters(), lr={rate})
for round in range({rounds}):
    for data, target in parts:
        model.send(data.location)
        opt.zero_grad()
        loss = ((model(data) - target) ** 2).sum()
        loss.backward()
        opt.step()
        model.get()
        print(loss.get())
"""
_DIGIT: Final = """bob = sy.VirtualWorker(hook, id="bob")
images, labels = digits.load()
# Bob's private batch: as many handwritten digits
batch = torch.randperm(len(images))[:{batch}]
data, target = images[batch].send(bob), labels[batch].send(bob)
# 64 pixels, ten classes
model = nn.Linear(64, 10)
model.send(bob)
loss = nn.functional.cross_entropy(model(data), target)
loss.backward()
# the gradient comes back, and no image
model.weight.grad.get(), model.bias.grad.get()
model.get()
"""
_BOBS_ROWS: Final = ([0.0, 0.0], [0.0, 1.0])


def script_of(setup: Setup) -> Script:
    """The script of the run that is attacked."""
    if setup.kind is Kind.DIGIT:
        text = _HEAD.format(imports="from fedgui.data import digits\n") + _DIGIT.format(batch=setup.batch)
        return Script("leak", text.replace("import nn, optim", "import nn"))
    if setup.kind is Kind.REAL:
        return Script("leak", _HEAD.format(imports="") + _REAL.format(rate=RATE, rounds=ROUNDS))
    rows = list(_BOBS_ROWS[-setup.rows :])
    targets = [[0.0] for _ in rows]
    body = _BINARY.format(data=rows, target=targets, rate=RATE, epochs=setup.epochs)
    return Script("leak", _HEAD.format(imports="") + body)


def run(setup: Setup, seed: int = 0, script: Script | None = None) -> tuple[Ledger, Truth]:
    """Run the script of `setup`, under the lessons' rule of what a worker lets out.

    Args:
        setup: what the learner chose.
        seed: of the run; digits are always those of DIGIT_SEED.
        script: another script than `script_of(setup)`, with the same worker.

    Raises:
        RuntimeError: if the script fails.
    """
    from fedgui.pointers import ReleasePolicy, Session
    from fedgui.scripts.runner import Runner

    messages: list[MessageState] = []
    seed = DIGIT_SEED if setup.kind is Kind.DIGIT else seed
    runner = Runner(script or script_of(setup), seed=seed)
    # by its name the script is no lesson, so that its rows would not be private by themselves
    runner.session = Session(policy=ReleasePolicy.LESSON)
    # a record keeps a sample of large tensors; a division needs every number
    runner.session.network.observers.append(lambda message, _: messages.append(_kept(message)))
    error = runner.run()
    if error is not None:
        raise RuntimeError(error.text())
    rows = setup.batch if setup.kind is Kind.DIGIT else 2 if setup.kind is Kind.REAL else setup.rows
    epochs = setup.epochs if setup.kind is Kind.BINARY else 1
    ledger = Ledger(tuple(filter(is_known_to_server, messages)), RATE, rows, epochs)
    handed = [m for m in messages if m.receiver == WORKER and m.sender == SERVER and m.bytes and not m.is_model]
    return ledger, truth_from(handed[0].parts[0][1], handed[1].parts[0][1], is_image=setup.kind is Kind.DIGIT)


def _kept(message: Message) -> MessageState:
    """A message of the engine with all of its numbers."""
    parts = tuple(
        (
            name or message.name,
            TensorValue(
                tuple(value.shape),
                str(value.dtype).removeprefix("torch."),
                tuple(value.reshape(-1).tolist()),
                whole=True,
                norm=float(value.double().norm()),
            ),
        )
        for name, value in message.parts
    )
    is_model = message.name == "model"
    return MessageState(
        message.sender, message.receiver, message.kind.value, message.name, message.bytes, parts, is_model
    )


def try_attack(setup: Setup, seed: int = 0) -> Outcome:
    """Run the script of `setup`, attack its ledger, and compare.

    Raises:
        PrivacyError: if the attack can't work with what came back.
        RuntimeError: if the script fails.
    """
    return judge(setup, *run(setup, seed))


def judge(setup: Setup, ledger: Ledger, truth: Truth) -> Outcome:
    """Attack a ledger, and compare.

    Raises:
        PrivacyError: if the attack can't work with what came back.
    """
    return compare(setup, ledger, attack(ledger, setup.method), truth)


# --- Runs in a process of their own ----------------------------------------------------------------------------------


class RunProcess(AnsweringProcess):
    """Runs scripts in another process: a session hooks torch for the whole process, and one may be under way here."""

    def __init__(self) -> None:
        super().__init__(serve, "fedgui-attack")

    def run(self, setup: Setup, seed: int) -> tuple[Ledger, Truth]:
        """As `run`; blocks until it is done, the first time until torch is there.

        Raises:
            RuntimeError: if the script fails, or the process has ended.
        """
        found: tuple[Ledger, Truth] = self.ask(setup, seed)
        return found


def serve(connection: Connection) -> None:
    """Answer every (setup, seed) with what `run` returns or why it can't, until nobody asks."""
    from fedgui.scripts.runner import prepare

    prepare()
    # loading the digits takes seconds, and the first attack doesn't need them
    threading.Thread(target=_load_digits, name="fedgui-digits", daemon=True).start()
    answer_all(connection, run)


def _load_digits() -> None:
    from fedgui.data import digits

    digits.load()
