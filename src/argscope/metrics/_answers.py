"""Several answers to each example, and several labels: which answers are right.

Answers are the `k` classes with the highest predictions, or are given as classes. Labels
are class numbers, shape `(..., num_labels)`, or `(...)` for one label each. A negative
label, which fills rows of fewer labels, is never found, and counts as missed in recall,
as in TF-Slim.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, array, weights_of
from argscope.metrics._streaming import Sums
from argscope.metrics.errors import MetricError


def checked_k(metric: str, k: int | None) -> int:
    """Return `k`, or raise an error if it is missing or below 1."""
    if k is None or k < 1:
        raise MetricError.about(metric, "k", k, expected="a number of classes")
    return k


def top_k(metric: str, predictions: Tensor, k: int) -> Array:
    """Return the `k` classes with the highest predictions; of equals the first."""
    scores = array(predictions)
    if not 1 <= k <= scores.shape[-1]:
        raise MetricError.about(
            metric, "k", k, expected=f"1 to {scores.shape[-1]}, the number of classes"
        )
    return np.argsort(-scores, axis=-1, kind="stable")[..., :k]


def labels_of(metric: str, answers: Array, labels: Tensor) -> Array:
    """Return labels with an axis of several for each example, as the answers have."""
    true = array(labels)
    if true.ndim == answers.ndim - 1:
        true = true[..., None]
    if true.shape[:-1] != answers.shape[:-1]:
        raise MetricError.shapes(metric, ("predictions", answers), ("labels", true))
    return true


def is_in(classes: Array, others: Array) -> Array:
    """Return which classes stand anywhere in their row of others."""
    return (classes[..., :, None] == others[..., None, :]).any(-1)


def counts_of(
    metric: str, class_id: int | None
) -> Callable[[Array, Tensor, Tensor], Sums]:
    """Return a function from answers, labels and weights to the counts of right ones."""

    def parts(answers: Array, labels: Tensor, weights: Tensor) -> Sums:
        true = labels_of(metric, answers, labels)
        given, wanted = _first_of_equals(answers), _first_of_equals(true)
        if class_id is not None:
            given, wanted = given & (answers == class_id), wanted & (true == class_id)
        # Of all labels, not of those of one class: the other has been left out above.
        right, found = is_in(answers, true), is_in(true, answers)
        rows = np.zeros(answers.shape[:-1])
        weight = weights_of(metric, weights, rows)
        return {
            "tp": np.sum(weight * (given & right).sum(-1)),
            "fp": np.sum(weight * (given & ~right).sum(-1)),
            "fn": np.sum(weight * (wanted & ~found).sum(-1)),
        }

    return parts


def _first_of_equals(classes: Array) -> Array:
    """Return where a class does not stand before in its row."""
    same = classes[..., :, None] == classes[..., None, :]
    return ~np.tril(same, -1).any(-1)
