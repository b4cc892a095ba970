"""A session with two workers, as every script of the tutorials makes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import torch

from fedgui.pointers import Message, ReleasePolicy, Session, VirtualWorker


@pytest.fixture
def session() -> Iterator[Session]:
    with Session() as running:
        running.hook.hook()
        yield running


@pytest.fixture
def lesson() -> Iterator[Session]:
    with Session(policy=ReleasePolicy.LESSON) as running:
        running.hook.hook()
        yield running


@pytest.fixture
def bob(session: Session) -> VirtualWorker:
    return VirtualWorker(session.hook, id="bob")


@pytest.fixture
def alice(session: Session) -> VirtualWorker:
    return VirtualWorker(session.hook, id="alice")


@pytest.fixture
def keeper(lesson: Session) -> VirtualWorker:
    """Bob, who lets no rows out."""
    return VirtualWorker(lesson.hook, id="bob")


@pytest.fixture
def other(lesson: Session) -> VirtualWorker:
    """Alice, who lets no rows out."""
    return VirtualWorker(lesson.hook, id="alice")


@pytest.fixture
def messages(session: Session) -> list[Message]:
    seen: list[Message] = []
    session.network.observers.append(lambda message, subject: seen.append(message))
    return seen


@pytest.fixture
def x() -> Any:
    return torch.tensor([1.0, 2, 3, 4, 5])
