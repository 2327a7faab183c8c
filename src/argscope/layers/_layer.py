"""What makes a function a layer: being a target of scopes, and where it may be called.

Inside a `Model` a layer just runs. On `keras.Input` outside one it becomes a Keras
layer, a `Model` of this one call. On numbers outside one it runs if it needs no
variables; if it does, nothing could keep them, and it is refused.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from typing import Any, NoReturn, TypeVar, cast, final

import keras

from argscope._base.published import published_in
from argscope._base.tensor import Tensor
from argscope._core.scoped import add_arg_scope
from argscope.layers._model.model import Model
from argscope.layers._state.run import RUN, Recorder, Run, running
from argscope.layers.errors import OutsideModelError

F = TypeVar("F", bound=Callable[..., Any])


def target(function: F) -> F:
    """Make a function of this package scopable, by the name by which users import it."""
    return add_arg_scope(published_in("argscope.layers")(function))


def layer(function: F) -> F:
    """Make `function(inputs, ...)` a layer: scopable, in a model and on `keras.Input`."""
    first = next(iter(inspect.signature(function).parameters))

    # The scope is asked before this, so a layer that becomes a Keras layer is called with
    # the arguments of the scope around the call, and keeps them. And it is asked once:
    # what runs in the Keras layer is the plain function.
    @functools.wraps(function)
    def dispatch(*args: Any, **kwargs: Any) -> Any:
        run = RUN.get()
        if run is None:
            return _outside_a_model(function, first, args, kwargs)
        if run.recorder is not None:
            return run.recorder(function, args, kwargs)
        return function(*args, **kwargs)

    return cast("F", target(dispatch))


def _outside_a_model(
    function: Callable[..., Any],
    first: str,
    args: Sequence[Any],
    kwargs: dict[str, Any],
) -> Any:
    inputs = args[0] if args else kwargs.get(first)
    leaves = keras.tree.flatten(inputs)
    for leaf in leaves:
        if hasattr(leaf, "recording"):  # a tensor of a graph of its own
            with leaf.recording():
                recorder = cast("Recorder", cast("Run", RUN.get()).recorder)
                return recorder(function, args, kwargs)
    if any(isinstance(leaf, keras.KerasTensor) for leaf in leaves):
        rest = {name: value for name, value in kwargs.items() if name != first}
        return _on_symbols(function, inputs, args[1:], rest)
    nothing: Any = _NoVariables(function.__name__, inputs)
    with running(Run(nothing, training=False)):
        return function(*args, **kwargs)


def _on_symbols(
    function: Callable[..., Any],
    inputs: Tensor,
    args: Sequence[Any],
    kwargs: dict[str, Any],
) -> Tensor:
    """Return the output of a new Keras layer that makes this one call."""

    def network(inputs: Tensor) -> Tensor:
        return function(inputs, *args, **kwargs)

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
    closed = shapes_only = False
    seed_generator = None

    def __init__(self, layer_name: str, inputs: Tensor) -> None:
        self._asked = (layer_name, inputs)

    def get(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        """Refuse: nothing would keep the variable."""
        raise OutsideModelError.about(*self._asked)
