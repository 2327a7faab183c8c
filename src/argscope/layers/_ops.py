"""The tensor operations of the layers: `keras.ops`, with its faults worked around.

Everything numeric that differs between backends is here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, Final, Literal

import keras
from keras import ops

_ON_TORCH: Final = keras.backend.backend() == "torch"
if _ON_TORCH:
    from argscope.layers import _torch_norm, _torch_ops

DataFormat = Literal["channels_last", "channels_first"]
Padding = Literal["same", "valid"]

CHANNELS_FIRST: Final[DataFormat] = "channels_first"
CHANNELS_LAST: Final[DataFormat] = "channels_last"


def channel_axis(inputs: Any, data_format: DataFormat) -> int:
    """Return the axis of the channels."""
    return 1 if data_format == CHANNELS_FIRST else len(inputs.shape) - 1


def convolve(
    inputs: Any,
    kernel: Any,
    *,
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
    rate: tuple[int, ...],
) -> Any:
    """Return the convolution of `inputs` with a kernel `(*window, inputs, outputs)`."""
    if _ON_TORCH:
        return _torch_ops.convolve(
            inputs, kernel, stride, padding, data_format == CHANNELS_LAST, rate
        )
    return ops.conv(inputs, kernel, stride, padding, data_format, rate)


def lay_out(kernel: Any) -> Any:
    """Return the initial value of a kernel as the backend wants it to lie in memory."""
    return _torch_ops.lay_out(kernel) if _ON_TORCH else kernel


def add_bias(inputs: Any, bias: Any, axis: int) -> Any:
    """Return `inputs` with `bias` added along the channel `axis`."""
    # Not ops.add: on TensorFlow it takes a bias of shape (C, 1, 1) for one of the last
    # axis when the sizes happen to agree, and adds it there.
    return inputs + _along(bias, inputs, axis)


def activate(inputs: Any, function: Callable[[Any], Any]) -> Any:
    """Return `function(inputs)`."""
    # On torch ops.relu first looks for symbols, which takes longer than the function.
    if _ON_TORCH and function is ops.relu:
        return _torch_ops.relu(inputs)
    return function(inputs)


def drop(inputs: Any, rate: float, noise_shape: Any, seed: Any) -> Any:
    """Return `inputs` with a share `rate` of it set to zero, and the rest made larger.

    Args:
        inputs: Any floating point tensor.
        rate: Share of zeros, in (0, 1).
        noise_shape: Shape of what is drawn, broadcast to `inputs`; None for its shape.
        seed: A number, or a `SeedGenerator`; None for the backend's own generator.
    """
    if _ON_TORCH and seed is None:
        return _torch_ops.drop(inputs, rate, noise_shape)
    return keras.random.dropout(inputs, rate, noise_shape=noise_shape, seed=seed)


def max_pool(
    inputs: Any,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Any:
    """Return the maximum of each window."""
    if _ON_TORCH:
        return _torch_ops.max_pool(
            inputs, window, stride, padding, data_format == CHANNELS_LAST
        )
    return ops.max_pool(inputs, window, stride, padding, data_format)


def avg_pool(
    inputs: Any,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Any:
    """Return the mean of each window; padding is not counted."""
    if _ON_TORCH:
        return _torch_ops.avg_pool(
            inputs, window, stride, padding, data_format == CHANNELS_LAST
        )
    return ops.average_pool(inputs, window, stride, padding, data_format)


def moments(inputs: Any, axes: Sequence[int]) -> tuple[Any, Any]:
    """Return mean and (biased) variance over `axes`.

    In two passes: `ops.moments` on torch takes the difference of two means, which for
    values far from zero is wrong, or even negative. And with sums: `ops.mean` computes
    float64 in float32.
    """
    count = size_of(inputs, axes)
    mean = ops.sum(inputs, axes, keepdims=True) / count
    variance = ops.sum(ops.square(inputs - mean), axes) / count
    return ops.squeeze(mean, axes), variance


def normalize_batch(
    inputs: Any, axis: int, *, offset: Any, scale: Any, epsilon: float
) -> tuple[Any, Any, Any]:
    """Return `inputs` normalized over all axes but one, their mean and their variance.

    The gradient flows through the statistics to `inputs`; those that are returned are
    for moving averages.
    """
    if _ON_TORCH:
        return _torch_norm.normalize_batch(inputs, axis, offset, scale, epsilon)
    mean, variance = moments(inputs, [i for i in range(len(inputs.shape)) if i != axis])
    outputs = normalize(
        inputs, mean, variance, axis, offset=offset, scale=scale, epsilon=epsilon
    )
    return outputs, mean, variance


def normalize(
    inputs: Any,
    mean: Any,
    variance: Any,
    axis: int,
    *,
    offset: Any,
    scale: Any,
    epsilon: float,
) -> Any:
    """Return `(inputs - mean) / sqrt(variance + epsilon) * scale + offset`.

    The mean is subtracted first. `ops.batch_normalization` on JAX and TensorFlow
    multiplies first, which loses digits for values far from zero.
    """
    if _ON_TORCH:
        return _torch_norm.normalize(
            inputs, axis, mean, variance, offset, scale, epsilon
        )
    factor = ops.rsqrt(variance + epsilon)
    if scale is not None:
        factor = factor * scale
    outputs = (inputs - _along(mean, inputs, axis)) * _along(factor, inputs, axis)
    return outputs if offset is None else outputs + _along(offset, inputs, axis)


def interpolate(old: Any, new: Any, share: float) -> Any:
    """Return `old` moved to `new` by a `share` of the way."""
    if _ON_TORCH:
        return _torch_norm.interpolate(old, new, share)
    return old - share * (old - new)


def _along(values: Any, inputs: Any, axis: int) -> Any:
    """Return the vector `values` in a shape that broadcasts along `axis` of `inputs`."""
    values = ops.convert_to_tensor(values)
    axes_after = len(inputs.shape) - 1 - axis
    return ops.reshape(values, [-1] + [1] * axes_after) if axes_after else values


def cast(tensor: Any, dtype: str) -> Any:
    """Return `tensor` in `dtype`; itself if it has it."""
    if keras.backend.standardize_dtype(tensor.dtype) == dtype:
        return tensor
    return ops.cast(tensor, dtype)


def is_float(tensor: Any) -> bool:
    """Return whether `tensor` has a floating point dtype."""
    return "float" in keras.backend.standardize_dtype(tensor.dtype)


def size_of(inputs: Any, axes: Sequence[int]) -> Any:
    """Return the number of elements over `axes`: an int, or a scalar like `inputs`."""
    shape = ops.shape(inputs)
    size = math.prod(shape[axis] for axis in axes)
    return size if isinstance(size, int) else ops.cast(size, inputs.dtype)
