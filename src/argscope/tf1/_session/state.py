"""The values of variables in one session.

Keras's variables stand for them in the graph; what they are is kept here, and handed to
what is computed, so that two sessions of one graph have nothing to do with each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NoReturn, final

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
        """Take new values, by the indices of the variables; all, or none of them."""
        new = {id(variables[index]): value for index, value in changes.items()}
        self.values.update(new)  # which no interrupt divides


def or_no_value(variables: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Return values of variables with `NoValue` for None; see `State.of`."""
    pairs = zip(variables, values, strict=True)
    return [NoValue(v.path) if value is None else value for v, value in pairs]
