"""Covariance and correlation over a stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, pair, quotient, weights_of
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums


@ignoring_collections
def streaming_covariance(
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the covariance of predictions and labels.

    Args:
        predictions: The first batch, shape `(batch, ...)`, any numeric dtype; None: no
            batch yet.
        labels: What they may depend on, of the same shape; a last axis of size 1 on one
            side goes.
        weights: How often each pair counts: a number, or a tensor with the axes of the
            labels, each of their size or 1. None: once each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `covariance`.

    Returns:
        A metric whose value, a float32 number of any size, is the sum over all pairs of
        weight * (prediction - mean prediction) * (label - mean label), divided by the sum
        of the weights less 1; not a number until that is positive.

    Raises:
        MetricError: The shapes of two of the three do not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_covariance([1, 2, 3], [2, 4, 6]))
        2.0

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_covariance`. Batches are merged as by
        Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing
        sample variances", 1979.
    """

    def value(sums: Sums) -> Tensor:
        more = sums["count"] - 1
        return np.float32(sums["xy"] / more if more > 0 else np.nan)

    batch = (predictions, labels, weights)
    parts = _moments("streaming_covariance")
    return StreamingMetric(
        name or "covariance", parts, value, batch, merge=_merged, empty=np.nan
    )


@ignoring_collections
def streaming_pearson_correlation(
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure Pearson's correlation of predictions and labels.

    As `streaming_covariance`, but for the value; the default name is `pearson_r`.

    Returns:
        A metric whose value, a float32 number from -1 to 1, is the covariance divided by
        the product of both standard deviations; not a number while one of them is 0, or
        the weights sum up to 1 or less.

    Example:
        >>> from argscope import metrics
        >>> round(float(metrics.streaming_pearson_correlation([1, 2, 3], [6, 4, 2])), 4)
        -1.0
    """

    def value(sums: Sums) -> Tensor:
        if sums["count"] <= 1:
            return np.float32(np.nan)
        return quotient(sums["xy"], np.sqrt(sums["xx"] * sums["yy"]))

    batch = (predictions, labels, weights)
    parts = _moments("streaming_pearson_correlation")
    return StreamingMetric(
        name or "pearson_r", parts, value, batch, merge=_merged, empty=np.nan
    )


def _moments(metric: str) -> Callable[..., Sums]:
    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
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


def _mean(values: Array, weight: Array, count: np.float64) -> np.float64:
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
