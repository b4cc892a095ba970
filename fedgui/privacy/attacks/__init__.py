"""Attacks: from what a worker handed over back to the rows that it kept.

Each reads only what the server has anyway (the weights it sent, what came back, the learning rate and the number of
local epochs it asked for) and answers with plain numbers. All are exact arithmetic, no optimisation: matching
gradients by gradient descent is slow and finds its answer only sometimes (Zhu, Liu and Han, "Deep Leakage from
Gradients", 2019), the arithmetic below always does. That a linear layer's gradient divided by its bias gradient is
its input was noted by Aono et al., "Privacy-Preserving Deep Learning via Additively Homomorphic Encryption", 2018.

The models of squared error here use its *sum* over the rows, as the tutorial does: loss = Σ (w·x + b − y)².
"""

from fedgui.privacy.attacks.candidates import Candidates, candidates_from_gradient, candidates_from_update
from fedgui.privacy.attacks.images import ImageAttack, image_from_gradient, images_per_class, pixel_error
from fedgui.privacy.attacks.layers import Layer, gradient_of_update, read_layer
from fedgui.privacy.attacks.single_row import RowAttack, row_from_gradient, row_from_update
from fedgui.privacy.attacks.steps import Step
from fedgui.privacy.attacks.trajectory import (
    RowsAttack,
    Statistics,
    Visit,
    rows_from_trajectory,
    statistics_from_trajectory,
)

__all__ = [
    "Candidates",
    "ImageAttack",
    "Layer",
    "RowAttack",
    "RowsAttack",
    "Statistics",
    "Step",
    "Visit",
    "candidates_from_gradient",
    "candidates_from_update",
    "gradient_of_update",
    "image_from_gradient",
    "images_per_class",
    "pixel_error",
    "read_layer",
    "row_from_gradient",
    "row_from_update",
    "rows_from_trajectory",
    "statistics_from_trajectory",
]
