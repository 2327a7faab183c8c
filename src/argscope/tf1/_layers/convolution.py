"""The classes `tf.layers.Conv1D` to `Conv3D`, transposed ones and separable ones.

Constraints are refused; what else TensorFlow 1.15 takes is honoured.
"""

from __future__ import annotations

from typing import Any, ClassVar

from keras import ops

from argscope.layers._numerics.ops import (
    convolve,
    convolve_depthwise,
    convolve_transpose,
)
from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.base import (
    Layer,
    activated,
    activation_of,
    known_size,
    window_of,
)
from argscope.tf1._layers.core import bias_added
from argscope.tf1._ops.values import Array, array

_CONVOLUTIONAL = "python.layers.convolutional"


class Convolution(Layer):
    """A convolution over as many axes as the class says."""

    dims: ClassVar[int]
    kind: ClassVar[str]

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            trainable, name, activity_regularizer=activity_regularizer, **kwargs
        )
        self.filters = int(filters)
        self.kernel_size = window_of(self, kernel_size, self.dims)
        self.strides = window_of(self, strides, self.dims)
        self.padding = padding.lower()
        self.data_format = (data_format or "channels_last").lower()
        self.dilation_rate = window_of(self, dilation_rate, self.dims)
        self.activation = activation_of(activation)
        self.use_bias = use_bias
        self._kernel_from = (kernel_initializer, kernel_regularizer, kernel_constraint)
        self._bias_from = (bias_initializer, bias_regularizer, bias_constraint)

    @property
    def channel_axis(self) -> int:
        """The axis of the channels."""
        return 1 if self.data_format == "channels_first" else -1

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias."""
        channels = known_size(self, input_shape, self.channel_axis)
        self.kernel = self.weight(
            "kernel", self.kernel_shape(channels), self._kernel_from
        )
        self.build_bias()

    def build_bias(self) -> None:
        """Make the bias, the last of the variables."""
        self.bias = None
        if self.use_bias:
            self.bias = self.weight("bias", [self.filters], self._bias_from)
        self.built = True

    def weight(
        self, name: str, shape: Any, made_from: tuple[Any, Any, Any]
    ) -> Variable:
        """Return a variable, for an initializer, a regularizer and a constraint."""
        initializer, regularizer, constraint = made_from
        return self.add_weight(
            name, shape, None, initializer, regularizer, constraint=constraint
        )

    def kernel_shape(self, channels: int) -> tuple[int, ...]:
        """Return the shape of the kernel, for inputs of some channels."""
        return (*self.kernel_size, channels, self.filters)

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        outputs = self.convolved(inputs)
        if self.bias is not None:
            outputs = bias_added(outputs, self.bias, self.channel_axis)
        return activated(outputs, self.activation)

    def convolved(self, inputs: Any) -> Any:
        """Return the convolution without bias and activation."""
        settings = (self.strides, self.padding, self.data_format, self.dilation_rate)
        return _convolved(inputs, self.kernel, *settings, name=self.kind)


@symbol("layers.Conv1D", f"{_CONVOLUTIONAL}.Conv1D", f"{_CONVOLUTIONAL}.Convolution1D")
class Conv1D(Convolution):
    """A convolution over time."""

    dims = 1
    kind = "conv1d"


@symbol("layers.Conv2D", f"{_CONVOLUTIONAL}.Conv2D", f"{_CONVOLUTIONAL}.Convolution2D")
class Conv2D(Convolution):
    """A convolution over images."""

    dims = 2
    kind = "Conv2D"


@symbol("layers.Conv3D", f"{_CONVOLUTIONAL}.Conv3D", f"{_CONVOLUTIONAL}.Convolution3D")
class Conv3D(Convolution):
    """A convolution over volumes."""

    dims = 3
    kind = "Conv3D"


class Transposed(Convolution):
    """A transposed convolution; it has no dilation."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            1,
            activation,
            use_bias,
            kernel_initializer,
            bias_initializer,
            kernel_regularizer,
            bias_regularizer,
            activity_regularizer,
            kernel_constraint,
            bias_constraint,
            trainable,
            name,
            **kwargs,
        )

    def kernel_shape(self, channels: int) -> tuple[int, ...]:
        """Return the shape of the kernel, for inputs of some channels."""
        return (*self.kernel_size, self.filters, channels)

    def convolved(self, inputs: Any) -> Any:
        """Return the convolution without bias and activation."""
        settings = (self.strides, self.padding, self.data_format)
        return _convolved_transposed(inputs, self.kernel, *settings, name=self.kind)


