"""A learned offset for each channel, as a layer of its own."""

from __future__ import annotations

from argscope._base.tensor import Tensor
from argscope.layers._arguments import (
    Activation,
    Initializer,
    OutputCollections,
    Regularizer,
)
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._numerics.ops import CHANNELS_FIRST, add_bias, channel_axis
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections
from argscope.layers.initializers import ZEROS


@layer
def bias_add(
    inputs: Tensor,
    activation_fn: Activation | None = None,
    initializer: Initializer = ZEROS,
    regularizer: Regularizer | None = None,
    reuse: Reuse = None,
    variables_collections: Collections = None,
    outputs_collections: OutputCollections = None,
    trainable: bool = True,
    data_format: str | None = "NHWC",
    scope: Name = None,
) -> Tensor:
    """Add a learned offset to each channel.

    Args:
        inputs: Shape `(batch, ..., channels)` of rank 2 or more; with
            `data_format="NCHW"` shape `(batch, channels, height, width)`.
        activation_fn: Applied last.
        initializer: Initial value of the offsets.
        regularizer: Penalty on the offsets.
        reuse: Share the variables of an earlier layer with the same scope.
        variables_collections: Collections for the variable, or `{name: collections}`.
        outputs_collections: Collections for the output.
        trainable: Whether training changes the offsets.
        data_format: None or `"NHWC"`, or `"NCHW"`.
        scope: Name of the variable's scope; default: `BiasAdd`, `BiasAdd_1`, ...

    Returns:
        Shape of `inputs`.

    Raises:
        InputError: `inputs` has a wrong rank, or its channels are unknown.
        LayerArgumentError: Another `data_format`.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.bias_add(keras.Input((8, 8, 3))).shape
        (None, 8, 8, 3)

    Source:
        tf_slim/layers/layers.py, `bias_add`.
    """
    with LayerCall(
        bias_add,
        inputs,
        scope,
        "BiasAdd",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank_at_least(2)
        layout = call.data_format(data_format)
        if layout == CHANNELS_FIRST:
            call.rank(4)
        axis = channel_axis(inputs, layout)
        biases = call.variable(
            "biases", (call.known_size(axis),), initializer, regularizer
        )
        outputs = add_bias(inputs, biases, axis)
        return call.activated(outputs, activation_fn, outputs_collections)
