"""An optimizer that changes gradients before another optimizer applies them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import keras
from keras import ops

Rule = Callable[[list[Any], Sequence[Any]], list[Any]]


class RuledOptimizer(keras.optimizers.Optimizer):
    """Applies gradients with another optimizer, after rules have changed them.

    As `keras.optimizers.LossScaleOptimizer`, its variables are the other's.
    """

    def __init__(self, inner: Any, rules: Sequence[Rule]) -> None:
        super().__init__(learning_rate=0.0, name="ruled_optimizer")
        self.inner_optimizer = inner
        self.rules = tuple(rules)
        self._trained: list[Any] = []

    def build(self, variables: Any) -> None:
        """Make the slots of the other optimizer (Keras calls this)."""
        if not self.built:
            self.inner_optimizer.build(variables)
            self._trained = list(variables)
            self.built = True

    @property
    def variables(self) -> list[Any]:
        """Those of the other optimizer."""
        return list(self.inner_optimizer.variables)

    def stateless_apply(
        self, optimizer_variables: Any, grads: Any, trainable_variables: Any
    ) -> Any:
        """Return new values of variables (Keras calls this on JAX)."""
        return self.inner_optimizer.stateless_apply(
            optimizer_variables, self._changed(grads), trainable_variables
        )

    def apply(self, grads: Any, trainable_variables: Any = None) -> Any:
        """Change the variables (Keras calls this)."""
        if not self.built:
            self.build(trainable_variables)
        return self.inner_optimizer.apply(self._changed(grads), trainable_variables)

    def _changed(self, gradients: Any) -> list[Any]:
        gradients = list(gradients)
        for rule in self.rules:
            gradients = rule(gradients, self._trained)
        return gradients


def multiplied(multipliers: dict[Any, Any]) -> Rule:
    """Multiply the gradients of the variables, or paths of variables, in a dict."""
    by_path = {_path(key): factor for key, factor in multipliers.items()}

    def rule(gradients: list[Any], variables: Sequence[Any]) -> list[Any]:
        return [
            gradient
            if gradient is None or variable.path not in by_path
            else gradient * ops.cast(by_path[variable.path], gradient.dtype)
            for gradient, variable in zip(gradients, variables, strict=True)
        ]

    return rule


def clipped_each(norm: float) -> Rule:
    """Shorten each gradient that is longer than `norm` to that length."""

    def rule(gradients: list[Any], _variables: Sequence[Any]) -> list[Any]:
        return [g if g is None else _shortened(g, _norm([g]), norm) for g in gradients]

    return rule


def clipped_together(norm: float) -> Rule:
    """Shorten all gradients by one factor if together they are longer than `norm`."""

    def rule(gradients: list[Any], _variables: Sequence[Any]) -> list[Any]:
        length = _norm([g for g in gradients if g is not None])
        return [g if g is None else _shortened(g, length, norm) for g in gradients]

    return rule


def _norm(gradients: list[Any]) -> Any:
    return ops.sqrt(sum(ops.sum(ops.square(gradient)) for gradient in gradients))


def _shortened(gradient: Any, length: Any, norm: float) -> Any:
    return gradient * (norm / ops.maximum(length, norm))


def _path(key: Any) -> str:
    return str(getattr(key, "path", key)).removesuffix(":0")
