"""Transposed convolutions: the gradient of a convolution as a layer of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras.ops import relu

from argscope._base.like import like
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
from argscope.layers._numerics.ops import channel_axis, convolve_transpose
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections
from argscope.layers._weighted import either_spelling, finish
from argscope.layers.initializers import XAVIER, ZEROS


@layer
def conv2d_transpose(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: str = "SAME",
    data_format: str | None = "NHWC",
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
    """Enlarge images: each pixel adds a window of learned weights to the output.

    Arguments are those of `conv2d`; `stride` is by how much the image grows. The
    default scope is `Conv2d_transpose`, and `weights` has shape
    `(height, width, num_outputs, in_channels)`.

    Returns:
        Shape `(batch, new_height, new_width, num_outputs)`, where `new_height` is
        `height * stride` for `"SAME"` and
        `height * stride + max(window - stride, 0)` for `"VALID"`.

    Raises:
        InputError: `inputs` is not of rank 4, or its channels are unknown.
        LayerArgumentError: An argument has a wrong value.
        SpellingError: An argument is given under both names.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv2d_transpose(keras.Input((8, 8, 3)), 4, 3, stride=2).shape
        (None, 16, 16, 4)

    Source:
        tf_slim/layers/layers.py, `convolution2d_transpose`; Zeiler et al. 2010,
        "Deconvolutional networks".
    """
    return _convolution_transpose(
        conv2d_transpose,
        2,
        inputs=inputs,
        num_outputs=num_outputs,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        data_format=data_format,
        activation_fn=activation_fn,
        normalizer_fn=normalizer_fn,
        normalizer_params=normalizer_params,
        weights_initializer=weights_initializer,
        weights_regularizer=weights_regularizer,
        biases_initializer=biases_initializer,
        biases_regularizer=biases_regularizer,
        reuse=reuse,
        variables_collections=variables_collections,
        outputs_collections=outputs_collections,
        trainable=trainable,
        scope=scope,
        initializer=initializer,
        regularizer=regularizer,
    )


@layer
@like(conv2d_transpose, data_format="NDHWC")
def conv3d_transpose(**arguments: Any) -> Tensor:
    """As `conv2d_transpose`, for volumes of shape `(batch, depth, height, width, channels)`.

    The default scope is `Conv3d_transpose`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv3d_transpose(keras.Input((4, 4, 4, 1)), 2, 3, stride=2).shape
        (None, 8, 8, 8, 2)
    """
    return _convolution_transpose(conv3d_transpose, 3, **arguments)


def _convolution_transpose(
    function: Callable[..., Tensor],
    dims: int,
    *,
    inputs: Tensor,
    num_outputs: int,
    kernel_size: Sizes,
    stride: Sizes,
    padding: str,
    data_format: str | None,
    activation_fn: Activation | None,
    normalizer_fn: Normalizer | None,
    normalizer_params: dict[str, Any] | None,
    weights_initializer: Initializer,
    weights_regularizer: Regularizer | None,
    biases_initializer: Initializer,
    biases_regularizer: Regularizer | None,
    reuse: Reuse,
    variables_collections: Collections,
    outputs_collections: OutputCollections,
    trainable: bool,
    scope: Name,
    initializer: Initializer,
    regularizer: Any,
) -> Tensor:
    kernel_initializer, kernel_regularizer = either_spelling(
        function,
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    with LayerCall(
        function,
        inputs,
        scope,
        f"Conv{dims}d_transpose",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank(dims + 2)
        layout = call.data_format(data_format, dims)
        in_channels = call.known_size(channel_axis(inputs, layout))
        strides = call.window("stride", stride, dims)
        window = call.window("kernel_size", kernel_size, dims)
        weights = call.variable(
            "weights",
            (*window, call.count("num_outputs", num_outputs), in_channels),
            kernel_initializer,
            kernel_regularizer,
        )
        outputs = convolve_transpose(
            inputs,
            weights,
            stride=strides,
            padding=call.padding(padding),
            data_format=layout,
        )
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
        )


convolution2d_transpose = conv2d_transpose
convolution3d_transpose = conv3d_transpose
