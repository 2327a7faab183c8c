"""What is trained on one device and on several, to compare."""

import keras
import numpy as np

from argscope import arg_scope, layers

STEPS = 20
BATCH = 24
LAYOUT = {"fc1/weights": (None, "model"), "conv1/weights": (None, None, None, "model")}


def network(images):
    """Return logits: with batch_norm, dropout and penalties."""
    with arg_scope(
        [layers.conv2d, layers.fully_connected],
        weights_regularizer=layers.l2_regularizer(1e-2),
    ):
        net = layers.conv2d(
            images,
            8,
            3,
            normalizer_fn=layers.batch_norm,
            normalizer_params={"decay": 0.9, "scale": True},
            scope="conv1",
        )
        net = layers.max_pool2d(net, 2)
        net = layers.fully_connected(layers.flatten(net), 32, scope="fc1")
        net = layers.dropout(net, 0.5)
        return layers.fully_connected(net, 5, activation_fn=None, scope="logits")


def images_and_labels():
    """Return as many batches as there are steps in two epochs."""
    rng = np.random.default_rng(0)
    count = BATCH * STEPS // 2
    images = rng.normal(1.0, 2.0, size=(count, 8, 8, 3)).astype("float32")
    return images, rng.integers(0, 5, count)


def compiled():
    """Return the network as a model that is ready to train."""
    model = layers.Model(network, seed=3)
    model.compile(
        keras.optimizers.Adam(1e-2),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    return model


def rows_of(share):
    """Return which images a process that has `share` of each batch gives to fit."""
    starts = range(0, BATCH * STEPS // 2, BATCH)
    return np.concatenate([np.arange(s + share.start, s + share.stop) for s in starts])


def trained(share=slice(0, BATCH)):
    """Return the model after the steps, and what fit told of its two epochs."""
    model = compiled()
    rows = rows_of(share)
    images, labels = (each[rows] for each in images_and_labels())
    history = model.fit(
        images,
        labels,
        batch_size=share.stop - share.start,
        epochs=2,
        shuffle=False,
        verbose=0,
    )
    return model, history.history


def farthest(one, other):
    """Return the largest difference of two sets of arrays, as a share of the largest."""
    return max(
        float(np.abs(a - b).max() / max(np.abs(a).max(), 1e-9))
        for a, b in zip(one, other, strict=True)
    )
