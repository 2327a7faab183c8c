"""A stream kept as it came."""

from __future__ import annotations

from typing import Unpack

import numpy as np

from argscope._base.tensor import Tensor
from argscope.metrics._arrays import Array, array
from argscope.metrics._graph_arguments import Collections, ignoring_collections
from argscope.metrics._streaming import StreamingMetric, Sums
from argscope.metrics.errors import MetricError


@ignoring_collections
def streaming_concat(
    values: Tensor = None,
    axis: int = 0,
    max_size: int | None = None,
    *,
    name: str | None = None,
    **_: Unpack[Collections],
) -> StreamingMetric:
    """Keep all values, one batch after the other.

    Args:
        values: The first batch, any shape and dtype, at least one axis; later ones differ
            from it along `axis` only. None: no batch yet.
        axis: Where batches are put together.
        max_size: How many are kept along `axis`, the first ones; None: all, in a memory
            that grows.
        metrics_collections: Accepted for TF-Slim programs; collections of a graph.
        updates_collections: Likewise.
        name: What the metric is called; default: that of the function.

    Returns:
        A metric whose value is an array of the dtype of the batches; an empty one of shape
        `(0,)` before the first. Its updates return it, where TF-Slim's return its size.

    Raises:
        MetricError: `axis` is no axis of a batch, or the shape of a batch does not fit to
            that of the first.

    Example:
        >>> from argscope import metrics
        >>> values, update = metrics.streaming_concat([1, 2])
        >>> update([3]).tolist()
        [1, 2, 3]

    Source:
        tf_slim/metrics/metric_ops.py, `streaming_concat`.
    """

    def parts(values: Tensor) -> Sums:
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
