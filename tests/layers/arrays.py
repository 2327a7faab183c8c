"""Numbers of tensors and variables, on whatever backend."""

import keras
import numpy as np


def numbers(tensor):
    """Return a NumPy array; `keras.ops.convert_to_numpy` does so with a warning."""
    if isinstance(tensor, keras.Variable):
        tensor = tensor.value
    if hasattr(tensor, "detach"):
        tensor = tensor.detach()
    return tensor.numpy() if hasattr(tensor, "numpy") else np.asarray(tensor)


def symbol_of(array):
    """Return what stands for an array while a model is built."""
    return keras.KerasTensor(array.shape, str(array.dtype))


def computed(model, inputs, *, training=False):
    """Return what a model computes, as arrays; it updates nothing on JAX.

    There it is compiled as a whole: one operation after the other takes longer.
    """
    if keras.backend.backend() != "jax":
        outputs = model(inputs, training=training)
        return keras.tree.map_structure(numbers, outputs)
    import jax

    def call(trained, others, inputs):
        return model.stateless_call(trained, others, inputs, training=training)[0]

    if not model.built:
        model.build(keras.tree.map_structure(symbol_of, inputs))
    trained = [variable.value for variable in model.trainable_variables]
    others = [variable.value for variable in model.non_trainable_variables]
    outputs = jax.jit(call)(trained, others, inputs)
    return keras.tree.map_structure(numbers, outputs)
