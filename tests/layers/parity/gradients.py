"""A training pass of a model on each backend: outputs, gradients and what it updated.

The gradients are those of the sum of the squares of float outputs.
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

    def __init__(self, model, inputs, of=None):
        """Prepare it for `inputs`; the gradients are of the outputs in `of`, or of all."""
        self._model = model
        self._floats = {name: x for name, x in inputs.items() if x.dtype.kind == "f"}
        self._fixed = {n: x for n, x in inputs.items() if n not in self._floats}
        self._run = _RUNS[keras.backend.backend()](model, of)

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


def training_pass(model, inputs, of=None):
    """Return one `Pass`."""
    return TrainingPass(model, inputs, of)()


def _on_jax(model, of):
    import jax

    def loss(trainable, inputs, fixed, state):
        outputs, after = model.stateless_call(
            trainable, state, inputs | fixed, training=True
        )
        return _energy(outputs, of), (outputs, after)

    pull = jax.jit(jax.grad(loss, argnums=(0, 1), has_aux=True))

    def run(inputs, fixed):
        trainable = [variable.value for variable in model.trainable_variables]
        state = [variable.value for variable in model.non_trainable_variables]
        gradients, (outputs, after) = pull(trainable, inputs, fixed, state)
        for variable, value in zip(model.non_trainable_variables, after, strict=True):
            variable.assign(value)
        return outputs, *gradients

    return run


def _on_torch(model, of):
    import torch

    def run(inputs, fixed):
        inputs = {
            name: torch.tensor(x, requires_grad=True) for name, x in inputs.items()
        }
        outputs = model(inputs | fixed, training=True)
        values = [variable.value for variable in model.trainable_variables]
        found = torch.autograd.grad(
            _energy(outputs, of), [*values, *inputs.values()], allow_unused=True
        )
        by_input = dict(zip(inputs, found[len(values) :], strict=True))
        return outputs, found[: len(values)], by_input

    return run


def _on_tensorflow(model, of):
    import tensorflow as tf

    def run(inputs, fixed):
        inputs = {name: tf.constant(x) for name, x in inputs.items()}
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = model(inputs | fixed, training=True)
            energy = _energy(outputs, of)
        values = [variable.value for variable in model.trainable_variables]
        return outputs, *tape.gradient(energy, (values, inputs))

    return run


_RUNS = {"jax": _on_jax, "torch": _on_torch, "tensorflow": _on_tensorflow}


def _energy(outputs, of):
    return sum(
        keras.ops.sum(output**2)
        for name, output in outputs.items()
        if (of is None or name in of)
        and keras.backend.is_float_dtype(keras.backend.standardize_dtype(output.dtype))
    )


def _numbers(tensors):
    return {
        name: None if tensor is None else np.asarray(numbers(tensor))
        for name, tensor in tensors.items()
    }
