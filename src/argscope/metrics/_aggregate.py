"""Several metrics at once, as old programs collect them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from argscope.metrics.errors import MetricError


def aggregate_metrics(*value_update_tuples: Any) -> tuple[list[Any], list[Any]]:
    """Return the values of metrics, and their updates.

    Raises:
        MetricError: No metric is given.
    """
    if not value_update_tuples:
        raise MetricError.about(
            "aggregate_metrics",
            "value_update_tuples",
            (),
            expected="one metric or more",
        )
    values, updates = zip(*value_update_tuples, strict=True)
    return list(values), list(updates)


def aggregate_metric_map(
    names_to_tuples: Mapping[str, Any],
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the values of metrics by name, and their updates by name.

    Example:
        >>> from argscope import metrics
        >>> values, updates = metrics.aggregate_metric_map(
        ...     {"accuracy": metrics.streaming_accuracy([0, 1], [0, 0])})
        >>> float(values["accuracy"]), float(updates["accuracy"]([1, 1], [1, 1]))
        (0.5, 0.75)
    """
    values, updates = aggregate_metrics(*names_to_tuples.values())
    names = list(names_to_tuples)
    return (
        dict(zip(names, values, strict=True)),
        dict(zip(names, updates, strict=True)),
    )
