"""What can be wrong with a layer or a cell of TensorFlow 1, for whoever uses it."""

from __future__ import annotations

from typing import Any, Self, final

from argscope.errors import ArgScopeError

__all__ = ["UnknownLengthError", "UnsupportedArgumentError"]


@final
class UnsupportedArgumentError(ArgScopeError, NotImplementedError):
    """A layer was given an argument that it does not honour."""

    @classmethod
    def about(cls, layer: str, argument: str, value: object) -> Self:
        """Return the error for an argument of a layer."""
        return cls(
            f"{layer} does not support {argument}={value!r} in argscope.tf1. Leave the "
            "argument out, or compute what it stands for yourself."
        )


@final
class UnknownLengthError(ArgScopeError, ValueError):
    """A sequence has no known length where its steps are computed one by one."""

    @classmethod
    def about(cls, function: str, shape: Any) -> Self:
        """Return the error for inputs of a function."""
        return cls(
            f"{function} computes its steps one by one and needs to know how many there "
            f"are, but got inputs of shape {tuple(shape)}. Give the model a fixed length "
            "of time, and sequence_length for shorter sequences."
        )
