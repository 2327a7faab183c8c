"""The tensor operations of the layers: `keras.ops`, with its faults worked around.

Everything numeric that differs between backends is here and nowhere else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final, Literal

import keras
from keras import ops

DataFormat = Literal["channels_last", "channels_first"]
Padding = Literal["same", "valid"]

CHANNELS_FIRST: Final[DataFormat] = "channels_first"


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
    return ops.conv(inputs, kernel, stride, padding, data_format, rate)


def add_bias(inputs: Any, bias: Any, axis: int) -> Any:
    """Return `inputs` with `bias` added along the channel `axis`."""
    # Not ops.add: on TensorFlow it takes a bias of shape (C, 1, 1) for one of the last
    # axis when the sizes happen to agree, and adds it there.
    return inputs + _along(bias, inputs, axis)


def max_pool(
    inputs: Any,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Any:
    """Return the maximum of each window."""
    return ops.max_pool(inputs, window, stride, padding, data_format)


def avg_pool(
    inputs: Any,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Any:
    """Return the mean of each window; padding is not counted."""
    if padding == "same" and keras.backend.backend() == "torch":
        return _avg_pool_same(inputs, window, stride, data_format)
    return ops.average_pool(inputs, window, stride, padding, data_format)


def _avg_pool_same(
    inputs: Any,
    window: tuple[int, ...],
    stride: tuple[int, ...],
    data_format: DataFormat,
) -> Any:
    """Pool padded images, and divide by the share of each window that is not padding.

    Keras 3.15 on torch divides by wrong counts when the padding is not symmetric
    (keras-team/keras#23233).
    """
    first = 2 if data_format == CHANNELS_FIRST else 1
    sizes = inputs.shape[first : first + len(window)]
    spatial = [_same_padding(*each) for each in zip(sizes, window, stride, strict=True)]
    padding = [(0, 0)] * len(inputs.shape)
    padding[first : first + len(window)] = spatial
    ones = ops.ones([1 if i == 0 else n for i, n in enumerate(inputs.shape)])
    total, share = (
        ops.average_pool(ops.pad(x, padding), window, stride, "valid", data_format)
        for x in (inputs, ops.cast(ones, inputs.dtype))
    )
    return total / share


def _same_padding(size: int, window: int, stride: int) -> tuple[int, int]:
    """Return the padding before and after; the odd pixel goes after."""
    total = max((math.ceil(size / stride) - 1) * stride + window - size, 0)
    return total // 2, total - total // 2


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
    factor = ops.rsqrt(variance + epsilon)
    if scale is not None:
        factor = factor * scale
    outputs = (inputs - _along(mean, inputs, axis)) * _along(factor, inputs, axis)
    return outputs if offset is None else outputs + _along(offset, inputs, axis)


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
