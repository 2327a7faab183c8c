"""`tf.layers.batch_normalization`, with its class.

Differs: Renormalization, virtual batches and adjustments are refused.

Source:
    `tensorflow/python/keras/layers/normalization.py` of TensorFlow 1.15. For images (rank
    4) it used a fused kernel, whose moving variance follows the unbiased estimate.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from keras import ops

from argscope.layers._numerics.norm_ops import moments, normalize, size_of
from argscope.layers._numerics.ops import cast, dtype_name, select
from argscope.layers.initializers import ZEROS, ones_initializer
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._graph.tensor import Tensor, Value
from argscope.tf1._graph.variable import Variable
from argscope.tf1._layers.base import Layer, known_size
from argscope.tf1._layers.moving_averages import (
    assign_moving_average,
    update_in_training,
)
from argscope.tf1._ops.values import Array, array, is_constant

ONES = ones_initializer()


@symbol(
    "layers.BatchNormalization",
    "python.layers.normalization.BatchNormalization",
    "python.layers.normalization.BatchNorm",
)
class BatchNormalization(Layer):
    """`(inputs - mean) / sqrt(variance + epsilon) * gamma + beta`.

    In training the statistics are the batch's, and operations that move the averages of
    them are put into the collection of updates. Otherwise they are these averages.
    """

    def __init__(
        self,
        axis: Any = -1,
        momentum: Any = 0.99,
        epsilon: float = 1e-3,
        center: bool = True,
        scale: bool = True,
        beta_initializer: Any = ZEROS,
        gamma_initializer: Any = ONES,
        moving_mean_initializer: Any = ZEROS,
        moving_variance_initializer: Any = ONES,
        beta_regularizer: Any = None,
        gamma_regularizer: Any = None,
        beta_constraint: Any = None,
        gamma_constraint: Any = None,
        renorm: bool = False,
        renorm_clipping: Any = None,
        renorm_momentum: Any = 0.99,
        fused: bool | None = None,
        trainable: bool = True,
        virtual_batch_size: int | None = None,
        adjustment: Any = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(trainable, name, **kwargs)
        del renorm_clipping, renorm_momentum  # of renorm, which is refused
        refused = {
            "renorm": renorm,
            "virtual_batch_size": virtual_batch_size,
            "adjustment": adjustment,
        }
        for argument, value in refused.items():
            if value:
                self._refuse(argument, value)
        self.axis = axis
        self.momentum = momentum
        self.epsilon = epsilon
        self.fused = fused
        self._gamma_from = (gamma_initializer, gamma_regularizer) if scale else None
        self._beta_from = (beta_initializer, beta_regularizer) if center else None
        self._moving_from = (moving_mean_initializer, moving_variance_initializer)
        self._constraints = {"gamma": gamma_constraint, "beta": beta_constraint}

    def build(self, input_shape: Any) -> None:
        """Make gamma, beta and the moving averages."""
        rank = input_shape.ndims
        axes = self.axis if isinstance(self.axis, list | tuple) else [self.axis]
        self._axes = [int(axis) % rank for axis in axes]
        self._is_fused = (
            self.fused is not False and rank == 4 and self._axes in ([1], [3])
        )
        sizes = [known_size(self, input_shape, axis) for axis in self._axes]
        shape = sizes
        if len(sizes) > 1:
            shape = [1] * rank
            for axis, size in zip(self._axes, sizes, strict=True):
                shape[axis] = size
        self.gamma = self._parameter("gamma", shape, self._gamma_from)
        self.beta = self._parameter("beta", shape, self._beta_from)
        names = ("moving_mean", "moving_variance")
        self.moving_mean, self.moving_variance = (
            self.add_weight(name, shape, None, initializer, trainable=False)
            for name, initializer in zip(names, self._moving_from, strict=True)
        )
        self.built = True

    def call(self, inputs: Any, training: Any = False) -> Any:
        """Compute the outputs, and record the updates."""
        outputs, mean, variance = _normalized(
            inputs,
            training,
            (self.gamma, self.beta),
            (self.moving_mean, self.moving_variance),
            self._axes,
            self.epsilon,
            self._is_fused,
            name="FusedBatchNormV3" if self._is_fused else "batchnorm/add_1",
        )
        if self.trainable and not _is_false(training):
            momentum = self.momentum
            if isinstance(training, Tensor):
                momentum = _momentum_in(training, momentum)
            self._update(self.moving_mean, mean, momentum)
            self._update(self.moving_variance, variance, momentum, "_1")
        return outputs

    def _parameter(self, name: str, shape: Any, made_from: Any) -> Variable | None:
        if made_from is None:
            return None
        initializer, regularizer = made_from
        constraint = self._constraints[name]
        return self.add_weight(
            name, shape, None, initializer, regularizer, constraint=constraint
        )

    def _update(
        self, average: Variable, value: Any, momentum: Any, suffix: str = ""
    ) -> None:
        self.add_average_update(
            lambda: assign_moving_average(average, value, momentum, zero_debias=False),
            f"AssignMovingAvg{suffix}",
        )

    def add_average_update(self, assign: Callable[[], Any], name: str) -> None:
        """Put what `assign` records into the collection of updates."""
        update_in_training(assign, name)


@symbol(
    "layers.batch_normalization",
    "python.layers.normalization.batch_normalization",
    "python.layers.normalization.batch_norm",
)
def batch_normalization(
    inputs: Any,
    axis: Any = -1,
    momentum: Any = 0.99,
    epsilon: float = 1e-3,
    center: bool = True,
    scale: bool = True,
    beta_initializer: Any = ZEROS,
    gamma_initializer: Any = ONES,
    moving_mean_initializer: Any = ZEROS,
    moving_variance_initializer: Any = ONES,
    beta_regularizer: Any = None,
    gamma_regularizer: Any = None,
    beta_constraint: Any = None,
    gamma_constraint: Any = None,
    training: Any = False,
    trainable: bool = True,
    name: str | None = None,
    reuse: Any = None,
    renorm: bool = False,
    renorm_clipping: Any = None,
    renorm_momentum: Any = 0.99,
    fused: bool | None = None,
    virtual_batch_size: int | None = None,
    adjustment: Any = None,
) -> Any:
    """Return the inputs, normalized; see `BatchNormalization`."""
    layer = BatchNormalization(
        axis,
        momentum,
        epsilon,
        center,
        scale,
        beta_initializer,
        gamma_initializer,
        moving_mean_initializer,
        moving_variance_initializer,
        beta_regularizer,
        gamma_regularizer,
        beta_constraint,
        gamma_constraint,
        renorm,
        renorm_clipping,
        renorm_momentum,
        fused,
        trainable,
        virtual_batch_size,
        adjustment,
        name,
        _scope=name,
        _reuse=reuse,
    )
    return layer(inputs, training=training)


# --- on values


def _is_false(training: Any) -> bool:
    if isinstance(training, Value) and isinstance(training.value, np.ndarray):
        training = bool(training.value)
    return not isinstance(training, Tensor) and not training


@op("FusedBatchNormV3")
def _normalized(
    inputs: Array,
    training: Any,
    gamma_and_beta: tuple[Any, Any],
    moving: tuple[Any, Any],
    axes: list[int],
    epsilon: float,
    is_fused: bool,
    name: str | None = None,
) -> tuple[Array, Array, Array]:
    """Return the normalized inputs, and the mean and the variance of the batch."""
    del name
    inputs = array(inputs)
    dtype = dtype_name(inputs.dtype)
    values = cast(inputs, "float32") if dtype in ("float16", "bfloat16") else inputs
    rank = len(inputs.shape)
    others = [axis for axis in range(rank) if axis not in axes]
    shape = [size if axis in axes else 1 for axis, size in enumerate(inputs.shape)]
    averages = [ops.reshape(each, shape) for each in moving]
    gamma, beta = (
        None if each is None else ops.reshape(each, shape) for each in gamma_and_beta
    )
    trains = training if not is_constant(training) else bool(training)
    if trains is False:
        mean, variance = averages
    else:
        mean, variance = (
            select(trains, now, kept)
            for now, kept in zip(moments(values, others), averages, strict=True)
        )
    outputs = normalize(
        values, mean, variance, offset=beta, scale=gamma, epsilon=epsilon
    )
    kept_shape = tuple(moving[0].shape)
    unbiased = _unbiased(variance, size_of(values, others)) if is_fused else variance
    statistics = (ops.reshape(each, kept_shape) for each in (mean, unbiased))
    return cast(outputs, dtype), *statistics


def _unbiased(variance: Array, count: Any) -> Array:
    if isinstance(count, int):
        return variance * (count / max(count - 1, 1))
    return variance * (count / ops.maximum(count - 1.0, 1.0))


@op("Select")
def _momentum_in(training: Array, momentum: Any) -> Array:
    """Return the momentum in training, and else 1, with which nothing moves."""
    if is_constant(training):
        return array(momentum if training else 1.0)
    return ops.where(ops.cast(training, "bool"), momentum, 1.0)
