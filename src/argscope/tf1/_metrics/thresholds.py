"""Metrics of scores, which are predictions for each of some thresholds.

Source:
    tensorflow/python/ops/metrics_impl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from argscope.tf1._graph.op import SYMBOLS, symbol
from argscope.tf1._metrics.counts import KINDS
from argscope.tf1._metrics.state import (
    added,
    metric_variable,
    published,
    ratio,
    scope_of,
    tf,
    weights_like,
    without_last_one,
)

_EPSILON: Final = 1e-7
"""How far the thresholds reach beyond 0 and 1."""

_SMALL: Final = 1e-6
"""Added to divisors of areas."""

Counts = dict[str, Any]


def counts_at(
    labels: Any,
    predictions: Any,
    thresholds: Sequence[float],
    weights: Any,
    kinds: Sequence[str] = tuple(KINDS),
) -> tuple[Counts, Counts]:
    """Return how many predictions are of each kind at each threshold; and after a batch."""
    predictions, labels = without_last_one(
        tf.cast(predictions, "float32"), tf.cast(labels, "bool")
    )
    scores = tf.reshape(predictions, [1, -1])
    is_so = tf.reshape(labels, [1, -1])
    limits = np.asarray(thresholds, np.float32)[:, None]
    is_predicted = tf.greater(scores, limits)
    weight: Any = 1.0
    if weights is not None:
        weight = tf.reshape(weights_like(weights, predictions), [1, -1])
    values, updates = {}, {}
    for kind in kinds:
        label, prediction = KINDS[kind]
        is_one = tf.logical_and(
            is_so if label else tf.logical_not(is_so),
            is_predicted if prediction else tf.logical_not(is_predicted),
        )
        count = metric_variable([len(thresholds)], "float32", kind)
        sums = tf.reduce_sum(tf.cast(is_one, "float32") * weight, 1)
        values[kind] = tf.identity(count)
        updates[kind] = added(count, sums)
    return values, updates


def spread(num_thresholds: int) -> list[float]:
    """Return thresholds from just below 0 to just above 1."""
    inner = [(i + 1) / (num_thresholds - 1) for i in range(num_thresholds - 2)]
    return [0.0 - _EPSILON, *inner, 1.0 + _EPSILON]


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
    thresholds: Sequence[float] | None = None,
) -> tuple[Any, Any]:
    """Return the area under a curve, `"ROC"` or `"PR"`.

    Raises:
        ValueError: There is no such curve, or no such method for it.
    """
    if curve not in ("ROC", "PR"):
        raise ValueError(f"curve must be either ROC or PR, {curve} unknown")
    with scope_of(name, "auc"):
        limits = (
            spread(num_thresholds)
            if thresholds is None
            else [0.0 - _EPSILON, *sorted(thresholds), 1.0 + _EPSILON]
        )
        values, updates = counts_at(labels, predictions, limits, weights)
        value = _area(values, curve, summation_method, "value")
        update = _area(updates, curve, summation_method, "update_op")
    return published(value, update, metrics_collections, updates_collections)


def _area(counts: Counts, curve: str, method: str, name: str) -> Any:
    tp, fp = counts["true_positives"], counts["false_positives"]
    tn, fn = counts["true_negatives"], counts["false_negatives"]
    if method == "careful_interpolation" and curve == "PR":
        return _interpolated(tp, fp, fn)
    found = tf.realdiv(tp + _SMALL, tp + fn + _SMALL)
    if curve == "ROC":
        x, y = tf.realdiv(fp, fp + tn + _SMALL), found
    else:
        x, y = found, tf.realdiv(tp + _SMALL, tp + fp + _SMALL)
    if method in ("trapezoidal", "careful_interpolation"):
        heights = (y[:-1] + y[1:]) / 2.0
    elif method in ("minoring", "majoring"):
        heights = tf.minimum(y[:-1], y[1:])
        if method == "majoring":
            heights = tf.maximum(y[:-1], y[1:])
    else:
        raise ValueError(f"Invalid summation_method: {method}")
    return tf.reduce_sum((x[:-1] - x[1:]) * heights, name=name)


def _interpolated(tp: Any, fp: Any, fn: Any) -> Any:
    """Return the area under precision by recall, true positives interpolated linearly."""
    gained = tp[:-1] - tp[1:]
    predicted = tp + fp
    slope = ratio(gained, predicted[:-1] - predicted[1:])
    intercept = tp[1:] - slope * predicted[1:]
    both = tf.logical_and(predicted[:-1] > 0, predicted[1:] > 0)
    quotient = tf.where(
        both, ratio(predicted[:-1], predicted[1:]), tf.ones_like(predicted[1:])
    )
    areas = slope * (gained + intercept * tf.log(quotient))
    return tf.reduce_sum(ratio(areas, tp[1:] + fn[1:]), name="interpolate_pr_auc")


def _counter(kind: str) -> Any:
    def count(
        labels: Any,
        predictions: Any,
        thresholds: Sequence[float],
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Any, Any]:
        with scope_of(name, kind):
            values, updates = counts_at(
                labels, predictions, thresholds, weights, [kind]
            )
        return published(
            values[kind], updates[kind], metrics_collections, updates_collections
        )

    count.__doc__ = f"Return how many {kind.replace('_', ' ')} there are by thresholds."
    return count


def _share(others: str, default: str) -> Any:
    kinds = ("true_positives", others)

    def share(
        labels: Any,
        predictions: Any,
        thresholds: Sequence[float],
        weights: Any = None,
        metrics_collections: Any = None,
        updates_collections: Any = None,
        name: str | None = None,
    ) -> tuple[Any, Any]:
        with scope_of(name, default):
            value, update = (
                tf.realdiv(of[kinds[0]], _EPSILON + of[kinds[0]] + of[kinds[1]])
                for of in counts_at(labels, predictions, thresholds, weights, kinds)
            )
        return published(value, update, metrics_collections, updates_collections)

    share.__doc__ = f"Return the {default.partition('_')[0]} by thresholds."
    return share


for _kind in KINDS:
    SYMBOLS[f"metrics.{_kind}_at_thresholds"] = _counter(_kind)
for _name, _others in (("precision", "false_positives"), ("recall", "false_negatives")):
    _path = f"{_name}_at_thresholds"
    SYMBOLS[f"metrics.{_path}"] = _share(_others, _path)


@symbol("metrics.sensitivity_at_specificity")
def sensitivity_at_specificity(
    labels: Any,
    predictions: Any,
    specificity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Return the sensitivity where the specificity is nearest to a given one.

    Raises:
        ValueError: That is no share.
    """
    if not 0 <= specificity <= 1:
        raise ValueError("`specificity` must be in the range [0, 1].")
    with scope_of(name, "sensitivity_at_specificity"):
        made = []
        for of in counts_at(labels, predictions, spread(num_thresholds), weights):
            distances = tf.abs(_specificity(of) - specificity)
            nearest = tf.cast(tf.argmin(distances, 0), "int32")
            made.append(tf.gather(_sensitivity(of), nearest))
    value, update = made
    return published(value, update, metrics_collections, updates_collections)


@symbol("metrics.specificity_at_sensitivity")
def specificity_at_sensitivity(
    labels: Any,
    predictions: Any,
    sensitivity: float,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> tuple[Any, Any]:
    """Return the specificity where the sensitivity is nearest to a given one.

    Raises:
        ValueError: That is no share.
    """
    if not 0 <= sensitivity <= 1:
        raise ValueError("`sensitivity` must be in the range [0, 1].")
    with scope_of(name, "specificity_at_sensitivity"):
        made = []
        for of in counts_at(labels, predictions, spread(num_thresholds), weights):
            # Of several that are nearest, the last one.
            distances = tf.reverse(tf.abs(_sensitivity(of) - sensitivity), [0])
            nearest = tf.cast(tf.argmin(distances, 0), "int32")
            made.append(tf.gather(tf.reverse(_specificity(of), [0]), nearest))
    value, update = made
    return published(value, update, metrics_collections, updates_collections)


def _sensitivity(of: Counts) -> Any:
    return _rate(of["true_positives"], of["false_negatives"])


def _specificity(of: Counts) -> Any:
    return _rate(of["true_negatives"], of["false_positives"])


def _rate(those: Any, others: Any) -> Any:
    return tf.realdiv(those, those + others + _EPSILON)
