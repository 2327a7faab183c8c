"""`tf.train.AdamOptimizer`, and those that differ from it in one formula.

Source:
    tensorflow/python/training/adam.py and tensorflow/contrib/opt/python/training of
    TensorFlow 1.15: nadam_optimizer.py, adamax.py, lazy_adam_optimizer.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.graphs import control_dependencies, group
from argscope.tf1._train.optimizer import Optimizer
from argscope.tf1._train.training_ops import apply_ada_max, apply_adam


@symbol("train.AdamOptimizer")
class AdamOptimizer(Optimizer):
    """Goes by means of gradients, in units of the roots of their mean squares.

    It has two slots for each variable, and two variables for itself: the powers of the
    betas, by which means are corrected for having started at zero.
    """

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adam",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._beta1 = beta1
        self._beta2 = beta2
        self._epsilon = epsilon
        self._lr_t: Any = None
        self._beta1_t: Any = None
        self._beta2_t: Any = None
        self._epsilon_t: Any = None

    def _get_beta_accumulators(self) -> tuple[Any, Any]:
        return (
            self._get_non_slot_variable("beta1_power"),
            self._get_non_slot_variable("beta2_power"),
        )

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for beta, name in ((self._beta1, "beta1_power"), (self._beta2, "beta2_power")):
            self._create_non_slot_variable(self._call_if_callable(beta), name, None)
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)
            self._zeros_slot(variable, "v", self._name)

    def _prepare(self) -> None:
        self._lr_t = self._tensor(self._lr, "learning_rate")
        self._beta1_t = self._tensor(self._beta1, "beta1")
        self._beta2_t = self._tensor(self._beta2, "beta2")
        self._epsilon_t = self._tensor(self._epsilon, "epsilon")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return self._applied(grad, var)

    def _applied(self, grad: Tensor, var: Variable, use_nesterov: bool = False) -> Any:
        return apply_adam(
            var,
            self.get_slot(var, "m"),
            self.get_slot(var, "v"),
            *self._get_beta_accumulators(),
            self._lr_t,
            self._beta1_t,
            self._beta2_t,
            self._epsilon_t,
            grad,
            use_nesterov=use_nesterov,
        )

    def _finish(self, update_ops: Sequence[Any], name_scope: str) -> Any:
        with control_dependencies(update_ops):
            beta1_power, beta2_power = self._get_beta_accumulators()
            powers = [
                beta1_power.assign(beta1_power * self._beta1_t),
                beta2_power.assign(beta2_power * self._beta2_t),
            ]
        return group(*update_ops, *powers, name=name_scope)


@symbol("contrib.opt.LazyAdamOptimizer")
class LazyAdamOptimizer(AdamOptimizer):
    """Adam: it differed for gradients of embeddings, which have all their rows here."""


@symbol("contrib.opt.NadamOptimizer")
class NadamOptimizer(AdamOptimizer):
    """Adam with Nesterov's momentum."""

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return self._applied(grad, var, use_nesterov=True)


@symbol("contrib.opt.AdaMaxOptimizer")
class AdaMaxOptimizer(AdamOptimizer):
    """Adam, in units of the largest gradients."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "AdaMax",
    ) -> None:
        super().__init__(learning_rate, beta1, beta2, epsilon, use_locking, name)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        beta1_power, _ = self._get_beta_accumulators()
        return apply_ada_max(
            var,
            self.get_slot(var, "m"),
            self.get_slot(var, "v"),
            beta1_power,
            self._lr_t,
            self._beta1_t,
            self._beta2_t,
            self._epsilon_t,
            grad,
        )
