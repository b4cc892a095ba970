"""Pairwise masks: each two workers share a mask that one adds and the other subtracts, so that the sum is free of them.

The idea is that of Bonawitz et al., "Practical Secure Aggregation for Privacy-Preserving Machine Learning", 2017, cut
down to what a lesson can show. Updates are first written as integers modulo 2³², where nothing is ever rounded: the
masks cancel to the last bit. In floating point they would leave an error (`float32_mask_error`).

For teaching, not for secrets: masks come from numpy's Philox generator, which is not a cryptographic one, and the
pairs get their seeds from one number instead of a key agreement. A second mask of each worker's own, which the original
protocol needs so that a worker that is merely late is not unmasked (`MaskedRound.repair`), is left out.

Masks hide whose update is whose. What the sum tells about the rows, it tells as before.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from fedgui.privacy.arrays import read_array
from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError

Words: TypeAlias = npt.NDArray[np.uint32]
"""Integers modulo 2³²; numpy's own addition and subtraction of them wrap around."""

Pair: TypeAlias = tuple[str, str]
"""Two workers in the order of the round: the first adds their mask, the second subtracts it."""


@dataclass(frozen=True, slots=True)
class FixedPoint:
    """Numbers as integers modulo 2³², as multiples of 2^−bits.

    A sum of n updates must fit in the signed range too, so that each value must lie within ±2^(31 − bits) ÷ n (of the
    default 16 bits: ±32768 ÷ n). Encoding rounds to the nearest multiple: an error of at most 2^−(bits + 1) a worker.

    Attributes:
        bits: after the binary point, 0 to 30.
    """

    bits: int = 16

    def __post_init__(self) -> None:
        if not 0 <= self.bits <= 30:
            raise PrivacyError(
                QT_TRANSLATE_NOOP("Masks", "Of the 32 bits, 0 to 30 can stand after the point, but not {bits}."),
                bits=self.bits,
            )

    def largest(self, workers: int) -> float:
        """The largest size of a value, so that the sum of so many workers can't overflow."""
        return float((2**31 - 1) // workers) / 2.0**self.bits

    def encode(self, update: Any, workers: int = 1) -> Words:
        """The integers of an update, of its shape.

        Args:
            update: numbers of any shape.
            workers: how many such updates will be added up.

        Raises:
            PrivacyError: if a value is too large for a sum of that many workers, NaN or infinite.
        """
        values = read_array(update)
        whole = np.rint(values * 2.0**self.bits)
        if values.size and np.abs(whole).max() > (2**31 - 1) // workers:
            raise PrivacyError(
                QT_TRANSLATE_NOOP(
                    "Masks",
                    "{value} is too large: with {workers} workers and {bits} bits after the point, values must lie "
                    "within ±{largest}. Fewer bits after the point leave more room before it.",
                ),
                value=float(values.flat[np.abs(values).argmax()]),
                workers=workers,
                bits=self.bits,
                largest=self.largest(workers),
            )
        return whole.astype(np.int64).astype(np.uint32)

    def decode(self, words: Words) -> npt.NDArray[np.float64]:
        """The numbers that the integers stand for: words from 2³¹ on are negative."""
        return signed(words) / 2.0**self.bits


def signed(words: Words) -> npt.NDArray[np.int32]:
    """The same 32 bits read as integers with a sign, for display."""
    return words.view(np.int32)


def bits_of(word: int) -> tuple[bool, ...]:
    """The 32 bits of an integer modulo 2³², the most significant first."""
    return tuple(bool(int(word) >> place & 1) for place in range(31, -1, -1))


def mask_from_seed(seed: int, shape: tuple[int, ...]) -> Words:
    """The mask that a pair computes from its shared seed: the lower halves of Philox' raw 64-bit numbers.

    Philox (Salmon et al., "Parallel Random Numbers: As Easy as 1, 2, 3", 2011) counts on every machine alike.
    """
    raw = np.random.Philox(key=seed).random_raw(int(np.prod(shape, dtype=np.int64)))
    return np.asarray(raw).astype(np.uint32).reshape(shape)


@dataclass(frozen=True)
class MaskedRound:
    """One round of secure aggregation: what each worker has, what it sends, what the server makes of it.

    Attributes:
        encoding: how numbers become integers.
        updates: each worker's update as integers, known to it alone. All of one shape.
        masks: each pair's mask, known to both of them.
        seeds: each pair's seed, from which the mask follows; a mask that was set by hand has none.
    """

    encoding: FixedPoint
    updates: Mapping[str, Words]
    masks: Mapping[Pair, Words]
    seeds: Mapping[Pair, int]

    @property
    def workers(self) -> tuple[str, ...]:
        return tuple(self.updates)

    def mask_of(self, worker: str) -> Words:
        """The sum of all masks that a worker adds and subtracts."""
        total = np.zeros_like(self._update(worker))
        for (first, second), mask in self.masks.items():
            if worker == first:
                total += mask
            elif worker == second:
                total -= mask
        return total

    def sent(self, worker: str) -> Words:
        """What a worker sends: its update plus its masks, modulo 2³². All that the server sees of it."""
        return self._update(worker) + self.mask_of(worker)

    def sum_of_sent(self, missing: Collection[str] = ()) -> Words:
        """What the server gets by adding all that arrived, modulo 2³².

        With nobody missing it is the exact sum of the updates. Otherwise the masks that the missing share with the
        others stay in it, and it says nothing.
        """
        total = np.zeros_like(self.updates[self.workers[0]])
        for worker in self._present(missing):
            total += self.sent(worker)
        return total

    def revealed_masks(self, missing: Collection[str]) -> Words:
        """What the survivors' masks with the missing come to, which the server computes from the seeds they reveal."""
        total = np.zeros_like(self.updates[self.workers[0]])
        present = self._present(missing)
        for (first, second), mask in self.masks.items():
            if first in present and second in missing:
                total += mask
            elif second in present and first in missing:
                total -= mask
        return total

    def repair(self, missing: Collection[str]) -> Words:
        """The exact sum of the updates that arrived: the survivors reveal their seeds shared with the missing.

        The price: should a missing worker's message arrive late, the server can unmask it with these very seeds. The
        original protocol has a second mask against that.

        Raises:
            PrivacyError: if fewer than two are left, since the "sum" would be one worker's bare update.
        """
        present = self._present(missing)
        if len(present) < 2:
            raise PrivacyError(
                QT_TRANSLATE_NOOP(
                    "Masks",
                    "With {left} of {workers} workers left, the sum would show a bare update: nobody reveals a seed.",
                ),
                left=len(present),
                workers=len(self.workers),
            )
        return self.sum_of_sent(missing) - self.revealed_masks(missing)

    def with_mask(self, pair: Pair, index: int, word: int) -> MaskedRound:
        """The same round with one number of a pair's mask set by hand: what both send changes, the sum doesn't.

        Args:
            pair: the two workers, in the order of the round.
            index: into the flattened mask.
            word: the new value, taken modulo 2³².

        Raises:
            PrivacyError: if no such pair shares a mask, or it has no such index.
        """
        if pair not in self.masks or not 0 <= index < self.masks[pair].size:
            raise PrivacyError(
                QT_TRANSLATE_NOOP("Masks", "{first} and {second} share no mask with a number {index}."),
                first=pair[0],
                second=pair[1],
                index=index,
            )
        mask = self.masks[pair].copy()
        mask.flat[index] = word % 2**32
        seeds = {key: seed for key, seed in self.seeds.items() if key != pair}
        return replace(self, masks=MappingProxyType({**self.masks, pair: mask}), seeds=MappingProxyType(seeds))

    def _update(self, worker: str) -> Words:
        self._check_known([worker])
        return self.updates[worker]

    def _present(self, missing: Collection[str]) -> list[str]:
        self._check_known(missing)
        return [worker for worker in self.workers if worker not in missing]

    def _check_known(self, workers: Collection[str]) -> None:
        for worker in workers:
            if worker not in self.updates:
                raise PrivacyError(
                    QT_TRANSLATE_NOOP("Masks", "{worker} takes no part in this round: its workers are {workers}."),
                    worker=worker,
                    workers=", ".join(self.workers),
                )


def masked_round(updates: Mapping[str, Any], seed: int, encoding: FixedPoint | None = None) -> MaskedRound:
    """Encode the workers' updates and draw a mask for each pair.

    Args:
        updates: from worker to update, numbers of one shape; float32 or float64.
        seed: from which every pair gets its own, so that a lesson can be repeated.
        encoding: 16 bits after the binary point unless told otherwise.

    Raises:
        PrivacyError: if there are fewer than two workers, shapes differ, or a value is not finite or too large.
    """
    if len(updates) < 2:
        raise PrivacyError(
            QT_TRANSLATE_NOOP(
                "Masks",
                "Masks need at least two workers: a single one has nobody to hide behind, its sum is its update.",
            )
        )
    encoding = FixedPoint() if encoding is None else encoding
    words = {who: encoding.encode(update, len(updates)) for who, update in updates.items()}
    shapes = {it.shape for it in words.values()}
    if len(shapes) > 1:
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Masks", "The workers' updates have different shapes: they are not of one model.")
        )
    pairs = list(itertools.combinations(words, 2))
    drawn = np.random.Philox(key=seed).random_raw(len(pairs))
    seeds = {pair: int(value) for pair, value in zip(pairs, np.asarray(drawn), strict=True)}
    shape = shapes.pop()
    masks = {pair: mask_from_seed(pair_seed, shape) for pair, pair_seed in seeds.items()}
    return MaskedRound(encoding, MappingProxyType(words), MappingProxyType(masks), MappingProxyType(seeds))