@symbol(
    "layers.Conv2DTranspose",
    f"{_CONVOLUTIONAL}.Conv2DTranspose",
    f"{_CONVOLUTIONAL}.Convolution2DTranspose",
)
class Conv2DTranspose(Transposed):
    """A transposed convolution over images."""

    dims = 2
    kind = "conv2d_transpose"


@symbol(
    "layers.Conv3DTranspose",
    f"{_CONVOLUTIONAL}.Conv3DTranspose",
    f"{_CONVOLUTIONAL}.Convolution3DTranspose",
)
class Conv3DTranspose(Transposed):
    """A transposed convolution over volumes."""

    dims = 3
    kind = "conv3d_transpose"


class Separable(Convolution):
    """A convolution of each channel by itself, and then one over channels."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        data_format: str | None = "channels_last",
        dilation_rate: Any = 1,
        depth_multiplier: int = 1,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        pointwise_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        depthwise_regularizer: Any = None,
        pointwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        depthwise_constraint: Any = None,
        pointwise_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            filters,
            kernel_size,
            strides,
            padding,
            data_format,
            dilation_rate,
            activation,
            use_bias,
            bias_initializer=bias_initializer,
            bias_regularizer=bias_regularizer,
            activity_regularizer=activity_regularizer,
            bias_constraint=bias_constraint,
            trainable=trainable,
            name=name,
            **kwargs,
        )
        self.depth_multiplier = int(depth_multiplier)
        self._depthwise_from = (
            depthwise_initializer,
            depthwise_regularizer,
            depthwise_constraint,
        )
        self._pointwise_from = (
            pointwise_initializer,
            pointwise_regularizer,
            pointwise_constraint,
        )

    def build(self, input_shape: Any) -> None:
        """Make both kernels and the bias."""
        channels = known_size(self, input_shape, self.channel_axis)
        self.depthwise_kernel = self.weight(
            "depthwise_kernel",
            [*self.kernel_size, channels, self.depth_multiplier],
            self._depthwise_from,
        )
        self.pointwise_kernel = self.weight(
            "pointwise_kernel",
            [*[1] * self.dims, channels * self.depth_multiplier, self.filters],
            self._pointwise_from,
        )
        self.build_bias()

    def convolved(self, inputs: Any) -> Any:
        """Return the convolution without bias and activation."""
        kernels = (self.depthwise_kernel, self.pointwise_kernel)
        settings = (self.strides, self.padding, self.data_format, self.dilation_rate)
        return _convolved_separably(inputs, *kernels, *settings, name=self.kind)


@symbol("layers.SeparableConv1D", f"{_CONVOLUTIONAL}.SeparableConv1D")
class SeparableConv1D(Separable):
    """A separable convolution over time."""

    dims = 1
    kind = "separable_conv2d"


@symbol(
    "layers.SeparableConv2D",
    f"{_CONVOLUTIONAL}.SeparableConv2D",
    f"{_CONVOLUTIONAL}.SeparableConvolution2D",
)
class SeparableConv2D(Separable):
    """A separable convolution over images."""

    dims = 2
    kind = "separable_conv2d"


# --- on values


@op("Conv2D")
def _convolved(
    inputs: Array,
    kernel: Array,
    strides: Any,
    padding: Any,
    data_format: Any,
    rate: Any,
    name: str | None = None,
) -> Array:
    del name
    inputs = array(inputs)
    if padding == "causal":
        span = (int(kernel.shape[0]) - 1) * rate[0]
        widths = [[0, 0], [span, 0], [0, 0]]
        if data_format == "channels_first":
            widths = [[0, 0], [0, 0], [span, 0]]
        inputs, padding = ops.pad(inputs, widths), "valid"
    return convolve(
        inputs,
        kernel,
        stride=strides,
        padding=padding,
        data_format=data_format,
        rate=rate,
    )


@op("Conv2DBackpropInput")
def _convolved_transposed(
    inputs: Array,
    kernel: Array,
    strides: Any,
    padding: Any,
    data_format: Any,
    name: str | None = None,
) -> Array:
    del name
    return convolve_transpose(
        array(inputs), kernel, stride=strides, padding=padding, data_format=data_format
    )


@op("separable_conv2d")
def _convolved_separably(
    inputs: Array,
    depthwise: Array,
    pointwise: Array,
    strides: Any,
    padding: Any,
    data_format: Any,
    rate: Any,
    name: str | None = None,
) -> Array:
    del name
    each = convolve_depthwise(
        array(inputs),
        depthwise,
        stride=strides,
        padding=padding,
        data_format=data_format,
        rate=rate,
    )
    ones = (1,) * len(strides)
    return convolve(
        each,
        pointwise,
        stride=ones,
        padding="valid",
        data_format=data_format,
        rate=ones,
    )
