"""Several metrics at once, as old programs collect them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from argscope.metrics._streaming import StreamingMetric
from argscope.metrics.errors import MetricError


def aggregate_metrics(
    *value_update_tuples: StreamingMetric | tuple[Any, Callable[..., Any]],
) -> tuple[list[Any], list[Callable[..., Any]]]:
    """Return the values of several metrics, and their updates.

    Args:
        *value_update_tuples: Metrics, or pairs of a value and the update that goes with
            it. At least one.

    Returns:
        The values so far and the functions that take the next batches, in two lists of the
        order of the metrics.

    Raises:
        MetricError: No metric is given.

    Example:
        >>> from argscope import metrics
        >>> values, updates = metrics.aggregate_metrics(
        ...     metrics.streaming_mean([1.0]), metrics.count([1.0]))
        >>> [float(value) for value in values]
        [1.0, 1.0]
        >>> [float(update([5.0])) for update in updates]
        [3.0, 2.0]

    Source:
        tf_slim/metrics/metric_ops.py, `aggregate_metrics`.
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
    names_to_tuples: Mapping[str, StreamingMetric | tuple[Any, Callable[..., Any]]],
) -> tuple[dict[str, Any], dict[str, Callable[..., Any]]]:
    """Return the values of several metrics by name, and their updates by name.

    As `aggregate_metrics`.

    Args:
        names_to_tuples: Names of one's own, and metrics, or pairs of a value and an update.

    Returns:
        The values so far and the functions that take the next batches, in two dicts with
        these names.

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
