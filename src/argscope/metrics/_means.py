"""Means over a stream: of values, of errors, of hits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from argscope.metrics._arrays import Array, array, pair, weights_of
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums


def _mean_of(
    metric: str,
    name: str | None,
    of: Callable[[Array, Array], Array],
    batch: tuple[Any, ...],
    finish: Callable[[Sums], Any],
) -> StreamingMetric:
    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        return weighted_sums(metric, of(*pair(metric, predictions, labels)), weights)

    name = name or metric.removeprefix("streaming_")
    return StreamingMetric(name, parts, finish, batch)


def streaming_mean(
    values: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean of values; `weights` broadcast to them.

    Example:
        >>> from argscope import metrics
        >>> mean = metrics.streaming_mean()
        >>> for batch in ([1.0, 2.0], [6.0]):
        ...     value = mean.update(batch)
        >>> float(value)
        3.0
    """
    del metrics_collections, updates_collections

    def parts(values: Any, weights: Any = None) -> Sums:
        return weighted_sums("streaming_mean", array(values), weights)

    return StreamingMetric(name or "mean", parts, weighted_mean, (values, weights))


def streaming_mean_tensor(
    values: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean of arrays of one shape, element by element."""
    del metrics_collections, updates_collections

    def parts(values: Any, weights: Any = None) -> Sums:
        given = array(values).astype("float64")
        weight = weights_of("streaming_mean_tensor", weights, given)
        return {"total": given * weight, "count": weight}

    return StreamingMetric(name or "mean", parts, weighted_mean, (values, weights))


def count(
    values: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Count values, or sum up their weights."""
    del metrics_collections, updates_collections

    def parts(values: Any, weights: Any = None) -> Sums:
        return {"count": np.sum(weights_of("count", weights, array(values)))}

    def value(sums: Sums) -> Any:
        return np.float32(sums["count"])

    return StreamingMetric(name or "count", parts, value, (values, weights))


def streaming_percentage_less(
    values: Any = None,
    threshold: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of values less than `threshold`."""
    del metrics_collections, updates_collections

    def parts(values: Any, weights: Any = None) -> Sums:
        return weighted_sums(
            "streaming_percentage_less", array(values) < threshold, weights
        )

    batch = (values, weights)
    return StreamingMetric(
        name or "percentage_below_threshold", parts, weighted_mean, batch
    )


def streaming_mean_absolute_error(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean of `|predictions - labels|`."""
    del metrics_collections, updates_collections
    batch = (predictions, labels, weights)
    return _mean_of(
        "streaming_mean_absolute_error",
        name,
        lambda p, t: np.abs(p - t),
        batch,
        weighted_mean,
    )


def streaming_mean_squared_error(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean of `(predictions - labels)^2`."""
    del metrics_collections, updates_collections
    batch = (predictions, labels, weights)
    return _mean_of(
        "streaming_mean_squared_error", name, _squared, batch, weighted_mean
    )


def streaming_root_mean_squared_error(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Root of the mean of `(predictions - labels)^2`."""
    del metrics_collections, updates_collections
    batch = (predictions, labels, weights)

    def root(sums: Sums) -> Any:
        return np.sqrt(weighted_mean(sums))

    return _mean_of("streaming_root_mean_squared_error", name, _squared, batch, root)


def streaming_mean_relative_error(
    predictions: Any = None,
    labels: Any = None,
    normalizer: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean of `|predictions - labels| / normalizer`; 0 where the normalizer is 0.

    A batch is predictions, labels, normalizer and weights.
    """
    del metrics_collections, updates_collections

    def parts(
        predictions: Any, labels: Any, normalizer: Any, weights: Any = None
    ) -> Sums:
        metric = "streaming_mean_relative_error"
        said, true = pair(metric, predictions, labels)
        said, below = pair(metric, said, normalizer)
        safe = np.where(below == 0, 1, below)
        errors = np.where(below == 0, 0, np.abs(true - said) / safe)
        return weighted_sums(metric, errors, weights)

    batch = (predictions, labels, normalizer, weights)
    return StreamingMetric(name or "mean_relative_error", parts, weighted_mean, batch)


def streaming_mean_cosine_distance(
    predictions: Any = None,
    labels: Any = None,
    dim: int = -1,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """One minus the mean of dot products along `dim`; inputs are unit vectors."""
    del metrics_collections, updates_collections

    def dots(predictions: Array, labels: Array) -> Array:
        return np.sum(predictions * labels, axis=dim, keepdims=True)

    def distance(sums: Sums) -> Any:
        return np.float32(1 - weighted_mean(sums))

    batch = (predictions, labels, weights)
    return _mean_of("streaming_mean_cosine_distance", name, dots, batch, distance)


def _squared(predictions: Array, labels: Array) -> Array:
    return np.square(predictions - labels)
