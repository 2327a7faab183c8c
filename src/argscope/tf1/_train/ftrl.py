"""`tf.train.FtrlOptimizer`.

Source:
    tensorflow/python/training/ftrl.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._train.optimizer import Optimizer
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError
from argscope.tf1._train.training_ops import apply_ftrl, apply_ftrl_v2


@symbol("train.FtrlOptimizer")
class FtrlOptimizer(Optimizer):
    """Follows the regularized leader: a penalty by absolute values makes zeros.

    Raises:
        OptimizerArgumentError: The initial accumulator or a strength is negative, or the
            power of the learning rate positive.
    """

    def __init__(
        self,
        learning_rate: Any,
        learning_rate_power: float = -0.5,
        initial_accumulator_value: float = 0.1,
        l1_regularization_strength: float = 0.0,
        l2_regularization_strength: float = 0.0,
        use_locking: bool = False,
        name: str = "Ftrl",
        accum_name: str | None = None,
        linear_name: str | None = None,
        l2_shrinkage_regularization_strength: float = 0.0,
    ) -> None:
        super().__init__(use_locking, name)
        for argument, value in (
            ("initial_accumulator_value", initial_accumulator_value),
            ("l1_regularization_strength", l1_regularization_strength),
            ("l2_regularization_strength", l2_regularization_strength),
            (
                "l2_shrinkage_regularization_strength",
                l2_shrinkage_regularization_strength,
            ),
        ):
            _checked(argument, value, value >= 0.0, "0 or a positive number")
        _checked(
            "learning_rate_power",
            learning_rate_power,
            learning_rate_power <= 0.0,
            "0 or a negative number",
        )
        self._learning_rate = learning_rate
        self._learning_rate_power = learning_rate_power
        self._initial_accumulator_value = initial_accumulator_value
        self._l1_regularization_strength = l1_regularization_strength
        self._l2_regularization_strength = l2_regularization_strength
        self._l2_shrinkage_regularization_strength = (
            l2_shrinkage_regularization_strength
        )
        self._accum_name = accum_name
        self._linear_name = linear_name
        self._learning_rate_tensor: Any = None

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for v in var_list:
            self._get_or_make_slot_with_initializer(
                v,
                self._initial_accumulator_value,
                v.shape,
                v.dtype,
                "accum",
                self._accum_name or self._name,
            )
            self._zeros_slot(v, "linear", self._linear_name or self._name)

    def _prepare(self) -> None:
        self._learning_rate_tensor = self._tensor(self._learning_rate, "learning_rate")

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        given = (
            var,
            self.get_slot(var, "accum"),
            self.get_slot(var, "linear"),
            grad,
            self._learning_rate_tensor,
            self._l1_regularization_strength,
            self._l2_regularization_strength,
        )
        shrinkage = self._l2_shrinkage_regularization_strength
        if shrinkage <= 0.0:
            return apply_ftrl(*given, self._learning_rate_power)
        return apply_ftrl_v2(*given, shrinkage, self._learning_rate_power)


def _checked(argument: str, value: object, is_right: bool, expected: str) -> None:
    if not is_right:
        raise OptimizerArgumentError.about("FtrlOptimizer", argument, value, expected)
