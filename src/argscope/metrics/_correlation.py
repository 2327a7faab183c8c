"""Covariance and correlation over a stream."""

from __future__ import annotations

from typing import Any

import numpy as np

from argscope.metrics._arrays import pair, ratio, weights_of
from argscope.metrics._streaming import StreamingMetric, Sums


def _moments(predictions: Any, labels: Any, weights: Any = None) -> Sums:
    x, y = (a.astype("float64") for a in pair("covariance", predictions, labels))
    weight = weights_of("covariance", weights, x)
    count = weight.sum()
    mean_x = (x * weight).sum() / max(count, 1e-300)
    mean_y = (y * weight).sum() / max(count, 1e-300)
    dx, dy = x - mean_x, y - mean_y
    return {
        "count": count,
        "x": mean_x,
        "y": mean_y,
        "xx": (dx * dx * weight).sum(),
        "yy": (dy * dy * weight).sum(),
        "xy": (dx * dy * weight).sum(),
    }


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
    """Unbiased sample covariance: the sum of weights less one divides."""
    del metrics_collections, updates_collections

    def value(sums: Sums) -> Any:
        return ratio(sums["xy"], sums["count"] - 1) if sums["count"] > 1 else np.float32(0)

    batch = (predictions, labels, weights)
    return StreamingMetric(name or "covariance", _moments, value, batch, _merged)


def streaming_pearson_correlation(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Pearson's correlation, from -1 to 1."""
    del metrics_collections, updates_collections

    def value(sums: Sums) -> Any:
        spread = np.sqrt(sums["xx"] * sums["yy"])
        return np.float32(sums["xy"] / spread) if spread > 0 else np.float32(0)

    batch = (predictions, labels, weights)
    return StreamingMetric(name or "pearson_r", _moments, value, batch, _merged)
