"""`tf.layers.dense`, `dropout` and `flatten`, with their classes.

Constraints are refused; what else TensorFlow 1.15 takes is honoured.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from keras import ops

from argscope.layers._numerics.ops import add_bias, drop, select
from argscope.layers.initializers import ZEROS
from argscope.tf1._graph.evaluation import seed_here
from argscope.tf1._graph.op import op, symbol
from argscope.tf1._layers.base import Layer, activated, activation_of, known_size
from argscope.tf1._layers.functions import function_of
from argscope.tf1._ops.identities import identity
from argscope.tf1._ops.values import Array, array, is_constant, shape_of, sizes_of


@symbol("layers.Dense", "python.layers.core.Dense", "python.layers.core.FullyConnected")
class Dense(Layer):
    """`activation(inputs @ kernel + bias)` over the last axis."""

    def __init__(
        self,
        units: int,
        activation: Any = None,
        use_bias: bool = True,
        kernel_initializer: Any = None,
        bias_initializer: Any = ZEROS,
        kernel_regularizer: Any = None,
        bias_regularizer: Any = None,
        activity_regularizer: Any = None,
        kernel_constraint: Any = None,
        bias_constraint: Any = None,
        trainable: bool = True,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            trainable, name, activity_regularizer=activity_regularizer, **kwargs
        )
        self.units = int(units)
        self.activation = activation_of(activation)
        self.use_bias = use_bias
        self._kernel_from = (kernel_initializer, kernel_regularizer)
        self._bias_from = (bias_initializer, bias_regularizer)
        self._constraints = (kernel_constraint, bias_constraint)

    def build(self, input_shape: Any) -> None:
        """Make the kernel and the bias."""
        inputs = known_size(self, input_shape, -1)
        kernel_constraint, bias_constraint = self._constraints
        self.kernel = self.add_weight(
            "kernel",
            [inputs, self.units],
            None,
            *self._kernel_from,
            constraint=kernel_constraint,
        )
        self.bias = None
        if self.use_bias:
            self.bias = self.add_weight(
                "bias", [self.units], None, *self._bias_from, constraint=bias_constraint
            )
        self.built = True

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        name = "MatMul" if inputs.shape.ndims == 2 else "Tensordot"
        outputs = product(inputs, self.kernel, name=name)
        if self.bias is not None:
            outputs = bias_added(outputs, self.bias)
        return activated(outputs, self.activation)


dense = symbol("layers.dense", "python.layers.core.dense")(function_of(Dense, "dense"))


@symbol("layers.Dropout", "python.layers.core.Dropout")
class Dropout(Layer):
    """Zeros for a share `rate` of the inputs while training, and the rest made larger."""

    def __init__(
        self,
        rate: Any = 0.5,
        noise_shape: Any = None,
        seed: int | None = None,
        name: str | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.rate = rate
        self.noise_shape = noise_shape
        self.seed = seed

    def call(self, inputs: Any, training: Any = False) -> Any:
        """Compute the outputs."""
        if training is False:
            return identity(inputs)
        return dropped(inputs, self.rate, self.noise_shape, training)


@symbol("layers.dropout", "python.layers.core.dropout")
def dropout(
    inputs: Any,
    rate: Any = 0.5,
    noise_shape: Any = None,
    seed: int | None = None,
    training: Any = False,
    name: str | None = None,
) -> Any:
    """Return zeros for a share `rate` of the inputs while training; see `Dropout`."""
    return Dropout(rate, noise_shape, seed, name)(inputs, training=training)


@symbol("layers.Flatten", "python.layers.core.Flatten")
class Flatten(Layer):
    """The inputs with all axes but the first made into one."""

    def __init__(
        self, data_format: str | None = "channels_last", name: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(name=name, **kwargs)
        self.data_format = data_format

    def call(self, inputs: Any) -> Any:
        """Compute the outputs."""
        return flattened(inputs, self.data_format == "channels_first")


@symbol("layers.flatten", "python.layers.core.flatten")
def flatten(
    inputs: Any, name: str | None = None, data_format: str = "channels_last"
) -> Any:
    """Return the inputs with all axes but the first made into one."""
    return Flatten(data_format, name)(inputs)


# --- on values


@op("MatMul")
def product(inputs: Array, kernel: Array, name: str | None = None) -> Array:
    """Return the products of the last axis with a matrix."""
    del name
    return ops.matmul(inputs, kernel)


@op("BiasAdd")
def bias_added(inputs: Array, bias: Array, axis: int = -1) -> Array:
    """Return the inputs with a number for each channel added."""
    return add_bias(inputs, bias, axis % len(inputs.shape))


@op("dropout/mul_1", draws=True)
def dropped(inputs: Array, rate: Any, noise_shape: Any, training: Any) -> Array:
    """Return the inputs, or what dropout leaves of them."""
    inputs = array(inputs)
    if is_constant(rate):
        rate = float(rate)
    never = not training if is_constant(training) else False
    if never or rate == 0.0:
        return inputs
    shape = None if noise_shape is None else _noise_shape(inputs, noise_shape)
    made = drop(inputs, rate, shape, seed_here())
    return made if is_constant(training) else select(training, made, inputs)


def _noise_shape(inputs: Array, noise_shape: Any) -> list[Any]:
    pairs = zip(sizes_of(noise_shape), shape_of(inputs), strict=True)
    return [own if size is None else size for size, own in pairs]


@op("Reshape")
def flattened(inputs: Array, channels_first: bool) -> Array:
    """Return the inputs with all axes but the first made into one."""
    inputs = array(inputs)
    if channels_first and len(inputs.shape) > 2:
        inputs = ops.moveaxis(inputs, 1, -1)
    sizes = shape_of(inputs)
    known = [size for size in sizes[1:] if isinstance(size, int | np.integer)]
    rest = math.prod(known) if len(known) == len(sizes) - 1 else -1
    return ops.reshape(inputs, (sizes[0], rest))
