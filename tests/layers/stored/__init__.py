"""A model in three files that were written on JAX; any backend must read them.

`python -m tests.layers.stored` writes them anew.
"""

from pathlib import Path

import keras
import numpy as np

from argscope import arg_scope, layers

FOLDER = Path(__file__).parent
IMAGES = np.linspace(-1, 1, 2 * 6 * 6 * 2, dtype="float32").reshape(2, 6, 6, 2)
TARGETS = np.linspace(0, 1, 6, dtype="float32").reshape(2, 3)


@keras.saving.register_keras_serializable("stored")
def network(images, size=3):
    net = layers.conv2d(images, 4, 3, scope="conv1")
    with layers.variable_scope("block"):
        net = layers.conv2d(net, 4, 3, padding="VALID", scope="conv2")
    net = layers.flatten(net)
    return layers.fully_connected(net, size, activation_fn=None, scope="logits")


def new_model(seed=7):
    with (
        arg_scope([layers.conv2d, layers.batch_norm], trainable=True),
        arg_scope(
            [layers.conv2d],
            normalizer_fn=layers.batch_norm,
            normalizer_params={"decay": 0.9, "scale": True},
            regularizer=layers.l2_regularizer(0.01),
            activation_fn=keras.ops.tanh,
        ),
    ):
        model = layers.Model(network, seed=seed)
    model.build((None, 6, 6, 2))
    return model


def train(model):
    return model.fit(
        IMAGES, TARGETS, epochs=3, batch_size=2, shuffle=False, verbose=0
    ).history["loss"]
