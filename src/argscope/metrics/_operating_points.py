"""One number of a detector at the threshold where another number has a given value."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._labels_first import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import EPSILON, counts_at, evenly_spaced
from argscope.metrics.errors import MetricError


@ignoring_collections
def streaming_sensitivity_at_specificity(
    predictions: Tensor = None,
    labels: Tensor = None,
    specificity: float | None = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the sensitivity of a detector of a given specificity.

    Specificity is TN / (TN + FP), sensitivity TP / (TP + FN).

    Args:
        predictions: The first batch: probabilities from 0 to 1, shape `(batch, ...)`,
            compared in float32. None: no batch yet.
        labels: The truth, of the same shape, any dtype: yes where it is not 0. A last axis
            of size 1 on one side goes.
        specificity: From 0 to 1. Must be given.
        weights: What each counts: a number, or a tensor with the axes of the labels, each
            of their size or 1. None: 1 for each.
        num_thresholds: How many evenly spaced thresholds are looked at, >= 2.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: that of the function, without
            `streaming_`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the sensitivity at the
        threshold whose specificity is the nearest, the first of several; 0 before the
        first batch.

    Raises:
        MetricError: `specificity` is missing or not from 0 to 1, `num_thresholds` is below
            2, a prediction is not a probability, or the shapes of two of the three tensors
            do not fit together.

    Example:
        >>> from argscope import metrics
        >>> predictions, labels = [0.1, 0.4, 0.2, 0.8], [0, 0, 1, 1]
        >>> sensitivity = metrics.streaming_sensitivity_at_specificity(
        ...     predictions, labels, specificity=1.0)
        >>> round(float(sensitivity), 4)
        0.5

    Source:
        tf_slim/metrics/metric_ops.py, under the same names.
    """
    metric = "streaming_sensitivity_at_specificity"
    target = _check_target(metric, "specificity", specificity)

    def value(sums: Sums) -> Tensor:
        place = np.argmin(np.abs(_share(sums, "tn", "fp") - target))
        return np.float32(_share(sums, "tp", "fn")[place])

    parts = counts_at(metric, evenly_spaced(metric, num_thresholds))
    batch = (predictions, labels, weights)
    return StreamingMetric(name or "sensitivity_at_specificity", parts, value, batch)


