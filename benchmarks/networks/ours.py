"""The networks with our layers, as a `layers.Model`."""

from __future__ import annotations

import functools
from typing import Any

from argscope import arg_scope, layers
from benchmarks.networks.slim_style import NETWORKS, Library
from benchmarks.networks.subjects import Network

import keras  # isort: skip  # after our layers: they choose the backend

_LIBRARY = Library(layers, arg_scope, keras.ops.relu, keras.ops.pad)


def build(network: Network) -> layers.Model:
    """Return the model with its variables made."""
    function = functools.partial(_call, NETWORKS[network.name], network)
    model = layers.Model(function, name=network.name, seed=0)
    model.build((None, network.size, network.size, 3))
    return model


def _call(function: Any, network: Network, images: Any) -> Any:
    return function(_LIBRARY, images, network)


def variables(model: layers.Model) -> dict[str, keras.Variable]:
    """Return the model's variables under the names of the original."""
    return {variable.path: variable for variable in model.variables_in_order}
