"""A program in which TensorFlow has four devices; prints what it found as JSON.

Started by test_tensorflow_devices.py: how many devices a process has is decided once.
"""

import json
import sys

import keras
import numpy as np
from tests.distribution import networks

import argscope
from argscope import layers, losses, slim

BATCH = 16
EPOCHS = 2
IMAGES = np.random.default_rng(0).normal(1.0, 2.0, (150, 8, 8, 3)).astype("float32")
LABELS = np.random.default_rng(1).integers(0, 5, len(IMAGES))
"""Nine batches and one of 6, which the devices cannot share out evenly."""
BATCH_OF_NINE = {"images": IMAGES[:9], "classes": LABELS[:9]}


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
        keras.optimizers.Adam(3e-3, global_clipnorm=0.5),
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


def loss_of(batch):
    """Return the loss of a batch, with penalties, as programs for TF-Slim do."""
    logits = networks.network(batch["images"])
    slim.losses.sparse_softmax_cross_entropy(logits, batch["classes"])
    return slim.losses.get_total_loss()


def by_train_op():
    """Return the losses of steps of TF-Slim's `create_train_op`, which clips."""
    model = layers.Model(loss_of, seed=1)
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    step = slim.learning.create_train_op(model, optimizer, clip_gradient_norm=1.0)
    return np.array([step(batch) for batch in [BATCH_OF_NINE] * 3])


def found():
    """Return everything that is compared."""
    with argscope.distribute(data=4) as distribution:
        model, many = trained()
        alike, table = all_alike(model), str(model.layout())
        read = [distribution.engine.value(v) for v in model.variables]
        own_steps = by_train_op()
        fresh = layers.Model(network, seed=3).predict(IMAGES[:6], verbose=0)
    with argscope.distribute(data=4, per_device_batch_norm=True):
        by_devices = normalized_by_devices()
    with argscope.distribute(data=1):
        _, one = trained()
    own_steps_alone = by_train_op()
    alone = layers.Model(network, seed=3).predict(IMAGES[:6], verbose=0)
    return {
        "differences": {name: networks.farthest(one[name], many[name]) for name in one},
        "own_steps": networks.farthest([own_steps_alone], [own_steps]),
        "alike": alike,
        "read": networks.farthest(read, values(model)[: len(read)]),
        "not_built_before": networks.farthest([alone], [fresh]),
        "table": table,
        "by_devices": by_devices,
    }


if __name__ == "__main__":
    sys.stdout.write(json.dumps(found()))
