"""The arithmetic of normalizations: statistics over axes, and what is done with them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from keras import ops

from argscope._base.tensor import Tensor
from argscope.layers._numerics.ops import (
    ON_TORCH,
    along,
    dtype_name,
    is_tensor,
    traced_once,
)

if ON_TORCH:
    from argscope.layers._numerics import torch_norm


def moments(inputs: Tensor, axes: Iterable[int]) -> tuple[Tensor, Tensor]:
    """Return mean and (biased) variance over `axes`, which stay with size 1.

    In two passes: `ops.moments` on torch takes the difference of two means, which for
    values far from zero is wrong, or even negative. And with sums: `ops.mean` computes
    float64 in float32.
    """
    axes = tuple(axes)
    count = size_of(inputs, axes)
    if not isinstance(count, int):  # known when it runs: a device's part may be empty
        count = ops.maximum(count, 1)
    mean = ops.sum(inputs, axes, keepdims=True) / count
    variance = ops.sum(ops.square(inputs - mean), axes, keepdims=True) / count
    return mean, variance


def moments_near_zero(inputs: Tensor, axes: Iterable[int]) -> tuple[Tensor, Tensor]:
    """Return what `moments` does, in one pass that is exact only near a mean of zero."""
    axes = tuple(axes)
    count = size_of(inputs, axes)
    mean = ops.sum(inputs, axes, keepdims=True) / count
    mean_square = ops.sum(ops.square(inputs), axes, keepdims=True) / count
    return mean, mean_square - ops.square(mean)


def weighted_moments(
    inputs: Tensor, weights: Tensor, axes: Iterable[int]
) -> tuple[Tensor, Tensor]:
    """Return mean and variance where each value counts `weights` times."""
    axes = tuple(axes)
    weights = weights + ops.zeros_like(inputs)
    count = ops.sum(weights, axes, keepdims=True)
    mean = ops.sum(weights * inputs, axes, keepdims=True) / count
    squares = weights * ops.square(inputs - mean)
    return mean, ops.sum(squares, axes, keepdims=True) / count


def normalize(
    inputs: Tensor,
    mean: Tensor,
    variance: Tensor,
    *,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float | Tensor,
) -> Tensor:
    """Return `(inputs - mean) / sqrt(variance + epsilon) * scale + offset`.

    All of them broadcast to `inputs`; scale and offset may be None. The mean is
    subtracted first. `ops.batch_normalization` on JAX and TensorFlow multiplies first,
    which loses digits for values far from zero.
    """
    factor = ops.rsqrt(variance + epsilon)
    if scale is not None:
        factor = factor * scale
    outputs = (inputs - mean) * factor
    return outputs if offset is None else outputs + offset


def normalize_channels(
    inputs: Tensor,
    axis: int,
    mean: Tensor,
    variance: Tensor,
    *,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float | Tensor,
) -> Tensor:
    """Return what `normalize` does, for vectors of one value for each channel."""
    is_number = not is_tensor(epsilon)
    if ON_TORCH and is_number and torch_norm.has_kernel_for(mean, variance):
        return torch_norm.normalize(
            inputs, axis, mean, variance, offset, scale, epsilon
        )
    return normalize(
        inputs,
        along(mean, inputs, axis),
        along(variance, inputs, axis),
        offset=along(offset, inputs, axis),
        scale=along(scale, inputs, axis),
        epsilon=epsilon,
    )


def normalize_batch(
    inputs: Tensor,
    axis: int,
    *,
    offset: Tensor | None,
    scale: Tensor | None,
    epsilon: float | Tensor,
) -> tuple[Tensor, Tensor, Tensor]:
    """Return `inputs` normalized over all axes but one, their mean and their variance.

    The gradient flows through the statistics to `inputs`; those that are returned are
    for moving averages.
    """
    if ON_TORCH and not is_tensor(epsilon):  # the kernel takes a number
        return torch_norm.normalize_batch(inputs, axis, offset, scale, epsilon)
    moments_ = moments(inputs, axes_but(axis, len(inputs.shape)))
    mean, variance = (ops.reshape(each, (-1,)) for each in moments_)
    outputs = normalize_channels(
        inputs, axis, mean, variance, offset=offset, scale=scale, epsilon=epsilon
    )
    return outputs, mean, variance


def axes_but(axis: int, rank: int) -> list[int]:
    """Return all axes but one."""
    return [i for i in range(rank) if i != axis]


def interpolate(old: Tensor, new: Tensor, share: float | Tensor) -> Tensor:
    """Return `old` moved to `new` by a `share` of the way."""
    if ON_TORCH:
        return torch_norm.interpolate(old, new, share)
    return old - share * (old - new)


def in_full_precision(inputs: Tensor) -> Tensor:
    """Return `inputs`, in float32 if they have less: statistics need the digits."""
    is_short = dtype_name(inputs.dtype) in ("float16", "bfloat16")
    return ops.cast(inputs, "float32") if is_short else inputs


def is_float16(inputs: Tensor) -> bool:
    """Return whether `inputs` are float16, whose smallest numbers are not very small."""
    return dtype_name(inputs.dtype) == "float16"


def size_of(inputs: Tensor, axes: Sequence[int]) -> int | Tensor:
    """Return the number of elements over `axes`: an int, or a scalar like `inputs`."""
    shape = ops.shape(inputs)
    size = math.prod(shape[axis] for axis in axes)
    return size if isinstance(size, int) else ops.cast(size, inputs.dtype)


interpolate = traced_once(interpolate)
normalize_batch = traced_once(normalize_batch, "axis")
normalize_channels = traced_once(normalize_channels, "axis")
