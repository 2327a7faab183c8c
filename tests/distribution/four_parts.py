"""A program in which TensorFlow has four devices; prints what it found as JSON.

Started by test_tensorflow_devices.py: how many devices a process has is decided once.
"""

import json
import sys

import keras
import numpy as np
from tests.distribution import networks

import argscope
from argscope import layers, losses

BATCH = 32
EPOCHS = 4
IMAGES = np.random.default_rng(0).normal(1.0, 2.0, (150, 8, 8, 3)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 5, len(IMAGES))
"""Four batches and one of 22, which the devices cannot share out evenly."""


def network(images):
    """Return logits, and add a loss in which some images count, of any device."""
    net = networks.network(images)
    counts = keras.ops.cast(images[:, 0, 0, 0] > 2.0, "float32")
    losses.mean_squared_error(net, keras.ops.zeros_like(net), counts)
    return net


def trained():
    """Return a model after 20 steps, and all that was told on the way."""
    model = layers.Model(network, seed=3)
    model.compile(
        keras.optimizers.Adam(1e-2, global_clipnorm=0.5),
        keras.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy"],
    )
    history = model.fit(
        IMAGES,
        LABELS,
        batch_size=BATCH,
        epochs=EPOCHS,
        shuffle=False,
        verbose=0,
        validation_data=(IMAGES[:45], LABELS[:45]),
    ).history
    return model, {
        "weights": values(model),
        "history": [np.array(history[name]) for name in sorted(history)],
        "outputs": [
            model.predict(IMAGES[:45], batch_size=BATCH, verbose=0),
            model.predict_on_batch(IMAGES[:5]),
        ],
        "on_batch": [
            np.array(model.test_on_batch(IMAGES[:10], LABELS[:10])),
            np.array(model.train_on_batch(IMAGES[:10], LABELS[:10])),
        ],
        "weights_after_batch": values(model),
    }


def values(model):
    """Return what all variables are, the optimizer's too."""
    return [v.numpy() for v in model.variables + model.optimizer.variables]


def on_devices(variable):
    """Return what each device has of a variable."""
    return [np.asarray(value) for value in variable.value.values]


def all_alike(model):
    """Return whether all devices have the same numbers."""
    every = [on_devices(v) for v in model.variables + model.optimizer.variables]
    return all(np.array_equal(each[0], other) for each in every for other in each)


def normalized_by_devices():
    """Return moving averages of batch_norm on each device, and what they should be.

    The images of a batch of six are shared out among four devices.
    """
    model = layers.Model(
        lambda rows: layers.batch_norm(rows, decay=0.0, scale=True, scope="bn"), seed=1
    )
    model.compile("sgd", "mse")
    rows = np.arange(12, dtype="float32").reshape(6, 2) ** 2
    model.train_on_batch(rows, rows)
    shares = rows[:1], rows[1:3], rows[3:4], rows[4:]
    mean = np.mean([share.mean(0) for share in shares], axis=0)
    return {
        "means": [m.tolist() for m in on_devices(model.variable("bn/moving_mean"))],
        "expected": mean.tolist(),
        "finite": all(np.isfinite(v).all() for v in values(model)),
    }


def found():
    """Return everything that is compared."""
    with argscope.distribute(data=4) as distribution:
        model, many = trained()
        alike, table = all_alike(model), str(model.layout())
        read = [distribution.engine.value(v) for v in model.variables]
        fresh = layers.Model(network, seed=3).predict(IMAGES[:6], verbose=0)
    with argscope.distribute(data=4, per_device_batch_norm=True):
        by_devices = normalized_by_devices()
    with argscope.distribute(data=1):
        _, one = trained()
    alone = layers.Model(network, seed=3).predict(IMAGES[:6], verbose=0)
    return {
        "differences": {name: networks.farthest(one[name], many[name]) for name in one},
        "alike": alike,
        "read": networks.farthest(read, values(model)[: len(read)]),
        "not_built_before": networks.farthest([alone], [fresh]),
        "table": table,
        "by_devices": by_devices,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found()))
