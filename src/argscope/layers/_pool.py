"""Pooling: one value for each window of a signal, image or volume. No variables."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from argscope._base.like import like
from argscope._base.tensor import Tensor
from argscope.layers._arguments import OutputCollections, Sizes
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import avg_pool, dilated_pool, max_pool

_POOLS: Final = {"MAX": max_pool, "AVG": avg_pool}


@layer
def max_pool2d(
    inputs: Tensor,
    kernel_size: Sizes,
    stride: Sizes = 2,
    padding: str = "VALID",
    data_format: str | None = "NHWC",
    outputs_collections: OutputCollections = None,
    scope: str | None = None,
) -> Tensor:
    """Take the maximum of each window.

    Args:
        inputs: Images, shape `(batch, height, width, channels)`, any float dtype;
            `(batch, channels, height, width)` with `data_format="NCHW"`.
        kernel_size: Window in pixels: one whole number, or `[height, width]`.
        stride: Step in pixels, likewise. (The default is 2, unlike Keras's.)
        padding: `"VALID"` (none) or `"SAME"` (keep size / stride).
        data_format: None or `"NHWC"`, or `"NCHW"`.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(batch, new_height, new_width, channels)`, where `new_height` is
        `ceil((height - window + 1) / stride)` for `"VALID"` and
        `ceil(height / stride)` for `"SAME"`.

    Raises:
        InputError: `inputs` is not of rank 4, or smaller than an unpadded window.
        LayerArgumentError: An argument has a wrong value.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.max_pool2d(keras.Input((32, 32, 3)), [2, 2]).shape
        (None, 16, 16, 3)

    Source:
        tf_slim/layers/layers.py, `max_pool2d`.
    """
    return _pool(
        max_pool2d,
        max_pool,
        2,
        "MaxPool2D",
        inputs=inputs,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        data_format=data_format,
        outputs_collections=outputs_collections,
        scope=scope,
    )


@layer
@like(max_pool2d)
def avg_pool2d(**arguments: Any) -> Tensor:
    """Take the mean of each window; padded pixels are not counted.

    As `max_pool2d`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.avg_pool2d(keras.Input((32, 32, 3)), 3, padding="SAME").shape
        (None, 16, 16, 3)
    """
    return _pool(avg_pool2d, avg_pool, 2, "AvgPool2D", **arguments)


@layer
@like(max_pool2d, data_format="NDHWC")
def max_pool3d(**arguments: Any) -> Tensor:
    """As `max_pool2d`, for volumes of shape `(batch, depth, height, width, channels)`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.max_pool3d(keras.Input((8, 8, 8, 1)), 2).shape
        (None, 4, 4, 4, 1)
    """
    return _pool(max_pool3d, max_pool, 3, "MaxPool3D", **arguments)


@layer
@like(max_pool2d, data_format="NDHWC")
def avg_pool3d(**arguments: Any) -> Tensor:
    """As `avg_pool2d`, for volumes of shape `(batch, depth, height, width, channels)`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.avg_pool3d(keras.Input((8, 8, 8, 1)), 2).shape
        (None, 4, 4, 4, 1)
    """
    return _pool(avg_pool3d, avg_pool, 3, "AvgPool3D", **arguments)


@layer
def pool(
    inputs: Tensor,
    kernel_size: Sizes,
    pooling_type: str,
    padding: str = "VALID",
    data_format: str | None = None,
    dilation_rate: Sizes = 1,
    stride: Sizes = 1,
    outputs_collections: OutputCollections = None,
    scope: str | None = None,
) -> Tensor:
    """Pool signals, images or volumes, by the rank of the inputs.

    As `max_pool2d`, and besides:

    Args:
        inputs: Shape `(batch, ..., channels)` of rank 3, 4 or 5, or `(batch, channels,
            ...)` with `data_format` `"NCW"`, `"NCHW"` or `"NCDHW"`.
        kernel_size: Window: one whole number, or one for each axis.
        pooling_type: `"MAX"` or `"AVG"`, in upper case.
        dilation_rate: Distance between the elements of a window, >= 1; not together
            with a stride.
        stride: Step, >= 1. The default is 1.

    Raises:
        InputError: `inputs` has another rank, or is smaller than an unpadded window.
        LayerArgumentError: An argument has a wrong value.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.pool(keras.Input((9, 3)), 3, "MAX", stride=2).shape
        (None, 4, 3)

    Source:
        tf_slim/layers/layers.py, `pool`.
    """
    default_scope = f"{str(pooling_type).lower()}_pool"
    call = LayerCall.named(pool, inputs, scope, default_scope)
    if pooling_type not in _POOLS:
        raise call.wrong("pooling_type", pooling_type, "'MAX' or 'AVG'")
    dims = call.rank(3, 4, 5) - 2
    window = call.window("kernel_size", kernel_size, dims)
    strides = call.window("stride", stride, dims)
    rates = call.window("dilation_rate", dilation_rate, dims)
    border, layout = call.padding(padding), call.data_format(data_format, dims)
    call.fits(window, border, layout, rates)
    if max(rates) == 1:
        outputs = _POOLS[pooling_type](inputs, window, strides, border, layout)
    elif max(strides) == 1:
        maximum = pooling_type == "MAX"
        outputs = dilated_pool(inputs, window, rates, border, layout, maximum=maximum)
    else:
        raise call.wrong("dilation_rate", dilation_rate, "1, because stride is not 1")
    return call.collected(outputs_collections, outputs)


def _pool(
    function: Callable[..., Tensor],
    operation: Callable[..., Tensor],
    dims: int,
    default_scope: str,
    *,
    inputs: Tensor,
    kernel_size: Sizes,
    stride: Sizes,
    padding: str,
    data_format: str | None,
    outputs_collections: OutputCollections,
    scope: str | None,
) -> Tensor:
    call = LayerCall.named(function, inputs, scope, default_scope)
    call.rank(dims + 2)
    window = call.window("kernel_size", kernel_size, dims)
    strides = call.window("stride", stride, dims)
    border, layout = call.padding(padding), call.data_format(data_format, dims)
    call.fits(window, border, layout)
    outputs = operation(inputs, window, strides, border, layout)
    return call.collected(outputs_collections, outputs)
