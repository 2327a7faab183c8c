"""Precision and recall where each example has several answers and several labels.

Each has two functions: `at_k` takes the classes with the highest predictions for answers,
`at_top_k` is given answers.
"""

from __future__ import annotations

from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._answers import checked_k, counts_of, top_k
from argscope.metrics._arrays import array, quotient
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums
from argscope.metrics.errors import MetricError


@ignoring_collections
def streaming_recall_at_k(
    predictions: Tensor = None,
    labels: Tensor = None,
    k: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure how often the label is among the classes predicted highest.

    Args:
        predictions: The first batch: a number for each class, shape `(batch, classes)`,
            any range. None: no batch yet.
        labels: The true class of each example, whole numbers, shape `(batch,)`. One that
            is no class is never found.
        k: How many classes count as highest, >= 1. Must be given.
        weights: A number, or a tensor of shape `(batch,)` or `(batch, 1)`. None: 1 for
            each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `recall_at_` and `k`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the weight of the
        examples where fewer than `k` classes have a higher prediction than the label,
        divided by that of all; 0 while that is 0.

    Raises:
        MetricError: `k` is missing or below 1, or the shapes of two of the three tensors do
            not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_recall_at_k([[0.1, 0.3, 0.6]] * 2, [1, 0], k=2))
        0.5

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_recall_at_k`.
    """
    metric = "streaming_recall_at_k"
    k = checked_k(metric, k)

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        scores, true = array(predictions), array(labels)
        if scores.ndim != 2 or true.shape != scores.shape[:1]:
            raise MetricError.shapes(metric, ("predictions", scores), ("labels", true))
        known = (true >= 0) & (true < scores.shape[1])
        own = np.take_along_axis(scores, np.where(known, true, 0)[:, None], axis=1)
        hits = known & ((scores > own).sum(1) < k)
        return weighted_sums(metric, hits, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(name or f"recall_at_{k}", parts, weighted_mean, batch)


@ignoring_collections
def streaming_sparse_recall_at_k(
    predictions: Tensor = None,
    labels: Tensor = None,
    k: int | None = None,
    class_id: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure how many labels are among the classes predicted highest.

    Args:
        predictions: The first batch: a number for each class, shape `(..., classes)`, any
            range. The `k` highest are the answers; of equal ones the first. None: no batch
            yet.
        labels: The true classes of each example, whole numbers, shape `(..., num_labels)`,
            or `(...)` for one each; a class counts once. Rows of fewer labels are filled
            with negative ones, which are never found, and count as missed.
        k: How many answers there are, from 1 to the number of classes. Must be given.
        class_id: The only class that is looked at; None: all.
        weights: A number, or a tensor with the axes of the examples, each of their size or
            1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `recall_at_` and `k`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the weight of the labels
        that are answers, divided by that of all labels; not a number while that is 0.

    Raises:
        MetricError: `k` is missing or not from 1 to the number of classes, or the shapes of
            two of the three tensors do not fit together.

    Example:
        >>> from argscope import metrics
        >>> scores, labels = [[0.1, 0.2, 0.3, 0.4]], [[0, 3]]
        >>> float(metrics.streaming_sparse_recall_at_k(scores, labels, k=2))
        0.5

    Source:
        tf_slim/metrics/metric_ops.py, under the same names.
    """
    metric = "streaming_sparse_recall_at_k"
    k = checked_k(metric, k)
    counts = counts_of(metric, class_id)

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        return counts(top_k(metric, predictions, k), labels, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or f"recall_at_{k}", parts, _recall, batch, empty=np.nan
    )


@ignoring_collections
def sparse_recall_at_top_k(
    labels: Tensor = None,
    top_k_predictions: Tensor = None,
    class_id: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure how many labels are among the classes answered.

    As `streaming_sparse_recall_at_k`, of answers instead of predictions. Labels come
    first, also in updates; the default name is `recall_at_k`.

    Args:
        top_k_predictions: The answers, classes, shape `(..., k)`, in any order.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.sparse_recall_at_top_k([[0, 3]], [[2, 3]]))
        0.5
    """
    counts = counts_of("sparse_recall_at_top_k", class_id)

    def parts(
        labels: Tensor, top_k_predictions: Tensor, weights: Tensor = None
    ) -> Sums:
        return counts(array(top_k_predictions), labels, weights)

    batch = (labels, top_k_predictions, weights)
    return StreamingMetric(name or "recall_at_k", parts, _recall, batch, empty=np.nan)


@ignoring_collections
def streaming_sparse_precision_at_k(
    predictions: Tensor = None,
    labels: Tensor = None,
    k: int | None = None,
    class_id: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure how many of the classes predicted highest are labels.

    As `streaming_sparse_recall_at_k`, but for the value; the default name is
    `precision_at_` and `k`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the weight of the answers
        that are labels, divided by that of all answers; not a number while that is 0.

    Example:
        >>> from argscope import metrics
        >>> scores, labels = [[0.1, 0.2, 0.3, 0.4]], [[0, 3]]
        >>> round(float(metrics.streaming_sparse_precision_at_k(scores, labels, k=3)), 4)
        0.3333
    """
    metric = "streaming_sparse_precision_at_k"
    k = checked_k(metric, k)
    counts = counts_of(metric, class_id)

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        return counts(top_k(metric, predictions, k), labels, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or f"precision_at_{k}", parts, _precision, batch, empty=np.nan
    )


@ignoring_collections
def streaming_sparse_precision_at_top_k(
    top_k_predictions: Tensor = None,
    labels: Tensor = None,
    class_id: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure how many of the classes answered are labels.

    As `streaming_sparse_recall_at_k`, of answers instead of predictions, and but for the
    value; the default name is `precision_at_k`.

    Args:
        top_k_predictions: The first batch: the answers, classes, shape `(..., k)`, in any
            order. None: no batch yet.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the weight of the answers
        that are labels, divided by that of all answers; not a number while that is 0.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_sparse_precision_at_top_k([[2, 3]], [[0, 3]]))
        0.5
    """
    counts = counts_of("streaming_sparse_precision_at_top_k", class_id)

    def parts(
        top_k_predictions: Tensor, labels: Tensor, weights: Tensor = None
    ) -> Sums:
        return counts(array(top_k_predictions), labels, weights)

    batch = (top_k_predictions, labels, weights)
    return StreamingMetric(
        name or "precision_at_k", parts, _precision, batch, empty=np.nan
    )


def _precision(sums: Sums) -> Tensor:
    return quotient(sums["tp"], sums["tp"] + sums["fp"])


def _recall(sums: Sums) -> Tensor:
    return quotient(sums["tp"], sums["tp"] + sums["fn"])
