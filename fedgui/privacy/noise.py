"""Clipping and Gaussian noise: what limits *what* an update can tell, where masks only hide whose it is.

An update is first shortened to a norm of at most C, so that no data, however unusual, moves it by more than C. Then
Gaussian noise with standard deviation multiplier × C is added to each of its numbers: enough to drown what any data
could have done. Noise without clipping guarantees nothing, since an unusual row can be louder than any noise. Here a
worker's whole update is clipped, as by McMahan et al., "Learning Differentially Private Recurrent Language Models",
2018.

No epsilon is computed anywhere in this package. It would be a promise about all rounds together, with their sampling,
and takes an accountant that follows all of them; a number without one would be worse than none. What is shown instead
is what an attack still finds, measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from fedgui.privacy.aggregation import Update
from fedgui.privacy.arrays import Array, read_array
from fedgui.privacy.attacks.candidates import Row, gradients_of_tables
from fedgui.privacy.attacks.layers import Pair, check_same_shape, read_one_output
from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError

LOUDEST = 1e30
"""The largest standard deviation of the noise, well within what a float32 can hold."""


@dataclass(frozen=True, slots=True)
class Clipped:
    """An update after clipping.

    Attributes:
        update: one tensor for each parameter; new tensors.
        norm: the L2 norm over all parameters together before.
        factor: what every number was multiplied by, at most 1.
    """

    update: list[torch.Tensor]
    norm: float
    factor: float


@dataclass(frozen=True, slots=True)
class NoisedAttack:
    """How often the best attack names a whole table of binary rows through clipping and noise.

    Attributes:
        right: share of the draws in which it did.
        blind: the share that guessing has, which needs no update at all: one of as many as there are tables.
        draws: how many updates were tried.
    """

    right: float
    blind: float
    draws: int

    @property
    def error(self) -> float:
        """0 = fully leaked, 1 = gone: (1 − right) ÷ (1 − blind), and 1 where a few draws happen to be worse."""
        return min(1.0, (1 - self.right) / (1 - self.blind))

    @property
    def gone(self) -> bool:
        """Whether the attack is no better than guessing, within three standard errors of so many draws."""
        return self.right - self.blind <= 3 * math.sqrt(self.blind * (1 - self.blind) / self.draws)


def clip_to_norm(update: Update, max_norm: float) -> Clipped:
    """Shorten an update to an L2 norm of at most `max_norm`: update × min(1, max_norm ÷ norm).

    Args:
        update: one tensor for each parameter; the norm is over all of them together.
        max_norm: C, above zero.

    Raises:
        PrivacyError: if `max_norm` is not a number above zero, or a value of the update is NaN or infinite.
    """
    _check_settings(max_norm, 0)
    norm = math.sqrt(sum(float((read_array(tensor) ** 2).sum()) for tensor in update))
    factor = _factor(norm, max_norm)
    return Clipped([tensor.detach() * factor for tensor in update], norm, factor)


def add_noise(update: Update, max_norm: float, multiplier: float, generator: torch.Generator) -> list[torch.Tensor]:
    """Add Gaussian noise with standard deviation `multiplier` × `max_norm` to every number.

    The same state of the generator gives the same noise, scaled by the multiplier: moving a slider makes one noise
    louder. A multiplier of zero changes nothing.

    Args:
        update: one tensor of floats for each parameter, clipped to `max_norm` before.
        max_norm: C, above zero.
        multiplier: zero or more.
        generator: where the noise comes from, on the CPU.

    Raises:
        PrivacyError: if `max_norm` or `multiplier` can't be, or the noise would be louder than `LOUDEST`.
    """
    _check_settings(max_norm, multiplier)
    deviation = multiplier * max_norm
    return [
        tensor.detach() + deviation * torch.randn(tensor.shape, generator=generator, dtype=tensor.dtype)
        for tensor in update
    ]


def guess_through_noise(weights: Pair, received: Pair, rows: int, max_norm: float) -> tuple[Row, ...]:
    """The table of binary rows that an attacker would name who received this clipped and noised gradient.

    Of all tables it is the one whose clipped gradient is nearest, which under Gaussian noise is the likeliest: no
    attack on one gradient is stronger. (Dividing by the bias gradient, exact without noise, is worse through it.)

    Args:
        weights: the layer as the server sent it, weight (features,) or (1, features) and bias (1,) or a number.
        received: the gradient that came back, of the same shapes.
        rows: how many rows the worker has.
        max_norm: C, which the worker clipped to.

    Returns:
        The rows, features and label last. Of tables with the same clipped gradient, the first.

    Raises:
        PrivacyError: if `max_norm` can't be, and as `candidates_from_gradient`.
    """
    _check_settings(max_norm, 0)
    tables, gradients = gradients_of_tables(weights, rows)
    grad_weight, grad_bias = read_one_output(received)
    check_same_shape(gradients[0, :-1], grad_weight)
    nearest = _nearest(_clipped(gradients, max_norm), np.append(grad_weight, grad_bias)[None])
    return tables[int(nearest[0])]


def attack_through_noise(
    weights: Pair, rows: int, max_norm: float, multiplier: float, generator: torch.Generator, draws: int = 4000
) -> NoisedAttack:
    """How often `guess_through_noise` is right, if each table of binary rows is the truth equally often.

    That makes the baseline plain: guessing is right in one of as many cases as there are tables, 1/8 for one row of two
    features and 1/36 for two. It needs no private data: weights, C and the multiplier are known to the server.
    Without noise all is found, but for tables that clipping made alike, such as two labels of one row that are both far
    off.

    Args:
        weights: the layer as the server sent it, weight (features,) or (1, features) and bias (1,) or a number.
        rows: how many rows the worker has.
        max_norm: C, above zero.
        multiplier: of the noise, zero or more.
        generator: where the noise comes from, on the CPU.
        draws: how many noised gradients to try.

    Raises:
        PrivacyError: if a setting can't be, and as `candidates_from_gradient`.
    """
    _check_settings(max_norm, multiplier)
    if draws < 1:
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Noise", "There must be at least one draw, but there are {draws}."), draws=draws
        )
    tables, gradients = gradients_of_tables(weights, rows)
    clipped = _clipped(gradients, max_norm)
    truth = np.arange(draws) % len(tables)
    noise = torch.randn((draws, clipped.shape[1]), generator=generator, dtype=torch.float64).numpy()
    named = _nearest(clipped, clipped[truth] + multiplier * max_norm * noise)
    return NoisedAttack(right=float((named == truth).mean()), blind=1 / len(tables), draws=draws)


def _nearest(gradients: Array, received: Array) -> npt.NDArray[np.intp]:
    """For each received gradient, (draws, parameters), the index of the nearest of `gradients`."""
    # |g − r|² without its part |r|², which is the same for every g
    return np.asarray(((gradients**2).sum(axis=1) - 2 * received @ gradients.T).argmin(axis=1))


def _clipped(gradients: Array, max_norm: float) -> Array:
    """Each row of `gradients` shortened to at most `max_norm`."""
    factors = [_factor(norm, max_norm) for norm in np.linalg.norm(gradients, axis=1).tolist()]
    return np.asarray(gradients * np.array(factors)[:, None])


def _factor(norm: float, max_norm: float) -> float:
    return min(1.0, max_norm / norm) if norm > 0 else 1.0


def _check_settings(max_norm: float, multiplier: float) -> None:
    if not (math.isfinite(max_norm) and max_norm > 0):
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Noise", "The norm to clip to must be a number above zero, but is {norm}."), norm=max_norm
        )
    if not (multiplier >= 0 and multiplier * max_norm <= LOUDEST):
        raise PrivacyError(
            QT_TRANSLATE_NOOP("Noise", "The noise must be zero or more and at most {most}, but is {multiplier}."),
            most=LOUDEST / max_norm,
            multiplier=multiplier,
        )
