"""The boundary, tried with random sequences of operations: what has touched private rows never comes here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn

from fedgui.pointers import PointerError, PointerTensor, ReleasePolicy, Session, VirtualWorker

SECRET = torch.tensor([[1013.0, 1019], [1021, 1031], [1033, 1039]])


@dataclass
class Known:
    """A pointer, and what the test itself knows of it, without the engine's help."""

    pointer: Any
    tainted: bool


ONE = {
    "identity": lambda a: a * 1,
    "plus zero": lambda a: a + 0,
    "negative": lambda a: a.neg().neg(),
    "clone": lambda a: a.clone(),
    "copy": lambda a: a.copy(),
    "detach": lambda a: a.detach(),
    "data": lambda a: a.data,
    "cell": lambda a: a.reshape(-1)[0],
    "first": lambda a: a[0],
    "row": lambda a: a[0:1],
    "rows": lambda a: a[0:2],
    "index": lambda a: a[[0]],
    "sum": lambda a: a.sum(),
    "mean": lambda a: a.mean(),
    "max": lambda a: a.max(),
    "sort": lambda a: a.reshape(-1).sort().values,
    "transpose": lambda a: a.T if a.dim() == 2 else a,
    "view": lambda a: a.reshape(-1),
    "stack": lambda a: torch.stack([a, a]),
    "unbind": lambda a: next(iter(a)),
    "topk": lambda a: a.reshape(-1).topk(1).values,
    "double": lambda a: a.double(),
    "expand": lambda a: a.reshape(-1)[0].expand(2),
    "relu": torch.relu,
    "softmax": lambda a: torch.softmax(a, dim=0),
    "cumsum": lambda a: a.reshape(-1).cumsum(0),
    "zero in place": lambda a: a.mul_(1),
    "gradient": lambda a: a.grad,
    "zeros": torch.zeros_like,
    "pad": lambda a: torch.nn.functional.pad(a, (1, 1)),
    "chain": lambda a: a.copy().send("alice").get(),
    "remote get": lambda a: a.copy().send("alice").remote_get().move("bob"),
    "there and back": lambda a: a.copy().move("alice").move("bob"),
    "remote send": lambda a: a.copy().remote_send("alice").get().move("bob"),
}
TWO = {
    "add": lambda a, b: a + b,
    "sub": lambda a, b: a - b,
    "mul": lambda a, b: a * b,
    "div": lambda a, b: a / b,
    "matmul": lambda a, b: a @ b,
    "cat": lambda a, b: torch.cat([a.reshape(-1), b.reshape(-1)]),
    "where": lambda a, b: torch.where(a > 0, a, b),
    "write": lambda a, b: a.copy_(b),
    "write a view": lambda a, b: a.view(-1)[0:1].copy_(b.reshape(-1)[0:1]),
    "set item": lambda a, b: a.__setitem__(0, b.reshape(-1)[0]),
    "add in place": lambda a, b: a.add_(b),
    "set": lambda a, b: a.data.set_(b.data),
    "set data": lambda a, b: setattr(a, "data", b),
    "set gradient": lambda a, b: setattr(a, "grad", b),
    "out": lambda a, b: torch.add(b.detach(), 0, out=a.data),
    "compare": lambda a, b: (a > b) * a,
    "maximum": torch.maximum,
    "linear": lambda a, b: torch.nn.functional.linear(a, b),
    "mse": torch.nn.functional.mse_loss,
    "lerp": lambda a, b: torch.lerp(a, b, 1.0),
    "fill": lambda a, b: a.fill_(b.sum()),
}
ROADS = (
    lambda p: p.get(),
    lambda p: p.copy().get(),
    lambda p: p.data.get(),
    lambda p: p.grad.get(),
    lambda p: p.copy().move("me"),
    lambda p: p.copy().get_(),
    lambda p: p.tolist(),
    lambda p: float(p.sum()),
    lambda p: bool((p > 1000).any()),
    lambda p: torch.equal(p, p),
    lambda p: torch.as_tensor(p).clone().get(),
    lambda p: f"{p:.1f}",
    lambda p: p[p > 0].shape[0],
)

steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(sorted(ONE)), st.integers(0, 30), st.just(0)),
        st.tuples(st.sampled_from(sorted(TWO)), st.integers(0, 30), st.integers(0, 30)),
        st.tuples(st.just("backward"), st.integers(0, 30), st.just(0)),
    ),
    min_size=1,
    max_size=12,
)


def storage(pointer: Any) -> int:
    return int(pointer._value().untyped_storage().data_ptr())


def play(pool: list[Known], trained: set[int], name: str, first: int, second: int) -> None:
    """Do one step, and say of its result and of all that it wrote into whether private rows took part."""
    a, b = pool[first % len(pool)], pool[second % len(pool)]
    if name == "backward":
        a.pointer.backward()
        trained.add(a.pointer.id_at_location)
        return
    tainted = a.tainted or (name in TWO and b.tainted)
    versions = [(known, known.pointer._value()._version, storage(known.pointer)) for known in pool]
    result = ONE[name](a.pointer) if name in ONE else TWO[name](a.pointer, b.pointer)
    if tainted:
        written = {where for known, version, where in versions if known.pointer._value()._version != version}
        for known, _, where in versions:
            moved = storage(known.pointer) != where
            known.tainted |= where in written or moved or (name == "set gradient" and known is a)
    if isinstance(result, PointerTensor) and result.location.id == "bob" and all(result is not k.pointer for k in pool):
        pool.append(Known(result, tainted))


@settings(max_examples=250)
@given(steps)
def test_what_private_rows_have_touched_never_comes_here(sequence: list[tuple[str, int, int]]) -> None:
    with Session(policy=ReleasePolicy.LESSON) as session:
        session.hook.hook()
        bob, _ = VirtualWorker(session.hook, id="bob"), VirtualWorker(session.hook, id="alice")
        model = nn.Linear(2, 3).send(bob)
        model.weight.sum().backward()
        rows = SECRET.clone().requires_grad_().send(bob)
        loss = (model(rows) ** 2).sum()
        loss.backward()
        trained: set[int] = set()
        pool = [
            Known(rows, tainted=True),
            Known(SECRET.clone().send(bob), tainted=True),
            Known(model(rows), tainted=True),
            Known(model.weight.data.new_zeros(3, 2), tainted=False),
            Known(model.weight, tainted=False),
            Known(model.weight.data.new_ones(6), tainted=False),
        ]
        for step in sequence:
            try:
                play(pool, trained, *step)
            except PointerError:
                continue
        for known in pool:
            if not known.tainted:
                continue
            for road in ROADS:
                try:
                    value = road(known.pointer)
                except (PointerError, AttributeError):
                    continue
                assert known.pointer.id_at_location in trained, known
                assert is_single_number(value), known
        assert loss.get().dim() == 0


def is_single_number(value: Any) -> bool:
    """A single number that no cell of the private rows equals."""
    return isinstance(value, torch.Tensor) and value.dim() == 0 and not bool(torch.isin(value.detach(), SECRET))


def test_a_model_that_rows_were_not_written_into_always_comes_back() -> None:
    with Session(policy=ReleasePolicy.LESSON) as session:
        session.hook.hook()
        bob = VirtualWorker(session.hook, id="bob")
        model = nn.Linear(2, 3).send(bob)
        (model(SECRET.send(bob)) ** 2).mean().backward()
        torch.optim.SGD(model.parameters(), lr=0.1).step()
        assert type(model.get().weight) is nn.Parameter
