"""What crosses between workers, and the network that carries and counts it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

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


# Through its class each of these costs ten times as much (Python 3.11), a dozen times a step.
COMMAND: Final = MessageKind.COMMAND
DELETE: Final = MessageKind.DELETE
OBJECT: Final = MessageKind.OBJECT
REQUEST: Final = MessageKind.REQUEST


class Message(NamedTuple):
    """One message, as it was when it was sent.

    Attributes:
        sender, receiver: worker ids; the server is "me".
        name: what travels (a tensor's first tag, "model" for a module, else ""), or the operation of a command.
        bytes: payload, the bytes of the values that a network would carry; 0 for what carries none.
        parts: the values that travel by name, detached copies made at send time. Empty unless somebody observes.
        object_id: id of the value in the store of the worker (not "me") that the message is about.
        is_pure: whether it is a command that makes something new, and changes nothing that the receiver holds already.
    """

    sender: str
    receiver: str
    kind: MessageKind
    name: str
    bytes: int = 0
    parts: tuple[tuple[str, torch.Tensor], ...] = ()
    object_id: int = 0
    is_pure: bool = False


Parts: TypeAlias = Sequence[tuple[str, torch.Tensor]]
"""Values that travel together, by name."""

Observer: TypeAlias = Callable[[Message, object], None]
"""Called in the running thread before a message is delivered, with the live tensor, pointer or module it is about."""


class Network:
    """Carries every message of a session. It counts always, and builds a `Message` only while somebody observes.

    Attributes:
        observers: called with each message before it is delivered. They may keep it.
        readers: as observers, but called first, and with the values themselves instead of copies: they read them at
            once and keep none. A record of everything then costs no copy.
        commands, requests, deletes, searches, objects: how many messages of each kind have crossed.
        payload: bytes of all values that have crossed.
    """

    __slots__ = ("commands", "deletes", "objects", "observers", "payload", "readers", "requests", "searches")

    def __init__(self) -> None:
        self.observers: list[Observer] = []
        self.readers: list[Observer] = []
        self.commands = 0
        self.requests = 0
        self.deletes = 0
        self.searches = 0
        self.objects = 0
        self.payload = 0

    def tell(self, message: Message, subject: object) -> None:
        """Show `message` to every reader and observer. One that raises stops the delivery."""
        for reader in self.readers:
            reader(message, subject)
        if self.observers:
            if message.parts:
                copies = tuple([(part, value.detach().clone()) for part, value in message.parts])
                message = message._replace(parts=copies)
            for observer in tuple(self.observers):
                observer(message, subject)

    def command(
        self, sender: str, receiver: str, name: str, subject: object, object_id: int, is_pure: bool = False
    ) -> None:
        """`sender` asks `receiver` to run the operation `name`."""
        self.commands += 1
        if self.observers or self.readers:
            self.tell_command(sender, receiver, name, subject, object_id, is_pure)

    def tell_command(
        self, sender: str, receiver: str, name: str, subject: object, object_id: int, is_pure: bool = False
    ) -> None:
        """Show a command that has been counted already."""
        self.tell(Message(sender, receiver, COMMAND, name, 0, (), object_id, is_pure), subject)

    def request(self, sender: str, receiver: str, name: str, subject: object, object_id: int = 0) -> None:
        """`sender` asks `receiver` for a value; nothing of it has crossed yet."""
        self.requests += 1
        if self.observers or self.readers:
            self.tell(Message(sender, receiver, REQUEST, name, object_id=object_id), subject)

    def tell_delete(self, sender: str, receiver: str, name: str, object_id: int) -> None:
        """Show that `sender` tells `receiver` of an object that nobody refers to; it has been counted already."""
        self.tell(Message(sender, receiver, DELETE, name, object_id=object_id), None)

    def search(self, sender: str, receiver: str, name: str) -> None:
        """`sender` asks `receiver` which of its objects carry some tags."""
        self.searches += 1
        if self.observers or self.readers:
            self.tell(Message(sender, receiver, MessageKind.SEARCH, name), None)

    def carry(self, sender: str, receiver: str, name: str, parts: Parts, subject: object, object_id: int = 0) -> int:
        """The values `parts` cross from `sender` to `receiver`.

        Returns:
            The payload in bytes.
        """
        size = 0
        try:
            for _, value in parts:
                size += value.nbytes
        except RuntimeError:  # torch has no such number for sparse tensors
            size = sum(_bytes_of(value) for _, value in parts)
        self.objects += 1
        self.payload += size
        if self.observers or self.readers:
            self.tell(Message(sender, receiver, OBJECT, name, size, tuple(parts), object_id), subject)
        return size


def _bytes_of(value: torch.Tensor) -> int:
    """The bytes that a network would carry, also of a tensor that holds its values apart from their places."""
    if value.layout is torch.sparse_coo:
        return value._indices().nbytes + value._values().nbytes  # noqa: SLF001 (those of a tensor not yet coalesced too)
    return value.nbytes
