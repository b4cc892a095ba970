"""How much a record costs: the tutorial's worker step in plain PyTorch, with remote tensors, and with a record.

    python benchmarks/recording.py [STEPS]

In CPU time of the script's thread; the three run in turns, and the median of their ratios counts, since other work on
the machine weighs on all alike. The goal: with a record, at most three times plain PyTorch.
"""

from __future__ import annotations

import gc
import sys
import time
from statistics import median
from typing import Final

from fedgui.scripts.runner import Runner, prepare
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import Trace

REPEATS: Final = 45

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


def seconds(script: Script, trace: Trace | None) -> float:
    """CPU time of one run."""
    runner = Runner(script, trace=trace)
    gc.collect()  # a run does not pay for what the one before has left
    start = time.thread_time()
    error = runner.run()
    spent = time.thread_time() - start
    if error is not None:
        raise SystemExit(error.text())
    return spent


def main() -> None:
    """Print the three times, and how they compare."""
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    prepare()
    length = f"range({steps // 2})"
    plain = Script("federated", PLAIN.replace("range(10)", length))
    lesson = Script("federated", load_script("federated").text.replace("range(10)", length))
    # in turns, so that whatever else the machine does weighs on all three alike
    times = [(seconds(plain, None), seconds(lesson, None), seconds(lesson, Trace())) for _ in range(REPEATS)]
    for place, name in enumerate(("plain PyTorch", "remote", "remote, recorded")):
        value = median(turn[place] for turn in times) / steps * 1e6
        ratio = median(turn[place] / turn[0] for turn in times)
        print(f"{name:17} {value:7.0f} µs a step   {ratio:4.2f} x")


if __name__ == "__main__":
    main()
