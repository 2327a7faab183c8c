"""Curves from counts in buckets: what a batch costs does not grow with the thresholds."""

from __future__ import annotations

from typing import Any, NamedTuple, TypedDict, Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, array, pair, quotient, weights_of
from argscope.metrics._graph_arguments import ignoring
from argscope.metrics._labels_first import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import check_probabilities, evenly_spaced
from argscope.metrics.errors import MetricError


class PrecisionRecall(NamedTuple):
    """What `precision_recall_at_equal_thresholds` tells: one number for each threshold.

    Attributes:
        tp: The weight of true positives, shape `(num_thresholds,)`, float32, as are all.
        fp: The weight of false positives.
        tn: The weight of true negatives.
        fn: The weight of false negatives.
        precision: `tp / max(1e-7, tp + fp)`.
        recall: `tp / max(1e-7, tp + fn)`.
        thresholds: From 0 to 1, evenly spaced.

    Example:
        >>> from argscope import metrics
        >>> metrics.PrecisionRecall._fields
        ('tp', 'fp', 'tn', 'fn', 'precision', 'recall', 'thresholds')
    """

    tp: Array
    fp: Array
    tn: Array
    fn: Array
    precision: Array
    recall: Array
    thresholds: Array


class _Locking(TypedDict, total=False):
    use_locking: bool | None


class _Checking(TypedDict, total=False):
    collections: Any
    check_shape: bool


@ignoring(use_locking=None)
def precision_recall_at_equal_thresholds(
    labels: Tensor = None,
    predictions: Tensor = None,
    weights: Tensor = None,
    num_thresholds: int | None = None,
    *,
    name: str | None = None,
    **_: Unpack[_Locking],
) -> StreamingMetric:
    """Measure precision, recall and counts at evenly spaced thresholds.

    A prediction of at least a threshold is a yes. Labels come first, also in updates.

    Args:
        labels: The first batch, shape `(batch, ...)`, any dtype: yes where it is not 0.
            None: no batch yet.
        predictions: Probabilities from 0 to 1, of the shape of the labels; a last axis of
            size 1 on one side goes.
        weights: What each counts: a number, or a tensor with the axes of the labels, each
            of their size or 1. None: 1 for each.
        num_thresholds: How many evenly spaced thresholds there are, >= 2. None: 201.
        use_locking: Accepted for TF-Slim programs; variables of a graph could be locked.
        name: What the metric is called; default: that of the function.

    Returns:
        A metric whose value is a `PrecisionRecall`. Before the first batch it holds the
        thresholds, and 0 everywhere else.

    Raises:
        MetricError: `num_thresholds` is below 2, a prediction is not a probability, or the
            shapes of two of the three tensors do not fit together.

    Example:
        >>> from argscope import metrics
        >>> found = metrics.precision_recall_at_equal_thresholds(
        ...     [0, 0, 1, 1], [0.1, 0.5, 0.6, 0.9], num_thresholds=3).result()
        >>> found.thresholds.tolist(), found.recall.tolist()
        ([0.0, 0.5, 1.0], [1.0, 1.0, 0.0])

    Source:
        tf_slim/metrics/metric_ops.py, `precision_recall_at_equal_thresholds`.
    """
    metric = "precision_recall_at_equal_thresholds"
    size = 201 if num_thresholds is None else num_thresholds
    evenly_spaced(metric, size)  # checks the number

    def counts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.astype("float32").ravel(), true.astype(bool).ravel()
        check_probabilities(metric, said)
        buckets = np.floor(said * np.float32(size - 1)).astype(int)
        return {
            "yes": np.bincount(buckets, weight * true, size),
            "no": np.bincount(buckets, weight * ~true, size),
        }

    def value(sums: Sums) -> PrecisionRecall:
        tp, fp = (np.cumsum(sums[name][::-1])[::-1] for name in ("yes", "no"))
        tn, fn = fp[0] - fp, tp[0] - tp
        precision, recall = (tp / np.maximum(1e-7, tp + other) for other in (fp, fn))
        thresholds = np.linspace(0, 1, size)
        rows = (tp, fp, tn, fn, precision, recall, thresholds)
        return PrecisionRecall(*(row.astype("float32") for row in rows))

    nothing = dict.fromkeys(("yes", "no"), np.zeros(size))
    batch = (labels, predictions, weights)
    parts = labels_first(counts)
    return StreamingMetric(name or metric, parts, value, batch, empty=value(nothing))


@ignoring(collections=None, check_shape=True)
def auc_using_histogram(
    boolean_labels: Tensor = None,
    scores: Tensor = None,
    score_range: tuple[float, float] = (0.0, 1.0),
    nbins: int = 100,
    *,
    name: str | None = None,
    **_: Unpack[_Checking],
) -> StreamingMetric:
    """Measure the area below the ROC curve, from a histogram of scores.

    Args:
        boolean_labels: The first batch, any shape, any dtype: yes where it is not 0. None:
            no batch yet.
        scores: Numbers, of the shape of the labels, the higher the surer of a yes; a last
            axis of size 1 on one side goes.
        score_range: The lowest and the highest score. Scores outside count as its ends.
        nbins: How many buckets of one size the range has, >= 1. Scores in one bucket count
            as equal.
        collections: Accepted for TF-Slim programs; collections of a graph.
        check_shape: Likewise; shapes are checked in any case.
        name: What the metric is called; default: that of the function.

    Returns:
        A metric whose value, a float32 number from 0 to 1, is how often a yes has a
        higher score than a no, and half of how often they are equal; not a number
        before there are labels of both kinds.

    Raises:
        MetricError: `score_range` is not a low and a higher number, or both shapes do not
            fit together.

    Example:
        >>> from argscope import metrics
        >>> labels, scores = [False, False, True, True], [-3.0, 1.0, -1.0, 7.0]
        >>> float(metrics.auc_using_histogram(labels, scores, score_range=(-5.0, 5.0)))
        0.75

    Source:
        tf_slim/metrics/histogram_ops.py, `auc_using_histogram`.
    """
    low, high = (float(end) for end in array(score_range))
    if not low < high:
        raise MetricError.about(
            "auc_using_histogram", "score_range", score_range, expected="(low, high)"
        )

    def parts(boolean_labels: Tensor, scores: Tensor) -> Sums:
        given, true = pair("auc_using_histogram", scores, boolean_labels)
        places = np.floor((given.ravel() - low) / (high - low) * nbins).astype(int)
        places, true = np.clip(places, 0, nbins - 1), true.ravel().astype(bool)
        return {
            "yes": np.bincount(places[true], minlength=nbins),
            "no": np.bincount(places[~true], minlength=nbins),
        }

    def value(sums: Sums) -> Tensor:
        x, y = (sums[name][::-1] for name in ("no", "yes"))
        reached = np.cumsum(y)
        area = np.sum(x * (2 * reached - y)) / 2
        return quotient(area, x.sum() * y.sum())

    return StreamingMetric(
        name or "auc_using_histogram",
        parts,
        value,
        (boolean_labels, scores),
        empty=float("nan"),
    )
