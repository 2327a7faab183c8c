"""One pass through a network on each backend: outputs, gradients, updates, compiled once.

Whole networks are compared with these, so the time of a pass counts: on JAX nearly all
of it is compilation, which is told not to optimize.
"""

import keras
import numpy as np
from tests.layers.arrays import numbers

QUICK = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}


def one_pass(model, images, energy, *, training):
    """Return outputs, norms of gradients by path, and variables afterwards by path.

    The norm of the gradient of the input is under `input:images`.

    Args:
        model: Gives a dict of outputs, of which `out` decides the energy.
        images: The input.
        energy: The scalar function of `out` whose gradients are taken.
        training: The mode.
    """
    run = _PASSES[keras.backend.backend()]
    outputs, gradients, after = run(model, images, energy, training)
    trained = [variable.path for variable in model.trainable_variables]
    trained.append("input:images")
    norms = [float(np.linalg.norm(numbers(each).ravel())) for each in gradients]
    others = [variable.path for variable in model.non_trainable_variables]
    return (
        {name: numbers(output) for name, output in outputs.items()},
        dict(zip(trained, norms, strict=True)),
        dict(zip(others, map(numbers, after), strict=True)),
    )


def forward_pass(model, images, *, training):
    """Return outputs, and variables afterwards by path."""
    if keras.backend.backend() == "jax":
        outputs, after = _forward_on_jax(model, images, training)
    else:
        outputs = model(images, training=training)
        after = _others(model)
    others = [variable.path for variable in model.non_trainable_variables]
    return (
        {name: numbers(output) for name, output in outputs.items()},
        dict(zip(others, map(numbers, after), strict=True)),
    )


def _forward_on_jax(model, images, training):
    import jax

    def run(trained, others, images):
        return model.stateless_call(trained, others, images, training=training)

    return jax.jit(run, compiler_options=QUICK)(
        [variable.value for variable in model.trainable_variables],
        [variable.value for variable in model.non_trainable_variables],
        images,
    )


def _on_jax(model, images, energy, training):
    import jax

    def loss(trained, images, others):
        outputs, after = model.stateless_call(
            trained, others, images, training=training
        )
        return energy(outputs["out"]), (outputs, after)

    pull = jax.grad(loss, argnums=(0, 1), has_aux=True)
    (by_variable, by_input), (outputs, after) = jax.jit(pull, compiler_options=QUICK)(
        [variable.value for variable in model.trainable_variables],
        images,
        [variable.value for variable in model.non_trainable_variables],
    )
    return outputs, [*by_variable, by_input], after


def _on_torch(model, images, energy, training):
    import torch

    images = torch.tensor(images, requires_grad=True)
    outputs = model(images, training=training)
    values = [variable.value for variable in model.trainable_variables]
    gradients = torch.autograd.grad(
        energy(outputs["out"]), [*values, images], allow_unused=True
    )
    zero = torch.zeros(())
    return outputs, [zero if g is None else g for g in gradients], _others(model)


def _on_tensorflow(model, images, energy, training):
    import tensorflow as tf

    images = tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        outputs = model(images, training=training)
        loss = energy(outputs["out"])
    values = [variable.value for variable in model.trainable_variables]
    gradients = tape.gradient(
        loss, [*values, images], unconnected_gradients=tf.UnconnectedGradients.ZERO
    )
    return outputs, gradients, _others(model)


def _others(model):
    return [variable.value for variable in model.non_trainable_variables]


_PASSES = {"jax": _on_jax, "torch": _on_torch, "tensorflow": _on_tensorflow}
