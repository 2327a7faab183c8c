"""How many predictions are right: of one batch, and of a stream of them."""

from __future__ import annotations

from typing import Any

from argscope.metrics._arrays import pair, quotient
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums


def accuracy(
    predictions: Any, labels: Any, weights: Any = None, name: str | None = None
) -> Any:
    """Fraction of predictions that equal their labels, of one batch.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.accuracy([0, 1, 2, 2], [0, 1, 2, 3]))
        0.75
    """
    del name
    sums = _sums("accuracy", predictions, labels, weights)
    return quotient(sums["total"], sums["count"])


def streaming_accuracy(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of predictions that equal their labels.

    Predictions take the dtype of the labels first: for whole labels, 1.7 equals 1.
    """
    del metrics_collections, updates_collections

    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        return _sums("streaming_accuracy", predictions, labels, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(name or "accuracy", parts, weighted_mean, batch)


def _sums(metric: str, predictions: Any, labels: Any, weights: Any) -> Sums:
    said, true = pair(metric, predictions, labels)
    return weighted_sums(metric, said.astype(true.dtype) == true, weights)
