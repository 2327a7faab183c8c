"""What layers with weights share: two spellings of arguments, and what follows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from argscope._base.markers import UNSET
from argscope.layers._call import LayerCall
from argscope.layers._numerics.ops import DataFormat, add_bias, channel_axis
from argscope.layers.errors import SpellingError
from argscope.layers.initializers import XAVIER


def either_spelling(
    layer_name: str,
    *,
    weights_initializer: Any,
    initializer: Any,
    weights_regularizer: Any,
    regularizer: Any,
) -> tuple[Any, Any]:
    """Return the initializer and the regularizer of the weights, under either name.

    Raises:
        SpellingError: One of them was given under both names.
    """
    if initializer is UNSET:
        initializer = weights_initializer
    elif weights_initializer is not XAVIER:
        raise SpellingError.about(layer_name, "weights_initializer", "initializer")
    if regularizer is UNSET:
        regularizer = weights_regularizer
    elif weights_regularizer is not None:
        raise SpellingError.about(layer_name, "weights_regularizer", "regularizer")
    return initializer, regularizer


def finish(
    call: LayerCall,
    outputs: Any,
    data_format: DataFormat,
    *,
    normalizer_fn: Callable[..., Any] | None,
    normalizer_params: dict[str, Any] | None,
    biases_initializer: Any,
    biases_regularizer: Any,
    activation_fn: Callable[[Any], Any] | None,
    outputs_collections: Any,
) -> Any:
    """Apply what follows the product with the weights: normalizer or bias, activation.

    As in the original, a normalizer takes the place of the bias.
    """
    if normalizer_fn is not None:
        outputs = normalizer_fn(outputs, **(normalizer_params or {}))
    elif biases_initializer is not None:
        axis = channel_axis(outputs, data_format)
        biases = call.variable(
            "biases", (outputs.shape[axis],), biases_initializer, biases_regularizer
        )
        outputs = add_bias(outputs, biases, axis)
    return call.activated(outputs, activation_fn, outputs_collections)
