"""Average precision where each example has several answers, the best first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._answers import checked_k, is_in, labels_of, top_k
from argscope.metrics._arrays import Array, array
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums


@ignoring_collections
def streaming_sparse_average_precision_at_k(
    predictions: Tensor = None,
    labels: Tensor = None,
    k: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean average precision of the classes predicted highest.

    The mean is over examples, the average over the labels of one: of the precision of the
    answers down to that label, which is 0 for a label that is no answer.

    Args:
        predictions: The first batch: a number for each class, shape `(..., classes)`, any
            range. The `k` highest are the answers, of equal ones the first. None: no batch
            yet.
        labels: The true classes of each example, whole numbers, shape `(..., num_labels)`,
            or `(...)` for one each. Numbers that are no class are left out.
        k: How many answers there are, from 1 to the number of classes. Must be given.
        weights: A number, or a tensor with the axes of the examples, each of their size or
            1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `average_precision_at_` and `k`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the weighted mean over
        examples of (sum of precisions at labels) / min(`k`, number of labels). 0 while
        the weights sum up to 0; not a number once an example has no label.

    Raises:
        MetricError: `k` is missing or not from 1 to the number of classes, or the shapes of
            two of the three tensors do not fit together.

    Example:
        >>> from argscope import metrics
        >>> scores = [[0.1, 0.2, 0.3, 0.4]]  # the answers are 3, 2, 1
        >>> mean = metrics.streaming_sparse_average_precision_at_k(scores, [[1, 3]], k=3)
        >>> round(float(mean), 4)  # (1/1 + 2/3) / 2
        0.8333

    Source:
        https://en.wikipedia.org/wiki/Information_retrieval#Average_precision;
        tf_slim/metrics/metric_ops.py, under the same names.
    """
    metric = "streaming_sparse_average_precision_at_k"
    k = checked_k(metric, k)
    averages = _averages(metric)

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        scores, true = array(predictions), array(labels)
        true = np.where(true < scores.shape[-1], true, -1)
        return averages(top_k(metric, scores, k), true, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or f"average_precision_at_{k}", parts, weighted_mean, batch
    )


@ignoring_collections
def streaming_sparse_average_precision_at_top_k(
    top_k_predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean average precision of the classes answered.

    As `streaming_sparse_average_precision_at_k`, of answers instead of predictions; the
    default name is `average_precision_at_top_k`.

    Args:
        top_k_predictions: The first batch: the answers, classes, shape `(..., k)`, the
            best first. None: no batch yet.
        labels: The true classes of each example, likewise; negative numbers are left out.

    Example:
        >>> from argscope import metrics
        >>> mean = metrics.streaming_sparse_average_precision_at_top_k(
        ...     [[3, 2, 1]], [[1, 3]])
        >>> round(float(mean), 4)  # (1/1 + 2/3) / 2
        0.8333
    """
    averages = _averages("streaming_sparse_average_precision_at_top_k")

    def parts(
        top_k_predictions: Tensor, labels: Tensor, weights: Tensor = None
    ) -> Sums:
        return averages(array(top_k_predictions), labels, weights)

    batch = (top_k_predictions, labels, weights)
    return StreamingMetric(
        name or "average_precision_at_top_k", parts, weighted_mean, batch
    )


def _averages(metric: str) -> Callable[[Array, Tensor, Tensor], Sums]:
    def parts(answers: Array, labels: Tensor, weights: Tensor) -> Sums:
        true = labels_of(metric, answers, labels)
        right = is_in(answers, true)
        precision = np.cumsum(right, -1) / np.arange(1, answers.shape[-1] + 1)
        relevant = np.minimum((true >= 0).sum(-1), answers.shape[-1])
        with np.errstate(invalid="ignore"):  # no label: not a number, as in TF-Slim
            each = (precision * right).sum(-1) / relevant
        return weighted_sums(metric, each, weights)

    return parts
