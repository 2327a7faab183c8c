"""One training pass of a model on each backend: outputs, gradients and what it updated.

The gradients are those of the sum of the squares of float outputs.
"""

import keras
import numpy as np
from tests.layers.arrays import numbers


def training_pass(model, inputs, of=None):
    """Return outputs, gradients by variable, gradients by input, variables afterwards.

    The gradients are of the outputs named in `of`; None for all.
    """
    floats = {name: x for name, x in inputs.items() if x.dtype.kind == "f"}
    fixed = {name: x for name, x in inputs.items() if name not in floats}
    outputs, by_variable, by_input, after = _PASSES[keras.backend.backend()](
        model, floats, fixed, of
    )
    paths = [variable.path for variable in model.trainable_variables]
    return (
        _numbers(outputs),
        _numbers(dict(zip(paths, by_variable, strict=True))),
        _numbers(by_input),
        after,
    )


def _on_jax(model, inputs, fixed, of):
    import jax

    state = [variable.value for variable in model.non_trainable_variables]

    def loss(trainable, inputs, fixed):
        outputs, after = model.stateless_call(
            trainable, state, inputs | fixed, training=True
        )
        return _energy(outputs, of), (outputs, after)

    trainable = [variable.value for variable in model.trainable_variables]
    pull = jax.jit(jax.grad(loss, argnums=(0, 1), has_aux=True))
    (by_variable, by_input), (outputs, after) = pull(trainable, inputs, fixed)
    paths = [variable.path for variable in model.non_trainable_variables]
    return (
        outputs,
        by_variable,
        by_input,
        _numbers(dict(zip(paths, after, strict=True))),
    )


def _on_torch(model, inputs, fixed, of):
    import torch

    inputs = {name: torch.tensor(x, requires_grad=True) for name, x in inputs.items()}
    outputs = model(inputs | fixed, training=True)
    values = [variable.value for variable in model.trainable_variables]
    found = torch.autograd.grad(
        _energy(outputs, of), [*values, *inputs.values()], allow_unused=True
    )
    by_input = dict(zip(inputs, found[len(values) :], strict=True))
    return outputs, found[: len(values)], by_input, _state(model)


def _on_tensorflow(model, inputs, fixed, of):
    import tensorflow as tf

    inputs = {name: tf.constant(x) for name, x in inputs.items()}
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = model(inputs | fixed, training=True)
        energy = _energy(outputs, of)
    values = [variable.value for variable in model.trainable_variables]
    by_variable, by_input = tape.gradient(energy, (values, inputs))
    return outputs, by_variable, by_input, _state(model)


_PASSES = {"jax": _on_jax, "torch": _on_torch, "tensorflow": _on_tensorflow}


def _energy(outputs, of):
    return sum(
        keras.ops.sum(output**2)
        for name, output in outputs.items()
        if (of is None or name in of)
        and keras.backend.is_float_dtype(keras.backend.standardize_dtype(output.dtype))
    )


def _state(model):
    state = {variable.path: variable for variable in model.non_trainable_variables}
    return _numbers(state)


def _numbers(tensors):
    return {
        name: np.zeros(()) if tensor is None else numbers(tensor)
        for name, tensor in tensors.items()
    }
