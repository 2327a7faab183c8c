"""`tf.contrib.opt.AddSignOptimizer` and `PowerSignOptimizer`.

Source:
    tensorflow/contrib/opt/python/training of TensorFlow 1.15: addsign.py, powersign.py,
    sign_decay.py.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from keras import ops

from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.operation import Operation
from argscope.tf1._graph.tensor import Tensor
from argscope.tf1._graph.variable import Variable
from argscope.tf1._ops.values import Array, array
from argscope.tf1._train.optimizer import GradientsAndVariables, Optimizer
from argscope.tf1._train.optimizer_errors import OptimizerArgumentError
from argscope.tf1._train.training_ops import apply_add_sign, apply_power_sign

F = TypeVar("F", bound=Callable[..., Any])
Decay = Callable[[Any], Any]


class _SignOptimizer(Optimizer):
    """Goes by gradients, further where they agree with their means.

    Args:
        learning_rate: How far.
        parameter: What the classes of it have one each of.
        beta: The share of an old mean that stays.
        sign_decay_fn: How much agreement counts, by the global step; default: 1.
        use_locking: See `Optimizer`.
        name: See `Optimizer`.
    """

    def __init__(
        self,
        learning_rate: Any,
        parameter: Any,
        beta: Any,
        sign_decay_fn: Decay | None,
        use_locking: bool,
        name: str,
    ) -> None:
        super().__init__(use_locking, name)
        self._lr = learning_rate
        self._parameter = parameter
        self._beta = beta
        self._sign_decay_fn = sign_decay_fn
        self._sign_decay_t: Any = 1.0

    def apply_gradients(
        self,
        grads_and_vars: GradientsAndVariables,
        global_step: Variable | None = None,
        name: str | None = None,
    ) -> Operation:
        """Return an operation that updates variables; see `Optimizer.apply_gradients`."""
        if self._sign_decay_fn is not None:
            self._sign_decay_t = self._sign_decay_fn(global_step)
        return super().apply_gradients(grads_and_vars, global_step, name)

    def _create_slots(self, var_list: Sequence[Variable]) -> None:
        for variable in var_list:
            self._zeros_slot(variable, "m", self._name)

    def _numbers(self) -> tuple[Any, ...]:
        return self._lr, self._parameter, self._sign_decay_t, self._beta


@symbol("contrib.opt.AddSignOptimizer")
class AddSignOptimizer(_SignOptimizer):
    """Adds to a gradient, or takes from it, as it agrees with its mean."""

    def __init__(
        self,
        learning_rate: Any = 0.1,
        alpha: Any = 1.0,
        beta: Any = 0.9,
        sign_decay_fn: Decay | None = None,
        use_locking: bool = False,
        name: str = "AddSignOptimizer",
    ) -> None:
        super().__init__(learning_rate, alpha, beta, sign_decay_fn, use_locking, name)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_add_sign(var, self.get_slot(var, "m"), *self._numbers(), grad)


@symbol("contrib.opt.PowerSignOptimizer")
class PowerSignOptimizer(_SignOptimizer):
    """Multiplies a gradient by `base`, or divides it, as it agrees with its mean."""

    def __init__(
        self,
        learning_rate: Any = 0.1,
        base: float = math.e,
        beta: Any = 0.9,
        sign_decay_fn: Decay | None = None,
        use_locking: bool = False,
        name: str = "PowerSignOptimizer",
    ) -> None:
        log = math.log(base)
        super().__init__(learning_rate, log, beta, sign_decay_fn, use_locking, name)

    def _apply_dense(self, grad: Tensor, var: Variable) -> Any:
        return apply_power_sign(var, self.get_slot(var, "m"), *self._numbers(), grad)


# --- how much agreement counts


def _public(function: F) -> F:
    return symbol(f"contrib.opt.python.training.sign_decay.{function.__name__}")(
        function
    )


@_public
def get_linear_decay_fn(decay_steps: int) -> Decay:
    """Return a function of the step that goes from 1 to 0."""
    return lambda step: _linear(_counted("linear_decay", step), decay_steps)


@_public
def get_cosine_decay_fn(
    decay_steps: int, num_periods: float = 0.5, zero_after: float | None = None
) -> Decay:
    """Return a function of the step that goes like a cosine, and stays at its end."""

    def decay(step: Any) -> Any:
        step = _counted("cosine_decay", step)
        return _cosine(step, decay_steps, num_periods, zero_after)

    return decay


@_public
def get_restart_decay_fn(
    decay_steps: int, num_periods: float = 1, zero_after: float | None = None
) -> Decay:
    """Return a function of the step that goes like half cosines, one after the other."""

    def decay(step: Any) -> Any:
        step = _counted("restart_decay", step)
        return _restarting(step, decay_steps, num_periods, zero_after)

    return decay


def _counted(function: str, step: Any) -> Any:
    if step is None:
        raise OptimizerArgumentError.about(
            function, "global_step", None, "what counts the steps"
        )
    return step


@op("Maximum")
def _linear(step: Array, steps: int) -> Array:
    return (steps - _limited(step, steps)) / steps


@op("mul")
def _cosine(step: Array, steps: int, periods: float, zero_after: float | None) -> Array:
    share = 2.0 * periods * _limited(step, steps) / steps
    return _until(
        _half_cosine(share), share, None if zero_after is None else 2.0 * zero_after
    )


@op("mul")
def _restarting(
    step: Array, steps: int, periods: float, zero_after: float | None
) -> Array:
    count = periods * ops.minimum(array(step), steps)
    count = ops.cast(count, "float32")
    return _until(
        _half_cosine(ops.mod(count, steps) / steps), count / steps, zero_after
    )


def _limited(step: Array, steps: int) -> Array:
    return ops.cast(ops.minimum(array(step), steps), "float32")


def _half_cosine(share: Array) -> Array:
    return 0.5 * (1.0 + ops.cos(math.pi * share))


def _until(value: Array, share: Array, end: float | None) -> Array:
    if end is None:
        return value
    return ops.where(share >= end, ops.zeros_like(value), value)
