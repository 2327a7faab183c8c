"""Transposed convolutions: the gradient of a convolution as a layer of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras.ops import relu

from argscope._base.markers import UNSET
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
    inputs: Any,
    num_outputs: int,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    data_format: str | None = "NHWC",
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
    return _convolution_transpose("conv2d_transpose", 2, **locals())


@layer
def conv3d_transpose(
    inputs: Any,
    num_outputs: int,
    kernel_size: int | Sequence[int],
    stride: int | Sequence[int] = 1,
    padding: str = "SAME",
    data_format: str | None = "NDHWC",
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
    """As `conv2d_transpose`, for volumes of shape `(batch, depth, height, width, channels)`.

    The default scope is `Conv3d_transpose`.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.conv3d_transpose(keras.Input((4, 4, 4, 1)), 2, 3, stride=2).shape
        (None, 8, 8, 8, 2)
    """
    return _convolution_transpose("conv3d_transpose", 3, **locals())


def _convolution_transpose(
    layer_name: str,
    dims: int,
    *,
    inputs: Any,
    num_outputs: Any,
    kernel_size: Any,
    stride: Any,
    padding: Any,
    data_format: Any,
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
        return finish(call, outputs, layout, **rest)


convolution2d_transpose = conv2d_transpose
convolution3d_transpose = conv3d_transpose
