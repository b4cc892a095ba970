"""Chapter 4: averages, masks and noise on the updates of real runs. No Qt and no torch; the runs are in `defence_runs`.

An update is what a worker's gradient of the tutorial's model comes to, as a `Row` of numbers: w₁, w₂ and b.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from fedgui.scripts.leak import Row
from fedgui.scripts.trace import Trace

if TYPE_CHECKING:
    from fedgui.privacy.attacks import Candidates
    from fedgui.privacy.masks import MaskedRound, Pair, Words

NAMES: Final = ("bob", "alice", "caio", "dora")
"""The workers, in the order in which they join."""

COUNTS: Final = (1, 2, 3, 4)
"""How many workers may take part. One alone is refused, in words."""

SHARES: Final[Mapping[str, tuple[Row, ...]]] = MappingProxyType(
    {
        "bob": ((0.0, 0.0, 0.0), (0.0, 1.0, 0.0)),
        "alice": ((1.0, 0.0, 1.0), (1.0, 1.0, 1.0)),
        "caio": ((0.0, 1.0, 0.0), (1.0, 0.0, 1.0)),
        "dora": ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0)),
    }
)
"""Each worker's rows, two features and the label: Bob's and Alice's are the tutorial's."""

CLIPS: Final = (1.0, 4.0, 16.0)
"""Norms to clip to that a learner can choose; the last one is longer than any gradient of the lesson."""

QUIETEST: Final = 0.01
LOUDEST: Final = 1e9
"""Least and most noise, as a multiple of the norm to clip to, apart from none."""


def workers_of(count: int) -> tuple[str, ...]:
    """The first `count` workers."""
    return NAMES[:count]


# --- Averages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AveragedRound:
    """One round with a trusted aggregator.

    Attributes:
        copies: from worker to the weights that it handed to the aggregator.
        average: the weights that came back to the server.
    """

    copies: Mapping[str, Row]
    average: Row

    def unmixed(self, worker: str) -> Row:
        """What one of two workers makes of the average and its own copy: twice the average minus its own."""
        return tuple(2 * mean - own for mean, own in zip(self.average, self.copies[worker], strict=True))


@dataclass(frozen=True, slots=True)
class Averaging:
    """The lessons `trusted_aggregator`, `fedsgd` and `centralized`, all with one seed.

    Attributes:
        rounds: with the trusted aggregator.
        summed: FedSGD's losses over all rows, one for each step.
        central: those of the centralized run.
    """

    rounds: tuple[AveragedRound, ...]
    summed: tuple[float, ...]
    central: tuple[float, ...]

    @property
    def differences(self) -> tuple[float, ...]:
        """FedSGD's loss minus the centralized one, step by step."""
        return tuple(ours - theirs for ours, theirs in zip(self.summed, self.central, strict=True))

    @property
    def largest(self) -> float:
        """The largest size of a difference."""
        return max(map(abs, self.differences))

    @property
    def unequal(self) -> int:
        """How many steps' losses are not the same to the last bit."""
        return sum(difference != 0 for difference in self.differences)

    @property
    def is_same_print(self) -> bool:
        """Whether all losses are the same in the four decimals of the console."""
        return all(round(a, 4) == round(b, 4) for a, b in zip(self.summed, self.central, strict=True))


# --- Masks -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Updates:
    """What the workers had to tell in one round.

    Attributes:
        model: the weights that the server had sent.
        updates: from worker to gradient.
    """

    model: Row
    updates: Mapping[str, Row]


@dataclass(frozen=True, slots=True)
class Training:
    """A run with fixed-point sums of gradients, as the lesson `secure_aggregation`.

    Attributes:
        rounds: oldest first.
        losses: over all rows, one for each round.
    """

    rounds: tuple[Updates, ...]
    losses: tuple[float, ...]


class Repair(IntEnum):
    """How far the repair after a drop-out has come."""

    NONE = 0
    SEEDS = 1
    DONE = 2


@dataclass(frozen=True)
class Masking:
    """A round of secure aggregation as it stands: masks, who is missing, and the repair.

    Attributes:
        round: updates, masks and seeds.
        model: the weights that the server had sent.
        exact: from worker to the update in decimals, as the worker had it.
        missing: those who dropped out after the masks were agreed.
        repair: how far it has come.
    """

    round: MaskedRound
    model: Row
    exact: Mapping[str, Row]
    missing: frozenset[str] = frozenset()
    repair: Repair = Repair.NONE

    @property
    def workers(self) -> tuple[str, ...]:
        return self.round.workers

    @property
    def present(self) -> tuple[str, ...]:
        """Those whose messages arrived."""
        return tuple(worker for worker in self.workers if worker not in self.missing)

    @property
    def received(self) -> Words:
        """What the server makes of the messages, modulo 2³²: the sum, less what it could repair."""
        if self.repair is Repair.DONE:
            return self.round.repair(self.missing)
        return self.round.sum_of_sent(self.missing)

    @property
    def truth(self) -> Words:
        """The sum of the updates that arrived, without masks: nobody in the round knows it before the server."""
        total = self.round.updates[self.workers[0]] * 0
        for worker in self.present:
            total = total + self.round.updates[worker]
        return total

    @property
    def is_exact(self) -> bool:
        """Whether the server has the sum of the updates that arrived, to the last bit."""
        return bool((self.received == self.truth).all())

    @property
    def revealed(self) -> Mapping[Pair, int | None]:
        """The seeds that those who are left reveal; None for a mask that was set by hand and so has none."""
        if self.repair is Repair.NONE:
            return {}
        pairs = [pair for pair in self.round.masks if (pair[0] in self.missing) != (pair[1] in self.missing)]
        return {pair: self.round.seeds.get(pair) for pair in pairs}

    def decoded(self, words: Words) -> Row:
        """The numbers that words stand for."""
        return tuple(self.round.encoding.decode(words).tolist())

    def average(self) -> Row:
        """The server's sum divided by the number of workers that are left; zeros if none is."""
        left = max(len(self.present), 1)
        return tuple(value / left for value in self.decoded(self.received))

    def turned(self, pair: Pair, words: Sequence[int]) -> Masking:
        """The same round with another mask of a pair, set by hand."""
        changed = self.round
        for index, word in enumerate(words):
            changed = changed.with_mask(pair, index, word)
        return replace(self, round=changed, repair=Repair.NONE)

    def without(self, missing: Collection[str]) -> Masking:
        """The same round, in which these drop out after the masks were agreed."""
        return replace(self, missing=frozenset(missing), repair=Repair.NONE)

    def repaired(self) -> Masking:
        """One step further: seeds are revealed, then their masks are taken out.

        Raises:
            PrivacyError: if fewer than two workers are left.
        """
        self.round.repair(self.missing)
        return replace(self, repair=Repair(min(self.repair + 1, Repair.DONE)))


