"""What lessons call the parts of the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from fedgui.gui.main_window import MainWindow


def own_controls(window: MainWindow) -> dict[str, QWidget]:
    """The parts that are there in every chapter, by names of course.CONTROLS."""
    bar, top = window.transport, window.top_bar
    return {
        "play": bar.play_button,
        "step": bar.forward_button,
        "back": bar.back_button,
        "restart": bar.restart_button,
        "speed": bar.speed,
        "timeline": bar.timeline,
        "language": top.language,
        "theme": top.theme_button,
        "present": top.present_button,
        "server-view": window.stage_bar.server_view,
        "code": window.code,
        "console": window.console,
        "network": window.network,
        "inspector": window.inspector,
        "plot": window.plot,
    }
