"""Transposed convolutions: gradients of convolutions, as functions.

What size they give is said by `output_shape`: it is that of the input of a convolution
whose output has the size of `value`. Several are possible where strides leave pixels over.
"""

from __future__ import annotations

from typing import Any

from keras import ops

from argscope.layers._numerics.ops import (
    CHANNELS_FIRST,
    CHANNELS_LAST,
    convolve_transpose,
)
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, tensor
from argscope.tf1._nn.windows import layout_of, over_window, padding_of
from argscope.tf1._ops.values import Array, shape_of, sizes_of


@op("conv2d_transpose", "nn.conv2d_transpose")
def conv2d_transpose(
    value: Array = None,
    filter: Array = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: str = "SAME",
    data_format: str = "NHWC",
    name: str | None = None,
    input: Array = None,
    filters: Array = None,
    dilations: Any = None,
) -> Array:
    """Return images, of which each pixel adds `filters` to the output.

    Args:
        value: The images.
        filter: The weights, `(height, width, outputs, inputs)`.
        output_shape: The shape of what is returned.
        strides: By how much the images grow.
        padding: That of the convolution whose gradient this is.
        data_format: `"NHWC"` or `"NCHW"`.
        name: Names the operation.
        input: `value`.
        filters: `filter`.
        dilations: How far apart the weights are.
    """
    value = either(value=value, input=input)
    kernel = either(filter=filter, filters=filters)
    return _transposed(
        value, kernel, output_shape, strides, padding, data_format, dilations
    )


@op("Conv2DBackpropInput", "nn.conv2d_backprop_input")
def conv2d_backprop_input(
    input_sizes: Any,
    filter: Array = None,
    out_backprop: Array = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: Any = True,
    data_format: str = "NHWC",
    dilations: Any = None,
    name: str | None = None,
    filters: Array = None,
) -> Array:
    """Return the gradient of `conv2d` by its input, of which the sizes are given."""
    kernel = either(filter=filter, filters=filters)
    return _transposed(
        out_backprop, kernel, input_sizes, strides, padding, data_format, dilations
    )


@op("conv1d_transpose", "nn.conv1d_transpose", "contrib.nn.conv1d_transpose")
def conv1d_transpose(
    input: Array,
    filters: Array,
    output_shape: Any,
    strides: Any,
    padding: str = "SAME",
    data_format: str = "NWC",
    dilations: Any = None,
    name: str | None = None,
) -> Array:
    """Return what `conv2d_transpose` does, for signals `(batch, width, channels)`."""
    return _transposed(
        input, filters, output_shape, strides, padding, data_format, dilations
    )


@op("conv3d_transpose", "nn.conv3d_transpose")
def conv3d_transpose(
    value: Array,
    filter: Array = None,
    output_shape: Any = None,
    strides: Any = None,
    padding: str = "SAME",
    data_format: str = "NDHWC",
    name: str | None = None,
    input: Array = None,
    filters: Array = None,
    dilations: Any = None,
) -> Array:
    """Return what `conv2d_transpose` does, for volumes."""
    value = either(value=value, input=input)
    kernel = either(filter=filter, filters=filters)
    return _transposed(
        value, kernel, output_shape, strides, padding, data_format, dilations
    )


@op("atrous_conv2d_transpose", "nn.atrous_conv2d_transpose")
def atrous_conv2d_transpose(
    value: Array,
    filters: Array,
    output_shape: Any,
    rate: Any,
    padding: Any,
    name: str | None = None,
) -> Array:
    """Return what `conv2d_transpose` does, with weights that are `rate` pixels apart."""
    return _transposed(value, filters, output_shape, 1, padding, "NHWC", rate)


def _transposed(
    value: Any,
    kernel: Any,
    output_shape: Any,
    strides: Any,
    padding: str,
    data_format: str,
    dilations: Any,
) -> Array:
    value, kernel = tensor(value), tensor(kernel)
    layout, dims = layout_of(data_format), len(value.shape) - 2
    strides = over_window(strides, dims, layout, "strides")
    rates = over_window(dilations, dims, layout, "dilations")
    sizes = sizes_of(output_shape)
    if len(sizes) == dims + 2:
        sizes = sizes[2:] if layout == CHANNELS_FIRST else sizes[1:-1]
    if layout == CHANNELS_FIRST:
        value = ops.moveaxis(value, 1, -1)
    for axis, rate in enumerate(rates):
        kernel = _spread(kernel, axis, rate)
    outputs = _of_sizes(
        value, kernel, sizes, strides, is_same=padding_of(padding) == "same"
    )
    return ops.moveaxis(outputs, -1, 1) if layout == CHANNELS_FIRST else outputs


def _spread(kernel: Array, axis: int, rate: int) -> Array:
    """Return a kernel with zeros between its weights along an axis, `rate - 1` of them."""
    if rate == 1:
        return kernel
    before, size, after = (
        kernel.shape[:axis],
        kernel.shape[axis],
        kernel.shape[axis + 1 :],
    )
    apart = ops.reshape(kernel, (*before, size, 1, *after))
    widths = [(0, 0)] * len(apart.shape)
    widths[axis + 1] = (0, rate - 1)
    spread = ops.reshape(ops.pad(apart, widths), (*before, size * rate, *after))
    return spread[(slice(None),) * axis + (slice(0, (size - 1) * rate + 1),)]


def _of_sizes(
    value: Array,
    kernel: Array,
    sizes: list[Any],
    strides: tuple[int, ...],
    *,
    is_same: bool,
) -> Array:
    """Return the transposed convolution of images with their channels last."""
    sizes_in = shape_of(value)[1:-1]
    windows = [int(size) for size in kernel.shape[: len(strides)]]
    _check(sizes_in, windows, sizes, strides, is_same=is_same)
    whole = convolve_transpose(
        value, kernel, stride=strides, padding="valid", data_format=CHANNELS_LAST
    )
    for axis, (size, own, window, stride) in enumerate(
        zip(sizes, sizes_in, windows, strides, strict=True), start=1
    ):
        surplus = (own - 1) * stride + window - size
        start = _at_least_0(surplus) // 2 if is_same else 0
        whole = _cut(whole, axis, start, size)
    return whole


def _check(
    sizes_in: Any, windows: list[int], sizes: list[Any], strides: Any, *, is_same: bool
) -> None:
    for own, window, size, stride in zip(
        sizes_in, windows, sizes, strides, strict=True
    ):
        made = -(-(size if is_same else size - window + 1) // stride)
        if isinstance(own, int) and isinstance(size, int) and made != own:
            raise ValueError(
                f"output_shape asks for {size} pixels, of which a convolution with windows "
                f"of {window} and strides of {stride} makes {made}; but value has {own}."
            )


def _cut(whole: Array, axis: int, start: Any, size: Any) -> Array:
    """Return a part of an axis; where it goes past the end, with zeros there."""
    missing = _at_least_0(start + size - shape_of(whole)[axis])
    if not (isinstance(missing, int) and missing == 0):
        widths = [(0, 0)] * len(whole.shape)
        widths[axis] = (0, missing)
        whole = ops.pad(whole, widths)
    return whole[(slice(None),) * axis + (slice(start, start + size),)]


def _at_least_0(number: Any) -> Any:
    return max(number, 0) if isinstance(number, int) else ops.maximum(number, 0)
