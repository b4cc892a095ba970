"""The lessons' scripts show what their chapters claim: the numbers, who received what, and what that tells."""

from __future__ import annotations

import io
from collections import Counter
from functools import cache

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from fedgui.pointers import Release
from fedgui.scripts.runner import Runner
from fedgui.scripts.source import LESSONS, Script, load_script
from fedgui.scripts.trace import SERVER, MessageState, Scene, Trace

SEEDS = range(4)
LARGEST_INT32 = 2**31 - 1


class Run:
    """A lesson that ran to its end with a record.

    Args:
        changes: pairs of texts; the first, which must be there, is replaced by the second.
    """

    def __init__(self, name: str, *changes: tuple[str, str], seed: int = 0) -> None:
        text = load_script(name).text
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        output = io.StringIO()
        self.trace = Trace()
        runner = Runner(Script(name, text), seed=seed, trace=self.trace, output=output)
        error = runner.run()
        assert error is None, error.text()
        self.ledger: list[Release] = runner.session.ledger
        self.lines = output.getvalue().splitlines()

    def losses(self, *workers: str) -> list[float]:
        return [p.value for p in self.trace.losses_until(len(self.trace)) if p.worker in workers]

    def end(self) -> Scene:
        return self.trace.state_at(len(self.trace) - 1)

    def weights(self) -> list[float]:
        model = self.end().model
        assert model is not None
        assert (model.name, model.holder) == ("model", SERVER)
        return [value for parameter in model.parameters for value in parameter.value.values]

    def payloads(self) -> list[tuple[Scene, MessageState]]:
        """Every message that carried values, and the scene before it arrived."""
        return [(self.trace.state_at(m.index), m.message) for m in self.trace if m.message and m.message.bytes]

    def sent(self, name: str, sender: str) -> list[tuple[float, ...]]:
        """The values of all messages of that name from that sender, each as one flat row."""
        return [
            tuple(value for _, part in message.parts for value in part.values)
            for _, message in self.payloads()
            if (message.name, message.sender) == (name, sender)
        ]


@cache
def run(name: str, seed: int = 0) -> Run:
    return Run(name, seed=seed)


# --- All of them --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_fits_a_page(name: str) -> None:
    lines = load_script(name).text.splitlines()
    assert len(lines) < 40
    assert max(map(len, lines)) <= 85


@pytest.mark.parametrize(
    ("name", "rounds", "points"),
    [
        ("centralized", 20, {SERVER: 20}),
        ("federated", 10, {"bob": 10, "alice": 10}),
        ("trusted_aggregator", 10, {"bob": 10, "alice": 10}),
        ("fedsgd", 20, {"bob": 20, "alice": 20, SERVER: 20}),
        ("secure_aggregation", 20, {"bob": 20, "alice": 20}),
        ("noisy", 20, {"bob": 20, "alice": 20}),
    ],
)
def test_every_round_plots_a_loss_of_each_worker(name: str, rounds: int, points: dict[str, int]) -> None:
    scene = run(name).end()
    assert (scene.round.number, scene.round.total) == (rounds, rounds)
    assert Counter(p.worker for p in run(name).trace.losses_until(len(run(name).trace))) == points


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_the_record_changes_no_digit(name: str, seed: int) -> None:
    output = io.StringIO()
    assert Runner(load_script(name), seed=seed, output=output).run() is None
    assert output.getvalue().splitlines() == run(name, seed).lines


