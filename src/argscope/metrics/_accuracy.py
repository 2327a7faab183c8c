"""How many predictions are right: of one batch, and of a stream of them."""

from __future__ import annotations

from typing import TypedDict, Unpack

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import pair, quotient
from argscope.metrics._graph_arguments import (
    Collections,
    ignoring,
    ignoring_collections,
)
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums


class _Name(TypedDict, total=False):
    name: str | None


@ignoring(name=None)
def accuracy(
    predictions: Tensor,
    labels: Tensor,
    weights: Tensor = None,
    **_: Unpack[_Name],
) -> Tensor:
    """Return the fraction of the predictions of one batch that are right.

    Args:
        predictions: Shape `(batch, ...)`, any dtype; compared in that of the labels.
        labels: The truth, of the same shape; a last axis of size 1 on one side goes.
        weights: A number, or a tensor with the axes of the labels, each of their size or
            1. None: 1 for each.
        name: Accepted for TF-Slim programs; it named graph nodes.

    Returns:
        A float32 number from 0 to 1, the weight of the right predictions divided by that
        of all; not a number if that is 0.

    Raises:
        MetricError: The shapes of two of the three do not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.accuracy([0, 1, 2, 2], [0, 1, 2, 3]))
        0.75

    Source:
        tf_slim/metrics/classification.py, `accuracy`.
    """
    sums = _sums("accuracy", predictions, labels, weights)
    return quotient(sums["total"], sums["count"])


@ignoring_collections
def streaming_accuracy(
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the fraction of predictions that equal their labels.

    Predictions take the dtype of the labels first: for whole labels, 1.7 equals 1.

    Args:
        predictions: The first batch, shape `(batch, ...)`, any dtype; None: no batch yet.
        labels: The truth, of the same shape; a last axis of size 1 on one side goes.
        weights: A number, or a tensor with the axes of the labels, each of their size or
            1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `accuracy`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the weight of the right
        predictions divided by that of all; 0 while that is 0.

    Raises:
        MetricError: The shapes of two of the three do not fit together.

    Example:
        >>> from argscope import metrics
        >>> accuracy = metrics.streaming_accuracy([0, 1, 2, 2], [0, 1, 2, 3])
        >>> float(accuracy)
        0.75
        >>> float(accuracy.update([4, 4], [5, 5]))
        0.5

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_accuracy`.
    """

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        return _sums("streaming_accuracy", predictions, labels, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(name or "accuracy", parts, weighted_mean, batch)


def _sums(metric: str, predictions: Tensor, labels: Tensor, weights: Tensor) -> Sums:
    said, true = pair(metric, predictions, labels)
    return weighted_sums(metric, said.astype(true.dtype) == true, weights)
