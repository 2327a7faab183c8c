"""One training pass of a model on each backend: outputs, gradients and what it updated.

The gradients are those of the sum of the squares of all float outputs.
"""

import keras
import numpy as np
from tests.layers.arrays import numbers


def training_pass(model, inputs):
    """Return outputs, gradients by variable, gradients by input, variables afterwards."""
    outputs, by_variable, by_input, after = _PASSES[keras.backend.backend()](
        model, inputs
    )
    paths = [variable.path for variable in model.trainable_variables]
    return (
        _numbers(outputs),
        _numbers(dict(zip(paths, by_variable, strict=True))),
        _numbers(by_input),
        after,
    )


def _on_jax(model, inputs):
    import jax

    state = [variable.value for variable in model.non_trainable_variables]

    floats, others = _by_kind(inputs)

    def loss(trainable, floats):
        inputs = {**floats, **others}
        outputs, after = model.stateless_call(trainable, state, inputs, training=True)
        return _energy(outputs), (outputs, after)

    trainable = [variable.value for variable in model.trainable_variables]
    pull = jax.jit(jax.grad(loss, argnums=(0, 1), has_aux=True))
    (by_variable, by_input), (outputs, after) = pull(trainable, floats)
    paths = [variable.path for variable in model.non_trainable_variables]
    return (
        outputs,
        by_variable,
        by_input,
        _numbers(dict(zip(paths, after, strict=True))),
    )


def _on_torch(model, inputs):
    import torch

    floats, others = _by_kind(inputs)
    floats = {name: torch.tensor(x, requires_grad=True) for name, x in floats.items()}
    outputs = model({**floats, **others}, training=True)
    values = [variable.value for variable in model.trainable_variables]
    found = torch.autograd.grad(
        _energy(outputs), [*values, *floats.values()], allow_unused=True
    )
    by_input = dict(zip(floats, found[len(values) :], strict=True))
    return outputs, found[: len(values)], by_input, _state(model)


def _on_tensorflow(model, inputs):
    import tensorflow as tf

    floats, others = _by_kind(inputs)
    floats = {name: tf.constant(x) for name, x in floats.items()}
    with tf.GradientTape() as tape:
        tape.watch(floats)
        outputs = model({**floats, **others}, training=True)
        energy = _energy(outputs)
    values = [variable.value for variable in model.trainable_variables]
    by_variable, by_input = tape.gradient(energy, (values, floats))
    return outputs, by_variable, by_input, _state(model)


_PASSES = {"jax": _on_jax, "torch": _on_torch, "tensorflow": _on_tensorflow}


def _by_kind(inputs):
    """Return the inputs that have gradients, and the others."""
    floats = {name: x for name, x in inputs.items() if x.dtype.kind == "f"}
    return floats, {name: x for name, x in inputs.items() if name not in floats}


def _energy(outputs):
    return sum(keras.ops.sum(output**2) for output in outputs.values())


def _state(model):
    state = {variable.path: variable for variable in model.non_trainable_variables}
    return _numbers(state)


def _numbers(tensors):
    return {
        name: np.zeros(()) if tensor is None else numbers(tensor)
        for name, tensor in tensors.items()
    }
