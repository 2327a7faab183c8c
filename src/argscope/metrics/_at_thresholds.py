"""Counts of right and wrong answers at thresholds that the caller gives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Unpack

import numpy as np

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import EPSILON, counts_at
from argscope.metrics.errors import MetricError


@ignoring_collections
def streaming_true_positives_at_thresholds(
    predictions: Tensor = None,
    labels: Tensor = None,
    thresholds: Sequence[float] = (),
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Count the predictions above each threshold where the label is yes.

    A prediction above a threshold is a yes; one that equals it is a no.

    Args:
        predictions: The first batch: numbers of any range, shape `(batch, ...)`, compared
            in float32. None: no batch yet.
        labels: The truth, of the same shape, any dtype: yes where it is not 0. A last axis
            of size 1 on one side goes.
        thresholds: Numbers in any order, one or more.
        weights: What each counts: a number, or a tensor with the axes of the labels, each
            of their size or 1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: that of the function, without
            `streaming_`.

    Returns:
        A metric whose value, a float32 array of shape `(len(thresholds),)`, is the sum
        of the weights of those predictions, 0 before the first batch.

    Raises:
        MetricError: There is no threshold, or the shapes of two of the three tensors do
            not fit together.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_true_positives_at_thresholds(
        ...     [0.2, 0.6, 0.9], [0, 1, 1], [0.1, 0.5, 0.8]).result().tolist()
        [2.0, 2.0, 1.0]

    Source:
        tf_slim/metrics/metric_ops.py, under the same names.
    """
    batch = (predictions, labels, thresholds, weights)
    metric = "streaming_true_positives_at_thresholds"
    return _at_thresholds(metric, _count("tp"), *batch, name=name)


@like(streaming_true_positives_at_thresholds)
def streaming_true_negatives_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Count the predictions not above each threshold where the label is no.

    As `streaming_true_positives_at_thresholds`.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_true_negatives_at_thresholds(
        ...     [0.2, 0.6, 0.9], [0, 0, 1], [0.1, 0.5, 0.8]).result().tolist()
        [0.0, 1.0, 2.0]
    """
    metric = "streaming_true_negatives_at_thresholds"
    return _at_thresholds(metric, _count("tn"), **arguments)


@like(streaming_true_positives_at_thresholds)
def streaming_false_positives_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Count the predictions above each threshold where the label is no.

    As `streaming_true_positives_at_thresholds`.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_false_positives_at_thresholds(
        ...     [0.2, 0.6, 0.9], [0, 0, 1], [0.1, 0.5, 0.8]).result().tolist()
        [2.0, 1.0, 0.0]
    """
    metric = "streaming_false_positives_at_thresholds"
    return _at_thresholds(metric, _count("fp"), **arguments)


@like(streaming_true_positives_at_thresholds)
def streaming_false_negatives_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Count the predictions not above each threshold where the label is yes.

    As `streaming_true_positives_at_thresholds`.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_false_negatives_at_thresholds(
        ...     [0.2, 0.6, 0.9], [1, 1, 0], [0.1, 0.5, 0.8]).result().tolist()
        [0.0, 1.0, 2.0]
    """
    metric = "streaming_false_negatives_at_thresholds"
    return _at_thresholds(metric, _count("fn"), **arguments)


@like(streaming_true_positives_at_thresholds)
def streaming_precision_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Measure how many of the predictions above each threshold are right.

    As `streaming_true_positives_at_thresholds`, but for the value, and predictions are
    probabilities.

    Args:
        predictions: The first batch: probabilities from 0 to 1. None: no batch yet.

    Returns:
        A metric whose value, a float32 array of shape `(len(thresholds),)` of numbers
        from 0 to 1, is TP / (TP + FP + 1e-7) at each threshold.

    Raises:
        MetricError: As for `streaming_true_positives_at_thresholds`, and a prediction is not
            from 0 to 1.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_precision_at_thresholds(
        ...     [0.2, 0.6, 0.9], [0, 0, 1], [0.1, 0.5, 0.8]).result().round(3).tolist()
        [0.3330000042915344, 0.5, 1.0]
    """
    metric = "streaming_precision_at_thresholds"
    return _at_thresholds(metric, _share("tp", "fp"), probabilities=True, **arguments)


