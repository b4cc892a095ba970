"""The runs behind chapter 4: what each worker sent in them, and how noise changes an attack and a training."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from functools import cache
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

from fedgui.scripts.answering import AnsweringProcess, answer_all
from fedgui.scripts.defence import (
    SHARES,
    AveragedRound,
    Averaging,
    NoiseOutcome,
    NoiseSetup,
    Tradeoff,
    Training,
    Updates,
    stops,
    workers_of,
)
from fedgui.scripts.leak import Row
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, Trace

if TYPE_CHECKING:
    import torch

    from fedgui.pointers.messages import Message

ROUNDS: Final = 20
RATE: Final = 0.1
RUNS: Final = 50
"""How many runs the accuracy under noise is the mean of."""
DRAWS: Final = 4000
"""How many noised updates the attack is tried on."""
_DRAWS_OF_A_STOP: Final = 1500

_TRAINING: Final = """import syft as sy
import torch
from torch import nn, optim

hook = sy.TorchHook(torch)
parts = []
for name, data, target in {parts}:
    worker = sy.VirtualWorker(hook, id=name)
    parts.append((torch.tensor(data).send(worker), torch.tensor(target).send(worker)))
model = nn.Linear(2, 1)
opt = optim.SGD(model.parameters(), lr={rate})
for round in range({rounds}):
    total = 0
    for data, target in parts:
        copy = model.copy().send(data.location)
        loss = ((copy(data) - target) ** 2).sum()
        loss.backward()
        print(loss.get())
        # here the gradient itself comes back, so that the window can put masks on it
        gradient = torch.cat([copy.weight.grad.get().flatten(), copy.bias.grad.get()])
        total = total + (gradient * 2**16).round().int()
    # the server steps along the sum that the masks would leave
    total = total / 2**16
    model.weight.grad, model.bias.grad = total[:2].view(1, 2), total[2:]
    opt.step()
"""


def training_script(count: int) -> Script:
    """The script of a training with so many workers, the same as `secure_aggregation` but for the masks."""
    parts = [
        (name, [list(row[:-1]) for row in SHARES[name]], [[row[-1]] for row in SHARES[name]])
        for name in workers_of(count)
    ]
    # a sum grows with the workers, and so would the step: two of them take the tutorial's
    text = _TRAINING.format(parts=parts, rate=RATE * 2 / count, rounds=ROUNDS)
    return Script("defence", text)


def train(seed: int, count: int) -> Training:
    """Train with so many workers.

    Raises:
        RuntimeError: if the script fails.
    """
    rounds: list[Updates] = []
    model: Row = ()
    losses = [0.0] * ROUNDS
    gradients: dict[str, list[float]] = {}

    def watch(message: Message) -> None:
        nonlocal model
        values = [value for _, part in message.parts for value in part.reshape(-1).tolist()]
        if message.sender == SERVER and message.name == "model":
            model = tuple(values)
        elif message.receiver == SERVER and message.parts and message.parts[0][1].dim():
            gradients.setdefault(message.sender, []).extend(values)
            if len(gradients) == count and len(gradients[message.sender]) == len(model):
                rounds.append(Updates(model, {who: tuple(row) for who, row in gradients.items()}))
                gradients.clear()
        elif message.receiver == SERVER and values:
            losses[len(rounds)] += values[0]

    _run(training_script(count), seed, watch)
    return Training(tuple(rounds), tuple(losses))


def average(seed: int) -> Averaging:
    """Run the three lessons about averages and sums.

    Raises:
        RuntimeError: if a script fails.
    """
    rounds: list[AveragedRound] = []
    copies: dict[str, Row] = {}

    def watch(message: Message) -> None:
        if message.name != "model" or message.sender == SERVER or not message.parts:
            return
        weights = tuple(value for _, part in message.parts for value in part.reshape(-1).tolist())
        if message.receiver == SERVER:
            rounds.append(AveragedRound(dict(copies), weights))
            copies.clear()
        else:
            copies[message.sender] = weights

    _run(load_script("trusted_aggregator"), seed, watch)
    summed, central = (
        tuple(point.value for point in _run(load_script(name), seed).losses_until(10**9) if point.worker == SERVER)
        for name in ("fedsgd", "centralized")
    )
    return Averaging(tuple(rounds), summed, central)


def _run(script: Script, seed: int, watch: Callable[[Message], None] | None = None) -> Trace:
    """Run a script to its end.

    Raises:
        RuntimeError: if it fails.
    """
    from fedgui.pointers import ReleasePolicy, Session
    from fedgui.scripts.runner import Runner

    trace = Trace()
    runner = Runner(script, seed=seed, trace=trace, output=io.StringIO())
    if watch is not None:
        # by its name the training is no lesson, so that its rows would not be private by themselves
        runner.session = Session(policy=ReleasePolicy.LESSON)
        runner.session.network.observers.append(lambda message, _: watch(message))
    error = runner.run()
    if error is not None:
        raise RuntimeError(error.text())
    return trace


# --- Noise -----------------------------------------------------------------------------------------------------------


def noise(setup: NoiseSetup) -> NoiseOutcome:
    """Clip and noise Bob's first update, attack it, and train many times with such updates."""
    import torch

    from fedgui.privacy.noise import add_noise, attack_through_noise, clip_to_norm, guess_through_noise

    weights = _starts(setup.seed)[0]
    layer = [weights[:2], weights[2:]]
    gradient = _gradients(weights)[0]
    clipped = clip_to_norm([gradient], setup.clip)
    noised = add_noise(clipped.update, setup.clip, setup.multiplier, torch.Generator().manual_seed(setup.seed))[0]
    named = guess_through_noise(layer, [noised[:2], noised[2:]], 2, setup.clip)
    generator = torch.Generator().manual_seed(setup.seed)
    attack = attack_through_noise(layer, 2, setup.clip, setup.multiplier, generator, DRAWS)
    rights = _rights(setup.seed, setup.clip, setup.multiplier)
    return NoiseOutcome(
        setup=setup,
        update=tuple(gradient.tolist()),
        clipped=tuple(clipped.update[0].tolist()),
        noised=tuple(noised.tolist()),
        norm=clipped.norm,
        named=tuple(tuple(map(float, row)) for row in named),
        truth=SHARES["bob"],
        right=attack.right,
        blind=attack.blind,
        gone=attack.gone,
        accuracy=float(rights[0]),
        accuracies=float(rights.mean()),
        draws=DRAWS,
        runs=RUNS,
    )


