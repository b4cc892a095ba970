"""How long it takes to rebuild the scene at any moment of a record.

    python benchmarks/seek.py [MOMENTS]

A record of MOMENTS (20,000) of the tutorial, and one with a hundred workers. The goal: at most 2 ms anywhere.
"""

from __future__ import annotations

import random
import sys
import time
from typing import Final

from fedgui.scripts.runner import Runner, prepare
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import SERVER, Kind, Role, TensorState, TensorValue, Trace, WorkerState

SEEKS: Final = 2000


def tutorial(moments: int) -> Trace:
    """The federated lesson, with as many rounds as it takes."""
    trace = Trace()
    text = load_script("federated").text.replace("range(10)", f"range({moments // 66 + 1})")
    Runner(Script("federated", text), trace=trace).run()
    return trace


def crowd(moments: int, workers: int = 100) -> Trace:
    """A record in which a hundred workers hold five tensors each, and one of them changes at each moment."""
    trace = Trace()
    everybody = tuple(((("worker", f"w{number}"), WorkerState(f"w{number}"))) for number in range(workers))
    trace.add(0, Kind.START, SERVER, None, everybody)
    for moment in range(moments):
        value = TensorValue((1,), "float32", (float(moment),), True, float(moment))
        worker, tensor = f"w{moment % workers}", moment // workers % 5
        state = TensorState(tensor, "x", Role.RESULT, value)
        trace.add(1, Kind.CHANGE, worker, None, ((("tensor", worker, tensor), state),))
    return trace


def main() -> None:
    """Seek at random, and print the times."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    prepare()
    choose = random.Random(0)
    for name, trace in (("tutorial", tutorial(moments)), ("100 workers", crowd(moments))):
        times = []
        for _ in range(SEEKS):
            index = choose.randrange(len(trace))
            start = time.perf_counter()
            trace.state_at(index)
            times.append((time.perf_counter() - start) * 1000)
        times.sort()
        print(
            f"{name:12} {len(trace):,} moments: median {times[SEEKS // 2]:.3f} ms, "
            f"p99 {times[SEEKS * 99 // 100]:.3f} ms, longest {times[-1]:.2f} ms"
        )


if __name__ == "__main__":
    main()
