"""Plain arrays of float64 from whatever holds numbers."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from fedgui.privacy.sentences import QT_TRANSLATE_NOOP, PrivacyError

Array: TypeAlias = npt.NDArray[np.float64]

FLOAT32_ROUNDING = 2.0**-24
"""The largest relative error of one rounding to float32, which the numbers that cross the network went through."""


def read_array(values: Any) -> Array:
    """A tensor, an array, nested lists or a number as a new array of float64.

    Raises:
        PrivacyError: if a value is NaN or infinite.
    """
    # a tensor is known by what it can do: whoever has only arrays need not wait for torch
    if hasattr(values, "detach"):
        values = values.detach().cpu().numpy()
    array = np.array(values, dtype=np.float64)
    if not np.isfinite(array).all():
        raise PrivacyError(
            QT_TRANSLATE_NOOP(
                "Attacks", "A number is NaN or infinite: the training diverged, and nothing can be calculated with it."
            )
        )
    return array
