"""How far predicted numbers are from the true ones: means of errors over a stream."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, pair
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums


@ignoring_collections
def streaming_mean_absolute_error(
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean of `|predictions - labels|`.

    Args:
        predictions: The first batch, shape `(batch, ...)`, any numeric dtype; None: no
            batch yet.
        labels: The truth, of the same shape; a last axis of size 1 on one side goes.
        weights: A number, or a tensor with the axes of the labels, each of their size or
            1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: that of the function, without
            `streaming_`.

    Returns:
        A metric whose value, a float32 number >= 0, is the weighted mean over the
        elements of all batches; 0 while their weights sum up to 0.

    Raises:
        MetricError: The shapes of two of the three do not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_mean_absolute_error([1.0, 4.0], [2.0, 2.0]))
        1.5

    Source:
        tf_slim/metrics/metric_ops.py, under the same names.
    """
    metric = "streaming_mean_absolute_error"
    return _mean_of(
        metric, _absolute, weighted_mean, predictions, labels, weights, name=name
    )


@like(streaming_mean_absolute_error)
def streaming_mean_squared_error(**arguments: Any) -> StreamingMetric:
    """Measure the mean of `(predictions - labels) ** 2`.

    As `streaming_mean_absolute_error`.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_mean_squared_error([1.0, 4.0], [2.0, 2.0]))
        2.5
    """
    metric = "streaming_mean_squared_error"
    return _mean_of(metric, _squared, weighted_mean, **arguments)


@like(streaming_mean_absolute_error)
def streaming_root_mean_squared_error(**arguments: Any) -> StreamingMetric:
    """Measure the root of the mean of `(predictions - labels) ** 2`.

    As `streaming_mean_absolute_error`; the root is of the mean over all batches.

    Example:
        >>> from argscope import metrics
        >>> error = metrics.streaming_root_mean_squared_error([1.0, 4.0], [4.0, 8.0])
        >>> round(float(error), 4)  # the root of (9 + 16) / 2
        3.5355
    """
    metric = "streaming_root_mean_squared_error"
    return _mean_of(metric, _squared, _root_of_mean, **arguments)


@ignoring_collections
def streaming_mean_relative_error(
    predictions: Tensor = None,
    labels: Tensor = None,
    normalizer: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean of `|predictions - labels| / normalizer`.

    As `streaming_mean_absolute_error`, with one more tensor in each batch: updates take
    predictions, labels, normalizer and weights.

    Args:
        normalizer: What each error is divided by, of the shape of the predictions, most
            often the labels. Where it is 0, the error counts as 0.

    Example:
        >>> from argscope import metrics
        >>> labels = [2.0, 4.0, 0.0]
        >>> error = metrics.streaming_mean_relative_error([1.0, 5.0, 9.0], labels, labels)
        >>> float(error)  # the mean of 1/2, 1/4 and 0
        0.25
    """

    def parts(
        predictions: Tensor, labels: Tensor, normalizer: Tensor, weights: Tensor = None
    ) -> Sums:
        metric = "streaming_mean_relative_error"
        said, true = pair(metric, predictions, labels)
        said, below = pair(metric, said, normalizer)
        safe = np.where(below == 0, 1, below)
        errors = np.where(below == 0, 0, np.abs(true - said) / safe)
        return weighted_sums(metric, errors, weights)

    batch = (predictions, labels, normalizer, weights)
    return StreamingMetric(name or "mean_relative_error", parts, weighted_mean, batch)


@ignoring_collections
def streaming_mean_cosine_distance(
    predictions: Tensor = None,
    labels: Tensor = None,
    dim: int = -1,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure one minus the mean of the products of unit vectors.

    As `streaming_mean_absolute_error`, of vectors.

    Args:
        predictions: The first batch: vectors along `dim` of length 1, which are not
            normalized here; shape `(batch, size)` or more axes. None: no batch yet.
        dim: The axis of the vectors.
        weights: A number, or a tensor with the axes of the labels, each of their size or
            1, and `dim` of size 1; the last axis may be missing.

    Returns:
        A metric whose value is a float32 number from 0, for vectors of one direction, to
        2, for those of opposite ones; 1 while the weights sum up to 0, and 0 before the
        first batch.

    Example:
        >>> from argscope import metrics
        >>> there, back = [[1.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, -1.0]]
        >>> float(metrics.streaming_mean_cosine_distance(there, back))
        1.0
    """

    def dots(predictions: Array, labels: Array) -> Array:
        return np.sum(predictions * labels, axis=dim, keepdims=True)

    def distance(sums: Sums) -> Tensor:
        return np.float32(1 - weighted_mean(sums))

    metric = "streaming_mean_cosine_distance"
    return _mean_of(metric, dots, distance, predictions, labels, weights, name=name)


# What is `like` another function hands on all that it got, the collections too.
@ignoring_collections
def _mean_of(
    metric: str,
    of: Callable[[Array, Array], Array],
    value: Callable[[Sums], Tensor],
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Return the metric whose value is made of the mean of `of(predictions, labels)`."""

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        return weighted_sums(metric, of(*pair(metric, predictions, labels)), weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or metric.removeprefix("streaming_"), parts, value, batch
    )


def _absolute(predictions: Array, labels: Array) -> Array:
    return np.abs(predictions - labels)


def _squared(predictions: Array, labels: Array) -> Array:
    return np.square(predictions - labels)


def _root_of_mean(sums: Sums) -> Tensor:
    return np.sqrt(weighted_mean(sums))
