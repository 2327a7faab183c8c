"""An optimizer that changes gradients before another optimizer applies them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import keras

from argscope.slim._gradient_rules import Rule
from argscope.slim.errors import OptimizerError


class RuledOptimizer(keras.optimizers.Optimizer):
    """Applies gradients with another optimizer, after rules have changed them.

    As `keras.optimizers.LossScaleOptimizer`, its variables are the other's.
    """

    built: bool

    def __init__(self, function: str, inner: Any, rules: Sequence[Rule]) -> None:
        super().__init__(learning_rate=0.0, name="ruled_optimizer")
        self.function = function
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
        pairs = list(zip(gradients, self._trained, strict=True))
        for rule in self.rules:
            pairs = rule(pairs)
        by_variable = {id(variable): gradient for gradient, variable in pairs}
        missing = [v.path for v in self._trained if id(v) not in by_variable]
        if missing:
            raise OptimizerError.lost(self.function, missing)
        return [by_variable[id(variable)] for variable in self._trained]
