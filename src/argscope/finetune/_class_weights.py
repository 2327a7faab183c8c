"""What an image counts, by its class."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def balanced(labels: Array, classes: int) -> dict[int, float]:
    """Return weights with which all classes count the same, however many images they have.

    The weight of class c is `n / (classes * n_c)`, of n images of which n_c are of class
    c: the mean over all images is 1.

    Args:
        labels: Shape `(n,)`, whole numbers in [0, `classes`), each of them at least once.
        classes: The number of classes.

    Source:
        King and Zeng, Logistic Regression in Rare Events Data, 2001, section 4.2, as
        scikit-learn's `class_weight="balanced"` has it.

    Example:
        >>> balanced(np.array([0, 0, 0, 1]), 2)
        {0: 0.6666666666666666, 1: 2.0}
    """
    counts = np.bincount(labels, minlength=classes)
    weights = len(labels) / (classes * counts)
    return dict(enumerate(weights.tolist()))
