"""Keras layers and other models that a network function calls.

Keras tracks the layers that a model has as attributes. A function may have them anywhere:
in its closure, its globals, in an object. So those are noted that are called while it
runs, and do what a model has to know of: use variables or add losses.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Container, Iterable, Iterator
from functools import partial
from types import FrameType
from typing import Any, Final, Self, final

import keras

from argscope._base.paths import first_free
from argscope.layers.errors import InnerLayerError

_CALL: Final = inspect.unwrap(keras.Layer.__call__).__code__


@final
class Watch(keras.StatelessScope):
    """A block that notes what is used in it, and changes nothing.

    Args:
        own: The ids of the variables that need no noting.

    Attributes:
        variables: Those that were read, by their ids.
        called: The outermost Keras layers that read one or added a loss, by their ids.
    """

    def __init__(self, own: Container[int]) -> None:
        super().__init__(collect_losses=True, initialize_variables=False)
        self.variables: dict[int, keras.Variable] = {}
        self.called: dict[int, keras.Layer] = {}
        self._own = own
        self._start: FrameType | None = None

    def __enter__(self) -> Self:
        """Begin to note, from the caller on."""
        self._start = sys._getframe(1)
        super().__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        """End it."""
        self._start = None  # a frame holds all that was in it
        super().__exit__(*error)

    def get_current_value(self, variable: keras.Variable) -> Any:
        """Return the value assigned in this block, if any (Keras asks)."""
        if id(variable) not in self._own:
            self.variables[id(variable)] = variable
            self._note_layer()
        return super().get_current_value(variable)

    def add_loss(self, loss: Any) -> None:
        """Note who adds a loss (Keras asks)."""
        del loss
        self._note_layer()

    def _note_layer(self) -> None:
        frame: FrameType | None = sys._getframe(2)
        layer = None
        while frame is not None and frame is not self._start:
            if frame.f_code is _CALL:
                layer = frame.f_locals["self"]
            frame = frame.f_back
        if layer is not None:
            self.called[id(layer)] = layer


def inner_layers(
    network: str,
    function: Callable[..., Any],
    called: Iterable[keras.Layer],
    foreign: Iterable[keras.Variable],
) -> dict[str, keras.Layer]:
    """Return the layers that a network has to keep, by name.

    The name is that by which the function refers to the layer, if it does so directly;
    else the layer's own.

    Args:
        network: The function's name.
        function: The function.
        called: The layers that it calls.
        foreign: The variables that it uses and the model has not made.

    Raises:
        InnerLayerError: A variable belongs neither to a layer that the function calls nor
            to one that it refers to.
    """
    waiting = {id(layer): layer for layer in called}
    homeless = {id(variable): variable for variable in foreign}
    for layer in waiting.values():
        _give_home(homeless, layer)
    found: dict[str, keras.Layer] = {}
    for name, layer in _referred(function, "", set()):
        if _give_home(homeless, layer) or id(layer) in waiting:
            waiting.pop(id(layer), None)
            found[first_free(name, found.__contains__)] = layer
    for layer in waiting.values():
        found[first_free(_own_name(layer), found.__contains__)] = layer
    if homeless:
        paths = [variable.path for variable in homeless.values()]
        raise InnerLayerError.homeless(network, paths)
    return found


def _give_home(homeless: dict[int, keras.Variable], layer: keras.Layer) -> bool:
    """Take the variables of `layer` out of `homeless`; return whether there were any."""
    owned = homeless.keys() & {id(variable) for variable in layer.variables}
    for each in owned:
        del homeless[each]
    return bool(owned)


def _own_name(layer: keras.Layer) -> str:
    """Return the name that a layer was given, or that of its class.

    A name from Keras ends in how many such layers the process had before, which is not
    the same where a file is loaded.
    """
    base = re.sub(r"_\d+$", "", layer.name)
    is_given = base.replace("_", "") != type(layer).__name__.lower()
    return layer.name if is_given else base


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
        yield re.sub(r"\W+", "_", name).strip("_") or _own_name(value), value
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
