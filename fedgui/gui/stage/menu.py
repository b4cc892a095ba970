"""What can be done to a node of the stage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from fedgui.gui.stage.paint import translate
from fedgui.scripts.trace import SERVER, Status

if TYPE_CHECKING:
    from fedgui.gui.stage.view import StageView


def node_menu(view: StageView, node_id: str) -> QMenu:
    """The menu of the server or of a worker. It deletes itself when it closes."""
    menu = QMenu(view)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.addAction(translate("Stage", "Open in inspector"), lambda: view.node_activated.emit(node_id))
    if node_id != SERVER:
        is_offline = view.stage.status(node_id) is Status.OFFLINE
        text = translate("Stage", "Bring back") if is_offline else translate("Stage", "Take offline")
        menu.addAction(text, lambda: view.offline_requested.emit(node_id, not is_offline))
    edit = menu.addAction(translate("Stage", "Edit weights…"), lambda: view.edit_requested.emit(node_id))
    # Weights can be edited only where they are, and only by who may see them.
    edit.setEnabled(view.stage.model_holder == node_id)
    menu.addAction(translate("Stage", "Centre here"), lambda: view.center_node(node_id))
    return menu
