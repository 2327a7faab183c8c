"""Programs that make their own steps, on four devices of one process and on one.

It prints what they find as JSON. `test_train_ops` starts it.
"""

import json
import os
import sys

os.environ["JAX_NUM_CPU_DEVICES"] = "4"

import keras
import numpy as np

import argscope
from argscope import slim, tf1

DRAW = np.random.default_rng(0)
BATCH = {
    "images": DRAW.normal(size=(8, 6, 6, 3)).astype("float32"),
    "classes": (np.arange(8) % 3).astype("int32"),
}


def loss_of(batch):
    penalty = slim.l2_regularizer(0.01)
    with slim.arg_scope([slim.conv2d], weights_regularizer=penalty):
        net = slim.conv2d(batch["images"], 4, [3, 3], normalizer_fn=slim.batch_norm)
    net = slim.dropout(slim.flatten(net), 0.5)
    logits = slim.fully_connected(net, 3, activation_fn=None)
    slim.losses.sparse_softmax_cross_entropy(logits, batch["classes"])
    return slim.losses.get_total_loss()


def by_train_op():
    """Return the losses of three steps of TF-Slim's `create_train_op`."""
    model = slim.layers.Model(loss_of, seed=1)
    optimizer = keras.optimizers.SGD(0.1, momentum=0.9)
    train_op = slim.learning.create_train_op(model, optimizer, clip_gradient_norm=1.0)
    return [train_op(BATCH) for _ in range(3)]


def by_optimize_loss():
    """Return the losses of three steps of TF-Slim's `optimize_loss`."""
    model = slim.layers.Model(loss_of, seed=1)
    train_op = slim.optimize_loss(model, None, 0.1, "Momentum")
    return [train_op(BATCH) for _ in range(3)]


def by_old_function():
    """Return the losses of a model function of TensorFlow 1 in three epochs of `fit`."""
    old = tf1.namespace().contrib.slim

    def function(images):
        net = old.conv2d(images, 4, [3, 3], normalizer_fn=old.batch_norm)
        return old.fully_connected(old.flatten(net), 3, activation_fn=None)

    keras.utils.set_random_seed(1)
    model = tf1.model(function, {"images": ((None, 6, 6, 3), "float32")})
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile("sgd", loss)
    images, classes = BATCH["images"], BATCH["classes"]
    trained = model.fit(images, classes, batch_size=8, epochs=3, verbose=0)
    return trained.history["loss"]


def found():
    programs = by_train_op, by_optimize_loss, by_old_function
    return {program.__name__: program() for program in programs}


if __name__ == "__main__":
    one = found()
    with argscope.distribute(data=4):
        sys.stdout.write(json.dumps({"1": one, "4": found()}))
