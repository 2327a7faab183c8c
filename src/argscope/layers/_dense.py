"""Layers that connect every input with every output."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from typing import Any

from keras import ops

from argscope._base.markers import UNSET
from argscope._base.tensor import Tensor
from argscope.layers._arguments import (
    Activation,
    Initializer,
    Normalizer,
    OutputCollections,
    Regularizer,
)
from argscope.layers._call import LayerCall
from argscope.layers._layer import layer
from argscope.layers._state.graph_keys import GraphKeys
from argscope.layers._state.names import Reuse
from argscope.layers._state.scopes import Name
from argscope.layers._state.store import Collections, collection_names
from argscope.layers._weighted import either_spelling, finish
from argscope.layers.initializers import XAVIER, ZEROS


@layer
def fully_connected(
    inputs: Tensor,
    num_outputs: int,
    activation_fn: Activation | None = ops.relu,
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
    """Multiply the last axis with a matrix of learned weights, then activate.

    The arguments that are not listed are those of `conv2d`.

    Args:
        inputs: Shape `(batch, ..., features)`. The last axis is contracted; use
            `flatten` before to contract all.
        num_outputs: Number of output features, >= 1.

    Returns:
        Shape `(batch, ..., num_outputs)`.

    Raises:
        InputError: `inputs` is a scalar or vector, or its features are unknown.
        LayerArgumentError: `num_outputs` is not a whole number.
        SpellingError: An argument is given under both names.
        VariableError: The scope is taken, or cannot be shared.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.fully_connected(keras.Input((7, 5)), 3).shape
        (None, 7, 3)

    Source:
        tf_slim/layers/layers.py, `fully_connected`: variables `weights`
        `(features, num_outputs)` and `biases` `(num_outputs,)`.
    """
    weights_initializer, weights_regularizer = either_spelling(
        fully_connected,
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    with LayerCall(
        fully_connected,
        inputs,
        scope,
        "fully_connected",
        reuse=reuse,
        collections=variables_collections,
        trainable=trainable,
    ) as call:
        call.rank_at_least(2)
        weights = call.variable(
            "weights",
            (call.known_size(-1), call.count("num_outputs", num_outputs)),
            weights_initializer,
            weights_regularizer,
        )
        return finish(
            call,
            ops.matmul(inputs, weights),
            "channels_last",
            normalizer_fn=normalizer_fn,
            normalizer_params=normalizer_params,
            biases_initializer=biases_initializer,
            biases_regularizer=biases_regularizer,
            activation_fn=activation_fn,
            outputs_collections=outputs_collections,
        )


# Partials, as in the original: a scope of `fully_connected` reaches them, except that
# `linear` stays linear.
relu = functools.partial(fully_connected, activation_fn=ops.relu)
relu6 = functools.partial(fully_connected, activation_fn=ops.relu6)
elu = functools.partial(fully_connected, activation_fn=ops.elu)
linear = functools.partial(fully_connected, activation_fn=None)


def legacy_fully_connected(
    x: Tensor,
    num_output_units: int,
    activation_fn: Activation | None = None,
    weight_init: Initializer = XAVIER,
    bias_init: Initializer = ZEROS,
    name: Name = None,
    weight_collections: Collections = (GraphKeys.WEIGHTS,),
    bias_collections: Collections = (GraphKeys.BIASES,),
    output_collections: str | Sequence[str] | None = (GraphKeys.ACTIVATIONS,),
    trainable: bool = True,
    weight_regularizer: Regularizer | None = None,
    bias_regularizer: Regularizer | None = None,
) -> Tensor:
    """As `fully_connected`, in its first form: other names, linear by default.

    The variables are `weights` and `bias` (singular), and are not in the collection of
    model variables. `bias_init=None` makes no bias. Not a target of scopes.

    Example:
        >>> from argscope import layers
        >>> model = layers.Model(lambda x: layers.legacy_relu(x, 3))
        >>> model.build((None, 5))
        >>> [variable.path for variable in model.variables_in_order]
        ['fully_connected/weights', 'fully_connected/bias']

    Source:
        tf_slim/layers/layers.py, `legacy_fully_connected`.
    """
    collections = {"weights": weight_collections, "bias": bias_collections}
    with LayerCall(
        legacy_fully_connected,
        x,
        name,
        "fully_connected",
        collections=collections,
        trainable=trainable,
    ) as call:
        call.rank_at_least(2)
        units = call.count("num_output_units", num_output_units)
        weights = call.variable(
            "weights",
            (call.known_size(-1), units),
            weight_init,
            weight_regularizer,
            is_model=False,
        )
        outputs = ops.matmul(x, weights)
        if bias_init is not None:
            outputs = outputs + call.variable(
                "bias", (units,), bias_init, bias_regularizer, is_model=False
            )
        given = collection_names(output_collections, "")
        collections = dict.fromkeys([*given, GraphKeys.ACTIVATIONS])
        return call.activated(outputs, activation_fn, collections)


legacy_relu = functools.partial(legacy_fully_connected, activation_fn=ops.relu)
legacy_linear = functools.partial(legacy_fully_connected, activation_fn=None)
