"""Convolutions that treat each channel by itself: separable and in-plane."""

from __future__ import annotations

from typing import Any, Final

from keras import ops
from keras.ops import relu

from argscope._base.markers import UNSET
from argscope._base.tensor import Tensor
from argscope.layers._arguments import (
    Activation,
    Initializer,
    Normalizer,
    OutputCollections,
    Regularizer,
    Sizes,
)
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import (
    DataFormat,
    channel_axis,
    convolve,
    convolve_depthwise,
)
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections
from argscope.layers._weighted import either_spelling, finish
from argscope.layers.initializers import XAVIER, ZEROS

# As `KERAS_NAMES`, for the layer of Keras that the original is made of.
_KERAS_NAMES: Final = {
    "bias": "biases",
    "depthwise_kernel": "depthwise_weights",
    "pointwise_kernel": "pointwise_weights",
}


@layer
def separable_conv2d(
    inputs: Tensor,
    num_outputs: int | None,
    kernel_size: Sizes,
    depth_multiplier: int = 1,
    stride: Sizes = 1,
    padding: str = "SAME",
    data_format: str | None = "NHWC",
    rate: Sizes = 1,
    activation_fn: Activation | None = relu,
    normalizer_fn: Normalizer | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_initializer: Initializer = XAVIER,
    pointwise_initializer: Initializer = None,
    weights_regularizer: Regularizer | None = None,
    biases_initializer: Initializer = ZEROS,
    biases_regularizer: Regularizer | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    scope: Name = None,
    *,
    initializer: Initializer = UNSET,
    regularizer: Any = UNSET,
) -> Tensor:
    """Convolve each channel by itself, then mix the channels with a 1x1 convolution.

    Arguments are those of `conv2d`, and besides:

    Args:
        inputs: Images, shape `(batch, height, width, in_channels)`, any float dtype.
        num_outputs: Number of output channels, >= 1. None leaves out the mixing: the
            output has `in_channels * depth_multiplier` channels (a depthwise
            convolution).
        kernel_size: Window in pixels: one whole number, or `[height, width]`.
        depth_multiplier: Filters for each input channel, >= 1.
        pointwise_initializer: Initial value of the mixing weights; None for
            `weights_initializer`.
        weights_regularizer: Penalty on both kinds of weights; also as `regularizer`.
        scope: Name of the variables' scope; default: `SeparableConv2d`, ...

    Returns:
        As `conv2d`.

    Raises:
        InputError: `inputs` is not of rank 4, or its channels are unknown.
        LayerArgumentError: An argument has a wrong value.
        SpellingError: An argument is given under both names.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.separable_conv2d(keras.Input((8, 8, 3)), 16, 3).shape
        (None, 8, 8, 16)
        >>> layers.separable_conv2d(keras.Input((8, 8, 3)), None, 3, 2).shape
        (None, 8, 8, 6)

    Source:
        Howard et al. 2017, arXiv:1704.04861, section 3.1; tf_slim/layers/layers.py,
        `separable_convolution2d`: variables `depthwise_weights`
        `(height, width, in_channels, depth_multiplier)`, `pointwise_weights`
        `(1, 1, in_channels * depth_multiplier, num_outputs)` and `biases`.
    """
    weights_initializer, weights_regularizer = either_spelling(
        separable_conv2d,
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    with LayerCall(
        separable_conv2d,
        inputs,
        scope,
        "SeparableConv2d",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank(4)
        layout = call.data_format(data_format)
        strides, rates = call.window("stride", stride), call.window("rate", rate)
        if num_outputs is not None and max(strides) > 1 and max(rates) > 1:
            raise call.wrong("rate", rate, "1, because stride is not 1")
        channels = call.known_size(channel_axis(inputs, layout))
        multiplier = call.count("depth_multiplier", depth_multiplier)
        window = call.window("kernel_size", kernel_size)
        border = call.padding(padding)
        call.fits(window, border, layout, rates)
        depthwise_weights = call.variable(
            "depthwise_weights",
            (*window, channels, multiplier),
            weights_initializer,
            weights_regularizer,
            kind="weights",
        )
        outputs = convolve_depthwise(
            inputs,
            depthwise_weights,
            stride=strides,
            padding=border,
            data_format=layout,
            rate=rates,
        )
        if num_outputs is not None:
            pointwise_weights = call.variable(
                "pointwise_weights",
                (1, 1, channels * multiplier, call.count("num_outputs", num_outputs)),
                pointwise_initializer or weights_initializer,
                weights_regularizer,
                kind="weights",
            )
            outputs = _mix(outputs, pointwise_weights, layout)
        return finish(
            call,
            outputs,
            layout,
            normalizer_fn=normalizer_fn,
            normalizer_params=normalizer_params,
            biases_initializer=biases_initializer,
            biases_regularizer=biases_regularizer,
            activation_fn=activation_fn,
            outputs_collections=outputs_collections,
            renames=_KERAS_NAMES,
        )


@layer
def conv2d_in_plane(
    inputs: Tensor,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: str = "SAME",
    activation_fn: Activation | None = relu,
    normalizer_fn: Normalizer | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_initializer: Initializer = XAVIER,
    weights_regularizer: Regularizer | None = None,
    biases_initializer: Initializer = ZEROS,
    biases_regularizer: Regularizer | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    scope: Name = None,
    *,
    initializer: Initializer = UNSET,
    regularizer: Any = UNSET,
) -> Tensor:
    """Convolve every channel with one and the same learned filter.

    Useful for filters such as a gradient or a blur. Arguments are those of `conv2d`;
    the default scope is `ConvInPlane`, and `weights` has shape `(height, width, 1, 1)`.

    Returns:
        As `conv2d`, with as many channels as `inputs`.

    Raises:
        InputError: `inputs` is not of rank 4, or its channels are unknown.
        LayerArgumentError: An argument has a wrong value.
        SpellingError: An argument is given under both names.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv2d_in_plane(keras.Input((8, 8, 3)), [2, 1], padding="VALID").shape
        (None, 7, 8, 3)

    Source:
        tf_slim/layers/layers.py, `convolution2d_in_plane`.
    """
    weights_initializer, weights_regularizer = either_spelling(
        conv2d_in_plane,
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    with LayerCall(
        conv2d_in_plane,
        inputs,
        scope,
        "ConvInPlane",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank(4)
        channels = call.known_size(3)
        window = call.window("kernel_size", kernel_size)
        border = call.padding(padding)
        call.fits(window, border, "channels_last")
        weights = call.variable(
            "weights",
            (*window, 1, 1),
            weights_initializer,
            weights_regularizer,
        )
        outputs = convolve_depthwise(
            inputs,
            ops.tile(weights, (1, 1, channels, 1)),
            stride=call.window("stride", stride),
            padding=border,
            data_format="channels_last",
            rate=(1, 1),
        )
        return finish(
            call,
            outputs,
            "channels_last",
            normalizer_fn=normalizer_fn,
            normalizer_params=normalizer_params,
            biases_initializer=biases_initializer,
            biases_regularizer=biases_regularizer,
            activation_fn=activation_fn,
            outputs_collections=outputs_collections,
            renames=None,
        )


def _mix(inputs: Tensor, weights: Tensor, data_format: DataFormat) -> Tensor:
    return convolve(
        inputs,
        weights,
        stride=(1, 1),
        padding="valid",
        data_format=data_format,
        rate=(1, 1),
    )


separable_convolution2d = separable_conv2d
convolution2d_in_plane = conv2d_in_plane
