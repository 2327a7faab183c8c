"""Layers that connect every input with every output."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from keras import ops
from keras.ops import relu

from argscope._markers import UNSET
from argscope.layers._layer import Arguments, either_spelling, finish, layer, this_run
from argscope.layers._scope_names import Reuse, VariableScope
from argscope.layers._store import Collections
from argscope.layers._variable_scope import opened
from argscope.layers.initializers import XAVIER, ZEROS


@layer
def fully_connected(
    inputs: Any,
    num_outputs: int,
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
        "fully_connected",
        weights_initializer=weights_initializer,
        initializer=initializer,
        weights_regularizer=weights_regularizer,
        regularizer=regularizer,
    )
    run = this_run()
    with opened(run, scope, "fully_connected", reuse) as here:
        check = Arguments("fully_connected", inputs, here.name)
        check.rank_at_least(2)
        weights = run.store.get(
            run,
            "weights",
            (check.known_size(-1), check.count("num_outputs", num_outputs)),
            initializer=weights_initializer,
            regularizer=weights_regularizer,
            trainable=trainable,
            collections=variables_collections,
        )
        outputs = finish(
            run,
            ops.matmul(inputs, weights),
            "channels_last",
            normalizer_fn=normalizer_fn,
            normalizer_params=normalizer_params,
            biases_initializer=biases_initializer,
            biases_regularizer=biases_regularizer,
            variables_collections=variables_collections,
            trainable=trainable,
            activation_fn=activation_fn,
        )
        return run.collect(outputs_collections, here.name, outputs)
