"""Pooling: one value for each window of a signal, image or volume. No variables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import avg_pool, dilated_pool, max_pool

_POOLS: Final = {"MAX": max_pool, "AVG": avg_pool}


@layer
def max_pool2d(
    inputs: Any,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 2,
    padding: str = "VALID",
    data_format: str | None = "NHWC",
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
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
    return _pool(max_pool, "max_pool2d", 2, "MaxPool2D", **locals())


@layer
def avg_pool2d(
    inputs: Any,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 2,
    padding: str = "VALID",
    data_format: str | None = "NHWC",
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
    """Take the mean of each window; padded pixels are not counted.

    As `max_pool2d`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.avg_pool2d(keras.Input((32, 32, 3)), 3, padding="SAME").shape
        (None, 16, 16, 3)
    """
    return _pool(avg_pool, "avg_pool2d", 2, "AvgPool2D", **locals())


@layer
def max_pool3d(
    inputs: Any,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 2,
    padding: str = "VALID",
    data_format: str | None = "NDHWC",
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
    """As `max_pool2d`, for volumes of shape `(batch, depth, height, width, channels)`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.max_pool3d(keras.Input((8, 8, 8, 1)), 2).shape
        (None, 4, 4, 4, 1)
    """
    return _pool(max_pool, "max_pool3d", 3, "MaxPool3D", **locals())


@layer
def avg_pool3d(
    inputs: Any,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 2,
    padding: str = "VALID",
    data_format: str | None = "NDHWC",
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
    """As `avg_pool2d`, for volumes of shape `(batch, depth, height, width, channels)`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.avg_pool3d(keras.Input((8, 8, 8, 1)), 2).shape
        (None, 4, 4, 4, 1)
    """
    return _pool(avg_pool, "avg_pool3d", 3, "AvgPool3D", **locals())


@layer
def pool(
    inputs: Any,
    kernel_size: int | Sequence[int],
    pooling_type: str,
    padding: str = "VALID",
    data_format: str | None = None,
    dilation_rate: int | Sequence[int] = 1,
    stride: int | Sequence[int] = 1,
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
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
    call = LayerCall.named("pool", inputs, scope, default_scope)
    if pooling_type not in _POOLS:
        raise call.wrong("pooling_type", pooling_type, "'MAX' or 'AVG'")
    dims = call.rank(3, 4, 5) - 2
    window = call.window("kernel_size", kernel_size, dims)
    strides = call.window("stride", stride, dims)
    rates = call.window("dilation_rate", dilation_rate, dims)
    border = call.padding(padding)
    where = (border, call.data_format(data_format, dims))
    call.fits(window, *where, rates)
    if max(rates) == 1:
        outputs = _POOLS[pooling_type](inputs, window, strides, *where)
    elif max(strides) == 1:
        maximum = pooling_type == "MAX"
        outputs = dilated_pool(inputs, window, rates, *where, maximum=maximum)
    else:
        raise call.wrong("dilation_rate", dilation_rate, "1, because stride is not 1")
    return call.collected(outputs_collections, outputs)


def _pool(
    function: Callable[..., Any],
    layer_name: str,
    dims: int,
    default_scope: str,
    *,
    inputs: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    data_format: Any,
    outputs_collections: str | list[str] | None,
    scope: str | None,
) -> Any:
    call = LayerCall.named(layer_name, inputs, scope, default_scope)
    call.rank(dims + 2)
    window = call.window("kernel_size", kernel_size, dims)
    strides = call.window("stride", stride, dims)
    where = (call.padding(padding), call.data_format(data_format, dims))
    call.fits(window, *where)
    outputs = function(inputs, window, strides, *where)
    return call.collected(outputs_collections, outputs)
