"""The maximum or the mean of windows: `tf.nn.max_pool` and its like."""

from __future__ import annotations

import functools
import itertools
import math
from typing import Any

import numpy as np
from keras import ops

from argscope.layers._numerics import ops as numerics
from argscope.layers._numerics.ops import CHANNELS_LAST
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, tensor
from argscope.tf1._nn.windows import (
    layout_of,
    over_window,
    padded,
    padding_of,
    same_pads,
)
from argscope.tf1._ops.values import Array, shape_of


def _pooled(
    by: Any,
    inputs: Any,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: Any,
    dims: int,
) -> Array:
    inputs = tensor(inputs)
    if len(inputs.shape) != dims + 2:
        raise ValueError(
            f"Pooling of inputs of shape {tuple(inputs.shape)}, which must have {dims + 2} "
            "axes."
        )
    layout = layout_of(data_format)
    return by(
        inputs,
        over_window(ksize, dims, layout, "ksize"),
        over_window(strides, dims, layout, "strides"),
        padding_of(padding),
        layout,
    )


@op("MaxPool", "nn.max_pool")
def max_pool(
    value: Array = None,
    ksize: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str = "NHWC",
    name: str | None = None,
    input: Array = None,
) -> Array:
    """Return the maximum of each window of images."""
    images = either(value=value, input=input)
    return _pooled(numerics.max_pool, images, ksize, strides, padding, data_format, 2)


@op("MaxPool2d", "nn.max_pool2d")
def max_pool2d(
    input: Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    name: str | None = None,
) -> Array:
    """Return what `max_pool` does."""
    return _pooled(numerics.max_pool, input, ksize, strides, padding, data_format, 2)


@op("AvgPool", "nn.avg_pool", "nn.avg_pool2d")
def avg_pool(
    value: Array = None,
    ksize: Any = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str = "NHWC",
    name: str | None = None,
    input: Array = None,
) -> Array:
    """Return the mean of each window of images; padding is not counted."""
    images = either(value=value, input=input)
    return _pooled(numerics.avg_pool, images, ksize, strides, padding, data_format, 2)


@op("max_pool1d/Squeeze", "nn.max_pool1d")
def max_pool1d(
    input: Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NWC",
    name: str | None = None,
) -> Array:
    """Return the maximum of each window of signals."""
    return _pooled(numerics.max_pool, input, ksize, strides, padding, data_format, 1)


@op("avg_pool1d/Squeeze", "nn.avg_pool1d")
def avg_pool1d(
    input: Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NWC",
    name: str | None = None,
) -> Array:
    """Return the mean of each window of signals; padding is not counted."""
    return _pooled(numerics.avg_pool, input, ksize, strides, padding, data_format, 1)


@op("MaxPool3D", "nn.max_pool3d")
def max_pool3d(
    input: Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    name: str | None = None,
) -> Array:
    """Return the maximum of each window of volumes."""
    return _pooled(numerics.max_pool, input, ksize, strides, padding, data_format, 3)


@op("AvgPool3D", "nn.avg_pool3d")
def avg_pool3d(
    input: Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NDHWC",
    name: str | None = None,
) -> Array:
    """Return the mean of each window of volumes; padding is not counted."""
    return _pooled(numerics.avg_pool, input, ksize, strides, padding, data_format, 3)


@op("pool", "nn.pool")
def pool(
    input: Array,
    window_shape: Any,
    pooling_type: str,
    padding: Any,
    dilation_rate: Any = None,
    strides: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Array:
    """Return the maximum (`"MAX"`) or mean (`"AVG"`) of windows of any number of axes."""
    inputs, layout = tensor(input), layout_of(data_format)
    dims = len(inputs.shape) - 2
    rate = either(dilation_rate=dilation_rate, dilations=dilations)
    rates = over_window(rate, dims, layout, "dilation_rate")
    is_maximum = pooling_type.upper() == "MAX"
    if max(rates) == 1:
        by = numerics.max_pool if is_maximum else numerics.avg_pool
        return _pooled(by, inputs, window_shape, strides, padding, data_format, dims)
    if max(over_window(strides, dims, layout, "strides")) > 1:
        raise ValueError(
            f"strides is {strides} and dilation_rate {rate}: one must be 1."
        )
    window = over_window(window_shape, dims, layout, "window_shape")
    if padding_of(padding) != "valid":
        raise ValueError(
            f"padding is {padding!r} and dilation_rate {rate}: 'VALID' is expected."
        )
    return numerics.dilated_pool(
        inputs, window, rates, "valid", layout, maximum=is_maximum
    )


@op("MaxPoolWithArgmax", "nn.max_pool_with_argmax")
def max_pool_with_argmax(
    input: Array,
    ksize: Any,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    Targmax: Any = None,  # noqa: N803  # the name in TensorFlow
    name: str | None = None,
    output_dtype: Any = None,
    include_batch_in_index: bool = False,
) -> tuple[Array, Array]:
    """Return the maximum of each window, and where it is in the flattened image.

    The place of row `y`, column `x` and channel `c` is `(y * width + x) * channels + c`;
    that of images after the first goes on where the last image ended if
    `include_batch_in_index`.
    """
    if layout_of(data_format) != CHANNELS_LAST:
        raise NotImplementedError(
            "tf.nn.max_pool_with_argmax takes images with their channels last, and "
            f"data_format is {data_format!r}."
        )
    images = tensor(input)
    batch, height, width, channels = shape_of(images)
    count = height * width * channels
    numbers = np.arange(count, dtype=output_dtype or Targmax or "int64")
    places = numbers.reshape(1, height, width, channels)
    if include_batch_in_index:
        places = places + np.arange(batch).reshape(-1, 1, 1, 1) * count
    window = over_window(ksize, 2, CHANNELS_LAST, "ksize")
    stride = over_window(strides, 2, CHANNELS_LAST, "strides")
    views = [
        _views(tensor(each), window, stride, padding, fill)
        for each, fill in ((images, -math.inf), (places, 0))
    ]
    return functools.reduce(_larger, zip(*views, strict=True))


def _larger(
    one: tuple[Array, Array], other: tuple[Array, Array]
) -> tuple[Array, Array]:
    """Return the larger value, and its place; the first of equals."""
    takes_other = other[0] > one[0]
    return ops.where(takes_other, other[0], one[0]), ops.where(
        takes_other, other[1], one[1]
    )


def _views(
    images: Array, window: Any, stride: Any, padding: Any, fill: float
) -> list[Array]:
    """Return, for each place in a window, the pixels that are there in all the windows."""
    sizes = shape_of(images)[1:3]
    images, name = padded(images, padding, fill)
    if name == "same":
        pads = same_pads(sizes, window, stride)
        images = ops.pad(images, [(0, 0), *pads, (0, 0)], constant_values=fill)
    ends = [
        size - span + 1
        for size, span in zip(shape_of(images)[1:3], window, strict=True)
    ]
    return [
        images[:, y : ends[0] + y : stride[0], x : ends[1] + x : stride[1]]
        for y, x in itertools.product(*map(range, window))
    ]
