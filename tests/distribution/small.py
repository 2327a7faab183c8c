"""A small network with variables to cut, and what it is trained on."""

import numpy as np

from argscope import layers

LAYOUT = {"fc.*/weights": (None, "model")}
CUT = ("fc1/weights", "fc2/weights")
ROWS = np.random.default_rng(0).normal(size=(16, 12)).astype("float32")
LABELS = np.arange(16) % 4


def network(x):
    """Two layers that are cut, with what has a state of its own between them."""
    x = layers.fully_connected(x, 16, normalizer_fn=layers.batch_norm, scope="fc1")
    x = layers.dropout(x, 0.5)
    x = layers.fully_connected(x, 8, scope="fc2")
    return layers.fully_connected(x, 4, activation_fn=None, scope="logits")


def built(seed):
    """Return a model with random values."""
    model = layers.Model(network, seed=seed)
    model.build((None, 12))
    return model


def compiled(seed):
    """Return a model whose optimizer has variables too."""
    model = built(seed)
    model.compile("adam", "mse")
    model.optimizer.build(model.trainable_variables)
    return model
