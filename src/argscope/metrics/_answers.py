"""Precision and recall where each example has several answers and several labels.

Answers are the `k` classes with the highest predictions, or are given as classes. Labels
are class numbers, shape `(..., num_labels)`, or `(...)` for one label each. A negative
label, which fills rows of fewer labels, is never found, and counts as missed in recall,
as in TF-Slim.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from argscope.metrics._arrays import Array, array, quotient, weights_of
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._weighted_mean import weighted_mean, weighted_sums
from argscope.metrics.errors import MetricError


def top_k(metric: str, predictions: Any, k: int) -> Array:
    """Return the `k` classes with the highest predictions; of equals the first."""
    scores = array(predictions)
    if not 1 <= k <= scores.shape[-1]:
        raise MetricError.about(
            metric, "k", k, expected=f"1 to {scores.shape[-1]}, the number of classes"
        )
    return np.argsort(-scores, axis=-1, kind="stable")[..., :k]


def _expanded(metric: str, answers: Array, labels: Any) -> Array:
    true = array(labels)
    if true.ndim == answers.ndim - 1:
        true = true[..., None]
    if true.shape[:-1] != answers.shape[:-1]:
        raise MetricError.shapes(metric, ("predictions", answers), ("labels", true))
    return true


def _first_of_equals(classes: Array) -> Array:
    """Return where a class does not stand before in its row."""
    same = classes[..., :, None] == classes[..., None, :]
    return ~np.tril(same, -1).any(-1)


def _is_in(classes: Array, others: Array) -> Array:
    return (classes[..., :, None] == others[..., None, :]).any(-1)


def _counts(metric: str, class_id: int | None) -> Callable[..., Sums]:
    def parts(answers: Array, labels: Any, weights: Any = None) -> Sums:
        true = _expanded(metric, answers, labels)
        given, wanted = _first_of_equals(answers), _first_of_equals(true)
        if class_id is not None:
            given, wanted = given & (answers == class_id), wanted & (true == class_id)
        # Of all labels, not of those of one class: the other has been left out above.
        right, found = _is_in(answers, true), _is_in(true, answers)
        rows = np.zeros(answers.shape[:-1])
        weight = weights_of(metric, weights, rows)
        return {
            "tp": np.sum(weight * (given & right).sum(-1)),
            "fp": np.sum(weight * (given & ~right).sum(-1)),
            "fn": np.sum(weight * (wanted & ~found).sum(-1)),
        }

    return parts


def _precision(sums: Sums) -> Any:
    return quotient(sums["tp"], sums["tp"] + sums["fp"])


def _recall(sums: Sums) -> Any:
    return quotient(sums["tp"], sums["tp"] + sums["fn"])


def _checked_k(metric: str, k: int | None) -> int:
    if k is None or k < 1:
        raise MetricError.about(metric, "k", k, expected="a number of classes")
    return k


def _of_scores(
    metric: str, k: int | None, parts: Callable[..., Any]
) -> Callable[..., Any]:
    k = _checked_k(metric, k)

    def from_scores(predictions: Any, labels: Any, weights: Any = None) -> Any:
        return parts(top_k(metric, predictions, k), labels, weights)

    return from_scores


def _of_classes(parts: Callable[..., Any]) -> Callable[..., Any]:
    def from_classes(top_k_predictions: Any, labels: Any, weights: Any = None) -> Any:
        return parts(array(top_k_predictions), labels, weights)

    return from_classes


def streaming_recall_at_k(
    predictions: Any = None,
    labels: Any = None,
    k: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of examples whose one label has fewer than `k` higher predictions.

    Predictions of shape `(batch, classes)`, labels `(batch,)`.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_recall_at_k([[0.1, 0.3, 0.6]] * 2, [1, 0], k=2))
        0.5
    """
    del metrics_collections, updates_collections
    metric = "streaming_recall_at_k"
    k = _checked_k(metric, k)

    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        scores, true = array(predictions), array(labels)
        if scores.ndim != 2 or true.shape != scores.shape[:1]:
            raise MetricError.shapes(metric, ("predictions", scores), ("labels", true))
        known = (true >= 0) & (true < scores.shape[1])
        own = np.take_along_axis(scores, np.where(known, true, 0)[:, None], axis=1)
        hits = known & ((scores > own).sum(1) < k)
        return weighted_sums(metric, hits, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(name or f"recall_at_{k}", parts, weighted_mean, batch)


def streaming_sparse_recall_at_k(
    predictions: Any = None,
    labels: Any = None,
    k: int | None = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of labels that are among the `k` highest predictions.

    `class_id` looks at one class. Not a number if there is no label.
    """
    del metrics_collections, updates_collections
    metric = "streaming_sparse_recall_at_k"
    parts = _of_scores(metric, k, _counts(metric, class_id))
    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or f"recall_at_{k}", parts, _recall, batch, empty=np.nan
    )


def sparse_recall_at_top_k(
    labels: Any = None,
    top_k_predictions: Any = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of labels that are among the classes answered; labels come first."""
    del metrics_collections, updates_collections
    counts = _counts("sparse_recall_at_top_k", class_id)

    def parts(labels: Any, top_k_predictions: Any, weights: Any = None) -> Sums:
        return counts(array(top_k_predictions), labels, weights)

    batch = (labels, top_k_predictions, weights)
    return StreamingMetric(name or "recall_at_k", parts, _recall, batch, empty=np.nan)


def streaming_sparse_precision_at_k(
    predictions: Any = None,
    labels: Any = None,
    k: int | None = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of the `k` highest predictions that are labels."""
    del metrics_collections, updates_collections
    metric = "streaming_sparse_precision_at_k"
    parts = _of_scores(metric, k, _counts(metric, class_id))
    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or f"precision_at_{k}", parts, _precision, batch, empty=np.nan
    )


def streaming_sparse_precision_at_top_k(
    top_k_predictions: Any = None,
    labels: Any = None,
    class_id: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Fraction of the classes answered that are labels."""
    del metrics_collections, updates_collections
    parts = _of_classes(_counts("streaming_sparse_precision_at_top_k", class_id))
    batch = (top_k_predictions, labels, weights)
    return StreamingMetric(
        name or "precision_at_k", parts, _precision, batch, empty=np.nan
    )


def _average_precision(metric: str) -> Callable[..., Sums]:
    def parts(answers: Array, labels: Any, weights: Any = None) -> Sums:
        true = _expanded(metric, answers, labels)
        right = _is_in(answers, true)
        precision = np.cumsum(right, -1) / np.arange(1, answers.shape[-1] + 1)
        relevant = np.minimum((true >= 0).sum(-1), answers.shape[-1])
        with np.errstate(invalid="ignore"):  # no label: not a number, as in TF-Slim
            each = (precision * right).sum(-1) / relevant
        return weighted_sums(metric, each, weights)

    return parts


def streaming_sparse_average_precision_at_k(
    predictions: Any = None,
    labels: Any = None,
    k: int | None = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """Mean over examples of the average precision of their `k` highest predictions.

    The average is over the places of labels, as at
    https://en.wikipedia.org/wiki/Information_retrieval#Average_precision, of at most `k`.
    Labels that are no class are left out.
    """
    del metrics_collections, updates_collections
    metric = "streaming_sparse_average_precision_at_k"
    averages = _average_precision(metric)
    answers = _of_scores(metric, k, lambda classes, *_: classes)

    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        true = array(labels)
        true = np.where(true < array(predictions).shape[-1], true, -1)
        return averages(answers(predictions, labels), true, weights)

    batch = (predictions, labels, weights)
    return StreamingMetric(
        name or f"average_precision_at_{k}", parts, weighted_mean, batch
    )


def streaming_sparse_average_precision_at_top_k(
    top_k_predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """As `streaming_sparse_average_precision_at_k`, of classes, the best first."""
    del metrics_collections, updates_collections
    parts = _of_classes(
        _average_precision("streaming_sparse_average_precision_at_top_k")
    )
    batch = (top_k_predictions, labels, weights)
    return StreamingMetric(
        name or "average_precision_at_top_k", parts, weighted_mean, batch
    )
