"""`tf.keras.layers`, as programs of TensorFlow 1 used them: applied to tensors.

Models of Keras (`Input`, `Model`, `Sequential`) are not there: a program that makes them
is one of Keras, which runs by itself.
"""

from __future__ import annotations

import math
from typing import Any, Final

from keras import ops

from argscope.layers._numerics.ops import convolve_depthwise
from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._layers import convolution, core, normalization, pooling
from argscope.tf1._layers.base import activated, activation_of, known_size, window_of
from argscope.tf1._layers.keras_layer import KerasLayer
from argscope.tf1._ops.values import Array, array, shape_of

_LAYERS: Final = "keras.layers"


# --- with variables


@symbol(f"{_LAYERS}.Dense")
class Dense(KerasLayer, core.Dense):
    """`activation(inputs @ kernel + bias)` over the last axis."""


@symbol(f"{_LAYERS}.Conv1D", f"{_LAYERS}.Convolution1D")
class Conv1D(KerasLayer, convolution.Conv1D):
    """A convolution over time."""


@symbol(f"{_LAYERS}.Conv2D", f"{_LAYERS}.Convolution2D")
class Conv2D(KerasLayer, convolution.Conv2D):
    """A convolution over images."""


@symbol(f"{_LAYERS}.Conv3D", f"{_LAYERS}.Convolution3D")
class Conv3D(KerasLayer, convolution.Conv3D):
    """A convolution over volumes."""


@symbol(f"{_LAYERS}.Conv2DTranspose", f"{_LAYERS}.Convolution2DTranspose")
class Conv2DTranspose(KerasLayer, convolution.Conv2DTranspose):
    """A transposed convolution over images."""

    def __init__(
        self,
        filters: int,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        output_padding: Any = None,
        data_format: str | None = None,
        dilation_rate: Any = 1,
        *args: Any,
        **kwargs: Any,
    ) -> None:
        if output_padding is not None:
            self._refuse("output_padding", output_padding)
        if window_of(self, dilation_rate, 2) != (1, 1):
            self._refuse("dilation_rate", dilation_rate)
        super().__init__(
            filters, kernel_size, strides, padding, data_format, *args, **kwargs
        )


@symbol(f"{_LAYERS}.SeparableConv2D", f"{_LAYERS}.SeparableConvolution2D")
class SeparableConv2D(KerasLayer, convolution.SeparableConv2D):
    """A separable convolution over images."""


