"""Optimizers that go down the gradient, or a sum of gradients.

Source:
    tensorflow/python/training of TensorFlow 1.15: gradient_descent.py, momentum.py,
    proximal_gradient_descent.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._train.optimizer import Optimizer
from argscope.tf1._train.training_ops import (
    apply_gradient_descent,
    apply_momentum,
    apply_proximal_gradient_descent,
)


@symbol("train.GradientDescentOptimizer")
class GradientDescentOptimizer(Optimizer):
    """Goes down the gradient. Arguments may be tensors, or functions that return them."""

    def __init__(
        self,
        learning_rate: Any,
        use_locking: bool = False,
        name: str = "GradientDescent",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._learning_rate_tensor: Any = None

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_gradient_descent(var, self._learning_rate_tensor, grad)


@symbol("train.MomentumOptimizer")
class MomentumOptimizer(Optimizer):
    """Goes down by a sum of gradients in which the past counts less and less."""

    def __init__(
        self,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "Momentum",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._momentum = momentum
        self._use_nesterov = use_nesterov
        self._learning_rate_tensor: Any = None
        self._momentum_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        self._momentum_tensor = self._tensor(self._momentum, "momentum")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_momentum(
            var,
            self.get_slot(var, "momentum"),
            self._learning_rate_tensor,
            grad,
            self._momentum_tensor,
            use_nesterov=self._use_nesterov,
        )


@symbol("train.ProximalGradientDescentOptimizer")
class ProximalGradientDescentOptimizer(Optimizer):
    """Goes down the gradient, then makes smaller what there is, and small things zero."""

    def __init__(
        self,
        learning_rate: Any,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalGradientDescent",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
        self._learning_rate_tensor: Any = None
        self._l1_regularization_strength_tensor: Any = None
        self._l2_regularization_strength_tensor: Any = None

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        self._l1_regularization_strength_tensor = self._tensor(
            self._l1_regularization_strength, "l1_regularization_strength"
        )
        self._l2_regularization_strength_tensor = self._tensor(
            self._l2_regularization_strength, "l2_regularization_strength"
        )

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_proximal_gradient_descent(
            var,
            self._learning_rate_tensor,
            self._l1_regularization_strength_tensor,
            self._l2_regularization_strength_tensor,
            grad,
        )
