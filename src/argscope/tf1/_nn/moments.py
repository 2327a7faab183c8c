"""Means and variances: `tf.nn.moments` and its like.

`shift` has no effect on the results of moments: they are computed in two passes.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from keras import ops

from argscope.layers._numerics import norm_ops
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, like, tensor
from argscope.tf1._ops.values import (
    Array,
    array,
    dtype_of,
)


@op("moments/Squeeze", "nn.moments")
def moments(
    x: Array,
    axes: Any,
    shift: Any = None,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Array, Array]:
    """Return the mean and the (biased) variance over axes."""
    x, over = tensor(x), _axes(axes, x)
    # In float16 the squares would not fit.
    found = norm_ops.moments(norm_ops.in_full_precision(x), over)
    return _kept(found, over, x, keep_dims, keepdims)


@op("weighted_moments/Squeeze", "nn.weighted_moments")
def weighted_moments(
    x: Array,
    axes: Any,
    frequency_weights: Array,
    name: str | None = None,
    keep_dims: bool | None = None,
    keepdims: bool | None = None,
) -> tuple[Array, Array]:
    """Return the mean and the variance where each number counts as often as it weighs."""
    x, over = tensor(x), _axes(axes, x)
    full = norm_ops.in_full_precision(x)
    found = norm_ops.weighted_moments(full, like(frequency_weights, full), over)
    return _kept(found, over, x, keep_dims, keepdims)


@op("sufficient_statistics", "nn.sufficient_statistics")
def sufficient_statistics(
    x: Array,
    axes: Any,
    shift: Array = None,
    keep_dims: bool | None = None,
    name: str | None = None,
    keepdims: bool | None = None,
) -> tuple[Array, Array, Array, Array]:
    """Return count, sum and sum of squares, of what is `x` less `shift`; and `shift`."""
    x, over = tensor(x), _axes(axes, x)
    count = array(norm_ops.size_of(x, over), dtype_of(x))
    shift = None if shift is None else like(shift, x)
    shifted = x if shift is None else x - shift
    keeps = bool(either(keep_dims=keep_dims, keepdims=keepdims))
    total = ops.sum(shifted, over, keepdims=keeps)
    squares = ops.sum(ops.square(shifted), over, keepdims=keeps)
    return count, total, squares, shift


@op("normalize", "nn.normalize_moments")
def normalize_moments(
    counts: Array,
    mean_ss: Array,
    variance_ss: Array,
    shift: Array,
    name: str | None = None,
) -> tuple[Array, Array]:
    """Return mean and variance, made of what `sufficient_statistics` gives."""
    total, squares = tensor(mean_ss), tensor(variance_ss)
    shifted = total / like(counts, total)
    mean = shifted if shift is None else shifted + like(shift, shifted)
    return mean, squares / like(counts, squares) - ops.square(shifted)


def _axes(axes: Any, x: Array) -> tuple[int, ...]:
    rank = len(x.shape)
    return tuple(int(axis) % rank for axis in np.asarray(axes).ravel().tolist())


def _kept(
    found: tuple[Array, Array], axes: Any, x: Array, keep_dims: Any, keepdims: Any
) -> tuple[Array, Array]:
    if not either(keep_dims=keep_dims, keepdims=keepdims):
        found = ops.squeeze(found[0], axes), ops.squeeze(found[1], axes)
    mean, variance = (ops.cast(each, dtype_of(x)) for each in found)
    return mean, variance
