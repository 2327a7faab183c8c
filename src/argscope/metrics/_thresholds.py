"""Counts of right and wrong answers where every threshold makes its own answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, pair, weights_of
from argscope.metrics._streaming import Sums
from argscope.metrics.errors import MetricError

# What TF-Slim adds below fractions, and how far its thresholds reach outside of 0 to 1.
EPSILON: Final = 1e-7


def counts_at(
    metric: str, thresholds: Sequence[float], *, probabilities: bool = True
) -> Callable[..., Sums]:
    """Return a function from a batch to its four counts at each threshold.

    A prediction above a threshold is a yes. Both are compared in float32, as in TF-Slim.
    """
    limits = np.asarray(thresholds, "float32")
    order = np.argsort(limits)

    def passed(places: Array, weight: Array) -> tuple[Array, Array]:
        """Return the weights above each threshold, and of the others."""
        totals = np.bincount(places, weight, len(limits) + 1)
        above, below = np.empty(len(limits)), np.empty(len(limits))
        above[order] = np.cumsum(totals[::-1])[::-1][1:]
        below[order] = np.cumsum(totals)[:-1]
        return above, below

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.astype("float32").ravel(), true.astype(bool).ravel()
        if probabilities:
            check_probabilities(metric, said)
        # How many thresholds a prediction is above; not a number is above none.
        places = np.searchsorted(limits[order], said, side="left")
        places[np.isnan(said)] = 0
        tp, fn = passed(places, weight * true)
        fp, tn = passed(places, weight * ~true)
        return {"tp": tp, "fp": fp, "fn": fn, "tn": tn}

    return parts


def check_probabilities(metric: str, predictions: Array) -> None:
    """Raise an error if a prediction is not between 0 and 1."""
    outside = predictions[~((predictions >= 0) & (predictions <= 1))]
    if outside.size:
        raise MetricError.values(
            metric, "predictions", outside[0], expected="probabilities from 0 to 1"
        )


def evenly_spaced(metric: str, num_thresholds: int) -> list[float]:
    """Return thresholds from just below 0 to just above 1."""
    if num_thresholds < 2:
        raise MetricError.about(
            metric, "num_thresholds", num_thresholds, expected="2 or more"
        )
    inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
    return [-EPSILON, *inner, 1 + EPSILON]
