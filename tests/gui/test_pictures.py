"""The README's pictures show what the window shows today, in both languages and both themes."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from fedgui.gui.language import language
from fedgui.gui.theme import LIGHT, theme

ROOT = Path(__file__).resolve().parents[2]
SMALL = (360, 225)
"""Compared at this size: where letters are drawn half a pixel apart, they look alike here."""

MEAN_DIFFERENCE = 2.0
"""Of 255, over all pixels; a wrong number on one node moves it less, so the worst pixels are looked at too."""

WORST_SHARE = 0.004
WORST_DIFFERENCE = 60


def load_tool():
    spec = importlib.util.spec_from_file_location("pictures", ROOT / "tools" / "pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


pictures = load_tool()


def pixels(image: QImage) -> np.ndarray:
    small = image.scaled(*SMALL, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    small = small.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    return rows[:, : 3 * small.width()].astype(int)


@pytest.fixture(autouse=True)
def as_before():
    yield
    language().set("en")
    theme().set(LIGHT)
    theme().set_scale(1.0)
    theme().set_type_scale(1.0)


@pytest.mark.parametrize(("code", "name"), pictures.KINDS)
def test_the_picture_is_true(qapp, code, name):
    kept = QImage(str(pictures.FOLDER / pictures.file_name(code, name)))
    assert not kept.isNull(), "draw it with: python tools/pictures.py"
    drawn = pictures.draw(qapp, code, name)
    assert (drawn.width(), drawn.height()) == (kept.width(), kept.height())
    difference = np.abs(pixels(drawn) - pixels(kept))
    worst = float((difference > WORST_DIFFERENCE).mean())
    assert difference.mean() < MEAN_DIFFERENCE, "draw the pictures anew if this is meant: python tools/pictures.py"
    assert worst < WORST_SHARE, "draw the pictures anew if this is meant: python tools/pictures.py"


def test_a_picture_of_another_moment_is_noticed(qapp):
    light = QImage(str(pictures.FOLDER / pictures.file_name("en", "light")))
    other = QImage(str(pictures.FOLDER / pictures.file_name("pt_BR", "light")))
    difference = np.abs(pixels(light) - pixels(other))
    assert difference.mean() > MEAN_DIFFERENCE or (difference > WORST_DIFFERENCE).mean() > WORST_SHARE
