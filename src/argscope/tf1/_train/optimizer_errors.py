"""What can be wrong with the training of a program, for whoever runs it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Self, final

from argscope.errors import ArgScopeError

__all__ = ["NoGradientError", "OptimizerArgumentError", "SeveralWorkersError"]


@final
class NoGradientError(ArgScopeError, ValueError):
    """There is nothing to train, or nothing that a loss depends on."""

    @classmethod
    def no_variables(cls, optimizer: str) -> Self:
        """Return the error for an optimizer that was given no variables."""
        return cls(
            f"{optimizer}: No variables to optimize. The graph has no trainable variables, "
            "or var_list is empty."
        )

    @classmethod
    def about(cls, optimizer: str, variables: Iterable[Any]) -> Self:
        """Return the error for variables that all have None for a gradient."""
        names = ", ".join(repr(variable.name) for variable in variables)
        return cls(
            f"{optimizer}: No gradients provided for any variable: [{names}]. The loss does "
            "not depend on them, or only by operations that have no gradient."
        )


@final
class OptimizerArgumentError(ArgScopeError, ValueError):
    """An optimizer, or what makes a training step of one, was given something wrong."""

    @classmethod
    def about(cls, function: str, argument: str, value: object, expected: str) -> Self:
        """Return the error for an argument."""
        return cls(f"{function} got {argument}={value!r}; it takes {expected}.")


@final
class SeveralWorkersError(ArgScopeError, NotImplementedError):
    """A program wants to be trained by several workers at once."""

    @classmethod
    def about(cls, replicas: int, total: int) -> Self:
        """Return the error for numbers of replicas."""
        return cls(
            f"SyncReplicasOptimizer got replicas_to_aggregate={replicas} and "
            f"total_num_replicas={total}. In argscope.tf1 one process is the only worker: "
            "give 1 for both, or use the optimizer that it wraps."
        )
