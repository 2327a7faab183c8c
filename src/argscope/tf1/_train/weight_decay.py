"""Optimizers that make variables smaller besides: `tf.contrib.opt.AdamWOptimizer`.

Source:
    Loshchilov & Hutter 2017, arXiv:1711.05101;
    tensorflow/contrib/opt/python/training/weight_decay_optimizers.py of TensorFlow 1.15.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from argscope.tf1._graph.op import symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._names.graphs import control_dependencies, no_op
from argscope.tf1._train.adam import AdamOptimizer
from argscope.tf1._train.descent import MomentumOptimizer
from argscope.tf1._train.optimizer import GradientsAndVariables


@symbol("contrib.opt.DecoupledWeightDecayExtension")
class DecoupledWeightDecayExtension:
    """The first base of an optimizer that shrinks variables before it updates them.

    Args:
        weight_decay: The share that they lose.
        **kwargs: The arguments of the other base.
    """

    def __init__(self, weight_decay: Any, **kwargs: Any) -> None:
        self._decay_var_list: Collection[Any] = ()
        self._weight_decay = weight_decay
        self._weight_decay_tensor: Any = None
        super().__init__(**kwargs)

    def minimize(self, loss: Any, *args: Any, **kwargs: Any) -> Operation:
        """Return an operation that makes one step; see `Optimizer.minimize`.

        `decay_var_list` has no effect, as in the original, where `apply_gradients` forgets
        it: all variables are shrunk. Give it to `apply_gradients`.
        """
        kwargs.pop("decay_var_list", None)
        made: Operation = super().minimize(loss, *args, **kwargs)  # type: ignore[misc]
        return made

    def apply_gradients(
        self,
        grads_and_vars: GradientsAndVariables,
        global_step: Variable | None = None,
        name: str | None = None,
        decay_var_list: Collection[Any] | None = None,
    ) -> Operation:
        """Return an operation that updates variables; see `Optimizer.apply_gradients`.

        Args:
            grads_and_vars: Pairs of a gradient and its variable.
            global_step: What counts the steps.
            name: What the operation is called.
            decay_var_list: The variables to shrink; default: all.
        """
        self._decay_var_list = set(decay_var_list or ())
        made: Operation = super().apply_gradients(  # type: ignore[misc]
            grads_and_vars, global_step=global_step, name=name
        )
        return made

    def _prepare(self) -> None:
        self._weight_decay_tensor = self._tensor(  # type: ignore[attr-defined]
            self._weight_decay, "weight_decay"
        )
        super()._prepare()  # type: ignore[misc]

    def _decay_weights_op(self, var: Variable) -> Any:
        if self._decay_var_list and var not in self._decay_var_list:
            return no_op()
        return var.assign_sub(self._weight_decay_tensor * var)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        with control_dependencies([self._decay_weights_op(var)]):
            return super()._apply_dense(grad, var)  # type: ignore[misc]


@symbol("contrib.opt.extend_with_decoupled_weight_decay")
def extend_with_decoupled_weight_decay(base_optimizer: type) -> type:
    """Return a class of optimizers that takes `weight_decay` first, and shrinks by it."""

    class OptimizerWithDecoupledWeightDecay(
        DecoupledWeightDecayExtension,
        base_optimizer,  # type: ignore[misc]
    ):
        pass

    return OptimizerWithDecoupledWeightDecay


@symbol("contrib.opt.MomentumWOptimizer")
class MomentumWOptimizer(DecoupledWeightDecayExtension, MomentumOptimizer):
    """Momentum, and variables lose a share of themselves at each step."""

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any,
        momentum: Any,
        use_locking: bool = False,
        name: str = "MomentumW",
        use_nesterov: bool = False,
    ) -> None:
        super().__init__(
            weight_decay,
            learning_rate=learning_rate,
            momentum=momentum,
            use_locking=use_locking,
            name=name,
            use_nesterov=use_nesterov,
        )


@symbol("contrib.opt.AdamWOptimizer")
class AdamWOptimizer(DecoupledWeightDecayExtension, AdamOptimizer):
    """Adam, and variables lose a share of themselves at each step."""

    def __init__(
        self,
        weight_decay: Any,
        learning_rate: Any = 0.001,
        beta1: Any = 0.9,
        beta2: Any = 0.999,
        epsilon: Any = 1e-8,
        use_locking: bool = False,
        name: str = "AdamW",
    ) -> None:
        super().__init__(
            weight_decay,
            learning_rate=learning_rate,
            beta1=beta1,
            beta2=beta2,
            epsilon=epsilon,
            use_locking=use_locking,
            name=name,
        )
