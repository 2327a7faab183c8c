"""Metrics of a confusion matrix of classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, pair, weights_of
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics.errors import MetricError


@ignoring_collections
def streaming_mean_iou(
    predictions: Tensor = None,
    labels: Tensor = None,
    num_classes: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the mean over classes of intersection over union.

    Args:
        predictions: The first batch: classes from 0 to `num_classes - 1`, whole numbers,
            shape `(batch, ...)`, such as one for each pixel. None: no batch yet.
        labels: The true classes, of the same shape; a last axis of size 1 on one side
            goes.
        num_classes: How many classes there are, >= 1. Must be given.
        weights: A number, or a tensor with the axes of the labels, each of their size or
            1; of weight 0 where there is no truth. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `mean_iou`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the mean of
        TP / (TP + FP + FN) of each class that is predicted or true anywhere; 0 while there
        is none.

    Raises:
        MetricError: `num_classes` is missing or below 1, a class is outside of its range,
            or the shapes of two of the three do not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_mean_iou([0, 1, 1], [0, 0, 1], num_classes=2))
        0.5

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_mean_iou`.
    """
    parts = _matrix("streaming_mean_iou", num_classes, least=1)
    batch = (predictions, labels, weights)
    return StreamingMetric(name or "mean_iou", parts, _mean_iou, batch)


@ignoring_collections
def cohen_kappa(
    labels: Tensor = None,
    predictions_idx: Tensor = None,
    num_classes: int | None = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure how much predictions and labels agree beyond chance.

    As `streaming_mean_iou`, but for the value. Labels come first, also in updates; the
    default name is `cohen_kappa`.

    Args:
        predictions_idx: Classes from 0 to `num_classes - 1`, whole numbers, of the shape
            of the labels.
        num_classes: How many classes there are, >= 2. Must be given.

    Returns:
        A metric whose value, a float32 number of at most 1, is
        (agreement - chance) / (1 - chance), where chance is the agreement of classes drawn
        as often as they occur; 0 while that is 1, and before the first batch.

    Raises:
        MetricError: As for `streaming_mean_iou`, and `num_classes` is 1.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.cohen_kappa([0, 0, 1, 1], [0, 0, 1, 0], num_classes=2))
        0.5

    Source:
        Cohen, "A coefficient of agreement for nominal scales", 1960;
        tf_slim/metrics/metric_ops.py, `cohen_kappa`.
    """
    matrix = _matrix("cohen_kappa", num_classes, least=2)

    def parts(labels: Tensor, predictions_idx: Tensor, weights: Tensor = None) -> Sums:
        return matrix(predictions_idx, labels, weights)

    batch = (labels, predictions_idx, weights)
    return StreamingMetric(name or "cohen_kappa", parts, _kappa, batch)


def _matrix(metric: str, num_classes: int | None, least: int) -> Callable[..., Sums]:
    if num_classes is None or num_classes < least:
        raise MetricError.about(
            metric, "num_classes", num_classes, expected=f"{least} or more"
        )

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.ravel().astype(int), true.ravel().astype(int)
        for values, name in ((said, "predictions"), (true, "labels")):
            outside = values[(values < 0) | (values >= num_classes)]
            if outside.size:
                raise MetricError.values(
                    metric, name, outside[0], expected=f"classes 0 to {num_classes - 1}"
                )
        cells = np.bincount(true * num_classes + said, weight, num_classes**2)
        return {"matrix": cells.reshape(num_classes, num_classes)}

    return parts


def _mean_iou(sums: Sums) -> Tensor:
    matrix = sums["matrix"]
    hits = np.diag(matrix)
    union = matrix.sum(0) + matrix.sum(1) - hits
    occur = union > 0
    shares: Array = hits[occur] / union[occur]
    return np.float32(shares.mean() if occur.any() else 0)


def _kappa(sums: Sums) -> Tensor:
    matrix = sums["matrix"]
    total = matrix.sum()
    if total == 0:
        return np.float32(0)
    chance = (matrix.sum(0) * matrix.sum(1)).sum() / total
    if total == chance:
        return np.float32(0)
    return np.float32((np.trace(matrix) - chance) / (total - chance))
