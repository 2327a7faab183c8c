"""`tf.contrib.layers.adaptive_clipping_fn`: gradients are clipped by their usual norm.

Source:
    tf_slim 1.1.0, tf_slim/layers/optimizers.py, after arXiv:1412.1602, section 3.2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from keras import ops

from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.variable import Variable
from argscope.tf1._host import summaries as summary
from argscope.tf1._layers.moving_averages import assign_moving_average
from argscope.tf1._names.scopes import variable_scope
from argscope.tf1._names.variables import get_variable
from argscope.tf1._ops.clipping import global_norm
from argscope.tf1._ops.values import Array, array

Pairs = list[tuple[Any, Variable]]


@symbol("contrib.layers.adaptive_clipping_fn", "contrib.slim.adaptive_clipping_fn")
def adaptive_clipping_fn(
    std_factor: float = 2.0,
    decay: float = 0.95,
    static_max_norm: float | None = None,
    global_step: Any = None,
    report_summary: bool = False,
    epsilon: float = 1e-8,
    name: str | None = None,
) -> Callable[[Iterable[tuple[Any, Variable]]], Pairs]:
    """Return a function that shortens gradients whose norm is far above the usual one.

    It keeps the mean and the standard deviation of the norm's logarithm. Where that is
    more than `std_factor` deviations above the mean, the norm becomes that of the mean.

    Args:
        std_factor: The number of deviations.
        decay: The share of an old mean that stays.
        static_max_norm: A norm that is never passed.
        global_step: The number of steps so far; with it means follow faster at first.
        report_summary: Whether to make a summary of the largest norm.
        epsilon: The smallest norm and variance.
        name: Of the scope; default: `AdaptiveMaxNorm`.
    """

    def clip(grads_and_vars: Iterable[tuple[Any, Variable]]) -> Pairs:
        pairs = list(grads_and_vars)
        norm = global_norm([gradient for gradient, _ in pairs])
        with variable_scope(name, "AdaptiveMaxNorm"):
            log = _log(norm, epsilon)
            share = decay if global_step is None else _faster(decay, global_step)
            mean = _averaged("mean", log, share)
            squares = _averaged("sq_mean", log * log, share)
            largest = _largest(mean, squares, std_factor, epsilon)
        if report_summary:
            summary.scalar("global_norm/adaptive_max_gradient_norm", largest)
        factor = _factor(norm, largest, mean, static_max_norm)
        return [(None if g is None else g * factor, variable) for g, variable in pairs]

    return clip


def _averaged(name: str, value: Any, decay: Any) -> Any:
    average = get_variable(name, value.shape, value.dtype, ZEROS, trainable=False)
    return assign_moving_average(average, value, decay, zero_debias=False)


@op("Log")
def _log(norm: Array, epsilon: float) -> Array:
    return ops.log(norm + epsilon)


@op("Minimum")
def _faster(decay: float, global_step: Array) -> Array:
    done = ops.cast(array(global_step), "float32")
    return ops.minimum(decay, done / (done + 1.0))


@op("Exp")
def _largest(mean: Array, squares: Array, std_factor: float, epsilon: float) -> Array:
    variance = squares - ops.square(mean)
    return ops.exp(mean + std_factor * ops.sqrt(ops.maximum(variance, epsilon)))


@op("Select")
def _factor(norm: Array, largest: Array, mean: Array, limit: float | None) -> Array:
    factor = ops.where(norm < largest, ops.ones_like(norm), ops.exp(mean) / norm)
    return factor if limit is None else ops.minimum(limit / norm, factor)