def float32_mask_error(updates: Sequence[Any], seed: int, scale: float = 1e3) -> float:
    """The largest error that pairwise masks leave in a sum if all is done in float32: why integers are used.

    Masks are Gaussian with standard deviation `scale`: what hides a value must be large, and beside something large a
    float32 has no room for its last digits. With three workers and 1000 values the error is some 4e-4.

    Args:
        updates: the workers' updates, numbers of one shape.
        seed: for the masks.
        scale: of the masks.

    Returns:
        max |Σ masked − Σ updates|, where the second sum is taken in float64.

    Raises:
        PrivacyError: if there are fewer than two workers, or a value is NaN or infinite.
    """
    if len(updates) < 2:
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Masks", "Masks need at least two workers, but there are {workers}."),
            workers=len(updates),
        )
    exact = [read_array(update) for update in updates]
    masked = [values.astype(np.float32) for values in exact]
    generator = np.random.Generator(np.random.Philox(key=seed))
    for first, second in itertools.combinations(range(len(masked)), 2):
        mask = generator.normal(0, scale, exact[0].shape).astype(np.float32)
        masked[first] = masked[first] + mask
        masked[second] = masked[second] - mask
    total = np.zeros_like(masked[0])
    for values in masked:
        total = total + values
    return float(np.abs(total.astype(np.float64) - sum(exact)).max())
