"""A training pass of a model on each backend: outputs, gradients and what it updated.

Unless told otherwise, the gradients are those of the sum of the squares of float outputs.
"""

from dataclasses import dataclass

import keras
import numpy as np
from tests.layers.arrays import numbers


@dataclass(frozen=True)
class Pass:
    """What one training pass gave.

    Attributes:
        outputs: Arrays by name.
        by_variable: Gradients of the trainable variables by path; None where nothing
            depends on one. JAX has zeros there.
        by_input: The same for the inputs of a float dtype, by name.
        after: The other variables afterwards, by path.
    """

    outputs: dict
    by_variable: dict
    by_input: dict
    after: dict


class TrainingPass:
    """A training pass of `model`, again and again from what the model holds then.

    It is compiled once, where something is compiled.
    """

    def __init__(self, model, inputs, energy=None):
        """Prepare it for `inputs`; the gradients are of `energy(outputs)`, a scalar."""
        self._model = model
        self._floats = {name: x for name, x in inputs.items() if x.dtype.kind == "f"}
        self._fixed = {n: x for n, x in inputs.items() if n not in self._floats}
        self._run = _RUNS[keras.backend.backend()](model, energy or sum_of_squares)

    def __call__(self):
        """Return the `Pass`; the model keeps what it updated."""
        outputs, by_variable, by_input = self._run(self._floats, self._fixed)
        trained = [variable.path for variable in self._model.trainable_variables]
        others = {v.path: v for v in self._model.non_trainable_variables}
        return Pass(
            _numbers(outputs),
            _numbers(dict(zip(trained, by_variable, strict=True))),
            _numbers(by_input),
            {path: value.copy() for path, value in _numbers(others).items()},
        )


def training_pass(model, inputs, energy=None):
    """Return one `Pass`."""
    return TrainingPass(model, inputs, energy)()


def sum_of_squares(outputs, of=None):
    """Return the sum of the squares of the float outputs, of all or of those in `of`."""
    return sum(
        keras.ops.sum(output**2)
        for name, output in outputs.items()
        if (of is None or name in of)
        and keras.backend.is_float_dtype(keras.backend.standardize_dtype(output.dtype))
    )


def _on_jax(model, energy):
    import jax

    def loss(trainable, inputs, fixed, state):
        outputs, after = model.stateless_call(
            trainable, state, inputs | fixed, training=True
        )
        return energy(outputs), (outputs, after)

    pull = jax.jit(jax.grad(loss, argnums=(0, 1), has_aux=True))

    def run(inputs, fixed):
        trainable = [variable.value for variable in model.trainable_variables]
        state = [variable.value for variable in model.non_trainable_variables]
        gradients, (outputs, after) = pull(trainable, inputs, fixed, state)
        for variable, value in zip(model.non_trainable_variables, after, strict=True):
            variable.assign(value)
        return outputs, *gradients

    return run


def _on_torch(model, energy):
    import torch

    def run(inputs, fixed):
        inputs = {
            name: torch.tensor(x, requires_grad=True) for name, x in inputs.items()
        }
        outputs = model(inputs | fixed, training=True)
        values = [variable.value for variable in model.trainable_variables]
        found = torch.autograd.grad(
            energy(outputs), [*values, *inputs.values()], allow_unused=True
        )
        by_input = dict(zip(inputs, found[len(values) :], strict=True))
        return outputs, found[: len(values)], by_input

    return run


def _on_tensorflow(model, energy):
    import tensorflow as tf

    def run(inputs, fixed):
        inputs = {name: tf.constant(x) for name, x in inputs.items()}
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = model(inputs | fixed, training=True)
            found = energy(outputs)
        values = [variable.value for variable in model.trainable_variables]
        return outputs, *tape.gradient(found, (values, inputs))

    return run


_RUNS = {"jax": _on_jax, "torch": _on_torch, "tensorflow": _on_tensorflow}


def _numbers(tensors):
    return {
        name: None if tensor is None else np.asarray(numbers(tensor))
        for name, tensor in tensors.items()
    }
