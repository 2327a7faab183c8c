"""The values of variables in one session.

Keras's variables stand for them in the graph; what they are is kept here, and handed to
what is computed, so that two sessions of one graph have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, final

import keras

from argscope.tf1._host.statuses import KINDS


def no_value(path: str) -> Exception:
    """Return the error for a variable without a value."""
    error: Exception = KINDS["FailedPrecondition"](
        None,
        None,
        f"Attempting to use uninitialized value {path}. Run its initializer first "
        "(tf.global_variables_initializer(), say), or restore a checkpoint.",
    )
    return error


@final
class NoValue:
    """Stands for the value of a variable that has none: asking for it is an error."""

    __slots__ = ("_path",)

    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> NoReturn:
        raise no_value(self._path)


@final
class State:
    """Values by variables.

    Attributes:
        values: The values by the ids of Keras's variables, which the graph holds.
    """

    def __init__(self) -> None:
        self.values: dict[int, Any] = {}

    def of(self, variables: Iterable[Any]) -> list[Any]:
        """Return the values of variables; `None` for those that have none."""
        return [self.values.get(id(variable)) for variable in variables]

    def value_of(self, variable: Any) -> Any:
        """Return the value of one of Keras's variables.

        Raises:
            FailedPreconditionError: It has none yet.
        """
        if id(variable) not in self.values:
            raise no_value(variable.path)
        return self.values[id(variable)]

    def update(self, variables: Sequence[Any], changes: dict[int, Any]) -> None:
        """Take new values, by the indices of the variables."""
        for index, value in changes.items():
            self.values[id(variables[index])] = value


@final
class Swapped(keras.StatelessScope):  # type: ignore[misc]
    """In the block variables have given values, and what is assigned is kept here."""

    def __init__(self, variables: Sequence[Any], values: Sequence[Any]) -> None:
        super().__init__(initialize_variables=False)
        self._variables = variables
        self._given = [
            NoValue(variable.path) if value is None else value
            for variable, value in zip(variables, values, strict=True)
        ]
        pairs = zip(variables, self._given, strict=True)
        self.state_mapping.update((id(variable), value) for variable, value in pairs)

    def changes(self) -> dict[int, Any]:
        """Return the new values of variables that were assigned to, by index."""
        found = {}
        for index, variable in enumerate(self._variables):
            value = self.state_mapping[id(variable)]
            if value is not self._given[index]:
                found[index] = value
        return found
