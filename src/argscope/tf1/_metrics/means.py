"""Metrics that are means of something over all batches.

Source:
    tensorflow/python/ops/metrics_impl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._metrics.state import (
    added,
    metric_variable,
    published,
    ratio,
    scope_of,
    tf,
    weights_like,
    without_last_one,
)

Metric = tuple[Any, Any]


@symbol("metrics.mean")
def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean of all values."""
    with scope_of(name, "mean"):
        values = tf.cast(values, "float32")
        total = metric_variable([], "float32", "total")
        count = metric_variable([], "float32", "count")
        if weights is None:
            number = tf.cast(tf.size(values), "float32")
        else:
            weights = weights_like(weights, values)
            values, number = values * weights, tf.reduce_sum(weights)
        value, update = _grown(total, count, values, tf.reduce_sum(values), number)
    return published(value, update, metrics_collections, updates_collections)


@symbol("metrics.mean_tensor")
def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean of all tensors, element by element."""
    with scope_of(name, "mean"):
        values = tf.cast(values, "float32")
        total = metric_variable(values.shape, "float32", "total_tensor")
        count = metric_variable(values.shape, "float32", "count_tensor")
        number = tf.ones_like(values)
        if weights is not None:
            number = weights_like(weights, values)
            values = values * number
        value, update = _grown(total, count, values, values, number)
    return published(value, update, metrics_collections, updates_collections)


@symbol("metrics.accuracy")
def accuracy(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return how many predictions are labels."""
    predictions, labels = without_last_one(predictions, labels)
    if labels.dtype != predictions.dtype:
        predictions = tf.cast(predictions, labels.dtype)
    is_correct = tf.cast(tf.equal(predictions, labels), "float32")
    return mean(
        is_correct,
        weights,
        metrics_collections,
        updates_collections,
        name or "accuracy",
    )


@symbol("metrics.mean_absolute_error")
def mean_absolute_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean of absolute differences."""
    predictions, labels = _floats(predictions, labels)
    return mean(
        tf.abs(predictions - labels),
        weights,
        metrics_collections,
        updates_collections,
        name or "mean_absolute_error",
    )


@symbol("metrics.mean_squared_error")
def mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean of squared differences."""
    predictions, labels = _floats(predictions, labels)
    return mean(
        tf.square(labels - predictions),
        weights,
        metrics_collections,
        updates_collections,
        name or "mean_squared_error",
    )


@symbol("metrics.root_mean_squared_error")
def root_mean_squared_error(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the root of the mean of squared differences."""
    value, update = mean_squared_error(
        labels, predictions, weights, name=name or "root_mean_squared_error"
    )
    return published(
        tf.sqrt(value), tf.sqrt(update), metrics_collections, updates_collections
    )


@symbol("metrics.mean_relative_error")
def mean_relative_error(
    labels: Any,
    predictions: Any,
    normalizer: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean of absolute differences, each divided by a normalizer."""
    predictions, labels = _floats(predictions, labels)
    normalizer = tf.cast(tf.convert_to_tensor(normalizer), "float32")
    is_zero = tf.equal(normalizer, 0.0)
    safe = tf.where(is_zero, tf.ones_like(normalizer), normalizer)
    errors = tf.where(
        is_zero, tf.zeros_like(labels), tf.realdiv(tf.abs(labels - predictions), safe)
    )
    return mean(
        errors,
        weights,
        metrics_collections,
        updates_collections,
        name or "mean_relative_error",
    )


@symbol("metrics.mean_cosine_distance")
def mean_cosine_distance(
    labels: Any,
    predictions: Any,
    dim: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return 1 less the mean of the products of vectors, which have length 1."""
    predictions, labels = _floats(predictions, labels)
    products = tf.reduce_sum(predictions * labels, [dim], keepdims=True)
    value, update = mean(products, weights, name=name or "mean_cosine_distance")
    return published(1 - value, 1 - update, metrics_collections, updates_collections)


@symbol("metrics.percentage_below")
def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return which share of the values is less than a threshold."""
    is_below = tf.cast(tf.less(values, threshold), "float32")
    return mean(
        is_below,
        weights,
        metrics_collections,
        updates_collections,
        name or "percentage_below_threshold",
    )


def _grown(total: Any, count: Any, values: Any, more: Any, number: Any) -> Metric:
    """Return a mean as it is, and with `more` for `number` values besides."""
    update_total = added(total, more)
    with tf.control_dependencies([values]):
        update_count = added(count, number)
    return ratio(total, count, "value"), ratio(update_total, update_count, "update_op")


def _floats(predictions: Any, labels: Any) -> Metric:
    predictions, labels = without_last_one(predictions, labels)
    return tf.cast(predictions, "float32"), tf.cast(labels, "float32")
