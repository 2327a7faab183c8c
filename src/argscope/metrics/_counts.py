"""Counts of right and wrong answers to yes-or-no questions, and their ratios."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from argscope.metrics._arrays import pair, ratio, weights_of
from argscope.metrics._functions import called
from argscope.metrics._streaming import StreamingMetric, Sums


def _counted(
    metric: str, doc: str, value: Callable[[Sums], Any]
) -> Callable[..., StreamingMetric]:
    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        said, true = said.astype(bool), true.astype(bool)
        weight = weights_of(metric, weights, said)
        return {
            "tp": np.sum(weight * (said & true)),
            "fp": np.sum(weight * (said & ~true)),
            "fn": np.sum(weight * (~said & true)),
            "tn": np.sum(weight * (~said & ~true)),
        }

    def function(
        predictions: Any = None,
        labels: Any = None,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> StreamingMetric:
        del metrics_collections, updates_collections
        batch = (predictions, labels, weights)
        return StreamingMetric(
            name or metric.removeprefix("streaming_"), parts, value, batch
        )

    return called(metric, doc, function)


def _sum(name: str) -> Callable[[Sums], Any]:
    return lambda sums: np.float32(sums[name])


def _share(name: str, of: str) -> Callable[[Sums], Any]:
    return lambda sums: ratio(sums[name], sums[name] + sums[of])


streaming_true_positives = _counted(
    "streaming_true_positives", "Sum of the weights of yes for yes.", _sum("tp")
)
streaming_true_negatives = _counted(
    "streaming_true_negatives", "Sum of the weights of no for no.", _sum("tn")
)
streaming_false_positives = _counted(
    "streaming_false_positives", "Sum of the weights of yes for no.", _sum("fp")
)
streaming_false_negatives = _counted(
    "streaming_false_negatives", "Sum of the weights of no for yes.", _sum("fn")
)
streaming_precision = _counted(
    "streaming_precision", "TP / (TP + FP); 0 if that is 0 / 0.", _share("tp", "fp")
)
streaming_recall = _counted(
    "streaming_recall", "TP / (TP + FN); 0 if that is 0 / 0.", _share("tp", "fn")
)
streaming_false_positive_rate = _counted(
    "streaming_false_positive_rate",
    "FP / (FP + TN); 0 if that is 0 / 0.",
    _share("fp", "tn"),
)
streaming_false_negative_rate = _counted(
    "streaming_false_negative_rate",
    "FN / (FN + TP); 0 if that is 0 / 0.",
    _share("fn", "tp"),
)
