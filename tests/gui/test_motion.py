"""Reduced motion: chosen, or asked for by the desktop in its own way."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from fedgui.gui import motion
from fedgui.gui.motion import motion_scale, reduces_motion
from fedgui.gui.settings import Settings


@pytest.fixture
def linux(monkeypatch, tmp_path: Path) -> Path:
    """A Linux desktop without any settings; returns the folder that they would be in."""
    monkeypatch.setattr(motion.sys, "platform", "linux")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "")
    return tmp_path


@pytest.mark.parametrize("says", [True, False])
def test_a_choice_counts_more_than_the_desktop(monkeypatch, says):
    monkeypatch.setattr(motion, "reduces_motion", lambda: says)
    assert motion_scale(Settings(motion="full")) == 1.0
    assert motion_scale(Settings(motion="reduced")) == 0.0
    assert motion_scale(Settings(motion="system")) == (0.0 if says else 1.0)


def test_a_desktop_that_says_nothing_has_not_asked(linux):
    assert not reduces_motion()


@pytest.mark.parametrize(
    ("desktop", "file", "text", "reduced"),
    [
        ("KDE", "kdeglobals", "[KDE]\nAnimationDurationFactor=0\n", True),
        ("KDE", "kdeglobals", "[KDE]\nAnimationDurationFactor=0.5\n", False),
        ("KDE", "kdeglobals", "[General]\nName=50%\nName=twice\n", False),
        ("KDE", "kdeglobals", "[KDE]\nAnimationDurationFactor=fast\n", False),
        ("KDE", "kdeglobals", "no section at all", False),
        ("XFCE", "gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=0\n", True),
        ("XFCE", "gtk-3.0/settings.ini", "[Settings]\ngtk-enable-animations=1\n", False),
        ("", "gtk-4.0/settings.ini", "[Settings]\ngtk-enable-animations = False\n", True),
    ],
)
def test_linux_desktops_are_asked_by_their_files(linux, monkeypatch, desktop, file, text, reduced):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    (linux / file).parent.mkdir(exist_ok=True)
    (linux / file).write_text(text, encoding="utf-8")
    assert reduces_motion() is reduced


def test_a_file_that_is_no_text_is_no_answer(linux, monkeypatch):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "KDE")
    (linux / "kdeglobals").write_bytes(b"\xff\xfe\x00[")
    assert not reduces_motion()


@pytest.mark.parametrize(
    ("platform", "desktop", "answer", "reduced"),
    [
        ("linux", "ubuntu:GNOME", "false\n", True),
        ("linux", "ubuntu:GNOME", "true\n", False),
        ("linux", "GNOME", "", False),
        ("darwin", "", "1\n", True),
        ("darwin", "", "0\n", False),
    ],
)
def test_other_desktops_are_asked_by_their_programs(linux, monkeypatch, platform, desktop, answer, reduced):
    monkeypatch.setattr(motion.sys, "platform", platform)
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", desktop)
    monkeypatch.setattr(motion.shutil, "which", lambda name: f"/bin/{name}")
    asked = []

    def run(command, **_options):
        asked.append(command)
        return subprocess.CompletedProcess(command, 0, answer, "")

    monkeypatch.setattr(motion.subprocess, "run", run)
    assert reduces_motion() is reduced
    assert asked


def test_a_program_that_hangs_is_no_answer(linux, monkeypatch):
    monkeypatch.setenv("XDG_CURRENT_DESKTOP", "GNOME")
    monkeypatch.setattr(motion.shutil, "which", lambda name: f"/bin/{name}")

    def run(command, **_options):
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(motion.subprocess, "run", run)
    assert not reduces_motion()
