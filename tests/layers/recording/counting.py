"""Networks that count how often their functions run in Python."""

import functools

import keras
import numpy as np
import torch

from argscope import layers

IMAGES = torch.from_numpy(
    np.random.default_rng(0).standard_normal((4, 8, 8, 3), "float32")
)
LABELS = torch.arange(4) % 3


class Counting:
    """A network function, and how often it ran since the model was built.

    Attributes:
        model: The model of it.
        runs: The number of runs.
    """

    def __init__(self, function, inputs=IMAGES):
        self.runs = 0

        @functools.wraps(function)
        def counted(*args, **kwargs):
            self.runs += 1
            return function(*args, **kwargs)

        self.model = layers.Model(counted, seed=1)
        self.model.build(keras.tree.map_structure(_spec, inputs))
        self.runs = 0


def _spec(tensor):
    dtype = keras.backend.standardize_dtype(tensor.dtype)
    return keras.KerasTensor((None, *tensor.shape[1:]), dtype=dtype)


def classifier(images, is_training):
    """Return logits of a small network with all that changes from step to step."""
    net = layers.conv2d(
        images,
        8,
        [3, 3],
        normalizer_fn=layers.batch_norm,
        weights_regularizer=layers.l2_regularizer(0.01),
        scope="conv1",
    )
    net = layers.max_pool2d(net, [2, 2], scope="pool1")
    net = layers.dropout(net, 0.5, is_training=is_training, scope="drop1")
    return layers.fully_connected(
        layers.flatten(net), 3, activation_fn=None, scope="logits"
    )


def compiled(counting, **kwargs):
    """Compile the model of it, and return the model."""
    counting.model.compile(
        optimizer=keras.optimizers.Adam(0.01),
        loss=keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
        **kwargs,
    )
    return counting.model


@keras.saving.register_keras_serializable("tests")
def dense(images):
    """Return one dense layer of the flat images."""
    return layers.fully_connected(layers.flatten(images), 3, scope="dense")


def in_python(model, inputs, **kwargs):
    """Return what the model computes without recordings."""
    model.run_eagerly = True
    try:
        return model(inputs, **kwargs)
    finally:
        model.run_eagerly = False


def same(found, wanted):
    """Return whether the numbers are the same, bit for bit."""
    return torch.equal(found, wanted)