@ignoring_collections
def streaming_specificity_at_sensitivity(
    predictions: Tensor = None,
    labels: Tensor = None,
    sensitivity: float | None = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the specificity of a detector of a given sensitivity.

    As `streaming_sensitivity_at_specificity`, the other way round.

    Args:
        sensitivity: From 0 to 1. Must be given.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the specificity at the
        threshold whose sensitivity is the nearest, the last of several; 0 before the
        first batch.

    Example:
        >>> from argscope import metrics
        >>> predictions, labels = [0.1, 0.4, 0.2, 0.8], [0, 0, 1, 1]
        >>> specificity = metrics.streaming_specificity_at_sensitivity(
        ...     predictions, labels, sensitivity=1.0)
        >>> round(float(specificity), 4)
        0.5
    """
    metric = "streaming_specificity_at_sensitivity"
    target = _check_target(metric, "sensitivity", sensitivity)

    def value(sums: Sums) -> Tensor:
        near = np.abs(_share(sums, "tp", "fn") - target)
        place = np.flatnonzero(near == near.min())[-1]
        return np.float32(_share(sums, "tn", "fp")[place])

    thresholds = [*evenly_spaced(metric, num_thresholds)[:-1], 1 - EPSILON]
    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or "specificity_at_sensitivity",
        counts_at(metric, thresholds),
        value,
        batch,
    )


@ignoring_collections
def precision_at_recall(
    labels: Tensor = None,
    predictions: Tensor = None,
    target_recall: float | None = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the precision of a detector of at least a given recall.

    As `streaming_sensitivity_at_specificity`, of precision, TP / (TP + FP), and recall,
    TP / (TP + FN). Labels come first, also in updates.

    Args:
        predictions: Numbers, of the shape of the labels. Those outside of 0 to 1 are on one
            side of all thresholds.
        target_recall: From 0 to 1. Must be given.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the precision at the
        highest threshold with at least that recall; 0 before the first batch.

    Example:
        >>> from argscope import metrics
        >>> labels, predictions = [0, 0, 1, 1], [0.1, 0.4, 0.2, 0.8]
        >>> precision = metrics.precision_at_recall(labels, predictions, target_recall=0.9)
        >>> round(float(precision), 4)
        0.6667
    """
    metric = "precision_at_recall"
    target = _check_target(metric, "target_recall", target_recall)

    def value(sums: Sums) -> Tensor:
        place = np.sum(_share(sums, "tp", "fn") >= target) - 1
        hits = sums["tp"][place] + EPSILON
        return np.float32(hits / (hits + sums["fp"][place]))

    thresholds = evenly_spaced(metric, num_thresholds)
    parts = labels_first(counts_at(metric, thresholds, probabilities=False))
    return StreamingMetric(name or metric, parts, value, (labels, predictions, weights))


@ignoring_collections
def recall_at_precision(
    labels: Tensor = None,
    predictions: Tensor = None,
    precision: float | None = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    name: str | None = None,
    strict_mode: bool = False,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the recall of a detector of a given precision.

    As `streaming_sensitivity_at_specificity`, of recall, TP / (TP + FN), and precision,
    TP / (TP + FP). Labels come first, also in updates.

    Args:
        predictions: Numbers, of the shape of the labels. Those outside of 0 to 1 are on one
            side of all thresholds.
        precision: From 0 to 1. Must be given.
        strict_mode: Whether the precision must be reached.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the recall at the
        threshold whose precision is the nearest, or with `strict_mode` the nearest of
        at least that precision, and 0 if there is none; 0 before the first batch.

    Example:
        >>> from argscope import metrics
        >>> labels, predictions = [0, 0, 1, 1], [0.1, 0.4, 0.2, 0.8]
        >>> recall = metrics.recall_at_precision(labels, predictions, precision=1.0)
        >>> round(float(recall), 4)
        0.5
    """
    metric = "recall_at_precision"
    target = _check_target(metric, "precision", precision)

    def value(sums: Sums) -> Tensor:
        precisions = _share(sums, "tp", "fp")
        beyond = precisions - target
        if strict_mode:
            place = np.argmax(1 / (beyond + EPSILON))
            if precisions[place] < target:
                return np.float32(0)
        else:
            place = np.argmin(np.abs(beyond))
        return np.float32(_share(sums, "tp", "fn")[place])

    thresholds = evenly_spaced(metric, num_thresholds)
    parts = labels_first(counts_at(metric, thresholds, probabilities=False))
    return StreamingMetric(name or metric, parts, value, (labels, predictions, weights))


@ignoring_collections
def f1_score(
    labels: Tensor = None,
    predictions: Tensor = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the best harmonic mean of precision and recall.

    As `streaming_sensitivity_at_specificity`; labels come first, also in updates. The
    default name is `f1`.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is the largest of
        2 * precision * recall / (precision + recall) at all thresholds; 0 before the first
        batch.

    Example:
        >>> from argscope import metrics
        >>> labels, predictions = [0, 0, 1, 1], [0.1, 0.4, 0.2, 0.8]
        >>> round(float(metrics.f1_score(labels, predictions)), 4)
        0.8

    Source:
        tf_slim/metrics/classification.py, `f1_score`.
    """

    def value(sums: Sums) -> Tensor:
        precision, recall = _share(sums, "tp", "fp"), _share(sums, "tp", "fn")
        return np.float32(
            np.max(2 * precision * recall / (precision + recall + EPSILON))
        )

    parts = labels_first(
        counts_at("f1_score", evenly_spaced("f1_score", num_thresholds))
    )
    return StreamingMetric(name or "f1", parts, value, (labels, predictions, weights))


def _share(sums: Sums, name: str, of: str) -> Array:
    # In float32, as in TF-Slim: which threshold is the nearest can depend on it.
    part, rest = sums[name].astype("float32"), sums[of].astype("float32")
    return part / (part + rest + np.float32(EPSILON))


def _check_target(metric: str, name: str, target: float | None) -> np.float32:
    if target is None or not 0 <= target <= 1:
        raise MetricError.about(metric, name, target, expected="a number from 0 to 1")
    return np.float32(target)
