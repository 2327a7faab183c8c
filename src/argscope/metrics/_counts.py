"""Counts of right and wrong answers to yes-or-no questions, and their ratios."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Unpack

import numpy as np

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.metrics._arrays import pair, ratio, weights_of
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums


@ignoring_collections
def streaming_true_positives(
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Count the predictions of yes where the label is yes.

    Args:
        predictions: The first batch, shape `(batch, ...)`, any dtype: yes where it is not
            0. None: no batch yet.
        labels: The truth, likewise, of the same shape; a last axis of size 1 on one side
            goes.
        weights: What each counts: a number, or a tensor with the axes of the labels, each
            of their size or 1. None: 1 for each.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: that of the function, without
            `streaming_`.

    Returns:
        A metric whose value, a float32 number, is the sum of the weights of those
        predictions, 0 before the first batch.

    Raises:
        MetricError: The shapes of two of the three do not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_true_positives([1, 1, 0], [1, 0, 1]))
        1.0
        >>> float(metrics.streaming_true_positives([1, 1], [1, 1], weights=[2, 3]))
        5.0

    Source:
        tf_slim/metrics/metric_ops.py, under the same names.
    """
    metric = "streaming_true_positives"
    return _counted(metric, _sum("tp"), predictions, labels, weights, name=name)


@like(streaming_true_positives)
def streaming_true_negatives(**arguments: Any) -> StreamingMetric:
    """Count the predictions of no where the label is no.

    As `streaming_true_positives`.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_true_negatives([1, 0, 0, 0], [1, 1, 0, 0]))
        2.0
    """
    return _counted("streaming_true_negatives", _sum("tn"), **arguments)


@like(streaming_true_positives)
def streaming_false_positives(**arguments: Any) -> StreamingMetric:
    """Count the predictions of yes where the label is no.

    As `streaming_true_positives`.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_false_positives([1, 1, 1, 0], [1, 0, 0, 0]))
        2.0
    """
    return _counted("streaming_false_positives", _sum("fp"), **arguments)


@like(streaming_true_positives)
def streaming_false_negatives(**arguments: Any) -> StreamingMetric:
    """Count the predictions of no where the label is yes.

    As `streaming_true_positives`.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_false_negatives([1, 0, 0, 0], [1, 1, 1, 0]))
        2.0
    """
    return _counted("streaming_false_negatives", _sum("fn"), **arguments)


@like(streaming_true_positives)
def streaming_precision(**arguments: Any) -> StreamingMetric:
    """Measure how many of the predictions of yes are right.

    As `streaming_true_positives`, but for the value.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is TP / (TP + FP), of the
        true and the false positives; 0 while there is neither.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_precision([1, 1, 1, 1, 0], [1, 1, 1, 0, 1]))
        0.75
    """
    return _counted("streaming_precision", _share("tp", "fp"), **arguments)


@like(streaming_true_positives)
def streaming_recall(**arguments: Any) -> StreamingMetric:
    """Measure how many of the labels of yes are found.

    As `streaming_true_positives`, but for the value.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is TP / (TP + FN), of the
        true positives and the false negatives; 0 while there is neither.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_recall([1, 0, 0, 0, 1], [1, 1, 1, 1, 0]))
        0.25
    """
    return _counted("streaming_recall", _share("tp", "fn"), **arguments)


@like(streaming_true_positives)
def streaming_false_positive_rate(**arguments: Any) -> StreamingMetric:
    """Measure how many of the labels of no are taken for yes.

    As `streaming_true_positives`, but for the value.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is FP / (FP + TN), of the
        false positives and the true negatives; 0 while there is neither.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_false_positive_rate([1, 0, 0, 0], [0, 0, 0, 0]))
        0.25
    """
    return _counted("streaming_false_positive_rate", _share("fp", "tn"), **arguments)


@like(streaming_true_positives)
def streaming_false_negative_rate(**arguments: Any) -> StreamingMetric:
    """Measure how many of the labels of yes are not found.

    As `streaming_true_positives`, but for the value.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is FN / (FN + TP), of the
        false negatives and the true positives; 0 while there is neither.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_false_negative_rate([1, 0, 0, 0], [1, 1, 1, 1]))
        0.75
    """
    return _counted("streaming_false_negative_rate", _share("fn", "tp"), **arguments)


# What is `like` another function hands on all that it got, the collections too.
@ignoring_collections
def _counted(
    metric: str,
    value: Callable[[Sums], Tensor],
    predictions: Tensor = None,
    labels: Tensor = None,
    weights: Tensor = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Return the metric whose value is made of the four counts."""

    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        said, true = said.astype(bool), true.astype(bool)
        weight = weights_of(metric, weights, said)
        return {
            "tp": np.sum(weight * (said & true)),
            "fp": np.sum(weight * (said & ~true)),
            "fn": np.sum(weight * (~said & true)),
            "tn": np.sum(weight * (~said & ~true)),
        }

    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or metric.removeprefix("streaming_"), parts, value, batch
    )


def _sum(name: str) -> Callable[[Sums], Tensor]:
    return lambda sums: np.float32(sums[name])


def _share(name: str, of: str) -> Callable[[Sums], Tensor]:
    return lambda sums: ratio(sums[name], sums[name] + sums[of])
