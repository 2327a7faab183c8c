"""Metrics of a confusion matrix of classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from argscope.metrics._arrays import pair, weights_of
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics.errors import MetricError


def _matrix(metric: str, num_classes: int | None, least: int) -> Callable[..., Sums]:
    if num_classes is None or num_classes < least:
        raise MetricError.about(
            metric, "num_classes", num_classes, expected=f"{least} or more"
        )

    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
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


def streaming_mean_iou(
    predictions: Any = None,
    labels: Any = None,
    num_classes: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean over the classes that occur of intersection over union.

    Predictions and labels are class numbers below `num_classes`.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_mean_iou([0, 1, 1], [0, 0, 1], num_classes=2))
        0.5
    """
    del metrics_collections, updates_collections
    parts = _matrix("streaming_mean_iou", num_classes, least=1)
    batch = (predictions, labels, weights)
    return StreamingMetric(name or "mean_iou", parts, _mean_iou, batch)


def _mean_iou(sums: Sums) -> Any:
    matrix = sums["matrix"]
    hits = np.diag(matrix)
    union = matrix.sum(0) + matrix.sum(1) - hits
    occur = union > 0
    shares: NDArray[Any] = hits[occur] / union[occur]
    return np.float32(shares.mean() if occur.any() else 0)


def cohen_kappa(
    labels: Any = None,
    predictions_idx: Any = None,
    num_classes: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Agreement beyond chance, at most 1; labels come first.

    0 if chance alone agrees always.

    Source:
        Cohen, "A coefficient of agreement for nominal scales", 1960.
    """
    del metrics_collections, updates_collections
    matrix = _matrix("cohen_kappa", num_classes, least=2)

    def parts(labels: Any, predictions_idx: Any, weights: Any = None) -> Sums:
        return matrix(predictions_idx, labels, weights)

    batch = (labels, predictions_idx, weights)
    return StreamingMetric(name or "cohen_kappa", parts, _kappa, batch)


def _kappa(sums: Sums) -> Any:
    matrix = sums["matrix"]
    total = matrix.sum()
    if total == 0:
        return np.float32(0)
    chance = (matrix.sum(0) * matrix.sum(1)).sum() / total
    if total == chance:
        return np.float32(0)
    return np.float32((np.trace(matrix) - chance) / (total - chance))