@pytest.mark.parametrize("name", LESSONS)
@pytest.mark.parametrize("seed", SEEDS)
def test_every_lesson_learns_the_rule(name: str, seed: int) -> None:
    weight_1, weight_2, bias = run(name, seed).weights()
    rows = [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert [weight_1 * x1 + weight_2 * x2 + bias > 0.5 for x1, x2 in rows] == [False, False, True, True]


@pytest.mark.parametrize("name", LESSONS[1:])
def test_no_row_reaches_the_server(name: str) -> None:
    data_names = {"data_bob", "target_bob", "data_alice", "target_alice"}
    carried = {(message.sender, message.name) for _, message in run(name).payloads()}
    assert {name for sender, name in carried if sender == SERVER} == {*data_names, "model"}
    assert not data_names & {name for sender, name in carried if sender != SERVER}


# --- A third worker that averages ---------------------------------------------------------------------------------


def test_the_server_receives_the_average_and_no_workers_model() -> None:
    released = Counter((it.worker, it.name or it.why, it.bytes) for it in run("trusted_aggregator").ledger)
    assert released == {
        ("bob", "training loss", 4): 10,
        ("alice", "training loss", 4): 10,
        ("aggregator", "model", 12): 10,
    }


def test_what_the_server_receives_is_the_mean_of_what_the_workers_trained() -> None:
    known = run("trusted_aggregator")
    bobs, alices = known.sent("model", "bob"), known.sent("model", "alice")
    means = [((torch.tensor(b) + torch.tensor(a)) / 2).tolist() for b, a in zip(bobs, alices, strict=True)]
    assert [list(values) for values in known.sent("model", "aggregator")] == means
    assert len(means) == 10
    assert bobs[0] != alices[0]


def test_with_one_local_step_the_mean_equals_the_centralised_run_at_half_the_learning_rate() -> None:
    averaged = Run("trusted_aggregator", ("range(5)", "range(1)"))
    half = Run("centralized", ("lr=0.1", "lr=0.05"), ("range(20)", "range(10)"))
    assert averaged.weights() == pytest.approx(half.weights(), abs=1e-6)


# --- Gradients that are added up ----------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", SEEDS)
def test_summed_gradients_give_the_centralised_run_to_the_last_printed_digit(seed: int) -> None:
    """Four rows added up in another order: float32 may round the last bit differently, and no more than that."""
    summed, centralized = run("fedsgd", seed), run("centralized", seed)
    assert summed.lines[2::3] == centralized.lines
    assert summed.losses(SERVER) == pytest.approx(centralized.losses(SERVER), rel=1e-5, abs=1e-7)
    assert summed.weights() == pytest.approx(centralized.weights(), abs=2e-7)


def test_the_printed_sum_is_that_of_the_workers_losses() -> None:
    known = run("fedsgd")
    pairs = zip(known.losses("bob"), known.losses("alice"), strict=True)
    assert [float(torch.tensor(bob) + torch.tensor(alice)) for bob, alice in pairs] == known.losses(SERVER)


def test_only_gradients_and_losses_come_back() -> None:
    released = Counter((it.worker, it.name or it.why, it.why, it.bytes) for it in run("fedsgd").ledger)
    assert released == {
        (worker, name, why, size): 20
        for worker in ("bob", "alice")
        for name, why, size in [
            ("weight.grad", "gradient", 8),
            ("bias.grad", "gradient", 4),
            ("training loss", "training loss", 4),
        ]
    }


def test_bobs_first_gradient_arrives_as_it_is() -> None:
    known = run("fedsgd")
    assert known.sent("weight.grad", "bob")[0] == pytest.approx((0, -0.4053), abs=5e-5)
    assert known.sent("bias.grad", "bob")[0] == pytest.approx((-1.5693,), abs=5e-5)


# --- Masks --------------------------------------------------------------------------------------------------------


def wrapped(value: float) -> int:
    """An integer modulo 2³², as int32 shows it."""
    return (int(value) + 2**31) % 2**32 - 2**31


def tensor_on(scene: Scene, worker: str, name: str) -> tuple[float, ...]:
    return next(tensor.value.values for tensor in scene.tensors(worker) if tensor.name == name)


def test_the_server_receives_masked_integers_and_losses_only() -> None:
    known = run("secure_aggregation")
    arrived = Counter(
        (m.sender, m.name, m.bytes, m.parts[0][1].dtype) for _, m in known.payloads() if m.receiver == SERVER
    )
    assert arrived == {
        ("bob", "loss", 4, "float32"): 20,
        ("bob", "masked_bob", 12, "int32"): 20,
        ("alice", "loss", 4, "float32"): 20,
        ("alice", "masked_alice", 12, "int32"): 20,
    }
    assert sum(it.bytes for it in known.ledger) == 40 * (4 + 12), "the ledger knows of nothing else"
    assert [m.receiver for _, m in known.payloads() if m.name == "mask"] == ["alice"] * 20


def test_the_masks_cancel_in_the_sum_exactly() -> None:
    known = run("secure_aggregation")
    masks = known.sent("mask", "bob")
    for message_name, worker, own, sign in [("masked_bob", "bob", "bobs", 1), ("masked_alice", "alice", "alices", -1)]:
        scenes = [scene for scene, message in known.payloads() if message.name == message_name]
        for scene, mask, masked in zip(scenes, masks, known.sent(message_name, worker), strict=True):
            update = tensor_on(scene, worker, own)
            assert masked == tuple(wrapped(u + sign * m) for u, m in zip(update, mask, strict=True))
    first = next(scene for scene, message in known.payloads() if message.name == "masked_alice")
    bobs, alices = tensor_on(first, "bob", "bobs"), tensor_on(first, "alice", "alices")
    received = known.sent("masked_bob", "bob")[0], known.sent("masked_alice", "alice")[0]
    total = [wrapped(bob + alice) for bob, alice in zip(*received, strict=True)]
    assert total == [bob + alice for bob, alice in zip(bobs, alices, strict=True)]
    plain = run("fedsgd")
    true_sum = [
        bob + alice
        for name in ("weight.grad", "bias.grad")
        for bob, alice in zip(plain.sent(name, "bob")[0], plain.sent(name, "alice")[0], strict=True)
    ]
    assert [value / 2**16 for value in total] == pytest.approx(true_sum, abs=2**-16)


@pytest.mark.parametrize("seed", SEEDS)
def test_masked_training_follows_the_unmasked_one(seed: int) -> None:
    masked, plain = run("secure_aggregation", seed), run("fedsgd", seed)
    assert masked.losses("bob") == pytest.approx(plain.losses("bob"), abs=5e-5)
    assert masked.losses("alice") == pytest.approx(plain.losses("alice"), abs=5e-5)


def test_other_masks_change_what_the_server_sees_and_not_the_run() -> None:
    known = run("secure_aggregation")
    bare = Run("secure_aggregation", ("mask = torch.randint_like(bobs, -2**31, 2**31)", "mask = bobs * 0"))
    assert bare.sent("masked_bob", "bob") != known.sent("masked_bob", "bob")
    assert (bare.lines, bare.weights()) == (known.lines, known.weights())


int32s = st.integers(-LARGEST_INT32 - 1, LARGEST_INT32)


@given(st.lists(st.tuples(int32s, int32s, int32s), min_size=1, max_size=40))
def test_torch_adds_int32_modulo_two_to_the_32(numbers: list[tuple[int, int, int]]) -> None:
    """What the lesson rests on: an overflow wraps around, in rows of any length."""
    bobs, alices, mask = (torch.tensor(column, dtype=torch.int32) for column in zip(*numbers, strict=True))
    total = (bobs + mask) + (alices - mask)
    assert total.tolist() == [wrapped(bob + alice) for bob, alice, _ in numbers]


# --- Noise --------------------------------------------------------------------------------------------------------

CONSTANTS = "CLIP, NOISE = 1.0, 0.1"


def norm(values: tuple[float, ...]) -> float:
    return float(torch.tensor(values, dtype=torch.float64).norm())


def test_only_noisy_gradients_and_losses_leave() -> None:
    released = Counter((it.worker, it.bytes) for it in run("noisy").ledger)
    assert released == {("bob", 4): 20, ("bob", 12): 20, ("alice", 4): 20, ("alice", 12): 20}
    assert {m.name for _, m in run("noisy").payloads() if m.receiver == SERVER} == {"loss", "noisy"}


def test_without_noise_every_gradient_is_as_long_as_allowed_at_most() -> None:
    clipped = Run("noisy", (CONSTANTS, "CLIP, NOISE = 0.5, 0.0"))
    lengths = [norm(values) for worker in ("bob", "alice") for values in clipped.sent("noisy", worker)]
    assert max(lengths) == pytest.approx(0.5)
    assert min(lengths) < 0.4, "a short gradient stays as it is"


@pytest.mark.parametrize("seed", SEEDS)
def test_without_clipping_and_noise_it_is_fedsgd(seed: int) -> None:
    bare, plain = Run("noisy", (CONSTANTS, "CLIP, NOISE = 1e9, 0.0"), seed=seed), run("fedsgd", seed)
    assert bare.losses("bob", "alice") == plain.losses("bob", "alice")
    assert bare.weights() == plain.weights()


def test_the_noise_is_as_loud_as_it_says() -> None:
    loud = Run("noisy", (CONSTANTS, "CLIP, NOISE = 1e-9, 5e8"), ("lr=0.1", "lr=0.0"), ("range(20)", "range(100)"))
    values = torch.tensor(loud.sent("noisy", "bob") + loud.sent("noisy", "alice"), dtype=torch.float64)
    assert float(values.std()) == pytest.approx(0.5, rel=0.1)
    assert float(values.mean()) == pytest.approx(0, abs=0.1)


def test_a_gradient_of_zero_survives_clipping() -> None:
    zero = Run(
        "noisy",
        (CONSTANTS, "CLIP, NOISE = 1.0, 0.0"),
        ("[1., 0.], [1., 1.]", "[0., 0.], [0., 1.]"),
        ("nn.Linear(2, 1)", "nn.Linear(2, 1)\nfor p in model.parameters(): p.data.zero_()"),
    )
    assert set(zero.losses("bob", "alice")) == {0.0}
    assert set(zero.weights()) == {0.0}
