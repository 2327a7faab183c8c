"""Convolutions: `tf.nn.conv2d` and its like. `use_cudnn_on_gpu` has no effect."""

from __future__ import annotations

from typing import Any

from argscope.layers._numerics.ops import convolve, convolve_depthwise
from argscope.tf1._graph.op import op
from argscope.tf1._nn.operands import either, tensor
from argscope.tf1._nn.windows import layout_of, over_window, padded
from argscope.tf1._ops.values import Array


def _convolved(
    inputs: Any,
    kernel: Any,
    strides: Any,
    padding: Any,
    data_format: Any,
    dilations: Any,
    dims: int | None = None,
    by: Any = convolve,
) -> Array:
    inputs, kernel = tensor(inputs), tensor(kernel)
    rank = len(inputs.shape)
    if len(kernel.shape) != rank or (dims is not None and rank != dims + 2):
        wanted = "one more" if dims is None else dims + 2
        raise ValueError(
            f"A convolution of inputs of shape {tuple(inputs.shape)} with filters of shape "
            f"{tuple(kernel.shape)}: both must have {wanted} axes."
        )
    layout = layout_of(data_format)
    inputs, name = padded(inputs, padding)
    return by(
        inputs,
        kernel,
        stride=over_window(strides, rank - 2, layout, "strides"),
        padding=name,
        data_format=layout,
        rate=over_window(dilations, rank - 2, layout, "dilations"),
    )


@op("conv1d/Squeeze", "nn.conv1d")
def conv1d(
    value: Array = None,
    filters: Array = None,
    stride: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: Any = None,
    data_format: str | None = None,
    name: str | None = None,
    input: Array = None,
    dilations: Any = None,
) -> Array:
    """Return the convolution of signals `(batch, width, channels)`."""
    signals = either(value=value, input=input)
    return _convolved(signals, filters, stride, padding, data_format, dilations, 1)


@op("Conv2D", "nn.conv2d")
def conv2d(
    input: Array,
    filter: Array = None,
    strides: Any = None,
    padding: Any = None,
    use_cudnn_on_gpu: Any = True,
    data_format: str = "NHWC",
    dilations: Any = None,
    name: str | None = None,
    filters: Array = None,
) -> Array:
    """Return the convolution of images with filters `(height, width, inputs, outputs)`."""
    kernel = either(filter=filter, filters=filters)
    return _convolved(input, kernel, strides, padding, data_format, dilations, 2)


@op("Conv3D", "nn.conv3d")
def conv3d(
    input: Array,
    filter: Array = None,
    strides: Any = None,
    padding: Any = None,
    data_format: str = "NDHWC",
    dilations: Any = None,
    name: str | None = None,
    filters: Array = None,
) -> Array:
    """Return the convolution of volumes `(batch, depth, height, width, channels)`."""
    kernel = either(filter=filter, filters=filters)
    return _convolved(input, kernel, strides, padding, data_format, dilations, 3)


@op("convolution", "nn.convolution")
def convolution(
    input: Array,
    filter: Array = None,
    padding: Any = None,
    strides: Any = None,
    dilation_rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    filters: Array = None,
    dilations: Any = None,
) -> Array:
    """Return the convolution over as many axes as the filters have windows for."""
    kernel = either(filter=filter, filters=filters)
    rate = either(dilation_rate=dilation_rate, dilations=dilations)
    return _convolved(input, kernel, strides, padding, data_format, rate)


@op("convolution", "nn.atrous_conv2d")
def atrous_conv2d(
    value: Array, filters: Array, rate: Any, padding: Any, name: str | None = None
) -> Array:
    """Return the convolution with filters whose weights are `rate` pixels apart."""
    return _convolved(value, filters, 1, padding, "NHWC", rate, 2)


@op("depthwise", "nn.depthwise_conv2d")
def depthwise_conv2d(
    input: Array,
    filter: Array = None,
    strides: Any = None,
    padding: Any = None,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Array:
    """Return each channel convolved with filters of its own, `(height, width, inputs, m)`."""
    rate = either(rate=rate, dilations=dilations)
    return _convolved(
        input, filter, strides, padding, data_format, rate, 2, convolve_depthwise
    )


@op("DepthwiseConv2dNative", "nn.depthwise_conv2d_native")
def depthwise_conv2d_native(
    input: Array,
    filter: Array,
    strides: Any,
    padding: Any,
    data_format: str = "NHWC",
    dilations: Any = None,
    name: str | None = None,
) -> Array:
    """Return what `depthwise_conv2d` does."""
    return _convolved(
        input, filter, strides, padding, data_format, dilations, 2, convolve_depthwise
    )


@op("separable_conv2d", "nn.separable_conv2d")
def separable_conv2d(
    input: Array,
    depthwise_filter: Array,
    pointwise_filter: Array,
    strides: Any,
    padding: Any,
    rate: Any = None,
    name: str | None = None,
    data_format: str | None = None,
    dilations: Any = None,
) -> Array:
    """Return a convolution of each channel, and then one of each pixel."""
    rate = either(rate=rate, dilations=dilations)
    channels = _convolved(
        input,
        depthwise_filter,
        strides,
        padding,
        data_format,
        rate,
        2,
        convolve_depthwise,
    )
    return _convolved(channels, pointwise_filter, 1, "VALID", data_format, 1, 2)
