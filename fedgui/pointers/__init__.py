"""Remote tensors: the engine that serves PySyft 0.2's API to scripts that say `import syft as sy`."""

from fedgui.pointers.errors import PointerError
from fedgui.pointers.messages import Message, MessageKind, Network, Observer
from fedgui.pointers.policy import Release, ReleasePolicy
from fedgui.pointers.session import Session
from fedgui.pointers.tensors import PointerTensor
from fedgui.pointers.workers import SERVER_ID, VirtualWorker

__all__ = [
    "SERVER_ID",
    "Message",
    "MessageKind",
    "Network",
    "Observer",
    "PointerError",
    "PointerTensor",
    "Release",
    "ReleasePolicy",
    "Session",
    "VirtualWorker",
]
