"""Covariance and correlation over a stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from argscope.metrics._arrays import Array, pair, quotient, weights_of
from argscope.metrics._streaming import StreamingMetric, Sums


def _moments(metric: str) -> Callable[..., Sums]:
    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        x, y = (a.astype("float64") for a in pair(metric, predictions, labels))
        weight = weights_of(metric, weights, x)
        count = weight.sum()
        mean_x, mean_y = (_mean(values, weight, count) for values in (x, y))
        dx, dy = x - mean_x, y - mean_y
        return {
            "count": count,
            "x": mean_x,
            "y": mean_y,
            "xx": (dx * dx * weight).sum(),
            "yy": (dy * dy * weight).sum(),
            "xy": (dx * dy * weight).sum(),
        }

    return parts


def _mean(values: Array, weight: Array, count: Any) -> Any:
    return (values * weight).sum() / count if count else np.float64(0)


def _merged(old: Sums, new: Sums) -> Sums:
    """Return the moments of both batches (Chan, Golub and LeVeque, 1979)."""
    count = old["count"] + new["count"]
    if count == 0:
        return old
    dx, dy = new["x"] - old["x"], new["y"] - old["y"]
    share = new["count"] / count
    between = old["count"] * share
    return {
        "count": count,
        "x": old["x"] + dx * share,
        "y": old["y"] + dy * share,
        "xx": old["xx"] + new["xx"] + dx * dx * between,
        "yy": old["yy"] + new["yy"] + dy * dy * between,
        "xy": old["xy"] + new["xy"] + dx * dy * between,
    }


def streaming_covariance(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Unbiased sample covariance: the sum of weights less one divides.

    Not a number until that is positive.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_covariance([1, 2, 3], [2, 4, 6]))
        2.0
    """
    del metrics_collections, updates_collections

    def value(sums: Sums) -> Any:
        more = sums["count"] - 1
        return np.float32(sums["xy"] / more if more > 0 else np.nan)

    batch = (predictions, labels, weights)
    parts = _moments("streaming_covariance")
    return StreamingMetric(
        name or "covariance", parts, value, batch, merge=_merged, empty=np.nan
    )


def streaming_pearson_correlation(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Pearson's correlation, from -1 to 1.

    Not a number while either side has one value only.
    """
    del metrics_collections, updates_collections

    def value(sums: Sums) -> Any:
        if sums["count"] <= 1:
            return np.float32(np.nan)
        return quotient(sums["xy"], np.sqrt(sums["xx"] * sums["yy"]))

    batch = (predictions, labels, weights)
    parts = _moments("streaming_pearson_correlation")
    return StreamingMetric(
        name or "pearson_r", parts, value, batch, merge=_merged, empty=np.nan
    )
