"""What can be wrong with a program of TensorFlow 1, for whoever runs it."""

from __future__ import annotations

from typing import Self, final

from argscope.errors import ArgScopeError

__all__ = [
    "AssertionFailedError",
    "MissingSymbolError",
    "NoValueError",
    "SizeByValuesError",
]


@final
class NoValueError(ArgScopeError, TypeError):
    """A tensor of a graph was to have a value outside of a run of the graph."""

    @classmethod
    def about(cls, name: str, kind: str) -> Self:
        """Return the error for a tensor."""
        if kind == "Placeholder":
            return cls(f"The placeholder {name!r} was not fed with a value.")
        return cls(
            f"{name!r} has no value while the graph is made, only a shape and a dtype. A "
            "Python number that depends on it can not be computed here."
        )


@final
class MissingSymbolError(ArgScopeError, NotImplementedError):
    """A program uses something of TensorFlow 1 that is not there."""

    @classmethod
    def about(cls, path: str) -> Self:
        """Return the error for a use of `path`."""
        return cls(f"{path} is not there: argscope.tf1 has no such function or class.")


@final
class SizeByValuesError(ArgScopeError, ValueError):
    """Values decide a size, where a compiled program has to know it before."""

    @classmethod
    def about(cls, function: str) -> Self:
        """Return the error for a call of `function`."""
        return cls(
            f"The values of its arguments decide the size of what {function} gives. "
            "JAX compiles for sizes that it knows. Use another backend for this program: "
            "KERAS_BACKEND=torch."
        )


@final
class AssertionFailedError(ArgScopeError, ValueError):
    """An assertion of the program's does not hold, as is known while the graph is made."""

    @classmethod
    def about(cls, condition: str, message: str | None, *values: object) -> Self:
        """Return the error for a condition that `values` do not meet."""
        given = "; ".join(str(value) for value in values)
        return cls(
            f"{message + ' ' if message else ''}{condition} does not hold: {given}."
        )
