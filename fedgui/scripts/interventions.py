"""What a learner may change in the middle of a run, and where: plain values, known to the record and to the runner."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LearningRate:
    """Every optimizer of the script steps with learning rate `value` from here on."""

    value: float


@dataclass(frozen=True, slots=True)
class Weight:
    """One number of a model becomes `value`, wherever the model is.

    Attributes:
        model: the script's name for the module.
        parameter: the module's name for the parameter, such as "weight" or "0.bias".
        index: place in the parameter, row-major, from 0.
    """

    model: str
    parameter: str
    index: int
    value: float


@dataclass(frozen=True, slots=True)
class Presence:
    """A worker leaves the network, or comes back."""

    worker: str
    online: bool


Change = LearningRate | Weight | Presence


@dataclass(frozen=True, slots=True)
class Intervention:
    """A change, and its place in the run.

    Attributes:
        before_line: it happens just before the script's line number `before_line`, counted from 1 as lines run
            (a line in a loop counts once a turn), not as they stand in the text.
    """

    before_line: int
    change: Change
