"""What crosses between workers, and the network that carries and counts it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import torch


class MessageKind(StrEnum):
    """What a message is for."""

    OBJECT = "object"
    """Carries values: a tensor or a whole module."""
    COMMAND = "command"
    """Asks the receiver to compute something and to keep the result."""
    REQUEST = "request"
    """Asks the receiver for a value; the answer is an OBJECT message."""
    DELETE = "delete"
    """Tells the receiver that nobody refers to a value any more."""
    SEARCH = "search"


@dataclass(frozen=True, slots=True)
class Message:
    """One message, as it was when it was sent.

    Attributes:
        sender, receiver: worker ids; the server is "me".
        name: what travels (a tensor's first tag, "model" for a module, else ""), or the operation of a command.
        bytes: payload, the bytes of the values that a network would carry; 0 for what carries none.
        parts: the values that travel by name, detached copies made at send time. Empty unless somebody observes.
        object_id: id of the value in the store of the worker (not "me") that the message is about.
    """

    sender: str
    receiver: str
    kind: MessageKind
    name: str
    bytes: int = 0
    parts: tuple[tuple[str, torch.Tensor], ...] = ()
    object_id: int = 0


Observer: TypeAlias = Callable[[Message, object], None]
"""Called in the running thread before a message is delivered, with the live tensor, pointer or module it is about."""
