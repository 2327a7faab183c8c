"""What a Model runs, and what it knows about it.

An object of its own: Keras would wrap a dict or a list that is an attribute of a model.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, final

import keras

from argscope._core.scope import ArgScope
from argscope.layers._model.inner_layers import Watch, inner_layers
from argscope.layers._model.weights_file import Reading
from argscope.layers._state.store import VariableStore

_MODES: Final = ("is_training", "training")


@final
class Network:
    """A network function with the scope it runs under and the variables it uses.

    Attributes:
        function: The user's function.
        scope: The arg_scope that was active when the model was made.
        store: The variables.
        specs: Shape and dtype of the inputs, once known.
        layers: Keras layers that the function uses, by name.
        watches: What each run used while the model was built.
        reading: How a file of weights is being read.
        failure: What went wrong last; Keras hides it under a text of its own.
    """

    __slots__ = (
        "_modes",
        "failure",
        "function",
        "layers",
        "reading",
        "scope",
        "specs",
        "store",
        "watches",
    )

    def __init__(
        self, function: Callable[..., Any], scope: ArgScope, store: VariableStore
    ) -> None:
        self.function = function
        self.scope = scope
        self.store = store
        self.specs: Any = None
        self.layers: dict[str, keras.Layer] = {}
        self.watches: list[Watch] = []
        self.reading = Reading()
        self.failure: Exception | None = None
        self._modes = modes_of(function)

    def __call__(self, inputs: Any, training: bool) -> Any:
        """Run the function, and keep what goes wrong."""
        self.failure = None
        try:
            if self.store.closed:
                return self.function(inputs, **dict.fromkeys(self._modes, training))
            with Watch(self.store.ids) as watch:
                result = self.function(inputs, **dict.fromkeys(self._modes, training))
            self.watches.append(watch)
        except Exception as error:
            self.failure = error
            raise
        return result

    @property
    def called(self) -> dict[int, keras.Layer]:
        """The Keras layers that were called while building, by their ids."""
        return {i: layer for watch in self.watches for i, layer in watch.called.items()}

    def depends_on_mode(self) -> bool:
        """Return whether a run in the other mode may use other variables or layers."""
        return bool(self._modes or self.called or self.store.tells_mode)

    def runs_agree(self) -> bool:
        """Return whether each run while building has called the same Keras layers."""
        return all(watch.called.keys() == self.called.keys() for watch in self.watches)

    def adopt(self) -> None:
        """Make out which Keras layers belong to the model.

        Raises:
            InnerLayerError: One of the variables that were used belongs to none.
        """
        used = {i: v for watch in self.watches for i, v in watch.variables.items()}
        own = {id(variable) for variable in self.store.model.variables}
        foreign = [v for i, v in used.items() if i not in own]
        called = self.called.values()
        self.layers = inner_layers(self.name, self.function, called, foreign)
        self.watches.clear()

    def start_reading(self, reading: Reading) -> None:
        """Note how a file of weights is read from now on."""
        self.reading = reading
        self.failure = None

    @property
    def name(self) -> str:
        """The name of the function."""
        return name_of(self.function)


def explain_shapes(
    function: Callable[..., Any], shapes: Mapping[str, tuple[int, ...]]
) -> str | None:
    """Return what a network function that has `explain_shapes` says of shapes by path."""
    while isinstance(function, partial):
        function = function.func
    explain = getattr(function, "explain_shapes", None)
    return None if explain is None else explain(shapes)


def modes_of(function: Callable[..., Any]) -> list[str]:
    """Return the parameters that are to be told the model's mode.

    One that a partial has given a value is the user's choice.
    """
    fixed = function.keywords if isinstance(function, partial) else {}
    parameters = inspect.signature(function).parameters
    return [mode for mode in _MODES if mode in parameters and mode not in fixed]


def name_of(function: Callable[..., Any]) -> str:
    """Return the name of a function, of what a partial calls, or of an object's class."""
    while isinstance(function, partial):
        function = function.func
    return getattr(function, "__name__", type(function).__name__)