def masking(updates: Updates, seed: int, words: Row | None = None) -> Masking:
    """A round with new masks.

    Args:
        updates: of the workers.
        seed: from which the masks are drawn.
        words: the mask of the first two workers where it is known, as integers of 32 bits with or without a sign.

    Raises:
        PrivacyError: if there is one worker alone, or a value is not finite or too large.
    """
    from fedgui.privacy.masks import masked_round

    found = Masking(masked_round(updates.updates, seed), updates.model, MappingProxyType(dict(updates.updates)))
    return found if words is None else found.turned(next(iter(found.round.masks)), [int(word) for word in words])


def mask_of_run(trace: Trace, number: int) -> Row | None:
    """The mask that Bob gave Alice in a run of `secure_aggregation`.

    Args:
        trace: its record.
        number: of the round, from 0.

    Returns:
        None while it is not recorded.
    """
    starts = trace.rounds
    if not 0 <= number < len(starts):
        return None
    messages = trace.messages
    end = starts[number + 1] if number + 1 < len(starts) else len(trace)
    for place in range(bisect_left(messages, starts[number]), bisect_left(messages, end)):
        message = trace[messages[place]].message
        if message is not None and (message.name, message.sender, message.receiver) == ("mask", *NAMES[:2]):
            return next((part.values for _, part in message.parts if part.whole), None)
    return None


def tables_of_sum(found: Masking) -> Candidates:
    """All tables of as many binary rows as the workers that are left have, tried against the sum that the server has.

    Raises:
        PrivacyError: if there is no row, or a value is not finite.
    """
    from fedgui.privacy.attacks import candidates_from_gradient

    rows = rows_left(found)
    total = found.decoded(found.received)
    # each worker's update was rounded to a multiple of 2^-bits before it was added
    rounding = len(found.present) * 2.0 ** -(found.round.encoding.bits + 1)
    slack = 1e-5 * (1 + sum(map(abs, found.model)))
    weights, gradient = (found.model[:-1], found.model[-1]), (total[:-1], total[-1])
    return candidates_from_gradient(weights, gradient, rows, tolerance=rounding + slack)


def rows_left(found: Masking) -> int:
    """How many rows the workers that are left have."""
    return sum(len(SHARES[worker]) for worker in found.present)


# --- Noise -----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoiseSetup:
    """What the learner chose.

    Attributes:
        clip: the norm to clip to, C.
        multiplier: of the noise: its standard deviation is multiplier × C. 0 to LOUDEST.
        seed: of the run.

    Raises:
        ValueError: if a number can't be.
    """

    clip: float = 1.0
    multiplier: float = 0.0
    seed: int = 0

    def __post_init__(self) -> None:
        if not (0 <= self.multiplier <= LOUDEST and 0 < self.clip < math.inf):
            raise ValueError("noise from 0 to 1e9 and a norm above zero are possible")


@dataclass(frozen=True, slots=True)
class NoiseOutcome:
    """What clipping and noise did to Bob's update, to the attack on it, and to the training.

    Attributes:
        update, clipped, noised: Bob's update in round 1 before, between and after.
        norm: of the update before clipping.
        named: the table of two rows that fits the noised update best.
        truth: Bob's rows.
        right: share of many such updates through which the attack names the right table.
        blind: the share that guessing has.
        gone: whether the attack is no better than guessing.
        accuracy: share of Bob's and Alice's rows that the run with this seed gets right after its training.
        accuracies: the mean of that over many runs with other seeds.
        draws, runs: how many updates and runs these are.
    """

    setup: NoiseSetup
    update: Row
    clipped: Row
    noised: Row
    norm: float
    named: tuple[Row, ...]
    truth: tuple[Row, ...]
    right: float
    blind: float
    gone: bool
    accuracy: float
    accuracies: float
    draws: int
    runs: int

    @property
    def is_named(self) -> bool:
        """Whether the attack on this very update names Bob's rows."""
        return sorted(self.named) == sorted(self.truth)


@dataclass(frozen=True, slots=True)
class Tradeoff:
    """How both fall as the noise grows, for one norm to clip to: one entry for each multiplier."""

    clip: float
    multipliers: tuple[float, ...]
    right: tuple[float, ...]
    accuracies: tuple[float, ...]


def stops() -> tuple[float, ...]:
    """The noise at each stop of the slider: none, then from QUIETEST to 100 in equal ratios, eight stops a decade."""
    return (0.0, *(QUIETEST * 10 ** (place / 8) for place in range(33)))
