"""Means and counts of values over a stream."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import array, weights_of
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums


@ignoring_collections
def streaming_mean(
    values: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean of values.

    Args:
        values: The first batch, any shape, any numeric dtype; None: no batch yet.
        weights: A number, or a tensor with the axes of the values, each of their size or
            1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `mean`.

    Returns:
        A metric whose value, a float32 number, is the sum of the weighted values
        divided by that of the weights; 0 while that is 0.

    Raises:
        MetricError: The shape of the weights does not fit that of the values.

    Example:
        >>> from argscope import metrics
        >>> mean = metrics.streaming_mean()
        >>> for batch in ([1.0, 2.0], [6.0]):
        ...     value = mean.update(batch)
        >>> float(value)
        3.0

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_mean`.
    """

    def parts(values: Tensor, weights: Tensor = None) -> Sums:
        return weighted_sums("streaming_mean", array(values), weights)

    return StreamingMetric(name or "mean", parts, weighted_mean, (values, weights))


@ignoring_collections
def streaming_mean_tensor(
    values: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean of arrays of one shape, element by element.

    As `streaming_mean`, but for the value. All batches have the shape of the first.

    Returns:
        A metric whose value, a float32 array of the shape of a batch, is the mean over
        batches, 0 where weights sum up to 0. Before the first batch it is the number 0.

    Example:
        >>> from argscope import metrics
        >>> mean = metrics.streaming_mean_tensor([1.0, 10.0])
        >>> mean.update([3.0, 30.0]).tolist()
        [2.0, 20.0]
    """

    def parts(values: Tensor, weights: Tensor = None) -> Sums:
        given = array(values).astype("float64")
        weight = weights_of("streaming_mean_tensor", weights, given)
        return {"total": given * weight, "count": weight}

    return StreamingMetric(name or "mean", parts, weighted_mean, (values, weights))


@ignoring_collections
def count(
    values: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Count values, or sum up their weights.

    As `streaming_mean`, but for the value; the default name is `count`.

    Returns:
        A metric whose value, a float32 number, is the sum of the weights of all values,
        0 before the first batch.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.count([5.0, 6.0, 7.0]))
        3.0
        >>> float(metrics.count([5.0, 6.0], weights=[0.5, 2.0]))
        2.5
    """

    def parts(values: Tensor, weights: Tensor = None) -> Sums:
        return {"count": np.sum(weights_of("count", weights, array(values)))}

    def value(sums: Sums) -> Tensor:
        return np.float32(sums["count"])

    return StreamingMetric(name or "count", parts, value, (values, weights))


@ignoring_collections
def streaming_percentage_less(
    values: Tensor = None,
    threshold: float | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the fraction of values that are less than a threshold.

    As `streaming_mean`, of 1 for values below the threshold and of 0 for others; the
    default name is `percentage_below_threshold`.

    Args:
        threshold: A number; a value that equals it is not less.

    Returns:
        A metric whose value is a float32 number from 0 to 1 (not to 100).

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_percentage_less([1.0, 2.0, 3.0, 4.0], 2.0))
        0.25
    """

    def parts(values: Tensor, weights: Tensor = None) -> Sums:
        less = array(values) < threshold
        return weighted_sums("streaming_percentage_less", less, weights)

    batch = (values, weights)
    return StreamingMetric(
        name or "percentage_below_threshold", parts, weighted_mean, batch
    )
