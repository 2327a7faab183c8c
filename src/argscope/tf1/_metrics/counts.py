"""Metrics that count true and false predictions of two classes.

Source:
    tensorflow/python/ops/metrics_impl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS, symbol
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

KINDS: Final = {
    "true_positives": (True, True),
    "false_negatives": (True, False),
    "true_negatives": (False, False),
    "false_positives": (False, True),
}
"""What the label and the prediction are, of what is counted."""


def counted(
    kind: str, labels: Any, predictions: Any, weights: Any, name: str | None
) -> tuple[Any, Any]:
    """Return how many predictions are of a kind; see `KINDS`."""
    label, prediction = KINDS[kind]
    with scope_of(name, kind):
        predictions, labels = without_last_one(
            tf.cast(predictions, "bool"), tf.cast(labels, "bool")
        )
        is_one = tf.logical_and(
            labels if label else tf.logical_not(labels),
            predictions if prediction else tf.logical_not(predictions),
        )
        count = metric_variable([], "float32", "count")
        values = tf.cast(is_one, "float32")
        if weights is not None:
            values = values * weights_like(weights, values)
        return tf.identity(count), added(count, tf.reduce_sum(values))


def _counter(kind: str) -> Any:
    def count(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Any, Any]:
        value, update = counted(kind, labels, predictions, weights, name)
        return published(value, update, metrics_collections, updates_collections)

    count.__name__ = kind
    count.__doc__ = f"Return how many predictions are {kind.replace('_', ' ')}."
    return count


for _kind in KINDS:
    SYMBOLS[f"metrics.{_kind}"] = _counter(_kind)


def _share(
    others: str,
    labels: Any,
    predictions: Any,
    weights: Any,
    collections: tuple[Any, Any],
    scope: tuple[str | None, str],
) -> tuple[Any, Any]:
    """Return which share true positives are of themselves and `others`."""
    with scope_of(*scope):
        found, update_found = counted(
            "true_positives", labels, predictions, weights, "true_positives"
        )
        rest, update_rest = counted(others, labels, predictions, weights, others)
        value = ratio(found, found + rest, "value")
        update = ratio(update_found, update_found + update_rest, "update_op")
    return published(value, update, *collections)


@symbol("metrics.precision")
def precision(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Return which share of what was predicted is so."""
    collections = (metrics_collections, updates_collections)
    scope = (name, "precision")
    return _share("false_positives", labels, predictions, weights, collections, scope)


@symbol("metrics.recall")
def recall(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Return which share of what is so was predicted."""
    collections = (metrics_collections, updates_collections)
    scope = (name, "recall")
    return _share("false_negatives", labels, predictions, weights, collections, scope)
