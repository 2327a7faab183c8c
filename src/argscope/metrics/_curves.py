"""Curves of a detector over evenly spaced thresholds, and the areas below them."""

from __future__ import annotations

from typing import Final, Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._labels_first import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import counts_at, evenly_spaced
from argscope.metrics.errors import MetricError

# Added to counts, so that a curve has no 0 / 0; not the epsilon of thresholds.
_SMOOTH: Final = 1e-6


@ignoring_collections
def streaming_auc(
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    curve: str = "ROC",
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the area below a curve of a detector.

    Args:
        predictions: The first batch: probabilities from 0 to 1, shape `(batch, ...)`,
            compared in float32. None: no batch yet.
        labels: The truth, of the same shape, any dtype: yes where it is not 0. A last axis
            of size 1 on one side goes.
        weights: What each counts: a number, or a tensor with the axes of the labels, each
            of their size or 1. None: 1 for each.
        num_thresholds: How many evenly spaced thresholds the curve has, >= 2. More of them
            make the area more exact.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        curve: `"ROC"`: true over false positive rate; `"PR"`: precision over recall.
        name: What the metric is called; default: `auc`.

    Returns:
        A metric whose value is a float32 number from 0 to 1, by the trapezoidal rule; 0
        before the first batch. Of a PR curve the rule makes too much, as in TF-Slim.

    Raises:
        MetricError: A prediction, `num_thresholds` or `curve` is none of these, or the
            shapes of two of the three tensors do not fit together.

    Example:
        >>> from argscope import metrics
        >>> auc = metrics.streaming_auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
        >>> round(float(auc), 4)
        0.75

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_auc`. On PR curves: Davis and Goadrich,
        "The relationship between precision-recall and ROC curves", 2006.
    """
    check_curve("streaming_auc", curve)

    def value(sums: Sums) -> Tensor:
        x, y = _points(sums, curve)
        return np.float32(-area_below(x, y))  # x falls where thresholds rise

    parts = counts_at("streaming_auc", evenly_spaced("streaming_auc", num_thresholds))
    return StreamingMetric(name or "auc", parts, value, (predictions, labels, weights))


@ignoring_collections
def streaming_curve_points(
    labels: Tensor = None,
    predictions: Tensor = None,
    weights: Tensor = None,
    num_thresholds: int = 200,
    *,
    curve: str = "ROC",
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the points of a curve of a detector.

    As `streaming_auc`, but for the value. Labels come first, also in updates; the default
    name is `curve_points`.

    Args:
        predictions: Numbers, of the shape of the labels. Those outside of 0 to 1 are on one
            side of all thresholds.

    Returns:
        A metric whose value, a float32 array of shape `(num_thresholds, 2)`, is for
        each threshold, from 0 to 1, false and true positive rate, or recall and
        precision. Before the first batch it is the curve of no prediction.

    Example:
        >>> from argscope import metrics
        >>> points = metrics.streaming_curve_points(
        ...     [0, 0, 1, 1], [0.1, 0.6, 0.4, 0.8], num_thresholds=3)
        >>> points.result().round(2).tolist()
        [[1.0, 1.0], [0.5, 0.5], [0.0, 0.0]]
    """
    metric = "streaming_curve_points"
    check_curve(metric, curve)
    thresholds = evenly_spaced(metric, num_thresholds)
    parts = labels_first(counts_at(metric, thresholds, probabilities=False))

    def value(sums: Sums) -> Tensor:
        return np.stack(_points(sums, curve), axis=1).astype("float32")

    nothing = dict.fromkeys(("tp", "fp", "fn", "tn"), np.zeros(num_thresholds))
    batch = (labels, predictions, weights)
    return StreamingMetric(
        name or "curve_points", parts, value, batch, empty=value(nothing)
    )


def check_curve(metric: str, curve: str) -> None:
    """Raise an error if `curve` is not known."""
    if curve not in {"ROC", "PR"}:
        raise MetricError.about(metric, "curve", curve, expected="'ROC' or 'PR'")


def area_below(x: Array, y: Array) -> np.float64:
    """Return the area below points, by the trapezoidal rule."""
    return np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)


def _points(sums: Sums, curve: str) -> tuple[Array, Array]:
    tp, fp, fn, tn = (sums[name] for name in ("tp", "fp", "fn", "tn"))
    recall = (tp + _SMOOTH) / (tp + fn + _SMOOTH)
    if curve == "ROC":
        return fp / (fp + tn + _SMOOTH), recall
    return recall, (tp + _SMOOTH) / (tp + fp + _SMOOTH)
