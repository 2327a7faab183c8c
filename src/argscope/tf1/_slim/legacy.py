"""The first form of the fully connected layer, of which scopes set no arguments."""

from __future__ import annotations

import functools
from typing import Any

from argscope import layers
from argscope.tf1._slim.recorder import call_of_layer


@functools.wraps(layers.legacy_fully_connected)
def legacy_fully_connected(*args: Any, **kwargs: Any) -> Any:
    """Return a linear map of the inputs; see `layers.legacy_fully_connected`."""
    return call_of_layer(layers.legacy_fully_connected, args, kwargs)


legacy_linear = functools.partial(legacy_fully_connected, activation_fn=None)
legacy_relu = functools.partial(legacy_fully_connected, **layers.legacy_relu.keywords)
