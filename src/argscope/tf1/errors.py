"""What can be wrong with a program of TensorFlow 1, for whoever runs it."""

from __future__ import annotations

from typing import Self, final

from argscope.errors import ArgScopeError

__all__ = ["MissingSymbolError", "NoValueError"]


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
