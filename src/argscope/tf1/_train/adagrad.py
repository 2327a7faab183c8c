"""Optimizers that divide by the sizes of earlier gradients: Adagrad, Adadelta, RMSProp.

Source:
    tensorflow/python/training of TensorFlow 1.15: adagrad.py, adagrad_da.py,
    proximal_adagrad.py, adadelta.py, rmsprop.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.identities import identity
from argscope.tf1._train.optimizer import Optimizer
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError
from argscope.tf1._train.training_ops import (
    apply_adadelta,
    apply_adagrad,
    apply_adagrad_da,
    apply_centered_rms_prop,
    apply_proximal_adagrad,
    apply_rms_prop,
)


def checked_positive(optimizer: str, argument: str, value: Any) -> Any:
    """Return the initial value of an accumulator.

    Raises:
        OptimizerArgumentError: It is not positive, where its root would be divided by.
    """
    if value <= 0.0:
        expected = "a positive number"
        raise OptimizerArgumentError.about(optimizer, argument, value, expected)
    return value


@symbol("train.AdagradOptimizer")
class AdagradOptimizer(Optimizer):
    """Divides by the root of the sum of the squares of all gradients."""

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        use_locking: bool = False,
        name: str = "Adagrad",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._initial_accumulator_value = checked_positive(
            "AdagradOptimizer", "initial_accumulator_value", initial_accumulator_value
        )
        self._learning_rate_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for v in var_list:
            self._get_or_make_slot_with_initializer(
                v,
                self._initial_accumulator_value,
                v.shape,
                v.dtype,
                "accumulator",
                self._name,
            )

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        accumulator = self.get_slot(var, "accumulator")
        return apply_adagrad(var, accumulator, self._learning_rate_tensor, grad)


@symbol("train.ProximalAdagradOptimizer")
class ProximalAdagradOptimizer(AdagradOptimizer):
    """Does as Adagrad, then makes smaller what there is, and small things zero."""

    def __init__(
        self,
        learning_rate: Any,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "ProximalAdagrad",
    ) -> None:
        super().__init__(learning_rate, initial_accumulator_value, use_locking, name)
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_proximal_adagrad(
            var,
            self.get_slot(var, "accumulator"),
            self._learning_rate_tensor,
            self._l1_regularization_strength,
            self._l2_regularization_strength,
            grad,
        )


@symbol("train.AdagradDAOptimizer")
class AdagradDAOptimizer(Optimizer):
    """Computes variables anew at each step, of the sums of all gradients and squares."""

    def __init__(
        self,
        learning_rate: Any,
        global_step: Any,
        initial_gradient_squared_accumulator_value: float = 0.1,
        l1_regularization_strength: Any = 0.0,
        l2_regularization_strength: Any = 0.0,
        use_locking: bool = False,
        name: str = "AdagradDA",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._global_step = global_step
        self._initial_gradient_squared_accumulator_value = checked_positive(
            "AdagradDAOptimizer",
            "initial_gradient_squared_accumulator_value",
            initial_gradient_squared_accumulator_value,
        )
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
        self._learning_rate_tensor: Any = None
        self._global_step_on_worker: Any = None

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for v in var_list:
            for value, name in (
                (0.0, "gradient_accumulator"),
                (
                    self._initial_gradient_squared_accumulator_value,
                    "gradient_squared_accumulator",
                ),
            ):
                self._get_or_make_slot_with_initializer(
                    v, value, v.shape, v.dtype, name, self._name
                )

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        self._global_step_on_worker = identity(self._global_step) + 1

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_adagrad_da(
            var,
            self.get_slot(var, "gradient_accumulator"),
            self.get_slot(var, "gradient_squared_accumulator"),
            grad,
            self._learning_rate_tensor,
            self._l1_regularization_strength,
            self._l2_regularization_strength,
            self._global_step_on_worker,
        )


@symbol("train.AdadeltaOptimizer")
class AdadeltaOptimizer(Optimizer):
    """Goes as far as it went before, by the gradient in units of earlier ones."""

    def __init__(
        self,
        learning_rate: Any = 0.001,
        rho: Any = 0.95,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "Adadelta",
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._rho = rho
        self._epsilon = epsilon
        self._lr_t: Any = None
        self._rho_t: Any = None
        self._epsilon_t: Any = None

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "accum", self._name)
            self._zeros_slot(variable, "accum_update", self._name)

    def _prepare(self) -> None:
        self._lr_t = self._tensor(self._lr, "lr")
        self._rho_t = self._tensor(self._rho, "rho")
        self._epsilon_t = self._tensor(self._epsilon, "epsilon")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_adadelta(
            var,
            self.get_slot(var, "accum"),
            self.get_slot(var, "accum_update"),
            self._lr_t,
            self._rho_t,
            self._epsilon_t,
            grad,
        )


@symbol("train.RMSPropOptimizer")
class RMSPropOptimizer(Optimizer):
    """Divides by the root of a mean square, and sums up with momentum what comes of it.

    The mean square is 1 at first, which makes the first steps small. With `centered` it
    divides by a standard deviation.
    """

    def __init__(
        self,
        learning_rate: Any,
        decay: Any = 0.9,
        momentum: Any = 0.0,
        epsilon: Any = 1e-10,
        use_locking: bool = False,
        centered: bool = False,
        name: str = "RMSProp",
    ) -> None:
        super().__init__(use_locking, name)
        self._learning_rate = learning_rate
        self._decay = decay
        self._momentum = momentum
        self._epsilon = epsilon
        self._centered = centered
        self._learning_rate_tensor: Any = None
        self._decay_tensor: Any = None
        self._momentum_tensor: Any = None
        self._epsilon_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for v in var_list:
            self._get_or_make_slot_with_initializer(
                v, 1.0, v.shape, v.dtype, "rms", self._name
            )
            if self._centered:
                self._zeros_slot(v, "mg", self._name)
            self._zeros_slot(v, "momentum", self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")
        self._decay_tensor = self._tensor(self._decay, "decay")
        self._momentum_tensor = self._tensor(self._momentum, "momentum")
        self._epsilon_tensor = self._tensor(self._epsilon, "epsilon")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        rms, momentum = self.get_slot(var, "rms"), self.get_slot(var, "momentum")
        numbers = (
            self._learning_rate_tensor,
            self._decay_tensor,
            self._momentum_tensor,
            self._epsilon_tensor,
            grad,
        )
        if not self._centered:
            return apply_rms_prop(var, rms, momentum, *numbers)
        mean = self.get_slot(var, "mg")
        return apply_centered_rms_prop(var, mean, rms, momentum, *numbers)
