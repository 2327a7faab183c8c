"""The networks with the original, tf_slim 1.1.0 on TensorFlow 2.12; see `original.py`.

Imported by the original's interpreter only.
"""

from __future__ import annotations

import os
from time import perf_counter
from typing import Any, final

import numpy as np
import tensorflow.compat.v1 as tf
import tf_slim as slim

from benchmarks.networks.slim_style import NETWORKS, Library
from benchmarks.networks.subjects import BATCH, LEARNING_RATE, MOMENTUM, Network

tf.disable_v2_behavior()

_LIBRARY = Library(slim, slim.arg_scope, tf.nn.relu, tf.pad)


@final
class SlimWay:
    """A graph in a session.

    Attributes:
        elapsed: Seconds of the last `train` or `infer`.
    """

    def __init__(self, network: Network) -> None:
        self.elapsed: float | None = None
        self.graph = tf.Graph()
        with self.graph.as_default():
            self._build(network)
            self._initialize = tf.global_variables_initializer()
        self.session = tf.Session(graph=self.graph, config=_threads())
        self.session.run(self._initialize)

    def _build(self, network: Network) -> None:
        self._pixels, self._labels, training, self._logits = forward(network)
        tf.losses.sparse_softmax_cross_entropy(self._labels, training)
        self._loss = tf.losses.get_total_loss()
        optimizer = tf.train.MomentumOptimizer(LEARNING_RATE, MOMENTUM)
        self._step = slim.learning.create_train_op(self._loss, optimizer)
        self._variables = {v.op.name: v for v in slim.get_model_variables()}
        self._holders = {
            path: tf.placeholder(tf.float32, variable.shape)
            for path, variable in self._variables.items()
        }
        self._assign = [
            variable.assign(self._holders[path])
            for path, variable in self._variables.items()
        ]

    def load(self, weights: dict[str, np.ndarray]) -> None:
        """Start from these weights, without momentum."""
        self.session.run(self._initialize)
        feed = {self._holders[path]: value for path, value in weights.items()}
        self.session.run(self._assign, feed)

    def weights(self) -> dict[str, np.ndarray]:
        """Return all weights."""
        found: dict[str, np.ndarray] = self.session.run(self._variables)
        return found

    def train(self, pixels: np.ndarray, labels: np.ndarray) -> float:
        """Take one step for each batch; return the mean loss."""
        before = perf_counter()
        losses = [
            self.session.run(
                self._step,
                {
                    self._pixels: pixels[at : at + BATCH],
                    self._labels: labels[at : at + BATCH],
                },
            )
            for at in range(0, len(labels), BATCH)
        ]
        self.elapsed = perf_counter() - before
        return float(np.mean(losses))

    def infer(self, pixels: np.ndarray) -> np.ndarray:
        """Return the logits of all images."""
        before = perf_counter()
        outputs = [
            self.session.run(self._logits, {self._pixels: pixels[at : at + BATCH]})
            for at in range(0, len(pixels), BATCH)
        ]
        self.elapsed = perf_counter() - before
        return np.concatenate(outputs)


def forward(network: Network) -> tuple[Any, Any, Any, Any]:
    """Add the network to the graph, for training and, sharing variables, for inference.

    Returns:
        Placeholders of the images and the labels, logits while training, logits after.
    """
    pixels = tf.placeholder(tf.float32, (None, network.size, network.size, 3))
    labels = tf.placeholder(tf.int32, (None,))
    function = NETWORKS[network.name]
    with slim.arg_scope([slim.batch_norm], is_training=True):
        training = function(_LIBRARY, pixels, network)
    with (
        tf.variable_scope("", reuse=True),
        slim.arg_scope([slim.batch_norm], is_training=False),
    ):
        inference = function(_LIBRARY, pixels, network)
    return pixels, labels, training, inference


def build_once(network: Network) -> None:
    """Add the network to a new graph once, as programs that only train do."""
    with tf.Graph().as_default():
        pixels = tf.placeholder(tf.float32, (None, network.size, network.size, 3))
        NETWORKS[network.name](_LIBRARY, pixels, network)


def _threads() -> Any:
    # As torch is told: as many threads as the variable says, else TensorFlow's choice.
    count = int(os.environ.get("OMP_NUM_THREADS", "0"))
    return tf.ConfigProto(
        intra_op_parallelism_threads=count, inter_op_parallelism_threads=count
    )
