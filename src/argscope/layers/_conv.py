"""Convolutions over signals, images and volumes."""

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
from argscope.layers._numerics.ops import channel_axis, convolve
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections
from argscope.layers._weighted import either_spelling, finish
from argscope.layers.initializers import XAVIER, ZEROS


@layer
def conv2d(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Sizes = 1,
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
    """Convolve images with a bank of learned filters, then normalize and activate.

    Args:
        inputs: Images, shape `(batch, height, width, in_channels)`, any float dtype;
            `(batch, in_channels, height, width)` with `data_format="NCHW"`.
        num_outputs: Number of output channels, >= 1.
        kernel_size: Window in pixels: one whole number, or `[height, width]`.
        stride: Step in pixels, likewise.
        padding: `"SAME"` (keep size / stride, the odd pixel of padding at the end) or
            `"VALID"` (none). Lower case is accepted.
        data_format: None or `"NHWC"`, or `"NCHW"`.
        rate: Distance between the taps of the window, likewise; not together with a
            stride.
        activation_fn: Applied last; None for a linear layer.
        normalizer_fn: Such as `batch_norm`; replaces the bias.
        normalizer_params: Its arguments; they beat a scope of the normalizer.
        weights_initializer: Initial value of the weights; also as `initializer`.
        weights_regularizer: Penalty on the weights; also as `regularizer`.
        biases_initializer: Initial value of the biases; None for no biases.
        biases_regularizer: Penalty on the biases.
        reuse: Share the variables of an earlier layer with the same scope.
        variables_collections: Collections for the variables, or `{name: collections}`.
        outputs_collections: Collections for the output.
        trainable: Whether training changes the variables.
        scope: Name of the variables' scope; default: `Conv`, `Conv_1`, ...
        initializer: Another name of `weights_initializer`.
        regularizer: Another name of `weights_regularizer`.

    Returns:
        Shape `(batch, new_height, new_width, num_outputs)`, where `new_height` is
        `ceil(height / stride)` for `"SAME"` and
        `ceil((height - rate * (window - 1)) / stride)` for `"VALID"`.

    Raises:
        InputError: `inputs` is not of rank 4, its channels are unknown, or it is smaller
            than a window that is not padded.
        LayerArgumentError: An argument has a wrong value.
        SpellingError: An argument is given under both names.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv2d(keras.Input((32, 32, 3)), 8, [3, 3], stride=2).shape
        (None, 16, 16, 8)

    Source:
        tf_slim/layers/layers.py, `convolution2d`: variables `weights`
        `(height, width, in_channels, num_outputs)` and `biases` `(num_outputs,)`.
    """
    return _convolution(
        conv2d,
        2,
        inputs=inputs,
        num_outputs=num_outputs,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        data_format=data_format,
        rate=rate,
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
@like(conv2d)
def conv1d(**arguments: Any) -> Tensor:
    """As `conv2d`, for signals of shape `(batch, steps, channels)`.

    `data_format` is None or `"NWC"`, or `"NCW"`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv1d(keras.Input((50, 3)), 8, 5, padding="VALID").shape
        (None, 46, 8)
    """
    return _convolution(conv1d, 1, **arguments)


@layer
@like(conv2d)
def conv3d(**arguments: Any) -> Tensor:
    """As `conv2d`, for volumes of shape `(batch, depth, height, width, channels)`.

    `data_format` is None or `"NDHWC"`, or `"NCDHW"`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv3d(keras.Input((8, 8, 8, 1)), 4, 3, stride=2).shape
        (None, 4, 4, 4, 4)
    """
    return _convolution(conv3d, 3, **arguments)


@layer
def convolution(
    inputs: Tensor,
    num_outputs: int,
    kernel_size: Sizes,
    stride: Sizes = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: Sizes = 1,
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
    conv_dims: int | None = None,
    *,
    initializer: Initializer = UNSET,
    regularizer: Any = UNSET,
) -> Tensor:
    """As `conv1d`, `conv2d` or `conv3d`, by the rank of the inputs.

    `conv_dims` (1, 2 or 3) refuses inputs of another rank than `conv_dims + 2`. Unlike
    in the original, a scope of `convolution` does not reach into `conv2d`, where it
    could only fail.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.convolution(keras.Input((8, 8, 8, 1)), 4, 3).shape
        (None, 8, 8, 8, 4)
    """
    return _convolution(
        convolution,
        conv_dims,
        inputs=inputs,
        num_outputs=num_outputs,
        kernel_size=kernel_size,
        stride=stride,
        padding=padding,
        data_format=data_format,
        rate=rate,
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


def _convolution(
    function: Callable[..., Tensor],
    conv_dims: int | None,
    *,
    inputs: Tensor,
    num_outputs: int,
    kernel_size: Sizes,
    stride: Sizes,
    padding: str,
    data_format: str | None,
    rate: Sizes,
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
    """Compute any of these layers; `conv_dims` is None where the inputs tell."""
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
        "Conv",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        allowed = (3, 4, 5) if conv_dims is None else (conv_dims + 2,)
        dims = call.rank(*allowed) - 2
        layout = call.data_format(data_format, dims)
        in_channels = call.known_size(channel_axis(inputs, layout))
        strides = call.window("stride", stride, dims)
        rates = call.window("rate", rate, dims)
        if max(strides) > 1 and max(rates) > 1:
            raise call.wrong("rate", rate, "1, because stride is not 1")
        window = call.window("kernel_size", kernel_size, dims)
        weights = call.variable(
            "weights",
            (*window, in_channels, call.count("num_outputs", num_outputs)),
            kernel_initializer,
            kernel_regularizer,
        )
        border = call.padding(padding)
        call.fits(window, border, layout, rates)
        outputs = convolve(
            inputs,
            weights,
            stride=strides,
            padding=border,
            data_format=layout,
            rate=rates,
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


convolution1d = conv1d
convolution2d = conv2d
convolution3d = conv3d
