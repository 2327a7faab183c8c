"""What a Model runs, and what it knows about it.

An object of its own: Keras would wrap a dict or a list that is an attribute of a model.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any, Final, final

import keras

from argscope._core.scope import ArgScope
from argscope.layers._model.inner_layers import Reads
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
        reads: All variables that were used while building, by their ids.
        reading: How a file of weights is being read.
        failure: What went wrong last; Keras hides it under a text of its own.
    """

    __slots__ = (
        "_modes",
        "failure",
        "function",
        "layers",
        "reading",
        "reads",
        "scope",
        "specs",
        "store",
    )

    def __init__(
        self, function: Callable[..., Any], scope: ArgScope, store: VariableStore
    ) -> None:
        self.function = function
        self.scope = scope
        self.store = store
        self.specs: Any = None
        self.layers: dict[str, keras.Layer] = {}
        self.reads: dict[int, keras.Variable] = {}
        self.reading = Reading()
        self.failure: Exception | None = None
        self._modes = modes_of(function)

    def __call__(self, inputs: Any, training: bool) -> Any:
        """Run the function, and keep what goes wrong."""
        self.failure = None
        try:
            if self.store.closed:
                return self.function(inputs, **dict.fromkeys(self._modes, training))
            with Reads() as reads:
                result = self.function(inputs, **dict.fromkeys(self._modes, training))
            self.reads |= reads.variables
        except Exception as error:
            self.failure = error
            raise
        return result

    def start_reading(self, reading: Reading) -> None:
        """Note how a file of weights is read from now on."""
        self.reading = reading
        self.failure = None

    @property
    def name(self) -> str:
        """The name of the function."""
        return name_of(self.function)


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
