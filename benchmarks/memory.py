"""How much memory a long record takes, and how far it lets details go.

    python benchmarks/memory.py [MOMENTS]

The tutorial's script with as many rounds as the record needs; stopped when it holds MOMENTS (a million). The goal:
below 400 MB above the start, with every moment in full.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path
from typing import Final

from fedgui.scripts.gate import Gate, Stopped
from fedgui.scripts.runner import Runner, prepare
from fedgui.scripts.source import Script, load_script
from fedgui.scripts.trace import FULL_DETAIL, Trace

MEGABYTE: Final = 1e6


def resident() -> float:
    """Bytes of this process that are in memory now; where the system does not tell, the most there ever were."""
    status = Path("/proc/self/statm")
    if status.exists():
        return int(status.read_text(encoding="ascii").split()[1]) * resource.getpagesize()
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


class _StopAt(Gate):
    """A gate that ends the run when its record is long enough."""

    def __init__(self, length: int) -> None:
        super().__init__()
        self._length = length

    def ask(self, index: int) -> None:
        if index >= self._length:
            raise Stopped


def main() -> None:
    """Record, and print what it took."""
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    prepare()
    lesson = load_script("federated")
    Runner(lesson, trace=Trace()).run()
    before, start = resident(), time.perf_counter()
    trace = Trace(detail=FULL_DETAIL)
    endless = Script("federated", lesson.text.replace("range(10)", "range(10 ** 9)"))
    Runner(endless, trace=trace, gate=_StopAt(moments)).run()
    used = resident() - before
    print(f"{len(trace):,} moments in {time.perf_counter() - start:.0f} s: {used / MEGABYTE:.0f} MB above the start,")
    print(f"{used / len(trace):.0f} bytes a moment; scenes before moment {trace.thinned:,} are kept at keyframes alone")


if __name__ == "__main__":
    main()
