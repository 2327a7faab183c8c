"""The optimizers that TF-Slim knows by name, as TensorFlow 1 computes them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import keras
from keras import ops


class Momentum(keras.optimizers.SGD):
    """Momentum of 0.9 over gradients, which the rate of each step then multiplies.

    Keras multiplies before it sums up, which differs when the rate changes.
    """

    def __init__(self, learning_rate: Any) -> None:
        super().__init__(learning_rate, momentum=0.9, name="momentum")

    def update_step(self, gradient: Any, variable: Any, learning_rate: Any) -> None:
        """Change one variable (Keras calls this)."""
        rate = ops.cast(learning_rate, variable.dtype)
        gradient = ops.cast(gradient, variable.dtype)
        velocity = self.momentums[self._get_variable_index(variable)]
        self.assign(velocity, 0.9 * velocity + gradient)
        self.assign_sub(variable, rate * velocity)


class RMSProp(keras.optimizers.RMSprop):
    """RMSProp whose mean square starts at 1, which makes the first steps smaller."""

    built: bool

    def __init__(self, learning_rate: Any) -> None:
        super().__init__(learning_rate, rho=0.9, epsilon=1e-10, name="rmsprop")

    def build(self, variables: Any) -> None:
        """Make the mean squares (Keras calls this)."""
        if self.built:
            return
        super().build(variables)
        for mean_square in self._velocities:
            mean_square.assign(ops.ones(mean_square.shape, mean_square.dtype))


# Defaults of tf.train.AdamOptimizer, AdagradOptimizer and FtrlOptimizer; momentum 0.9 is
# that of tf_slim/layers/optimizers.py.
OPTIMIZER_CLS_NAMES: Final[dict[str, Callable[[Any], Any]]] = {
    "Adagrad": lambda learning_rate: keras.optimizers.Adagrad(
        learning_rate, initial_accumulator_value=0.1, epsilon=0.0
    ),
    "Adam": lambda learning_rate: keras.optimizers.Adam(learning_rate, epsilon=1e-8),
    "Ftrl": keras.optimizers.Ftrl,
    "Momentum": Momentum,
    "RMSProp": RMSProp,
    "SGD": keras.optimizers.SGD,
}
