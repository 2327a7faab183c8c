"""Metrics of many classes.

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
    wide_float,
)


@symbol("metrics.mean_iou")
def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Return the mean over classes of intersection over union.

    The second is the matrix of how often labels (rows) were predicted (columns).
    """
    with scope_of(name, "mean_iou"):
        counts, update = _confusion(labels, predictions, num_classes, weights)
        rows = tf.cast(tf.reduce_sum(counts, 1), "float32")
        columns = tf.cast(tf.reduce_sum(counts, 0), "float32")
        hits = tf.cast(tf.diag_part(counts), "float32")
        unions = rows + columns - hits
        present = tf.reduce_sum(tf.cast(tf.not_equal(unions, 0), "float32"))
        value = ratio(tf.reduce_sum(ratio(hits, unions)), present, "mean_iou")
    return published(value, update, metrics_collections, updates_collections)


def _confusion(labels: Any, predictions: Any, count: int, weights: Any) -> Any:
    """Return the matrix of labels and predictions, and what it is after a batch."""
    dtype = wide_float()
    labels = tf.reshape(tf.cast(labels, "int32"), [-1])
    predictions = tf.reshape(tf.cast(predictions, "int32"), [-1])
    amounts = tf.ones_like(labels, dtype)
    if weights is not None:
        weights = tf.cast(tf.convert_to_tensor(weights), dtype)
        flat = tf.reshape(weights, [-1]) if weights.shape.ndims else weights
        amounts = weights_like(flat, labels, dtype)
    total = metric_variable([count, count], dtype, "total_confusion_matrix")
    batch = tf.unsorted_segment_sum(
        amounts, labels * count + predictions, count * count
    )
    update = added(total, tf.reshape(batch, [count, count]))
    return tf.identity(total), update


@symbol("metrics.mean_per_class_accuracy")
def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Return the mean over classes of how many of a class are predicted.

    The second has what that is for each class.
    """
    with scope_of(name, "mean_accuracy"):
        labels = tf.reshape(tf.cast(labels, "int32"), [-1])
        predictions = tf.reshape(tf.cast(predictions, "int32"), [-1])
        amounts = tf.ones_like(labels, "float32")
        if weights is not None:
            weights = tf.cast(tf.convert_to_tensor(weights), "float32")
            flat = tf.reshape(weights, [-1]) if weights.shape.ndims else weights
            amounts = weights_like(flat, labels)
        total = metric_variable([num_classes], "float32", "total")
        count = metric_variable([num_classes], "float32", "count")
        is_correct = tf.cast(tf.equal(labels, predictions), "float32")
        per_class = tf.unsorted_segment_sum(amounts, labels, num_classes)
        hits = tf.unsorted_segment_sum(is_correct * amounts, labels, num_classes)
        update_total, update_count = added(total, per_class), added(count, hits)
        value = tf.reduce_mean(ratio(count, total), name="mean_accuracy")
        update = ratio(update_count, update_total, "update_op")
    return published(value, update, metrics_collections, updates_collections)
