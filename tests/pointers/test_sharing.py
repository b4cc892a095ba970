"""Secret shares: they add up, they tell nothing alone, they cross one by one, and the policy follows the value."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from fedgui.pointers import Message, MessageKind, PointerTensor, ReleasePolicy, Session, VirtualWorker
from fedgui.pointers import errors as wrong
from fedgui.pointers.fixed_point import Precision

ID = r"\d{1,11}"


@pytest.fixture
def carol(session: Session) -> VirtualWorker:
    return VirtualWorker(session.hook, id="carol")


@pytest.fixture
def dealer(session: Session) -> VirtualWorker:
    return VirtualWorker(session.hook, id="secure_worker")


@pytest.fixture
def trio(bob: VirtualWorker, alice: VirtualWorker, carol: VirtualWorker) -> list[VirtualWorker]:
    return [bob, alice, carol]


def tensor(*values: float) -> Any:
    return torch.tensor(values)


def objects(messages: list[Message]) -> list[tuple[str, str, str, int]]:
    return [(m.sender, m.receiver, m.name, m.bytes) for m in messages if m.kind is MessageKind.OBJECT]


# printed forms


def test_printed_forms(bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker) -> None:
    fixed = tensor(0.1, 2.5).fix_prec()
    assert repr(fixed) == str(fixed) == "(Wrapper)>FixedPrecisionTensor>tensor([ 100, 2500])"
    assert repr(fixed.child) == "FixedPrecisionTensor>tensor([ 100, 2500])"
    assert fixed.child.child.tolist() == [100, 2500]
    rows = rf"\n\t-> \[PointerTensor \| me:{ID} -> bob:{ID}\]\n\t-> \[PointerTensor \| me:{ID} -> alice:{ID}\]"
    shared = fixed.share(bob, alice, crypto_provider=dealer)
    assert re.fullmatch(
        rf"\(Wrapper\)>FixedPrecisionTensor>\[AdditiveSharingTensor\]{rows}\n\t\*crypto provider: secure_worker\*",
        repr(shared),
    )
    assert str(shared) == f"{shared}" == repr(shared)
    assert list(shared.child.child.child) == ["bob", "alice"]
    whole = torch.tensor([1]).share(bob, alice)
    assert re.fullmatch(rf"\(Wrapper\)>\[AdditiveSharingTensor\]{rows}\n\t\*crypto provider: me\*", repr(whole))


# numbers of fixed precision


@pytest.mark.parametrize(("base", "digits"), [(10, 3), (10, 0), (10, 6), (2, 16), (3, 5)])
def test_a_number_is_rounded_to_the_nearest_step(session: Session, base: int, digits: int) -> None:
    values = torch.linspace(-7, 7, 29)
    back = values.fix_prec(base=base, precision_fractional=digits).float_prec()
    assert (back - values).abs().max() <= 0.5 / base**digits + 1e-6
    assert back.dtype == torch.float32


def test_a_number_may_get_another_precision(session: Session) -> None:
    assert tensor(1.2345).fix_prec(precision_fractional=4).fix_prec(precision_fractional=2).tolist() == [123]


@pytest.mark.parametrize(
    "operation",
    [
        lambda a, b: a + b,
        lambda a, b: a - b,
        lambda a, b: -a,
        lambda a, b: a * b,
        lambda a, b: a @ b.T,
        lambda a, b: torch.matmul(a.t(), b),
        lambda a, b: a.mm(b.transpose(0, 1)),
        lambda a, b: a.sum(),
        lambda a, b: a.sum(dim=1),
        lambda a, b: a + 1.5,
        lambda a, b: 1.5 + a,
        lambda a, b: a - 2,
        lambda a, b: 2 - a,
        lambda a, b: 3 * a,
        lambda a, b: a * 3,
        lambda a, b: a * -0.5,
        lambda a, b: a / 2,
        lambda a, b: a / 1,
        lambda a, b: a + torch.tensor([1.5, 2.0]),
        lambda a, b: torch.tensor([1.5, 2.0]) - a,
        lambda a, b: a * torch.tensor([[2], [3]]),
        lambda a, b: a @ torch.tensor([[0.5], [4.0]]),
        lambda a, b: torch.tensor([[0.5, 4.0]]) @ a,
        lambda a, b: a[0] + b[:, 1],
        lambda a, b: a.reshape(4)[1:] * 2,
        lambda a, b: torch.cat([a, b], dim=1),
        lambda a, b: torch.stack((a, b)).sum(0),
        lambda a, b: a.view(1, 4).expand(2, 4).clone(),
        lambda a, b: a[0, 0] + torch.tensor([1.0, 2.0]),
    ],
)
@pytest.mark.parametrize("holders", [0, 2, 3])
def test_arithmetic_is_that_of_plain_numbers(
    trio: list[VirtualWorker], dealer: VirtualWorker, operation: Any, holders: int
) -> None:
    plain = torch.tensor([[1.0, -2.5], [0.25, 3.0]]), torch.tensor([[0.5, 4.0], [-1.0, 2.0]])
    a, b = (value.fix_prec() for value in plain)
    if holders:
        a, b = (value.share(*trio[:holders], crypto_provider=dealer) for value in (a, b))
    result = operation(a, b)
    expected = operation(*plain)
    assert result.shape == expected.shape
    back = (result.get() if holders else result).float_prec()
    assert torch.allclose(back, expected, atol=0.0021, rtol=0)


def test_whole_numbers_multiply_exactly(trio: list[VirtualWorker], dealer: VirtualWorker) -> None:
    plain = torch.tensor([[1, -2], [3, 1_000_000_007]]), torch.tensor([[2, 0], [-5, 2]])
    x, y = (value.share(*trio, crypto_provider=dealer) for value in plain)
    assert torch.equal((x * y).get(), plain[0] * plain[1])
    assert torch.equal((x @ y).get(), plain[0] @ plain[1])
    assert torch.equal((x * y - 7 + x).get(), plain[0] * plain[1] - 7 + plain[0])


def test_augmented_assignment_makes_a_new_value(bob: VirtualWorker, alice: VirtualWorker) -> None:
    x = torch.tensor([5]).share(bob, alice)
    before = x
    x += 1
    x *= 3
    x -= 2
    assert (x.get().item(), before.get().item()) == (16, 5)


whole = st.integers(-(2**61), 2**61)


@settings(max_examples=60, deadline=None)
@given(st.lists(whole, min_size=1, max_size=5), st.integers(2, 2**30), st.integers(2, 4))
def test_division_is_exact_or_next_to_it(values: list[int], divisor: int, holders: int) -> None:
    with Session() as session:
        session.hook.hook()
        workers = [VirtualWorker(session.hook, id=f"w{index}") for index in range(holders)]
        values = [*values, values[0] // divisor * divisor]
        shared = torch.tensor(values).share(*workers)
        shared.precision = Precision(10, 0)
        got = (shared / divisor).get().tolist()
        assert all(
            result in {value // divisor, -(-value // divisor)} for result, value in zip(got, values, strict=True)
        )
        assert got[-1] == values[-1] // divisor


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(-(2**63), 2**63 - 1), min_size=1, max_size=6), st.integers(2, 5))
def test_shares_add_up_to_every_number_of_the_ring(values: list[int], holders: int) -> None:
    with Session() as session:
        session.hook.hook()
        workers = [VirtualWorker(session.hook, id=f"w{index}") for index in range(holders)]
        secret = torch.tensor(values)
        shared = secret.share(*workers)
        stored = [next(iter(worker._objects.values())) for worker in workers]
        assert torch.equal(sum(stored[1:], stored[0]), secret)
        assert torch.equal(shared.get(), secret)


# secrecy


@pytest.mark.parametrize("secret", [0, 1, -1, 2**40])
def test_each_share_alone_is_uniformly_random(trio: list[VirtualWorker], secret: int) -> None:
    count = 20_000
    shared = torch.full((count,), secret).share(*trio)
    for share in shared.shares:
        numbers = share._value()
        for place in range(0, 64, 8):
            found = torch.bincount((numbers >> place) & 255, minlength=256)
            chi_squared = float(((found - count / 256) ** 2).sum() / (count / 256))
            assert 255 - 5 * 22.6 < chi_squared < 255 + 5 * 22.6  # mean 255, deviation √510, five of them either side


def test_what_workers_show_each_other_is_uniformly_random(
    bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker, messages: list[Message]
) -> None:
    count = 20_000
    x = torch.full((count,), 3.0).fix_prec().share(bob, alice, crypto_provider=dealer)
    assert torch.allclose((x * x).get().float_prec(), torch.tensor(9.0))
    shown = [m for m in messages if m.name == "masked shares"]
    assert [(m.sender, m.receiver) for m in shown] == [("bob", "alice"), ("alice", "bob")] * 2
    for one, other in (shown[:2], shown[2:]):
        for (_, mine), (_, theirs) in zip(one.parts, other.parts, strict=True):
            for numbers in (mine, theirs, mine + theirs):
                found = torch.bincount((numbers >> 56) & 255, minlength=256)
                chi_squared = float(((found - count / 256) ** 2).sum() / (count / 256))
                assert 255 - 5 * 22.6 < chi_squared < 255 + 5 * 22.6


def test_nobodys_random_numbers_are_used(bob: VirtualWorker, alice: VirtualWorker) -> None:
    torch.manual_seed(3)
    random.seed(3)
    expected = torch.get_rng_state(), random.getstate()
    x = tensor(1.5).fix_prec().share(bob, alice)
    (x * x).get()
    assert torch.equal(torch.get_rng_state(), expected[0])
    assert random.getstate() == expected[1]


def test_a_run_repeats_its_shares_and_no_two_sharings_are_alike() -> None:
    def drawn(seed: int) -> list[int]:
        with Session(seed=seed) as session:
            session.hook.hook()
            workers = [VirtualWorker(session.hook, id=name) for name in ("bob", "alice")]
            kept = [torch.tensor([7]).share(*workers) for _ in range(2)]
            return [share._value().item() for shared in kept for share in shared.shares]

    assert drawn(1) == drawn(1)
    assert len(set(drawn(1) + drawn(2))) == 8


# messages


def test_each_share_is_a_message_of_its_own(
    session: Session, bob: VirtualWorker, alice: VirtualWorker, messages: list[Message]
) -> None:
    x = torch.tensor([1, 2, 3]).share(bob, alice)
    assert objects(messages) == [("me", "bob", "share", 24), ("me", "alice", "share", 24)]
    assert sum(message.parts[0][1] for message in messages).tolist() == [1, 2, 3]
    assert (bob.objects_count(), alice.objects_count()) == (1, 1)
    messages.clear()
    x.get()
    assert objects(messages) == [("bob", "me", "share", 24), ("alice", "me", "share", 24)]
    assert [(entry.worker, entry.bytes) for entry in session.ledger] == [("bob", 24), ("alice", 24)]
    assert (bob.objects_count(), alice.objects_count()) == (0, 0)


def test_what_a_product_costs(
    bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker, messages: list[Message]
) -> None:
    x, y = (torch.tensor([2, 3]).share(bob, alice, crypto_provider=dealer) for _ in range(2))
    messages.clear()
    z = x * y
    assert objects(messages) == [
        ("secure_worker", "bob", "random shares", 48),
        ("secure_worker", "alice", "random shares", 48),
        ("bob", "alice", "masked shares", 32),
        ("alice", "bob", "masked shares", 32),
    ]
    assert [(m.receiver, m.name) for m in messages if m.kind is MessageKind.COMMAND] == [
        ("secure_worker", "deal"), ("bob", "mul"), ("alice", "mul"),
    ]  # fmt: skip
    messages.clear()
    w = x * 3 + torch.tensor([1, 1])
    assert objects(messages) == [("me", "bob", "public", 16)]
    assert (z.get().tolist(), w.get().tolist()) == ([4, 9], [7, 10])


def test_shares_are_freed_with_the_value(bob: VirtualWorker, alice: VirtualWorker) -> None:
    x = tensor(1.0, 2.0).fix_prec().share(bob, alice)
    x = x * x + x
    assert (bob.objects_count(), alice.objects_count()) == (1, 1)
    del x
    assert (bob.objects_count(), alice.objects_count()) == (0, 0)


# values of workers


def test_a_worker_shares_its_own_value_out(
    bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker, messages: list[Message]
) -> None:
    p = tensor(1.0, 2.5).send(bob)
    messages.clear()
    there = p.fix_prec().share(bob, alice, crypto_provider=dealer)
    assert re.fullmatch(rf"\(Wrapper\)>\[PointerTensor \| me:{ID} -> bob:{ID}\]", repr(there))
    assert objects(messages) == [("bob", "alice", "share", 16)]
    assert there.location is bob
    assert there.shape == (2,)
    with pytest.raises(wrong.ValueNotHereError, match=r"bob.*\.get\(\)"):
        there + there
    with pytest.raises(wrong.ValueNotHereError):
        there.tolist()
    shared = there.get()
    assert objects(messages)[1:] == [("bob", "me", "shares", 0)]
    assert all(share.owner.id == "me" for share in shared.shares)
    with pytest.raises(wrong.AlreadyFetchedError):
        there.get()
    assert (shared + shared).get().float_prec().tolist() == [2, 5]
    assert torch.equal(p.get(), tensor(1.0, 2.5))


def test_secure_aggregation_of_what_two_workers_have(
    bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker, session: Session
) -> None:
    updates = [tensor(0.5, -1.0).send(bob), tensor(1.5, 2.0).send(alice)]
    one, other = (p.fix_prec().share(bob, alice, crypto_provider=dealer).get() for p in updates)
    mean = ((one + other) / 2).get().float_prec()
    assert mean.tolist() == [1.0, 0.5]
    assert [entry.bytes for entry in session.ledger] == [16, 16]


def test_the_far_end_of_a_chain_shares(bob: VirtualWorker, alice: VirtualWorker, carol: VirtualWorker) -> None:
    p = torch.tensor([4]).send(bob).send(alice)
    assert p.share(bob, carol).get().get().tolist() == [4]
    assert tensor(1.5).send(bob).send(alice).fix_prec().float_prec().get().get().tolist() == [1.5]


def test_fixed_precision_on_a_worker(bob: VirtualWorker, messages: list[Message]) -> None:
    p = tensor(0.5, 1.25).send(bob)
    fixed = p.fix_precision(precision_fractional=2)
    assert isinstance(fixed, PointerTensor)
    total = (fixed + fixed) * 2
    assert repr(total.copy().get()) == "(Wrapper)>FixedPrecisionTensor>tensor([200, 500])"
    assert total.float_precision().get().tolist() == [2.0, 5.0]
    assert [m.name for m in messages if m.kind is MessageKind.COMMAND][:2] == ["fix_prec", "add"]
    sent = tensor(1.5).fix_prec().send(bob)
    assert sent.get().float_prec().tolist() == [1.5]


# the policy


@pytest.mark.parametrize("policy", ReleasePolicy)
def test_the_server_may_share_and_fetch_what_is_its_own(policy: ReleasePolicy) -> None:
    with Session(policy=policy) as session:
        session.hook.hook()
        bob, alice = (VirtualWorker(session.hook, id=name) for name in ("bob", "alice"))
        x = tensor(1.5).fix_prec().share(bob, alice)
        assert ((x * x + 1) * tensor(2.0)).get().float_prec().tolist() == [6.5]


PRIVATE_ROADS = {
    "joined": lambda x, free: x.get(),
    "one share": lambda x, free: x.shares[0].get(),
    "the other share": lambda x, free: x.shares[1].copy().get(),
    "decrypted": lambda x, free: x.decrypt(),
    "moved": lambda x, free: x.shares[0].move("me"),
    "plus nothing": lambda x, free: (x + 0).get(),
    "plus a free one": lambda x, free: (free + x).get(),
    "times a free one": lambda x, free: (free * x).get(),
    "a free one times it": lambda x, free: (x @ free).get(),
    "divided": lambda x, free: (x / 2).get(),
    "summed": lambda x, free: x.sum().get(),
    "beside a free one": lambda x, free: torch.cat([free, x]).get(),
    "part of it": lambda x, free: x[:1].get(),
}


@pytest.mark.parametrize("road", PRIVATE_ROADS)
def test_shares_of_a_private_value_join_nowhere(
    session: Session, bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker, road: str
) -> None:
    rows = tensor(1.0, 2.0).send(bob).private()
    x = rows.fix_prec().share(bob, alice, crypto_provider=dealer).get()
    free = tensor(1.0, 1.0).fix_prec().share(bob, alice, crypto_provider=dealer)
    with pytest.raises(wrong.GetNotPermittedError):
        PRIVATE_ROADS[road](x, free)
    assert session.ledger == []
    assert free.get().float_prec().tolist() == [1.0, 1.0]
    assert [bool(worker.marks) for worker in (bob, alice)] == [True, True]


def test_fixed_precision_does_not_open_a_private_value(bob: VirtualWorker) -> None:
    rows = tensor(1.0, 2.0e30).send(bob).private()
    with pytest.raises(wrong.FixedPrecisionRangeError) as caught:
        rows.fix_prec()
    assert "2" not in str(caught.value).partition("±")[0]
    for road in (lambda p: p.get(), lambda p: p.float_prec().get(), lambda p: (p + 1).get()):
        with pytest.raises(wrong.GetNotPermittedError):
            road(rows[:1].fix_prec())


# refusals


def test_who_may_hold_shares(session: Session, bob: VirtualWorker, alice: VirtualWorker) -> None:
    x = torch.tensor([1])
    for workers, provider in (((), None), ((bob,), None), ((bob, bob), None), ((bob, "me"), None), ((bob, alice), bob)):
        with pytest.raises(wrong.ShareHoldersError, match="at least two different workers"):
            x.share(*workers, crypto_provider=provider)
    with pytest.raises(wrong.WorkerNotFoundException):
        x.share(bob, "dora")
    assert bob.objects_count() == 0
    assert x.share("bob", "alice").get() == 1


def test_only_whole_numbers_are_shared(bob: VirtualWorker, alice: VirtualWorker) -> None:
    for value in (tensor(0.5), torch.tensor([1j]), tensor(0.5).send(bob)):
        with pytest.raises(wrong.NotWholeNumbersError, match=r"\.fix_prec\(\)"):
            value.share(bob, alice)
    again = torch.tensor([1]).share(bob, alice)
    with pytest.raises(wrong.NotWholeNumbersError):
        again.share(bob, alice)


@pytest.mark.parametrize(("base", "digits"), [(1, 3), (10, -1), (10, 10), (2, 31), (2.5, 3), (10, "3")])
def test_a_precision_that_can_not_be(session: Session, base: Any, digits: Any) -> None:
    with pytest.raises(wrong.InvalidPrecisionError):
        tensor(1.0).fix_prec(base=base, precision_fractional=digits)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e17])
def test_a_number_that_does_not_fit(session: Session, value: float) -> None:
    with pytest.raises(wrong.FixedPrecisionRangeError, match="finite"):
        tensor(1.0, value).fix_prec()


def test_operations_that_shares_do_not_have(bob: VirtualWorker, alice: VirtualWorker) -> None:
    fixed = tensor(1.0, 2.0).fix_prec()
    shared = fixed.share(bob, alice)
    for value in (fixed, shared):
        for road in (
            lambda x: x.exp(), lambda x: x > 1, lambda x: x / 0, lambda x: x / 0.5, lambda x: x / x,
            lambda x: x.mul_(2), lambda x: torch.add(x, x, alpha=2), lambda x: x.item(), lambda x: float(x[0]),
            lambda x: f"{x:.2f}", lambda x: x.fix_prec().exp(),
        ):  # fmt: skip
            with pytest.raises(wrong.FixedPrecisionOperationError, match=r"\.float_prec\(\)"):
                road(value)
    with pytest.raises(wrong.FixedPrecisionOperationError):
        torch.tensor([1]).share(bob, alice) / 2
    for road in (lambda: shared.tolist(), lambda: shared.fix_prec()):
        with pytest.raises(wrong.FixedPrecisionOperationError):
            road()
    with pytest.raises(wrong.CannotSendError):
        shared.send(bob)
    for value in (shared, tensor(1.0), tensor(1.0).send(bob)):
        with pytest.raises(wrong.NotFixedPrecisionError):
            value.float_prec()
    with pytest.raises(wrong.NotFixedPrecisionError):
        tensor(1.0).decrypt()


def test_numbers_of_several_kinds_do_not_mix(bob: VirtualWorker, alice: VirtualWorker, carol: VirtualWorker) -> None:
    fixed, finer = tensor(1.0).fix_prec(), tensor(1.0).fix_prec(precision_fractional=5)
    for road in (
        lambda: fixed + finer,
        lambda: fixed.share(bob, alice) * finer.share(bob, alice),
        lambda: fixed.share(bob, alice) + torch.tensor([1]).share(bob, alice),
        lambda: torch.tensor([1]).share(bob, alice) + 0.5,
        lambda: torch.cat([fixed, finer]),
        lambda: torch.cat([fixed, tensor(1.0)]),
    ):
        with pytest.raises(wrong.FixedPrecisionMixError, match=r"steps of"):
            road()
    with pytest.raises(wrong.TensorsNotCollocatedException, match="bob, alice.*bob, carol"):
        fixed.share(bob, alice) + fixed.share(bob, carol)
    assert (fixed + fixed.share(bob, alice)).get().float_prec().tolist() == [2.0]
    for mixed in (lambda p: fixed + p, lambda p: p + fixed, lambda p: fixed.share(bob, alice) * p):
        with pytest.raises((wrong.ValueNotHereError, wrong.LocalTensorError)):
            mixed(tensor(1.0).send(bob))


def test_encrypting_and_decrypting(bob: VirtualWorker, alice: VirtualWorker, dealer: VirtualWorker) -> None:
    x = tensor(0.1, -2.0).encrypt(workers=[bob, alice], crypto_provider=dealer)
    assert "FixedPrecisionTensor>[AdditiveSharingTensor]" in repr(x)
    assert (x * 2).decrypt().tolist() == pytest.approx([0.2, -4.0])
    fine = tensor(1 / 3).encrypt(protocol="mpc", workers=["bob", "alice"], base=2, precision_fractional=20)
    assert fine.decrypt().item() == pytest.approx(1 / 3, abs=2**-20)
    with pytest.raises(wrong.UnknownProtocolError, match="paillier"):
        tensor(0.1).encrypt(protocol="paillier", workers=[bob, alice])


def test_a_fetched_value_says_so(bob: VirtualWorker, alice: VirtualWorker) -> None:
    x = torch.tensor([3]).share(bob, alice)
    x.get()
    with pytest.raises(wrong.AlreadyFetchedError, match="already fetched from bob"):
        x.get()
    y = torch.tensor([3]).share(bob, alice)
    alice.clear_objects()
    with pytest.raises(wrong.ObjectNotFoundError, match="alice no longer holds share"):
        y.get()
    assert bob.objects_count() == 1
