"""`tf.metrics`: means over many batches, by sums that are kept in local variables.

Source:
    tensorflow/python/ops/metrics_impl.py, for the names of the variables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.collections import GraphKeys, add_to_collections
from argscope.tf1._names.scopes import variable_scope
from argscope.tf1._nn.operands import like, tensor
from argscope.tf1._ops.creation import zeros
from argscope.tf1._ops.values import Array, dtype_of

Metric = tuple[Tensor, Tensor]
"""The result up to here, and what takes a batch in and gives the result after it."""

_GROUPS: Final = [GraphKeys.LOCAL_VARIABLES, GraphKeys.METRIC_VARIABLES]


def over_batches(
    default_name: str,
    sums: Mapping[str, Any],
    result: Callable[..., Any],
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return a metric that is decided by sums over all batches.

    Args:
        default_name: The scope of its variables, if it has no `name`.
        sums: What one batch adds, of known shapes, by the names of the variables.
        result: Takes the sums in their order, and a `name`.
        metrics_collections: What to put the result into.
        updates_collections: What to put the update into.
        name: The scope of its variables.
    """
    with variable_scope(name, default_name):
        totals = [_zero(path, each) for path, each in sums.items()]
        value = result(*(total.value() for total in totals), name="value")
        added = [
            t.assign_add(each) for t, each in zip(totals, sums.values(), strict=True)
        ]
        update = result(*added, name="update_op")
    add_to_collections(metrics_collections, value)
    add_to_collections(updates_collections, update)
    return value, update


def _zero(name: str, like: Any) -> Variable:
    start = zeros(like.shape.as_list(), like.dtype)
    return Variable(start, trainable=False, collections=_GROUPS, name=name)


@op("Identity")
def ratio(part: Array, whole: Array, name: str | None = None) -> Array:
    """Return `part / whole`, 0 where nothing was counted."""
    return ops.where(whole == 0, 0.0, part / ops.where(whole == 0, 1.0, whole))


@op("Sum")
def sum_and_count(
    values: Array, weights: Array = None, name: str | None = None
) -> tuple[Array, Array]:
    """Return the weighted sum of values, and the sum of their weights."""
    values = ops.cast(tensor(values), "float32")
    weight = weights_of(weights, values)
    return ops.sum(values * weight), ops.sum(weight)


def weights_of(weights: Array | None, values: Array) -> Array:
    """Return a weight for each of some values; a last axis of one may be missing."""
    if weights is None:
        return ops.ones_like(values, "float32")
    given = ops.cast(tensor(weights), "float32")
    if given.ndim == values.ndim + 1:
        given = ops.squeeze(given, -1)
    elif 0 < given.ndim == values.ndim - 1:
        given = ops.expand_dims(given, -1)
    return given * ops.ones_like(values, "float32")


def alike(labels: Array, predictions: Array) -> tuple[Array, Array]:
    """Return both, without a last axis of one that only one of them has."""
    labels, predictions = tensor(labels), tensor(predictions)
    if labels.ndim == predictions.ndim + 1:
        labels = ops.squeeze(labels, -1)
    elif predictions.ndim == labels.ndim + 1:
        predictions = ops.squeeze(predictions, -1)
    return labels, predictions


@symbol("metrics.mean")
def mean(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the weighted mean of all values."""
    total, count = sum_and_count(values, weights)
    sums = {"total": total, "count": count}
    return over_batches(
        "mean", sums, ratio, metrics_collections, updates_collections, name
    )


@symbol("metrics.mean_tensor")
def mean_tensor(
    values: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the weighted mean of each element; the shape of `values` is known."""
    total, count = _elements(values, weights)
    sums = {"total_tensor": total, "count_tensor": count}
    return over_batches(
        "mean", sums, ratio, metrics_collections, updates_collections, name
    )


@op("Mul")
def _elements(
    values: Array, weights: Array, name: str | None = None
) -> tuple[Array, Array]:
    values = ops.cast(tensor(values), "float32")
    weight = weights_of(weights, values)
    return values * weight, weight


@symbol("metrics.percentage_below")
def percentage_below(
    values: Any,
    threshold: Any,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the share of values below a threshold."""
    name = name or "percentage_below_threshold"
    below = _below(values, threshold)
    return mean(below, weights, metrics_collections, updates_collections, name)


@op("Less")
def _below(values: Array, threshold: Array, name: str | None = None) -> Array:
    return ops.cast(tensor(values) < threshold, "float32")


def _mean_of(path: str, kind: str, function: Any, root: bool = False) -> Any:
    """Return the metric that is the mean of a function of labels and predictions."""

    @op(kind)
    def each(labels: Array, predictions: Array, name: str | None = None) -> Array:
        return function(*alike(labels, predictions))

    @symbol(f"metrics.{path}")
    def metric(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        total, count = sum_and_count(each(labels, predictions), weights)
        return over_batches(
            path,
            {"total": total, "count": count},
            _root_of_ratio if root else ratio,
            metrics_collections,
            updates_collections,
            name,
        )

    metric.__name__ = path
    metric.__doc__ = f"Return the {path.replace('_', ' ')} of predictions."
    return metric


@op("Sqrt")
def _root_of_ratio(part: Array, whole: Array, name: str | None = None) -> Array:
    return ops.sqrt(ratio.of_values(part, whole))


def _is_right(labels: Array, predictions: Array) -> Array:
    return ops.cast(labels == ops.cast(predictions, dtype_of(labels)), "float32")


def _error(labels: Array, predictions: Array) -> Array:
    return like(labels, predictions) - predictions


accuracy: Final = _mean_of("accuracy", "Cast", _is_right)
mean_absolute_error: Final = _mean_of(
    "mean_absolute_error", "Abs", lambda y, p: abs(_error(y, p))
)
mean_squared_error: Final = _mean_of(
    "mean_squared_error", "SquaredDifference", lambda y, p: _error(y, p) ** 2
)
root_mean_squared_error: Final = _mean_of(
    "root_mean_squared_error",
    "SquaredDifference",
    lambda y, p: _error(y, p) ** 2,
    root=True,
)
