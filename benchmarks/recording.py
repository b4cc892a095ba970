"""How much a record costs: the tutorial's worker step in plain PyTorch, with remote tensors, and with a record.

    python benchmarks/recording.py [STEPS]

Each is the best of several runs, in CPU time of the script's thread. The goal: with a record, at most three times plain
PyTorch.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Final

from fedgui.scripts.runner import Runner, prepare
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Trace

REPEATS: Final = 7

PLAIN: Final = """
import torch
from torch import nn, optim
data = torch.tensor([[0., 0.], [0., 1.], [1., 0.], [1., 1.]])
target = torch.tensor([[0.], [0.], [1.], [1.]])
datasets = [(data[:2], target[:2]), (data[2:], target[2:])]
model = nn.Linear(2, 1)
opt = optim.SGD(model.parameters(), lr=0.1)
for round in range(10):
    for data, target in datasets:
        opt.zero_grad()
        pred = model(data)
        loss = ((pred - target) ** 2).sum()
        loss.backward()
        opt.step()
        print(loss.data)
"""


def microseconds_a_step(text: str, steps: int, new_trace: Callable[[], Trace | None]) -> float:
    """CPU time of one worker step of a script of two workers with ten rounds, made longer; the best of REPEATS."""
    script = Script("federated", text.replace("range(10)", f"range({steps // 2})"))
    best = float("inf")
    for _ in range(REPEATS):
        runner = Runner(script, trace=new_trace())
        start = time.thread_time()
        error = runner.run()
        best = min(best, time.thread_time() - start)
        if error is not None:
            raise SystemExit(error.text())
    return best / steps * 1e6


def main() -> None:
    """Print the three times, and how they compare."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    prepare()
    lesson = load_script("federated").text
    plain = microseconds_a_step(PLAIN, steps, lambda: None)
    remote = microseconds_a_step(lesson, steps, lambda: None)
    recorded = microseconds_a_step(lesson, steps, Trace)
    for name, value in (("plain PyTorch", plain), ("remote", remote), ("remote, recorded", recorded)):
        print(f"{name:17} {value:7.0f} µs a step   {value / plain:4.2f} x")


if __name__ == "__main__":
    main()
