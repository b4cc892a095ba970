"""Who is shown a message: observers keep what they were shown, readers see the values themselves."""

from __future__ import annotations

import pytest
import torch

from fedgui.pointers import Message, Session, VirtualWorker


def test_an_observer_keeps_the_values_as_they_were_sent(
    session: Session, bob: VirtualWorker, messages: list[Message], x: torch.Tensor
) -> None:
    pointer = x.send(bob)
    x.add_(100)
    pointer.add_(7)
    assert messages[0].parts[0][1].tolist() == [1, 2, 3, 4, 5]


def test_a_reader_is_shown_the_values_without_a_copy(session: Session, bob: VirtualWorker, x: torch.Tensor) -> None:
    seen: list[tuple[int, list[float]]] = []
    session.network.readers.append(
        lambda message, subject: seen.extend((value.data_ptr(), value.tolist()) for _, value in message.parts)
    )
    pointer = x.send(bob)
    there = bob._objects[pointer.id_at_location]
    back = pointer.get()
    assert seen == [(x.data_ptr(), [1, 2, 3, 4, 5]), (there.data_ptr(), [1, 2, 3, 4, 5])]
    assert len({x.data_ptr(), there.data_ptr(), back.data_ptr()}) == 3


def test_readers_and_observers_are_shown_the_same_messages(
    session: Session, bob: VirtualWorker, messages: list[Message], x: torch.Tensor
) -> None:
    read: list[tuple[str, str, int]] = []
    session.network.readers.append(lambda message, subject: read.append((message.kind, message.name, message.bytes)))
    y = x.send(bob) + 1
    y.get()
    del y
    assert read == [(message.kind, message.name, message.bytes) for message in messages]
    assert [kind for kind, _, _ in read][:2] == ["object", "command"]


def test_a_reader_that_raises_stops_the_delivery(session: Session, bob: VirtualWorker, x: torch.Tensor) -> None:
    def refuse(message: Message, subject: object) -> None:
        raise RuntimeError("no")

    session.network.readers.append(refuse)
    with pytest.raises(RuntimeError, match="no"):
        x.send(bob)
    assert bob.objects_count() == 0
