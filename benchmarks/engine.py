"""What remote tensors cost: a worker's step against the same step in plain PyTorch, and a million sends.

    python benchmarks/engine.py [PAIRS] [SENDS]

Both sides run in the same process and take turns in short blocks, so that whatever else the machine does meets both;
the medians of the script's own CPU time are compared, under each release policy. The goals: a step of the tutorial at
most 1.6 times plain PyTorch (send, zero_grad, forward, loss, backward, step, get, loss.get), a step
on digits with a 64-32-10 network and batches of 32 at most 1.25 times, and memory and stores flat over 1,000,000 sends.
The digits are measured twice: with a visit for each batch, and with a visit for each pass over one worker's 28 batches.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import torch
from torch import nn, optim

from fedgui.pointers import ReleasePolicy, Session, VirtualWorker

BLOCK: Final = 20
"""Steps that one side takes before it is the other's turn."""

BATCHES: Final = 28
"""Batches of 32 rows that one of two workers has, of the 1,797 digits."""

Step = Callable[[], object]


def tutorial(worker: VirtualWorker | None) -> Step:
    """One visit of the tutorial: two rows, three parameters."""
    torch.manual_seed(0)
    rows = torch.tensor([[0, 0], [0, 1.0]], requires_grad=True)
    target = torch.tensor([[0], [0.0]], requires_grad=True)
    return visit(nn.Linear(2, 1), [(rows, target)], lambda pred, target: ((pred - target) ** 2).sum(), worker)


def digits(worker: VirtualWorker | None, batches: int) -> Step:
    """One visit of a 64-32-10 network to a worker with so many batches of 32 digits."""
    torch.manual_seed(0)
    net = nn.Sequential(nn.Linear(64, 32), nn.ReLU(), nn.Linear(32, 10))
    data = [(torch.rand(32, 64), torch.randint(0, 10, (32,))) for _ in range(batches)]
    return visit(net, data, nn.CrossEntropyLoss(), worker)


def visit(model: nn.Module, data: list[Any], criterion: Callable[..., Any], worker: VirtualWorker | None) -> Step:
    """A function that trains `model` on every batch of `data`, at `worker` or, without one, here."""
    opt = optim.SGD(model.parameters(), lr=0.01)
    remote: Any = model
    if worker is not None:
        data = [(rows.send(worker), target.send(worker)) for rows, target in data]

    def step() -> object:
        if worker is not None:
            remote.send(worker)
        for rows, target in data:
            opt.zero_grad()
            loss = criterion(model(rows), target)
            loss.backward()
            opt.step()
        if worker is None:
            return loss
        remote.get()
        return loss.get()

    return step


def compare(plain: Step, remote: Step, pairs: int) -> tuple[float, float, float]:
    """Medians over `pairs` paired blocks: microseconds a step here, microseconds there, and their ratio."""
    here: list[float] = []
    there: list[float] = []
    for _ in range(pairs):
        for step, times in ((plain, here), (remote, there)):
            began = time.thread_time()
            for _ in range(BLOCK):
                step()
            times.append((time.thread_time() - began) / BLOCK * 1e6)
    ratio = statistics.median(one / other for one, other in zip(there, here, strict=True))
    return statistics.median(here), statistics.median(there), ratio


def resident_kib() -> int:
    """Memory of this process in KiB; the highest so far where the system does not tell the present one."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4
    except OSError:
        import resource

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def sends(worker: VirtualWorker, count: int) -> None:
    """Send and drop `count` tensors, and print what stays."""
    value: Any = torch.ones(8)
    for _ in range(count // 10):
        value.send(worker)
    gc.collect()
    before = resident_kib()
    began = time.perf_counter()
    for _ in range(count):
        value.send(worker)
    seconds = time.perf_counter() - began
    gc.collect()
    print(f"{count:,} sends and drops: {seconds / count * 1e6:.1f} µs each, {resident_kib() - before:+,} KiB, {worker}")


def main(pairs: int, count: int) -> None:
    """Measure everything and print it."""
    torch.set_num_threads(1)
    measured: list[tuple[str, float, Callable[[VirtualWorker | None], Step], int]] = [
        ("tutorial, a visit of 1 step", 1.6, tutorial, pairs),
        ("digits, a visit of 1 step", 1.25, lambda worker: digits(worker, 1), pairs),
        (f"digits, a visit of {BATCHES} steps", 1.25, lambda worker: digits(worker, BATCHES), max(pairs // 10, 3)),
    ]
    for policy in ReleasePolicy:
        for name, goal, make, blocks in measured:
            with Session(policy) as session:
                worker = VirtualWorker(session.hook.hook(), id="bob")
                here, there, ratio = compare(make(None), make(worker), blocks)
                what = f"{policy.value}: {name}"
                print(f"{what:38} plain {here:8.0f} µs   remote {there:8.0f} µs   {ratio:.2f}x (goal {goal}x)")
    with Session() as session:
        sends(VirtualWorker(session.hook.hook(), id="bob"), count)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    main(*given, *(200, 1_000_000)[len(given) :])
