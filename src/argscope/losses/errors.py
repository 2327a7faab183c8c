"""Every error of the losses: which loss, what it got, what was expected."""

from __future__ import annotations

from typing import Self

from argscope._base.describe import describe
from argscope._base.tensor import Tensor
from argscope.errors import ArgScopeError

__all__ = ["LossError"]


class LossError(ArgScopeError, ValueError):
    """A loss got tensors that do not fit together."""

    @classmethod
    def shapes(
        cls, loss: str, first: tuple[str, Tensor], second: tuple[str, Tensor]
    ) -> Self:
        """Say which two arguments, each `(name, tensor)`, differ in shape."""
        return cls(
            f"{loss}() expected {first[0]} and {second[0]} of one shape, got "
            f"{describe(first[1])} and {describe(second[1])}.",
            loss=loss,
        )

    @classmethod
    def about(cls, loss: str, name: str, value: object, *, expected: str) -> Self:
        """Say what `loss` got as its argument `name`, and what it `expected`."""
        return cls(
            f"{loss}() got {name}={describe(value)}, expected {expected}.",
            loss=loss,
            name=name,
        )
