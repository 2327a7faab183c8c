"""Areas below curves of all predictions: exact, and of a memory that grows."""

from __future__ import annotations

from collections.abc import Callable
from statistics import NormalDist
from typing import NamedTuple, Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, pair, weights_of
from argscope.metrics._curves import area_below, check_curve
from argscope.metrics._graph_arguments import Collections, ignoring
from argscope.metrics._labels_first import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import EPSILON
from argscope.metrics.errors import MetricError


class AucInterval(NamedTuple):
    """What `auc_with_confidence_intervals` tells.

    Attributes:
        auc: The area below the ROC curve, a float32 number from 0 to 1.
        lower: The lower end of its confidence interval, float32.
        upper: The upper end, float32.

    Example:
        >>> from argscope import metrics
        >>> metrics.auc_with_confidence_intervals().result()._fields
        ('auc', 'lower', 'upper')
    """

    auc: np.float32
    lower: np.float32
    upper: np.float32


# The default of both collections is `()` in TF-Slim, of these two functions only.
@ignoring(metrics_collections=(), updates_collections=())
def streaming_dynamic_auc(
    labels: Tensor = None,
    predictions: Tensor = None,
    curve: str = "ROC",
    *,
    name: str | None = None,
    weights: Tensor = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the area below a curve with a threshold at each prediction.

    It keeps all predictions, and sorts them in each update.

    Args:
        labels: The first batch: 0 or 1, shape `(batch, ...)`. Labels come first, also in
            updates, which take the weights third. None: no batch yet.
        predictions: Numbers of any range, of the shape of the labels; a last axis of size
            1 on one side goes.
        curve: `"ROC"`: true over false positive rate; `"PR"`: precision over recall.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: `dynamic_auc`.
        weights: What each counts: a number, or a tensor with the axes of the labels, each
            of their size or 1. None: 1 for each.

    Returns:
        A metric whose value is a float64 number from 0 to 1, by the trapezoidal rule; 0
        unless there are labels of both kinds.

    Raises:
        MetricError: `curve` is neither, a label is not 0 or 1, or the shapes of two of the
            three tensors do not fit together.

    Example:
        >>> from argscope import metrics
        >>> float(metrics.streaming_dynamic_auc([0, 0, 1, 1], [-2.0, 3.0, 1.0, 9.0]))
        0.75

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_dynamic_auc`.
    """
    check_curve("streaming_dynamic_auc", curve)

    def value(sums: Sums) -> Tensor:
        return np.float64(_exact_area(sums, curve))

    parts = _kept("streaming_dynamic_auc")
    batch = (labels, predictions, weights)
    return StreamingMetric(name or "dynamic_auc", parts, value, batch, merge=_joined)


@ignoring(metrics_collections=(), updates_collections=())
def auc_with_confidence_intervals(
    labels: Tensor = None,
    predictions: Tensor = None,
    weights: Tensor = None,
    alpha: float = 0.95,
    logit_transformation: bool = True,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Measure the area below the ROC curve, with a confidence interval.

    As `streaming_dynamic_auc`, of a ROC curve.

    Args:
        alpha: The confidence, between 0 and 1.
        logit_transformation: Whether the interval is one of the area's logit, which keeps
            it inside 0 to 1.
        name: What the metric is called; default: that of the function.

    Returns:
        A metric whose value is an `AucInterval`. All three are 0 unless there are labels of
        both kinds, in all batches together; TF-Slim looks at the last batch. Both ends are
        not a number while the weights of one kind sum up to less than 1.

    Raises:
        MetricError: As for `streaming_dynamic_auc`, and `alpha` is not between 0 and 1.

    Example:
        >>> from argscope import metrics
        >>> labels, predictions = [0, 1, 0, 1, 1, 0], [0.1, 0.4, 0.5, 0.9, 0.8, 0.2]
        >>> found = metrics.auc_with_confidence_intervals(labels, predictions).result()
        >>> [round(float(number), 2) for number in found]
        [0.89, 0.26, 0.99]

    Source:
        DeLong, DeLong and Clarke-Pearson, "Comparing the areas under two or more
        correlated receiver operating characteristic curves", 1988;
        tf_slim/metrics/metric_ops.py, `auc_with_confidence_intervals`.
    """
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


def _kept(metric: str) -> Callable[..., Sums]:
    def parts(predictions: Tensor, labels: Tensor, weights: Tensor = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.astype("float64").ravel(), true.astype(int).ravel()
        outside = true[(true < 0) | (true > 1)]
        if outside.size:
            raise MetricError.values(metric, "labels", outside[0], expected="0 or 1")
        return {"predictions": said, "labels": true, "weights": weight}

    return labels_first(parts)


def _joined(old: Sums, new: Sums) -> Sums:
    return {name: np.concatenate([old[name], new[name]]) for name in new}


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
