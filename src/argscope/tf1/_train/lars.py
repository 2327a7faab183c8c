"""`tf.contrib.opt.LARSOptimizer`: a learning rate for each variable, for large batches.

Source:
    You et al. 2017, arXiv:1708.03888;
    tensorflow/contrib/opt/python/training/lars_optimizer.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.values import Array, array
from argscope.tf1._train.descent import MomentumOptimizer
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError
from argscope.tf1._train.training_ops import apply_momentum


@symbol("contrib.opt.LARSOptimizer")
class LARSOptimizer(MomentumOptimizer):
    """Momentum, at a rate by the norms of a variable and its gradient.

    Args:
        learning_rate: The rate that is scaled.
        momentum: The share of an old sum that stays.
        weight_decay: That of the loss, which the scale allows for.
        eeta: The scale where norms are equal.
        epsilon: Added to the denominator of the scale.
        name: See `Optimizer`.
        skip_list: Parts of names; variables whose names have one are not scaled.
        use_nesterov: See `MomentumOptimizer`.

    Raises:
        OptimizerArgumentError: `momentum` or `weight_decay` is negative.
    """

    def __init__(
        self,
        learning_rate: Any,
        momentum: float = 0.9,
        weight_decay: float = 0.0001,
        eeta: float = 0.001,
        epsilon: float = 0.0,
        name: str = "LARSOptimizer",
        skip_list: Iterable[str] | None = None,
        use_nesterov: bool = False,
    ) -> None:
        for argument, value in (("momentum", momentum), ("weight_decay", weight_decay)):
            if value < 0.0:
                raise OptimizerArgumentError.about(
                    "LARSOptimizer", argument, value, "0 or a positive number"
                )
        super().__init__(learning_rate, momentum, name=name, use_nesterov=use_nesterov)
        self._weight_decay = weight_decay
        self._eeta = eeta
        self._epsilon = epsilon
        self._skip_list = list(skip_list or ())

    def compute_lr(self, grad: Tensor, var: Variable) -> Any:
        """Return the learning rate of a variable."""
        if any(part in var.name for part in self._skip_list):
            return self._learning_rate_tensor
        scale = _scale(var, grad, self._eeta, self._weight_decay, self._epsilon)
        return self._learning_rate_tensor * scale

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_momentum(
            var,
            self.get_slot(var, "momentum"),
            self.compute_lr(grad, var),
            grad,
            self._momentum_tensor,
            use_nesterov=self._use_nesterov,
        )


@op("Select")
def _scale(
    var: Array, grad: Array, eeta: float, weight_decay: float, epsilon: float
) -> Array:
    """Return what the rate of a variable is multiplied by: 1 where a norm is 0."""
    size, slope = _norm(var), _norm(grad)
    are_positive = ops.logical_and(size > 0.0, slope > 0.0)
    one = ops.ones_like(size)
    divisor = ops.where(are_positive, slope + weight_decay * size + epsilon, one)
    return ops.where(are_positive, eeta * size / divisor, one)


def _norm(values: Array) -> Array:
    return ops.sqrt(ops.sum(ops.square(array(values))))
