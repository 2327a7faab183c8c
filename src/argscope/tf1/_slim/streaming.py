"""`tf.contrib.metrics`, which TF-Slim has as `slim.metrics`: predictions come before labels.

Source:
    tensorflow/contrib/metrics/python/ops/metric_ops.py.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._nn import class_metrics, metrics  # noqa: F401  # has its symbols
from argscope.tf1._nn.lookup import in_top_k
from argscope.tf1._nn.metrics import Metric
from argscope.tf1._ops.casting import cast

_MODULES: Final = ("contrib.metrics", "contrib.slim.metrics")


def _with_predictions_first(metric: Callable[..., Any]) -> Callable[..., Any]:
    def streaming(predictions: Any, labels: Any, *args: Any, **kwargs: Any) -> Metric:
        found: Metric = metric(labels, predictions, *args, **kwargs)
        return found

    streaming.__doc__ = metric.__doc__
    return streaming


for _name in (
    "accuracy",
    "mean_absolute_error",
    "mean_squared_error",
    "root_mean_squared_error",
    "true_positives",
    "false_positives",
    "false_negatives",
    "true_negatives",
    "precision",
    "recall",
    "mean_iou",
    "auc",
):
    for _module in _MODULES:
        SYMBOLS[f"{_module}.streaming_{_name}"] = _with_predictions_first(
            SYMBOLS[f"metrics.{_name}"]
        )

for _module in _MODULES:
    SYMBOLS[f"{_module}.streaming_mean"] = metrics.mean
    SYMBOLS[f"{_module}.streaming_mean_tensor"] = metrics.mean_tensor
    SYMBOLS[f"{_module}.streaming_percentage_less"] = metrics.percentage_below


@symbol(*(f"{module}.streaming_recall_at_k" for module in _MODULES))
def streaming_recall_at_k(
    predictions: Any,
    labels: Any,
    k: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the share of labels that are among the `k` highest predictions."""
    found = cast(in_top_k(predictions, labels, k), "float32")
    return metrics.mean(
        found, weights, metrics_collections, updates_collections, name or "recall_at_k"
    )


@symbol(*(f"{module}.aggregate_metrics" for module in _MODULES))
def aggregate_metrics(*value_update_tuples: Metric) -> tuple[list[Any], list[Any]]:
    """Return the results of several metrics, and their updates.

    Raises:
        ValueError: There is none.
    """
    if not value_update_tuples:
        raise ValueError("Expected at least one value_tensor/update_op pair")
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


@symbol(*(f"{module}.aggregate_metric_map" for module in _MODULES))
def aggregate_metric_map(
    names_to_tuples: Mapping[str, Metric],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the results of several metrics by name, and their updates."""
    values, updates = aggregate_metrics(*names_to_tuples.values())
    names = list(names_to_tuples)
    return dict(zip(names, values, strict=True)), dict(zip(names, updates, strict=True))


@symbol(*(f"{module}.accuracy" for module in _MODULES))
def accuracy(
    predictions: Any, labels: Any, weights: Any = None, name: str | None = None
) -> Any:
    """Return the share of predictions that are right, in this batch alone."""
    del name
    total, count = metrics.sum_and_count(
        cast(SYMBOLS["equal"](predictions, labels), "float32"), weights
    )
    return metrics.ratio(total, count)
