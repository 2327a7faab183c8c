"""The tensor operations of the layers: `keras.ops`, with its faults worked around.

Everything numeric that differs between backends is here and nowhere else.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Iterable, Sequence
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


def convolve_transpose(
    inputs: Any,
    kernel: Any,
    *,
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
) -> Any:
    """Return the transposed convolution with a kernel `(*window, outputs, inputs)`."""
    return ops.conv_transpose(inputs, kernel, stride, padding, None, data_format)


def convolve_depthwise(
    inputs: Any,
    kernel: Any,
    *,
    stride: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
    rate: tuple[int, ...],
) -> Any:
    """Return the convolution of each channel with its kernels `(*window, inputs, m)`."""
    return ops.depthwise_conv(inputs, kernel, stride, padding, data_format, rate)


def add_bias(inputs: Any, bias: Any, axis: int) -> Any:
    """Return `inputs` with `bias` added along the channel `axis`."""
    # Not ops.add: on TensorFlow it takes a bias of shape (C, 1, 1) for one of the last
    # axis when the sizes happen to agree, and adds it there.
    return inputs + along(bias, inputs, axis)


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


def dilated_pool(
    inputs: Any,
    window: tuple[int, ...],
    rate: tuple[int, ...],
    padding: Padding,
    data_format: DataFormat,
    *,
    maximum: bool,
) -> Any:
    """Return the maximum or mean of windows whose elements are `rate` apart."""
    first = 2 if data_format == CHANNELS_FIRST else 1
    spans = [(size - 1) * step for size, step in zip(window, rate, strict=True)]
    widths = [(0, 0)] * len(inputs.shape)
    if padding == "same":
        widths[first : first + len(window)] = [(s // 2, s - s // 2) for s in spans]

    def shifted(values: Any, fill: float) -> list[Any]:
        padded = ops.pad(values, widths, constant_values=fill)
        return [
            padded[
                (slice(None),) * first
                + tuple(
                    slice(i * step, i * step - span or None)
                    for i, step, span in zip(index, rate, spans, strict=True)
                )
            ]
            for index in itertools.product(*map(range, window))
        ]

    if maximum:
        return functools.reduce(ops.maximum, shifted(inputs, -math.inf))
    return sum(shifted(inputs, 0.0)) / sum(shifted(ops.ones_like(inputs), 0.0))


def moments(inputs: Any, axes: Iterable[int]) -> tuple[Any, Any]:
    """Return mean and (biased) variance over `axes`, which stay with size 1.

    In two passes: `ops.moments` on torch takes the difference of two means, which for
    values far from zero is wrong, or even negative. And with sums: `ops.mean` computes
    float64 in float32.
    """
    axes = tuple(axes)
    count = size_of(inputs, axes)
    mean = ops.sum(inputs, axes, keepdims=True) / count
    variance = ops.sum(ops.square(inputs - mean), axes, keepdims=True) / count
    return mean, variance


def moments_near_zero(inputs: Any, axes: Iterable[int]) -> tuple[Any, Any]:
    """Return what `moments` does, in one pass that is exact only near a mean of zero."""
    axes = tuple(axes)
    count = size_of(inputs, axes)
    mean = ops.sum(inputs, axes, keepdims=True) / count
    mean_square = ops.sum(ops.square(inputs), axes, keepdims=True) / count
    return mean, mean_square - ops.square(mean)


def weighted_moments(inputs: Any, weights: Any, axes: Iterable[int]) -> tuple[Any, Any]:
    """Return mean and variance where each value counts `weights` times."""
    axes = tuple(axes)
    weights = weights + ops.zeros_like(inputs)
    count = ops.sum(weights, axes, keepdims=True)
    mean = ops.sum(weights * inputs, axes, keepdims=True) / count
    squares = weights * ops.square(inputs - mean)
    return mean, ops.sum(squares, axes, keepdims=True) / count


def normalize(
    inputs: Any, mean: Any, variance: Any, *, offset: Any, scale: Any, epsilon: float
) -> Any:
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


def along(vector: Any, inputs: Any, axis: int) -> Any:
    """Return `vector` in a shape that broadcasts along `axis` of `inputs`; None if None."""
    if vector is None:
        return None
    axes_after = len(inputs.shape) - 1 - axis
    vector = ops.convert_to_tensor(vector)
    return ops.reshape(vector, [-1] + [1] * axes_after) if axes_after else vector


def in_full_precision(inputs: Any) -> Any:
    """Return `inputs`, in float32 if they have less: statistics need the digits."""
    dtype = keras.backend.standardize_dtype(inputs.dtype)
    return ops.cast(inputs, "float32") if dtype in ("float16", "bfloat16") else inputs


def is_float16(inputs: Any) -> bool:
    """Return whether `inputs` are float16, whose smallest numbers are not very small."""
    return keras.backend.standardize_dtype(inputs.dtype) == "float16"


def select(condition: Any, if_true: Any, if_false: Any) -> Any:
    """Return one of two tensors, by a bool or by a scalar tensor of 0 or 1."""
    if isinstance(condition, bool):
        return if_true if condition else if_false
    both = [ops.convert_to_tensor(each) for each in (if_true, if_false)]
    return ops.where(ops.cast(condition, "bool"), *both)


def cast(tensor: Any, dtype: str) -> Any:
    """Return `tensor` in `dtype`; itself if it has it."""
    if keras.backend.standardize_dtype(tensor.dtype) == dtype:
        return tensor
    return ops.cast(tensor, dtype)


def is_float(tensor: Any) -> bool:
    """Return whether `tensor` has a floating point dtype."""
    return "float" in keras.backend.standardize_dtype(tensor.dtype)


def has_values(tensor: Any) -> bool:
    """Return whether the number of elements may depend on values of `tensor`."""
    backend = keras.backend.backend()
    if backend == "jax":
        import jax

        return not isinstance(tensor, jax.core.Tracer)
    return backend != "torch" or tensor.device.type != "meta"


def size_of(inputs: Any, axes: Sequence[int]) -> Any:
    """Return the number of elements over `axes`: an int, or a scalar like `inputs`."""
    shape = ops.shape(inputs)
    size = math.prod(shape[axis] for axis in axes)
    return size if isinstance(size, int) else ops.cast(size, inputs.dtype)
