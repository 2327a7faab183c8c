"""Curves of a detector over thresholds, and the areas below them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from argscope.metrics._arrays import Array, array, pair, quotient, weights_of
from argscope.metrics._functions import labels_first
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics._thresholds import check_probabilities, counts_at, evenly_spaced
from argscope.metrics.errors import MetricError

# Added to counts, so that a curve has no 0 / 0; not the epsilon of thresholds.
_SMOOTH: Final = 1e-6


class PrecisionRecall(NamedTuple):
    """What `precision_recall_at_equal_thresholds` tells: one array of each."""

    tp: NDArray[Any]
    fp: NDArray[Any]
    tn: NDArray[Any]
    fn: NDArray[Any]
    precision: NDArray[Any]
    recall: NDArray[Any]
    thresholds: NDArray[Any]


def check_curve(metric: str, curve: str) -> None:
    """Raise an error if `curve` is not known."""
    if curve not in {"ROC", "PR"}:
        raise MetricError.about(metric, "curve", curve, expected="'ROC' or 'PR'")


def area_below(x: Array, y: Array) -> Any:
    """Return the area below points, by the trapezoidal rule."""
    return np.sum(np.diff(x) * (y[1:] + y[:-1]) / 2)


def _points(sums: Sums, curve: str) -> tuple[Array, Array]:
    tp, fp, fn, tn = (sums[name] for name in ("tp", "fp", "fn", "tn"))
    recall = (tp + _SMOOTH) / (tp + fn + _SMOOTH)
    if curve == "ROC":
        return fp / (fp + tn + _SMOOTH), recall
    return recall, (tp + _SMOOTH) / (tp + fp + _SMOOTH)


def streaming_auc(
    predictions: Any = None,
    labels: Any = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
) -> StreamingMetric:
    """Area below the curve, by the trapezoidal rule over evenly spaced thresholds.

    Predictions are probabilities. `curve` is `"ROC"`, true over false positive rate, or
    `"PR"`, precision over recall, of which the rule makes too much (Davis and Goadrich,
    2006); so does TF-Slim.

    Example:
        >>> from argscope import metrics
        >>> auc = metrics.streaming_auc([0.1, 0.4, 0.35, 0.8], [0, 0, 1, 1])
        >>> round(float(auc), 4)
        0.75
    """
    del metrics_collections, updates_collections
    check_curve("streaming_auc", curve)

    def value(sums: Sums) -> Any:
        x, y = _points(sums, curve)
        return np.float32(-area_below(x, y))  # x falls where thresholds rise

    parts = counts_at("streaming_auc", evenly_spaced("streaming_auc", num_thresholds))
    return StreamingMetric(name or "auc", parts, value, (predictions, labels, weights))


def streaming_curve_points(
    labels: Any = None,
    predictions: Any = None,
    weights: Any = None,
    num_thresholds: int = 200,
    metrics_collections: Any = None,
    updates_collections: Any = None,
    curve: str = "ROC",
    name: str | None = None,
) -> StreamingMetric:
    """Points of a curve, shape `(num_thresholds, 2)`; labels come first."""
    del metrics_collections, updates_collections
    metric = "streaming_curve_points"
    check_curve(metric, curve)
    thresholds = evenly_spaced(metric, num_thresholds)
    parts = labels_first(counts_at(metric, thresholds, probabilities=False))

    def value(sums: Sums) -> Any:
        return np.stack(_points(sums, curve), axis=1).astype("float32")

    nothing = dict.fromkeys(("tp", "fp", "fn", "tn"), np.zeros(num_thresholds))
    batch = (labels, predictions, weights)
    return StreamingMetric(
        name or "curve_points", parts, value, batch, empty=value(nothing)
    )


def precision_recall_at_equal_thresholds(
    labels: Any = None,
    predictions: Any = None,
    weights: Any = None,
    num_thresholds: int | None = None,
    use_locking: bool | None = None,
    name: str | None = None,
) -> StreamingMetric:
    """Counts, precision and recall at thresholds from 0 to 1, in a named tuple.

    Labels come first. A prediction of at least a threshold is a yes. Costs do not grow
    with the number of thresholds, which is 201 if None. `use_locking` has no meaning here.
    """
    del use_locking
    metric = "precision_recall_at_equal_thresholds"
    size = 201 if num_thresholds is None else num_thresholds
    evenly_spaced(metric, size)  # checks the number

    def counts(predictions: Any, labels: Any, weights: Any = None) -> Sums:
        said, true = pair(metric, predictions, labels)
        weight = weights_of(metric, weights, said).ravel()
        said, true = said.astype("float32").ravel(), true.astype(bool).ravel()
        check_probabilities(metric, said)
        buckets = np.floor(said * np.float32(size - 1)).astype(int)
        return {
            "yes": np.bincount(buckets, weight * true, size),
            "no": np.bincount(buckets, weight * ~true, size),
        }

    def value(sums: Sums) -> PrecisionRecall:
        tp, fp = (np.cumsum(sums[name][::-1])[::-1] for name in ("yes", "no"))
        tn, fn = fp[0] - fp, tp[0] - tp
        precision, recall = (tp / np.maximum(1e-7, tp + other) for other in (fp, fn))
        thresholds = np.linspace(0, 1, size)
        rows = (tp, fp, tn, fn, precision, recall, thresholds)
        return PrecisionRecall(*(row.astype("float32") for row in rows))

    nothing = dict.fromkeys(("yes", "no"), np.zeros(size))
    batch = (labels, predictions, weights)
    parts = labels_first(counts)
    return StreamingMetric(name or metric, parts, value, batch, empty=value(nothing))


def auc_using_histogram(
    boolean_labels: Any = None,
    scores: Any = None,
    score_range: tuple[float, float] = (0.0, 1.0),
    nbins: int = 100,
    collections: Any = None,
    check_shape: bool = True,
    name: str | None = None,
) -> StreamingMetric:
    """Area below the ROC curve from a histogram of scores of any range.

    Labels come first. Scores outside of `score_range` count as its ends. `check_shape`
    and `collections` have no meaning here. Not a number before the first batch with both
    labels.
    """
    del collections, check_shape
    low, high = (float(end) for end in array(score_range))
    if not low < high:
        raise MetricError.about(
            "auc_using_histogram", "score_range", score_range, expected="(low, high)"
        )

    def parts(boolean_labels: Any, scores: Any) -> Sums:
        given, true = pair("auc_using_histogram", scores, boolean_labels)
        places = np.floor((given.ravel() - low) / (high - low) * nbins).astype(int)
        places, true = np.clip(places, 0, nbins - 1), true.ravel().astype(bool)
        return {
            "yes": np.bincount(places[true], minlength=nbins),
            "no": np.bincount(places[~true], minlength=nbins),
        }

    def value(sums: Sums) -> Any:
        x, y = (sums[name][::-1] for name in ("no", "yes"))
        reached = np.cumsum(y)
        area = np.sum(x * (2 * reached - y)) / 2
        return quotient(area, x.sum() * y.sum())

    return StreamingMetric(
        name or "auc_using_histogram",
        parts,
        value,
        (boolean_labels, scores),
        empty=float("nan"),
    )
