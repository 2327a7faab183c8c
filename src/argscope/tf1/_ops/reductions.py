"""Sums, means, maxima and their like, over some axes.

Of TensorFlow 1 all have two spellings of their arguments: `axis` and `keepdims`, and,
older, `reduction_indices` and `keep_dims`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

import numpy as np
from keras import ops

from argscope.tf1._graph.op import op
from argscope.tf1._ops.arithmetic import truncated_quotient
from argscope.tf1._ops.operands import cast
from argscope.tf1._ops.values import (
    Array,
    array,
    axes_of,
    dtype_of,
    is_floating,
    module_for,
    shape_of,
)

Axes = int | tuple[int, ...]
Reduction = Callable[[Array, Axes, bool], Array]


def _in_both(function: str) -> Reduction:
    """Return what NumPy and Keras have under a name, with the dtype of what it is of."""

    def reduce(value: Array, axes: Axes, keepdims: bool) -> Array:
        result = getattr(module_for(value), function)(
            value, axis=axes, keepdims=keepdims
        )
        return cast(result, dtype_of(value))

    return reduce


def _axes(value: Array, axis: Any) -> int | tuple[int, ...]:
    """Return the axes to reduce over: all where none is named."""
    axes = axes_of(axis)
    return tuple(range(len(value.shape))) if axes is None else axes


def _mean(value: Array, axes: Axes, keepdims: bool) -> Array:
    """Return the mean: of whole numbers a whole number, rounded towards 0."""
    if is_floating(value) or dtype_of(value).startswith("complex"):
        return _in_both("mean")(value, axes, keepdims)
    total = _in_both("sum")(value, axes, keepdims)
    return cast(truncated_quotient(total, array(_count(value, axes))), dtype_of(value))


def _count(value: Array, axes: Axes) -> Any:
    sizes = shape_of(value)
    return math.prod(sizes[axis] for axis in np.atleast_1d(axes))


def _variance(value: Array, axes: Axes, keepdims: bool) -> Array:
    middle = ops.mean(value, axis=axes, keepdims=True)
    return ops.mean(
        ops.square(ops.subtract(value, middle)), axis=axes, keepdims=keepdims
    )


def _deviation(value: Array, axes: Axes, keepdims: bool) -> Array:
    return ops.sqrt(_variance(value, axes, keepdims))


def _logsumexp(value: Array, axes: Axes, keepdims: bool) -> Array:
    return ops.logsumexp(value, axis=axes, keepdims=keepdims)


# TensorFlow's operation, its name, and what computes it.
_REDUCTIONS: Final = (
    ("Sum", "reduce_sum", _in_both("sum")),
    ("Mean", "reduce_mean", _mean),
    ("Prod", "reduce_prod", _in_both("prod")),
    ("Max", "reduce_max", _in_both("max")),
    ("Min", "reduce_min", _in_both("min")),
    ("All", "reduce_all", _in_both("all")),
    ("Any", "reduce_any", _in_both("any")),
    ("ReduceLogSumExp", "reduce_logsumexp", _logsumexp),
)

_MOMENTS: Final = (
    ("reduce_std/Sqrt", "math.reduce_std", _deviation),
    ("reduce_variance/Mean_1", "math.reduce_variance", _variance),
)


def _reduction(reduce: Reduction, name: str) -> Callable[..., Array]:
    def function(
        input_tensor: Array,
        axis: Any = None,
        keepdims: bool | None = None,
        name: str | None = None,
        reduction_indices: Any = None,
        keep_dims: bool | None = None,
    ) -> Array:
        value = array(input_tensor)
        axes = _axes(value, reduction_indices if axis is None else axis)
        return value if axes == () else reduce(value, axes, bool(keepdims or keep_dims))

    function.__name__ = name
    function.__doc__ = (
        f"Return the {name.removeprefix('reduce_')} over some axes, or all."
    )
    return function


for _kind, _name, _reduce in _REDUCTIONS:
    op(_kind, _name, f"math.{_name}", coincides=True)(_reduction(_reduce, _name))
for _kind, _path, _reduce in _MOMENTS:
    op(_kind, _path)(_reduction(_reduce, _path.rpartition(".")[2]))


@op("count_nonzero/Sum", "count_nonzero", "math.count_nonzero", coincides=True)
def count_nonzero(
    input_tensor: Array = None,
    axis: Any = None,
    keepdims: bool | None = None,
    dtype: str = "int64",
    name: str | None = None,
    reduction_indices: Any = None,
    keep_dims: bool | None = None,
    input: Array = None,
) -> Array:
    """Return how many elements are not 0, over some axes, or all."""
    value = array(input if input_tensor is None else input_tensor)
    axes = _axes(value, reduction_indices if axis is None else axis)
    ones = cast(module_for(value).not_equal(value, 0), dtype)
    return _in_both("sum")(ones, axes, bool(keepdims or keep_dims))


# --- where


@op("ArgMax", "argmax", "math.argmax", coincides=True)
def argmax(
    input: Array,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: str = "int64",
) -> Array:
    """Return the index of the largest along an axis, which is the first by default."""
    return _position("argmax", input, dimension if axis is None else axis, output_type)


@op("ArgMin", "argmin", "math.argmin", coincides=True)
def argmin(
    input: Array,
    axis: Any = None,
    name: str | None = None,
    dimension: Any = None,
    output_type: str = "int64",
) -> Array:
    """Return the index of the smallest along an axis, which is the first by default."""
    return _position("argmin", input, dimension if axis is None else axis, output_type)


@op("ArgMax", "arg_max", coincides=True)
def arg_max(
    input: Array, dimension: Any, output_type: str = "int64", name: str | None = None
) -> Array:
    """Return the index of the largest along an axis."""
    return _position("argmax", input, dimension, output_type)


@op("ArgMin", "arg_min", coincides=True)
def arg_min(
    input: Array, dimension: Any, output_type: str = "int64", name: str | None = None
) -> Array:
    """Return the index of the smallest along an axis."""
    return _position("argmin", input, dimension, output_type)


def _position(function: str, value: Array, axis: Any, dtype: str) -> Array:
    value = array(value)
    axis = 0 if axis is None else axes_of(axis)
    return cast(getattr(module_for(value), function)(value, axis=axis), dtype)


# --- all the way along an axis


@op("Cumsum", "cumsum", "math.cumsum")
def cumsum(
    x: Array,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Array:
    """Return the sums of all elements so far along an axis."""
    return _cumulated("cumsum", 0, array(x), axis, exclusive, reverse)


@op("Cumprod", "cumprod", "math.cumprod")
def cumprod(
    x: Array,
    axis: Any = 0,
    exclusive: bool = False,
    reverse: bool = False,
    name: str | None = None,
) -> Array:
    """Return the products of all elements so far along an axis."""
    return _cumulated("cumprod", 1, array(x), axis, exclusive, reverse)


def _cumulated(
    function: str, neutral: int, x: Array, axis: Any, exclusive: bool, reverse: bool
) -> Array:
    module, axis, dtype = module_for(x), axes_of(axis), dtype_of(x)
    if reverse:
        x = module.flip(x, axis)
    if exclusive:  # each comes one later
        first = module.full_like(_part(x, axis, slice(0, 1)), neutral)
        x = module.concatenate([first, _part(x, axis, slice(0, -1))], axis)
    found = cast(getattr(module, function)(x, axis), dtype)
    return module.flip(found, axis) if reverse else found


def _part(value: Array, axis: Any, part: slice) -> Array:
    index = [slice(None)] * len(value.shape)
    index[axis] = part
    return value[tuple(index)]