@symbol(f"{_LAYERS}.DepthwiseConv2D")
class DepthwiseConv2D(KerasLayer):
    """A convolution of each channel by itself."""

    def __init__(
        self,
        kernel_size: Any,
        strides: Any = 1,
        padding: str = "valid",
        depth_multiplier: int = 1,
        data_format: str | None = None,
        activation: Any = None,
        use_bias: bool = True,
        depthwise_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        depthwise_regularizer: Any = None,
        bias_regularizer: Any = None,
        *,
        dilation_rate: Any = 1,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.kernel_size = window_of(self, kernel_size, 2)
        self.depth_multiplier = int(depth_multiplier)
        self.activation = activation_of(activation)
        self.use_bias = use_bias
        layout = (data_format or "channels_last").lower()
        self._channel_axis = 1 if layout == "channels_first" else -1
        self._settings = (
            window_of(self, strides, 2),
            padding.lower(),
            layout,
            window_of(self, dilation_rate, 2),
        )
        self._kernel_from = (depthwise_initializer, depthwise_regularizer)
        self._bias_from = (bias_initializer, bias_regularizer)

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias."""
        channels = known_size(self, input_shape, self._channel_axis)
        shape = [*self.kernel_size, channels, self.depth_multiplier]
        self.depthwise_kernel = self.add_weight(
            "depthwise_kernel", shape, None, *self._kernel_from
        )
        self.bias = None
        if self.use_bias:
            outputs = [channels * self.depth_multiplier]
            self.bias = self.add_weight("bias", outputs, None, *self._bias_from)
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        outputs = _depthwise(inputs, self.depthwise_kernel, *self._settings)
        if self.bias is not None:
            outputs = core.bias_added(outputs, self.bias, self._channel_axis)
        return activated(outputs, self.activation)


@symbol(f"{_LAYERS}.BatchNormalization")
class BatchNormalization(KerasLayer, normalization.BatchNormalization):
    """`(inputs - mean) / sqrt(variance + epsilon) * gamma + beta`."""

    def call(self, inputs: Any, training: Any = None) -> Any:
        """Compute the outputs; the mode is a test's where it is not said."""
        return super().call(inputs, training=False if training is None else training)


# --- without variables


@symbol(f"{_LAYERS}.Dropout")
class Dropout(KerasLayer, core.Dropout):
    """Zeros for a share of the inputs while training, and the rest made larger."""

    def call(self, inputs: Any, training: Any = None) -> Any:
        """Compute the outputs; the mode is a test's where it is not said."""
        return super().call(inputs, training=False if training is None else training)


@symbol(f"{_LAYERS}.Flatten")
class Flatten(KerasLayer, core.Flatten):
    """The inputs with all axes but the first made into one."""


@symbol(f"{_LAYERS}.MaxPooling2D", f"{_LAYERS}.MaxPool2D")
class MaxPooling2D(KerasLayer, pooling.MaxPooling2D):
    """The maximum of windows over images."""

    def __init__(
        self, pool_size: Any = 2, strides: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(pool_size, strides, *args, **kwargs)


@symbol(f"{_LAYERS}.AveragePooling2D", f"{_LAYERS}.AvgPool2D")
class AveragePooling2D(KerasLayer, pooling.AveragePooling2D):
    """The mean of windows over images."""

    def __init__(
        self, pool_size: Any = 2, strides: Any = None, *args: Any, **kwargs: Any
    ) -> None:
        super().__init__(pool_size, strides, *args, **kwargs)


class _Global(KerasLayer):
    """One number for each channel of an image."""

    def __init__(self, data_format: str | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._axes = (2, 3) if data_format == "channels_first" else (1, 2)


@symbol(f"{_LAYERS}.GlobalAveragePooling2D", f"{_LAYERS}.GlobalAvgPool2D")
class GlobalAveragePooling2D(_Global):
    """The mean of each channel."""

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return _means(inputs, self._axes)


@symbol(f"{_LAYERS}.GlobalMaxPooling2D", f"{_LAYERS}.GlobalMaxPool2D")
class GlobalMaxPooling2D(_Global):
    """The maximum of each channel."""

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return _maxima(inputs, self._axes)


@symbol(f"{_LAYERS}.Activation")
class Activation(KerasLayer):
    """A function, or the one with a name."""

    def __init__(self, activation: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.activation = activation_of(activation)

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return activated(inputs, self.activation)


@symbol(f"{_LAYERS}.Lambda")
class Lambda(KerasLayer):
    """A function of the program."""

    def __init__(self, function: Any, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.function = function

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return self.function(inputs)


@symbol(f"{_LAYERS}.ReLU")
class ReLU(KerasLayer):
    """What is above a threshold, up to a maximum, and a share of what is below."""

    def __init__(
        self,
        max_value: float | None = None,
        negative_slope: float = 0.0,
        threshold: float = 0.0,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self._limits = (max_value, float(negative_slope), float(threshold))

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return _rectified(inputs, *self._limits)


@symbol(f"{_LAYERS}.LeakyReLU")
class LeakyReLU(ReLU):
    """What is positive, and a share of what is negative."""

    def __init__(self, alpha: float = 0.3, **kwargs: Any) -> None:
        super().__init__(negative_slope=alpha, **kwargs)


@symbol(f"{_LAYERS}.ELU")
class ELU(KerasLayer):
    """What is positive, and `alpha * (exp(x) - 1)` for the rest."""

    def __init__(self, alpha: float = 1.0, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.alpha = float(alpha)

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return _elu(inputs, self.alpha)


# --- on values


@op("depthwise")
def _depthwise(
    inputs: Array, kernel: Array, strides: Any, padding: Any, layout: Any, rate: Any
) -> Array:
    return convolve_depthwise(
        array(inputs),
        kernel,
        stride=strides,
        padding=padding,
        data_format=layout,
        rate=rate,
    )


@op("Mean")
def _means(inputs: Array, axes: tuple[int, ...]) -> Array:
    inputs = array(inputs)
    sizes = [shape_of(inputs)[axis] for axis in axes]
    return ops.sum(inputs, axes) / ops.cast(math.prod(sizes), inputs.dtype)


@op("Max")
def _maxima(inputs: Array, axes: tuple[int, ...]) -> Array:
    return ops.max(array(inputs), axes)


@op("Relu")
def _rectified(
    inputs: Array, most: float | None, slope: float, threshold: float
) -> Array:
    inputs = array(inputs)
    above = inputs if most is None else ops.minimum(inputs, most)
    return ops.where(inputs >= threshold, above, slope * (inputs - threshold))


@op("Elu")
def _elu(inputs: Array, alpha: float) -> Array:
    return ops.elu(array(inputs), alpha)
