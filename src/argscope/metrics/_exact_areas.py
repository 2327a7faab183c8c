"""Metrics that keep every prediction: exact, and of a memory that grows."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import Any, NamedTuple

import numpy as np

from argscope.metrics._arrays import Array, array, pair, weights_of
from argscope.metrics._curves import area_below, check_curve
from argscope.metrics._functions import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import EPSILON
from argscope.metrics.errors import MetricError


class AucInterval(NamedTuple):
    """What `auc_with_confidence_intervals` tells."""

    auc: Any
    lower: Any
    upper: Any


def _joined(old: Sums, new: Sums) -> Sums:
    return {name: np.concatenate([old[name], new[name]]) for name in new}


def streaming_concat(
    values: Any = None,
    axis: int = 0,
    max_size: int | None = None,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    name: str | None = None,
) -> StreamingMetric:
    """All values so far, one batch after the other along `axis`.

    `max_size` is how many are kept, the first ones. The value before the first batch is
    an empty array. An update returns the values, where TF-Slim's returns how many there
    are.

    Example:
        >>> from argscope import metrics
        >>> values, update = metrics.streaming_concat([1, 2])
        >>> update([3]).tolist()
        [1, 2, 3]
    """
    del metrics_collections, updates_collections

    def parts(values: Any) -> Sums:
        given = array(values)
        if not -given.ndim <= axis < given.ndim:
            raise MetricError.about(
                "streaming_concat", "axis", axis, expected=f"an axis of {given.shape}"
            )
        return {"kept": np.moveaxis(given, axis, 0)[:max_size]}

    def merge(old: Sums, new: Sums) -> Sums:
        if old["kept"].shape[1:] != new["kept"].shape[1:]:
            raise MetricError.shapes(
                "streaming_concat",
                ("values", new["kept"]),
                ("earlier ones", old["kept"]),
            )
        return {"kept": np.concatenate([old["kept"], new["kept"]])[:max_size]}

    def value(sums: Sums) -> Array:
        return np.moveaxis(sums["kept"], 0, axis)

    empty = np.zeros(0, "float32")
    return StreamingMetric(
        name or "streaming_concat", parts, value, (values,), merge=merge, empty=empty
    )


def _kept(metric: str) -> Callable[..., Sums]:
    def parts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.astype("float64").ravel(), true.astype(int).ravel()
        outside = true[(true < 0) | (true > 1)]
        if outside.size:
            raise MetricError.values(metric, "labels", outside[0], expected="0 or 1")
        return {"predictions": said, "labels": true, "weights": weight}

    return labels_first(parts)


def streaming_dynamic_auc(
    labels: Any = None,
    predictions: Any = None,
    curve: str = "ROC",
    metrics_collections: Any = (),
    updates_collections: Any = (),
    name: str | None = None,
    weights: Any = None,
) -> StreamingMetric:
    """Area below the curve with every prediction for a threshold; labels come first.

    Predictions have any range. 0 unless there are labels of both kinds. Each update sorts
    all predictions so far, and keeps them.
    """
    del metrics_collections, updates_collections
    check_curve("streaming_dynamic_auc", curve)

    def value(sums: Sums) -> Any:
        return np.float64(_exact_area(sums, curve))

    parts = _kept("streaming_dynamic_auc")
    batch = (labels, predictions, weights)
    return StreamingMetric(name or "dynamic_auc", parts, value, batch, merge=_joined)


def _exact_area(sums: Sums, curve: str) -> float:
    true, weight = sums["labels"], sums["weights"]
    order = np.argsort(-sums["predictions"], kind="stable")
    hits, all_ = (np.cumsum(each[order]) for each in (weight * true, weight))
    if hits.size == 0 or hits[-1] in {0, all_[-1]}:
        return 0.0
    # A threshold lies behind the last of equal predictions, and one before all.
    ends = np.append(np.diff(sums["predictions"][order]) != 0, [True])
    tp, yes = (np.concatenate([[0.0], each[ends]]) for each in (hits, all_))
    if curve == "ROC":
        fp = yes - tp
        return float(area_below(fp / fp[-1], tp / tp[-1]))
    precision = np.divide(tp, yes, out=np.ones_like(tp), where=yes > 0)
    return float(area_below(tp / tp[-1], precision))


def auc_with_confidence_intervals(
    labels: Any = None,
    predictions: Any = None,
    weights: Any = None,
    alpha: float = 0.95,
    logit_transformation: bool = True,
    metrics_collections: Any = (),
    updates_collections: Any = (),
    name: str | None = None,
) -> StreamingMetric:
    """Area below the ROC curve with a confidence interval, in a named tuple.

    Labels come first. `alpha` is the confidence; `logit_transformation` keeps the interval
    inside 0 to 1. All are 0 unless there are labels of both kinds, of all batches, where
    TF-Slim looks at the last batch. The interval is not a number if the weights of a kind
    sum up to less than 1.

    Source:
        DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more
        correlated receiver operating characteristic curves", 1988.
    """
    del metrics_collections, updates_collections
    metric = "auc_with_confidence_intervals"
    if not 0 < alpha < 1:
        raise MetricError.about(
            metric, "alpha", alpha, expected="a number between 0 and 1"
        )

    def value(sums: Sums) -> AucInterval:
        # The spread of less than one example is not a number; far logits are 0 or 1.
        with np.errstate(invalid="ignore", over="ignore"):
            area, error = _placement_area(sums)
            return _interval(area, error, alpha, logit=logit_transformation)

    batch = (labels, predictions, weights)
    nothing = AucInterval(*np.zeros(3, "float32"))
    return StreamingMetric(
        name or metric, _kept(metric), value, batch, merge=_joined, empty=nothing
    )


def _placement_area(sums: Sums) -> tuple[float, float]:
    """Return the area and its standard error; 0 and 0 for labels of one kind."""
    true = sums["labels"].astype(bool)
    weight = sums["weights"]
    if true.all() or not true.any() or weight.sum() < 1:
        return 0.0, 0.0
    total_1, total_0 = weight[true].sum(), weight[~true].sum()
    above = _placements(sums["predictions"], weight * ~true)[true]
    below = 1 - _placements(sums["predictions"], weight * true)[~true]
    area_1 = (weight[true] * above).sum() / (total_1 + EPSILON)
    area_0 = (weight[~true] * below).sum() / (total_0 + EPSILON)
    spread_1 = weight[true] * (above - area_1) ** 2
    spread_0 = weight[~true] * (below - area_0) ** 2
    variance = spread_1.sum() / (total_1 - 1 + EPSILON) / (total_1 + EPSILON)
    variance += spread_0.sum() / (total_0 - 1 + EPSILON) / (total_0 + EPSILON)
    return (area_1 if total_0 < total_1 else area_0), float(np.sqrt(variance))


def _placements(predictions: Array, weight: Array) -> Array:
    """Return which part of the weight lies below each prediction; of equals half."""
    _, places = np.unique(predictions, return_inverse=True)
    totals = np.bincount(places, weight)
    return ((np.cumsum(totals) - totals / 2) / (totals.sum() + EPSILON))[places]


def _interval(area: float, error: float, alpha: float, *, logit: bool) -> AucInterval:
    z = NormalDist().inv_cdf((1 - alpha) / 2)
    if area in {0.0, 1.0}:
        ends = (area, area)
    elif logit:
        middle = np.log(area / (1 - area + EPSILON))
        reach = z * error / (area * (1 - area + EPSILON))
        ends = tuple(
            1 / (1 + np.exp(-end) + EPSILON) for end in (middle + reach, middle - reach)
        )
    else:
        ends = (area + z * error, area - z * error)
    return AucInterval(*(np.float32(number) for number in (area, *ends)))
