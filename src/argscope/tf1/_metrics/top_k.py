"""Metrics of the classes that are predicted first.

Source:
    tensorflow/python/ops/metrics_impl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from typing import Any

from argscope.tf1._graph.op import SYMBOLS
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


def _at_k(measure: str, *, of_labels: bool) -> Any:
    """Return recall, the share of labels that are predicted, or precision at k."""

    def metric(
        labels: Any,
        predictions: Any,
        k: int,
        class_id: int | None = None,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Any, Any]:
        at_k = f"at_{k}" + ("" if class_id is None else f"_class{class_id}")
        with scope_of(name, f"{measure}_{at_k}"):
            _, first = SYMBOLS["nn.top_k"](predictions, k)
            labels = _rows(labels, first)
            # (..., labels, predicted): each label counts once.
            equal = tf.equal(
                tf.expand_dims(labels, -1), tf.expand_dims(tf.cast(first, "int32"), -2)
            )
            counts_label = _first_of_its_kind(labels)
            found = tf.logical_and(tf.reduce_any(equal, -1), counts_label)
            asked = counts_label if of_labels else tf.ones_like(first, "bool")
            if class_id is not None:
                found = tf.logical_and(found, tf.equal(labels, class_id))
                those = labels if of_labels else tf.cast(first, "int32")
                asked = tf.logical_and(asked, tf.equal(those, class_id))
            hits, total = _sum(found, weights), _sum(asked, weights)
            rest = "false_negative" if of_labels else "false_positive"
            hit = metric_variable([], wide_float(), f"true_positive_{at_k}")
            missed = metric_variable([], wide_float(), f"{rest}_{at_k}")
            update_hit = added(hit, hits)
            update_missed = added(missed, total - hits)
            value = ratio(hit, hit + missed, "value")
            update = ratio(update_hit, update_hit + update_missed, "update_op")
        return published(value, update, metrics_collections, updates_collections)

    metric.__doc__ = f"Return the {measure} of the k classes that are predicted first."
    return metric


def _rows(labels: Any, first: Any) -> Any:
    """Return labels with an axis for several of one example."""
    labels = tf.cast(labels, "int32")
    if labels.shape.ndims == first.shape.ndims:
        return labels
    return tf.expand_dims(labels, -1)


def _first_of_its_kind(labels: Any) -> Any:
    """Return which labels are not there before in their row."""
    size = labels.shape.as_list()[-1]
    equal = tf.equal(tf.expand_dims(labels, -1), tf.expand_dims(labels, -2))
    earlier = tf.matrix_band_part(tf.ones([size, size]), -1, 0) - tf.eye(size)
    return tf.logical_not(tf.reduce_any(tf.logical_and(equal, earlier > 0), -1))


def _sum(flags: Any, weights: Any) -> Any:
    numbers = tf.reduce_sum(tf.cast(flags, wide_float()), -1)
    if weights is not None:
        numbers = numbers * weights_like(weights, numbers, wide_float())
    return tf.reduce_sum(numbers)


for _name, _of_labels in (("recall", True), ("precision", False)):
    SYMBOLS[f"metrics.{_name}_at_k"] = _at_k(_name, of_labels=_of_labels)
SYMBOLS["metrics.sparse_precision_at_k"] = SYMBOLS["metrics.precision_at_k"]
