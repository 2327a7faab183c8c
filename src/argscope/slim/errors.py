"""The error for what TF-Slim has and Keras 3 cannot have."""

from __future__ import annotations

from typing import Any, Self

from argscope._base.describe import describe
from argscope.errors import ArgScopeError, suggestion

__all__ = ["AssignError", "LossNotModelError", "NotInKerasError", "OptimizerError"]


class NotInKerasError(ArgScopeError, AttributeError, NotImplementedError):
    """A part of TF-Slim that needs the graphs and sessions of TensorFlow 1.

    It is an `AttributeError`, so `hasattr` answers False.
    """

    @classmethod
    def about(cls, name: str, *, why: str, instead: str) -> Self:
        """Say what was asked for, `why` it is not there and what to write `instead`."""
        return cls(
            f"slim.{name} is not in argscope: {why}. Write instead: {instead}",
            name=name,
        )


class LossNotModelError(ArgScopeError, TypeError):
    """A training function got a number for its loss, not the model that computes it."""

    @classmethod
    def about(cls, function: str, given: Any) -> Self:
        """Say what `function` got as the loss."""
        return cls(
            f"{function}() expected total_loss to be a Model whose function returns the "
            f"scalar loss, got {describe(given)}. A tensor does not know how it was "
            "computed. Put the network and slim.losses.get_total_loss() into one function "
            "loss_of(batch), and give model = slim.layers.Model(loss_of).",
            function=function,
        )


class OptimizerError(ArgScopeError, ValueError):
    """A training function got an argument that means nothing here."""

    @classmethod
    def about(cls, function: str, name: str, value: object, *, expected: str) -> Self:
        """Say what `function` got as its argument `name`, and what it `expected`."""
        return cls(
            f"{function}() got {name}={describe(value)}, expected {expected}.",
            function=function,
            name=name,
        )

    @classmethod
    def lost(cls, function: str, paths: list[str]) -> Self:
        """Say which variables a function of gradients did not return."""
        return cls(
            f"{function}() got a function of gradients that returns no pair for "
            f"{', '.join(paths)}. Return a pair (gradient, variable) for every one it gets; "
            "to train some variables only, name those in variables_to_train or variables.",
            function=function,
        )


class AssignError(ArgScopeError, ValueError):
    """Values do not fit the variables that they are for."""

    @classmethod
    def missing(cls, name: str, where: str, known: list[str]) -> Self:
        """Say which `name` is not in `where`."""
        return cls(
            f"{where} has no variable {name!r}." + suggestion(name, known), name=name
        )

    @classmethod
    def shapes(cls, path: str, expected: tuple[int, ...], got: tuple[int, ...]) -> Self:
        """Say which variable expected a value of another shape."""
        return cls(
            f"{path} has the shape {expected}, but its value has {got}. "
            "reshape_variables=True reshapes values of the same size.",
            path=path,
        )
