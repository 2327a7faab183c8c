"""Convolutions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from keras.ops import relu

from argscope._markers import UNSET
from argscope.layers._layer import Arguments, either_spelling, finish, layer, this_run
from argscope.layers._ops import channel_axis, convolve
from argscope.layers._scope_names import Reuse, VariableScope
from argscope.layers._store import Collections
from argscope.layers._variable_scope import opened
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
    scope: str | VariableScope | None = None,
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
        InputError: `inputs` is not of rank 4, or its channels are unknown.
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
    weights_initializer, weights_regularizer = either_spelling(
        "conv2d",
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    run = this_run()
    with opened(run, scope, "Conv", reuse) as here:
        check = Arguments("conv2d", inputs, here.name)
        check.rank(4)
        layout = check.data_format(data_format)
        in_channels = check.known_size(channel_axis(inputs, layout))
        strides, rates = check.window("stride", stride), check.window("rate", rate)
        if max(strides) > 1 and max(rates) > 1:
            raise check.wrong("rate", rate, "1, because stride is not 1")
        window = check.window("kernel_size", kernel_size)
        weights = run.store.get(
            run,
            "weights",
            (*window, in_channels, check.count("num_outputs", num_outputs)),
            initializer=weights_initializer,
            regularizer=weights_regularizer,
            trainable=trainable,
            collections=variables_collections,
        )
        outputs = convolve(
            inputs,
            weights,
            stride=strides,
            padding=check.padding(padding),
            data_format=layout,
            rate=rates,
        )
        outputs = finish(
            run,
            outputs,
            layout,
            normalizer_fn=normalizer_fn,
            normalizer_params=normalizer_params,
            biases_initializer=biases_initializer,
            biases_regularizer=biases_regularizer,
            variables_collections=variables_collections,
            trainable=trainable,
            activation_fn=activation_fn,
        )
        return run.collect(outputs_collections, here.name, outputs)
