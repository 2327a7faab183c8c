"""The mean of weighted values, which many metrics are."""

from __future__ import annotations

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, ratio, weights_of
from argscope.metrics._streaming import Sums


def weighted_sums(metric: str, values: Array, weights: Tensor) -> Sums:
    """Return the sums of values and of weights, which broadcast to the values."""
    values = np.asarray(values, "float64")
    weight = weights_of(metric, weights, values)
    return {"total": np.sum(values * weight), "count": np.sum(weight)}


def weighted_mean(sums: Sums) -> Tensor:
    """Return the mean; 0 where weights sum up to nothing."""
    return ratio(sums["total"], sums["count"])
