"""The metrics of `tf.contrib.metrics` and `slim.metrics`: predictions come before labels.

Source:
    tensorflow/contrib/metrics/python/ops/metric_ops.py of TensorFlow 1.15.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS
from argscope.tf1._metrics import (  # before their names are looked up
    classes,
    counts,
    means,
    thresholds,
    top_k,
)

_PLACES: Final = (
    "contrib.metrics",
    "contrib.slim.metrics",
    "contrib.slim.metrics.metric_ops",
)

_MODULES: Final = (classes, counts, means, thresholds, top_k)

_SAME: Final = {
    "streaming_mean": "mean",
    "streaming_mean_tensor": "mean_tensor",
    "streaming_percentage_less": "percentage_below",
}

_SWAPPED: Final = {
    f"streaming_{name}": name
    for name in (
        "accuracy",
        "auc",
        "false_negatives",
        "false_negatives_at_thresholds",
        "false_positives",
        "false_positives_at_thresholds",
        "mean_absolute_error",
        "mean_cosine_distance",
        "mean_iou",
        "mean_relative_error",
        "mean_squared_error",
        "precision",
        "precision_at_thresholds",
        "recall",
        "recall_at_thresholds",
        "root_mean_squared_error",
        "sensitivity_at_specificity",
        "specificity_at_sensitivity",
        "true_negatives",
        "true_negatives_at_thresholds",
        "true_positives",
        "true_positives_at_thresholds",
    )
} | {
    "streaming_sparse_recall_at_k": "recall_at_k",
    "streaming_sparse_precision_at_k": "precision_at_k",
}


def _swapped(metric: Callable[..., Any]) -> Callable[..., Any]:
    """Return a metric whose predictions are its first argument."""
    labels, predictions, *rest = inspect.signature(metric).parameters.values()
    signature = inspect.Signature([predictions, labels, *rest])

    def streaming(*args: Any, **kwargs: Any) -> Any:
        return metric(**signature.bind(*args, **kwargs).arguments)

    streaming.__signature__ = signature  # type: ignore[attr-defined]
    streaming.__doc__ = metric.__doc__
    return streaming


def streaming_recall_at_k(
    predictions: Any,
    labels: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Any:
    """Return how many labels are among the k classes that are predicted first."""
    is_in = SYMBOLS["to_float"](SYMBOLS["nn.in_top_k"](predictions, labels, k))
    return means.mean(
        is_in,
        weights,
        metrics_collections,
        updates_collections,
        name or f"recall_at_{k}",
    )


def aggregate_metrics(*value_update_tuples: Any) -> tuple[list[Any], list[Any]]:
    """Return the values of metrics, and their updates.

    Raises:
        ValueError: There are none.
    """
    if not value_update_tuples:
        raise ValueError("Expected at least one value_tensor/update_op pair")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(
    names_to_tuples: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of metrics by their names, and their updates."""
    pairs = dict(names_to_tuples).items()
    return {name: x[0] for name, x in pairs}, {name: x[1] for name, x in pairs}


def accuracy(
    predictions: Any, labels: Any, weights: Any = None, name: str | None = None
) -> Any:
    """Return how many predictions of this batch are labels."""
    if SYMBOLS["convert_to_tensor"](labels).dtype != predictions.dtype:
        predictions = SYMBOLS["cast"](predictions, labels.dtype)
    is_correct = SYMBOLS["to_float"](SYMBOLS["equal"](predictions, labels))
    if weights is None:
        return SYMBOLS["reduce_mean"](is_correct, name=name)
    weighted = SYMBOLS["reduce_sum"](is_correct * weights)
    return SYMBOLS["realdiv"](weighted, SYMBOLS["reduce_sum"](weights), name=name)


for _place in _PLACES:
    for _new, _old in _SAME.items():
        SYMBOLS[f"{_place}.{_new}"] = SYMBOLS[f"metrics.{_old}"]
    for _new, _old in _SWAPPED.items():
        SYMBOLS[f"{_place}.{_new}"] = _swapped(SYMBOLS[f"metrics.{_old}"])
    for _function in (
        streaming_recall_at_k,
        aggregate_metrics,
        aggregate_metric_map,
        accuracy,
    ):
        SYMBOLS[f"{_place}.{_function.__name__}"] = _function
