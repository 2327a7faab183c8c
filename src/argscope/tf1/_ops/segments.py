"""Reductions over the parts of a tensor that have one number, and counts of numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.operands import cast
from argscope.tf1._ops.values import Array, array, dtype_of, is_constant


@op("UnsortedSegmentSum", "unsorted_segment_sum", "math.unsorted_segment_sum")
def unsorted_segment_sum(
    data: Array, segment_ids: Array, num_segments: Any, name: str | None = None
) -> Array:
    """Return for each number the sum of the rows that have it; negative ones are left out."""
    return _summed(array(data), array(segment_ids), num_segments)


@op("UnsortedSegmentMean", "unsorted_segment_mean", "math.unsorted_segment_mean")
def unsorted_segment_mean(
    data: Array, segment_ids: Array, num_segments: Any, name: str | None = None
) -> Array:
    """Return for each number the mean of the rows that have it, 0 where there is none."""
    data, ids = array(data), array(segment_ids)
    return ops.divide(*_sum_and_count(data, ids, num_segments))


@op("UnsortedSegmentSqrtN", "unsorted_segment_sqrt_n", "math.unsorted_segment_sqrt_n")
def unsorted_segment_sqrt_n(
    data: Array, segment_ids: Array, num_segments: Any, name: str | None = None
) -> Array:
    """Return for each number the sum of its rows by the root of how many there are."""
    total, count = _sum_and_count(array(data), array(segment_ids), num_segments)
    return ops.divide(total, ops.sqrt(count))


def _extreme(
    name: str, reduce: Callable[..., Array], limit: str
) -> Callable[..., Array]:
    def function(
        data: Array, segment_ids: Array, num_segments: Any, name: str | None = None
    ) -> Array:
        data, ids = _rows(array(data), array(segment_ids))
        count, dtype = int(array(num_segments)), dtype_of(data)
        kind = np.finfo if "float" in dtype else np.iinfo
        is_in = ops.one_hot(ids, count, axis=0, dtype="bool")
        is_in = ops.reshape(is_in, (count, -1, *(1 for _ in data.shape[1:])))
        rest = ops.cast(getattr(kind(dtype), limit), dtype)
        return reduce(ops.where(is_in, ops.expand_dims(data, 0), rest), axis=1)

    function.__name__ = name
    function.__doc__ = (
        f"Return for each number the {name} of its rows, the dtype's {limit} for none."
    )
    return function


for _kind, _name, _reduce, _limit in (
    ("UnsortedSegmentMax", "max", ops.max, "min"),
    ("UnsortedSegmentMin", "min", ops.min, "max"),
):
    _paths = f"unsorted_segment_{_name}", f"math.unsorted_segment_{_name}"
    op(_kind, *_paths)(_extreme(_name, _reduce, _limit))


def _sum_and_count(data: Array, ids: Array, count: Any) -> tuple[Array, Array]:
    found = _summed(ops.ones_like(data), ids, count)
    return _summed(data, ids, count), ops.maximum(found, ops.ones_like(found))


def _rows(data: Array, ids: Array) -> tuple[Array, Array]:
    """Return data and ids with a single axis of segments in front."""
    if len(ids.shape) > 1:
        data = ops.reshape(data, (-1, *data.shape[len(ids.shape) :]))
        ids = ops.reshape(ids, (-1,))
    return data, ids


def _summed(data: Array, ids: Array, count: Any) -> Array:
    data, ids = _rows(data, ids)
    chosen = ops.one_hot(ids, int(array(count)), axis=0, dtype=dtype_of(data))
    rows = ops.reshape(data, (ops.shape(data)[0], -1))
    # A product with 0 and 1: on all backends it has a gradient, and keeps 64 bits.
    total = ops.matmul(chosen, rows)
    return ops.reshape(total, (int(array(count)), *data.shape[1:]))


@op("SegmentSum", "segment_sum", "math.segment_sum")
def segment_sum(data: Array, segment_ids: Array, name: str | None = None) -> Array:
    """Return for each number the sum of its rows; the numbers have to be constants."""
    return _summed(array(data), array(segment_ids), _last("segment_sum", segment_ids))


@op("SegmentMean", "segment_mean", "math.segment_mean")
def segment_mean(data: Array, segment_ids: Array, name: str | None = None) -> Array:
    """Return for each number the mean of its rows; the numbers have to be constants."""
    count = _last("segment_mean", segment_ids)
    return ops.divide(*_sum_and_count(array(data), array(segment_ids), count))


def _last(function: str, ids: Any) -> int:
    if not is_constant(ids):
        raise TypeError(
            f"tf.{function} takes segment_ids that are constants: how many segments it "
            "gives depends on them. tf.unsorted_segment_sum is told how many there are."
        )
    return int(np.max(array(ids))) + 1


# --- counting


@op("bincount/Bincount", "bincount", "math.bincount")
def bincount(
    arr: Array,
    weights: Array = None,
    minlength: Any = None,
    maxlength: Any = None,
    dtype: str = "int32",
    name: str | None = None,
) -> Array:
    """Return how often each number occurs, or the sum of its weights.

    How many numbers there are has to be told by `minlength` and `maxlength`, which are
    equal, where `arr` is no constant.
    """
    arr = array(arr)
    if is_constant(arr) and is_constant(weights if weights is not None else 0):
        kept = arr.ravel() if maxlength is None else arr[arr < maxlength]
        found = np.bincount(
            kept, None if weights is None else np.ravel(weights), minlength or 0
        )
        return np.asarray(found, dtype if weights is None else array(weights).dtype)
    if minlength is None or maxlength is None or int(minlength) != int(maxlength):
        raise TypeError(
            "tf.bincount of a tensor takes minlength and maxlength, equal to each other: "
            "the size of what it gives depends on the values otherwise."
        )
    ones = ops.ones_like(arr, dtype) if weights is None else array(weights)
    return _summed(ops.reshape(ones, (-1,)), ops.reshape(arr, (-1,)), maxlength)


@op("histogram_fixed_width", "histogram_fixed_width")
def histogram_fixed_width(
    values: Array,
    value_range: Array,
    nbins: Any = 100,
    dtype: str = "int32",
    name: str | None = None,
) -> Array:
    """Return how many values are in each of some bins of one width.

    What is outside of the range is counted in the first and the last bin.
    """
    values = ops.reshape(array(values), (-1,))
    low, high = (ops.cast(value_range[index], dtype_of(values)) for index in (0, 1))
    count = int(array(nbins))
    scaled = ops.floor(count * ops.divide(values - low, high - low))
    bins = ops.cast(ops.clip(scaled, 0, count - 1), "int32")
    return cast(ops.sum(ops.one_hot(bins, count, dtype="int32"), axis=0), dtype)


@op(
    "confusion_matrix",
    "confusion_matrix",
    "math.confusion_matrix",
    "contrib.metrics.confusion_matrix",
)
def confusion_matrix(
    labels: Array,
    predictions: Array,
    num_classes: Any = None,
    dtype: str = "int32",
    name: str | None = None,
    weights: Array = None,
) -> Array:
    """Return how often each prediction (column) was made for each label (row)."""
    labels, predictions = array(labels), array(predictions)
    if num_classes is None:
        if not (is_constant(labels) and is_constant(predictions)):
            raise TypeError(
                "tf.confusion_matrix takes num_classes where labels and predictions are "
                "tensors: its size depends on their values otherwise."
            )
        num_classes = int(max(labels.max(), predictions.max())) + 1
    ones = (
        ops.ones_like(labels, dtype) if weights is None else cast(array(weights), dtype)
    )
    count = int(array(num_classes))
    rows = ops.one_hot(labels, count, axis=0, dtype=dtype) * ones
    return ops.matmul(rows, ops.one_hot(predictions, count, dtype=dtype))
