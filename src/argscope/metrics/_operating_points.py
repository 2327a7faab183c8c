"""One number of a detector at the threshold where another number has a given value."""

from __future__ import annotations

from typing import Any

import numpy as np

from argscope.metrics._functions import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import EPSILON, counts_at, evenly_spaced
from argscope.metrics.errors import MetricError


def _share(sums: Sums, name: str, of: str) -> Any:
    # In float32, as in TF-Slim: which threshold is the nearest can depend on it.
    part, rest = sums[name].astype("float32"), sums[of].astype("float32")
    return part / (part + rest + np.float32(EPSILON))


def _check_target(metric: str, name: str, target: Any) -> np.float32:
    if target is None or not 0 <= target <= 1:
        raise MetricError.about(metric, name, target, expected="a number from 0 to 1")
    return np.float32(target)


def streaming_sensitivity_at_specificity(
    predictions: Any = None,
    labels: Any = None,
    specificity: float | None = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """TP / (TP + FN) at the threshold whose TN / (TN + FP) is nearest `specificity`."""
    del metrics_collections, updates_collections
    metric = "streaming_sensitivity_at_specificity"
    target = _check_target(metric, "specificity", specificity)

    def value(sums: Sums) -> Any:
        place = np.argmin(np.abs(_share(sums, "tn", "fp") - target))
        return np.float32(_share(sums, "tp", "fn")[place])

    parts = counts_at(metric, evenly_spaced(metric, num_thresholds))
    batch = (predictions, labels, weights)
    return StreamingMetric(name or "sensitivity_at_specificity", parts, value, batch)


def streaming_specificity_at_sensitivity(
    predictions: Any = None,
    labels: Any = None,
    sensitivity: float | None = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """TN / (TN + FP) at the threshold whose TP / (TP + FN) is nearest `sensitivity`.

    Of several such thresholds it takes the last.
    """
    del metrics_collections, updates_collections
    metric = "streaming_specificity_at_sensitivity"
    target = _check_target(metric, "sensitivity", sensitivity)

    def value(sums: Sums) -> Any:
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


def precision_at_recall(
    labels: Any = None,
    predictions: Any = None,
    target_recall: float | None = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """TP / (TP + FP) at the highest threshold with at least `target_recall`.

    Labels come first.
    """
    del metrics_collections, updates_collections
    metric = "precision_at_recall"
    target = _check_target(metric, "target_recall", target_recall)

    def value(sums: Sums) -> Any:
        place = np.sum(_share(sums, "tp", "fn") >= target) - 1
        hits = sums["tp"][place] + EPSILON
        return np.float32(hits / (hits + sums["fp"][place]))

    thresholds = evenly_spaced(metric, num_thresholds)
    parts = labels_first(counts_at(metric, thresholds, probabilities=False))
    return StreamingMetric(name or metric, parts, value, (labels, predictions, weights))


def recall_at_precision(
    labels: Any = None,
    predictions: Any = None,
    precision: float | None = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
    strict_mode: bool = False,
) -> StreamingMetric:
    """TP / (TP + FN) at the threshold whose precision is nearest `precision`.

    Labels come first. `strict_mode` takes the nearest threshold with at least that
    precision; the value is 0 if there is none.
    """
    del metrics_collections, updates_collections
    metric = "recall_at_precision"
    target = _check_target(metric, "precision", precision)

    def value(sums: Sums) -> Any:
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


def f1_score(
    labels: Any = None,
    predictions: Any = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Highest harmonic mean of precision and recall over all thresholds.

    Labels come first.
    """
    del metrics_collections, updates_collections

    def value(sums: Sums) -> Any:
        precision, recall = _share(sums, "tp", "fp"), _share(sums, "tp", "fn")
        return np.float32(
            np.max(2 * precision * recall / (precision + recall + EPSILON))
        )

    parts = labels_first(
        counts_at("f1_score", evenly_spaced("f1_score", num_thresholds))
    )
    return StreamingMetric(name or "f1", parts, value, (labels, predictions, weights))
