"""`torch.compile` of a model: one graph, though Dynamo cannot read scopes.

Dynamo, which reads Python code, stops at a `ContextVar`. So it is given the whole
network as one function that it does not read: of the inputs and of the values of all
variables, to the outputs and the values that the run assigned. What comes after Dynamo
runs the function once, on symbols, and keeps its operations: nothing of the scopes, the
layers or their checks is left when the compiled network runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, final
from uuid import uuid4

import keras
import torch

State = dict[int, Any]


def is_compiling() -> bool:
    """Return whether Dynamo is reading the code that calls this."""
    return torch.compiler.is_dynamo_compiling()


@final
class OpaqueNetwork:
    """The network of a model, as Dynamo sees it.

    Args:
        model: The model.
        run: Runs its network on `(inputs, training)`.
    """

    __slots__ = ("_functions", "_identity", "_model")

    def __init__(self, model: keras.Model, run: Callable[[Any, bool], Any]) -> None:
        self._model = model
        # Dynamo keeps graphs by the code that it read, which all models share, and by
        # what went into the call; not by the function that it did not read.
        self._identity = uuid4().hex
        self._functions = {
            training: torch._dynamo.nonstrict_trace(_function(model, run, training))
            for training in (False, True)
        }

    def __call__(self, inputs: Any, training: bool) -> Any:
        """Return the outputs for `inputs`, and assign to variables what the run does."""
        variables = self._model.variables
        values = [variable.value for variable in variables]
        outputs, assigned = self._functions[training](inputs, values, self._identity)
        for place, value in assigned.items():
            variables[place].assign(value)
        return outputs


def _function(
    model: keras.Model, run: Callable[[Any, bool], Any], training: bool
) -> Callable[[Any, list[Any], str], tuple[Any, State]]:
    """Return `run` as a function also of the values of the model's variables.

    It returns the outputs, and what was assigned to variables by their places.
    """

    def network(inputs: Any, values: list[Any], _identity: str) -> tuple[Any, State]:
        variables = model.variables
        mapping = list(zip(variables, values, strict=True))
        with keras.StatelessScope(state_mapping=mapping) as scope:
            outputs = run(inputs, training)
        after = [scope.get_current_value(variable) for variable in variables]
        pairs = enumerate(zip(after, values, strict=True))
        return outputs, {place: new for place, (new, old) in pairs if new is not old}

    return network
