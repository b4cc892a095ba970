"""What workers do with shares of theirs: split, multiply, divide. Each function works on the shares of one value.

For a product of two shared values the crypto provider deals Beaver triples (Beaver, "Efficient Multiparty Protocols
Using Circuit Randomization", 1991); for a division, masks with their quotients. What the workers then show each other
is masked anew each time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import torch

from fedgui.pointers.fixed_point import RANGE
from fedgui.pointers.operations import mark_of
from fedgui.pointers.policy import SEALED, Mark
from fedgui.pointers.tensors import PointerTensor, point
from fedgui.pointers.workers import VirtualWorker

if TYPE_CHECKING:
    from fedgui.pointers.session import Session

Shares = Sequence[PointerTensor]
"""Pointers to the shares of one value, in the order of its workers."""


def split(value: torch.Tensor, count: int, session: Session) -> list[torch.Tensor]:
    """`count` numbers for each of `value`, each uniform over the ring, that add up to it modulo 2⁶⁴."""
    drawn = [_uniform(value.shape, session) for _ in range(count - 1)]
    return [*drawn, reduce(torch.sub, drawn, value)]


def _uniform(shape: torch.Size, session: Session) -> torch.Tensor:
    return torch.empty(shape, dtype=torch.int64).random_(-(2**63), None, generator=session.hook.randomness)


def deliver(
    sender: VirtualWorker, worker: VirtualWorker, name: str, value: torch.Tensor, mark: Mark | None
) -> PointerTensor:
    """`value` crosses, unless it is there already, and `worker` stores it."""
    session = worker.session
    object_id = session.new_id()
    if sender is not worker:
        if mark is not None:
            worker.marks[object_id] = mark
        session.network.carry(sender.id, worker.id, name, [(name, value)], value, object_id)
    return store(sender, worker, name, value, mark, object_id)


def store(
    owner: VirtualWorker, worker: VirtualWorker, name: str, value: torch.Tensor, mark: Mark | None, object_id: int
) -> PointerTensor:
    """`worker` keeps `value`, which it has already. Returns the pointer of `owner` to it."""
    worker._objects[object_id] = value
    if mark is not None:
        worker.marks[object_id] = mark
    pointer = point(owner, worker, object_id, value)
    pointer.label = name
    return pointer


def sealed(mark: Mark | None) -> Mark | None:
    """The mark of what comes of a value with `mark`: if that was private, it never leaves."""
    return None if mark is None else SEALED


def multiply(func: Callable[..., Any], x: Shares, y: Shares, provider: VirtualWorker) -> Shares:
    """`func`, a product, of two shared values, with a triple a, b, c = a·b from `provider`.

    The workers show each other their shares of x−a and y−b, which tell nothing without a and b. Then
    x·y = c + (x−a)·b + a·(y−b) + (x−a)·(y−b), where each worker has a share of every term; the last is the first's.
    """
    session = provider.session
    a, b = _uniform(x[0].shape, session), _uniform(y[0].shape, session)
    dealt = _deal(x, provider, {"a": a, "b": b, "c": func(a, b)})
    masked = [
        {"x-a": mine._value() - triple["a"], "y-b": theirs._value() - triple["b"]}
        for mine, theirs, triple in zip(x, y, dealt, strict=True)
    ]
    shown = _show(x, func.__name__, masked)
    products = [triple["c"] + func(shown["x-a"], triple["b"]) + func(triple["a"], shown["y-b"]) for triple in dealt]
    products[0] = products[0] + func(shown["x-a"], shown["y-b"])
    return _results(x, y, products)


def divide(x: Shares, divisor: int, provider: VirtualWorker) -> Shares:
    """x ÷ divisor for |x| < 2⁶² − divisor: exact if there is no remainder, else one of the two nearest whole numbers.

    The provider deals a random mask r, read as a number from 0 on, with its quotient and its highest bit. The workers
    show each other their shares of z = x + offset + r, where x + offset lies between 0 and 2⁶³. That sum wrapped around
    exactly if r's highest bit is set and z's is not. So everybody knows two numbers, of which one is its quotient; the
    highest bit of r, of which every worker has a share, chooses. Then the quotient of r is taken away.

    Args:
        divisor: from 2 to 2³⁰.
    """
    whole, remainder = divmod(2**64, divisor)
    offset = RANGE // divisor
    r = _uniform(x[0].shape, provider.session)
    highest = (r < 0).to(torch.int64)
    dealt = _deal(x, provider, {"r": r, "quotient": _unsigned_quotient(r, divisor), "highest bit": highest})
    masked = [{"x+r": share._value() + mask["r"]} for share, mask in zip(x, dealt, strict=True)]
    z = _show(x, "div", masked)["x+r"] + offset * divisor
    more_if_wrapped = (z >= 0) * (_signed(whole) + (z % divisor + remainder) // divisor)
    quotients = [more_if_wrapped * mask["highest bit"] - mask["quotient"] for mask in dealt]
    quotients[0] = quotients[0] + _unsigned_quotient(z, divisor) - offset
    return _results(x, x, quotients)


def _unsigned_quotient(value: torch.Tensor, divisor: int) -> torch.Tensor:
    """The quotient of int64 read as numbers from 0 to 2⁶⁴ − 1, rounded down. The divisor is from 2 to 2³⁰."""
    half = 2**63
    highest = (value < 0).to(torch.int64)
    rest = value & (half - 1)
    carried = rest % divisor + highest * (half % divisor)
    return rest // divisor + highest * (half // divisor) + carried // divisor


def _signed(number: int) -> int:
    """A number modulo 2⁶⁴ as int64 writes it."""
    return (number + 2**63) % 2**64 - 2**63


def _deal(x: Shares, provider: VirtualWorker, values: Mapping[str, torch.Tensor]) -> list[dict[str, torch.Tensor]]:
    """The provider gives each worker its shares of the `values` that it drew, in one message."""
    session = provider.session
    if provider is not session.local_worker:
        session.network.command(session.local_worker.id, provider.id, "deal", None, 0)
    splits = {name: split(value, len(x), session) for name, value in values.items()}
    dealt = [{name: parts[index] for name, parts in splits.items()} for index in range(len(x))]
    for share, parts in zip(x, dealt, strict=True):
        session.network.carry(provider.id, share.location.id, "random shares", [*parts.items()], None)
    return dealt


def _show(x: Shares, operation: str, masked: Sequence[Mapping[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
    """Every worker shows every other its masked shares. Returns their sums, which all workers then know."""
    network = x[0].location.session.network
    for share in x:
        network.command(share.owner.id, share.location.id, operation, share, share.id_at_location)
    for sender, parts in zip(x, masked, strict=True):
        for receiver in x:
            if receiver is not sender:
                network.carry(sender.location.id, receiver.location.id, "masked shares", [*parts.items()], None)
    return {name: reduce(torch.add, [parts[name] for parts in masked]) for name in masked[0]}


def _results(x: Shares, y: Shares, values: Sequence[torch.Tensor]) -> Shares:
    """Store each worker's share of a result, which is private if one of the operands is."""
    results = []
    for mine, theirs, value in zip(x, y, values, strict=True):
        mark, object_id = sealed(mark_of(mine) or mark_of(theirs)), mine.location.session.new_id()
        results.append(store(mine.owner, mine.location, "share", value, mark, object_id))
    return results
