"""Learning rates that change with the step: `tf.train.exponential_decay` and its like.

Source:
    Cosine: Loshchilov & Hutter 2016, arXiv:1608.03983; linear cosine: Bello et al. 2017,
    arXiv:1709.07417, section 6.
"""

from __future__ import annotations

import math
from typing import Any

import keras
from keras import ops

from argscope.tf1._graph.evaluation import seed_here
from argscope.tf1._graph.op import op
from argscope.tf1._ops.values import Array, array, dtype_of


def _numbers(learning_rate: Any, *others: Any) -> list[Array]:
    """Return numbers as tensors of the dtype of the learning rate."""
    rate = ops.convert_to_tensor(array(learning_rate))
    return [rate, *(ops.cast(array(other), dtype_of(rate)) for other in others)]


@op("ExponentialDecay", "train.exponential_decay")
def exponential_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    decay_rate: Array,
    staircase: bool = False,
    name: str | None = None,
) -> Array:
    """Return `learning_rate * decay_rate ** (global_step / decay_steps)`.

    With `staircase` the exponent is a whole number.
    """
    start, step, steps, rate = _numbers(
        learning_rate, global_step, decay_steps, decay_rate
    )
    return start * ops.power(rate, _share(step, steps, staircase))


@op("ExponentialDecay", "train.natural_exp_decay")
def natural_exp_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    decay_rate: Array,
    staircase: bool = False,
    name: str | None = None,
) -> Array:
    """Return `learning_rate * exp(-decay_rate * global_step / decay_steps)`."""
    start, step, steps, rate = _numbers(
        learning_rate, global_step, decay_steps, decay_rate
    )
    return start * ops.exp(-rate * _share(step, steps, staircase))


@op("InverseTimeDecay", "train.inverse_time_decay")
def inverse_time_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    decay_rate: Array,
    staircase: bool = False,
    name: str | None = None,
) -> Array:
    """Return `learning_rate / (1 + decay_rate * global_step / decay_steps)`."""
    start, step, steps, rate = _numbers(
        learning_rate, global_step, decay_steps, decay_rate
    )
    return start / (1.0 + rate * _share(step, steps, staircase))


def _share(step: Array, steps: Array, staircase: bool) -> Array:
    share = step / steps
    return ops.floor(share) if staircase else share


@op("PolynomialDecay", "train.polynomial_decay")
def polynomial_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    end_learning_rate: Array = 0.0001,
    power: Array = 1.0,
    cycle: bool = False,
    name: str | None = None,
) -> Array:
    """Return what goes from one rate to another like `(1 - step / decay_steps) ** power`.

    With `cycle` it starts anew, each time to end later: after the smallest multiple of
    `decay_steps` that is not below the step.
    """
    start, step, steps, end, power = _numbers(
        learning_rate, global_step, decay_steps, end_learning_rate, power
    )
    if cycle:
        steps = steps * ops.maximum(ops.ceil(step / steps), 1.0)
    else:
        step = ops.minimum(step, steps)
    return (start - end) * ops.power(1.0 - step / steps, power) + end


@op("PiecewiseConstant", "train.piecewise_constant", "train.piecewise_constant_decay")
def piecewise_constant(
    x: Array, boundaries: Any, values: Any, name: str | None = None
) -> Array:
    """Return the first value up to the first boundary, included; then the second; ...

    Raises:
        ValueError: There is not one value more than boundaries.
    """
    if len(boundaries) != len(values) - 1:
        raise ValueError(
            f"{len(boundaries)} boundaries for {len(values)} values: the values must be "
            "one more."
        )
    x = ops.convert_to_tensor(array(x))
    first, *later = (ops.convert_to_tensor(array(value)) for value in values)
    for boundary, value in zip(boundaries, later, strict=True):
        first = ops.where(x > ops.cast(array(boundary), dtype_of(x)), value, first)
    return first


@op("CosineDecay/Mul", "train.cosine_decay")
def cosine_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    alpha: float = 0.0,
    name: str | None = None,
) -> Array:
    """Return what goes like half a cosine to `alpha * learning_rate`."""
    start, step, steps = _numbers(learning_rate, global_step, decay_steps)
    cosine = _half_cosine(ops.minimum(step, steps) / steps)
    return start * ((1 - alpha) * cosine + alpha)


@op("SGDRDecay/Mul", "train.cosine_decay_restarts")
def cosine_decay_restarts(
    learning_rate: Array,
    global_step: Array,
    first_decay_steps: Any,
    t_mul: float = 2.0,
    m_mul: float = 1.0,
    alpha: float = 0.0,
    name: str | None = None,
) -> Array:
    """Return half cosines, each `t_mul` times as long and `m_mul` as high as that before."""
    start, step, steps = _numbers(learning_rate, global_step, first_decay_steps)
    completed = step / steps
    if float(t_mul) == 1.0:
        restarts = ops.floor(completed)
        share = completed - restarts
    else:
        longer = math.log(t_mul)
        restarts = ops.floor(ops.log(1.0 - completed * (1.0 - t_mul)) / longer)
        length = ops.power(ops.cast(t_mul, dtype_of(steps)), restarts)
        share = (completed - (1.0 - length) / (1.0 - t_mul)) / length
    height = ops.power(ops.cast(m_mul, dtype_of(steps)), restarts)
    return start * ((1 - alpha) * height * _half_cosine(share) + alpha)


@op("LinearCosineDecay/Mul", "train.linear_cosine_decay")
def linear_cosine_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    num_periods: float = 0.5,
    alpha: float = 0.0,
    beta: float = 0.001,
    name: str | None = None,
) -> Array:
    """Return a line to 0, plus `alpha`, times cosines, plus `beta`."""
    start, step, steps = _numbers(learning_rate, global_step, decay_steps)
    share = ops.minimum(step, steps) / steps
    cosine = _half_cosine(2.0 * num_periods * share)
    return start * ((alpha + 1.0 - share) * cosine + beta)


@op("NoisyLinearCosineDecay/Mul", "train.noisy_linear_cosine_decay", draws=True)
def noisy_linear_cosine_decay(
    learning_rate: Array,
    global_step: Array,
    decay_steps: Any,
    initial_variance: float = 1.0,
    variance_decay: float = 0.55,
    num_periods: float = 0.5,
    alpha: float = 0.0,
    beta: float = 0.001,
    name: str | None = None,
) -> Array:
    """Return what `linear_cosine_decay` does, with normal noise added to the line."""
    start, step, steps = _numbers(learning_rate, global_step, decay_steps)
    step = ops.minimum(step, steps)
    variance = initial_variance / ops.power(1.0 + step, variance_decay)
    noise = ops.sqrt(variance) * keras.random.normal((), seed=seed_here())
    cosine = _half_cosine(2.0 * num_periods * step / steps)
    return start * ((alpha + 1.0 - step / steps + noise) * cosine + beta)


def _half_cosine(share: Array) -> Array:
    """Return what goes from 1 to 0 as `share` goes from 0 to 1."""
    return 0.5 * (1.0 + ops.cos(math.pi * share))
