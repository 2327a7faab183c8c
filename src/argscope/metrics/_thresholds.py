"""Counts of right and wrong answers where every threshold makes its own answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from argscope.metrics._arrays import Array, pair, weights_of
from argscope.metrics._functions import called
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics.errors import MetricError

# What TF-Slim adds below fractions, and how far its thresholds reach outside of 0 to 1.
EPSILON: Final = 1e-7


def counts_at(
    metric: str, thresholds: Any, *, probabilities: bool = True
) -> Callable[..., Sums]:
    """Return a function from a batch to its four counts at each threshold.

    A prediction above a threshold is a yes. Both are compared in float32, as in TF-Slim.
    """
    limits = np.asarray(thresholds, "float32")
    order = np.argsort(limits)

    def passed(places: Array, weight: Array) -> tuple[Array, Array]:
        """Return the weights above each threshold, and of the others."""
        totals = np.bincount(places, weight, len(limits) + 1)
        above, below = np.empty(len(limits)), np.empty(len(limits))
        above[order] = np.cumsum(totals[::-1])[::-1][1:]
        below[order] = np.cumsum(totals)[:-1]
        return above, below

    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.astype("float32").ravel(), true.astype(bool).ravel()
        if probabilities:
            check_probabilities(metric, said)
        # How many thresholds a prediction is above; not a number is above none.
        places = np.searchsorted(limits[order], said, side="left")
        places[np.isnan(said)] = 0
        tp, fn = passed(places, weight * true)
        fp, tn = passed(places, weight * ~true)
        return {"tp": tp, "fp": fp, "fn": fn, "tn": tn}

    return parts


def check_probabilities(metric: str, predictions: Array) -> None:
    """Raise an error if a prediction is not between 0 and 1."""
    outside = predictions[~((predictions >= 0) & (predictions <= 1))]
    if outside.size:
        raise MetricError.values(
            metric, "predictions", outside[0], expected="probabilities from 0 to 1"
        )


def evenly_spaced(metric: str, num_thresholds: int) -> list[float]:
    """Return thresholds from just below 0 to just above 1."""
    if num_thresholds < 2:
        raise MetricError.about(
            metric, "num_thresholds", num_thresholds, expected="2 or more"
        )
    inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
    return [-EPSILON, *inner, 1 + EPSILON]


def _at_thresholds(
    metric: str, doc: str, value: Callable[[Sums], Any], *, probabilities: bool = False
) -> Callable[..., StreamingMetric]:
    def function(
        predictions: Any = None,
        labels: Any = None,
        thresholds: Sequence[float] = (),
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> StreamingMetric:
        del metrics_collections, updates_collections
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

    return called(metric, doc, function)


def _count(name: str) -> Callable[[Sums], Any]:
    return lambda sums: sums[name].astype("float32")


def _share(name: str, of: str) -> Callable[[Sums], Any]:
    def value(sums: Sums) -> Any:
        share = sums[name] / (EPSILON + sums[name] + sums[of])
        return share.astype("float32")

    return value


streaming_true_positives_at_thresholds = _at_thresholds(
    "streaming_true_positives_at_thresholds",
    "Sum of the weights of yes for yes at each threshold.",
    _count("tp"),
)
streaming_true_negatives_at_thresholds = _at_thresholds(
    "streaming_true_negatives_at_thresholds",
    "Sum of the weights of no for no at each threshold.",
    _count("tn"),
)
streaming_false_positives_at_thresholds = _at_thresholds(
    "streaming_false_positives_at_thresholds",
    "Sum of the weights of yes for no at each threshold.",
    _count("fp"),
)
streaming_false_negatives_at_thresholds = _at_thresholds(
    "streaming_false_negatives_at_thresholds",
    "Sum of the weights of no for yes at each threshold.",
    _count("fn"),
)
streaming_precision_at_thresholds = _at_thresholds(
    "streaming_precision_at_thresholds",
    """TP / (TP + FP + 1e-7) at each threshold.

Predictions are probabilities; one above a threshold is a yes.

Example:
    >>> from argscope import metrics
    >>> metrics.streaming_precision_at_thresholds(
    ...     [0.2, 0.6, 0.9], [0, 0, 1], [0.1, 0.5, 0.8]).result().round(3).tolist()
    [0.3330000042915344, 0.5, 1.0]
""",
    _share("tp", "fp"),
    probabilities=True,
)
streaming_recall_at_thresholds = _at_thresholds(
    "streaming_recall_at_thresholds",
    "TP / (TP + FN + 1e-7) at each threshold.",
    _share("tp", "fn"),
    probabilities=True,
)
streaming_false_positive_rate_at_thresholds = _at_thresholds(
    "streaming_false_positive_rate_at_thresholds",
    "FP / (FP + TN + 1e-7) at each threshold.",
    _share("fp", "tn"),
)
streaming_false_negative_rate_at_thresholds = _at_thresholds(
    "streaming_false_negative_rate_at_thresholds",
    "FN / (FN + TP + 1e-7) at each threshold.",
    _share("fn", "tp"),
)
