"""What layers with weights share: two spellings of arguments, and what follows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

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
from argscope.layers._numerics.ops import DataFormat, add_bias, channel_axis
from argscope.layers._state.names import KERAS_NAMES
from argscope.layers.errors import SpellingError
from argscope.layers.initializers import XAVIER


def either_spelling(
    layer: Callable[..., Any],
    *,
    weights_initializer: Initializer,
    initializer: Initializer,
    weights_regularizer: Regularizer | None,
    regularizer: Any,
) -> tuple[Initializer, Regularizer | None]:
    """Return the initializer and the regularizer of the weights, under either name.

    Raises:
        SpellingError: One of them was given under both names.
    """
    # Any value may be given, also None and an initializer equal to the default; so what
    # was not given is told by the identity of the defaults.
    if initializer is UNSET:
        initializer = weights_initializer
    elif weights_initializer is not XAVIER:
        raise SpellingError.about(layer.__name__, "weights_initializer", "initializer")
    if regularizer is UNSET:
        regularizer = weights_regularizer
    elif weights_regularizer is not None:
        raise SpellingError.about(layer.__name__, "weights_regularizer", "regularizer")
    return initializer, regularizer


def finish(
    call: LayerCall,
    outputs: Tensor,
    data_format: DataFormat,
    *,
    normalizer_fn: Normalizer | None,
    normalizer_params: dict[str, Any] | None,
    biases_initializer: Initializer,
    biases_regularizer: Regularizer | None,
    activation_fn: Activation | None,
    outputs_collections: OutputCollections,
    renames: Mapping[str, str] | None = KERAS_NAMES,
) -> Tensor:
    """Apply what follows the product with the weights: normalizer or bias, activation.

    As in the original, a normalizer takes the place of the bias. What it and the
    activation make with `get_variable` are variables of this layer, with `renames`;
    with None they are the user's own.
    """
    if renames is not None:
        call.run.scope.adopt_variables(renames)
    # The normalizer is a layer of its own, called in the scope of this one: its variables
    # are `conv1/BatchNorm/beta` and such, and an arg_scope of it reaches it. The
    # parameters are arguments of that call, and win.
    if normalizer_fn is not None:
        normalize = call.function("normalizer_fn", normalizer_fn)
        outputs = normalize(outputs, **(normalizer_params or {}))
    elif biases_initializer is not None:
        axis = channel_axis(outputs, data_format)
        biases = call.variable(
            "biases", (outputs.shape[axis],), biases_initializer, biases_regularizer
        )
        outputs = add_bias(outputs, biases, axis)
    return call.activated(outputs, activation_fn, outputs_collections)