def tradeoff(seed: int, clip: float) -> Tradeoff:
    """How often the attack is right and how good the trained model is, at every stop of the slider."""
    import torch

    from fedgui.privacy.noise import attack_through_noise

    weights = _starts(seed)[0]
    right, accuracies = [], []
    for multiplier in stops():
        generator = torch.Generator().manual_seed(seed)
        layer = [weights[:2], weights[2:]]
        right.append(attack_through_noise(layer, 2, clip, multiplier, generator, _DRAWS_OF_A_STOP).right)
        accuracies.append(float(_rights(seed, clip, multiplier).mean()))
    return Tradeoff(clip, stops(), tuple(right), tuple(accuracies))


def train_noisily(seed: int, clip: float, multiplier: float) -> torch.Tensor:
    """The weights after as many runs of the lesson `noisy`, with these numbers in the place of its own, as RUNS says.

    All runs go on at once, in the very operations of the lesson: the same numbers but for rounding.

    Returns:
        (RUNS, 3), float32: w₁, w₂ and b of the run with `seed`, then of those with the seeds after it.
    """
    import torch

    weights = _starts(seed).clone()
    for loud in _noises(seed):
        gradient = _gradients(weights)
        norm = gradient.norm(dim=-1, keepdim=True)
        clipped = gradient * (clip / norm).clamp(max=1)
        noisy = clipped + clip * multiplier * loud
        weights = weights - RATE * noisy.sum(dim=0)
    return torch.as_tensor(weights)


def _rights(seed: int, clip: float, multiplier: float) -> torch.Tensor:
    """The share of their four rows that each run gets right, (RUNS,)."""
    features, labels = _rows()
    predicted = (features @ train_noisily(seed, clip, multiplier).T > 0.5).T
    return (predicted == (labels > 0.5)).float().mean(dim=1)


def _gradients(weights: torch.Tensor) -> torch.Tensor:
    """Bob's and Alice's gradient of the summed loss: (2, …, 3) for weights (…, 3)."""
    import torch

    features, labels = _rows()
    residuals = weights @ features.T - labels
    each = 2 * residuals[..., None] * features
    return torch.stack([each[..., :2, :].sum(dim=-2), each[..., 2:, :].sum(dim=-2)])


@cache
def _rows() -> tuple[torch.Tensor, torch.Tensor]:
    """The features with a one for the bias, (4, 3), and the labels, (4,)."""
    import torch

    table = torch.tensor(SHARES["bob"] + SHARES["alice"])
    return torch.cat([table[:, :2], torch.ones(len(table), 1)], dim=1), table[:, 2]


@cache
def _draws(seed: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Whatever is random in a run of `noisy`: its first weights, (3,), and its noise, (ROUNDS, 2, 3)."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = torch.nn.Linear(2, 1)
        loud = torch.stack([torch.stack([torch.randn(3), torch.randn(3)]) for _ in range(ROUNDS)])
    return torch.cat([model.weight.detach().flatten(), model.bias.detach()]), loud


@cache
def _starts(seed: int) -> torch.Tensor:
    import torch

    return torch.stack([_draws(each)[0] for each in _seeds(seed)])


@cache
def _noises(seed: int) -> torch.Tensor:
    """(ROUNDS, 2, RUNS, 3)."""
    import torch

    return torch.stack([_draws(each)[1] for each in _seeds(seed)], dim=2)


def _seeds(seed: int) -> Sequence[int]:
    return range(seed, seed + RUNS)


# --- Runs in a process of their own ----------------------------------------------------------------------------------


class DefenceProcess(AnsweringProcess):
    """Runs all of this in another process: a script hooks torch for the whole process, and one may be under way here.

    Every method blocks until its answer is there, and raises RuntimeError if there is none.
    """

    def __init__(self) -> None:
        super().__init__(serve, "fedgui-defence")

    def average(self, seed: int) -> Averaging:
        """See `average`."""
        found: Averaging = self.ask("average", seed)
        return found

    def train(self, seed: int, count: int) -> Training:
        """See `train`."""
        found: Training = self.ask("train", seed, count)
        return found

    def noise(self, setup: NoiseSetup) -> NoiseOutcome:
        """See `noise`."""
        found: NoiseOutcome = self.ask("noise", setup)
        return found

    def tradeoff(self, seed: int, clip: float) -> Tradeoff:
        """See `tradeoff`."""
        found: Tradeoff = self.ask("tradeoff", seed, clip)
        return found


_ANSWERS: Final[dict[str, Callable[..., Any]]] = {
    "average": average,
    "train": train,
    "noise": noise,
    "tradeoff": tradeoff,
}


def serve(connection: Connection) -> None:
    """Answer every question of a `DefenceProcess`, until nobody asks."""
    from fedgui.scripts.runner import prepare

    prepare()
    answer_all(connection, lambda name, *arguments: _ANSWERS[name](*arguments))
