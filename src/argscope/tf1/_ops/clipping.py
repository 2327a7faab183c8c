"""Keeping values, and the norms of tensors, within bounds."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.arithmetic import larger_of, smaller_of
from argscope.tf1._ops.values import Array, array, axes_of


@op("clip_by_value", "clip_by_value", coincides=True)
def clip_by_value(
    t: Array, clip_value_min: Array, clip_value_max: Array, name: str | None = None
) -> Array:
    """Return the values, those outside of the bounds being on the next one."""
    return larger_of(smaller_of(array(t), clip_value_max), clip_value_min)


@op("clip_by_norm", "clip_by_norm")
def clip_by_norm(
    t: Array, clip_norm: Array, axes: Any = None, name: str | None = None
) -> Array:
    """Return the tensor, made shorter if its norm is above `clip_norm`."""
    t = array(t)
    total = ops.sum(ops.square(t), axis=axes_of(axes), keepdims=True)
    is_positive = total > 0
    # The root has no slope at 0, so another number stands in for it there.
    root = ops.sqrt(ops.where(is_positive, total, ops.ones_like(total)))
    norm = ops.where(is_positive, root, total)
    return ops.divide(ops.multiply(t, clip_norm), ops.maximum(norm, clip_norm))


@op("clip_by_average_norm", "clip_by_average_norm")
def clip_by_average_norm(t: Array, clip_norm: Array, name: str | None = None) -> Array:
    """Return the tensor, made shorter if its norm by element is above `clip_norm`."""
    t = array(t)
    count = ops.cast(ops.size(t), t.dtype)
    inverse = ops.multiply(count, ops.rsqrt(ops.sum(ops.square(t))))
    factor = ops.minimum(inverse, ops.divide(1.0, clip_norm))
    return ops.multiply(ops.multiply(t, clip_norm), factor)


@op("global_norm/global_norm", "global_norm", "linalg.global_norm")
def global_norm(t_list: Sequence[Array | None], name: str | None = None) -> Array:
    """Return the norm of all elements of several tensors; None is none."""
    return _common_norm(t_list)


def _common_norm(t_list: Sequence[Array | None]) -> Array:
    squares = [ops.sum(ops.square(array(t))) for t in t_list if t is not None]
    return ops.sqrt(functools.reduce(ops.add, squares))


@op("clip_by_global_norm", "clip_by_global_norm")
def clip_by_global_norm(
    t_list: Sequence[Array | None],
    clip_norm: Array,
    use_norm: Array | None = None,
    name: str | None = None,
) -> tuple[list[Array | None], Array]:
    """Return the tensors, made shorter if their common norm is above it, and that norm.

    Where the norm is infinite or not a number, so are the results not numbers.
    """
    norm = _common_norm(t_list) if use_norm is None else array(use_norm)
    limit = ops.cast(clip_norm, norm.dtype)
    factor = ops.multiply(
        limit, ops.minimum(ops.divide(1.0, norm), ops.divide(1.0, limit))
    )
    factor = ops.where(ops.isfinite(norm), factor, norm - norm)
    return [None if t is None else ops.multiply(array(t), factor) for t in t_list], norm
