"""Layers that only change the shape."""

from __future__ import annotations

import math
from typing import Any

from keras import ops

from argscope.layers._layer import Arguments, layer, this_run


@layer
def flatten(
    inputs: Any,
    outputs_collections: str | list[str] | None = None,
    scope: str | None = None,
) -> Any:
    """Make one axis of all axes but the first.

    Args:
        inputs: Shape `(batch, ...)`, any dtype.
        outputs_collections: Collections for the output.
        scope: Name of the output in collections.

    Returns:
        Shape `(batch, features)`.

    Raises:
        InputError: `inputs` has no axis, or a size other than the batch is unknown.

    Example:
        >>> import keras
        >>> from argscope import layers
        >>> layers.flatten(keras.Input((4, 5, 6))).shape
        (None, 120)

    Source:
        tf_slim/layers/layers.py, `flatten`.
    """
    run = this_run()
    alias = run.scope.path(scope or "Flatten")
    check = Arguments("flatten", inputs, alias)
    check.rank_at_least(1)
    features = math.prod(check.known_size(axis) for axis in range(1, len(inputs.shape)))
    outputs = ops.reshape(inputs, (-1, features))
    return run.collect(outputs_collections, alias, outputs)
