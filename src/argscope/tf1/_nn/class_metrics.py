"""`tf.metrics` of classes: counts of what was predicted for what is there.

Source:
    tensorflow/python/ops/metrics_impl.py, for the names of the variables.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._nn.metrics import Metric, alike, over_batches, ratio, weights_of
from argscope.tf1._ops.values import Array

# Which predictions are counted: whether they say yes, and whether that is right.
_COUNTS: Final = {
    "true_positives": (True, True),
    "false_positives": (True, False),
    "false_negatives": (False, False),
    "true_negatives": (False, True),
}
_EPSILON: Final = 1e-7


@op("Sum")
def _count(
    labels: Array,
    predictions: Array,
    weights: Array,
    says_yes: bool,
    is_right: bool,
    name: str | None = None,
) -> Array:
    labels, predictions = (
        ops.cast(each, "bool") for each in alike(labels, predictions)
    )
    counted = (predictions == says_yes) & ((labels == predictions) == is_right)
    counted = ops.cast(counted, "float32")
    return ops.sum(counted * weights_of(weights, counted))


def _counted(path: str) -> Any:
    @symbol(f"metrics.{path}")
    def metric(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        sums = {"count": _count(labels, predictions, weights, *_COUNTS[path])}
        return over_batches(
            path, sums, _as_it_is, metrics_collections, updates_collections, name
        )

    metric.__name__ = path
    metric.__doc__ = f"Return the number of {path.replace('_', ' ')}."
    return metric


@op("Identity")
def _as_it_is(count: Array, name: str | None = None) -> Array:
    return count


for _path in _COUNTS:
    _counted(_path)


def _share(path: str, missing: str) -> Any:
    """Return the metric of the true positives among them and the `missing` ones."""

    @symbol(f"metrics.{path}")
    def metric(
        labels: Any,
        predictions: Any,
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> Metric:
        sums = {
            f"{each}/count": _count(labels, predictions, weights, *_COUNTS[each])
            for each in ("true_positives", missing)
        }
        return over_batches(
            path, sums, _of_both, metrics_collections, updates_collections, name
        )

    metric.__name__ = path
    metric.__doc__ = f"Return the {path} of predictions, which are true or false."
    return metric


@op("Select")
def _of_both(one: Array, other: Array, name: str | None = None) -> Array:
    return ratio.of_values(one, one + other)


precision: Final = _share("precision", "false_positives")
recall: Final = _share("recall", "false_negatives")


@op("confusion_matrix")
def _confusion(
    labels: Array, predictions: Array, weights: Array, count: int, name: Any = None
) -> Array:
    labels, predictions = (
        ops.reshape(ops.cast(each, "int32"), (-1,))
        for each in alike(labels, predictions)
    )
    if weights is not None:
        weights = ops.reshape(ops.cast(weights, "float32"), (-1,))
    rows = ops.one_hot(labels, count, dtype="float32")
    rows = rows * ops.expand_dims(weights_of(weights, rows[:, 0]), -1)
    return ops.matmul(
        ops.transpose(rows), ops.one_hot(predictions, count, dtype="float32")
    )


@symbol("metrics.mean_iou")
def mean_iou(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean over the classes that occur of intersection over union."""
    matrix = _confusion(labels, predictions, weights, int(num_classes))
    return over_batches(
        "mean_iou",
        {"total_confusion_matrix": matrix},
        _iou,
        metrics_collections,
        updates_collections,
        name,
    )


@op("mean_iou")
def _iou(matrix: Array, name: str | None = None) -> Array:
    right = ops.diagonal(matrix)
    union = ops.sum(matrix, axis=0) + ops.sum(matrix, axis=1) - right
    occurs = ops.cast(union > 0, "float32")
    return ratio.of_values(ops.sum(ratio.of_values(right, union)), ops.sum(occurs))


@symbol("metrics.mean_per_class_accuracy")
def mean_per_class_accuracy(
    labels: Any,
    predictions: Any,
    num_classes: int,
    weights: Any = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> Metric:
    """Return the mean over all classes of the share of their labels that is predicted."""
    total, right = _class_sums(labels, predictions, weights, int(num_classes))
    return over_batches(
        "mean_accuracy",
        {"total": total, "count": right},
        _class_mean,
        metrics_collections,
        updates_collections,
        name,
    )


@op("ScatterAdd")
def _class_sums(
    labels: Array, predictions: Array, weights: Array, count: int, name: Any = None
) -> tuple[Array, Array]:
    matrix = _confusion.of_values(labels, predictions, weights, count)
    return ops.sum(matrix, axis=1), ops.diagonal(matrix)


@op("Mean")
def _class_mean(total: Array, right: Array, name: str | None = None) -> Array:
    return ops.mean(ratio.of_values(right, total))


@symbol("metrics.auc")
def auc(
    labels: Any,
    predictions: Any,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
    summation_method: str = "trapezoidal",
    thresholds: Any = None,
) -> Metric:
    """Return the area under the curve `"ROC"` or `"PR"`, by sums at thresholds.

    Raises:
        ValueError: It is to be summed in another way than by trapezoids.
    """
    if summation_method != "trapezoidal" or curve not in ("ROC", "PR"):
        raise ValueError(
            "tf.metrics.auc sums trapezoids under the curve 'ROC' or 'PR' here, got "
            f"summation_method={summation_method!r} and curve={curve!r}."
        )
    inner = (
        np.linspace(0, 1, num_thresholds)[1:-1] if thresholds is None else thresholds
    )
    levels = [-_EPSILON, *map(float, inner), 1 + _EPSILON]
    names = ("true_positives", "false_negatives", "true_negatives", "false_positives")
    counts = _counts_at(labels, predictions, weights, levels)
    return over_batches(
        "auc",
        dict(zip(names, counts, strict=True)),
        _area_under_roc if curve == "ROC" else _area_under_pr,
        metrics_collections,
        updates_collections,
        name,
    )


@op("Sum")
def _counts_at(
    labels: Array,
    predictions: Array,
    weights: Array,
    levels: list[float],
    name: str | None = None,
) -> tuple[Array, ...]:
    labels, predictions = alike(labels, predictions)
    weight = ops.reshape(weights_of(weights, predictions), (1, -1))
    yes = ops.reshape(ops.cast(labels, "bool"), (1, -1))
    says = ops.reshape(predictions, (1, -1)) > np.array(levels, np.float32)[:, None]
    kinds = (says & yes, ~says & yes, ~says & ~yes, says & ~yes)
    return tuple(ops.sum(ops.cast(kind, "float32") * weight, axis=1) for kind in kinds)


@op("Sum")
def _area_under_roc(
    tp: Array, fn: Array, tn: Array, fp: Array, name: str | None = None
) -> Array:
    return _area(fp / (fp + tn + 1e-6), (tp + 1e-6) / (tp + fn + 1e-6))


@op("Sum")
def _area_under_pr(
    tp: Array, fn: Array, tn: Array, fp: Array, name: str | None = None
) -> Array:
    return _area((tp + 1e-6) / (tp + fn + 1e-6), (tp + 1e-6) / (tp + fp + 1e-6))


def _area(x: Array, y: Array) -> Array:
    return ops.sum((x[:-1] - x[1:]) * (y[:-1] + y[1:]) / 2)
