"""From a move of chapter 4's noise slider to its answer on screen: update, attack, accuracy. Milliseconds, offscreen.

Run from the checkout: python benchmarks/noise_slider.py
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

import torch  # noqa: F401 - before Qt, as in the application

# isort: split
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from fedgui.gui import theme
from fedgui.gui.secure.view import NOISE, SecureView
from fedgui.scripts.defence import stops

MOVES = 60


def wait(view: SecureView, multiplier: float) -> None:
    """Let the window live until it shows the answer for this noise."""
    while view.noise.outcome is None or view.noise.outcome.setup.multiplier != multiplier:
        QCoreApplication.processEvents()


def main() -> None:
    """Print how long the answers took."""
    app = QApplication([])
    theme.apply(app)
    view = SecureView()
    view.resize(702, 652)
    view.show_page(NOISE)
    view.show()
    wait(view, 0.0)
    while view.is_busy:
        app.processEvents()
    times = []
    for move in range(MOVES):
        place = (move * 7 + 5) % len(stops())
        start = perf_counter()
        view.noise.slider.setValue(place)
        wait(view, stops()[place])
        view.repaint()
        times.append(1000 * (perf_counter() - start))
    view.shut_down()
    print(
        f"slider to answer: median {median(times):.1f} ms, p95 {quantiles(times, n=20)[-1]:.1f}, max {max(times):.1f}"
    )


if __name__ == "__main__":
    main()