@like(streaming_true_positives_at_thresholds)
def streaming_recall_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Measure how many of the labels of yes are found at each threshold.

    As `streaming_true_positives_at_thresholds`, but for the value, and predictions are
    probabilities.

    Args:
        predictions: The first batch: probabilities from 0 to 1. None: no batch yet.

    Returns:
        A metric whose value, a float32 array of shape `(len(thresholds),)` of numbers
        from 0 to 1, is TP / (TP + FN + 1e-7) at each threshold.

    Raises:
        MetricError: As for `streaming_true_positives_at_thresholds`, and a prediction is not
            from 0 to 1.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_recall_at_thresholds(
        ...     [0.2, 0.6, 0.9], [1, 0, 1], [0.1, 0.5, 0.8]).result().round(3).tolist()
        [1.0, 0.5, 0.5]
    """
    metric = "streaming_recall_at_thresholds"
    return _at_thresholds(metric, _share("tp", "fn"), probabilities=True, **arguments)


@like(streaming_true_positives_at_thresholds)
def streaming_false_positive_rate_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Measure how many labels of no are taken for yes at each threshold.

    As `streaming_true_positives_at_thresholds`, but for the value.

    Returns:
        A metric whose value, a float32 array of shape `(len(thresholds),)` of numbers
        from 0 to 1, is FP / (FP + TN + 1e-7) at each threshold.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_false_positive_rate_at_thresholds(
        ...     [0.2, 0.6, 0.9], [0, 0, 1], [0.1, 0.5, 0.8]).result().round(3).tolist()
        [1.0, 0.5, 0.0]
    """
    metric = "streaming_false_positive_rate_at_thresholds"
    return _at_thresholds(metric, _share("fp", "tn"), **arguments)


@like(streaming_true_positives_at_thresholds)
def streaming_false_negative_rate_at_thresholds(**arguments: Any) -> StreamingMetric:
    """Measure how many labels of yes are not found at each threshold.

    As `streaming_true_positives_at_thresholds`, but for the value.

    Returns:
        A metric whose value, a float32 array of shape `(len(thresholds),)` of numbers
        from 0 to 1, is FN / (FN + TP + 1e-7) at each threshold.

    Example:
        >>> from argscope import metrics
        >>> metrics.streaming_false_negative_rate_at_thresholds(
        ...     [0.2, 0.6, 0.9], [1, 0, 1], [0.1, 0.5, 0.8]).result().round(3).tolist()
        [0.0, 0.5, 0.5]
    """
    metric = "streaming_false_negative_rate_at_thresholds"
    return _at_thresholds(metric, _share("fn", "tp"), **arguments)


# What is `like` another function hands on all that it got, the collections too.
@ignoring_collections
def _at_thresholds(
    metric: str,
    value: Callable[[Sums], Tensor],
    predictions: Tensor = None,
    labels: Tensor = None,
    thresholds: Sequence[float] = (),
    weights: Tensor = None,
    *,
    name: str | None = None,
    probabilities: bool = False,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Return the metric whose value is made of the four counts at each threshold."""
    if not len(thresholds):
        raise MetricError.about(
            metric, "thresholds", thresholds, expected="one number or more"
        )
    return StreamingMetric(
        name or metric.removeprefix("streaming_"),
        counts_at(metric, thresholds, probabilities=probabilities),
        value,
        (predictions, labels, weights),
        empty=np.zeros(len(thresholds), "float32"),
    )


def _count(name: str) -> Callable[[Sums], Tensor]:
    return lambda sums: sums[name].astype("float32")


def _share(name: str, of: str) -> Callable[[Sums], Tensor]:
    def value(sums: Sums) -> Tensor:
        share = sums[name] / (EPSILON + sums[name] + sums[of])
        return share.astype("float32")

    return value
