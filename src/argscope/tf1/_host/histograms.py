"""How numbers are distributed, in the buckets that TensorBoard knows.

Source:
    tensorflow/core/lib/histogram/histogram.cc.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np

from argscope.tf1._host.protos import message


@functools.cache
def limits() -> np.ndarray[Any, Any]:
    """Return the upper limits of all buckets: 0, and from 1e-12 on each a tenth wider."""
    positive = []
    limit = 1e-12
    while limit < 1e20:
        positive.append(limit)
        limit *= 1.1
    positive.append(np.finfo(np.float64).max)
    return np.array([*(-each for each in reversed(positive)), 0.0, *positive])


def histogram_of(values: np.ndarray[Any, Any]) -> Any:
    """Return the histogram of finite numbers, of any shape, as a `HistogramProto`."""
    values = values.astype(np.float64).ravel()
    largest = np.finfo(np.float64).max
    made = message("HistogramProto")(
        min=values.min(initial=largest),
        max=values.max(initial=-largest),
        num=values.size,
        sum=values.sum(),
        sum_squares=np.square(values).sum(),
    )
    ends, counts = _without_empty(_counts(values))
    made.bucket_limit.extend(ends)
    made.bucket.extend(counts)
    return made


def _counts(values: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    buckets = np.searchsorted(limits(), values, side="right")
    # The last one has no upper limit.
    last = len(limits()) - 1
    return np.bincount(np.minimum(buckets, last), minlength=len(limits()))


def _without_empty(counts: np.ndarray[Any, Any]) -> tuple[list[float], list[float]]:
    """Return limits and counts, where neighbours that are empty are one bucket."""
    ends_gap = np.append(counts[1:] > 0, True)
    kept = (counts > 0) | ends_gap
    return limits()[kept].tolist(), counts[kept].astype(np.float64).tolist()
