"""Keras layers and other models that a network function uses.

Keras tracks the layers that a model has as attributes. A function has them in its
closure or its globals instead, so they are looked for there, and only if the function
turned out to use variables that the model does not own.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, final

import keras

from argscope.layers.errors import InnerLayerError


@final
class Reads(keras.StatelessScope):
    """A block that notes the variables that are read in it, and changes none."""

    def __init__(self) -> None:
        super().__init__(initialize_variables=False)
        self.variables: dict[int, keras.Variable] = {}

    def get_current_value(self, variable: keras.Variable) -> Any:
        """Return the value assigned in this block, if any (Keras asks)."""
        self.variables[id(variable)] = variable
        return super().get_current_value(variable)


def inner_layers(
    network: str,
    function: Callable[..., Any],
    foreign: list[keras.Variable],
) -> dict[str, keras.Layer]:
    """Return the layers `function` refers to that own `foreign` variables, by name.

    Raises:
        InnerLayerError: A variable belongs to none of them.
    """
    found: dict[str, keras.Layer] = {}
    homeless = {id(variable): variable for variable in foreign}
    for name, layer in _referred(function, "", set()):
        owned = homeless.keys() & {id(variable) for variable in layer.variables}
        if owned:
            while name in found:
                name += "_"  # noqa: PLW2901
            found[name] = layer
            homeless = {i: v for i, v in homeless.items() if i not in owned}
    if homeless:
        paths = [variable.path for variable in homeless.values()]
        raise InnerLayerError.about(network, paths)
    return found


def variables_of(layer: keras.Layer) -> dict[str, keras.Variable]:
    """Return the weights of a Keras layer by their path in it."""
    found: dict[str, keras.Variable] = {}
    for variable in layer.weights:
        path = variable.path.removeprefix(f"{layer.path}/")
        serial = sum(other.partition("#")[0] == path for other in found)
        found[f"{path}#{serial}" if serial else path] = variable
    return found


def _referred(
    value: Any, name: str, seen: set[int]
) -> Iterator[tuple[str, keras.Layer]]:
    """Yield the Keras layers that `value` refers to, with the name it has for them."""
    if id(value) in seen:
        return
    seen.add(id(value))
    if isinstance(value, keras.Layer):
        # Slashes and the like would make groups in a file of weights.
        yield re.sub(r"\W+", "_", name).strip("_") or value.name, value
        return
    for part, child in _parts(value):
        yield from _referred(child, ".".join(filter(None, (name, part))), seen)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, list | tuple):
        yield from ((str(i), item) for i, item in enumerate(value))
    elif isinstance(value, dict):
        yield from ((str(key), item) for key, item in value.items())
    elif isinstance(value, partial):
        yield "", value.func
        yield from value.keywords.items()
        yield "", value.args
    elif inspect.ismethod(value):
        yield from vars(value.__self__).items()
        yield "", value.__func__
    elif inspect.isfunction(value):
        variables = inspect.getclosurevars(value)
        yield from variables.nonlocals.items()
        yield from variables.globals.items()
        yield from (value.__kwdefaults__ or {}).items()
        yield "", value.__defaults__ or ()
        if hasattr(value, "__wrapped__"):
            yield "", value.__wrapped__
