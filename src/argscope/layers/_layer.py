"""What makes a function a layer: being a target of scopes, and where it may be called.

Inside a `Model` a layer just runs. On `keras.Input` outside one it becomes a Keras
layer, a `Model` of this one call. On numbers outside one it runs if it needs no
variables; if it does, nothing could keep them, and it is refused.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar, cast, final

import keras

from argscope import add_arg_scope
from argscope.layers._model.model import Model
from argscope.layers._state.run import Run, current_run, running
from argscope.layers.errors import OutsideModelError

F = TypeVar("F", bound=Callable[..., Any])


def target(function: F) -> F:
    """Make a function of this package scopable."""
    # The name by which users import it, which is also its key in scopes and files.
    function.__module__ = "argscope.layers"
    return add_arg_scope(function)


def layer(function: F) -> F:
    """Make `function(inputs, ...)` a layer: scopable, in a model and on `keras.Input`."""

    @functools.wraps(function)
    def dispatch(*args: Any, **kwargs: Any) -> Any:
        if current_run() is None:
            return _outside_a_model(function, args, kwargs)
        return function(*args, **kwargs)

    return cast("F", target(dispatch))


def _outside_a_model(
    function: Callable[..., Any], args: Sequence[Any], kwargs: dict[str, Any]
) -> Any:
    inputs = args[0] if args else kwargs.get(_first_name(function))
    leaves = keras.tree.flatten(inputs)
    if any(isinstance(leaf, keras.KerasTensor) for leaf in leaves):
        return _on_symbols(function, inputs, args, kwargs)
    nothing: Any = _NoVariables(function.__name__, inputs)
    with running(Run(nothing, training=False)):
        return function(*args, **kwargs)


def _first_name(function: Callable[..., Any]) -> str:
    return function.__code__.co_varnames[0]


def _on_symbols(
    function: Callable[..., Any],
    inputs: Any,
    args: Sequence[Any],
    kwargs: dict[str, Any],
) -> Any:
    """Return the output of a new Keras layer that makes this one call."""
    rest = {key: value for key, value in kwargs.items() if value is not inputs}

    def network(inputs: Any) -> Any:
        return function(inputs, *args[1:], **rest)

    scope = kwargs.get("scope") or _free_name(function.__name__)
    # Keras refuses slashes in the names of layers.
    return Model(network, name=str(scope).replace("/", "-"))(inputs)


def _free_name(name: str) -> str:
    serial = keras.backend.get_uid(name) - 1
    return f"{name}_{serial}" if serial else name


@final
class _NoVariables:
    """In place of a `VariableStore` where there is no model."""

    compute_dtype = variable_dtype = "float32"
    closed = False
    seed_generator = None

    def __init__(self, layer_name: str, inputs: Any) -> None:
        self._asked = (layer_name, inputs)

    def get(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: nothing would keep the variable."""
        raise OutsideModelError.about(*self._asked)
