"""Convolutions over signals, images and volumes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras.ops import relu

from argscope._base.markers import UNSET
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
    inputs: Any,
    num_outputs: int,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: int | Sequence[int] = 1,
    activation_fn: Callable[[Any], Any] | None = relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Callable[[Any], Any] | None = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Callable[[Any], Any] | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: str | list[str] | None = None,
    trainable: bool = True,
    scope: Name = None,
    *,
    initializer: Any = UNSET,
    regularizer: Any = UNSET,
) -> Any:
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
    return _convolution("conv2d", 2, **locals())


@layer
def conv1d(
    inputs: Any,
    num_outputs: int,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: int | Sequence[int] = 1,
    activation_fn: Callable[[Any], Any] | None = relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Callable[[Any], Any] | None = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Callable[[Any], Any] | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: str | list[str] | None = None,
    trainable: bool = True,
    scope: Name = None,
    *,
    initializer: Any = UNSET,
    regularizer: Any = UNSET,
) -> Any:
    """As `conv2d`, for signals of shape `(batch, steps, channels)`.

    `data_format` is None or `"NWC"`, or `"NCW"`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv1d(keras.Input((50, 3)), 8, 5, padding="VALID").shape
        (None, 46, 8)
    """
    return _convolution("conv1d", 1, **locals())


@layer
def conv3d(
    inputs: Any,
    num_outputs: int,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: int | Sequence[int] = 1,
    activation_fn: Callable[[Any], Any] | None = relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Callable[[Any], Any] | None = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Callable[[Any], Any] | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: str | list[str] | None = None,
    trainable: bool = True,
    scope: Name = None,
    *,
    initializer: Any = UNSET,
    regularizer: Any = UNSET,
) -> Any:
    """As `conv2d`, for volumes of shape `(batch, depth, height, width, channels)`.

    `data_format` is None or `"NDHWC"`, or `"NCDHW"`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv3d(keras.Input((8, 8, 8, 1)), 4, 3, stride=2).shape
        (None, 4, 4, 4, 4)
    """
    return _convolution("conv3d", 3, **locals())


@layer
def convolution(
    inputs: Any,
    num_outputs: int,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    data_format: str | None = None,
    rate: int | Sequence[int] = 1,
    activation_fn: Callable[[Any], Any] | None = relu,
    normalizer_fn: Callable[..., Any] | None = None,
    normalizer_params: dict[str, Any] | None = None,
    weights_initializer: Any = XAVIER,
    weights_regularizer: Callable[[Any], Any] | None = None,
    biases_initializer: Any = ZEROS,
    biases_regularizer: Callable[[Any], Any] | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: str | list[str] | None = None,
    trainable: bool = True,
    scope: Name = None,
    conv_dims: int | None = None,
    *,
    initializer: Any = UNSET,
    regularizer: Any = UNSET,
) -> Any:
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
    return _convolution("convolution", **locals())


def _convolution(
    layer_name: str,
    conv_dims: int | None,
    *,
    inputs: Any,
    num_outputs: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    data_format: Any,
    rate: Any,
    weights_initializer: Any,
    weights_regularizer: Any,
    reuse: Reuse,
    variables_collections: Collections,
    trainable: bool,
    scope: Name,
    initializer: Any,
    regularizer: Any,
    **rest: Any,
) -> Any:
    """Compute any of these layers; `rest` is what `finish` does."""
    kernel_initializer, kernel_regularizer = either_spelling(
        layer_name,
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    with LayerCall(
        layer_name,
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
        return finish(call, outputs, layout, **rest)


convolution1d = conv1d
convolution2d = conv2d
convolution3d = conv3d
